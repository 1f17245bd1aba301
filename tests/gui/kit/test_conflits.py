"""Deux personnes sur une fiche : ce qui se réunit se montre, ce qui se heurte se demande."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import delete

from lsc_desktop.base.errors import GoneError
from lsc_desktop.gui.kit.conflict_sheet import KEPT, ConflictSheet
from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.form_work import keep_draft
from tests.gui.kit import fiche_essai
from tests.gui.kit.fiche_essai import FICHE
from tests.gui.kit.gestes import double_clic, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def repond(monkeypatch):
    """`repond(geste, …)` : ce que l'on fait de chaque fenêtre qui s'ouvre, dans l'ordre."""
    shown, gestes = [], []

    def run(sheet):
        shown.append(sheet)
        sheet.show()
        assert gestes, f"fenêtre inattendue : {sheet.accessibleName()}"
        gestes.pop(0)(sheet)
        sheet.hide()
        return sheet.result()

    def prevoir(*actions):
        gestes[:] = actions
        return shown

    monkeypatch.setattr(Sheet, "exec", run)
    monkeypatch.setattr(Sheet, "deleteLater", lambda sheet: None)
    return prevoir


def change(atelier, **values):
    """Un collègue enregistre ces valeurs sur la fiche 1."""
    autre = atelier.ouvre()
    for name, value in values.items():
        setattr(autre.draft, name, value)
    autre.show_all(force=True)
    assert autre.validate()


def tableau(sheet):
    model = sheet.table.model()
    columns = range(model.columnCount())
    return [[model.index(r, c).data() for c in columns] for r in range(model.rowCount())]


def touche(sheet, *keys):
    for key in keys:
        QTest.keyClick(sheet.table, key)


def test_un_conflit_se_choisit_rubrique_par_rubrique_au_clavier(atelier, repond):
    fiche, vu = atelier.ouvre(), []
    change(atelier, titre="Paul", montant=Decimal("80.00"))
    tape(fiche, "titre", "Martine")
    tape(fiche, "montant", "90")

    def choisir(sheet):
        vu.extend(tableau(sheet))
        assert not sheet.save.isEnabled()
        touche(sheet, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right)
        sheet.save.click()

    (sheet,) = [repond(choisir), fiche.validate()][0]
    assert sheet.accessibleName() == "Cette fiche a été modifiée par un collègue."
    assert vu == [
        ["Calcul : Titre", "Un", "Martine", "Paul", "À choisir"],
        ["Calcul : Montant", "250,00", "90,00", "80,00", "À choisir"],
    ]
    kept = atelier.base.fiche(1)
    assert (kept.titre, kept.montant, kept.version) == ("Martine", "80.00", 3)


def test_garder_la_mienne_n_ecrase_que_ce_qui_se_heurte(atelier, repond):
    fiche = atelier.ouvre()
    change(atelier, titre="Paul", montant=Decimal("80.00"))
    tape(fiche, "titre", "Martine")
    repond(lambda sheet: double_clic(sheet.mine))
    assert fiche.validate()
    kept = atelier.base.fiche(1)
    assert (kept.titre, kept.montant) == ("Martine", "80.00")


def test_annuler_revient_a_sa_frappe_et_n_ecrit_rien(atelier, repond):
    fiche = atelier.ouvre()
    change(atelier, titre="Paul")
    titre = tape(fiche, "titre", "Martine")
    repond(lambda sheet: QTest.keyClick(sheet, Qt.Key.Key_Escape))
    ecritures = len(atelier.base.ecritures)
    assert not fiche.validate()
    assert titre.text() == "Martine" and fiche.modified()
    assert atelier.base.fiche(1).titre == "Paul" and len(atelier.base.ecritures) == ecritures
    repond(lambda sheet: sheet.cancel.click())
    assert not fiche.validate() and fiche.draft.titre == "Martine"


