"""Les erreurs de la base, traduites une fois, à la frontière."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from lsc_desktop.base.errors import ConflictError, TemporaryError, UserError

LOCKED = ("locked", "busy")
FULL = ("disk is full", "disk i/o error", "no space")
READONLY = ("readonly", "read-only")


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
        raise _refused(str(error.orig)) from error
    except OperationalError as error:
        if known := _temporary(str(error.orig).lower()):
            raise known from error
        raise


def _refused(message: str) -> UserError:
    if "UNIQUE" in message or "unique" in message:
        columns = message.rpartition(": ")[2].split(", ")
        column = columns[-1].rpartition(".")[2]
        return UserError(
            "Cette fiche existe déjà.",
            "Ouvrez la fiche existante, ou donnez un autre code à celle-ci.",
            field=column,
        )
    if "FOREIGN KEY" in message or "foreign key" in message:
        return UserError(
            "D'autres fiches se rapportent à celle-ci : elle ne peut pas être supprimée.",
            "Désactivez-la plutôt : elle ne sera plus proposée.",
        )
    return UserError("La base refuse cette valeur.", "Corrigez la fiche ; rien n'a été enregistré.")


def _temporary(message: str) -> TemporaryError | None:
    if any(word in message for word in LOCKED):
        return TemporaryError(
            "La base est occupée par un autre poste.",
            "Rien n'a été enregistré : recommencez dans un instant.",
        )
    if any(word in message for word in FULL):
        return TemporaryError(
            "Le disque de la base est plein.",
            "Rien n'a été enregistré ni perdu : libérez de la place, puis recommencez.",
        )
    if any(word in message for word in READONLY):
        return TemporaryError(
            "La base est protégée en écriture.",
            "Rien n'a été enregistré : vérifiez vos droits sur le fichier, puis recommencez.",
        )
    return None
