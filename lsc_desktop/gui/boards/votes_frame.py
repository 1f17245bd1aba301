"""Le dessin de la saisie des votes : à gauche les votants, à droite le texte et le compte."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.resolutions import PREMIER, SECOND
from lsc_desktop.domain.assemblees.resultats import Resultat
from lsc_desktop.gui.boards.seance import SeanceBoard
from lsc_desktop.gui.boards.votants import COLONNES, Depouillement, Votant
from lsc_desktop.gui.kit.keyed_table import KeyedTable
from lsc_desktop.gui.kit.labels import CutLabel

TOUCHES = {"O": Sens.OUI, "N": Sens.NON, "A": Sens.ABSTENTION, "X": Sens.NON_VOTANT}
OPTIONS = (
    (Sens.OUI, "Saisir les OUI"),
    (Sens.NON, "Saisir les NON"),
    (Sens.ABSTENTION, "Saisir les Abstentions"),
    (Sens.NON_VOTANT, "Saisir les Non Votants"),
)
TOUS = (
    (Sens.OUI, "Unanimité Oui"),
    (Sens.NON, "Unanimité Non"),
    (Sens.ABSTENTION, "Unanimité Abs."),
    (Sens.NON_VOTANT, "Tous non votants"),
)
RIGHT = Qt.AlignmentFlag.AlignRight


class VotesFrame(SeanceBoard):
    """Ce que la saisie des votes montre ; `votes.VotesView` en fait quelque chose."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.results: Mapping[int, Resultat] = {}
        self.place, self.tour = 0, PREMIER
        self.shown: list[Votant] = []
        self.sums = Depouillement()
        self.table = KeyedTable(COLONNES, TOUCHES, self)
        self.table.setObjectName("votes")
        self.table.setAccessibleName("Votes")
        self.table.typed.connect(self.typed)
        self.table.clicked_row.connect(self.clicked)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Résolution")
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(40)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.title, self.state = CutLabel(""), CutLabel("")
        self.text = _reading("Texte de la résolution")
        self.why = _reading("Pourquoi ce résultat")
        self.amended = QCheckBox("Annuler les votes par correspondance, s'ils sont &favorables")
        self.amended.clicked.connect(self.amend)
        self.options: dict[Sens, QRadioButton] = {}
        self.figures: dict[Sens, tuple[QLabel, QLabel]] = {}
        self._lay_out()
        self._shortcuts()
        self.setFocusProxy(self.table)

    # --- le dessin ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        self.before = self._button("◀", lambda: self.step(-1), "Résolution précédente")
        self.after = self._button("▶", lambda: self.step(1), "Résolution suivante (étape suivante)")
        self.first = self._button("Premier vote", lambda: self.turn(PREMIER))
        self.second = self._button("Second vote", lambda: self.turn(SECOND))
        for widget in (self.before, self.choice, self.after, self.first, self.second):
            bar.addWidget(widget, 1 if widget is self.choice else 0)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self.table)
        sides.addWidget(self._right())
        sides.setStretchFactor(0, 1)
        sides.setSizes([540, 400])
        sides.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addLayout(bar)
        page.addWidget(sides, 1)

    def _right(self) -> QWidget:
        side = QWidget()
        page = QVBoxLayout(side)
        page.setContentsMargins(4, 0, 0, 0)
        page.setSpacing(8)
        self.title.setProperty("titre", True)
        page.addWidget(self.title)
        page.addWidget(self.text, 2)
        page.addWidget(self.amended)
        page.addLayout(self._counts())
        page.addWidget(self.state)
        page.addWidget(self.why, 5)
        page.addLayout(self._actions())
        return side

    def _counts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        for place, head in enumerate(("Options de saisie", "Tantièmes", "Nombre")):
            label = QLabel(head)
            label.setProperty("section", True)
            grid.addWidget(
                label,
                0,
                place,
                Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft,
            )
        for row, (sens, text) in enumerate(OPTIONS, 1):
            option = QRadioButton(text)
            option.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            option.clicked.connect(self.table.setFocus)
            voices, heads = QLabel(), QLabel()
            grid.addWidget(option, row, 0)
            grid.addWidget(voices, row, 1, RIGHT)
            grid.addWidget(heads, row, 2, RIGHT)
            self.options[sens], self.figures[sens] = option, (voices, heads)
        self.options[Sens.OUI].setChecked(True)
        grid.setColumnStretch(0, 1)
        return grid

    def _actions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        self.writers = [self._button(text, partial(self.unanimity, sens)) for sens, text in TOUS]
        more = (
            self._button("Départ / arrivée…", self.move_someone),
            self._button("Texte amendé…", self.edit_text),
            self._button("Annuler ce vote", self.cancel),
        )
        self.writers += more
        absent = self._button("Voir les absents", self.show_absents)
        result = self._button("Voir le résultat", self.show_result)
        result.setProperty("primary", True)
        for rank, button in enumerate((*self.writers, absent, result)):
            grid.addWidget(button, rank // 3, rank % 3)
        return grid

    def _button(self, text: str, pressed: Callable[[], None], tip: str = "") -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if tip:
            made.setToolTip(tip)
            made.setAccessibleName(tip)
        made.clicked.connect(lambda: pressed())
        return made

    def _shortcuts(self) -> None:
        """Tout se fait sans souris ; les mêmes touches sont dans la feuille des raccourcis."""
        actions: dict[str, Callable[[], object]] = {
            "Ctrl+Down": lambda: self.step(1),
            "Ctrl+Up": lambda: self.step(-1),
            "Ctrl+D": self.move_someone,
            "Ctrl+T": self.edit_text,
            "Ctrl+R": self.show_result,
            "Ctrl+L": self.show_absents,
            "Ctrl+Shift+Del": self.cancel,
            **{f"Ctrl+Shift+{k}": partial(self.unanimity, sens) for k, sens in TOUCHES.items()},
        }
        for keys, action in actions.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def step(self, by: int) -> None:
        raise NotImplementedError

    def turn(self, tour: int) -> None:
        raise NotImplementedError

    def typed(self, rank: int, key: str) -> None:
        raise NotImplementedError

    def clicked(self, rank: int) -> None:
        raise NotImplementedError

    def _chosen(self, place: int) -> None:
        raise NotImplementedError

    def unanimity(self, sens: Sens) -> None:
        raise NotImplementedError

    def amend(self) -> None:
        raise NotImplementedError

    def edit_text(self) -> None:
        raise NotImplementedError

    def cancel(self) -> None:
        raise NotImplementedError

    def move_someone(self) -> None:
        raise NotImplementedError

    def show_absents(self) -> None:
        raise NotImplementedError

    def show_result(self) -> None:
        raise NotImplementedError


def _reading(name: str) -> QPlainTextEdit:
    """Un texte qu'on lit et copie."""
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    return made
