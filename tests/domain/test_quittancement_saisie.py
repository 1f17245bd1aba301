"""La préparation d'un appel : une entité, une date, une période entière."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import mois_de
from lsc_desktop.domain.quittancement import (
    PERIODICITES,
    AAppeler,
    AppelDraft,
    LigneAppelee,
    detailler,
)


def un_appel(**over: object) -> AppelDraft:
    values = {
        "entite_id": 1,
        "date": date(2021, 10, 25),
        "du": date(2021, 11, 1),
        "au": date(2021, 11, 30),
    }
    return AppelDraft(**{**values, **over})


def defauts(**over: object) -> list[str]:
    return [name for name, _ in un_appel(**over).problems()]


def un_locataire(compte: str, *montants: str) -> AAppeler:
    lignes = tuple(
        LigneAppelee(
            rank, "10", f"Ligne {rank}", Decimal(montant), date(2021, 11, 1), date(2021, 11, 30), ""
        )
        for rank, montant in enumerate(montants, 1)
    )
    return AAppeler(1, compte, f"Nom {compte}", "LOT", False, lignes)


def test_un_mois_entier_convient_a_un_appel_mensuel():
    assert defauts() == []


@pytest.mark.parametrize("champ", ["entite_id", "date", "du", "au"])
def test_chaque_rubrique_est_obligatoire(champ):
    assert defauts(**{champ: None}) == [champ]


@pytest.mark.parametrize(
    ("du", "au", "periodicite"),
    [
        (date(2021, 11, 2), date(2021, 11, 30), 1),
        (date(2021, 11, 1), date(2021, 11, 29), 1),
        (date(2021, 11, 1), date(2021, 12, 31), 1),
        (date(2021, 11, 1), date(2021, 11, 30), 3),
        (date(2021, 11, 15), date(2022, 2, 14), 3),
    ],
)
def test_une_periode_qui_n_est_pas_entiere_est_refusee_a_sa_fin(du, au, periodicite):
    assert defauts(du=du, au=au, periodicite=periodicite) == ["au"]


def test_la_phrase_dit_la_periode_attendue():
    ((_, mensuel),) = un_appel(au=date(2021, 11, 29)).problems()
    ((_, trimestriel),) = un_appel(periodicite=3).problems()
    assert mensuel == "Un appel mensuel va du premier au dernier jour d'un mois."
    assert trimestriel.startswith("Un appel couvre ici 3 mois entiers")


def test_une_periode_a_l_envers_ne_se_plaint_qu_une_fois():
    assert defauts(du=date(2021, 11, 30), au=date(2021, 11, 1)) == ["au"]
    assert un_appel(du=date(2021, 11, 30), au=date(2021, 11, 1)).periode() is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from([m for m, _ in PERIODICITES]))
def test_toute_periode_entiere_du_rythme_convient_quel_que_soit_son_mois(jour, rythme):
    periode = mois_de(jour, rythme)
    assert defauts(du=periode.du, au=periode.au, periodicite=rythme) == []


def test_le_total_d_un_locataire_est_la_somme_de_ses_lignes():
    assert un_locataire("81A", "350.00", "50.00", "-100.10").total == Decimal("299.90")
    assert un_locataire("81A").total == 0


def test_l_apercu_montre_chaque_ligne_dans_l_ordre_des_locataires():
    apercu = detailler((un_locataire("81A", "1", "2"), un_locataire("81B", "3")))
    assert [(x.compte, x.libelle, str(x.montant)) for x in apercu] == [
        ("81A", "Ligne 1", "1"),
        ("81A", "Ligne 2", "2"),
        ("81B", "Ligne 1", "3"),
    ]
