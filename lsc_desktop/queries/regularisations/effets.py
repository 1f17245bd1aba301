"""Ce que quittancer une fiche changerait au tableau de quittancement."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import LigneAppelee, simuler
from lsc_desktop.domain.regularisations import RegularisationDraft
from lsc_desktop.domain.regularisations.effets import Effets, effets
from lsc_desktop.domain.regularisations.simulation import LigneSimulee, SimulationDraft
from lsc_desktop.queries.quittancement.appels import prorata
from lsc_desktop.queries.regularisations.provisions import (
    debut,
    lignes_en_vigueur,
    prochaine_provision,
)
from lsc_desktop.queries.tableaux import periodes_a_venir, tableau
from lsc_desktop.storage.models import CodeFiscalite, Configuration, Locataire


def code_regularisation(session: Session, code_provisions: str) -> CodeFiscalite:
    """Le code sous lequel la régularisation est quittancée (D17).

    Lève `UserError` s'il manque, ou s'il est celui des provisions : la régularisation serait
    comptée l'an prochain parmi les provisions appelées.
    """
    config = session.get(Configuration, 1)
    wanted = config.code_regularisation if config else "31"
    code = session.scalar(select(CodeFiscalite).where(CodeFiscalite.code == wanted))
    if code is None:
        raise UserError(
            f"Le code fiscalité {wanted} des régularisations n'existe pas.",
            "Créez-le, ou choisissez-en un autre dans la configuration gérance.",
        )
    if code.code == code_provisions:
        raise UserError(
            f"Le code {wanted} sert à la fois aux provisions et aux régularisations.",
            "Choisissez deux codes distincts dans la configuration gérance.",
        )
    return code


def effets_de(session: Session, draft: RegularisationDraft, ctx: Contexte) -> Effets:
    """Les effets d'une fiche quittancée ce jour ; lève `UserError` (code, nombre d'appels)."""
    code, start = draft.code_fiscalite, debut(session, draft, ctx.aujourd_hui)
    lines = lignes_en_vigueur(session, draft.locataire_id, code, start)
    coming = prochaine_provision(session, draft.locataire_id, code, start)
    return effets(
        draft,
        lines,
        debut=start,
        code=code_regularisation(session, code).code,
        libelle_provisions=session.scalars(
            select(CodeFiscalite.libelle).where(CodeFiscalite.code == code)
        ).one(),
        fin=coming - timedelta(days=1) if coming else None,
    )


def simulation(
    session: Session, ctx: Contexte, *, fiche: RegularisationDraft, mois: int = 12
) -> SimulationDraft:
    """Les appels des prochains mois avec et sans cette fiche, telle qu'elle est à l'écran."""
    tenant = session.get_one(Locataire, fiche.locataire_id)
    occupation = Occupation(tenant.premier_quittancement, tenant.depart)
    way = prorata(session)
    periodes = periodes_a_venir(session, tenant.id, ctx.aujourd_hui, mois)
    today = tableau(session, tenant.id)
    after = effets_de(session, fiche, ctx).appliquer(today)
    before = {
        periode: _total(lines) for periode, lines in simuler(today, occupation, periodes, way)
    }
    return SimulationDraft(
        locataire=fiche.locataire,
        regularisation=fiche.regularisation,
        lignes=[
            line
            for periode, lines in simuler(after, occupation, periodes, way)
            for line in _appel(periode, lines, before[periode])
        ],
    )


def _appel(periode: Periode, lines: list[LigneAppelee], before: Decimal) -> list[LigneSimulee]:
    first = LigneSimulee(periode.texte(), "", ZERO, _total(lines), before)
    found = [LigneSimulee("", line.libelle, line.montant) for line in lines]
    if not found:
        return [first]
    return [replace(first, libelle=found[0].libelle, montant=found[0].montant), *found[1:]]


def _total(lines: list[LigneAppelee]) -> Decimal:
    return sum((line.montant for line in lines), ZERO)
