"""Cas d'usage : la boîte d'envoi. On inscrit dans la transaction du changement ; l'envoi se fait
après, hors de toute transaction (`jobs.boite_envoi`) ; ce qu'il a donné s'écrit ensuite."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import CursorResult, Update, delete, false, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.envois import (
    A_ENVOYER,
    ABANDONNE,
    ACCES,
    COUPE,
    COUPE_CONSEIL,
    DOUTE,
    EN_PANNE,
    ENVOYE,
    FINIS,
    AEnvoyer,
    Sort,
    ecrire_charge,
    lire_charge,
)
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.domain.services_systeme import GARDE
from lsc_desktop.queries.partenaires.envois import UNIQUE, envois_a_faire, trouver_envoi
from lsc_desktop.queries.partenaires.registre import sorte_d_envoi
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.jetons import jeton_delaisse
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import EnvoiPartenaire, ReglagePartenaires


def inscrire(
    session: Session,
    sorte: str,
    *,
    objet: str,
    charge: Mapping[str, Any],
    ctx: Contexte,
    objet_id: int | None = None,
    fil: str = "",
) -> int:
    """Met un envoi dans la boîte, avec le changement qu'il annonce : l'un ne va pas sans l'autre.

    `objet` : ce qu'en lira l'utilisateur ; `charge` : de quoi le faire, sans secret ; `fil` :
    « reunion:12 », ceux d'un même fil partent dans l'ordre.
    """
    kind = sorte_d_envoi(sorte)
    record = EnvoiPartenaire(
        partenaire=kind.partenaire, sorte=kind.nom, fil=fil, objet=objet, objet_id=objet_id,
        charge=ecrire_charge(charge), cle=uuid4().hex, etat=A_ENVOYER, cree_le=ctx.maintenant,
        cree_par=ctx.utilisateur, pas_avant=ctx.maintenant, fini_le=None, vu_le=None,
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record.id


# --- L'envoi ------------------------------------------------------------------------------------


def prendre(session: Session, envoi_id: int, jeton: str, maintenant: datetime) -> AEnvoyer | None:
    """Prend cet envoi pour le faire ; rien si son heure n'est plus venue, ou si un autre le tient.

    Repris à un programme mort en plein envoi, il est peut-être arrivé : s'il ne se rejoue pas sans
    dommage, il attend quelqu'un.
    """
    if not envois_a_faire(session, maintenant, (envoi_id,)):
        return None
    row = trouver_envoi(session, envoi_id)
    now = session.execute(select(heure_utc())).scalar_one()
    before, seen = row.jeton, row.vu_le
    if before and seen is not None and not jeton_delaisse(before, seen, now):
        return None
    kind = sorte_d_envoi(row.sorte)
    taken = update(EnvoiPartenaire).where(
        EnvoiPartenaire.id == envoi_id, EnvoiPartenaire.jeton == before,
        EnvoiPartenaire.etat.in_((A_ENVOYER, EN_PANNE)),
    )  # fmt: skip
    if before and not kind.rejouable:
        _done(session, taken.values(jeton="", **_suite(Sort(EN_PANNE, DOUTE, COUPE,
                                                            COUPE_CONSEIL))))  # fmt: skip
        return None
    tries = row.essais + 1
    if not _done(session, taken.values(jeton=jeton, vu_le=heure_utc(), essais=tries)):
        return None
    return AEnvoyer(
        row.id, row.partenaire, row.sorte, row.objet, row.objet_id, row.cle, tries,
        lire_charge(row.charge),
    )  # fmt: skip


def vivre(session: Session, envoi_id: int, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    return _done(session, _le_mien(envoi_id, jeton).values(vu_le=heure_utc()))


def noter_envoye(
    session: Session,
    envoi_id: int,
    jeton: str,
    message: str,
    effet: Callable[[Session], None],
    maintenant: datetime,
) -> bool:
    """Il est parti : son effet et son état s'écrivent ensemble ; faux si un autre l'a repris."""
    sort = _suite(Sort(ENVOYE, message=message))
    if not _done(session, _le_mien(envoi_id, jeton).values(jeton="", **sort, fini_le=maintenant)):
        return False
    effet(session)
    return True


def noter_manque(session: Session, envoi_id: int, jeton: str, sort: Sort) -> bool:
    """Il n'est pas parti ; faux si un autre l'a repris."""
    return _done(session, _le_mien(envoi_id, jeton).values(jeton="", **_suite(sort)))


# --- L'écran ------------------------------------------------------------------------------------


def reessayer(session: Session, envoi_id: int, ctx: Contexte) -> None:
    """« Réessayer » : il repartira au premier passage, et avec lui ceux que de mauvais identifiants
    retenaient. Lève `UserError` s'il est parti."""
    row = _libre(session, envoi_id)
    if row.etat in FINIS:
        raise UserError(
            "Cet envoi est parti." if row.etat == ENVOYE else "Cet envoi a été abandonné.",
            "Refaites le changement dans sa fiche, s'il le faut.",
        )
    again = _suite(Sort(A_ENVOYER, pas_avant=ctx.maintenant))
    shut = (EnvoiPartenaire.partenaire == row.partenaire) & (EnvoiPartenaire.motif == ACCES)
    mine = (EnvoiPartenaire.id == envoi_id) | (shut if row.motif == ACCES else false())
    _done(session, update(EnvoiPartenaire).where(mine).values(jeton="", **again))


