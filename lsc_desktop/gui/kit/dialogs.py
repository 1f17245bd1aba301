"""Poser une question, dire un refus : une seule façon, en français, sans jamais bloquer un fil."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.base.files import lire_texte
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import Sentence

LARGEUR = 440


def later(call: Callable[[], None], owner: QObject | None = None) -> None:
    """Au prochain tour de boucle : un dialogue ne s'ouvre pas dans le signal d'un autre fil."""
    around = owner or QApplication.instance()
    assert around is not None
    QTimer.singleShot(0, around, call)


class Sheet(QDialog):
    """Une icône, un titre, un conseil, des détails, des boutons."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str = "",
        details: Sequence[str] = (),
        picture: tuple[str, str] = ("mdi6.information-outline", "accent"),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("LSC Desktop")
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(20, 20, 20, 16)
        self._page.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(16)
        sign = QLabel()
        sign.setPixmap(icon(*picture).pixmap(32, 32))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QVBoxLayout()
        self._words.setSpacing(8)
        head.addLayout(self._words, 1)
        self._page.addLayout(head)
        self.setAccessibleName(title)
        self.say(title, bold=True)
        if text:
            self.say(text)
        for detail in details:
            self.say(f"•  {detail}")
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._page.addLayout(self._buttons)

    def say(self, text: str, bold: bool = False) -> QLabel:
        label = Sentence(text)
        label.setMinimumWidth(LARGEUR)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = label.font()
        font.setBold(bold)
        label.setFont(font)
        self._words.addWidget(label)
        return label

    def add_widget(self, widget: QWidget, stretch: int = 1) -> None:
        """Entre le texte et les boutons ; `stretch` : 0 pour une ligne, qui n'a pas à s'étirer."""
        self._page.insertWidget(self._page.count() - 1, widget, stretch)

    def button(
        self,
        text: str,
        pressed: Callable[[], None],
        *,
        primary: bool = False,
        default: bool = False,
    ) -> QPushButton:
        made = QPushButton(text)
        made.setProperty("primary", primary)
        made.setAutoDefault(default)
        made.setDefault(default)
        made.clicked.connect(pressed)
        self._buttons.addWidget(made)
        if default:
            made.setFocus()
        return made


def front() -> QWidget | None:
    """La fenêtre où l'on travaille : une boîte, un écran détaché… ; jamais un menu, qui va se
    fermer en emportant la question qu'on poserait devant lui."""
    found = QApplication.activeModalWidget() or QApplication.activeWindow()
    passing = found is not None and found.windowType() == Qt.WindowType.Popup
    return None if passing else found


def beside(window: QWidget, at: QWidget) -> None:
    """Montre une fenêtre qui ne bloque rien, venue d'un travail lancé depuis l'écran `at`.

    Elle prend le clavier si l'on est resté dans cet écran. Sinon on travaille ailleurs, et la
    frappe y reste : rien de ce qu'on tape ne tombe dans une fenêtre qu'on n'a pas appelée. Un lot
    repris d'une autre fois n'a pas d'écran : `at` est la fenêtre, et l'on travaille ailleurs.
    """
    here, focus = front(), QApplication.focusWidget()
    stayed = focus in (None, at) or (not at.isWindow() and at.isAncestorOf(focus))
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not stayed)
    window.show()
    if not stayed and here is not None:
        here.activateWindow()  # certains bureaux à distance activent malgré tout ce qui paraît


def accepted(dialog: QDialog) -> bool:
    """Attend la réponse, puis s'en défait ; faux aussi si sa fenêtre a disparu entre-temps."""
    answer = dialog.exec() == QDialog.DialogCode.Accepted
    if isValid(dialog):
        dialog.deleteLater()
    return answer


def ask(
    parent: QWidget | None,
    question: str,
    accept: str = "Continuer",
    details: Sequence[str] = (),
    careful: bool = False,
) -> bool:
    """Pose la question et attend ; faux si l'on ferme. `careful` : Entrée n'accepte pas."""
    warned = careful or bool(details)
    picture = (
        ("mdi6.alert-outline", "warning") if warned else ("mdi6.help-circle-outline", "accent")
    )
    sheet = Sheet(parent, question, details=details, picture=picture)
    sheet.button("Annuler", sheet.reject, default=warned)
    sheet.button(accept, sheet.accept, primary=True, default=not warned)
    return accepted(sheet)


