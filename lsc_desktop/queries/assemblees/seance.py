"""Lire tout ce qui a été saisi d'une assemblée, en une valeur que le domaine sait compter."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, time
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.assemblees.delais import Repli, limite_reception
from lsc_desktop.domain.assemblees.majorites import Article, Sens
from lsc_desktop.domain.assemblees.presences import Code, Mouvement, Presence
from lsc_desktop.domain.assemblees.resolutions import Resolution as Question
from lsc_desktop.domain.assemblees.resolutions import Vote as Passage
from lsc_desktop.domain.assemblees.seance import Seance
from lsc_desktop.queries.assemblees.electeurs import electeurs
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.storage.models import (
    Assemblee,
    MouvementAssemblee,
    Pointage,
    Resolution,
    Scrutin,
    Vote,
    VoteCorrespondance,
)

# Des milliers de pointages à relire : chercher coûte moins qu'appeler l'énumération, et ne pas
# refaire « présent » pour chacun, moins encore.
CODES = {code.value: code for code in Code}
SEULS = {code: Presence(code) for code in Code}


def trouver_assemblee(session: Session, assemblee_id: int) -> Assemblee:
    """Lève `GoneError` si elle a été supprimée."""
    found = session.get(Assemblee, assemblee_id)
    if found is None:
        raise GoneError("Cette assemblée a été supprimée.", "Fermez cet onglet.")
    return found


def load_seance(session: Session, assemblee_id: int, *, votes: bool = True) -> Seance:
    """L'assemblée et ses copropriétaires du jour ; close, ses voix sont celles de la clôture.

    `votes` : avec les réponses typées et les formulaires ; pour savoir qui est là, à chaque touche,
    on s'en passe.
    """
    ag = trouver_assemblee(session, assemblee_id)
    resolutions = _resolutions(session, assemblee_id)
    ranks = {resolution.id: rank for rank, resolution in enumerate(resolutions, 1)}
    stmt = select(
        Pointage.tiers_id, Pointage.code, Pointage.mandataire_id, Pointage.mandataire_nom,
        Pointage.recu_le, Pointage.motif,
    )  # fmt: skip
    pointages = session.execute(stmt.where(Pointage.assemblee_id == assemblee_id)).all()
    seance = Seance(
        electorat=electeurs(session, ag),
        cle=ag.cle_id,
        resolutions=resolutions,
        presences={p.tiers_id: presence(p) for p in pointages},
        mouvements=_mouvements(session, assemblee_id, ranks),
        limite=_limite(session, ag),
        admis={p.tiers_id: p.motif for p in pointages if p.motif},
    )
    return avec_votes(session, seance, ranks) if votes else seance


def avec_votes(session: Session, seance: Seance, resolutions: Collection[int]) -> Seance:
    """La même, avec les réponses typées et les formulaires de ces résolutions."""
    return replace(
        seance,
        votes=_votes(session, resolutions),
        formulaires=_formulaires(session, resolutions),
    )


@cache
def _feries(annee: int) -> frozenset[date]:
    from holidays.countries.france import France  # longue à charger : pas au démarrage
    from holidays.holiday_base import HolidayBase

    found: HolidayBase = France(years=range(annee - 1, annee + 2))  # type: ignore[no-untyped-call]
    return frozenset(found)


def repli_de(session: Session, ag: Assemblee) -> Repli:
    """Le réglage du syndic sur un dernier jour chômé (D36) ; celui de la clôture, après elle."""
    if ag.repli_reception:
        return Repli[ag.repli_reception.upper()]
    return load_configuration_syndic(session).repli


def _limite(session: Session, ag: Assemblee) -> date:
    """Le dernier jour où recevoir un formulaire (décret art. 9 bis)."""
    repli = repli_de(session, ag)
    return limite_reception(ag.date, feries(ag.date) if repli is Repli.AVANCER else (), repli)


def feries(le: date) -> frozenset[date]:
    """Les jours fériés de France, de l'année d'une assemblée et de ses voisines."""
    return _feries(le.year)


def presence(pointage: Any) -> Presence:
    """La valeur du domaine : le mandataire est une identité, ou le nom d'un tiers.

    Le jour de réception d'un formulaire écarté reste écrit, mais n'est pas celui d'un votant.
    """
    code = CODES[pointage.code]
    who = pointage.mandataire_id or pointage.mandataire_nom or None
    received = pointage.recu_le
    if received is not None and code is not Code.CORRESPONDANCE:
        received = None
    return Presence(code, who, received) if who or received else SEULS[code]


def _resolutions(session: Session, assemblee_id: int) -> tuple[Question, ...]:
    stmt = (
        select(
            Resolution.id, Resolution.titre, Resolution.article, Resolution.cle_id, Resolution.sous,
            Resolution.groupe, Resolution.exclusif, Resolution.amendee, Resolution.saisi_id,
            Resolution.question,
        )
        .where(Resolution.assemblee_id == assemblee_id)
        .order_by(Resolution.rang, Resolution.id)
    )  # fmt: skip
    found: list[Question] = []
    main: int | None = None
    for rank, line in enumerate(session.execute(stmt)):
        parent = main if line.sous else None
        main = line.id if parent is None else main
        found.append(
            Question(
                line.id, rank, line.titre, Article(line.article), line.cle_id, parent,
                line.groupe, line.exclusif, line.amendee, line.saisi_id, line.question,
            )
        )  # fmt: skip
    return tuple(found)


def _mouvements(
    session: Session, assemblee_id: int, ranks: Mapping[int, int]
) -> tuple[Mouvement, ...]:
    stmt = (
        select(MouvementAssemblee)
        .where(MouvementAssemblee.assemblee_id == assemblee_id)
        .order_by(MouvementAssemblee.id)
    )
    return tuple(
        Mouvement(
            move.tiers_id, ranks[move.resolution_id], time.fromisoformat(move.heure),
            Code(move.code), move.mandataire_id or move.mandataire_nom or None,
        )
        for move in session.scalars(stmt)
    )  # fmt: skip


def _votes(session: Session, resolutions: Collection[int]) -> dict[Passage, dict[int, Sens]]:
    held = select(Scrutin.id, Scrutin.resolution_id, Scrutin.tour).where(
        Scrutin.resolution_id.in_(resolutions)
    )
    passes = {row.id: (row.resolution_id, row.tour) for row in session.execute(held)}
    found: dict[Passage, dict[int, Sens]] = {key: {} for key in passes.values()}
    typed = (
        select(Vote.scrutin_id, *_paquets(Vote))
        .where(Vote.scrutin_id.in_(passes))
        .group_by(Vote.scrutin_id)
    )
    for scrutin, *packets in session.execute(typed) if passes else ():
        found[passes[scrutin]] = _ouverts(*packets)
    return found


def _formulaires(session: Session, resolutions: Collection[int]) -> dict[Passage, dict[int, Sens]]:
    passage = (VoteCorrespondance.resolution_id, VoteCorrespondance.tour)
    stmt = (
        select(*passage, *_paquets(VoteCorrespondance))
        .where(VoteCorrespondance.resolution_id.in_(resolutions))
        .group_by(*passage)
    )
    return {
        (resolution, tour): _ouverts(*packets)
        for resolution, tour, *packets in session.execute(stmt)
    }


def _paquets(table: type[Vote] | type[VoteCorrespondance]) -> tuple[ColumnElement[Any], ...]:
    """Combien de réponses, puis, pour chaque sens, ceux qui l'ont donné : « 12,7,3 ».

    La base fait les paquets, trois fois plus vite que de rendre trois cent mille lignes.
    """
    who = cast(table.tiers_id, String)
    said = (func.aggregate_strings(who, ",").filter(table.sens == sens.value) for sens in Sens)
    return func.count(), *said


def _ouverts(count: int, *packets: str | None) -> dict[int, Sens]:
    """Identité → sens, d'après des `_paquets`."""
    found: dict[int, Sens] = {}
    for sens, packet in zip(Sens, packets, strict=True):
        if packet:
            found |= dict.fromkeys(map(int, packet.split(",")), sens)
    assert len(found) == count, "une réponse d'un autre sens, ou deux de la même personne"
    return found
