"""Lectures : entités."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete
from lsc_desktop.queries.sql import en_service
from lsc_desktop.storage.models import Configuration, Entite


@dataclass(frozen=True, slots=True)
class EntiteRow:
    id: int
    code: str
    nom: str
    ville: str
    telephone: str
    courriel: str
    actif: bool
    version: int


def _select() -> Requete:
    return select(
        Entite.id, Entite.code, Entite.nom, Entite.ville, Entite.telephone, Entite.courriel,
        Entite.actif, Entite.version,
    )  # fmt: skip


ENTITES = Listing(
    EntiteRow,
    _select,
    search=(Entite.recherche,),
    filters={"actif": en_service(Entite.actif)},
    order=(("code", False),),
)


def load_entite(session: Session, entite_id: int) -> EntiteDraft:
    return charger(session, Entite, EntiteDraft, entite_id)


def load_entete(session: Session, entite_id: int) -> EnTete:
    """L'en-tête et le pied des documents d'une entité."""
    entite = session.get_one(Entite, entite_id)
    pied = session.scalar(select(Configuration.pied_de_page)) or ""
    place = f"{entite.code_postal} {entite.ville}".strip()
    lines = (entite.adresse1, entite.adresse2, place, entite.telephone, entite.courriel)
    legal = (
        f"SIRET {entite.siret}" if entite.siret else "",
        f"Carte professionnelle {entite.carte_professionnelle}"
        if entite.carte_professionnelle
        else "",
        f"Garantie {entite.garantie}" if entite.garantie else "",
        pied,
    )
    return EnTete(
        entite.nom,
        tuple(line for line in lines if line),
        " - ".join(part for part in legal if part),
    )


def entete_principal(session: Session) -> EnTete:
    """L'en-tête de la première entité : celui des documents qui n'en ont pas d'autre."""
    first = session.scalar(select(Entite.id).where(Entite.actif).order_by(Entite.code).limit(1))
    return load_entete(session, first) if first is not None else EnTete("")


def agence_absente(session: Session) -> bool:
    """Vrai d'une base où aucune entité n'a encore été créée."""
    return session.scalar(select(Entite.id).limit(1)) is None
