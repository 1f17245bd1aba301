"""Lectures : événements, pièces jointes, contenu des fichiers."""

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.classeurs import lecteurs
from lsc_desktop.domain.evenements import LIENS, Document, EvenementDraft
from lsc_desktop.queries.classeurs import load_classeur
from lsc_desktop.queries.courriers import manques_de
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    Classeur,
    Dossier,
    Evenement,
    Fichier,
    Immeuble,
    Locataire,
    Lot,
    ModeleEvenement,
    PieceJointe,
    PublipostageLigne,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class EvenementRow:
    """`pieces` : nombre de pièces jointes."""

    id: int
    date: dt.date
    objet: str
    classeur: str
    classeur_id: int | None
    dossier: str
    dossier_id: int | None
    tiers: str
    tiers_id: int | None
    lot: str
    lot_id: int | None
    immeuble: str
    immeuble_id: int | None
    locataire_id: int | None
    mandat_id: int | None
    pieces: int
    auteur: str
    publie_le: dt.date | None
    confidentiel: bool
    version: int


def _evenements() -> Requete:
    pieces = select(func.count(PieceJointe.id)).where(PieceJointe.evenement_id == Evenement.id)
    return (
        select(
            Evenement.id,
            Evenement.date,
            Evenement.objet,
            func.coalesce(Classeur.nom, "").label("classeur"),
            Evenement.classeur_id,
            func.coalesce(Dossier.numero, "").label("dossier"),
            Evenement.dossier_id,
            func.coalesce(nom_complet(), "").label("tiers"),
            Evenement.tiers_id,
            func.coalesce(Lot.code_gestion, "").label("lot"),
            Evenement.lot_id,
            func.coalesce(Immeuble.nom, "").label("immeuble"),
            Evenement.immeuble_id,
            Evenement.locataire_id,
            Evenement.mandat_id,
            pieces.correlate(Evenement).scalar_subquery().label("pieces"),
            Evenement.auteur,
            Evenement.publie_le,
            Evenement.confidentiel,
            Evenement.version,
        )
        .outerjoin(Classeur, Classeur.id == Evenement.classeur_id)
        .outerjoin(Dossier, Dossier.id == Evenement.dossier_id)
        .outerjoin(Tiers, Tiers.id == Evenement.tiers_id)
        .outerjoin(Lot, Lot.id == Evenement.lot_id)
        .outerjoin(Immeuble, Immeuble.id == Evenement.immeuble_id)
    )


EVENEMENTS = Listing(
    EvenementRow,
    _evenements,
    search=(
        Evenement.recherche,
        Classeur.recherche,
        Dossier.recherche,
        Tiers.recherche,
        Lot.recherche,
        Immeuble.recherche,
    ),
    filters={
        **{f"{lien}_id": dans(getattr(Evenement, f"{lien}_id")) for lien in LIENS},
        "classeur_id": dans(Evenement.classeur_id),
        "modele_id": dans(Evenement.modele_id),
        "dossier_id": dans(Evenement.dossier_id),
        "publipostage_id": lambda value: Evenement.id.in_(
            select(PublipostageLigne.evenement_id).where(
                dans(PublipostageLigne.publipostage_id)(value)
            )
        ),
        "publie": lambda value: (
            Evenement.publie_le.is_not(None) if value else Evenement.publie_le.is_(None)
        ),
    },
    order=(("date", True), ("id", True)),
    sort_keys={"tiers": Tiers.recherche},
)


# --- Fiche ------------------------------------------------------------------------------------


def load_evenement(session: Session, evenement_id: int) -> EvenementDraft:
    draft = charger(session, Evenement, EvenementDraft, evenement_id)
    for piece in draft.pieces:
        size = session.scalar(select(Fichier.taille).where(Fichier.id == piece.fichier_id)) or 0
        piece.taille = -(-size // 1024)
    _lire_classeur(session, draft)
    draft.modele_suivi = draft.modele_id
    draft.manques = manques_de(session, draft)
    return draft


def nouvel_evenement(session: Session, ctx: Contexte, **liens: Any) -> EvenementDraft:
    """Une saisie du jour, rattachée à ces fiches et à celles qui en découlent."""
    draft = EvenementDraft(
        date=ctx.aujourd_hui, auteur=ctx.utilisateur, **completer(session, liens)
    )
    _suivre_le_modele(session, draft)
    draft.manques = manques_de(session, draft)
    return draft


def rattacher(session: Session, draft: EvenementDraft, ctx: Contexte) -> None:
    """Remplit les fiches qui se déduisent de celles choisies."""
    chosen = {f"{lien}_id": getattr(draft, f"{lien}_id") for lien in LIENS}
    for name, value in completer(session, chosen).items():
        setattr(draft, name, value)
    _suivre_le_modele(session, draft)
    _lire_classeur(session, draft)
    draft.manques = manques_de(session, draft)


def _suivre_le_modele(session: Session, draft: EvenementDraft) -> None:
    """Le modèle qu'on vient de choisir remplit ce qui est encore vide."""
    if draft.modele_id != draft.modele_suivi:
        reprendre(session, draft)
    draft.modele_suivi = draft.modele_id


def reprendre(session: Session, draft: Any) -> None:
    """Objet, texte et classeur du modèle, là où la saisie n'en a pas."""
    modele = session.get(ModeleEvenement, draft.modele_id) if draft.modele_id else None
    for name in ("objet", "texte", "classeur_id") if modele is not None else ():
        setattr(draft, name, getattr(draft, name) or getattr(modele, name))


def _lire_classeur(session: Session, draft: EvenementDraft) -> None:
    """Ceux qui lisent son classeur, pour l'avertir."""
    known = session.get(Classeur, draft.classeur_id) if draft.classeur_id else None
    draft.lecteurs = "" if known is None else lecteurs(load_classeur(session, known.id))


def completer(session: Session, liens: dict[str, Any]) -> dict[str, Any]:
    """Ajoute ce qui se déduit : d'un locataire son tiers, son lot, son mandat ; d'un lot
    l'immeuble."""
    found = dict(liens)
    if (bail_id := found.get("locataire_id")) and (bail := session.get(Locataire, bail_id)):
        for name in ("tiers_id", "lot_id", "mandat_id"):
            found[name] = found.get(name) or getattr(bail, name)
    if (lot_id := found.get("lot_id")) and (lot := session.get(Lot, lot_id)):
        found["immeuble_id"] = found.get("immeuble_id") or lot.immeuble_id
    return found


# --- Contenus ---------------------------------------------------------------------------------


def fichier(session: Session, fichier_id: int, nom: str = "") -> Document:
    """Un fichier gardé, octet pour octet ; lève `UserError` s'il a disparu."""
    kept = session.get(Fichier, fichier_id)
    if kept is None:
        raise UserError("Ce fichier n'est plus dans la base.", "Relisez la fiche.")
    name = nom or kept.nom
    return Document(name, kept.contenu, PurePath(name).stem, kept.type_mime)


def documents_joints(session: Session, evenement_id: int) -> list[Document]:
    """Les pièces jointes d'un événement, dans l'ordre."""
    stmt = (
        select(PieceJointe.fichier_id, PieceJointe.nom)
        .where(PieceJointe.evenement_id == evenement_id)
        .order_by(PieceJointe.rang, PieceJointe.id)
    )
    return [fichier(session, fichier_id, nom) for fichier_id, nom in session.execute(stmt)]
