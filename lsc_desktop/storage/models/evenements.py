"""Événements, pièces jointes, et les fichiers qu'elles gardent."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Fichier(Base):
    """Un contenu, gardé une seule fois ; son empreinte dit qu'il n'a pas changé."""

    __tablename__ = "fichier"

    sha256: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    type_mime: Mapped[str]
    taille: Mapped[int]
    contenu: Mapped[bytes] = mapped_column(deferred=True)


class Evenement(Versionnee, Cherchable, Base):
    """Un fait daté : courrier, appel, décompte… avec texte et pièces jointes (seed L800-830)."""

    __tablename__ = "evenement"
    cherche_dans = ("objet", "modele", "classeur", "auteur")

    date: Mapped[dt.date] = mapped_column(index=True)
    objet: Mapped[str]
    texte: Mapped[str] = mapped_column(default="")
    modele: Mapped[str] = mapped_column(default="")
    classeur: Mapped[str] = mapped_column(default="")
    auteur: Mapped[str] = mapped_column(default="")
    confidentiel: Mapped[bool] = mapped_column(default=False)
    publie_le: Mapped[dt.date | None]
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    locataire_id: Mapped[int | None] = mapped_column(ForeignKey("locataire.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    immeuble_id: Mapped[int | None] = mapped_column(ForeignKey("immeuble.id"), index=True)
    mandat_id: Mapped[int | None] = mapped_column(ForeignKey("mandat.id"), index=True)
    regularisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("regularisation.id"), index=True
    )
    cree_le: Mapped[dt.datetime]

    pieces: Mapped[list["PieceJointe"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (PieceJointe.rang, PieceJointe.id),
    )


class PieceJointe(Base):
    """Un fichier attaché à un événement."""

    __tablename__ = "piece_jointe"

    evenement_id: Mapped[int] = mapped_column(ForeignKey("evenement.id"), index=True)
    fichier_id: Mapped[int] = mapped_column(ForeignKey("fichier.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    nom: Mapped[str]
