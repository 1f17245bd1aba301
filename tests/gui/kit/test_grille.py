"""La grille de saisie, au clavier comme dans un tableur."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lsc_desktop.gui.kit.grid import GridEdit
from lsc_desktop.gui.kit.screens import Grid, GridColumn
from tests.gui.kit.fiche_essai import GRILLE, Ligne

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
CTRL, MAJ = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def grille(atelier, qtbot):
    def pose(lignes, declaree=GRILLE):
        def lit(requete, *args):
            with atelier.base.read() as session:
                return requete(session, *args)

        widget = GridEdit()
        widget.configure(declaree, lit, lambda: date(2021, 11, 21))
        widget.set_value(lignes)
        qtbot.addWidget(widget)
        widget.resize(1000, 200)
        widget.show()
        widget.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        return widget

    return pose


def va(grille, ligne, nom):
    grille.go_to(ligne, nom)


def tape(grille, texte, *touches):
    QTest.keyClicks(grille, texte[:1])
    for reste in texte[1:]:
        QTest.keyClicks(QApplication.focusWidget(), reste)
    for touche in touches:
        QTest.keyClick(QApplication.focusWidget(), touche)


def place(grille):
    index = grille.currentIndex()
    return index.row(), GRILLE.columns[index.column()].name


def test_taper_modifie_la_cellule_et_entree_va_a_la_suivante(grille):
    lignes = [Ligne(), Ligne()]
    vue = grille(lignes)
    assert place(vue) == (0, "libelle")
    tape(vue, "eau", Qt.Key.Key_Return)
    assert place(vue) == (0, "le") and lignes[0].libelle == "eau"
    tape(vue, "310321", Qt.Key.Key_Tab)
    assert lignes[0].le == date(2021, 3, 31)
    tape(vue, "1234.5", Qt.Key.Key_Return)
    assert lignes[0].base == Decimal("1234.50") and place(vue) == (0, "quote")
    tape(vue, "0,3333", Qt.Key.Key_Return)
    assert lignes[0].quote == Decimal("0.3333")
    tape(vue, "200", Qt.Key.Key_Return)
    assert lignes[0].jours == 200 and place(vue) == (0, "mode")


def test_entree_saute_les_colonnes_calculees_et_passe_a_la_ligne(grille):
    vue = grille([Ligne("a"), Ligne("b")])
    va(vue, 0, "retenu")
    QTest.keyClick(vue, Qt.Key.Key_Return)
    assert place(vue) == (1, "libelle")
    QTest.keyClick(vue, Qt.Key.Key_Return, MAJ)
    assert place(vue) == (0, "retenu")
    QTest.keyClick(vue, Qt.Key.Key_Backtab)
    assert place(vue) == (0, "tiers_id")


def test_apres_la_derniere_cellule_vient_une_ligne_puis_la_sortie(grille, qtbot):
    lignes = [Ligne("a")]
    vue = grille(lignes)
    va(vue, 0, "retenu")
    QTest.keyClick(vue, Qt.Key.Key_Return)
    assert len(lignes) == 2 and place(vue) == (1, "libelle")
    va(vue, 1, "retenu")
    with qtbot.waitSignal(vue.left) as sortie:
        QTest.keyClick(vue, Qt.Key.Key_Return)
    assert sortie.args == [True] and lignes == [Ligne("a")]


def test_une_grille_vide_se_traverse_ou_se_commence_en_tapant(grille, qtbot):
    lignes = []
    vue = grille(lignes)
    with qtbot.waitSignal(vue.left):
        QTest.keyClick(vue, Qt.Key.Key_Return)
    assert lignes == []
    tape(vue, "gaz", Qt.Key.Key_Return)
    assert [ligne.libelle for ligne in lignes] == ["gaz"]


def test_une_grille_fixe_n_a_ni_ligne_de_plus_ni_ligne_de_moins(grille, qtbot):
    lignes = [Ligne("a")]
    vue = grille(lignes, replace(GRILLE, new=None))
    QTest.keyClick(vue, Qt.Key.Key_Insert)
    QTest.keyClick(vue, Qt.Key.Key_Delete, CTRL)
    va(vue, 0, "retenu")
    with qtbot.waitSignal(vue.left):
        QTest.keyClick(vue, Qt.Key.Key_Return)
    assert lignes == [Ligne("a")]


def test_chaque_frappe_lisible_compte_et_echap_la_rend(grille, qtbot):
    lignes = [Ligne(base=Decimal(5))]
    vue = grille(lignes)
    va(vue, 0, "base")
    with qtbot.waitSignal(vue.edited) as dit:
        QTest.keyClicks(vue, "7")
    assert dit.args == [0, "base"] and lignes[0].base == 7
    QTest.keyClicks(QApplication.focusWidget(), "5")
    assert lignes[0].base == 75
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert lignes[0].base == 5


def test_une_cellule_illisible_reste_marquee_avec_sa_phrase(grille):
    lignes = [Ligne()]
    vue = grille(lignes)
    va(vue, 0, "le")
    tape(vue, "310221", Qt.Key.Key_Return)
    cellule = vue.lines_model.index(0, 1)
    assert cellule.data() == "310221" and lignes[0].le is None
    assert "février 2021 finit le 28" in cellule.data(Qt.ItemDataRole.ToolTipRole)
    assert cellule.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert vue.problem().startswith("Ligne 1, Date : Le 31/02/2021 n'existe pas")
    assert list(vue.lines_model.unreadable()) == [(0, "le")]
    va(vue, 0, "le")
    tape(vue, "280221", Qt.Key.Key_Return)
    assert vue.problem() == "" and lignes[0].le == date(2021, 2, 28)


def test_un_bloc_d_excel_se_colle_et_ajoute_ses_lignes(grille):
    lignes = [Ligne("ancien")]
    vue = grille(lignes)
    bloc = (
        "Eau\t31/12/2020\t1 234,50\t0,3333\t365\tChèque\tT002\toui\t999\r\n"
        "Gaz\t\t(12)\t1\t10\tVirement\tPaul Durand\tnon\t\r\n"
        "Sel\t30/02/2021\tabc\t1\t1,5\tTroc\tdurand\t\t\r\n"
    )
    QApplication.clipboard().setText(bloc)
    vue.go_to(0, "libelle")
    QTest.keyClick(vue, Qt.Key.Key_V, CTRL)
    assert lignes[0] == Ligne(
        "Eau", date(2020, 12, 31), Decimal("1234.50"), Decimal("0.3333"), 365, "C", 2, True
    )
    assert lignes[1].base == 12 and lignes[1].mode == "V" and lignes[1].tiers_id == 2
    assert len(lignes) == 3 and lignes[2].libelle == "Sel"
    fautes = {nom for _rang, nom in vue.lines_model.unreadable()}
    assert fautes == {"le", "base", "jours", "mode", "tiers_id"}


def test_un_bloc_trop_long_pour_une_grille_fixe_le_dit(grille, qtbot):
    lignes = [Ligne()]
    vue = grille(lignes, replace(GRILLE, new=None))
    QApplication.clipboard().setText("a\nb\nc")
    with qtbot.waitSignal(vue.told) as dit:
        QTest.keyClick(vue, Qt.Key.Key_V, CTRL)
    assert dit.args[0].startswith("2 lignes de trop") and lignes[0].libelle == "a"


def test_ce_qui_se_copie_se_recolle_a_l_identique(grille):
    lignes = [Ligne("Eau", date(2020, 1, 2), Decimal("-1234.5"), Decimal("0.25"), 3), Ligne()]
    vue = grille(lignes)
    modele = vue.lines_model
    choix = vue.selectionModel()
    vue.setCurrentIndex(modele.index(0, 0))
    for colonne in range(5):
        choix.select(modele.index(0, colonne), choix.SelectionFlag.Select)
    QTest.keyClick(vue, Qt.Key.Key_C, CTRL)
    vue.go_to(1, "libelle")
    QTest.keyClick(vue, Qt.Key.Key_V, CTRL)
    assert lignes[1] == lignes[0]


def test_inser_suppr_et_ctrl_suppr(grille):
    lignes = [Ligne("a", base=Decimal(1)), Ligne("b")]
    vue = grille(lignes)
    vue.go_to(1, "libelle")
    QTest.keyClick(vue, Qt.Key.Key_Insert)
    assert [ligne.libelle for ligne in lignes] == ["a", "", "b"] and place(vue) == (1, "libelle")
    vue.go_to(0, "base")
    QTest.keyClick(vue, Qt.Key.Key_Delete)
    assert lignes[0].base is None and len(lignes) == 3
    vue.go_to(2, "libelle")
    QTest.keyClick(vue, Qt.Key.Key_Delete, CTRL)
    assert [ligne.libelle for ligne in lignes] == ["a", ""]


def test_ctrl_d_reprend_la_cellule_du_dessus(grille):
    lignes = [Ligne("a", base=Decimal(9)), Ligne()]
    vue = grille(lignes)
    vue.go_to(1, "base")
    QTest.keyClick(vue, Qt.Key.Key_D, CTRL)
    assert lignes[1].base == 9


def test_la_date_du_dessus_se_change_d_un_jour(grille):
    lignes = [Ligne(le=date(2021, 2, 28))]
    vue = grille(lignes)
    vue.go_to(0, "le")
    QTest.keyClicks(vue, "+")
    assert lignes[0].le == date(2021, 3, 1)


def test_le_calendrier_s_ouvre_dans_la_cellule(grille):
    lignes = [Ligne(le=date(2021, 2, 27))]
    vue = grille(lignes)
    vue.go_to(0, "le")
    QTest.keyClick(vue, Qt.Key.Key_F2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F4)
    jours = QApplication.focusWidget()
    QTest.keyClick(jours, Qt.Key.Key_Right)
    QTest.keyClick(jours, Qt.Key.Key_Return)
    assert lignes[0].le == date(2021, 2, 28)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert place(vue) == (0, "base") and vue.problem() == ""


def test_une_fiche_liee_se_choisit_dans_la_cellule(grille, qtbot):
    lignes = [Ligne()]
    vue = grille(lignes)
    vue.go_to(0, "tiers_id")
    tape(vue, "martin")
    editeur = QApplication.focusWidget()
    qtbot.waitUntil(editeur.proposing)
    QTest.keyClick(editeur, Qt.Key.Key_Return)
    assert lignes[0].tiers_id == 4 and vue.lines_model.text(0, 6) == "T004 Jeanne Martin"
    assert place(vue) == (0, "retenu")


def test_une_case_se_coche_d_une_espace(grille):
    lignes = [Ligne()]
    vue = grille(lignes)
    vue.go_to(0, "retenu")
    QTest.keyClick(vue, Qt.Key.Key_Space)
    assert lignes[0].retenu


def test_le_calcule_et_le_verrouille_ne_se_tapent_pas(grille):
    lignes = [Ligne(montant=Decimal(-3))]
    vue = grille(lignes)
    vue.go_to(0, "montant")
    QTest.keyClicks(vue, "5")
    assert lignes[0].montant == -3
    fond = vue.lines_model.index(0, 8).data(Qt.ItemDataRole.BackgroundRole)
    assert fond is not None and vue.lines_model.index(0, 2).data(fond and 8) is None
    vue.set_locked({"libelle"})
    vue.go_to(0, "libelle")
    QTest.keyClicks(vue, "x")
    assert lignes[0].libelle == ""
    vue.set_read_only(True)
    QApplication.clipboard().setText("colle")
    QTest.keyClick(vue, Qt.Key.Key_V, CTRL)
    assert lignes[0].libelle == ""


def test_une_cellule_dit_son_nom_a_un_lecteur_d_ecran(grille):
    vue = grille([Ligne(base=Decimal("12.5"))])
    role = Qt.ItemDataRole.AccessibleTextRole
    assert vue.lines_model.index(0, 2).data(role) == "Ligne 1, Base : 12,50"
    assert vue.lines_model.index(0, 1).data(role) == "Ligne 1, Date : vide"


@dataclass
class Numerotee:
    id: int | None = None
    libelle: str = ""
    projet: str = ""


ORDONNEE = Grid(
    (GridColumn("libelle", "Libellé"), GridColumn("projet", "Projet", long=True)),
    new=Numerotee,
    ordered=True,
)


def test_une_ligne_se_deplace_au_clavier_et_le_curseur_la_suit(grille, qtbot):
    lignes = [Numerotee(1, "a"), Numerotee(2, "b"), Numerotee(3, "c")]
    vue = grille(lignes, ORDONNEE)
    vue.go_to(2, "libelle")
    with qtbot.waitSignal(vue.edited):
        QTest.keyClick(vue, Qt.Key.Key_Up, ALT)
    QTest.keyClick(vue, Qt.Key.Key_Up, ALT)
    assert [ligne.libelle for ligne in lignes] == ["c", "a", "b"] and vue.currentIndex().row() == 0
    QTest.keyClick(vue, Qt.Key.Key_Up, ALT)  # rien au-dessus
    QTest.keyClick(vue, Qt.Key.Key_Down, ALT)
    assert [ligne.libelle for ligne in lignes] == ["a", "c", "b"]


def test_tirer_le_numero_d_une_ligne_deplace_la_ligne_et_non_l_en_tete(grille):
    lignes = [Numerotee(1, "a"), Numerotee(2, "b"), Numerotee(3, "c")]
    vue = grille(lignes, ORDONNEE)
    vue.verticalHeader().moveSection(0, 2)
    assert [ligne.libelle for ligne in lignes] == ["b", "c", "a"]
    assert [vue.verticalHeader().visualIndex(n) for n in range(3)] == [0, 1, 2]


def test_une_grille_lue_seulement_ne_se_range_pas(grille):
    lignes = [Numerotee(1, "a"), Numerotee(2, "b")]
    vue = grille(lignes, ORDONNEE)
    vue.set_read_only(True)
    vue.go_to(1, "libelle")
    vue.setCurrentIndex(vue.lines_model.index(1, 0))
    QTest.keyClick(vue, Qt.Key.Key_Up, ALT)
    assert [ligne.libelle for ligne in lignes] == ["a", "b"]


def test_une_ligne_dupliquee_est_une_ligne_neuve(grille):
    """Sous le même id, la fiche aurait enregistré deux fois la même."""
    lignes = [Numerotee(7, "a")]
    vue = grille(lignes, ORDONNEE)
    vue.go_to(0, "libelle")
    vue.duplicate_line()
    assert [(ligne.id, ligne.libelle) for ligne in lignes] == [(7, "a"), (None, "a")]


def test_un_texte_de_plusieurs_lignes_s_ecrit_dans_sa_fenetre(grille, monkeypatch):
    montres = []

    def repond(_parent, titre, texte):
        montres.append((titre, texte))
        return "une ligne\nune autre"

    monkeypatch.setattr("lsc_desktop.gui.kit.grid.ask_long_text", repond)
    lignes = [Numerotee(1, "a", "projet")]
    vue = grille(lignes, ORDONNEE)
    vue.go_to(0, "projet")
    QTest.keyClick(vue, Qt.Key.Key_F2)
    assert montres == [("Projet", "projet")] and lignes[0].projet == "une ligne\nune autre"
    monkeypatch.setattr("lsc_desktop.gui.kit.grid.ask_long_text", lambda *_args: None)
    QTest.keyClicks(vue, "x")
    assert lignes[0].projet == "une ligne\nune autre"
