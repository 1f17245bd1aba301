"""Cas d'usage : utilisateurs, profils, mots de passe.

Deux garde-fous valent partout : une agence qui se connecte garde un administrateur capable
d'entrer ; et nul n'accorde plus que ce qu'il a.
"""

from collections.abc import Collection

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold
from lsc_desktop.domain.droits import PROFILS
from lsc_desktop.domain.utilisateurs import (
    MOT_DE_PASSE,
    MOT_DONNE,
    ProfilDraft,
    UtilisateurDraft,
    droits_de,
    refus_mot_de_passe,
)
from lsc_desktop.queries.utilisateurs import droits_du_profil, profils_absents
from lsc_desktop.services import motdepasse, retrait
from lsc_desktop.services.connexions import noter
from lsc_desktop.services.fiches import avancer, enregistrer
from lsc_desktop.storage.models import Profil, ProfilDroit, Utilisateur

CALCULES = ("situation",)


def installer(session: Session) -> None:
    """Les profils livrés, si l'agence n'en a aucun ; rejoué, ne change rien."""
    if not profils_absents(session):
        return
    for livre in PROFILS:
        profil = Profil(nom=livre.nom, note=livre.note, administrateur=livre.administrateur)
        profil.droits = [ProfilDroit(droit=droit) for droit in sorted(livre.droits)]
        session.add(profil)
    session.flush()


# --- Utilisateurs -------------------------------------------------------------------------------


def save_utilisateur(
    session: Session,
    draft: UtilisateurDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre la fiche ; l'identifiant est gardé en minuscules.

    Lève `UserError` si l'identifiant ou le nom (il signe l'historique) est pris, si le profil a
    plus de droits que qui l'accorde, ou s'il ne resterait plus d'administrateur.
    """
    draft.identifiant = draft.identifiant.strip().lower()
    draft.nom = draft.nom.strip()
    _refuser_pris(session, draft)
    if draft.id is not None:
        _pas_plus_que_soi(session, _utilisateur(session, draft.id).profil_id, ctx)
    if draft.profil_id is not None:
        _pas_plus_que_soi(session, draft.profil_id, ctx)
    user_id = enregistrer(session, Utilisateur, draft, sauf=CALCULES).id
    _garder_un_administrateur(session)
    return user_id


def activer_utilisateur(session: Session, utilisateur_id: int, actif: bool, ctx: Contexte) -> None:
    """Remet en service ou désactive ; lève `UserError` pour soi-même ou le dernier
    administrateur."""
    user = _utilisateur(session, utilisateur_id)
    _pas_plus_que_soi(session, user.profil_id, ctx)
    if not actif and user.nom == ctx.utilisateur and user.mot_de_passe:
        raise UserError(
            "Vous ne pouvez pas désactiver votre propre compte.",
            "Demandez-le à un autre administrateur.",
        )
    retrait.activer(session, Utilisateur, utilisateur_id, actif)
    _garder_un_administrateur(session)


def donner_mot_de_passe(session: Session, utilisateur_id: int, mot: str, *, ctx: Contexte) -> None:
    """Un mot de passe provisoire : il devra être changé à l'ouverture, et lève tout blocage.

    Lève `UserError` (champ « mot ») s'il est trop faible.
    """
    user = _utilisateur(session, utilisateur_id)
    _pas_plus_que_soi(session, user.profil_id, ctx)
    if not user.actif:
        raise UserError("Ce compte est désactivé.", "Réactivez-le d'abord.")
    _refuser_faible(mot, user)
    _poser(session, user.id, mot, a_changer=user.nom != ctx.utilisateur)
    noter(session, MOT_DONNE, user.nom, quand=ctx.maintenant, poste=ctx.poste, par=ctx.utilisateur)
    _garder_un_administrateur(session)


def changer_mot_de_passe(
    session: Session, utilisateur_id: int, ancien: str, nouveau: str, *, ctx: Contexte
) -> None:
    """Le sien, par son titulaire, dont l'ancien vient d'être vérifié.

    Lève `UserError` si le nouveau est trop faible ou le même.
    """
    user = _utilisateur(session, utilisateur_id)
    _refuser_faible(nouveau, user)
    if nouveau == ancien:
        raise UserError("C'est le même mot de passe.", "Choisissez-en un nouveau.", "nouveau")
    _poser(session, user.id, nouveau, a_changer=False)
    noter(session, MOT_DE_PASSE, user.nom, quand=ctx.maintenant, poste=ctx.poste)


def _poser(session: Session, utilisateur_id: int, mot: str, *, a_changer: bool) -> None:
    """Hors de l'ORM : la version de la fiche n'avance pas, personne n'est dérangé."""
    session.execute(
        update(Utilisateur)
        .where(Utilisateur.id == utilisateur_id)
        .values(
            mot_de_passe=motdepasse.hacher(mot), a_changer=a_changer, echecs=0, bloque_jusqu_a=None
        )
    )


def _refuser_faible(mot: str, user: Utilisateur) -> None:
    if sentence := refus_mot_de_passe(mot, user.identifiant, user.nom):
        raise UserError("Ce mot de passe ne convient pas.", sentence, "nouveau")


