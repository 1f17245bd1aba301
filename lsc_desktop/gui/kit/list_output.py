"""Sortir ce qu'une liste montre : Excel, papier, presse-papiers, sommes."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from lsc_desktop.base.files import disk_errors, write_whole
from lsc_desktop.base.money import nombre
from lsc_desktop.base.paths import data_folder
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.columns import Kind, chars, display
from lsc_desktop.gui.kit.list_choice import Choice, add_up
from lsc_desktop.gui.kit.screens import Column

SEMAINE = 7 * 24 * 3600


def workbook(title: str, columns: Sequence[Column], rows: Any) -> bytes:
    """Les colonnes visibles de ces lignes, en valeurs."""
    from lsc_desktop.printing.classeur import ColonneClasseur, render_classeur

    heads = [
        ColonneClasseur(c.title, max(c.width, len(c.title) + 2, 12), c.places) for c in columns
    ]
    names = [column.name for column in columns]
    return render_classeur(title, heads, ([getattr(row, n) for n in names] for row in rows))


def save_export(title: str, content: bytes, folder: Path | None = None) -> Path:
    """Écrit un classeur dans le dossier des exports ; ceux de plus d'une semaine en sortent."""
    place = folder or data_folder() / "exports"
    with disk_errors(place):
        place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.xlsx"):
        if time.time() - old.stat().st_mtime > SEMAINE:
            old.unlink(missing_ok=True)
    name = "".join(c for c in title if c.isalnum() or c in " -_").strip() or "Liste"
    path = place / f"{name} {time.strftime('%Y-%m-%d %Hh%Mm%S')}.xlsx"
    write_whole(path, content)
    return path


def open_outside(parent: QWidget | None, path: Path) -> str:
    """Ouvre dans le tableur du poste ; sans tableur, propose d'enregistrer. Dit ce qui est fait."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        return f"« {path.name} » est ouvert."
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Enregistrer le classeur", str(Path.home() / path.name), "Classeur Excel (*.xlsx)"
    )
    if not chosen:
        return f"Aucun tableur n'est installé : le classeur est dans « {path.parent} »."
    write_whole(Path(chosen), path.read_bytes())
    return f"« {Path(chosen).name} » est enregistré."


def as_text(columns: Sequence[Column], rows: Any) -> str:
    """Les colonnes visibles, séparées par des tabulations, avec leurs titres."""
    lines = ["\t".join(column.title for column in columns)]
    lines += ["\t".join(display(getattr(row, c.name), c) for c in columns) for row in rows]
    return "\n".join(lines)


def printed_list(
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    kinds: dict[str, Kind],
    rows: Sequence[Any],
    le: date,
    letterhead: EnTete,
) -> Document:
    """La liste en PDF : les lignes, dans leur ordre, et les sommes déclarées."""
    from lsc_desktop.printing.liste import ColonneListe, Liste, render_liste

    summed = [column.name for column in columns if column.total]
    totals = add_up(iter(rows), summed)
    value = Liste(
        titre=title,
        sous_titre=subtitle,
        colonnes=tuple(
            ColonneListe(c.title, chars(c, kinds[c.name]), kinds[c.name].figures) for c in columns
        ),
        lignes=tuple(tuple(display(getattr(row, c.name), c) for c in columns) for row in rows),
        totaux=tuple(display(totals.get(c.name), c) for c in columns) if summed else None,
        le=le,
        entete=letterhead,
    )
    return Document(f"{title} {le:%Y-%m-%d}.pdf", render_liste(value), title)


def figures(columns: Sequence[Column], kinds: dict[str, Kind]) -> list[Column]:
    """Les colonnes qu'on peut sommer."""
    return [column for column in columns if kinds[column.name].figures]


def sums_and_means(
    choice: Choice, columns: Sequence[Column]
) -> Callable[[Any], list[tuple[str, str, str]]]:
    """(titre, somme, moyenne) de chaque colonne de nombres, pour une lecture."""

    def query(session: Any) -> list[tuple[str, str, str]]:
        totals = choice.sums(session, [column.name for column in columns])
        count = max(choice.count, 1)
        return [
            (c.title, _total(totals[c.name], c), nombre(totals[c.name] / count, c.places))
            for c in columns
        ]

    return query


def summary(count: int, selected: bool, totals: dict[str, Decimal], columns: list[Column]) -> str:
    """« 3 lignes sélectionnées · Solde −5 023,04 », pour la barre d'état."""
    head = pluriel(count, "ligne sélectionnée", "lignes sélectionnées") if selected else ""
    sums = [f"{c.title} {_total(totals[c.name], c)}" for c in columns if c.name in totals]
    return "   ·   ".join(part for part in (head, *sums) if part)


def _total(total: Decimal, column: Column) -> str:
    """Une somme de lots ou de baux n'a pas de centimes."""
    return nombre(total, column.places if total.as_tuple().exponent else 0)


def subtitle_of(text: str, choice: Choice) -> str:
    """Ce qui dit, sur le papier, quelles lignes ont été retenues."""
    kept = f"filtre « {text} »" if text else ""
    part = "" if choice.everything else "sélection"
    return ", ".join(p for p in (kept, part) if p).capitalize()
