"""Prend les mesures d'un groupe et rend ses lignes en JSON : `python -m measures pdf --runs 5`."""

import argparse
import json
from importlib import import_module

from measures.common import as_json


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("group")
    parser.add_argument("--runs", type=int, required=True)
    options = parser.parse_args()
    for line in import_module(f"measures.{options.group}").measure(options.runs):
        print(json.dumps(as_json(line)), flush=True)


if __name__ == "__main__":
    main()
