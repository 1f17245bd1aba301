"""Les partenaires : leur réglage, chaque appel, la boîte d'envoi, la licence du store."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglagePartenaires(Versionnee, Base):
    """Quand la boîte d'envoi se vide, et où est le store ; une seule ligne."""

    __tablename__ = "reglage_partenaires"

    active: Mapped[bool] = mapped_column(default=True)
    jours: Mapped[str] = mapped_column(default="1234567")  # 1 : lundi
    heures: Mapped[str]
    store_adresse: Mapped[str] = mapped_column(default="")
    store_client: Mapped[str] = mapped_column(default="")


class AppelPartenaire(Cherchable, Base):
    """Une demande faite à un partenaire, et sa réponse ; jamais un secret. Gardé un an.

    `duree` en millisecondes ; `envoi_id` : celui de la boîte d'envoi qui l'a demandée, s'il y en a
    un ; il peut avoir été retiré depuis.
    """

    __tablename__ = "appel_partenaire"
    cherche_dans = ("quoi", "objet", "reponse", "qui")

    quand: Mapped[dt.datetime] = mapped_column(index=True)
    qui: Mapped[str]
    poste: Mapped[str] = mapped_column(default="")
    partenaire: Mapped[str] = mapped_column(index=True)
    quoi: Mapped[str]
    objet: Mapped[str] = mapped_column(default="")
    adresse: Mapped[str] = mapped_column(default="")
    issue: Mapped[str]  # domain.partenaires.appels.ISSUES
    code: Mapped[int | None]
    reponse: Mapped[str] = mapped_column(default="")
    duree: Mapped[int] = mapped_column(default=0)
    essais: Mapped[int] = mapped_column(default=1)
    certificat: Mapped[str] = mapped_column(default="")
    envoi_id: Mapped[int | None] = mapped_column(index=True)


class EnvoiPartenaire(Cherchable, Base):
    """Une ligne de la boîte d'envoi : écrite avec le changement qu'elle annonce, envoyée après.

    `sorte` : ce qu'il faut faire (`queries.partenaires.registre`) ; `charge` : de quoi le faire, en
    JSON, sans secret ; `cle` : la même à chaque essai, que le partenaire peut reconnaître. `fil` :
    ceux d'un même fil partent dans l'ordre. `pas_avant` : l'heure du prochain essai, celle du
    poste ; absente, il attend quelqu'un. `jeton`, `vu_le` : qui l'envoie en ce moment.
    """

    __tablename__ = "envoi_partenaire"
    cherche_dans = ("objet", "cree_par")

    partenaire: Mapped[str] = mapped_column(index=True)
    sorte: Mapped[str]
    fil: Mapped[str] = mapped_column(default="", index=True)
    objet: Mapped[str]
    objet_id: Mapped[int | None]
    charge: Mapped[str] = mapped_column(info=MARCHE)
    cle: Mapped[str] = mapped_column(unique=True, info=MARCHE)
    etat: Mapped[str] = mapped_column(index=True)  # domain.partenaires.envois.ETATS
    motif: Mapped[str] = mapped_column(default="")  # domain.partenaires.envois.MOTIFS
    message: Mapped[str] = mapped_column(default="")
    conseil: Mapped[str] = mapped_column(default="")
    essais: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]
    pas_avant: Mapped[dt.datetime | None]
    fini_le: Mapped[dt.datetime | None]
    jeton: Mapped[str] = mapped_column(default="", info=MARCHE)
    vu_le: Mapped[dt.datetime | None] = mapped_column(info=MARCHE)


class LicenceStore(Versionnee, Base):
    """La licence validée, telle qu'elle est signée ; une seule ligne.

    `cle` : celle qui l'a signée ; `vue_le` : la dernière fois que le store l'a confirmée, ou qu'un
    fichier l'a apportée.
    """

    __tablename__ = "licence_store"

    document: Mapped[str]
    client: Mapped[str]
    emis_le: Mapped[dt.datetime]  # temps universel
    valable_jusqu_au: Mapped[dt.date]
    cle: Mapped[str]
    origine: Mapped[str]  # domain.abonnements.ORIGINES
    validee_le: Mapped[dt.datetime]
    validee_par: Mapped[str]
    vue_le: Mapped[dt.datetime]
