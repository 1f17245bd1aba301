"""Calculer le rapport : ce que chaque résolution a donné, pourquoi, et qui l'a contestée."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QVBoxLayout

from lsc_desktop.domain.assemblees.explications import expliquer
from lsc_desktop.domain.assemblees.majorites import Article, Camp, Issue
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resolutions import voix_exclues
from lsc_desktop.domain.assemblees.resultats import Resultat, listes
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.gui.boards.seance import SeanceBoard
from lsc_desktop.gui.kit.keyed_table import KeyedColumn, KeyedTable

TITRES = (
    (Code.PRESENT, "Présents physiquement"),
    (Code.DISTANCE, "Présents à distance"),
    (Code.REPRESENTE, "Représentés"),
    (Code.CORRESPONDANCE, "Votants par correspondance"),
    (Code.ABSENT, "Absents"),
)
NOMMES = (
    ("opposants", "Se sont opposés à la décision"),
    ("abstentionnistes", "Se sont abstenus"),
    ("non_votants", "N'ont pas pris part au vote"),
    ("assimiles", "Assimilés à des défaillants"),
    ("absents", "Absents"),
)
INK = {Issue.ACCEPTEE: "ok", Issue.REFUSEE: "negative"}


def _camp(name: str) -> Any:
    def text(row: Resultat) -> str:
        camp: Camp = getattr(row.tours[-1].compte, name) if row.tours else Camp()
        return ecrit(camp.voix) if camp.nombre else ""

    return text


class RapportView(SeanceBoard):
    """L'onglet Calculer le rapport d'une assemblée."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.table = KeyedTable(self._columns(), (), self)
        self.table.setAccessibleName("Résultats")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Ce que dit le rapport")
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self.table)
        sides.addWidget(self.text)
        sides.setSizes([660, 280])
        sides.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(sides)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.setFocusProxy(self.table)

    def _columns(self) -> tuple[KeyedColumn, ...]:
        def number(row: Resultat) -> str:
            return self.saisie.numeros[row.resolution.id] if self.saisie else ""

        return (
            KeyedColumn("N°", number, 5),
            KeyedColumn("Titre", lambda row: row.resolution.titre, 25),
            KeyedColumn("Art.", _article, 8),
            KeyedColumn(
                "Résultat",
                lambda row: row.issue.value if row.issue else row.raison.value,
                24,
                ink=lambda row: INK.get(row.issue, "text"),
            ),
            KeyedColumn("Oui", _camp("oui"), 11, right=True),
            KeyedColumn("Non", _camp("non"), 11, right=True),
            KeyedColumn("Abstentions", _camp("abstentions"), 11, right=True),
        )

    def reread(self) -> None:
        saisie = self.load()
        self.table.set_rows(saisie.seance.resultats(terminee=saisie.close))
        if self.table.rank() < 0:
            self.table.go(0)
        self._tell()

    def _tell(self) -> None:
        rank, rows = self.table.rank(), self.table.lines.rows
        result = rows[rank] if 0 <= rank < len(rows) else None
        self.text.setPlainText("\n".join(self._lines(result)))

    def _lines(self, result: Resultat | None) -> Iterator[str]:
        assert self.saisie is not None
        if result is not None and result.resolution.article is not Article.SANS_VOTE:
            yield from self._result(result)
            yield ""
        table = self.saisie.seance.tableau()
        yield "PRÉSENCE À L'OUVERTURE"
        for code, title in TITRES:
            yield f"{title} : {table[code].nombre}, {ecrit(table[code].voix)} voix"

    def _result(self, result: Resultat) -> Iterator[str]:
        """La résolution choisie : pourquoi ce résultat, et qui l'a contestée."""
        assert self.saisie is not None
        seance = self.saisie.seance
        yield f"RÉSOLUTION {self.saisie.numeros[result.resolution.id]}"
        parts = seance.electorat.parts.get(result.resolution.cle, ())
        excluded = voix_exclues(parts, seance.electeurs(result.resolution))
        yield from expliquer(result, seance.electorat.noms, exclues=excluded)
        found = listes(result)
        for name, title in NOMMES:
            people = getattr(found, name)
            if people:
                said = ", ".join(f"{self.saisie.nom(w)} ({ecrit(v)})" for w, v in people.items())
                yield f"{title} : {said}"


def _article(row: Resultat) -> str:
    return (row.tours[-1].article if row.tours else row.resolution.article).value
