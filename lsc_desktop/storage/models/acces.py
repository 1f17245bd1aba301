"""Les accès des clients à l'extranet."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import SECRET, Base, Cherchable


class AccesClient(Cherchable, Base):
    """L'identifiant d'une personne, quel que soit son nombre de comptes (D45).

    `mot_de_passe` : en clair, le temps de le lui remettre ; effacé dès qu'il est publié.
    `empreinte` : la sienne, argon2, la seule qui parte. `publie_le` : l'envoi qui l'a dite.
    """

    __tablename__ = "acces_client"
    cherche_dans = ("code",)

    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    mot_de_passe: Mapped[str | None] = mapped_column(info=SECRET)
    empreinte: Mapped[str] = mapped_column(default="", info=SECRET)
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str] = mapped_column(default="")
    imprime_le: Mapped[dt.datetime | None]
    publie_le: Mapped[dt.datetime | None]
