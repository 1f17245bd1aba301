"""Une demande de devis à Lovys : ce qu'il faut pour la faire, ce qu'on en dit, ce qui en revient.

Le contrat `devis-habitation/1` est le nôtre : celui de Lovys n'est pas public (extranet-partners
§3.3, §4.5). Jamais vérifié avec le service réel.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from lsc_desktop.base.text import enumerer, pluriel

LOCATAIRE, PROPRIETAIRE = "locataire", "proprietaire"
QUALITES = ((LOCATAIRE, "Locataire"), (PROPRIETAIRE, "Propriétaire"))
FORMULES = ((1, "Formule 1"), (2, "Formule 2"), (3, "Formule 3"))  # seed L762, sans leur nom

# Où en est un devis, ici. Ce que la boîte d'envoi en sait s'y ajoute (queries.lovys.listes).
DEMANDE, RECU, ECARTE = "demande", "recu", "ecarte"
ETATS = ((DEMANDE, "Demandé"), (RECU, "Devis reçu"), (ECARTE, "Non demandé"))

MENSUEL, ANNUEL = "mensuel", "annuel"
PERIODICITES = ((MENSUEL, "par mois"), (ANNUEL, "par an"))


@dataclass(frozen=True, slots=True)
class Occupant:
    """Celui que le devis assure."""

    qualite: str
    nom: str
    civilite: str = ""
    prenom: str = ""
    courriel: str = ""


@dataclass(frozen=True, slots=True)
class Bien:
    """Ce que Lovys reprend de la fiche lot (seed L693-699). `surface` : la surface totale ;
    `dependances` : la somme des lignes « Exclure Carrez » (seed L746-760)."""

    adresse: str = ""
    code_postal: str = ""
    ville: str = ""
    type_lot: str = ""
    surface: Decimal | None = None
    nb_pieces: int | None = None
    dependances: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Demande:
    """`reference` : la nôtre, une par demande."""

    reference: str
    formule: int
    occupant: Occupant
    bien: Bien


@dataclass(frozen=True, slots=True)
class Devis:
    """Ce que Lovys propose, par mois ou par an. `lien` : où finir la demande."""

    montant: Decimal
    periodicite: str
    lien: str
    expire_le: date | None = None


# --- Préalables ---------------------------------------------------------------------------------


def manques(bien: Bien) -> str:
    """« Il manque la surface totale et le nombre de pièces. » ; vide si Lovys peut répondre
    (seed L688-691)."""
    missing = [
        label
        for label, value in (
            ("la surface totale", bien.surface),
            ("le nombre de pièces", bien.nb_pieces),
        )
        if value is None or value <= 0
    ]
    return f"Il manque {enumerer(missing)}." if missing else ""


def question_de_double(lots: Sequence[str]) -> str:
    """Un second devis le même jour pour un même lot se demande."""
    others = f" et {pluriel(len(lots) - 1, 'autre lot', 'autres lots')}" if len(lots) > 1 else ""
    return (
        f"Un devis Lovys est déjà demandé aujourd'hui pour {lots[0]}{others}. En demander un de "
        "plus ?"
    )


def question_de_doute(lots: Sequence[str]) -> str:
    """Une demande peut-être arrivée ne se redit pas sans qu'on le sache."""
    return (
        f"Lovys a peut-être déjà fait le devis de {enumerer(lots)} : sa réponse s'est perdue. "
        "Réessayer peut en faire un second."
    )


# --- Le lien ------------------------------------------------------------------------------------


def hotes_admis(texte: str) -> tuple[str, ...]:
    """« lovys.com, partenaire.fr » → les noms, sans casse."""
    return tuple(one.casefold().strip(".") for one in texte.replace(",", " ").split())


def lien_admis(lien: str, hotes: Sequence[str]) -> bool:
    """Un lien ne s'ouvre que s'il est en HTTPS, chez un de ces hôtes ou sous l'un d'eux."""
    try:
        parts = urlsplit(lien)
        host, user = (parts.hostname or "").casefold(), parts.username
    except ValueError:
        return False
    known = any(host == one or host.endswith(f".{one}") for one in hotes if one)
    return parts.scheme == "https" and user is None and known


# --- Telle qu'on la garde -----------------------------------------------------------------------


def ecrire_demande(demande: Demande) -> str:
    """Le JSON gardé avec le devis : ce qui part est ce qu'on a demandé."""
    return json.dumps(asdict(demande), ensure_ascii=False, sort_keys=True, default=str)


def lire_demande(texte: str) -> Demande:
    found = json.loads(texte)
    land = found["bien"]
    area = land["surface"]
    land |= {
        "surface": Decimal(area) if area is not None else None,
        "dependances": Decimal(land["dependances"]),
    }
    return Demande(
        found["reference"], found["formule"], Occupant(**found["occupant"]), Bien(**land)
    )
