"""Les épreuves : processus tués, vingt sessions, disque plein, frappe au hasard.

En petit, elles font partie des essais longs ; en grand (`python3 scripts/epreuves.py`), elles
donnent les chiffres du README.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

COMPLET = os.environ.get("LSC_EPREUVES") == "complet"


@pytest.fixture
def ampleur() -> Callable[[int, int], int]:
    """`ampleur(court, complet)` : combien de fois, selon l'épreuve demandée."""
    return lambda court, complet: complet if COMPLET else court


@pytest.fixture
def releve(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`releve(quoi, valeur)` garde un chiffre pour le tableau du README."""

    def keep(quoi: str, valeur: str) -> None:
        print(f"{quoi} : {valeur}")
        if target := os.environ.get("LSC_RELEVE"):
            fact = {"essai": request.node.name, "quoi": quoi, "valeur": valeur}
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(json.dumps(fact, ensure_ascii=False) + "\n")

    return keep
