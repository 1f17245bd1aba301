"""Les lignes de la feuille de présence, et le récapitulatif qui la finit."""

from collections.abc import Sequence
from dataclasses import replace

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import nombre
from lsc_desktop.domain.assemblees.documents import (
    Emargement,
    FeuillePresence,
    LotTenu,
    Presentation,
)
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.voix import DECIMALES, tantiemes
from lsc_desktop.printing.fitting import clip, shrink, wrap
from lsc_desktop.printing.kit import GREY, INK, LANDSCAPE
from lsc_desktop.printing.tables import GAP, Column, Flow, Line, Row, Table

MARGIN = 12.0
ROOM = LANDSCAPE[0] - 2 * MARGIN
LOTS_PAR_LIGNE = 20  # au-delà, le copropriétaire continue sur une autre ligne, « (suite) »
PRESENTS = (Code.PRESENT, Code.DISTANCE, Code.REPRESENTE)
LIBELLES = {
    Code.PRESENT: "Présents physiquement (O)",
    Code.DISTANCE: "Présents à distance (D)",
    Code.REPRESENTE: "Représentés (R)",
    Code.CORRESPONDANCE: "Votants par correspondance (C)",
    Code.ABSENT: "Absents (N)",
}
_SIZE, _MINOR = 8.0, 7.0
_SIGN = 12.5  # la hauteur d'une signature
_RECAP_LABEL, _RECAP_COUNT, _RECAP_VOICES = 56.0, 26.0, 30.0


def ecrite(voices: int) -> str:
    """« 74,00000 » : toutes les décimales, pour que les colonnes s'alignent (seed L2318)."""
    return nombre(tantiemes(voices), DECIMALES)


def tableau(value: FeuillePresence, volet: range) -> Table:
    """Les colonnes : option 1, option 2, ou une par clé."""
    if len(value.cles) > 1:
        return _multi([value.cles[rank].nom for rank in volet])
    counts = (
        Column("Tantièmes Présents", 26, right=True),
        Column("Tantièmes Absents", 26, right=True),
    )
    columns: tuple[Column, ...]
    if value.presentation is Presentation.SANS_LOTS:
        columns = (
            Column("Copropriétaire", 84),
            Column("Tantièmes", 26, right=True),
            *counts,
            Column("Mandataire", 50),
            Column("Émargement", 61),
        )
    else:
        columns = (
            Column("Copropriétaire", 68),
            Column("Lot", 34),
            Column("Tantièmes", 23, right=True),
            Column("Total", 25, right=True),
            *counts,
            Column("Mandataire", 33),
            Column("Émargement", 38),
        )
    return Table(columns, MARGIN, size=_SIZE)


def _multi(keys: Sequence[str]) -> Table:
    each = 26.0
    spare = ROOM - 12 - len(keys) * each
    return Table(
        (
            Column("Copropriétaire", spare * 0.44),
            *(Column(name, each, right=True) for name in keys),
            Column("Code", 12, middle=True),
            Column("Mandataire", spare * 0.26),
            Column("Émargement", spare * 0.30),
        ),
        MARGIN,
        size=_SIZE,
        heading=7.0,
    )


def lignes(table: Table, value: FeuillePresence, line: Emargement, volet: range) -> list[Row]:
    """La ligne d'un copropriétaire ; plusieurs s'il a trop de lots pour une page."""
    if len(value.cles) > 1:
        voices = [_voices(table, 1 + place, line, rank) for place, rank in enumerate(volet)]
        code = (Line(line.code.value, _SIZE),) if line.code else ()
        return [_row(table, (_owner(table, line), *voices, code, *_hands(table, line)))]
    counts = _counts(table, line)
    if value.presentation is Presentation.SANS_LOTS:
        total = _voices(table, 1, line, 0)
        return [_row(table, (_owner(table, line), total, *counts, *_hands(table, line)))]
    return _with_lots(table, line, counts)


def _with_lots(table: Table, line: Emargement, counts: tuple[tuple[Line, ...], ...]) -> list[Row]:
    """Les lots par groupes ; le total, le mandataire et la signature au dernier."""
    groups = [
        line.lots[start : start + LOTS_PAR_LIGNE]
        for start in range(0, len(line.lots) or 1, LOTS_PAR_LIGNE)
    ]
    rows = []
    for rank, group in enumerate(groups):
        last = rank == len(groups) - 1
        owner = _owner(table, line) if rank == 0 else _continued(table, line)
        total = _voices(table, 3, line, 0) if last else ()
        tail = (*counts, *_hands(table, line)) if last else ((), (), (), ())
        row = _row(table, (owner, *_lots(table, group), total, *tail))
        rows.append(row if last else replace(row, glue=rank == len(groups) - 2))
    return rows


