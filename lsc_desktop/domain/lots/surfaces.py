"""Surfaces d'un lot : le tableau « Carrez » et la surface pondérée (seed L743-770)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lsc_desktop.base.money import cents

# Ce que compte un m² : réglage général de LSC, quatre coefficients, dont la terrasse à 0,25
# (20 m² comptent 5 m² : gerance 1.5). Les trois autres ne sont écrits nulle part.
COEFFICIENTS: Mapping[str, Decimal] = {
    "surface_habitable": Decimal(1),
    "surface_terrasse": Decimal("0.25"),
    "surface_balcons": Decimal("0.25"),
    "surface_jardin": Decimal("0.25"),
}


@dataclass(slots=True)
class PieceLot:
    """Une ligne du tableau « Carrez » ; `surface` en m². Exclue, c'est une dépendance
    (garage, cave), seule transmise comme telle aux assureurs (seed L744-772)."""

    id: int | None = None
    piece: str = ""
    surface: Decimal | None = None
    exclure_carrez: bool = False
    niveau: str = ""
    exposition: str = ""
    informations: str = ""


def surface_ponderee(
    surfaces: Mapping[str, Decimal | None], coefficients: Mapping[str, Decimal] = COEFFICIENTS
) -> Decimal | None:
    """Habitable, terrasse, balcons et jardin pondérés, en m², un arrondi ; `None` si rien."""
    saisies = {name: value for name in coefficients if (value := surfaces.get(name)) is not None}
    if not saisies:
        return None
    return cents(sum((coefficients[name] * value for name, value in saisies.items()), Decimal(0)))


def surface_carrez(pieces: Iterable[PieceLot]) -> Decimal | None:
    """Somme des pièces que la loi Carrez compte, en m² (loi 96-1107) ; `None` s'il n'y en a pas."""
    return _somme(p.surface for p in pieces if not p.exclure_carrez)


def surface_dependances(pieces: Iterable[PieceLot]) -> Decimal | None:
    """Somme des lignes « Exclure Carrez », en m²."""
    return _somme(p.surface for p in pieces if p.exclure_carrez)


def par_m2(montant: Decimal | None, surface: Decimal | None) -> Decimal | None:
    """Un montant rapporté à la surface pondérée, en €/m².

    Les 2 017,39 de la documentation sont 174 000,00 / 86,25 : le prix de vente, commission
    comprise, sur la seule surface à deux décimales qui donne ce quotient (seed L408-411).
    """
    if montant is None or not surface:
        return None
    return cents(montant / surface)


def _somme(surfaces: Iterable[Decimal | None]) -> Decimal | None:
    connues = [s for s in surfaces if s is not None]
    return sum(connues, Decimal(0)) if connues else None
