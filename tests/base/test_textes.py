"""Un texte montré : entier s'il a une taille de phrase, jamais plus large qu'un mot long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.text import LIGNES, MOT, PHRASE, abrege, lisible


@pytest.mark.parametrize(
    "phrase",
    ["", "Le loyer doit être positif.", "anticonstitutionnellement " * 20, "a" * MOT],
)
def test_une_phrase_ordinaire_ne_change_pas(phrase):
    assert lisible(phrase) == phrase


def test_un_chemin_se_lit_en_entier_sur_plusieurs_lignes():
    chemin = "/serveur/agence/" + "dossier-de-copropriete/" * 8 + "pv.pdf"
    assert lisible(chemin).replace("\u200b", "") == chemin
    assert max(map(len, lisible(chemin).split("\u200b"))) <= MOT


def test_trop_de_lignes_s_arretent():
    assert lisible("ligne\n" * 400).count("\n") < LIGNES


def test_un_titre_s_abrege_sur_une_ligne():
    assert abrege("Locataire Elsa", 34) == "Locataire Elsa"
    assert abrege("Locataire\n" + "é" * 50, 20) == "Locataire ééééééééé…"


def test_plusieurs_phrases_restent_entieres():
    phrases = "\n".join(["Le lot 12 n'a pas de locataire à cette date. " * 10] * 4)
    assert lisible(phrases) == phrases


@given(st.text(st.characters(exclude_characters="\u200b"), max_size=3 * PHRASE))
def test_ni_mot_ni_phrase_sans_fin(texte):
    montre = lisible(texte)
    assert max(map(len, montre.replace("\u200b", " ").split()), default=0) <= MOT
    assert max(map(len, montre.replace("\u200b", "").split("\n"))) <= PHRASE
