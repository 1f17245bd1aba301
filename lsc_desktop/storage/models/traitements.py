"""Les traitements en lot : ce qui était demandé, ligne à ligne, et ce qui est fait."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable


class Traitement(Cherchable, Base):
    """Un lot lancé. Tué, il est repris par qui rouvre le programme : ses lignes disent où.

    `jeton` et `vu_le` : la session qui le mène, et quand elle a donné signe de vie (heure de la
    base, temps universel). `jour` : la date de travail du lancement, que la reprise garde.
    """

    __tablename__ = "traitement"
    __table_args__ = (Index(None, "etat"),)
    cherche_dans = ("titre", "cree_par", "repris_par")

    sorte: Mapped[str]  # la commande déclarée qui sait traiter une ligne
    titre: Mapped[str]
    accepte: Mapped[str] = mapped_column(default="")  # questions déjà répondues, en JSON
    etat: Mapped[str] = mapped_column(default="en_cours")  # domain.traitements.ETATS
    cree_le: Mapped[datetime]
    cree_par: Mapped[str]
    jour: Mapped[date]
    repris_par: Mapped[str] = mapped_column(default="")
    fini_le: Mapped[datetime | None]
    jeton: Mapped[str] = mapped_column(default="")
    vu_le: Mapped[datetime]
    recherche: Mapped[str] = mapped_column(default="", server_default=text("''"))


class TraitementLigne(Cherchable, Base):
    """Une ligne du lot ; son état change dans la transaction de son effet."""

    __tablename__ = "traitement_ligne"
    __table_args__ = (UniqueConstraint("traitement_id", "rang"),)
    cherche_dans = ("libelle",)

    traitement_id: Mapped[int] = mapped_column(ForeignKey("traitement.id"))
    rang: Mapped[int]
    libelle: Mapped[str]
    valeur: Mapped[str]  # de quoi rejouer la ligne, en JSON
    etat: Mapped[str] = mapped_column(default="a_faire")  # domain.traitements.ETATS_LIGNE
    message: Mapped[str] = mapped_column(default="")
    cle: Mapped[str] = mapped_column(default="")  # celle de la question que la ligne attend
    recherche: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # Replié à part : il s'écrit seul, des milliers de fois, sans relire le libellé.
    recherche_message: Mapped[str] = mapped_column(default="", server_default=text("''"))
