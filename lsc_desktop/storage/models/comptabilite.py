"""Comptes, journaux, pièces équilibrées et écritures.

Une pièce passée ne se modifie ni ne s'efface : elle se contre-passe (décision D6) ; les migrations
posent dans la base les déclencheurs qui le garantissent.
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Compte(Versionnee, Cherchable, Base):
    """Un compte d'une entité : 81ELLOCATA, 411ALOXECO, 102001 (seed L1137-1149)."""

    __tablename__ = "compte"
    __table_args__ = (UniqueConstraint("entite_id", "numero"),)
    cherche_dans = ("numero", "libelle")

    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"))
    numero: Mapped[str] = mapped_column(index=True)
    libelle: Mapped[str]
    nature: Mapped[str]  # locataire, proprietaire, tresorerie, quittancement, general
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    valide: Mapped[bool] = mapped_column(default=True)
    mode_reglement: Mapped[str] = mapped_column(default="")
    report_a_nouveau: Mapped[bool] = mapped_column(default=False)
    reprise_en_solde: Mapped[bool] = mapped_column(default=False)
    service_client: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)


class JournalComptable(Versionnee, Cherchable, Base):
    """Un journal, commun à toutes les entités : code ≤ 3 caractères, libellé ≤ 31."""

    __tablename__ = "journal_comptable"
    cherche_dans = ("code", "libelle")

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    type_journal: Mapped[str] = mapped_column(default="standard")
    actif: Mapped[bool] = mapped_column(default=True)
    recherche: Mapped[str] = mapped_column(default="", server_default=text("''"))


class Piece(Cherchable, Base):
    """Un bloc équilibré d'écritures d'une même date."""

    __tablename__ = "piece"
    __table_args__ = (UniqueConstraint("journal_id", "entite_id", "numero"),)
    cherche_dans = ("numero", "libelle")

    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), index=True)
    journal_id: Mapped[int] = mapped_column(ForeignKey("journal_comptable.id"))
    numero: Mapped[int]
    date: Mapped[dt.date] = mapped_column(index=True)
    libelle: Mapped[str]
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]
    extourne_de_id: Mapped[int | None] = mapped_column(ForeignKey("piece.id"), unique=True)


class Ecriture(Cherchable, Base):
    """Une ligne d'une pièce ; débit ou crédit, l'un des deux, jamais négatif."""

    __tablename__ = "ecriture"
    __table_args__ = (
        CheckConstraint(
            "(debit > 0 AND credit = 0) OR (credit > 0 AND debit = 0)", name="debit_ou_credit"
        ),
        Index(None, "compte_id", "date", "debit", "credit"),
        # Tout ce que lit la somme des provisions appelées d'un locataire.
        Index(
            "ix_ecriture_provisions",
            *("code_fiscalite_id", "compte_id", "date", "debit", "credit"),
            *("locataire_id", "piece_id"),
        ),
    )
    cherche_dans = ("libelle",)

    piece_id: Mapped[int] = mapped_column(ForeignKey("piece.id"), index=True)
    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"))
    date: Mapped[dt.date] = mapped_column(index=True)
    libelle: Mapped[str]
    debit: Mapped[Decimal]
    credit: Mapped[Decimal]
    code_fiscalite_id: Mapped[int | None] = mapped_column(ForeignKey("code_fiscalite.id"))
    locataire_id: Mapped[int | None] = mapped_column(ForeignKey("locataire.id"), index=True)
    periode_du: Mapped[dt.date | None]
    periode_au: Mapped[dt.date | None]