def _refuser_pris(session: Session, draft: UtilisateurDraft) -> None:
    others = select(Utilisateur.identifiant, Utilisateur.nom)
    if draft.id is not None:
        others = others.where(Utilisateur.id != draft.id)
    for identifiant, nom in session.execute(others):
        if identifiant == draft.identifiant:
            raise UserError(
                f"L'identifiant « {identifiant} » est déjà pris.",
                "Choisissez-en un autre.",
                "identifiant",
            )
        if draft.nom and fold(nom) == fold(draft.nom):
            raise UserError(
                f"Un utilisateur s'appelle déjà « {nom} ».",
                "Le nom signe l'historique : ajoutez le prénom ou une initiale.",
                "nom",
            )


def _utilisateur(session: Session, utilisateur_id: int) -> Utilisateur:
    user = session.get(Utilisateur, utilisateur_id)
    if user is None:
        raise UserError("Cet utilisateur n'existe plus.", "Relisez la liste.")
    return user


# --- Profils ------------------------------------------------------------------------------------


def save_profil(
    session: Session,
    draft: ProfilDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre le profil et ses droits, complétés de ceux qu'ils supposent.

    Lève `UserError` si le nom est pris, si l'on accorde plus qu'on n'a, ou s'il ne resterait plus
    d'administrateur.
    """
    draft.nom = draft.nom.strip()
    taken = exists().where(Profil.nom == draft.nom, Profil.id != (draft.id or 0))
    if session.scalar(select(taken)):
        raise UserError(f"Le profil « {draft.nom} » existe déjà.", "Changez ce nom.", "nom")
    wanted = frozenset() if draft.administrateur else droits_de(draft)
    before = session.get(Profil, draft.id) if draft.id is not None else None
    if before is not None:
        _pas_plus_que_soi(session, before.id, ctx)
    _pas_plus_que(None if draft.administrateur else wanted, ctx)
    profil = enregistrer(session, Profil, draft, sauf=("grille",))
    held = {line.droit: line for line in profil.droits}
    if set(held) != wanted:
        profil.droits = [held.get(key) or ProfilDroit(droit=key) for key in sorted(wanted)]
        session.flush()
        if draft.id is not None and profil.version == draft.version:
            avancer(session, Profil, profil)  # seuls des droits ont changé
    _garder_un_administrateur(session)
    return profil.id


def activer_profil(session: Session, profil_id: int, actif: bool, ctx: Contexte) -> None:
    """Un profil désactivé n'accorde plus rien ; ses membres n'entrent plus."""
    _pas_plus_que_soi(session, profil_id, ctx)
    retrait.activer(session, Profil, profil_id, actif)
    _garder_un_administrateur(session)


def supprimer_profil(
    session: Session, profil_id: int, ctx: Contexte, version: int | None = None
) -> None:
    """Efface un profil que personne n'a plus ; lève `UserError` sinon."""
    _pas_plus_que_soi(session, profil_id, ctx)
    retrait.supprimer(session, Profil, profil_id, version)
    _garder_un_administrateur(session)


# --- Garde-fous ---------------------------------------------------------------------------------


def _pas_plus_que_soi(session: Session, profil_id: int, ctx: Contexte) -> None:
    """Qui n'a pas tous les droits ne touche ni à plus fort que lui, ni à un administrateur."""
    profil = session.get(Profil, profil_id)
    if profil is None:
        raise UserError("Ce profil n'existe plus.", "Relisez la liste.", "profil_id")
    if not profil.actif:
        stmt = select(ProfilDroit.droit).where(ProfilDroit.profil_id == profil_id)
        held = None if profil.administrateur else frozenset(session.scalars(stmt))
    else:
        held = droits_du_profil(session, profil)
    _pas_plus_que(held, ctx)


def _pas_plus_que(droits: frozenset[str] | None, ctx: Contexte) -> None:
    if ctx.droits is not None and (droits is None or not droits <= ctx.droits):
        raise UserError(
            "Ce profil a des droits que vous n'avez pas.",
            "Demandez à un administrateur de le faire.",
        )


def _garder_un_administrateur(session: Session) -> None:
    """Dès qu'un mot de passe a été donné, un administrateur en service doit pouvoir se connecter :
    ni agence enfermée dehors, ni base que l'on rouvre à tous en se désactivant.

    Les lignes des administrateurs sont tenues jusqu'à la validation : deux collègues qui se
    retirent l'un l'autre au même instant ne passent pas tous les deux.
    """
    session.flush()
    admins = (
        select(Utilisateur.id)
        .join(Profil, Profil.id == Utilisateur.profil_id)
        .where(Profil.administrateur, Profil.actif)
        .where(Utilisateur.actif, Utilisateur.mot_de_passe != "")
        .order_by(Utilisateur.id)
        .with_for_update()
    )
    given = select(exists().where(Utilisateur.mot_de_passe != ""))
    if not session.scalars(admins).all() and session.scalar(given):
        raise UserError(
            "Il ne resterait aucun administrateur capable de se connecter.",
            "Donnez d'abord un mot de passe à un utilisateur de profil Administrateur.",
        )
