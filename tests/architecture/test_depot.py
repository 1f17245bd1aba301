"""Ce que le dépôt ne doit pas contenir, et ce que ses dépendances doivent dire."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.depot import ROOT, binaire, nom, suivis

INDEX = re.compile(
    rb"--(?:extra-)?index-url|--find[-]links|\[\[?tool\.uv\.index|pypi\.org/|files\.pythonhosted\.|"
    rb"https?://[^\s\"'<>]*/simple\b|@ (?:https?|file)://",
)
MACHINE = re.compile(rb"(?<![\w.\-/])/(?:work|tmp|root|home)/|\b[A-Z]:\\+Users\\", re.ASCII)
LOCKS = re.compile(r"(?:uv|poetry|pdm|Pipfile)\.lock|.*\.lock|package-lock\.json|pylock.*\.toml")


def test_aucun_fichier_ne_garde_une_adresse_d_index_ni_un_chemin_de_machine():
    faults = []
    for path in suivis():
        content = path.read_bytes()
        if not binaire(content):
            found = [*INDEX.findall(content), *MACHINE.findall(content)]
            faults += [f"{nom(path)} : {text.decode()}" for text in found]
    assert not faults, f"rien ici ne doit dépendre d'une machine : {faults}"


def test_aucun_fichier_de_verrou():
    faults = [nom(path) for path in suivis() if LOCKS.fullmatch(path.name)]
    assert not faults, f"les versions sont dans requirements.txt (décision D3) : {faults}"


def test_chaque_dependance_de_pyproject_est_epinglee_comme_il_le_demande():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": project["optional-dependencies"]["dev"],
    }
    pinned = _pins("requirements.txt") | _pins("requirements-dev.txt")
    faults = []
    for need in (Requirement(text) for texts in wanted.values() for text in texts):
        version = pinned.get(canonicalize_name(need.name), "")
        if not version or not need.specifier.contains(version):
            faults.append(f"{need} : {version or 'absente'}")
    assert not faults, f"relancez scripts/pins.py : {faults}"


def test_une_epingle_est_un_nom_une_version_et_rien_d_autre():
    shape = re.compile(r'[\w.-]+==[\w.]+( ; sys_platform == "win32")?')
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#") and line != "-r requirements.txt"
    ]
    assert lines and [line for line in lines if not shape.fullmatch(line)] == []


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ;")[0].split("==") for line in lines if "==" in line and line[0] != "#")
    return {canonicalize_name(name): version for name, version in pairs}
