"""Les erreurs de la base, traduites une fois, à la frontière."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from lsc_desktop.base.errors import ConflictError, TemporaryError, UserError

LOCKED = ("locked", "busy")
FULL = ("disk is full", "no space")
BROKEN = ("disk i/o error", "malformed", "not a database", "file is encrypted")
AWAY = ("unable to open", "could not connect", "connection refused", "server closed", "timeout")
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
    except DatabaseError as error:
        if known := _known(str(error.orig).lower()):
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
            "Une fiche liée manque, ou d'autres fiches se rapportent encore à celle-ci.",
            "Rouvrez-la : un collègue a pu supprimer ce qu'elle désigne. Pour l'écarter, "
            "désactivez-la plutôt que de la supprimer.",
        )
    return UserError("La base refuse cette valeur.", "Corrigez la fiche ; rien n'a été enregistré.")


def _known(message: str) -> UserError | None:
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
    if any(word in message for word in BROKEN):
        return UserError(
            "La base est abîmée, ou ce fichier n'en est pas une.",
            "N'y écrivez plus rien : restaurez la dernière copie saine, ou appelez l'assistance.",
        )
    if any(word in message for word in AWAY):
        return TemporaryError(
            "La base est hors d'atteinte.",
            "Vérifiez le dossier ou le serveur donné dans les réglages du poste, puis recommencez.",
        )
    if any(word in message for word in READONLY):
        return TemporaryError(
            "La base est protégée en écriture.",
            "Rien n'a été enregistré : vérifiez vos droits sur le fichier, puis recommencez.",
        )
    return None
