"""Cas d'usage : les documents d'un lot."""

from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.lots import DocumentLotDraft
from lsc_desktop.queries.documents_lot import DOCUMENT
from lsc_desktop.services.fichiers import lire
from lsc_desktop.services.numerotes import enregistrer_numerote, retirer_numerote
from lsc_desktop.storage.models import DocumentLot


def save_document_lot(
    session: Session,
    draft: DocumentLotDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Ajoute un document au lot, ou change ce qu'on en dit ; le fichier entre dans la base.

    Lève `UserError` si le fichier ne se lit pas, s'il est vide ou trop lourd, et `ConflictError`
    si un autre a enregistré ce document depuis l'ouverture.
    """
    content = lire(Path(draft.chemin)) if draft.chemin else None
    record = enregistrer_numerote(session, DOCUMENT, draft, content)
    if record.vignette:
        others = (
            DocumentLot.lot_id == record.lot_id,
            DocumentLot.id != record.id,
            DocumentLot.vignette,
        )
        cleared = update(DocumentLot).where(*others)
        session.execute(cleared.values(vignette=False, version=DocumentLot.version + 1))
    return record.id


def retirer_document_lot(session: Session, document_id: int) -> None:
    """Retire le document ; son contenu aussi, si rien d'autre ne le montre."""
    retirer_numerote(session, DOCUMENT, document_id)
