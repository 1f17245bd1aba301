from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from sqlalchemy import delete, update

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import list_output
from lsc_desktop.gui.kit.list_choice import Siblings
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.screens import Column, Command, Printout
from lsc_desktop.gui.kit.tasks import Tasks
from tests.gui.exemple import COLONNES, BaseExemple, Fiche, ShellEspion, une_liste

CTX = Contexte("Martine", datetime(2021, 10, 25, 9, 30), date(2021, 10, 25))
NBSP = "\u00a0"


class Banc:
    """Une liste ouverte sur une petite base, et de quoi agir dessus."""

    def __init__(self, qtbot: Any, dossier: Path) -> None:
        self.qtbot, self.dossier = qtbot, dossier
        self.bases: list[BaseExemple] = []
        self.tasks = Tasks()
        self.prefs = Prefs(dossier / "prefs.json")

    def base(self, lignes: int = 25) -> BaseExemple:
        self.bases.append(BaseExemple(self.dossier / f"{len(self.bases)}.db", lignes))
        return self.bases[-1]

    def ouvrir(self, base: BaseExemple, params: Any = None, **over: Any) -> ListView:
        self.shell = ShellEspion(CTX, base)
        vue = ListView(
            une_liste(**over), self.shell, base, params, prefs=self.prefs, tasks=self.tasks
        )
        self.qtbot.addWidget(vue)
        vue.resize(1000, 500)
        vue.show()
        self.finir(vue)
        return vue

    def finir(self, vue: ListView) -> None:
        """Toutes les lectures, les pauses et les sommes sont passées."""
        self.qtbot.waitUntil(vue.settled)

    def taper(self, vue: ListView, texte: str) -> None:
        QTest.keyClicks(vue.bar.filter, texte)
        self.finir(vue)

    def fermer(self) -> None:
        self.tasks.drain()
        self.tasks.close()
        for base in self.bases:
            base.close()


