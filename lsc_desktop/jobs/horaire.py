"""La sauvegarde à ses heures : une seule fois par créneau, quel que soit le nombre de postes.

Règles (ecosystem D.4) : l'heure est celle de l'horloge murale ; la ligne du créneau s'écrit avant
l'effet, et son unicité désigne qui le fait ; un créneau passé programme fermé se rattrape une fois,
le dernier seul ; une horloge qui recule ne refait rien.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.sauvegardes import TACHE, creneau_texte, dernier_creneau, lire_heures
from lsc_desktop.jobs.sauvegarde import RIEN, Suivi, sauvegarder
from lsc_desktop.queries.sauvegardes import dernier_passage, load_reglage, passage_fait
from lsc_desktop.services import passages
from lsc_desktop.services.sauvegardes import Copiee
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
HEARTBEAT = 30.0  # secondes


def due(db: Database, now: datetime) -> str:
    """Le créneau à faire, « 2026-11-22 12:30 » ; "" s'il n'y en a pas, ou s'il a été pris."""
    with db.read() as session:
        reglage = load_reglage(session)
        if not reglage.active:
            return ""
        slot = dernier_creneau(lire_heures(reglage.heures), now)
        if slot is None:
            return ""
        wanted = creneau_texte(slot)
        last = dernier_passage(session, TACHE, creneau_texte(now))
        return "" if wanted < last or passage_fait(session, TACHE, wanted) else wanted


def run_due(
    db: Database, ctx: Contexte, *, dossier: Path | None = None, suivi: Suivi = RIEN
) -> Copiee | None:
    """Fait la sauvegarde due ; None s'il n'y en a pas, ou si un autre s'en charge.

    Lève `UserError` si elle a manqué : le créneau se retentera, trois fois en tout.
    """
    slot = due(db, ctx.maintenant)
    owner = f"{ctx.poste}|{os.getpid()}|{ctx.seance}"
    if not slot or not _taken(db, ctx, slot, owner):
        return None
    state, message = passages.ECHEC, "Interrompue."
    try:
        with _alive(db, slot, owner):
            done = sauvegarder(db, ctx, "horaire", dossier=dossier, suivi=suivi)
        state, message = passages.FAIT, ""
        return done
    except UserError as error:
        message = error.title
        raise
    finally:
        _finish(db, slot, owner, state, message)


def _taken(db: Database, ctx: Contexte, slot: str, owner: str) -> bool:
    """Le créneau est à nous ; deux postes au même instant, la base n'en garde qu'un."""
    try:
        with db.write(ctx.utilisateur) as session:
            return passages.prendre(session, TACHE, slot, owner)
    except UserError as error:
        log.info("créneau laissé : %s", error.title)
        return False


def _finish(db: Database, slot: str, owner: str, state: str, message: str) -> None:
    try:
        with db.write() as session:
            passages.finir(session, TACHE, slot, owner, state, message)
    except UserError as error:  # disque plein : le créneau se reprendra de lui-même
        log.warning("créneau non noté : %s", error.title)


@contextmanager
def _alive(db: Database, slot: str, owner: str) -> Iterator[None]:
    """Donne signe de vie pendant le travail : personne ne le reprend tant qu'il avance."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT):
            try:
                with db.write() as session:
                    passages.vivre(session, TACHE, slot, owner)
            except UserError as error:
                log.info("signe de vie manqué : %s", error.title)

    pulse = threading.Thread(target=beat, name="pouls", daemon=True)
    pulse.start()
    try:
        yield
    finally:
        over.set()
        pulse.join()
