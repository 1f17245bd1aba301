"""Lectures : appels de loyers, quittances, ce qu'un appel demanderait."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, mois_de, plus_mois
from lsc_desktop.base.figer import retrouver
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import (
    AAppeler,
    AppelDraft,
    AvisEcheance,
    Groupe,
    JournalQuittancement,
    LigneJournal,
    LigneTableau,
    Prorata,
    detailler,
    lignes_appelees,
)
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.queries.paging import BATCH, Listing, Requete, dans
from lsc_desktop.queries.tableaux import ligne_tableau
from lsc_desktop.storage.models import (
    Appel,
    CodeFiscalite,
    Compte,
    Configuration,
    Ecriture,
    Entite,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Quittance,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class AppelRow:
    id: int
    entite: str
    date: dt.date
    periode_du: dt.date
    periode_au: dt.date
    nombre: int
    total: Decimal
    cree_par: str
    cree_le: dt.datetime


@dataclass(frozen=True, slots=True)
class QuittanceRow:
    id: int
    date: dt.date
    compte: str
    locataire: str
    lot: str
    immeuble: str
    periode_du: dt.date
    periode_au: dt.date
    echeance: dt.date
    total: Decimal
    locataire_id: int
    lot_id: int
    compte_id: int
    piece_id: int
    appel_id: int


def _appels() -> Requete:
    return (
        select(
            Appel.id,
            (Entite.code + " " + Entite.nom).label("entite"),
            Appel.date,
            Appel.periode_du,
            Appel.periode_au,
            func.count(Quittance.id).label("nombre"),
            func.sum(Quittance.total).label("total"),
            Appel.cree_par,
            Appel.cree_le,
        )
        .join(Entite, Entite.id == Appel.entite_id)
        .join(Quittance, Quittance.appel_id == Appel.id)
        .group_by(Appel.id, Entite.id)
    )


def _quittances() -> Requete:
    return (
        select(
            Quittance.id,
            Quittance.date,
            Compte.numero.label("compte"),
            func.trim(Tiers.nom + " " + Tiers.prenom).label("locataire"),
            Lot.code_gestion.label("lot"),
            Immeuble.nom.label("immeuble"),
            Quittance.periode_du,
            Quittance.periode_au,
            Quittance.echeance,
            Quittance.total,
            Quittance.locataire_id,
            Lot.id.label("lot_id"),
            Compte.id.label("compte_id"),
            Quittance.piece_id,
            Quittance.appel_id,
        )
        .join(Locataire, Locataire.id == Quittance.locataire_id)
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
    )


APPELS = Listing(
    AppelRow,
    _appels,
    search=(Entite.recherche,),
    filters={"entite_id": dans(Appel.entite_id)},
    order=(("periode_du", True), ("entite", False)),
)
QUITTANCES = Listing(
    QuittanceRow,
    _quittances,
    search=(Compte.recherche, Tiers.recherche, Lot.recherche, Immeuble.recherche),
    filters={
        "appel_id": dans(Quittance.appel_id),
        "locataire_id": dans(Quittance.locataire_id),
        "lot_id": dans(Locataire.lot_id),
    },
    order=(("periode_du", True), ("compte", False)),
    sort_keys={"locataire": Tiers.recherche},
)


# --- Préparer un appel --------------------------------------------------------------------------


def prochaine_periode(
    session: Session, entite_id: int, periodicite: int, aujourd_hui: dt.date
) -> dt.date:
    """Premier jour de la période qui suit le dernier appel ; sinon le mois qui vient."""
    last = session.scalar(
        select(func.max(Appel.periode_au)).where(
            Appel.entite_id == entite_id, Appel.periodicite == periodicite
        )
    )
    return last + dt.timedelta(days=1) if last else plus_mois(aujourd_hui.replace(day=1), 1)


def nouvel_appel(session: Session, ctx: Contexte, *, periodicite: int = 1) -> AppelDraft:
    """L'appel qui vient : la seule entité, ou la première, et sa prochaine période."""
    draft = AppelDraft(periodicite=periodicite, date=ctx.aujourd_hui)
    draft.entite_id = session.scalar(
        select(Entite.id).where(Entite.actif).order_by(Entite.code).limit(1)
    )
    if draft.entite_id is not None:
        start = prochaine_periode(session, draft.entite_id, periodicite, ctx.aujourd_hui)
        periode = mois_de(start, periodicite)
        draft.du, draft.au = periode.du, periode.au
    preparer(session, draft, ctx)
    return draft


