"""Un autre a enregistré la fiche entre-temps : comparer, demander, réunir (ecosystem C.3-12)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout
from shiboken6 import isValid

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.domain.conflits import (
    Changement,
    Choix,
    Ecart,
    comparer,
    conflits,
    fusionner,
    par_qui,
)
from lsc_desktop.gui.kit.conflict_sheet import ConflictSheet, Row
from lsc_desktop.gui.kit.dialogs import Sheet, accepted
from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.form_check import refuse
from lsc_desktop.gui.kit.form_text import FormText
from lsc_desktop.queries.fiches import changement

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView


def settle(form: "FormView", error: ConflictError) -> bool:
    """Après un enregistrement refusé ; vrai si la saisie réunie peut s'enregistrer tout de suite.

    Sinon la frappe est là, entière, et rien n'est écrit.
    """
    try:
        theirs = _reread(form)
    except GoneError:
        gone(form)
        return False
    except UserError as failure:
        refuse(form, failure)
        return False
    if theirs is None or theirs.version == form.draft.version:
        refuse(form, error)  # le conflit porte sur une autre fiche
        return False
    followers = _followers(form)
    found = comparer(form.initial, form.draft, theirs, followers)
    if all(ecart.sorte == "mienne" for ecart in found):
        _adopt(form, theirs, {}, followers)
        return True
    who = par_qui(_last(form), form.shell.contexte().utilisateur, form.shell.contexte().maintenant)
    if not conflits(found) and not form.declared.careful:
        _adopt(form, theirs, {}, followers)
        form.merged.say(_merged(form, found, who))
        form.keep_soon()
        return False
    sheet = _sheet(form, theirs, found, followers, f"Cette fiche a été modifiée {who}.")
    choice = sheet.choice if accepted(sheet) else None
    if not isValid(form):
        return False
    if choice is None:
        form.keep_soon()
        return False
    _adopt(form, theirs, choice, followers)
    return True


def gone(form: "FormView") -> None:
    """La fiche a été supprimée : le dire, et ne pas perdre ce qui est tapé."""
    from lsc_desktop.gui.kit.form_work import keep_draft

    keep_draft(form)
    ctx = form.shell.contexte()
    who = par_qui(_last(form), ctx.utilisateur, ctx.maintenant)
    text = "Elle ne peut plus être enregistrée. Votre saisie reste à l'écran ; copiez-la si besoin."
    sheet = Sheet(form.window(), f"Cette fiche a été supprimée {who}.", text, picture=_GONE)
    sheet.setObjectName("disparue")

    def copy_all() -> None:
        QGuiApplication.clipboard().setText(FormText(form).whole())
        form.shell.inform("La saisie est dans le presse-papiers.")
        sheet.accept()

    sheet.button("&Copier ma saisie", copy_all)
    sheet.button("Fermer", sheet.reject, primary=True, default=True)
    accepted(sheet)
    if not isValid(form):
        return
    form.errors.say([f"Cette fiche a été supprimée {who} : elle ne s'enregistre plus."])


_GONE = ("mdi6.file-remove-outline", "warning")


# --- Lire ---------------------------------------------------------------------------------------


def _reread(form: "FormView") -> Any:
    """La fiche telle qu'elle est dans la base, complétée comme à l'ouverture."""
    screen = form.declared
    if screen.load is None or form.id is None or not hasattr(form.draft, "version"):
        return None
    with form.db.read() as session:
        theirs = screen.load(session, form.id)
        if screen.refresh is not None:
            screen.refresh(session, theirs, form.shell.contexte())
    if screen.recompute is not None:
        screen.recompute(theirs)
    return theirs


def _last(form: "FormView") -> Changement | None:
    if not form.declared.table or form.id is None:
        return None
    with form.db.read() as session:
        return changement(session, form.declared.table, form.id)


def _followers(form: "FormView") -> frozenset[str]:
    """Ce qui se calcule ou ne se montre pas : suit les autres rubriques."""
    screen = form.declared
    cells = (f"{n}.{c.name}" for n, g in screen.grids.items() for c in g.columns if c.computed)
    fields = form.binding.fields.items()
    shown = {name for name, field in fields if isinstance(field, ComputedLabel)}
    shown |= {name for name in screen.computed if name not in screen.grids}
    return frozenset((*shown, *screen.hidden, *cells))


# --- Réunir -------------------------------------------------------------------------------------


def _adopt(form: "FormView", theirs: Any, choice: Choix, followers: frozenset[str]) -> None:
    """Met la saisie réunie à l'écran, sur la version de l'autre ; elle se compare à la sienne."""
    form.draft = fusionner(form.initial, form.draft, theirs, choice, followers)
    form.initial = theirs
    form.recompute()
    form.refresh_now(show=False)
    form.show_all(force=True)


def _merged(form: "FormView", found: Sequence[Ecart], who: str) -> tuple[str, ...]:
    text = FormText(form)
    names = dict.fromkeys(text.label_of(e) for e in found if e.sorte in ("sienne", "pareil"))
    return (
        f"Cette fiche a été modifiée {who} ({', '.join(names)}).",
        "Ses changements et les vôtres sont réunis ici, rien n'est encore enregistré : relisez, "
        "puis validez.",
    )


# --- Demander -----------------------------------------------------------------------------------


def _sheet(
    form: "FormView",
    theirs: Any,
    found: Sequence[Ecart],
    followers: frozenset[str],
    title: str,
) -> ConflictSheet:
    text = FormText(form)
    rows = [
        Row(
            ecart.rubrique,
            ecart.sorte,
            (
                text.label_of(ecart),
                text.value(ecart, ecart.avant),
                text.value(ecart, ecart.mienne),
                text.value(ecart, ecart.sienne),
            ),
        )
        for ecart in found
    ]

    def outcome(choice: Choix) -> tuple[str, str]:
        return _outcome(form, fusionner(form.initial, form.draft, theirs, choice, followers), text)

    sheet = ConflictSheet(form.window(), title, rows, outcome, lambda: show_theirs(form, sheet))
    return sheet


def _outcome(form: "FormView", merged: Any, text: FormText) -> tuple[str, str]:
    """Les chiffres que donne la réunion, et ce que la fiche y refusera."""
    if form.declared.recompute is not None:
        form.declared.recompute(merged)
    names = _followers(form)
    figures = [
        f"{text.label(name)} : {text.field(name, getattr(merged, name))}"
        for name in form.binding.fields
        if name in names and getattr(merged, name) != getattr(form.draft, name)
    ]
    faults = [sentence for _path, sentence in getattr(merged, "problems", tuple)()]
    return (
        f"Ensemble, {' ; '.join(figures)}." if figures else "",
        f"Ensemble, cela ne va pas : {' '.join(faults)}" if faults else "",
    )


def show_theirs(form: "FormView", parent: QDialog) -> QDialog:
    """Ouvre la fiche de l'autre en lecture, devant la fenêtre du conflit."""
    from lsc_desktop.gui.kit.forms import FormView

    view = FormView(
        form.declared,
        form.shell,
        form.db,
        id=form.id,
        make_list=form.make_list,
        read_only=True,
        tasks=form.tasks,
        allows=form.allows,
    )
    dialog = QDialog(parent)
    dialog.setObjectName("la_sienne")
    dialog.setWindowTitle(f"La sienne : {view.title()}")
    page = QVBoxLayout(dialog)
    page.setContentsMargins(0, 0, 0, 0)
    page.addWidget(view)
    view.closed.connect(dialog.accept)
    dialog.finished.connect(dialog.deleteLater)
    dialog.resize(view.sizeHint().boundedTo(form.window().size() * 0.95))
    dialog.open()
    return dialog
