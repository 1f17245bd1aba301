"""Le texte riche : tout se lit, rien ne se perd, un texte simple reste ce qu'il est."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.textes.balisage import (
    Alignement,
    Morceau,
    Paragraphe,
    alleger,
    analyser,
    assembler,
    ecrire,
    sans_marques,
)

PIECES = ("<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<page>", "<centre>", "<puce>", "\\", "<",
          ">", "&", "\n", "été", " ", "<font>", "[Tiers]Nom")  # fmt: skip
melanges = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
lettres = st.text(st.sampled_from("ab<>\\/iu &é"), max_size=6) | st.sampled_from(PIECES[:9])
morceaux = st.builds(Morceau, lettres, st.booleans(), st.booleans(), st.booleans())
paragraphes = st.builds(
    Paragraphe,
    st.lists(morceaux, max_size=5).map(assembler),
    st.sampled_from(Alignement),
    puce=st.booleans(),
    page=st.booleans(),
)


def lu(texte: str) -> list[tuple[str, str]]:
    """Chaque morceau et les initiales de sa forme : ("gras", "gi")."""
    (paragraphe,) = analyser(texte)
    return [
        (m.texte, "".join(name[0] for name in m._fields[1:] if getattr(m, name)))
        for m in paragraphe.morceaux
    ]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Bonjour", [("Bonjour", "")]),
        ("un <b>gras</b>.", [("un ", ""), ("gras", "g"), (".", "")]),
        ("<b>a<i>b</i></b>", [("a", "g"), ("b", "gi")]),
        ("<b>a<i>b</b>c</i>", [("a", "g"), ("b", "gi"), ("c", "i")]),
        ("<u></u>x", [("x", "")]),
        ("<b>jamais fermé", [("<b>jamais fermé", "")]),
        ("fermé</b> sans être ouvert", [("fermé</b> sans être ouvert", "")]),
        ("<b>a<b>b</b>", [("a<b>b", "g")]),
        ("</b><b>", [("</b><b>", "")]),
        ("1 < 2 & <font color='red'>x</font>", [("1 < 2 & <font color='red'>x</font>", "")]),
        ("a <centre>b", [("a <centre>b", "")]),
        (r"\<b>x\</b>", [("<b>x</b>", "")]),
        (r"\\<b>x</b>", [("\\", ""), ("x", "g")]),
        (r"C:\dossier\b", [(r"C:\dossier\b", "")]),
    ],
)
def test_une_ligne_se_lit_sans_jamais_se_refuser(texte, attendu):
    assert lu(texte) == attendu


def test_un_paragraphe_commence_par_sa_page_son_alignement_sa_puce():
    (p,) = analyser("<page><droite><puce>Fin")
    assert (p.page, p.alignement, p.puce, p.texte) == (True, Alignement.DROITE, True, "Fin")
    (q,) = analyser("<puce><page>Fin")  # hors de cet ordre, c'est du texte
    assert (q.page, q.puce, q.texte) == (False, True, "<page>Fin")


@given(st.text().filter(lambda text: "<" not in text))
def test_un_texte_simple_reste_lettre_pour_lettre(texte):
    assert ecrire(analyser(texte)) == texte
    assert all(p.simple for p in analyser(texte))
    assert sans_marques(texte) == texte


@given(melanges)
def test_rien_ne_fait_planter_et_relire_ce_qu_on_ecrit_ne_change_rien(texte):
    once = ecrire(analyser(texte))
    assert analyser(once) == analyser(texte)
    assert ecrire(analyser(once)) == once


@given(st.lists(paragraphes, min_size=1, max_size=4))
def test_ce_qui_s_ecrit_se_relit_a_l_identique(paragraphes):
    assert analyser(ecrire(paragraphes)) == tuple(paragraphes)


@given(paragraphes, st.integers(0, 30), st.integers(0, 30))
def test_une_tranche_garde_ses_lettres_et_leur_forme(paragraphe, debut, longueur):
    fin = debut + longueur
    formes = [morceau[1:] for morceau in paragraphe.morceaux for _ in morceau.texte]
    tranche = list(paragraphe.tranche(debut, fin))
    assert "".join(m.texte for m in tranche) == paragraphe.texte[debut:fin]
    assert [m[1:] for m in tranche for _ in m.texte] == formes[debut:fin]


def test_un_texte_colle_ne_garde_que_gras_et_italique():
    (p,) = alleger(analyser("<centre><puce><b>a</b><u>b</u><u><i>c</i></u>"))
    assert ecrire([p]) == "<b>a</b>b<i>c</i>"
