"""Listes : les rendez-vous du planning, par jour (F4) ; les présences que Zoom a relevées."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, func, literal, select, true
from sqlalchemy.orm import aliased

from lsc_desktop.base.dates import JOURS
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.domain.planning.reunions import A_ANNULER, ANNULEE, ETATS
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    EnvoiPartenaire,
    Immeuble,
    ParticipantRendezVous,
    PresenceZoom,
    RendezVous,
    ReunionZoom,
    Tiers,
)
from lsc_desktop.storage.today import today

PARTENAIRE = "zoom"


@dataclass(frozen=True, slots=True)
class RendezVousRow:
    """`jour` : « lun. ». `zoom` : ce qu'il en est de sa réunion, ou pourquoi elle n'est pas à
    jour ; vide, il n'en a pas. `numero` : celui de Zoom."""

    id: int
    jour: str
    date: dt.date
    heure_debut: str
    heure_fin: str
    titre: str
    lieu: str
    responsable: str
    participants: int
    zoom: str
    numero: str
    tiers: str
    tiers_id: int | None
    immeuble: str
    immeuble_id: int | None
    annule: bool
    webinaire: bool
    version: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "jour", f"{JOURS[self.date.weekday()][:3]}.")


def _rendez_vous() -> Requete:
    r, z, other = RendezVous, ReunionZoom, aliased(ReunionZoom)
    e, next_ = EnvoiPartenaire, aliased(EnvoiPartenaire)
    invited = select(func.count(ParticipantRendezVous.id)).where(
        ParticipantRendezVous.rendez_vous_id == r.id
    )
    last = select(func.max(other.id)).where(other.rendez_vous_id == r.id)
    stuck = select(func.min(next_.id)).where(
        next_.partenaire == PARTENAIRE, next_.objet_id == r.id,
        next_.etat.in_(envois.A_VOIR),
    )  # fmt: skip
    return (
        select(
            r.id, literal("").label("jour"), r.date, r.heure_debut, r.heure_fin, r.titre, r.lieu,
            r.responsable,
            invited.correlate(r).scalar_subquery().label("participants"),
            case(
                (e.id.is_not(None), libelle_de(e.etat, envois.ETATS)),
                (z.id.is_(None), ""),
                (and_(z.etat == ANNULEE, r.annule_le.is_(None)), ""),
                else_=libelle_de(z.etat, ETATS),
            ).label("zoom"),
            case((z.etat.in_((A_ANNULER, ANNULEE)), ""), else_=func.coalesce(z.numero, ""))
            .label("numero"),
            func.coalesce(nom_complet(), "").label("tiers"), r.tiers_id,
            func.coalesce(Immeuble.nom, "").label("immeuble"), r.immeuble_id,
            r.annule_le.is_not(None).label("annule"), r.webinaire, r.version,
        )
        .select_from(r)
        .outerjoin(z, z.id == last.correlate(r).scalar_subquery())
        .outerjoin(e, e.id == stuck.correlate(r).scalar_subquery())
        .outerjoin(Tiers, Tiers.id == r.tiers_id)
        .outerjoin(Immeuble, Immeuble.id == r.immeuble_id)
    )  # fmt: skip


RENDEZ_VOUS = Listing(
    RendezVousRow,
    _rendez_vous,
    search=(RendezVous.recherche, Tiers.recherche, Immeuble.recherche),
    filters={
        "a_venir": lambda value: RendezVous.date >= today() if value else true(),
        "du": lambda value: RendezVous.date >= value if value else true(),
        "au": lambda value: RendezVous.date <= value if value else true(),
        "responsable": lambda value: (
            dans(RendezVous.responsable)(value) if value is not None else true()
        ),
        "annule": lambda value: (
            true()
            if value is None
            else RendezVous.annule_le.is_not(None)
            if value
            else RendezVous.annule_le.is_(None)
        ),
        "zoom": lambda value: RendezVous.zoom.is_(value) if value is not None else true(),
        "tiers_id": dans(RendezVous.tiers_id),
        "immeuble_id": dans(RendezVous.immeuble_id),
        "lot_id": dans(RendezVous.lot_id),
    },
    order=(("date", False), ("heure_debut", False), ("id", False)),
    sort_keys={"tiers": Tiers.recherche},
)


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """Une arrivée et un départ ; `duree` en minutes."""

    id: int
    titre: str
    date: dt.date
    nom: str
    courriel: str
    arrivee: dt.datetime
    depart: dt.datetime | None
    duree: int
    rendez_vous_id: int


def _presences() -> Requete:
    p, z, r = PresenceZoom, ReunionZoom, RendezVous
    return (
        select(
            p.id, r.titre, r.date, p.nom, p.courriel, p.arrivee, p.depart, p.duree,
            r.id.label("rendez_vous_id"),
        )
        .select_from(p)
        .join(z, z.id == p.reunion_id)
        .join(r, r.id == z.rendez_vous_id)
    )  # fmt: skip


PRESENCES = Listing(
    PresenceRow,
    _presences,
    search=(PresenceZoom.recherche, RendezVous.recherche),
    filters={"rendez_vous_id": dans(RendezVous.id)},
    order=(("arrivee", False), ("id", False)),
)
