"""Ce qu'on sait d'un lot au moment d'en faire une annonce."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import cents
from lsc_desktop.base.text import fold
from lsc_desktop.domain.lots import LotDraft
from lsc_desktop.domain.lots.calcul import echeance

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
ACTIVITES = frozenset({LOCAL, BUREAU, ENTREPOT})  # on n'y habite pas
_NATURES = {fold(kind): kind for kind in ("Vide", *MEUBLES, *PROFESSIONNELS)}


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
    def nature(self) -> str:
        """Le type de location, comme la liste l'écrit ; vide s'il n'y est pas : un import, une
        frappe libre ne disent pas ce que la loi en ferait."""
        return _NATURES.get(fold(self.lot.type_location), "")

    @property
    def logement(self) -> bool:
        """À habiter, donc sous la loi du 6 juillet 1989."""
        return self.sorte in LOGEMENTS and self.nature not in PROFESSIONNELS

    @property
    def surface(self) -> Decimal | None:
        """L'habitable ; à défaut, pour ce qui ne s'habite pas, la surface pondérée (m²)."""
        lot = self.lot
        return lot.surface_habitable or (None if self.logement else lot.surface)

    @property
    def meuble(self) -> bool | None:
        """`None` tant qu'on ne reconnaît pas le type de location."""
        return self.nature in MEUBLES if self.nature else None

    @property
    def hors_taxes(self) -> bool | None:
        """Le loyer affiché l'est hors taxes (seed L730) ; faux d'un logement, où il n'y a pas de
        TVA (CGI art. 261 D) ; `None` d'un garage ou d'un terrain, où cela dépend du bailleur."""
        if self.logement:
            return False
        return True if self.sorte in ACTIVITES or self.nature in PROFESSIONNELS else None

    @property
    def outre_mer(self) -> bool:
        return self.code_postal.startswith("97")

    @property
    def mandat_de_location(self) -> str:
        """Son numéro, qu'il courre encore ou non ; vide s'il n'y en a pas, ou s'il est de vente."""
        return self.lot.mandat_transaction if "location" in fold(self.lot.mandat_type) else ""

    @property
    def fin_du_mandat_de_location(self) -> date | None:
        return echeance(self.lot.mandat_date, self.lot.mandat_duree_mois)

    def mandat(self, jour: date) -> tuple[str, date | None]:
        """Son mandat de ce jour et la date de celui-ci : de location tant qu'il court (loi 70-9
        art. 7), sinon de gérance ; vide sans mandat."""
        lot, end = self.lot, self.fin_du_mandat_de_location
        begun = lot.mandat_date is None or lot.mandat_date <= jour
        if self.mandat_de_location and begun and (end is None or end >= jour):
            return self.mandat_de_location, lot.mandat_date
        return lot.mandat_numero, self.mandat_debut


def etage(text: str) -> int | None:
    """« 3ème » → 3, « RDC » → 0 ; `None` si l'on ne sait pas, ou sous terre : « -1 »."""
    if text.strip().startswith(("-", "\N{MINUS SIGN}", "\N{EN DASH}")):
        return None
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
