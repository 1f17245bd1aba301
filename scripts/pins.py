"""Fige les dépendances : de pyproject.toml à requirements.txt et requirements-dev.txt.

    .venv/bin/python scripts/pins.py

pip choisit les versions dans un environnement vierge. Ce qu'un seul système demande (Windows) est
ajouté avec sa condition. Les fichiers n'ont ni adresse d'index, ni empreinte, ni chemin : ils
valent pour toute machine. Vérifie enfin que chaque épingle existe en binaire pour Windows.
"""

import json
import subprocess
import tempfile
import tomllib
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import env
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {
    "linux": {"os_name": "posix", "platform_system": "Linux", "platform_machine": "x86_64"},
    "win32": {"os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
}
HEADER = """\
# {what}, et ce qu'il faut avec.
# Fait par scripts/pins.py : ne pas modifier à la main.
"""
Report = dict[str, dict[str, Any]]  # nom → description rendue par pip


def _target(system: str, python: str) -> dict[str, str]:
    here = {name: str(fact) for name, fact in default_environment().items()}
    versions = {"python_version": python, "python_full_version": f"{python}.0"}
    return {**here, **SYSTEMS[system], **versions, "sys_platform": system}


TARGETS = [_target(system, python) for system in SYSTEMS for python in PYTHONS]


def main() -> None:
    project = tomllib.loads((env.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = [Requirement(text) for text in project["dependencies"]]
    dev = [Requirement(text) for text in project["optional-dependencies"]["dev"]]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / env.python().relative_to(env.FOLDER)
        first = resolve(python, run)
        kept = pins(first, run)
        second = resolve(python, [*(Requirement(line.split(" ;")[0]) for line in kept), *dev])
        added = [line for line in pins(second, [*run, *dev]) if line not in kept]
        write(env.RUN, "Les bibliothèques du programme", kept)
        write(env.DEV, "Les outils de développement et d'essai", [f"-r {env.RUN}", *added])
        check_windows(python, [*kept, *added])


def resolve(python: Path, wanted: Iterable[Requirement]) -> Report:
    """Laisse pip choisir, puis ajoute ce qu'un autre système demanderait, jusqu'au point fixe."""
    asked = {str(requirement) for requirement in wanted}
    while True:
        report = ask_pip(python, asked)
        missing = {
            str(need).split(";")[0].strip()
            for about in report.values()
            for need in needs(about)
            if canonicalize_name(need.name) not in report and any(wanted_by(need, {""}))
        }
        if not missing:
            return report
        asked |= missing


def ask_pip(python: Path, asked: Iterable[str]) -> Report:
    options = ["--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    done = subprocess.run(
        [str(python), "-m", "pip", "install", *options, *sorted(asked)],
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    items = [item["metadata"] for item in json.loads(done.stdout)["install"]]
    return {canonicalize_name(about["name"]): about for about in items}


def needs(about: Mapping[str, Any]) -> list[Requirement]:
    return [Requirement(text) for text in about.get("requires_dist", [])]


def wanted_by(need: Requirement, extras: Iterable[str]) -> list[bool]:
    """Pour chaque système et chaque Python visés : ce besoin y vaut-il, avec ces options ?"""
    return [
        need.marker is None
        or any(need.marker.evaluate({**target, "extra": extra}) for extra in extras)
        for target in TARGETS
    ]


def pins(report: Report, roots: Iterable[Requirement]) -> list[str]:
    """Une ligne par bibliothèque, avec sa condition si Linux n'en veut pas."""
    where = reach(report, roots)
    windows = [target["sys_platform"] == "win32" for target in TARGETS]
    lines = []
    for name, targets in where.items():
        condition = ' ; sys_platform == "win32"' if targets == windows else ""
        if any(targets):
            lines.append(f"{report[name]['name']}=={report[name]['version']}{condition}")
    return sorted(lines, key=str.casefold)


def reach(report: Report, roots: Iterable[Requirement]) -> dict[str, list[bool]]:
    """Pour chaque bibliothèque, les systèmes et les Python qui en ont besoin."""
    where: dict[str, list[bool]] = {name: [False] * len(TARGETS) for name in report}
    extras: dict[str, set[str]] = {name: {""} for name in report}
    queue = [(root, [True] * len(TARGETS)) for root in roots]
    while queue:
        asked, targets = queue.pop()
        name = canonicalize_name(asked.name)
        reached = [a or b for a, b in zip(where[name], targets, strict=True)]
        if reached == where[name] and asked.extras <= extras[name]:
            continue
        where[name] = reached
        extras[name] |= asked.extras
        for need in needs(report[name]):
            wanted = wanted_by(need, extras[name])
            both = [a and b for a, b in zip(reached, wanted, strict=True)]
            if any(both):
                queue.append((need, both))
    return where


def write(name: str, what: str, lines: Iterable[str]) -> None:
    text = HEADER.format(what=what) + "".join(f"{line}\n" for line in lines)
    (env.ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{name} : {text.count('==') - text.count(' == ')} épingles")


def check_windows(python: Path, lines: Iterable[str]) -> None:
    """Chaque épingle a-t-elle un binaire pour Windows ? pip ne télécharge rien d'autre."""
    plain = [line.split(" ;")[0] for line in lines]
    for version in PYTHONS:
        with tempfile.TemporaryDirectory() as target:
            options = ["--platform", "win_amd64", "--python-version", version, "--target", target]
            subprocess.run(
                [python, "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet",
                 "--only-binary", ":all:", *options, *plain], check=True,
            )  # fmt: skip
        print(f"Windows, Python {version} : tout existe en binaire")


if __name__ == "__main__":
    main()
