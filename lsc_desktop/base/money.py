"""Montants : `Decimal`, deux décimales, arrondi commercial (décision D5)."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
NBSP = "\u00a0"  # et non U+202F, absente de la plupart des polices de PDF


def arrondi(value: Decimal, places: int = 2) -> Decimal:
    """Arrondi commercial : la moitié s'éloigne de zéro (533,875 → 533,88)."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cents(value: Decimal) -> Decimal:
    """Au centime, une fois, à la fin."""
    return arrondi(value, 2)


def nombre(value: Decimal, places: int = 2) -> str:
    """1234.5 → « 1 234,50 » (espace insécable)."""
    text = f"{arrondi(value, places):,.{places}f}"
    return text.replace(",", NBSP).replace(".", ",")


def nombre_ou_vide(value: Decimal | None, places: int = 2) -> str:
    """Comme `nombre` ; rien pour zéro ou pour ce qui n'a pas été saisi (habitude de LSC)."""
    return "" if value is None or value == 0 else nombre(value, places)


def nombre_court(value: Decimal, places: int = 2) -> str:
    """Comme `nombre`, avec au moins `places` décimales et celles qui comptent : 0,3333."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return nombre(value, max(places, -exponent))


def signe(value: Decimal) -> str:
    """Solde avec son signe : « +51 879,00 », « -350,00 »."""
    return f"+{nombre(value)}" if value > 0 else nombre(value)


def euros(value: Decimal) -> str:
    """« 1 234,50 € »."""
    return f"{nombre(value)}{NBSP}€"
