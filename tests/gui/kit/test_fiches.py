"""Une fiche, de la frappe à la base : clavier, calculs, refus, enregistrement."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QTabWidget
from shiboken6 import delete

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.screens import Batch, FormCommand, Pane, Printout
from lsc_desktop.gui.kit.why import Why
from tests.gui.kit.fiche_essai import Ligne

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran

RIEN, CTRL, MAJ, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def tape(fiche, nom, texte):
    widget = fiche.binding.widgets[nom]
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, texte)
    return widget


def erreur(fiche, nom):
    label = fiche.binding._errors[nom]
    return label.text() if label.isVisible() else ""


def double_clic(bouton):
    """Le vrai : deux appuis, dont le second annoncé double (écosystème C.2)."""
    QTest.mousePress(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(bouton, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bouton, Qt.MouseButton.LeftButton)


def curseur(fiche):
    return fiche.binding.name_of(QApplication.focusWidget())


# --- De la frappe à la base -------------------------------------------------------------------


def test_la_fiche_refuse_puis_enregistre(atelier):
    fiche = atelier.ouvre()
    titre = tape(fiche, "titre", "")
    QTest.keyClick(titre, Qt.Key.Key_Delete)
    assert not fiche.validate()
    assert erreur(fiche, "titre") == "Le titre manque. Donnez-en un."
    assert titre.accessibleDescription() == "Le titre manque. Donnez-en un."
    tape(fiche, "titre", "Charges")
    assert erreur(fiche, "titre") == ""
    tape(fiche, "montant", "1.050,50-")
    assert fiche.validate()
    assert atelier.base.fiche(1).titre == "Charges"
    assert atelier.base.fiche(1).montant == "-1050.50"
    assert atelier.base.ecritures == ["Martine"]


def test_les_calculs_suivent_chaque_frappe(atelier):
    fiche = atelier.ouvre()
    total = fiche.binding.widgets["total"]
    assert total.text() == "250,00"
    vus = []
    montant = tape(fiche, "montant", "")
    for touche in "12,5":
        QTest.keyClicks(montant, touche)
        vus.append(total.text())
    assert vus == ["1,00", "12,00", "12,00", "12,50"]
    assert fiche.binding.widgets["propose"].text() == "1,04"


def test_un_chiffre_tape_sur_une_proposition_est_garde(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "propose", "99")
    assert fiche.draft.propose_saisi and fiche.draft.propose == 99
    tape(fiche, "montant", "1200")
    assert fiche.draft.propose == 99
    propose = tape(fiche, "propose", "")
    QTest.keyClick(propose, Qt.Key.Key_Delete)
    assert not fiche.draft.propose_saisi and fiche.draft.propose == 100
    fiche.binding.widgets["titre"].setFocus()
    assert propose.text() == "100,00"


def test_ce_que_lit_la_base_suit_le_champ_apres_une_pause(atelier, qtbot):
    fiche = atelier.ouvre()
    solde = fiche.binding.widgets["solde"]
    tape(fiche, "tiers_id", "martin")
    fiche.binding.widgets["titre"].setFocus()
    assert fiche.draft.tiers_id == 4
    qtbot.waitUntil(lambda: solde.text() == "1\u00a0300,00", timeout=1000)


def test_valider_n_attend_pas_la_pause_pour_lire_la_base(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "tiers_id", "martin")
    assert fiche.validate()
    assert fiche.draft.tiers_id == 4 and fiche.draft.solde == 1300
    assert atelier.base.fiche(1).tiers_id == 4


def test_les_choix_les_remarques_et_les_champs_fermes(atelier):
    fiche = atelier.ouvre(2)
    mode = fiche.binding.widgets["mode"]
    assert [mode.itemText(i) for i in range(mode.count())] == ["Prélèvement", "Chèque", "Virement"]
    assert fiche.warnings.sentences == ("Montant nul.",) and fiche.warnings.isVisible()
    tape(fiche, "montant", "5")
    assert not fiche.warnings.isVisible()
    assert fiche.binding.widgets["propose"].isEnabled()
    QTest.keyClick(fiche.binding.widgets["valide"], Qt.Key.Key_Space)
    assert fiche.draft.valide and not fiche.binding.widgets["propose"].isEnabled()


def test_une_date_exigee_ne_se_vide_pas(atelier):
    fiche = atelier.ouvre()
    au = tape(fiche, "au", "")
    QTest.keyClick(au, Qt.Key.Key_Delete)
    assert not fiche.validate() and erreur(fiche, "au").startswith("La date manque.")
    assert fiche.draft.au == date(2021, 12, 31)
    tape(fiche, "au", ".")
    assert fiche.validate() and atelier.base.fiche(1).au == "2021-11-21"


def test_ce_qui_ne_se_lit_pas_est_dit_en_quittant_le_champ_et_bloque(atelier):
    fiche = atelier.ouvre()
    au = tape(fiche, "au", "310421")
    assert erreur(fiche, "au") == ""
    fiche.binding.widgets["titre"].setFocus()
    assert "avril 2021 finit le 30" in erreur(fiche, "au") and au.text() == "310421"
    assert not fiche.validate() and curseur(fiche) == "au"
    assert atelier.base.ecritures == []


# --- Refus, questions, conflits ---------------------------------------------------------------


def test_le_curseur_va_au_premier_champ_fautif_et_ouvre_son_onglet(atelier):
    fiche = atelier.ouvre()
    onglets = fiche.body.findChild(QTabWidget)
    fiche.draft.lignes.append(Ligne(jours=400))
    fiche.show_all()
    onglets.setCurrentIndex(1)
    assert not fiche.validate()
    assert onglets.currentIndex() == 0 and curseur(fiche) == "lignes"
    assert fiche.binding.grids["lignes"].currentIndex().column() == 4
    assert erreur(fiche, "lignes") == "Ligne 1, Jours : Plus de jours que l'année n'en a."


def test_une_faute_sans_champ_se_dit_en_tete(atelier):
    fiche = atelier.ouvre()
    fiche.binding.widgets["note"].setPlainText("seul")
    assert not fiche.validate()
    assert fiche.errors.sentences == ("Une faute sans champ.",) and fiche.errors.isVisible()


def test_un_refus_du_service_se_montre_a_son_champ_et_garde_la_frappe(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "titre", "refuse")
    fiche.draft.titre = "refusé"
    assert not fiche.validate()
    assert erreur(fiche, "titre").startswith("Ce titre est déjà pris.")
    assert atelier.fenetre.refus == [] and atelier.base.fiche(1).titre == "Un"


def test_un_refus_sans_champ_est_dit_par_la_fenetre(atelier):
    fiche = atelier.ouvre()
    fiche.draft.titre = "échec"
    fiche.show_all(force=True)
    assert not fiche.validate()
    assert [str(e) for e in atelier.fenetre.refus] == ["L'exercice est clos. Rouvrez-le d'abord."]
    assert fiche.errors.isVisible()


def test_une_question_acceptee_rejoue_l_enregistrement(atelier):
    fiche = atelier.ouvre()
    tape(fiche, "montant", "2000")
    atelier.fenetre.reponse = False
    assert not fiche.validate() and atelier.base.fiche(1).montant == "250.00"
    atelier.fenetre.reponse = True
    assert fiche.validate() and atelier.base.fiche(1).montant == "2000.00"
    assert atelier.fenetre.questions == ["Ce montant est inhabituel. L'enregistrer ?"] * 2


def test_un_conflit_se_dit_et_garde_la_frappe(atelier):
    fiche, autre = atelier.ouvre(), atelier.ouvre()
    tape(autre, "titre", "Paul")
    assert autre.validate()
    titre = tape(fiche, "titre", "Martine")
    assert not fiche.validate()
    assert isinstance(atelier.fenetre.refus[0], ConflictError)
    assert fiche.errors.sentences[0].startswith("Paul a modifié cette fiche")
    assert titre.text() == "Martine" and atelier.base.fiche(1).titre == "Paul"


def test_la_question_de_l_ecran_vient_avant_d_ecrire(atelier):
    fiche = atelier.ouvre(confirm=lambda d: f"Enregistrer {d.titre} ?")
    atelier.fenetre.reponse = False
    assert not fiche.validate() and atelier.fenetre.questions == ["Enregistrer Un ?"]
    assert atelier.base.ecritures == []


def test_une_fiche_disparue_ne_s_ouvre_pas(atelier):
    with pytest.raises(UserError, match="n'existe plus"):
        atelier.ouvre(77)


def test_la_creation_recoit_ses_valeurs_et_ne_s_enregistre_qu_une_fois(atelier):
    suites = []
    fiche = atelier.ouvre(
        None, params={"titre": "Neuf"}, saved=lambda shell, draft, result: suites.append(result)
    )
    assert fiche.binding.widgets["titre"].text() == "Neuf"
    assert fiche.binding.widgets["au"].text() == "21/11/2021"
    fiche.press_accept()
    fiche.press_accept()
    assert suites == [4] and atelier.base.fiche(4).titre == "Neuf"
    assert len(atelier.base.ecritures) == 1


# --- Clavier et souris (tableau C.2) ----------------------------------------------------------


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
    with qtbot.waitSignal(fiche.closed, timeout=100):
        QTest.keyClick(titre, Qt.Key.Key_Escape)


def test_echap_sans_rien_de_tape_ne_demande_rien(atelier, qtbot):
    fiche = atelier.ouvre()
    with qtbot.waitSignal(fiche.closed, timeout=100):
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


# --- Explications, liens, onglets, commandes --------------------------------------------------


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
