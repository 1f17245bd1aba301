"""La saisie des présences au clavier : une touche, une ligne, les totaux aussitôt."""

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from lsc_desktop.gui.boards import pouvoirs_en_blanc as blancs
from lsc_desktop.gui.boards import presences as tableau
from lsc_desktop.gui.boards.correspondance import FormulaireSheet
from lsc_desktop.gui.boards.pouvoirs import Choix, MandataireSheet, PouvoirsSheet
from lsc_desktop.gui.boards.pouvoirs_en_blanc import BlancsSheet
from lsc_desktop.queries.assemblees.saisie import load_saisie
from lsc_desktop.services.configuration import save_configuration_syndic
from lsc_desktop.storage.models import Assemblee
from tests.assemblees import GILBERT, LUNDI, une_salle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
AGENDA = {"QUITUS": "24", "SYNDIC": "25", "DEVIS": {"article": "24", "sous": True}, "INFO": "-1"}


@pytest.fixture
def salle(db, ctx):
    return une_salle(db, ctx, AGENDA, GILBERT)


@pytest.fixture
def vue(atelier, salle):
    view = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    view.table.setFocus()
    return view


@pytest.fixture
def casper(monkeypatch):
    """Le mandataire que l'on choisit dans la fenêtre."""
    monkeypatch.setattr(tableau, "choisir_mandataire", lambda *_args: Choix("Casper"))


def pied(vue) -> list[list[str]]:
    model = vue.footer.lines
    texts = [[column.text(row) for column in model.columns] for row in model.rows]
    return [[text.replace("\u00a0", " ") for text in line] for line in texts]


def test_le_tableau_du_document_se_retrouve_a_la_cinquieme_decimale(vue, salle, casper):
    """Seed L2318-2334 : 288,90096 / 293 / 65 / 223 / 131,01420 ; 12 = 4 + 3 + 1 + 2 + 2."""
    ordre = [row.identite.id for row in vue.shown]
    codes = dict(zip(salle.ids.tiers, "RONONNCRDOCN", strict=True))
    lettres = {salle.ids.tiers[nom]: code for nom, code in codes.items()}
    QTest.keyClicks(vue.table, "".join(lettres[who] for who in ordre))
    assert pied(vue) == [
        ["Total tantièmes", "", "1 000,91516", "", "288,90096", "293,00000", "65,00000",
         "223,00000", "131,01420", ""],
        ["Nb copropriétaires", "", "12", "", "4", "3", "1", "2", "2", ""],
    ]  # fmt: skip
    assert salle.codes() == codes


def test_une_touche_ecrit_et_va_a_la_ligne_suivante(vue, salle):
    QTest.keyClicks(vue.table, "od")
    assert vue.table.rank() == 2
    first, second = (row.identite.nom for row in vue.shown[:2])
    assert [salle.codes()[nom] for nom in (first, second)] == ["O", "D"]


def test_une_autre_lettre_ne_fait_rien(vue, salle):
    QTest.keyClicks(vue.table, "xz1")
    assert salle.codes() == {} and vue.table.rank() == 0


def test_renoncer_au_mandataire_ne_change_rien(vue, salle, monkeypatch):
    monkeypatch.setattr(tableau, "choisir_mandataire", lambda *_args: None)
    QTest.keyClicks(vue.table, "R")
    assert salle.codes() == {} and vue.table.rank() == 0


def test_au_dela_de_la_limite_le_president_est_demande(db, ctx, atelier, monkeypatch):
    """Dix à 100 voix : quatre pouvoirs de 100 et ses 100 font 500, plus que 100 (10 % de 1 000)."""
    salle = une_salle(db, ctx, AGENDA, president="Anne")
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    a = salle.ids.tiers["A"]
    monkeypatch.setattr(tableau, "choisir_mandataire", lambda *_args: Choix(a))
    QTest.keyClicks(vue.table, "ORRR")
    atelier.shell.reponse = False
    QTest.keyClicks(vue.table, "R")
    assert "porterait trop de pouvoirs" in atelier.shell.questions[-1]
    assert "4 pouvoirs : 100 voix propres + 400 reçues = 500" in atelier.shell.questions[-1]
    assert salle.codes().get("E", "N") == "N"
    atelier.shell.reponse = True
    QTest.keyClicks(vue.table, "R")
    assert salle.codes()["E"] == "R"


