"""Retirer une fiche : la désactiver, ou la supprimer si plus rien ne s'y rapporte (D6)."""

from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session, selectinload

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.services.fiches import verifier_version
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Regularisation
from lsc_desktop.storage.models.base import Base, Versionnee

# Ce que l'utilisateur lit à la place du nom d'une table.
NOMS = {
    "ag_acces": ("accès AG Connect", "accès AG Connect"),
    "ag_connect": ("export AG Connect", "exports AG Connect"),
    "ag_resolution": ("résolution exportée", "résolutions exportées"),
    "ag_retour": ("retour AG Connect", "retours AG Connect"),
    "ag_retour_piece": ("pièce d'un retour AG Connect", "pièces d'un retour AG Connect"),
    "reglage_ag_connect": ("réglage d'AG Connect", "réglages d'AG Connect"),
    "acces_client": ("accès au Service Client", "accès au Service Client"),
    "annonce_en_ligne": ("annonce en ligne", "annonces en ligne"),
    "appel": ("appel de loyers", "appels de loyers"),
    "assemblee": ("assemblée générale", "assemblées générales"),
    "ayant_droit": ("indivision", "indivisions"),
    "classeur": ("classeur", "classeurs"),
    "code_fiscalite": ("code fiscalité", "codes fiscalité"),
    "colocataire": ("colocataire", "colocataires"),
    "compte": ("compte", "comptes"),
    "contact": ("contact", "contacts"),
    "coproprietaire": ("copropriétaire", "copropriétaires"),
    "copropriete": ("copropriété", "copropriétés"),
    "declaration_registre": ("déclaration au registre", "déclarations au registre"),
    "depense": ("dépense", "dépenses"),
    "devis_lovys": ("devis Lovys", "devis Lovys"),
    "document_lot": ("document", "documents"),
    "dossier": ("dossier", "dossiers"),
    "dossier_locatif_piece": ("pièce d'un dossier locatif", "pièces d'un dossier locatif"),
    "critere_annonce": ("critère d'annonce", "critères d'annonce"),
    "ecriture": ("écriture", "écritures"),
    "entite": ("entité", "entités"),
    "envoi_annonces": ("envoi d'annonces", "envois d'annonces"),
    "envoi_assemblee": ("envoi", "envois"),
    "evenement": ("événement", "événements"),
    "exercice": ("exercice", "exercices"),
    "fonds_travaux": ("fonds de travaux", "fonds de travaux"),
    "garant": ("caution", "cautions"),
    "immeuble": ("immeuble", "immeubles"),
    "journal_comptable": ("journal", "journaux"),
    "ligne_quittancement": ("ligne de quittancement", "lignes de quittancement"),
    "locataire": ("locataire", "locataires"),
    "lot": ("lot", "lots"),
    "lot_copropriete": ("lot de copropriété", "lots de copropriété"),
    "mandat": ("mandat", "mandats"),
    "mandat_lot": ("mandat", "mandats"),
    "membre_conseil": ("mandat au conseil syndical", "mandats au conseil syndical"),
    "modele_evenement": ("modèle d'événement", "modèles d'événement"),
    "mouvement_assemblee": ("mouvement d'assemblée", "mouvements d'assemblée"),
    "mutation": ("mutation", "mutations"),
    "photo_immeuble": ("photo", "photos"),
    "participant_rendez_vous": (
        "participation à un rendez-vous",
        "participations à des rendez-vous",
    ),
    "piece": ("pièce comptable", "pièces comptables"),
    "piece_jointe": (
        "liste des copropriétaires ou fiche synthétique",
        "listes des copropriétaires ou fiches synthétiques",
    ),
    "pointage": ("présence à une assemblée", "présences à des assemblées"),
    "possession": ("lot tenu", "lots tenus"),
    "pouvoir_accepte": ("pouvoir accepté", "pouvoirs acceptés"),
    "pouvoir_en_blanc": ("pouvoir en blanc", "pouvoirs en blanc"),
    "publipostage": ("publipostage", "publipostages"),
    "publipostage_ligne": ("courrier d'un publipostage", "courriers d'un publipostage"),
    "quittance": ("quittance", "quittances"),
    "reglage_publication": ("réglage de la publication", "réglages de la publication"),
    "regularisation": ("régularisation", "régularisations"),
    "rendez_vous": ("rendez-vous", "rendez-vous"),
    "resolution": ("résolution", "résolutions"),
    "reunion_zoom": ("réunion Zoom", "réunions Zoom"),
    "utilisateur": ("utilisateur", "utilisateurs"),
    "voix_arretee": ("vote arrêté", "votes arrêtés"),
    "vote": ("vote", "votes"),
    "vote_correspondance": ("vote par correspondance", "votes par correspondance"),
}


