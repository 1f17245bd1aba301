"""La saisie des votes au clavier : le compte, le second vote, les mouvements, le pourquoi."""

from datetime import time

import pytest
from PySide6.QtTest import QTest

from lsc_desktop.domain.assemblees.majorites import Issue, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.gui.boards import votes as tableau
from lsc_desktop.gui.boards.mouvements import (
    AbsentsSheet,
    MouvementDemande,
    MouvementSheet,
    ResultatSheet,
)
from lsc_desktop.queries.assemblees.saisie import load_saisie
from lsc_desktop.storage.models import Assemblee
from tests.assemblees import GILBERT, une_salle, une_salle_pointee

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
AGENDA = {"QUITUS": "24", "SYNDIC": "25", "FACADE": "26", "INFO": "-1"}


@pytest.fixture
def salle(db, ctx):
    """A à H présents, I absent, J a écrit (oui au quitus)."""
    room = une_salle_pointee(db, ctx, AGENDA, "OOOOOOOONN")
    room.ecrire("J", {"QUITUS": "O", "SYNDIC": "N"})
    return room


@pytest.fixture
def vue(atelier, salle):
    view = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    view.table.setFocus()
    return view


def chiffres(vue, sens) -> tuple[str, str]:
    voices, heads = vue.figures[sens]
    return voices.text().replace("\u00a0", " "), heads.text()


def test_ne_votent_que_ceux_qui_sont_la_et_ceux_qui_ont_ecrit(vue):
    shown = {row.identite.nom: row.bulletin.correspondance for row in vue.shown}
    assert shown == {**dict.fromkeys("ABCDEFGH", False), "J": True}


def test_une_touche_par_votant_et_le_compte_suit(vue, salle):
    QTest.keyClicks(vue.table, "OONA")
    assert vue.table.rank() == 4
    assert chiffres(vue, Sens.OUI) == ("300,00000", "3")  # A, B et le formulaire de J
    assert chiffres(vue, Sens.NON) == ("100,00000", "1")
    assert chiffres(vue, Sens.ABSTENTION) == ("100,00000", "1")
    assert chiffres(vue, Sens.NON_VOTANT) == ("400,00000", "4")
    assert "4 sans réponse" in vue.state.text()
    assert salle.compte("QUITUS")["oui"] == ("300", 3)


@pytest.mark.parametrize("amendee", [False, True])
def test_le_compte_tenu_touche_a_touche_est_celui_qu_on_relit(vue, amendee):
    """Corrections comprises ; le formulaire favorable de J tombe avec l'amendement."""
    if amendee:
        vue.amended.click()
    for keys in ("ONAXONAX", "NNOOAAXX", "XOXOXOXO"):
        vue.table.go(0)
        QTest.keyClicks(vue.table, keys)
        kept = {sens: chiffres(vue, sens) for sens in Sens}, vue.state.text()
        vue.reread()
        assert ({sens: chiffres(vue, sens) for sens in Sens}, vue.state.text()) == kept


def test_un_clic_donne_la_valeur_choisie(vue, salle):
    vue.options[Sens.NON].click()
    vue.clicked(0)
    assert salle.compte("QUITUS")["non"] == ("100", 1)


def test_un_formulaire_ne_se_change_pas_ici(vue, salle, atelier):
    rank = next(n for n, row in enumerate(vue.shown) if row.identite.nom == "J")
    vue.table.go(rank)
    QTest.keyClicks(vue.table, "N")
    assert "a voté par correspondance" in str(atelier.shell.refus[-1])
    vue.unanimity(Sens.NON)
    assert salle.compte("QUITUS")["oui"] == ("100", 1)
    assert salle.compte("QUITUS")["non"] == ("800", 8)


def test_le_pourquoi_est_a_cote_du_resultat(vue):
    vue.unanimity(Sens.OUI)
    text = vue.why.toPlainText().replace("\u00a0", " ")
    assert "majorité de l'article 24" in text and "POUR 900 voix" in text
    assert vue.state.text() == "Acceptée."
    assert "Acceptée" in vue.choice.itemText(0)


def test_le_second_vote_se_propose_aussitot(vue, salle, atelier):
    """400 oui sur 1 000 : ni la moitié, ni moins du tiers ; 25-1 l'ouvre à l'article 24."""
    vue.choice.setCurrentIndex(1)
    QTest.keyClicks(vue.table, "OOOONNNN")
    vue.step(1)
    assert "second vote immédiat à la majorité de l'article 24" in atelier.shell.questions[-1]
    assert vue.tour == 2 and "art. 25-1" in vue.title.text()
    QTest.keyClicks(vue.table, "OOOOOOAN")
    result = salle.resultat("SYNDIC")
    assert result.issue is Issue.ACCEPTEE and [t.numero for t in result.tours] == [1, 2]


