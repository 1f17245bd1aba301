"""`lsc modeles`, `lsc exporter`, `lsc importer` : sans fenêtre, sur une vraie base."""

import pytest

from lsc_desktop.app import main
from tests.portefeuille import un_csv, un_portefeuille


@pytest.fixture
def poste(tmp_path, adresse, monkeypatch):
    """Le poste d'une agence vide."""
    monkeypatch.setenv("LSC_DATABASE_URL", adresse)
    monkeypatch.setenv("LSC_USER", "Martine")
    return tmp_path


def test_un_portefeuille_s_importe_s_exporte_et_se_reconnait(poste, capsys):
    folder = un_portefeuille(poste / "reprise", 10)
    un_csv(folder / "entites.csv", ("Code", "Nom"), [("G001", "Agence du Parc")])
    assert main(["importer", str(folder), "--verifier", "--reprise", "30/09/2021"]) == 0
    assert "0 anomalie" in capsys.readouterr().out
    assert main(["importer", str(folder), "--reprise", "30/09/2021"]) == 0
    assert "10 locataires" in capsys.readouterr().out.splitlines()[-1]
    assert main(["exporter", str(poste / "sortie"), "--csv"]) == 0
    capsys.readouterr()
    assert main(["importer", str(poste / "sortie")]) == 0
    assert "rien n'a été créé" in capsys.readouterr().out


def test_des_anomalies_se_disent_et_rien_n_est_importe(poste, capsys):
    path = un_csv(poste / "locataires.csv", ("Nom", "Lot"), [("DURAND", "RIEN/1")])
    assert main(["importer", str(path), "--anomalies", str(poste)]) == 1
    told = capsys.readouterr()
    assert "locataires.csv, ligne 2, colonne « Lot » (RIEN/1)" in told.err
    assert "Rien n'a été importé" in told.err
    assert (poste / "Anomalies de l'import.xlsx").exists()


def test_les_modeles_s_ecrivent_sans_base(poste, capsys):
    assert main(["modeles", str(poste / "m")]) == 0
    assert (poste / "m/modeles.xlsx").exists()


def test_un_fichier_absent_est_un_refus_en_une_phrase(poste, capsys):
    assert main(["importer", str(poste / "absent.csv")]) == 1
    assert "ne peut pas être lu" in capsys.readouterr().err
