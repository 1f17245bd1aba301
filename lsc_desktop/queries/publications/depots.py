"""Le registre à l'écran : ce que chaque cible a reçu, a manqué, ou ne montre plus."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.publications.etat import etat
from lsc_desktop.domain.publications.noms import PHOTO
from lsc_desktop.domain.publications.renvois import Mesure, RenvoiDraft, annonce
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.publications.annuaire import load_annuaire
from lsc_desktop.queries.publications.candidats import load_candidats
from lsc_desktop.queries.publications.registre import cible_voulue, load_reglage_publication
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    CiblePublication,
    Classeur,
    Compte,
    DepotPublication,
    EnvoiPublication,
    Evenement,
)

EN_LIGNE = "confirme"
ETATS_DEPOT = (
    ("a_envoyer", "Manqué"),
    ("depose", "Déposé"),
    (EN_LIGNE, "En ligne"),
    ("refuse", "Refusé"),
    ("retire", "Retiré"),
    ("abandonne", "Abandonné"),
)


@dataclass(frozen=True, slots=True)
class DepotRow:
    """Un document sur une cible. `concerne` : son compte, son immeuble, ou le cabinet ; `taille` en
    Ko ; `empreinte` : le début de celle du fichier, qui est dans son nom."""

    id: int
    cible_id: int
    cible: str
    evenement_id: int | None
    titre: str
    classeur: str
    concerne: str
    compte_id: int | None
    etat: str
    taille: int
    empreinte: str
    essais: int
    message: str
    vu_le: dt.datetime
    document: str


def _depots() -> Requete:
    d = DepotPublication
    # Une jointure sur ce texte relirait les classeurs pour chaque dépôt, même non montré.
    code = func.substr(Classeur.metier, 1, 1) + "-" + cast(Classeur.id, String)
    folder = select(Classeur.nom).where(code == d.classeur).correlate(d).scalar_subquery()
    concerned = case(
        (Compte.id.is_not(None), Compte.numero + " " + Compte.libelle),
        (d.immeuble.is_not(None), literal("Immeuble ") + d.immeuble),
        (d.compte_id.is_not(None), ""),
        else_="Cabinet",
    )
    photo = d.document.startswith(PHOTO)
    again = and_(d.renvoi_le.is_not(None), d.etat == EN_LIGNE)
    return (
        select(
            d.id,
            d.cible_id,
            CiblePublication.nom.label("cible"),
            d.evenement_id,
            func.coalesce(d.titre, Evenement.objet, "").label("titre"),
            case((photo, "Photos"), else_=func.coalesce(folder, "")).label("classeur"),
            concerned.label("concerne"),
            d.compte_id,
            case((again, "À renvoyer"), else_=libelle_de(d.etat, ETATS_DEPOT)).label("etat"),
            ((d.taille + 999) // 1000).label("taille"),
            func.substr(d.sha256, 1, 16).label("empreinte"),
            d.essais,
            d.message,
            d.vu_le,
            d.document,
        )
        .join(CiblePublication, CiblePublication.id == d.cible_id)
        .outerjoin(Compte, Compte.id == d.compte_id)
        .outerjoin(Evenement, Evenement.id == d.evenement_id)
    )


def _pendant(value: Any) -> ColumnElement[bool]:
    """Ce dont cet envoi a noté le sort."""
    e, d = EnvoiPublication, DepotPublication
    within = and_(
        e.cible_id == d.cible_id,
        d.vu_le >= e.commence_le,
        or_(e.fini_le.is_(None), d.vu_le <= e.fini_le),
    )
    return exists().where(dans(e.id)(value), within)


DEPOTS = Listing(
    DepotRow,
    _depots,
    search=(DepotPublication.recherche, Evenement.recherche, Compte.recherche),
    filters={
        "cible_id": dans(DepotPublication.cible_id),
        "evenement_id": dans(DepotPublication.evenement_id),
        "compte_id": dans(DepotPublication.compte_id),
        "envoi_id": _pendant,
        "etat": dans(DepotPublication.etat),
    },
    order=(("vu_le", True), ("id", True)),
)


# --- Renvoyer -----------------------------------------------------------------------------------


def a_renvoyer(cible_id: int | None, depuis: dt.date) -> Select[int]:
    """Les dépôts en ligne dont l'événement est publié depuis ce jour."""
    d = DepotPublication
    stmt = (
        select(d.id)
        .join(Evenement, Evenement.id == d.evenement_id)
        .where(d.etat == EN_LIGNE, Evenement.publie_le >= depuis)
    )
    return stmt if cible_id is None else stmt.where(d.cible_id == cible_id)


def peser(session: Session, cible_id: int | None, depuis: dt.date) -> tuple[int, int]:
    """Combien, et combien d'octets."""
    d = DepotPublication
    stmt = select(func.count(d.id), func.coalesce(func.sum(d.taille), 0))
    count, size = session.execute(stmt.where(d.id.in_(a_renvoyer(cible_id, depuis)))).one()
    return count, int(size)


def nouveau_renvoi(
    session: Session, ctx: Contexte, cible_id: int | None = None, **params: Any
) -> RenvoiDraft:
    return RenvoiDraft(cible_id=cible_id, **params)


def annoncer(session: Session, draft: RenvoiDraft, ctx: Contexte) -> None:
    """Ce que ferait repartir ce jour-là."""
    draft.texte = ""
    if draft.depuis is not None:
        draft.texte = annonce(*peser(session, draft.cible_id, draft.depuis))


def mesure(session: Session, cible_id: int) -> Mesure | None:
    """Le dernier envoi vers cette cible qui a fait partir des octets."""
    e = EnvoiPublication
    row = session.execute(
        select(e.octets, e.commence_le, e.fini_le)
        .where(e.cible_id == cible_id, e.octets > 0, e.fini_le.is_not(None))
        .order_by(e.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Mesure(row.octets, max(0, int((row.fini_le - row.commence_le).total_seconds())))


def etats_de_publication(session: Session, evenement_id: int, jour: dt.date) -> list[str]:
    """Ce qu'il en est des documents d'un événement sur chaque cible active, et pourquoi."""
    settings = load_reglage_publication(session)
    book = load_annuaire(session, jour, settings)
    sources = list(
        load_candidats(session, book, nom_pieces=settings.nom_pieces, evenement_id=evenement_id)
    )
    stmt = select(CiblePublication).where(CiblePublication.active).order_by(CiblePublication.nom)
    return [
        f"{target.nom}, « {source.candidat.titre} » : "
        f"{etat(source.candidat, cible_voulue(target), book, jour).explication}"
        for target in session.scalars(stmt)
        for source in sources
    ]


def titres(session: Session, cible_id: int) -> dict[str, str]:
    """Document → le titre sous lequel la cible l'a connu."""
    d = DepotPublication
    stmt = select(d.document, func.coalesce(d.titre, Evenement.objet, d.document)).outerjoin(
        Evenement, Evenement.id == d.evenement_id
    )
    return dict(session.execute(stmt.where(d.cible_id == cible_id)).all())


def cibles(session: Session) -> Sequence[tuple[int | None, str]]:
    """Pour en choisir une, ou toutes."""
    stmt = select(CiblePublication.id, CiblePublication.nom).order_by(CiblePublication.nom)
    return [(None, "Toutes les cibles"), *((row.id, row.nom) for row in session.execute(stmt))]