def test_voir_la_sienne_ouvre_sa_fiche_en_lecture_sans_rien_perdre(atelier, repond):
    fiche, vues = atelier.ouvre(), []
    change(atelier, titre="Paul")
    tape(fiche, "titre", "Martine")

    def regarder(sheet):
        sheet.theirs.click()
        (dialog,) = [w for w in sheet.findChildren(QDialog) if w.objectName() == "la_sienne"]
        view = dialog.layout().itemAt(0).widget()
        vues.append((view.draft.titre, view.read_only))
        view.press_cancel()
        assert not dialog.isVisible()
        sheet.cancel.click()

    repond(regarder)
    assert not fiche.validate()
    assert vues == [("Paul", True)] and fiche.draft.titre == "Martine"


def test_des_changements_disjoints_se_reunissent_et_se_relisent_avant_d_etre_enregistres(
    atelier, repond
):
    fiche = atelier.ouvre()
    change(atelier, montant=Decimal("80.00"))
    tape(fiche, "titre", "Martine")
    repond()
    assert not fiche.validate() and atelier.base.fiche(1).titre == "Un"
    assert fiche.merged.isVisible()
    assert (
        fiche.merged.sentences[0]
        == "Cette fiche a été modifiée par un collègue (Calcul : Montant)."
    )
    assert fiche.binding.widgets["montant"].text() == "80,00"
    assert fiche.draft.total == Decimal("80.00"), "les champs calculés sont refaits"
    assert fiche.validate() and not fiche.merged.isVisible()
    kept = atelier.base.fiche(1)
    assert (kept.titre, kept.montant) == ("Martine", "80.00")


def test_si_de_l_argent_en_depend_meme_ce_qui_se_reunit_se_montre(atelier, repond):
    fiche, vu = atelier.ouvre(careful=True, computed=("total", "solde")), []
    change(atelier, montant=Decimal("80.00"))
    tape(fiche, "titre", "Martine")

    def lire(sheet):
        vu.extend([row[KEPT] for row in tableau(sheet)])
        vu.append(sheet.figures.text())
        assert not sheet.mine.isVisible() and sheet.save.isEnabled()
        sheet.save.click()

    repond(lire)
    assert fiche.validate()
    assert vu == ["La mienne", "La sienne", "Ensemble, Compte : Total : 80,00."]


def test_deux_changements_justes_mais_faux_ensemble_ne_s_enregistrent_pas(
    atelier, repond, monkeypatch
):
    def problems(draft):
        if draft.titre == "Martine" and draft.montant == 80:
            yield "montant", "Martine ne va pas avec 80."

    fiche = atelier.ouvre()
    monkeypatch.setattr(fiche_essai.Essai, "problems", problems)
    change(atelier, montant=Decimal("80.00"), note="x")
    tape(fiche, "titre", "Martine")
    repond()
    assert not fiche.validate() and not fiche.validate()
    assert fiche.binding.problems["montant"] == "Martine ne va pas avec 80."
    assert atelier.base.fiche(1).titre == "Un"


def test_l_autre_recommence_pendant_qu_on_choisit(atelier, repond):
    fiche = atelier.ouvre()
    change(atelier, titre="Paul")
    tape(fiche, "titre", "Martine")

    def encore(sheet):
        change(atelier, titre="Luc")
        sheet.mine.click()

    vues = repond(encore, lambda sheet: sheet.cancel.click())
    assert not fiche.validate()
    assert [tableau(sheet)[0][1:4] for sheet in vues] == [
        ["Un", "Martine", "Paul"],
        ["Paul", "Martine", "Luc"],
    ]
    assert atelier.base.fiche(1).titre == "Luc"


def test_suivant_ne_quitte_pas_une_fiche_en_conflit(atelier, repond):
    fiche = atelier.ouvre(siblings=(1, 2))
    change(atelier, titre="Paul")
    tape(fiche, "titre", "Martine")
    repond(lambda sheet: sheet.cancel.click(), lambda sheet: sheet.mine.click())
    fiche.go(1)
    assert fiche.id == 1 and fiche.draft.titre == "Martine"
    fiche.go(1)
    assert fiche.id == 2 and atelier.base.fiche(1).titre == "Martine"


