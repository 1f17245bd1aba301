"""Une donnée du registre comme un écran, ou une fiche de saisie, la montre."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.money import euros
from lsc_desktop.domain.registre.choix import (
    CADRES,
    CHAUFFAGES,
    EAUX_CHAUDES,
    ENERGIES,
    NATURES_PROCEDURE,
    NATURES_SYNDICAT,
    PERIODES,
    PLANS_TRAVAUX,
    VENTILATIONS,
)
from lsc_desktop.domain.registre.donnees import DONNEES
from lsc_desktop.domain.registre.dossier import MONTANTS
from lsc_desktop.domain.registre.numero import dans_un_acte

_CODES: dict[str, dict[str, str]] = {
    "nature": dict(NATURES_SYNDICAT), "cadre": dict(CADRES), "periode": dict(PERIODES),
    "chauffage": dict(CHAUFFAGES), "energie": dict(ENERGIES), "eau_chaude": dict(EAUX_CHAUDES),
    "plan_travaux": dict(PLANS_TRAVAUX), "procedures.nature": dict(NATURES_PROCEDURE),
    "batiments.ventilation": dict(VENTILATIONS),
}  # fmt: skip
_DATES = frozenset({
    "date_reglement", "date_creation", "mandat_du", "mandat_au", "exercice_du", "exercice_au",
    "ag_comptes_le", "diagnostic_structurel", "fin_mandat", "procedures.du", "procedures.au",
})  # fmt: skip
_MOTS = {
    "procedures.du": "du", "procedures.au": "au", "batiments.etiquette": "étiquette",
    "batiments.etages": "étages :", "parcelles.prefixe": "préfixe", "parcelles.section": "section",
    "parcelles.numero": "n°",
}  # fmt: skip


def montrer(nom: str, valeur: Any) -> str:
    """La valeur d'une donnée, telle que le JSON l'écrit ; celle d'une autre machine se montre
    telle quelle si elle n'a pas la forme attendue."""
    match valeur:
        case None | "":
            return ""
        case bool():
            return "Oui" if valeur else "Non"
        case list():
            return " ; ".join(montrer(nom, one) for one in valeur)
        case Mapping():
            parts = (_partie(f"{nom}.{key}", one) for key, one in valeur.items())
            return " ".join(part for part in parts if part)
        case str() if nom in _DATES:
            return _date(valeur)
        case str() if nom in MONTANTS:
            return _montant(valeur)
        case str() if nom in _CODES:
            return _CODES[nom].get(valeur, valeur)
        case str() if nom == "immat_principal":
            return dans_un_acte(valeur)
        case _:
            return str(valeur)


def libelle(nom: str) -> str:
    """Le libellé d'une donnée ; son nom si le catalogue l'ignore."""
    return next((one.libelle for one in DONNEES if one.nom == nom), nom)


def volet(nom: str) -> str:
    """Le volet d'une donnée ; vide si le catalogue l'ignore."""
    return next((one.volet for one in DONNEES if one.nom == nom), "")


def _partie(nom: str, valeur: Any) -> str:
    text = montrer(nom, valeur)
    return f"{_MOTS[nom]} {text}" if text and nom in _MOTS else text


def _date(valeur: str) -> str:
    try:
        return date_fr(date.fromisoformat(valeur))
    except ValueError:
        return valeur


def _montant(valeur: str) -> str:
    try:
        return euros(Decimal(valeur))
    except InvalidOperation:
        return valeur
