"""Assemblage : le seul paquet qui connaît tout le monde."""

import argparse
import sys
from collections.abc import Sequence

from lsc_desktop.base.errors import UserError


def main(args: Sequence[str]) -> int:
    """Ouvre la fenêtre, ou joue la commande demandée ; rend le code de sortie."""
    options = _options(args)
    try:
        if options.run is not None:
            return int(options.run(options))
        if options.self_test:
            from lsc_desktop.app.self_test import self_test

            return self_test()
        from lsc_desktop.app.loading import load

        load()
        from lsc_desktop.app.start import start

        return start()
    except UserError as error:
        print(f"{error.title}\n{error.advice}", file=sys.stderr)
        return 1


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="lsc", description="LSC Desktop")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="charge chaque écran, met à niveau une base vide, imprime chaque document",
    )
    parser.set_defaults(run=None)
    if (args and not args[0].startswith("-")) or "--help" in args or "-h" in args:
        from lsc_desktop.app.commands import COMMANDES

        parsers = parser.add_subparsers(title="commandes", metavar="<commande>")
        for commande in COMMANDES:
            commande.declare(parsers)
    return parser.parse_args(args)
