"""Charger les fiches du syndic, avec ce qu'elles montrent sans l'écrire."""

from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.coproprietes import (
    CLE_GENERALE,
    CleDraft,
    CoproprietaireDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
    LotVendu,
    MutationDraft,
    TantiemeDraft,
    recalculer,
)
from lsc_desktop.queries.coproprietes.listes import au_conseil
from lsc_desktop.queries.coproprietes.lots import POSSESSIONS
from lsc_desktop.queries.coproprietes.possession import tenu, tient
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.registre.apercu import dire_le_registre
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    LotCopropriete,
    Mutation,
    Possession,
    Tantieme,
    Tiers,
)
from lsc_desktop.storage.types import Echelle

# --- Le syndicat ------------------------------------------------------------------------------


def load_copropriete(session: Session, copropriete_id: int) -> CoproprieteDraft:
    draft = charger(session, Copropriete, CoproprieteDraft, copropriete_id)
    sums = _sommes(session, copropriete_id)
    for cle in draft.cles:
        cle.somme = sums.get(cle.id or 0, cle.somme)
    lots = select(func.count()).where(
        LotCopropriete.copropriete_id == copropriete_id, LotCopropriete.actif
    )
    owners = select(func.count(func.distinct(Coproprietaire.tiers_id))).where(
        Coproprietaire.copropriete_id == copropriete_id, Coproprietaire.actif
    )
    draft.nb_lots = session.scalar(lots) or 0
    draft.nb_coproprietaires = session.scalar(owners) or 0
    completer(session, draft)
    dire_le_registre(session, draft)
    recalculer(draft)
    return draft


def completer(session: Session, draft: CoproprieteDraft) -> None:
    """Le nom du syndicat est celui de son entité."""
    draft.nom = session.scalar(select(Entite.nom).where(Entite.id == draft.entite_id)) or ""


def nouvelle_copropriete(session: Session, ctx: Contexte, **params: Any) -> CoproprieteDraft:
    draft = CoproprieteDraft(
        **{
            "cles": [CleDraft(code=CLE_GENERALE, libelle="CHARGES GENERALES", generale=True)],
            **params,
        }
    )
    completer(session, draft)
    return draft


def _sommes(session: Session, copropriete_id: int) -> dict[int, Any]:
    """Clé → ce que font ses lots en service."""
    stmt = (
        select(Tantieme.cle_id, type_coerce(func.sum(Tantieme.valeur), Echelle(5)).label("somme"))
        .join(LotCopropriete, LotCopropriete.id == Tantieme.lot_copropriete_id)
        .where(LotCopropriete.copropriete_id == copropriete_id, LotCopropriete.actif)
        .group_by(Tantieme.cle_id)
    )
    return {row.cle_id: row.somme for row in session.execute(stmt)}


# --- Un lot -----------------------------------------------------------------------------------


def load_lot_copropriete(session: Session, lot_id: int) -> LotCoproprieteDraft:
    draft = charger(session, LotCopropriete, LotCoproprieteDraft, lot_id)
    held = select(Possession.coproprietaire_id).where(Possession.lot_copropriete_id == lot_id)
    draft.coproprietaire_id = session.scalar(held.where(tenu()))
    sold = select(func.count(Possession.mutation_id)).where(Possession.lot_copropriete_id == lot_id)
    draft.vendu = bool(session.scalar(sold))
    placer(session, draft)
    return draft


def nouveau_lot(session: Session, ctx: Contexte, **params: Any) -> LotCoproprieteDraft:
    """Une saisie vierge, dans la seule copropriété s'il n'y en a qu'une."""
    draft = LotCoproprieteDraft(**{"copropriete_id": _seule(session), **params})
    placer(session, draft)
    return draft