def test_renoncer_au_second_vote_laisse_la_resolution_en_attente(vue, salle, atelier):
    vue.choice.setCurrentIndex(1)
    QTest.keyClicks(vue.table, "OOOONNNN")
    atelier.shell.reponse = False
    vue.step(1)
    assert vue.tour == 1 and vue.place == 2
    assert "second vote dû" in vue.choice.itemText(1)


def test_une_arrivee_entre_a_la_resolution_choisie(vue, salle, monkeypatch):
    who = salle.ids.tiers["I"]
    asked = MouvementDemande(who, time(18, 5), Code.PRESENT)
    vue.choice.setCurrentIndex(1)
    monkeypatch.setattr(tableau, "demander_mouvement", lambda *_args: asked)
    vue.move_someone()
    assert "I" in {row.identite.nom for row in vue.shown}
    vue.choice.setCurrentIndex(0)
    assert "I" not in {row.identite.nom for row in vue.shown}


def test_un_depart_se_retire(vue, salle, monkeypatch):
    who = salle.ids.tiers["A"]
    vue.choice.setCurrentIndex(1)
    monkeypatch.setattr(
        tableau, "demander_mouvement",
        lambda *_args: MouvementDemande(who, time(18, 0), Code.ABSENT),
    )  # fmt: skip
    vue.move_someone()
    assert "A" not in {row.identite.nom for row in vue.shown}
    (geste,) = vue.saisie.gestes
    monkeypatch.setattr(
        tableau, "demander_mouvement", lambda *_args: MouvementDemande(annule=geste.id)
    )
    vue.move_someone()
    assert "A" in {row.identite.nom for row in vue.shown}


def test_la_fenetre_de_mouvement_propose_le_depart_de_qui_est_la(db, salle, qtbot):
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    sheet = MouvementSheet(None, saisie, saisie.seance.agenda[1], "18:30")
    qtbot.addWidget(sheet)
    sheet.who.setCurrentIndex(sheet.who.findData(salle.ids.tiers["B"]))
    assert sheet.asked() == MouvementDemande(salle.ids.tiers["B"], time(18, 30), Code.ABSENT)
    sheet.who.setCurrentIndex(sheet.who.findData(salle.ids.tiers["I"]))
    assert sheet.asked().code is Code.PRESENT
    sheet.hour.setText("25h")
    sheet._validate()
    assert sheet.error.text() and not sheet.result()


def test_amender_ecarte_le_formulaire_favorable(vue, salle):
    vue.amended.click()
    assert salle.compte("QUITUS") if salle.resultat("QUITUS").tours else True
    vue.unanimity(Sens.OUI)
    assert salle.compte("QUITUS")["oui"] == ("800", 8)
    assert salle.compte("QUITUS")["defaillants"] == ("200", 2)
    assert next(row.vote for row in vue.shown if row.identite.nom == "J") == "(O)"


def test_effacer_un_vote_le_demande(vue, salle, atelier):
    vue.unanimity(Sens.OUI)
    atelier.shell.reponse = False
    vue.cancel()
    assert salle.issue("QUITUS") is Issue.ACCEPTEE
    atelier.shell.reponse = True
    vue.cancel()
    assert salle.issue("QUITUS") is None and "Effacer" in atelier.shell.questions[-1]


def test_une_question_sans_vote_se_refuse_avec_une_phrase(vue, atelier):
    vue.choice.setCurrentIndex(3)
    vue.unanimity(Sens.OUI)
    assert "ne se vote pas" in str(atelier.shell.refus[-1])


def test_une_assemblee_close_se_relit_sans_se_changer(db, salle, atelier):
    salle.tous_votent("QUITUS", "O")
    with db.write() as session:
        session.get_one(Assemblee, salle.ag).etat = "close"
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    QTest.keyClicks(vue.table, "NNN")
    assert salle.compte("QUITUS")["non"] == ("0", 0)
    assert not vue.writers[0].isEnabled()


def test_un_ordre_du_jour_vide_le_dit(db, ctx, atelier):
    salle = une_salle(db, ctx, {}, GILBERT)
    vue = atelier.saisie("assemblees.votes", assemblee_id=salle.ag)
    assert "pas encore de résolution" in vue.title.text() and not vue.shown
    vue.step(1)
    vue.show_result()


def test_les_absents_et_le_resultat_se_lisent(db, salle, vue, qtbot):
    vue.unanimity(Sens.OUI)
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    absents = AbsentsSheet(None, saisie, saisie.seance.agenda[0])
    qtbot.addWidget(absents)
    assert "1 absent à la résolution n° 1" in absents.accessibleName()
    result = vue.results[salle.resolutions["QUITUS"]]
    sheet = ResultatSheet(None, "QUITUS", result, vue.explanation(result))
    qtbot.addWidget(sheet)
    assert sheet.accessibleName() == "Acceptée : QUITUS"
