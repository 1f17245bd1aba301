"""Une saisie en cours survit à une panne."""

import json
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.gui.kit import drafts
from lsc_desktop.gui.kit.form_work import keep_draft
from tests.gui.kit.fiche_essai import Essai, Ligne

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def tape(fiche, nom, texte):
    widget = fiche.binding.widgets[nom]
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, texte)


def panne(fiche):
    """Le programme s'arrête net : ni Valider ni Annuler."""
    fiche._keep_timer.timeout.emit()
    fiche._keep_timer.stop()
    fiche.hide()


def test_une_saisie_se_garde_et_se_retrouve_a_l_identique(atelier, monkeypatch):
    fichier = drafts.DraftFile("essais.fiche", 3, {})
    saisie = Essai(3, titre="é", du=date(2021, 1, 2), montant=Decimal("1.50"), lignes=[Ligne("a")])
    assert fichier.find(Essai) is None
    fichier.write(saisie, Essai(), atelier.fenetre.ctx.maintenant)
    trouvee = fichier.find(Essai)
    assert trouvee.draft == saisie and trouvee.at == atelier.fenetre.ctx.maintenant
    fichier.drop()
    fichier.drop()
    assert fichier.find(Essai) is None


def test_un_brouillon_abime_est_laisse_de_cote(atelier, caplog):
    fichier = drafts.DraftFile("essais.fiche", 3, {})
    fichier.write(Essai(), Essai(), atelier.fenetre.ctx.maintenant)
    for texte in (
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"le": "hier", "saisie": {}}',
        '{"le": "2021-01-01"}',
    ):
        fichier.path.write_text(texte, encoding="utf-8")
        assert fichier.find(Essai) is None
    assert "brouillon illisible" in caplog.text


def test_apres_une_panne_la_fiche_propose_de_reprendre(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Interrompu")
    fiche.binding.grids["lignes"].lines_model.insert(0)
    panne(fiche)

    suite = atelier.ouvre()
    phrase = "Une saisie non enregistrée du 21/11 à 10:42 a été retrouvée."
    assert suite.found.sentences == (phrase,) and suite.found.isVisible()
    assert suite.draft.titre == "Un" and not suite.body.isEnabled()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert suite.binding.widgets["titre"].text() == "Interrompu"
    assert suite.draft.lignes == [Ligne()] and not suite.found.isVisible()
    assert suite.validate() and atelier.base.fiche(1).titre == "Interrompu"
    assert atelier.ouvre().found.sentences == ()


def test_abandonner_oublie_le_brouillon(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Interrompu")
    panne(fiche)
    suite = atelier.ouvre()
    suite.discard.click()
    assert suite.draft.titre == "Un" and suite.body.isEnabled()
    assert not suite.file.path.exists()


def test_rien_ne_se_valide_avant_d_avoir_repondu(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Interrompu")
    panne(fiche)
    suite = atelier.ouvre()
    QTest.keyClick(suite, Qt.Key.Key_F12)
    assert atelier.base.ecritures == []
    assert suite.may_close() and suite.file.path.exists()


def test_le_brouillon_part_avec_la_fiche_validee_ou_annulee(atelier):
    for fin in ("press_accept", "press_cancel"):
        fiche = atelier.ouvre()
        tape(fiche, "titre", fin)
        keep_draft(fiche)
        assert fiche.file.path.exists()
        getattr(fiche, fin)()
        assert not fiche.file.path.exists()


def test_une_frappe_rendue_ne_laisse_pas_de_brouillon(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "Deux")
    keep_draft(fiche)
    tape(fiche, "titre", "Un")
    keep_draft(fiche)
    assert not fiche.modified() and not fiche.file.path.exists()


def test_le_brouillon_attend_quelques_secondes_et_pas_davantage(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "a")
    assert fiche._keep_timer.isActive() and fiche._keep_timer.interval() <= 3000
    fiche._keep_timer.setInterval(60_000)  # il ne sonne pas entre deux touches, même ici
    reste = fiche._keep_timer.remainingTime()
    tape(fiche, "titre", "b")
    assert fiche._keep_timer.remainingTime() <= reste


def test_un_disque_plein_ne_gene_pas_la_frappe(atelier, monkeypatch):
    def plein(path, content):
        raise TemporaryError("Le disque est plein.")

    monkeypatch.setattr(drafts, "write_whole", plein)
    fiche = atelier.ouvre()
    tape(fiche, "titre", "a")
    keep_draft(fiche)
    assert fiche.binding.widgets["titre"].text() == "a"
    assert atelier.fenetre.dits == ["Le brouillon de cette fiche n'a pas pu être gardé."]


def test_deux_creations_de_valeurs_differentes_ont_chacune_leur_brouillon(atelier):
    fichiers = {
        drafts.DraftFile("essais.fiche", None, params).path.name
        for params in ({}, {"titre": "a"}, {"titre": "b"})
    }
    assert len(fichiers) == 3


def test_chacun_ne_retrouve_que_ses_brouillons(atelier):
    martine, luc = (drafts.DraftFile("essais.fiche", 3, {}, qui) for qui in ("Martine", "Luc"))
    martine.write(Essai(3, titre="à moi"), Essai(3), atelier.fenetre.ctx.maintenant)
    assert luc.find(Essai) is None
    luc.drop()
    assert martine.find(Essai).draft.titre == "à moi"


def test_le_fichier_est_du_json_lisible(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "montant", "12,5")
    keep_draft(fiche)
    contenu = json.loads(fiche.file.path.read_text(encoding="utf-8"))
    assert contenu["saisie"]["montant"] == "12.50" and contenu["le"] == "2021-11-21T10:42:00"
