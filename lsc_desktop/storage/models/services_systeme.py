"""Services système : qui les mène, leurs passages, leurs messages (seed L1192-1218)."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable


class Meneur(Base):
    """La session qui mène les services, entre toutes celles de la base ; une seule ligne, d'id 1.

    `jeton` : le sien, vide s'il a rendu le bail ; `vu_le` : son dernier signe de vie, à l'heure de
    la base, en temps universel. `sorte` : une fenêtre, ou `lsc service`.
    """

    __tablename__ = "meneur"

    jeton: Mapped[str] = mapped_column(default="")
    sorte: Mapped[str]
    poste: Mapped[str]
    qui: Mapped[str]
    vu_le: Mapped[datetime]


class Passage(Cherchable, Base):
    """Un service à son heure, ou demandé : la ligne précède l'effet, son unicité en fait un seul.

    `creneau` : l'heure de l'horloge murale, « 2026-11-22 12:30 » ; le changement d'heure ne la
    répète donc pas. `jeton`, `vu_le` : qui s'en charge, et quand il a donné signe de vie (heure de
    la base, temps universel). `origine` absente : à son heure.
    """

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("tache", "creneau"),)
    cherche_dans = ("qui", "poste", "message")

    tache: Mapped[str]
    creneau: Mapped[str]
    etat: Mapped[str]  # domain.services_systeme.ETATS
    essais: Mapped[int] = mapped_column(default=1)
    jeton: Mapped[str]
    vu_le: Mapped[datetime]
    message: Mapped[str] = mapped_column(default="")
    origine: Mapped[str | None]
    qui: Mapped[str | None]
    poste: Mapped[str | None]
    debut: Mapped[datetime | None]  # heure du poste
    fin: Mapped[datetime | None]
    recherche: Mapped[str] = mapped_column(default="", server_default=text("''"))


class MessageSysteme(Cherchable, Base):
    """Ce qu'un service a fait savoir à ceux qui reçoivent les messages « système »."""

    __tablename__ = "message_systeme"
    cherche_dans = ("objet", "texte", "poste")

    quand: Mapped[datetime] = mapped_column(index=True)
    service: Mapped[str] = mapped_column(index=True)
    sorte: Mapped[str]  # domain.services_systeme.SORTES
    objet: Mapped[str]
    texte: Mapped[str] = mapped_column(default="")
    poste: Mapped[str] = mapped_column(default="")
    vu_le: Mapped[datetime | None]
    vu_par: Mapped[str] = mapped_column(default="")
