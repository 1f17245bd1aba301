"""Cas d'usage : garder ce que le contrôle ou la simulation d'une cible a relevé."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from lsc_desktop.base.text import fold
from lsc_desktop.domain.publications.constats import Constat
from lsc_desktop.storage.models import ConstatPublication


def garder(
    session: Session, cible_id: int, releve: str, constats: Sequence[Constat], maintenant: datetime
) -> None:
    """Remplace le relevé précédent de cette cible."""
    c = ConstatPublication
    session.execute(delete(c).where(c.cible_id == cible_id, c.releve == releve))
    if not constats:
        return
    session.execute(
        insert(c),
        [
            {
                "cible_id": cible_id, "releve": releve, "rang": rank, "fait_le": maintenant,
                "nature": one.nature, "code": one.code, "titre": one.titre,
                "immeuble": one.immeuble, "phrase": one.phrase, "conseil": one.conseil,
                "taille": one.taille, "evenement_id": one.evenement_id,
                "classeur_id": one.classeur_id,
                "recherche": fold(f"{one.titre} {one.code} {one.phrase}"),
            }
            for rank, one in enumerate(constats)
        ],
    )  # fmt: skip
