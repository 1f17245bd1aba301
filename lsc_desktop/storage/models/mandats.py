"""Mandats de gérance et lots confiés."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee
from lsc_desktop.storage.types import Taux


class Mandat(Versionnee, Cherchable, Base):
    """Mandat de gérance : « Mandat Gestion n° 102 » (seed L730)."""

    __tablename__ = "mandat"
    cherche_dans = ("numero", "note")

    numero: Mapped[str] = mapped_column(unique=True)
    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), index=True)
    proprietaire_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    compte_id: Mapped[int | None] = mapped_column(ForeignKey("compte.id"), index=True)
    debut: Mapped[date]
    fin: Mapped[date | None]
    duree_mois: Mapped[int | None]
    tacite_reconduction: Mapped[bool] = mapped_column(default=True)
    taux_honoraires: Mapped[Taux | None]
    base_honoraires: Mapped[str] = mapped_column(default="")
    forfait_honoraires: Mapped[Decimal | None]
    taux_gli: Mapped[Taux | None]
    taux_acompte: Mapped[Taux | None]
    base_acompte: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    lots: Mapped[list["MandatLot"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=lambda: (MandatLot.rang, MandatLot.id)
    )


class MandatLot(Base):
    """Un lot sous mandat, du … au … (ouvert si non précisé)."""

    __tablename__ = "mandat_lot"

    mandat_id: Mapped[int] = mapped_column(ForeignKey("mandat.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    du: Mapped[date | None]
    au: Mapped[date | None]
