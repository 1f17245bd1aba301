"""Les deux commandes du nouveau venu : l'environnement, le lancement, la vérification."""

import importlib
import os
import subprocess
import sys
from types import ModuleType

import pytest

from tests.depot import ROOT

OLD = "import sys; sys.version_info = (3, 9, 2); import runpy; runpy.run_path({script!r})"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for name in ("env", "run", "check"):
        sys.modules.pop(name, None)


@pytest.fixture
def env(script, monkeypatch, tmp_path):
    """Un environnement imaginaire : rien n'est installé, mais on note ce qui le serait."""
    env = script("env")
    monkeypatch.setattr(env, "ROOT", tmp_path)
    monkeypatch.setattr(env, "FOLDER", tmp_path / ".venv")
    monkeypatch.setattr(env, "MARKER", tmp_path / ".venv/marque.json")
    for name in (env.RUN, env.DEV):
        (tmp_path / name).write_text("alembic==1.0\n", encoding="utf-8")
    env.installed = []

    def create() -> None:
        env.python().parent.mkdir(parents=True)
        env.python().touch()

    monkeypatch.setattr(env, "_create", create)
    monkeypatch.setattr(env, "_install", env.installed.append)
    monkeypatch.setattr(env, "_try_qt", lambda: "")
    return env


def test_l_environnement_n_est_mis_a_jour_que_si_les_versions_changent(env):
    env.ensure(env.RUN)
    env.ensure(env.RUN)
    assert env.installed == [env.RUN]
    with (env.ROOT / env.RUN).open("a", encoding="utf-8") as file:
        file.write("# une remarque\n")
    env.ensure(env.RUN)
    assert env.installed == [env.RUN]
    (env.ROOT / env.RUN).write_text("alembic==1.1\n", encoding="utf-8")
    env.ensure(env.RUN)
    assert env.installed == [env.RUN, env.RUN]


def test_les_outils_s_ajoutent_a_l_environnement_du_programme(env):
    env.ensure(env.RUN)
    env.ensure(env.DEV)
    env.ensure(env.RUN)
    env.ensure(env.DEV)
    assert env.installed == [env.RUN, env.DEV]


def test_une_installation_interrompue_est_reprise(env, monkeypatch):
    def interrupted(_requirements: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(env, "_install", interrupted)
        with pytest.raises(SystemExit, match="Relancez la même commande"):
            env.ensure(env.RUN)
    env.ensure(env.RUN)
    assert env.installed == [env.RUN]


def test_une_bibliotheque_du_systeme_qui_manque_est_nommee_avec_son_remede(env, monkeypatch):
    monkeypatch.setattr(env, "_try_qt", lambda: "ImportError: libEGL.so.1")
    monkeypatch.setattr(env.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"libEGL\.so\.1[\s\S]*apt install libegl1"):
        env.ensure(env.RUN)
    assert not env.MARKER.exists()


@pytest.mark.parametrize("name", ["run", "check", "build"])
def test_un_vieux_python_recoit_une_phrase(name):
    code = OLD.format(script=str(ROOT / f"scripts/{name}.py"))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "demande Python 3.11" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def launched(script, env, monkeypatch):
    """Ce que run.py lancerait, selon l'écran et les arguments."""
    run = script("run")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(run, "launch", lambda command, variables: (command[1:], variables))
    return lambda *args: run.main([*args])


def test_sans_ecran_la_demonstration_est_jouee_et_son_dossier_nomme(launched, env, capsys):
    (program, folder), variables = launched()
    assert program.endswith("demonstration.py") and variables["QT_QPA_PLATFORM"] == "offscreen"
    said = capsys.readouterr().out
    assert "n'a pas d'écran" in said and folder in said


def test_avec_un_ecran_la_fenetre_s_ouvre(launched, monkeypatch, capsys):
    monkeypatch.setenv("DISPLAY", ":0")
    command, variables = launched()
    assert command == ["-P", "-m", "lsc_desktop"] and "QT_QPA_PLATFORM" not in variables
    assert launched("--self-test")[0][-1] == "--self-test"


def test_la_derniere_ligne_est_le_bilan_de_pytest(script, env, monkeypatch, capsys):
    check = script("check")
    says = "print('.... [100%]'); print('== 4 passed in 0.1s =='); print()"
    fails = "print('mal rangé'); raise SystemExit(1)"

    def run(arguments: list[str], engine: str = "") -> "subprocess.Popen[str]":
        code = says if "pytest" in arguments else fails if "format" in arguments else ""
        return subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8"
        )

    monkeypatch.setattr(check, "run", run)
    assert check.main(["--rapide"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "mal rangé" in said and "✓ types" in " ".join(said)
    assert said[-2:] == [
        "À reprendre : mise en forme (détail plus haut).",
        "== 4 passed in 0.1s ==",
    ]


def test_tout_verifier_joue_les_deux_moteurs_et_additionne_leurs_bilans(
    script, env, monkeypatch, capsys
):
    check = script("check")
    said = {"sqlite": "7 passed, 1 skipped in 2.50s", "postgresql": "1 failed, 4 passed in 1.00s"}
    played = []

    def run(arguments: list[str], engine: str = "") -> "subprocess.Popen[str]":
        pytest_run = "pytest" in arguments
        if pytest_run:
            played.append((engine, "--avec-base" in arguments))
        code = f"print({said[engine]!r})" if pytest_run else ""
        if pytest_run and engine == "postgresql":
            code += "; raise SystemExit(1)"
        return subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, encoding="utf-8"
        )

    monkeypatch.setattr(check, "run", run)
    assert check.main(["--long"]) == 1
    assert played == [("sqlite", False), ("postgresql", True)]
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "À reprendre : essais sur postgresql (détail plus haut).",
        "11 passed, 1 skipped, 1 failed in 3.50s",
    ]
