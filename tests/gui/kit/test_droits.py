"""Ce que le profil ne permet pas : grisé, refusé d'où que cela vienne, masqué partout."""

import dataclasses
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from lsc_desktop.domain.coordonnees import masquer
from lsc_desktop.domain.droits import EXPORTER_LISTE, IMPRIMER_LISTE, VOIR_IBAN
from lsc_desktop.gui.kit.form_work import keep_draft, run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.rights import READ_ONLY, readable
from lsc_desktop.gui.kit.screens import Batch, Command, FormCommand
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria
from tests.gui.exemple import COLONNES, BaseExemple, ShellEspion, une_liste
from tests.gui.kit.fiche_essai import un_ecran
from tests.gui.shell.conftest import CTX

FAIT: list[int] = []
SANS = frozenset[str]()


def droits(*granted: str):
    return lambda needs: needs in granted


def traiter(session, row, *, ctx, accepted):
    FAIT.append(row.id)
    return ""


QUITTANCER = Command(
    "Quittancer", Batch(work=traiter), selection="affichees", shortcut="Ctrl+Q",
    needs="regularisations.quittancer",
)  # fmt: skip


@pytest.fixture
def liste(qtbot, tmp_path):
    base, tasks = BaseExemple(tmp_path / "essai.db", 6), Tasks()
    FAIT.clear()

    def ouvrir(*granted: str, **over) -> ListView:
        shell = ShellEspion(CTX, base)
        view = ListView(
            une_liste(**over), shell, base, prefs=Prefs(), tasks=tasks, allows=droits(*granted)
        )
        qtbot.addWidget(view)
        view.show()
        view.activateWindow()
        qtbot.waitUntil(view.settled)
        return view

    yield ouvrir
    tasks.drain()
    tasks.close()
    base.close()


def action(view: ListView, text: str):
    (found,) = [a for _menu, a in view.tools.commands.all() if a.text() == text]
    return found


# --- Listes -------------------------------------------------------------------------------------


def test_une_commande_interdite_est_grisee_et_dit_quel_droit_demander(liste):
    view = liste(commands=(QUITTANCER,))
    assert not action(view, "Quittancer").isEnabled()
    assert "Régularisations : Quittancer" in action(view, "Quittancer").toolTip()


def test_elle_est_refusee_meme_si_on_la_declenche(liste):
    """Raccourci, Ctrl+K, bouton : tout passe par là."""
    view = liste(commands=(QUITTANCER,))
    action(view, "Quittancer").setEnabled(True)
    QTest.keyClick(view.table, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    view.tools.run(QUITTANCER)
    assert view.tasks.drain()
    assert FAIT == []
    assert {error.title for error in view.shell.refus} == {"Votre profil ne le permet pas."}


def test_permise_elle_agit(liste):
    view = liste("regularisations.quittancer", commands=(QUITTANCER,))
    view.table.selectRow(0)
    action(view, "Quittancer").trigger()
    assert view.tasks.drain()
    assert len(FAIT) == 1


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Ouvrir dans Excel", EXPORTER_LISTE),
        ("Copier", EXPORTER_LISTE),
        ("Imprimer la liste", IMPRIMER_LISTE),
    ],
)
def test_sortir_une_liste_demande_son_droit(liste, text, needs):
    barred, granted = liste(), liste(needs)
    assert not action(barred, text).isEnabled() and action(granted, text).isEnabled()
    QGuiApplication.clipboard().setText("avant")
    action(barred, text).setEnabled(True)
    action(barred, text).trigger()
    assert barred.tasks.drain()
    assert len(barred.shell.refus) == 1 and barred.shell.apercus == []
    assert QGuiApplication.clipboard().text() == "avant"


DEVIS = Command("Demander un devis", lambda shell, rows: None, partenaire="lovys")
EXPIRE = "Partenaire indisponible : abonnement expiré le 31/12/2026."


