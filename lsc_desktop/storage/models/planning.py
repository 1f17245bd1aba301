"""Le planning : rendez-vous et participants, les réunions que Zoom tient pour eux, le réglage."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lsc_desktop.storage.models.base import MARCHE, Base, Cherchable, Versionnee


class ReglagePlanning(Versionnee, Base):
    """La configuration de l'Organiseur, onglet Planning ; une seule ligne, sans le secret."""

    __tablename__ = "reglage_planning"

    compte: Mapped[str] = mapped_column(default="")
    client: Mapped[str] = mapped_column(default="")
    hote: Mapped[str] = mapped_column(default="")
    fuseau: Mapped[str] = mapped_column(default="Europe/Paris")
    attente: Mapped[bool] = mapped_column(default=True)


class RendezVous(Versionnee, Cherchable, Base):
    """Un rendez-vous du planning (F4). Les heures sont des textes « 14:30 », locaux."""

    __tablename__ = "rendez_vous"
    cherche_dans = ("titre", "lieu", "responsable", "objet")

    titre: Mapped[str]
    date: Mapped[dt.date] = mapped_column(index=True)
    heure_debut: Mapped[str]
    heure_fin: Mapped[str]
    lieu: Mapped[str] = mapped_column(default="")
    responsable: Mapped[str] = mapped_column(default="")
    objet: Mapped[str] = mapped_column(default="")
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    immeuble_id: Mapped[int | None] = mapped_column(ForeignKey("immeuble.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    zoom: Mapped[bool] = mapped_column(default=False)
    webinaire: Mapped[bool] = mapped_column(default=False)
    hote: Mapped[str] = mapped_column(default="")
    inscrire: Mapped[bool] = mapped_column(default=False)
    cree_le: Mapped[dt.datetime]
    cree_par: Mapped[str]
    annule_le: Mapped[dt.datetime | None]
    annule_par: Mapped[str] = mapped_column(default="")

    participants: Mapped[list["ParticipantRendezVous"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by=lambda: (ParticipantRendezVous.rang, ParticipantRendezVous.id),
    )


class ParticipantRendezVous(Base):
    """Un invité d'un rendez-vous."""

    __tablename__ = "participant_rendez_vous"

    rendez_vous_id: Mapped[int] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    rang: Mapped[int] = mapped_column(default=0)
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"), index=True)
    nom: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")


class ReunionZoom(Base):
    """Une réunion, ou un webinaire, que Zoom tient pour un rendez-vous ; le dernier seul vit.

    `marque` : en tête de son ordre du jour, elle la fait retrouver. `demande` : ce qu'on en a dit à
    Zoom, en JSON (`domain.planning.reunions.Demande`). `numero` : le sien, plus long qu'un entier ;
    `invitation` : le texte qu'il en donne, s'il en donne un. Jamais le lien de l'hôte.
    """

    __tablename__ = "reunion_zoom"

    rendez_vous_id: Mapped[int] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    webinaire: Mapped[bool]
    hote: Mapped[str]
    marque: Mapped[str] = mapped_column(unique=True)
    etat: Mapped[str] = mapped_column(index=True)  # domain.planning.reunions.ETATS
    demande: Mapped[str] = mapped_column(info=MARCHE)
    numero: Mapped[str] = mapped_column(default="")
    lien: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    invitation: Mapped[str] = mapped_column(default="")
    creee_le: Mapped[dt.datetime | None]
    annulee_le: Mapped[dt.datetime | None]


class PresenceZoom(Base):
    """Qui a été là, d'après Zoom ; heures de l'agence. Relues, elles remplacent les précédentes.

    `duree` en minutes entières.
    """

    __tablename__ = "presence_zoom"

    reunion_id: Mapped[int] = mapped_column(ForeignKey("reunion_zoom.id"), index=True)
    nom: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str] = mapped_column(default="")
    arrivee: Mapped[dt.datetime]
    depart: Mapped[dt.datetime | None]
    duree: Mapped[int]
    recherche: Mapped[str] = mapped_column(default="")


class InscriptionZoom(Base):
    """Un participant que Zoom a inscrit à une réunion, et le lien qui n'est qu'à lui."""

    __tablename__ = "inscription_zoom"

    reunion_id: Mapped[int] = mapped_column(ForeignKey("reunion_zoom.id"), index=True)
    courriel: Mapped[str]
    inscrit: Mapped[str] = mapped_column(default="")  # son identifiant chez Zoom
    lien: Mapped[str] = mapped_column(default="")
    remarque: Mapped[str] = mapped_column(default="")  # pourquoi Zoom ne l'a pas inscrit
