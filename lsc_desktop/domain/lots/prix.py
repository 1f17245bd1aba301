"""Prix de vente, net vendeur et commission d'un lot (seed L408-419 ; gerance 3.2)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from lsc_desktop.base.money import arrondi, cents, nombre, nombre_court

DECIMALES_TAUX = 4
CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Prix:
    """`vente` : ce que paie l'acquéreur ; `net` : ce que touche le vendeur ; `taux` en %.

    À la charge de l'acquéreur, le taux porte sur le net : vente = net × (1 + taux), soit
    174 000,00 = 162 616,82 × 1,07. À celle du vendeur, il porte sur le prix de vente.
    """

    vente: Decimal | None = None
    net: Decimal | None = None
    taux: Decimal | None = None
    commission: Decimal | None = None
    acquereur: bool = True


def recalculer(avant: Prix, apres: Prix) -> Prix:
    """Ce qui vient d'être changé commande ; les autres montants suivent, au centime.

    Le prix de vente tient quand on change le taux ou la commission, le taux quand on change un
    prix. La différence des deux prix est toujours exactement la commission. Effacer un prix
    efface l'autre ; effacer le taux ou la commission rend le net égal au prix de vente.
    """
    names = ("vente", "net", "taux", "commission", "acquereur")
    change = [name for name in names if getattr(avant, name) != getattr(apres, name)]
    if not change:
        return apres
    if change[0] in ("vente", "net") and getattr(apres, change[0]) is None:
        return replace(apres, vente=None, net=None, commission=None)
    if "commission" in change:
        return _depuis_commission(apres)
    if apres.taux is None:
        return _sans_taux(avant, apres, change[0])
    if change[0] == "net" or apres.vente is None:
        return _depuis_net(apres, apres.taux)
    return _depuis_vente(apres, apres.vente, apres.taux)


def _depuis_vente(prix: Prix, vente: Decimal, taux: Decimal) -> Prix:
    """174 000,00 à 7 % : net 162 616,82, commission 11 383,18."""
    net = cents(vente * CENT / (CENT + taux)) if prix.acquereur else vente - _part(vente, taux)
    return replace(prix, net=net, commission=vente - net)


def _depuis_net(prix: Prix, taux: Decimal) -> Prix:
    if prix.net is None or (not prix.acquereur and taux >= CENT):
        return prix
    if prix.acquereur:
        vente = prix.net + _part(prix.net, taux)
    else:
        vente = cents(prix.net * CENT / (CENT - taux))
    return replace(prix, vente=vente, commission=vente - prix.net)


def _depuis_commission(prix: Prix) -> Prix:
    """Le montant tapé est gardé ; le taux s'en déduit, à quatre décimales."""
    commission = prix.commission
    if commission is None:
        return replace(prix, taux=None, net=prix.net if prix.vente is None else prix.vente)
    if prix.vente is not None:
        prix = replace(prix, net=prix.vente - commission)
    elif prix.net is not None:
        prix = replace(prix, vente=prix.net + commission)
    return replace(prix, taux=_taux(prix))


def _sans_taux(avant: Prix, prix: Prix, change: str) -> Prix:
    """Sans taux, la commission est la différence des deux prix, s'ils sont connus et distincts."""
    sans_commission = change == "taux" or (avant.commission is None and avant.net == avant.vente)
    if sans_commission and prix.vente is not None and change != "net":
        return replace(prix, net=prix.vente, commission=None)
    if prix.vente is None or prix.net is None:
        return prix if prix.commission is None else _depuis_commission(prix)
    return replace(prix, commission=prix.vente - prix.net)


def _part(montant: Decimal, taux: Decimal) -> Decimal:
    return cents(montant * taux / CENT)


def _taux(prix: Prix) -> Decimal | None:
    base = prix.net if prix.acquereur else prix.vente
    if not base or prix.commission is None:
        return prix.taux
    return arrondi(prix.commission * CENT / base, DECIMALES_TAUX)


def expliquer(prix: Prix) -> dict[str, str]:
    """« Pourquoi ce montant » du net vendeur et de la commission."""
    if prix.vente is None or prix.net is None or prix.commission is None:
        return {}
    vente, net, commission = (nombre(v) for v in (prix.vente, prix.net, prix.commission))
    difference = f"{vente} − {net} = {commission}"
    if prix.taux is None:
        return {"commission_montant": difference}
    taux = nombre_court(prix.taux)
    if prix.acquereur:
        formula = f"À la charge de l'acquéreur : {net} × (1 + {taux} %) = {vente}"
    else:
        formula = f"À la charge du vendeur : {vente} × (1 − {taux} %) = {net}"
    return {"net_vendeur": formula, "commission_montant": f"{formula}\n{difference}"}
