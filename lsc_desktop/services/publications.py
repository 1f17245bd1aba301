"""Cas d'usage : réglages et cibles de la publication, registre de chacune, envois."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.publications.manifeste import CLE_MIN
from lsc_desktop.domain.publications.multi_envoi import MultiEnvoiDraft
from lsc_desktop.domain.publications.reglages import CibleDraft, ReglagePublicationDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.publications.registre import UNIQUE, trouver_cible
from lsc_desktop.services import reservations
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import (
    CiblePublication,
    ConstatPublication,
    DepotPublication,
    EnvoiPublication,
    ReglagePublication,
)

LUS = ("numero", "empreinte", "signe")


def save_reglage_publication(
    session: Session,
    draft: ReglagePublicationDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    if draft.id is None:
        return enregistrer(
            session, ReglagePublication, draft, dans=ReglagePublication(id=UNIQUE)
        ).id
    return enregistrer(session, ReglagePublication, draft).id


def save_cible(
    session: Session,
    draft: CibleDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie une cible ; un autre serveur oublie la clé d'hôte confirmée. Celle d'un
    partenaire sans abonnement reste inactive.

    Lève `UserError` si elle a déjà reçu des documents et changerait d'adresse ou d'historique : ce
    qu'elle a confirmé ne voudrait plus rien dire.
    """
    known = session.get(CiblePublication, draft.id) if draft.id is not None else None
    if known is not None and known.numero:
        _verifier_suite(known, draft)
    if draft.active:
        exiger_abonnement(session, draft.sorte, draft.nom, "active")
    moved = known is not None and (known.hote, known.port) != (draft.hote, draft.port)
    record = enregistrer(session, CiblePublication, draft, sauf=LUS)
    if moved:
        record.empreinte = ""
        session.flush()
    return record.id


