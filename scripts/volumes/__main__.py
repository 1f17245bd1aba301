"""Remplit une base : `python -m volumes --url sqlite:///agence.db --graine 1 --echelle 0.01`."""

import argparse
import sys

from volumes.agence import remplir
from volumes.controles import controler


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--graine", type=int, required=True)
    parser.add_argument("--echelle", type=float, required=True)
    options = parser.parse_args()

    def say(text: str) -> None:
        print(text, flush=True)

    try:
        digest = remplir(options.url, options.graine, options.echelle, say)
    except ValueError as error:
        say(f"Rien n'est écrit : {error}.")
        return 2
    wrong = 0
    for sentence, count, good in controler(options.url):
        wrong += not good
        say(f"  {'✓' if good else '✗'} {sentence} : {count}")
    say(f"empreinte {digest}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
