"""Ce que Zoom répond quand il refuse, en phrases de la maison.

Sources : developers.zoom.us/docs/api/errors/ (forme, codes 124, 200, 300, 1001, 3001, 429),
…/docs/integrations/oauth-error-messages/ (4700, 4711), …/docs/api/rate-limits/ (429), et les codes
propres à chaque demande, …/docs/api/meetings/.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import abrege
from lsc_desktop.domain.planning.autorisations import Besoin
from lsc_desktop.partners.erreurs import AccesError, LiaisonError, RefusError

OU = "« Configuration Organiseur », onglet Planning"
PERMISSION = frozenset({4700, 4711})
SANS_DROIT = 200  # pas de formule, pas de licence : le message dit laquelle
INVALIDE, INCONNU, AILLEURS, ABSENTE = 300, 1001, 1010, 3001
EN_COURS, FINIE, SANS_INSCRIPTION = 3002, 3007, 404
_QUOTA = "daily rate limit"
_ABSENTE = "not found or has expired"


class AbsenteError(RefusError):
    """La réunion n'est pas, ou n'est plus, chez Zoom."""


class SansInscriptionError(RefusError):
    """Cette réunion n'admet pas d'inscription : sa forme, ou la formule de son hôte."""


class InconnuError(RefusError):
    """Le compte Zoom n'a pas cet utilisateur."""


def permissions(manquantes: Sequence[Besoin]) -> RefusError:
    """L'application n'a pas le droit de le faire : chaque permission, sous ses deux noms."""
    lines = "\n".join(one.dit() for one in manquantes)
    return RefusError(
        "L'application Zoom de l'agence n'a pas toutes ses permissions (« scopes »).",
        f"Ajoutez-les dans le Marketplace de Zoom, puis réessayez :\n{lines}",
    )


def jeton_refuse(error: AccesError | RefusError) -> AccesError:
    """Aucun jeton : rien ne pourra partir tant qu'on n'a pas corrigé."""
    said = _dit(error.contenu, "reason") or _dit(error.contenu, "error")
    kind = _dit(error.contenu, "error")
    if error.contenu is None and not isinstance(error, RefusError):
        return AccesError(error.title, error.advice, code=error.code)
    advice = {
        "invalid_client": f"Vérifiez Client ID et Client Secret dans {OU}, et que l'application "
        "est activée dans le Marketplace de Zoom.",
        "unsupported_grant_type": "L'application n'est pas du type « Server-to-Server OAuth » : "
        "créez-en une de ce type dans le Marketplace de Zoom.",
    }.get(kind, f"Vérifiez l'Account ID dans {OU}, et que l'application est activée dans le "
                "Marketplace de Zoom.")  # fmt: skip
    told = f" : « {abrege(said, 120)} »" if said else ""
    return AccesError(
        f"Zoom refuse les identifiants de l'agence{told}.", advice, code=error.code,
        contenu=error.contenu,
    )  # fmt: skip


@contextmanager
def traduites(besoin: Besoin) -> Iterator[None]:
    """Le temps d'une demande qui exige cette permission."""
    try:
        yield
    except RefusError as error:
        if (said := _refus(error, besoin)) is not error:
            raise said from error
        raise
    except LiaisonError as error:
        _attendre_demain(error)
        raise


def _refus(error: RefusError, besoin: Besoin) -> UserError:
    code, said = code_de(error), abrege(_dit(error.contenu, "message"), 200)
    told = f" : « {said} »" if said else ""
    if code in PERMISSION:
        return permissions([besoin])
    if code == ABSENTE or (code == INVALIDE and _ABSENTE in said):
        return AbsenteError(
            "Cette réunion n'est plus chez Zoom.",
            "Quelqu'un l'y a supprimée, ou elle est passée depuis longtemps.",
            code=error.code, contenu=error.contenu,
        )  # fmt: skip
    if code in (INCONNU, AILLEURS):
        return InconnuError(
            "Le compte Zoom de l'agence n'a pas cet hôte.",
            f"Vérifiez l'hôte de ce rendez-vous, ou celui du réglage ({OU}) : c'est l'adresse d'un "
            "utilisateur de ce compte.",
            code=error.code, contenu=error.contenu,
        )  # fmt: skip
    if code == SANS_DROIT:
        return RefusError(
            f"La formule Zoom de l'hôte ne le permet pas{told}.",
            "Donnez-lui la licence qu'il faut dans l'administration de Zoom, ou choisissez un "
            "autre hôte.",
            code=error.code, contenu=error.contenu,
        )  # fmt: skip
    if code == INVALIDE and (fields := _champs(error.contenu)):
        return RefusError(
            f"Zoom refuse cette demande : {fields}.",
            "Corrigez le rendez-vous, puis enregistrez-le.",
            code=error.code, contenu=error.contenu,
        )  # fmt: skip
    return error


def code_de(error: RefusError | AccesError) -> int | None:
    """Le code de Zoom, qui n'est pas celui de HTTP."""
    found = error.contenu.get("code") if isinstance(error.contenu, dict) else None
    return found if isinstance(found, int) else None


def _attendre_demain(error: LiaisonError) -> None:
    """Une limite du jour, sans `Retry-After` : elle se lève à minuit, temps universel."""
    if error.code != 429 or error.reprendre_dans is not None or _QUOTA not in error.title.lower():
        return
    now = datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    error.reprendre_dans = (midnight - now).total_seconds()
    error.advice = "La limite du jour se lève à minuit, temps universel. " + error.advice
    error.args = (error.title, error.advice)


def _champs(contenu: Any) -> str:
    """« start_time (Invalid field.) » ; vide si Zoom ne nomme aucun champ."""
    listed = contenu.get("errors") if isinstance(contenu, dict) else None
    if not isinstance(listed, list):
        return ""
    said = [
        f"{one.get('field')} ({abrege(str(one.get('message', '')), 100)})"
        for one in listed
        if isinstance(one, dict) and one.get("field")
    ]
    return ", ".join(said[:5])


def _dit(contenu: Any, name: str) -> str:
    found = contenu.get(name) if isinstance(contenu, dict) else None
    return found if isinstance(found, str) else ""
