"""Lectures : les documents d'un lot."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.lots import DocumentLotDraft
from lsc_desktop.queries.numerotes import Sorte, prochain_numero, trouver_numerote
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.storage.models import DocumentLot, Fichier, Lot

DOCUMENT = Sorte(
    DocumentLot,
    Lot,
    DocumentLot.lot_id,
    pris="Le document n° {} de ce lot existe déjà.",
    disparu=("Ce document n'existe plus.", "Un collègue l'a retiré : relisez la liste."),
    retire=("Ce document a été retiré.", "Fermez cette fenêtre : la liste est à jour."),
)


@dataclass(frozen=True, slots=True)
class DocumentLotRow:
    id: int
    lot: str
    lot_id: int
    numero: int
    libelle: str
    fichier: str
    taille: int
    diffusion: bool
    vignette: bool


def _select() -> Requete:
    """`taille` en Ko, arrondie au supérieur."""
    return (
        select(
            DocumentLot.id, Lot.code_gestion.label("lot"), DocumentLot.lot_id, DocumentLot.numero,
            DocumentLot.libelle, Fichier.nom.label("fichier"),
            ((Fichier.taille + 1023) // 1024).label("taille"), DocumentLot.diffusion,
            DocumentLot.vignette,
        )
        .join(Lot, Lot.id == DocumentLot.lot_id)
        .join(Fichier, Fichier.id == DocumentLot.fichier_id)
    )  # fmt: skip


DOCUMENTS_LOT = Listing(
    DocumentLotRow,
    _select,
    search=(DocumentLot.recherche,),
    filters={"lot_id": dans(DocumentLot.lot_id)},
    order=(("lot", False), ("numero", False)),
)


def nouveau_document(session: Session, lot_id: int) -> DocumentLotDraft:
    """Une saisie au premier numéro libre du lot."""
    numero = prochain_numero(session, DOCUMENT, lot_id)
    return DocumentLotDraft(lot_id=lot_id, numero=numero, lot=_code(session, lot_id))


def load_document_lot(session: Session, document_id: int) -> DocumentLotDraft:
    record = trouver_numerote(session, DOCUMENT, document_id)
    fichier = session.get_one(Fichier, record.fichier_id)
    return DocumentLotDraft(
        record.id, record.version, record.lot_id, record.numero, record.libelle, record.diffusion,
        record.vignette, lot=_code(session, record.lot_id), fichier=fichier.nom,
    )  # fmt: skip


def contenu_document_lot(session: Session, document_id: int) -> Document:
    """Le fichier lui-même, à montrer."""
    record = trouver_numerote(session, DOCUMENT, document_id)
    fichier = session.get_one(Fichier, record.fichier_id)
    return Document(
        fichier.nom,
        fichier.contenu,
        record.libelle or fichier.nom,
        fichier.type_mime,
        liens={"lot": record.lot_id},
    )


def _code(session: Session, lot_id: int) -> str:
    return session.scalar(select(Lot.code_gestion).where(Lot.id == lot_id)) or ""
