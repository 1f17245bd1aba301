"""Lectures : ce qu'il faut savoir de la base pour juger un import, en une quinzaine de requêtes."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import fold
from lsc_desktop.domain.imports.controle.chantier import replies
from lsc_desktop.domain.imports.controle.personnes import REPERES
from lsc_desktop.domain.imports.plan import (
    BailConnu,
    CompteConnu,
    Connu,
    MandatConnu,
    TiersConnu,
)
from lsc_desktop.domain.mandats import LotConfie
from lsc_desktop.queries.imports.connu_donnees import donnees
from lsc_desktop.queries.imports.connu_syndic import syndicats
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Ecriture,
    Entite,
    Immeuble,
    JournalComptable,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Piece,
    Tiers,
)

JOURNAL_REPRISE = "AN"


def connu(session: Session) -> Connu:
    """Codes, noms, dates : de quoi reconnaître chaque fiche sans la lire."""
    fiscalites = session.execute(
        select(CodeFiscalite.code, CodeFiscalite.id, CodeFiscalite.libelle)
    )
    comptes = session.execute(
        select(
            Compte.entite_id, Compte.numero, Compte.id, Compte.nature, Compte.tiers_id,
            Compte.valide, Compte.actif,
        )
    )  # fmt: skip
    lots = session.execute(select(Lot.code_gestion, Lot.id, Lot.immeuble_id, Lot.proprietaire_id))
    return Connu(
        entites={code.upper(): id for code, id in _pairs(session, Entite.code, Entite.id)},
        fiscalites={code.upper(): (id, libelle) for code, id, libelle in fiscalites},
        tiers=_tiers(session),
        immeubles={
            code.upper(): (id, entite)
            for code, id, entite in session.execute(
                select(Immeuble.code, Immeuble.id, Immeuble.entite_id)
            )
        },
        lots={code.upper(): (id, immeuble, owner) for code, id, immeuble, owner in lots},
        comptes={
            (entite, numero.upper()): CompteConnu(id, nature, tiers, valide and actif)
            for entite, numero, id, nature, tiers, valide, actif in comptes
        },
        mandats=_mandats(session),
        confies=[
            (mandat, LotConfie(None, lot, du, au))
            for mandat, lot, du, au in session.execute(
                select(MandatLot.mandat_id, MandatLot.lot_id, MandatLot.du, MandatLot.au)
            )
        ],
        baux=_baux(session),
        lignes=_lignes(session),
        soldes=_soldes(session),
        reprises=_reprises(session),
        **syndicats(session),
        **donnees(session),
    )


def _pairs(session: Session, *columns: Any) -> Any:
    return session.execute(select(*columns))


def _tiers(session: Session) -> list[TiersConnu]:
    columns = [getattr(Tiers, name) for name in REPERES]
    rows = session.execute(select(Tiers.id, Tiers.code, Tiers.nom, Tiers.prenom, *columns))
    return [
        TiersConnu(
            row[0],
            row[1],
            fold(f"{row[2]} {row[3]}"),
            replies(dict(zip(REPERES, row[4:], strict=True)), REPERES),
        )
        for row in rows
    ]


def _mandats(session: Session) -> dict[str, MandatConnu]:
    rows = session.execute(
        select(
            Mandat.id, Mandat.numero, Mandat.entite_id, Mandat.proprietaire_id, Mandat.debut,
            Mandat.fin, Mandat.actif,
        )
    )  # fmt: skip
    return {row[1].upper(): MandatConnu(*row) for row in rows}


def _baux(session: Session) -> list[BailConnu]:
    rows = session.execute(
        select(
            Locataire.id, Locataire.tiers_id, Locataire.lot_id, Locataire.compte_id,
            Locataire.premier_quittancement, Locataire.depart, Locataire.actif,
        )
    )  # fmt: skip
    return [BailConnu(*row) for row in rows]


def _lignes(session: Session) -> dict[int, Counter[Any]]:
    line = LigneQuittancement
    found: dict[int, Counter[Any]] = {}
    rows = session.execute(
        select(
            line.locataire_id, line.code_fiscalite_id, line.libelle, line.montant, line.du,
            line.au, line.ponctuelle,
        )
    )  # fmt: skip
    for bail, code, libelle, montant, du, au, ponctuelle in rows:
        key = (code, fold(libelle), montant, du, au, ponctuelle)
        found.setdefault(bail, Counter())[key] += 1
    return found


def _soldes(session: Session) -> dict[int, Decimal]:
    rows = session.execute(
        select(Ecriture.compte_id, func.sum(Ecriture.credit), func.sum(Ecriture.debit)).group_by(
            Ecriture.compte_id
        )
    )
    found = {compte: (credit or ZERO) - (debit or ZERO) for compte, credit, debit in rows}
    return {compte: solde for compte, solde in found.items() if solde}


def _reprises(session: Session) -> dict[tuple[int, date], Decimal]:
    """Ce que le journal des à nouveaux a déjà porté à chaque compte, jour par jour.

    Une pièce contre-passée et sa contre-passation ne comptent pas.
    """
    reverse = aliased(Piece)
    reversed_ids = select(reverse.extourne_de_id).where(reverse.extourne_de_id.is_not(None))
    rows = session.execute(
        select(
            Ecriture.compte_id, Ecriture.date, func.sum(Ecriture.credit), func.sum(Ecriture.debit)
        )
        .join(Piece, Piece.id == Ecriture.piece_id)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .where(
            JournalComptable.code == JOURNAL_REPRISE,
            Piece.extourne_de_id.is_(None),
            Piece.id.not_in(reversed_ids),
        )
        .group_by(Ecriture.compte_id, Ecriture.date)
    )
    return {
        (compte, day): (credit or ZERO) - (debit or ZERO) for compte, day, credit, debit in rows
    }
