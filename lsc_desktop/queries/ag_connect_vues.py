"""Ce que montrent les écrans d'AG Connect : la liste, le rapport de l'export, un retour."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.ag_connect.ecarts import Compte, Ecart, comptes, ecarts
from lsc_desktop.domain.ag_connect.valeurs import CANAUX, ETATS_RETOUR, IMPORTE
from lsc_desktop.queries.ag_connect import exportee, load_export, plan_de, quand, trouver_retour
from lsc_desktop.queries.assemblees.seance import load_seance
from lsc_desktop.queries.paging import Listing, Requete
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    AgAcces,
    AgConnect,
    AgResolution,
    AgRetour,
    AgRetourPiece,
    Assemblee,
    Copropriete,
    Immeuble,
)

ATTENDUS = "En attente des accès"
IMPORTEE, NON_IMPORTEE = "Importée", "Non importée"


@dataclass(frozen=True, slots=True)
class ExporteeRow:
    """Une assemblée exportée ; `retour` : où en est le dernier reçu."""

    id: int
    numero: str
    immeuble: str
    nom: str
    date: dt.date
    canal: str
    revision: int
    exporte_le: dt.datetime
    exporte_par: str
    depose_le: dt.datetime | None
    verrouillee: bool
    acces_le: dt.datetime | None
    vu_le: dt.datetime | None
    retour: str


def _select() -> Requete:
    last = (
        select(libelle_de(AgRetour.etat, ETATS_RETOUR))
        .where(AgRetour.assemblee_id == Assemblee.id)
        .order_by(AgRetour.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    c = AgConnect
    return (
        select(
            Assemblee.id, Assemblee.numero, Immeuble.code.label("immeuble"), Assemblee.nom,
            Assemblee.date, libelle_de(c.canal, CANAUX).label("canal"), c.revision, c.exporte_le,
            c.exporte_par, c.depose_le, c.verrouillee, c.acces_le, c.vu_le,
            func.coalesce(last, "").label("retour"),
        )
        .select_from(AgConnect)
        .join(Assemblee, Assemblee.id == c.assemblee_id)
        .join(Copropriete, Copropriete.id == Assemblee.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
    )  # fmt: skip


EXPORTEES = Listing(
    ExporteeRow,
    _select,
    search=(Assemblee.recherche, Immeuble.recherche),
    filters={
        "a_voir": lambda value: (
            AgConnect.acces_le.is_not(None) & AgConnect.vu_le.is_(None) if value else true()
        ),
    },
    order=(("exporte_le", True), ("id", True)),
)


# --- Le rapport de l'export (seed L2059-2090) -----------------------------------------------------


@dataclass(slots=True)
class ParticipantVu:
    id: int = 0
    nom: str = ""
    code: str = ""
    importe: str = ""


@dataclass(slots=True)
class ResolutionVue:
    id: int = 0
    numero: str = ""
    titre: str = ""
    importe: str = ""


@dataclass(slots=True)
class RapportVu:
    """« LSC AG Connect » ; rien ne s'y saisit, et aucun mot de passe ne s'y lit."""

    id: int | None = None
    identifiant: str = ""
    immeuble: str = ""
    reference: str = ""
    quand: str = ""
    lieu: str = ""
    note: str = ""
    export: str = ""
    acces: str = ""
    rapport_id: int | None = None
    feuille_id: int | None = None
    participants: list[ParticipantVu] = field(default_factory=list)
    resolutions: list[ResolutionVue] = field(default_factory=list)


def load_rapport_ag(session: Session, assemblee_id: int) -> RapportVu:
    """Lève `UserError` si l'assemblée n'a pas été exportée."""
    sent = exportee(session, assemblee_id)
    if sent is None:
        raise UserError("Cette assemblée n'a pas été exportée.", "Exportez-la d'abord.")
    ag = load_export(session, assemblee_id, sent.revision)
    known = {
        row.tiers_id: row
        for row in session.scalars(select(AgAcces).where(AgAcces.assemblee_id == assemblee_id))
    }
    questions = {
        row.resolution_id: row.motif
        for row in session.scalars(
            select(AgResolution).where(AgResolution.assemblee_id == assemblee_id)
        )
    }
    sure = dict(CANAUX)[sent.canal]
    left = f", déposé le {quand(sent.depose_le)}" if sent.depose_le else ""
    lock = " ; verrouillée chez eux" if sent.verrouillee else ""
    return RapportVu(
        id=assemblee_id,
        identifiant=str(ag.id),
        immeuble=ag.immeuble,
        reference=ag.reference,
        quand=f"{date_fr(ag.le)} à {ag.heure}",
        lieu=ag.lieu,
        note=ag.note,
        export=f"{sure}, n° {sent.revision}, le {quand(sent.exporte_le)} par "
        f"{sent.exporte_par}{left}{lock}",
        acces=f"Reçus le {quand(sent.acces_le)}" if sent.acces_le else ATTENDUS,
        rapport_id=sent.rapport_id,
        feuille_id=sent.feuille_id,
        participants=[
            ParticipantVu(one.id, one.nom, *_acces(known.get(one.id))) for one in ag.participants
        ],
        resolutions=[
            ResolutionVue(one.id, one.numero, one.titre, _import(questions, one.id))
            for one in ag.resolutions
        ],
    )


def _acces(row: AgAcces | None) -> tuple[str, str]:
    if row is None:
        return "", ""
    return row.code, f"Non importé : {row.motif}" if row.motif else "Importé"


def _import(questions: dict[int, str], id: int) -> str:
    if id not in questions:
        return NON_IMPORTEE
    return f"{NON_IMPORTEE} : {questions[id]}" if questions[id] else IMPORTEE


# --- Un retour ------------------------------------------------------------------------------------


@dataclass(slots=True)
class RetourVu:
    """Un retour reçu, recompté ; `raison` : ce qui empêche de l'importer."""

    id: int | None = None
    version: int = 0
    assemblee_id: int | None = None
    etat: str = ""
    raison: str = ""
    assemblee: str = ""
    recu: str = ""
    etat_dit: str = ""
    contenu_dit: str = ""
    comptes: list[Compte] = field(default_factory=list)
    ecarts: list[Ecart] = field(default_factory=list)


