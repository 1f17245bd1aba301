"""Le champ de texte riche : au clavier, sans rien perdre, sans rien laisser entrer de trop."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtTest import QTest

from lsc_desktop.domain.textes.balisage import Alignement, Morceau, Paragraphe, assembler, ecrire
from lsc_desktop.domain.textes.variables import Variable
from lsc_desktop.gui.kit import rich, rich_document, variables
from lsc_desktop.gui.kit.rich import RichEdit
from lsc_desktop.gui.kit.variables import VariableSheet

CTRL, MAJ = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOMS = (Variable("[Tiers]Nom", "son nom"), Variable("[Bail]Loyer", "le loyer d'un appel"))
RICHE = (
    "<centre><b>Titre</b>\n\nun <i>deux <u>trois</u></i> \U0001f600 é\n<puce>a\n<puce>b\n"
    "<page><justifie>fin\n<droite>\\<b> & <font>"
)


@pytest.fixture
def riche(qtbot):
    made = RichEdit()
    made.furnish()
    made.configure(NOMS)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    made.setFocus()
    return made


@pytest.fixture
def gestes(riche) -> list[str]:
    """Ce que le champ a dit, à chaque geste qui l'a changé."""
    said: list[str] = []
    riche.edited.connect(lambda: said.append(riche.value()))
    return said


def coller(champ: RichEdit, texte: str = "", html: str = "") -> None:
    data = QMimeData()
    if html:
        data.setHtml(html)
    if texte:
        data.setText(texte)
    champ.insertFromMimeData(data)


def choisir(champ: RichEdit, mot: str) -> None:
    champ.moveCursor(QTextCursor.MoveOperation.Start)
    assert champ.find(mot)


@pytest.mark.parametrize(
    "texte", ["", "a\nb\n", "a\r\nb", "<b>mal", RICHE, "fin de page\x0c\u2028x"]
)
def test_un_texte_pas_touche_est_rendu_tel_quel(riche, gestes, texte, qtbot):
    riche.set_value(texte)
    assert riche.value() == texte
    qtbot.wait(20)  # les couleurs des variables viennent ensuite : elles ne sont pas un geste
    assert (riche.value(), gestes) == (texte, [])


def test_toute_forme_survit_a_une_frappe(riche):
    riche.set_value(RICHE)
    riche.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(riche, "!")
    assert riche.value() == RICHE + "!"


def test_une_frappe_defaite_rend_le_texte_d_avant(riche, gestes):
    riche.set_value("a\r\nb")
    QTest.keyClicks(riche, "x")
    assert riche.value() == "xa\nb"
    QTest.keyClick(riche, Qt.Key.Key_Z, CTRL)
    assert riche.value() == "a\r\nb"
    QTest.keyClick(riche, Qt.Key.Key_Z, CTRL)  # ce qui était posé ne s'annule pas
    assert (riche.value(), gestes[-1]) == ("a\r\nb", "a\r\nb")


@pytest.mark.parametrize(("touche", "marque"), [("B", "b"), ("I", "i"), ("U", "u")])
def test_les_raccourcis_mettent_et_retirent(riche, gestes, touche, marque):
    riche.set_value("un deux trois")
    choisir(riche, "deux")
    key = getattr(Qt.Key, f"Key_{touche}")
    QTest.keyClick(riche, key, CTRL)
    assert riche.value() == f"un <{marque}>deux</{marque}> trois" == gestes[-1]
    QTest.keyClick(riche, key, CTRL)
    assert riche.value() == "un deux trois"


def test_la_barre_dit_la_forme_sous_le_curseur(riche):
    riche.set_value("<centre><b>un</b> deux")
    choisir(riche, "un")
    assert (riche.bar.bold.isChecked(), riche.bar.italic.isChecked()) == (True, False)
    assert riche.bar.alignments[Alignement.CENTRE].isChecked()
    choisir(riche, "deux")
    assert not riche.bar.bold.isChecked()


def test_aligner_et_commencer_une_page_valent_pour_le_paragraphe(riche):
    riche.set_value("un\ndeux")
    choisir(riche, "deux")
    riche.bar.alignments[Alignement.DROITE].click()
    riche.bar.page.click()
    assert riche.value() == "un\n<page><droite>deux"
    riche.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(riche, Qt.Key.Key_Return)
    QTest.keyClicks(riche, "x")
    assert riche.value() == "un\n<page><droite>deux\n<droite>x"  # une page ne se continue pas
    choisir(riche, "deux")
    riche.bar.page.click()
    assert riche.value() == "un\n<droite>deux\n<droite>x"


def test_une_liste_se_commence_se_continue_et_s_arrete_au_clavier(riche):
    QTest.keyClick(riche, Qt.Key.Key_L, CTRL | MAJ)
    for texte in ("a", "b", ""):
        QTest.keyClicks(riche, texte)
        QTest.keyClick(riche, Qt.Key.Key_Return)
    QTest.keyClicks(riche, "fin")
    assert riche.value() == "<puce>a\n<puce>b\nfin"
    riche.selectAll()
    riche.bullet()
    assert riche.value() in ("a\nb\nfin", "<puce>a\n<puce>b\n<puce>fin")


