"""La liste des assemblées générales."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from lsc_desktop.domain.assemblees.saisie import ETATS, TYPES_ASSEMBLEE
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import Assemblee, Copropriete, Entite, Immeuble, Resolution


@dataclass(frozen=True, slots=True)
class AssembleeRow:
    id: int
    numero: str
    immeuble: str
    syndicat: str
    copropriete_id: int
    nom: str
    type_assemblee: str
    date: dt.date
    heure: str
    lieu: str
    resolutions: int
    convoquee_le: dt.date | None
    etat: str
    version: int


def _assemblees() -> Requete:
    count = select(func.count(Resolution.id)).where(Resolution.assemblee_id == Assemblee.id)
    return (
        select(
            Assemblee.id, Assemblee.numero, Immeuble.code.label("immeuble"),
            Entite.nom.label("syndicat"), Assemblee.copropriete_id, Assemblee.nom,
            libelle_de(Assemblee.type_assemblee, TYPES_ASSEMBLEE).label("type_assemblee"),
            Assemblee.date, Assemblee.heure, Assemblee.lieu,
            count.scalar_subquery().label("resolutions"), Assemblee.convoquee_le,
            libelle_de(Assemblee.etat, ETATS).label("etat"), Assemblee.version,
        )
        .join(Copropriete, Copropriete.id == Assemblee.copropriete_id)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
    )  # fmt: skip


ASSEMBLEES = Listing(
    AssembleeRow,
    _assemblees,
    search=(Assemblee.recherche, Immeuble.recherche, Entite.recherche),
    filters={
        "copropriete_id": dans(Assemblee.copropriete_id),
        "close": lambda value: (Assemblee.etat == "close") == value,
    },
    order=(("date", True), ("numero", False)),
)
