"""La régularisation à l'écran : les chiffres du document de référence, et la mauvaise frappe."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.preview import PreviewView
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.storage.models import Locataire, Regularisation
from tests.factories import des_appels, des_reglages, un_code, un_locataire, une_fiche
from tests.gestes import combien
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def reglee(db, agence, ctx):
    """Les réglages d'habitude, et deux ans d'appels."""
    with db.write() as session:
        un_code(session)
        des_reglages(session)
        des_appels(session, agence, ctx)
    return agence


@pytest.fixture
def fiche(db, reglee, ctx):
    with db.write() as session:
        return une_fiche(session, reglee, ctx, "1070.52")


def texte(form, name) -> str:
    return champ(form, name).text().replace("\u00a0", " ")


def cellule(form, grille, rang, nom) -> str:
    model = champ(form, grille).lines_model
    return model.text(rang, [c.name for c in model.columns].index(nom)).replace("\u00a0", " ")


def remplit(form, grille, rang, **valeurs) -> None:
    """Tape dans des cellules, comme au clavier."""
    grid = champ(form, grille)
    for name, value in valeurs.items():
        grid.go_to(rang, name)
        grid.setFocus()
        QTest.keyClicks(grid, value[0])
        editor = grid.viewport().focusWidget() or grid.focusWidget()
        for letter in value[1:]:
            QTest.keyClicks(editor, letter)
        QTest.keyClick(editor, Qt.Key.Key_Return)


def demande(atelier, agence, **dates):
    form = atelier.fiche("regularisations.demande")
    choisit(form, "lot_id", agence.lot)
    for name, value in dates.items():
        tape(form, name, value)
    form.refresh_now()
    return form


# --- Ajouter ------------------------------------------------------------------------------------


def test_un_lot_suffit_son_proprietaire_et_son_immeuble_suivent(atelier, reglee):
    form = demande(atelier, reglee)
    assert form.draft.proprietaire_id == reglee.proprietaire
    assert form.draft.immeuble_id == reglee.immeuble


def test_deux_locataires_se_partagent_563_69(atelier, db, reglee):
    """seed L54-77 : 280,30 et 283,39 pour deux locataires qui se suivent en 2020."""
    with db.write() as session:
        elsa = session.get_one(Locataire, reglee.locataire)
        elsa.depart = date(2020, 6, 30)
        un_locataire(session, reglee, "MARTIN", entree=date(2020, 7, 1), lot_id=reglee.lot)
    form = demande(atelier, reglee)
    tape(form, "montant", "563,69")
    form.refresh_now()
    assert texte(form, "nombre") == "2"
    assert [cellule(form, "concernes", rang, "montant") for rang in (0, 1)] == ["280,30", "283,39"]
    assert texte(form, "part_proprietaire") == "0,00"


@pytest.mark.parametrize(
    ("name", "frappe", "phrase"),
    [
        ("montant", "abc", "n'est pas un nombre"),
        ("du", "31042020", "avril"),
        ("du", "pouet", "n'est pas une date"),
    ],
)
def test_une_frappe_illisible_se_dit_au_champ_et_rien_n_est_cree(
    atelier, db, reglee, name, frappe, phrase
):
    form = demande(atelier, reglee)
    tape(form, name, frappe)
    assert not form.validate()
    assert phrase in form.binding.problems[name]
    assert texte(form, name) == frappe  # rien n'est perdu de ce qui était tapé
    assert combien(db, Regularisation) == 0


def test_une_periode_a_l_envers_se_dit_et_rien_n_est_cree(atelier, db, reglee):
    form = demande(atelier, reglee, du="31122020", au="01012020")
    assert not form.validate()
    assert "à l'envers" in form.binding.problems["au"]
    assert combien(db, Regularisation) == 0


def test_un_lot_sans_locataire_se_dit_et_rien_n_est_cree(atelier, db, reglee):
    form = demande(atelier, reglee, du="01012010", au="31122010")
    tape(form, "montant", "100")
    assert not form.validate()
    said = " ".join(
        [*form.binding.problems.values(), *(w.text() for w in form.errors.findChildren(QLabel))]
    )
    assert "Personne n'occupait ce lot" in said
    assert combien(db, Regularisation) == 0


def test_un_code_fiscalite_inconnu_se_dit_et_rien_n_est_cree(atelier, db, reglee):
    form = demande(atelier, reglee)
    tape(form, "code_fiscalite_id", "ZZZ")
    assert not form.validate()
    assert form.binding.problems["code_fiscalite_id"]
    assert combien(db, Regularisation) == 0


# --- La fiche -----------------------------------------------------------------------------------


def test_tout_se_recalcule_pendant_la_frappe(atelier, fiche):
    """seed L241-268 : 1 070,52 moins les provisions, moins 100,00, en trois fois."""
    form = atelier.fiche("regularisations.fiche", fiche)
    before = form.draft.regularisation
    tape(form, "reintroduction", "100")
    assert form.draft.regularisation == before - 100
    assert texte(form, "total") == "1 070,52"
    assert texte(form, "regularisation") == f"{form.draft.regularisation:.2f}".replace(".", ",")


def test_la_fiche_explique_chaque_montant(atelier, fiche):
    form = atelier.fiche("regularisations.fiche", fiche)
    assert "1 070,52" in champ(form, "total").explanation.replace("\u00a0", " ")
    assert champ(form, "nouvelles_provisions").toolTip()


def test_une_lettre_dans_un_montant_ne_change_aucun_chiffre(atelier, fiche):
    form = atelier.fiche("regularisations.fiche", fiche)
    before = form.draft.regularisation
    tape(form, "reintroduction", "abc")
    assert not form.validate()
    assert "n'est pas un nombre" in form.binding.problems["reintroduction"]
    assert form.draft.regularisation == before


def test_un_locataire_parti_ne_peut_pas_etaler(atelier, db, reglee, fiche):
    with db.write() as session:
        session.get_one(Locataire, reglee.locataire).depart = date(2021, 3, 31)
    form = atelier.fiche("regularisations.fiche", fiche)
    assert not champ(form, "fois").isEnabled()
    assert not champ(form, "nouvelles_provisions").isEnabled()


def test_un_clic_sur_les_provisions_montre_leurs_ecritures(atelier, fiche):
    form = atelier.fiche("regularisations.fiche", fiche)
    champ(form, "provisions").clicked.emit()
    assert ("ecritures.liste", None, {"regularisation_id": fiche}) in atelier.shell.ouverts


# --- Quittancer ---------------------------------------------------------------------------------


def test_quittancer_exige_une_selection(atelier, fiche):
    liste = atelier.liste("regularisations.liste")
    atelier.lance(liste, "Quittancer")
    assert "sélectionn" in str(atelier.shell.refus[-1])


def test_une_fiche_non_validee_n_est_pas_quittancee(atelier, db, fiche):
    liste = atelier.liste("regularisations.liste")
    liste.table.selectAll()
    atelier.lance(liste, "Quittancer")
    assert "non validée" in str(atelier.shell.refus[-1])
    with db.read() as session:
        assert session.get_one(Regularisation, fiche).etat == "en_attente"


def test_supprimer_demande_puis_efface(atelier, db, fiche, monkeypatch):
    asked = []
    monkeypatch.setattr(dialogs, "ask", lambda *a, **k: asked.append(a) or True)
    liste = atelier.liste("regularisations.liste")
    liste.table.selectAll()
    atelier.lance(liste, "Supprimer")
    assert len(asked) == 1 and combien(db, Regularisation) == 0


# --- Imprimer -----------------------------------------------------------------------------------


def test_un_disque_plein_se_dit_et_ne_laisse_aucun_fichier(
    atelier, db, fiche, tmp_path, monkeypatch
):
    liste = atelier.liste("regularisations.liste")
    atelier.lance(liste, "Imprimer")
    ((_title, documents),) = atelier.shell.apercus
    refused = []
    view = PreviewView(documents, lambda kept: None, lambda text: None, refused.append)
    atelier.views.append(view)
    monkeypatch.setattr("os.fsync", plein)
    view.save([(tmp_path / "decompte.pdf", documents[0])])
    (error,) = refused
    assert isinstance(error, TemporaryError) and "disque est plein" in str(error)
    assert list(tmp_path.glob("*.p*")) == []
    with db.read() as session:  # le décompte, lui, est gardé tel qu'émis
        assert load_regularisation(session, fiche).total == Decimal("1070.52")
        assert session.get_one(Regularisation, fiche).decompte_id is not None


def plein(_descriptor):
    raise OSError(28, "No space left on device")


def test_la_liste_montre_ce_qui_attend(atelier, fiche):
    ((valide, compte, *_rest),) = lignes(atelier.liste("regularisations.liste"))
    assert compte == "81ELLOCATA" and not valide


def test_une_commande_tapee_dans_la_foulee_du_filtre_attend_qu_il_s_applique(atelier, fiche, qtbot):
    liste = atelier.liste("regularisations.liste")
    liste.bar.filter.setText("personne")
    (imprimer,) = [a for _menu, a in liste.tools.commands.all() if a.text() == "Imprimer"]
    imprimer.trigger()
    qtbot.waitUntil(lambda: bool(atelier.shell.refus or atelier.shell.dits))
    assert atelier.shell.apercus == []
