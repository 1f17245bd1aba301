"""L'environnement du programme : `.venv`, fait au premier usage, remis à jour quand il le faut.

Demande seulement Python 3.11 et pip. Ce fichier reste lisible par un Python plus ancien, pour que
celui-ci réponde par une phrase et non par une erreur de syntaxe.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - c'est justement ce qu'il faut vérifier
    sys.exit(
        "LSC Desktop demande Python 3.11 ou plus récent, et celui-ci est le "
        + sys.version.split()[0]
        + ".\nInstallez Python 3.11 (ou lancez « python3.11 » au lieu de « python3 »), "
        + "puis recommencez."
    )

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"
MARKER = FOLDER / "lsc-environnement.json"
RUN, DEV = "requirements.txt", "requirements-dev.txt"

# Bibliothèques du système dont Qt a besoin, sous leur nom Debian : toujours, puis à l'écran.
QT = ["libegl1", "libgl1", "libfontconfig1", "libglib2.0-0", "libxkbcommon0", "libdbus-1-3"]
QT_SCREEN = [
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0",
    "libwayland-cursor0", "libcups2",
]  # fmt: skip
TRY_QT = (
    "from PySide6 import QtPdfWidgets, QtPrintSupport, QtSvg, QtUiTools, QtWidgets;"
    "QtWidgets.QApplication([])"
)


def python() -> Path:
    """Le Python de l'environnement, qu'il existe déjà ou non."""
    return FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(requirements: str) -> Path:
    """Rend le Python d'un environnement qui a ces dépendances ; sort avec une phrase sinon."""
    if os.name == "nt":  # la console de Windows ne sait pas tout écrire
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    wanted = {name: _digest(name) for name in dict.fromkeys([RUN, requirements])}
    if python().exists() and wanted.items() <= _state().items():
        return python()
    try:
        if not python().exists():
            _create()
        _install(requirements)
        _verify()
    except KeyboardInterrupt:
        sys.exit("\nInterrompu. Relancez la même commande : elle reprendra où elle en était.")
    MARKER.write_text(json.dumps({**_state(), **wanted}, indent=1), encoding="utf-8")
    return python()


def environ() -> dict[str, str]:
    """Les variables d'un programme lancé dans l'environnement."""
    path = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path)), "PYTHONUTF8": "1"}


def has_display() -> bool:
    """Faux sur un Linux sans écran ; une plateforme Qt choisie par l'utilisateur compte."""
    if not sys.platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def say(text: str) -> None:
    print(text, flush=True)


def _digest(name: str) -> str:
    """Empreinte des épingles : les commentaires et les fins de ligne n'y comptent pas."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = sorted(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return hashlib.sha256("\n".join(pins).encode()).hexdigest()


def _state() -> dict[str, str]:
    try:
        state = json.loads(MARKER.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _create() -> None:
    """Fait `.venv` ; celui dont le Python a disparu est refait."""
    if FOLDER.exists():
        say("L'environnement « .venv » n'a plus son Python : il est refait.")
        shutil.rmtree(FOLDER)
    say("Première utilisation : préparation de l'environnement dans « .venv ».")
    has_pip = _has("ensurepip")
    if not has_pip and not _has("pip"):
        sys.exit(
            "Ce Python n'a pas pip, sans lequel rien ne s'installe.\n"
            "Sous Debian ou Ubuntu : sudo apt install python3-venv ; sous Windows, reprenez "
            "l'installation de Python en cochant « pip ». Puis recommencez."
        )
    try:
        venv.EnvBuilder(with_pip=has_pip).create(FOLDER)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(FOLDER, ignore_errors=True)
        sys.exit(
            f"L'environnement n'a pas pu être créé dans {FOLDER} : {error}.\n"
            "Vérifiez que le disque a 2 Go libres et que ce dossier est à vous, puis recommencez."
        )


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _install(requirements: str) -> None:
    """Installe les épingles, en disant où l'on en est ; en cas d'échec, montre ce que pip a dit."""
    count = _count(ROOT / requirements)
    say(f"Installation de {count} bibliothèques (quelques minutes la première fois)…")
    inside = subprocess.run([python(), "-m", "pip", "--version"], capture_output=True).returncode
    pip = [python(), "-m", "pip"] if inside == 0 else [sys.executable, "-m", "pip"]
    target = [] if inside == 0 else ["--python", python()]
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    command = [*pip, *target, "install", *options, "-r", ROOT / requirements]
    said = _follow([str(part) for part in command], count)
    if said is not None:
        sys.exit(
            "\n".join(said[-15:]) + "\n\nL'installation a échoué (au-dessus, ce qu'en dit pip).\n"
            "Vérifiez la connexion à Internet, le mandataire (proxy) et la place sur le disque, "
            "puis relancez la même commande : elle reprendra où elle en était."
        )


def _follow(command: list[str], count: int) -> list[str] | None:
    """Lance pip et compte ce qu'il trouve ; rend ce qu'il a dit s'il échoue, sinon rien."""
    said: list[str] = []
    found = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        errors="replace", env=environ(),
    ) as process:  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            said.append(line.rstrip())
            name = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
            if name and sys.stdout.isatty():
                found = min(found + 1, count)
                print(f"\r  {found:3}/{count}  {name[1]:40.40}", end="", flush=True)
            elif line.startswith("Installing collected") and sys.stdout.isatty():
                print(f"\r  écriture sur le disque…{'':30}", end="", flush=True)
    if sys.stdout.isatty():
        print(f"\r{'':60}\r", end="", flush=True)
    return said if process.returncode else None


def _count(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    nested = [path.with_name(line[3:]) for line in lines if line.startswith("-r ")]
    return sum("==" in line for line in lines) + sum(map(_count, nested))


def _verify() -> None:
    """Qt s'ouvre-t-il ? S'il manque une bibliothèque au système, l'installe ou dit laquelle."""
    trouble = _try_qt()
    if not trouble:
        say("Environnement prêt.")
        return
    packages = [*QT, *(QT_SCREEN if has_display() else [])]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("Il manque à ce système des bibliothèques d'affichage ; apt-get les installe.")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["apt-get", "update"], command):
            subprocess.run(step, env=quiet, stdout=subprocess.DEVNULL, check=False)
        trouble = _try_qt()
        if not trouble:
            say("Environnement prêt.")
            return
    sys.exit(
        f"{trouble}\n\nQt, qui dessine les fenêtres, ne démarre pas : il manque une bibliothèque "
        "au système.\n"
        f"Sous Debian ou Ubuntu : sudo apt install {' '.join(packages)}\n"
        "(sous une autre distribution, les paquets équivalents). Puis relancez la même commande."
    )


def _try_qt() -> str:
    """Rend ce que dit Qt s'il ne démarre pas, rien s'il démarre."""
    platform = {} if has_display() else {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [python(), "-c", TRY_QT], env={**environ(), **platform}, capture_output=True,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    lines = done.stderr.strip().splitlines()
    if done.returncode == 0:
        return ""
    return "\n".join(lines[-2:]) or f"Qt s'est arrêté (code {done.returncode})."


if __name__ == "__main__":
    if "--paquets" in sys.argv:  # .ci/run
        print(" ".join(QT))
    else:
        ensure(DEV if "--dev" in sys.argv else RUN)
