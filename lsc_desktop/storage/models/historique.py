"""Qui a changé quoi : on y ajoute, on n'y touche plus."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base


class Historique(Base):
    """Un champ changé, écrit dans la transaction du changement.

    `champ` vide pour une création ou une suppression ; `avant` et `apres` comme affichés.
    """

    __tablename__ = "historique"
    __table_args__ = (Index(None, "fiche", "fiche_id"),)

    quand: Mapped[datetime] = mapped_column(index=True)
    qui: Mapped[str]
    action: Mapped[str]
    fiche: Mapped[str]
    fiche_id: Mapped[int]
    champ: Mapped[str] = mapped_column(default="")
    avant: Mapped[str] = mapped_column(default="")
    apres: Mapped[str] = mapped_column(default="")
    recherche: Mapped[str] = mapped_column(default="")
