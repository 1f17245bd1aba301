"""Lots, leurs pièces (« Carrez ») et leurs documents."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee
from lsc_desktop.storage.models.numerotes import Numerote
from lsc_desktop.storage.models.tiers import DonneeComplementaire
from lsc_desktop.storage.types import Surface, Taux


class Lot(Versionnee, Cherchable, Base):
    """Un lot et ses sept onglets (seed L392-424, L702-760, L2662-2680)."""

    __tablename__ = "lot"
    cherche_dans = ("code_gestion", "code_physique", "adresse1", "ville", "type_lot")

    # En-tête et adresse
    code_gestion: Mapped[str] = mapped_column(unique=True)
    code_physique: Mapped[str] = mapped_column(index=True)
    immeuble_id: Mapped[int] = mapped_column(ForeignKey("immeuble.id"), index=True)
    proprietaire_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    adresse1: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    # Codification
    numero_rcp: Mapped[str] = mapped_column(default="")
    numero_plan: Mapped[str] = mapped_column(default="")
    # Critères et qualificatifs
    type_lot: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    epoque: Mapped[str] = mapped_column(default="")
    etat: Mapped[str] = mapped_column(default="")
    quartier: Mapped[str] = mapped_column(default="")
    standing: Mapped[str] = mapped_column(default="")
    chauffage: Mapped[str] = mapped_column(default="")
    ascenseur: Mapped[str] = mapped_column(default="")
    mitoyennete: Mapped[str] = mapped_column(default="")
    regime: Mapped[str] = mapped_column(default="")
    # Divers
    nb_pieces: Mapped[int | None]
    nb_chambres: Mapped[int | None]
    nb_parkings: Mapped[int | None]
    nb_etages: Mapped[int | None]
    batiment: Mapped[str] = mapped_column(default="")
    etage: Mapped[str] = mapped_column(default="")
    escalier: Mapped[str] = mapped_column(default="")
    porte: Mapped[str] = mapped_column(default="")
    date_construction: Mapped[date | None]
    numero_cles: Mapped[str] = mapped_column(default="")
    digicode: Mapped[str] = mapped_column(default="")
    parking_numero: Mapped[str] = mapped_column(default="")
    parking_type: Mapped[str] = mapped_column(default="")
    # État locatif, état du lot
    etat_locatif: Mapped[str] = mapped_column(default="libre")
    libre_le: Mapped[date | None]
    commercialisation: Mapped[str] = mapped_column(default="")
    non_disponible_jusqu_au: Mapped[date | None]
    motif_non_disponible: Mapped[str] = mapped_column(default="")
    # Surfaces (m²)
    surface_habitable: Mapped[Surface | None]
    surface_terrasse: Mapped[Surface | None]
    surface_balcons: Mapped[Surface | None]
    surface_jardin: Mapped[Surface | None]
    surface: Mapped[Surface | None]  # pondérée, recalculée à chaque enregistrement
    surface_divisible: Mapped[Surface | None]
    cumulable: Mapped[bool] = mapped_column(default=False)
    # Publicité
    diffuser: Mapped[bool] = mapped_column(default=False)
    categorie_annonce: Mapped[str] = mapped_column(default="")
    reference_internet: Mapped[str] = mapped_column(default="")
    localisation_internet: Mapped[str] = mapped_column(default="")
    adresse_diffusee: Mapped[bool] = mapped_column(default=False)
    date_parution: Mapped[date | None]
    date_mise_a_jour: Mapped[date | None]
    titre_annonce: Mapped[str] = mapped_column(default="", server_default=text("''"))
    texte_annonce: Mapped[str] = mapped_column(default="")
    # Diagnostics
    dpe_classe: Mapped[str] = mapped_column(default="")
    dpe_valeur: Mapped[int | None]
    dpe_date: Mapped[date | None]
    ges_classe: Mapped[str] = mapped_column(default="")
    ges_valeur: Mapped[int | None]
    dpe_non_soumis: Mapped[bool | None] = mapped_column(default=False)  # venu après la table
    dpe_cout_min: Mapped[Decimal | None]
    dpe_cout_max: Mapped[Decimal | None]
    dpe_prix_le: Mapped[date | None]
    dpe_energie_finale: Mapped[int | None]
    diagnostic_plomb: Mapped[date | None]
    diagnostic_amiante: Mapped[date | None]
    diagnostic_electricite: Mapped[date | None]
    diagnostic_gaz: Mapped[date | None]
    diagnostic_erp: Mapped[date | None]
    zone_tendue: Mapped[bool] = mapped_column(default=False)
    zone_tres_tendue: Mapped[bool | None] = mapped_column(default=False)
    encadrement_loyer: Mapped[bool | None] = mapped_column(default=False)
    loyer_reference: Mapped[Decimal | None]
    loyer_reference_majore: Mapped[Decimal | None]
    # Gérance
    loyer_mensuel: Mapped[Decimal | None]
    provision_charges: Mapped[Decimal | None]
    charges_modalite: Mapped[str] = mapped_column(default="", server_default=text("''"))
    complement_loyer: Mapped[Decimal | None]
    honoraires_locataire: Mapped[Decimal | None]
    honoraires_edl: Mapped[Decimal | None]
    depot_garantie: Mapped[Decimal | None]
    type_location: Mapped[str] = mapped_column(default="")
    numero_fiscal: Mapped[str] = mapped_column(default="")
    assurance_pno: Mapped[str] = mapped_column(default="")
    # Transaction
    mandat_transaction: Mapped[str] = mapped_column(default="")
    mandat_type: Mapped[str] = mapped_column(default="")
    mandat_affecte_a: Mapped[str] = mapped_column(default="")
    mandat_date: Mapped[date | None]
    mandat_duree_mois: Mapped[int | None]
    lot_affecte_a: Mapped[str] = mapped_column(default="")
    prix_vente: Mapped[Decimal | None]
    net_vendeur: Mapped[Decimal | None]
    commission_acquereur: Mapped[bool] = mapped_column(default=True)
    commission_taux: Mapped[Taux | None]
    commission_montant: Mapped[Decimal | None]
    commission_taxe: Mapped[Taux | None]
    taxe_habitation: Mapped[Decimal | None]
    taxe_om: Mapped[Decimal | None]
    taxe_fonciere: Mapped[Decimal | None]
    visite: Mapped[str] = mapped_column(default="")
    charges_copro: Mapped[Decimal | None]
    charges_recuperables: Mapped[Decimal | None]
    charges_chauffage: Mapped[Decimal | None]
    charges_electricite: Mapped[Decimal | None]
    regularisation_le: Mapped[date | None]
    note_transaction: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    pieces: Mapped[list["PieceLot"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=lambda: (PieceLot.rang, PieceLot.id)
    )
    documents: Mapped[list["DocumentLot"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="DocumentLot.numero"
    )
    donnees: Mapped[list[DonneeComplementaire]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=DonneeComplementaire.rang
    )


class PieceLot(Base):
    """Une ligne du tableau « Carrez » (seed L762-770)."""

    __tablename__ = "piece_lot"

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    piece: Mapped[str]
    surface: Mapped[Surface]
    exclure_carrez: Mapped[bool] = mapped_column(default=False)
    niveau: Mapped[str] = mapped_column(default="")
    exposition: Mapped[str] = mapped_column(default="")
    informations: Mapped[str] = mapped_column(default="")


class DocumentLot(Numerote):
    """Un document ou une image numérotés du lot, diffusables (seed L2680)."""

    __tablename__ = "document_lot"
    __table_args__ = (UniqueConstraint("lot_id", "numero"),)

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    diffusion: Mapped[bool] = mapped_column(default=False)
    vignette: Mapped[bool] = mapped_column(default=False)