def placer(session: Session, draft: LotCoproprieteDraft) -> None:
    """Une ligne de tantièmes par clé de la copropriété, dans l'ordre des clés."""
    code = (
        select(Immeuble.code)
        .join(Copropriete, Copropriete.immeuble_id == Immeuble.id)
        .where(Copropriete.id == draft.copropriete_id)
    )
    draft.immeuble = session.scalar(code) or ""
    known = {line.cle_id: line for line in draft.tantiemes}
    keys = session.execute(
        select(CleRepartition.id, CleRepartition.code, CleRepartition.libelle)
        .where(CleRepartition.copropriete_id == draft.copropriete_id)
        .order_by(CleRepartition.rang, CleRepartition.id)
    )
    lines = []
    for id, code_cle, libelle in keys:
        line = known.get(id) or TantiemeDraft(cle_id=id)
        line.cle = f"{code_cle}-{libelle}"
        lines.append(line)
    draft.tantiemes = lines


def _seule(session: Session) -> int | None:
    every = session.scalars(select(Copropriete.id).where(Copropriete.actif).limit(2)).all()
    return every[0] if len(every) == 1 else None


# --- Un copropriétaire ------------------------------------------------------------------------


def load_coproprietaire(session: Session, coproprietaire_id: int) -> CoproprietaireDraft:
    draft = charger(session, Coproprietaire, CoproprietaireDraft, coproprietaire_id)
    nommer(session, draft)
    return draft


def nouveau_coproprietaire(session: Session, ctx: Contexte, **params: Any) -> CoproprietaireDraft:
    draft = CoproprietaireDraft(**{"copropriete_id": _seule(session), **params})
    nommer(session, draft)
    return draft


def nommer(session: Session, draft: CoproprietaireDraft) -> None:
    """Ce qu'il tient, son rôle au conseil, ses autres comptes dans la copropriété."""
    draft.nom = session.scalar(select(nom_complet()).where(Tiers.id == draft.tiers_id)) or ""
    others = (
        select(Compte.numero)
        .join(Coproprietaire, Coproprietaire.compte_id == Compte.id)
        .where(
            Coproprietaire.copropriete_id == draft.copropriete_id,
            Coproprietaire.tiers_id == draft.tiers_id,
            Coproprietaire.id != (draft.id or 0),
        )
        .order_by(Compte.numero)
    )
    draft.comptes = ", ".join(session.scalars(others))
    if draft.id is None:
        return
    held = tient().where(Possession.coproprietaire_id == draft.id).subquery()
    count = session.scalar(select(func.count()).select_from(held)) or 0
    draft.lots = pluriel(count, "lot") if count else "Aucun lot"
    mine = select(Coproprietaire.id).where(Coproprietaire.id == draft.id)
    roles = {"Président": au_conseil(president=True), "Membre": au_conseil()}
    held_roles = (role for role, test in roles.items() if session.scalar(mine.where(test)))
    if role := next(held_roles, None):
        draft.conseil = f"{role} du conseil syndical"


# --- Une mutation -----------------------------------------------------------------------------


def load_mutation(session: Session, mutation_id: int) -> MutationDraft:
    draft = charger(session, Mutation, MutationDraft, mutation_id)
    criteria = Criteria(where={"mutation_id": mutation_id})
    draft.lots = [
        LotVendu(row.id, row.lot_id, row.lot) for row in POSSESSIONS.rows(session, criteria)
    ]
    draft.lus_de = draft.vendeur_id
    return draft


def nouvelle_mutation(session: Session, ctx: Contexte, **params: Any) -> MutationDraft:
    draft = MutationDraft(
        **{"date_effet": ctx.aujourd_hui, "copropriete_id": _seule(session), **params}
    )
    lots_du_vendeur(session, draft, ctx)
    return draft


def lots_du_vendeur(session: Session, draft: MutationDraft, ctx: Contexte) -> None:
    """Les lots que tient le vendeur, cochés ; on décoche ceux qu'il garde."""
    if draft.id is not None or draft.lus_de == draft.vendeur_id:
        return
    owner = session.get(Coproprietaire, draft.vendeur_id) if draft.vendeur_id else None
    if owner is not None:
        draft.copropriete_id = owner.copropriete_id
    criteria = Criteria(where={"coproprietaire_id": draft.vendeur_id or 0, "actif": True})
    draft.lots = [
        LotVendu(None, row.lot_id, row.lot)
        for row in POSSESSIONS.rows(session, criteria)
        if row.au is None
    ]
    draft.lus_de = draft.vendeur_id
