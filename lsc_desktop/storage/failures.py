"""Les erreurs de la base, traduites une fois, à la frontière ; chaque moteur a les siennes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from lsc_desktop.base.errors import (
    BrokenError,
    BusyError,
    ConflictError,
    TemporaryError,
    UserError,
)

LOCKED = ("locked", "busy")
CROSSED = ("deadlock",)  # deux écritures se sont croisées : l'une a été annulée pour l'autre
FULL = ("disk is full", "no space")
BROKEN = (
    "disk i/o error", "malformed", "not a database", "file is encrypted",
    "unsupported file format",
)  # fmt: skip
AWAY = (
    "unable to open", "could not connect", "connection refused", "server closed", "timeout",
    "connection failed", "connection is closed", "connection is lost", "terminating connection",
    "could not receive", "could not send", "failed to resolve", "the connection is closed",
)  # fmt: skip
READONLY = ("readonly", "read-only")

# SQLSTATE de PostgreSQL → la même famille d'ennuis (documentation de PostgreSQL, annexe A).
STATES = {
    "40001": CROSSED, "40P01": CROSSED, "55P03": LOCKED, "55006": LOCKED,
    "53100": FULL,
    "XX001": BROKEN, "XX002": BROKEN,
    "08": AWAY, "53300": AWAY, "57P": AWAY, "3D000": AWAY, "28": AWAY, "53200": AWAY,
    "25006": READONLY, "42501": READONLY,
}  # fmt: skip


@contextmanager
def translated() -> Iterator[None]:
    """Une phrase en français à la place d'une erreur du moteur."""
    try:
        yield
    except StaleDataError as error:
        raise ConflictError(
            "Cette fiche a été modifiée par un collègue pendant votre saisie.",
            "Rouvrez-la pour voir ses changements ; rien n'a été enregistré.",
        ) from error
    except IntegrityError as error:
        raise _refused(error.orig) from error
    except DataError as error:  # trop grand pour sa colonne, caractère interdit
        raise _not_a_value() from error
    except DatabaseError as error:
        if known := _known(error.orig, lost=error.connection_invalidated):
            raise known from error
        raise
    except (PoolTimeoutError, TimeoutError) as error:
        raise _trouble(LOCKED) from error


def _refused(error: Any) -> UserError:
    state, message = getattr(error, "sqlstate", None), str(error)
    if state == "23505" or "UNIQUE constraint" in message:
        return UserError(
            "Cette fiche existe déjà.",
            "Ouvrez la fiche existante, ou donnez un autre code à celle-ci.",
            field=_twice(error),
        )
    if state == "23503" or "FOREIGN KEY" in message:
        return UserError(
            "Une fiche liée manque, ou d'autres fiches se rapportent encore à celle-ci.",
            "Rouvrez-la : un collègue a pu supprimer ce qu'elle désigne. Pour l'écarter, "
            "désactivez-la plutôt que de la supprimer.",
        )
    if sentence := _said(error):
        return UserError(sentence, "Rien n'a été enregistré.")
    return _not_a_value()


def _twice(error: Any) -> str:
    """La dernière colonne de la contrainte d'unicité, celle que l'écran peut montrer du doigt.

    SQLite : « UNIQUE constraint failed: compte.entite_id, compte.numero » ; PostgreSQL, dans
    toutes ses langues : « Key (entite_id, numero)=(1, 512000) already exists. »
    """
    detail = getattr(getattr(error, "diag", None), "message_detail", None) or ""
    if found := re.search(r"\(([^()]*)\)=\(", detail):
        return found[1].split(", ")[-1].strip('"')
    return str(error).rpartition(": ")[2].split(", ")[-1].rpartition(".")[2]


def _said(error: Any) -> str:
    """La phrase d'un de nos déclencheurs ; rien si c'est une contrainte qui refuse."""
    diag = getattr(error, "diag", None)
    if diag is not None:
        ours = diag.sqlstate == "23514" and diag.constraint_name is None
        return str(diag.message_primary) if ours else ""
    return "" if "constraint failed" in str(error) else str(error)


def _not_a_value() -> UserError:
    return UserError("La base refuse cette valeur.", "Corrigez la fiche ; rien n'a été enregistré.")


def _known(error: Any, *, lost: bool) -> UserError | None:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        family = next((STATES[key] for key in (state, state[:3], state[:2]) if key in STATES), None)
        return _trouble(family) if family else None
    message = str(error).lower()
    for family in (LOCKED, FULL, BROKEN, AWAY, READONLY):
        if any(word in message for word in family):
            return _trouble(family)
    return _trouble(AWAY) if lost else None


def _trouble(family: tuple[str, ...]) -> UserError:
    if family in (LOCKED, CROSSED):
        return (BusyError if family is CROSSED else TemporaryError)(
            "La base est occupée par un autre poste.",
            "Rien n'a été enregistré : recommencez dans un instant.",
        )
    if family is FULL:
        return TemporaryError(
            "Le disque de la base est plein.",
            "Rien n'a été enregistré ni perdu : libérez de la place, puis recommencez.",
        )
    if family is BROKEN:
        return BrokenError(
            "La base est abîmée, ou ce fichier n'en est pas une.",
            "N'y écrivez plus rien : restaurez la dernière copie saine, ou appelez l'assistance.",
        )
    if family is AWAY:
        return TemporaryError(
            "La base est hors d'atteinte.",
            "Vérifiez le dossier ou le serveur donné dans les réglages du poste, puis recommencez.",
        )
    return TemporaryError(
        "La base est protégée en écriture.",
        "Rien n'a été enregistré : vérifiez vos droits sur le fichier, puis recommencez.",
    )
