"""La majorité que demande chaque question, un jour donné ; la table livrée, entrée par entrée."""

import json
import re
from datetime import date

import pytest

from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.domain.assemblees.majorites import Article
from lsc_desktop.domain.assemblees.questions import (
    article_a,
    avertir,
    chercher,
    lire,
    question_au,
)

TABLE = json.loads((RESOURCES / "questions_ag.json").read_text(encoding="utf-8"))
QUESTIONS = lire(TABLE)
JOUR = date(2026, 11, 29)


def entree(**over):
    return {
        "code": "quitus", "libelle": "Quitus au syndic", "article": "24", "source": "loi", **over,
    }  # fmt: skip


# --- La table livrée ------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: f"{entry['code']} {entry.get('du')}")
def test_chaque_entree_dit_son_texte_et_ce_qui_reste_a_verifier(entry):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["code"])
    assert entry["libelle"][0].isupper() and not entry["libelle"].endswith(".")
    assert re.match(r"(loi|décret) art\. \d", entry["source"])
    assert "du" in entry or "à vérifier" in entry["source"], "une date inconnue se dit"
    assert all("art." in annexe for annexe in entry.get("annexes", []))
    assert all("décret art. 10" in piece for piece in entry.get("demandeur", []))


def test_la_table_nomme_chaque_lettre_des_articles_24_25_et_26():
    """Loi art. 24 II a à l, 25 a à o, 26 a à d, dans leur rédaction de 2026."""
    sources = " / ".join(q.source for q in QUESTIONS if q.en_vigueur(JOUR))
    for article, letters in (("24 II", "abcdefghijkl"), ("25", "abcdefghijklmno"), ("26", "abcd")):
        for letter in letters:
            assert re.search(rf"art\. {article} {letter}\b", sources), f"{article} {letter}"


def test_l_article_nomme_par_la_source_est_celui_que_la_table_demande():
    """« loi art. 25 n » se vote à 25 : la lettre citée en tête ne ment pas."""
    for question in QUESTIONS:
        if found := re.match(r"loi art\. (24|25|26)(?: II)? [a-o]\b", question.source):
            assert question.article is Article(found[1]), question.code


def test_le_projet_de_resolution_est_exige_pour_les_articles_24_ii_25_et_26():
    """Décret art. 11 I 7°."""
    for question in QUESTIONS:
        if re.match(r"loi art\. (24 II|25|26) [a-o]\b", question.source):
            assert question.projet, question.code


def test_seuls_les_travaux_de_l_article_25_f_ouvrent_une_nouvelle_assemblee():
    assert {q.code for q in QUESTIONS if q.travaux_25f and q.en_vigueur(JOUR)} == {
        "travaux-energie"
    }


@pytest.mark.parametrize(
    ("code", "jour", "attendu"),
    [
        ("budget", JOUR, Article.A24),
        ("syndic", JOUR, Article.A25),
        ("travaux-amelioration", JOUR, Article.A25),
        ("acquisition", JOUR, Article.A26),
        ("charges", JOUR, Article.UNANIMITE),
        # loi 2023-175 art. 44, JO du 11/03/2023 : en vigueur le lendemain.
        ("panneaux-solaires", date(2023, 3, 11), Article.A25),
        ("panneaux-solaires", date(2023, 3, 12), Article.A24),
        # loi 2025-541, JO du 17/06/2025 : en vigueur le lendemain.
        ("charges-bureaux-en-logements", date(2025, 6, 17), Article.A25),
        ("charges-bureaux-en-logements", date(2025, 6, 18), Article.A24),
        # loi 2024-1039 du 19/11/2024.
        ("meubles-tourisme", date(2024, 11, 20), Article.UNANIMITE),
        ("meubles-tourisme", date(2024, 11, 21), Article.A26),
        # Ce qui suit la dépense, ce qui n'existe plus, ce qui n'existe pas.
        ("fonds-travaux-emploi", JOUR, None),
        ("compte-separe-dispense", JOUR, None),
        ("parties-privatives", JOUR, None),
        ("inconnue", JOUR, None),
    ],
)
def test_l_article_demande_depend_du_jour(code, jour, attendu):
    assert article_a(QUESTIONS, code, jour) is attendu


# --- Avertir --------------------------------------------------------------------------------------


def test_l_achat_immobilier_de_l_ordre_du_jour_d_origine_est_signale():
    """seed L2024 le porte à l'article 25 ; une acquisition est à 26 (loi art. 26 a)."""
    assert avertir(QUESTIONS, "acquisition", Article.A25, date(2020, 7, 13)) == (
        "« Achat d'un bien ou d'un droit immobilier par le syndicat » : la loi demande "
        "l'article 26 au 13/07/2020 (loi art. 26 a), vous avez choisi l'article 25."
    )