def _row(table: Table, cells: Sequence[tuple[Line, ...]]) -> Row:
    row = table.row(cells)
    return replace(row, height=max(row.height, _SIGN))


def _owner(table: Table, line: Emargement) -> tuple[Line, ...]:
    """Nom en gras, domicile, compte (seed L2398-2400)."""
    room = table.columns[0].width - GAP
    name = [Line(part, _SIZE, INK, True) for part in wrap(line.nom, _SIZE, room, True, most=3)]
    home = [
        Line(part, _MINOR) for text in line.domicile for part in wrap(text, _MINOR, room, most=2)
    ]
    account = wrap(line.compte, _MINOR, room, most=1) if line.comptes else ()
    return (*name, *home, *(Line(part, _MINOR, GREY) for part in account))


def _continued(table: Table, line: Emargement) -> tuple[Line, ...]:
    room = table.columns[0].width - GAP
    return tuple(
        Line(part, _SIZE, INK, True)
        for part in wrap(f"{line.nom} (suite)", _SIZE, room, True, most=3)
    )


def _lots(table: Table, lots: Sequence[LotTenu]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Un lot par ligne, ses tantièmes en face : même corps des deux côtés, une ligne chacun."""
    room, numbers = table.columns[1].width - GAP, table.columns[2].width - GAP
    figures = [ecrite(lot.voix) for lot in lots]
    size = min((shrink(figure, _SIZE, numbers) for figure in figures), default=_SIZE)
    names = [clip(f"{lot.numero} {lot.nature}".strip(), size, room) for lot in lots]
    return tuple(Line(t, size) for t in names), tuple(Line(t, size) for t in figures)


def _voices(table: Table, column: int, line: Emargement, rank: int) -> tuple[Line, ...]:
    """Ses voix ; une étoile renvoie à la note de réduction."""
    text = ecrite(line.voix[rank]) + (" (*)" if line.reduit(rank) else "")
    return (Line(text, shrink(text, _SIZE, table.columns[column].width - GAP, True), INK, True),)


def _counts(table: Table, line: Emargement) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Tantièmes présents et absents ; rien pour qui vote par correspondance (seed L2410)."""
    text = ecrite(line.voix[0])
    room = min(column.width for column in table.columns if column.right) - GAP
    cell = (Line(text, shrink(text, _SIZE, room)),)
    return (cell if line.code in PRESENTS else (), cell if line.code is Code.ABSENT else ())


def _hands(table: Table, line: Emargement) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Le mandataire et son domicile, puis ce qui tient lieu de signature."""
    room = table.columns[-2].width - GAP
    holder = [Line(part, _MINOR) for part in wrap(line.mandataire, _MINOR, room, most=5) if part]
    if line.mandataire_a_distance:
        holder += [Line(part, _MINOR, GREY) for part in wrap("(à distance)", _MINOR, room)]
    said: list[tuple[str, bool]] = []
    if line.code is Code.CORRESPONDANCE:
        said.append(("VOTE PAR CORRESPONDANCE", True))
        said.append((f"enregistré le {date_fr(line.recu_le)}" if line.recu_le else "", False))
    elif line.code is Code.DISTANCE:
        said.append(("PARTICIPE À DISTANCE", True))
    said += [(move, False) for move in line.mouvements]
    room = table.columns[-1].width - GAP
    sign = [
        Line(part, _MINOR, INK, bold)
        for text, bold in said
        for part in wrap(text, _MINOR, room, bold)
        if part
    ]
    return tuple(holder), tuple(sign)


def recapitulatif(flow: Flow, value: FeuillePresence, volet: range) -> None:
    """Voix et copropriétaires par code, clé par clé ; à remplir tant que rien n'est pointé."""
    several = len(value.cles) > 1
    titles = [value.cles[rank].nom if several else "Tantièmes" for rank in volet]
    table = Table(
        (
            Column("Récapitulatif", _RECAP_LABEL),
            Column("Copropriétaires", _RECAP_COUNT, right=True),
            *(Column(title, _RECAP_VOICES, right=True) for title in titles),
        ),
        MARGIN,
        size=_SIZE,
    )
    feet = [value.pieds(rank) for rank in volet]
    rows = []
    for code, label in LIBELLES.items():
        count = sum(1 for line in value.lignes if line.code is code)
        cells = [str(count), *(ecrite(foot[code].voix) for foot in feet)]
        rows.append(table.row((label, *(cells if value.pointee else [""] * len(cells)))))
    totals = (str(len(value.lignes)), *(ecrite(value.total(rank)) for rank in volet))
    rows.append(replace(table.row(("Total", *totals), bold=True), total=True))
    table.draw(flow, [replace(row, glue=True) for row in rows[:-1]] + rows[-1:])
