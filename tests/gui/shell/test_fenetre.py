from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from sqlalchemy import update

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs, work
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.screens import Command, FormScreen
from lsc_desktop.gui.shell.buttons import LineButton
from lsc_desktop.gui.shell.keys import sheet
from tests.gui.exemple import Fiche, une_liste
from tests.gui.kit.fiche_essai import BaseEssai, un_ecran


def entrees(window: Any) -> dict[str, LineButton]:
    buttons = window.accordion.findChildren(LineButton)
    return {b.accessibleName(): b for b in buttons if b.property("entree")}


def titres(window: Any) -> list[str]:
    return [window.tabs.tabText(n) for n in range(window.tabs.count())]


# --- Modules et menus -----------------------------------------------------------------------


def test_les_modules_se_choisissent_au_clavier(ouvrir):
    window = ouvrir()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.accordion.title.text() == "Syndic"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.accordion.title.text() == "Gérance"


def test_un_titre_ouvert_ferme_les_autres_et_on_le_retrouve(fenetres):
    window = fenetres.ouvrir()
    tete = {b.accessibleName(): b for b in window.accordion.findChildren(LineButton)}
    tete["LOCATAIRE"].click()
    assert entrees(window)["Lots isolés"].isVisible()
    assert not entrees(window)["Locataires"].isVisible()
    window.close()
    demain = fenetres.ouvrir()
    assert entrees(demain)["Lots isolés"].isVisible()


def test_une_entree_absente_est_visible_grisee_et_dit_pourquoi(ouvrir):
    window = ouvrir()
    window.accordion.unfold("LOCATAIRE")
    entree = entrees(window)["Appel de loyers"]
    assert entree.isVisible()
    assert not entree.isEnabled()
    assert entree.toolTip() == "Pas encore construit."
    assert entree.hint == "à venir"


def test_un_partenaire_sans_abonnement_est_grise_avec_la_raison_et_se_degrise(fenetres):
    fenetres.manque["lovys"] = "abonnement expiré le 31/12/2026"
    window = fenetres.ouvrir()
    entree = entrees(window)["Devis"]
    assert not entree.isEnabled() and entree.hint == "non souscrit"
    assert entree.toolTip() == "Partenaire indisponible : abonnement expiré le 31/12/2026."
    fenetres.manque["lovys"] = ""
    window.tables_changed(frozenset({"licence_store"}))
    fenetres.qtbot.waitUntil(lambda: entrees(window)["Devis"].isEnabled())


def test_une_entree_attend_le_reglage_qui_l_active(fenetres):
    fenetres.reglages["lots_isoles"] = False
    window = fenetres.ouvrir()
    assert "Lots isolés" not in entrees(window)
    fenetres.reglages["lots_isoles"] = True
    window.tables_changed(frozenset({"configuration"}))
    fenetres.qtbot.waitUntil(lambda: "Lots isolés" in entrees(window))


def test_toucher_le_module_en_cours_replie_les_menus(fenetres):
    window = fenetres.ouvrir()
    window.fold_menus()
    assert window.accordion.isHidden()
    window.close()
    assert fenetres.ouvrir().accordion.isHidden()


# --- Écrans ---------------------------------------------------------------------------------


def test_une_entree_ouvre_sa_liste_une_seule_fois(fenetres):
    window = fenetres.ouvrir()
    for _ in range(2):
        entrees(window)["Locataires"].click()
        fenetres.calmer(window)
    assert titres(window) == ["Accueil", "Liste Locataire"]
    window.open("tiers.liste", text="roi")
    window.open("tiers.liste")
    assert titres(window)[2:] == ["Liste Tiers", "Liste Tiers"]


