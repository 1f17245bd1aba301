"""Événements, leurs classeurs, leurs modèles, et les fichiers qu'ils gardent."""

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class Fichier(Base):
    """Un contenu, gardé une seule fois ; son empreinte dit qu'il n'a pas changé."""

    __tablename__ = "fichier"

    sha256: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    type_mime: Mapped[str]
    taille: Mapped[int]
    contenu: Mapped[bytes] = mapped_column(deferred=True)


class Classeur(Versionnee, Cherchable, Base):
    """Un classeur de l'extranet, et qui le lit (seed L545-586) ; « Baux / Lots » est un chemin.

    `origine` : son nom de naissance, que le programme connaît ; vide s'il est de l'agence.
    """

    __tablename__ = "classeur"
    __table_args__ = (UniqueConstraint("metier", "nom"),)
    cherche_dans = ("nom",)

    metier: Mapped[str]  # gerance, syndic
    nom: Mapped[str]
    origine: Mapped[str] = mapped_column(default="", index=True, info=MARCHE)
    proprietaire: Mapped[bool] = mapped_column(default=False)
    locataire: Mapped[bool] = mapped_column(default=False)
    coproprietaire: Mapped[bool] = mapped_column(default=False)
    membre_cs: Mapped[bool] = mapped_column(default=False)
    president_cs: Mapped[bool] = mapped_column(default=False)


class ModeleEvenement(Versionnee, Cherchable, Base):
    """Ce qu'un événement reprend : texte, classeur, durée de publication (seed L1055-1123).

    `duree_mois` : vide, sans fin.
    """

    __tablename__ = "modele_evenement"
    cherche_dans = ("nom", "objet")

    nom: Mapped[str] = mapped_column(unique=True)
    objet: Mapped[str] = mapped_column(default="")
    texte: Mapped[str] = mapped_column(default="")
    classeur_id: Mapped[int | None] = mapped_column(ForeignKey("classeur.id"), index=True)
    regrouper: Mapped[bool] = mapped_column(default=False)
    prefixer: Mapped[bool] = mapped_column(default=False)
    duree_mois: Mapped[int | None]
    nom_pieces: Mapped[bool] = mapped_column(default=False)
    notifier: Mapped[bool] = mapped_column(default=False)
    # Sa ligne du décret 2019-502, s'il publie un document obligatoire : « A1 ».
    code_legal: Mapped[str | None]
    # À tout l'immeuble, quel que soit le tiers de l'événement : la facture d'un fournisseur.
    tout_l_immeuble: Mapped[bool] = mapped_column(default=False)
    actif: Mapped[bool] = mapped_column(default=True)


class Dossier(Versionnee, Cherchable, Base):
    """Une affaire qui réunit des événements : un sinistre, des travaux (F9)."""

    __tablename__ = "dossier"
    cherche_dans = ("numero", "libelle", "type_dossier")

    numero: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    type_dossier: Mapped[str] = mapped_column(default="")
    ouvert_le: Mapped[dt.date]
    clos_le: Mapped[dt.date | None]
    immeuble_id: Mapped[int | None] = mapped_column(ForeignKey("immeuble.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    note: Mapped[str] = mapped_column(default="")


class Evenement(Versionnee, Cherchable, Base):
    """Un fait daté : courrier, appel, décompte… avec texte et pièces jointes (seed L800-830)."""

    __tablename__ = "evenement"
    cherche_dans = ("objet", "auteur")

    date: Mapped[dt.date] = mapped_column(index=True)
    traite_le: Mapped[dt.date | None]  # d'où court la durée de publication ; vide : `date`
    objet: Mapped[str]
    texte: Mapped[str] = mapped_column(default="")
    modele_id: Mapped[int | None] = mapped_column(ForeignKey("modele_evenement.id"), index=True)
    classeur_id: Mapped[int | None] = mapped_column(ForeignKey("classeur.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    # Son texte mis en PDF, tel qu'il est publié ; vide s'il n'y en a pas, ou s'il est à refaire.
    texte_pdf_id: Mapped[int | None] = mapped_column(
        ForeignKey("fichier.id"), index=True, info=MARCHE
    )
    auteur: Mapped[str] = mapped_column(default="")
    confidentiel: Mapped[bool] = mapped_column(default=False)
    publie_le: Mapped[dt.date | None]
    valable_jusqu_au: Mapped[dt.date | None]  # fin du contrat ou du diagnostic, ce jour compris
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
    # La copropriété dont c'est la liste des copropriétaires, ou la fiche synthétique, que le
    # programme tient à jour : elle n'en a qu'une de chaque. `empreinte` : celle de ce qu'elle dit,
    # sans le jour ni l'heure de l'édition.
    liste_de_id: Mapped[int | None] = mapped_column(
        ForeignKey("copropriete.id"), index=True, unique=True, info=MARCHE
    )
    synthese_de_id: Mapped[int | None] = mapped_column(
        ForeignKey("copropriete.id"), index=True, unique=True, info=MARCHE
    )
    empreinte: Mapped[str | None] = mapped_column(info=MARCHE)


class Publipostage(Versionnee, Cherchable, Base):
    """Un même courrier à plusieurs : son texte à variables, et à qui il va (F7)."""

    __tablename__ = "publipostage"
    cherche_dans = ("objet", "cree_par")

    sorte: Mapped[str]  # domain.publipostages.SORTES
    date: Mapped[dt.date]
    objet: Mapped[str]
    texte: Mapped[str]
    modele_id: Mapped[int | None] = mapped_column(ForeignKey("modele_evenement.id"), index=True)
    classeur_id: Mapped[int | None] = mapped_column(ForeignKey("classeur.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    incomplets: Mapped[bool] = mapped_column(default=False)
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]


class PublipostageLigne(Base):
    """Un destinataire ; `fiche_id` : de la table que dit la sorte du publipostage.

    `evenement_id` : son courrier, écrit dans la transaction qui l'inscrit ici.
    """

    __tablename__ = "publipostage_ligne"
    __table_args__ = (UniqueConstraint("publipostage_id", "fiche_id"),)

    publipostage_id: Mapped[int] = mapped_column(ForeignKey("publipostage.id"))
    rang: Mapped[int] = mapped_column(default=0)
    fiche_id: Mapped[int]
    retenu: Mapped[bool] = mapped_column(default=True)
    evenement_id: Mapped[int | None] = mapped_column(ForeignKey("evenement.id"), index=True)
