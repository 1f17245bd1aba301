"""Une liste imprimée telle qu'on la voit : ses colonnes, ses lignes, ses totaux."""

from dataclasses import dataclass, replace
from datetime import date

from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.printing.reports import Measure, Report, fitted_table, is_wide
from lsc_desktop.printing.tables import glued


@dataclass(frozen=True, slots=True)
class ColonneListe:
    """`largeur_relative` : sa part du blanc restant ; `droite` pour les nombres."""

    titre: str
    largeur_relative: float = 1.0
    droite: bool = False


@dataclass(frozen=True, slots=True)
class Liste:
    """`lignes` et `totaux` : des textes déjà écrits, un par colonne. `sous_titre` : ce que la
    liste retient (filtre, entité, date)."""

    titre: str
    sous_titre: str
    colonnes: tuple[ColonneListe, ...]
    lignes: tuple[tuple[str, ...], ...]
    totaux: tuple[str, ...] | None
    le: date
    entete: EnTete


def render_liste(value: Liste) -> bytes:
    """A4 en hauteur, ou en largeur si les colonnes n'y tiennent pas au corps ordinaire."""
    cells = [*zip(*value.lignes, strict=True)] or [()] * len(value.colonnes)
    totals = value.totaux or ("",) * len(value.colonnes)
    measures = [
        Measure.of(col.titre, col.droite, col.largeur_relative, (*column, total))
        for col, column, total in zip(value.colonnes, cells, totals, strict=True)
    ]
    landscape = is_wide(measures)
    report = Report(value.titre, value.sous_titre, value.le, value.entete, landscape)
    table = fitted_table(measures, report.width)
    rows = glued((table.row(line) for line in value.lignes), last=value.totaux is not None)
    if rows and value.totaux:
        rows.append(replace(table.row(value.totaux, bold=True, band=True), total=True))
    return report.render(table, rows, "Aucune ligne.")
