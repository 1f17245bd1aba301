"""Ce que la loi borne dans une location : honoraires, dépôt de garantie, performance
énergétique."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.base.money import cents
from lsc_desktop.domain.annonces.bien import Bien

D = Decimal


@dataclass(frozen=True, slots=True)
class Tarif:
    """Plafonds d'honoraires du locataire, en euros TTC par m² habitable."""

    depuis: date
    tres_tendue: Decimal
    tendue: Decimal
    ailleurs: Decimal
    etat_des_lieux: Decimal


# Décret 2014-890 art. 2 et 3 ; révisés au 1er janvier 2026 par l'arrêté du 17 juillet 2025,
# modifié par celui du 13 novembre 2025.
TARIFS = (
    Tarif(date(2026, 1, 1), D("12.10"), D("10.09"), D("8.07"), D("3.03")),
    Tarif(date(2014, 9, 15), D(12), D(10), D(8), D(3)),
)
# Loi 89-462 art. 6, d'après la loi 2021-1104 art. 160 : la première classe qui n'est plus décente.
_DECENCE = (
    (date(2034, 1, 1), "E"), (date(2028, 1, 1), "F"), (date(2025, 1, 1), "G"),
)  # fmt: skip
_DECENCE_OUTRE_MER = ((date(2031, 1, 1), "F"), (date(2028, 1, 1), "G"))
NOUVEAU_DPE = date(2021, 7, 1)


def tarif(jour: date) -> Tarif | None:
    return next((one for one in TARIFS if one.depuis <= jour), None)


def honoraires_max(bien: Bien, jour: date) -> tuple[Decimal, Decimal] | None:
    """Pour le dossier et le bail, puis pour l'état des lieux, en euros TTC ; `None` si l'on ne peut
    les calculer (loi 89-462 art. 5)."""
    rates, area = tarif(jour), bien.lot.surface_habitable
    if rates is None or not area:
        return None
    rate = rates.ailleurs
    if bien.lot.zone_tres_tendue:
        rate = rates.tres_tendue
    elif bien.lot.zone_tendue:
        rate = rates.tendue
    return cents(rate * area), cents(rates.etat_des_lieux * area)


def depot_max(bien: Bien) -> Decimal | None:
    """Un mois de loyer hors charges, deux en meublé, rien en bail mobilité (loi 89-462 art. 22,
    25-6, 25-17) ; `None` tant que le loyer ou le type de location manque."""
    lot = bien.lot
    if lot.loyer_mensuel is None or not bien.nature:
        return None
    months = {"Mobilité": 0, "Meublé": 2, "Étudiant": 2}.get(bien.nature, 1)
    return months * (lot.loyer_mensuel + (lot.complement_loyer or 0))


def classe_interdite(bien: Bien, jour: date) -> str:
    """La meilleure classe qui ne peut plus se louer : « G » en 2026, « F » en 2028 ; vide avant."""
    ladder = _DECENCE_OUTRE_MER if bien.outre_mer else _DECENCE
    return next((letter for start, letter in ladder if start <= jour), "")


def fin_du_dpe(fait_le: date) -> date:
    """Son dernier jour de validité : dix ans, moins s'il est d'avant juillet 2021 (CCH art.
    D126-19, décret 2020-1610)."""
    if date(2018, 1, 1) <= fait_le < NOUVEAU_DPE:
        return date(2024, 12, 31)
    if date(2013, 1, 1) <= fait_le < date(2018, 1, 1):
        return date(2022, 12, 31)
    return plus_mois(fait_le, 120)
