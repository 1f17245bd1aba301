"""Charger un dessin de fiche : un seul `QUiLoader`, qui connaît nos champs."""

from functools import lru_cache

from PySide6.QtCore import QFile, QIODevice
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTabWidget, QTextEdit, QWidget

from lsc_desktop.base import paths
from lsc_desktop.gui.kit.tabs import calm
from lsc_desktop.gui.kit.widgets import CUSTOM, RichEdit


@lru_cache(maxsize=1)
def _loader() -> QUiLoader:
    loader = QUiLoader()
    loader.setTranslationEnabled(False)  # tout est déjà en français
    for widget in CUSTOM:
        loader.registerCustomWidget(widget)
    return loader


def load_ui(name: str, parent: QWidget | None = None) -> QWidget:
    """Le dessin `ui/<name>.ui`. Une étiquette donne son nom accessible au champ qu'elle nomme.

    Propriétés dynamiques : `chars` (largeur d'une ligne), `rows` (hauteur d'un texte ou d'une
    grille), `places` (décimales).
    """
    file = QFile(str(paths.UI / f"{name}.ui"))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(file.fileName())
    try:
        root = _loader().load(file, parent)
    finally:
        file.close()
    if root is None:
        raise ValueError(_loader().errorString())
    for label in root.findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None and not buddy.accessibleName():
            buddy.setAccessibleName(label.text().replace("&", ""))
    for line in root.findChildren(QLineEdit):
        if type(line) is QLineEdit and line.property("chars"):
            digit = line.fontMetrics().horizontalAdvance("0")
            line.setMaximumWidth(int(line.property("chars")) * digit + 16)
    for tabs in root.findChildren(QTabWidget):
        calm(tabs)
    for rich in root.findChildren(RichEdit):
        rich.furnish()
    texts: list[QPlainTextEdit | QTextEdit] = [*root.findChildren(QPlainTextEdit)]
    for text in (*texts, *root.findChildren(RichEdit)):
        text.setTabChangesFocus(True)
        if text.property("rows"):
            height = int(text.property("rows")) * text.fontMetrics().lineSpacing()
            text.setMinimumHeight(height + 16)
    return root
