"""Les fiches ouvertes en ce moment, et par qui."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base


class Verrou(Base):
    """Une fiche ouverte en saisie. `vu_le` avance tant que l'écran est là ; sinon il expire.

    Un verrou informe, il ne protège pas : c'est la version de la fiche qui interdit d'écraser.
    Les heures sont celles de la base, en temps universel : les postes peuvent être mal réglés.
    """

    __tablename__ = "verrou"
    __table_args__ = (UniqueConstraint("fiche", "fiche_id"),)

    fiche: Mapped[str]
    fiche_id: Mapped[int]
    jeton: Mapped[str] = mapped_column(index=True)  # de la session qui tient la fiche
    qui: Mapped[str]
    poste: Mapped[str] = mapped_column(default="")
    depuis: Mapped[datetime]
    vu_le: Mapped[datetime]
