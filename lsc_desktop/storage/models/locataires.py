"""Locataires : bail, dépôt de garantie, colocataires, garants, tableau de quittancement."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Locataire(Versionnee, Cherchable, Base):
    """Une fiche locataire : un bail d'un tiers sur un lot, et son compte (seed L2763-2771)."""

    __tablename__ = "locataire"
    cherche_dans = ("reference_bail", "mode_reglement")

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    mandat_id: Mapped[int | None] = mapped_column(ForeignKey("mandat.id"), index=True)
    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), index=True)
    reference_bail: Mapped[str] = mapped_column(default="")
    # Bail
    type_bail: Mapped[str] = mapped_column(default="vide")
    bail_du: Mapped[date]
    bail_au: Mapped[date | None]
    premier_quittancement: Mapped[date]
    periodicite: Mapped[int] = mapped_column(default=1)  # mois par appel : 1, 3, 6 ou 12
    terme: Mapped[str] = mapped_column(default="echoir")
    jour_echeance: Mapped[int] = mapped_column(default=1)
    mode_reglement: Mapped[str] = mapped_column(default="")
    forfait_charges: Mapped[bool] = mapped_column(default=False)
    # Départ
    preavis_recu: Mapped[date | None]
    fin_preavis: Mapped[date | None]
    motif_conge: Mapped[str] = mapped_column(default="")
    depart: Mapped[date | None]
    # Dépôt de garantie
    depot_garantie: Mapped[Decimal | None]
    depot_verse_le: Mapped[date | None]
    depot_detenu_par: Mapped[str] = mapped_column(default="")
    depot_rendu_le: Mapped[date | None]
    # Adresse après le départ
    nouvelle_adresse1: Mapped[str] = mapped_column(default="")
    nouvelle_adresse2: Mapped[str] = mapped_column(default="")
    nouveau_code_postal: Mapped[str] = mapped_column(default="")
    nouvelle_ville: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    colocataires: Mapped[list["Colocataire"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (Colocataire.rang, Colocataire.id),
    )
    garants: Mapped[list["Garant"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=lambda: (Garant.rang, Garant.id)
    )
    lignes: Mapped[list["LigneQuittancement"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (LigneQuittancement.rang, LigneQuittancement.id),
    )


class Colocataire(Base):
    """Un autre titulaire du même bail."""

    __tablename__ = "colocataire"

    locataire_id: Mapped[int] = mapped_column(ForeignKey("locataire.id"), index=True)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    du: Mapped[date | None]
    au: Mapped[date | None]


class Garant(Base):
    """Une caution du bail (seed L2779)."""

    __tablename__ = "garant"

    locataire_id: Mapped[int] = mapped_column(ForeignKey("locataire.id"), index=True)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    montant: Mapped[Decimal | None]
    jusqu_au: Mapped[date | None]


class LigneQuittancement(Base):
    """Une ligne du tableau de quittancement, que lisent les appels à venir (seed L354-370).

    `ponctuelle` : appelée une fois, par le premier appel dont la période finit le jour `du` ou
    après ; `quittance_id` dit alors laquelle l'a prise. `regularisation_id` : la régularisation qui
    l'a créée. `arretee_par_id` et `au_avant` : celle qui y a mis fin, et la fin qu'elle avait.
    """

    __tablename__ = "ligne_quittancement"

    locataire_id: Mapped[int] = mapped_column(ForeignKey("locataire.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    code_fiscalite_id: Mapped[int] = mapped_column(ForeignKey("code_fiscalite.id"), index=True)
    libelle: Mapped[str]
    montant: Mapped[Decimal]
    du: Mapped[date | None]
    au: Mapped[date | None]
    ponctuelle: Mapped[bool] = mapped_column(default=False)
    regularisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("regularisation.id"), index=True
    )
    arretee_par_id: Mapped[int | None] = mapped_column(ForeignKey("regularisation.id"), index=True)
    au_avant: Mapped[date | None]
    quittance_id: Mapped[int | None] = mapped_column(ForeignKey("quittance.id"), index=True)
