"""Vérifier une fiche avant de l'enregistrer, et montrer chaque refus à sa place."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.form_keys import reveal
from lsc_desktop.gui.kit.grid import GridEdit

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView


def check(form: "FormView") -> bool:
    """Lit ce qui reste à lire et montre ce qui ne va pas ; vrai s'il n'y a rien."""
    collect(form)
    problems = form.binding.unread_sentences()
    for path, sentence in getattr(form.draft, "problems", tuple)():
        problems.setdefault(path, sentence)
    show_problems(form, problems)
    return not problems


def collect(form: "FormView") -> None:
    """Met dans la saisie ce que les champs montrent encore sans elle."""
    binding = form.binding
    for grid in binding.grids.values():
        grid.finish()
    changed = {name for name in binding.pending() if binding.read(name)}
    if changed:
        form.recompute()
    if form.refreshing() or changed & set(form.declared.refresh_on):
        form.refresh_now()
    form.show_all()


def show_problems(form: "FormView", problems: Mapping[str, str]) -> None:
    """Chaque phrase sous son champ, les autres en tête ; le curseur au premier, onglet ouvert."""
    homeless = form.binding.mark_problems(problems)
    form.errors.say(homeless)
    for path in problems:
        name, *cell = path.split(".")
        if not form.binding.place_of(name):
            continue
        widget = form.binding.widgets[name]
        reveal(widget)
        if isinstance(widget, GridEdit) and len(cell) == 2:
            widget.go_to(int(cell[0]), cell[1])
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(widget, QLineEdit):
            widget.selectAll()
        form.area.ensureWidgetVisible(widget)
        return


def refuse(form: "FormView", error: UserError) -> None:
    """Un refus de l'enregistrement : à son champ s'il en nomme un, sinon en tête, et dit."""
    if error.field and form.binding.place_of(error.field):
        show_problems(form, {error.field: str(error)})
        return
    form.errors.say([str(error)])
    form.shell.refuse(error)
