"""Les provisions appelées à un locataire, et celles qui sont en vigueur (décision D10)."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.comptabilite import TRESORERIE
from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.domain.regularisations import RegularisationDraft
from lsc_desktop.domain.regularisations.provisions import (
    EcritureProvision,
    Provisions,
    en_vigueur,
    par_appel,
    retenir,
)
from lsc_desktop.queries.paging import Requete
from lsc_desktop.queries.tableaux import LIGNES, ligne_tableau, prochain_appel
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Ecriture,
    JournalComptable,
    LigneQuittancement,
    Locataire,
    Piece,
    Regularisation,
    RegularisationEcriture,
)

_extourne = aliased(Piece)
# La pièce qui contre-passe celle de l'écriture, ou que celle-ci contre-passe.
_CONTRAIRE = func.coalesce(
    select(_extourne.id)
    .where(_extourne.extourne_de_id == Piece.id)
    .correlate(Piece)
    .scalar_subquery(),
    Piece.extourne_de_id,
)


def provisions_appelees(
    session: Session, locataire_id: int, code_fiscalite_id: int, periode: Periode
) -> Provisions:
    """Écritures de quittancement du code choisi, datées dans la période, débits moins crédits.

    Appelées, et non payées : un règlement n'en retire rien. Seules celles de ce bail : un locataire
    qui a deux baux sur le même compte n'est pas compté deux fois ; une écriture sans bail compte
    pour celui qui occupait ce jour-là. Ce qu'une régularisation quittancée a déjà déduit ne se
    déduit plus, et ce qui est contre-passé n'a pas été appelé (D10, `retenir`).
    """
    facts = {
        "locataire_id": locataire_id,
        "code": code_fiscalite_id,
        "du": periode.du,
        "au": periode.au,
    }
    return retenir(map(ecriture_provision, session.execute(APPELEES, facts)))


def ecriture_provision(row: Any) -> EcritureProvision:
    """La valeur du domaine d'une ligne d'`APPELEES`."""
    return EcritureProvision(
        row.id,
        row.date,
        row.debit - row.credit,
        row.contraire_id is not None,
        bool(row.contraire_deduite),
    )


def _appelees(whose: ColumnElement[bool]) -> Requete:
    """Un seul index y suffit, pour dix écritures comme pour un million."""
    occupied = and_(
        Ecriture.date >= Locataire.premier_quittancement,
        or_(Locataire.depart.is_(None), Ecriture.date <= Locataire.depart),
    )
    return (
        select(
            Locataire.id.label("locataire_id"),
            Ecriture.id,
            Ecriture.date,
            Ecriture.debit,
            Ecriture.credit,
            _CONTRAIRE.label("contraire_id"),
            _contraire_deduite().label("contraire_deduite"),
        )
        .select_from(Locataire)
        .join(Ecriture, Ecriture.compte_id == Locataire.compte_id)
        .join(Piece, Piece.id == Ecriture.piece_id)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .where(
            whose,
            Ecriture.code_fiscalite_id == bindparam("code"),
            Ecriture.date.between(bindparam("du"), bindparam("au")),
            or_(
                Ecriture.locataire_id == Locataire.id,
                and_(Ecriture.locataire_id.is_(None), occupied),
            ),
            JournalComptable.type_journal != TRESORERIE,
            ~deduite(Ecriture.id),
        )
        .order_by(Ecriture.date, Ecriture.id)
    )


def _contraire_deduite() -> Any:
    """Vrai si l'écriture de même compte, code et bail de la pièce contraire est déduite."""
    facing = aliased(Ecriture)
    return exists().where(
        facing.piece_id == _CONTRAIRE,
        facing.compte_id == Ecriture.compte_id,
        facing.code_fiscalite_id == Ecriture.code_fiscalite_id,
        facing.locataire_id.is_not_distinct_from(Ecriture.locataire_id),
        deduite(facing.id),
    )


def deduite(ecriture_id: Any) -> Any:
    """Vrai d'une écriture qu'une régularisation quittancée, non annulée, a déduite."""
    return exists().where(
        RegularisationEcriture.ecriture_id == ecriture_id,
        RegularisationEcriture.regularisation_id == Regularisation.id,
        Regularisation.etat == "quittancee",
    )


APPELEES = _appelees(Locataire.id == bindparam("locataire_id"))
# Leurs comptes sont redits : sans eux, SQLite partirait de toutes les écritures de ce code.
APPELEES_PAR_LOT = _appelees(
    and_(
        Locataire.lot_id.in_(bindparam("lots", expanding=True)),
        Ecriture.compte_id.in_(bindparam("comptes", expanding=True)),
    )
)


# --- Le tableau de quittancement ----------------------------------------------------------------


def debut(session: Session, draft: RegularisationDraft, jour: date) -> date:
    """Le jour où une fiche quittancée prend effet : un locataire parti doit tout de suite, un
    présent à son prochain appel."""
    return prochain_appel(session, draft.locataire_id, jour) if draft.present else jour


def provisions_actuelles(
    session: Session, locataire_id: int, code: str, jour: date
) -> Decimal | None:
    """Somme des lignes de provision en vigueur ce jour, par appel ; `None` s'il n'y en a pas."""
    return par_appel(lignes_en_vigueur(session, locataire_id, code, jour))


def lignes_en_vigueur(
    session: Session, locataire_id: int, code: str, jour: date
) -> list[LigneTableau]:
    """Les lignes récurrentes du tableau qui valent ce jour-là, pour un code."""
    lines = session.execute(
        LIGNES.where(LigneQuittancement.locataire_id == locataire_id, CodeFiscalite.code == code)
    )
    return en_vigueur(map(ligne_tableau, lines), jour)


def prochaine_provision(session: Session, locataire_id: int, code: str, jour: date) -> date | None:
    """Le début de la première ligne de provision déjà prévue après ce jour."""
    return session.scalar(
        select(func.min(LigneQuittancement.du))
        .join(CodeFiscalite, CodeFiscalite.id == LigneQuittancement.code_fiscalite_id)
        .where(
            LigneQuittancement.locataire_id == locataire_id,
            CodeFiscalite.code == code,
            ~LigneQuittancement.ponctuelle,
            LigneQuittancement.du > jour,
            or_(LigneQuittancement.au.is_(None), LigneQuittancement.au >= LigneQuittancement.du),
        )
    )


def periodes_traitees(session: Session, locataire_id: int) -> list[Periode]:
    """Les périodes déjà régularisées de ce locataire, hors annulations."""
    rows = session.execute(
        select(Regularisation.du, Regularisation.au).where(
            Regularisation.locataire_id == locataire_id, Regularisation.etat == "quittancee"
        )
    )
    return [Periode(du, au) for du, au in rows]
