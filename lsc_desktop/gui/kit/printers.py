"""Imprimer : les imprimantes ne sont cherchées qu'à ce moment, et jamais dans le fil graphique."""

from collections.abc import Callable, Sequence
from functools import cache

from PySide6.QtCore import QObject, QRect, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit.labels import Sentence
from lsc_desktop.gui.kit.tasks import Tasks

POINTS_PAR_POUCE = 300  # au-delà, le papier n'y gagne rien
EXEMPLAIRES_MAX = 99


@cache
def known_printers() -> tuple[tuple[str, ...], str]:
    """(noms, nom par défaut), cherchés une fois : les imprimantes d'un réseau sont lentes."""
    return tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName()


def pages_of(text: str, count: int) -> list[int]:
    """« 1-3, 5 » → [0, 1, 2, 4] ; rien : toutes. Lève `UserError` si ce n'est pas un choix."""
    if not text.strip():
        return list(range(count))
    chosen: list[int] = []
    try:
        for part in text.replace(";", ",").split(","):
            first, dash, last = part.partition("-")
            start, end = int(first), int(last if dash else first)
            if not 1 <= start <= end <= count:
                raise ValueError(part)
            chosen += range(start - 1, end)
    except ValueError:
        raise UserError(
            f"« {text} » ne désigne pas des pages de ce document.",
            f"Écrivez par exemple « 1-3, 5 » ; le document compte {pluriel(count, 'page')}.",
            "pages",
        ) from None
    return chosen


class PrintJob(QObject):
    """Imprime page à page, en rendant la main entre deux. `finished(pages)` ; `failed(erreur)`."""

    finished = Signal(int)
    failed = Signal(object)

    def __init__(
        self, printer: QPrinter, pages: Sequence[tuple[QPdfDocument, int]], parent: QObject | None
    ) -> None:
        super().__init__(parent)
        self._printer, self._pages, self._done = printer, list(pages), 0
        self._painter = QPainter()
        self._step = QTimer(self, interval=0)
        self._step.timeout.connect(self._next)

    def start(self) -> None:
        document, page = self._pages[0]
        self._fit(document.pagePointSize(page))
        if not self._painter.begin(self._printer):
            self.failed.emit(
                TemporaryError(
                    "L'imprimante n'a pas accepté le document.",
                    "Vérifiez qu'elle est allumée et qu'elle a du papier, puis recommencez.",
                )
            )
            return
        self._step.start()

    def _fit(self, size: QSizeF) -> None:
        self._printer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        wide = size.width() > size.height()
        layout = QPageLayout.Orientation
        self._printer.setPageOrientation(layout.Landscape if wide else layout.Portrait)

    def _next(self) -> None:
        if self._done == len(self._pages):
            self._step.stop()
            self._painter.end()
            self.finished.emit(self._done)
            return
        document, page = self._pages[self._done]
        if self._done:
            self._fit(document.pagePointSize(page))
            self._printer.newPage()
        scale = min(self._printer.resolution(), POINTS_PAR_POUCE) / 72
        size = document.pagePointSize(page)
        picture = document.render(
            page, QSize(round(size.width() * scale), round(size.height() * scale))
        )
        paper = QRect(
            -self._printer.pageLayout().marginsPixels(self._printer.resolution()).left(),
            -self._printer.pageLayout().marginsPixels(self._printer.resolution()).top(),
            *self._paper(),
        )
        self._painter.drawImage(paper, picture)
        self._done += 1

    def _paper(self) -> tuple[int, int]:
        full = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        return full.width(), full.height()


class PrintDialog(QDialog):
    """Imprimante, document, pages, exemplaires, recto verso."""

    def __init__(
        self,
        parent: QWidget,
        documents: Sequence[QPdfDocument],
        current: int,
        tasks: Tasks,
        say: Callable[[str], None],
        refuse: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Imprimer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._documents, self._current, self._say, self._refuse = documents, current, say, refuse
        self.printer = QComboBox()
        self.printer.addItem("Recherche des imprimantes…")
        self.printer.setEnabled(False)
        self.printer.setMinimumWidth(300)
        self.which = QComboBox()
        self.which.addItem(f"Tous les documents ({len(documents)})", True)
        self.which.addItem("Le document affiché", False)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("toutes (ou 1-3, 5)")
        self.copies = QComboBox()
        self.copies.addItems([str(n) for n in range(1, EXEMPLAIRES_MAX + 1)])
        self.both_sides = QCheckBox("Recto verso")
        self.problem = Sentence()
        self.problem.setProperty("role", "erreur")
        self._lay_out()
        tasks.run(known_printers, self._found, owner=self)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Imprimante", self.printer)
        if len(self._documents) > 1:
            form.addRow("&Documents", self.which)
        form.addRow("&Pages", self.pages)
        form.addRow("&Exemplaires", self.copies)
        form.addRow("", self.both_sides)
        for field, name in (
            (self.printer, "Imprimante"), (self.which, "Documents"), (self.pages, "Pages"),
            (self.copies, "Exemplaires"),
        ):  # fmt: skip
            field.setAccessibleName(name)
        cancel, self.accept_button = QPushButton("Annuler"), QPushButton("Imprimer")
        cancel.clicked.connect(self.reject)
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self._print)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.accept_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(20, 20, 20, 16)
        page.setSpacing(12)
        page.addLayout(form)
        page.addWidget(self.problem)
        page.addLayout(foot)

    def _found(self, printers: tuple[tuple[str, ...], str]) -> None:
        names, default = printers
        self.printer.clear()
        self.printer.addItems(list(names))
        self.printer.setCurrentText(default)
        self.printer.setEnabled(bool(names))
        self.accept_button.setEnabled(bool(names))
        if not names:
            known_printers.cache_clear()  # on en branche peut-être une d'ici la prochaine fois
            self.problem.setText(
                "Aucune imprimante n'est installée sur ce poste. Enregistrez le PDF, ou demandez "
                "à votre administrateur d'en ajouter une."
            )

    def _print(self) -> None:
        printer = QPrinter(QPrinterInfo.printerInfo(self.printer.currentText()))
        self.send(printer)

    def send(self, printer: QPrinter) -> None:
        """Imprime ce qui est choisi ; la fenêtre se ferme, le travail continue."""
        everything = len(self._documents) > 1 and bool(self.which.currentData())
        chosen = self._documents if everything else [self._documents[self._current]]
        try:
            pages = [
                (document, page)
                for document in chosen
                for page in pages_of(self.pages.text(), document.pageCount())
            ]
        except UserError as error:
            self.problem.setText(str(error))
            self.pages.setFocus()
            return
        printer.setCopyCount(int(self.copies.currentText()))
        duplex = QPrinter.DuplexMode
        printer.setDuplex(
            duplex.DuplexLongSide if self.both_sides.isChecked() else duplex.DuplexNone
        )
        job = PrintJob(printer, pages, self.parentWidget())
        job.finished.connect(lambda n: self._say(f"{pluriel(n, 'page')} à l'imprimante."))
        job.failed.connect(self._refuse)
        job.finished.connect(job.deleteLater)
        self.accept()
        job.start()
