"""Réglages : valeurs d'usage et refus."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.configuration import ConfigurationDraft, avertissements


def test_les_reglages_d_usage_sont_permis_et_ceux_du_document_de_reference():
    draft = ConfigurationDraft()
    assert not list(draft.problems())
    assert (draft.titre_decompte, draft.code_provisions) == ("DECOMPTE CHARGES LOCATIVES", "30")
    assert (draft.seuil_departs, draft.fois_max) == (Decimal("10.00"), 12)
    assert not draft.regularisation_lots_isoles


@pytest.mark.parametrize(
    "champ, valeur",
    [
        ("titre_decompte", ""),
        ("titre_decompte", "X" * 61),
        ("code_provisions", ""),
        ("code_regularisation", "30"),
        ("seuil_departs", None),
        ("seuil_departs", Decimal("-1")),
        ("fois_max", 0),
        ("fois_max", None),
        ("fois_max", 37),
    ],
)
def test_un_reglage_impossible_est_refuse_a_son_champ(champ, valeur):
    draft = ConfigurationDraft()
    setattr(draft, champ, valeur)
    assert [field for field, _ in draft.problems()] == [champ]


def test_une_date_de_travail_se_remarque():
    assert not avertissements(ConfigurationDraft())
    (phrase,) = avertissements(ConfigurationDraft(date_travail=date(2021, 10, 25)))
    assert "25/10/2021" in phrase
