"""Poser un texte riche au fil des pages : gras, italique, souligné, puces, alignements.

L'italique est la même police penchée : un document n'incorpore jamais plus de deux graisses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lsc_desktop.domain.textes.balisage import Alignement, Morceau, Paragraphe
from lsc_desktop.printing.fitting import first_too_wide
from lsc_desktop.printing.fonts import readable, width
from lsc_desktop.printing.kit import BODY, INK, MM
from lsc_desktop.printing.prose import RISE, STEP, Prose

BULLET, HANG = 2.5, 6.0  # où est la puce, où commence son texte, en mm
UNDER, THICK = 0.65, 0.5  # le trait : sous la ligne de base en mm, son épaisseur en points
AFTER, AFTER_ITEM = 2.0, 0.8  # blanc sous un paragraphe, sous une puce
_GAP = re.compile(r"(?<!«) (?![:;!?»])")  # les signes doubles restent avec leur mot


class _Word(NamedTuple):
    """Un mot, dont les lettres peuvent changer de forme en chemin ; `width` en points."""

    parts: tuple[Morceau, ...]
    width: float


def poser(prose: Prose, paragraphes: Iterable[Paragraphe]) -> None:
    """Tout le texte ; un paragraphe sans forme se pose comme il l'a toujours été."""
    item = False
    for each in paragraphes:
        if item and not each.puce:
            prose.space(AFTER - AFTER_ITEM)
        item = each.puce
        if each.page:
            prose.flow.need(prose.flow.bottom)  # une page neuve ne se tourne pas
        if not each.texte.strip():
            prose.space(2.0 * max(len(each.texte.splitlines()), 1))
        elif each.simple:
            _simple(prose, each.texte)
        else:
            _riche(prose, each)


def _simple(prose: Prose, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            prose.paragraph(line.strip())
        else:
            prose.space(2.0)


def _riche(prose: Prose, paragraphe: Paragraphe) -> None:
    """Coupé entre deux lignes, jamais en laissant la première ou la dernière seule."""
    step, flow = BODY * STEP, prose.flow
    left = prose.left + (HANG if paragraphe.puce else 0.0)
    lines = _fold(_words(paragraphe), (prose.right - left) * MM)
    last = len(lines) - 1
    for rank, line in enumerate(lines):
        flow.need((2 if rank in (0, last - 1) and last else 1) * step)
        base = flow.y + BODY * RISE
        if paragraphe.puce and rank == 0:
            flow.page.text(prose.left + BULLET, base, "•")
        _draw(prose, line, left, base, paragraphe.alignement, rank == last)
        flow.y += step
    flow.y += AFTER_ITEM if paragraphe.puce else AFTER


# --- Couper en lignes -----------------------------------------------------------------------------


def _words(paragraphe: Paragraphe) -> Iterator[_Word]:
    """Les mots, séparés où une ligne peut finir ; les blancs des bords retirés."""
    text = " ".join(paragraphe.texte.splitlines())
    start, end = len(text) - len(text.lstrip(" \t")), len(text.rstrip(" \t"))
    for gap in _GAP.finditer(text, start, end):
        yield _word(paragraphe.tranche(start, gap.start()))
        start = gap.end()
    yield _word(paragraphe.tranche(start, end))


def _word(parts: Iterable[Morceau]) -> _Word:
    kept = tuple(parts)
    return _Word(kept, sum(width(p.texte, BODY, p.gras) for p in kept))


def _fold(words: Iterable[_Word], room: float) -> list[list[_Word]]:
    """Des lignes qui tiennent dans `room` points ; un mot trop long se coupe où il faut."""
    gap = width(" ", BODY)
    lines: list[list[_Word]] = [[]]
    used = 0.0
    for word in words:
        if lines[-1] and used + gap + word.width > room:
            lines.append([])
        while word.width > room:
            head, word = _cut(word, room)
            lines[-1].append(head)
            lines.append([])
        used = (used + gap if lines[-1] else 0.0) + word.width
        lines[-1].append(word)
    return lines


def _cut(word: _Word, room: float) -> tuple[_Word, _Word]:
    used = 0.0
    for rank, part in enumerate(word.parts):
        wide = width(part.texte, BODY, part.gras)
        if used + wide > room:
            text = readable(part.texte)
            place = first_too_wide(text, BODY, room - used, part.gras)
            head = (*word.parts[:rank], part._replace(texte=text[:place]))
            return _word(head), _word((part._replace(texte=text[place:]), *word.parts[rank + 1 :]))
        used += wide
    return word, _word(())


# --- Poser une ligne ------------------------------------------------------------------------------


def _draw(
    prose: Prose, line: Sequence[_Word], left: float, base: float, how: Alignement, last: bool
) -> None:
    gap, room = width(" ", BODY), (prose.right - left) * MM
    spread = how is Alignement.JUSTIFIE and not last and len(line) > 1
    if spread:
        gap = (room - sum(word.width for word in line)) / (len(line) - 1)
    free = room - sum(word.width for word in line) - gap * (len(line) - 1)
    x = left * MM
    x += {Alignement.CENTRE: free / 2, Alignement.DROITE: free}.get(how, 0.0)
    for start, run in _runs(line, gap, spread):
        end = start + width(run.texte.rstrip(" ") if spread else run.texte, BODY, run.gras)
        page = prose.flow.page
        page.text((x + start) / MM, base, run.texte, BODY, run.gras, slant=run.italique)
        if run.souligne:
            page.rule((x + start) / MM, (x + end) / MM, base + UNDER, THICK, INK)


def _runs(line: Sequence[_Word], gap: float, spread: bool) -> Iterator[tuple[float, Morceau]]:
    """(où, en points ; lettres de même forme) ; une ligne justifiée se pose mot à mot."""
    place, start, held = 0.0, 0.0, Morceau("")
    for rank, word in enumerate(line):
        if rank:
            held = held._replace(texte=held.texte + " ")
            place += gap
            if spread:
                yield start, held
                start, held = place, Morceau("")
        for part in word.parts:
            if part[1:] != held[1:] or not held.texte:
                if held.texte:
                    yield start, held
                start, held = place, part
            else:
                held = held._replace(texte=held.texte + part.texte)
            place += width(part.texte, BODY, part.gras)
    if held.texte:
        yield start, held
