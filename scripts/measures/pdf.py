"""§3 : les documents d'une page, par seconde et par cœur, et ce qu'ils pèsent."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import perf_counter
from typing import Any

from lsc_desktop.printing.avis_echeance import render_avis_echeance
from lsc_desktop.printing.decompte import render_decompte
from measures import engines
from measures.common import Line, alternate, at_least, at_most, note, times_at_least
from measures.pages import Sheet, composed
from tests.printing.samples import des_avis, des_decomptes

FEW, BATCH = 40, 20  # documents par passage : des autres moteurs, de LibreOffice
MANY = 200
PRINTED = 3000  # décomptes d'un grand soir de régularisation


def measure(runs: int) -> Iterator[Line]:
    """Décompte, puis avis d'échéance : documents tous différents, polices incorporées.

    Nous comptons la composition et l'écriture ; les autres écrivent une page déjà composée.
    """
    yield from _document("décompte", render_decompte, list(des_decomptes(MANY)), runs, True)
    yield from _document("avis d'échéance", render_avis_echeance, list(des_avis(MANY)), runs, False)
    yield from _printed()


def _printed() -> Iterator[Line]:
    """Trois mille décomptes tous différents, l'un après l'autre, une seule fois chacun."""
    values = list(des_decomptes(PRINTED))
    note("  3 000 décomptes…")
    ours = PRINTED / _rate(render_decompte, values)
    sheets = composed(render_decompte, values)
    peers = {"ReportLab, TTF": engines.reportlab_ttf(), "fpdf2, TTF": engines.fpdf2(embedded=True),
             "typst": engines.typst()}  # fmt: skip
    for peer, engine in peers.items():
        if engine is not None:
            engine(sheets[0])
            theirs = PRINTED / _rate(engine, sheets)
            goal = at_most(PRINTED / 350) if peer == "ReportLab, TTF" else None
            yield Line("3 000 décomptes imprimés, un cœur", "s", ours, peer, theirs, goal)


def _document(
    name: str, render: Callable[[Any], bytes], values: Sequence[Any], runs: int, everyone: bool
) -> Iterator[Line]:
    sheets = composed(render, values[:FEW])
    peers: dict[str, engines.Engine | None] = {
        "ReportLab, TTF": engines.reportlab_ttf(),
        "typst": engines.typst(),
    }
    if everyone:
        peers["fpdf2, TTF"] = engines.fpdf2(embedded=True)
        peers["fpdf2, sans police"] = engines.fpdf2(embedded=False)
    present = {peer: engine for peer, engine in peers.items() if engine is not None}
    techniques = {"nous": lambda: _rate(render, values)}
    techniques |= {p: partial(_rate, engine, sheets) for p, engine in present.items()}
    office = engines.libreoffice() if everyone else None
    if office is not None:
        techniques["LibreOffice, par lot"] = lambda: _batch(office, sheets[:BATCH])
    found = alternate(runs, techniques)
    ours = found.pop("nous")
    yield Line(f"{name}, un cœur", "doc/s", ours, goal=at_least(350))
    goals = {"typst": times_at_least(3), "LibreOffice, par lot": times_at_least(25)}
    for peer, theirs in found.items():
        yield Line(name, "doc/s", ours, peer, theirs, goals.get(peer))
    size = max(len(render(value)) for value in values) / 1024
    heavy = max(len(present["ReportLab, TTF"](sheet)) for sheet in sheets) / 1024
    yield Line(f"{name}, poids", "Ko", size, "ReportLab, TTF", heavy, at_most(25))


def _rate(write: Callable[[Any], bytes], values: Sequence[Any]) -> float:
    start = perf_counter()
    for value in values:
        content = write(value)
    assert content.startswith(b"%PDF")
    return len(values) / (perf_counter() - start)


def _batch(convert: Callable[[Sequence[Sheet]], None], sheets: Sequence[Sheet]) -> float:
    note("  LibreOffice convertit…")
    start = perf_counter()
    convert(sheets)
    return len(sheets) / (perf_counter() - start)
