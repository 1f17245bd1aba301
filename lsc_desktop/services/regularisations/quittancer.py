"""Quittancer : la fiche quitte la liste, le tableau de quittancement la porte (seed L352-430)."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

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
from lsc_desktop.services.fiches import avancer, verifier_version
from lsc_desktop.services.regularisations.ajout import tenir
from lsc_desktop.services.regularisations.impression import decompte, emettre, perime
from lsc_desktop.storage.models import (
    Evenement,
    LigneQuittancement,
    Locataire,
    Lot,
    PieceJointe,
    Regularisation,
    RegularisationEcriture,
)


def quittancer(session: Session, fiche_id: int, version: int, *, ctx: Contexte) -> str:
    """Traite une fiche validée, tout ou rien ; rend ce qui sera appelé.

    Lève `UserError` si elle n'est pas validée ou plus en attente, si ses provisions sont déjà
    déduites, ou si le bail est au forfait (loi 89-462, art. 25-10) ; `ConflictError` si elle a
    changé depuis que la liste l'a montrée.
    """
    tenir(session, fiche_id)
    fiche = _attendue(session, fiche_id)
    verifier_version(session, fiche, version)
    if not fiche.valide:
        raise UserError(
            "Cette fiche n'est pas validée.", "Cochez « Validé » sur la fiche, puis recommencez."
        )
    _verifier_provisions(session, fiche)
    if perime(session, fiche, ctx):
        fiche.decompte_id = fiche.imprime_le = None
    draft = load_regularisation(session, fiche_id)
    if draft.forfait:
        raise UserError(
            f"Le bail de {draft.locataire} prévoit un forfait de charges : la loi interdit de le "
            "régulariser.",
            "Supprimez cette fiche, ou corrigez le bail s'il est à provisions.",
        )
    situer(session, draft, ctx)
    found = effets_de(session, draft, ctx)
    _appliquer(session, fiche, draft, found)
    _figer(session, fiche, draft, ctx)
    document = decompte(session, fiche_id, ctx)
    emettre(session, fiche_id, document, ctx)
    if not _deja_joint(session, fiche):
        title = f"Régularisation de charges du {date_fr(draft.du)} au {date_fr(draft.au)}"
        creer_evenement(session, [document], objet=title, ctx=ctx)
    return _compte_rendu(draft, found)


def _attendue(session: Session, fiche_id: int) -> Regularisation:
    fiche = session.get(Regularisation, fiche_id)
    if fiche is None or fiche.etat != "en_attente":
        raise UserError(
            "Cette régularisation n'est plus en attente.",
            "Elle vient d'être quittancée ou supprimée, peut-être par un collègue.",
        )
    return fiche


def _verifier_provisions(session: Session, fiche: Regularisation) -> None:
    """Une provision ne se déduit qu'une fois, quel que soit le nombre de fiches."""
    mine, other = aliased(RegularisationEcriture), aliased(RegularisationEcriture)
    stmt = (
        select(Regularisation.du, Regularisation.au, Regularisation.quittance_le)
        .join(other, other.regularisation_id == Regularisation.id)
        .join(mine, mine.ecriture_id == other.ecriture_id)
        .where(mine.regularisation_id == fiche.id, Regularisation.etat == "quittancee")
        .limit(1)
    )
    if done := session.execute(stmt).first():
        raise UserError(
            "Des provisions de cette fiche sont déjà déduites par la régularisation du "
            f"{date_fr(done.du)} au {date_fr(done.au)}, du {date_fr(done.quittance_le)}.",
            "Supprimez cette fiche et recommencez par Ajouter : seules les autres seront déduites.",
        )


def _appliquer(
    session: Session, fiche: Regularisation, draft: RegularisationDraft, found: Effets
) -> None:
    """Les lignes neuves du tableau ; une provision nulle ne fait qu'arrêter l'ancienne."""
    avancer(session, Locataire, session.get_one(Locataire, fiche.locataire_id))
    code = code_regularisation(session, draft.code_fiscalite)
    last = session.scalar(
        select(func.max(LigneQuittancement.rang)).where(
            LigneQuittancement.locataire_id == fiche.locataire_id
        )
    )
    ranks = [_arreter(session, fiche, line_id, end) for line_id, end in found.arretees]
    for value, rank in zip_longest(found.provisions, ranks, fillvalue=last or 0):
        assert isinstance(value, LigneTableau) and isinstance(rank, int)
        if value.montant:
            session.add(_ligne(fiche, value, fiche.code_fiscalite_id, rank))
    for rank, value in enumerate(found.echeances, (last or 0) + 1):
        session.add(_ligne(fiche, value, code.id, rank))


def _arreter(session: Session, fiche: Regularisation, line_id: int, end: date) -> int:
    """Met fin à une provision ; rend sa place au tableau, que prend la nouvelle."""
    line = session.get_one(LigneQuittancement, line_id)
    if line.arretee_par_id is not None:
        raise UserError(
            f"La provision « {line.libelle} » prend déjà fin par une autre régularisation.",
            "Annulez d'abord l'autre, ou laissez la provision telle qu'elle est.",
        )
    line.au_avant, line.au, line.arretee_par_id = line.au, end, fiche.id
    return line.rang


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
    fiche.provisions_actuelles = draft.provisions_actuelles
    fiche.nouvelles_provisions = draft.nouvelles_provisions
    session.flush()


def _deja_joint(session: Session, fiche: Regularisation) -> bool:
    """Un événement de la fiche porte déjà ce décompte : il a été créé en l'imprimant."""
    stmt = exists().where(
        Evenement.regularisation_id == fiche.id,
        PieceJointe.evenement_id == Evenement.id,
        PieceJointe.fichier_id == fiche.decompte_id,
    )
    return bool(session.scalar(select(stmt)))


def _compte_rendu(draft: RegularisationDraft, found: Effets) -> str:
    if not found.echeances:
        return f"{draft.locataire} : rien à appeler, la régularisation est nulle"
    amount = euros(draft.regularisation)
    when = date_fr(found.echeances[0].du)
    calls = pluriel(len(found.echeances), "appel")
    return f"{draft.locataire} : {amount} en {calls}, à partir du {when}"


# --- Contrôler ----------------------------------------------------------------------------------


def controler(session: Session, ids: Sequence[int], ctx: Contexte) -> list[str]:
    """Ce qui mérite un regard avant de quittancer ces fiches."""
    remarks = []
    for fiche_id in ids:
        draft = load_regularisation(session, fiche_id)
        situer(session, draft, ctx)
        found = list(avertissements(draft, ctx.aujourd_hui, draft.deja))
        found += _oublis(session, session.get_one(Regularisation, fiche_id), ctx)
        remarks += [f"{draft.locataire} : {remark}" for remark in found]
    return remarks


def _oublis(session: Session, fiche: Regularisation, ctx: Contexte) -> list[str]:
    found = []
    if fiche.imprime_le is None:
        found.append(
            "le décompte n'a jamais été imprimé ; il sera gardé tel qu'il est aujourd'hui."
        )
    elif perime(session, fiche, ctx):
        found.append(
            f"le décompte imprimé le {date_fr(fiche.imprime_le)} ne vaut plus (départ ou provision "
            "changés depuis) ; un nouveau sera gardé, à remettre au locataire."
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
