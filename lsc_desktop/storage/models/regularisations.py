"""Régularisations des lots isolés : une fiche par locataire (seed L120-168, L352-430)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Versionnee
from lsc_desktop.storage.types import Index, PrixUnitaire, QuotePart, Taux


class Regularisation(Versionnee, Base):
    """Une fiche : `etat` vaut « en_attente », « quittancee » ou « annulee ».

    Quittancée, elle ne change plus et alimente l'onglet Plus du locataire ; `lot_avant` retient la
    date à rendre au lot si on la contre-passe.
    """

    __tablename__ = "regularisation"
    __table_args__ = (
        CheckConstraint("etat IN ('en_attente', 'quittancee', 'annulee')", name="etat"),
    )

    etat: Mapped[str] = mapped_column(default="en_attente", index=True)
    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    locataire_id: Mapped[int] = mapped_column(ForeignKey("locataire.id"), index=True)
    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"), index=True)
    titre: Mapped[str]
    du: Mapped[date]
    au: Mapped[date]
    valide: Mapped[bool] = mapped_column(default=False)
    code_fiscalite_id: Mapped[int] = mapped_column(ForeignKey("code_fiscalite.id"), index=True)
    pourcentage: Mapped[Taux]
    seuil: Mapped[Decimal]
    jours_occupation: Mapped[int]
    jours_periode: Mapped[int]
    provisions_actuelles: Mapped[Decimal | None]
    nouvelles_provisions: Mapped[Decimal | None]
    nouvelles_provisions_saisies: Mapped[bool] = mapped_column(default=False)
    provisions: Mapped[Decimal | None]
    reintroduction: Mapped[Decimal | None]
    total: Mapped[Decimal]
    regularisation: Mapped[Decimal]
    fois: Mapped[int] = mapped_column(default=1)
    cree_le: Mapped[datetime]
    cree_par: Mapped[str]
    imprime_le: Mapped[date | None]
    decompte_id: Mapped[int | None] = mapped_column(ForeignKey("fichier.id"))
    quittance_le: Mapped[date | None]
    quittance_par: Mapped[str] = mapped_column(default="")
    present: Mapped[bool | None]  # figé au moment de quittancer
    lot_avant: Mapped[date | None]
    annulee_le: Mapped[date | None]
    annulee_par: Mapped[str] = mapped_column(default="")

    lignes: Mapped[list["RegularisationCharge"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (RegularisationCharge.rang, RegularisationCharge.id),
    )
    eau: Mapped[list["RegularisationEau"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (RegularisationEau.rang, RegularisationEau.id),
    )
    ecritures: Mapped[list["RegularisationEcriture"]] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )


class RegularisationCharge(Base):
    """Une des six lignes TYPE DE CHARGES (seed L140-150)."""

    __tablename__ = "regularisation_charge"

    regularisation_id: Mapped[int] = mapped_column(ForeignKey("regularisation.id"), index=True)
    rang: Mapped[int]
    libelle1: Mapped[str] = mapped_column(default="")
    libelle2: Mapped[str] = mapped_column(default="")
    jours_presence: Mapped[int]
    jours_periode: Mapped[int]
    quote_part: Mapped[QuotePart]
    montant_total: Mapped[Decimal | None]
    montant: Mapped[Decimal | None]


class RegularisationEau(Base):
    """Une des quatre lignes EAU (seed L152-160)."""

    __tablename__ = "regularisation_eau"

    regularisation_id: Mapped[int] = mapped_column(ForeignKey("regularisation.id"), index=True)
    rang: Mapped[int]
    libelle1: Mapped[str] = mapped_column(default="")
    libelle2: Mapped[str] = mapped_column(default="")
    index_fin: Mapped[Index | None]
    index_precedent: Mapped[Index | None]
    prix: Mapped[PrixUnitaire | None]
    montant: Mapped[Decimal | None]


class RegularisationEcriture(Base):
    """Une écriture de provision retenue dans le calcul (décision D10)."""

    __tablename__ = "regularisation_ecriture"

    regularisation_id: Mapped[int] = mapped_column(ForeignKey("regularisation.id"), index=True)
    ecriture_id: Mapped[int] = mapped_column(ForeignKey("ecriture.id"), index=True)
