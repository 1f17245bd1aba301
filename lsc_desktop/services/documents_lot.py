"""Cas d'usage : les documents d'un lot."""

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.base.text import fold
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.lots import TAILLE_MAX, DocumentLotDraft, type_mime
from lsc_desktop.queries.documents_lot import nouveau_document
from lsc_desktop.services.fiches import refuser, verifier_version
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.services.retrait import dependances
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import DocumentLot, Fichier, Lot


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
    refuser(draft)
    hold(session, Lot, draft.lot_id)  # le numéro et la vignette d'un lot ne vont qu'à un document
    record = session.get(DocumentLot, draft.id) if draft.id else DocumentLot(lot_id=draft.lot_id)
    if record is None:
        raise GoneError("Ce document a été retiré.", "Fermez cette fenêtre : la liste est à jour.")
    if draft.id is not None:
        verifier_version(session, record, draft.version)
    if draft.chemin:
        record.fichier_id = conserver(session, lire(Path(draft.chemin))).id
    record.numero = draft.numero or nouveau_document(session, record.lot_id).numero or 1
    _numero_libre(session, record)
    record.libelle, record.diffusion = draft.libelle, draft.diffusion
    record.vignette = draft.vignette
    name = session.scalar(select(Fichier.nom).where(Fichier.id == record.fichier_id))
    record.recherche = fold(f"{record.libelle} {name}")
    session.add(record)
    session.flush()
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
    record = session.get(DocumentLot, document_id)
    if record is None:
        return
    session.delete(record)
    session.flush()
    oublier(session, record.fichier_id)


def oublier(session: Session, fichier_id: int) -> None:
    """Efface un contenu que plus rien ne montre."""
    if not dependances(session, Fichier, fichier_id):
        session.delete(session.get_one(Fichier, fichier_id))
        session.flush()


def lire(chemin: Path) -> Document:
    """Le fichier choisi sur le disque ; lève `UserError`, au champ `chemin`."""
    try:
        size = chemin.stat().st_size
        content = chemin.read_bytes() if size <= TAILLE_MAX else b""
    except OSError as error:
        raise UserError(
            f"« {chemin.name} » ne peut pas être lu.",
            "Vérifiez qu'il existe encore et que vous y avez accès.",
            "chemin",
        ) from error
    if size > TAILLE_MAX:
        raise UserError(
            f"« {chemin.name} » est trop lourd ({size // 1024 // 1024} Mo).",
            f"Réduisez-le à moins de {TAILLE_MAX // 1024 // 1024} Mo.",
            "chemin",
        )
    if not content:
        raise UserError(f"« {chemin.name} » est vide.", "Choisissez un autre fichier.", "chemin")
    return Document(chemin.name, content, chemin.stem, type_mime(chemin.name))


def _numero_libre(session: Session, record: DocumentLot) -> None:
    taken = select(DocumentLot.id).where(
        DocumentLot.lot_id == record.lot_id,
        DocumentLot.numero == record.numero,
        DocumentLot.id != (record.id or 0),
    )
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise UserError(
                f"Le document n° {record.numero} de ce lot existe déjà.",
                "Choisissez un autre numéro.",
                "numero",
            )