def preparer(session: Session, draft: AppelDraft, ctx: Contexte) -> None:
    """Remplit l'aperçu de l'appel : qui, quoi, combien ; rien tant que la saisie est incomplète."""
    draft.a_appeler, draft.deja = (), 0
    if not list(draft.problems()):
        periode = cast(Periode, draft.periode())
        draft.a_appeler, draft.deja = a_appeler(
            session, cast(int, draft.entite_id), draft.periodicite, periode
        )
    draft.apercu = detailler(draft.a_appeler)
    draft.nombre = len(draft.a_appeler)
    draft.total = sum((item.total for item in draft.a_appeler), ZERO)


def a_appeler(
    session: Session,
    entite_id: int,
    periodicite: int,
    periode: Periode,
    locataire_ids: Sequence[int] | None = None,
) -> tuple[tuple[AAppeler, ...], int]:
    """Les locataires à appeler et ce qui leur sera demandé ; le nombre de ceux qui l'ont été.

    Un locataire parti n'y est que s'il lui reste une ligne ponctuelle à appeler (D14). Qui a déjà
    une quittance sur une part de la période n'est pas appelé une seconde fois.
    """
    tenants = session.execute(_appelables(entite_id, periodicite, periode, locataire_ids)).all()
    done = _deja_appeles(session, periode, [t.id for t in tenants])
    lines = _tableaux(session, [t.id for t in tenants if t.id not in done])
    prorata = cast(Prorata, session.scalar(select(Configuration.prorata)) or "reel")
    items = []
    for tenant in tenants:
        if tenant.id in done:
            continue
        occupation = Occupation(tenant.premier_quittancement, tenant.depart)
        called = lignes_appelees(lines[tenant.id], occupation, periode, prorata)
        if called:
            items.append(
                AAppeler(
                    tenant.id,
                    tenant.numero,
                    nom_complet(tenant.prenom, tenant.nom),
                    tenant.code_gestion,
                    tenant.depart is not None and tenant.depart < periode.du,
                    tuple(called),
                )
            )
    return tuple(items), len(done)


def _appelables(
    entite_id: int, periodicite: int, periode: Periode, ids: Sequence[int] | None
) -> Requete:
    left = aliased(LigneQuittancement)
    owes = exists().where(
        left.locataire_id == Locataire.id,
        left.ponctuelle,
        left.quittance_id.is_(None),
    )
    stmt = (
        select(
            Locataire.id,
            Locataire.premier_quittancement,
            Locataire.depart,
            Compte.numero,
            Tiers.nom,
            Tiers.prenom,
            Lot.code_gestion,
        )
        .join(Compte, Compte.id == Locataire.compte_id)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .where(
            Locataire.entite_id == entite_id,
            Locataire.periodicite == periodicite,
            Locataire.premier_quittancement <= periode.au,
            or_(Locataire.depart.is_(None), Locataire.depart >= periode.du, owes),
        )
        .order_by(Compte.numero, Locataire.id)
    )
    return stmt if ids is None else stmt.where(Locataire.id.in_(ids))


def _deja_appeles(session: Session, periode: Periode, ids: Sequence[int]) -> set[int]:
    done: set[int] = set()
    for start in range(0, len(ids), BATCH):
        done.update(
            session.scalars(
                select(Quittance.locataire_id).where(
                    Quittance.locataire_id.in_(ids[start : start + BATCH]),
                    Quittance.periode_du <= periode.au,
                    Quittance.periode_au >= periode.du,
                )
            )
        )
    return done


def _tableaux(session: Session, ids: Sequence[int]) -> dict[int, list[LigneTableau]]:
    """Le tableau de quittancement de chacun, sans les lignes ponctuelles déjà appelées."""
    found: dict[int, list[LigneTableau]] = defaultdict(list)
    for start in range(0, len(ids), BATCH):
        stmt = (
            select(LigneQuittancement, CodeFiscalite.code)
            .join(CodeFiscalite, CodeFiscalite.id == LigneQuittancement.code_fiscalite_id)
            .where(
                LigneQuittancement.locataire_id.in_(ids[start : start + BATCH]),
                or_(
                    ~LigneQuittancement.ponctuelle,
                    LigneQuittancement.quittance_id.is_(None),
                ),
            )
            .order_by(LigneQuittancement.locataire_id, LigneQuittancement.rang)
        )
        for line, code in session.execute(stmt):
            found[line.locataire_id].append(ligne_tableau(line, code))
    return found


