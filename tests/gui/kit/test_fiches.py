"""Une fiche, de la frappe à la base : calculs, refus, enregistrement."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QTabWidget,
)

from lsc_desktop.base.errors import UserError
from tests.gui.kit.fiche_essai import Ligne
from tests.gui.kit.gestes import curseur, erreur, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


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
    qtbot.waitUntil(lambda: solde.text() == "1\u00a0300,00")


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


def test_une_faute_corrigee_comme_avant_n_est_plus_un_changement(atelier):
    """Le champ n'est pas quitté : ce qu'il montre se lit de nouveau comme à l'ouverture."""
    fiche = atelier.ouvre()
    assert fiche.draft.au == date(2021, 12, 31)
    tape(fiche, "au", "pas une date")
    assert fiche.modified()
    tape(fiche, "au", "+40")  # depuis le 21/11/2021
    assert not fiche.modified()


def test_ce_qui_se_grise_n_est_plus_a_corriger(atelier):
    """« Proposé » ne se lit pas, puis une case le met hors de cause : la fiche s'enregistre."""
    fiche = atelier.ouvre()
    tape(fiche, "propose", "1.2.3")
    assert not fiche.validate()
    case = fiche.binding.widgets["valide"]
    case.setFocus()
    case.click()
    propose = fiche.binding.widgets["propose"]
    assert not propose.isEnabled() and propose.text() == "1,20"  # ce qui se lisait
    assert fiche.validate()
