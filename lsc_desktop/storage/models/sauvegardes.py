"""Les copies de la base : quand en faire, et celles qui ont été faites."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Versionnee


class ReglageSauvegarde(Versionnee, Base):
    """Une seule ligne, d'id 1."""

    __tablename__ = "reglage_sauvegarde"

    active: Mapped[bool] = mapped_column(default=True)
    heures: Mapped[str] = mapped_column(default="12:30 19:30")
    dossier: Mapped[str] = mapped_column(default="")  # vide : « sauvegardes », près de la base
    gardees: Mapped[int] = mapped_column(default=30)


class Sauvegarde(Base):
    """Une copie faite, ou manquée : `etat` vérifiée ou échec, `message` dit pourquoi."""

    __tablename__ = "sauvegarde"

    quand: Mapped[datetime] = mapped_column(index=True)
    qui: Mapped[str]
    origine: Mapped[str]  # menu, commande, horaire, migration
    chemin: Mapped[str]
    taille: Mapped[int] = mapped_column(BigInteger, default=0)
    empreinte: Mapped[str] = mapped_column(default="")  # SHA-256
    etat: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    recherche: Mapped[str] = mapped_column(default="")
