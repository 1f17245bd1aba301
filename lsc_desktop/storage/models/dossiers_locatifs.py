"""Les dossiers locatifs reçus d'un partenaire, et où les relever (seed L2749-2788)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglageClac(Versionnee, Base):
    """Où CLAC dépose, et quand on relève ; une seule ligne, d'id 1.

    `transport` : « dossier », CLAC dépose dans `dossier` ; sinon un compte, d'où l'on rapporte
    d'abord ses archives dans ce dossier. `empreinte` : la clé d'hôte qu'on a confirmée. `effacer` :
    une archive relevée s'ôte du serveur.
    """

    __tablename__ = "reglage_clac"

    active: Mapped[bool] = mapped_column(default=False)
    jours: Mapped[str] = mapped_column(default="1234567")  # 1 : lundi
    heures: Mapped[str] = mapped_column(default="06:00")
    dossier: Mapped[str] = mapped_column(default="")
    transport: Mapped[str] = mapped_column(default="dossier", server_default=text("'dossier'"))
    hote: Mapped[str] = mapped_column(default="", server_default=text("''"))
    port: Mapped[int | None]
    utilisateur: Mapped[str] = mapped_column(default="", server_default=text("''"))
    chemin: Mapped[str] = mapped_column(default="", server_default=text("''"))
    empreinte: Mapped[str] = mapped_column(default="", server_default=text("''"))
    effacer: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReleveClac(Base):
    """Une archive du compte de CLAC déjà rapportée, telle que le serveur la disait : elle ne se
    rapporte pas deux fois. `compte` : « utilisateur@serveur:port/dossier » ; `modifie` : sa date,
    comme il l'écrit, vide s'il ne la dit pas ; `fichier` : son nom dans la boîte. Une ligne part
    avec son archive."""

    __tablename__ = "releve_clac"
    __table_args__ = (UniqueConstraint("compte", "nom"),)

    compte: Mapped[str]
    nom: Mapped[str]
    taille: Mapped[int] = mapped_column(BigInteger)
    modifie: Mapped[str]
    fichier: Mapped[str]
    releve_le: Mapped[dt.datetime]


class ReglageConservation(Versionnee, Base):
    """Combien de mois se garde une candidature sans suite, et quand on l'efface ; une seule ligne,
    d'id 1."""

    __tablename__ = "reglage_conservation"

    active: Mapped[bool] = mapped_column(default=True)
    heures: Mapped[str] = mapped_column(default="04:30")
    mois: Mapped[int] = mapped_column(default=3)


class DossierLocatif(Versionnee, Cherchable, Base):
    """Un fichier déposé, et le dossier qu'il porte.

    `empreinte` : celle du fichier, deux fois déposé il n'a qu'une ligne. `cle` : le numéro du
    dossier, tant qu'il peut être ou a été importé ; la base en refuse un second. `nom_range` : le
    nom du fichier là où il est rangé. Ce que l'import a créé peut être supprimé ensuite, et un lot
    ou un tiers choisi disparaître avant lui : leurs ids ne sont pas des clés.
    """

    __tablename__ = "dossier_locatif"
    cherche_dans = ("candidat", "numero", "reference", "bien", "fichier")

    fichier: Mapped[str]
    empreinte: Mapped[str] = mapped_column(unique=True, info=MARCHE)
    nom_range: Mapped[str] = mapped_column(default="", info=MARCHE)
    a_relire: Mapped[bool] = mapped_column(default=False, info=MARCHE)
    recu_le: Mapped[dt.datetime] = mapped_column(index=True)
    etat: Mapped[str] = mapped_column(index=True)
    raison: Mapped[str] = mapped_column(default="", info=MARCHE)  # elle cite des gens
    numero: Mapped[str] = mapped_column(default="", index=True)
    cle: Mapped[str | None] = mapped_column(unique=True, info=MARCHE)
    statut: Mapped[str] = mapped_column(default="")
    candidat: Mapped[str] = mapped_column(default="", info=MARCHE)
    reference: Mapped[str] = mapped_column(default="")
    bien: Mapped[str] = mapped_column(default="")
    adresse: Mapped[str] = mapped_column(default="")
    code_postal: Mapped[str] = mapped_column(default="")
    ville: Mapped[str] = mapped_column(default="")
    loyer_cc: Mapped[Decimal] = mapped_column(default=Decimal(0))
    charges: Mapped[Decimal] = mapped_column(default=Decimal(0))
    honoraires: Mapped[Decimal] = mapped_column(default=Decimal(0))
    part_edl: Mapped[Decimal] = mapped_column(default=Decimal(0))
    depot_garantie: Mapped[Decimal] = mapped_column(default=Decimal(0))
    bail_du: Mapped[dt.date | None]
    duree_mois: Mapped[int | None]
    lot_id: Mapped[int | None] = mapped_column(index=True)
    # Ce que l'import en a fait.
    importe_le: Mapped[dt.datetime | None]
    importe_par: Mapped[str] = mapped_column(default="")
    locataire_id: Mapped[int | None] = mapped_column(index=True)
    tiers_id: Mapped[int | None] = mapped_column(index=True)
    evenement_id: Mapped[int | None]

    personnes: Mapped[list["DossierLocatifPersonne"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (DossierLocatifPersonne.rang, DossierLocatifPersonne.id),
    )
    pieces: Mapped[list["DossierLocatifPiece"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (DossierLocatifPiece.rang, DossierLocatifPiece.id),
    )


class DossierLocatifPersonne(Base):
    """Un candidat ou un garant ; `reference` : son id dans le dossier, que les pièces citent.

    L'historique ne se modifie pas, et une candidature s'efface (RGPD) : il tait donc qui elle est,
    ce qu'elle gagne, et à qui on l'a reconnue.
    """

    __tablename__ = "dossier_locatif_personne"

    dossier_locatif_id: Mapped[int] = mapped_column(ForeignKey("dossier_locatif.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    role: Mapped[str]
    reference: Mapped[str]
    civilite: Mapped[str] = mapped_column(default="", info=MARCHE)
    nom: Mapped[str] = mapped_column(info=MARCHE)
    prenoms: Mapped[str] = mapped_column(default="", info=MARCHE)
    naissance: Mapped[dt.date | None] = mapped_column(info=MARCHE)
    adresse1: Mapped[str] = mapped_column(default="", info=MARCHE)
    adresse2: Mapped[str] = mapped_column(default="", info=MARCHE)
    adresse3: Mapped[str] = mapped_column(default="", info=MARCHE)
    code_postal: Mapped[str] = mapped_column(default="", info=MARCHE)
    ville: Mapped[str] = mapped_column(default="", info=MARCHE)
    pays: Mapped[str] = mapped_column(default="", info=MARCHE)
    courriel: Mapped[str] = mapped_column(default="", info=MARCHE)
    telephone: Mapped[str] = mapped_column(default="", info=MARCHE)
    profession: Mapped[str] = mapped_column(default="", info=MARCHE)
    revenus: Mapped[Decimal | None] = mapped_column(info=MARCHE)
    tiers_id: Mapped[int | None] = mapped_column(info=MARCHE)
    nouveau: Mapped[bool] = mapped_column(default=False, info=MARCHE)


class DossierLocatifPiece(Base):
    """Une pièce du dossier ; importé, l'événement la montre aussi."""

    __tablename__ = "dossier_locatif_piece"

    dossier_locatif_id: Mapped[int] = mapped_column(ForeignKey("dossier_locatif.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    fichier_id: Mapped[int] = mapped_column(ForeignKey("fichier.id"), index=True)
    nom: Mapped[str]
    nature: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
