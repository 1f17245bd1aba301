"""Le « pourquoi » d'un résultat : les lignes que le gestionnaire lit à l'assemblée."""

import pytest

from lsc_desktop.domain.assemblees.explications import MODELES, expliquer, texte_second_vote
from lsc_desktop.domain.assemblees.majorites import Article, Sens
from lsc_desktop.domain.assemblees.resolutions import voix_exclues
from lsc_desktop.domain.assemblees.resultats import compter
from tests.domain.assemblees.scrutins import parts, resolution, urne

A24, A25, A25_1 = Article.A24, Article.A25, Article.A25_1
A26, A26_1, UNANIMITE = Article.A26, Article.A26_1, Article.UNANIMITE
QUATRE = "340 160 250 250"
NOMS = {1: "M. Atrillon", 2: "M. Bpetrus", 3: "Mme Cliquot", 4: "Indivision Bournac"}
NB = "\u00a0"


def resultat(agenda, votes, tantiemes=QUATRE, rang=0, **options):
    return compter(agenda, urne(tantiemes, votes, **options), terminee=True)[rang]


def lignes(point, votes, tantiemes=QUATRE, **options):
    return expliquer(resultat([point], votes, tantiemes, **options), NOMS)


def test_un_vote_a_24_se_lit_ligne_a_ligne():
    assert lignes(resolution(1), {(1, 1): "ONA."}) == (
        "Vote à la majorité de l'article 24 : plus de voix POUR que de voix CONTRE, les "
        "abstentions ne comptent pas (loi 65-557, art. 24 I).",
        "Base : 500 voix exprimées, POUR et CONTRE, sur 1\u00a0000 voix, 4 copropriétaires ; "
        "4 y ont pris part.",
        "POUR 340 voix, 1 copropriétaire ; CONTRE 160 voix, 1 copropriétaire ; "
        "abstentions 250 voix, 1 copropriétaire ; non votants 250 voix, 1 copropriétaire.",
        "POUR 340 voix / plus de 160 demandées, les voix CONTRE (art. 24 I) : atteint.",
        "Acceptée : la majorité demandée est atteinte.",
    )


def test_le_25_1_se_lit_avec_son_tiers_et_son_second_vote():
    """Le tiers de 1 000 ne s'écrit pas : au moins 333,33334 voix, au cent-millième."""
    assert lignes(resolution(1, A25), {(1, 1): "OA--", (1, 2): "ON--"}) == (
        "Vote à la majorité de l'article 25 : plus de la moitié des voix de tous les "
        "copropriétaires, absents compris (loi 65-557, art. 25).",
        f"Base : 1{NB}000 voix, 4 copropriétaires, absents compris ; 2 y ont pris part.",
        "POUR 340 voix, 1 copropriétaire ; CONTRE 0 voix, 0 copropriétaire ; "
        "abstentions 160 voix, 1 copropriétaire ; défaillants 500 voix, 2 copropriétaires.",
        f"POUR 340 voix / plus de 500 demandées, la moitié de 1{NB}000 (art. 25) : pas atteint.",
        "Sans décision possible : ni le oui ni le non n'a la majorité demandée.",
        "Second vote ouvert, à la majorité de l'article 24 (art. 25-1) :",
        f"POUR 340 voix / au moins 333,33334 demandées, le tiers de 1{NB}000 (art. 25-1 al. 1) : "
        "atteint.",
        "Second vote à la majorité de l'article 24 : plus de voix POUR que de voix CONTRE, les "
        "abstentions ne comptent pas (loi 65-557, art. 25-1).",
        f"Base : 500 voix exprimées, POUR et CONTRE, sur 1{NB}000 voix, 4 copropriétaires ; "
        "2 y ont pris part.",
        "POUR 340 voix, 1 copropriétaire ; CONTRE 160 voix, 1 copropriétaire ; "
        "défaillants 500 voix, 2 copropriétaires.",
        "POUR 340 voix / plus de 160 demandées, les voix CONTRE (art. 24 I) : atteint.",
        "Acceptée : la majorité demandée est atteinte.",
    )