# --- Documents ----------------------------------------------------------------------------------


def documents_avis(session: Session, quittance_ids: Sequence[int]) -> list[Document]:
    """Les avis d'échéance en PDF, dans l'ordre."""
    from lsc_desktop.printing.avis_echeance import render_avis_echeance  # au premier usage

    documents = []
    for quittance_id in quittance_ids:
        quittance = session.get_one(Quittance, quittance_id)
        avis = retrouver(AvisEcheance, quittance.contenu)
        name = f"avis-{avis.compte}-{quittance.periode_du:%Y-%m}.pdf".replace("/", "-")
        links = {"locataire": quittance.locataire_id}
        title = f"Avis d'échéance {avis.periode} {avis.compte}"
        content = render_avis_echeance(avis)
        documents.append(Document(name, content, title, classeur="Avis", liens=links))
    return documents


def documents_journal(session: Session, appel_ids: Sequence[int], ctx: Contexte) -> list[Document]:
    """Le journal de chaque appel en PDF."""
    from lsc_desktop.printing.journal_quittancement import render_journal_quittancement

    return [
        Document(
            f"journal-quittancement-{appel_id}.pdf",
            render_journal_quittancement(value),
            f"Journal du quittancement, {value.periode}",
        )
        for appel_id, value in zip(appel_ids, journal(session, appel_ids, ctx), strict=True)
    ]


def journal(
    session: Session, appel_ids: Sequence[int], ctx: Contexte
) -> list[JournalQuittancement]:
    """Le journal de chaque appel, par immeuble, une colonne par rubrique."""
    return [_journal(session, session.get_one(Appel, i), ctx) for i in appel_ids]


def _journal(session: Session, appel: Appel, ctx: Contexte) -> JournalQuittancement:
    amount = func.sum(Ecriture.debit - Ecriture.credit)
    rows: list[Any] = list(
        session.execute(
            select(
                Immeuble.nom.label("immeuble"),
                Compte.numero,
                Tiers.nom,
                Tiers.prenom,
                Lot.code_gestion,
                Quittance.id,
                CodeFiscalite.code,
                CodeFiscalite.libelle,
                amount.label("montant"),
            )
            .join(Locataire, Locataire.id == Quittance.locataire_id)
            .join(Compte, Compte.id == Locataire.compte_id)
            .join(Tiers, Tiers.id == Locataire.tiers_id)
            .join(Lot, Lot.id == Locataire.lot_id)
            .join(Immeuble, Immeuble.id == Lot.immeuble_id)
            .join(
                Ecriture,
                and_(
                    Ecriture.piece_id == Quittance.piece_id,
                    Ecriture.compte_id == Locataire.compte_id,
                ),
            )
            .join(CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id)
            .where(Quittance.appel_id == appel.id)
            .group_by(Quittance.id, CodeFiscalite.id, Immeuble.id, Compte.id, Tiers.id, Lot.id)
            .order_by(Immeuble.nom, Compte.numero, Quittance.id)
        )
    )
    codes = sorted({(row.code, row.libelle) for row in rows})
    entite = session.get_one(Entite, appel.entite_id)
    return JournalQuittancement(
        entete=load_entete(session, appel.entite_id),
        entite=f"{entite.code} {entite.nom}",
        periode=Periode(appel.periode_du, appel.periode_au).texte(),
        le=ctx.aujourd_hui,
        rubriques=tuple(f"{code} {libelle}" for code, libelle in codes),
        groupes=tuple(
            Groupe(building, tuple(_lignes(list(members), codes)))
            for building, members in groupby(rows, key=lambda row: row.immeuble)
        ),
    )


def _lignes(rows: list[Any], codes: list[tuple[str, str]]) -> list[LigneJournal]:
    lines = []
    for _, found in groupby(rows, key=lambda row: row.id):
        cells = list(found)
        amounts = {cell.code: cell.montant for cell in cells}
        first = cells[0]
        lines.append(
            LigneJournal(
                first.numero,
                nom_complet(first.prenom, first.nom),
                first.code_gestion,
                tuple(amounts.get(code, ZERO) for code, _ in codes),
            )
        )
    return lines
