"""Construit le programme figé dans `dist/lsc`, puis le fait s'essayer lui-même.

    python3 scripts/build.py [dossier]

Le programme construit doit charger chaque fiche, migrer une base vide et imprimer chaque document.
PyInstaller ne construit que pour le système où il tourne : le `.exe` se fait sous Windows.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import env

LACKING = 2  # code de sortie : il manque au système de quoi construire
HAS_LIBRARY = "from PyInstaller.depend.bindepend import get_python_library_path as find; find()"


def main(args: list[str]) -> int:
    env.ensure(env.DEV)
    target = Path(args[0]).resolve() if args else env.ROOT / "dist"
    sentence = lacking()
    if sentence:
        env.say(sentence)
        return LACKING
    start = time.monotonic()
    env.say("Construction du programme figé (une minute environ)…")
    with tempfile.TemporaryDirectory(prefix="lsc-construction-") as work:
        done = build(target, Path(work))
    if done.returncode:
        env.say(f"{done.stdout}\nLa construction a échoué (le détail est au-dessus).")
        return 1
    program = target / "lsc"
    lighten(program)
    size = sum(file.stat().st_size for file in program.rglob("*") if not file.is_symlink())
    spent = time.monotonic() - start
    env.say(f"{program} : {size / 1e6:.0f} Mo, en {spent:.0f} s. Il s'essaie :")
    return self_test(program)


def lacking() -> str:
    """Ce qui manque au système pour construire, avec son remède ; rien s'il a tout."""
    if not sys.platform.startswith("linux"):
        return ""
    packages = [] if shutil.which("objdump") else ["binutils"]
    command = [str(env.python()), "-c", HAS_LIBRARY]
    if subprocess.run(command, env=env.environ(), capture_output=True).returncode:
        packages.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    if not packages:
        return ""
    return (
        "Il manque à ce système de quoi construire le programme. "
        f"Sous Debian ou Ubuntu : sudo apt install {' '.join(packages)}"
    )


def build(target: Path, work: Path) -> "subprocess.CompletedProcess[str]":
    folders = ["--distpath", str(target), "--workpath", str(work)]
    command = [str(env.python()), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    return subprocess.run(
        [*command, *folders, "lsc.spec"], cwd=env.ROOT, env=env.environ(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip


def lighten(program: Path) -> None:
    """Ôte les symboles de débogage de Python : un tiers de ce qu'il pèse, sous Linux.

    Les autres bibliothèques n'en ont pas, ou ont été retouchées et n'y survivraient pas.
    """
    strip = shutil.which("strip")
    if os.name == "nt" or not strip:
        return
    libraries = program.rglob("libpython3*.so*"), program.rglob("lib-dynload/*.so")
    for library in (file for files in libraries for file in files if not file.is_symlink()):
        subprocess.run([strip, "--strip-unneeded", library], check=False, capture_output=True)


def self_test(program: Path) -> int:
    """Lance le programme construit loin du dépôt et des données de l'utilisateur."""
    with tempfile.TemporaryDirectory(prefix="lsc-essai-") as folder:
        alone = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        offscreen = {"QT_QPA_PLATFORM": "offscreen", "LSC_DATA": folder}
        executable = program / ("lsc.exe" if os.name == "nt" else "lsc")
        done = subprocess.run([executable, "--self-test"], cwd=folder, env={**alone, **offscreen})
    env.say("Le programme construit marche." if done.returncode == 0 else
            f"Le programme construit ne marche pas (code {done.returncode}).")  # fmt: skip
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