def test_l_article_26_dit_ses_tetes_et_ses_deux_tiers():
    """Cinq membres, 999 voix : plus de 2,5 têtes, 666 voix. 26-1 : deux sur trois, 333 voix."""
    found = lignes(resolution(1, A26), {(1, 1): "OON--", (1, 2): "OO---"}, "200 133 222 222 222")
    wanted = (
        "POUR 2 copropriétaires / plus de 2,5 demandés, la moitié de 5 copropriétaires (art. 26) : "
        "pas atteint.",
        "POUR 333 voix / au moins 666 demandées, les deux tiers de 999 (art. 26) : pas atteint.",
        "Second vote ouvert, à la majorité de l'article 25 (art. 26-1) :",
        "POUR 2 copropriétaires / au moins 1,5 demandé, la moitié de 3 participants (art. 26-1) : "
        "atteint.",
        "POUR 333 voix / au moins 333 demandées, le tiers de 999 (art. 26-1) : atteint.",
        "Second vote à la majorité de l'article 25 : plus de la moitié des voix de tous les "
        "copropriétaires, absents compris (loi 65-557, art. 26-1).",
        "POUR 333 voix / plus de 499,5 demandées, la moitié de 999 (art. 26-1) : pas atteint.",
        "Pas d'autre vote : il n'y en a pas de troisième (décret 67-223, art. 19-1).",
    )
    assert [line for line in found if line in wanted] == list(wanted)


def test_la_moitie_d_un_total_impair_s_ecrit_exactement():
    """1 000,91517 / 2 = 500,457585."""
    found = lignes(resolution(1, A25), {(1, 1): "OAA"}, "400 300 300.91517")
    assert (
        f"POUR 400 voix / plus de 500,457585 demandées, la moitié de 1{NB}000,91517 (art. 25) : "
        "pas atteint." in found
    )


@pytest.mark.parametrize(
    ("article", "vote", "attendues"),
    [
        (A24, "NOO-", ("Acceptée : la majorité demandée est atteinte.",)),
        (A24, "-ONN", (
            "Refusée : CONTRE 500 voix / POUR 160.",
            "Pas de second vote : la loi n'en prévoit pas à cette majorité.",
        )),
        (A25, "ONNN", (
            f"Refusée : CONTRE 660 voix sur 1{NB}000, le non a la majorité de toutes les voix.",
            "Pas de second vote : le projet est refusé à la majorité de toutes les voix.",
        )),
        (A25, "-O--", (
            "Sans décision possible : ni le oui ni le non n'a la majorité demandée.",
            "Pas de second vote, il fallait :",
            f"POUR 160 voix / au moins 333,33334 demandées, le tiers de 1{NB}000 "
            "(art. 25-1 al. 1) : pas atteint.",
        )),
        (A25_1, "-ONN", (
            "Refusée : CONTRE 500 voix / POUR 160.",
            "Pas d'autre vote : il n'y en a pas après l'article 24.",
        )),
        (A26, "ONNN", (
            f"Refusée : CONTRE 660 voix sur 1{NB}000, le non a la majorité de toutes les voix.",
            "Pas de second vote, il fallait :",
            "POUR 1 copropriétaire / au moins 2 demandés, la moitié de 4 participants "
            "(art. 26-1) : pas atteint.",
            f"POUR 340 voix / au moins 333,33334 demandées, le tiers de 1{NB}000 (art. 26-1) : "
            "atteint.",
        )),
        (A26_1, "ONNN", (
            f"Refusée : CONTRE 660 voix sur 1{NB}000, le non a la majorité de toutes les voix.",
            "Pas d'autre vote : il n'y en a pas de troisième (décret 67-223, art. 19-1).",
        )),
        (UNANIMITE, "OOON", (
            f"POUR 750 voix / au moins 1{NB}000 demandées, toutes les voix (art. 26) : pas "
            "atteint.",
            "Refusée : CONTRE 250 voix, une seule suffit.",
            "Pas de second vote : la loi n'en prévoit pas à cette majorité.",
        )),
    ],
)  # fmt: skip
def test_l_issue_dit_pourquoi_et_s_il_y_a_un_second_vote(article, vote, attendues):
    found = lignes(resolution(1, article), {(1, 1): vote})
    assert found[-len(attendues) :] == attendues