def test_sans_president_le_depassement_se_refuse(db, ctx, atelier, monkeypatch):
    salle = une_salle(db, ctx, AGENDA)
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    monkeypatch.setattr(tableau, "choisir_mandataire", lambda *_args: Choix(salle.ids.tiers["A"]))
    QTest.keyClicks(vue.table, "ORRRR")
    assert "président de séance n'est pas connu" in str(atelier.shell.refus[-1])
    assert salle.codes().get("E", "N") == "N"


def test_un_mandataire_qui_s_en_va_est_refuse_avec_le_nom_de_ses_mandants(
    db, ctx, atelier, monkeypatch
):
    salle = une_salle(db, ctx, AGENDA)
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    monkeypatch.setattr(tableau, "choisir_mandataire", lambda *_args: Choix(salle.ids.tiers["A"]))
    QTest.keyClicks(vue.table, "OR")
    vue.table.go(0)
    QTest.keyClicks(vue.table, "N")
    assert "A porte le pouvoir de B" in str(atelier.shell.refus[-1])
    assert salle.codes()["A"] == "O"


def test_tous_presents_garde_les_formulaires_si_on_le_demande(vue, salle, atelier):
    QTest.keyClicks(vue.table, "C")
    vue.all_at_once(Code.PRESENT, True)
    assert sorted(salle.codes().values()) == ["C"] + ["O"] * 11
    vue.all_at_once(Code.ABSENT, False)
    assert set(salle.codes().values()) == {"N"}


def test_le_filtre_ne_cache_que_les_lignes_pas_les_totaux(vue):
    vue.filter.setText("morg")
    assert [row.identite.nom for row in vue.shown] == ["MORGON"]
    assert pied(vue)[0][2] == "1 000,91516"


def test_le_formulaire_se_remplit_au_clavier(vue, salle, monkeypatch):
    def tape(sheet):
        assert [row.numero for row in sheet.table.lines.rows] == ["1", "2", "2", "2.1"]
        QTest.keyClicks(sheet.table, "ON")
        QTest.keyClick(sheet.table, Qt.Key.Key_Down)
        QTest.keyClicks(sheet.table, "A")
        sheet.date.set_value(LUNDI)
        return True

    monkeypatch.setattr(FormulaireSheet, "run", tape)
    QTest.keyClicks(vue.table, "C")
    vue.table.go(0)
    QTest.keyClick(vue.table, Qt.Key.Key_Return)
    who = vue.shown[0].identite.id
    seance = salle.seance()
    said = {
        title: {tour: seance.formulaires.get((id, tour), {}).get(who) for tour in (1, 2)}
        for title, id in salle.resolutions.items()
    }
    assert said == {
        "QUITUS": {1: "O", 2: None}, "SYNDIC": {1: "N", 2: None},
        "DEVIS": {1: "A", 2: None}, "INFO": {1: None, 2: None},
    }  # fmt: skip
    assert seance.presences[who].recu_le == LUNDI


def test_un_formulaire_tardif_se_voit_et_demande_un_motif(db, salle, qtbot):
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    who = next(iter(saisie.seance.electorat.identites.values()))
    sheet = FormulaireSheet(None, saisie, who, LUNDI, True)
    qtbot.addWidget(sheet)
    sheet.show()
    assert not sheet.reason.isVisible() and "au plus tard le 01/11/2021" in sheet.late.text()
    sheet.date.set_value(date(2021, 11, 3))
    sheet._late()
    assert sheet.reason.isVisible() and "Reçu après le 01/11/2021" in sheet.late.text()