def activer(session: Session, model: type[Base], fiche_id: int, actif: bool) -> Any:
    """Remet la fiche en service, ou l'en retire ; elle reste lisible. Rend la fiche."""
    record = _fiche(session, model, fiche_id)
    record.actif = actif
    session.flush()
    return record


def supprimer(
    session: Session, model: type[Base], fiche_id: int, version: int | None = None
) -> None:
    """Efface la fiche et ses propres lignes ; l'historique garde la trace.

    `version` : celle qu'a montrée la liste. Lève `UserError`, qui nomme ce qui en dépend, si une
    autre fiche s'y rapporte, et `ConflictError` si elle a changé depuis que la liste l'a montrée.
    """
    record = _fiche(session, model, fiche_id)
    if version is not None and isinstance(record, Versionnee):
        verifier_version(session, record, version)
    _refuser_en_attente(session, model, fiche_id)
    if uses := dependances(session, model, fiche_id):
        raise UserError(
            f"Cette fiche sert encore : {_enumerer(uses)}.",
            "Désactivez-la plutôt : elle ne sera plus proposée, et rien ne sera perdu.",
        )
    session.delete(record)
    session.flush()


def dependances(session: Session, model: type[Base], fiche_id: int) -> dict[str, int]:
    """Table → nombre de lignes d'autres fiches qui se rapportent à celle-ci."""
    own = {relation.mapper.local_table for relation in inspect(model).relationships}
    target = inspect(model).local_table
    found: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        if table in own:
            continue
        for key in table.foreign_keys:
            if key.column.table is target:
                stmt = select(func.count()).select_from(table).where(key.parent == fiche_id)
                count = session.scalar(stmt) or 0
                found[table.name] = found.get(table.name, 0) + count
    return {name: count for name, count in found.items() if count}


def _refuser_en_attente(session: Session, model: type[Base], fiche_id: int) -> None:
    """Une régularisation en attente lirait demain une fiche disparue (gerance 7.11, cas 33)."""
    target = inspect(model).local_table
    for column in Regularisation.__table__.columns:
        if not any(key.column.table is target for key in column.foreign_keys):
            continue
        pending = select(func.count()).where(column == fiche_id)
        if session.scalar(pending.where(Regularisation.etat == "en_attente")):
            raise UserError(
                "Une régularisation en attente se rapporte à cette fiche.",
                "Quittancez-la ou supprimez-la d'abord, dans Régularisation des lots isolés.",
            )


def _enumerer(uses: dict[str, int]) -> str:
    """« 2 lots, 1 mandat et 3 événements »."""
    return enumerer(
        [pluriel(count, *NOMS.get(name, ("fiche", "fiches"))) for name, count in uses.items()]
    )


def _fiche(session: Session, model: type[Base], fiche_id: int) -> Any:
    hold(session, model, fiche_id)
    own = [selectinload(getattr(model, r.key)) for r in inspect(model).relationships]
    record = session.get(model, fiche_id, options=own)
    if record is None:
        raise UserError("Cette fiche a été supprimée.", "Relisez la liste.")
    return record