def ask_text(parent: QWidget | None, title: str, label: str, text: str = "") -> str:
    """Demande un mot ; "" si l'on renonce."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    dialog.setOkButtonText("Valider")
    dialog.setCancelButtonText("Annuler")
    return dialog.textValue().strip() if accepted(dialog) else ""


def ask_long_text(parent: QWidget | None, title: str, text: str) -> str | None:
    """Fait écrire un texte de plusieurs lignes ; `None` si l'on renonce."""
    sheet = Sheet(parent, title, picture=("mdi6.text-box-edit-outline", "accent"))
    field = QPlainTextEdit(text)
    field.setAccessibleName(title)
    field.setTabChangesFocus(True)
    field.setMinimumSize(560, 260)
    sheet.add_widget(field)
    sheet.button("Annuler", sheet.reject)
    sheet.button("Valider", sheet.accept, primary=True)
    field.setFocus()
    return field.toPlainText() if accepted(sheet) else None


def ask_secret(
    parent: QWidget | None, title: str, text: str, accept: str = "Garder", from_file: bool = True
) -> str | None:
    """Un mot de passe tapé sans se montrer, ou une clé lue dans un fichier (`from_file`) ; None, on
    renonce."""
    sheet = Sheet(parent, title, text, picture=("mdi6.key-outline", "accent"))
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(title)
    held: list[str] = []

    def pick() -> None:
        if not (chosen := ask_file("Clé privée")):
            return
        try:
            held.append(lire_texte(Path(chosen)))
        except UserError as error:
            refuse(sheet, error)
            return
        sheet.accept()

    sheet.add_widget(field, 0)
    sheet.button("Annuler", sheet.reject)
    if from_file:
        sheet.button("Fichier de clé…", pick)
    sheet.button(accept, sheet.accept, primary=True, default=True)
    field.setFocus()
    if not accepted(sheet):
        return None
    return held[0] if held else field.text()


def copy(text: str) -> None:
    """Au presse-papiers."""
    QGuiApplication.clipboard().setText(text)


def browse(url: str) -> None:
    """Ouvre cette adresse dans le navigateur du poste ; lève `TemporaryError` s'il n'en a pas."""
    if not QDesktopServices.openUrl(QUrl(url)):
        raise TemporaryError(
            "Le navigateur de ce poste ne s'est pas ouvert.",
            "Copiez le lien, et collez-le vous-même.",
        )


def ask_file(title: str, types: str = "Tous les fichiers (*)") -> str:
    """Fait choisir un fichier du disque ; "" si l'on renonce."""
    chosen, _filter = QFileDialog.getOpenFileName(front(), title, str(Path.home()), types)
    return chosen


def ask_files(title: str, types: str = "Tous les fichiers (*)") -> list[str]:
    """Fait choisir des fichiers du disque ; aucun si l'on renonce."""
    chosen, _filter = QFileDialog.getOpenFileNames(front(), title, str(Path.home()), types)
    return list(chosen)


def ask_folder(title: str) -> str:
    """Fait choisir un dossier ; "" si l'on renonce."""
    return QFileDialog.getExistingDirectory(front(), title, str(Path.home()))


def inform(parent: QWidget | None, title: str, text: str = "", details: Sequence[str] = ()) -> None:
    """Dit quelque chose qui mérite une fenêtre ; le reste va dans la barre d'état."""
    _show(Sheet(parent, title, text, details))


def refuse(
    parent: QWidget | None, error: Exception, retry: Callable[[], None] | None = None
) -> None:
    """Dit pourquoi c'est non, et quoi faire. Tout ce qui n'est pas un refus est relancé."""
    if isinstance(error, Confirm):
        error = UserError(error.question, "Rien n'a été écrit.")
    if not isinstance(error, UserError):
        raise error

    def show() -> None:
        lasting = not isinstance(error, TemporaryError)
        picture = ("mdi6.hand-back-left-outline" if lasting else "mdi6.lan-disconnect", "warning")
        sheet = Sheet(parent, error.title, error.advice, picture=picture)
        sheet.setObjectName("refus")
        if retry is not None and not lasting:
            again = sheet.button("Réessayer", sheet.accept)
            again.clicked.connect(lambda: later(retry))
        _show(sheet)

    later(show, parent)


def _show(sheet: Sheet) -> None:
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.button("Fermer", sheet.accept, primary=True, default=True)
    sheet.open()
