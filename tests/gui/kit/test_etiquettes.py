"""Aucun texte, si long soit-il, n'élargit la fenêtre ni n'arrête le programme."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.labels import CHARS, CutLabel, Sentence, tip

COLLE = "é" * 25_000


@pytest.mark.parametrize("colle", [COLLE, "une ligne\n" * 400], ids=["long", "haut"])
@pytest.mark.parametrize("etiquette", [CutLabel, Sentence])
def test_un_texte_sans_fin_ne_demande_pas_plus_de_place_qu_une_phrase(qtbot, etiquette, colle):
    label = etiquette()
    qtbot.addWidget(label)
    label.setText(colle)
    assert label.minimumSizeHint().width() < 500 and label.sizeHint().width() < 1500
    assert label.minimumSizeHint().height() < 800
    assert label.text() == colle


def test_copier_un_chemin_rend_le_chemin(qtbot):
    chemin = "/serveur/agence/" + "dossier-de-copropriete/" * 8 + "pv.pdf"
    phrase = Sentence(f"« {chemin} » ne s'ouvre pas.")
    qtbot.addWidget(phrase)
    phrase.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    phrase.setSelection(0, len(chemin))
    assert "\u200b" in phrase.selectedText()
    QTest.keyClick(phrase, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text()[2:] in chemin


def test_une_infobulle_montre_ce_qui_est_tape(qtbot):
    assert tip("M. & Mme Dupont") == "M. & Mme Dupont"
    assert tip("<b>gras</b>") == "<qt>&lt;b&gt;gras&lt;/b&gt;</qt>"
    assert len(tip(COLLE)) < 1000


def test_une_fiche_ou_l_on_a_colle_un_roman_garde_sa_largeur(atelier):
    fiche = atelier.ouvre()
    avant = fiche.minimumSizeHint().width()
    fiche.draft.titre = COLLE
    fiche.show_all(force=True)
    fiche.errors.say([f"« {COLLE} » ne convient pas."])
    fiche.binding.mark_problem("titre", f"« {COLLE} » ne convient pas.")
    QApplication.processEvents()
    assert COLLE in fiche.header.title.text()
    assert fiche.minimumSizeHint().width() <= avant + 100


def test_un_refus_qui_cite_un_roman_tient_a_l_ecran(qtbot):
    sheet = Sheet(None, f"« {COLLE} » ne convient pas.", COLLE, [COLLE])
    qtbot.addWidget(sheet)
    assert sheet.sizeHint().width() < 900 and sheet.sizeHint().height() < 1000


@pytest.mark.parametrize("largeur", [100, 114, 130, 400, 32_000])
def test_un_nombre_finit_sous_les_montants_dans_une_case_de_toute_largeur(qtbot, largeur):
    label = ComputedLabel()
    qtbot.addWidget(label)
    label.set_value(Decimal("-1234.50"))
    label.resize(largeur, 20)
    image = label.grab().toImage()
    paper = image.pixelColor(0, 0)
    inked = [x for x in range(min(largeur, 400)) if _inked(image, x, paper)]
    assert inked[-1] <= label.fontMetrics().horizontalAdvance("0") * CHARS + 17
    if largeur >= 114:
        assert inked[-1] == _right_edge(qtbot)


def _inked(image: QImage, x: int, paper: QColor) -> bool:
    return any(image.pixelColor(x, y) != paper for y in range(image.height()))


def _right_edge(qtbot) -> int:
    """Où finit ce nombre dans une case à sa mesure."""
    label = ComputedLabel()
    qtbot.addWidget(label)
    label.set_value(Decimal("-1234.50"))
    label.resize(label.fontMetrics().horizontalAdvance("0") * CHARS + 17, 20)
    image = label.grab().toImage()
    return max(x for x in range(label.width()) if _inked(image, x, image.pixelColor(0, 0)))
