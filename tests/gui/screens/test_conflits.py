"""Deux personnes sur les vraies fiches : le bail, la régularisation, le tiers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lsc_desktop.domain.locataires import LigneTableauDraft
from lsc_desktop.gui.kit.conflict_sheet import KEPT
from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.locataires import load_locataire
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.queries.tiers import load_tiers
from lsc_desktop.services.locataires import save_locataire, supprimer_locataire
from lsc_desktop.services.regularisations.ajout import save_regularisation
from lsc_desktop.services.tiers import save_tiers
from tests.factories import des_appels, un_code, un_locataire, une_fiche
from tests.gui.screens.atelier import champ, choisit, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def repond(monkeypatch):
    """`repond(geste)` : ce que l'on fait de la fenêtre qui s'ouvre ; rend celles qu'on a vues."""
    seen, gestes = [], []

    def run(sheet):
        seen.append(sheet)
        gestes.pop(0)(sheet)
        return sheet.result()

    def prevoir(*actions):
        gestes[:] = actions
        return seen

    monkeypatch.setattr(Sheet, "exec", run)
    monkeypatch.setattr(Sheet, "deleteLater", lambda sheet: None)
    return prevoir


def tableau(sheet):
    model = sheet.table.model()
    columns = range(model.columnCount())
    return {
        model.index(r, 0).data(): [model.index(r, c).data() for c in columns if c]
        for r in range(model.rowCount())
    }


def luc(db, ctx, load, save, id, change):
    """Luc enregistre pendant qu'on tape."""
    with db.write("Luc") as session:
        draft = load(session, id)
        change(draft)
        save(session, draft, ctx=replace(ctx, utilisateur="Luc"))


def test_deux_baux_modifies_a_part_se_montrent_avant_de_se_reunir(atelier, agence, db, ctx, repond):
    form = atelier.fiche("locataires.fiche", agence.locataire)
    tape(form, "depot_garantie", "350")

    def change(draft):
        draft.lignes[0].montant = Decimal(360)
        draft.lignes.append(
            LigneTableauDraft(code_fiscalite_id=agence.loyer, libelle="Garage", montant=Decimal(40))
        )

    luc(db, ctx, load_locataire, save_locataire, agence.locataire, change)
    seen = repond(lambda sheet: sheet.save.click())
    assert form.validate()
    assert seen[0].accessibleName().startswith("Cette fiche a été modifiée par Luc ")
    assert tableau(seen[0]) == {
        "Dépôt de garantie : Montant": ["", "350,00", "", "La mienne"],
        "Tableau de quittancement : Loyer, Montant": ["350,00", "350,00", "360,00", "La sienne"],
        "Tableau de quittancement": ["absente", "absente", "10 Loyer, Garage, 40,00", "La sienne"],
    }
    assert seen[0].figures.text() == "Ensemble, Compte : Quittance : 450,00."
    with db.read() as session:
        kept = load_locataire(session, agence.locataire)
    assert kept.depot_garantie == 350
    assert [ligne.montant for ligne in kept.lignes] == [360, 50, 40]


def test_une_fiche_liee_se_lit_par_son_code(atelier, agence, db, ctx, repond):
    with db.write() as session:
        autre = un_locataire(session, agence, "MATIGNON")
        lots = [load_locataire(session, autre).lot_id]
        tiers = load_locataire(session, autre).tiers_id
    form = atelier.fiche("locataires.fiche", agence.locataire)
    choisit(form, "lot_id", lots[0])

    def change(draft):
        draft.tiers_id = tiers

    luc(db, ctx, load_locataire, save_locataire, agence.locataire, change)
    seen = repond(lambda sheet: sheet.cancel.click())
    assert not form.validate()
    texts = str(tableau(seen[0]))
    assert "LOCATAIREELSA LOCATAIRE Elsa" in texts and "MATIGNONPAUL MATIGNON Paul" in texts
    assert "LAFAYETTE/" in texts


