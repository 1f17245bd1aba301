"""Faire tourner `lsc service` dès que la machine démarre : systemd, ou une tâche de Windows."""

import getpass
import os
import subprocess
import sys
from pathlib import Path
from shlex import quote
from xml.sax.saxutils import escape

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import disk_errors
from lsc_desktop.base.paths import RESOURCES, ROOT

UNITS = Path("/etc/systemd/system")
NAME = "lsc.service"
TASK = "LSC Desktop - services"  # au planificateur de tâches de Windows


def installer(compte: str, donnees: Path | None, sortie: Path | None) -> int:
    """Écrit l'unité, ou enregistre la tâche ; rend 0. `sortie` : écrit seulement, dans ce dossier.

    L'adresse de la base se lit dans les réglages du compte : un mot de passe donné par
    `LSC_DATABASE_URL` n'est recopié nulle part. Lève `UserError` s'il faut être administrateur.
    """
    compte = compte or os.environ.get("SUDO_USER") or getpass.getuser()
    if sys.platform == "win32":
        return _windows(compte, donnees, sortie)
    return _systemd(compte, donnees, sortie)


def commande(donnees: Path | None) -> list[str]:
    """La ligne qui lance le service, figé ou depuis les sources."""
    frozen = getattr(sys, "frozen", False)
    start = [sys.executable] if frozen else [sys.executable, "-m", "lsc_desktop"]
    where = ["--donnees", str(donnees.resolve())] if donnees is not None else []
    return [*start, "service", *where]


def dossier() -> Path:
    """Celui d'où il se lance."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else ROOT


def unite(compte: str, donnees: Path | None) -> str:
    """L'unité systemd ; « % » s'y double."""
    line = " ".join(_mot(word) for word in commande(donnees))
    text = (RESOURCES / "service" / NAME).read_text(encoding="utf-8")
    folder = str(dossier()).replace("%", "%%")
    return text.format(compte=compte, commande=line, dossier=folder)


def tache(compte: str, donnees: Path | None) -> str:
    """La tâche de Windows, en XML."""
    program, *rest = commande(donnees)
    text = (RESOURCES / "service" / "lsc-service.xml").read_text(encoding="utf-8")
    return text.format(
        compte=escape(compte), programme=escape(program),
        arguments=escape(subprocess.list2cmdline(rest)), dossier=escape(str(dossier())),
    )  # fmt: skip


def _mot(word: str) -> str:
    """Un mot d'`ExecStart` : systemd a ses guillemets, ses « % » et ses « $ »."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if plain != word or any(c.isspace() for c in word) else word


def _systemd(compte: str, donnees: Path | None, sortie: Path | None) -> int:
    target = (sortie or UNITS) / NAME
    if sortie is None and os.geteuid() != 0:
        again = " ".join(map(quote, [*commande(donnees), "--installer", "--compte", compte]))
        raise UserError(
            "Installer un service demande d'être administrateur de la machine.",
            f"Lancez : sudo {again}",
        )
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(unite(compte, donnees), encoding="utf-8")
    print(f"{target} est écrit.")
    if sortie is None:
        print(f"Lancez-le : systemctl daemon-reload && systemctl enable --now {NAME}")
    return 0


def _windows(compte: str, donnees: Path | None, sortie: Path | None) -> int:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as temporary:
        target = (sortie or Path(temporary)) / "lsc-service.xml"
        with disk_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(tache(compte, donnees), encoding="utf-16")
        if sortie is not None:
            print(f"{target} est écrit.")
            return 0
        # Le mot de passe du compte se demande à l'écran : Windows seul le garde.
        done = subprocess.run(
            ["schtasks", "/Create", "/TN", TASK, "/XML", target, "/RU", compte, "/RP", "*"],
            check=False,
        )
    if done.returncode:
        raise UserError(
            "La tâche n'a pas été enregistrée.",
            "Ouvrez l'invite de commandes en tant qu'administrateur, puis recommencez.",
        )
    print(f'La tâche « {TASK} » est enregistrée ; lancez-la : schtasks /Run /TN "{TASK}"')
    return 0
