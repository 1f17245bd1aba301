"""Aperçu avant impression : ce qu'on voit, imprime, enregistre et garde sont les mêmes octets."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import write_whole
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.icons import icon
from lsc_desktop.gui.kit.labels import tip
from lsc_desktop.gui.kit.picture import Picture
from lsc_desktop.gui.kit.printers import PrintDialog
from lsc_desktop.gui.kit.tasks import Tasks

PDF = "application/pdf"
ZOOMS = (50, 75, 100, 125, 150, 200)
CreateEvent = Callable[[Sequence[Document]], None]


def pdf_of(document: Document, parent: Any) -> QPdfDocument:
    """Le document ouvert par Qt ; refuse un fichier qui n'est pas un PDF lisible."""
    pdf, buffer = QPdfDocument(parent), QBuffer(parent)
    buffer.setData(QByteArray(document.contenu))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    pdf.load(buffer)
    if pdf.error() != QPdfDocument.Error.None_:
        raise UserError(
            f"« {document.nom} » n'est pas un PDF lisible.",
            "Refaites le document ; s'il vient d'ailleurs, enregistrez-le pour l'ouvrir.",
        )
    return pdf


class PreviewView(QWidget):
    """Un ou plusieurs documents. `say` : barre d'état ; `refuse` : ce qui empêche d'agir."""

    closed = Signal()

    def __init__(
        self,
        documents: Sequence[Document],
        create_event: CreateEvent,
        say: Callable[[str], None],
        refuse: Callable[[Exception], None],
        tasks: Tasks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.documents = list(documents)
        self._create_event, self._say, self._refuse = create_event, say, refuse
        self._tasks = tasks or Tasks(self)
        self._opened: dict[int, QPdfDocument] = {}
        self.view = QPdfView(self)
        self.view.setAccessibleName("Pages du document")
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        # Toujours là : sinon, à certaines hauteurs, elle paraît, rétrécit la page au point de
        # n'avoir plus lieu d'être, disparaît, reparaît, et la fenêtre ne répond plus.
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.other = Picture()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.other)
        self.list = self._make_list()
        self.rank = QLabel()
        self.rank.setAccessibleName("Page")
        self._lay_out()
        self.view.pageNavigator().currentPageChanged.connect(lambda _page: self._show_rank())
        self.list.currentRowChanged.connect(self.show_document)
        self.list.setCurrentRow(0)
        self.setFocusProxy(self.view)

    # --- Ce qu'on montre -----------------------------------------------------------------

    def show_document(self, rank: int) -> None:
        document = self.documents[rank]
        if document.type_mime != PDF:
            image = document.type_mime.startswith("image/")
            if not (image and self.other.show_image(document.contenu, document.nom)):
                self.other.show_text(
                    f"« {document.nom} » ne se montre pas ici.\nEnregistrez-le pour l'ouvrir."
                )
            self.pages.setCurrentWidget(self.other)
            self._show_rank()
            return
        try:
            self.view.setDocument(self._pdf(rank))
        except UserError as error:
            self._refuse(error)
            return
        self.pages.setCurrentWidget(self.view)
        self._show_rank()

    def page_count(self) -> int:
        return self.view.document().pageCount() if self._shows_pdf() else 0

    def go(self, page: int) -> None:
        """Va à une page, comptée de zéro."""
        if 0 <= page < self.page_count():
            self.view.pageNavigator().jump(page, QPointF(), 0)

    def zoom(self, percent: int | None) -> None:
        """`None` : toute la largeur."""
        if percent is None:
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        else:
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
            self.view.setZoomFactor(percent / 100)

    # --- Ce qu'on en fait ----------------------------------------------------------------

    def print_out(self) -> None:
        """Choisit l'imprimante, les pages, les exemplaires ; imprime page à page."""
        printable = [d for d in self.documents if d.type_mime == PDF]
        if not printable:
            self._refuse(
                UserError("Ce document ne s'imprime pas d'ici.", "Enregistrez-le pour l'ouvrir.")
            )
            return
        try:
            pdfs = [self._pdf(rank) for rank, d in enumerate(self.documents) if d in printable]
        except UserError as error:
            self._refuse(error)
            return
        here = self.documents[self.list.currentRow()]
        place = printable.index(here) if here in printable else 0
        PrintDialog(self, pdfs, place, self._tasks, self._say, self._refuse).open()

    def save_as(self) -> None:
        """Un document sous le nom choisi ; plusieurs dans un dossier."""
        home = str(Path.home())
        if len(self.documents) == 1:
            only = self.documents[0]
            chosen, _ = QFileDialog.getSaveFileName(
                self, "Enregistrer le document", str(Path(home) / only.nom)
            )
            targets = [(Path(chosen), only)] if chosen else []
        else:
            folder = QFileDialog.getExistingDirectory(self, "Enregistrer dans ce dossier", home)
            targets = [(Path(folder) / d.nom, d) for d in self.documents] if folder else []
        self.save(targets)

    def save(self, targets: Sequence[tuple[Path, Document]]) -> None:
        """Écrit chaque document entier, ou dit pourquoi pas."""
        existing = [path.name for path, _d in targets if len(targets) > 1 and path.exists()]
        if existing and not dialogs.ask(
            self, f"{pluriel(len(existing), 'fichier')} de ce dossier portent le même nom.",
            "Remplacer", existing[:5],
        ):  # fmt: skip
            return
        try:
            for path, document in targets:
                write_whole(path, document.contenu)
        except UserError as error:
            self._refuse(error)
            return
        if targets:
            count = pluriel(len(targets), "document enregistré", "documents enregistrés")
            self._say(f"{count} dans « {targets[0][0].parent} ».")

    def keep(self) -> None:
        """Un événement garde les documents en pièces jointes."""
        try:
            self._create_event(self.documents)
        except UserError as error:
            self._refuse(error)

    # --- Assemblage ----------------------------------------------------------------------

    def _pdf(self, rank: int) -> QPdfDocument:
        if rank not in self._opened:
            self._opened[rank] = pdf_of(self.documents[rank], self)
        return self._opened[rank]

    def _shows_pdf(self) -> bool:
        return self.pages.currentWidget() is self.view and self.view.document() is not None

    def _show_rank(self) -> None:
        count = self.page_count()
        page = self.view.pageNavigator().currentPage() + 1
        self.rank.setText(f"page {page} / {count}" if count else "")

    def _make_list(self) -> QListWidget:
        names = QListWidget()
        names.setAccessibleName("Documents")
        names.addItems([d.titre or d.nom for d in self.documents])
        for row, document in enumerate(self.documents):
            names.item(row).setToolTip(tip(document.nom))
        names.setVisible(len(self.documents) > 1)
        names.setMaximumWidth(240)
        return names

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setObjectName("barre")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(4)
        standard = QKeySequence.StandardKey
        for text, picture, run, keys in (
            ("Imprimer", "mdi6.printer-outline", self.print_out, standard.Print),
            ("Enregistrer sous…", "mdi6.content-save-outline", self.save_as, standard.Save),
            ("Créer un événement avec le PDF en pièce jointe", "mdi6.paperclip", self.keep, None),
        ):
            if run != self.keep or not any(document.secret for document in self.documents):
                row.addWidget(self._button(text, picture, run, keys))
        row.addStretch(1)
        row.addWidget(self.rank)
        row.addWidget(self._zoom_box())
        pane = QHBoxLayout()
        pane.setSpacing(0)
        pane.addWidget(self.list)
        pane.addWidget(self.pages, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(bar)
        page.addLayout(pane, 1)

    def _button(self, text: str, picture: str, run: Callable[[], None], keys: Any) -> QToolButton:
        action = QAction(icon(picture), text, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self.addAction(action)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _zoom_box(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Agrandissement")
        box.addItem("Largeur", None)
        for percent in ZOOMS:
            box.addItem(f"{percent} %", percent)
        box.currentIndexChanged.connect(lambda _index: self.zoom(box.currentData()))
        for keys, step in (
            (QKeySequence.StandardKey.ZoomIn, 1),
            (QKeySequence.StandardKey.ZoomOut, -1),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(
                lambda _checked=False, s=step: box.setCurrentIndex(
                    max(0, min(box.currentIndex() + s, box.count() - 1))
                )
            )
            self.addAction(action)
        return box
