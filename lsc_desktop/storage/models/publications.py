"""Publication de la GED : les cibles, ce que chacune a confirmé, et chaque envoi."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglagePublication(Versionnee, Base):
    """Ce qui vaut pour toutes les cibles (seed L839-1051) ; une seule ligne."""

    __tablename__ = "reglage_publication"

    domaine: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=False)
    jours: Mapped[str] = mapped_column(default="1234567")  # 1 : lundi
    heures: Mapped[str] = mapped_column(default="02:00")
    nom_pieces: Mapped[bool] = mapped_column(default=False)
    sans_banque: Mapped[bool] = mapped_column(default=False)
    # Venues après : une base mise à niveau n'a rien refait de sa table.
    envoyer_depenses: Mapped[bool | None] = mapped_column(default=False)
    envoyer_102: Mapped[bool | None] = mapped_column(default=False)
    regrouper_proprietaires: Mapped[bool | None] = mapped_column(default=False)
    regrouper_locataires: Mapped[bool | None] = mapped_column(default=False)
    regrouper_coproprietaires: Mapped[bool | None] = mapped_column(default=False)
    inactiver_preavis: Mapped[bool] = mapped_column(default=False)
    inactiver_departs: Mapped[bool] = mapped_column(default=True)
    inactiver_ventes: Mapped[bool] = mapped_column(default=True)
    journal_winscp: Mapped[bool] = mapped_column(default=False)
    modele_liste_id: Mapped[int | None] = mapped_column(ForeignKey("modele_evenement.id"))


class CiblePublication(Versionnee, Cherchable, Base):
    """Où l'on publie : l'extranet, un partenaire, un dossier (seed L608-638).

    `empreinte` : la clé d'hôte qu'un administrateur a confirmée ; `debit` : Ko/s, ou sans limite ;
    `amorce` : ce que le premier envoi a fait de l'historique ; `numero` : son dernier manifeste.
    """

    __tablename__ = "cible_publication"
    cherche_dans = ("nom", "hote")

    nom: Mapped[str] = mapped_column(unique=True)
    sorte: Mapped[str]
    active: Mapped[bool] = mapped_column(default=False)
    gerance: Mapped[bool] = mapped_column(default=True)
    syndic: Mapped[bool] = mapped_column(default=True)
    transport: Mapped[str] = mapped_column(default="sftp")
    hote: Mapped[str] = mapped_column(default="")
    port: Mapped[int] = mapped_column(default=22)
    utilisateur: Mapped[str] = mapped_column(default="")
    chemin: Mapped[str] = mapped_column(default="")
    empreinte: Mapped[str] = mapped_column(default="")
    signe: Mapped[bool] = mapped_column(default=False)
    debit: Mapped[int | None]
    heure_fin: Mapped[str] = mapped_column(default="")
    amorce: Mapped[str] = mapped_column(default="")
    depuis: Mapped[dt.date | None]
    # Ce qui y part ; vide : ce qui est d'usage pour sa sorte.
    envoie_documents: Mapped[bool | None]
    envoie_comptes: Mapped[bool | None]
    envoie_soldes: Mapped[bool | None]
    envoie_conseil: Mapped[bool | None]
    envoie_banque: Mapped[bool | None]
    envoie_acces: Mapped[bool | None]
    envoie_photos: Mapped[bool | None]
    numero: Mapped[int] = mapped_column(default=0, info=MARCHE)
    # Le dernier numéro essayé, qui ne resservira pas ; l'empreinte de ce que dit ce manifeste.
    tente: Mapped[int] = mapped_column(default=0, info=MARCHE)
    contenu: Mapped[str] = mapped_column(default="", info=MARCHE)
    # Le dernier manifeste auquel elle a répondu, celui qu'elle dit tenir, et ses mots.
    repondu: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=MARCHE)
    tient: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=MARCHE)
    reponse: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MARCHE)
    # Qui y publie en ce moment, et son dernier signe de vie (heure de la base).
    jeton: Mapped[str] = mapped_column(default="", info=MARCHE)
    vu_le: Mapped[dt.datetime | None] = mapped_column(info=MARCHE)
    arret_demande: Mapped[bool | None] = mapped_column(info=MARCHE)


class DepotPublication(Base):
    """Le registre d'une cible : un fichier qu'on y a déposé, confirmé, ou manqué.

    Un document changé y a deux lignes, une par contenu ; `lecteurs` : à qui il était montré.
    `titre`, `classeur`, `immeuble`, `compte_id` : ce qu'en disait le manifeste. L'événement peut
    avoir disparu : son id n'est pas une clé. `renvoi_le` : on a demandé de le redéposer.
    """

    __tablename__ = "depot_publication"
    __table_args__ = (UniqueConstraint("cible_id", "document", "sha256"),)

    cible_id: Mapped[int] = mapped_column(ForeignKey("cible_publication.id"))
    document: Mapped[str]
    sha256: Mapped[str]
    taille: Mapped[int]
    extension: Mapped[str | None]  # vide : « pdf »
    etat: Mapped[str]  # a_envoyer, depose, confirme, refuse, retire, abandonne
    lecteurs: Mapped[str] = mapped_column(default="")
    essais: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    vu_le: Mapped[dt.datetime]
    titre: Mapped[str | None]
    classeur: Mapped[str | None]
    immeuble: Mapped[str | None]
    compte_id: Mapped[int | None] = mapped_column(index=True)
    evenement_id: Mapped[int | None] = mapped_column(index=True)
    renvoi_le: Mapped[dt.datetime | None]
    recherche: Mapped[str | None]


class ConstatPublication(Base):
    """Une ligne du dernier contrôle, ou de la dernière simulation, d'une cible ; refaits en entier.

    `releve` : controle, simulation ; `nature` : la gravité, ou ce que ferait l'envoi.
    """

    __tablename__ = "constat_publication"

    cible_id: Mapped[int] = mapped_column(ForeignKey("cible_publication.id"), index=True)
    releve: Mapped[str]
    rang: Mapped[int]
    nature: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    titre: Mapped[str] = mapped_column(default="")
    immeuble: Mapped[str] = mapped_column(default="")
    phrase: Mapped[str] = mapped_column(default="")
    conseil: Mapped[str] = mapped_column(default="")
    taille: Mapped[int] = mapped_column(BigInteger, default=0)
    evenement_id: Mapped[int | None]
    classeur_id: Mapped[int | None]
    fait_le: Mapped[dt.datetime]
    recherche: Mapped[str] = mapped_column(default="")


class EnvoiPublication(Base):
    """Un passage vers une cible, tenu jusqu'au manifeste ou non."""

    __tablename__ = "envoi_publication"

    cible_id: Mapped[int] = mapped_column(ForeignKey("cible_publication.id"), index=True)
    numero: Mapped[int | None]  # de son manifeste, une fois déposé
    commence_le: Mapped[dt.datetime] = mapped_column(index=True)
    fini_le: Mapped[dt.datetime | None]
    etat: Mapped[str]  # en_cours, fait, interrompu, echec
    envoyes: Mapped[int] = mapped_column(default=0)
    retires: Mapped[int] = mapped_column(default=0)
    gardes: Mapped[int] = mapped_column(default=0)
    manques: Mapped[int] = mapped_column(default=0)
    octets: Mapped[int] = mapped_column(BigInteger, default=0)
    message: Mapped[str] = mapped_column(default="")
