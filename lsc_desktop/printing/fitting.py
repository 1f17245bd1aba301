"""Faire tenir un texte dans sa place : couper, replier ou réduire, jamais déborder."""

from lsc_desktop.printing.fonts import readable, width
from lsc_desktop.printing.kit import MM

ELLIPSIS = "…"


def shrink(text: str, size: float, room: float, bold: bool = False, floor: float = 0.0) -> float:
    """Le corps, au plus `size`, qui fait tenir `text` dans `room` mm, sans descendre sous `floor`.

    Un montant se réduit sans plancher : tronqué, il serait faux.
    """
    wide = width(text, size, bold)
    if wide <= room * MM:
        return size
    return max(floor, int(size * room * MM / wide * 20) / 20)


def clip(text: str, size: float, room: float, bold: bool = False) -> str:
    """`text`, fini par « … » s'il dépasse `room` mm."""
    if width(text, size, bold) <= room * MM:
        return text
    text = readable(text)
    cut = first_too_wide(text, size, room * MM - width(ELLIPSIS, size, bold), bold)
    return text[:cut].rstrip() + ELLIPSIS


def fit(
    text: str, size: float, room: float, bold: bool = False, floor: float = 6.0
) -> tuple[str, float]:
    """Réduit jusqu'à `floor`, puis coupe."""
    size = shrink(text, size, room, bold, floor)
    return clip(text, size, room, bold), size


def wrap(text: str, size: float, room: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """Replie aux espaces dans `room` mm ; un mot trop long se coupe où il faut.

    `most` : nombre de lignes au plus, la dernière finie par « … » ; 0 sans limite.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrap_paragraph(paragraph, size, room * MM, bold))
    if most and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines[most - 1 :] = [clip(rest, size, room, bold)]
    return tuple(lines)


def _wrap_paragraph(text: str, size: float, room: float, bold: bool) -> list[str]:
    if width(text, size, bold) <= room:
        return [text.strip(" \t")]
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = readable(word)
        while width(line, size, bold) > room:
            cut = first_too_wide(line, size, room, bold)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line or not lines else lines


def first_too_wide(word: str, size: float, room: float, bold: bool) -> int:
    used = 0.0
    for rank, char in enumerate(word):
        used += width(char, size, bold)
        if used > room:
            return max(rank, 1)  # un signe au moins, sinon la coupe n'avancerait pas
    return len(word)
