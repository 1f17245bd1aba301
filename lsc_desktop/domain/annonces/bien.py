"""Ce qu'on sait d'un lot au moment d'en faire une annonce."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import cents
from lsc_desktop.base.text import fold
from lsc_desktop.domain.lots import LotDraft

# Le type d'un lot, ou la catégorie de son annonce → ce que les portails en distinguent.
APPARTEMENT, MAISON, LOFT, LOCAL, BUREAU, ENTREPOT, PARKING, TERRAIN, IMMEUBLE = (
    "appartement", "maison", "loft", "local", "bureau", "entrepot", "parking", "terrain",
    "immeuble",
)  # fmt: skip
_SORTES = {
    "appartement": APPARTEMENT, "studio": APPARTEMENT, "chambre": APPARTEMENT, "loft": LOFT,
    "maison": MAISON, "local commercial": LOCAL, "bureau": BUREAU, "entrepot": ENTREPOT,
    "garage": PARKING, "parking": PARKING, "terrain": TERRAIN, "immeuble": IMMEUBLE,
}  # fmt: skip
LOGEMENTS = frozenset({APPARTEMENT, MAISON, LOFT})
SANS_DPE = frozenset({PARKING, TERRAIN})  # rien à chauffer (CCH art. R126-15)
SANS_PIECES = frozenset({PARKING, TERRAIN})
PROFESSIONNELS = ("Professionnel", "Commercial")  # types de location hors de la loi de 1989
MEUBLES = ("Meublé", "Étudiant", "Mobilité")


@dataclass(frozen=True, slots=True)
class Photo:
    """Une photo du lot à diffuser. `cle` : de quoi retrouver ses octets ; `taille` en octets."""

    cle: int
    nom: str
    titre: str
    taille: int
    sha256: str

    @property
    def extension(self) -> str:
        return self.nom.rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True)
class Personne:
    """Le propriétaire, s'il est demandé de le transmettre."""

    nom: str = ""
    prenom: str = ""
    adresse: str = ""
    code_postal: str = ""
    ville: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Bien:
    """Un lot et ce qui l'entoure. `lot` : sa fiche, complétée ; `rue`, `code_postal`, `ville` : les
    siens, ou ceux de l'immeuble ; `depot_bail` : le dépôt de son dernier locataire ;
    `bail_a_venir` : l'entrée d'un locataire déjà connu ; `reference_prise` : un autre lot diffusé a
    la même référence internet."""

    lot: LotDraft
    rue: str = ""
    code_postal: str = ""
    ville: str = ""
    construit_le: date | None = None
    nb_etages: int | None = None
    ascenseur: bool | None = None
    mandat_debut: date | None = None
    depot_bail: Decimal | None = None
    bail_a_venir: date | None = None
    reference_prise: bool = False
    proprietaire: Personne = Personne()
    photos: tuple[Photo, ...] = ()

    @property
    def sorte(self) -> str:
        """Vide si aucun portail ne connaît ce type de lot."""
        lot = self.lot
        return _SORTES.get(fold(lot.categorie_annonce or lot.type_lot), "")

    @property
    def logement(self) -> bool:
        """À habiter, donc sous la loi du 6 juillet 1989."""
        return self.sorte in LOGEMENTS and self.lot.type_location not in PROFESSIONNELS

    @property
    def surface(self) -> Decimal | None:
        """L'habitable ; à défaut, pour ce qui ne s'habite pas, la surface pondérée (m²)."""
        lot = self.lot
        return lot.surface_habitable or (None if self.logement else lot.surface)

    @property
    def meuble(self) -> bool | None:
        """`None` tant que le type de location n'est pas dit."""
        kind = self.lot.type_location
        return kind in MEUBLES if kind else None

    @property
    def outre_mer(self) -> bool:
        return self.code_postal.startswith("97")

    @property
    def mandat(self) -> tuple[str, date | None]:
        """Son mandat et la date de celui-ci : de location, sinon de gérance ; vide sans mandat."""
        lot = self.lot
        if lot.mandat_transaction and "location" in fold(lot.mandat_type):
            return lot.mandat_transaction, lot.mandat_date
        return lot.mandat_numero, self.mandat_debut


def etage(text: str) -> int | None:
    """« 3ème » → 3, « RDC » → 0 ; `None` si l'on ne sait pas."""
    said = fold(text)
    if said.startswith(("rdc", "rez")):
        return 0
    found = re.match(r"(\d{1,2})(?!\d)", said)
    return int(found[1]) if found else None


def loyer_affiche(lot: LotDraft) -> Decimal:
    """Charges et complément compris : ce que le locataire paie chaque mois, en euros."""
    parts = (lot.loyer_mensuel, lot.complement_loyer, lot.provision_charges)
    return sum((part for part in parts if part is not None), Decimal(0))


def loyer_de_base_max(bien: Bien) -> Decimal | None:
    """Le loyer de référence majoré du logement, en euros : le prix au m² de l'arrêté préfectoral ×
    l'habitable ; `None` hors de l'encadrement, ou tant qu'on ne peut le calculer."""
    lot = bien.lot
    rate, area = lot.loyer_reference_majore, lot.surface_habitable
    if not lot.encadrement_loyer or not rate or not area:
        return None
    return cents(rate * area)
