"""Renvoyer depuis un jour : ce qu'on annonce, et la durée qu'on en attend."""

from datetime import date

import pytest

from lsc_desktop.domain.publications.renvois import (
    Mesure,
    RenvoiDraft,
    annonce,
    duree_estimee,
    question,
)

JOUR = date(2026, 3, 1)


def test_on_annonce_combien_avant_de_renvoyer():
    assert question(1, 900_000, JOUR) == (
        "1 document (900 Ko), publié depuis le 01/03/2026, repartira au prochain envoi. Continuer ?"
    )
    assert question(12, 3_450_000, JOUR).startswith("12 documents (3,4 Mo), publiés depuis")
    assert (annonce(0, 0), annonce(2, 2_000)) == ("Aucun document.", "2 documents, 2 Ko.")


def test_le_jour_est_a_renseigner():
    assert [field for field, _why in RenvoiDraft().problems()] == ["depuis"]


@pytest.mark.parametrize(
    ("octets", "mesure", "dit"),
    [
        (10, None, ""),
        (0, Mesure(100, 10), ""),
        (10, Mesure(0, 10), ""),
        (590, Mesure(100, 10), "moins d'une minute"),
        (600, Mesure(100, 10), "environ 1 min"),
        (601, Mesure(100, 10), "environ 2 min"),
        (36_000, Mesure(100, 10), "environ 1 h 00"),
        (50_000, Mesure(1_000_000, 0), "moins d'une minute"),
    ],
)
def test_la_duree_se_dit_au_debit_du_dernier_envoi(octets, mesure, dit):
    assert duree_estimee(octets, mesure) == dit
