"""Ce qu'une fiche fait de sa saisie : l'enregistrer, jouer une commande, garder un brouillon."""

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import (
    Confirm,
    ConflictError,
    GoneError,
    TemporaryError,
    UserError,
)
from lsc_desktop.gui.kit import durable, edge, rights, work
from lsc_desktop.gui.kit.form_check import check, collect, refuse
from lsc_desktop.gui.kit.form_conflicts import gone, settle
from lsc_desktop.gui.kit.screens import Batch, FormCommand, Printout, Task
from lsc_desktop.gui.kit.whole import run_task

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.forms import FormView


def save(form: "FormView") -> bool:
    """Enregistre en une transaction, rejouée à chaque question acceptée ; faux si refusé.

    La saisie n'est jamais touchée par un essai : un refus laisse la frappe entière.
    """
    screen, shell = form.declared, form.shell
    no = rights.refusal(form.allows, screen.needs_save)
    if no is not None:
        refuse(form, no)
        return False
    question = screen.confirm(form.draft) if screen.confirm else ""
    if question and not shell.ask(question, screen.accept):
        return False
    accepted: frozenset[str] = frozenset()
    while True:
        ctx = shell.contexte()
        try:
            result = edge.replayed(form.db, ctx, partial(_attempt, form, ctx, accepted))
            break
        except Confirm as confirm:
            if not shell.ask(confirm.question):
                return False
            accepted |= {confirm.key}
        except ConflictError as error:
            if not (settle(form, error) and check(form)):
                return False
            accepted = frozenset()  # d'autres valeurs : les questions se reposent
        except GoneError:
            gone(form)
            return False
        except UserError as error:
            refuse(form, error)
            return False
    _written(form, result)
    return True


def _attempt(form: "FormView", ctx: Contexte, accepted: frozenset[str], session: Any) -> Any:
    assert form.declared.save is not None
    return form.declared.save(session, copy.deepcopy(form.draft), ctx=ctx, accepted=accepted)


def _written(form: "FormView", result: Any) -> None:
    form.remember()
    form.merged.say(())
    form.file.drop()
    if form.id is None and isinstance(result, int) and form.declared.load is not None:
        form.id = result
    elif form.id is None:
        form.once()
    if form.declared.saved is not None:
        form.declared.saved(form.shell, form.draft, result)
    form.saved.emit(result)


def run_command(form: "FormView", command: FormCommand) -> None:
    """Joue une commande de la fiche, sur la saisie enregistrée si elle l'exige."""
    if command.run is None or command.absent or not form.body.isEnabled():
        return
    no = rights.refusal(form.allows, command.needs)
    if no is not None:
        form.shell.refuse(no)
        return
    if not _ready(form, command):
        return
    lot = durable.lot(form.declared, command)
    place = work.Place(form, form.shell, form.db, form.tasks, lot)
    rows = command.rows(copy.deepcopy(form.draft))  # l'utilisateur peut taper pendant ce temps
    title = command.text.replace("&", "")

    def reread() -> None:
        read_again(form, command.main)

    if isinstance(command.run, Batch):
        work.run_batch(command.run, rows, title, place, reread)
    elif isinstance(command.run, Printout):
        work.run_printout(command.run, rows, title, place, reread)
    elif isinstance(command.run, Task):
        run_task(command.run, form.draft, title, place, lambda: _show_what_changed(form))
    else:
        before = copy.deepcopy(form.draft)
        try:
            command.run(form.shell, form.draft)
        except UserError as error:
            refuse(form, error)
        except Confirm as error:
            form.shell.refuse(error)
        if command.rereads:
            reread()
        elif form.draft != before:
            _show_what_changed(form)


def _show_what_changed(form: "FormView") -> None:
    """Une commande a rempli la saisie (fichier choisi, montants importés) : elle se voit."""
    form.recompute()
    form.refresh_now(show=False)
    form.show_all()
    form.keep_soon()


def _ready(form: "FormView", command: FormCommand) -> bool:
    """La saisie est-elle dans l'état que la commande exige ?"""
    if command.main:
        return check(form)
    if not command.saves or form.read_only:
        collect(form)
        return True
    if form.modified() or form.id is None:
        if not form.validate():
            return False
        if form.id is not None:
            form.reopen(form.id)
    return True


def read_again(form: "FormView", anyway: bool) -> None:
    """Relit la fiche après un traitement ; ce qui est tapé et pas enregistré est gardé."""
    if form.id is not None and (anyway or not form.modified()):
        form.reopen(form.id)
    elif form.id is None and anyway:
        form.start_again()


def follow(form: "FormView", tables: frozenset[str]) -> None:
    """Un travail d'arrière-plan a changé ce que montre la fiche : elle se relit d'elle-même."""
    if tables & set(form.declared.watches) and form.body.isEnabled():
        read_again(form, False)


# --- Brouillons -------------------------------------------------------------------------------


def keep_draft(form: "FormView") -> None:
    """Garde la saisie en cours ; un disque qui refuse ne gêne pas la frappe."""
    if not form.modified():
        form.file.drop()
        return
    try:
        draft, initial = (rights.without(d, form.masked) for d in (form.draft, form.initial))
        form.file.write(draft, initial, form.shell.contexte().maintenant)
    except (TemporaryError, OSError):
        form.shell.inform("Le brouillon de cette fiche n'a pas pu être gardé.")


def offer_draft(form: "FormView") -> None:
    """Propose la saisie d'une séance interrompue ; rien d'autre ne se tape avant la réponse."""
    form.body.setEnabled(True)
    form.found.say(())
    found = None if form.read_only else form.file.find(type(form.draft))
    if found is None:
        return
    for value in (found.draft, found.initial):
        rights.put_back(value, form.draft, form.masked)
    if found.draft == form.draft:
        form.file.drop()
        return
    when = f"{date_fr(found.at.date())[:5]} à {found.at:%H:%M}"
    sentences = [f"Une saisie non enregistrée du {when} a été retrouvée."]
    if getattr(found.draft, "version", 0) != getattr(form.draft, "version", 0):
        sentences.append(
            "La fiche a été modifiée depuis : à l'enregistrement, vous choisirez ce qu'il faut "
            "garder de chaque saisie."
        )
    form.found.say(sentences)
    form.body.setEnabled(False)
    form.header.accept.setEnabled(False)
    form.offered = found
    form.resume.setFocus()


def answer_draft(form: "FormView", answer: str) -> None:
    """Reprendre remet la saisie retrouvée dans les champs ; Abandonner l'oublie."""
    form.found.say(())
    form.body.setEnabled(True)
    form.header.accept.setEnabled(True)
    if answer == "Reprendre" and form.offered is not None:
        form.draft, form.initial = form.offered.draft, form.offered.initial
        form.recompute()
        form.refresh_now(show=False)
        form.show_all(force=True)
        form.keep_soon()
    else:
        form.file.drop()
    form.offered = None
    form.keys.advance(None, 1)
