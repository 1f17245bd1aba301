"""La fenêtre « Ajouter » : qui est concerné, pour combien (seed L54-113)."""

from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.regularisations import (
    Candidat,
    DemandeDraft,
    avertissements_demande,
    repartir_demande,
)
from lsc_desktop.queries.regularisations.provisions import provisions_appelees
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Configuration,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Regularisation,
    Tiers,
)


def nouvelle_demande(session: Session, ctx: Contexte, *, lot_id: int | None = None) -> DemandeDraft:
    """La demande d'habitude : l'année dernière, code et seuil des réglages."""
    config = session.get(Configuration, 1)
    draft = DemandeDraft(lot_id=lot_id)
    draft.du = date(ctx.aujourd_hui.year - 1, 1, 1)
    draft.au = date(ctx.aujourd_hui.year - 1, 12, 31)
    if config is not None:
        draft.code_fiscalite, draft.seuil = config.code_provisions, config.seuil_departs
    draft.code_fiscalite_id = session.scalar(
        select(CodeFiscalite.id).where(CodeFiscalite.code == draft.code_fiscalite)
    )
    preparer(session, draft, ctx)
    return draft


def preparer(session: Session, draft: DemandeDraft, ctx: Contexte) -> None:
    """Remplit ce qui dépend de la base : locataires concernés, part du propriétaire, remarques.

    Choisir un lot suffit : son propriétaire et son immeuble suivent (seed L78-82).
    """
    _completer(session, draft)
    draft.concernes, draft.part_proprietaire = [], draft.montant or ZERO
    draft.nombre, draft.avertissements = 0, ()
    periode = _periode(draft)
    if draft.lot_id is None or periode is None:
        return
    shares = repartir_demande(
        periode,
        draft.montant,
        draft.seuil,
        _candidats(session, draft, periode),
        ctx.aujourd_hui,
    )
    draft.concernes = list(shares.concernes)
    draft.part_proprietaire = shares.part_proprietaire
    draft.nombre = len(draft.concernes)
    draft.avertissements = avertissements_demande(
        draft,
        ctx.aujourd_hui,
        _deja(session, draft.lot_id),
        _mandat(session, draft.lot_id, periode),
    )


def _completer(session: Session, draft: DemandeDraft) -> None:
    lot = session.execute(_LOT, {"lot_id": draft.lot_id}).first()
    if lot is not None:
        draft.immeuble_id, draft.proprietaire_id = lot.immeuble_id, lot.proprietaire_id
    if draft.code_fiscalite_id is not None:
        code = session.get(CodeFiscalite, draft.code_fiscalite_id)
        draft.code_fiscalite = code.code if code else ""


def _periode(draft: DemandeDraft) -> Periode | None:
    if draft.du is None or draft.au is None or draft.au < draft.du:
        return None
    return Periode(draft.du, draft.au)


def _candidats(session: Session, draft: DemandeDraft, periode: Periode) -> list[Candidat]:
    code = draft.code_fiscalite_id
    return [
        Candidat(
            row.id,
            nom_complet(row.prenom, row.nom),
            row.numero,
            Occupation(row.premier_quittancement, row.depart),
            provisions_appelees(session, row.id, code, periode).montant if code else None,
            row.fin_preavis,
            row.forfait_charges,
        )
        for row in session.execute(_CANDIDATS, {"lot_id": draft.lot_id}).all()
    ]


def _deja(session: Session, lot_id: int) -> list[Periode]:
    return [Periode(du, au) for du, au in session.execute(_DEJA, {"lot_id": lot_id})]


def _mandat(session: Session, lot_id: int, periode: Periode) -> tuple[date | None, date | None]:
    """Début et fin du mandat qui touche la période ; ouverts s'il n'y en a pas de dates."""
    for debut, fin, du, au in session.execute(_MANDATS, {"lot_id": lot_id}):
        start = max(debut, du) if du else debut
        ends = [end for end in (fin, au) if end]
        end = min(ends) if ends else None
        if periode.commun(start, end):
            return start, end
    return None, None


# Bâties une fois : une demande de plusieurs lots les pose pour chacun, à chaque frappe.
_LOT = select(Lot.immeuble_id, Lot.proprietaire_id).where(Lot.id == bindparam("lot_id"))
_CANDIDATS = (
    select(
        Locataire.id,
        Tiers.prenom,
        Tiers.nom,
        Compte.numero,
        Locataire.premier_quittancement,
        Locataire.depart,
        Locataire.fin_preavis,
        Locataire.forfait_charges,
    )
    .join(Tiers, Tiers.id == Locataire.tiers_id)
    .join(Compte, Compte.id == Locataire.compte_id)
    .where(
        Locataire.lot_id == bindparam("lot_id"),
        or_(Locataire.actif, Locataire.depart.is_not(None)),  # sans départ : créée par erreur
    )
)
_DEJA = (
    select(Regularisation.du, Regularisation.au)
    .where(Regularisation.lot_id == bindparam("lot_id"), Regularisation.etat == "quittancee")
    .distinct()
)
_MANDATS = (
    select(Mandat.debut, Mandat.fin, MandatLot.du, MandatLot.au)
    .join(MandatLot, MandatLot.mandat_id == Mandat.id)
    .where(MandatLot.lot_id == bindparam("lot_id"))
)
