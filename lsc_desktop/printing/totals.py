"""Le bas d'un compte : un total, ce qui s'y ajoute ou s'en retranche, ce qui reste."""

from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.money import NBSP, nombre
from lsc_desktop.printing.fitting import fit, shrink
from lsc_desktop.printing.kit import BODY, INK, LINE
from lsc_desktop.printing.letter import RIGHT
from lsc_desktop.printing.tables import Flow

LEFT_EDGE = 96.0
_STEP, _AMOUNT, _HEADING = 5.6, 32.0, 7.5


def less(amount: Decimal) -> str:
    """Ce qui se retranche : « - 5 000,00 », ou « + » pour un montant négatif."""
    return f"{'-' if amount >= 0 else '+'}{NBSP}{nombre(abs(amount))}"


@dataclass(frozen=True, slots=True)
class Totals:
    """Des lignes (libellé, montant écrit) à droite de la page ; la première et la dernière en gras,
    la dernière sur un aplat."""

    heading: str
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        return (len(self.lines) + bool(self.heading)) * _STEP + 1

    def draw(self, flow: Flow) -> None:
        page, y = flow.page, flow.y - 1.4
        if self.heading:
            y += _STEP - 1.2
            page.right(RIGHT, y, self.heading, _HEADING, bold=True)
        page.rule(LEFT_EDGE, RIGHT, y + 1.4, LINE, INK)
        for rank, (label, amount) in enumerate(self.lines):
            y += _STEP
            last = rank == len(self.lines) - 1
            strong = last or rank == 0
            if last and rank:
                page.band(LEFT_EDGE - 2, RIGHT + 2, y - 3.9, y + 1.7)
            text, size = fit(label, BODY, RIGHT - LEFT_EDGE - _AMOUNT, strong)
            page.text(LEFT_EDGE, y, text, size, strong)
            page.right(RIGHT, y, amount, shrink(amount, BODY, _AMOUNT - 2, strong), strong)
        flow.y += self.height
