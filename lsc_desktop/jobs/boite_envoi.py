"""Vider la boîte d'envoi : un envoi à la fois, hors de toute transaction, noté dès sa réponse.

Un envoi qui manque n'arrête pas les autres ; la liaison d'un partenaire qui manque arrête les
siens, sauf s'ils sont isolés, jamais ceux des autres. Tué à n'importe quel instant, rien ne se
perd : ce qui ne peut se faire deux fois attend qu'on regarde.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import TypeGuard, cast

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.partenaires.appels import Appel
from lsc_desktop.domain.partenaires.envois import (
    ACCES,
    BOGUE,
    DOUTE,
    EN_PANNE,
    LIAISON,
    REFUS,
    REFUSE,
    AEnvoyer,
    Sort,
    pause,
)
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.pouls import pouls
from lsc_desktop.partners.adaptateurs import adaptateur
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError
from lsc_desktop.queries.partenaires.envois import envois_a_faire
from lsc_desktop.queries.partenaires.registre import SorteEnvoi, sorte_d_envoi
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.jetons import jeton_neuf
from lsc_desktop.services.partenaires import boite
from lsc_desktop.services.partenaires.appels import noter_appel, oublier_appels
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
TROP = 429  # réponse : trop de demandes
PULSE = 15.0  # secondes entre deux signes de vie
LASSITUDE = 3  # liaisons manquées de suite, après quoi un partenaire attend le passage suivant
NOTES = 3  # fois qu'on essaie d'écrire ce qu'un envoi a donné


@dataclass(frozen=True, slots=True)
class Outils:
    """Ce qu'un travail reçoit : la base, à lire ; `noter` et `arreter`, à donner à son client."""

    db: Database
    ctx: Contexte
    noter: Callable[[Appel], None]
    arreter: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Fait:
    """Un envoi parti : ce qu'on en dit, et ce qu'il change chez nous (`effet(session)`), écrit dans
    la même transaction que son état."""

    message: str = ""
    effet: Callable[[Session], None] = lambda session: None


Travail = Callable[[AEnvoyer, Outils], Fait]


@dataclass(slots=True)
class Bilan:
    """Ce qu'un passage a donné ; `manques` : « Zoom : … », un par partenaire arrêté ; `pannes` :
    liaisons manquées de suite, par partenaire."""

    envoyes: int = 0
    refuses: int = 0
    en_panne: int = 0
    manques: tuple[str, ...] = ()
    pannes: Counter[str] = field(default_factory=Counter)

    def phrase(self) -> str:
        """« 3 envoyés, 1 refusé, 2 en panne. »"""
        told = (
            (self.envoyes, "envoyé", "envoyés"), (self.refuses, "refusé", "refusés"),
            (self.en_panne, "en panne", "en panne"),
        )  # fmt: skip
        said = ", ".join(pluriel(count, *names) for count, *names in told if count)
        return f"{said}." if said else "Rien à envoyer."


def journal(db: Database, ctx: Contexte, envoi_id: int | None = None) -> Callable[[Appel], None]:
    """Ce qui note chaque appel d'un client (`Client(noter=…)`), dans sa propre transaction. Un
    disque plein n'ôte rien à la réponse : l'appel reste au journal du programme."""

    def noter(appel: Appel) -> None:
        log.info("%s : %s, %s", appel.partenaire, appel.adresse, appel.issue)
        try:
            with db.write(ctx.utilisateur) as session:
                noter_appel(session, appel, ctx=ctx, envoi_id=envoi_id)
        except UserError as error:
            log.warning("appel non noté : %s", error.title)

    return noter


def vider(
    db: Database,
    ctx: Contexte,
    suivi: Suivi = Suivi(),  # noqa: B008
    ids: Collection[int] | None = None,
) -> Bilan:
    """Envoie ce dont l'heure est venue ; `ids` : ceux-là seulement. Ne lève rien d'un partenaire :
    le bilan, et l'état de chaque envoi, le disent."""
    bilan, stopped, seen = Bilan(), set[str](), set[int]()
    while waiting := _restants(db, ctx, ids, seen):  # un envoi parti laisse passer le suivant
        for envoi_id, partenaire in waiting:
            if suivi.arreter():
                return bilan
            seen.add(envoi_id)
            if partenaire in stopped:
                continue
            told = len(seen) + sum(one not in seen for one, _who in waiting)
            suivi.dire(f"Envois aux partenaires… {len(seen)} / {told}")
            if error := _un(db, ctx, envoi_id, suivi, bilan):
                stopped.add(partenaire)
                bilan.manques += (f"{adaptateur(partenaire).nom} : {error.title}",)
    return bilan


def _restants(
    db: Database, ctx: Contexte, ids: Collection[int] | None, seen: Collection[int]
) -> list[tuple[int, str]]:
    with db.read() as session:
        waiting = envois_a_faire(session, ctx.maintenant, ids)
    return [one for one in waiting if one[0] not in seen]


def ranger(db: Database, ctx: Contexte) -> None:
    """Ce qui est fini depuis un an."""
    with db.write(ctx.utilisateur) as session:
        oublier_appels(session, ctx)
        boite.oublier_envois(session, ctx)


