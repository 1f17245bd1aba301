"""Les copies de la base, et quand en faire."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class ReglageSauvegarde(Versionnee, Base):
    """Une seule ligne, d'id 1."""

    __tablename__ = "reglage_sauvegarde"

    active: Mapped[bool] = mapped_column(default=True)
    heures: Mapped[str] = mapped_column(default="12:30 19:30")
    dossier: Mapped[str] = mapped_column(default="")  # vide : « sauvegardes », près de la base
    gardees: Mapped[int] = mapped_column(default=30)


class Sauvegarde(Cherchable, Base):
    """Une copie faite, ou manquée ; `message` dit ce qui n'allait pas.

    `poste` : la machine dont `chemin` est un chemin. `verifiee_le` : la dernière fois que la copie
    a été rouverte et contrôlée avec succès.
    """

    __tablename__ = "sauvegarde"
    cherche_dans = ("chemin", "qui", "poste", "message")

    quand: Mapped[datetime] = mapped_column(index=True)
    qui: Mapped[str]
    origine: Mapped[str]  # menu, commande, horaire, restauration
    poste: Mapped[str] = mapped_column(default="")
    chemin: Mapped[str]
    taille: Mapped[int] = mapped_column(BigInteger, default=0)
    empreinte: Mapped[str] = mapped_column(default="")  # SHA-256
    etat: Mapped[str]  # en_cours, verifiee, non_rejouee, echec, retiree
    message: Mapped[str] = mapped_column(default="")
    verifiee_le: Mapped[datetime | None]
