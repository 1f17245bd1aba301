"""Les sortes de fichiers d'une reprise, dans l'ordre où l'une a besoin de l'autre."""

from typing import Any

from lsc_desktop.domain.comptabilite import NATURES
from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.domain.coproprietes import (
    LUS,
    CoproprietaireDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
)
from lsc_desktop.domain.depenses import PARTS, DepenseDraft, ExerciceDraft
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.domain.fiscalites import FiscaliteDraft
from lsc_desktop.domain.fonds_travaux import FondsDraft
from lsc_desktop.domain.immeubles import ImmeubleDraft
from lsc_desktop.domain.imports.champs import Champ, Sorte
from lsc_desktop.domain.imports.fabrique import champs_de, retouches, simples
from lsc_desktop.domain.imports.mots import MOTS, RETOUCHES
from lsc_desktop.domain.imports.mots_donnees import MOTS_DONNEES, RETOUCHES_DONNEES
from lsc_desktop.domain.imports.mots_syndic import MOTS_SYNDIC, RETOUCHES_SYNDIC
from lsc_desktop.domain.locataires import LocataireDraft
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.domain.mandats import MandatDraft
from lsc_desktop.domain.tiers import TiersDraft

_TIERS = simples(TiersDraft, sauf=("code_propose", "actif"))
_LOT = simples(
    LotDraft,
    sauf=(
        "surface", "code_propose", "immeuble", "adresse", "proprietaire", "mandat_numero", "mandat",
        "locataire", "a_louer", "surface_carrez", "surface_dependances", "mandat_echeance",
        "prix_m2", "taxe_fonciere_m2", "commission_dont_taxe", "code_gestion", "code_physique",
    ),
)  # fmt: skip
_BAIL = simples(
    LocataireDraft,
    sauf=(
        "nom", "compte", "lot", "proprietaire", "solde", "quittance", "depot_a_rendre_le",
        "aujourd_hui", "appele", "note", "actif",
    ),
)  # fmt: skip
_MANDAT = simples(MandatDraft, sauf=("numero", "echeance", "jour"))
_COPROPRIETE = simples(CoproprieteDraft, sauf=LUS)
_COPROPRIETAIRE = simples(
    CoproprietaireDraft, sauf=("nom", "lots", "conseil", "comptes", "note", "actif")
)
_LOT_COPROPRIETE = simples(
    LotCoproprieteDraft, sauf=("numero", "immeuble", "vendu", "note", "actif")
)
_ENTITE = Champ(
    "entite",
    "Entité",
    synonymes=("Société", "Code entité", "Agence", "Société comptable"),
    aide="Code de l'entité comptable. Vide : la seule de l'agence.",
    exemple="EX001",
)


def _sorte(cle: str, titre: str, fiche: str, aide: str, *champs: Any) -> Sorte:
    """Met en ordre les champs, et leur ajoute synonymes, aides et exemples."""
    flat: list[Champ] = []
    for one in champs:
        flat += [one] if isinstance(one, Champ) else list(one)
    told = {**RETOUCHES, **RETOUCHES_SYNDIC, **RETOUCHES_DONNEES}.get(cle, {})
    words = {**MOTS, **MOTS_SYNDIC, **MOTS_DONNEES}[cle]
    return Sorte(cle, titre, fiche, aide, retouches(iter(flat), **told), words)


def _tiers(prefixe_code: str) -> tuple[Champ, ...]:
    """L'identité d'un tiers ; son code s'appelle `tiers` là où la ligne dit autre chose."""
    made = tuple(champs_de("tiers", TiersDraft, _TIERS))
    code, *rest = made
    assert code.nom == "code"
    return (
        Champ(
            prefixe_code,
            "Code tiers",
            aide="Le code de la fiche du tiers. Vide : tiré du nom.",
            synonymes=(
                "Code", "Code propriétaire", "Code locataire", "Code client", "Référence tiers",
                "N° tiers", "Identifiant",
            ),
        ),
        *rest,
    )  # fmt: skip


_ACTIF_TIERS = Champ("actif", "Tiers en service", "oui_non", aide="Vide : oui.", exemple="oui")