def test_le_majoritaire_reduit_est_nomme_une_fois():
    """Loi art. 22 I al. 2 : 600 sur 1 000 ramenés à 400 ; la base devient 800, redite au second
    vote sans renommer personne."""
    found = lignes(resolution(1, A25), {(1, 1): "OAA", (1, 2): "ONA"}, "600 200 200")
    assert [line for line in found if "ramené" in line] == [
        "M. Atrillon ramené de 600 à 400 voix, la somme des autres : il en tient plus de la "
        "moitié (loi art. 22 I al. 2)."
    ]
    assert found[1] == "Base : 800 voix, 3 copropriétaires, absents compris ; 3 y ont pris part."


def test_ceux_qui_ne_comptent_pas_sont_nommes_avec_leurs_voix():
    """Loi art. 16 al. 2 et 19-2. Qui n'a pas de nom garde son numéro."""
    point = resolution(1, saisi=4)
    held = urne("340 160 250 250 20", {(1, 1): "ON--"}, syndicat=(5,))
    out = voix_exclues(parts("340 160 250 250 20"), held.corps(point))
    found = expliquer(compter([point], held)[0], NOMS, exclues=out)
    assert found[2:4] == (
        "Indivision Bournac, 250 voix, ne compte pas : débiteur dont on vote la saisie du lot "
        "(loi art. 19-2).",
        "Copropriétaire n° 5, 20 voix, ne compte pas : lots du syndicat, sans voix (loi art. 16 "
        "al. 2).",
    )


def test_un_texte_amende_dit_ce_qu_il_a_coute():
    """Loi art. 17-1 A al. 2 : 340 + 160 = 500 voix favorables écrites ; le non écrit reste."""
    found = lignes(resolution(1, amendee=True), {(1, 1): "ooOn"})
    assert found[2] == (
        "Texte amendé en séance, un formulaire favorable vaut défaillance : 2 copropriétaires, "
        "500 voix (loi art. 17-1 A al. 2)."
    )
    for question, papers in ((resolution(1), "ooOn"), (resolution(1, amendee=True), "OnOn")):
        assert not any("amendé" in line for line in lignes(question, {(1, 1): papers}))


def test_personne_n_a_vote():
    assert lignes(resolution(1), {(1, 1): "----"})[1] == (
        f"Base : 0 voix exprimées, POUR et CONTRE, sur 1{NB}000 voix, 4 copropriétaires ; "
        "personne n'y a pris part."
    )


@pytest.mark.parametrize(
    ("article", "vote", "dite"),
    [(A25, "-O--", True), (A25, "-ONN", True), (A25, "O---", False), (A24, "-ON-", False)],
)
def test_les_travaux_de_25_f_peuvent_revenir_devant_une_assemblee(article, vote, dite):
    """Loi art. 25-1 al. 2 : le projet n'a pas eu le tiers (160 sur 1 000)."""
    found = expliquer(resultat([resolution(1, article)], {(1, 1): vote}), NOMS, travaux_25f=True)
    assert any("dans les trois mois" in line for line in found) is dite


def test_au_tiers_tout_juste_c_est_le_second_vote_qui_s_ouvre():
    """333 sur 999 : « n'a pas recueilli au moins le tiers » ne s'applique pas."""
    point = resultat([resolution(1, A25)], {(1, 1): "O--"}, "333 333 333")
    found = expliquer(point, NOMS, travaux_25f=True)
    assert any("Second vote ouvert" in line for line in found)
    assert not any("dans les trois mois" in line for line in found)


