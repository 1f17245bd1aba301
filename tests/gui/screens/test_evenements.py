"""Événements, configuration et historique à l'écran."""

import pytest

from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.screens import evenements
from lsc_desktop.queries.configuration import load_configuration
from lsc_desktop.queries.evenements import documents_joints, load_evenement
from lsc_desktop.services.configuration import installer
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import Evenement, Locataire
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def decompte(db, agence, ctx) -> int:
    with db.write() as session:
        document = Document(
            "décompte.pdf",
            b"%PDF-1.7",
            classeur="Divers / Locataires",
            liens={"locataire": agence.locataire},
        )
        return creer_evenement(session, [document], objet="Décompte 2020", ctx=ctx)


@pytest.fixture(autouse=True)
def oui(monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)


def commande(form, texte):
    (found,) = [command for command in form.declared.commands if command.text == texte]
    run_command(form, found)


def test_la_liste_montre_a_qui_l_evenement_se_rapporte(atelier, agence, decompte):
    (ligne,) = lignes(atelier.liste("evenements.liste", {"lot_id": agence.lot}))
    assert ligne[:7] == [
        "25/10/2021",
        "Décompte 2020",
        "1",
        "LOCATAIRE Elsa",
        "LAFAYETTE/002",
        "Résidence Lafayette",
        "Divers / Locataires",
    ]


def test_ouvrir_les_pieces_jointes_montre_les_octets_gardes(atelier, agence, decompte):
    view = atelier.liste("evenements.liste")
    view.table.selectAll()
    atelier.lance(view, "Ouvrir les pièces jointes")
    ((_titre, (document,)),) = atelier.shell.apercus
    assert (document.nom, document.contenu) == ("décompte.pdf", b"%PDF-1.7")


def test_publier_puis_depublier_depuis_la_liste(atelier, db, agence, decompte, ctx):
    for texte, attendu in (("Publier en date du jour", ctx.aujourd_hui), ("Dépublier", None)):
        view = atelier.liste("evenements.liste")
        view.table.selectAll()
        atelier.lance(view, texte)
        with db.read() as session:
            assert session.get_one(Evenement, decompte).publie_le == attendu


def test_joindre_un_fichier_le_montre_puis_le_garde(atelier, db, agence, tmp_path, monkeypatch):
    path = tmp_path / "courrier.txt"
    path.write_bytes(b"Bonjour" * 400)
    monkeypatch.setattr(evenements, "ask_file", lambda *_args: str(path))
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    tape(form, "objet", "Courrier de relance")
    commande(form, "Joindre un fichier…")
    model = champ(form, "pieces").model()
    assert [model.index(0, column).data() for column in (0, 1)] == ["courrier.txt", "3"]
    assert form.validate()
    path.unlink()
    with db.read() as session:
        (joint,) = documents_joints(session, form.id)
        assert joint.contenu == b"Bonjour" * 400
        assert load_evenement(session, form.id).immeuble_id == agence.immeuble


def test_choisir_un_locataire_amene_son_lot(atelier, agence):
    form = atelier.fiche("evenements.fiche")
    choisit(form, "locataire_id", agence.locataire)
    form.refresh_now()
    assert form.draft.lot_id == agence.lot and form.draft.mandat_id == agence.mandat


def test_un_evenement_publie_sans_classeur_est_refuse_a_son_champ(atelier, agence):
    form = atelier.fiche("evenements.fiche")
    tape(form, "objet", "Note")
    tape(form, "texte", "Bonjour")
    tape(form, "publie_le", ".")
    assert not form.validate()
    assert "classeur_id" in form.binding.problems


# --- Configuration ------------------------------------------------------------------------------


def test_activer_la_regularisation_des_lots_isoles(atelier, db, agence):
    with db.write() as session:
        installer(session)
    form = atelier.fiche("configuration.fiche", 1)
    assert form.title() == "Configuration gérance"
    champ(form, "regularisation_lots_isoles").click()
    tape(form, "fois_max", "6")
    assert not form.validate()  # le code 31 n'existe pas dans cette petite agence
    assert "code_regularisation" in form.binding.problems
    champ(form, "code_regularisation").set_value("10")
    form.draft.code_regularisation = "10"
    assert form.validate()
    with db.read() as session:
        relu = load_configuration(session)
    assert (relu.regularisation_lots_isoles, relu.fois_max) == (True, 6)
    assert atelier.shell.dits == ["Configuration gérance enregistrée."]


def test_la_note_se_grise_quand_on_ne_l_imprime_pas(atelier, db, agence):
    form = atelier.fiche("configuration.fiche", 1)
    assert not champ(form, "note").isReadOnly()
    champ(form, "sans_note").click()
    assert champ(form, "note").isReadOnly() or not champ(form, "note").isEnabled()


# --- Historique ---------------------------------------------------------------------------------


def test_l_historique_dit_qui_a_change_quoi(atelier, db, agence):
    with db.write("Martine") as session:
        session.get_one(Locataire, agence.locataire).mode_reglement = "Virement"
    view = atelier.liste("historique.liste", {"fiche": "locataire", "fiche_id": agence.locataire})
    assert lignes(view)[0][1:] == [
        "Martine",
        "modification",
        "Locataire",
        "LOCATAIRE Elsa",
        "Mode de règlement",
        "Chèque",
        "Virement",
    ]
    view.table.selectRow(0)
    atelier.lance(view, "Ouvrir la fiche")
    assert atelier.shell.ouverts == [("locataires.fiche", agence.locataire, {})]
