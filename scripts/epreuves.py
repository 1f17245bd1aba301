"""Joue les épreuves en grand et donne leurs chiffres, en lignes de tableau pour le README.

python3 scripts/epreuves.py                      toutes, sur SQLite (une heure)
python3 scripts/epreuves.py coupures             une seule : tests/epreuves/test_coupures.py
python3 scripts/epreuves.py --moteur postgresql  sur un PostgreSQL démarré pour elles
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import env


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Joue les épreuves en grand.")
    parser.add_argument("noms", nargs="*", help="coupures, sessions… ; toutes à défaut")
    parser.add_argument("--moteur", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args(args)
    env.ensure(env.DEV)
    chosen = [f"tests/epreuves/test_{nom}.py" for nom in options.noms] or ["tests/epreuves"]
    with TemporaryDirectory() as folder:
        releve = Path(folder) / "releve.jsonl"
        extra = {
            "LSC_EPREUVES": "complet",
            "LSC_RELEVE": str(releve),
            "LSC_ESSAIS_MOTEUR": options.moteur,
        }
        code = subprocess.run(
            [str(env.python()), "-m", "pytest", "-q", "-p", "no:randomly", *chosen],
            cwd=env.ROOT, env={**env.environ(), **extra}, check=False,
        ).returncode  # fmt: skip
        if releve.exists():
            for line in releve.read_text(encoding="utf-8").splitlines():
                fact = json.loads(line)
                env.say(f"| {fact['quoi']} | {fact['valeur']} |")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
