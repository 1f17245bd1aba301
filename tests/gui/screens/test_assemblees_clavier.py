"""Une assemblée sans souris : l'ordre du jour, les onglets, les fenêtres de la séance."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QVBoxLayout, QWidget

from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.questions import Question
from lsc_desktop.domain.assemblees.saisie import ResolutionDraft
from lsc_desktop.gui.boards import bibliotheque
from lsc_desktop.gui.boards.mouvements import AmendementSheet, MouvementSheet
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.loading import load_ui
from lsc_desktop.gui.screens.assemblees.commandes import COMMANDES
from lsc_desktop.gui.screens.assemblees.fiche import FICHE, RESOLUTIONS
from lsc_desktop.queries.assemblees.saisie import load_saisie
from lsc_desktop.services.assemblees.cloture import clore
from lsc_desktop.services.assemblees.votes import amender
from lsc_desktop.storage.models import Assemblee
from tests.agence import une_agence
from tests.assemblees import une_salle, une_salle_pointee

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
CONTROL = Qt.KeyboardModifier.ControlModifier
AGENDA = {"QUITUS": "24", "SYNDIC": "25"}


@pytest.fixture
def salle(db, ctx):
    """A, C à H présents, B a écrit (oui au quitus), I absent, J représenté."""
    room = une_salle_pointee(db, ctx, AGENDA, "ONOOOOOONN")
    room.ecrire("B", {"QUITUS": "O", "SYNDIC": "N"})
    room.pointer("J", "R", mandataire="Casper")
    return room


@pytest.fixture
def fiche(atelier, salle):
    return atelier.fiche("assemblees.fiche", salle.ag)


# --- l'ordre du jour ---------------------------------------------------------------------------


def test_l_ordre_du_jour_se_tape_par_le_titre():
    saisies = [column.name for column in RESOLUTIONS.columns if not column.computed]
    assert saisies[0] == "titre"


def test_la_ligne_offerte_en_fin_de_grille_n_est_pas_une_resolution(fiche):
    """Entrée après la dernière cellule offre une ligne ; sans rien y taper, elle part."""
    grid = fiche.binding.grids["resolutions"]
    grid.setFocus()
    grid.go_to(1, "saisi_id")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert fiche.draft.resolutions[2] == ResolutionDraft()
    assert fiche.validate()
    assert [line.titre for line in fiche.draft.resolutions] == ["QUITUS", "SYNDIC"]


def test_une_question_de_la_bibliotheque_prend_la_place_de_la_ligne_offerte(fiche, monkeypatch):
    question = Question("portes", "Portes d'accès", None, "loi art. 25 g")
    monkeypatch.setattr(bibliotheque, "choisir_question", lambda _day: question)
    grid = fiche.binding.grids["resolutions"]
    grid.setFocus()
    grid.go_to(1, "saisi_id")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    (command,) = (c for c in COMMANDES if c.shortcut == "Ctrl+B")
    command.run(fiche.shell, fiche.draft)
    FICHE.recompute(fiche.draft)
    assert [(r.numero, r.titre) for r in fiche.draft.resolutions] == [
        ("1", "QUITUS"), ("2", "SYNDIC"), ("3", "Portes d'accès"),
    ]  # fmt: skip


def test_les_lettres_de_la_fiche_ne_se_disputent_pas():
    """Alt et une lettre mène à un seul endroit : onglets, menus, Valider, Annuler."""
    menus = {command.menu for command in COMMANDES}
    letters = [name[name.index("&") + 1].upper() for name in (*menus, "&Valider", "&Annuler")]
    letters += _lettres_des_onglets()
    assert sorted(letters) == sorted(set(letters))


def _lettres_des_onglets() -> list[str]:
    body = load_ui("assemblee_fiche")
    (tabs,) = body.findChildren(QTabWidget)
    texts = [tabs.tabText(rank) for rank in range(tabs.count())]
    return [text[text.index("&") + 1].upper() for text in texts]


# --- la séance ---------------------------------------------------------------------------------


def test_une_saisie_qui_parait_prend_le_clavier_de_son_onglet(atelier, salle, qtbot):
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    vue.hide()
    page = QWidget()
    qtbot.addWidget(page)
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    QVBoxLayout(page).addWidget(vue)
    page.show()
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.hasFocus)
    vue.show()
    qtbot.waitUntil(vue.table.hasFocus)


def test_le_mandataire_et_le_jour_recu_se_lisent_dans_une_colonne(atelier, salle):
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    last = len(vue.table.lines.columns) - 1
    shown = {
        row.identite.nom: vue.table.lines.cell(n, last).text for n, row in enumerate(vue.shown)
    }
    assert (shown["A"], shown["B"], shown["J"]) == ("", "01/11/2021", "Casper")


def test_un_total_qui_ne_tient_pas_elargit_sa_colonne(atelier, salle):
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    before = vue.table.columnWidth(4)
    vue.table.widen(4, "1")
    assert vue.table.columnWidth(4) == before
    vue.table.widen(4, "100 000 000,00000")
    assert vue.table.columnWidth(4) > before
    assert vue.footer.columnWidth(4) == vue.table.columnWidth(4)


def test_ctrl_f_va_au_filtre_et_entree_en_revient(atelier, salle, qtbot):
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    vue.activateWindow()
    vue.table.setFocus()
    qtbot.waitUntil(vue.table.hasFocus)
    QTest.keyClick(vue.table, Qt.Key.Key_F, CONTROL)
    assert vue.filter.hasFocus()
    QTest.keyClick(vue.filter, Qt.Key.Key_Return)
    assert vue.table.hasFocus()


def test_tous_presents_se_choisit_au_clavier(atelier, salle, qtbot):
    """Ctrl+Maj+O ouvre les quatre façons ; la troisième garde le formulaire de B."""
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    vue.activateWindow()
    vue.table.setFocus()
    qtbot.waitUntil(vue.table.hasFocus)

    def choose() -> None:
        popup = QApplication.activePopupWidget()
        for _step in range(3):
            QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)

    QTimer.singleShot(200, choose)
    QTest.keyClick(vue.table, Qt.Key.Key_O, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: salle.codes()["I"] == "O")
    assert salle.codes() == {**dict.fromkeys("ABCDEFGHIJ", "O"), "B": "C"}


def test_on_commence_au_premier_qui_vote_de_vive_voix(atelier, salle):
    salle.pointer("A", "N")  # le premier de la feuille est alors B, qui a écrit
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    assert vue.shown[vue.table.rank()].identite.nom == "C"
    vue.step(1)
    assert vue.shown[vue.table.rank()].identite.nom == "C"


def test_la_frappe_saute_les_formulaires(atelier, salle):
    """B a voté par correspondance : après A vient C."""
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    QTest.keyClicks(vue.table, "ON")
    said = {row.identite.nom: row.bulletin.sens for row in vue.shown}
    assert (said["A"], said["B"], said["C"]) == (Sens.OUI, Sens.OUI, Sens.NON)
    assert vue.table.rank() == 3


def test_apres_le_dernier_votant_on_reste_sur_sa_ligne(atelier, salle):
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    last = len(vue.shown) - 1
    vue.table.go(last)
    QTest.keyClicks(vue.table, "A")
    assert vue.table.rank() == last and vue.shown[last].bulletin.sens is Sens.ABSTENTION


def test_un_texte_amende_se_tape_a_la_suite_et_se_valide_au_clavier(db, salle, qtbot):
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    texte = saisie.textes[salle.resolutions["QUITUS"]]
    sheet = AmendementSheet(None, texte)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    QTest.keyClicks(sheet._text, "Sous reserve.")
    assert sheet.text() == (texte.adopte or texte.projet) + "Sous reserve."
    QTest.keyClick(sheet._text, Qt.Key.Key_Return, CONTROL)
    assert sheet.result() == AmendementSheet.DialogCode.Accepted


def test_sans_texte_le_pourquoi_prend_toute_la_place(atelier, salle, db):
    """QUITUS n'a pas de projet ; un texte amendé en séance paraît."""
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    assert vue.text.isHidden() and vue.why.isVisible()
    with db.write("Martine") as session:
        amender(session, salle.resolutions["QUITUS"], True, "Quitus, sous réserve.", ctx=salle.ctx)
    vue.reread()
    assert vue.text.isVisible() and vue.text.toPlainText() == "Quitus, sous réserve."