def _un(db: Database, ctx: Contexte, envoi_id: int, suivi: Suivi, bilan: Bilan) -> UserError | None:
    """Un envoi, de bout en bout ; rend ce qui arrête ceux du même partenaire, s'il le faut."""
    token = jeton_neuf()
    with db.write(ctx.utilisateur) as session:
        envoi = boite.prendre(session, envoi_id, token, ctx.maintenant)
    if envoi is None:
        return None
    kind = sorte_d_envoi(envoi.sorte)
    tools = Outils(db, ctx, journal(db, ctx, envoi_id), suivi.arreter)
    try:
        with db.read() as session:
            exiger_abonnement(session, kind.partenaire)
        with pouls(db, lambda session: boite.vivre(session, envoi_id, token), PULSE):
            done = _travail(kind)(envoi, tools)
    except Exception as error:
        sort = devenir(error, envoi, kind, ctx.maintenant)
        bilan.refuses += sort.etat == REFUSE
        bilan.en_panne += sort.etat == EN_PANNE
        _noter(db, ctx, lambda session: boite.noter_manque(session, envoi_id, token, sort))
        return error if arrete(error, kind, bilan) else None
    bilan.pannes[kind.partenaire] = 0
    _parti(db, ctx, envoi_id, token, done, bilan)
    return None


def _parti(
    db: Database, ctx: Contexte, envoi_id: int, token: str, done: Fait, bilan: Bilan
) -> None:
    """Note l'envoi et son effet ensemble ; ce qui ne s'écrit pas se dit, sans renvoyer."""
    try:
        _noter(
            db, ctx,
            lambda session: boite.noter_envoye(
                session, envoi_id, token, done.message, done.effet, ctx.maintenant
            ),
        )  # fmt: skip
        bilan.envoyes += 1
    except Exception as error:
        log.exception("envoi %s fait, mais non noté", envoi_id)
        why = error.title if isinstance(error, UserError) else "incident du programme"
        sort = Sort(
            EN_PANNE, DOUTE, f"Fait chez le partenaire, mais non noté ici : {why}",
            "Vérifiez chez le partenaire, puis réessayez ou abandonnez.",
        )  # fmt: skip
        bilan.en_panne += 1
        with suppress(UserError):
            _noter(db, ctx, lambda session: boite.noter_manque(session, envoi_id, token, sort))


def arrete(error: Exception, kind: SorteEnvoi, bilan: Bilan) -> TypeGuard[UserError]:
    """Cet échec arrête-t-il ceux du même partenaire ? La liaison d'un envoi isolé, seulement si
    elle manque à plusieurs de suite, ou si le partenaire demande d'attendre."""
    if isinstance(error, AccesError):
        return True
    if not isinstance(error, TemporaryError):
        bilan.pannes[kind.partenaire] = 0
        return False
    bilan.pannes[kind.partenaire] += 1
    if not kind.isolee or not isinstance(error, LiaisonError) or error.code == TROP:
        return True
    return bilan.pannes[kind.partenaire] >= LASSITUDE


def devenir(error: Exception, envoi: AEnvoyer, kind: SorteEnvoi, maintenant: datetime) -> Sort:
    """Ce que cet échec fait de l'envoi ; un bogue est journalisé."""
    match error:
        case AccesError():
            return Sort(EN_PANNE, ACCES, error.title, error.advice)
        case LiaisonError(incertain=True) if not kind.rejouable:
            advice = "Vérifiez chez le partenaire s'il est arrivé, puis réessayez ou abandonnez."
            return Sort(EN_PANNE, DOUTE, error.title, advice)
        case TemporaryError():
            asked = timedelta(seconds=round(getattr(error, "reprendre_dans", None) or 0))
            again = maintenant + pause(envoi.essais, asked)
            return Sort(EN_PANNE, LIAISON, error.title, error.advice, again)
        case ContratError():
            log.error("envoi %s (%s) : %s", envoi.id, envoi.sorte, error.title)
            return Sort(EN_PANNE, BOGUE, error.title, error.advice)
        case RefusedError() | UserError():
            return Sort(REFUSE, REFUS, error.title, error.advice)
        case _:
            log.error("envoi %s (%s)", envoi.id, envoi.sorte, exc_info=error)
            return Sort(
                EN_PANNE, BOGUE, "Cet envoi a rencontré un incident.",
                "Envoyez le journal du programme à l'assistance.",
            )  # fmt: skip


def _noter(db: Database, ctx: Contexte, work: Callable[[Session], object]) -> None:
    """Dans une transaction ; la base occupée, on insiste : la réponse est déjà là."""
    for left in range(NOTES - 1, -1, -1):
        try:
            with db.write(ctx.utilisateur) as session:
                work(session)
            return
        except TemporaryError:
            if not left:
                raise


def _travail(kind: SorteEnvoi) -> Travail:
    module, _, name = kind.travail.partition(":")
    return cast("Travail", getattr(import_module(f"lsc_desktop.jobs.{module}"), name))