def load_retour_ag(session: Session, retour_id: int) -> RetourVu:
    """Le retour et notre compte ; importé, celui de l'assemblée telle qu'elle est."""
    row = trouver_retour(session, retour_id)
    ag = session.get_one(Assemblee, row.assemblee_id)
    vu = RetourVu(
        id=row.id,
        version=row.version,
        assemblee_id=ag.id,
        etat=row.etat,
        assemblee=f"{ag.numero} {ag.nom} du {date_fr(ag.date)}",
        recu=f"{quand(row.recu_le)}, {row.fichier}",
        etat_dit=dict(ETATS_RETOUR)[row.etat],
    )
    if row.etat == IMPORTE:
        vu.etat_dit = f"Importé le {quand(row.importe_le)} par {row.importe_par}"
        vu.comptes = comptes(load_seance(session, ag.id))
        return vu
    try:
        retour, plan = plan_de(session, row)
    except UserError as error:
        vu.raison = f"{error.title} {error.advice}".strip()
        vu.etat_dit = f"Ne peut pas s'importer : {error.title}"
        return vu
    pieces = session.scalar(
        select(func.count(AgRetourPiece.id)).where(AgRetourPiece.retour_id == row.id)
    )
    vu.contenu_dit = ", ".join(
        (
            pluriel(len(plan.scrutins), "vote tenu", "votes tenus"),
            pluriel(len(plan.gestes), "arrivée ou départ", "arrivées ou départs"),
            pluriel(len(retour.incidents), "incident"),
            pluriel(pieces or 0, "pièce"),
        )
    )
    vu.comptes, vu.ecarts = comptes(plan.seance), ecarts(retour, plan)
    return vu


def remarques_du_retour(draft: RetourVu) -> Sequence[str]:
    """Ce qui empêche d'importer, ou se montre avant."""
    if draft.raison:
        return (draft.raison,)
    if draft.ecarts:
        many = pluriel(len(draft.ecarts), "écart")
        return (f"{many} avec le compte du partenaire : le nôtre fera foi.",)
    return ()
