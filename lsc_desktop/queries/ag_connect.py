"""Lectures : ce qui part d'une assemblée, ses accès, ses retours, et nos comptes face aux leurs."""

import datetime as dt
import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.ag_connect.export import changements, en_json
from lsc_desktop.domain.ag_connect.plan import Plan, dresser
from lsc_desktop.domain.ag_connect.reglages import ReglageAgConnectDraft
from lsc_desktop.domain.ag_connect.valeurs import Export, Participant, Question, Retour
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.assemblees.resolutions import numeros
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.partners.ag_connect.contrat import lire_retour
from lsc_desktop.queries.assemblees.reunion import contacts
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.queries.fiches import charger
from lsc_desktop.storage.models import (
    AgConnect,
    AgRetour,
    Assemblee,
    Copropriete,
    Immeuble,
    ReglageAgConnect,
    Resolution,
    Tiers,
)

UNIQUE = 1  # id de la seule ligne du réglage


def load_reglage_ag_connect(session: Session, reglage_id: int = UNIQUE) -> ReglageAgConnectDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id."""
    if session.get(ReglageAgConnect, UNIQUE) is None:
        return ReglageAgConnectDraft()
    return charger(session, ReglageAgConnect, ReglageAgConnectDraft, UNIQUE)


def exportee(session: Session, assemblee_id: int) -> AgConnect | None:
    """Ce qu'on sait de son export, s'il y en a eu un."""
    return session.scalar(select(AgConnect).where(AgConnect.assemblee_id == assemblee_id))


# --- Ce qui part --------------------------------------------------------------------------------


def load_export(session: Session, assemblee_id: int, revision: int) -> Export:
    """L'assemblée telle qu'elle partirait."""
    ag = trouver_assemblee(session, assemblee_id)
    seance = load_seance(session, assemblee_id, votes=False)
    copropriete = session.get_one(Copropriete, ag.copropriete_id)
    keys = {ag.cle_id, *(one.cle for one in seance.agenda)}
    return Export(
        id=ag.id,
        immeuble=session.get_one(Immeuble, copropriete.immeuble_id).code,
        reference=ag.numero,
        nom=ag.nom,
        type_assemblee=ag.type_assemblee,
        le=ag.date,
        heure=ag.heure,
        lieu=ag.lieu,
        note=ag.note,
        cles={
            key: sum(p.voix for p in seance.electorat.parts.get(key, ())
                     if p.identite in seance.electorat.votants)
            for key in keys
        },
        participants=_participants(session, ag, seance, keys),
        resolutions=_questions(session, seance),
        revision=revision,
    )  # fmt: skip


def _participants(
    session: Session, ag: Assemblee, seance: Seance, keys: set[int]
) -> tuple[Participant, ...]:
    people = contacts(session, ag, seance.electorat.votants)
    held: dict[int, dict[int, int]] = {}
    for key in keys:
        for part in seance.electorat.parts.get(key, ()):
            mine = held.setdefault(part.identite, {})
            mine[key] = mine.get(key, 0) + part.voix
    main = load_reglage_ag_connect(session).emails
    ids = seance.electorat.votants
    own = {
        row.id: row.courriel
        for row in session.execute(select(Tiers.id, Tiers.courriel).where(Tiers.id.in_(ids)))
    }
    found = []
    for who, one in seance.electorat.identites.items():
        if who not in ids:
            continue
        contact, several = people[who], one.nature not in ("seul", "syndicat")
        email = (contact.courriel if main else "") or own.get(who, "")
        name = contact.adresse.nom if several and contact.adresse.nom != contact.nom else ""
        found.append(Participant(who, one.nom, email, held.get(who, {}), name, several))
    return tuple(found)


def _questions(session: Session, seance: Seance) -> tuple[Question, ...]:
    ids = list(seance.rangs)
    stmt = select(Resolution.id, Resolution.projet).where(Resolution.id.in_(ids))
    texts = {row.id: row.projet for row in session.execute(stmt)}
    numbers = numeros(seance.agenda)
    return tuple(
        Question(
            one.id, numbers[one.id], one.titre, texts[one.id], one.article.value, one.cle,
            one.article in (Article.A25, Article.A25_1),
        )
        for one in seance.agenda
    )  # fmt: skip


# --- Ce qui revient -----------------------------------------------------------------------------


def trouver_retour(session: Session, retour_id: int) -> AgRetour:
    found = session.get(AgRetour, retour_id)
    if found is None:
        raise GoneError("Ce retour a été retiré.", "Relisez la liste.")
    return found


def retour_connu(session: Session, assemblee_id: int, empreinte: str) -> int | None:
    """L'id du retour qui a cette empreinte, s'il a été reçu."""
    return session.scalar(
        select(AgRetour.id).where(
            AgRetour.assemblee_id == assemblee_id, AgRetour.empreinte == empreinte
        )
    )


def retour_a_importer(session: Session, assemblee_id: int) -> AgRetour | None:
    """Le dernier reçu de cette assemblée, importé ou non."""
    stmt = select(AgRetour).where(AgRetour.assemblee_id == assemblee_id)
    return session.scalars(stmt.order_by(AgRetour.id.desc()).limit(1)).first()


def plan_de(session: Session, row: AgRetour) -> tuple[Retour, Plan]:
    """Le retour lu, et l'assemblée qu'il ferait ; rien n'est écrit.

    Lève `UserError` s'il n'est pas d'elle, d'une autre révision, ou si l'assemblée a changé depuis
    l'export, comme `lire_retour` et `dresser`.
    """
    retour = lire_retour(row.contenu.encode())
    sent = exportee(session, row.assemblee_id)
    verifier_revision(sent, retour.ag, retour.revision, row.assemblee_id)
    assert sent is not None
    now = en_json(load_export(session, row.assemblee_id, sent.revision))
    if changed := changements(json.loads(sent.instantane), now):
        more = f" (et {len(changed) - 1} autres changements)" if len(changed) > 1 else ""
        raise UserError(
            f"Depuis l'export, {changed[0]}{more} : les votes ne valent plus pour cette assemblée.",
            "Remettez l'assemblée telle qu'elle était exportée, ou saisissez ces votes à la main.",
        )
    return retour, dresser(retour, load_seance(session, row.assemblee_id, votes=False))


def verifier_revision(sent: AgConnect | None, ag: int, revision: int, attendue: int) -> None:
    """Lève `UserError` si ce n'est pas la réponse à notre dernier export de cette assemblée."""
    if ag != attendue:
        raise UserError(
            f"Ce fichier est celui d'une autre assemblée (n° {ag}).", "Choisissez le bon fichier."
        )
    if sent is None:
        raise UserError("Cette assemblée n'a pas été exportée.", "Exportez-la d'abord.")
    if revision != sent.revision:
        raise UserError(
            f"Ce fichier répond à l'export n° {revision} ; le dernier est le n° {sent.revision}.",
            "Demandez au partenaire de prendre le dernier export, puis de renvoyer ce fichier.",
        )


# --- Accès --------------------------------------------------------------------------------------


def acces_a_voir(session: Session, ctx: Contexte) -> int:
    """Le post-it : les assemblées dont les accès sont arrivés, et que personne n'a regardés."""
    stmt = select(func.count()).where(AgConnect.acces_le.is_not(None), AgConnect.vu_le.is_(None))
    return session.scalar(stmt) or 0


def quand(moment: dt.datetime | None) -> str:
    """« 25/07/2020 à 17:00 », vide si jamais."""
    return f"{date_fr(moment.date())} à {moment:%H:%M}" if moment else ""
