"""L'écran d'import : choisir, dire où vont les colonnes, vérifier, importer ; puis exporter."""

from typing import Any

import pytest
from sqlalchemy import func, select

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.storage.models import ImportFait, Locataire, LotCopropriete
from tests.agence import une_agence
from tests.portefeuille import REPRISE, un_csv


@pytest.fixture
def fichiers(tmp_path, db, monkeypatch):
    """Un locataire et son solde, dont un titre que rien ne fait deviner."""
    with db.write() as session:
        une_agence(session)
    paths = [
        un_csv(tmp_path / "locataires.csv", ("Nom", "Bizarre", "Date d'entrée", "Compte"),
               [("DURAND", "LAFAYETTE/002", "01/02/2022", "81DURAND")]),
        un_csv(tmp_path / "soldes.csv", ("Compte", "Débit"), [("81DURAND", "350,00")]),
    ]  # fmt: skip
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: [str(path) for path in paths])
    monkeypatch.setattr(dialogs, "ask", lambda *_a, **_k: True)
    return tmp_path


def joue(atelier: Any, form: Any, text: str) -> None:
    (command,) = [c for c in form.declared.commands if c.text.replace("&", "").startswith(text)]
    run_command(form, command)
    assert atelier.tasks.drain()


def colonne(form: Any, titre: str) -> Any:
    (line,) = [one for one in form.draft.colonnes if one.titre == titre]
    return line


def choisit_le_champ(form: Any, titre: str, champ: str) -> None:
    """Comme à la main : la cellule « Va dans » de cette colonne."""
    model = form.binding.grids["colonnes"].lines_model
    row = form.draft.colonnes.index(colonne(form, titre))
    model.put(row, 2, champ)


def test_de_la_colonne_inconnue_a_l_import(atelier, db, fichiers):
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    assert [(f.sorte, f.manque) for f in form.draft.fichiers] == [
        ("locataires", "Lot"), ("soldes", ""),
    ]  # fmt: skip
    assert form.draft.colonnes[0].titre == "Bizarre", "ce qui reste à dire vient d'abord"
    assert form.draft.colonnes[0].exemples == "LAFAYETTE/002"

    joue(atelier, form, "Vérifier")
    assert "Il manque une colonne" in str(atelier.shell.refus[-1])
    choisit_le_champ(form, "Bizarre", "lot")
    assert form.draft.fichiers[0].manque == ""

    joue(atelier, form, "Vérifier")
    assert [c.colonne for c in form.draft.constats if c.gravite == "Anomalie"] == ["Date"]
    joue(atelier, form, "Importer")
    with db.read() as session:
        assert not session.scalar(select(func.count(ImportFait.id))), "une anomalie reste"

    form.draft.reprise = REPRISE
    joue(atelier, form, "Vérifier")
    assert form.draft.etat.startswith("Prêt : 1 tiers, 1 compte, 1 locataire, 1 solde")
    assert (form.draft.soldes, form.draft.contrepartie) == (-350, 350)
    joue(atelier, form, "Importer")
    assert form.draft.etat.startswith("Importé : 1 tiers")
    assert form.draft.fichiers == [], "les mêmes fichiers ne partent pas deux fois"
    with db.read() as session:
        assert session.scalar(select(func.count(Locataire.id))) == 2


def test_changer_une_colonne_oblige_a_verifier_de_nouveau(atelier, db, fichiers):
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    choisit_le_champ(form, "Bizarre", "lot")
    form.draft.reprise = REPRISE
    joue(atelier, form, "Vérifier")
    choisit_le_champ(form, "Date d'entrée", "bail_du")
    assert "de nouveau" in form.draft.etat
    joue(atelier, form, "Importer")
    with db.read() as session:
        assert not session.scalar(select(func.count(ImportFait.id)))


