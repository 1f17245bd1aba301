"""Une fiche en mots : ses rubriques et leurs valeurs, comme l'écran les montre."""

import builtins
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QGroupBox, QWidget

from lsc_desktop.base.text import fold
from lsc_desktop.domain.conflits import CALCULE, INCONNU, Ecart
from lsc_desktop.domain.coordonnees import masquer
from lsc_desktop.domain.historique import rubrique
from lsc_desktop.gui.kit.figures import shown
from lsc_desktop.gui.kit.screens import Choices, GridColumn, Lookup

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView

LONGEST = 400  # caractères d'une valeur : une note de dix pages ne tient pas dans un tableau


class FormText:
    """Nomme et écrit les valeurs d'une fiche ; garde les libellés lus dans la base."""

    def __init__(self, form: "FormView") -> None:
        self._form = form
        self._names: dict[tuple[int, Any], str] = {}

    # --- rubriques ----------------------------------------------------------------------------

    def label(self, name: str) -> str:
        """« Adresse : Ville », tel qu'écrit au-dessus du champ et à côté."""
        widget = self._form.binding.widgets.get(name)
        if widget is None:
            return rubrique(self._form.declared.table, name)
        text = widget.accessibleName()
        if not text and isinstance(widget, QCheckBox):
            text = widget.text()
        text = text.replace("&", "").strip().rstrip(":").strip()
        box = _box(widget)
        head = "" if not box or fold(box) in fold(text) else box
        return " : ".join(part for part in (head, text) if part) or rubrique(
            self._form.declared.table, name
        )

    def label_of(self, ecart: Ecart) -> str:
        """« Lignes : Loyer, Montant » ; « Ville »."""
        where = ecart.rubrique
        if where.ligne is None:
            return self.label(where.champ)
        head = self.label(where.champ)
        if not where.colonne:
            return head
        line = self._line(where.champ, where.ligne)
        name = self._line_name(where.champ, line) if line is not None else ""
        column = self._column(where.champ, where.colonne)
        title = column.title if column else rubrique(self._form.declared.table, where.colonne)
        return " : ".join(part for part in (head, ", ".join(p for p in (name, title) if p)) if part)

    # --- valeurs ------------------------------------------------------------------------------

    def value(self, ecart: Ecart, value: Any) -> str:
        """Une des trois valeurs d'un écart."""
        text = self._value(ecart, value)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"

    def _value(self, ecart: Ecart, value: Any) -> str:
        where = ecart.rubrique
        if value is CALCULE or value is INCONNU:
            return str(value)
        if where.ligne is None:
            return self.field(where.champ, value)
        if not where.colonne:
            return "absente" if value is None else self.line(where.champ, value)
        column = self._column(where.champ, where.colonne)
        return self._cell(column, value) if column else shown(value)

    def field(self, name: str, value: Any) -> str:
        """La valeur d'un champ simple : montant, date, libellé d'un choix, code et nom."""
        form = self._form
        if name in form.masked:
            return masquer(value)
        if name in form.declared.lookups:
            return self._linked(form.declared.lookups[name], value)
        if name in form.declared.choices:
            return self._choice(form.declared.choices[name], value)
        widget = form.binding.widgets.get(name)
        places = widget.property("places") if widget is not None else None
        return shown(value, 2 if places is None else int(places))

    def line(self, name: str, line: Any) -> str:
        """Une ligne de grille : ses cases remplies, à la suite."""
        grid = self._form.declared.grids.get(name)
        if grid is None:
            return str(line)
        cells = (
            self._cell(column, getattr(line, column.name))
            for column in grid.columns
            if not column.computed and getattr(line, column.name) not in (None, "", False)
        )
        return ", ".join(text for text in cells if text) or "vide"

    def whole(self) -> str:
        """Toute la saisie, à coller ailleurs : une rubrique par ligne."""
        form, found = self._form, [self._form.title()]
        for name in form.binding.fields:
            if text := self.field(name, getattr(form.draft, name)):
                found.append(f"{self.label(name)} : {text}")
        for name in form.binding.grids:
            lines = [self.line(name, line) for line in getattr(form.draft, name)]
            found += [f"{self.label(name)} :", *(f"- {text}" for text in lines)] if lines else []
        return "\n".join(found)

    def _cell(self, column: GridColumn, value: Any) -> str:
        if column.lookup is not None:
            return self._linked(column.lookup, value)
        if column.choices:
            return self._choice(column.choices, value)
        return shown(value, column.places)

    def _linked(self, lookup: Lookup, id: int | None) -> str:
        """« P001 Jeanne Martin » ; la base n'est lue qu'une fois."""
        if not id:
            return ""
        key = (builtins.id(lookup.source), id)
        if key not in self._names:
            with self._form.db.read() as session:
                found = lookup.source.pick(session, [id])
            names = (lookup.code, lookup.label)
            texts = [str(getattr(found[0], n) or "") for n in names] if found else [f"n° {id}"]
            self._names[key] = " ".join(text for text in texts if text)
        return self._names[key]

    def _choice(self, choices: Any, value: Any) -> str:
        pairs: Choices = choices
        if callable(choices):
            with self._form.db.read() as session:
                pairs = list(choices(session))
        return dict(pairs).get(value, shown(value))

    # --- grilles ------------------------------------------------------------------------------

    def _column(self, grid: str, name: str) -> GridColumn | None:
        declared = self._form.declared.grids.get(grid)
        columns = declared.columns if declared else ()
        return next((column for column in columns if column.name == name), None)

    def _line(self, grid: str, key: Any) -> Any:
        lines = getattr(self._form.draft, grid)
        return next((line for line in lines if line.id == key), None)

    def _line_name(self, grid: str, line: Any) -> str:
        """Ce qui désigne une ligne : son premier texte, sinon sa première case remplie."""
        declared = self._form.declared.grids.get(grid)
        if declared is None:
            return ""
        filled = [c for c in declared.columns if getattr(line, c.name) not in (None, "", False)]
        texts = [c for c in filled if isinstance(getattr(line, c.name), str) and not c.choices]
        best = next(iter([*texts, *filled]), None)
        return self._cell(best, getattr(line, best.name)) if best else ""


def _box(widget: QWidget) -> str:
    """Le titre du cadre où est ce champ : deux « Montant » ne se confondent pas."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QGroupBox) and parent.title():
            return parent.title().replace("&", "").strip().capitalize()
        parent = parent.parentWidget()
    return ""
