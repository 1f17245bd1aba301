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
TARGETS = [
    (system, version, {**default_environment(), **facts, "sys_platform": system,
                       "python_version": version, "python_full_version": f"{version}.0"})
    for system, facts in SYSTEMS.items() for version in PYTHONS
]  # fmt: skip
HEADER = "# {what}, et ce qu'elles demandent.\n# Fait par scripts/pins.py : ne pas modifier à la main.\n"
Report = dict[str, dict[str, Any]]  # nom → description rendue par pip


def main() -> None:
    project = tomllib.loads((env.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = [Requirement(text) for text in project["dependencies"]]
    dev = [Requirement(text) for text in project["optional-dependencies"]["dev"]]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / python_in(env.python())
        first = resolve(python, run)
        frozen = [Requirement(line.split(" ;")[0]) for line in pins(first, run)]
        second = resolve(python, [*frozen, *dev])
        kept = pins(first, run)
        added = [line for line in pins(second, [*run, *dev]) if line not in kept]
        write(env.RUN, "Les bibliothèques du programme", kept)
        write(env.DEV, "Les outils de développement et d'essai", [f"-r {env.RUN}", *added])
        check_windows(python, [*kept, *added])


def python_in(python: Path) -> Path:
    return python.relative_to(env.FOLDER)


def resolve(python: Path, wanted: Iterable[Requirement]) -> Report:
    """Laisse pip choisir, puis ajoute ce qu'un autre système demanderait, jusqu'au point fixe."""
    asked = {str(requirement) for requirement in wanted}
    while True:
        report = ask_pip(python, asked)
        missing = {
            str(need).split(";")[0].strip()
            for about in report.values()
            for need in needs(about)
            if canonicalize_name(need.name) not in report and any(wanted_by(need))
        }
        if not missing:
            return report
        asked |= missing


def ask_pip(python: Path, asked: Iterable[str]) -> Report:
    command = [python, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    done = subprocess.run(
        [*command, "--report", "-", *sorted(asked)], stdout=subprocess.PIPE, check=True
    )
    items = [item["metadata"] for item in json.loads(done.stdout)["install"]]
    return {canonicalize_name(about["name"]): about for about in items}


def needs(about: Mapping[str, Any]) -> list[Requirement]:
    return [Requirement(text) for text in about.get("requires_dist", [])]


def wanted_by(need: Requirement) -> list[bool]:
    """Pour chaque système et chaque Python visés : ce besoin y vaut-il ?"""
    return [
        need.marker is None or need.marker.evaluate({**facts, "extra": ""})
        for _system, _version, facts in TARGETS
    ]


def pins(report: Report, roots: Iterable[Requirement]) -> list[str]:
    """Une ligne par bibliothèque, avec sa condition si Linux n'en veut pas."""
    everywhere = [True] * len(TARGETS)
    where = {name: [False] * len(TARGETS) for name in report}
    queue = [(canonicalize_name(root.name), everywhere) for root in roots]
    while queue:
        name, targets = queue.pop()
        reached = [a or b for a, b in zip(where[name], targets, strict=True)]
        if reached == where[name]:
            continue
        where[name] = reached
        for need in needs(report[name]):
            both = [a and b for a, b in zip(reached, wanted_by(need), strict=True)]
            if any(both):
                queue.append((canonicalize_name(need.name), both))
    windows = [system == "win32" for system, _version, _facts in TARGETS]
    lines = []
    for name, targets in where.items():
        condition = ' ; sys_platform == "win32"' if targets == windows else ""
        if any(targets):
            lines.append(f"{report[name]['name']}=={report[name]['version']}{condition}")
    return sorted(lines, key=str.casefold)


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
