"""Quittancer : la fiche quitte la liste, le tableau de quittancement la porte (seed L352-430)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, date_fr
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import euros, nombre
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.quittancement import LigneTableau
from lsc_desktop.domain.regularisations import RegularisationDraft, avertissements
from lsc_desktop.domain.regularisations.effets import Effets
from lsc_desktop.queries.regularisations.effets import code_regularisation, effets_de
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.queries.regularisations.provisions import provisions_appelees
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.fiches import verifier_version
from lsc_desktop.services.regularisations.ajout import recreer
from lsc_desktop.services.regularisations.impression import decompte, emettre
from lsc_desktop.storage.models import (
    LigneQuittancement,
    Lot,
    Quittance,
    Regularisation,
)


def quittancer(session: Session, fiche_id: int, version: int, *, ctx: Contexte) -> str:
    """Traite une fiche validée, tout ou rien ; rend ce qui sera appelé.

    Lève `UserError` si elle n'est pas validée ou plus en attente, `ConflictError` si elle a changé
    depuis que la liste l'a montrée.
    """
    fiche = _attendue(session, fiche_id)
    verifier_version(session, fiche, version)
    if not fiche.valide:
        raise UserError(
            "Cette fiche n'est pas validée.", "Cochez « Validé » sur la fiche, puis recommencez."
        )
    draft = load_regularisation(session, fiche_id)
    situer(session, draft, ctx)
    found = effets_de(session, draft, ctx)
    _appliquer(session, fiche, draft, found)
    _figer(session, fiche, draft, ctx)
    document = decompte(session, fiche_id, ctx)
    emettre(session, fiche_id, document, ctx)
    creer_evenement(
        session,
        [document],
        objet=f"Régularisation de charges du {date_fr(draft.du)} au {date_fr(draft.au)}",
        ctx=ctx,
    )
    return _compte_rendu(draft, found)


def controler(session: Session, ids: Sequence[int], ctx: Contexte) -> list[str]:
    """Ce qui mérite un regard avant de quittancer ces fiches."""
    remarks = []
    for fiche_id in ids:
        draft = load_regularisation(session, fiche_id)
        situer(session, draft, ctx)
        found = list(avertissements(draft, ctx.aujourd_hui, draft.deja))
        found += _oublis(session, fiche_id, draft)
        remarks += [f"{draft.locataire} : {remark}" for remark in found]
    return remarks


def _oublis(session: Session, fiche_id: int, draft: RegularisationDraft) -> list[str]:
    fiche = session.get_one(Regularisation, fiche_id)
    found = []
    if fiche.imprime_le is None:
        found.append(
            "le décompte n'a jamais été imprimé ; il sera gardé tel qu'il est aujourd'hui."
        )
    now = provisions_appelees(
        session, fiche.locataire_id, fiche.code_fiscalite_id, Periode(fiche.du, fiche.au)
    ).montant
    if now != fiche.provisions:
        before, after = (nombre(v) if v is not None else "aucune" for v in (fiche.provisions, now))
        found.append(
            f"les provisions appelées ont changé depuis la création de la fiche ({before} → "
            f"{after}). Supprimez-la et recommencez par Ajouter, si ce n'est pas voulu."
        )
    return found


def _attendue(session: Session, fiche_id: int) -> Regularisation:
    fiche = session.get(Regularisation, fiche_id)
    if fiche is None or fiche.etat != "en_attente":
        raise UserError(
            "Cette régularisation n'est plus en attente.",
            "Elle vient d'être quittancée ou supprimée, peut-être par un collègue.",
        )
    return fiche


def _appliquer(
    session: Session, fiche: Regularisation, draft: RegularisationDraft, found: Effets
) -> None:
    code = code_regularisation(session, draft.code_fiscalite)
    rank = session.scalar(
        select(func.max(LigneQuittancement.rang)).where(
            LigneQuittancement.locataire_id == fiche.locataire_id
        )
    )
    for line_id, end in found.arretees:
        line = session.get_one(LigneQuittancement, line_id)
        line.au_avant, line.au, line.arretee_par_id = line.au, end, fiche.id
    for offset, line_value in enumerate((*found.provisions, *found.echeances), 1):
        code_id = code.id if line_value.ponctuelle else fiche.code_fiscalite_id
        session.add(_ligne(fiche, line_value, code_id, (rank or 0) + offset))


def _ligne(
    fiche: Regularisation, value: LigneTableau, code_id: int, rank: int
) -> LigneQuittancement:
    return LigneQuittancement(
        locataire_id=fiche.locataire_id,
        rang=rank,
        code_fiscalite_id=code_id,
        libelle=value.libelle,
        montant=value.montant,
        du=value.du,
        au=value.au,
        ponctuelle=value.ponctuelle,
        regularisation_id=fiche.id,
    )


def _figer(
    session: Session, fiche: Regularisation, draft: RegularisationDraft, ctx: Contexte
) -> None:
    lot = session.get_one(Lot, fiche.lot_id)
    fiche.lot_avant, lot.regularisation_le = lot.regularisation_le, ctx.aujourd_hui
    fiche.etat = "quittancee"
    fiche.quittance_le, fiche.quittance_par = ctx.aujourd_hui, ctx.utilisateur
    fiche.present, fiche.fois = draft.present, draft.fois
    fiche.total, fiche.regularisation = draft.total, draft.regularisation
    fiche.nouvelles_provisions = draft.nouvelles_provisions
    session.flush()


def _compte_rendu(draft: RegularisationDraft, found: Effets) -> str:
    if not found.echeances:
        return f"{draft.locataire} : rien à appeler, la régularisation est nulle"
    amount = euros(draft.regularisation)
    when = date_fr(found.echeances[0].du)
    calls = pluriel(len(found.echeances), "appel")
    return f"{draft.locataire} : {amount} en {calls}, à partir du {when}"


# --- Revenir en arrière -------------------------------------------------------------------------


def annuler(session: Session, fiche_id: int, *, ctx: Contexte) -> str:
    """Contre-passe une régularisation quittancée tant qu'aucun appel ne l'a prise.

    Ses lignes quittent le tableau, l'ancienne provision et la date du lot reviennent ; la fiche
    reste, annulée, et une copie à valider reparaît en attente. Lève `UserError` sinon.
    """
    fiche = session.get(Regularisation, fiche_id)
    if fiche is None or fiche.etat != "quittancee":
        raise UserError(
            "Seule une régularisation quittancée peut être annulée.", "Actualisez la liste."
        )
    lines = session.scalars(
        select(LigneQuittancement).where(LigneQuittancement.regularisation_id == fiche_id)
    ).all()
    _encore_libre(session, fiche, lines)
    for line in lines:
        session.delete(line)
    for line in session.scalars(
        select(LigneQuittancement).where(LigneQuittancement.arretee_par_id == fiche_id)
    ):
        line.au, line.au_avant, line.arretee_par_id = line.au_avant, None, None
    lot = session.get_one(Lot, fiche.lot_id)
    if lot.regularisation_le == fiche.quittance_le:
        lot.regularisation_le = fiche.lot_avant
    fiche.etat, fiche.annulee_le, fiche.annulee_par = "annulee", ctx.aujourd_hui, ctx.utilisateur
    session.flush()
    recreer(session, fiche, ctx)
    return "annulée ; une copie à valider est de nouveau en attente"


def _encore_libre(
    session: Session, fiche: Regularisation, lines: Sequence[LigneQuittancement]
) -> None:
    """Aucun appel n'a pris ses lignes, ni sa nouvelle provision ; rien ne l'a suivie."""
    taken = next((line for line in lines if line.quittance_id), None)
    starts = [line.du for line in lines if not line.ponctuelle and line.du]
    called = _appel_depuis(session, fiche.locataire_id, min(starts)) if starts else None
    if taken is not None or called is not None:
        when = called or session.get_one(Quittance, taken.quittance_id if taken else 0).date
        raise UserError(
            f"L'appel de loyers du {date_fr(when)} a déjà pris cette régularisation.",
            "Passez une régularisation de sens contraire : un montant appelé ne s'efface pas.",
        )
    if any(line.arretee_par_id for line in lines):
        raise UserError(
            "Une régularisation plus récente a repris cette provision.",
            "Annulez d'abord la plus récente.",
        )


def _appel_depuis(session: Session, locataire_id: int, start: date) -> date | None:
    return session.scalar(
        select(func.min(Quittance.date)).where(
            Quittance.locataire_id == locataire_id, Quittance.periode_au >= start
        )
    )
