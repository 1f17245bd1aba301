"""`lsc service` : un vrai processus, ses signaux, sa base qui tarde, et ce qui l'installe."""

import configparser
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from xml.etree import ElementTree

import pytest

from lsc_desktop.app import installation, main
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.etat import meneur
from lsc_desktop.queries.services_systeme.listes import PASSAGES
from lsc_desktop.services.sauvegardes import save_reglage
from tests.agence import une_agence
from tests.bases import sqlite_seulement
from tests.depot import ROOT

ATTENTE = 120.0  # secondes : une machine lente, et d'autres essais
NS = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


@pytest.fixture
def agence(db, ctx, tmp_path):
    """Une copie se fait dès le premier tour : minuit est toujours passé."""
    with db.write("Martine") as session:
        une_agence(session)
        draft = ReglageSauvegardeDraft(heures="00:00", dossier=str(tmp_path / "copies"))
        save_reglage(session, draft, ctx=ctx)
    return db


@contextmanager
def service(adresse, dossier):
    """Un `lsc service` sur cette base ; tué à la fin s'il vit encore."""
    env = {**os.environ, "LSC_DATABASE_URL": adresse, "LSC_USER": "agence", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "lsc_desktop", "service", "--donnees", str(dossier)],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8",
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def attendre(condition):
    end = time.monotonic() + ATTENTE
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    assert found
    return found


def faits(db) -> list:
    with db.read() as session:
        return [row for row in PASSAGES.page(session, Criteria(), 0, 9) if row.etat == "Fait"]


def mene(db):
    with db.read() as session:
        return meneur(session)


@pytest.mark.parametrize("arret", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_il_sauvegarde_s_arrete_proprement_et_rend_le_bail(agence, adresse, tmp_path, arret):
    with service(adresse, tmp_path / "donnees") as process:
        (row,) = attendre(lambda: faits(agence))
        assert (row.qui, row.origine) == ("agence", "À son heure")
        assert mene(agence).sorte == "service" and mene(agence).reste()
        process.send_signal(arret)
        told = process.communicate(timeout=ATTENTE)[0]
    assert process.returncode == 0, told
    assert not mene(agence).jeton
    assert "mène les services système" in told and told.endswith("Arrêté.\n")
    assert "Traceback" not in told
    journal = (tmp_path / "donnees/journal.log").read_text(encoding="utf-8")
    assert "sauvegarde fait" in journal
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_un_second_service_attend_et_prend_la_suite_du_premier(agence, adresse, tmp_path):
    dossier = tmp_path / "donnees"
    with service(adresse, dossier) as premier:
        attendre(lambda: faits(agence))
        first = mene(agence).jeton
        with service(adresse, dossier) as second:
            assert "attend son tour" in second.stdout.readline()
            premier.send_signal(signal.SIGTERM)
            attendre(lambda: mene(agence).jeton not in (first, ""))
            second.send_signal(signal.SIGTERM)
            assert second.wait(ATTENTE) == 0
    assert len(faits(agence)) == 1


@sqlite_seulement("la base est un fichier qu'on ôte")
def test_une_base_qui_n_est_pas_la_se_dit_et_rend_un(adresse, tmp_path):
    absent = f"sqlite:///{(tmp_path / 'rien.db').as_posix()}"
    with service(absent, tmp_path / "donnees") as process:
        told = process.communicate(timeout=ATTENTE)[0]
    assert process.returncode == 1 and "pas d'agence à cette adresse" in told


def test_un_serveur_qui_tarde_s_attend(tmp_path):
    absent = "postgresql://lsc@127.0.0.1:9/agence"
    with service(absent, tmp_path / "donnees") as process:
        assert "hors d'atteinte" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(ATTENTE) == 0


def test_il_ne_charge_pas_qt():
    code = (
        "import sys; import lsc_desktop.app.service, lsc_desktop.jobs.moteur, "
        "lsc_desktop.jobs.travaux, lsc_desktop.jobs.sauvegarde, lsc_desktop.jobs.publication; "
        "print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


# --- L'installer --------------------------------------------------------------------------------


def ecrit(capsys, *args) -> str:
    assert main(["service", "--installer", *map(str, args)]) == 0
    return capsys.readouterr().out


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    """Un dossier au nom difficile ; la variable qu'il pose ne survit pas à l'essai."""
    monkeypatch.setenv("LSC_DATA", "")
    return tmp_path / "agence 100 %"


@pytest.mark.skipif(sys.platform == "win32", reason="systemd n'est pas sous Windows")
def test_l_unite_systemd_se_lit_et_ne_garde_aucun_secret(tmp_path, donnees, monkeypatch, capsys):
    monkeypatch.setenv("LSC_DATABASE_URL", "postgresql://lsc:tresor@serveur/agence")
    ecrit(capsys, "--compte", "agence", "--donnees", donnees, "--sortie", tmp_path)
    path = tmp_path / "lsc.service"
    text = path.read_text(encoding="utf-8")
    assert "tresor" not in text
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(text)
    held = unit["Service"]
    assert held["User"] == "agence" and held["KillSignal"] == "SIGTERM"
    assert held["ExecStart"].endswith(f'service --donnees "{str(donnees).replace("%", "%%")}"')
    assert held["NoNewPrivileges"] == "yes" and held["ProtectSystem"] == "full"
    if analyze := shutil.which("systemd-analyze"):
        done = subprocess.run([analyze, "verify", path], capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, done.stderr


def test_la_tache_de_windows_demarre_avec_la_machine_et_ne_s_arrete_pas(monkeypatch, donnees):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/L & S/lsc.exe")
    task = ElementTree.fromstring(installation.tache("AGENCE\\service", donnees).encode("utf-16"))
    assert task.find(".//t:BootTrigger/t:Enabled", NS).text == "true"
    assert task.find(".//t:ExecutionTimeLimit", NS).text == "PT0S"
    assert task.find(".//t:UserId", NS).text == "AGENCE\\service"
    assert task.find(".//t:Command", NS).text == "/opt/L & S/lsc.exe"
    assert task.find(".//t:Arguments", NS).text == f'service --donnees "{donnees}"'


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows demande autrement")
def test_sans_etre_administrateur_on_dit_quoi_lancer(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["service", "--installer", "--compte", "agence"]) == 1
    assert "sudo" in capsys.readouterr().err


def test_le_contexte_d_un_service_qui_dure_suit_le_calendrier(
    agence, adresse, tmp_path, monkeypatch
):
    from lsc_desktop.app import seance
    from lsc_desktop.app.service import Arret, _Veille

    monkeypatch.setenv("LSC_DATABASE_URL", adresse)
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    with seance.ouverte() as acces:
        veille = _Veille(acces, Arret())
        veille._turn()
        now = veille.contexte()
        veille.moteur.candidat.stop()
    assert now.aujourd_hui == datetime.now().date() and now.maintenant.date() == now.aujourd_hui
