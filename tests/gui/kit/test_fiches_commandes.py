"""Explications, liens, onglets et commandes d'une fiche."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QTabWidget,
)
from shiboken6 import delete

from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import Batch, FormCommand, Pane, Printout
from lsc_desktop.gui.kit.why import Why
from tests.gui.kit.gestes import CTRL, erreur, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def test_f1_dit_pourquoi_ce_montant(atelier):
    fiche = atelier.ouvre()
    assert fiche.binding.widgets["total"].toolTip() == "Montant 250.00"
    QTest.keyClick(fiche.binding.widgets["titre"], Qt.Key.Key_F1)
    feuille = fiche.findChild(Why)
    assert feuille.isVisible() and "Montant 250.00" in feuille.text
    noms = [label.text() for label in feuille.findChildren(QLabel)]
    assert "Total" in noms and "Ligne 1, Montant" in noms
    QTest.keyClick(feuille, Qt.Key.Key_Escape)
    assert not feuille.isVisible()


def test_f1_dans_une_grille_explique_sa_cellule(atelier):
    fiche = atelier.ouvre()
    grille = fiche.binding.grids["lignes"]
    grille.lines_model.insert(0)
    grille.setFocus()
    grille.setCurrentIndex(grille.lines_model.index(0, 8))
    QTest.keyClick(grille, Qt.Key.Key_F1)
    assert fiche.findChild(Why).text == "Base × part"


def test_un_code_ouvre_sa_fiche(atelier):
    fiche = atelier.ouvre()
    QTest.mouseClick(fiche.binding.widgets["code"], Qt.MouseButton.LeftButton)
    assert atelier.fenetre.ouverts == [("comptes.fiche", 7)]


def test_la_liste_d_un_onglet_n_est_lue_que_regardee(atelier):
    fiche = atelier.ouvre(siblings=(1, 2))
    assert atelier.listes == []
    fiche.body.findChild(QTabWidget).setCurrentIndex(2)
    assert atelier.listes == [("evenements.liste", {"fiche": 1})]
    fiche.go(1)
    assert atelier.listes[1:] == [("evenements.liste", {"fiche": 2})]


def test_la_liste_d_un_onglet_se_filtre_sur_ce_qui_est_tape(atelier):
    class Liste(QLabel):
        def open_with(self, filtres):
            atelier.listes.append(("filtre", dict(filtres)))

    atelier._liste = lambda cle, filtres: Liste(cle)
    pane = Pane("evenements.liste", lambda d: {"titre": d.titre})
    fiche = atelier.ouvre(panes={"evenements": pane})
    fiche.body.findChild(QTabWidget).setCurrentIndex(2)
    tape(fiche, "titre", "ab")
    assert atelier.listes == [("filtre", {"titre": "a"}), ("filtre", {"titre": "ab"})]


def test_une_commande_qui_enregistre_agit_sur_la_fiche_relue(atelier):
    vues = []
    commande = FormCommand(
        "&Réviser", lambda shell, draft: vues.append((draft.titre, draft.version)), saves=True,
        shortcut="Ctrl+R",
    )  # fmt: skip
    fiche = atelier.ouvre(commands=(commande,))
    tape(fiche, "titre", "Revise")
    QTest.keyClick(fiche.binding.widgets["titre"], Qt.Key.Key_R, CTRL)
    assert vues == [("Revise", 2)] and atelier.base.fiche(1).titre == "Revise"
    assert not fiche.modified()


def test_une_commande_absente_ou_interdite_est_grisee_et_dit_pourquoi(atelier):
    commandes = tuple(
        FormCommand(f"Commande {n}", lambda s, d: None, absent="Pas encore." if n else "")
        for n in range(5)
    )
    fiche = atelier.ouvre(commands=commandes)
    actions = fiche.header.findChild(QMenu).actions()
    assert [a.isEnabled() for a in actions] == [True, False, False, False, False]
    assert actions[1].toolTip() == "Pas encore."


def test_une_impression_montre_ses_documents_et_trace_leur_emission(atelier, qtbot):
    traces = []
    commande = FormCommand(
        "Imprimer",
        Printout(
            lambda session, rows, ctx: [Document(f"{rows[0].titre}.pdf", b"%PDF")],
            lambda session, rows, documents, ctx: traces.append(len(documents)),
        ),
    )
    fiche = atelier.ouvre(commands=(commande,))
    bouton = next(b for b in fiche.header.findChildren(QPushButton) if b.text() == "Imprimer")
    bouton.click()
    qtbot.waitUntil(lambda: bool(atelier.fenetre.apercus))
    assert traces == [1] and atelier.fenetre.apercus[0][1][0].nom == "Un.pdf"


def test_le_bouton_principal_d_un_traitement_exige_une_saisie_sans_defaut(atelier, qtbot):
    faits = []

    def traite(session, ligne, *, ctx, accepted):
        faits.append(ligne.titre)
        return "fait"

    principal = FormCommand("Calculer", Batch(traite, label=lambda d: d.titre), main=True)
    fiche = atelier.ouvre(None, save=None, commands=(principal,))
    assert fiche.header.accept.text() == "Calculer" and fiche.header.accept.isVisible()
    fiche.press_accept()
    assert erreur(fiche, "titre") and faits == []
    titre = tape(fiche, "titre", "Tout")
    QTest.keyClick(titre, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: faits == ["Tout"])
    qtbot.waitUntil(lambda: atelier.fenetre.dits == ["fait"])
    assert fiche.may_close() and atelier.fenetre.questions == []


def test_une_fiche_detruite_en_pleine_frappe_ne_fait_plus_rien(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "tiers_id", "martin")
    atelier.fiches.remove(fiche)
    delete(fiche)
    QApplication.processEvents()
    assert atelier.base.ecritures == []


def test_chaque_champ_a_un_nom_accessible(atelier):
    fiche = atelier.ouvre()
    cases = {"valide"}  # une case porte son nom elle-même
    muets = {n for n, w in fiche.binding.widgets.items() if not w.accessibleName()}
    assert muets == cases
