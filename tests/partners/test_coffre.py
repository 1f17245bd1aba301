"""Le coffre du poste : ce qu'il garde, d'un mot à un fichier, et ce qu'on dit s'il est fermé."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.partners import coffre
from tests.coffres import coffre_en_memoire


def test_un_secret_se_garde_se_change_et_s_efface():
    with coffre_en_memoire() as there:
        assert coffre.lire("cible-1") == ""
        coffre.garder("cible-1", "Perroquet")
        coffre.garder("cible-2", "Autre")
        coffre.garder("cible-1", "Perruche")
        assert (coffre.lire("cible-1"), coffre.lire("cible-2")) == ("Perruche", "Autre")
        coffre.garder("cible-1", "")
        coffre.garder("cible-1", "")  # déjà effacé : rien à dire
        assert coffre.lire("cible-1") == ""
        assert list(there.garde) == [("LSC Desktop", "cible-2")]


def test_un_coffre_ferme_se_dit_sans_montrer_le_secret():
    with coffre_en_memoire() as there:
        there.ferme = True
        for ask in (
            lambda: coffre.garder("cible-1", "Perroquet"),
            lambda: coffre.garder("cible-1", ""),
            lambda: coffre.lire("cible-1"),
        ):
            with pytest.raises(TemporaryError, match="coffre") as refused:
                ask()
            assert "Perroquet" not in str(refused.value)


@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=4))
def test_un_fichier_se_garde_entier_en_morceaux_que_windows_admet(contenus):
    with coffre_en_memoire() as there:
        for content in contenus:
            coffre.garder_fichier("certificat", content)
            assert coffre.lire_fichier("certificat") == content
            assert all(len(one.encode("utf-16-le")) <= 2560 for one in there.garde.values())
        coffre.garder_fichier("certificat", b"")
        assert there.garde == {} and coffre.lire_fichier("certificat") == b""


def test_un_fichier_a_qui_il_manque_un_morceau_n_est_pas_rendu():
    with coffre_en_memoire():
        coffre.garder_fichier("certificat", b"x" * 3000)
        coffre.garder("certificat#1", "AAAA")
        assert coffre.lire_fichier("certificat") == b""


def test_un_coffre_qui_se_ferme_en_route_ne_laisse_pas_un_melange():
    with coffre_en_memoire() as there:
        coffre.garder_fichier("certificat", b"ancien" * 500)
        calls = there.set_password

        def twice(*args):
            if args[1] == "certificat#1":
                there.ferme = True
            return calls(*args)

        there.set_password = twice
        with pytest.raises(TemporaryError):
            coffre.garder_fichier("certificat", b"neuf" * 1000)
        there.ferme = False
        assert coffre.lire_fichier("certificat") == b""
