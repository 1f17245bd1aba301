"""Caméra et son dans un bureau à distance : ce que la session en montre, et quoi régler.

L'aide d'origine ne dit que quoi cocher (seed L502-512) ; le diagnostic dit s'il le faut. Il ne
prétend rien de ce qu'il ne peut pas voir : une caméra peut être celle du serveur.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsc_desktop.base import bureau_distant as systeme
from lsc_desktop.base.bureau_distant import Faits
from lsc_desktop.base.text import enumerer
from lsc_desktop.domain.saisies import Problem

BON, A_REGLER, A_VERIFIER, INCONNU = "Bon", "À régler", "À vérifier", "Inconnu"
NON_ESSAYE = (
    "Ce diagnostic est écrit d'après la documentation de Windows, et n'y a jamais été essayé."
)
# Le bus des caméras qu'un bureau à distance redirige, dans leur chemin.
REDIRIGEE = "rdcamera_bus"
# Le nom que Windows donne au son redirigé, en anglais et en français.
DISTANT = ("remote audio", "audio distant", "audio à distance")

VIDEO = "Ressources locales > Autres… : cochez la webcam."
LECTURE = "Ressources locales > Paramètres… : cochez « Lire sur cet ordinateur »."
ENREGISTRER = "Ressources locales > Paramètres… : cochez « Enregistrer à partir de… »."
SERVEUR = "Demandez à qui gère le serveur de la permettre."


@dataclass(slots=True)
class Constat:
    """Une chose qu'il faut pour se voir et s'entendre. `faire` : vide, il n'y a rien à faire."""

    quoi: str = ""
    etat: str = ""
    trouve: str = ""
    faire: str = ""


@dataclass(slots=True)
class DiagnosticDraft:
    """La page « ClickMeeting via bureau à distance »."""

    id: int | None = None
    version: int = 0
    session: str = ""
    constats: list[Constat] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        return iter(())


def diagnostiquer(faits: Faits) -> DiagnosticDraft:
    return DiagnosticDraft(
        session=_session(faits), constats=[_camera(faits), _son(faits), _micro(faits)]
    )


def en_texte(draft: DiagnosticDraft) -> str:
    """De quoi l'envoyer à l'assistance."""
    lines = [
        " — ".join(part for part in (f"{c.quoi} : {c.etat}", c.trouve, c.faire) if part)
        for c in draft.constats
    ]
    return "\n".join((draft.session, *lines))


def _session(faits: Faits) -> str:
    if not faits.windows:
        return "Hors de Windows, le programme ne peut pas savoir si la session est à distance."
    if faits.distante is None:
        return "Windows ne dit pas si cette session est à distance."
    if not faits.distante:
        return "Cette session n'est pas à distance : il n'y a rien à rediriger."
    come = f", ouverte depuis « {faits.client} »" if faits.client else ""
    return f"Cette session est un bureau à distance{come}."


def _camera(faits: Faits) -> Constat:
    if (no := _avant(faits, faits.cameras, systeme.CAMERA)) is not None:
        return Constat("Caméra", *no)
    held = faits.cameras or ()
    if not faits.distante:
        return Constat("Caméra", *_locale(held, "caméra", "Branchez-en une, puis relisez."))
    if any(REDIRIGEE in one.casefold() for one in held):
        return Constat("Caméra", BON, "La webcam de votre poste est redirigée.")
    if held:
        return Constat(
            "Caméra", A_VERIFIER,
            "Une caméra, peut-être celle du serveur.", VIDEO,
        )  # fmt: skip
    return Constat("Caméra", A_REGLER, "Aucune caméra n'est redirigée.", VIDEO)


def _son(faits: Faits) -> Constat:
    if (no := _avant(faits, faits.sons, systeme.SON)) is not None:
        return Constat("Son", *no)
    held = faits.sons or ()
    if not faits.distante:
        return Constat("Son", *_locale(held, "sortie de son", "Branchez un casque, puis relisez."))
    if not held:
        return Constat("Son", A_REGLER, "Aucun son ne sort de la session.", LECTURE)
    if _redirige(held):
        return Constat("Son", BON, "Le son se lit sur votre poste.")
    return Constat("Son", A_REGLER, f"Le son sort à distance : {enumerer(held)}.", LECTURE)


def _micro(faits: Faits) -> Constat:
    if (no := _avant(faits, faits.micros, systeme.MICRO)) is not None:
        return Constat("Micro", *no)
    held = faits.micros or ()
    if not faits.distante:
        return Constat("Micro", *_locale(held, "micro", "Branchez-en un, puis relisez."))
    if not held:
        return Constat("Micro", A_REGLER, "Aucun micro n'est redirigé.", ENREGISTRER)
    if _redirige(held):
        return Constat("Micro", BON, "Le micro de votre poste est redirigé.")
    return Constat(
        "Micro", A_REGLER, f"Le micro est celui du serveur : {enumerer(held)}.", ENREGISTRER
    )


def _avant(
    faits: Faits, vus: Sequence[str] | None, strategie: str
) -> tuple[str, str] | tuple[str, str, str] | None:
    """Ce qui décide sans regarder les appareils : on ne sait rien, ou c'est interdit."""
    if not faits.windows:
        return INCONNU, "Seul Windows le dit."
    if faits.distante and strategie in faits.interdits:
        return A_REGLER, "Le serveur interdit cette redirection.", SERVEUR
    if faits.distante is None or vus is None:
        return INCONNU, "Windows n'a pas répondu."
    return None


def _locale(vus: Sequence[str], nom: str, faire: str) -> tuple[str, str] | tuple[str, str, str]:
    if vus:
        return BON, f"Windows voit {len(vus)} {nom}{'s' * (len(vus) > 1 and ' ' not in nom)}."
    return A_REGLER, f"Windows ne voit aucun appareil ({nom}).", faire


def _redirige(noms: Sequence[str]) -> bool:
    return any(mark in one.casefold() for one in noms for mark in DISTANT)
