"""Appels de loyers et quittances émises."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base


class Appel(Base):
    """Un appel de loyers comptabilisé pour une entité et une période."""

    __tablename__ = "appel"

    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), index=True)
    date: Mapped[dt.date]
    periode_du: Mapped[dt.date]
    periode_au: Mapped[dt.date]
    periodicite: Mapped[int]
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]


class Quittance(Base):
    """Ce qu'un appel a demandé à un locataire ; une seule en vigueur par bail et par période.

    `contenu` : l'avis d'échéance tel qu'il a été émis (JSON), pour le réimprimer à l'identique.
    `annulee_par_id` : la contre-passation de sa pièce. Annulée, elle reste lisible, n'est plus due,
    et sa période se rappelle.
    """

    __tablename__ = "quittance"
    __table_args__ = (
        Index(
            "uq_quittance_en_vigueur",
            *("locataire_id", "periode_du", "periode_au"),
            unique=True,
            sqlite_where=text("annulee_par_id IS NULL"),
            postgresql_where=text("annulee_par_id IS NULL"),
        ),
    )

    appel_id: Mapped[int] = mapped_column(ForeignKey("appel.id"), index=True)
    locataire_id: Mapped[int] = mapped_column(ForeignKey("locataire.id"), index=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"), index=True)
    annulee_par_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"), index=True)
    # La liste va de la dernière période à la première.
    periode_du: Mapped[dt.date] = mapped_column(index=True)
    periode_au: Mapped[dt.date]
    date: Mapped[dt.date]
    echeance: Mapped[dt.date]
    total: Mapped[Decimal]
    contenu: Mapped[str]
