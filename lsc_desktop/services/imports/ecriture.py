"""Cas d'usage : écrire le plan d'un import, en bloc, dans la transaction reçue."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre_court
from lsc_desktop.domain.comptabilite import LigneEcriture, PieceComptable, mouvement
from lsc_desktop.domain.imports.plan import Neuf, Plan, contrepartie
from lsc_desktop.queries.imports.connu import JOURNAL_REPRISE
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.services import comptabilite, configuration
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.storage.audit import changements, naissances
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Configuration,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Tiers,
)

COMPTE_D_OUVERTURE = "890000"
Avance = Callable[[str], None]


def ecrire(
    session: Session, plan: Plan, ctx: Contexte, avance: Avance = lambda what: None
) -> dict[int, int]:
    """Écrit tout le plan ; rend l'id de chaque fiche qui en avait un provisoire.

    Rien n'est validé ici : une erreur, et la transaction reçue n'écrit rien.
    """
    ids: dict[int, int] = {}
    _entites(session, plan, ids)
    for model, news, cle, what in (
        (CodeFiscalite, plan.fiscalites, ("code",), "codes fiscalité"),
        (Tiers, plan.tiers, ("code",), "tiers"),
        (Immeuble, plan.immeubles, ("code",), "immeubles"),
        (Compte, plan.comptes, ("entite_id", "numero"), "comptes"),
        (Mandat, plan.mandats, ("numero",), "mandats"),
        (Lot, plan.lots, ("code_gestion",), "lots"),
        (Locataire, plan.baux, ("tiers_id", "lot_id", "premier_quittancement"), "locataires"),
    ):
        avance(what)
        _creer(session, model, news, cle, ids)
    avance("lignes de quittancement")
    _lier(session, plan, ids)
    avance("soldes d'ouverture")
    _reprendre(session, plan, ids, ctx)
    return ids


def _entites(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Une entité neuve a ses journaux et ses comptes de départ ; ceux que le plan ouvre aussi ne
    le sont qu'une fois."""
    _creer(session, Entite, plan.entites, ("code",), ids)
    if plan.entites and session.get(Configuration, 1) is None:
        configuration.installer(session)
    for new in plan.entites:
        comptabilite.installer(session, ids[new.id])
    if not plan.entites:
        return
    born = {ids[new.id] for new in plan.entites}
    stmt = select(Compte.entite_id, Compte.numero, Compte.id).where(Compte.entite_id.in_(born))
    known = {(entite, numero): id for entite, numero, id in session.execute(stmt)}
    left = []
    for account in plan.comptes:
        draft = account.saisie
        found = known.get((ids.get(draft.entite_id or 0, 0), draft.numero))
        if found is None:
            left.append(account)
        else:
            ids[account.id] = found
            record = session.get_one(Compte, found)
            record.libelle, record.nature = draft.libelle, draft.nature
    session.flush()
    plan.comptes[:] = left


def _creer(
    session: Session,
    model: Any,
    news: Iterable[Neuf[Any]],
    cle: tuple[str, ...],
    ids: dict[int, int],
) -> None:
    """Insère les fiches en bloc, retrouve leurs ids par leur clé, et les porte à l'historique."""
    news = list(news)
    if not news:
        return
    table = model.__table__
    assert isinstance(table, Table)
    names = [f.name for f in fields(news[0].saisie) if f.name in table.columns]
    names = [name for name in names if name not in ("id", "version")]
    links = {c.key for c in table.columns if c.foreign_keys}
    rows = [_row(new.saisie, names, links, ids) for new in news]
    inserer(session, model, rows)
    wanted = {tuple(row[name] for name in cle): new for row, new in zip(rows, news, strict=True)}
    born: list[tuple[int, str]] = []
    columns = [getattr(model, name) for name in cle]
    for row in session.execute(select(model.id, *columns).order_by(model.id)):
        new = wanted.get(tuple(row)[1:])
        if new is not None:
            ids[new.id] = row[0]
            born.append((row[0], _nom(session, new.saisie)))
    naissances(session, model, born)


def _row(saisie: Any, names: list[str], links: set[str], ids: dict[int, int]) -> dict[str, Any]:
    """Les colonnes d'une saisie ; un id provisoire devient le vrai."""
    row = {name: getattr(saisie, name) for name in names}
    for name in links & row.keys():
        value = row[name]
        if isinstance(value, int) and value < 0:
            row[name] = ids[value]
    return row


def _nom(session: Session, saisie: Any) -> str:
    for name in ("code_gestion", "code", "numero", "nom", "libelle"):
        if value := getattr(saisie, name, ""):
            return str(value)
    return ""


def _vrai(ids: dict[int, int], id: int | None) -> int | None:
    return ids[id] if id is not None and id < 0 else id


