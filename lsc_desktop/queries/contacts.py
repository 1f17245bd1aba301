"""Lectures : contacts utiles."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.contacts import GENRES, METIERS_CONTACT, ContactDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import Contact, Immeuble, Tiers


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    genre: str
    nom: str
    role: str
    immeuble: str
    immeuble_id: int | None
    telephone: str
    courriel: str
    metier: str
    publie: bool
    tiers_id: int | None
    actif: bool
    version: int


def _contacts() -> Requete:
    c = Contact
    return select(
        c.id, libelle_de(c.genre, GENRES).label("genre"), c.nom, c.role,
        func.coalesce(Immeuble.code, literal("")).label("immeuble"), c.immeuble_id, c.telephone,
        c.courriel, libelle_de(c.metier, METIERS_CONTACT).label("metier"), c.publie, c.tiers_id,
        c.actif, c.version,
    ).outerjoin(Immeuble, Immeuble.id == c.immeuble_id)  # fmt: skip


CONTACTS = Listing(
    ContactRow,
    _contacts,
    search=(Contact.recherche, Immeuble.recherche),
    filters={
        "actif": en_service(Contact.actif),
        "genre": dans(Contact.genre),
        "immeuble_id": dans(Contact.immeuble_id),
        "tiers_id": dans(Contact.tiers_id),
    },
    order=(("genre", False), ("immeuble", False), ("nom", False)),
    sort_keys={"nom": func.lower(Contact.nom)},
)


def load_contact(session: Session, contact_id: int) -> ContactDraft:
    return charger(session, Contact, ContactDraft, contact_id)


def nouveau_contact(session: Session, ctx: Contexte, **params: Any) -> ContactDraft:
    draft = ContactDraft(**params)
    reprendre_le_tiers(session, draft)
    return draft


def reprendre_le_tiers(session: Session, draft: ContactDraft) -> None:
    """Ce que la fiche du tiers choisi dit de lui, tant que rien n'est tapé."""
    who = session.get(Tiers, draft.tiers_id) if draft.tiers_id is not None else None
    if who is None or draft.id is not None:
        return
    draft.nom = draft.nom or f"{who.nom} {who.prenom}".strip()
    draft.telephone = draft.telephone or who.telephone or who.portable
    for name in ("courriel", "adresse1", "code_postal", "ville"):
        setattr(draft, name, getattr(draft, name) or getattr(who, name))
