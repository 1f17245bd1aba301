"""Ce que montrent les listes : annonces, critères, portails, dépôts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from lsc_desktop.domain.annonces.criteres import A_VOIR, ETATS, MANQUE
from lsc_desktop.domain.serveurs import TRANSPORTS
from lsc_desktop.queries.lots import etat_locatif
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    AnnonceEnLigne,
    CritereAnnonce,
    EnvoiAnnonces,
    Immeuble,
    Lot,
    PortailAnnonces,
)

DEPOSE, ECHEC = "depose", "echec"
ETATS_ENVOI = ((DEPOSE, "Déposé"), (ECHEC, "Manqué"))


@dataclass(frozen=True, slots=True)
class AnnonceRow:
    """Un lot examiné, diffusé ou en ligne. `manque`, `a_voir` : combien de critères ; `premier` :
    ce qu'il faut corriger d'abord ; `en_ligne` : combien de portails le montrent."""

    id: int
    code_gestion: str
    reference: str
    immeuble: str
    immeuble_id: int
    ville: str
    type_lot: str
    etat_locatif: str
    loyer: Decimal | None
    diffuser: bool
    en_ligne: int
    verdict: str
    manque: int
    a_voir: int
    premier: str
    examine_le: dt.datetime | None


def _compte(etat: str) -> Select[int]:
    c = CritereAnnonce
    return select(func.count(c.id)).where(c.lot_id == Lot.id, c.etat == etat)


def _premier() -> Select[str]:
    c = CritereAnnonce
    stmt = select(c.phrase).where(c.lot_id == Lot.id, c.etat == MANQUE)
    return stmt.order_by(c.rang).limit(1)


def _examine_le() -> Select[dt.datetime]:
    stmt = select(CritereAnnonce.examine_le).where(CritereAnnonce.lot_id == Lot.id)
    return stmt.limit(1)


def _examine() -> ColumnElement[bool]:
    return select(CritereAnnonce.id).where(CritereAnnonce.lot_id == Lot.id).exists()


def _retenu() -> ColumnElement[bool]:
    c = CritereAnnonce
    return select(c.id).where(c.lot_id == Lot.id, c.etat == MANQUE).exists()


def _en_ligne() -> Select[int]:
    return select(func.count(AnnonceEnLigne.id)).where(AnnonceEnLigne.lot_id == Lot.id)


def _montree() -> ColumnElement[bool]:
    return select(AnnonceEnLigne.id).where(AnnonceEnLigne.lot_id == Lot.id).exists()


def _annonces() -> Requete:
    return (
        select(
            Lot.id, Lot.code_gestion, Lot.reference_internet.label("reference"),
            Immeuble.code.label("immeuble"), Lot.immeuble_id,
            func.coalesce(func.nullif(Lot.ville, ""), Immeuble.ville).label("ville"),
            Lot.type_lot, etat_locatif().label("etat_locatif"), Lot.loyer_mensuel.label("loyer"),
            Lot.diffuser, _en_ligne().scalar_subquery().label("en_ligne"),
            case((~_examine(), "À examiner"), (_retenu(), "Retenue"), else_="Publiable")
            .label("verdict"),
            _compte(MANQUE).scalar_subquery().label("manque"),
            _compte(A_VOIR).scalar_subquery().label("a_voir"),
            func.coalesce(_premier().scalar_subquery(), "").label("premier"),
            _examine_le().scalar_subquery().label("examine_le"),
        )
        .join(Immeuble, Immeuble.id == Lot.immeuble_id)
        .where(Lot.diffuser | _examine() | _montree())
    )  # fmt: skip


def _verdict(value: Any) -> ColumnElement[bool]:
    """« publiable », « retenue » ou « a_examiner »."""
    if value == "publiable":
        return _examine() & ~_retenu()
    return _retenu() if value == "retenue" else ~_examine()


ANNONCES = Listing(
    AnnonceRow,
    _annonces,
    search=(Lot.recherche, Immeuble.recherche),
    filters={
        "verdict": _verdict,
        "lot_id": dans(Lot.id),
        "en_ligne": lambda value: _montree() if value else ~_montree(),
    },
    order=(("reference", False), ("id", False)),
)


@dataclass(frozen=True, slots=True)
class CritereRow:
    id: int
    lot: str
    lot_id: int
    etat: str
    libelle: str
    phrase: str
    conseil: str
    source: str
    rang: int
    examine_le: dt.datetime


def _criteres() -> Requete:
    c = CritereAnnonce
    order = case({MANQUE: 0, A_VOIR: 1}, value=c.etat, else_=2)
    return select(
        c.id, Lot.code_gestion.label("lot"), c.lot_id, libelle_de(c.etat, ETATS).label("etat"),
        c.libelle, c.phrase, c.conseil, c.source, (order * 100 + c.rang).label("rang"),
        c.examine_le,
    ).join(Lot, Lot.id == c.lot_id)  # fmt: skip


CRITERES = Listing(
    CritereRow,
    _criteres,
    search=(CritereAnnonce.recherche, Lot.recherche),
    filters={"lot_id": dans(CritereAnnonce.lot_id), "etat": dans(CritereAnnonce.etat)},
    order=(("lot", False), ("rang", False)),
)


@dataclass(frozen=True, slots=True)
class PortailRow:
    id: int
    nom: str
    actif: bool
    agence: str
    format_version: str
    transport: str
    hote: str
    chemin: str
    annonces: int
    depose_le: dt.datetime | None
    version: int


def _portails() -> Requete:
    p = PortailAnnonces
    return select(
        p.id, p.nom, p.actif, p.agence, p.format_version,
        libelle_de(p.transport, TRANSPORTS).label("transport"), p.hote, p.chemin, p.annonces,
        p.depose_le, p.version,
    )  # fmt: skip


PORTAILS = Listing(
    PortailRow, _portails, search=(PortailAnnonces.recherche,), order=(("nom", False),)
)


@dataclass(frozen=True, slots=True)
class EnvoiAnnoncesRow:
    """`octets` : le poids du zip."""

    id: int
    portail: str
    commence_le: dt.datetime
    fini_le: dt.datetime
    etat: str
    annonces: int
    photos: int
    octets: int
    fichier: str
    message: str
    qui: str


def _envois() -> Requete:
    e = EnvoiAnnonces
    return select(
        e.id, PortailAnnonces.nom.label("portail"), e.commence_le, e.fini_le,
        libelle_de(e.etat, ETATS_ENVOI).label("etat"), e.annonces, e.photos, e.octets, e.fichier,
        e.message, e.qui,
    ).join(PortailAnnonces, PortailAnnonces.id == e.portail_id)  # fmt: skip


ENVOIS = Listing(
    EnvoiAnnoncesRow,
    _envois,
    search=(PortailAnnonces.recherche,),
    filters={"portail_id": dans(EnvoiAnnonces.portail_id), "etat": dans(EnvoiAnnonces.etat)},
    order=(("commence_le", True), ("id", True)),
)
