"""Cas d'usage : importer un dossier reçu, en une transaction, tout ou rien (seed L2773-2788)."""

from collections.abc import Collection
from dataclasses import fields
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.dossiers_locatifs.preparation import (
    locataire_de,
    note_de,
    objet_de,
    tiers_de,
)
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    IMPORTE,
    DossierLocatifDraft,
    PersonneLigne,
    importable,
)
from lsc_desktop.domain.evenements import EvenementDraft, PieceJointeLigne
from lsc_desktop.queries import locataires
from lsc_desktop.queries.dossiers_locatifs import codes_du_tableau, load_dossier_locatif, situer
from lsc_desktop.services.evenements import save_evenement
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import DossierLocatif, Entite, Lot, Tiers

# Ce que la personne et le tiers appellent pareil, et que la fiche montre du doigt.
_MEMES_CHAMPS = frozenset({"civilite", "nom", "courriel", "telephone"})
# Ce qui se choisit ; le reste du dossier est ce que le partenaire a envoyé.
_CHOISIS = frozenset({"lot_id", "bail_du", "duree_mois", "personnes"})
_RECUS = frozenset(one.name for one in fields(DossierLocatifDraft)) - _CHOISIS
_INTERDITS = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))


def importer(
    session: Session, dossier_id: int, *, ctx: Contexte, accepted: Collection[str] = frozenset()
) -> None:
    """Importe un dossier tel qu'il est, sans rien décider à la place de quelqu'un.

    Lève `UserError` s'il y a quelque chose à décider, `Confirm` si le lot est occupé.
    """
    draft = load_dossier_locatif(session, dossier_id)
    save_dossier_locatif(session, draft, ctx=ctx, accepted=accepted)


def save_dossier_locatif(
    session: Session,
    draft: DossierLocatifDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Importe un dossier selon ce qui a été choisi : ses tiers, et, le lot étant sous mandat, la
    fiche locataire et son compte ; ses pièces vont à l'événement qui en garde la trace.

    Lève `UserError` s'il est déjà importé ou s'il y manque un choix, `Confirm` si le lot est
    occupé.
    """
    hold(session, Lot, draft.lot_id)
    _deja(session, draft)
    situer(session, draft, ctx)
    refuser(draft)
    record = enregistrer(session, DossierLocatif, draft, sauf=_RECUS)
    _tenir_l_entite(session, draft, ctx)
    tiers = {rank: _tiers(session, rank, one, ctx) for rank, one in enumerate(draft.personnes)}
    for rank, line in enumerate(record.personnes):
        line.tiers_id = tiers[rank]
    lease = None
    if draft.sous_mandat:
        lease = _louer(session, draft, tiers, ctx, accepted)
    record.tiers_id, record.locataire_id = tiers[0], lease
    record.evenement_id = _garder_les_pieces(session, draft, tiers[0], lease, ctx)
    record.etat, record.raison = IMPORTE, ""
    record.importe_le, record.importe_par = ctx.maintenant, ctx.utilisateur
    session.flush()
    return record.id


def _deja(session: Session, draft: DossierLocatifDraft) -> None:
    """L'état lu à l'instant : un collègue, ou le service, a pu l'importer depuis."""
    state = session.scalar(select(DossierLocatif.etat).where(DossierLocatif.id == draft.id))
    draft.etat = state or draft.etat
    if not importable(draft):
        raise UserError(
            "Ce dossier est déjà importé.",
            "Fermez cette fiche, et ouvrez l'objet qu'il a créé depuis la liste.",
        )


def _tenir_l_entite(session: Session, draft: DossierLocatifDraft, ctx: Contexte) -> None:
    """Avant les codes de tiers : l'ordre des verrous est celui de tous."""
    if draft.sous_mandat:
        lease = locataires.nouveau_locataire(session, ctx, lot_id=draft.lot_id)
        hold(session, Entite, lease.entite_id)


def _tiers(session: Session, rank: int, personne: PersonneLigne, ctx: Contexte) -> int:
    if personne.tiers_id is not None:
        known = session.get(Tiers, personne.tiers_id)
        if known is None or not known.actif:
            raise UserError(
                f"Le tiers choisi pour {personne.appelee} n'est plus en service.",
                "Choisissez-en un autre, ou cochez « Nouveau ».",
                f"personnes.{rank}.tiers_id",
            )
        return known.id
    try:
        return save_tiers(session, tiers_de(personne), ctx=ctx)
    except UserError as error:
        where = error.field if error.field in _MEMES_CHAMPS else "nom"
        raise UserError(
            f"{personne.appelee} : {error.title}", error.advice, f"personnes.{rank}.{where}"
        ) from error


def _louer(
    session: Session,
    draft: DossierLocatifDraft,
    tiers: dict[int, int],
    ctx: Contexte,
    accepted: Collection[str],
) -> int:
    lease = locataire_de(draft, tiers, codes_du_tableau(session))
    locataires.situer(session, lease, ctx)  # le libellé de chaque ligne est celui de son code
    try:
        return save_locataire(session, lease, ctx=ctx, accepted=accepted)
    except UserError as error:
        where = error.field if error.field in ("lot_id", "bail_du") else ""
        raise UserError(error.title, error.advice, where) from error


def _garder_les_pieces(
    session: Session, draft: DossierLocatifDraft, tiers_id: int, lease: int | None, ctx: Contexte
) -> int:
    """Confidentiel : des pièces d'identité et des bulletins de salaire ne se publient jamais."""
    event = EvenementDraft(
        date=ctx.aujourd_hui,
        objet=objet_de(draft),
        texte=note_de(draft),
        auteur=ctx.utilisateur,
        confidentiel=True,
        tiers_id=tiers_id,
        locataire_id=lease,
        lot_id=draft.lot_id if lease is not None else None,
        pieces=[
            PieceJointeLigne(fichier_id=piece.fichier_id, nom=_nommer(piece.nature, piece.nom))
            for piece in draft.pieces
        ],
    )
    return save_evenement(session, event, ctx=ctx)


def _nommer(nature: str, nom: str) -> str:
    """« Bulletin de salaire - salaire.png » : un nom que tout disque accepte."""
    plain = " ".join(nature.translate(_INTERDITS).split())
    return f"{plain[:60]} - {PurePath(nom).name}"
