"""Écrire des paragraphes au fil des pages : lettres, procès-verbaux, courriers."""

from collections.abc import Iterable, Sequence

from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.printing.fitting import fit, wrap
from lsc_desktop.printing.fonts import width
from lsc_desktop.printing.kit import BODY, GREY, INK, MM, SMALL, TINT, TINY, Page
from lsc_desktop.printing.letter import (
    LEFT,
    RIGHT,
    address,
    facts,
    headline,
    letter_flow,
    letterhead,
)
from lsc_desktop.printing.tables import Flow

STEP, RISE = 0.45, 0.34  # interligne, et du haut de la ligne à sa base, en mm par point


class Prose:
    """Des paragraphes, des titres et des listes, posés l'un sous l'autre dans un fil de pages.

    Un paragraphe se coupe entre deux lignes, jamais en laissant la première ou la dernière seule.
    """

    def __init__(self, flow: Flow, left: float = LEFT, right: float = RIGHT) -> None:
        self.flow, self.left, self.right = flow, left, right

    def space(self, height: float) -> None:
        self.flow.y += height

    def paragraph(
        self,
        text: str,
        size: float = BODY,
        *,
        label: str = "",
        bold: bool = False,
        shade: float = INK,
        indent: float = 0.0,
        after: float = 2.0,
        keep: float = 0.0,
    ) -> None:
        """Un texte ; `label` le précède en gras sur sa première ligne ; `keep` : ce qui doit suivre
        sa dernière ligne sur la même page."""
        left, step = self.left + indent, size * STEP
        lead, lines = _laid(label, text, size, self.right - left, bold)
        last = len(lines) - 1
        for rank, line in enumerate(lines):
            together = 2 if rank in (0, last - 1) and last else 1
            self.flow.need(together * step + (keep if rank + together > last else 0.0))
            page, base = self.flow.page, self.flow.y + size * RISE
            if rank == 0 and label:
                page.text(left, base, label, size, True, shade)
            page.text(left + (0.0 if rank else lead), base, line, size, bold, shade)
            self.flow.y += step
        self.flow.y += after

    def section(self, title: str, keep: float = 14.0) -> None:
        """Le titre d'une partie, sur un aplat ; jamais au bas d'une page."""
        self.flow.need(9.5 + keep)
        self.flow.y += 2.0
        top = self.flow.y
        text, size = fit(title, BODY + 0.5, self.right - self.left - 4, bold=True)
        self.flow.page.band(self.left, self.right, top, top + 6.0, TINT)
        self.flow.page.text(self.left + 2, top + 4.2, text, size, bold=True)
        self.flow.y = top + 8.0

    def items(self, texts: Iterable[str], size: float = BODY) -> None:
        """Une liste, un tiret devant chaque texte."""
        for text in texts:
            self.paragraph(f"–{NBSP}{text}", size, indent=3.0, after=0.8)
        self.flow.y += 1.2

    def quote(self, title: str, paragraphs: Sequence[str], size: float = SMALL) -> None:
        """Un texte cité, son titre au-dessus."""
        self.paragraph(title, size, bold=True, after=0.6, keep=size * STEP)
        for rank, alinea in enumerate(paragraphs, 1):
            last = rank == len(paragraphs)
            self.paragraph(alinea, size, indent=3.0, after=2.2 if last else 0.6)

    def blanks(self, labels: Iterable[str], size: float = BODY) -> None:
        """Des lignes à remplir à la main : un libellé, un filet."""
        for label in labels:
            self.flow.need(8.0)
            base = self.flow.y + 5.6
            self.flow.page.text(self.left, base, f"{label} :", size, shade=GREY)
            start = self.left + width(f"{label} : ", size) / MM + 1
            self.flow.page.rule(start, self.right, base + 0.8, shade=GREY)
            self.flow.y += 8.0


def _laid(
    label: str, text: str, size: float, room: float, bold: bool
) -> tuple[float, tuple[str, ...]]:
    """Où commence la première ligne après son libellé, et les lignes.

    Un premier mot qui ne tient pas derrière le libellé passe à la ligne.
    """
    if not label:
        return 0.0, wrap(text, size, room, bold)
    lead = width(f"{label} ", size, True) / MM
    head, _, tail = text.partition("\n")
    words = head.split(" ")
    fitting = 0
    while fitting < len(words):
        if width(" ".join(words[: fitting + 1]), size, bold) > (room - lead) * MM:
            break
        fitting += 1
    first = " ".join(words[:fitting])
    rest = "\n".join(part for part in (" ".join(words[fitting:]), tail) if part)
    return lead, (first, *wrap(rest, size, room, bold)) if rest else (first,)


def lettre(
    entete: EnTete,
    destinataire: Adresse,
    reperes: Iterable[tuple[str, str]],
    titre: str,
    suite: str,
) -> Flow:
    """La première page d'une lettre, adresse dans la fenêtre ; `suite` titre les pages d'après."""
    page = Page()
    letterhead(page, entete)
    below = facts(page, reperes)
    address(page, destinataire)
    return letter_flow(page, headline(page, below, titre), entete, suite)


def note_petite(prose: Prose, text: str) -> None:
    """Une note en petit, sous un tableau."""
    prose.paragraph(text, TINY, shade=GREY, after=1.6)


def salutation(prose: Prose, signataire: str) -> None:
    """La formule qui finit une lettre, et qui signe, d'un seul tenant."""
    prose.paragraph(
        "Veuillez agréer, Madame, Monsieur, nos salutations distinguées.", keep=16.0, after=7.0
    )
    room = 80.0
    for rank, line in enumerate(wrap(signataire, BODY, room, bold=True, most=3)):
        prose.flow.page.text(prose.right - room, prose.flow.y + rank * 4.2, line, bold=True)
    prose.space(9.0)
