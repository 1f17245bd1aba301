"""Cas d'usage : classeurs de l'extranet, modèles d'événement."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.domain.classeurs import ClasseurDraft, ModeleDraft, droits_a_completer
from lsc_desktop.services.fiches import enregistrer, refuser
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import Classeur, ModeleEvenement

COMPLETER = "droits_a_completer"
DITS = {
    "membre_cs": "les membres du conseil syndical",
    "president_cs": "le président du conseil syndical",
}


def save_classeur(
    session: Session,
    draft: ClasseurDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un classeur ; les droits de l'autre métier s'effacent.

    Lève `Confirm` quand les droits ne tiennent pas de droite à gauche : acceptée, elle les complète
    (D40) ; `UserError` si un classeur qui existe changerait de métier.
    """
    refuser(draft)
    if draft.id is not None:
        known = session.get(Classeur, draft.id)
        if known is not None and known.metier != draft.metier:
            raise UserError(
                "Un classeur ne change pas de métier : ses documents n'auraient plus de lecteurs.",
                "Créez-en un dans l'autre métier.",
                "metier",
            )
    missing = [role.value for role in droits_a_completer(draft)]
    if missing:
        who = " et ".join(text for name, text in DITS.items() if name in missing)
        demander(
            f"Les droits se lisent de droite à gauche : sans coche, {who} ne verrai"
            f"{'ent' if len(missing) > 1 or 'membre_cs' in missing else 't'} pas ce classeur. "
            "Compléter les droits ?",
            COMPLETER,
            accepted,
        )
        for name in missing:
            setattr(draft, name, True)
    for name in ("proprietaire", "locataire", "coproprietaire", "membre_cs", "president_cs"):
        setattr(draft, name, name in {role.value for role in draft.droits})
    return enregistrer(session, Classeur, draft, sauf=("origine",)).id


def supprimer_classeur(session: Session, classeur_id: int, version: int | None = None) -> None:
    """Lève `UserError` s'il range des événements, s'il est d'un modèle, ou si le programme y range
    lui-même des documents."""
    record = session.get(Classeur, classeur_id)
    if record is not None and record.origine:
        raise UserError(
            f"« {record.nom} » est un classeur du programme : il y range ses documents.",
            "Renommez-le, ou retirez-lui ses lecteurs : rien n'en sera publié.",
        )
    supprimer(session, Classeur, classeur_id, version)


def save_modele(
    session: Session,
    draft: ModeleDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un modèle ; sa durée vaut aussi pour ce qui est déjà publié."""
    return enregistrer(session, ModeleEvenement, draft).id


def activer_modele(session: Session, modele_id: int, actif: bool) -> None:
    """Un modèle retiré n'est plus proposé ; ses événements restent publiés selon lui."""
    activer(session, ModeleEvenement, modele_id, actif)


def supprimer_modele(session: Session, modele_id: int, version: int | None = None) -> None:
    """Lève `UserError` si des événements en viennent."""
    supprimer(session, ModeleEvenement, modele_id, version)
