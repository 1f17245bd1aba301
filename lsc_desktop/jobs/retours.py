"""Lire ce que la cible a répondu à son dernier manifeste (extranet-partners §4.1, point 4)."""

import logging
from collections.abc import Callable
from datetime import datetime

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.publications.noms import dernier_manifeste, nom_retour
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.domain.publications.retours import TAILLE_MAX, attendue, lire_retour
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp.port import CiblePublication, ouverte
from lsc_desktop.queries.publications.registre import load_cible, trouver_cible
from lsc_desktop.services import depots
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


def prendre_reponse(
    db: Database, cible_id: int, ouvrir: Callable[[CibleDraft], CiblePublication]
) -> str:
    """Va lire la réponse d'une cible qui en doit une et à qui l'on n'a rien à envoyer : ce qu'elle
    refuse, ou rien. Une panne n'y fait rien : ce sera pour la fois suivante."""
    with db.read() as session:
        cible, known = load_cible(session, cible_id), trouver_cible(session, cible_id)
        if not attendue(known.numero, known.repondu):
            return ""
    try:
        with ouverte(ouvrir(cible)) as target:
            return entendre(db, cible_id, target, dernier_manifeste(target.lister()))
    except UserError as error:
        log.info("réponse de %s, non lue : %s", cible.nom, error.title)
        return ""


def entendre(db: Database, cible_id: int, target: CiblePublication, tenu: int) -> str:
    """Note ce que la cible a répondu à son dernier manifeste ; rend ce qu'elle refuse, en une
    phrase, ou rien. Une réponse qui ne se lit pas le dit, et n'arrête pas l'envoi."""
    with db.read() as session:
        known = trouver_cible(session, cible_id)
        last = max(known.numero, tenu)
        if not last or known.repondu >= last:
            return ""
    try:
        content = target.lire(nom_retour(last), TAILLE_MAX)
        if content is None:
            return ""
        answer = lire_retour(content, last)
    except (LiaisonError, AccesError):
        raise
    except UserError as error:
        log.warning("%s", error.title)
        return error.title
    with db.write() as session:
        refused = depots.entendre(session, cible_id, answer, datetime.now())
    if refused or not answer.accepte:
        return f"La cible dit le manifeste n° {last} {answer.phrase()}."
    return ""
