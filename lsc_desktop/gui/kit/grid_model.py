"""Les lignes d'une grille : des dataclasses modifiées sur place, et ce qu'il faut en montrer."""

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.saisie import parse_date, parse_montant
from lsc_desktop.base.text import fold
from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.figures import shown
from lsc_desktop.gui.kit.labels import tip
from lsc_desktop.gui.kit.screens import Choices, Grid, GridColumn
from lsc_desktop.gui.kit.values import Kind, fit, hints, kind_of

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, str]  # (rang de la ligne, champ)
ROOT = QModelIndex()
_YES = {"oui", "o", "x", "1", "vrai", "true"}


@dataclass(frozen=True)
class Bad:
    """Ce qui est tapé et ne se lit pas : gardé, montré, expliqué."""

    text: str
    sentence: str


class LinesModel(QAbstractTableModel):
    """Émet `edited(rang, champ)` à chaque changement venu de l'utilisateur (rang -1 : lignes)."""

    edited = Signal(int, str)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.columns: tuple[GridColumn, ...] = ()
        self.new: Callable[[], Any] | None = None
        self.lines: list[Any] = []
        self.read_only = False
        self.locked: Collection[str] = ()
        self.problems: Mapping[Cell, str] = {}
        self.explanations: Mapping[Cell, str] = {}
        self.today: Callable[[], date] = date.today
        self.read: Callable[..., Any] | None = None
        self._bad: dict[tuple[int, str], Bad] = {}
        self._labels: dict[tuple[str, Any], str] = {}
        self._line: type[Any] | None = None
        self._known = 0  # lignes annoncées à la vue

    def setup(self, grid: Grid, line: type[Any] | None = None) -> None:
        """`line` : la dataclass des lignes, connue avant qu'il y en ait une."""
        self.beginResetModel()
        self.columns, self.new = grid.columns, grid.new
        self._line = line or (type(grid.new()) if grid.new is not None else None)
        self.endResetModel()

    def set_lines(self, lines: list[Any]) -> None:
        self.beginResetModel()
        self.lines = lines
        self._bad.clear()
        self._labels.clear()
        self._known = len(lines)
        self.endResetModel()

    def announced(self, lines: list[Any]) -> bool:
        """La vue montre-t-elle déjà ces lignes-là, en ce nombre ?"""
        return lines is self.lines and len(lines) == self._known

    def repaint(self) -> None:
        if self.lines and self.columns:
            last = self.index(len(self.lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # --- lire ---------------------------------------------------------------------------------

    def hint(self, row: int, column: int) -> Any:
        line = type(self.lines[row]) if row < len(self.lines) else self._line
        return str if line is None else hints(line).get(self.columns[column].name, str)

    def kind(self, row: int, column: int) -> Kind:
        shape = self.columns[column]
        choices = shape.choices or shape.choices_of
        return kind_of(self.hint(row, column), choices, shape.lookup)

    def choices(self, row: int, column: int) -> Choices:
        """La liste fermée d'une cellule, celle de sa ligne s'il le faut."""
        shape = self.columns[column]
        return shape.choices if shape.choices_of is None else shape.choices_of(self.lines[row])

    def value(self, row: int, column: int) -> Any:
        return getattr(self.lines[row], self.columns[column].name)

    def bad(self, row: int, column: int) -> Bad | None:
        return self._bad.get((id(self.lines[row]), self.columns[column].name))

    def unreadable(self) -> dict[Cell, str]:
        """Les cellules dont le texte ne se lit pas."""
        ranks = {id(line): rank for rank, line in enumerate(self.lines)}
        return {(ranks[i], name): b.sentence for (i, name), b in self._bad.items() if i in ranks}

    def editable(self, row: int, column: int) -> bool:
        shape = self.columns[column]
        return not (self.read_only or shape.computed or shape.name in self.locked)

    def text(self, row: int, column: int) -> str:
        if bad := self.bad(row, column):
            return bad.text
        shape, value = self.columns[column], self.value(row, column)
        if choices := self.choices(row, column):
            return dict(choices).get(value, "" if value is None else str(value))
        if shape.lookup is not None:
            return self._label(shape, value)
        return shown(value, shape.places)

    def _label(self, shape: GridColumn, value: Any) -> str:
        if not value or shape.lookup is None or self.read is None:
            return ""
        key = (shape.name, value)
        if key not in self._labels:
            found = self.read(shape.lookup.source.pick, [value])
            names = (shape.lookup.code, shape.lookup.label)
            self._labels[key] = (
                " ".join(str(getattr(found[0], name) or "") for name in names).strip()
                if found
                else "(fiche introuvable)"
            )
        return self._labels[key]

    # --- écrire -------------------------------------------------------------------------------

    def put(self, row: int, column: int, value: Any) -> None:
        """Pose une valeur ; une cellule illisible redevient lisible."""
        name = self.columns[column].name
        try:
            fitted = fit(value, self.hint(row, column))
        except UserError as error:
            self.refuse(row, column, "", error)
            return
        known = self._bad.pop((id(self.lines[row]), name), None)
        if known is None and getattr(self.lines[row], name) == fitted:
            return
        setattr(self.lines[row], name, fitted)
        self._changed(row, column)

    def refuse(self, row: int, column: int, text: str, error: UserError) -> None:
        self._bad[id(self.lines[row]), self.columns[column].name] = Bad(text, str(error))
        self._changed(row, column)

    def put_text(self, row: int, column: int, text: str) -> None:
        """Ce qui est collé, lu comme si on l'avait tapé."""
        try:
            self.put(row, column, self._parse(row, column, text.strip()))
        except UserError as error:
            self.refuse(row, column, text.strip(), error)

    def _changed(self, row: int, column: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self.edited.emit(row, self.columns[column].name)

    def _parse(self, row: int, column: int, text: str) -> Any:
        shape, kind = self.columns[column], self.kind(row, column)
        if kind == "montant":
            return parse_montant(text, shape.places)
        if kind == "entier":
            whole = parse_montant(text, 0)
            return None if whole is None else int(whole)
        if kind == "date":
            return parse_date(text, self.today())
        if kind == "oui_non":
            return fold(text) in _YES
        if kind == "texte" or not text:
            return text or None
        pairs = self.choices(row, column) if kind == "choix" else self._fiches(shape, text)
        for value, label in pairs:
            if fold(text) in (fold(label), fold(str(value))):
                return value
        raise UserError(f"« {text} » n'est pas dans la liste.", "Choisissez dans la liste (F4).")

    def _fiches(self, shape: GridColumn, text: str) -> Sequence[tuple[Any, str]]:
        from lsc_desktop.queries.paging import Criteria

        assert shape.lookup is not None and self.read is not None
        rows = self.read(shape.lookup.source.page, Criteria(text=text), 0, 50)
        names = (shape.lookup.code, shape.lookup.label)
        return [(r.id, str(getattr(r, name))) for r in rows for name in names] + [
            (r.id, " ".join(str(getattr(r, name)) for name in names)) for r in rows
        ]

    def insert(self, row: int) -> bool:
        if self.new is None or self.read_only:
            return False
        self.beginInsertRows(ROOT, row, row)
        self.lines.insert(row, self.new())
        self._known += 1
        self.endInsertRows()
        self.edited.emit(-1, "")
        return True

    def duplicate(self, row: int) -> bool:
        if self.new is None or self.read_only:
            return False
        self.beginInsertRows(ROOT, row + 1, row + 1)
        twin = copy.deepcopy(self.lines[row])
        if hasattr(twin, "id"):
            twin.id = None  # une ligne neuve : la fiche enregistrerait deux fois la même
        self.lines.insert(row + 1, twin)
        self._known += 1
        self.endInsertRows()
        self.edited.emit(-1, "")
        return True

    def remove(self, row: int) -> bool:
        if self.new is None or self.read_only or not 0 <= row < len(self.lines):
            return False
        self.beginRemoveRows(ROOT, row, row)
        line = self.lines.pop(row)
        self._known -= 1
        self._bad = {key: bad for key, bad in self._bad.items() if key[0] != id(line)}
        self.endRemoveRows()
        self.edited.emit(-1, "")
        return True

    def move(self, row: int, to: int) -> bool:
        """Déplace une ligne ; faux si elle ne peut aller là."""
        if self.read_only or row == to or not 0 <= row < len(self.lines) > to >= 0:
            return False
        self.beginResetModel()
        self.lines.insert(to, self.lines.pop(row))
        self.endResetModel()
        self.edited.emit(-1, "")
        return True

    def blank(self, row: int) -> bool:
        """La ligne est-elle comme au premier jour ?"""
        unread = any(key[0] == id(self.lines[row]) for key in self._bad)
        return self.new is not None and not unread and self.lines[row] == self.new()

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._known

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole and across:
            return self._side(0, section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section].title if across else section + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable(index.row(), index.column()):
            boolean = self.kind(index.row(), index.column()) == "oui_non"
            flags |= Qt.ItemFlag.ItemIsUserCheckable if boolean else Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.CheckStateRole:
            self.put(index.row(), index.column(), Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole:
            self.put(index.row(), index.column(), value)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not (0 <= row < len(self.lines) and 0 <= column < len(self.columns)):
            return None
        boolean = self.kind(row, column) == "oui_non"
        if role == Qt.ItemDataRole.DisplayRole:
            return None if boolean else self.text(row, column)
        if role == Qt.ItemDataRole.CheckStateRole and boolean:
            return Qt.CheckState.Checked if self.value(row, column) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.EditRole:
            return self.value(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(row, column)
        return self._dressed(row, column, role)

    def _side(self, row: int, column: int) -> Qt.AlignmentFlag:
        number = self.kind(row, column) in ("montant", "entier")
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _dressed(self, row: int, column: int, role: int) -> Any:
        shape = self.columns[column]
        sentence = self.sentence(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(sentence or self.explanations.get((row, shape.name), "")) or None
        if role == Qt.ItemDataRole.BackgroundRole:
            if sentence:
                return QBrush(style.color("error_soft"))
            return None if self.editable(row, column) else QBrush(style.color("window"))
        if role == Qt.ItemDataRole.ForegroundRole:
            value = self.value(row, column)
            number = self.kind(row, column) in ("montant", "entier") and value is not None
            return QBrush(style.color("negative")) if number and value < 0 else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Ligne {row + 1}, {shape.title} : {self.text(row, column) or 'vide'}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return sentence or self.explanations.get((row, shape.name)) or None
        return None

    def sentence(self, row: int, column: int) -> str:
        """Pourquoi cette cellule est refusée ; vide si elle va bien."""
        bad = self.bad(row, column)
        return bad.sentence if bad else self.problems.get((row, self.columns[column].name), "")
