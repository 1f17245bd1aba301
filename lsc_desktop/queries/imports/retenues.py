"""Lectures : les correspondances déjà choisies et les imports passés."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.imports.saisie import ImportDraft, accorder
from lsc_desktop.queries.paging import Listing, Requete
from lsc_desktop.storage.models import CorrespondanceImport, ImportFait


def retenues(session: Session) -> dict[tuple[str, str], dict[str, str]]:
    """(sorte, titres repliés) → titre replié → champ."""
    rows = session.execute(
        select(CorrespondanceImport.sorte, CorrespondanceImport.titres, CorrespondanceImport.champs)
    )
    return {(sorte, titres): json.loads(champs) for sorte, titres, champs in rows}


def nouvel_import(session: Session, ctx: Contexte, **params: Any) -> ImportDraft:
    """Une préparation vierge."""
    return ImportDraft(**params)


def accorder_aux_sortes(session: Session, draft: ImportDraft, ctx: Contexte) -> None:
    """Un fichier dont la sorte change retrouve la correspondance retenue pour elle."""
    accorder(draft, retenues(session))


@dataclass(frozen=True, slots=True)
class ImportRow:
    """Un import passé. `bilan` : « 12 tiers, 4 lots… »."""

    id: int
    quand: datetime
    qui: str
    fichiers: str
    bilan: str


def _select() -> Requete:
    return select(
        ImportFait.id, ImportFait.quand, ImportFait.qui, ImportFait.fichiers, ImportFait.bilan
    )


IMPORTS = Listing(
    ImportRow,
    _select,
    search=(ImportFait.recherche,),
    order=(("quand", True), ("id", True)),
)
