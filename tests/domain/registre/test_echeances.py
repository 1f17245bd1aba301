"""Quand déclarer : deux mois après l'assemblée, un mois après le mandat."""

from datetime import date

import pytest

from lsc_desktop.domain.registre.choix import (
    AILLEURS,
    ATTENTE,
    NON_IMMATRICULEE,
    PREDECESSEUR,
    RATTACHEE,
    SUCCESSION,
)
from lsc_desktop.domain.registre.echeances import echeance

JOUR = date(2026, 11, 30)
AG, FINI = date(2026, 6, 15), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("rattachement", "maj", "ag", "mandat", "demarche", "avant"),
    [
        (NON_IMMATRICULEE, None, AG, FINI, "immatriculation", None),
        (PREDECESSEUR, None, None, None, "confirmation", None),
        (RATTACHEE, None, AG, None, "mise_a_jour_annuelle", date(2026, 8, 15)),
        (RATTACHEE, date(2026, 6, 14), AG, None, "mise_a_jour_annuelle", date(2026, 8, 15)),
        (RATTACHEE, AG, AG, None, None, None),
        (RATTACHEE, None, date(2026, 12, 1), None, None, None),
        (RATTACHEE, None, date(2025, 12, 31), None, "mise_a_jour_annuelle", date(2026, 2, 28)),
        (RATTACHEE, AG, AG, JOUR, None, None),
        (RATTACHEE, None, AG, FINI, "successeur", date(2026, 12, 29)),
        (SUCCESSION, None, AG, FINI, None, None),
        (ATTENTE, None, AG, FINI, None, None),
        (AILLEURS, None, AG, FINI, None, None),
    ],
)
def test_la_demarche_la_plus_pressante(rattachement, maj, ag, mandat, demarche, avant):
    found = echeance(rattachement, maj, ag, mandat, JOUR)
    assert (found and found.demande.code) == demarche
    assert found is None or found.avant_le == avant


def test_le_retard_commence_le_lendemain():
    found = echeance(RATTACHEE, None, AG, None, JOUR)
    assert found is not None and found.en_retard(date(2026, 8, 16))
    assert not found.en_retard(date(2026, 8, 15))
