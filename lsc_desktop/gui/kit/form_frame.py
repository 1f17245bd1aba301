"""L'assemblage d'une fiche : son en-tête, ses bandeaux, son dessin, et ce qui les relie."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout

from lsc_desktop.gui.kit import style
from lsc_desktop.gui.kit.binding import Binding
from lsc_desktop.gui.kit.form_header import Banner, Header
from lsc_desktop.gui.kit.form_keys import FormKeys
from lsc_desktop.gui.kit.form_links import PaneHost, wire_fields, wire_links, wire_lookups
from lsc_desktop.gui.kit.form_lock import FormLock
from lsc_desktop.gui.kit.form_work import answer_draft, run_command
from lsc_desktop.gui.kit.loading import load_ui

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView


def build(form: "FormView") -> None:
    """Dessine la fiche et branche tout ; sa saisie est déjà lue."""
    form.body = load_ui(form.declared.ui)
    form.binding = Binding(form.body, form.draft, form.masked)
    accept = form.main.text if form.main else form.declared.accept
    form.header = Header(accept, not form.read_only)
    form.errors, form.warnings = Banner("erreurs"), Banner("rappel")
    form.found, form.merged = Banner("rappel"), Banner("rappel")
    form.lock = FormLock(form)
    form.area = QScrollArea()
    form.area.setFrameShape(QFrame.Shape.NoFrame)
    form.area.setWidgetResizable(True)
    form.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    form.area.setWidget(form.body)
    page = QVBoxLayout(form)
    page.setContentsMargins(0, 0, 0, 0)
    page.setSpacing(0)
    banners = (form.lock.banner, form.found, form.merged, form.errors, form.warnings)
    for widget in (form.header, *banners):
        page.addWidget(widget)
    page.addWidget(form.area, 1)
    form.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    form.keys = FormKeys(form, form.binding.order, form.header.accept)
    form.panes = [PaneHost(form, name) for name in form.declared.panes]
    form.resume, form.discard = form.found.offer("Reprendre", "Abandonner")
    form.header.bar_main(form.main, form.allows, form.shell)
    _wire(form)


def show_history(form: "FormView") -> None:
    """La liste de ce qui a changé sur cette fiche, qui, quand, de quoi à quoi."""
    if form.id is not None:
        form.shell.open("historique.liste", fiche=form.declared.table, fiche_id=form.id)


def _wire(form: "FormView") -> None:
    form.header.accept.clicked.connect(form.press_accept)
    form.header.history.clicked.connect(lambda: show_history(form))
    form.header.cancel.clicked.connect(form.press_cancel)
    form.header.next.clicked.connect(lambda: form.go(1))
    form.header.previous.clicked.connect(lambda: form.go(-1))
    others = [command for command in form.declared.commands if not command.main]
    form.header.add_commands(
        others, lambda command: run_command(form, command), form.allows, form.shell
    )
    wire_fields(form)
    wire_lookups(form)
    wire_links(form)
    form.found.chosen.connect(lambda answer: answer_draft(form, answer))
    style.current().changed.connect(form.restyle)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusChanged.connect(form.focus_moved)