@pytest.mark.parametrize(
    ("code", "choisi"),
    [("acquisition", Article.A26), ("charges", Article.UNANIMITE), ("", Article.SANS_VOTE)],
)
def test_le_bon_article_et_la_question_libre_ne_disent_rien(code, choisi):
    assert avertir(QUESTIONS, code, choisi, JOUR) == ""


@pytest.mark.parametrize(
    ("code", "choisi", "jour", "phrase"),
    [
        ("charges", Article.A26, JOUR, "la loi demande l'unanimité au 29/11/2026"),
        ("budget", Article.SANS_VOTE, JOUR, "vous avez choisi un point sans vote."),
        ("parties-privatives", Article.UNANIMITE, JOUR, "ne peut en décider à aucune majorité"),
        ("compte-separe-dispense", Article.A25, JOUR, "n'est plus à voter depuis le 31/12/2020"),
        ("isolation-privative", Article.A25, date(2024, 4, 10), "n'est pas encore dans la loi"),
        ("inconnue", Article.A25, JOUR, "« inconnue » n'est pas dans la bibliothèque"),
        ("emprunt-travaux", Article.A25, JOUR, "vérifiez qu'il s'agit bien de l'article 25"),
    ],
)
def test_un_autre_article_se_signale_d_une_phrase(code, choisi, jour, phrase):
    assert phrase in avertir(QUESTIONS, code, choisi, jour)


def test_une_question_qui_suit_la_depense_se_compare_a_elle():
    """Loi art. 14-2-1 I : le fonds de travaux s'emploie à la majorité de la dépense."""
    code = "fonds-travaux-emploi"
    assert avertir(QUESTIONS, code, Article.A25, JOUR, depense=Article.A25) == ""
    assert "la loi demande l'article 25" in avertir(
        QUESTIONS, code, Article.A24, JOUR, depense=Article.A25
    )


# --- Chercher -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("PANNEAUX solaires", {"panneaux-solaires"}),
        ("vélos", {"velos"}),
        ("25 f", {"travaux-energie", "emprunt-travaux"}),
        ("économies énergie", {"travaux-energie"}),
        ("rien de tel", set()),
    ],
)
def test_on_cherche_sans_accent_ni_casse_tous_les_mots(texte, attendus):
    found = chercher(QUESTIONS, texte, JOUR)
    assert {question.code for question in found} >= attendus
    assert attendus or not found


def test_la_recherche_ne_montre_que_ce_qui_est_en_vigueur():
    assert [q.article for q in chercher(QUESTIONS, "panneaux solaires", date(2020, 1, 1))] == [
        Article.A25
    ]
    assert chercher(QUESTIONS, "compte séparé ne pas ouvrir", JOUR) == ()
    assert chercher(QUESTIONS, "", JOUR) == tuple(q for q in QUESTIONS if q.en_vigueur(JOUR))


# --- Lire -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "phrase"),
    [
        ({"titre": "x"}, "rubriques inconnues"),
        ({"libelle": ""}, r"manquantes \['libelle'\]"),
        ({"article": "27"}, "article '27'"),
        ({"article": "25-1"}, "article '25-1'"),
        ({"du": "12/03/2023"}, "date '12/03/2023'"),
        ({"du": "2024-01-02", "au": "2024-01-01"}, "finit avant de commencer"),
    ],
)
def test_une_entree_illisible_est_refusee(over, phrase):
    with pytest.raises(ValueError, match=phrase):
        lire([entree(**over)])


@pytest.mark.parametrize(
    ("premiere", "seconde"),
    [
        ({}, {}),
        ({}, {"du": "2024-01-01"}),
        ({"au": "2024-01-01"}, {"du": "2024-01-01"}),
        ({"du": "2024-01-01"}, {"au": "2024-06-01"}),
        ({"au": "2024-01-01"}, {"au": "2024-06-01"}),
    ],
)
def test_deux_regles_pour_un_meme_jour_sont_refusees(premiere, seconde):
    with pytest.raises(ValueError, match="deux règles pour un même jour"):
        lire([entree(**premiere), entree(**seconde)])


def test_deux_regles_qui_se_suivent_se_lisent_dans_l_ordre_de_la_table():
    old, new = lire([entree(au="2023-12-31"), entree(article="25", du="2024-01-01")])
    assert question_au((old, new), "quitus", date(2023, 12, 31)) is old
    assert question_au((old, new), "quitus", date(2024, 1, 1)) is new


def test_une_regle_peut_ne_valoir_qu_un_jour():
    (only,) = lire([entree(du="2024-01-01", au="2024-01-01")])
    assert only.en_vigueur(date(2024, 1, 1)) and not only.en_vigueur(date(2024, 1, 2))


def test_une_question_abrogee_cite_sa_derniere_regle():
    table = lire(
        [entree(du="2024-01-01", au="2024-12-31"), entree(au="2023-12-31", source="loi a")]
    )
    assert avertir(table, "quitus", Article.A24, JOUR) == (
        "« Quitus au syndic » n'est plus à voter depuis le 01/01/2025 (loi)."
    )
