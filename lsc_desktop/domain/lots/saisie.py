"""La fiche d'un lot, onglet par onglet (seed L392-424, L702-770, L2655-2680)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lsc_desktop.domain.lots.choix import LIBRE, NON_DISPONIBLE
from lsc_desktop.domain.lots.prix import Prix
from lsc_desktop.domain.lots.surfaces import PieceLot
from lsc_desktop.domain.saisies import Problem, obligatoires
from lsc_desktop.domain.tiers import Donnee


@dataclass(slots=True)
class LotDraft:
    """Saisie d'un lot : surfaces en m², montants en euros, taux en %.

    Les champs qui suivent `donnees` ne s'écrivent pas : ils sont calculés, ou lus dans les fiches
    liées.
    """

    id: int | None = None
    version: int = 0
    # En-tête
    code_gestion: str = ""
    code_physique: str = ""
    # Onglet Lot : adresse et codification
    immeuble_id: int | None = None
    proprietaire_id: int | None = None
    adresse1: str = ""
    code_postal: str = ""
    ville: str = ""
    numero_rcp: str = ""
    numero_plan: str = ""
    # Critères et qualificatifs
    type_lot: str = ""
    detail: str = ""
    epoque: str = ""
    etat: str = ""
    quartier: str = ""
    standing: str = ""
    chauffage: str = ""
    ascenseur: str = ""
    mitoyennete: str = ""
    regime: str = ""
    # Divers
    nb_pieces: int | None = None
    nb_chambres: int | None = None
    nb_parkings: int | None = None
    nb_etages: int | None = None
    batiment: str = ""
    etage: str = ""
    escalier: str = ""
    porte: str = ""
    date_construction: date | None = None
    numero_cles: str = ""
    digicode: str = ""
    parking_numero: str = ""
    parking_type: str = ""
    # État locatif, état du lot
    etat_locatif: str = LIBRE
    libre_le: date | None = None
    commercialisation: str = ""
    non_disponible_jusqu_au: date | None = None
    motif_non_disponible: str = ""
    # Surfaces
    surface_habitable: Decimal | None = None
    surface_terrasse: Decimal | None = None
    surface_balcons: Decimal | None = None
    surface_jardin: Decimal | None = None
    surface: Decimal | None = None
    surface_divisible: Decimal | None = None
    cumulable: bool = False
    pieces: list[PieceLot] = field(default_factory=list)
    # Publicité
    diffuser: bool = False
    categorie_annonce: str = ""
    reference_internet: str = ""
    localisation_internet: str = ""
    adresse_diffusee: bool = False
    date_parution: date | None = None
    date_mise_a_jour: date | None = None
    titre_annonce: str = ""
    texte_annonce: str = ""
    # Diagnostics
    dpe_classe: str = ""
    dpe_valeur: int | None = None
    dpe_date: date | None = None
    ges_classe: str = ""
    ges_valeur: int | None = None
    dpe_non_soumis: bool = False
    dpe_cout_min: Decimal | None = None
    dpe_cout_max: Decimal | None = None
    dpe_prix_le: date | None = None
    dpe_energie_finale: int | None = None
    diagnostic_plomb: date | None = None
    diagnostic_amiante: date | None = None
    diagnostic_electricite: date | None = None
    diagnostic_gaz: date | None = None
    diagnostic_erp: date | None = None
    zone_tendue: bool = False
    zone_tres_tendue: bool = False
    encadrement_loyer: bool = False
    loyer_reference: Decimal | None = None
    loyer_reference_majore: Decimal | None = None
    # Gérance
    loyer_mensuel: Decimal | None = None
    provision_charges: Decimal | None = None
    charges_modalite: str = ""
    complement_loyer: Decimal | None = None
    honoraires_locataire: Decimal | None = None
    honoraires_edl: Decimal | None = None
    depot_garantie: Decimal | None = None
    type_location: str = ""
    numero_fiscal: str = ""
    assurance_pno: str = ""
    # Transaction
    mandat_transaction: str = ""
    mandat_type: str = ""
    mandat_affecte_a: str = ""
    mandat_date: date | None = None
    mandat_duree_mois: int | None = None
    lot_affecte_a: str = ""
    prix_vente: Decimal | None = None
    net_vendeur: Decimal | None = None
    commission_acquereur: bool = True
    commission_taux: Decimal | None = None
    commission_montant: Decimal | None = None
    commission_taxe: Decimal | None = None
    taxe_habitation: Decimal | None = None
    taxe_om: Decimal | None = None
    taxe_fonciere: Decimal | None = None
    visite: str = ""
    charges_copro: Decimal | None = None
    charges_recuperables: Decimal | None = None
    charges_chauffage: Decimal | None = None
    charges_electricite: Decimal | None = None
    regularisation_le: date | None = None
    note_transaction: str = ""
    actif: bool = True
    # Onglet Plus
    donnees: list[Donnee] = field(default_factory=list)
    # Calculés ou lus ailleurs
    code_propose: str = ""
    immeuble: str = ""
    adresse: str = ""
    proprietaire: str = ""
    mandat_id: int | None = None
    mandat_numero: str = ""
    mandat: str = ""
    locataire_id: int | None = None
    locataire: str = ""
    a_louer: str = ""
    surface_carrez: Decimal | None = None
    surface_dependances: Decimal | None = None
    mandat_echeance: date | None = None
    prix_m2: Decimal | None = None
    taxe_fonciere_m2: Decimal | None = None
    commission_dont_taxe: Decimal | None = None
    prix_connu: Prix | None = None

    @property
    def acces(self) -> str:
        """« N° clés 00025 — Digicode B8514 » (seed L409-410)."""
        parts = (("N° clés", self.numero_cles), ("Digicode", self.digicode))
        return " — ".join(f"{name} {value}" for name, value in parts if value)

    def problems(self) -> Iterator[Problem]:
        yield from obligatoires(
            self,
            immeuble_id="L'immeuble",
            proprietaire_id="Le propriétaire",
            code_physique="Le code physique",
            code_gestion="Le code gestion",
        )
        yield from _negatifs(self)
        yield from _pieces(self.pieces)
        yield from _annonce(self)


LOCATION = ("louer", "vendre_louer")
_POSITIFS = {
    "surface_habitable": "Une surface", "surface_terrasse": "Une surface",
    "surface_balcons": "Une surface", "surface_jardin": "Une surface",
    "surface_divisible": "Une surface", "nb_pieces": "Un nombre de pièces",
    "nb_chambres": "Un nombre de chambres", "nb_parkings": "Un nombre de parkings",
    "nb_etages": "Un nombre d'étages", "loyer_mensuel": "Un loyer",
    "provision_charges": "Une provision", "depot_garantie": "Un dépôt de garantie",
    "prix_vente": "Un prix", "net_vendeur": "Un prix", "commission_taux": "Un taux",
    "commission_montant": "Une commission", "mandat_duree_mois": "Une durée",
    "charges_copro": "Une charge", "charges_recuperables": "Une charge",
    "complement_loyer": "Un complément", "honoraires_locataire": "Des honoraires",
    "honoraires_edl": "Des honoraires", "dpe_cout_min": "Une dépense",
    "dpe_cout_max": "Une dépense", "dpe_valeur": "Une consommation",
    "dpe_energie_finale": "Une consommation", "ges_valeur": "Une émission",
    "loyer_reference": "Un loyer", "loyer_reference_majore": "Un loyer",
}  # fmt: skip


def _negatifs(draft: LotDraft) -> Iterator[Problem]:
    for name, what in _POSITIFS.items():
        value = getattr(draft, name)
        if value is not None and value < 0:
            yield name, f"{what} n'est pas négatif."
    vente, net = draft.prix_vente, draft.net_vendeur
    if vente is not None and net is not None and net > vente:
        yield "net_vendeur", "Le net vendeur dépasse le prix de vente : vérifiez la commission."
    copro, part = draft.charges_copro, draft.charges_recuperables
    if copro is not None and part is not None and part > copro:
        yield "charges_recuperables", "Les charges récupérables dépassent celles de copropriété."


def _pieces(pieces: list[PieceLot]) -> Iterator[Problem]:
    for rank, piece in enumerate(pieces):
        if not piece.piece.strip():
            yield f"pieces.{rank}.piece", "Le nom de la pièce est à renseigner."
        if piece.surface is None or piece.surface <= 0:
            yield f"pieces.{rank}.surface", "La surface de la pièce est à renseigner, en m²."


def _annonce(draft: LotDraft) -> Iterator[Problem]:
    """Ce qu'exige une diffusion (seed L2655-2658)."""
    if draft.diffuser and not draft.reference_internet.strip():
        yield "reference_internet", "Une annonce diffusée a une référence internet."
    if draft.commercialisation != NON_DISPONIBLE and draft.non_disponible_jusqu_au:
        yield "non_disponible_jusqu_au", "Cette date ne vaut que pour un lot « Non disponible »."
