"""Les avis d'échéance tels qu'émis, et le journal de chaque appel."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.figer import retrouver
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.comptabilite import QUITTANCEMENT
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.quittancement import (
    AvisEcheance,
    Groupe,
    JournalQuittancement,
    LigneJournal,
)
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.storage.models import (
    Appel,
    CodeFiscalite,
    Compte,
    Ecriture,
    Entite,
    Immeuble,
    Locataire,
    Lot,
    Piece,
    Quittance,
    Tiers,
)
from lsc_desktop.storage.types import Euros

_EMISES = (
    select(
        Quittance.id,
        Quittance.locataire_id,
        Quittance.periode_du,
        Quittance.contenu,
        Piece.date.label("annulee_le"),
    )
    .outerjoin(Piece, Piece.id == Quittance.annulee_par_id)
    .where(Quittance.id.in_(bindparam("ids", expanding=True)))
)


def documents_avis(session: Session, quittance_ids: Sequence[int]) -> Iterator[Document]:
    """Les avis d'échéance en PDF, tels qu'émis, dans l'ordre, à mesure.

    Contre-passé, un avis se réimprime barré de son annulation : il ne peut plus être réclamé.
    """
    from lsc_desktop.printing.avis_echeance import render_avis_echeance  # au premier usage

    rows: dict[int, Any] = {}
    for start in range(0, len(quittance_ids), BATCH):
        chunk = quittance_ids[start : start + BATCH]
        rows |= {row.id: row for row in session.execute(_EMISES, {"ids": chunk})}
    for row in (rows[quittance_id] for quittance_id in quittance_ids):
        avis = retrouver(AvisEcheance, row.contenu)
        name = f"avis-{avis.compte}-{row.periode_du:%Y-%m}.pdf".replace("/", "-")
        links = {"locataire": row.locataire_id}
        title = f"Avis d'échéance {avis.periode} {avis.compte}"
        if row.annulee_le is not None:
            name, title = f"annule-{name}", f"{title} (annulé)"
        content = render_avis_echeance(avis, row.annulee_le)
        yield Document(name, content, title, classeur="Avis", liens=links)


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
    """Le journal de chaque appel, par immeuble, une colonne par rubrique ; ce qui a été
    contre-passé n'est plus appelé et n'y est plus."""
    return [_journal(session, session.get_one(Appel, i), ctx) for i in appel_ids]


def _journal(session: Session, appel: Appel, ctx: Contexte) -> JournalQuittancement:
    amount = type_coerce(func.sum(Ecriture.debit - Ecriture.credit), Euros())
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
            .join(Tiers, Tiers.id == Locataire.tiers_id)
            .join(Lot, Lot.id == Locataire.lot_id)
            .join(Immeuble, Immeuble.id == Lot.immeuble_id)
            .join(Ecriture, Ecriture.piece_id == Quittance.piece_id)
            .join(Compte, and_(Compte.id == Ecriture.compte_id, Compte.nature != QUITTANCEMENT))
            .join(CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id)
            .where(Quittance.appel_id == appel.id, EN_VIGUEUR)
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
