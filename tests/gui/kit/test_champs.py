"""Les champs, frappés touche à touche (tableau mesuré : écosystème C.2)."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit.widgets import (
    AmountEdit,
    ChoiceBox,
    ComputedLabel,
    DateEdit,
    DecimalEdit,
    IntEdit,
    LinkLabel,
)

LE_JOUR = date(2026, 3, 9)


@pytest.fixture
def champ(qtbot):
    def pose(genre, **proprietes):
        widget = genre()
        for nom, valeur in proprietes.items():
            widget.setProperty(nom, valeur)
        if genre is DateEdit:
            widget.today = lambda: LE_JOUR
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        widget.setFocus()
        if widget.focusPolicy():
            qtbot.waitUntil(widget.hasFocus)
        return widget

    return pose


def frappe(widget, texte):
    """Touche à touche ; `QTest.keyClicks` ne connaît que l'ASCII."""
    for signe in texte:
        for moment in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(
                widget, QKeyEvent(moment, 0, Qt.KeyboardModifier.NoModifier, signe)
            )


def quitte(widget):
    widget.clearFocus()


@pytest.mark.parametrize(
    ("tape", "valeur", "montre"),
    [
        ("1234.50", "1234.50", "1\u00a0234,50"),
        ("1.5", "1.50", "1,50"),
        ("1 234,50", "1234.50", "1\u00a0234,50"),
        ("1\u00a0234,50", "1234.50", "1\u00a0234,50"),
        ("1\u202f234,50", "1234.50", "1\u00a0234,50"),
        ("1+2*3", "7.00", "7,00"),
        ("12-", "-12.00", "-12,00"),
    ],
)
def test_un_montant_se_lit_et_se_remet_au_propre(champ, tape, valeur, montre):
    montant = champ(AmountEdit)
    frappe(montant, tape)
    assert montant.value() == Decimal(valeur)
    quitte(montant)
    assert montant.text() == montre and montant.value() == Decimal(valeur)


def test_le_point_du_pave_numerique_vaut_la_virgule(champ):
    montant = champ(AmountEdit)
    for touche in (Qt.Key.Key_1, Qt.Key.Key_Period, Qt.Key.Key_5):
        QTest.keyClick(montant, touche, Qt.KeyboardModifier.KeypadModifier)
    assert montant.value() == Decimal("1.50")


def test_un_montant_negatif_est_rouge_et_a_droite(champ):
    montant = champ(AmountEdit)
    noir = montant.palette().text().color()
    frappe(montant, "-5")
    assert montant.property("negative") and montant.palette().text().color() != noir
    assert montant.alignment() & Qt.AlignmentFlag.AlignRight
    montant.set_value(Decimal(5))
    assert not montant.property("negative") and montant.palette().text().color() == noir


def test_une_valeur_posee_est_rendue_intacte_meme_arrondie_a_l_ecran(champ):
    montant = champ(AmountEdit)
    montant.set_value(Decimal("10.005"))
    assert montant.text() == "10,01" and montant.value() == Decimal("10.005")


def test_seul_l_utilisateur_fait_parler_un_champ(champ, qtbot):
    montant = champ(AmountEdit)
    with qtbot.assertNotEmitted(montant.edited):
        montant.set_value(Decimal(3))
    with qtbot.waitSignal(montant.edited):
        frappe(montant, "1")


def test_un_texte_illisible_reste_et_se_refuse(champ):
    montant = champ(AmountEdit)
    frappe(montant, "abc")
    quitte(montant)
    assert montant.text() == "abc"
    with pytest.raises(UserError):
        montant.value()


def test_les_decimales_viennent_de_la_propriete(champ):
    indice = champ(DecimalEdit, places=5)
    frappe(indice, "0,12345")
    assert indice.value() == Decimal("0.12345")
    quitte(indice)
    assert indice.text() == "0,12345"


