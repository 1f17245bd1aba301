"""Journal du quittancement : un locataire par ligne, une rubrique par colonne, des totaux."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from lsc_desktop.base.money import nombre, nombre_ou_vide
from lsc_desktop.domain.quittancement import Groupe, JournalQuittancement
from lsc_desktop.printing.reports import Measure, Report, fitted_table
from lsc_desktop.printing.tables import Row, Table, glued

TITLE = "Journal du quittancement"
_TEXTS = ("Compte", "Locataire", "Lot")


def render_journal_quittancement(value: JournalQuittancement) -> bytes:
    """A4 en largeur ; un groupe coupé par la page reprend avec son titre."""
    subtitle = " - ".join(part for part in (value.entite, value.periode) if part)
    report = Report(TITLE, subtitle, value.le, value.entete, landscape=True)
    table = fitted_table(list(_measures(value)), report.width)
    rows = [row for groupe in value.groupes for row in _groupe(table, groupe)]
    if rows:
        total = table.row(_amounts("", "", "", value.totaux, value.total), bold=True, band=True)
        rows[-1] = replace(rows[-1], glue=True)
        rows.append(replace(total, span="Total général", total=True))
    return report.render(table, rows, "Aucun appel sur cette période.")


def _groupe(table: Table, groupe: Groupe) -> list[Row]:
    if not groupe.lignes:
        return []
    title = table.heading_row(groupe.titre)
    again = table.heading_row(f"{groupe.titre} (suite)")
    lines = glued(
        (
            replace(
                table.row(_amounts(ln.compte, ln.locataire, ln.lot, ln.montants, ln.total)),
                recall=again if groupe.titre else None,
            )
            for ln in groupe.lignes
        ),
        last=True,
    )
    total = table.row(_amounts("", "", "", groupe.totaux, groupe.total), bold=True)
    rows = [*lines, replace(total, span=f"Total {groupe.titre}".strip())]
    return [title, *rows] if groupe.titre else rows


def _amounts(
    compte: str, locataire: str, lot: str, montants: tuple[Decimal, ...], total: Decimal
) -> tuple[str, ...]:
    """Une ligne du tableau : rien pour une rubrique sans montant, toujours un total."""
    return (compte, locataire, lot, *map(nombre_ou_vide, montants), nombre(total))


def _measures(value: JournalQuittancement) -> Iterator[Measure]:
    lines = [ligne for groupe in value.groupes for ligne in groupe.lignes]
    texts = zip(*((ln.compte, ln.locataire, ln.lot) for ln in lines), strict=True)
    for title, cells in zip(_TEXTS, [*texts] or [()] * 3, strict=True):
        yield Measure.of(title, False, 1.5 if title == "Locataire" else 0.5, cells)
    for rank, rubrique in enumerate(value.rubriques):
        amounts = [ln.montants[rank] for ln in lines] + [value.totaux[rank]]
        amounts += [groupe.totaux[rank] for groupe in value.groupes if groupe.lignes]
        yield Measure.of(rubrique, True, 1, map(nombre_ou_vide, amounts))
    totals = [ln.total for ln in lines] + [groupe.total for groupe in value.groupes]
    yield Measure.of("Total", True, 1, map(nombre, [*totals, value.total]))