def test_les_lignes_ajoutees_des_deux_cotes_sont_une_seule_rubrique_sans_id(atelier, repond):
    """La grille d'essai n'a pas d'id : elle se compare entière, et se demande."""
    fiche = atelier.ouvre()
    change(atelier, lignes=[fiche_essai.Ligne("cave")])
    fiche.draft.lignes.append(fiche_essai.Ligne("garage"))
    vues = repond(lambda sheet: sheet.mine.click())
    assert fiche.validate()
    assert vues[0].table.rows[0].rubrique.champ == "lignes"
    assert atelier.base.fiche(1).lignes == "garage"


def test_une_fiche_supprimee_se_dit_et_la_frappe_se_copie(atelier, repond, monkeypatch):
    def enregistrer(session, saisie, *, ctx, accepted):
        raise GoneError("Cette fiche a été supprimée.")

    fiche = atelier.ouvre(save=enregistrer)
    with atelier.base.engine.begin() as connection:
        connection.execute(delete(FICHE).where(FICHE.c.id == 1))
    tape(fiche, "titre", "Martine")
    repond(lambda sheet: next(b for b in boutons(sheet) if "Copier" in b.text()).click())
    assert not fiche.validate()
    assert "Calcul : Titre : Martine" in QApplication.clipboard().text()
    assert fiche.draft.titre == "Martine" and fiche.file.path.exists()
    assert fiche.errors.sentences[0].startswith("Cette fiche a été supprimée")


def boutons(sheet):
    from PySide6.QtWidgets import QPushButton

    return sheet.findChildren(QPushButton)


def test_un_brouillon_repris_apres_le_passage_d_un_autre_ne_l_ecrase_pas(atelier, repond):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Interrompu")
    keep_draft(fiche)
    fiche._keep_timer.stop()
    fiche.hide()
    contenu = fiche.file.path.read_bytes()
    fiche.file.drop()
    change(atelier, titre="Paul", montant=Decimal("80.00"))
    fiche.file.path.write_bytes(contenu)

    suite = atelier.ouvre()
    assert "vous choisirez" in suite.found.sentences[1]
    suite.resume.click()
    assert suite.draft.montant == 250
    vues = repond(lambda sheet: sheet.mine.click())
    assert suite.validate()
    assert [row[:4] for row in tableau(vues[0])] == [
        ["Calcul : Titre", "Un", "Interrompu", "Paul"],
        ["Calcul : Montant", "250,00", "250,00", "80,00"],
    ]
    kept = atelier.base.fiche(1)
    assert (kept.titre, kept.montant) == ("Interrompu", "80.00")


def test_un_brouillon_qui_ne_sait_plus_d_ou_il_part_demande_tout(atelier, repond):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Interrompu")
    keep_draft(fiche)
    fiche._keep_timer.stop()
    fiche.hide()
    content = json.loads(fiche.file.path.read_text(encoding="utf-8"))
    del content["ouverte"]
    fiche.file.drop()
    change(atelier, montant=Decimal("80.00"))
    fiche.file.path.write_text(json.dumps(content), encoding="utf-8")
    suite = atelier.ouvre()
    suite.resume.click()
    vues = repond(lambda sheet: sheet.cancel.click())
    assert not suite.validate()
    assert {row.sorte for row in vues[0].table.rows} == {"conflit"}


def test_la_fenetre_du_conflit_se_lit_sans_souris(atelier, repond):
    fiche = atelier.ouvre()
    change(atelier, titre="Paul")
    tape(fiche, "titre", "Martine")

    def regarder(sheet):
        assert isinstance(sheet, ConflictSheet)
        assert all(b.text() for b in boutons(sheet)) and sheet.table.accessibleName()
        assert not any(b.isDefault() for b in boutons(sheet)), "Entrée ne choisit rien par mégarde"
        sheet.cancel.click()

    repond(regarder)
    fiche.validate()
