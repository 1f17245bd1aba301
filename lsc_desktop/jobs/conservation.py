"""Effacer chaque jour les candidatures sans suite : le fichier du partenaire, puis la base."""

import logging
from pathlib import Path

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.partners.clac.boite import Boite
from lsc_desktop.queries import dossiers_locatifs as queries
from lsc_desktop.services.dossiers_locatifs.conservation import effacer_candidature
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)


def a_faire(db: Database, ctx: Contexte) -> bool:
    """Une candidature a passé sa durée : sinon, ce service n'a rien à faire, ni à écrire."""
    with db.read() as session:
        return bool(queries.a_effacer(session, ctx.maintenant.date()))


def effacer(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Un passage ; rend son compte rendu. Le jour est celui du calendrier, non la date de travail :
    celle-ci peut être fixée loin d'aujourd'hui.

    Chaque dossier s'efface entier, son fichier d'abord : arrêté n'importe où, le passage suivant
    finit. Lève `UserError` si un fichier n'a pas pu l'être : son dossier reste, et sera repris.
    """
    day = ctx.maintenant.date()
    with db.read() as session:
        due = queries.a_effacer(session, day)
        folder = queries.load_reglage_clac(session).dossier
        kept = queries.mois_de_conservation(session)
    box = Boite(Path(folder)) if folder else None
    done, missed = 0, list[UserError]()
    for rank, one in enumerate(due, 1):
        if suivi.arreter():
            raise TemporaryError(
                "L'effacement s'est arrêté avec le programme.", "Il reprendra au prochain passage."
            )
        suivi.dire(f"Candidatures… {rank} / {len(due)}")
        try:
            if box is not None:
                box.effacer(one.empreinte)
            with db.write(ctx.utilisateur) as session:
                done += effacer_candidature(session, one.id, day)
        except UserError as error:
            log.warning("dossier locatif %s non effacé : %s", one.id, error.title)
            missed.append(error)
    said = _phrase(done, kept)
    if missed:
        left = pluriel(len(missed), "candidature reste", "candidatures restent")
        raise UserError(f"{missed[0].title} {left} à effacer.", f"{missed[0].advice} {said}")
    return said


def _phrase(count: int, mois: int) -> str:
    if not count:
        return f"Aucune candidature sans suite de plus de {mois} mois."
    many = pluriel(count, "candidature effacée", "candidatures effacées")
    return f"{many}, sans suite depuis plus de {mois} mois."