@pytest.mark.parametrize("mods", [Qt.KeyboardModifier.NoModifier, MAJ])
def test_entree_fait_un_paragraphe(riche, mods):
    QTest.keyClicks(riche, "a")
    QTest.keyClick(riche, Qt.Key.Key_Return, mods)
    QTest.keyClicks(riche, "b")
    assert riche.value() == "a\nb"


# --- Coller ---------------------------------------------------------------------------------------

WORD = (
    "<html><head><style>p{color:red}</style><script>alert(1)</script></head><body>"
    "<h1 align=center>Titre</h1><p style='text-align:right'>un <b>deux</b> "
    "<span style='font-style:italic;font-size:30pt;background:yellow'>trois</span> "
    "<u>quatre</u> <a href='http://x'>cinq</a></p><ul><li>six</li></ul>"
    "<img src='http://ailleurs.exemple/x.png'><table><tr><td>sept</td></tr></table></body></html>"
)


def test_coller_ne_garde_que_les_mots_le_gras_et_l_italique(riche):
    riche.set_value("début ")
    riche.moveCursor(QTextCursor.MoveOperation.End)
    coller(riche, "", WORD)
    lines = riche.value().split("\n")
    assert lines[0] == "début <b>Titre</b>"
    assert lines[1] == "un <b>deux</b> <i>trois</i> quatre cinq"
    assert {"six", "sept"} <= set(lines)
    for unwanted in ("alert", "http", "color", "<u>", "<centre>", "<puce>", "\ufffc"):
        assert unwanted not in riche.value()


def test_coller_un_texte_simple_garde_ses_signes(riche):
    coller(riche, "<b>a</b> & \\<i>\r\nb")
    riche.selectAll()
    assert riche.toPlainText() == "<b>a</b> & \\<i>\nb"
    assert riche.value() == "\\<b>a\\</b> & \\\\\\<i>\nb"


def test_copier_puis_coller_d_un_courrier_a_l_autre(riche):
    riche.set_value("un <b>deux</b>")
    riche.selectAll()
    data = riche.createMimeDataFromSelection()
    riche.set_value("")
    riche.insertFromMimeData(data)
    assert riche.value() == "un <b>deux</b>"


def test_coller_une_image_n_ecrit_rien(riche):
    data = QMimeData()
    data.setData("image/png", b"x")
    assert not riche.canInsertFromMimeData(data)


# --- Variables ------------------------------------------------------------------------------------


def test_ctrl_espace_insere_la_variable_choisie_detachee_du_mot(riche, monkeypatch):
    monkeypatch.setattr(rich, "choose_variable", lambda parent, offered: offered[0].nom)
    riche.set_value("vousici")
    choisir(riche, "vous")
    cursor = riche.textCursor()
    cursor.setPosition(cursor.selectionEnd())
    riche.setTextCursor(cursor)
    QTest.keyClick(riche, Qt.Key.Key_Space, CTRL)
    assert riche.value() == "vous[Tiers]Nom ici"


def test_la_liste_des_variables_se_cherche_et_se_parcourt_au_clavier(qtbot):
    sheet = VariableSheet(None, NOMS)
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet.chosen() == "[Tiers]Nom"
    QTest.keyClick(sheet.field, Qt.Key.Key_Down)
    assert sheet.chosen() == "[Bail]Loyer"
    sheet.field.setText("appel")
    assert sheet.chosen() == "[Bail]Loyer"
    sheet.field.setText("rien")
    assert sheet.chosen() == ""


def test_renoncer_n_insere_rien(riche, monkeypatch):
    monkeypatch.setattr(variables, "accepted", lambda sheet: False)
    assert variables.choose_variable(riche, NOMS) == ""


def test_sans_variable_a_proposer_le_bouton_disparait(riche):
    assert riche.bar.variable.isVisible()
    riche.configure(())
    assert not riche.bar.variable.isVisible()


# --- Lecture --------------------------------------------------------------------------------------


def test_en_lecture_rien_ne_change_et_la_barre_disparait(riche):
    riche.set_value("un")
    riche.set_read_only(True)
    riche.selectAll()
    for run in (riche.bold, riche.italic, riche.bullet, riche.page, riche.ask_variable):
        run()
    riche.align(Alignement.CENTRE)
    QTest.keyClick(riche, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(riche, "x")
    assert (riche.value(), riche.bar.isVisible()) == ("un", False)
    riche.set_read_only(False)
    assert riche.bar.isVisible()


# --- Sans perte -----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Paragraphe,
            st.lists(
                st.builds(
                    Morceau,
                    st.text(
                        st.sampled_from("ab<>\\/é& \u00a0\U0001f600[]"), min_size=1, max_size=5
                    ),
                    st.booleans(),
                    st.booleans(),
                    st.booleans(),
                ),
                max_size=4,
            ).map(assembler),
            st.sampled_from(Alignement),
            puce=st.booleans(),
            page=st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_tout_texte_riche_passe_par_l_editeur_sans_rien_perdre(qapp, paragraphes):
    document = QTextDocument()
    rich_document.show(document, ecrire(paragraphes))
    assert rich_document.read(document) == tuple(paragraphes)


def test_un_long_courrier_se_tape_sans_attendre(riche):
    line = "<justifie>Alinéa, <b>[Tiers]Nom</b> et la suite."
    riche.set_value("\n".join([line] * 600))
    start = time.process_time()
    QTest.keyClicks(riche, "x" * 10)
    assert (time.process_time() - start) / 10 < 0.25
