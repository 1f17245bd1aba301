from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, QObject
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs, printers
from lsc_desktop.gui.kit.preview import PreviewView
from lsc_desktop.gui.kit.printers import PrintDialog, pages_of


def un_pdf(pages: int, mot: str = "Décompte", taille: tuple[float, float] = A4) -> bytes:
    cible = BytesIO()
    canvas = Canvas(cible, pagesize=taille, pageCompression=0)
    for page in range(1, pages + 1):
        canvas.drawString(100, 700, f"{mot} {page}")
        canvas.showPage()
    canvas.save()
    return cible.getvalue()


class Temoin:
    def __init__(self) -> None:
        self.evenements: list[Any] = []
        self.dits: list[str] = []
        self.refus: list[Exception] = []


@pytest.fixture
def temoin():
    return Temoin()


@pytest.fixture
def apercu(qtbot, temoin):
    def ouvrir(*documents: Document) -> PreviewView:
        vue = PreviewView(
            documents, temoin.evenements.append, temoin.dits.append, temoin.refus.append
        )
        qtbot.addWidget(vue)
        vue.resize(800, 600)
        vue.show()
        return vue

    return ouvrir


DEUX = (
    Document("elsa.pdf", un_pdf(3), "Décompte d'Elsa"),
    Document("paul.pdf", un_pdf(1), "Décompte de Paul"),
)


def test_un_document_se_montre_page_sur_pages(apercu, qtbot):
    vue = apercu(DEUX[0])
    assert vue.rank.text() == "page 1 / 3"
    assert vue.list.isHidden()
    vue.go(2)
    qtbot.waitUntil(lambda: vue.rank.text() == "page 3 / 3")


class Hesitations(QObject):
    """Compte ce qu'une vue se demande à elle-même ; y met fin quand elle n'en finit plus."""

    ASSEZ = 50

    def __init__(self, vue: QPdfView) -> None:
        super().__init__(vue)
        self.nombre = 0
        vue.installEventFilter(self)

    def eventFilter(self, vue: QObject, event: QEvent) -> bool:
        self.nombre += event.type() == QEvent.Type.MetaCall
        return self.nombre > self.ASSEZ


def test_aucune_hauteur_ne_fait_hesiter_l_ascenseur(apercu, qtbot):
    """La page tient tout juste : avec l'ascenseur elle tient, sans lui elle dépasse."""
    vue = apercu(Document("liste.pdf", un_pdf(1, taille=landscape(A4)), "Liste"))
    hesitations = Hesitations(vue.view)
    autour = vue.height() - vue.view.height()
    for hauteur in range(560, 620, 2):  # d'une page large de 828 points
        vue.resize(828, hauteur + autour)
        hesitations.nombre = 0
        QApplication.processEvents()
        assert hesitations.nombre < Hesitations.ASSEZ, f"{hauteur} : la fenêtre ne répond plus"


def test_plusieurs_documents_se_choisissent(apercu):
    vue = apercu(*DEUX)
    assert [vue.list.item(n).text() for n in range(2)] == ["Décompte d'Elsa", "Décompte de Paul"]
    vue.list.setCurrentRow(1)
    assert vue.rank.text() == "page 1 / 1"


def test_un_document_d_un_autre_genre_s_enregistre_seulement(apercu, temoin):
    vue = apercu(Document("liste.csv", b"a;b", type_mime="text/csv"))
    assert "liste.csv" in vue.other.text()
    assert vue.rank.text() == ""
    vue.print_out()
    assert isinstance(temoin.refus[0], UserError)


def test_un_pdf_abime_est_refuse_en_francais(apercu, temoin):
    apercu(Document("abime.pdf", b"pas un pdf"))
    assert "n'est pas un PDF lisible" in temoin.refus[0].title


def test_enregistrer_rend_les_memes_octets(apercu, temoin, tmp_path, monkeypatch):
    cible = tmp_path / "Décompte.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(cible), ""))
    apercu(DEUX[0]).save_as()
    assert cible.read_bytes() == DEUX[0].contenu
    assert "1 document enregistré" in temoin.dits[0]