def test_une_commande_sans_abonnement_est_grisee_dit_pourquoi_et_se_degrise(liste, monkeypatch):
    """La licence validée ailleurs se voit ici sans rouvrir la liste."""
    monkeypatch.setattr(ShellEspion, "unavailable", lambda self, one: EXPIRE * (one == "lovys"))
    view = liste(commands=(DEVIS, dataclasses.replace(QUITTANCER, needs="")))
    ask = action(view, "Demander un devis")
    assert not ask.isEnabled() and ask.toolTip() == EXPIRE
    assert action(view, "Quittancer").isEnabled(), "les autres n'en ont pas besoin"
    monkeypatch.setattr(ShellEspion, "unavailable", lambda self, _one: "")
    view.tables_changed(frozenset({"exemple"}))
    assert not ask.isEnabled(), "seule la licence grise et dégrise"
    view.tables_changed(frozenset({"licence_store"}))
    assert ask.isEnabled() and ask.toolTip() == "Demander un devis"


def test_le_droit_passe_avant_l_abonnement(liste, monkeypatch):
    monkeypatch.setattr(ShellEspion, "unavailable", lambda self, _one: EXPIRE)
    view = liste(commands=(dataclasses.replace(QUITTANCER, partenaire="lovys"),))
    assert "Régularisations : Quittancer" in action(view, "Quittancer").toolTip()


SENSIBLES = tuple(
    dataclasses.replace(c, sensitive=VOIR_IBAN) if c.name == "reglement" else c for c in COLONNES
)


def test_une_colonne_sensible_est_masquee_ou_qu_elle_sorte(liste):
    view = liste(EXPORTER_LISTE, columns=SENSIBLES)
    place = [c.name for c in SENSIBLES].index("reglement")
    shown = {view.model.cell(rank, place).text for rank in range(6)}
    assert shown == {"••••••••", ""}
    view.tools.copy()
    assert view.tasks.drain()
    assert "Chèque" not in QGuiApplication.clipboard().text()
    rows = view.loader.read(lambda session: list(view.choice().rows(session)))
    assert {row.reglement for row in rows} == {"••••••••", ""}, "Excel et papier lisent ces lignes"
    clear = liste(VOIR_IBAN, columns=SENSIBLES)
    assert {clear.model.cell(rank, place).text for rank in range(6)} == {
        "Chèque",
        "Prélèvement",
        "",
    }


def test_une_liste_sans_rien_de_sensible_se_lit_sans_detour():
    screen = une_liste()
    assert readable(screen, droits()) is screen.source


def test_le_masque_peut_dependre_de_la_ligne(tmp_path):
    base = BaseExemple(tmp_path / "essai.db", 6)
    screen = une_liste(sensitive=lambda row: {"nom": VOIR_IBAN} if row.id == 2 else {})
    with base.read() as session:
        rows = readable(screen, droits()).rows(session, Criteria())
        hidden = [row.id for row in rows if "••••" in row.nom]
    base.close()
    assert hidden == [2]


def test_creer_se_grise_quand_la_fiche_ne_peut_s_ecrire(liste, monkeypatch):
    monkeypatch.setattr(ShellEspion, "barred", lambda self, key, creating=False: "Non." * creating)
    view = liste()
    assert not action(view, "Créer").isEnabled()
    assert action(view, "Créer").toolTip() == "Non."


def test_un_iban_masque_se_reconnait_sans_servir():
    assert masquer("FR76 3000 6000 0112 3456 7890 189") == "FR76 •••• •••• 0189"
    assert masquer("AGRIFRPP") == "••••••••" and masquer("") == ""


# --- Fiches -------------------------------------------------------------------------------------


@pytest.fixture
def fiche(atelier, qtbot):
    def ouvrir(*granted: str, id: int | None = 1, **over) -> FormView:
        form = FormView(
            un_ecran(**over), atelier.fenetre, atelier.base, id=id, tasks=atelier.tasks,
            allows=droits(*granted), make_list=atelier._liste,
        )  # fmt: skip
        atelier.fiches.append(form)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        return form

    return ouvrir


def test_sans_le_droit_d_ecrire_la_fiche_se_lit_et_le_dit(fiche):
    form = fiche(needs_save="tiers.modifier")
    title = form.body.findChild(QLineEdit, "titre")
    assert form.read_only and title.isReadOnly() and not form.header.accept.isVisible()
    assert READ_ONLY in form.warnings.sentences
    assert not fiche("tiers.modifier", needs_save="tiers.modifier").read_only


