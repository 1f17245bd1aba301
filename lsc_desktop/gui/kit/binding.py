"""Relier une saisie (draft) aux widgets d'un dessin qui portent ses noms."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QWidget,
)

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.error_places import hold_labels, with_error
from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.grid_model import Cell
from lsc_desktop.gui.kit.labels import tip
from lsc_desktop.gui.kit.marks import mark
from lsc_desktop.gui.kit.rights import mask
from lsc_desktop.gui.kit.values import fit, hints
from lsc_desktop.gui.kit.widgets import field_of

_UNREAD = object()
TYPED = ("_saisi", "_saisie", "_saisis", "_saisies")


class Binding:
    """Lit et écrit champ par champ ; garde ce qui ne se lit pas ; montre les refus à leur place.

    `fields` : champs simples et liens, `grids` : grilles ; `order` : ceux que Tab parcourt, dans
    l'ordre du dessin. Si la saisie a un champ `<nom>_saisi` (saisie, saisis, saisies), il devient
    vrai quand l'utilisateur tape `<nom>` et faux quand il le vide : une règle sait alors qu'elle
    doit garder son chiffre. `masked` : champs que le profil ne doit pas lire.
    """

    def __init__(self, root: QWidget, draft: Any, masked: Collection[str] = frozenset()) -> None:
        self.draft, self.masked = draft, frozenset(masked)
        self.fields: dict[str, Any] = {}
        self.grids: dict[str, GridEdit] = {}
        self.widgets: dict[str, QWidget] = {}
        self.unreadable: dict[str, UserError] = {}
        self.problems: dict[str, str] = {}
        self.texts: dict[str, Callable[[Any], str]] = {}  # libellé d'une valeur montrée
        self._last: dict[str, Any] = {}
        self._errors: dict[str, QLabel] = {}
        for widget in root.findChildren(QWidget):
            self._adopt(widget)
        self.order = [widget for widget in _focus_order(root) if self.name_of(widget)]
        for name, widget in self.widgets.items():
            if not isinstance(widget, ComputedLabel):
                self._errors[name] = with_error(widget)
        hold_labels(root)
        for before, after in pairwise(self.order):
            QWidget.setTabOrder(before, after)

    def _adopt(self, widget: QWidget) -> None:
        name = widget.objectName()
        if not name or not hasattr(self.draft, name):
            return
        if isinstance(widget, GridEdit):
            self.grids[name] = widget
        elif (field := field_of(widget)) is not None:
            self.fields[name] = field
        else:
            return
        self.widgets[name] = widget

    def name_of(self, widget: QWidget | None) -> str:
        name = widget.objectName() if widget is not None else ""
        return name if self.widgets.get(name) is widget else ""

    # --- valeurs ------------------------------------------------------------------------------

    def write(self, draft: Any, force: bool = False) -> None:
        """Montre la saisie ; le champ où l'on tape garde sa frappe, sauf si `force`."""
        self.draft = draft
        if force:
            self.unreadable.clear()
            self._last.clear()
        for name, grid in self.grids.items():
            grid.set_value([] if name in self.masked else getattr(draft, name))
        for name in self.fields:
            busy = self.widgets[name].hasFocus() and not isinstance(
                self.widgets[name], ComputedLabel | QCheckBox | QComboBox
            )
            if force or not (busy or name in self.unreadable):
                self.show_field(name)

    def show_field(self, name: str) -> None:
        """Montre la valeur de la saisie dans ce champ."""
        value, field = getattr(self.draft, name), self.fields[name]
        if name in self.masked:
            field.set_value(mask(value))
            return
        label = self.texts.get(name)
        if isinstance(field, ComputedLabel):
            field.set_value(value, label(value) if label else None)
        elif name not in self._last or self._last[name] != value or _shown(field) != value:
            field.set_value(value)
        self._last[name] = value

    def read(self, name: str) -> bool:
        """Prend ce champ dans la saisie ; faux s'il ne se lit pas (la saisie ne change pas).

        Un champ masqué n'est jamais lu : la saisie garde sa vraie valeur.
        """
        if name in self.masked:
            return True
        try:
            value = fit(self.fields[name].value(), self._hint(name))
        except UserError as error:
            self.unreadable[name] = error
            return False
        self.unreadable.pop(name, None)
        self._last[name] = value
        setattr(self.draft, name, value)
        for suffix in TYPED:
            if hasattr(self.draft, name + suffix):
                setattr(self.draft, name + suffix, value is not None)
        return True

    def pending(self) -> list[str]:
        """Les champs dont le contenu n'est pas encore dans la saisie."""
        return [name for name in self.fields if self.is_pending(name)]

    def is_pending(self, name: str) -> bool:
        return self._typed(name) and (name in self.unreadable or self._differs(name))

    def untold(self) -> bool:
        """Montre-t-on ce que la saisie n'a pas ? Ce qui vient d'être corrigé, et se lit de nouveau
        comme avant, n'est pas un changement."""
        cells = any(grid.lines_model.unreadable() for grid in self.grids.values())
        return cells or any(self._typed(name) and self._differs(name) for name in self.fields)

    def _typed(self, name: str) -> bool:
        computed = isinstance(self.fields[name], ComputedLabel)
        return not (computed or name in self.masked) and self.editable(name)

    def _differs(self, name: str) -> bool:
        last, now = self._last.get(name), _shown(self.fields[name])
        blank = last in (None, "") and now in (None, "")
        return not (blank or now == last)

    def editable(self, name: str) -> bool:
        widget = self.widgets[name]
        reader = getattr(widget, "isReadOnly", None)
        return widget.isEnabled() and not (reader is not None and reader())

    def _hint(self, name: str) -> Any:
        known = hints(type(self.draft))
        return known[name] if name in known else type(getattr(self.draft, name))

    # --- accès --------------------------------------------------------------------------------

    def set_access(self, frozen: Collection[str], disabled: Collection[str], locked: bool) -> None:
        """`frozen` : montrés, jamais saisis ; `locked` : toute la fiche est en lecture."""
        for name, field in self.fields.items():
            still = locked or name in frozen or name in self.masked
            field.set_read_only(still)
            off = name in disabled
            if isinstance(self.widgets[name], QComboBox | QCheckBox):
                off = off or still
            self.widgets[name].setEnabled(not off)
            if name in disabled and name in self.unreadable:
                del self.unreadable[name]  # sans objet : ni à corriger, ni à refuser
                self.show_field(name)
        for name, grid in self.grids.items():
            grid.set_read_only(locked or name in frozen)
            grid.setEnabled(name not in disabled)
            own = {path.rsplit(".", 1)[1] for path in disabled if path.startswith(f"{name}.")}
            grid.set_locked(own)

    # --- refus et explications ----------------------------------------------------------------

    def mark_problem(self, name: str, sentence: str) -> None:
        """Montre ou efface le refus d'un champ simple."""
        if not sentence and name not in self.problems:
            return
        if sentence:
            self.problems[name] = sentence
        else:
            self.problems.pop(name, None)
        self._show_error(name, sentence)

    def mark_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Pose tous les refus ; rend les phrases dont le champ n'est pas à l'écran."""
        homeless = [text for path, text in problems.items() if not self.place_of(path)]
        for name in self.fields:
            self.mark_problem(name, problems.get(name, ""))
        for name, grid in self.grids.items():
            grid.set_problems(cells(name, problems))
            self.grid_problem(name, problems.get(name, ""))
        return homeless

    def grid_problem(self, name: str, sentence: str = "") -> None:
        self._show_error(name, sentence or self.grids[name].problem())

    def place_of(self, path: str) -> str:
        """Le champ ou la grille qui montre « lignes.0.montant » ; "" s'il n'y en a pas."""
        name = path.split(".", 1)[0]
        return name if name in self._errors else ""

    def _show_error(self, name: str, sentence: str) -> None:
        label, widget = self._errors.get(name), self.widgets[name]
        if label is None:
            return
        label.setText(sentence)
        label.setVisible(bool(sentence))
        mark(widget, "invalid", bool(sentence))
        widget.setAccessibleDescription(sentence)
        if sentence:
            widget.setToolTip(tip(sentence))

    def unread_sentences(self) -> dict[str, str]:
        """Tout ce qui est tapé et ne se lit pas, grilles comprises."""
        found = {name: str(error) for name, error in self.unreadable.items()}
        for name, grid in self.grids.items():
            for (row, column), sentence in grid.lines_model.unreadable().items():
                found[f"{name}.{row}.{column}"] = sentence
        return found

    def explain(self, texts: Mapping[str, str]) -> None:
        for name, widget in self.widgets.items():
            if isinstance(widget, ComputedLabel):
                widget.set_explanation(texts.get(name, ""))
            elif isinstance(widget, GridEdit):
                widget.set_explanations(cells(name, texts))
            elif name not in self.problems:
                widget.setToolTip(tip(texts.get(name, "")))


def cells(grid: str, paths: Mapping[str, str]) -> dict[Cell, str]:
    """« lignes.0.montant » → (0, « montant »), pour cette grille."""
    found: dict[Cell, str] = {}
    for path, text in paths.items():
        parts = path.split(".")
        with suppress(ValueError):
            if len(parts) == 3 and parts[0] == grid:
                found[int(parts[1]), parts[2]] = text
    return found


def _shown(field: Any) -> Any:
    """La valeur montrée ; un objet à part si elle ne se lit pas."""
    with suppress(UserError):
        return field.value()
    return _UNREAD


def _focus_order(root: QWidget) -> list[QWidget]:
    """Les champs, dans l'ordre de Tab du dessin.

    Seul endroit où suivre cette chaîne, et seulement d'un dessin qui n'est encore dans aucune
    fenêtre : pour PySide, `nextInFocusChain` fait du widget rendu l'enfant de celui qu'on
    interroge. Plus tard, ce pourrait être la fenêtre, qui mourrait avec un champ.
    """
    found: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if root.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
