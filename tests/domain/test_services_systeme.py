"""Services système : le prochain passage, les jours en mots, et le bail de qui les mène."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lsc_desktop.domain.services_systeme import (
    BAIL_MENEUR,
    FENETRE,
    SERVICE,
    BailMeneur,
    Horaire,
    dire_jours,
    prochain_creneau,
)

VENDREDI = datetime(2026, 11, 27, 12, 30)
UNE_SECONDE = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("horaire", "attendu"),
    [
        (Horaire(True, "12:30 19:30"), "27/11 19:30"),
        (Horaire(True, "12:30"), "28/11 12:30"),
        (Horaire(True, "12:30", "12345"), "30/11 12:30"),
        (Horaire(True, "12:00", "5"), "04/12 12:00"),
    ],
)
def test_le_prochain_passage_saute_les_jours_sans(horaire, attendu):
    found = prochain_creneau(horaire, VENDREDI)
    assert found is not None and f"{found:%d/%m %H:%M}" == attendu


@pytest.mark.parametrize(
    "horaire", [Horaire(False, "12:30"), Horaire(True, ""), Horaire(True, "midi")]
)
def test_arrete_ou_sans_heure_il_n_a_pas_de_prochain_passage(horaire):
    assert prochain_creneau(horaire, VENDREDI) is None


@pytest.mark.parametrize(
    ("jours", "dit"),
    [
        ("1234567", "Tous les jours"),
        ("12345", "lun. au ven."),
        ("67", "sam., dim."),
        ("135", "lun., mer., ven."),
        ("", ""),
    ],
)
def test_les_jours_se_disent_en_mots(jours, dit):
    assert dire_jours(jours) == dit


def bail(**valeurs) -> BailMeneur:
    held = BailMeneur("j1", FENETRE, "ACCUEIL", "Martine", VENDREDI, VENDREDI)
    return replace(held, **valeurs)


def test_un_bail_vivant_ne_se_prend_pas():
    assert not bail(maintenant=VENDREDI + BAIL_MENEUR - UNE_SECONDE).a_prendre("j2", FENETRE)
    assert bail().dit() == "ACCUEIL (Martine)"


def test_son_titulaire_le_renouvelle():
    assert bail().a_prendre("j1", FENETRE)


@pytest.mark.parametrize(
    "change",
    [
        {"maintenant": VENDREDI + BAIL_MENEUR},
        {"maintenant": VENDREDI - timedelta(hours=1)},  # l'horloge de la base a reculé
        {"jeton": ""},
    ],
)
def test_expire_ou_rendu_il_est_a_qui_le_veut(change):
    held = bail(**change)
    assert held.a_prendre("j2", FENETRE) and held.dit() == "Personne"


def test_le_service_passe_avant_une_fenetre_et_non_l_inverse():
    assert bail().a_prendre("j2", SERVICE)
    assert not bail(sorte=SERVICE).a_prendre("j2", FENETRE)
    assert not bail(sorte=SERVICE).a_prendre("j2", SERVICE)
    assert bail(sorte=SERVICE, poste="SERVEUR").dit() == "SERVEUR (service)"
