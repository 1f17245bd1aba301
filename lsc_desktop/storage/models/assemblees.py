"""Assemblées générales : ordre du jour, présences, mouvements, votes, envois.

On garde ce qui a été saisi ; le résultat se recompte toujours (décret art. 17-1).
"""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import Base, Cherchable, Versionnee


class Assemblee(Versionnee, Cherchable, Base):
    """Une assemblée, « 3-S007 Assemblée générale » (seed L1987-2008)."""

    __tablename__ = "assemblee"
    __table_args__ = (UniqueConstraint("copropriete_id", "numero"),)
    cherche_dans = ("numero", "nom", "lieu")

    copropriete_id: Mapped[int] = mapped_column(ForeignKey("copropriete.id"))
    numero: Mapped[str]
    nom: Mapped[str]
    type_assemblee: Mapped[str] = mapped_column(default="ordinaire")
    date: Mapped[dt.date] = mapped_column(index=True)
    heure: Mapped[str] = mapped_column(default="")
    lieu: Mapped[str] = mapped_column(default="")
    cle_id: Mapped[int] = mapped_column(ForeignKey("cle_repartition.id"))
    president: Mapped[str] = mapped_column(default="")
    secretaire: Mapped[str] = mapped_column(default="")
    scrutateurs: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    urgence: Mapped[bool] = mapped_column(default=False)
    lieu_consultation: Mapped[str] = mapped_column(default="")
    convoquee_le: Mapped[dt.date | None]
    incidents: Mapped[str] = mapped_column(default="")
    registre: Mapped[int | None]
    etat: Mapped[str] = mapped_column(default="preparation")
    close_le: Mapped[dt.datetime | None]
    close_par: Mapped[str] = mapped_column(default="")
    gestes: Mapped[int] = mapped_column(default=0)  # écritures en séance : autre, il faut relire
    motif: Mapped[str] = mapped_column(default="")  # de la dernière réouverture
    # Le réglage du syndic à la clôture : il décide des formulaires tardifs (D36). Vide avant elle.
    repli_reception: Mapped[str] = mapped_column(default="")
    proces_verbal_id: Mapped[int | None] = mapped_column(ForeignKey("fichier.id"), index=True)
    feuille_id: Mapped[int | None] = mapped_column(ForeignKey("fichier.id"), index=True)

    resolutions: Mapped[list["Resolution"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (Resolution.rang, Resolution.id),
    )


class Resolution(Base):
    """Une question de l'ordre du jour ; `sous` : elle dépend de la dernière qui ne l'est pas."""

    __tablename__ = "resolution"

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    sous: Mapped[bool] = mapped_column(default=False)
    titre: Mapped[str]
    projet: Mapped[str] = mapped_column(default="")
    article: Mapped[str]
    cle_id: Mapped[int] = mapped_column(ForeignKey("cle_repartition.id"), index=True)
    question: Mapped[str] = mapped_column(default="")
    groupe: Mapped[str] = mapped_column(default="")
    exclusif: Mapped[bool] = mapped_column(default=False)
    saisi_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    amendee: Mapped[bool] = mapped_column(default=False)
    texte_adopte: Mapped[str] = mapped_column(default="")
    texte_second: Mapped[str] = mapped_column(default="")
    reserves: Mapped[str] = mapped_column(default="")


class Pointage(Base):
    """La lettre tapée en face d'un copropriétaire (seed L2318-2346)."""

    __tablename__ = "pointage"
    __table_args__ = (UniqueConstraint("assemblee_id", "tiers_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    code: Mapped[str]
    mandataire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    mandataire_nom: Mapped[str] = mapped_column(default="")
    recu_le: Mapped[dt.date | None]
    motif: Mapped[str] = mapped_column(default="")  # un formulaire tardif compté quand même (D36)
    subdelegation_interdite: Mapped[bool] = mapped_column(default=False)  # son mandat le dit


class MouvementAssemblee(Base):
    """Une arrivée ou un départ, à partir d'une résolution."""

    __tablename__ = "mouvement_assemblee"

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"), index=True)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    heure: Mapped[str]
    code: Mapped[str]
    mandataire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    mandataire_nom: Mapped[str] = mapped_column(default="")


class PouvoirEnBlanc(Base):
    """Un pouvoir reçu sans nom de mandataire ; `role` : celui qui l'a distribué (décret art. 15-1).

    Sans mandataire tant qu'il n'est pas distribué.
    """

    __tablename__ = "pouvoir_en_blanc"
    __table_args__ = (UniqueConstraint("assemblee_id", "tiers_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    recu_le: Mapped[dt.date]
    role: Mapped[str] = mapped_column(default="")
    distributeur: Mapped[str] = mapped_column(default="")
    mandataire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    mandataire_nom: Mapped[str] = mapped_column(default="")


class PouvoirAccepte(Base):
    """Des pouvoirs au-delà de la limite, que le président de séance a admis (D35)."""

    __tablename__ = "pouvoir_accepte"

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"), index=True)
    mandataire_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    mandataire_nom: Mapped[str] = mapped_column(default="")
    president: Mapped[str]
    nombre: Mapped[int]
    cumul: Mapped[int] = mapped_column(BigInteger)


class Scrutin(Base):
    """Un vote tenu : le premier (1) ou le second (2) d'une résolution."""

    __tablename__ = "scrutin"
    __table_args__ = (UniqueConstraint("resolution_id", "tour"),)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    tour: Mapped[int]


class Vote(Base):
    """Ce qu'un copropriétaire présent, à distance ou représenté a répondu."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("scrutin_id", "tiers_id"),)

    scrutin_id: Mapped[int] = mapped_column(ForeignKey("scrutin.id"))
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    sens: Mapped[str]


class VoteCorrespondance(Base):
    """Ce qu'un formulaire dit d'une résolution, à chaque tour (seed L2352-2382)."""

    __tablename__ = "vote_correspondance"
    __table_args__ = (UniqueConstraint("resolution_id", "tour", "tiers_id"),)

    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"))
    tour: Mapped[int]
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    sens: Mapped[str]


class VoixArretee(Base):
    """Les voix de chacun sous chaque clé, telles qu'à la clôture : rien ne les change plus.

    Avec elles, ce qui les fait compter autrement : `nature`, car le syndicat n'a pas de voix (loi
    art. 16 al. 2), et `hlm`, que le décret art. 16 excepte de la réduction.
    """

    __tablename__ = "voix_arretee"
    __table_args__ = (UniqueConstraint("assemblee_id", "cle_id", "tiers_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    cle_id: Mapped[int] = mapped_column(ForeignKey("cle_repartition.id"), index=True)
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    voix: Mapped[int] = mapped_column(BigInteger)
    nature: Mapped[str]
    hlm: Mapped[bool]


class EnvoiAssemblee(Base):
    """Une convocation ou une notification adressée à un copropriétaire."""

    __tablename__ = "envoi_assemblee"
    __table_args__ = (UniqueConstraint("assemblee_id", "nature", "tiers_id"),)

    assemblee_id: Mapped[int] = mapped_column(ForeignKey("assemblee.id"))
    nature: Mapped[str]  # convocation, notification
    tiers_id: Mapped[int] = mapped_column(ForeignKey("tiers.id"), index=True)
    evenement_id: Mapped[int | None] = mapped_column(ForeignKey("evenement.id"), index=True)
    qualite: Mapped[str] = mapped_column(default="")  # opposant, défaillant
    envoye_le: Mapped[dt.date | None]
    presente_le: Mapped[dt.date | None]
