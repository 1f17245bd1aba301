"""Fiches de régularisation prêtes à calculer, aux chiffres des écrans d'origine."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.regularisations import (
    LigneEau,
    RegularisationDraft,
    lignes_initiales,
    recalculer,
)

ANNEE_2020 = Periode(date(2020, 1, 1), date(2020, 12, 31))
Fabrique = Callable[..., RegularisationDraft]


@pytest.fixture
def une_fiche() -> Fabrique:
    """Un locataire présent toute l'année 2020, 100 % au code 30, sans rien à déduire."""

    def fabriquer(
        *montants: str, eau: tuple[tuple[str, str, str], ...] = (), jours: int = 366, **over: object
    ) -> RegularisationDraft:
        values = {
            "compte": "81ELLOCATA",
            "locataire": "Elsa Locataire",
            "lot": "LAFAYETTE/002",
            "du": ANNEE_2020.du,
            "au": ANNEE_2020.au,
            "pourcentage": Decimal(100),
            "jours_occupation": jours,
            "jours_periode": 366,
            "jours_annee": 366,
            "provisions_actuelles": Decimal("249.02"),
        }
        draft = RegularisationDraft(**{**values, **over})
        draft.lignes = lignes_initiales(ANNEE_2020, jours)
        for ligne, montant in zip(draft.lignes, montants, strict=False):
            ligne.montant_total = Decimal(montant)
        for rang, (fin, precedent, prix) in enumerate(eau):
            draft.eau[rang] = LigneEau(
                draft.eau[rang].libelle1 or "Divers",
                "",
                *(Decimal(value) for value in (fin, precedent, prix)),
            )
        recalculer(draft)
        return draft

    return fabriquer


@pytest.fixture
def specimen(une_fiche: Fabrique) -> RegularisationDraft:
    """Le décompte imprimé de la documentation : 6 406,50 de charges et d'eau (seed L311-347)."""
    return une_fiche(
        *("100", "5000", "50", "25", "5", "1"),
        eau=(
            ("1000", "800", "5"),
            ("500", "459", "5.50"),
            ("250", "200", "6"),
            ("200", "250", "6"),
        ),
        provisions=Decimal(5000),
        reintroduction=Decimal(300),
        fois=3,
    )