@pytest.fixture
def banc(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    banc = Banc(qtbot, tmp_path)
    yield banc
    banc.fermer()


def textes(vue: ListView, nom: str) -> list[str]:
    place = [c.name for c in vue.declared.columns].index(nom)
    return [vue.model.cell(n, place).text for n in range(vue.model.rowCount()) if ligne(vue, n)]


def ligne(vue: ListView, rang: int) -> Any:
    """La ligne à ce rang, sa page une fois lue."""
    while vue.model.row(rang) is None:
        vue.tasks.drain()
    return vue.model.row(rang)


def test_la_liste_s_ouvre_sur_ses_lignes_et_le_filtre_a_le_focus(banc):
    vue = banc.ouvrir(banc.base())
    vue.setFocus()
    assert vue.model.rowCount() == 25
    assert vue.bar.counter.text() == "25 / 25"
    assert vue.focusProxy() is vue.bar.filter


def test_le_filtre_resserre_en_tapant_et_l_effacer_rend_tout(banc):
    vue = banc.ouvrir(banc.base())
    banc.taper(vue, "l'oeuvre")
    assert set(textes(vue, "nom")) == {"Hélène L'Œuvre"}
    assert vue.bar.counter.text() == "3 / 25"
    QTest.keyClick(vue.bar.filter, Qt.Key.Key_Escape)
    banc.finir(vue)
    assert vue.bar.counter.text() == "25 / 25"


def test_preciser_le_filtre_puis_revenir_donne_les_memes_lignes(banc):
    vue = banc.ouvrir(banc.base(700))
    banc.taper(vue, "8")
    assert vue.loader.count == 700
    for texte, attendu in (("81", 700), ("81roi", 87), ("81roi000007", 1), ("81r", 87)):
        vue.change(text=texte)
        banc.finir(vue)
        assert vue.loader.count == attendu, texte
        assert len(set(textes(vue, "compte"))) == attendu


def test_une_colonne_d_echecs_se_lit_en_rouge(banc):
    columns = [replace(c, alert=c.name == "reglement") for c in COLONNES]
    vue = banc.ouvrir(banc.base(), columns=tuple(columns))
    inks = {c.name: vue.table.model().cell(0, n).ink for n, c in enumerate(columns)}
    assert (inks["reglement"], inks["nom"]) == ("error", "text")


def test_un_clic_sur_l_en_tete_trie_puis_inverse(banc):
    vue = banc.ouvrir(banc.base())
    soldes = [c.name for c in vue.declared.columns].index("solde")
    vue.table.horizontalHeader().sectionClicked.emit(soldes)
    banc.finir(vue)
    montants = [vue.model.row(n).solde for n in range(25)]
    assert montants == sorted(montants)
    vue.table.horizontalHeader().sectionClicked.emit(soldes)
    banc.finir(vue)
    assert [vue.model.row(n).solde for n in range(25)] == montants[::-1]


def test_une_longue_liste_donne_chaque_ligne_une_fois_dans_les_deux_moities(banc):
    vue = banc.ouvrir(banc.base(1234))
    vue.sort(("nom", True))
    banc.finir(vue)
    lues = [ligne(vue, n) for n in (0, 99, 100, 616, 617, 1000, 1199, 1200, 1233)]
    assert all(lues)
    tous = [ligne(vue, n).id for n in range(1234)]
    assert sorted(tous) == list(range(1, 1235))
    noms = [ligne(vue, n).nom for n in range(1234)]
    assert noms == sorted(noms, reverse=True)


def test_le_montant_est_francais_rouge_s_il_est_negatif_et_blanc_s_il_est_nul(banc):
    vue = banc.ouvrir(banc.base())
    place = [c.name for c in vue.declared.columns].index("solde")
    cellules = [vue.model.cell(n, place) for n in range(25)]
    lignes = [vue.model.row(n) for n in range(25)]
    for cellule, ligne in zip(cellules, lignes, strict=True):
        assert (cellule.text == "") == (ligne.solde == 0)
        assert (cellule.ink == "negative") == (ligne.solde < 0)
        assert cellule.alignment & Qt.AlignmentFlag.AlignRight.value
    assert any("," in c.text for c in cellules)


def test_une_date_se_lit_jj_mm_aaaa_et_un_oui_est_une_coche(banc):
    vue = banc.ouvrir(banc.base())
    assert all(len(t) == 10 and t[2] == t[5] == "/" for t in textes(vue, "entree"))
    place = [c.name for c in vue.declared.columns].index("actif")
    assert {vue.model.cell(n, place).checked for n in range(25)} == {True, False}


def test_double_clic_et_entree_ouvrent_la_fiche_avec_ses_voisines(banc):
    vue = banc.ouvrir(banc.base())
    vue.table.doubleClicked.emit(vue.model.index(2, 0))
    cle, id, params = banc.shell.ouverts[-1]
    assert (cle, id) == ("locataires.fiche", vue.model.row(2).id)
    assert list(params["siblings"]) == [vue.model.row(n).id for n in range(25)]
    vue.table.selectRow(4)
    QTest.keyClick(vue.table, Qt.Key.Key_Return)
    assert banc.shell.ouverts[-1][1] == vue.model.row(4).id


def test_les_fleches_et_entree_tapees_dans_le_filtre_conduisent_le_tableau(banc):
    vue = banc.ouvrir(banc.base())
    for touche in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(vue.bar.filter, touche)
    assert banc.shell.ouverts[-1][1] == vue.model.row(1).id
    assert vue.selected_ids() == (vue.model.row(1).id,)


def test_taper_dans_le_tableau_remplit_le_filtre(banc):
    vue = banc.ouvrir(banc.base())
    vue.table.setFocus()
    QTest.keyClicks(vue.table, "roi")
    banc.finir(vue)
    assert set(textes(vue, "nom")) == {"Sylvie Roi"}


def test_parmi_plusieurs_lignes_choisies_suivant_reste_dans_la_selection(banc):
    vue = banc.ouvrir(banc.base())
    choisir(vue, 3, 5, 8)
    ids = vue.selected_ids()
    vue.open_row(5)
    assert banc.shell.ouverts[-1][2]["siblings"] == ids


def choisir(vue: ListView, *rangs: int) -> None:
    vue.table.clearSelection()
    modele = vue.table.selectionModel()
    drapeaux = modele.SelectionFlag
    for rang in rangs:
        modele.select(vue.model.index(rang, 0), drapeaux.Select | drapeaux.Rows)


def test_les_voisines_d_une_liste_longue_se_lisent_a_la_demande(banc):
    vue = banc.ouvrir(banc.base(2600))
    voisines = vue.selection.siblings(vue.model.row(1).id, 1)
    assert isinstance(voisines, Siblings)
    assert voisines.index(vue.model.row(1).id) == 1
    assert voisines[2] == vue.model.row(2).id
    assert len(voisines) == 2600
    assert len(set(voisines)) == 2600
    assert voisines[-1] == list(voisines)[-1]
    assert -5 not in voisines


def test_une_commande_agit_sur_la_selection_sinon_sur_toutes_les_lignes(banc):
    recues: list[list[Any]] = []
    commande = Command("Agir", lambda shell, rows: recues.append(rows))
    vue = banc.ouvrir(banc.base(), commands=(commande,))
    lancer(vue, "Agir")
    banc.finir(vue)
    assert len(recues[-1]) == 25
    choisir(vue, 2, 7)
    lancer(vue, "Agir")
    banc.finir(vue)
    assert [row.id for row in recues[-1]] == [vue.model.row(2).id, vue.model.row(7).id]


def lancer(vue: ListView, texte: str) -> None:
    next(a for _menu, a in vue.tools.commands.all() if a.text() == texte).trigger()


def test_une_commande_qui_exige_une_selection_dit_quoi_faire(banc):
    recues: list[Any] = []
    commande = Command("Agir", lambda shell, rows: recues.append(rows), selection="exigee")
    vue = banc.ouvrir(banc.base(), commands=(commande,))
    lancer(vue, "Agir")
    assert recues == []
    assert "sélectionnée" in banc.shell.refus[0].title


def test_un_refus_d_une_commande_est_dit(banc):
    def refuser(shell: Any, rows: Any) -> None:
        raise UserError("Non.", "Recommencez demain.")

    vue = banc.ouvrir(banc.base(), commands=(Command("Agir", refuser, selection="aucune"),))
    lancer(vue, "Agir")
    assert banc.shell.refus[0].advice == "Recommencez demain."


def test_une_commande_absente_est_grisee_et_dit_pourquoi(banc):
    vue = banc.ouvrir(
        banc.base(), commands=(Command("Import CLAC", None, absent="Pas encore construit."),)
    )
    action = next(a for _m, a in vue.tools.commands.all() if a.text().startswith("Import"))
    assert not action.isEnabled()
    assert "à venir" in action.text()
    assert action.toolTip() == "Pas encore construit."


def test_une_commande_interdite_par_le_profil_est_grisee(banc, qtbot):
    base = banc.base()
    commande = Command("Supprimer", lambda shell, rows: None, needs="supprimer")
    vue = ListView(
        une_liste(commands=(commande,)),
        ShellEspion(CTX, base),
        base,
        tasks=banc.tasks,
        allows=lambda droit: droit != "supprimer",
    )
    qtbot.addWidget(vue)
    action = next(a for _m, a in vue.tools.commands.all() if a.text() == "Supprimer")
    assert not action.isEnabled()
    assert "profil" in action.toolTip()


def test_seuls_les_menus_qui_servent_paraissent_dans_l_ordre_de_lsc(banc):
    commandes = (
        Command("Lettre", lambda s, r: None, menu="Courrier"),
        Command("Historique", lambda s, r: None, menu="Rechercher"),
    )
    vue = banc.ouvrir(banc.base(), commands=commandes)
    noms = [nom for nom, _actions in vue.tools.commands.menus()]
    assert noms == ["Actions", "Aller à", "Rechercher", "Courrier", "Imprimer", "Calculer"]


def test_aller_a_ouvre_les_fiches_liees_a_la_selection(banc):
    vue = banc.ouvrir(banc.base())
    lancer(vue, "Lot")
    assert banc.shell.refus
    choisir(vue, 1, 2)
    lancer(vue, "Lot")
    banc.finir(vue)
    ids = vue.selected_ids()
    assert banc.shell.ouverts[-1] == ("lots.fiche", ids[0], {"siblings": ids})


def test_cliquer_sur_un_lien_ouvre_la_fiche_liee(banc):
    vue = banc.ouvrir(banc.base())
    place = [c.name for c in vue.declared.columns].index("lot")
    cellule = vue.table.visualRect(vue.model.index(3, place))
    ou = QPoint(cellule.left() + 12, cellule.center().y())
    QTest.mouseClick(vue.table.viewport(), Qt.MouseButton.LeftButton, pos=ou)
    assert banc.shell.ouverts == [("lots.fiche", vue.model.row(3).lot_id, {})]
    loin = QPoint(cellule.right() - 2, cellule.center().y())
    QTest.mouseClick(vue.table.viewport(), Qt.MouseButton.LeftButton, pos=loin)
    assert len(banc.shell.ouverts) == 1


def test_la_barre_d_etat_dit_le_compte_et_la_somme_de_la_selection(banc):
    vue = banc.ouvrir(banc.base())
    dits: list[str] = []
    vue.summary_changed.connect(dits.append)
    choisir(vue, 1, 2)
    banc.finir(vue)
    somme = vue.model.row(1).quittance + vue.model.row(2).quittance
    assert dits[-1].startswith("2 lignes sélectionnées")
    assert f"Quittance {somme}".replace(".", ",") in dits[-1].replace(NBSP, "")
    vue.table.selectAll()
    banc.finir(vue)
    total = sum((vue.model.row(n).quittance for n in range(25)), Decimal(0))
    assert f"Quittance {total}".replace(".", ",") in dits[-1].replace(NBSP, "")


def test_une_sous_selection_reduit_la_liste_et_tout_montrer_la_rend(banc):
    vue = banc.ouvrir(banc.base())
    choisir(vue, 0, 4)
    ids = vue.selected_ids()
    lancer(vue, "Sous-sélection")
    banc.finir(vue)
    assert [vue.model.row(n).id for n in range(vue.model.rowCount())] == list(ids)
    assert vue.bar.counter.text() == "2 / 25"
    assert not vue.frame.notice.isHidden()
    lancer(vue, "Tout montrer")
    banc.finir(vue)
    assert vue.model.rowCount() == 25
    assert vue.frame.notice.isHidden()


def test_les_filtres_d_ouverture_se_voient_et_se_retirent(banc):
    vue = banc.ouvrir(banc.base(), {"immeuble": "Résidence Lafayette", "text": "elsa"})
    assert set(textes(vue, "immeuble")) == {"Résidence Lafayette"}
    assert set(textes(vue, "nom")) == {"Elsa Locataire"}
    assert not vue.frame.notice.isHidden()
    vue.show_all()
    banc.finir(vue)
    assert vue.model.rowCount() == 25


def test_la_liste_se_relit_en_gardant_la_selection(banc):
    base = banc.base()
    vue = banc.ouvrir(base)
    choisir(vue, 5, 6)
    ids = vue.selected_ids()
    with base.write("Martine") as session:
        session.execute(delete(Fiche).where(Fiche.id == vue.model.row(0).id))
        session.execute(update(Fiche).where(Fiche.id == ids[0]).values(nom="Changé"))
    vue.tables_changed(frozenset({"autre"}))
    assert vue.model.rowCount() == 25
    vue.tables_changed(frozenset({"fiche"}))
    banc.finir(vue)
    assert vue.bar.counter.text() == "24 / 24"
    assert vue.selected_ids() == ids
    assert "Changé" in textes(vue, "nom")


def test_une_liste_cachee_ne_se_relit_qu_en_reparaissant(banc):
    base = banc.base()
    vue = banc.ouvrir(base)
    vue.hide()
    with base.write("Martine") as session:
        session.execute(delete(Fiche).where(Fiche.id == 1))
    vue.tables_changed(frozenset({"fiche"}))
    assert vue.model.rowCount() == 25
    vue.show()
    banc.finir(vue)
    assert vue.model.rowCount() == 24


def test_une_liste_vide_dit_a_quoi_elle_sert_et_offre_de_commencer(banc):
    vue = banc.ouvrir(banc.base(0))
    assert vue.frame.blank.isVisible()
    assert "paraissent ici" in vue.frame.blank.text.text()
    vue.frame.blank.button.click()
    assert banc.shell.ouverts[-1][0] == "locataires.fiche"


def test_un_filtre_sans_reponse_offre_de_l_effacer(banc):
    vue = banc.ouvrir(banc.base())
    banc.taper(vue, "zzz")
    assert vue.frame.blank.isVisible()
    assert "« zzz »" in vue.frame.blank.text.text()
    vue.frame.blank.button.click()
    banc.finir(vue)
    assert vue.table.isVisible()


def test_colonnes_largeurs_et_tri_sont_retrouves(banc):
    vue = banc.ouvrir(banc.base())
    vue.disposition.arrange(["compte", "solde", "nom"], {"lot", "actif"})
    vue.table.setColumnWidth(1, 333)
    vue.sort(("solde", True))
    vue.close()
    autre = banc.ouvrir(banc.base())
    noms = [c.name for c in autre.disposition.visible()]
    assert noms[:3] == ["compte", "solde", "nom"]
    assert not {"lot", "actif"} & set(noms)
    assert autre.table.columnWidth(1) == 333
    assert autre.model.row(0).solde == max(autre.model.row(n).solde for n in range(25))


def test_la_premiere_colonne_reste_la_premiere(banc):
    vue = banc.ouvrir(banc.base())
    vue.disposition.arrange(["nom", "compte"], {"compte"})
    assert vue.disposition.visible()[0].name == "compte"


def test_une_vue_nommee_se_garde_se_rappelle_et_se_supprime(banc):
    vue = banc.ouvrir(banc.base())
    banc.taper(vue, "roi")
    vue.disposition.arrange(["compte", "quittance"], {"immeuble"})
    vue.sort(("quittance", False))
    vue.tools.views.keep("Mes Roi")
    vue.disposition.forget()
    vue.show_all()
    banc.finir(vue)
    vue.tools.recall(vue.tools.views.views["Mes Roi"])
    banc.finir(vue)
    assert vue.bar.filter.text() == "roi"
    assert [c.name for c in vue.disposition.visible()][:2] == ["compte", "quittance"]
    assert vue.criteria.sort == (("quittance", False),)
    vue.tools.views.remove("Mes Roi")
    assert vue.tools.views.views == {}


def test_ouvrir_dans_excel_donne_ce_qu_on_voit(banc, monkeypatch):
    ouverts: list[Path] = []
    monkeypatch.setattr(list_output, "open_outside", lambda parent, path: ouverts.append(path))
    vue = banc.ouvrir(banc.base())
    vue.disposition.arrange(["compte", "solde", "entree", "nom"], {"immeuble", "lot"})
    banc.taper(vue, "roi")
    lancer(vue, "Ouvrir dans Excel")
    banc.tasks.drain()
    feuille = load_workbook(ouverts[0]).active
    lignes = list(feuille.values)
    assert lignes[0][:4] == ("Compte", "Solde", "1er quitt.", "Nom")
    assert "Immeuble" not in lignes[0]
    assert [ligne[0] for ligne in lignes[1:]] == textes(vue, "compte")
    assert isinstance(lignes[1][2], datetime)


def test_copier_met_des_colonnes_dans_le_presse_papiers(banc):
    vue = banc.ouvrir(banc.base())
    choisir(vue, 0)
    lancer(vue, "Copier")
    banc.finir(vue)
    titres, ligne = QGuiApplication.clipboard().text().split("\n")
    assert titres.split("\t")[:2] == ["Compte", "Nom"]
    assert ligne.split("\t")[0] == vue.model.row(0).compte


def test_imprimer_la_liste_montre_un_pdf(banc):
    vue = banc.ouvrir(banc.base())
    lancer(vue, "Imprimer la liste")
    banc.tasks.drain()
    titre, (document,) = banc.shell.apercus[0]
    assert titre == "Liste Locataire"
    assert document.contenu.startswith(b"%PDF")


def test_un_imprime_va_a_l_apercu(banc):
    imprime = Printout(lambda session, rows, ctx: [Document(f"{len(rows)}.pdf", b"%PDF")])
    vue = banc.ouvrir(banc.base(), commands=(Command("Avis", imprime, menu="Imprimer"),))
    lancer(vue, "Avis")
    banc.qtbot.waitUntil(lambda: bool(banc.shell.apercus))
    assert banc.shell.apercus[0][1][0].nom == "25.pdf"


def test_la_premiere_colonne_reste_en_vue_quand_on_defile(banc):
    vue = banc.ouvrir(banc.base())
    vue.resize(420, 300)
    QTest.qWait(20)
    assert vue.table.fixed.isHidden()
    vue.table.horizontalScrollBar().setValue(vue.table.horizontalScrollBar().maximum())
    assert vue.table.fixed.isVisible()
    assert vue.table.fixed.columnWidth(0) == vue.table.columnWidth(0)


def test_une_colonne_sans_somme_ne_demande_rien(banc):
    vue = banc.ouvrir(banc.base(), columns=(COLONNES[0], Column("nom", "Nom")))
    assert vue.summary == ""
    assert "Calculer" not in dict(vue.tools.commands.menus())


def test_les_touches_de_la_liste_marchent_depuis_le_filtre(banc, monkeypatch):
    faits: list[str] = []
    monkeypatch.setattr(
        "lsc_desktop.gui.kit.list_actions.ListActions.excel", lambda s: faits.append("E")
    )
    commande = Command("Agir", lambda shell, rows: faits.append("G"), shortcut="Ctrl+G")
    vue = banc.ouvrir(banc.base(), commands=(commande,))
    vue.activateWindow()
    vue.setFocus()
    ctrl = Qt.KeyboardModifier.ControlModifier
    for touche in (Qt.Key.Key_E, Qt.Key.Key_G, Qt.Key.Key_N):
        QTest.keyClick(vue.bar.filter, touche, ctrl)
        banc.finir(vue)
    assert faits == ["E", "G"]
    assert banc.shell.ouverts[-1][0] == "locataires.fiche"
    QTest.keyClick(vue.bar.filter, Qt.Key.Key_A, ctrl)
    assert vue.choice().count == 25
    assert vue.selection
    QTest.keyClick(vue.bar.filter, Qt.Key.Key_C, ctrl)
    banc.finir(vue)
    assert banc.shell.dits[-1] == "25 lignes copiées."
    QTest.keyClick(vue.bar.filter, Qt.Key.Key_Escape)
    assert not vue.selection


def test_ce_qui_ne_tient_pas_dans_la_barre_va_sous_plus(banc):
    commandes = [Command(f"Commande {n}", lambda s, r: None, button=n < 2) for n in range(4)]
    commandes += [Command("Lettre", lambda s, r: None, menu="Courrier")]
    vue = banc.ouvrir(banc.base(), commands=tuple(commandes))
    assert vue.bar.tools.more.isHidden()
    vue.resize(560, 400)
    banc.qtbot.waitUntil(vue.bar.tools.more.isVisible)
    menu = vue.bar.tools.more.menu()
    menu.aboutToShow.emit()
    caches = [action.text() for action in menu.actions()]
    assert caches[-2:] == ["Imprimer", "Calculer"]
    vue.resize(1200, 400)
    banc.qtbot.waitUntil(vue.bar.tools.more.isHidden)
