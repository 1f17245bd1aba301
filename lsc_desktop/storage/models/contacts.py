"""Contacts utiles : les bureaux de l'agence, ses fournisseurs, qui appeler dans un immeuble."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Contact(Versionnee, Cherchable, Base):
    """Qui joindre (seed L1300-1331, L1478-1482, L1608) ; sans immeuble, il l'est partout.

    `metier` : vide, la gérance et le syndic ; `publie` : il se montre sur l'extranet.
    """

    __tablename__ = "contact"
    cherche_dans = ("nom", "role", "telephone", "courriel", "ville")

    genre: Mapped[str]  # bureau, fournisseur, utile
    nom: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    immeuble_id: Mapped[int | None] = mapped_column(ForeignKey("immeuble.id"), index=True)
    metier: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")
    adresse1: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    horaires: Mapped[str] = mapped_column(default="")
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    publie: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)
