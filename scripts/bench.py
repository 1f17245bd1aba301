"""Mesure le programme à côté de ses pairs, et dit quels buts sont atteints.

    python3 scripts/bench.py                    tout, en une demi-heure (volume à part)
    python3 scripts/bench.py pdf listes         ces mesures-là seulement
    python3 scripts/bench.py --runs 9           davantage de passages (5 d'ordinaire)
    python3 scripts/bench.py --markdown         en lignes de tableau pour le README
    LSC_VOLUME=agence.db python3 scripts/bench.py volume   sur une agence déjà faite

Chaque chiffre est une médiane ; un pair est mesuré dans le même passage, à tour de rôle : sur une
autre machine les chiffres changent, les rapports restent. Les bibliothèques de comparaison vont
dans `.venv-bench` ; celle qui manque est sautée, en le disant.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import env
from measures.common import Line, from_json

# nom de la mesure : (module, ce qu'elle mesure)
GROUPS = {
    "pdf": ("pdf", "documents d'une page (§3)"),
    "appels": ("calls", "appel de loyers de 2 000 locataires (§3)"),
    "listes": ("lists", "liste de 200 000 lignes (§4)"),
    "classeur": ("workbook", "classeur de 50 000 lignes (§4)"),
    "calcul": ("computing", "régularisations et provisions (§5)"),
    "assemblees": ("meetings", "assemblée de 5 000 copropriétaires, présences de 500 (§5)"),
    "recherche": ("searching", "Ctrl+K parmi 20 000 tiers"),
    "volume": ("volume", "l'agence de scripts/volume.py : listes, recherches, comptes (T24)"),
    "publication": ("publication", "5 000 documents déposés par SFTP (§1)"),
    "manifeste": ("manifests", "100 000 documents publiés : ce qui part, un passage à vide (§2)"),
    "demarrage": ("startup", "lancement, mémoire (§6)"),
    "fluidite": ("smoothness", "la fenêtre pendant un lot d'impressions (§8)"),
}
LIBRARIES = env.ROOT / ".venv-bench"
MARKDOWN = "| mesure | nous | pair | nous/pair | but | commande |\n|---|---|---|---|---|---|"
HEAD = ("mesure", "nous", "pair", "", "nous/pair", "but", "atteint")


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Mesure le programme à côté de ses pairs.")
    parser.add_argument("names", nargs="*", metavar="mesure", help=", ".join(GROUPS))
    parser.add_argument("--runs", type=int, default=5, help="passages par mesure (5)")
    parser.add_argument("--markdown", action="store_true", help="un tableau pour le README")
    options = parser.parse_args(args)
    unknown = [name for name in options.names if name not in GROUPS]
    if unknown or options.runs < 1:
        env.say(f"Mesures connues : {', '.join(GROUPS)} ; --runs vaut 1 au moins.")
        return 2
    env.ensure(env.RUN)
    install_peers()
    start = time.monotonic()
    lines: list[Line] = []
    failed = []
    if options.markdown:
        env.say(MARKDOWN)
    with tempfile.TemporaryDirectory(prefix="lsc-mesures-") as folder:
        for name in options.names or GROUPS:
            found, code = run_group(name, options.runs, Path(folder))
            lines += found
            failed += [name] if code else []
            if options.markdown:  # au fil de l'eau : une interruption n'emporte rien
                markdown(name, found)
    if not options.markdown:
        show(lines)
    env.say(f"\n{options.runs} passages, en {time.monotonic() - start:.0f} s.")
    if failed:
        env.say(f"Mesures interrompues par une erreur (au-dessus) : {', '.join(failed)}.")
    return 1 if failed else 0


def install_peers() -> None:
    """Installe ce qu'il faut pour comparer ; sans réseau, les mesures se font sans."""
    project = tomllib.loads((env.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["bench"]
    marker = LIBRARIES / "lsc-pairs.json"
    if marker.exists() and json.loads(marker.read_text(encoding="utf-8")) == wanted:
        return
    env.say(f"Installation des bibliothèques de comparaison : {', '.join(wanted)}…")
    done = subprocess.run(
        [str(env.python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-input", "--upgrade", "--target", str(LIBRARIES), *wanted],
        capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if done.returncode:
        env.say(f"{done.stderr[-800:]}\nElles ne s'installent pas : leurs lignes manqueront.")
    else:
        marker.write_text(json.dumps(wanted), encoding="utf-8")


def run_group(name: str, runs: int, folder: Path) -> tuple[list[Line], int]:
    """Joue les mesures d'un groupe dans un processus neuf ; rend ses lignes, et son code."""
    module, what = GROUPS[name]
    env.say(f"{name} : {what}…")
    base = env.environ()
    path = [base["PYTHONPATH"], str(env.ROOT / "scripts"), str(LIBRARIES)]
    own = {
        "PYTHONPATH": os.pathsep.join(path),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*.warning=false",
        "XDG_RUNTIME_DIR": str(folder),
        "LSC_DATA": str(folder / "donnees"),
        "TMPDIR": str(folder),
    }
    start = time.monotonic()
    done = subprocess.run(
        [str(env.python()), "-P", "-m", "measures", module, "--runs", str(runs)],
        cwd=folder, env=base | own, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    lines = [from_json(json.loads(text)) for text in done.stdout.splitlines() if text]
    env.say(f"  {len(lines)} lignes, en {time.monotonic() - start:.0f} s")
    return lines, done.returncode


def show(lines: list[Line]) -> None:
    """Le tableau, en colonnes alignées."""
    rows = [HEAD, *map(cells, lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for rank, row in enumerate(rows):
        left = (0, 3, 5, 6)
        env.say("  ".join(
            text.ljust(width) if place in left else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip())  # fmt: skip
        if rank == 0:
            env.say("  ".join("─" * width for width in widths))


def markdown(name: str, lines: list[Line]) -> None:
    """Les mêmes lignes, avec la commande qui donne chacune."""
    for line in lines:
        what, ours, theirs, peer, ratio, aim, verdict = cells(line)
        against = f"{theirs} ({peer})" if theirs else ""
        reached = f"{aim} : {verdict}" if aim else ""
        env.say(
            f"| {what} | {ours} | {against} | {ratio} | {reached} | `scripts/bench.py {name}` |"
        )


def cells(line: Line) -> tuple[str, ...]:
    theirs = figure(line.peer_figure, "") if line.peer_figure is not None else ""
    ratio = f"× {short(line.ratio)}" if line.ratio is not None else ""
    verdict = {True: "oui", False: "NON", None: "–" if line.goal else ""}[line.reached]
    return (
        line.what, figure(line.figure, line.unit), theirs, line.peer, ratio, goal(line), verdict
    )  # fmt: skip


def goal(line: Line) -> str:
    if line.goal is None:
        return ""
    sign = "≤" if line.goal.most else "≥"
    bound = short(line.goal.bound)
    return f"{sign} × {bound}" if line.goal.of == "rapport" else f"{sign} {bound} {line.unit}"


def figure(value: float, unit: str) -> str:
    return f"{short(value)} {unit}".rstrip()


def short(value: float) -> str:
    """Trois chiffres qui comptent, à la française."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
