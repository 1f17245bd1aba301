"""Aucun texte, si long soit-il, n'élargit la fenêtre ni n'arrête le programme."""

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.figures import ComputedLabel
from lsc_desktop.gui.kit.labels import CutLabel, Sentence

COLLE = "é" * 25_000


@pytest.mark.parametrize("etiquette", [CutLabel, Sentence])
def test_un_texte_sans_fin_ne_demande_pas_plus_de_place_qu_une_phrase(qtbot, etiquette):
    label = etiquette()
    qtbot.addWidget(label)
    label.setText(COLLE)
    assert label.minimumSizeHint().width() < 500 and label.sizeHint().width() < 1500
    assert label.text() == COLLE


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


@pytest.mark.parametrize("largeur", [40, 100, 113, 114, 400, 32_800, 90_000])
def test_un_nombre_finit_sous_les_montants_dans_une_case_de_toute_largeur(qtbot, largeur):
    label = ComputedLabel()
    qtbot.addWidget(label)
    label.set_value(Decimal("-1234.50"))
    label.resize(largeur, 20)
    label.show()
    QApplication.processEvents()
    assert label.room().width() <= min(largeur, 200)
    assert label.grab().height() == 20
