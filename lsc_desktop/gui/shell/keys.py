"""Les touches de LSC (F1 à F10), et l'aide-mémoire tiré de tout ce qui est déclaré."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.gui.kit.menus import Entry, Module
from lsc_desktop.gui.kit.screens import BoardScreen, FormScreen, Screen

# Sens des touches : celui que LSC leur donne (gerance 1.4).
F_KEYS: tuple[tuple[str, Entry], ...] = (
    ("F4", Entry("Planning", opens="planning.liste")),
    ("F6", Entry("Aller sur internet", absent="Les sites de l'agence ne sont pas construits.")),
    ("F7", Entry("Événements", opens="evenements.liste")),
    ("F8", Entry("Tiers", opens="tiers.liste")),
    ("F9", Entry("Dossiers", opens="dossiers.liste")),
)
LISTE = (
    ("Filtrer", "on tape, simplement"),
    ("Revenir au filtre", "Ctrl+F"),
    ("Choisir une ligne", "↑ ↓"),
    ("Ouvrir la fiche", "Entrée"),
    ("Tout sélectionner", "Ctrl+A"),
    ("Copier", "Ctrl+C"),
    ("Créer", "Ctrl+N"),
    ("Ouvrir dans Excel", "Ctrl+E"),
    ("Imprimer la liste", "Ctrl+P"),
    ("Sous-sélection", "Ctrl+Maj+S"),
    ("Tout montrer", "Ctrl+Maj+T"),
)
FICHE = (
    ("Champ suivant", "Entrée ou Tab"),
    ("Champ précédent", "Maj+Entrée ou Maj+Tab"),
    ("Valider", "Ctrl+Entrée"),
    ("Annuler", "Échap"),
    ("Fiche suivante, précédente", "Alt+→, Alt+←"),
    ("Pourquoi ce montant", "F1"),
)


def resolve(entry: Entry, screens: Mapping[str, Screen]) -> str:
    """Pourquoi une entrée ne s'ouvre pas encore, "" si elle s'ouvre."""
    if entry.opens in screens:
        return ""
    return entry.absent or f"« {entry.text} » n'est pas encore construit."


def sheet(
    window: Sequence[QAction], modules: Sequence[Module], screens: Mapping[str, Screen]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """(titre, [(ce que c'est, touche)]) : la fenêtre, les listes, les fiches, puis chaque écran."""
    general = [(a.text(), _shown(a.shortcuts())) for a in window if a.shortcuts()]
    general += [(m.text, _native(f"Ctrl+{rank}")) for rank, m in enumerate(modules, 1)]
    parts = [("Partout", general), ("Dans une liste", list(LISTE)), ("Dans une fiche", list(FICHE))]
    for screen in screens.values():
        title = screen.name if isinstance(screen, FormScreen) else screen.title
        keys = [(c.text, _native(c.shortcut)) for c in screen.commands if c.shortcut]
        if isinstance(screen, BoardScreen):
            keys = [(text, _native(key)) for text, key in screen.keys]
        if keys:
            parts.append((title, keys))
    return parts


def _native(keys: str) -> str:
    return _shown([QKeySequence(keys)])


def _shown(keys: Sequence[QKeySequence]) -> str:
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


class KeysDialog(QDialog):
    """L'aide-mémoire, en deux colonnes."""

    def __init__(self, parent: QWidget, parts: list[tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Raccourcis clavier")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setSpacing(40)
        columns = QVBoxLayout(), QVBoxLayout()
        heights = [0, 0]
        for column in columns:
            column.setSpacing(16)
            row.addLayout(column, 1)
        for title, lines in parts:  # chaque bloc dans la colonne la plus courte
            shorter = heights.index(min(heights))
            columns[shorter].addWidget(self._block(title, lines))
            heights[shorter] += len(lines) + 2
        for column in columns:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        close = QPushButton("Fermer")
        close.setProperty("primary", True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        page = QVBoxLayout(self)
        page.addWidget(area, 1)
        page.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(760, 560)

    def _block(self, title: str, lines: list[tuple[str, str]]) -> QWidget:
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = QLabel(title)
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        grid.addWidget(head, 0, 0, 1, 2)
        for row, (text, keys) in enumerate(lines, 1):
            grid.addWidget(QLabel(text), row, 0)
            shown = QLabel(keys)
            shown.setProperty("discret", True)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        return block