def test_plusieurs_documents_vont_dans_un_dossier(apercu, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(tmp_path))
    questions: list[str] = []
    monkeypatch.setattr(dialogs, "ask", lambda p, question, *a: questions.append(question))
    vue = apercu(*DEUX)
    vue.save_as()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elsa.pdf", "paul.pdf"]
    (tmp_path / "elsa.pdf").write_bytes(b"ancien")
    vue.save_as()
    assert questions
    assert (tmp_path / "elsa.pdf").read_bytes() == b"ancien"


def test_un_disque_plein_se_dit_et_ne_laisse_rien(apercu, temoin, tmp_path, monkeypatch):
    def plein(path: Path, content: bytes) -> None:
        raise TemporaryError(f"« {path.name} » n'a pas pu être écrit : le disque est plein.")

    monkeypatch.setattr("lsc_desktop.gui.kit.preview.write_whole", plein)
    apercu(DEUX[0]).save([(tmp_path / "x.pdf", DEUX[0])])
    assert "le disque est plein" in temoin.refus[0].title
    assert list(tmp_path.iterdir()) == []
    assert temoin.dits == []


def test_l_evenement_recoit_les_documents(apercu, temoin):
    apercu(*DEUX).keep()
    assert temoin.evenements == [list(DEUX)]


@pytest.mark.parametrize(
    ("texte", "pages"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("2", [1]),
        ("1-3, 5", [0, 1, 2, 4]),
        (" 4 - 5 ", [3, 4]),
        ("1;2", [0, 1]),
    ],
)
def test_les_pages_se_disent_simplement(texte, pages):
    assert pages_of(texte, 5) == pages


@pytest.mark.parametrize("texte", ["0", "6", "3-2", "a", "1-", "-", "1,,2"])
def test_des_pages_absurdes_sont_refusees(texte):
    with pytest.raises(UserError, match="5 pages"):
        pages_of(texte, 5)


@pytest.fixture
def imprimantes(monkeypatch):
    cherchees: list[int] = []

    def chercher() -> tuple[tuple[str, ...], str]:
        cherchees.append(1)
        return ("Bureau", "Accueil"), "Accueil"

    chercher.cache_clear = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(printers, "known_printers", chercher)
    return cherchees


def test_les_imprimantes_ne_se_cherchent_qu_a_l_impression(apercu, imprimantes, qtbot):
    vue = apercu(*DEUX)
    assert imprimantes == []
    vue.print_out()
    (boite,) = vue.findChildren(PrintDialog)
    qtbot.waitUntil(boite.printer.isEnabled)
    assert boite.printer.currentText() == "Accueil"
    assert boite.accept_button.isEnabled()
    boite.reject()


def test_sans_imprimante_on_le_dit(apercu, monkeypatch, qtbot):
    def aucune() -> tuple[tuple[str, ...], str]:
        return (), ""

    aucune.cache_clear = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(printers, "known_printers", aucune)
    vue = apercu(*DEUX)
    vue.print_out()
    (boite,) = vue.findChildren(PrintDialog)
    qtbot.waitUntil(lambda: "Aucune imprimante" in boite.problem.text())
    assert not boite.accept_button.isEnabled()
    boite.reject()


def test_imprimer_envoie_les_pages_demandees(apercu, imprimantes, qtbot, temoin, tmp_path):
    vue = apercu(*DEUX)
    vue.print_out()
    (boite,) = vue.findChildren(PrintDialog)
    qtbot.waitUntil(boite.printer.isEnabled)
    boite.which.setCurrentIndex(1)
    boite.pages.setText("2-3")
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "papier.pdf"))
    boite.send(printer)
    qtbot.waitUntil(lambda: bool(temoin.dits))
    assert temoin.dits == ["2 pages à l'imprimante."]
    pages = PdfReader(tmp_path / "papier.pdf").pages
    assert len(pages) == 2
    assert [round(float(x)) for x in pages[0].mediabox[2:]] == [595, 842]


def test_des_pages_absurdes_laissent_la_boite_ouverte(apercu, imprimantes, qtbot):
    vue = apercu(DEUX[0])
    vue.print_out()
    (boite,) = vue.findChildren(PrintDialog)
    qtbot.waitUntil(boite.printer.isEnabled)
    boite.pages.setText("9")
    boite.send(QPrinter())
    assert "3 pages" in boite.problem.text()
    assert boite.isVisible()
    boite.reject()
