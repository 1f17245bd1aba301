"""Fait une grande agence, toujours la même : 5 000 lots, 20 000 tiers, 2 M d'écritures, 300 000
documents.

    python3 scripts/volume.py agence.db                  tout, en quelques minutes et 1,5 Go
    python3 scripts/volume.py --echelle 0.01 petite.db   cent fois moins
    python3 scripts/volume.py --graine 2 autre.db        d'autres gens, d'autres loyers
    python3 scripts/volume.py --url postgresql+psycopg://lsc@serveur/agence

La même graine, à la même échelle, écrit les mêmes lignes : l'empreinte affichée le prouve. Le
fichier ne prend son nom qu'une fois entier.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import env


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Fait une grande agence, toujours la même.")
    parser.add_argument("fichier", nargs="?", type=Path, help="la base SQLite à faire")
    parser.add_argument("--url", help="ou l'adresse d'une base vide")
    parser.add_argument("--graine", type=int, default=1, help="1 d'ordinaire")
    parser.add_argument("--echelle", type=float, default=1.0, help="1 : 5 000 lots")
    options = parser.parse_args(args)
    if (options.fichier is None) == (options.url is None):
        env.say("Donnez un fichier, ou --url, l'un des deux.")
        return 2
    if not 0 < options.echelle <= 10:
        env.say("L'échelle va de 0 (exclu) à 10.")
        return 2
    if options.fichier is not None and options.fichier.exists():
        env.say(f"« {options.fichier} » existe déjà : effacez-le ou donnez un autre nom.")
        return 2
    env.ensure(env.RUN)
    start = time.monotonic()
    if options.url is not None:
        code = remplir(options.url, options)
    else:
        code = _fichier(options.fichier.resolve(), options)
    env.say(f"en {time.monotonic() - start:.0f} s")
    return code


def _fichier(path: Path, options: argparse.Namespace) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    code = remplir(f"sqlite:///{part.as_posix()}", options)
    if code:
        part.unlink(missing_ok=True)
    else:
        part.replace(path)
        env.say(f"« {path} » : {path.stat().st_size / 1e6:.0f} Mo")
    for beside in part.parent.glob(f"{part.name}-*"):  # le tour des écritures, un journal
        beside.unlink(missing_ok=True)
    return code


def remplir(url: str, options: argparse.Namespace) -> int:
    base = env.environ()
    path = [base["PYTHONPATH"], str(env.ROOT / "scripts")]
    command = [
        str(env.python()), "-P", "-m", "volumes", "--url", url,
        "--graine", str(options.graine), "--echelle", str(options.echelle),
    ]  # fmt: skip
    return subprocess.run(
        command, cwd=env.ROOT, env=base | {"PYTHONPATH": os.pathsep.join(path)}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
