"""Lectures : les photos d'un immeuble."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.fichiers import IMAGES
from lsc_desktop.domain.photos import PhotoDraft, titre
from lsc_desktop.queries.numerotes import Sorte, prochain_numero, trouver_numerote
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.storage.models import Fichier, Immeuble, PhotoImmeuble

PHOTO = Sorte(
    PhotoImmeuble,
    Immeuble,
    PhotoImmeuble.immeuble_id,
    pris="La photo n° {} de cet immeuble existe déjà.",
    disparu=("Cette photo n'existe plus.", "Un collègue l'a retirée : relisez la liste."),
    retire=("Cette photo a été retirée.", "Fermez cette fenêtre : la liste est à jour."),
)


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """`taille` en Ko, arrondie au supérieur."""

    id: int
    immeuble: str
    immeuble_id: int
    numero: int
    libelle: str
    fichier: str
    taille: int
    publie: bool


def _select() -> Requete:
    p = PhotoImmeuble
    return (
        select(
            p.id, Immeuble.code.label("immeuble"), p.immeuble_id, p.numero, p.libelle,
            Fichier.nom.label("fichier"), ((Fichier.taille + 1023) // 1024).label("taille"),
            p.publie,
        )
        .join(Immeuble, Immeuble.id == p.immeuble_id)
        .join(Fichier, Fichier.id == p.fichier_id)
    )  # fmt: skip


PHOTOS = Listing(
    PhotoRow,
    _select,
    search=(PhotoImmeuble.recherche, Immeuble.recherche),
    filters={"immeuble_id": dans(PhotoImmeuble.immeuble_id), "publie": dans(PhotoImmeuble.publie)},
    order=(("immeuble", False), ("numero", False)),
)


def nouvelle_photo(session: Session, immeuble_id: int) -> PhotoDraft:
    """Une saisie au premier numéro libre de l'immeuble."""
    return PhotoDraft(
        immeuble_id=immeuble_id,
        numero=prochain_numero(session, PHOTO, immeuble_id),
        immeuble=_code(session, immeuble_id),
    )


def load_photo(session: Session, photo_id: int) -> PhotoDraft:
    record = trouver_numerote(session, PHOTO, photo_id)
    return PhotoDraft(
        record.id, record.version, record.immeuble_id, record.numero, record.libelle,
        record.publie, immeuble=_code(session, record.immeuble_id),
        fichier=session.scalar(select(Fichier.nom).where(Fichier.id == record.fichier_id)) or "",
    )  # fmt: skip


def contenu_photo(session: Session, photo_id: int) -> Document:
    """L'image elle-même, à montrer."""
    record = trouver_numerote(session, PHOTO, photo_id)
    fichier = session.get_one(Fichier, record.fichier_id)
    return Document(
        fichier.nom,
        fichier.contenu,
        titre(record.libelle, record.numero),
        IMAGES[record.extension],
        liens={"immeuble": record.immeuble_id},
    )


def _code(session: Session, immeuble_id: int) -> str:
    return session.scalar(select(Immeuble.code).where(Immeuble.id == immeuble_id)) or ""
