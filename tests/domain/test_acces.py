"""Identifiants du Service Client : d'où ils viennent, et ce que le manifeste en dit."""

import secrets

import pytest

from lsc_desktop.domain.acces import (
    CODE_MAX,
    LETTRES,
    LONGUEUR,
    code_acces,
    premier_mot_de_passe,
    publiee,
    site,
)

PHC = "$argon2id$v=19$m=65536,t=3,p=4$c2Vsc2Vsc2Vs$aGFjaGU"


@pytest.mark.parametrize(
    ("nom", "prenom", "pris", "code"),
    [
        ("ALOXE CORTON", "Denise", (), "ALOXECORTONDENISE"),  # seed L1159
        ("Œillet", "Solène", (), "OEILLETSOLENE"),
        ("Dupont", "Jean", ("DUPONTJEAN",), "DUPONTJEAN2"),
        ("Dupont", "Jean", ("DUPONTJEAN", "DUPONTJEAN2"), "DUPONTJEAN3"),
        ("株式会社", "", (), "COMPTE"),
        ("x" * 90, "", (), "X" * CODE_MAX),
    ],
)
def test_un_identifiant_est_le_nom_et_le_prenom_et_n_est_a_personne_d_autre(
    nom, prenom, pris, code
):
    assert code_acces(nom, prenom, pris) == code


def test_un_premier_mot_de_passe_a_dix_capitales_sans_voyelle():
    words = {premier_mot_de_passe(secrets.choice) for _ in range(200)}
    assert len(words) == 200
    assert all(len(word) == LONGUEUR and set(word) <= set(LETTRES) for word in words)
    assert not set(LETTRES) & set("AEIOUY01")


def test_le_manifeste_dit_l_algorithme_le_sel_et_ses_parametres():
    found = publiee(PHC)
    assert found is not None
    assert (found.algo, found.sel, found.hash) == ("argon2id", "c2Vsc2Vsc2Vs", "aGFjaGU")
    assert found.parametres == (("m", 65536), ("p", 4), ("t", 3), ("v", 19))
    assert publiee("") is None


@pytest.mark.parametrize("text", ["CNWBTGDSHW", "$2b$12$abc", PHC + "$x", PHC[1:]])
def test_un_mot_de_passe_ne_passe_jamais_pour_une_empreinte(text):
    with pytest.raises(ValueError, match="argon2id") as error:
        publiee(text)
    assert text not in str(error.value)


@pytest.mark.parametrize(
    ("domaine", "dit"),
    [("", ""), (" agence.exemple.fr ", "https://agence.exemple.fr"),
     ("https://agence.exemple.fr/", "https://agence.exemple.fr")],
)  # fmt: skip
def test_l_adresse_du_site_vient_du_nom_de_domaine(domaine, dit):
    assert site(domaine) == dit