ENTITES = _sorte(
    "entites",
    "Entités",
    "entité",
    "Les sociétés comptables de l'agence ; ses comptes et ses journaux de départ sont ouverts.",
    champs_de("entite", EntiteDraft, simples(EntiteDraft)),
)
FISCALITES = _sorte(
    "fiscalites",
    "Codes fiscalité",
    "code fiscalité",
    "Les rubriques des lignes de quittancement ; ceux de départ sont déjà là.",
    champs_de("code_fiscalite", FiscaliteDraft, simples(FiscaliteDraft)),
)
TIERS = _sorte(
    "tiers",
    "Autres tiers",
    "tiers",
    "Fournisseurs, garants : les personnes qui ne sont ni propriétaires, ni locataires, ni "
    "copropriétaires.",
    _tiers("code"),
    _ACTIF_TIERS,
)
PROPRIETAIRES = _sorte(
    "proprietaires",
    "Propriétaires",
    "propriétaire",
    "Un propriétaire par ligne, avec son compte et son mandat. Deux mandats : deux lignes du "
    "même code.",
    _tiers("code"),
    _ACTIF_TIERS,
    _ENTITE,
    Champ("compte", "Compte propriétaire"),
    Champ("mandat", "N° mandat"),
    champs_de("mandat", MandatDraft, _MANDAT, "mandat_"),
)
IMMEUBLES = _sorte(
    "immeubles",
    "Immeubles",
    "immeuble",
    "Un immeuble par ligne.",
    champs_de("immeuble", ImmeubleDraft, ("code", "nom")),
    champs_de(
        "immeuble", ImmeubleDraft, simples(ImmeubleDraft, sauf=("code", "nom")),
    ),
    _ENTITE,
)  # fmt: skip
LOTS = _sorte(
    "lots",
    "Lots",
    "lot",
    "Un lot par ligne, avec son immeuble, son propriétaire et le mandat qui le confie. Confié "
    "plusieurs fois : une ligne du même code par mandat.",
    Champ("code_gestion", "Code lot"),
    Champ("immeuble", "Immeuble"),
    Champ("proprietaire", "Propriétaire"),
    Champ("mandat_gestion", "N° mandat de gestion"),
    Champ("confie_du", "Confié du", "date"),
    Champ("confie_au", "Confié au", "date"),
    Champ("code_physique", "Code physique"),
    champs_de("lot", LotDraft, _LOT),
)
LOCATAIRES = _sorte(
    "locataires",
    "Locataires",
    "locataire",
    "Un bail par ligne : la personne, le lot, les dates, le compte.",
    _tiers("tiers"),
    Champ("lot", "Lot", obligatoire=True),
    Champ("compte", "Compte locataire"),
    _ENTITE,
    Champ("mandat", "N° mandat"),
    champs_de("locataire", LocataireDraft, _BAIL),
    Champ("bail_note", "Note du bail", "note", longueur=5_000),
    Champ("actif", "Bail en service", "oui_non", aide="Vide : oui.", exemple="oui"),
)
LIGNES = _sorte(
    "lignes",
    "Lignes de quittancement",
    "ligne de quittancement",
    "Ce que chaque appel demande à un locataire : loyer, provisions… Un montant par appel.",
    Champ("compte", "Compte locataire", obligatoire=True),
    Champ("lot", "Lot"),
    Champ("premier_quittancement", "Premier quittancement", "date"),
    _ENTITE,
    Champ("code", "Code fiscalité", obligatoire=True),
    Champ("libelle", "Libellé"),
    Champ("montant", "Montant", "montant", obligatoire=True),
    Champ("du", "Du", "date"),
    Champ("au", "Au", "date"),
    Champ("ponctuelle", "Appelée une fois", "oui_non"),
)
COPROPRIETES = _sorte(
    "coproprietes",
    "Copropriétés",
    "copropriété",
    "Une clé par ligne, sous son syndicat : l'entité et l'immeuble, créés s'ils sont inconnus. Les "
    "autres lignes du même immeuble n'y ajoutent que leur clé.",
    Champ("immeuble", "Immeuble"),
    Champ("entite", "Entité"),
    Champ("entite_nom", "Nom du syndicat"),
    Champ("immeuble_nom", "Nom de l'immeuble"),
    champs_de("immeuble", ImmeubleDraft, ("adresse1", "adresse2", "code_postal", "ville")),
    champs_de("copropriete", CoproprieteDraft, _COPROPRIETE),
    Champ("cle", "Clé"),
    Champ("cle_libelle", "Libellé de la clé"),
    Champ("cle_generale", "Clé générale", "oui_non"),
    Champ("cle_total", "Total des tantièmes", "montant", places=5),
)
COPROPRIETAIRES = _sorte(
    "coproprietaires",
    "Copropriétaires",
    "copropriétaire",
    "Un compte de copropriétaire par ligne : la personne, la copropriété, le 450.",
    Champ("immeuble", "Immeuble"),
    _tiers("tiers"),
    Champ("compte", "Compte copropriétaire"),
    champs_de("coproprietaire", CoproprietaireDraft, _COPROPRIETAIRE),
    Champ("coproprietaire_note", "Note du copropriétaire", "note"),
    Champ("actif", "Copropriétaire en service", "oui_non"),
)
LOTS_COPROPRIETE = _sorte(
    "lots_copropriete",
    "Lots de copropriété",
    "lot de copropriété",
    "Les lots de l'état descriptif de division, et leurs tantièmes : une ligne par lot et par clé, "
    "ou une seule par lot et une colonne par clé, « Tantièmes 001 ».",
    Champ("immeuble", "Immeuble"),
    champs_de("lot_copropriete", LotCoproprieteDraft, ("numero", *_LOT_COPROPRIETE)),
    Champ("lot_principal", "Lot principal"),
    Champ("coproprietaire", "Compte copropriétaire"),
    Champ("lot_gerance", "Lot en gérance"),
    champs_de("lot_copropriete", LotCoproprieteDraft, ("note", "actif")),
    Champ("cle", "Clé"),
    Champ("tantiemes", "Tantièmes", "montant", places=5, famille=True),
)
EXERCICES = _sorte(
    "exercices",
    "Exercices",
    "exercice",
    "Les exercices des copropriétés ; les dépenses des non clos se publient.",
    Champ("immeuble", "Immeuble"),
    champs_de("exercice", ExerciceDraft, ("libelle", "du", "au", "clos", "note")),
)
DEPENSES = _sorte(
    "depenses",
    "Dépenses",
    "dépense",
    "Les dépenses de chaque exercice, sous leur clé et leur compte de charges.",
    Champ("immeuble", "Immeuble"),
    Champ("exercice", "Exercice"),
    Champ("cle", "Clé"),
    Champ("compte", "Compte"),
    Champ("compte_libelle", "Libellé du compte"),
    champs_de("depense", DepenseDraft, ("date", "libelle", "montant", *(n for n, _w in PARTS))),
    Champ("fournisseur", "Fournisseur"),
    champs_de("depense", DepenseDraft, ("note",)),
)
FONDS_TRAVAUX = _sorte(
    "fonds_travaux",
    "Fonds de travaux",
    "fonds de travaux",
    "Ce que chaque lot détient au fonds de travaux, au jour où on l'a arrêté.",
    Champ("immeuble", "Immeuble"),
    Champ("lot", "Lot"),
    Champ("compte", "Compte"),
    Champ("compte_libelle", "Libellé du compte"),
    champs_de("fonds_travaux", FondsDraft, ("montant", "arrete_le", "note")),
)
CONTACTS = _sorte(
    "contacts",
    "Contacts utiles",
    "contact",
    "Les bureaux de l'agence, ses fournisseurs, qui appeler dans un immeuble.",
    champs_de("contact", ContactDraft, ("genre", "nom", "role")),
    Champ("immeuble", "Immeuble"),
    champs_de("contact", ContactDraft, simples(ContactDraft, sauf=("genre", "nom", "role"))),
)
SOLDES = _sorte(
    "soldes",
    "Soldes d'ouverture",
    "solde",
    "Le solde de chaque compte le jour de la reprise : une pièce équilibrée par entité, au journal "
    "AN, face au compte 890000.",
    Champ("compte", "Compte", obligatoire=True),
    _ENTITE,
    Champ("libelle", "Libellé du compte"),
    Champ("nature", "Nature du compte", "choix", choix=NATURES),
    Champ("tiers", "Code tiers"),
    Champ("debit", "Débit", "montant"),
    Champ("credit", "Crédit", "montant"),
    Champ("solde", "Solde", "montant"),
    Champ("sens", "Sens", "choix", choix=(("D", "Débiteur"), ("C", "Créditeur"))),
    Champ("date", "Date", "date"),
)

SORTES = (
    ENTITES, FISCALITES, TIERS, PROPRIETAIRES, IMMEUBLES, LOTS, LOCATAIRES, LIGNES, COPROPRIETES,
    COPROPRIETAIRES, LOTS_COPROPRIETE, EXERCICES, DEPENSES, FONDS_TRAVAUX, CONTACTS, SOLDES,
)  # fmt: skip
PAR_CLE = {sorte.cle: sorte for sorte in SORTES}
