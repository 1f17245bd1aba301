"""Listes : les services système, le journal de leurs passages, leurs messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    case,
    func,
    literal,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from lsc_desktop.base.text import fold
from lsc_desktop.domain.services_systeme import (
    A_SON_HEURE,
    DEMANDE,
    ETATS,
    ORIGINES,
    SORTES,
    BailMeneur,
    Horaire,
    dire_jours,
    prochain_creneau,
)
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.services_systeme.etat import UNIQUE
from lsc_desktop.queries.services_systeme.registre import SERVICES, TOUS_LES_JOURS, Service
from lsc_desktop.queries.sql import libelle_de, mots_de
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Meneur, MessageSysteme, Passage
from lsc_desktop.storage.today import heure_du_poste

LIBELLES = tuple((one.nom, one.libelle) for one in SERVICES)


# --- Services -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """Les champs qui suivent `jeton` ne se montrent pas : `jours`, `prochain` et `meneur` s'en
    disent à la lecture, à l'heure du poste."""

    id: int
    libelle: str
    nom: str
    active: bool
    jours: str
    heures: str
    dernier: datetime | None
    resultat: str
    message: str
    prochain: datetime | None
    meneur: str
    jeton: str
    sorte: str
    poste: str
    vu_le: datetime | None
    maintenant: datetime

    def __post_init__(self) -> None:
        hours = Horaire(self.active, self.heures, self.jours)
        bail = BailMeneur(
            self.jeton, self.sorte, self.poste, self.meneur,
            self.vu_le or self.maintenant, self.maintenant,
        )  # fmt: skip
        put = object.__setattr__
        put(self, "prochain", prochain_creneau(hours, heure_du_poste()))
        put(self, "jours", dire_jours(self.jours))
        put(self, "meneur", bail.dit())


def _declare(rank: int, one: Service) -> Requete:
    """Une ligne : ce que dit la déclaration, et ce que son réglage en a fait."""
    kept = one.reglage.__table__
    row = kept.c.id == UNIQUE
    days = kept.c.jours if "jours" in kept.c else literal(TOUS_LES_JOURS)

    def read(column: Any, usual: Any) -> Any:
        return func.coalesce(select(column).where(row).scalar_subquery(), usual)

    return select(
        literal(rank).label("id"),
        literal(one.libelle).label("libelle"),
        literal(one.nom).label("nom"),
        read(kept.c.active, one.usage.active).label("active"),
        read(days, getattr(one.usage, "jours", TOUS_LES_JOURS)).label("jours"),
        read(kept.c.heures, one.usage.heures).label("heures"),
        literal(fold(f"{one.libelle} {one.nom} {one.role}")).label("recherche"),
    )


DECLARES = union_all(*(_declare(rank, one) for rank, one in enumerate(SERVICES, 1))).subquery()


def _texte(column: Any) -> ColumnElement[str]:
    """Rien, quand la ligne jointe manque."""
    return func.coalesce(column, "", type_=String())


def _services() -> Requete:
    newest = (
        select(Passage.tache, func.max(Passage.id).label("id"))
        .group_by(Passage.tache)
        .subquery("dernier_passage")
    )
    last, lead = aliased(Passage), aliased(Meneur)
    return (
        select(
            type_coerce(DECLARES.c.id, Integer()).label("id"),
            DECLARES.c.libelle,
            DECLARES.c.nom,
            DECLARES.c.active,
            DECLARES.c.jours,
            DECLARES.c.heures,
            last.debut.label("dernier"),
            _texte(libelle_de(last.etat, ETATS)).label("resultat"),
            _texte(last.message).label("message"),
            literal(None, type_=Meneur.vu_le.type).label("prochain"),
            _texte(lead.qui).label("meneur"),
            _texte(lead.jeton).label("jeton"),
            _texte(lead.sorte).label("sorte"),
            _texte(lead.poste).label("poste"),
            lead.vu_le,
            heure_utc().label("maintenant"),
        )
        .select_from(DECLARES)
        .outerjoin(newest, newest.c.tache == DECLARES.c.nom)
        .outerjoin(last, last.id == newest.c.id)
        .outerjoin(lead, lead.id == UNIQUE)
    )


SERVICES_SYSTEME = Listing(
    ServiceRow,
    _services,
    search=(DECLARES.c.recherche,),
    sort_keys={"prochain": DECLARES.c.heures},  # calculé à la lecture, il ne se trie pas
)


# --- Passages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassageRow:
    """`creneau` : l'heure due ; vide s'il a été demandé."""

    id: int
    debut: datetime | None
    fin: datetime | None
    service: str
    creneau: datetime | None
    origine: str
    etat: str
    essais: int
    poste: str
    qui: str
    message: str

    def __post_init__(self) -> None:
        slot = datetime.fromisoformat(str(self.creneau)) if self.creneau else None
        object.__setattr__(self, "creneau", slot)


ORIGINE = func.coalesce(Passage.origine, A_SON_HEURE)


def _passages() -> Requete:
    asked = Passage.origine == DEMANDE
    return select(
        Passage.id,
        Passage.debut,
        Passage.fin,
        libelle_de(Passage.tache, LIBELLES).label("service"),
        case((asked, ""), else_=Passage.creneau).label("creneau"),
        libelle_de(ORIGINE, ORIGINES).label("origine"),
        libelle_de(Passage.etat, ETATS).label("etat"),
        Passage.essais,
        func.coalesce(Passage.poste, "").label("poste"),
        func.coalesce(Passage.qui, "").label("qui"),
        Passage.message,
    )


PASSAGES = Listing(
    PassageRow,
    _passages,
    search=(
        Passage.recherche,
        mots_de(Passage.tache, LIBELLES),
        mots_de(Passage.etat, ETATS),
        mots_de(ORIGINE, ORIGINES),
    ),
    filters={"tache": dans(Passage.tache), "etat": dans(Passage.etat)},
    order=(("id", True),),
)


# --- Messages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: int
    quand: datetime
    sorte: str
    service: str
    nom: str
    objet: str
    texte: str
    poste: str
    vu_par: str
    vu_le: datetime | None


def _messages() -> Requete:
    return select(
        MessageSysteme.id,
        MessageSysteme.quand,
        libelle_de(MessageSysteme.sorte, SORTES).label("sorte"),
        libelle_de(MessageSysteme.service, LIBELLES).label("service"),
        MessageSysteme.service.label("nom"),
        MessageSysteme.objet,
        MessageSysteme.texte,
        MessageSysteme.poste,
        MessageSysteme.vu_par,
        MessageSysteme.vu_le,
    )


def _vu(value: bool | None) -> Any:
    seen = MessageSysteme.vu_le.is_not(None)
    return true() if value is None else seen if value else ~seen


MESSAGES = Listing(
    MessageRow,
    _messages,
    search=(
        MessageSysteme.recherche,
        mots_de(MessageSysteme.service, LIBELLES),
        mots_de(MessageSysteme.sorte, SORTES),
    ),
    filters={"vu": _vu, "sorte": dans(MessageSysteme.sorte)},
    order=(("quand", True), ("id", True)),
)
