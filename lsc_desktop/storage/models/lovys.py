"""Lovys : le compte de l'agence, et chaque devis demandé."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglageLovys(Versionnee, Base):
    """La configuration de Lovys ; une seule ligne, sans le mot de passe."""

    __tablename__ = "reglage_lovys"

    login: Mapped[str] = mapped_column(default="")
    url: Mapped[str]
    hotes: Mapped[str]


class DevisLovys(Cherchable, Base):
    """Un devis demandé à Lovys, ou qu'on n'a pas pu demander, et ce qui en est revenu.

    `jour` : celui du poste où on l'a demandé ; `groupe` : ceux d'une même demande ; `demande` : ce
    qui part, en JSON (`domain.lovys.devis.Demande`) ; `motif` : pourquoi on ne l'a pas demandé.
    `envoi_id` : sa ligne de la boîte d'envoi, qui peut avoir été retirée depuis.
    """

    __tablename__ = "devis_lovys"
    cherche_dans = ("lot", "occupant", "cree_par")

    groupe: Mapped[str] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]
    jour: Mapped[dt.date] = mapped_column(index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    locataire_id: Mapped[int | None] = mapped_column(ForeignKey("locataire.id"), index=True)
    mandat_id: Mapped[int | None] = mapped_column(ForeignKey("mandat.id"), index=True)
    lot: Mapped[str]
    occupant: Mapped[str]
    qualite: Mapped[str]  # domain.lovys.devis.QUALITES
    formule: Mapped[int]
    demande: Mapped[str] = mapped_column(info=MARCHE)
    etat: Mapped[str]  # domain.lovys.devis.ETATS
    motif: Mapped[str] = mapped_column(default="")
    envoi_id: Mapped[int | None] = mapped_column(index=True)
    montant: Mapped[Decimal | None]
    periodicite: Mapped[str] = mapped_column(default="")
    lien: Mapped[str] = mapped_column(default="")
    expire_le: Mapped[dt.date | None]
    recu_le: Mapped[dt.datetime | None]
