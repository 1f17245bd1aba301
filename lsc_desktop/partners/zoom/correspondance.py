"""Ce que Zoom dit et reçoit, traduit : réunions, webinaires, inscrits, présences.

Chaque forme vient de developers.zoom.us/docs/api/meetings/.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from lsc_desktop.domain.planning import autorisations as droits
from lsc_desktop.domain.planning.autorisations import Besoin
from lsc_desktop.domain.planning.reunions import Demande, ordre_du_jour
from lsc_desktop.partners.erreurs import ContratError
from lsc_desktop.partners.http import Reponse

REUNION, WEBINAIRE = 2, 5  # « type » : planifiée, à son heure
AUTOMATIQUE, SANS = 0, 2  # « approval_type »
LONGTEMPS = 10 * 24 * 3600  # secondes : personne n'est resté davantage à une réunion


@dataclass(frozen=True, slots=True)
class Tenue:
    """Une réunion que Zoom tient. Le lien de l'hôte, qui expire, ne se garde pas."""

    numero: str
    lien: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Inscrit:
    """Un inscrit. `lien` : le sien seul ; `remarque` : pourquoi Zoom n'en a pas voulu."""

    courriel: str
    identifiant: str = ""
    lien: str = ""
    remarque: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """Qui a été là, d'une arrivée à un départ : qui revient a plusieurs lignes. Instants en temps
    universel ; `duree` en secondes."""

    nom: str
    courriel: str
    arrivee: datetime
    depart: datetime | None
    duree: int


@dataclass(frozen=True, slots=True)
class Sorte:
    """Ce qui distingue un webinaire d'une réunion : adresses, permissions, rappel d'annulation."""

    chemin: str
    rappel: str
    type: int
    creer: Besoin
    modifier: Besoin
    annuler: Besoin
    lire: Besoin
    lister: Besoin
    inscrire: Besoin
    inscrits: Besoin
    desinscrire: Besoin
    presences: Besoin


_REUNION = Sorte(
    "meetings", "cancel_meeting_reminder", REUNION, droits.CREER, droits.MODIFIER,
    droits.ANNULER, droits.LIRE, droits.LISTER, droits.INSCRIRE, droits.INSCRITS,
    droits.DESINSCRIRE, droits.PRESENCES,
)  # fmt: skip
_WEBINAIRE = Sorte(
    "webinars", "cancel_webinar_reminder", WEBINAIRE, droits.W_CREER,
    droits.W_MODIFIER, droits.W_ANNULER, droits.W_LIRE, droits.W_LISTER, droits.W_INSCRIRE,
    droits.W_INSCRITS, droits.W_DESINSCRIRE, droits.W_PRESENCES,
)  # fmt: skip


def sorte_de(webinaire: bool) -> Sorte:
    return _WEBINAIRE if webinaire else _REUNION


def chemin_de(kind: Sorte, numero: str) -> str:
    return f"/{kind.chemin}/{quote(numero, safe='')}"


def lire_tenue(answer: Reponse) -> Tenue:
    """Une réponse sans mot de passe n'en a pas : le compte n'en veut pas."""
    code = answer.contenu.get("password") if isinstance(answer.contenu, dict) else None
    return Tenue(
        str(answer.champ("id", int)),
        answer.champ("join_url", str),
        code if isinstance(code, str) else "",
    )


def lire_presence(one: dict[str, Any]) -> Presence:
    seconds = one.get("duration")
    came = _instant(one.get("join_time"))
    if came is None or not isinstance(seconds, int) or not 0 <= seconds <= LONGTEMPS:
        raise ContratError("Zoom répond une présence sans arrivée ni durée.")
    return Presence(
        str(one.get("name") or ""), str(one.get("user_email") or ""), came,
        _instant(one.get("leave_time")), seconds,
    )  # fmt: skip


def _instant(texte: object) -> datetime | None:
    """« 2027-03-12T13:31:07Z »."""
    try:
        when = datetime.fromisoformat(texte) if isinstance(texte, str) else None
    except ValueError:
        return None
    return when if when is not None and when.tzinfo and 2000 < when.year < 9000 else None


def corps(demande: Demande, marque: str) -> dict[str, Any]:
    """Ce que Zoom reçoit. Le mot de passe est celui qu'il engendre, selon les règles du compte."""
    settings: dict[str, Any] = {
        "approval_type": AUTOMATIQUE if demande.inscription else SANS,
        "registrants_email_notification": demande.inscription,
    }
    if not demande.webinaire:
        settings |= {
            "join_before_host": False, "waiting_room": demande.attente, "mute_upon_entry": True,
        }  # fmt: skip
    return {
        "topic": demande.titre,
        "type": WEBINAIRE if demande.webinaire else REUNION,
        "start_time": demande.debut,
        "duration": demande.duree,
        "timezone": demande.fuseau,
        "agenda": ordre_du_jour(marque, demande.objet),
        "settings": settings,
    }
