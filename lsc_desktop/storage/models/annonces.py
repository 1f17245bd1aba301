"""Annonces : les réglages, les portails, ce qui a été examiné, et chaque dépôt."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglageAnnonces(Versionnee, Base):
    """L'écran « publication d'annonces » (seed L2642-2652) ; une seule ligne, d'id 1."""

    __tablename__ = "reglage_annonces"

    ref_cabinet: Mapped[str] = mapped_column(default="")
    ref_adherent: Mapped[str] = mapped_column(default="")
    serveur: Mapped[str] = mapped_column(default="")
    serveur_secondaire: Mapped[str] = mapped_column(default="")
    repertoire: Mapped[str] = mapped_column(default="")
    blocage_jours: Mapped[int] = mapped_column(default=7)
    proprietaires: Mapped[bool] = mapped_column(default=False)
    inter_agences: Mapped[bool] = mapped_column(default=False)
    sans_dg_locataire: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=False)
    jours: Mapped[str] = mapped_column(default="1234567")  # 1 : lundi
    heures: Mapped[str] = mapped_column(default="21:00")


class PortailAnnonces(Versionnee, Cherchable, Base):
    """Un compte de publication qui reçoit un flux Poliris.

    `contenu` : l'empreinte du dernier flux déposé ; `annonces` : combien il en avait ; `jeton`,
    `vu_le` : qui y dépose en ce moment, et son dernier signe de vie (heure de la base).
    """

    __tablename__ = "portail_annonces"
    cherche_dans = ("nom", "hote", "agence")

    nom: Mapped[str] = mapped_column(unique=True)
    actif: Mapped[bool] = mapped_column(default=False)
    agence: Mapped[str]
    logiciel: Mapped[str] = mapped_column(default="lsc")
    format_version: Mapped[str]
    encodage: Mapped[str]
    publications: Mapped[str] = mapped_column(default="")
    url_bareme: Mapped[str] = mapped_column(default="")
    avec_photos: Mapped[bool] = mapped_column(default=True)
    transport: Mapped[str]
    hote: Mapped[str] = mapped_column(default="")
    port: Mapped[int | None]
    utilisateur: Mapped[str] = mapped_column(default="")
    chemin: Mapped[str] = mapped_column(default="")
    empreinte: Mapped[str] = mapped_column(default="")
    contenu: Mapped[str] = mapped_column(default="", info=MARCHE)
    annonces: Mapped[int] = mapped_column(default=0, info=MARCHE)
    depose_le: Mapped[dt.datetime | None] = mapped_column(info=MARCHE)
    jeton: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MARCHE)
    vu_le: Mapped[dt.datetime | None] = mapped_column(info=MARCHE)


class AnnonceEnLigne(Base):
    """Une annonce du dernier flux déposé chez un portail ; refait à chaque dépôt.

    `lot_id` n'est pas un lien : un lot supprimé reste en ligne jusqu'au dépôt suivant.
    """

    __tablename__ = "annonce_en_ligne"

    portail_id: Mapped[int] = mapped_column(ForeignKey("portail_annonces.id"), index=True)
    lot_id: Mapped[int] = mapped_column(index=True)
    reference: Mapped[str]


class CritereAnnonce(Base):
    """Ce qu'une règle a dit d'un lot, la dernière fois qu'on l'a examiné ; refait en entier."""

    __tablename__ = "critere_annonce"

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    rang: Mapped[int]
    code: Mapped[str]
    libelle: Mapped[str]
    etat: Mapped[str]  # domain.annonces.criteres.ETATS
    phrase: Mapped[str]
    conseil: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    examine_le: Mapped[dt.datetime]
    recherche: Mapped[str] = mapped_column(default="")


class EnvoiAnnonces(Base):
    """Un dépôt sur un portail, réussi ou manqué : qui, quand, quoi, la réponse."""

    __tablename__ = "envoi_annonces"

    portail_id: Mapped[int] = mapped_column(ForeignKey("portail_annonces.id"), index=True)
    commence_le: Mapped[dt.datetime] = mapped_column(index=True)
    fini_le: Mapped[dt.datetime]
    qui: Mapped[str] = mapped_column(default="")
    etat: Mapped[str]  # depose, echec
    fichier: Mapped[str] = mapped_column(default="")
    annonces: Mapped[int] = mapped_column(default=0)
    photos: Mapped[int] = mapped_column(default=0)
    octets: Mapped[int] = mapped_column(BigInteger, default=0)
    message: Mapped[str] = mapped_column(default="")
