"""Les assemblées tenues ailleurs : ce qui est parti, les accès rendus, les retours reçus."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE, SECRET, Base, Versionnee


class ReglageAgConnect(Versionnee, Base):
    """Par quelle cible on échange avec AG Connect, et quand on relève ; une seule ligne, d'id 1.

    `emails` : ceux des correspondants principaux ; les modèles : ceux des événements du rapport et
    de la feuille de présence (seed L2027-2039).
    """

    __tablename__ = "reglage_ag_connect"

    active: Mapped[bool] = mapped_column(default=False)
    heures: Mapped[str] = mapped_column(default="07:00 12:00 18:00")
    cible_id: Mapped[int | None] = mapped_column(ForeignKey("cible_publication.id"), index=True)
    emails: Mapped[bool] = mapped_column(default=True)
    modele_rapport_id: Mapped[int | None] = mapped_column(
        ForeignKey("modele_evenement.id"), index=True
    )
    modele_feuille_id: Mapped[int | None] = mapped_column(
        ForeignKey("modele_evenement.id"), index=True
    )


class AgConnect(Base):
    """Une assemblée exportée. `instantane` : ce qui est parti, à quoi un retour se compare.

    `vu_le` : le jour où quelqu'un a lu les accès arrivés, le post-it s'en va. Un événement peut
    être supprimé ensuite : leurs ids ne sont pas des clés.
    """

    __tablename__ = "ag_connect"

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"), unique=True)
    canal: Mapped[str]
    revision: Mapped[int]
    instantane: Mapped[str] = mapped_column(info=MARCHE)
    exporte_le: Mapped[dt.datetime]
    exporte_par: Mapped[str]
    depose_le: Mapped[dt.datetime | None]
    verrouillee: Mapped[bool] = mapped_column(default=False)
    acces_le: Mapped[dt.datetime | None]
    acces_empreinte: Mapped[str] = mapped_column(default="", info=MARCHE)
    vu_le: Mapped[dt.datetime | None]
    rapport_id: Mapped[int | None]
    feuille_id: Mapped[int | None]


class AgAcces(Base):
    """Les identifiants d'un participant. `mot_de_passe` : en clair, le temps de les lui remettre ;
    effacé dès que l'assemblée est tenue (D45)."""

    __tablename__ = "ag_acces"
    __table_args__ = (UniqueConstraint("assemblee_id", "tiers_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    code: Mapped[str] = mapped_column(default="")
    mot_de_passe: Mapped[str | None] = mapped_column(info=SECRET)
    motif: Mapped[str] = mapped_column(default="")


class AgResolution(Base):
    """Une résolution, importée là-bas ou non (`motif`) ; elle a pu être retirée depuis."""

    __tablename__ = "ag_resolution"
    __table_args__ = (UniqueConstraint("assemblee_id", "resolution_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    resolution_id: Mapped[int]
    motif: Mapped[str] = mapped_column(default="")


class AgRetour(Versionnee, Base):
    """Un retour reçu, tel quel ; le même fichier n'en fait qu'un. `raison` : ce qui l'a refusé."""

    __tablename__ = "ag_retour"
    __table_args__ = (UniqueConstraint("assemblee_id", "empreinte"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    fichier: Mapped[str]
    empreinte: Mapped[str] = mapped_column(info=MARCHE)
    contenu: Mapped[str] = mapped_column(info=MARCHE)
    recu_le: Mapped[dt.datetime] = mapped_column(index=True)
    etat: Mapped[str] = mapped_column(index=True)
    raison: Mapped[str] = mapped_column(default="")
    importe_le: Mapped[dt.datetime | None]
    importe_par: Mapped[str] = mapped_column(default="")


class AgRetourPiece(Base):
    """Le rapport ou la feuille de présence venus avec un retour."""

    __tablename__ = "ag_retour_piece"

    retour_id: Mapped[int] = mapped_column(ForeignKey("ag_retour.id"), index=True)
    sorte: Mapped[str]
    fichier_id: Mapped[int] = mapped_column(ForeignKey("fichier.id"), index=True)
