"""Liste : les publipostages, et ce qui en est écrit."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from lsc_desktop.domain.publipostages import SORTES
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import Evenement, ModeleEvenement, Publipostage, PublipostageLigne


@dataclass(frozen=True, slots=True)
class PublipostageRow:
    """`destinataires` : ceux qu'il retient ; `ecrits`, `publies` : leurs courriers."""

    id: int
    date: dt.date
    objet: str
    sorte: str
    modele: str
    modele_id: int | None
    destinataires: int
    ecrits: int
    publies: int
    cree_par: str
    cree_le: dt.datetime
    version: int


def _publipostages() -> Requete:
    p, line = Publipostage, PublipostageLigne
    lines = select(func.count(line.id)).where(line.publipostage_id == p.id)
    written = lines.where(line.evenement_id.is_not(None))
    shown = written.join(Evenement, Evenement.id == line.evenement_id).where(
        Evenement.publie_le.is_not(None)
    )
    return select(
        p.id, p.date, p.objet, libelle_de(p.sorte, SORTES).label("sorte"),
        func.coalesce(ModeleEvenement.nom, literal("")).label("modele"), p.modele_id,
        lines.where(line.retenu).correlate(p).scalar_subquery().label("destinataires"),
        written.correlate(p).scalar_subquery().label("ecrits"),
        shown.correlate(p).scalar_subquery().label("publies"),
        p.cree_par, p.cree_le, p.version,
    ).outerjoin(ModeleEvenement, ModeleEvenement.id == p.modele_id)  # fmt: skip


PUBLIPOSTAGES = Listing(
    PublipostageRow,
    _publipostages,
    search=(Publipostage.recherche, ModeleEvenement.recherche),
    filters={"modele_id": dans(Publipostage.modele_id), "sorte": dans(Publipostage.sorte)},
    order=(("date", True), ("id", True)),
)
