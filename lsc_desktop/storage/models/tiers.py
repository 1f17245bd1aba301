"""Tiers : une seule fiche d'identité pour tout le monde, et ses données complémentaires."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import SENSIBLE, Base, Cherchable, Versionnee


class Tiers(Versionnee, Cherchable, Base):
    """Locataire, garant, propriétaire, fournisseur… ; code tiré du nom (seed L705, L1139)."""

    __tablename__ = "tiers"
    # La liste trie, filtre et compte dans ce seul index, sans lire les fiches.
    __table_args__ = (Index(None, "recherche", "id", "actif"),)
    cherche_dans = ("nom", "prenom", "code", "ville", "telephone", "portable", "courriel")

    code: Mapped[str] = mapped_column(unique=True)
    civilite: Mapped[str] = mapped_column(default="")
    nom: Mapped[str]
    prenom: Mapped[str] = mapped_column(default="")
    adresse1: Mapped[str] = mapped_column(default="")
    adresse2: Mapped[str] = mapped_column(default="")
    adresse3: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    pays: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    portable: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")
    siret: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="", info=SENSIBLE)
    bic: Mapped[str] = mapped_column(default="", info=SENSIBLE)
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    donnees: Mapped[list["DonneeComplementaire"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (DonneeComplementaire.rang, DonneeComplementaire.id),
    )


class DonneeComplementaire(Base):
    """Onglet PLUS : libellé et valeur libres, d'un tiers ou d'un lot (seed L1153-1163)."""

    __tablename__ = "donnee_complementaire"

    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    libelle: Mapped[str]
    valeur: Mapped[str] = mapped_column(default="")
