"""Le papier à lettres : en-tête de l'agence, fenêtre de l'enveloppe DL, repères, pied de page.

L'adresse tient dans la zone de 105 à 195 mm sur 45 à 85 mm, celle que montre la fenêtre droite
d'une enveloppe DL quand la feuille est pliée en trois ; rien d'autre ne s'y imprime.
"""

from collections.abc import Iterable, Sequence

from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.printing.fitting import clip, fit, shrink, wrap
from lsc_desktop.printing.kit import GREY, SMALL, TINY, Page
from lsc_desktop.printing.tables import Flow

LEFT, RIGHT, BOTTOM = 18.0, 192.0, 279.0
WINDOW_X, WINDOW_TOP, WINDOW_BOTTOM = 109.0, 45.0, 85.0
FACTS_RIGHT = 100.0  # les repères s'arrêtent avant la fenêtre
FOLD = 96.0  # le corps du document commence sous la pliure

_ADDRESS_SIZE, _ADDRESS_LEADING = 10.5, 4.9
_FIRST_LINE = 54.0  # la première ligne de l'adresse, et celle des repères
_FACT, _FACT_LEAST = 8.5, 8.0  # un repère se réduit un peu avant de passer à la ligne
_FOOT_LINES = 3


def letterhead(page: Page, entete: EnTete) -> None:
    """La raison sociale et les coordonnées de l'agence, en haut à gauche."""
    name, size = fit(entete.raison_sociale, 14, RIGHT - LEFT, bold=True, floor=9)
    page.text(LEFT, 21, name, size, bold=True)
    lines = [line for line in entete.lignes if line]
    if len(lines) > 4:
        lines = [*lines[:3], " - ".join(lines[3:])]
    for rank, line in enumerate(lines):
        text, size = fit(line, SMALL, RIGHT - LEFT)
        page.text(LEFT, 26.5 + rank * 3.8, text, size, shade=GREY)


def address(page: Page, adresse: Adresse) -> None:
    """Le destinataire, dans la fenêtre ; un nom trop long passe à la ligne."""
    room = RIGHT - WINDOW_X
    lines: list[str] = []
    for line in adresse.bloc():
        lines.extend(wrap(line, _ADDRESS_SIZE, room, most=2))
    leading = min(_ADDRESS_LEADING, (WINDOW_BOTTOM - WINDOW_TOP - 6) / max(len(lines) - 1, 1))
    size = min(_ADDRESS_SIZE, leading / _ADDRESS_LEADING * _ADDRESS_SIZE)
    y = min(_FIRST_LINE, WINDOW_BOTTOM - 2 - leading * (len(lines) - 1))
    for rank, line in enumerate(lines):
        page.text(WINDOW_X, y + rank * leading, line, size)


def facts(page: Page, pairs: Iterable[tuple[str, str]]) -> float:
    """Les repères (« N° compte : … ») à gauche de la fenêtre, sans ceux qui sont vides.

    Rend la ligne de base qui suit.
    """
    y, start = _FIRST_LINE, LEFT + 30
    for label, value in pairs:
        if not value:
            continue
        page.text(LEFT, y, f"{label} :", _FACT, shade=GREY)
        size = shrink(value, _FACT, FACTS_RIGHT - start, floor=_FACT_LEAST)
        for line in wrap(value, size, FACTS_RIGHT - start, most=4):
            page.text(start, y, line, size)
            y += 4.2
        y += 0.7
    return y


def headline(page: Page, below: float, title: str) -> float:
    """Le titre sous la pliure et sous `below`, réduit un peu ou replié s'il est long.

    Rend le haut de ce qui suit.
    """
    size = shrink(title, 15, RIGHT - LEFT, bold=True, floor=11)
    y = max(FOLD + 7, below + 4)
    for line in wrap(title, size, RIGHT - LEFT, bold=True, most=3):
        page.text(LEFT, y, line, size, bold=True)
        y += size * 0.45
    return y - size * 0.45 + 5


def following_page(entete: EnTete, title: str) -> tuple[Page, float]:
    """Une page de suite : rappel de l'agence et du titre, puis où commence le texte."""
    page = Page()
    half = (RIGHT - LEFT) / 2
    page.text(LEFT, 20, clip(entete.raison_sociale, SMALL, half - 3, bold=True), SMALL, bold=True)
    page.right(RIGHT, 20, clip(title, SMALL, half), SMALL, shade=GREY)
    page.rule(LEFT, RIGHT, 22.5)
    return page, 30.0


def letter_flow(page: Page, y: float, entete: EnTete, title: str) -> Flow:
    """Le fil d'une lettre dont `page` est la première."""
    return Flow(page, y, lambda: following_page(entete, title), BOTTOM)


def footer(pages: Sequence[Page], entete: EnTete, margin: float = LEFT) -> None:
    """Les mentions de l'agence et « Page x/y », en bas de chaque page."""
    first = pages[0]
    right, bottom = first.size[0] - margin, first.size[1] - 8.5
    lines = wrap(entete.pied, TINY, right - margin - 22, most=_FOOT_LINES) if entete.pied else ()
    for rank, page in enumerate(pages, 1):
        for row, line in enumerate(reversed(lines)):
            page.text(margin, bottom - row * 3.1, line, TINY, shade=GREY)
        page.right(right, bottom, f"Page {rank}/{len(pages)}", TINY, shade=GREY)
