"""Lectures : utilisateurs, profils, droits, journal des connexions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.droits import completer
from lsc_desktop.domain.utilisateurs import (
    FAITS,
    ProfilDraft,
    Seance,
    UtilisateurDraft,
    grille_de,
    recalculer,
    situation,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.storage.models import Connexion, Profil, ProfilDroit, Utilisateur

# --- Qui peut ouvrir ----------------------------------------------------------------------------


def connexion_exigee(session: Session) -> bool:
    """Vrai dès qu'un utilisateur en service a un mot de passe ; sinon l'agence ouvre sans."""
    held = exists().where(Utilisateur.actif, Utilisateur.mot_de_passe != "")
    return bool(session.scalar(select(held)))


def profils_absents(session: Session) -> bool:
    return not session.scalar(select(exists().where(Profil.id > 0)))


def seance_de(session: Session, utilisateur_id: int) -> Seance | None:
    """L'utilisateur et ses droits de l'instant ; `None` s'il n'a plus le droit d'entrer."""
    stmt = (
        select(Utilisateur.nom, Utilisateur.identifiant, Profil)
        .join(Profil, Profil.id == Utilisateur.profil_id)
        .where(Utilisateur.id == utilisateur_id, Utilisateur.actif)
    )
    found = session.execute(stmt).first()
    if found is None:
        return None
    nom, identifiant, profil = found
    droits = droits_du_profil(session, profil)
    return Seance(nom, utilisateur_id, identifiant, profil.nom, droits)


class ASecourir(NamedTuple):
    """Un utilisateur dont le mot de passe est oublié."""

    id: int
    nom: str


def a_secourir(session: Session, identifiant: str) -> ASecourir:
    """L'utilisateur à qui redonner un mot de passe ; le premier se donne par la fenêtre.

    Lève `UserError` si personne n'a cet identifiant, ou n'a de mot de passe à remplacer.
    """
    wanted = identifiant.strip().lower()
    stmt = select(Utilisateur).order_by(Utilisateur.identifiant)
    users = {user.identifiant.lower(): user for user in session.scalars(stmt)}
    if (user := users.get(wanted)) is None:
        known = [one.identifiant for one in users.values() if one.mot_de_passe]
        raise UserError(
            f"Personne n'a l'identifiant « {wanted} ».",
            f"Ont un mot de passe : {', '.join(known)}."
            if known
            else "Personne n'en a besoin ici.",
        )
    if not user.actif:
        raise UserError("Ce compte est désactivé.", "Un administrateur doit d'abord le réactiver.")
    if not user.mot_de_passe:
        raise UserError(
            f"{user.nom} n'a pas de mot de passe à remplacer.",
            "Donnez-lui le premier par la fenêtre : PARAMÈTRES > Utilisateurs.",
        )
    return ASecourir(user.id, user.nom)


def droits_du_profil(session: Session, profil: Profil) -> frozenset[str] | None:
    """`None` pour un administrateur ; rien du tout pour un profil désactivé."""
    if not profil.actif:
        return frozenset()
    if profil.administrateur:
        return None
    stmt = select(ProfilDroit.droit).where(ProfilDroit.profil_id == profil.id)
    return completer(session.scalars(stmt))


# --- Fiches -------------------------------------------------------------------------------------


def load_utilisateur(session: Session, utilisateur_id: int) -> UtilisateurDraft:
    draft = charger(session, Utilisateur, UtilisateurDraft, utilisateur_id)
    user = session.get_one(Utilisateur, utilisateur_id)
    draft.situation = situation(bool(user.mot_de_passe), user.a_changer, user.connecte_le)
    return draft


def nouvel_utilisateur(session: Session, ctx: Contexte, **params: Any) -> UtilisateurDraft:
    return UtilisateurDraft(**params)


def load_profil(session: Session, profil_id: int) -> ProfilDraft:
    draft = charger(session, Profil, ProfilDraft, profil_id)
    stmt = select(ProfilDroit.droit).where(ProfilDroit.profil_id == profil_id)
    draft.grille = grille_de(frozenset(session.scalars(stmt)))
    recalculer(draft)
    return draft


def nouveau_profil(session: Session, ctx: Contexte, copie_de: int | None = None) -> ProfilDraft:
    """Un profil vierge, ou la copie d'un autre ; un administrateur ne se copie pas en un autre."""
    if copie_de is None:
        return ProfilDraft()
    copied = load_profil(session, copie_de)
    if copied.administrateur:
        raise UserError(
            "Le profil Administrateur a tous les droits : le copier ne servirait à rien.",
            "Copiez un autre profil, ou donnez celui-ci à un collègue.",
        )
    copied.id, copied.version, copied.nom = None, 0, f"{copied.nom} (copie)"
    return copied


# --- Listes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UtilisateurRow:
    id: int
    identifiant: str
    nom: str
    profil: str
    courriel: str
    mot_de_passe: bool
    connecte_le: datetime | None
    messages_systeme: bool
    actif: bool
    profil_id: int


def _select_utilisateurs() -> Requete:
    return select(
        Utilisateur.id, Utilisateur.identifiant, Utilisateur.nom, Profil.nom.label("profil"),
        Utilisateur.courriel, (Utilisateur.mot_de_passe != "").label("mot_de_passe"),
        Utilisateur.connecte_le, Utilisateur.messages_systeme, Utilisateur.actif,
        Utilisateur.profil_id,
    ).join(Profil, Profil.id == Utilisateur.profil_id)  # fmt: skip


UTILISATEURS = Listing(
    UtilisateurRow,
    _select_utilisateurs,
    search=(Utilisateur.recherche,),
    filters={"actif": en_service(Utilisateur.actif), "profil_id": dans(Utilisateur.profil_id)},
    order=(("nom", False),),
)


@dataclass(frozen=True, slots=True)
class ProfilRow:
    id: int
    nom: str
    note: str
    administrateur: bool
    droits: int
    utilisateurs: int
    actif: bool
    version: int


def _select_profils() -> Requete:
    droits = select(func.count(ProfilDroit.id)).where(ProfilDroit.profil_id == Profil.id)
    users = select(func.count(Utilisateur.id)).where(
        Utilisateur.profil_id == Profil.id, Utilisateur.actif
    )
    return select(
        Profil.id, Profil.nom, Profil.note, Profil.administrateur,
        droits.scalar_subquery().label("droits"), users.scalar_subquery().label("utilisateurs"),
        Profil.actif, Profil.version,
    )  # fmt: skip


PROFILS = Listing(
    ProfilRow,
    _select_profils,
    search=(func.lower(Profil.nom),),
    filters={"actif": en_service(Profil.actif)},
    order=(("nom", False),),
)


@dataclass(frozen=True, slots=True)
class ConnexionRow:
    id: int
    quand: datetime
    qui: str
    fait: str
    poste: str
    par: str


def _select_connexions() -> Requete:
    return select(
        Connexion.id, Connexion.quand, Connexion.qui,
        libelle_de(Connexion.fait, FAITS).label("fait"), Connexion.poste, Connexion.par,
    )  # fmt: skip


CONNEXIONS = Listing(
    ConnexionRow,
    _select_connexions,
    search=(Connexion.recherche,),
    filters={"qui": dans(Connexion.qui), "fait": dans(Connexion.fait)},
    order=(("quand", True), ("id", True)),
)
