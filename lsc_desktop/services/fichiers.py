"""Cas d'usage : garder un contenu dans la base."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.storage.holding import hold_word
from lsc_desktop.storage.models import Fichier


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