def test_l_accueil_ne_se_ferme_pas_les_autres_si(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titres(window) == ["Accueil"]
    window.close_view(window.home)
    assert titres(window) == ["Accueil"]


def test_un_onglet_se_detache_et_se_remet(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    view = window.tabs.currentWidget()
    window.tabs.tear_off(view)
    assert titres(window) == ["Accueil"]
    torn = window.tabs.windows[view]
    assert torn.isVisible()
    assert torn.windowTitle() == "Liste Tiers"
    torn.put_back()
    assert titres(window) == ["Accueil", "Liste Tiers"]
    assert window.tabs.windows == {}


def test_un_titre_sans_fin_tient_dans_son_onglet_et_se_retrouve_entier(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    view, title = window.tabs.currentWidget(), "Dupont & <b>fils</b> " + "m" * 25_000
    window.tabs.rename(view, title)
    assert len(titres(window)[1]) < 60
    assert len(window.tabs.tabToolTip(1)) < 2_000
    assert window.tabs.title(view) == title
    window.tabs.tear_off(view)
    window.tabs.windows[view].put_back()
    assert window.tabs.title(view) == title


def test_fermer_une_fenetre_detachee_ferme_l_ecran(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    view = window.tabs.currentWidget()
    window.tabs.tear_off(view)
    window.tabs.windows[view].close()
    assert window.tabs.windows == {}
    window.open("tiers.liste")
    assert titres(window) == ["Accueil", "Liste Tiers"]


def test_l_apercu_a_son_onglet_et_donne_les_documents_a_l_evenement(fenetres):
    window = fenetres.ouvrir()
    documents = [Document("a.csv", b"x", type_mime="text/csv")]
    window.preview("Décomptes", documents)
    assert titres(window)[-1] == "Aperçu : Décomptes"
    window.tabs.currentWidget().keep()
    assert fenetres.evenements == [documents]


@pytest.fixture
def fiches(fenetres, tmp_path, monkeypatch):
    """La fenêtre avec une vraie fiche."""
    from lsc_desktop.base import paths
    from tests.gui.kit.fiche_essai import ICI

    monkeypatch.setattr(paths, "UI", ICI)
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    fenetres.base.close()
    fenetres.base = BaseEssai(tmp_path / "fiches.db")

    def ouvrir(**over: Any):
        fiche = un_ecran(**over)
        return fenetres.ouvrir(screens={fiche.key: fiche}, home=(), modules=fenetres_modules())

    return ouvrir


def fenetres_modules():
    from tests.gui.shell.conftest import MODULES

    return MODULES


def test_une_fiche_s_ouvre_se_renomme_et_revient_a_l_accueil(fiches, fenetres):
    window = fiches()
    cle = next(iter(window.screens))
    window.open(cle, 1, siblings=(1, 2))
    fiche = window.tabs.currentWidget()
    assert titres(window)[-1] == fiche.title()
    fiche.go(1)
    window.open(cle, 2)
    assert window.tabs.currentWidget() is fiche
    window.show_home()
    recentes = [f[2:] for f in window.opener.recent()]
    assert recentes == [(cle, 2), (cle, 1)]


def test_une_fiche_disparue_est_refusee_sans_onglet(fiches, fenetres):
    window = fiches()
    window.open(next(iter(window.screens)), 999)
    fenetres.qtbot.waitUntil(lambda: bool(window.findChildren(dialogs.Sheet)))
    assert titres(window) == ["Accueil"]


def test_une_petite_fiche_s_ouvre_dans_une_boite(fiches, fenetres):
    window = fiches(dialog=True)
    window.open(next(iter(window.screens)), 1)
    (box,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
    assert titres(window) == ["Accueil"]
    box.reject()
    assert not box.isVisible()


# --- Rafraîchissement, sélection ------------------------------------------------------------


def test_une_ecriture_relit_les_listes_concernees_et_l_accueil(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.calmer(window)
    view = window.tabs.currentWidget()
    with fenetres.base.write("Paul") as session:
        session.execute(update(Fiche).values(nom="Tout neuf"))
    window.tables_changed(frozenset({"fiche"}))
    fenetres.qtbot.waitUntil(lambda: view.model.cell(0, 1).text == "Tout neuf")


def test_la_barre_d_etat_suit_l_ecran_en_cours(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.qtbot.waitUntil(window.tabs.currentWidget().settled)
    assert "Solde" in window.status.selection.text()
    window.show_home()
    assert window.status.selection.text() == ""


def test_la_date_de_travail_se_voit_quand_ce_n_est_pas_celle_du_jour(ouvrir):
    window = ouvrir()
    assert window.status.day.text() == "Date de travail 25/10/2021"
    assert not window.status.day.font().bold()
    window.status.show_day(date(2020, 1, 1), date(2021, 10, 25))
    assert window.status.day.font().bold()


def test_l_etat_des_services_se_voit(ouvrir):
    window = ouvrir()
    window.services_state("1 envoi bloqué", "alerte")
    assert window.status.services.text() == "1 envoi bloqué"


# --- Touches --------------------------------------------------------------------------------


def test_f8_ouvre_les_tiers_et_f9_dit_qu_il_est_a_venir(fenetres):
    window = fenetres.ouvrir()
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert titres(window)[-1] == "Liste Tiers"
    f9 = next(a for a in window.keys.all if a.shortcut().toString() == "F9")
    assert not f9.isEnabled()
    assert "à venir" in f9.text()
    assert f9.toolTip()


def test_f10_revient_a_l_accueil(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.tabs.currentWidget() is window.home


def test_f5_relit_la_liste(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.calmer(window)
    with fenetres.base.write("Paul") as session:
        session.execute(update(Fiche).values(nom="Relu"))
    QTest.keyClick(window, Qt.Key.Key_F5)
    view = window.tabs.currentWidget()
    fenetres.qtbot.waitUntil(lambda: view.model.cell(0, 1).text == "Relu")


def test_f1_explique_dans_une_fiche_et_cree_un_evenement_ailleurs(fenetres):
    cree = FormScreen("evenements.fiche", "Événement", "x")
    evenements = une_liste(key="evenements.liste", creates=cree.key)
    window = fenetres.ouvrir(screens={"evenements.liste": evenements, cree.key: cree})
    ouverts: list[str] = []
    window.open = lambda key, id=None, **params: ouverts.append(key)  # type: ignore[method-assign]
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert ouverts == ["evenements.fiche"]

    class Explique(QWidget):
        def explain_here(self) -> bool:
            return True

    window.tabs.add(Explique(), "Fiche", window.windowIcon())
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert ouverts == ["evenements.fiche"]


def test_l_aide_memoire_tient_toutes_les_touches_declarees(ouvrir):
    commande = Command("Quittancer", lambda s, r: None, shortcut="Ctrl+Q")
    window = ouvrir(screens={"tiers.liste": une_liste(commands=(commande,))})
    parts = dict(sheet(window.keys.all, window.modules, window.screens))
    assert {"F5", "F10", "Ctrl+K, F2", "Ctrl+1"} <= {keys for _text, keys in parts["Partout"]}
    assert parts["Liste Locataire"] == [("Quittancer", "Ctrl+Q")]
    window.keys.show_keys()
    textes = {label.text() for label in window.findChildren(QLabel)}
    assert {"Dans une liste", "Dans une fiche", "Quittancer"} <= textes


def test_aucune_touche_ne_sert_deux_fois_dans_la_fenetre(ouvrir):
    keys = [k.toString() for action in ouvrir().keys.all for k in action.shortcuts()]
    assert len(keys) == len(set(keys))


# --- Fermer ---------------------------------------------------------------------------------


def test_fermer_demande_avant_d_interrompre_un_traitement(fenetres, monkeypatch):
    window = fenetres.ouvrir()
    monkeypatch.setattr(work, "running", lambda: 1)
    monkeypatch.setattr(dialogs, "ask", lambda *a, **k: False)
    window.close()
    assert window.isVisible()
    monkeypatch.setattr(dialogs, "ask", lambda *a, **k: True)
    window.close()
    assert not window.isVisible()


def test_un_ecran_qui_ne_veut_pas_fermer_retient_la_fenetre(fenetres, monkeypatch):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    view = window.tabs.currentWidget()
    view.may_close = lambda: False
    window.close()
    assert window.isVisible()
    view.may_close = lambda: True
    window.close()
    assert not window.isVisible()


def test_la_fenetre_retrouve_sa_taille(fenetres):
    window = fenetres.ouvrir()
    assert (window.width(), window.height()) == (1280, 720)
    window.resize(780, 590)  # l'écran des essais en a 800
    window.close()
    demain = fenetres.ouvrir()
    assert (demain.width(), demain.height()) == (780, 590)


def test_un_refus_se_montre_devant(fenetres):
    window = fenetres.ouvrir()
    window.refuse(UserError("Non.", "Demain."))
    fenetres.qtbot.waitUntil(lambda: bool(window.findChildren(dialogs.Sheet)))


def test_chaque_commande_du_clavier_a_son_entree_de_menu(ouvrir):
    window = ouvrir()
    (menu,) = [b.menu() for b in window.rail.findChildren(type(window.status.services)) if b.menu()]
    assert set(window.keys.all) <= set(menu.actions())


def test_une_liste_recoit_le_focus_dans_son_filtre(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.calmer(window)
    view = window.tabs.currentWidget()
    assert isinstance(view, ListView)
    fenetres.qtbot.waitUntil(view.bar.filter.hasFocus)


def test_ctrl_1_puis_les_fleches_et_entree_ouvrent_une_entree(fenetres):
    window = fenetres.ouvrir()
    window.fold_menus()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    for touche in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(window.focusWidget(), touche)
    assert titres(window)[-1] == "Liste Tiers"


def test_le_titre_de_la_fenetre_dit_la_liste_et_ses_comptes(fenetres):
    window = fenetres.ouvrir()
    window.open("locataires.liste")
    fenetres.qtbot.waitUntil(
        lambda: window.windowTitle() == "Liste Locataire 25 / 25 — LSC Desktop"
    )


def test_tirer_un_onglet_hors_de_la_barre_le_detache(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    view, barre = window.tabs.currentWidget(), window.tabs.tabBar()
    depart = barre.tabRect(1).center()
    gauche = Qt.MouseButton.LeftButton
    QTest.mousePress(barre, gauche, pos=depart)
    QTest.mouseRelease(barre, gauche, pos=depart + QPoint(40, 200))
    assert view in window.tabs.windows


def test_un_clic_du_milieu_ferme_l_onglet(fenetres):
    window = fenetres.ouvrir()
    window.open("tiers.liste")
    barre = window.tabs.tabBar()
    QTest.mouseClick(barre, Qt.MouseButton.MiddleButton, pos=barre.tabRect(1).center())
    assert titres(window) == ["Accueil"]