def test_ce_qu_une_autre_resolution_decide_se_dit_en_une_ligne():
    agenda = [resolution(1), resolution(2, parent_id=1), resolution(3, Article.SANS_VOTE)]
    votes = {(1, 1): "-NNN"}
    assert expliquer(resultat(agenda, votes, rang=1), NOMS) == (
        "Refusée : la résolution principale est refusée.",
    )
    assert expliquer(resultat(agenda, votes, rang=2), NOMS) == (
        "Pas de vote : point d'information, sans vote.",
    )


def test_ce_qui_attend_dit_quoi():
    agenda = [resolution(1, A25, groupe="Syndic"), resolution(2, A25, groupe="Syndic")]
    found = compter(agenda, urne(QUATRE, {(1, 1): "O---"}))
    assert expliquer(found[0], NOMS)[-1] == (
        "Second vote en attente du premier vote sur chaque proposition du groupe."
    )
    assert expliquer(found[1], NOMS) == ("À voter maintenant.",)


def test_un_vote_direct_a_24_dit_de_quoi_il_depend():
    agenda = [resolution(1, A25), resolution(2, A25, parent_id=1)]
    votes = {(1, 1): "O---", (1, 2): "O---", (2, 2): "ON--"}
    found = expliquer(resultat(agenda, votes, rang=1), NOMS)
    assert found[0].startswith("Vote direct à la majorité de l'article 24")
    assert found[-2:] == (
        "Acceptée : la majorité demandée est atteinte.",
        "Résolution principale passée à l'article 24 : celle-ci s'y vote directement.",
    )


# --- La phrase ajoutée à la résolution ------------------------------------------------------------


def test_une_resolution_passee_a_24_recoit_sa_phrase():
    """seed L2597-2601."""
    found = resultat([resolution(1, A25)], {(1, 1): "O---", (1, 2): "ON--"})
    assert texte_second_vote(found) == (
        "Le projet n'ayant pas réuni la majorité des voix de tous les copropriétaires, mais ayant "
        f"recueilli au moins le tiers de ces voix (340 sur 1{NB}000), l'assemblée a procédé "
        "immédiatement à un second vote, à la majorité de l'article 24, en application de "
        "l'article 25-1 de la loi du 10 juillet 1965."
    )


def test_la_phrase_du_26_1_cite_son_article():
    found = resultat([resolution(1, A26)], {(1, 1): "OO--", (1, 2): "OOO-"})
    assert f"(500 sur 1{NB}000)" in texte_second_vote(found)
    assert "l'article 26-1 de la loi" in texte_second_vote(found)


def test_le_texte_retouche_par_l_agence_est_repris_tel_quel():
    """Ses accolades à elle ne sont pas des variables."""
    found = resultat([resolution(1, A25)], {(1, 1): "O---", (1, 2): "ON--"})
    models = {**MODELES, A25_1: "Second vote {sic} : {pour}/{total}."}
    assert texte_second_vote(found, models) == f"Second vote {{sic}} : 340/1{NB}000."


@pytest.mark.parametrize("votes", [{}, {(1, 1): "OO-O"}, {(1, 1): "O---"}])
def test_sans_second_vote_il_n_y_a_pas_de_phrase(votes):
    assert texte_second_vote(resultat([resolution(1, A25)], votes)) == ""


def test_le_formulaire_repris_au_second_vote_y_compte():
    """340 oui écrits au premier vote, rien de tapé au second : 340 contre 0."""
    held = urne(QUATRE, {(1, 1): "-A--", (1, 2): ""}, {(1, 1): {1: Sens.OUI}})
    found = expliquer(compter([resolution(1, A25)], held)[0], NOMS)
    assert found[-1] == "Acceptée : la majorité demandée est atteinte."
