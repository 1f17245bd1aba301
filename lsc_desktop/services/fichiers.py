"""Cas d'usage : lire un fichier du disque, garder son contenu dans la base, l'oublier."""

import hashlib
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.fichiers import TAILLE_MAX, type_mime
from lsc_desktop.services.retrait import dependances
from lsc_desktop.storage.holding import hold_word
from lsc_desktop.storage.models import Fichier


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


def conserver(session: Session, document: Document) -> Fichier:
    """Garde un contenu, une seule fois : le même rend la même fiche, sous son premier nom.

    Lève `UserError` pour un document qui porte un mot de passe (D45).
    """
    if document.secret:
        raise UserError(
            "Cette lettre porte un mot de passe : elle ne se garde pas dans la base.",
            "Imprimez-la, et remettez-la à son destinataire.",
        )
    digest = hashlib.sha256(document.contenu).hexdigest()
    hold_word(session, digest)
    known = session.scalar(select(Fichier).where(Fichier.sha256 == digest))
    if known is not None:
        return known
    kept = Fichier(
        sha256=digest,
        nom=document.nom,
        type_mime=document.type_mime,
        taille=len(document.contenu),
        contenu=document.contenu,
    )
    session.add(kept)
    session.flush()
    return kept


def oublier(session: Session, fichier_id: int) -> None:
    """Efface un contenu que plus rien ne montre."""
    if not dependances(session, Fichier, fichier_id):
        session.delete(session.get_one(Fichier, fichier_id))
        session.flush()
