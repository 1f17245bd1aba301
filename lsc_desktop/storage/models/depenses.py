"""Ce que la comptabilité du syndic remplira : exercices, dépenses, fonds de travaux des lots."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Exercice(Versionnee, Cherchable, Base):
    """Un exercice d'une copropriété ; ses dépenses se publient tant qu'il n'est pas clos (D42)."""

    __tablename__ = "exercice"
    __table_args__ = (UniqueConstraint("copropriete_id", "libelle"),)
    cherche_dans = ("libelle",)

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"))
    libelle: Mapped[str]
    du: Mapped[dt.date]
    au: Mapped[dt.date]
    clos: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")


class Depense(Versionnee, Cherchable, Base):
    """Une dépense d'un exercice, sous une clé et un compte de charges (seed L1902-1957).

    `deductible`, `recuperable` : ses parts « Déduc. » et « Récup. » ; `evenement_id` : sa facture.
    """

    __tablename__ = "depense"
    __table_args__ = (Index(None, "exercice_id", "cle_id", "compte_id", "date"),)
    cherche_dans = ("libelle",)

    exercice_id: Mapped[int] = mapped_column(ForeignKey("exercice.id"))
    cle_id: Mapped[int] = mapped_column(ForeignKey("cle_repartition.id"), index=True)
    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"), index=True)
    date: Mapped[dt.date] = mapped_column(index=True)
    libelle: Mapped[str]
    montant: Mapped[Decimal]
    tva: Mapped[Decimal]
    deductible: Mapped[Decimal]
    recuperable: Mapped[Decimal]
    fournisseur_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    evenement_id: Mapped[int | None] = mapped_column(ForeignKey("evenement.id"), index=True)
    note: Mapped[str] = mapped_column(default="")


class FondsTravaux(Versionnee, Base):
    """Ce qu'un lot détient à un compte 105 ou 102, au jour où on l'a arrêté (seed L1870-1900 ;
    loi 65-557 art. 14-2-1). Un nouvel arrêté s'ajoute ; le dernier vaut."""

    __tablename__ = "fonds_travaux"
    __table_args__ = (UniqueConstraint("lot_copropriete_id", "compte_id", "arrete_le"),)

    lot_copropriete_id: Mapped[int] = mapped_column(ForeignKey("lot_copropriete.id"))
    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"), index=True)
    arrete_le: Mapped[dt.date]
    montant: Mapped[Decimal]
    note: Mapped[str] = mapped_column(default="")
