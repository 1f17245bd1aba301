"""Le clavier et la souris dans une fiche (tableau mesuré : écosystème C.2)."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tests.gui.kit.gestes import ALT, CTRL, MAJ, curseur, double_clic, erreur, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def test_entree_va_au_champ_suivant_jusqu_au_bouton_sans_jamais_valider(atelier):
    fiche = atelier.ouvre()
    passages = []
    fiche.binding.widgets["titre"].setFocus()
    for _fois in range(13):
        passages.append(curseur(fiche))
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert passages[:6] == ["titre", "du", "au", "montant", "indice", "fois"]
    assert passages[6:] == ["tiers_id", "mode", "propose", "valide", "lignes", "note", ""]
    assert QApplication.focusWidget() is fiche.binding.widgets["titre"]
    assert atelier.base.ecritures == []


def test_entree_sur_un_lien_va_au_champ_qui_le_suit(atelier):
    fiche = atelier.ouvre()
    lien = fiche.binding.widgets["code"]
    lien.setFocus()
    QTest.keyClick(lien, Qt.Key.Key_Return)
    assert curseur(fiche) == "lignes" and atelier.fenetre.ouverts == []
    lien.setFocus()
    QTest.keyClick(lien, Qt.Key.Key_Return, MAJ)
    assert curseur(fiche) == "valide"


def test_fermer_une_fiche_laisse_vivre_sa_voisine(atelier, qtbot):
    onglets = QTabWidget()
    qtbot.addWidget(onglets)
    fiche, voisine = atelier.ouvre(), atelier.ouvre()
    onglets.addTab(voisine, "La voisine")
    onglets.addTab(fiche, "La fiche")
    onglets.show()
    for widget in fiche.findChildren(QWidget):
        fiche.keys.advance(widget, 1)
    detruite: list[int] = []
    fiche.destroyed.connect(lambda: detruite.append(1))
    fiche.deleteLater()
    qtbot.waitUntil(lambda: bool(detruite))
    assert isValid(voisine.body) and tape(voisine, "titre", "Vivante").text() == "Vivante"


def test_maj_entree_recule(atelier):
    fiche = atelier.ouvre()
    fiche.binding.widgets["au"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, MAJ)
    assert curseur(fiche) == "du"


def test_entree_tenue_ou_repetee_n_enregistre_jamais_meme_sur_le_bouton(atelier):
    fiche = atelier.ouvre()
    fiche.binding.widgets["titre"].setFocus()
    for rang in range(60):
        touche = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", rang > 0
        )
        QApplication.sendEvent(QApplication.focusWidget(), touche)
    fiche.header.accept.setFocus()
    for _fois in range(3):
        QTest.keyClick(fiche.header.accept, Qt.Key.Key_Return)
    assert atelier.base.ecritures == []


@pytest.mark.parametrize(
    ("touche", "avec"),
    [
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_Enter, CTRL),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_ctrl_entree_ou_f12_tenue_enregistre_une_fois(atelier, qtbot, touche, avec):
    fiche = atelier.ouvre()
    fermetures = []
    fiche.closed.connect(lambda: fermetures.append(1))
    titre = tape(fiche, "titre", "Tenu")
    for rang in range(4):
        QApplication.sendEvent(titre, QKeyEvent(QEvent.Type.KeyPress, touche, avec, "", rang > 0))
    for _fois in range(3):
        QTest.keyClick(titre, touche, avec)
    assert atelier.base.ecritures == ["Martine"] and fermetures == [1]


def test_ctrl_entree_sert_d_abord_le_champ_qui_en_a_besoin(atelier):
    fiche = atelier.ouvre()
    note = fiche.binding.widgets["note"]
    fiche.body.findChild(QTabWidget).setCurrentIndex(1)
    note.setFocus()
    QTest.keyClicks(note, "a")
    QTest.keyClick(note, Qt.Key.Key_Return, CTRL)
    QTest.keyClicks(note, "b")
    assert note.toPlainText() == "a\nb"
    tiers = tape(fiche, "tiers_id", "martin")
    QTest.keyClick(tiers, Qt.Key.Key_Return)
    QTest.keyClick(tiers, Qt.Key.Key_Return, CTRL)
    assert atelier.fenetre.ouverts == [("tiers.fiche", 4)] and atelier.base.ecritures == []


def test_dans_un_dialogue_entree_avance_et_la_croix_vaut_annuler(atelier, qtbot):
    fiche, dialogue = atelier.ouvre(), QDialog()
    QVBoxLayout(dialogue).addWidget(fiche)
    fiche.closed.connect(dialogue.accept)
    dialogue.open()
    dialogue.activateWindow()
    qtbot.waitUntil(dialogue.isActiveWindow)
    titre = tape(fiche, "titre", "Dialogue")
    for _fois in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert dialogue.isVisible() and atelier.base.ecritures == [] and curseur(fiche) == "montant"
    atelier.fenetre.reponse = False
    dialogue.close()
    assert dialogue.isVisible() and titre.text() == "Dialogue"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F12)
    assert not dialogue.isVisible() and atelier.base.fiche(1).titre == "Dialogue"
    fiche.setParent(None)


def test_ctrl_s_enregistre_et_reste(atelier, qtbot):
    fiche = atelier.ouvre()
    titre = tape(fiche, "titre", "Reste")
    with qtbot.assertNotEmitted(fiche.closed):
        QTest.keyClick(titre, Qt.Key.Key_S, CTRL)
    assert atelier.base.fiche(1).titre == "Reste" and not fiche.modified()
    tape(fiche, "titre", "Encore")
    QTest.keyClick(titre, Qt.Key.Key_S, CTRL)
    assert atelier.base.fiche(1).version == 3 and atelier.fenetre.refus == []


def test_un_vrai_double_clic_sur_valider_n_enregistre_qu_une_fois(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Double")
    double_clic(fiche.header.accept)
    assert len(atelier.base.ecritures) == 1


def test_un_double_clic_sur_suivant_n_avance_que_d_une_fiche(atelier):
    fiche = atelier.ouvre(siblings=(1, 2, 3))
    double_clic(fiche.header.next)
    assert fiche.id == 2


def test_echap_demande_avant_de_perdre_la_frappe(atelier, qtbot):
    fiche = atelier.ouvre()
    titre = tape(fiche, "titre", "Perdu")
    atelier.fenetre.reponse = False
    with qtbot.assertNotEmitted(fiche.closed):
        QTest.keyClick(titre, Qt.Key.Key_Escape)
    assert titre.text() == "Perdu" and len(atelier.fenetre.questions) == 1
    atelier.fenetre.reponse = True
    with qtbot.waitSignal(fiche.closed):
        QTest.keyClick(titre, Qt.Key.Key_Escape)


def test_echap_sans_rien_de_tape_ne_demande_rien(atelier, qtbot):
    fiche = atelier.ouvre()
    with qtbot.waitSignal(fiche.closed):
        QTest.keyClick(fiche.binding.widgets["titre"], Qt.Key.Key_Escape)
    assert atelier.fenetre.questions == []


def test_suivant_enregistre_puis_passe(atelier):
    fiche = atelier.ouvre(siblings=(1, 2, 3))
    assert fiche.header.rank.text() == "1/3" and not fiche.header.previous.isEnabled()
    titre = tape(fiche, "titre", "Premier")
    QTest.keyClick(titre, Qt.Key.Key_PageDown, ALT)
    assert fiche.id == 2 and fiche.binding.widgets["titre"].text() == "Deux"
    assert atelier.base.fiche(1).titre == "Premier" and fiche.header.rank.text() == "2/3"
    QTest.keyClick(fiche.binding.widgets["titre"], Qt.Key.Key_PageUp, ALT)
    assert fiche.id == 1 and len(atelier.base.ecritures) == 1


def test_suivant_reste_sur_une_fiche_refusee(atelier):
    fiche = atelier.ouvre(siblings=(1, 2))
    tape(fiche, "fois", "13")
    QTest.keyClick(fiche.binding.widgets["fois"], Qt.Key.Key_PageDown, ALT)
    assert fiche.id == 1 and erreur(fiche, "fois").startswith("Douze")


def test_n_et_maj_n_passent_les_fiches_hors_d_un_champ(atelier):
    fiche = atelier.ouvre(siblings=(1, 2, 3), read_only=True)
    titre = fiche.binding.widgets["titre"]
    QTest.keyClicks(titre, "nn")
    assert fiche.id == 3
    QTest.keyClicks(titre, "N")
    assert fiche.id == 2
    autre = atelier.ouvre(siblings=(1, 2, 3))
    tape(autre, "titre", "n")
    assert autre.id == 1 and autre.draft.titre == "n"


def test_en_lecture_rien_ne_s_ecrit(atelier):
    fiche = atelier.ouvre(read_only=True)
    tape(fiche, "titre", "x")
    assert fiche.draft.titre == "Un" and not fiche.header.accept.isVisible()
    assert fiche.header.cancel.text() == "Fermer"
    QTest.keyClick(fiche.binding.widgets["titre"], Qt.Key.Key_F12)
    assert atelier.base.ecritures == []