@pytest.fixture
def fiche(db, agence, ctx):
    from datetime import date

    with db.write() as session:
        un_code(session)
        des_appels(session, agence, ctx, date(2020, 1, 1), date(2020, 12, 31))
        return une_fiche(session, agence, ctx, "900")


def test_une_provision_proposee_se_recalcule_au_lieu_de_se_heurter(atelier, fiche, db, ctx, repond):
    form = atelier.fiche("regularisations.fiche", fiche)
    form.draft.lignes[0].montant_total = Decimal(100)
    form.recompute()
    form.show_all(force=True)
    tape(form, "titre", "DECOMPTE 2020")

    def change(draft):
        draft.lignes[1].montant_total = Decimal(1200)
        draft.eau[0].prix = Decimal(3)

    luc(db, ctx, load_regularisation, save_regularisation, fiche, change)
    seen = repond(lambda sheet: sheet.save.click())
    assert form.validate()
    sorts = {name: cells[KEPT - 1] for name, cells in tableau(seen[0]).items()}
    assert set(sorts.values()) == {"La mienne", "La sienne"}, sorts
    assert "Total" in seen[0].figures.text()
    with db.read() as session:
        kept = load_regularisation(session, fiche)
        situer(session, kept, ctx)
    assert kept.total == 1300 and kept.titre == "DECOMPTE 2020"
    assert not kept.nouvelles_provisions_saisies and kept.eau[0].prix == 3


def test_deux_provisions_tapees_se_demandent(atelier, fiche, db, ctx, repond):
    form = atelier.fiche("regularisations.fiche", fiche)
    tape(form, "nouvelles_provisions", "70")

    def change(draft):
        draft.nouvelles_provisions, draft.nouvelles_provisions_saisies = Decimal(80), True

    luc(db, ctx, load_regularisation, save_regularisation, fiche, change)
    seen = repond(lambda sheet: sheet.mine.click())
    assert form.validate()
    (cells,) = tableau(seen[0]).values()
    assert cells == ["calculé", "70,00", "80,00", "À choisir"] or cells[1:3] == ["70,00", "80,00"]
    with db.read() as session:
        assert load_regularisation(session, fiche).nouvelles_provisions == 70


def test_un_iban_ne_se_lit_pas_dans_un_conflit_sans_en_avoir_le_droit(
    atelier, agence, db, ctx, repond
):
    form = FormView(
        SCREENS["tiers.fiche"], atelier.shell, db, agence.tiers, tasks=atelier.tasks,
        allows=lambda needs: "sensible" not in needs and "iban" not in needs,
    )  # fmt: skip
    atelier.views.append(form)
    if not form.masked:
        form.masked = frozenset({"iban"})
    form.show()
    tape(form, "ville", "METZ")

    def change(draft):
        draft.iban, draft.ville = "FR7630006000011234567890189", "NANCY"

    luc(db, ctx, load_tiers, save_tiers, agence.tiers, change)
    seen = repond(lambda sheet: sheet.mine.click())
    assert form.validate()
    assert "30006" not in str(tableau(seen[0])) and "••••" in str(tableau(seen[0]))
    with db.read() as session:
        assert load_tiers(session, agence.tiers).iban == "FR7630006000011234567890189"


def test_un_bail_supprime_pendant_la_saisie_se_dit(atelier, agence, db, ctx, repond):
    with db.write() as session:
        bail = un_locataire(session, agence, "EPHEMERE", loyer="0", provisions="0")
    form = atelier.fiche("locataires.fiche", bail)
    tape(form, "depot_garantie", "350")
    with db.write("Luc") as session:
        supprimer_locataire(session, bail)
    seen = repond(lambda sheet: sheet.reject())
    assert not form.validate()
    assert seen[0].accessibleName().startswith("Cette fiche a été supprimée par Luc ")
    assert champ(form, "depot_garantie").value() == 350
