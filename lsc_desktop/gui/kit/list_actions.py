"""Ce que toute liste sait faire, et l'exécution des commandes de l'écran."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.droits import EXPORTER_LISTE, IMPRIMER_LISTE
from lsc_desktop.gui.kit import durable, rights, work
from lsc_desktop.gui.kit import list_output as output
from lsc_desktop.gui.kit.list_commands import Commands, links, refusal
from lsc_desktop.gui.kit.list_layout import ColumnsDialog, ViewsMenu
from lsc_desktop.gui.kit.list_sums import SumsDialog
from lsc_desktop.gui.kit.screens import Batch, Command, Printout

if TYPE_CHECKING:
    from lsc_desktop.gui.kit.lists import ListView

COPIE_MAX = 20_000
PAPIER_MAX = 3_000
ENCORE = 20  # ms avant de regarder si le filtre est appliqué


class ListActions:
    """Les commandes communes d'une `ListView`, et le passage de celles de son écran."""

    def __init__(self, view: ListView, allows: Callable[[str], bool]) -> None:
        self.view = view
        self.allows = allows
        self.commands = Commands(view, allows, view.shell)
        self._declare()

    def _declare(self) -> None:
        view, add, standard = self.view, self.commands.add, QKeySequence.StandardKey
        screen = view.declared
        if screen.creates:
            new = add("Créer", screen.creates_text, self.create, standard.New, "mdi6.plus")
            if why_not := view.shell.barred(screen.creates, creating=True):
                new.setEnabled(False)
                new.setToolTip(why_not)
            if not any(c.menu == "Créer" for c in screen.commands):
                self.commands.promote("Créer", new)
        for command in screen.commands:
            self.commands.declare(command, self.run)
        for title, opens, field in links(screen):
            self._link(title, opens, field)
        self.commands.separate("Actions")
        add("Actions", "Ouvrir dans Excel", self.excel, "Ctrl+E", needs=EXPORTER_LISTE)
        add("Actions", "Copier", self.copy, standard.Copy, needs=EXPORTER_LISTE)
        add("Actions", "Sous-sélection", self.narrow, "Ctrl+Shift+S")
        add("Actions", "Tout montrer", view.show_all, "Ctrl+Shift+T")
        self.commands.separate("Actions")
        add("Actions", "Choisir les colonnes…", self.choose_columns)
        self.views = ViewsMenu(view.prefs, screen.key, self.view_state, self.recall, view)
        self.commands.place("Actions", self.views.menuAction())
        self.commands.separate("Imprimer")
        add("Imprimer", "Imprimer la liste", self.print_list, standard.Print, needs=IMPRIMER_LISTE)
        if output.figures(screen.columns, view.kinds):
            self.commands.separate("Calculer")
            add("Calculer", "Somme et moyenne…", self.sums)

    def _link(self, title: str, opens: str, field: str) -> None:
        self.commands.add("Aller à", title, lambda: self.go_to(opens, field))

    # --- Commandes de l'écran ------------------------------------------------------------

    def run(self, command: Command) -> None:
        """Agit sur la sélection, ou sur toutes les lignes affichées sans sélection.

        Une commande tapée dans la foulée du filtre attend qu'il s'applique : elle n'agit jamais
        sur des lignes qu'on croit déjà écartées.
        """
        view = self.view
        barred = rights.refusal(self.allows, command.needs)
        if barred is not None:
            view.shell.refuse(barred)
            return
        if view.bar.flush() or view.loader.busy:
            QTimer.singleShot(ENCORE, view, lambda: self.run(command))
            return
        no = refusal(command, bool(view.selection), view.model.rowCount())
        if no is not None:
            view.shell.refuse(no)
        elif command.selection == "aucune":
            self._execute(command, [])
        else:
            view.with_rows(lambda rows: self._execute(command, rows))

    def _execute(self, command: Command, rows: list[Any]) -> None:
        view, run = self.view, command.run
        lot = durable.lot(view.declared, command)
        place = work.Place(view, view.shell, view.db, view.tasks, lot)
        if isinstance(run, Batch):
            work.run_batch(run, rows, command.text, place)
        elif isinstance(run, Printout):
            work.run_printout(run, rows, command.text, place)
        elif run is not None:
            try:
                run(view.shell, rows)
            except (UserError, Confirm) as error:
                view.shell.refuse(error)

    def create(self) -> None:
        self.view.shell.open(self.view.declared.creates)

    def go_to(self, opens: str, field: str) -> None:
        """La fiche liée à la première ligne choisie ; Suivant parcourt les autres."""
        view = self.view
        if not view.selection:
            view.shell.refuse(
                UserError(
                    "Aucune ligne n'est sélectionnée.",
                    "Cliquez sur la ligne dont vous voulez ouvrir la fiche liée.",
                )
            )
            return

        def show(rows: list[Any]) -> None:
            ids = tuple(dict.fromkeys(i for row in rows if (i := getattr(row, field)) is not None))
            if ids:
                view.shell.open(opens, ids[0], siblings=ids)
            else:
                view.shell.refuse(
                    UserError(
                        "Cette ligne n'est liée à aucune fiche.",
                        "Ouvrez-la pour compléter ce lien.",
                    )
                )

        view.with_rows(show)

    # --- Commandes communes --------------------------------------------------------------

    def excel(self) -> None:
        """Ce qu'on voit : colonnes visibles, ordre, filtre, tri ; sélection ou tout."""
        view, choice, columns = self.view, self.view.choice(), self.view.disposition.visible()

        def build() -> Any:
            content = view.loader.read(
                lambda session: output.workbook(view.declared.title, columns, choice.rows(session))
            )
            return output.save_export(view.declared.title, content)

        view.busy(
            build,
            lambda path: view.shell.inform(output.open_outside(view, path)),
            f"Classeur de {pluriel(choice.count, 'ligne')} en préparation…",
        )

    def copy(self) -> None:
        view, choice, columns = self.view, self.view.choice(), self.view.disposition.visible()
        if choice.count > COPIE_MAX:
            view.shell.refuse(
                UserError(
                    f"{choice.count} lignes sont trop pour le presse-papiers.",
                    "Sélectionnez-en moins, ou prenez « Ouvrir dans Excel ».",
                )
            )
            return

        def done(rows: list[Any]) -> None:
            QGuiApplication.clipboard().setText(output.as_text(columns, rows))
            view.shell.inform(f"{pluriel(len(rows), 'ligne copiée', 'lignes copiées')}.")

        view.with_rows(done)

    def print_list(self) -> None:
        view, choice, columns = self.view, self.view.choice(), self.view.disposition.visible()
        question = f"Cette liste compte {choice.count} lignes, soit {choice.count // 40} pages."
        if choice.count > PAPIER_MAX and not view.shell.ask(question, "Préparer quand même"):
            return
        today = view.shell.contexte().aujourd_hui
        subtitle = output.subtitle_of(choice.criteria.text, choice)

        def build() -> Any:
            def query(session: Any) -> Any:
                rows, head = list(choice.rows(session)), view.letterhead(session)
                title = view.declared.title
                return output.printed_list(title, subtitle, columns, view.kinds, rows, today, head)

            return view.loader.read(query)

        view.busy(
            build,
            lambda document: view.shell.preview(view.declared.title, [document]),
            "Liste en préparation…",
        )

    def narrow(self) -> None:
        """Ne garde affichées que les lignes sélectionnées."""
        view = self.view
        if not view.selection:
            view.shell.refuse(
                UserError(
                    "Aucune ligne n'est sélectionnée.",
                    "Sélectionnez les lignes à garder affichées, puis recommencez.",
                )
            )
            return
        view.change(ids=view.selection.ids())

    def sums(self) -> None:
        view, choice = self.view, self.view.choice()
        columns = output.figures(view.disposition.visible(), view.kinds)
        query = output.sums_and_means(choice, columns)
        head = pluriel(choice.count, "ligne") + (" sélectionnées" if view.selection else "")
        view.busy(
            lambda: view.loader.read(query), lambda lines: SumsDialog(view, head, lines).open()
        )

    def choose_columns(self) -> None:
        ColumnsDialog(self.view.disposition, self.view).open()

    # --- Vues et menus -------------------------------------------------------------------

    def view_state(self) -> dict[str, Any]:
        """Une vue : la disposition et le filtre tapé."""
        return {**self.view.disposition.state(), "text": self.view.bar.filter.text()}

    def recall(self, state: dict[str, Any]) -> None:
        view = self.view
        view.disposition.apply(state)
        view.disposition.save()
        view.bar.set_text(state.get("text", ""))
        view.show_sort()
        view.change(text=state.get("text", ""), sort=view.disposition.sort)

    def context_menu(self, where: QPoint) -> None:
        """Ouvrir, les fiches liées, les commandes de l'écran, puis les communes."""
        view, menu = self.view, QMenu(self.view)
        menu.setToolTipsVisible(True)
        if view.declared.opens and view.table.currentIndex().isValid():
            rank = view.table.currentIndex().row()
            menu.addAction("Ouvrir la fiche", lambda: view.open_row(rank))
        for name, actions in self.commands.menus():
            if name in ("Actions", "Créer"):
                continue
            menu.addMenu(self._submenu(name, actions, menu))
        menu.addSeparator()
        menu.addActions(dict(self.commands.menus()).get("Actions", []))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def header_menu(self, column: int, where: QPoint) -> None:
        view, menu = self.view, QMenu(self.view)
        name = view.declared.columns[column].name
        menu.addAction("Trier en croissant", lambda: view.sort((name, False)))
        menu.addAction("Trier en décroissant", lambda: view.sort((name, True)))
        menu.addSeparator()
        hide = menu.addAction("Masquer la colonne", lambda: view.disposition.hide(column))
        hide.setEnabled(column > 0)
        menu.addAction("Choisir les colonnes…", self.choose_columns)
        menu.addAction("Disposition d'origine", view.disposition.forget)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _submenu(self, name: str, actions: list[Any], parent: QMenu) -> QMenu:
        menu = QMenu(name, parent)
        menu.setToolTipsVisible(True)
        menu.addActions(actions)
        return menu
