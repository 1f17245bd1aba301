"""Le registre dans la fiche Copropriété, la fiche synthétique, et la recherche d'un numéro."""

from typing import Any

import pytest

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import keep_draft, run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.storage.models import Copropriete, Evenement
from tests.gui.screens.atelier import champ, tape
from tests.registre import immatriculee, un_syndicat, une_declaration
from tests.services.test_registre_numeros import un_fichier, une_ligne

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def gilbert(db, ctx):
    with db.write() as session:
        return un_syndicat(session, ctx)


def joue(atelier: Any, form: Any, text: str) -> None:
    (command,) = [c for c in form.declared.commands if c.text.replace("&", "").startswith(text)]
    run_command(form, command)
    assert atelier.tasks.drain()


def texte(form: Any, name: str) -> str:
    return champ(form, f"registre_{name}").text()


# --- L'onglet -------------------------------------------------------------------------------------


def test_l_onglet_dit_ou_en_est_la_copropriete(atelier, db, ctx, gilbert):
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    assert texte(form, "numero").startswith("Aucun")
    assert texte(form, "rattachement") == "Pas encore immatriculée"
    assert texte(form, "echeance") == "À immatriculer"
    assert texte(form, "derniere") == "Aucune déclaration"
    assert texte(form, "synthese") == "Jamais établie"
    with db.write() as session:
        immatriculee(session, gilbert)
        une_declaration(session, ctx, gilbert, "mise_a_jour")
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    assert texte(form, "numero") == "AA1-234-567"
    assert texte(form, "derniere").startswith("Mise à jour de la copropriété : brouillon le ")


def test_ce_qui_manque_est_dans_la_grille(atelier, db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx, nb_ascenseurs=None)
    form = atelier.fiche("coproprietes.fiche", ids.id)
    said = [one.phrase for one in form.draft.registre_manques]
    assert said == ["Nombre d'ascenseurs : à renseigner dans l'onglet Technique."]
    grid = form.binding.grids["registre_manques"].lines_model
    assert grid.rowCount() == 1


def test_ses_commandes_menent_au_dossier_aux_declarations_et_a_la_recherche(atelier, gilbert):
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    for text in ("Dossier au registre", "Déclarer au registre", "Chercher son numéro"):
        joue(atelier, form, text)
    assert atelier.shell.ouverts[-3:] == [
        ("registre.dossier", gilbert.id, {}),
        ("registre.declaration", None, {"copropriete_id": gilbert.id}),
        ("registre.numeros", None, {"copropriete_id": gilbert.id}),
    ]


def test_enregistrer_la_fiche_ne_touche_pas_au_registre(atelier, db, gilbert):
    form = atelier.fiche("coproprietes.fiche", gilbert.id)
    champ(form, "immatriculation").setText("AA1234567")
    assert form.validate()
    with db.read() as session:
        assert session.get_one(Copropriete, gilbert.id).immatriculation == "AA1234567"


def test_qui_ne_consulte_pas_le_registre_n_en_voit_rien(atelier, db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx, nb_ascenseurs=None)

    form = FormView(
        SCREENS["coproprietes.fiche"], atelier.shell, db, ids.id, {}, tasks=atelier.tasks,
        allows=lambda needs: not needs.startswith("registre."),
    )  # fmt: skip
    atelier.views.append(form)
    assert "immatricul" not in texte(form, "rattachement") + texte(form, "echeance")
    assert form.binding.grids["registre_manques"].lines_model.rowCount() == 0
    form.show()
    tape(form, "lieu_assemblee", "Mairie")
    keep_draft(form)
    kept = form.file.find(type(form.draft))
    assert kept is not None and kept.draft.lieu_assemblee == "Mairie"
    assert kept.draft.registre_manques == [] and kept.draft.registre_rattachement == ""


# --- La fiche synthétique -------------------------------------------------------------------------


@pytest.mark.parametrize("ecran", ["registre.dossier", "coproprietes.fiche"])
def test_la_fiche_synthetique_se_regarde_des_deux_fiches(atelier, db, gilbert, ecran):
    form = atelier.fiche(ecran, gilbert.id)
    joue(atelier, form, "Fiche synthétique")
    ((_title, documents),) = atelier.shell.apercus
    assert documents[0].titre == "Fiche synthétique de la copropriété"
    with db.read() as session:
        assert session.query(Evenement).count() == 0


def test_la_liste_du_registre_l_etablit_et_la_garde(atelier, db, gilbert, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_a, **_k: True)
    view = atelier.liste("registre.liste")
    atelier.lance(view, "Établir la fiche synthétique sans la publier")
    with db.read() as session:
        event = session.query(Evenement).one()
    assert (event.objet, event.publie_le) == ("Fiche synthétique de la copropriété", None)


# --- La recherche d'un numéro ---------------------------------------------------------------------


def test_du_fichier_au_numero_choisi(atelier, db, gilbert, tmp_path, monkeypatch):
    path = un_fichier(tmp_path / "rnic.csv", [une_ligne()])
    monkeypatch.setattr(dialogs, "ask_file", lambda *_: path)
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask", lambda _p, question, *_a: asked.append(question) or True)
    form = atelier.fiche("registre.numeros")
    joue(atelier, form, "Choisir le fichier")
    assert [one.numero for one in form.draft.candidats] == ["AA5-357-991"]
    joue(atelier, form, "Inscrire")  # rien n'est coché : rien ne s'écrit
    with db.read() as session:
        assert session.get_one(Copropriete, gilbert.id).immatriculation == ""
    form.binding.grids["candidats"].lines_model.put(0, 0, True)
    joue(atelier, form, "Inscrire")
    assert "AA5-357-991 : GILBERT" in asked[-1]
    with db.read() as session:
        assert session.get_one(Copropriete, gilbert.id).immatriculation == "AA5357991"
    assert form.draft.candidats == [] and form.draft.cherchees == ()


def test_un_mauvais_fichier_se_dit_et_laisse_la_saisie(atelier, gilbert, tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("nom,adresse\nx,y\n", "utf-8")
    monkeypatch.setattr(dialogs, "ask_file", lambda *_: str(path))
    form = atelier.fiche("registre.numeros")
    joue(atelier, form, "Choisir le fichier")
    assert "numero_d_immatriculation" in str(atelier.shell.refus[-1])
    assert form.draft.candidats == []


def test_quand_tout_a_son_numero_aucun_fichier_ne_se_demande(atelier, db, gilbert, monkeypatch):
    with db.write() as session:
        immatriculee(session, gilbert)
    monkeypatch.setattr(dialogs, "ask_file", lambda *_: pytest.fail("rien à chercher"))
    form = atelier.fiche("registre.numeros")
    joue(atelier, form, "Choisir le fichier")
    assert "déjà leur numéro" in form.draft.etat
