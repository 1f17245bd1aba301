"""Un service à ses heures : une seule fois par créneau, quel que soit le nombre de postes.

Règles (ecosystem D.4) : l'heure est celle de l'horloge murale ; la ligne du créneau s'écrit avant
l'effet, et son unicité désigne qui le fait ; un créneau passé programme fermé se rattrape une fois,
le dernier seul ; une horloge qui recule ne refait rien.
"""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, cast

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.sauvegardes import creneau_texte, dernier_creneau, lire_heures
from lsc_desktop.domain.services_systeme import ECHEC, FAIT, INTERROMPU
from lsc_desktop.jobs.pouls import pouls
from lsc_desktop.queries.services_systeme.etat import dernier_passage, passage_fait
from lsc_desktop.queries.services_systeme.registre import Service, horaire_de
from lsc_desktop.services import passages, services_systeme
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
HEARTBEAT = 30.0  # secondes


@dataclass(frozen=True, slots=True)
class Suivi:
    """`dire(texte)` : où l'on en est. `arreter()` : vrai pour s'interrompre entre deux éléments.
    `demande` : lancé à la main, et non à son heure."""

    dire: Callable[[str], None] = lambda text: None
    arreter: Callable[[], bool] = lambda: False
    demande: bool = False


Travail = Callable[[Database, Contexte, Suivi], str]


@dataclass(frozen=True, slots=True)
class _Prise:
    """Le créneau qu'on tient."""

    service: Service
    creneau: str
    jeton: str

    def vivre(self, session: Session) -> bool:
        return passages.vivre(session, self.service.nom, self.creneau, self.jeton)


def due(db: Database, now: datetime, service: Service) -> str:
    """Le créneau à faire, « 2026-11-22 12:30 » ; "" s'il n'y en a pas, ou s'il a été pris."""
    with db.read() as session:
        hours = horaire_de(session, service)
        if not hours.active:
            return ""
        slot = dernier_creneau(lire_heures(hours.heures), now, hours.jours)
        if slot is None:
            return ""
        wanted = creneau_texte(slot)
        last = dernier_passage(session, service.nom, creneau_texte(now))
        return "" if wanted < last or passage_fait(session, service.nom, wanted) else wanted


def a_l_heure(db: Database, ctx: Contexte, service: Service, suivi: Suivi = Suivi()) -> str | None:
    """Fait ce service si son heure est venue, et rend son compte rendu ; None sinon, ou si un autre
    s'en charge.

    Lève `UserError` s'il a manqué : le créneau se retentera, trois fois en tout. Ceux qui reçoivent
    les messages « système » apprennent le premier échec, puis le retour.
    """
    slot = due(db, ctx.maintenant, service)
    held = _Prise(service, slot, _jeton(ctx))
    if not slot or not _utile(db, ctx, service) or not _taken(db, ctx, held):
        return None
    return _executer(db, ctx, held, suivi)


def sur_demande(db: Database, ctx: Contexte, service: Service, suivi: Suivi = Suivi()) -> str:
    """« Lancer maintenant », depuis n'importe quel poste ; ses heures n'en sont pas changées.

    Lève `UserError` s'il manque.
    """
    owner = _jeton(ctx)
    with db.write(ctx.utilisateur) as session:
        slot = passages.demander(session, service.nom, owner, ctx)
    asked = Suivi(suivi.dire, suivi.arreter, demande=True)
    return _executer(db, ctx, _Prise(service, slot, owner), asked)


def _executer(db: Database, ctx: Contexte, held: _Prise, suivi: Suivi) -> str:
    started = time.monotonic()
    state, message, error = INTERROMPU, "Arrêté avec le programme.", None
    try:
        with pouls(db, held.vivre, HEARTBEAT):
            message = _travail(held.service)(db, ctx, suivi)
        state = FAIT
        return message
    except UserError as refused:
        state = INTERROMPU if suivi.arreter() else ECHEC
        message, error = refused.title, refused
        raise
    except Exception as bug:
        log.exception("service %s", held.service.nom)
        error = UserError(
            f"« {held.service.libelle} » a rencontré un incident.",
            "Envoyez le journal du programme à l'assistance.",
        )
        state, message = ECHEC, error.title
        raise error from bug
    finally:
        end = ctx.maintenant + timedelta(seconds=round(time.monotonic() - started))
        _finish(db, ctx, held, state, message, error, end)


def _finish(
    db: Database,
    ctx: Contexte,
    held: _Prise,
    state: str,
    message: str,
    error: UserError | None,
    end: datetime,
) -> None:
    """Note le passage et laisse le message, dans une même transaction."""
    try:
        with db.write(ctx.utilisateur) as session:
            args = (held.service.nom, held.creneau, held.jeton, state, message, end)
            if not passages.finir(session, *args):
                return  # un autre a pris la suite : c'est lui qui dira
            if state == FAIT:
                services_systeme.dire_fait(session, held.service, message, ctx)
            elif state == ECHEC and error is not None:
                advice = error.advice
                services_systeme.dire_manque(session, held.service, error.title, advice, ctx)
    except UserError as refused:  # disque plein : le créneau se reprendra de lui-même
        log.warning("créneau non noté : %s", refused.title)


def _travail(service: Service) -> Travail:
    return cast("Travail", _nomme(service.travail))


def _utile(db: Database, ctx: Contexte, service: Service) -> bool:
    """Il y a de quoi faire ; un service sans `besoin` a toujours de quoi."""
    return not service.besoin or bool(_nomme(service.besoin)(db, ctx))


def empeche(db: Database, ctx: Contexte, service: Service) -> str:
    """Pourquoi ce poste ne peut pas faire ce service, dont l'heure est venue ; vide s'il peut, s'il
    n'est pas l'heure, ou s'il n'y a rien à faire."""
    if not service.empeche or not due(db, ctx.maintenant, service) or not _utile(db, ctx, service):
        return ""
    return str(_nomme(service.empeche)(db, ctx))


def _nomme(texte: str) -> Callable[..., Any]:
    module, _, name = texte.partition(":")
    return cast("Callable[..., Any]", getattr(import_module(f"lsc_desktop.jobs.{module}"), name))


def _jeton(ctx: Contexte) -> str:
    return f"{ctx.poste}|{os.getpid()}|{ctx.seance}"


def _taken(db: Database, ctx: Contexte, held: _Prise) -> bool:
    """Le créneau est à nous ; deux postes au même instant, la base n'en garde qu'un."""
    try:
        with db.write(ctx.utilisateur) as session:
            return passages.prendre(session, held.service.nom, held.creneau, held.jeton, ctx)
    except UserError as error:
        log.info("créneau laissé : %s", error.title)
        return False