def test_un_entier_refuse_les_decimales(champ):
    fois = champ(IntEdit)
    frappe(fois, "12")
    assert fois.value() == 12 and isinstance(fois.value(), int)
    frappe(fois, ",5")
    with pytest.raises(UserError, match="nombre entier"):
        fois.value()


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("15032026", date(2026, 3, 15)),
        ("150326", date(2026, 3, 15)),
        ("15/03/2026", date(2026, 3, 15)),
        ("1503", date(2026, 3, 15)),
        ("15", date(2026, 3, 15)),
        ("311226", date(2026, 12, 31)),
        (".", LE_JOUR),
        ("=", LE_JOUR),
        ("+8", date(2026, 3, 17)),
        ("-9", date(2026, 2, 28)),
    ],
)
def test_une_date_se_tape_au_plus_court(champ, tape, lu):
    jour = champ(DateEdit)
    frappe(jour, tape)
    assert jour.value() == lu
    quitte(jour)
    assert jour.text() == f"{lu:%d/%m/%Y}"


def test_le_31_avril_est_refuse_et_reste_a_corriger(champ):
    jour = champ(DateEdit)
    frappe(jour, "31042026")
    quitte(jour)
    assert jour.text() == "31042026"
    with pytest.raises(UserError, match="avril 2026 finit le 30"):
        jour.value()


def test_plus_et_moins_changent_le_jour_montre(champ, qtbot):
    jour = champ(DateEdit)
    jour.set_value(date(2026, 2, 28))
    with qtbot.waitSignal(jour.edited):
        frappe(jour, "+")
    assert jour.value() == date(2026, 3, 1)
    frappe(jour, "--")
    assert jour.value() == date(2026, 2, 27)


@pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran, rien à faire grandir
def test_f4_ouvre_le_calendrier_et_entree_choisit(champ, qtbot):
    jour = champ(DateEdit)
    jour.set_value(date(2026, 3, 15))
    QTest.keyClick(jour, Qt.Key.Key_F4)
    mois = jour.findChild(QCalendarWidget)
    assert mois.isVisible() and mois.selectedDate().toPython() == date(2026, 3, 15)
    vue = mois.focusProxy()
    QTest.keyClick(vue, Qt.Key.Key_Right)
    QTest.keyClick(vue, Qt.Key.Key_Right)
    with qtbot.waitSignal(jour.edited):
        QTest.keyClick(vue, Qt.Key.Key_Return)
    assert jour.value() == date(2026, 3, 17) and not mois.isVisible()


def test_une_date_en_lecture_seule_n_ouvre_rien(champ):
    jour = champ(DateEdit)
    jour.set_value(date(2026, 3, 15))
    jour.set_read_only(True)
    QTest.keyClick(jour, Qt.Key.Key_F4)
    frappe(jour, "+")
    assert jour.findChild(QCalendarWidget) is None and jour.value() == date(2026, 3, 15)


def test_la_molette_ne_change_pas_un_choix(champ):
    choix = champ(ChoiceBox)
    choix.set_choices([(1, "un"), (2, "deux")])
    choix.set_value(1)
    milieu = QPointF(choix.rect().center())
    tour = QWheelEvent(
        milieu, milieu, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choix, tour)
    assert choix.value() == 1


def test_un_choix_au_clavier_se_dit_et_une_valeur_retiree_reste(champ, qtbot):
    choix = champ(ChoiceBox)
    choix.set_choices([(1, "un"), (2, "deux")])
    choix.set_value(1)
    with qtbot.waitSignal(choix.edited):
        QTest.keyClick(choix, Qt.Key.Key_Down)
    assert choix.value() == 2
    choix.set_value(9)
    assert choix.value() == 9 and choix.currentText() == "9"


def test_un_chiffre_calcule_est_a_droite_et_rouge_s_il_est_negatif(champ):
    total = champ(ComputedLabel)
    total.set_value(Decimal("-1234.5"))
    assert total.text() == "-1\u00a0234,50" and total.property("negative")
    assert total.alignment() & Qt.AlignmentFlag.AlignRight
    total.set_value(date(2026, 3, 15))
    assert total.text() == "15/03/2026" and total.alignment() & Qt.AlignmentFlag.AlignLeft
    total.set_value(None)
    assert total.text() == ""


def test_un_double_clic_sur_un_code_n_ouvre_qu_une_fiche(champ):
    lien = champ(LinkLabel)
    lien.set_value("P001")
    ouverts = []
    lien.clicked.connect(lambda: ouverts.append(1))
    QTest.mousePress(lien, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(lien, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(lien, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(lien, Qt.MouseButton.LeftButton)
    QTest.keyClick(lien, Qt.Key.Key_Space)
    assert ouverts == [1, 1]
