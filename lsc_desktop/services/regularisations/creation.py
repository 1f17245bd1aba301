"""Créer des fiches de régularisation, une ou dix mille : les mêmes règles, écrites en bloc."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.regularisations import (
    Concerne,
    DemandeDraft,
    LigneCharge,
    LigneEau,
    RegularisationDraft,
    eau_initiale,
    jours_annee,
    lignes_initiales,
)
from lsc_desktop.queries.regularisations.demande import periode_de
from lsc_desktop.queries.regularisations.fiche import rapporter
from lsc_desktop.queries.regularisations.lecture import Bail, Situation
from lsc_desktop.services.fiches import refuser
from lsc_desktop.storage.audit import naissances
from lsc_desktop.storage.models import (
    Base,
    CodeFiscalite,
    Configuration,
    Regularisation,
    RegularisationCharge,
    RegularisationEau,
    RegularisationEcriture,
)

Values = list[dict[str, Any]]
# Par les tables : l'ORM ferait une instruction de plus à chaque case vide.
_TABLES = Base.metadata.tables
_FICHES, _CHARGES, _EAU, _ECRITURES = (
    insert(_TABLES[model.__tablename__])
    for model in (Regularisation, RegularisationCharge, RegularisationEau, RegularisationEcriture)
)
_CREER = _FICHES.returning(_TABLES["regularisation"].c.id, sort_by_parameter_order=True)


def creer(
    session: Session, demandes: Sequence[tuple[DemandeDraft, Situation]], ctx: Contexte
) -> list[int]:
    """Une fiche en attente par locataire retenu de chaque demande ; rend leurs ids, dans l'ordre.

    Lève `UserError` au premier défaut d'une fiche ; rien n'est alors écrit.
    """
    news = [new for demande, situation in demandes for new in _retenus(demande, situation)]
    if not news:
        return []
    code = session.get_one(CodeFiscalite, demandes[0][0].code_fiscalite_id)
    config = session.get(Configuration, 1)
    drafts = [_saisie(new, code, config, ctx) for new in news]
    values = [_fiche(new, draft, code, ctx) for new, draft in zip(news, drafts, strict=True)]
    ids = list(session.scalars(_CREER, values))
    charges: Values = []
    water: Values = []
    kept: Values = []
    for fiche_id, new, draft in zip(ids, news, drafts, strict=True):
        charges += _lignes(fiche_id, _D_UNE_CHARGE, draft.lignes)
        water += _lignes(fiche_id, _D_UNE_EAU, draft.eau)
        kept += [
            {"regularisation_id": fiche_id, "ecriture_id": ecriture_id}
            for ecriture_id in new.bail.appelees.ecritures
        ]
    session.execute(_CHARGES, charges)
    session.execute(_EAU, water)
    if kept:
        session.execute(_ECRITURES, kept)
    titles = (draft.titre for draft in drafts)
    naissances(session, Regularisation, zip(ids, titles, strict=True))
    return ids


@dataclass(frozen=True, slots=True)
class _Neuve:
    """Un locataire retenu, et d'où il vient."""

    demande: DemandeDraft
    lot_id: int
    concerne: Concerne
    bail: Bail


def _retenus(demande: DemandeDraft, situation: Situation) -> Iterator[_Neuve]:
    baux = {bail.id: bail for bail in situation.baux}
    for concerne in demande.concernes:
        if concerne.retenu:
            yield _Neuve(demande, situation.lot_id, concerne, baux[concerne.locataire_id])


def _saisie(
    new: _Neuve, code: CodeFiscalite, config: Configuration | None, ctx: Contexte
) -> RegularisationDraft:
    demande, bail, days = new.demande, new.bail, new.concerne.jours
    periode = cast(Periode, periode_de(demande))
    draft = RegularisationDraft(
        lot_id=new.lot_id,
        locataire_id=bail.id,
        compte_id=bail.compte_id,
        du=periode.du,
        au=periode.au,
        code_fiscalite=code.code,
        pourcentage=code.pourcentage,
        seuil=demande.seuil or ZERO,
        depart=bail.occupation.depart,
        lignes=lignes_initiales(periode, days, demande.montant),
        eau=eau_initiale(),
        jours_occupation=days,
        jours_periode=periode.jours,
        jours_annee=jours_annee(periode),
        appels_par_an=12 // bail.periodicite,
        forfait=bail.forfait,
        provisions=bail.appelees.montant,
    )
    if config is not None and config.titre_decompte:
        draft.titre = config.titre_decompte
    rapporter(draft, ctx, bail.deja, bail.actuelles)
    refuser(draft)
    return draft


def _communs(model: type[Base], draft: type[Any]) -> tuple[str, ...]:
    """Les champs d'une saisie que sa table garde sous le même nom."""
    columns = set(model.__table__.columns.keys()) - {"id", "version", "present"}
    return tuple(field.name for field in fields(draft) if field.name in columns)


_D_UNE_FICHE = _communs(Regularisation, RegularisationDraft)
_D_UNE_CHARGE = _communs(RegularisationCharge, LigneCharge)
_D_UNE_EAU = _communs(RegularisationEau, LigneEau)


def _fiche(
    new: _Neuve, draft: RegularisationDraft, code: CodeFiscalite, ctx: Contexte
) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _D_UNE_FICHE} | {
        "entite_id": new.bail.entite_id,
        "code_fiscalite_id": code.id,
        "cree_le": ctx.maintenant,
        "cree_par": ctx.utilisateur,
    }


def _lignes(fiche_id: int, names: Sequence[str], lines: Sequence[Any]) -> Values:
    return [
        {"regularisation_id": fiche_id, "rang": rank}
        | {name: getattr(line, name) for name in names}
        for rank, line in enumerate(lines)
    ]
