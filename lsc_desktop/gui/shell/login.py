"""Ouvrir le programme : qui êtes-vous ? Une fenêtre calme, une phrase si c'est non."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QDialog, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.utilisateurs import Seance
from lsc_desktop.gui.kit.dialogs import accepted
from lsc_desktop.gui.kit.passwords import NewPassword, SecretDialog
from lsc_desktop.gui.kit.prefs import Prefs

MEMOIRE = "identifiant"


class Doorman(Protocol):
    """Ce qui vérifie et écrit ; chaque méthode peut lever `UserError`."""

    def enter(self, identifiant: str, mot: str) -> tuple[Seance, bool]:
        """La séance, et vrai si le mot de passe est à changer."""

    def change(self, seance: Seance, ancien: str, nouveau: str) -> None: ...


class LoginDialog(SecretDialog):
    """`seance` est connue une fois la boîte acceptée. L'identifiant du poste est retenu."""

    def __init__(self, doorman: Doorman, prefs: Prefs, parent: QWidget | None = None) -> None:
        super().__init__(
            parent, "Ouvrir LSC Desktop", "Votre identifiant et votre mot de passe.",
            "mdi6.home-city-outline",
        )  # fmt: skip
        self._doorman, self._prefs = doorman, prefs
        self.seance: Seance | None = None
        self._changing = False
        login = self.add("identifiant", "&Identifiant", secret=False)
        login.setText(prefs.get(MEMOIRE, ""))
        word = self.add("mot", "&Mot de passe")
        self.button("&Changer le mot de passe…", self._change)
        self.stretch()
        self.button("&Quitter", self.reject)
        self.button("&Ouvrir", self.enter, primary=True)
        self.submitted.connect(self._submit)
        (word if login.text() else login).setFocus()

    def _change(self) -> None:
        """Le bon mot de passe d'abord, le nouveau ensuite."""
        self._changing = True
        self.enter()
        if self.result() != QDialog.DialogCode.Accepted and not self.typed("mot"):
            self.say("Tapez d'abord votre mot de passe actuel, puis Entrée.")

    def _submit(self) -> None:
        identifiant, word = self.typed("identifiant").strip(), self.typed("mot")
        found: list[tuple[Seance, bool]] = []
        if not self.attempt(lambda: found.append(self._doorman.enter(identifiant, word))):
            return
        seance, must_change = found[0]
        if (must_change or self._changing) and not self._renew(seance, word, must_change):
            self._changing = False
            self.fields["mot"].clear()
            return
        self._prefs.set(MEMOIRE, identifiant)
        self.seance = seance
        self.accept()

    def _renew(self, seance: Seance, old: str, forced: bool) -> bool:
        text = (
            "Le vôtre vous a été donné par un collègue : choisissez-en un que vous seul connaissez."
            if forced
            else "Il remplacera l'actuel dès maintenant."
        )
        return renew(self, text, lambda _old, new: self._doorman.change(seance, old, new))

    def refuse(self, error: UserError) -> None:
        self._changing = False
        super().refuse(error)


def renew(
    parent: QWidget | None, text: str, save: Callable[[str, str], None], ask_old: bool = False
) -> bool:
    """Demande un nouveau mot de passe ; faux si l'on renonce."""
    dialog = NewPassword(parent, "Choisir un mot de passe", text, save, ask_old)
    return accepted(dialog)
