"""Assemblage : le seul paquet qui connaît tout le monde."""

import argparse
import sys
from collections.abc import Sequence

from lsc_desktop.base.errors import UserError


def main(args: Sequence[str]) -> int:
    """Ouvre la fenêtre, ou joue ce que demandent les options ; rend le code de sortie."""
    options = _options(args)
    try:
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
    return parser.parse_args(args)
