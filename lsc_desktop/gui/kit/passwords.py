"""Demander un mot de passe : à l'ouverture, au retour d'une pause, ou pour en donner un.

Rien de ce qui se tape ici n'est gardé : ni brouillon, ni préférence, ni journal.
"""

import secrets
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.dialogs import front
from lsc_desktop.gui.kit.fields import InnerButton
from lsc_desktop.gui.kit.form_header import OnceButton
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import Sentence
from lsc_desktop.gui.kit.marks import ink, mark

LARGEUR = 320
CAPITALES = "Verr. Maj. est enfoncée."
CONSEIL = "Douze caractères au moins : une courte phrase à vous convient très bien."
SYLLABES = 8  # dans un mot de passe proposé : plus de cinquante bits
CONSONNES, VOYELLES = "bcdfgjklmnprstvz", "aeiou"


def suggestion() -> str:
    """Un mot de passe qui se dicte au téléphone : « kovi-lemu-rapo-tise-29 »."""
    parts = [secrets.choice(CONSONNES) + secrets.choice(VOYELLES) for _ in range(SYLLABES)]
    words = [first + second for first, second in zip(parts[::2], parts[1::2], strict=True)]
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


class SecretEdit(QLineEdit):
    """Un mot de passe, caché ; l'œil le montre. `capitals(vrai)` : Verr. Maj. semble enfoncée."""

    capitals = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = InnerButton(self, "mdi6.eye-outline", "Montrer ou cacher ce qui est tapé")
        self._eye.triggered.connect(lambda: self.show_text(not self.shown()))

    def shown(self) -> bool:
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def show_text(self, shown: bool) -> None:
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if shown else modes.Password)
        self._eye.setIcon(icon("mdi6.eye-off-outline" if shown else "mdi6.eye-outline"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Une capitale sans Maj, une minuscule avec : la touche est enfoncée ; Qt ne la dit pas."""
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.lower() != text.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(text.isupper() != shift)
        super().keyPressEvent(event)


class SecretDialog(QDialog):
    """Des champs l'un sous l'autre, une phrase si c'est non. Entrée va au champ vide, puis valide.

    `submitted` part une fois tout rempli ; `refuse(erreur)` dit non et rend la main.
    """

    submitted = Signal()

    def __init__(
        self, parent: QWidget | None, title: str, text: str = "", picture: str = "mdi6.lock-outline"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("LSC Desktop")
        self.setAccessibleName(title)
        self.fields: dict[str, QLineEdit] = {}
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 24, 28, 20)
        page.setSpacing(14)
        page.addLayout(self._head(title, text, picture))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        page.addLayout(self._grid)
        self.told = Sentence()
        self.told.setMinimumWidth(LARGEUR)
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        page.addWidget(self.told)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        page.addLayout(self._buttons)
        self.say("")

    def _head(self, title: str, text: str, picture: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        sign = QLabel()
        sign.setPixmap(icon(picture, "accent").pixmap(32, 32))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        head = Sentence(title)
        font = head.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        head.setFont(font)
        words.addWidget(head)
        self.text = Sentence(text)
        self.text.setProperty("discret", True)
        self.text.setVisible(bool(text))
        words.addWidget(self.text)
        row.addLayout(words, 1)
        return row

    def add(self, name: str, label: str, secret: bool = True) -> QLineEdit:
        """Un champ de plus ; Entrée y avance."""
        field: QLineEdit = SecretEdit() if secret else QLineEdit()
        field.setMinimumWidth(LARGEUR)
        field.setAccessibleName(label.replace("&", ""))
        title = QLabel(label)
        title.setBuddy(field)
        row = self._grid.rowCount()
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(field, row, 1)
        field.returnPressed.connect(self.enter)
        if isinstance(field, SecretEdit):
            field.capitals.connect(lambda on: self.say(CAPITALES if on else ""))
        self.fields[name] = field
        return field

    def button(self, text: str, pressed: Callable[[], None], primary: bool = False) -> QPushButton:
        made = OnceButton(text)
        made.setProperty("primary", primary)
        made.clicked.connect(pressed)
        self._buttons.addWidget(made)
        return made

    def stretch(self) -> None:
        self._buttons.addStretch(1)

    def typed(self, name: str) -> str:
        return self.fields[name].text()

    def say(self, text: str, wrong: bool = False) -> None:
        """Une phrase sous les champs ; la place est tenue, rien ne saute."""
        self.told.setText(text or " ")
        mark(self.told, "negative", wrong)
        ink(self.told, "negative" if wrong else "")

    def refuse(self, error: UserError) -> None:
        """Dit non ; les mots de passe sont à retaper."""
        self.say(str(error), wrong=True)
        secret = [field for field in self.fields.values() if isinstance(field, SecretEdit)]
        for field in secret:
            field.clear()
        named = self.fields.get(error.field)
        (named or (secret[0] if secret else next(iter(self.fields.values())))).setFocus()

    def enter(self) -> None:
        """Le premier champ vide, ou l'envoi."""
        empty = next((field for field in self.fields.values() if not field.text()), None)
        if empty is not None:
            empty.setFocus()
            return
        self.submitted.emit()

    def attempt(self, work: Callable[[], None]) -> bool:
        """Joue `work` sous le sablier ; faux, et la phrase dite, si c'est refusé."""
        self.say("")
        QApplication.setOverrideCursor(QCursor(Qt.CursorShape.WaitCursor))
        try:
            work()
        except UserError as error:
            self.refuse(error)
            return False
        finally:
            QApplication.restoreOverrideCursor()
        return True


class NewPassword(SecretDialog):
    """Un nouveau mot de passe, deux fois. `ask_old` : le sien, dont on demande d'abord l'ancien.

    `save(ancien, nouveau)` peut lever `UserError`. `propose` : un bouton en invente un.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        save: Callable[[str, str], None],
        ask_old: bool = False,
        propose: bool = False,
    ) -> None:
        super().__init__(parent, title, f"{text}\n{CONSEIL}", "mdi6.form-textbox-password")
        self._save = save
        if ask_old:
            self.add("ancien", "Mot de passe &actuel")
        self.add("nouveau", "&Nouveau mot de passe")
        self.add("encore", "Le &même, encore une fois")
        if propose:
            self.button("&Proposer", self._propose)
        self.stretch()
        self.button("Annuler", self.reject)
        self.button("&Valider", self.enter, primary=True)
        self.submitted.connect(self._submit)

    def _propose(self) -> None:
        """Montré en clair : il faut le dire au collègue."""
        word = suggestion()
        for name in ("nouveau", "encore"):
            field = self.fields[name]
            assert isinstance(field, SecretEdit)
            field.setText(word)
            field.show_text(True)
        self.say("Dites-le à votre collègue : il ne sera plus montré.")

    def _submit(self) -> None:
        if self.typed("nouveau") != self.typed("encore"):
            self.refuse(UserError("Les deux saisies diffèrent.", "Retapez-les.", "nouveau"))
            return
        old = self.typed("ancien") if "ancien" in self.fields else ""
        new = self.typed("nouveau")
        if self.attempt(lambda: self._save(old, new)):
            self.accept()


def give_password(name: str, save: Callable[[str], None]) -> NewPassword:
    """Donne un mot de passe provisoire à un collègue."""
    dialog = NewPassword(
        front(),
        f"Mot de passe de {name}",
        "Provisoire : il devra le remplacer à sa prochaine ouverture.",
        lambda _old, new: save(new),
        propose=True,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
