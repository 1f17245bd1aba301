"""Juger des fichiers d'import sans base : des rangées, ce que l'on sait, et les constats."""

from datetime import date
from typing import Any

from lsc_desktop.domain.imports.controle import Chantier, controler
from lsc_desktop.domain.imports.lecture import Rapport, Source, lire_rangees
from lsc_desktop.domain.imports.plan import Connu
from lsc_desktop.domain.imports.sortes import PAR_CLE

JOUR, REPRISE = date(2021, 10, 25), date(2021, 9, 30)
Constats = list[tuple[str, str, int, str, str]]


def juge(
    connu: Connu, reprise: date | None = REPRISE, **fichiers: list[str]
) -> tuple[Chantier, Constats]:
    """Juge {sorte: [titres par « ; », lignes…]} ; rend le chantier et ses constats."""
    report, rows = Rapport(), list[Any]()
    for cle, (head, *lines) in fichiers.items():
        sorte = PAR_CLE[cle]
        champs = tuple(head.split(";"))
        titles = tuple(sorte.titre_de(champ) for champ in champs)
        source = Source(f"{cle}.csv", sorte, titles, champs)
        cells = ((n, line.split(";")) for n, line in enumerate(lines, 2))
        rows += lire_rangees(source, cells, report, JOUR)
    yard = controler(connu, rows, report, jour=JOUR, reprise=reprise)
    return yard, [(c.gravite, c.fichier, c.ligne, c.colonne, c.raison) for c in report.constats]


def fautes(constats: Constats) -> list[tuple[str, int, str, str]]:
    """(fichier, ligne, colonne, raison) de chaque anomalie."""
    return [c[1:] for c in constats if c[0] == "anomalie"]