def abandonner(session: Session, envoi_id: int, ctx: Contexte) -> None:
    """« Abandonner » : il ne partira pas, et ne retient plus la suite. Lève `UserError` s'il est
    parti."""
    row = _libre(session, envoi_id)
    if row.etat == ENVOYE:
        raise UserError("Cet envoi est parti.", "Défaites-le chez le partenaire, s'il le faut.")
    row.etat, row.pas_avant, row.fini_le, row.jeton = ABANDONNE, None, ctx.maintenant, ""


def oublier_envois(session: Session, ctx: Contexte) -> None:
    """Retire de la boîte ceux qui sont finis depuis plus d'un an."""
    old = EnvoiPartenaire.fini_le < ctx.maintenant - GARDE
    session.execute(delete(EnvoiPartenaire).where(EnvoiPartenaire.etat.in_(FINIS), old))


def save_reglage_partenaires(
    session: Session,
    draft: ReglagePartenairesDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    draft.store_adresse = draft.store_adresse.strip()
    draft.store_client = draft.store_client.strip()
    if draft.id is None:
        record = ReglagePartenaires(id=UNIQUE)
        return enregistrer(session, ReglagePartenaires, draft, dans=record).id
    return enregistrer(session, ReglagePartenaires, draft).id


def _libre(session: Session, envoi_id: int) -> EnvoiPartenaire:
    """Lève `UserError` tant qu'il part."""
    row = trouver_envoi(session, envoi_id)
    now = session.execute(select(heure_utc())).scalar_one()
    if row.jeton and row.vu_le is not None and not jeton_delaisse(row.jeton, row.vu_le, now):
        raise UserError("Cet envoi est en train de partir.", "Attendez sa réponse.")
    return row


def _suite(sort: Sort) -> dict[str, Any]:
    return {
        "etat": sort.etat, "motif": sort.motif, "message": sort.message, "conseil": sort.conseil,
        "pas_avant": sort.pas_avant,
    }  # fmt: skip


def _le_mien(envoi_id: int, jeton: str) -> Update:
    return update(EnvoiPartenaire).where(
        EnvoiPartenaire.id == envoi_id, EnvoiPartenaire.jeton == jeton
    )


def _done(session: Session, stmt: Update) -> bool:
    done = session.execute(stmt, execution_options={"synchronize_session": False})
    return bool(cast("CursorResult[Any]", done).rowcount)