def test_une_commande_de_fiche_sans_abonnement_est_grisee_et_dit_pourquoi(fiche, atelier):
    ask = FormCommand("Demander un devis", lambda shell, draft: None, partenaire="lovys")
    atelier.fenetre.manque = {"lovys": EXPIRE}
    form = fiche(commands=(ask, FormCommand("Autre", lambda shell, draft: None)))
    buttons = {b.text(): b for b in form.header.findChildren(QPushButton)}
    assert not buttons["Demander un devis"].isEnabled() and buttons["Autre"].isEnabled()
    assert buttons["Demander un devis"].toolTip() == EXPIRE


def test_un_droit_retire_pendant_la_saisie_refuse_d_enregistrer(fiche, atelier):
    """Le profil change sous une fiche déjà ouverte : rien n'est écrit, rien n'est perdu."""
    held = {"tiers.modifier"}
    form = fiche("tiers.modifier", needs_save="tiers.modifier")
    form.allows = lambda needs: needs in held
    form.body.findChild(QLineEdit, "titre").selectAll()
    QTest.keyClicks(form.body.findChild(QLineEdit, "titre"), "Autre titre")
    held.clear()
    assert not form.validate()
    assert "Votre profil ne le permet pas." in str(atelier.fenetre.refus[-1])
    assert form.draft.titre == "Autre titre"
    form.remember()


def test_une_commande_de_fiche_interdite_ne_fait_rien(fiche, atelier):
    done = []
    command = FormCommand("Agir", lambda shell, draft: done.append(1), needs="tiers.supprimer")
    form = fiche(commands=(command,))
    run_command(form, command)
    assert done == [] and len(atelier.fenetre.refus) == 1
    run_command(fiche("tiers.supprimer", commands=(command,)), command)
    assert done == [1]


def test_le_bouton_principal_se_grise(fiche):
    main = FormCommand(
        "Comptabiliser", Batch(work=traiter), main=True, needs="quittancement.appeler"
    )
    form = fiche(commands=(main,), save=None)
    assert not form.header.accept.isEnabled()
    assert "Quittancement" in form.header.accept.toolTip()


MASQUE = partial(dict, sensitive={"titre": VOIR_IBAN})


def test_un_champ_masque_ne_se_lit_ni_ne_se_change(fiche):
    form = fiche(**MASQUE())
    title = form.body.findChild(QLineEdit, "titre")
    assert title.text() == masquer(form.draft.titre) != form.draft.titre
    assert title.isReadOnly() and not form.modified()


def test_enregistrer_une_fiche_masquee_garde_la_vraie_valeur(fiche, atelier):
    form = fiche(**MASQUE())
    true = form.draft.titre
    note = form.body.findChild(QLineEdit, "montant")
    note.setFocus()
    note.selectAll()
    QTest.keyClicks(note, "123,45")
    assert form.validate()
    again = fiche(VOIR_IBAN, **MASQUE())
    assert again.draft.titre == true and again.body.findChild(QLineEdit, "titre").text() == true


def test_un_brouillon_ne_garde_pas_ce_que_l_on_ne_peut_lire(fiche):
    form = fiche(**MASQUE())
    true = form.draft.titre
    amount = form.body.findChild(QLineEdit, "montant")
    amount.setFocus()
    amount.selectAll()
    QTest.keyClicks(amount, "55")
    keep_draft(form)
    assert true not in form.file.path.read_text(encoding="utf-8")
    again = fiche(**MASQUE())
    assert again.offered is not None and again.offered.draft.titre == true
    for held in (form, again):
        held.file.drop()
        held.remember()


def test_l_historique_de_la_fiche_s_ouvre_d_un_bouton(fiche, atelier):
    form = fiche("historique", table="tiers")
    assert form.header.history.isVisible() and form.header.history.isEnabled()
    form.header.history.click()
    assert atelier.fenetre.ouverts == [("historique.liste", None)]
    assert not fiche(table="tiers").header.history.isEnabled(), "seulement avec le droit"
    assert not fiche("historique", table="tiers", id=None).header.history.isVisible()
