"""Le dépôt vu par les essais d'architecture : ses fichiers suivis, ses modules analysés."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lsc_desktop"
PRUNED = re.compile(r"\.(git|venv|.*_cache|hypothesis)|__pycache__|build|dist|demonstration")


@cache
def suivis() -> tuple[Path, ...]:
    """Les fichiers suivis par git ; sans git, tout ce qui n'est ni cache ni construction."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return tuple(sorted(_present()))
    names = filter(None, done.stdout.split("\0"))
    return tuple(sorted(path for name in names if (path := ROOT / name).is_file()))


def _present() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not PRUNED.fullmatch(name)]
        yield from (Path(folder, name) for name in names)


def modules(*areas: str) -> list[Path]:
    """Les modules Python du programme, ou de ces paquets-là seulement."""
    roots = [PACKAGE / area for area in areas] or [PACKAGE]
    return sorted(path for root in roots for path in root.rglob("*.py"))


@cache
def arbre(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def nom(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lieu(path: Path, node: ast.AST) -> str:
    """« lsc_desktop/domain/baux.py:12 », cliquable dans un terminal."""
    return f"{nom(path)}:{getattr(node, 'lineno', 1)}"


def binaire(content: bytes) -> bool:
    return b"\0" in content[:8192]