def test_le_premier_mouvement_n_a_rien_a_retirer(db, salle, qtbot):
    def retrait() -> list[bool]:
        with db.read() as session:
            saisie = load_saisie(session, salle.ag)
        sheet = MouvementSheet(None, saisie, saisie.seance.agenda[1], "18:00")
        qtbot.addWidget(sheet)
        sheet.show()
        found = [b for b in sheet.findChildren(QPushButton) if b.text().startswith("Retirer")]
        return [*(button.isVisible() for button in found), sheet.undo.isVisible()]

    assert retrait() == [False, False]
    salle.mouvoir("SYNDIC", "I", "18:05", "O")
    assert retrait() == [True, True]


def test_le_rapport_dit_d_abord_la_resolution_choisie(atelier, salle):
    vue = atelier.saisie("assemblees.rapport", assemblee_id=salle.ag)
    vue.table.go(1)
    lines = vue.text.toPlainText().splitlines()
    assert lines[0] == "RÉSOLUTION 2"
    assert lines.index("PRÉSENCE À L'OUVERTURE") > 1


def test_rouvrir_demande_un_motif_et_rend_la_fiche_a_la_saisie(db, ctx, atelier, monkeypatch):
    salle = une_salle(db, ctx, {"QUITUS": "24"}, heure="17:00", lieu="Salle", president="Anne")
    with db.write("Martine") as session:
        session.get_one(Assemblee, salle.ag).date = ctx.aujourd_hui
    salle.feuille("OOOOOOOOOO")
    salle.tous_votent("QUITUS", "O")
    with db.write("Martine") as session:
        une_agence(session)
        clore(session, salle.ag, ctx=ctx)
    fiche = atelier.fiche("assemblees.fiche", salle.ag)
    commande = next(c for c in fiche.declared.commands if c.text.startswith("Rouvrir"))
    monkeypatch.setattr(dialogs, "ask_text", lambda *_args: "")
    run_command(fiche, commande)
    assert fiche.draft.close
    monkeypatch.setattr(dialogs, "ask_text", lambda *_args: "Un vote mal saisi")
    run_command(fiche, commande)
    assert not fiche.draft.close and not fiche.modified()
    with db.read() as session:
        assert session.get_one(Assemblee, salle.ag).motif == "Un vote mal saisi"
