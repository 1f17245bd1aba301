"""Vérifie tout : mise en forme, règles, types, couches, essais. C'est la seule porte.

    python3 scripts/check.py             tous les jours : les essais de plusieurs minutes attendent
    python3 scripts/check.py --rapide    avant de valider : sans les fenêtres ni les récits
    python3 scripts/check.py --long      tout, comme .ci/run

Les autres arguments vont à pytest. La dernière ligne est le bilan de pytest.
"""

import argparse
import subprocess
import sys
import time
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


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Vérifie le programme.", add_help=True)
    parser.add_argument("--rapide", action="store_true", help="la moitié rapide seulement")
    parser.add_argument("--long", action="store_true", help="les essais longs aussi")
    options, others = parser.parse_known_args(args)
    env.ensure(env.DEV)
    failed = [name for name, arguments in STEPS.items() if not step(name, arguments)]
    code, last_line = tests(options.rapide, options.long, others)
    if code:
        failed.append("essais")
    if failed:
        env.say(f"\nÀ reprendre : {', '.join(failed)} (détail plus haut).")
    env.say(last_line)
    return 1 if failed else 0


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


def tests(quick: bool, long: bool, others: list[str]) -> tuple[int, str]:
    """Joue les essais au fil de l'eau ; rend le code et la dernière ligne, à montrer à la fin."""
    chosen = [] if long else ["-m", "not long"]
    where = QUICK if quick else []
    color = ["--color=yes"] if sys.stdout.isatty() else []
    pytest = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
    held = ""
    with run([*pytest, *color, *chosen, *where, *others]) as process:
        assert process.stdout
        for line in process.stdout:
            if line.strip():
                print(held, end="", flush=True)
                held = line
    return process.returncode, held.rstrip("\n")


def run(arguments: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(env.python()), *arguments], cwd=env.ROOT, env=env.environ(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
