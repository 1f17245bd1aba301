"""Immeubles."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee
from lsc_desktop.storage.models.photos import PhotoImmeuble


class Immeuble(Versionnee, Cherchable, Base):
    """Un immeuble : « LAFAYETTE Résidence Lafayette » (seed L69, L316)."""

    __tablename__ = "immeuble"
    cherche_dans = ("code", "nom", "adresse1", "ville")

    code: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    adresse1: Mapped[str] = mapped_column(default="")
    adresse2: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    entite_id: Mapped[int | None] = mapped_column(ForeignKey("entite.id"), index=True)
    date_construction: Mapped[date | None]
    nb_etages: Mapped[int | None]
    ascenseur: Mapped[bool] = mapped_column(default=False)
    digicode: Mapped[str] = mapped_column(default="")
    syndic: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    photos: Mapped[list[PhotoImmeuble]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=PhotoImmeuble.numero
    )
