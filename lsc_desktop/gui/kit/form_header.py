"""Le haut d'une fiche : titre, commandes, rang, Valider et Annuler ; puis les remarques."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from lsc_desktop.domain.droits import HISTORIQUE
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import CutLabel, Sentence, tip
from lsc_desktop.gui.kit.marks import ink
from lsc_desktop.gui.kit.rights import Allows, barred, greyed
from lsc_desktop.gui.kit.screens import FormCommand, Shell

SHOWN = 3  # commandes montrées en boutons ; au-delà, un menu
REMARKS = 4  # remarques montrées avant « et n autres »


class OnceButton(QPushButton):
    """Un double-clic n'y vaut qu'un clic : Qt en ferait deux."""

    def __init__(self, text: str, tip: str = "", picture: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)  # dans un dialogue, Entrée appuierait dessus
        self.setToolTip(tip)
        if picture:
            self.setIcon(icon(picture))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class AnswerButton(OnceButton):
    """La réponse à une question posée dans la fiche : Entrée la donne, une fois."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


class Header(QFrame):
    """La barre du haut. Les boutons n'agissent pas eux-mêmes : la fiche les branche."""

    def __init__(self, accept: str, editable: bool) -> None:
        super().__init__()
        self.setObjectName("entete")
        self.title = CutLabel()
        self.title.setProperty("role", "titre")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.history = OnceButton("", "Historique de cette fiche (Ctrl+H)", "mdi6.history")
        self.history.setAccessibleName("Historique de cette fiche")
        self.history.setShortcut(QKeySequence("Ctrl+H"))
        self.history.hide()
        self.rank = QLabel()
        self.previous = OnceButton("&Précédent", "Précédent (Alt+Page préc.)", "mdi6.chevron-up")
        self.next = OnceButton("&Suivant", "Suivant (Alt+Page suiv.)", "mdi6.chevron-down")
        self.accept = OnceButton(
            "&Valider" if accept == "Valider" else accept,
            f"{accept.replace('&', '')} (Ctrl+Entrée ou F12)",
        )
        self.accept.setProperty("primary", True)
        self.cancel = OnceButton("", "Échap")
        self.set_editable(editable)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self.title, 1)
        self._row.addWidget(self.history)
        for widget in (self.previous, self.rank, self.next, self.accept, self.cancel):
            self._row.addWidget(widget)

    def set_title(self, title: str) -> None:
        self.title.setText(title)
        self.title.setToolTip(tip(title))

    def set_editable(self, editable: bool) -> None:
        """Une fiche qu'on ne fait que lire ne se valide pas : elle se ferme."""
        self.accept.setVisible(editable)
        self.cancel.setText("&Annuler" if editable else "Fermer")

    def show_history(self, shown: bool, allows: Allows) -> None:
        """Ce qui a changé sur la fiche ; grisé, il dit pourquoi."""
        why_not = barred(allows, HISTORIQUE)
        self.history.setVisible(shown)
        self.history.setEnabled(not why_not)
        if why_not:
            self.history.setToolTip(why_not)

    def show_rank(self, rank: int, count: int) -> None:
        """« 2/14 » ; rien si la fiche n'est pas d'une sélection."""
        for widget in (self.previous, self.rank, self.next):
            widget.setVisible(count > 1)
        self.rank.setText(f"{rank + 1}/{count}")
        self.rank.setAccessibleName(f"Fiche {rank + 1} sur {count}")
        self.previous.setEnabled(rank > 0)
        self.next.setEnabled(rank + 1 < count)

    def add_commands(
        self,
        commands: Sequence[FormCommand],
        run: Callable[[FormCommand], None],
        allows: Allows,
        shell: Shell,
    ) -> None:
        """Des boutons s'il y en a peu, sinon leurs menus, hors celles qui gardent le leur ;
        grisées, elles disent pourquoi."""
        actions = [
            self._action(command, run, greyed(command, allows, shell)) for command in commands
        ]
        place = self._row.indexOf(self.previous)
        few = len(actions) <= SHOWN
        menus: dict[str, QMenu] = {}
        for command, action in zip(commands, actions, strict=True):
            if few or command.button:
                shown = OnceButton(action.text(), action.toolTip())
                shown.setEnabled(action.isEnabled())
                shown.clicked.connect(lambda _on=False, action=action: action.trigger())
                self._row.insertWidget(place, shown)
                place += 1
            elif command.menu not in menus:
                button = OnceButton(command.menu, "Ce que l'on peut faire de cette fiche")
                menus[command.menu] = QMenu(button)
                menus[command.menu].setToolTipsVisible(True)
                button.setMenu(menus[command.menu])
                self._row.insertWidget(place, button)
                place += 1
            if command.menu in menus and not (few or command.button):
                menus[command.menu].addAction(action)

    def bar_main(self, main: FormCommand | None, allows: Allows, shell: Shell) -> None:
        """Grise le bouton principal s'il ne peut pas agir."""
        if main is not None and (why_not := greyed(main, allows, shell)):
            self.accept.setEnabled(False)
            self.accept.setToolTip(why_not)

    def _action(
        self,
        command: FormCommand,
        run: Callable[[FormCommand], None],
        why_not: str,
    ) -> QAction:
        action = QAction(command.text, self)
        action.setEnabled(not why_not and command.run is not None)
        action.setToolTip(why_not or command.shortcut or command.text.replace("&", ""))
        action.setAutoRepeat(False)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            owner = self.parentWidget()
            if owner is not None:
                owner.addAction(action)  # le raccourci vaut dans toute la fiche
        action.triggered.connect(lambda _on=False: run(command))
        return action


class Banner(QFrame):
    """Des phrases en tête de fiche ; `kind` : « rappel » (sans gravité) ou « erreurs »."""

    chosen = Signal(str)

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setObjectName(kind)
        self._text = Sentence()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        ink(self._text, "error" if kind == "erreurs" else "warning")
        self._more = OnceButton("")
        self._more.setProperty("link", True)
        self._more.clicked.connect(lambda: self._show(len(self.sentences)))
        self.sentences: tuple[str, ...] = ()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addLayout(column, 1)
        row.addLayout(self._buttons)
        self.hide()

    def offer(self, *texts: str) -> list[QPushButton]:
        """Ajoute des boutons, qui émettent `chosen(texte)`."""
        made: list[QPushButton] = []
        for text in texts:
            button = AnswerButton(text)
            button.clicked.connect(lambda _on=False, text=text: self.chosen.emit(text))
            self._buttons.addWidget(button)
            made.append(button)
        return made

    def say(self, sentences: Sequence[str]) -> None:
        if tuple(sentences) == self.sentences and self.isHidden() != bool(sentences):
            return
        self.sentences = tuple(sentences)
        self._show(REMARKS)
        self.setVisible(bool(sentences))

    def _show(self, count: int) -> None:
        lines = self.sentences[:count]
        mark = "•  " if len(self.sentences) > 1 else ""
        self._text.setText("\n".join(mark + line for line in lines))
        self.setAccessibleName("\n".join(self.sentences))
        left = len(self.sentences) - len(lines)
        self._more.setText(f"et {left} autre{'s' if left > 1 else ''}")
        self._more.setVisible(left > 0)