def save_multi_envoi(
    session: Session,
    draft: MultiEnvoiDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Ce qui part vers une cible, dès le prochain envoi ; lève `UserError` sans abonnement."""
    exiger_abonnement(session, draft.sorte, draft.nom, "active")
    return enregistrer(session, CiblePublication, draft, sauf=("nom", "sorte")).id


def _verifier_suite(known: CiblePublication, draft: CibleDraft) -> None:
    for name in ("sorte", "transport", "chemin", "amorce", "depuis"):
        if getattr(known, name) != getattr(draft, name):
            raise UserError(
                "Cette cible a déjà reçu des documents : ni son dossier, ni son point de départ ne "
                "changent.",
                "Créez une autre cible, puis désactivez celle-ci.",
                name,
            )


def supprimer_cible(session: Session, cible_id: int, version: int | None = None) -> None:
    """Lève `UserError` si elle a reçu des documents : ils y resteraient sans qu'on le sache."""
    if trouver_cible(session, cible_id).numero:
        raise UserError(
            "Cette cible montre des documents.", "Désactivez-la plutôt : son registre reste."
        )
    for model in (DepotPublication, EnvoiPublication, ConstatPublication):
        session.execute(delete(model).where(model.cible_id == cible_id))
    supprimer(session, CiblePublication, cible_id, version)


def confirmer_empreinte(session: Session, cible_id: int, empreinte: str, *, ctx: Contexte) -> None:
    """Un administrateur a comparé la clé d'hôte à celle du serveur : elle seule sera acceptée."""
    trouver_cible(session, cible_id).empreinte = empreinte
    session.flush()


def garder_secret(cible: CibleDraft, secret: str) -> None:
    """Le mot de passe ou la clé privée d'une cible, au coffre de ce poste ; lève `TemporaryError`
    s'il n'en a pas."""
    coffre.garder(_au_coffre(cible), secret)


def secret_de(cible: CibleDraft) -> str:
    """Celui que ce poste garde ; vide s'il n'en garde pas."""
    return coffre.lire(_au_coffre(cible))


def _au_coffre(cible: CibleDraft | CiblePublication) -> str:
    """Il dit à qui le secret est : le mot de passe d'un serveur n'est jamais montré à un autre,
    qu'on ait corrigé l'adresse, supprimé la cible, ou ouvert une autre base."""
    return f"cible-{cible.id}-{cible.utilisateur}@{cible.hote}"


def poser_signature(session: Session, cible_id: int, cle: str, *, ctx: Contexte) -> None:
    """Garde au coffre la clé que la cible a donnée : ses manifestes seront signés ; vide, ils ne le
    sont plus. Lève `UserError` si elle est trop courte, `TemporaryError` sans coffre."""
    if cle and len(cle.encode()) < CLE_MIN:
        raise UserError(
            "Cette clé de signature est trop courte.",
            f"Il faut {CLE_MIN} caractères au moins : reprenez celle que la cible a donnée.",
        )
    cible = trouver_cible(session, cible_id)
    coffre.garder(f"{_au_coffre(cible)}-signature", cle)
    cible.signe = bool(cle)
    session.flush()


def cle_de_signature(cible: CibleDraft) -> bytes | None:
    """Celle qui signe ses manifestes ; None si elle n'en veut pas. Lève `UserError` si ce poste ne
    l'a pas : un manifeste non signé serait refusé, ou pire, admis."""
    if not cible.signe:
        return None
    held = coffre.lire(f"{_au_coffre(cible)}-signature")
    if not held:
        raise UserError(
            f"La clé de signature de « {cible.nom} » n'est pas au coffre de ce poste.",
            "Ouvrez la cible, et donnez-la par « Clé de signature… ».",
        )
    return held.encode()


# --- Un passage ---------------------------------------------------------------------------------


def prendre(session: Session, cible_id: int, jeton: str) -> None:
    """Réserve la cible à un passage ; lève `TemporaryError` si un autre, vivant, y publie."""
    quoi = "Une publication vers cette cible"
    reservations.reserver(session, CiblePublication, cible_id, jeton, quoi, arret_demande=False)


def vivre(session: Session, cible_id: int, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    return reservations.vivre(session, CiblePublication, cible_id, jeton)


def interrompre(session: Session, cible_id: int, *, ctx: Contexte) -> bool:
    """Demande à la publication en cours de s'arrêter, quel que soit le poste ou le service qui la
    mène ; faux s'il n'y en a pas. Ce qui est parti reste, la suite partira au prochain envoi."""
    stmt = update(CiblePublication).where(
        CiblePublication.id == cible_id, CiblePublication.jeton != ""
    )
    done = session.execute(stmt.values(arret_demande=True))
    return bool(cast("CursorResult[Any]", done).rowcount)


def rendre(session: Session, cible_id: int, jeton: str) -> None:
    reservations.rendre(session, CiblePublication, cible_id, jeton)


def commencer(session: Session, cible_id: int, maintenant: datetime) -> int:
    """Ouvre un envoi ; ceux qu'un processus mort a laissés en cours sont interrompus."""
    mine = EnvoiPublication.cible_id == cible_id
    session.execute(
        update(EnvoiPublication)
        .where(mine, EnvoiPublication.etat == "en_cours")
        .values(etat="interrompu", message="Le programme s'est arrêté pendant l'envoi.")
    )
    record = EnvoiPublication(
        cible_id=cible_id, commence_le=maintenant, etat="en_cours", numero=None, fini_le=None
    )
    session.add(record)
    session.flush()
    return record.id


def finir(session: Session, envoi_id: int, maintenant: datetime, etat: str, **faits: Any) -> None:
    """`faits` : ce que l'envoi a fait, par colonne ; `message`, s'il a manqué."""
    session.execute(
        update(EnvoiPublication)
        .where(EnvoiPublication.id == envoi_id)
        .values(etat=etat, fini_le=maintenant, **faits)
    )


def tenter(session: Session, cible_id: int, tenu: int) -> int:
    """Le numéro du prochain manifeste, au-delà de celui que la cible tient : il ne resservira pas,
    même si le dépôt échoue."""
    cible = trouver_cible(session, cible_id)
    number = max(cible.numero, cible.tente, tenu) + 1
    session.execute(
        update(CiblePublication).where(CiblePublication.id == cible_id).values(tente=number)
    )
    return number