def test_le_mandataire_se_choisit_parmi_ceux_qui_sont_la_ou_se_tape(db, salle, qtbot):
    salle.pointer("MORGON", "O")
    salle.pointer("CLATOUR", "D")
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    who = saisie.seance.electorat.identites[salle.ids.tiers["ATRILLON"]]
    sheet = MandataireSheet(None, saisie, who)
    qtbot.addWidget(sheet)
    offered = [row.identite.nom for row in sheet.table.lines.rows]
    assert sorted(offered) == ["CLATOUR", "MORGON"]
    assert sheet.chosen() == Choix(salle.ids.tiers[offered[0]])
    sheet.other.setText("  Jean   Girardot ")
    sheet.forbidden.click()
    assert sheet.chosen() == Choix("Jean Girardot", subdelegation_interdite=True)


def test_un_pouvoir_deja_donne_se_subdelegue_a_un_autre_que_celui_qui_le_porte(db, salle, qtbot):
    salle.pointer("MORGON", "O")
    salle.pointer("CLATOUR", "O")
    salle.pointer("ATRILLON", "R", mandataire="MORGON")
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    who = saisie.seance.electorat.identites[salle.ids.tiers["ATRILLON"]]
    sheet = MandataireSheet(None, saisie, who, salle.ids.tiers["MORGON"])
    qtbot.addWidget(sheet)
    assert [row.identite.nom for row in sheet.table.lines.rows] == ["CLATOUR"]
    assert sheet.forbidden.isHidden()
    assert sheet.chosen() == Choix(salle.ids.tiers["CLATOUR"], transmis=True)


def test_un_r_retape_transmet_le_pouvoir(vue, salle, monkeypatch):
    salle.pointer("MORGON", "O")
    salle.pointer("CLATOUR", "O")
    salle.pointer("ATRILLON", "R", mandataire="MORGON")
    vue.reread()
    held = []

    def choose(_parent, _saisie, who, agent):
        held.append(agent)
        return Choix(salle.ids.tiers["CLATOUR"], transmis=agent is not None)

    monkeypatch.setattr(tableau, "choisir_mandataire", choose)
    vue.table.go([row.identite.nom for row in vue.shown].index("ATRILLON"))
    QTest.keyClicks(vue.table, "R")
    a, clatour = salle.ids.tiers["ATRILLON"], salle.ids.tiers["CLATOUR"]
    assert held == [salle.ids.tiers["MORGON"]]
    assert salle.seance().ouverture[a].mandataire == clatour


def test_un_pouvoir_en_blanc_se_note_puis_se_distribue(vue, salle, qtbot, monkeypatch, db):
    with db.write() as session:
        session.get_one(Assemblee, salle.ag).president = "Mme Anne"
    salle.pointer("MORGON", "O")
    vue.reread()
    sheet = BlancsSheet(vue)
    qtbot.addWidget(sheet)
    sheet.who.setCurrentIndex(sheet.who.findText("ATRILLON"))
    sheet.received.set_value(LUNDI)
    sheet.note.click()
    assert sheet.who.findText("ATRILLON") < 0
    (row,) = sheet.table.lines.rows
    texts = [column.text(row) for column in sheet.table.lines.columns]
    assert texts == ["ATRILLON", "74", "01/11/2021", "à distribuer", ""]
    asked = []

    def answer(box):
        asked.append((box.by.currentText(), box.forbidden.isHidden()))
        return True

    monkeypatch.setattr(blancs, "accepted", answer)
    sheet.distribute()
    assert asked == [("Mme Anne, le président de séance", True)]
    (row,) = sheet.table.lines.rows
    texts = [column.text(row) for column in sheet.table.lines.columns]
    assert texts[3:] == ["Mme Anne, le président de séance", "MORGON"]
    assert salle.codes()["ATRILLON"] == "R"
    sheet.remove()
    assert "déjà distribué" in str(vue.shell.refus[-1])


