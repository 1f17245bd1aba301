"""Les variables d'un texte riche : remplies sous leur forme, jamais relues."""

from lsc_desktop.domain.textes.balisage import analyser, ecrire
from lsc_desktop.domain.textes.variables import Variable, inconnues, nommees, remplacer, remplir

VALEURS = {"[Tiers]Nom": "Durand", "[Lot]Code": "A/1"}


def rempli(texte: str, valeurs=VALEURS) -> str:
    return ecrire(remplir(analyser(texte), valeurs))


def test_une_valeur_prend_la_forme_de_sa_variable():
    assert rempli("M. <b>[Tiers]Nom</b>, [Lot]Code") == "M. <b>Durand</b>, A/1"


def test_une_variable_a_cheval_sur_deux_formes_prend_la_premiere():
    assert rempli("<i>[Tiers]</i>Nom et suite") == "<i>Durand</i> et suite"


def test_ce_qu_une_variable_apporte_n_est_relu_ni_comme_marque_ni_comme_variable():
    apporte = {"[Tiers]Nom": "<b>[Lot]Code</b>", "[Lot]Code": "A/1"}
    (p,) = remplir(analyser("[Tiers]Nom"), apporte)
    assert p.simple and p.texte == "<b>[Lot]Code</b>"
    assert analyser(ecrire([p])) == (p,)


def test_une_valeur_de_plusieurs_lignes_reste_dans_son_paragraphe():
    assert rempli("[Tiers]Nom", {"[Tiers]Nom": "a\nb"}) == "a b"


def test_une_inconnue_reste_et_se_nomme_une_fois():
    assert rempli("[Tiers]Nomm, [Lot]Code") == "[Tiers]Nomm, A/1"
    known = [Variable(name, "") for name in VALEURS]
    assert inconnues("[A]b [Tiers]Nom [A]b", known) == ("[A]b",)
    assert nommees("[Lot]Code [A]b [Lot]Code") == ("[Lot]Code", "[A]b")


def test_un_texte_simple_se_remplit_de_meme():
    assert remplacer("[Lot]Code et [X]y", VALEURS) == "A/1 et [X]y"