# --- Liens : lots confiés, lignes de quittancement ----------------------------------------------


def _lier(session: Session, plan: Plan, ids: dict[int, int]) -> None:
    """Les lignes d'une fiche déjà connue avancent sa version : qui la tient ouverte la relira."""
    confies = [
        {"mandat_id": _vrai(ids, mandat), "lot_id": _vrai(ids, lot.lot_id), "du": lot.du,
         "au": lot.au}
        for mandat, lot in plan.confies
    ]  # fmt: skip
    _numeroter(session, MandatLot, "mandat_id", confies)
    inserer(session, MandatLot, confies)
    old = {mandat for mandat, _lot in plan.confies if mandat > 0}
    _avancer(session, Mandat, old)
    lots = {_vrai(ids, new.id): new.saisie.code_gestion for new in plan.lots}
    changements(
        session, Mandat, "mandat_lot",
        [(m, "", str(lots.get(_vrai(ids, one.lot_id), ""))) for m, one in plan.confies if m > 0],
    )  # fmt: skip
    lines = [
        {name: getattr(line, name) for name in _LIGNE} | {"locataire_id": _vrai(ids, bail)}
        for bail, line in plan.lignes
    ]
    for row in lines:
        row["code_fiscalite_id"] = _vrai(ids, row["code_fiscalite_id"])
    _numeroter(session, LigneQuittancement, "locataire_id", lines)
    inserer(session, LigneQuittancement, lines)
    old = {bail for bail, _line in plan.lignes if bail > 0}
    _avancer(session, Locataire, old)
    changements(
        session, Locataire, "ligne_quittancement",
        [
            (bail, "", f"{line.libelle}, {nombre_court(line.montant or Decimal(0))}")
            for bail, line in plan.lignes
            if bail > 0
        ],
    )  # fmt: skip


_LIGNE = ("code_fiscalite_id", "libelle", "montant", "du", "au", "ponctuelle")


def _numeroter(session: Session, model: Any, owner: str, rows: list[dict[str, Any]]) -> None:
    """Le rang de chaque ligne, à la suite de celles que sa fiche a déjà."""
    column = getattr(model, owner)
    next_rank: dict[Any, int] = {}
    wanted = sorted({row[owner] for row in rows})
    for start in range(0, len(wanted), BATCH):
        stmt = select(column, model.rang).where(column.in_(wanted[start : start + BATCH]))
        for fiche, rang in session.execute(stmt):
            next_rank[fiche] = max(next_rank.get(fiche, 0), rang + 1)
    for row in rows:
        row["rang"] = next_rank.get(row[owner], 0)
        next_rank[row[owner]] = row["rang"] + 1


def _avancer(session: Session, model: Any, ids: set[int]) -> None:
    wanted = sorted(ids)
    for start in range(0, len(wanted), BATCH):
        session.execute(
            update(model)
            .where(model.id.in_(wanted[start : start + BATCH]))
            .values(version=model.version + 1),
            execution_options={"synchronize_session": False},
        )


# --- Soldes d'ouverture -------------------------------------------------------------------------


def _reprendre(session: Session, plan: Plan, ids: dict[int, int], ctx: Contexte) -> None:
    """Une pièce équilibrée par entité et par jour, au journal des à nouveaux, face au 890000."""
    for (entite, day), soldes in sorted(plan.soldes.items()):
        entite_id = _vrai(ids, entite)
        assert entite_id is not None
        comptabilite.installer(session, entite_id)
        passer(session, _piece(session, entite_id, day, soldes, ids), ctx)


def _piece(
    session: Session,
    entite_id: int,
    day: date,
    soldes: list[tuple[int, Decimal]],
    ids: dict[int, int],
) -> PieceComptable:
    text = f"Reprise des soldes au {date_fr(day)}"
    baux = {bail.compte_id: bail.id for bail in _baux(session, entite_id)}
    lines: list[LigneEcriture] = []
    for compte, solde in soldes:
        compte_id = _vrai(ids, compte)
        assert compte_id is not None
        lines.append(mouvement(compte_id, -solde, text, locataire_id=baux.get(compte_id)))
    rest = contrepartie(soldes)
    if rest:
        stmt = select(Compte.id).where(
            Compte.entite_id == entite_id, Compte.numero == COMPTE_D_OUVERTURE
        )
        lines.append(mouvement(session.scalars(stmt).one(), -rest, text))
    return PieceComptable(entite_id, JOURNAL_REPRISE, day, text, tuple(lines))


def _baux(session: Session, entite_id: int) -> Any:
    """Le bail de chaque compte, le dernier entré s'il en a plusieurs."""
    return session.execute(
        select(Locataire.id, Locataire.compte_id)
        .where(Locataire.entite_id == entite_id)
        .order_by(Locataire.premier_quittancement, Locataire.id)
    )