def test_un_fichier_laisse_de_cote_n_est_ni_verifie_ni_importe(atelier, fichiers):
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    model = form.binding.grids["fichiers"].lines_model
    model.put(0, 1, "")
    form.refresh_now()
    assert {c.sorte for c in form.draft.colonnes} == {"", "soldes"}
    joue(atelier, form, "Vérifier")
    assert {c.fichier for c in form.draft.constats} == {"soldes.csv"}


def test_changer_ce_que_contient_un_fichier_redevine_ses_colonnes(atelier, fichiers):
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    model = form.binding.grids["fichiers"].lines_model
    model.put(0, 1, "tiers")
    form.refresh_now()
    assert (colonne(form, "Nom").champ, colonne(form, "Date d'entrée").champ) == ("nom", "")
    assert colonne(form, "Nom").exemples == "DURAND"


def test_un_fichier_change_entre_temps_est_refuse(atelier, fichiers):
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    choisit_le_champ(form, "Bizarre", "lot")
    un_csv(fichiers / "soldes.csv", ("Compte", "Crédit"), [("81DURAND", "350,00")])
    joue(atelier, form, "Vérifier")
    assert "ont changé" in str(atelier.shell.refus[-1])


def test_les_constats_sortent_en_excel(atelier, fichiers, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "lsc_desktop.gui.screens.imports.open_outside", lambda _p, path: opened.append(path) or "ok"
    )
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    choisit_le_champ(form, "Bizarre", "lot")
    joue(atelier, form, "Vérifier")
    joue(atelier, form, "Constats")
    assert opened[0].read_bytes().startswith(b"PK")


def test_exporter_ecrit_dans_le_dossier_choisi(atelier, fichiers, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: str(fichiers / "sortie"))
    form = atelier.fiche("imports.export")
    joue(atelier, form, "Exporter")
    assert (fichiers / "sortie/portefeuille.xlsx").exists()
    assert "1 fichier écrit" in form.draft.fait


def test_les_modeles_s_ecrivent_depuis_la_liste(atelier, fichiers, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_folder", lambda *_: str(fichiers / "m"))
    view = atelier.liste("imports.liste")
    atelier.lance(view, "Modèles de fichiers…")
    assert (fichiers / "m/modeles.xlsx").exists()


def test_une_copropriete_et_sa_grille_de_tantiemes_s_importent_a_l_ecran(
    atelier, db, fichiers, monkeypatch
):
    paths = [
        un_csv(fichiers / "copropriétés.csv", ("Immeuble", "Entité", "Nom", "Ville", "Clé",
               "Libellé clé", "Total clé"),
               [("PARC", "S042", "Syndicat du Parc", "NANCY", "010", "CHARGES", "70")]),
        un_csv(fichiers / "copropriétaires.csv", ("Immeuble", "Nom", "Compte"),
               [("PARC", "ATRILLON", "450TRILLON")]),
        un_csv(fichiers / "lots de copropriété.csv",
               ("Immeuble", "N° lot", "Compte", "Millièmes clé 010"),
               [("PARC", "248", "450TRILLON", "62")]),
    ]  # fmt: skip
    monkeypatch.setattr(dialogs, "ask_files", lambda *_: [str(path) for path in paths])
    form = atelier.fiche("imports.nouveau")
    joue(atelier, form, "Choisir")
    assert [f.sorte for f in form.draft.fichiers] == [
        "coproprietes", "coproprietaires", "lots_copropriete",
    ]  # fmt: skip
    assert colonne(form, "Millièmes clé 010").champ == "tantiemes 010"
    joue(atelier, form, "Vérifier")
    assert form.draft.etat.startswith("Prêt : 1 entité, 1 tiers, 1 compte, 1 immeuble, 1 copro")
    assert [c.colonne for c in form.draft.constats if "il manque 8,00000" in c.raison] == [
        "Total clé"
    ], "62 de 70 : un écart se dit, sans bloquer"
    joue(atelier, form, "Importer")
    with db.read() as session:
        assert session.scalar(select(func.count(LotCopropriete.id))) == 1
