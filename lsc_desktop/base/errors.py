"""Ce qui se lève à dessein ; tout le reste est un bogue."""

from collections.abc import Collection
from hashlib import sha256
from typing import Any


class UserError(Exception):
    """Une règle dit non : ce qui s'est passé, puis ce qu'il faut faire.

    `field` nomme la rubrique fautive, si l'écran peut la montrer du doigt.
    """

    def __init__(self, title: str, advice: str = "", field: str = "") -> None:
        super().__init__(title, advice)
        self.title, self.advice, self.field = title, advice, field

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """Levée dans un autre processus, c'est la même, quoi que demande son constructeur."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[UserError], args: tuple[str, ...]) -> UserError:
    made = kind.__new__(kind, *args)
    made.args = args
    return made


class RefusedError(UserError):
    """Un partenaire a refusé la donnée : inutile de réessayer sans la corriger."""


class ConflictError(UserError):
    """La fiche a changé depuis qu'on l'a ouverte ; rien n'a été écrit."""


class GoneError(UserError):
    """La fiche qu'on tenait ouverte a été supprimée."""


class TemporaryError(UserError):
    """L'environnement fait défaut (disque, verrou, réseau) : rien n'est perdu, on réessaie."""


class BrokenError(UserError):
    """La base est abîmée, ou le fichier n'en est pas une : seule une copie la rendra."""


class BusyError(TemporaryError):
    """Deux postes se sont gênés, celui-ci a cédé : recommencer suffit (`gui.kit.edge` le fait)."""


class Confirm(Exception):  # noqa: N818 - une question, pas une erreur
    """Permis mais inhabituel : l'écran pose la question, puis rejoue en acceptant `key`."""

    def __init__(self, question: str, key: str) -> None:
        super().__init__(question)
        self.question, self.key = question, key

    def __reduce__(self) -> tuple[type["Confirm"], tuple[str, str]]:
        """Posée depuis un autre processus, c'est la même question."""
        return type(self), (self.question, self.key)


def demander(question: str, key: str, accepted: Collection[str]) -> None:
    """Lève `Confirm`, à moins que cette question-là, mot pour mot, n'ait reçu un oui.

    Un oui à « 2 fiches seront remplacées » ne vaut pas pour trois. La clé nue dans `accepted`
    accepte d'avance, quelle que soit la question : une reprise de données, un essai.
    """
    shown = f"{key}:{sha256(question.encode()).hexdigest()[:16]}"
    if key not in accepted and shown not in accepted:
        raise Confirm(question, shown)
