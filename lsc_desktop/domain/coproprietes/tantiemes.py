"""Un nombre de tantièmes : positif, à cinq décimales."""

from decimal import Decimal

DECIMALES = 5  # d'un nombre de tantièmes (seed L2318)


def tantiemes_impossibles(value: Decimal | None) -> str:
    """Ce qui ne va pas dans un nombre de tantièmes ; rien s'il va, ou s'il manque."""
    if value is None:
        return ""
    if value < 0:
        return "Un nombre de tantièmes n'est pas négatif."
    if (value * 10**DECIMALES) % 1:
        return f"Un nombre de tantièmes a {DECIMALES} décimales au plus."
    return ""
