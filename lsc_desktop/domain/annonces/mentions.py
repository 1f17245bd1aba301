"""Ce que la loi oblige à écrire dans une annonce de location, avec ses mots.

Arrêté du 10 janvier 2017 art. 4, modifié par celui du 26 janvier 2022 ; CCH art. R126-23 et
R126-24, arrêté du 22 décembre 2021 ; code de l'environnement art. R125-25. Les portails ont des
champs pour presque tout cela, que chacun montre à sa façon : le texte, lui, le dit toujours.
"""

from collections.abc import Iterator
from decimal import Decimal

from lsc_desktop.base.money import ZERO, euros, nombre
from lsc_desktop.domain.annonces.bien import (
    SANS_DPE,
    Bien,
    loyer_affiche,
    loyer_de_base_max,
)
from lsc_desktop.domain.lots.choix import FORFAIT, PROVISIONS

GEORISQUES = (
    "Les informations sur les risques auxquels ce bien est exposé sont disponibles sur le site "
    "Géorisques : www.georisques.gouv.fr"
)
_CHARGES = {
    FORFAIT: "de forfait de charges",
    PROVISIONS: "de provisions sur charges avec régularisation annuelle",
}


def mentions(bien: Bien, depot: Decimal | None) -> tuple[str, ...]:
    """Une phrase par obligation, dans l'ordre des textes ; `depot` : celui qu'on exigera."""
    return tuple(_toutes(bien, depot))


def _toutes(bien: Bien, depot: Decimal | None) -> Iterator[str]:
    lot = bien.lot
    yield _loyer(bien)
    if bien.logement and lot.encadrement_loyer:
        yield from _encadrement(bien)
    yield f"Dépôt de garantie : {euros(depot)}." if depot else "Sans dépôt de garantie."
    if bien.meuble:
        yield "Location meublée."
    if lot.honoraires_locataire is not None and lot.honoraires_edl is not None:
        yield (
            f"Honoraires charge locataire : {euros(lot.honoraires_locataire)} TTC, dont "
            f"{euros(lot.honoraires_edl)} TTC pour l'état des lieux."
        )
    if bien.surface:
        yield f"Surface{' habitable' * bien.logement} : {nombre(bien.surface)} m²."
    if bien.sorte not in SANS_DPE and not lot.dpe_non_soumis:
        yield from _energie(bien)
    if lot.diagnostic_erp is not None:
        yield GEORISQUES


def _loyer(bien: Bien) -> str:
    lot = bien.lot
    said = f"Loyer : {euros(loyer_affiche(lot))} par mois{' hors taxes' * bool(bien.hors_taxes)}"
    if how := _CHARGES.get(lot.charges_modalite):
        return f"{said} charges comprises, dont {euros(lot.provision_charges or ZERO)} {how}."
    return f"{said}. Charges remboursées chaque année sur justificatifs."


def _encadrement(bien: Bien) -> Iterator[str]:
    lot, most = bien.lot, loyer_de_base_max(bien)
    yield "Zone soumise à encadrement des loyers."
    if most is not None:
        yield f"Loyer de référence majoré (loyer de base à ne pas dépasser) : {euros(most)}."
    if lot.loyer_mensuel is not None:
        yield f"Loyer de base : {euros(lot.loyer_mensuel)}."
    if lot.complement_loyer:
        yield f"Complément de loyer : {euros(lot.complement_loyer)}."


def _energie(bien: Bien) -> Iterator[str]:
    lot = bien.lot
    if lot.dpe_classe and lot.ges_classe:
        yield f"CLASSE ÉNERGIE : {lot.dpe_classe}. CLASSE CLIMAT : {lot.ges_classe}."
    if not bien.logement:
        return
    if lot.dpe_classe in ("F", "G"):
        yield f"Logement à consommation énergétique excessive : classe {lot.dpe_classe}."
    low, high, since = lot.dpe_cout_min, lot.dpe_cout_max, lot.dpe_prix_le
    if low is not None and high is not None and since is not None:
        yield (
            "Montant estimé des dépenses annuelles d'énergie pour un usage standard : entre "
            f"{euros(low)} et {euros(high)} (prix de l'énergie de l'année {since.year})."
        )
