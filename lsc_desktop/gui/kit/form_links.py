"""Ce qui relie une fiche aux autres : fiches liées, codes cliquables, listes des onglets."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.labels import Sentence
from lsc_desktop.gui.kit.lookup import LookupEdit
from lsc_desktop.gui.kit.screens import Link, Lookup
from lsc_desktop.gui.kit.values import line_type
from lsc_desktop.gui.kit.widgets import ChoiceBox

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView


def wire_fields(form: "FormView") -> None:
    """Chaque champ et chaque grille préviennent la fiche."""
    for name, field in form.binding.fields.items():
        if isinstance(field, ComputedLabel):
            continue
        field.edited.connect(lambda *_args, name=name: form.edited(name))
        if hasattr(field, "left"):
            field.left.connect(lambda name=name: form.left(name))
    for name, grid in form.binding.grids.items():
        grid.edited.connect(lambda row, column, name=name: form.grid_edited(name, row, column))
        grid.told.connect(lambda text, name=name: form.binding.grid_problem(name, text))


def wire_lookups(form: "FormView") -> None:
    """Donne aux champs et aux grilles de quoi lire les fiches liées, les choix et la date."""
    screen, binding = form.declared, form.binding

    def read(query: Any, *args: Any) -> Any:
        with form.db.read() as session:
            return query(session, *args)

    for name, lookup in screen.lookups.items():
        field = binding.fields.get(name)
        if isinstance(field, LookupEdit):
            _wire_lookup(form, field, lookup, read)
        elif isinstance(field, ComputedLabel):
            binding.texts[name] = partial(_named, read, lookup)
    for name, choices in screen.choices.items():
        pairs = list(read(choices) if callable(choices) else choices)
        field = binding.fields.get(name)
        if isinstance(field, ChoiceBox):
            field.set_choices(pairs)
        elif isinstance(field, ComputedLabel):
            binding.texts[name] = partial(_labelled, dict(pairs))
    for name, variables in screen.variables.items():
        binding.fields[name].configure(variables)
    for name, grid in screen.grids.items():
        draft, line = (lambda: form.draft), line_type(type(form.draft), name)
        binding.grids[name].configure(grid, read, _today(form), draft, line)
    for field in binding.fields.values():
        if hasattr(field, "today"):
            field.today = _today(form)


def _wire_lookup(form: "FormView", field: LookupEdit, lookup: Lookup, read: Any) -> None:
    field.configure(lookup, read, lambda: lookup.where(form.draft))
    field.opened.connect(lambda id: form.shell.open(lookup.opens, id))


def _labelled(labels: dict[Any, str], value: Any) -> str:
    return labels.get(value, "" if value is None else str(value))


def _today(form: "FormView") -> Any:
    return lambda: form.shell.contexte().aujourd_hui


def _named(read: Any, lookup: Any, id: int | None) -> str:
    """« P001 Jeanne Martin », d'une fiche liée qu'on ne fait que montrer."""
    found = read(lookup.source.pick, [id]) if id else []
    names = (lookup.code, lookup.label)
    return " ".join(str(getattr(found[0], name) or "") for name in names) if found else ""


def wire_links(form: "FormView") -> None:
    """Rend cliquables les codes déclarés."""
    for name, link in form.declared.links.items():
        label = form.body.findChild(ComputedLabel, name)
        if label is not None:
            label.set_link(True)
            label.clicked.connect(lambda link=link: _follow(form, link))


def _follow(form: "FormView", link: Link) -> None:
    target = link.opens(form.draft)
    if target is not None:
        key, id, params = target
        form.shell.open(key, id, **params)


class PaneHost(QObject):
    """La place d'une liste dans la fiche ; elle n'est lue que lorsqu'on la regarde."""

    def __init__(self, form: "FormView", name: str) -> None:
        super().__init__(form)
        self._form, self._pane = form, form.declared.panes[name]
        place = form.body.findChild(QWidget, f"pane_{name}") or form.body.findChild(QWidget, name)
        assert place is not None, f"{form.declared.ui}.ui : il manque « pane_{name} »"
        self._place = place
        self._list: QWidget | None = None
        self._where: dict[str, Any] = {}
        if place.layout() is None:
            layout = QVBoxLayout(place)
            layout.setContentsMargins(0, 0, 0, 0)
        place.installEventFilter(self)

    def holds(self, widget: QWidget | None) -> bool:
        return widget is not None and self._place.isAncestorOf(widget)

    def renew(self) -> None:
        """Une autre fiche : la liste change de filtre, ou sera refaite quand on la regardera."""
        if hasattr(self._list, "open_with"):
            self.follow()
            return
        if self._list is not None:
            self._list.setParent(None)
            self._list.deleteLater()
            self._list = None
        if self._place.isVisible():
            self._fill()

    def follow(self) -> None:
        """La saisie a changé : la liste se filtre sur elle."""
        refilter = getattr(self._list, "open_with", None)
        if refilter is None:
            return
        where = dict(self._pane.where(self._form.draft))
        if where != self._where:
            self._where = where
            refilter(where)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._list is None:
            self._fill()
        return False

    def _fill(self) -> None:
        form, layout = self._form, self._place.layout()
        assert layout is not None
        if form.id is None and form.declared.save is not None:
            self._list = QLabel("Cette partie se remplira une fois la fiche enregistrée.")
            self._list.setObjectName("vide")
        elif form.make_list is not None:
            self._where = dict(self._pane.where(form.draft))
            try:
                self._list = form.make_list(self._pane.screen, self._where)
                if hasattr(self._list, "stay_within"):
                    self._list.stay_within(self._where)
            except UserError as error:
                self._list = Sentence(str(error))
                self._list.setObjectName("vide")
        if self._list is not None:
            layout.addWidget(self._list)
