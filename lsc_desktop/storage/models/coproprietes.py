"""Copropriétés : le syndicat, ses clés, ses lots et ceux qui les tiennent, d'un jour à l'autre."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee
from lsc_desktop.storage.types import QuotePart

if TYPE_CHECKING:
    from lsc_desktop.storage.models.registre import DossierRegistre


class Copropriete(Versionnee, Base):
    """Le syndicat des copropriétaires d'un immeuble : l'entité S001 et l'immeuble GILBERT
    (seed L2394-2395). Son nom, ses comptes et sa banque sont ceux de l'entité."""

    __tablename__ = "copropriete"

    entite_id: Mapped[int] = mapped_column(ForeignKey("entite.id"), unique=True)
    immeuble_id: Mapped[int] = mapped_column(ForeignKey("immeuble.id"), unique=True)
    immatriculation: Mapped[str] = mapped_column(default="")
    date_reglement: Mapped[date | None]
    regime: Mapped[str] = mapped_column(default="ordinaire")
    pouvoirs: Mapped[str] = mapped_column(default="france")
    delai_convocation: Mapped[int] = mapped_column(default=21)
    lieu_assemblee: Mapped[str] = mapped_column(default="")
    lieu_consultation: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    cles: Mapped[list["CleRepartition"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (CleRepartition.rang, CleRepartition.id),
    )
    conseil: Mapped[list["MembreConseil"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (MembreConseil.rang, MembreConseil.id),
    )
    registre: Mapped["DossierRegistre | None"] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )


class CleRepartition(Cherchable, Base):
    """Une clé : « 001-CHARGES GENERALES » ; `total` : ce que le règlement en dit (seed L2015)."""

    __tablename__ = "cle_repartition"
    __table_args__ = (UniqueConstraint("copropriete_id", "code"),)
    cherche_dans = ("code", "libelle")

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"))
    rang: Mapped[int] = mapped_column(default=0)
    code: Mapped[str]
    libelle: Mapped[str]
    generale: Mapped[bool] = mapped_column(default=False)
    total: Mapped[QuotePart | None]


class MembreConseil(Base):
    """Un mandat au conseil syndical, trois ans au plus (loi art. 21, décret art. 22)."""

    __tablename__ = "membre_conseil"

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    du: Mapped[date | None]
    au: Mapped[date | None]
    president: Mapped[bool] = mapped_column(default=False)


class Coproprietaire(Versionnee, Base):
    """Le compte d'un copropriétaire, 450TRILLON ; une personne en a parfois plusieurs : c'est son
    tiers qui vote (seed L2322-2333)."""

    __tablename__ = "coproprietaire"

    compte_id: Mapped[int] = mapped_column(ForeignKey("compte.id"), unique=True)
    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"), index=True)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    nature: Mapped[str] = mapped_column(default="seul")
    residant: Mapped[bool] = mapped_column(default=False)
    hlm: Mapped[bool] = mapped_column(default=False)
    notification: Mapped[str] = mapped_column(default="electronique")
    postale_depuis: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    ayants_droit: Mapped[list["AyantDroit"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (AyantDroit.rang, AyantDroit.id),
    )


class AyantDroit(Base):
    """Un indivisaire, un usufruitier, un nu-propriétaire ; l'un d'eux les représente tous
    (loi art. 23)."""

    __tablename__ = "ayant_droit"

    coproprietaire_id: Mapped[int] = mapped_column(ForeignKey("coproprietaire.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    qualite: Mapped[str] = mapped_column(default="indivisaire")
    mandataire: Mapped[bool] = mapped_column(default=False)


class LotCopropriete(Versionnee, Cherchable, Base):
    """Un lot de l'état descriptif de division : 248, 011/112 (seed L2398-2423).

    Ce n'est pas le lot de la gérance, qui en réunit souvent plusieurs (un logement, sa cave, sa
    place) ; `lot_id` mène à celui-ci quand l'agence gère les deux.
    """

    __tablename__ = "lot_copropriete"
    __table_args__ = (UniqueConstraint("copropriete_id", "numero"),)
    cherche_dans = ("numero", "type_lot", "batiment", "etage")

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"))
    numero: Mapped[str]
    type_lot: Mapped[str] = mapped_column(default="")
    batiment: Mapped[str] = mapped_column(default="")
    escalier: Mapped[str] = mapped_column(default="")
    etage: Mapped[str] = mapped_column(default="")
    porte: Mapped[str] = mapped_column(default="")
    lot_principal_id: Mapped[int | None] = mapped_column(
        ForeignKey("lot_copropriete.id"), index=True
    )
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    actif: Mapped[bool] = mapped_column(default=True)

    tantiemes: Mapped[list["Tantieme"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by=lambda: (Tantieme.rang, Tantieme.id)
    )
    possessions: Mapped[list["Possession"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (Possession.rang, Possession.id),
    )


class Tantieme(Base):
    """Ce que pèse un lot sous une clé, à cinq décimales."""

    __tablename__ = "tantieme"
    __table_args__ = (UniqueConstraint("lot_copropriete_id", "cle_id"),)

    lot_copropriete_id: Mapped[int] = mapped_column(ForeignKey("lot_copropriete.id"))
    rang: Mapped[int] = mapped_column(default=0)
    cle_id: Mapped[int] = mapped_column(ForeignKey("cle_repartition.id"), index=True)
    valeur: Mapped[QuotePart]


class Possession(Base):
    """Qui tient un lot, du … au …, bornes comprises ; ouvert du côté qui manque."""

    __tablename__ = "possession"
    __table_args__ = (
        # Un lot n'a jamais deux copropriétaires en titre le même jour.
        Index(
            "uq_possession_en_cours",
            "lot_copropriete_id",
            unique=True,
            sqlite_where=text("au IS NULL"),
            postgresql_where=text("au IS NULL"),
        ),
    )

    lot_copropriete_id: Mapped[int] = mapped_column(ForeignKey("lot_copropriete.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    coproprietaire_id: Mapped[int] = mapped_column(ForeignKey("coproprietaire.id"), index=True)
    du: Mapped[date | None]
    au: Mapped[date | None]
    mutation_id: Mapped[int | None] = mapped_column(ForeignKey("mutation.id"), index=True)


class Mutation(Versionnee, Base):
    """La vente d'un ou plusieurs lots ; elle vaut pour le syndicat dès qu'on l'en avise
    (décret art. 6)."""

    __tablename__ = "mutation"

    # Le vendeur d'abord : l'historique nomme une fiche sans nom par la première qu'elle cite.
    vendeur_id: Mapped[int] = mapped_column(ForeignKey("coproprietaire.id"), index=True)
    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"), index=True)
    acquereur_id: Mapped[int] = mapped_column(ForeignKey("coproprietaire.id"), index=True)
    date_effet: Mapped[date] = mapped_column(index=True)
    avis_le: Mapped[date | None]
    notaire: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Elle a fermé le Service Client du vendeur : annulée, elle le lui rend.
    vendeur_inactive: Mapped[bool] = mapped_column(default=False)
