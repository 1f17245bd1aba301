"""Lectures : classeurs de l'extranet, modèles d'événement."""

from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.classeurs import METIERS, ClasseurDraft, Metier, ModeleDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import Classeur, Evenement, ModeleEvenement


@dataclass(frozen=True, slots=True)
class ClasseurRow:
    """`evenements` : combien y sont rangés."""

    id: int
    metier: str
    nom: str
    proprietaire: bool
    locataire: bool
    coproprietaire: bool
    membre_cs: bool
    president_cs: bool
    evenements: int
    version: int


def _classeurs() -> Requete:
    c = Classeur
    filed = select(func.count(Evenement.id)).where(Evenement.classeur_id == c.id)
    return select(
        c.id, libelle_de(c.metier, METIERS).label("metier"), c.nom, c.proprietaire, c.locataire,
        c.coproprietaire, c.membre_cs, c.president_cs,
        filed.correlate(c).scalar_subquery().label("evenements"), c.version,
    )  # fmt: skip


CLASSEURS = Listing(
    ClasseurRow,
    _classeurs,
    search=(Classeur.recherche,),
    filters={"metier": dans(Classeur.metier)},
    order=(("metier", False), ("nom", False)),
)


def load_classeur(session: Session, classeur_id: int) -> ClasseurDraft:
    return charger(session, Classeur, ClasseurDraft, classeur_id)


def trouver_classeur(session: Session, nom: str) -> int | None:
    """Le classeur que le programme connaît sous ce nom, même renommé ; à défaut, celui qui le
    porte."""
    if not nom:
        return None
    born = case((Classeur.origine == nom, 0), else_=1)
    stmt = select(Classeur.id).where((Classeur.origine == nom) | (Classeur.nom == nom))
    return session.scalars(stmt.order_by(born, Classeur.id).limit(1)).first()


def classeurs_du_syndic(session: Session) -> list[tuple[str, str]]:
    """(nom que le programme lui connaît, nom de l'agence) : le choix survit à un autre nom."""
    stmt = select(Classeur.origine, Classeur.nom).where(Classeur.metier == Metier.SYNDIC.value)
    rows = session.execute(stmt.order_by(Classeur.nom))
    return [(row.origine or row.nom, row.nom) for row in rows]


@dataclass(frozen=True, slots=True)
class ModeleRow:
    id: int
    nom: str
    objet: str
    classeur: str
    classeur_id: int | None
    duree_mois: int | None
    regrouper: bool
    notifier: bool
    actif: bool
    version: int


def _modeles() -> Requete:
    m = ModeleEvenement
    return select(
        m.id, m.nom, m.objet, func.coalesce(Classeur.nom, literal("")).label("classeur"),
        m.classeur_id, m.duree_mois, m.regrouper, m.notifier, m.actif, m.version,
    ).outerjoin(Classeur, Classeur.id == m.classeur_id)  # fmt: skip


MODELES = Listing(
    ModeleRow,
    _modeles,
    search=(ModeleEvenement.recherche, Classeur.recherche),
    filters={
        "actif": en_service(ModeleEvenement.actif),
        "classeur_id": dans(ModeleEvenement.classeur_id),
    },
    order=(("nom", False),),
)


def load_modele(session: Session, modele_id: int) -> ModeleDraft:
    return charger(session, ModeleEvenement, ModeleDraft, modele_id)
