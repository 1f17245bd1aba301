"""Le coffre d'un poste, en mémoire, ou dans un fichier que ses autres processus ouvrent aussi :
celui du système n'est pas à la portée d'un essai."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class CoffreEssai(KeyringBackend):
    """`ferme` : la session du poste est verrouillée."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.garde: dict[tuple[str, str], str] = {}
        self.ferme = False

    def get_password(self, service: str, username: str) -> str | None:
        self._ouvert()
        return self.garde.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ouvert()
        self.garde[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ouvert()
        if self.garde.pop((service, username), None) is None:
            raise PasswordDeleteError("absent")

    def _ouvert(self) -> None:
        if self.ferme:
            raise KeyringLocked("verrouillé")


class CoffrePoste(KeyringBackend):
    """Dans le fichier que nomme `LSC_COFFRE_ESSAI`."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._lu().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ecrit({**self._lu(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        held = self._lu()
        if held.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("absent")
        self._ecrit(held)

    def _lu(self) -> dict[str, str]:
        path = Path(os.environ["LSC_COFFRE_ESSAI"])
        return json.loads(path.read_text()) if path.exists() else {}

    def _ecrit(self, held: dict[str, str]) -> None:
        Path(os.environ["LSC_COFFRE_ESSAI"]).write_text(json.dumps(held))


@contextmanager
def coffre_du_poste(fichier: Path) -> Iterator[None]:
    """Ce que le programme garde au coffre va là, lu aussi des processus nés pendant le bloc."""
    before, environ = keyring.get_keyring(), dict(os.environ)
    os.environ["LSC_COFFRE_ESSAI"] = str(fichier)
    os.environ["PYTHON_KEYRING_BACKEND"] = "tests.coffres.CoffrePoste"
    keyring.set_keyring(CoffrePoste())
    try:
        yield
    finally:
        keyring.set_keyring(before)
        os.environ.clear()
        os.environ.update(environ)


@contextmanager
def coffre_en_memoire() -> Iterator[CoffreEssai]:
    """Ce que le programme garde au coffre va là, le temps du bloc."""
    before, made = keyring.get_keyring(), CoffreEssai()
    keyring.set_keyring(made)
    try:
        yield made
    finally:
        keyring.set_keyring(before)
