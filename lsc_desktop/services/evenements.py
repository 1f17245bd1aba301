"""Cas d'usage : événements, leurs pièces jointes, leur publication (seed L800-830, L1228-1243)."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import (
    LIENS,
    Document,
    EvenementDraft,
    PieceJointeLigne,
    refus_de_publier,
)
from lsc_desktop.queries.evenements import completer, load_evenement, rattacher
from lsc_desktop.services.documents_lot import lire
from lsc_desktop.services.fiches import enregistrer, verifier_version
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import Evenement

__all__ = [
    "conserver",
    "creer_evenement",
    "depublier",
    "publier",
    "save_evenement",
    "supprimer_evenement",
]


def creer_evenement(
    session: Session,
    documents: Sequence[Document],
    *,
    objet: str,
    ctx: Contexte,
    texte: str = "",
    modele: str = "",
    classeur: str = "",
    **liens: int | None,
) -> int:
    """Un événement du jour, ses documents en pièces jointes ; rend son id.

    Il est rattaché aux fiches des documents quand tous s'y accordent, à celles de `liens`
    (`locataire_id=`, `lot_id=`…), et à ce qui s'en déduit. `classeur` : à défaut celui du premier
    document.
    """
    found = {**_communs(documents), **{k: v for k, v in liens.items() if v is not None}}
    draft = EvenementDraft(
        date=ctx.aujourd_hui,
        objet=objet,
        texte=texte,
        modele=modele,
        classeur=classeur or next((d.classeur for d in documents if d.classeur), ""),
        auteur=ctx.utilisateur,
        pieces=[_piece(session, document) for document in documents],
        **completer(session, found),
    )
    return _enregistrer(session, draft, ctx)


def save_evenement(
    session: Session,
    draft: EvenementDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un événement ; les fichiers choisis sur le disque entrent dans la base.

    Lève `UserError` si l'un d'eux ne se lit pas.
    """
    for rank, piece in enumerate(draft.pieces):
        if piece.chemin:
            kept = conserver(session, lire(Path(piece.chemin)))
            draft.pieces[rank].fichier_id = kept.id
    rattacher(session, draft, ctx)
    return _enregistrer(session, draft, ctx)


def supprimer_evenement(session: Session, evenement_id: int, version: int | None = None) -> None:
    """Efface l'événement ; ses fichiers restent dans la base, d'autres peuvent les montrer."""
    supprimer(session, Evenement, evenement_id, version)


def publier(session: Session, evenement_id: int, version: int, *, ctx: Contexte) -> str:
    """Publie en date du jour ; lève `UserError` si l'événement ne peut pas l'être."""
    draft = load_evenement(session, evenement_id)
    for _field, sentence in refus_de_publier(draft):
        raise UserError(sentence, "Complétez l'événement, puis publiez-le.")
    return _dater(session, evenement_id, version, ctx.aujourd_hui)


def depublier(session: Session, evenement_id: int, version: int, *, ctx: Contexte) -> str:
    """Efface la date de publication : l'extranet retirera l'événement."""
    return _dater(session, evenement_id, version, None)


def _dater(session: Session, evenement_id: int, version: int, le: date | None) -> str:
    record = session.get_one(Evenement, evenement_id)
    verifier_version(session, record, version)
    if record.publie_le == le:
        return "déjà publié" if le else "n'était pas publié"
    record.publie_le = le
    session.flush()
    return ""


def _enregistrer(session: Session, draft: EvenementDraft, ctx: Contexte) -> int:
    if draft.id is not None:
        return enregistrer(session, Evenement, draft).id
    record = Evenement(cree_le=ctx.maintenant, pieces=[])
    return enregistrer(session, Evenement, draft, dans=record).id


def _piece(session: Session, document: Document) -> PieceJointeLigne:
    return PieceJointeLigne(fichier_id=conserver(session, document).id, nom=document.nom)


def _communs(documents: Sequence[Document]) -> dict[str, int]:
    """Les liens sur lesquels tous les documents s'accordent."""
    found: dict[str, int] = {}
    for lien in LIENS:
        values = {document.liens.get(lien) for document in documents}
        if len(values) == 1 and (value := values.pop()) is not None:
            found[f"{lien}_id"] = value
    return found