def test_sans_personne_pour_distribuer_la_fenetre_le_dit(vue, salle, qtbot):
    sheet = BlancsSheet(vue)
    qtbot.addWidget(sheet)
    sheet.note.click()
    sheet.distribute()
    assert "Personne ne peut encore distribuer" in str(vue.shell.refus[-1])
    sheet.remove()
    assert sheet.table.lines.rows == []


def test_une_assemblee_close_ne_recoit_plus_de_pouvoir_en_blanc(db, salle, atelier, qtbot):
    with db.write() as session:
        session.get_one(Assemblee, salle.ag).etat = "close"
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    sheet = BlancsSheet(vue)
    qtbot.addWidget(sheet)
    assert not sheet.note.isEnabled() and not sheet.who.isEnabled()


def test_la_gestion_des_pouvoirs_montre_la_somme_de_chacun(db, salle, qtbot):
    salle.pointer("MORGON", "O")
    salle.pointer("ATRILLON", "R", mandataire="MORGON")
    with db.read() as session:
        saisie = load_saisie(session, salle.ag)
    sheet = PouvoirsSheet(None, saisie)
    qtbot.addWidget(sheet)
    (table,) = sheet.findChildren(tableau.KeyedTable)
    (row,) = table.lines.rows
    texts = [column.text(row) for column in table.lines.columns]
    assert texts[:5] == ["MORGON", "1", "145", "74", "219"] and texts[6] == "ATRILLON"


def test_une_assemblee_close_se_lit_et_ne_se_pointe_plus(db, salle, atelier):
    salle.pointer("MORGON", "O")
    with db.write() as session:
        session.get_one(Assemblee, salle.ag).etat = "close"
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    QTest.keyClicks(vue.table, "NNNN")
    assert salle.codes() == {"MORGON": "O"}
    assert "close" in atelier.shell.dits[-1]


def test_ce_qu_un_collegue_pointe_ailleurs_parait_ici(vue, salle):
    salle.pointer("MORGON", "O")
    vue.tables_changed(frozenset({"pointage"}))
    shown = {row.identite.nom: row.presence.code for row in vue.shown}
    assert shown["MORGON"] == Code.PRESENT


def test_sans_vote_par_correspondance_reviennent_les_anciens_ecrans(db, ctx, salle, atelier):
    """Seed L2348 : ni colonne, ni lettre pour le vote à distance et par correspondance."""
    with db.write() as session:
        sans = ConfigurationSyndicDraft(vote_correspondance=False)
        save_configuration_syndic(session, sans, ctx=ctx)
    vue = atelier.saisie("assemblees.presences", assemblee_id=salle.ag)
    titres = [column.title for column in vue.table.lines.columns]
    caches = {titres[n] for n in range(len(titres)) if vue.table.isColumnHidden(n)}
    assert len(caches) == 2 and all("dis" in t or "corres" in t for t in caches)
    QTest.keyClicks(vue.table, "CDO")
    assert list(salle.codes().values()) == ["O"]


def test_ouvrir_dans_une_liste_donne_des_nombres_au_tableur(vue, atelier, monkeypatch):
    faits = []
    monkeypatch.setattr(
        tableau, "open_outside", lambda _parent, path: faits.append(path) or "ouvert"
    )
    QTest.keyClicks(vue.table, "O")
    vue.open_in_sheet()
    rows = list(openpyxl.load_workbook(faits[0]).active.iter_rows(values_only=True))
    assert len(rows) == 13 and rows[0][1] == "Identité"
    voix = {row[1]: row[2] for row in rows[1:]}
    assert voix["LEPITRE"] == pytest.approx(66.0142) and atelier.shell.dits[-1] == "ouvert"


def test_un_regard_suffit_a_savoir_qu_un_autre_poste_a_ecrit(vue, salle):
    assert not vue.stale()
    salle.pointer("MORGON", "O")
    assert vue.stale()
    vue.reread()
    assert not vue.stale()
