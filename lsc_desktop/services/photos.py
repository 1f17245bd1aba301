"""Cas d'usage : les photos d'un immeuble."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.fichiers import IMAGES, reconnaitre
from lsc_desktop.domain.photos import PhotoDraft
from lsc_desktop.queries.numerotes import trouver_numerote
from lsc_desktop.queries.photos import PHOTO, load_photo, nouvelle_photo
from lsc_desktop.services.fichiers import lire
from lsc_desktop.services.numerotes import enregistrer_numerote, retirer_numerote

_EXTENSIONS = {mime: extension for extension, mime in IMAGES.items()}


def lire_photo(chemin: Path) -> Document:
    """L'image choisie sur le disque, du type que disent ses octets ; lève `UserError`, au champ
    `chemin`, si elle ne se lit pas ou n'en est pas une."""
    read = lire(chemin)
    found = reconnaitre(read.contenu)
    if found is None:
        raise UserError(
            f"« {chemin.name} » n'est pas une image JPEG, PNG ou WebP entière.",
            "Choisissez une photo, ou enregistrez celle-ci en JPEG.",
            "chemin",
        )
    return Document(read.nom, read.contenu, read.titre, IMAGES[found.extension])


def save_photo(
    session: Session,
    draft: PhotoDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Ajoute une photo à l'immeuble, ou change ce qu'on en dit ; l'image entre dans la base.

    Lève `UserError` si le fichier n'est pas une image, ou est trop lourd, et `ConflictError` si un
    autre a enregistré cette photo depuis l'ouverture.
    """
    return _garder(session, draft, lire_photo(Path(draft.chemin)) if draft.chemin else None)


def ajouter_photos(
    session: Session, immeuble_id: int, images: Sequence[Document], *, ctx: Contexte
) -> int:
    """Ces images à la suite, leur nom pour libellé, aucune publiée ; rend combien."""
    for image in images:
        draft = nouvelle_photo(session, immeuble_id)
        draft.chemin, draft.libelle = image.nom, image.titre
        _garder(session, draft, image)
    return len(images)


def remplacer_photo(session: Session, photo_id: int, image: Document, *, ctx: Contexte) -> None:
    """Une autre image sous le même numéro et le même libellé."""
    _garder(session, load_photo(session, photo_id), image)


def publier_photo(session: Session, photo_id: int, publie: bool) -> None:
    """La coche « à publier », ou l'ôte : les cibles la suivent au prochain envoi."""
    trouver_numerote(session, PHOTO, photo_id).publie = publie
    session.flush()


def retirer_photo(session: Session, photo_id: int) -> None:
    """Retire la photo ; son contenu aussi, si rien d'autre ne le montre."""
    retirer_numerote(session, PHOTO, photo_id)


def _garder(session: Session, draft: PhotoDraft, image: Document | None) -> int:
    more = {} if image is None else {"extension": _EXTENSIONS[image.type_mime]}
    return enregistrer_numerote(session, PHOTO, draft, image, **more).id
