"""Un dossier locatif tel que le partenaire l'envoie : le contrat `dossier-locatif/1`.

Ce contrat est le nôtre (D7) : CLAC ne publie pas le sien. Il est décrit pour un partenaire par
`resources/dossier-locatif-1.schema.json`, et lu par `partners/clac`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import ZERO

FORMAT = "dossier-locatif/1"
JAMAIS_VERIFIE = (
    "Jamais vérifié avec le service réel : CLAC ne publie pas son format. Le nôtre, "
    "« dossier-locatif/1 », est décrit dans resources/dossier-locatif-1.schema.json."
)
# Les statuts sous lesquels CLAC propose « Export vers Crypto » (seed L2698-2702).
STATUTS = (
    ("accepte", "Accepté"),
    ("accepte_signe", "Accepté et signé"),
    ("accepte_signe_paye", "Accepté, signé et payé"),
)


@dataclass(frozen=True, slots=True)
class AdresseRecue:
    """`lignes` : trois au plus."""

    lignes: tuple[str, ...] = ()
    code_postal: str = ""
    ville: str = ""
    pays: str = ""


@dataclass(frozen=True, slots=True)
class Personne:
    """Un candidat ou un garant ; `id` ne vaut que dans son dossier. `revenus` : par mois."""

    id: str
    nom: str
    prenoms: str = ""
    civilite: str = ""
    naissance: date | None = None
    adresse: AdresseRecue = AdresseRecue()
    email: str = ""
    telephone: str = ""
    profession: str = ""
    revenus: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Finances:
    """Les données financières que CLAC montre (seed L2704) ; `honoraires` comprend `part_edl`."""

    loyer_cc: Decimal
    charges: Decimal = ZERO
    honoraires: Decimal = ZERO
    part_edl: Decimal = ZERO
    depot_garantie: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PieceRecue:
    """`personne` : l'id de celle qui l'a fournie ; vide, c'est une pièce du dossier (le bail)."""

    fichier: str
    nature: str
    personne: str
    contenu: bytes


@dataclass(frozen=True, slots=True)
class DossierRecu:
    """Le premier candidat est le titulaire du bail, les autres ses colocataires."""

    dossier: str
    statut: str
    reference_crypto: str
    bien: str
    adresse: AdresseRecue
    finances: Finances
    candidats: tuple[Personne, ...]
    garants: tuple[Personne, ...] = ()
    debut: date | None = None
    duree_mois: int | None = None
    pieces: tuple[PieceRecue, ...] = ()
