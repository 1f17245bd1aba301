"""Les déclarations au registre : leur historique, la fiche d'une, et ce qu'elle enverrait."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.domain.registre.declarations import (
    A_ENVOYER,
    BROUILLON,
    ETATS,
    DeclarationDraft,
    recalculer,
)
from lsc_desktop.domain.registre.demarches import CHOIX, demarches_possibles
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.echeances import echeance
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import (
    Copropriete,
    DeclarationRegistre,
    Entite,
    EnvoiPartenaire,
    Fichier,
    Immeuble,
)


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """`etat` : le sien, ou celui de son envoi tant qu'il n'est pas parti ; `message` : ce qu'en dit
    le registre, ou pourquoi elle n'est pas partie."""

    id: int
    cree_le: datetime
    code: str
    nom: str
    copropriete_id: int
    demarche: str
    etat: str
    accuse: str
    numero: str
    message: str
    faite_le: datetime | None
    faite_par: str
    cree_par: str
    etat_code: str
    envoi_id: int | None
    version: int


def _declarations() -> Requete:
    d, e = DeclarationRegistre, EnvoiPartenaire
    waits = and_(d.etat == A_ENVOYER, e.etat.in_((envois.REFUSE, envois.EN_PANNE,
                                                  envois.ABANDONNE)))  # fmt: skip
    return (
        select(
            d.id, d.cree_le, Immeuble.code.label("code"), Entite.nom.label("nom"),
            d.copropriete_id, libelle_de(d.demarche, CHOIX).label("demarche"),
            case((waits, libelle_de(e.etat, envois.ETATS)), else_=libelle_de(d.etat, ETATS))
            .label("etat"),
            d.accuse, d.numero,
            case((waits, e.message), else_=d.message).label("message"),
            d.faite_le, d.faite_par, d.cree_par, d.etat.label("etat_code"), d.envoi_id, d.version,
        )
        .join(Copropriete, Copropriete.id == d.copropriete_id)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(e, e.id == d.envoi_id)
    )  # fmt: skip


DECLARATIONS_REGISTRE = Listing(
    DeclarationRow,
    _declarations,
    search=(DeclarationRegistre.recherche, Entite.recherche, Immeuble.recherche),
    filters={
        "copropriete_id": dans(DeclarationRegistre.copropriete_id),
        "etat": dans(DeclarationRegistre.etat),
        "demarche": dans(DeclarationRegistre.demarche),
    },
    order=(("cree_le", True), ("id", True)),
)


def load_declaration(session: Session, declaration_id: int) -> DeclarationDraft:
    draft = charger(session, DeclarationRegistre, DeclarationDraft, declaration_id)
    row = session.get_one(DeclarationRegistre, declaration_id)
    draft.donnees, draft.recues = _lu(row.donnees), _lu(row.recues)
    name = select(Fichier.nom).where(Fichier.id == row.piece_id)
    draft.piece = session.scalar(name) or ""
    situer(session, draft)
    envoi = session.get(EnvoiPartenaire, row.envoi_id) if row.envoi_id else None
    draft.etat_dit = dict(ETATS)[row.etat]
    draft.reponse = row.message
    if row.etat == A_ENVOYER and envoi is not None:
        draft.etat_dit = dict(envois.ETATS).get(envoi.etat, envoi.etat)
        draft.reponse = f"{envoi.message} {envoi.conseil}".strip()
    elif row.faite_le is not None:
        draft.etat_dit += f" le {row.faite_le:%d/%m/%Y à %H:%M} par {row.faite_par}"
        said = (f"Accusé {row.accuse}." if row.accuse else "", row.message)
        draft.reponse = " ".join(part for part in said if part)
    recalculer(draft)
    return draft


def nouvelle_declaration(session: Session, ctx: Contexte, **params: Any) -> DeclarationDraft:
    """Un brouillon, sur la démarche qui presse, ou la première qui se demande."""
    draft = DeclarationDraft(**params)
    situer(session, draft)
    if "demarche" not in params:
        draft.demarche = _qui_presse(draft.dossier)
        recalculer(draft)
    return draft


def situer(session: Session, draft: DeclarationDraft) -> None:
    """Le dossier de sa copropriété, et le jour."""
    draft.dossier = (
        load_dossier(session, draft.copropriete_id) if draft.copropriete_id else DossierDraft()
    )
    draft.nom, draft.jour = draft.dossier.nom, draft.dossier.jour
    recalculer(draft)


def declarations_en_cours(session: Session, copropriete_id: int, sauf: int | None = None) -> int:
    """Celles de cette copropriété qui attendent de partir, ou une réponse."""
    d = DeclarationRegistre
    stmt = select(func.count(d.id)).where(
        d.copropriete_id == copropriete_id, d.etat == A_ENVOYER, d.id != (sauf or 0)
    )
    return session.scalar(stmt) or 0


def piece_de(session: Session, declaration_id: int) -> bytes:
    """Le contenu de sa pièce justificative ; vide sans pièce."""
    stmt = (
        select(Fichier.contenu)
        .join(DeclarationRegistre, DeclarationRegistre.piece_id == Fichier.id)
        .where(DeclarationRegistre.id == declaration_id)
    )
    return session.scalar(stmt) or b""


def brouillons(session: Session, copropriete_id: int) -> list[int]:
    d = DeclarationRegistre
    stmt = select(d.id).where(d.copropriete_id == copropriete_id, d.etat == BROUILLON)
    return list(session.scalars(stmt.order_by(d.id)))


def _qui_presse(dossier: DossierDraft) -> str:
    known = [day for day in (dossier.ag_comptes_le, dossier.connu.ag_le) if day is not None]
    due = echeance(
        dossier.rattachement, dossier.maj_le, max(known, default=None), dossier.mandat_au,
        dossier.jour,
    )  # fmt: skip
    if due is not None:
        return due.demande.code
    open_ = demarches_possibles(dossier.rattachement)
    return open_[0].code if open_ else DeclarationDraft().demarche


def _lu(texte: str) -> dict[str, Any]:
    found = json.loads(texte) if texte else {}
    return found if isinstance(found, dict) else {}
