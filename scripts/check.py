"""Vérifie tout : mise en forme, règles, types, couches, essais. C'est la seule porte.

    python3 scripts/check.py             tous les jours : les essais de plusieurs minutes attendent
    python3 scripts/check.py --rapide    avant de valider : sans les fenêtres ni les récits
    python3 scripts/check.py --long      tout, comme .ci/run : sur SQLite, puis sur PostgreSQL
    python3 scripts/check.py --moteur postgresql   les essais qui ont une base, sur PostgreSQL

PostgreSQL est démarré par les essais : il suffit qu'il soit installé. Les autres arguments vont à
pytest. La dernière ligne est le bilan de pytest.
"""

import argparse
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable

import env

LAYERS = "from importlinter.cli import lint_imports_command as run; run()"
STEPS = {
    "mise en forme": ["-m", "ruff", "format", "--check", "."],
    "règles": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy", "lsc_desktop", "scripts"],
    "couches": ["-c", LAYERS],
}
QUICK = ["tests/architecture", "tests/base", "tests/domain"]
# Sur PostgreSQL, les seuls essais qui ont une base : les autres n'y diraient rien de plus.
OPTIONS = {"sqlite": [], "postgresql": ["--avec-base"]}  # type: dict[str, list[str]]


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Vérifie le programme.", add_help=True)
    parser.add_argument("--rapide", action="store_true", help="la moitié rapide seulement")
    parser.add_argument("--long", action="store_true", help="les essais longs, et PostgreSQL")
    parser.add_argument("--moteur", choices=sorted(OPTIONS), help="la base des essais")
    options, others = parser.parse_known_args(args)
    env.ensure(env.DEV)
    failed = [name for name, arguments in STEPS.items() if not step(name, arguments)]
    lines = []
    for engine in engines(options):
        env.say(f"essais sur {engine}")
        code, last_line = tests(engine, options.rapide, options.long, others)
        lines.append(last_line)
        if code:
            failed.append(f"essais sur {engine}")
    if failed:
        env.say(f"\nÀ reprendre : {', '.join(failed)} (détail plus haut).")
    env.say(summary(lines))
    return 1 if failed else 0


def engines(options: argparse.Namespace) -> "list[str]":
    if options.moteur:
        return [options.moteur]
    return ["sqlite", "postgresql"] if options.long and not options.rapide else ["sqlite"]


def summary(lines: "list[str]") -> str:
    """Le bilan de pytest ; de plusieurs passages, leur somme, dite de même."""
    if len(lines) == 1:
        return lines[0]
    total = Counter()  # type: Counter[str]
    for line in lines:
        for number, word in re.findall(r"(\d+) ([a-z]+)", line.partition(" in ")[0]):
            total[word] += int(number)
    seconds = sum(float(found) for line in lines for found in re.findall(r" in ([\d.]+)s", line))
    return f"{', '.join(f'{number} {word}' for word, number in total.items())} in {seconds:.2f}s"


def step(name: str, arguments: Iterable[str]) -> bool:
    """Montre le détail d'une vérification seulement si elle échoue."""
    start = time.monotonic()
    done = run([*arguments])
    output = (done.communicate()[0] or "").rstrip()
    if done.returncode:
        env.say(f"{output}\n✗ {name}")
    else:
        env.say(f"✓ {name} ({time.monotonic() - start:.1f} s)")
    return done.returncode == 0


def tests(engine: str, quick: bool, long: bool, others: list[str]) -> tuple[int, str]:
    """Joue les essais au fil de l'eau ; rend le code et la dernière ligne, à montrer à la fin."""
    chosen = [] if long else ["-m", "not long"]
    where = QUICK if quick else []
    color = ["--color=yes"] if sys.stdout.isatty() else []
    # L'ordre des fichiers est celui de tests/conftest.py : les plus longs d'abord.
    pytest = ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    held = ""
    with run([*pytest, *color, *OPTIONS[engine], *chosen, *where, *others], engine) as process:
        assert process.stdout
        for line in process.stdout:
            if line.strip():
                print(held, end="", flush=True)
                held = line
    return process.returncode, held.rstrip("\n")


def run(arguments: list[str], engine: str = "sqlite") -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(env.python()), *arguments], cwd=env.ROOT,
        env={**env.environ(), "LSC_ESSAIS_MOTEUR": engine},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
