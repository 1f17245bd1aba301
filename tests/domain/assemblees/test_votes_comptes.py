"""Des votes comptés à la main, d'après la loi : chaque ligne dit sa source et ce qu'on attend.

Les voix sont des tantièmes entiers, un par copropriétaire ; dessous, une lettre chacun :
O, N, A, « . » dans la salle sans répondre, « - » absent ; par correspondance : o, n, a, « c » muet.
"""

from typing import NamedTuple

import pytest

from lsc_desktop.domain.assemblees.majorites import (
    Article,
    Bulletin,
    Issue,
    Sens,
    depouiller,
    juger,
)
from tests.domain.assemblees.gilbert import corps

A24, A25, A25_1 = Article.A24, Article.A25, Article.A25_1
A26, A26_1, UNANIMITE, SANS_VOTE = (
    Article.A26, Article.A26_1, Article.UNANIMITE, Article.SANS_VOTE,
)  # fmt: skip
OUI, NON, SANS, PAS = Issue.ACCEPTEE, Issue.REFUSEE, Issue.SANS_DECISION, Issue.PAS_DE_VOTE


class Vote(NamedTuple):
    source: str
    article: Article
    tantiemes: str
    bulletins: str
    issue: Issue
    second: Article | None = None
    amendee: bool = False
    saisi: int | None = None
    syndicat: tuple[int, ...] = ()
    hlm: tuple[int, ...] = ()


VOTES = (
    # --- Article 24 : voix exprimées, les abstentions et les absents ne comptent pas -------------
    Vote("24 : 300 oui contre 200 non", A24, "300 200 250 250", "ON--", OUI),
    Vote("24 : 200 oui contre 300 non", A24, "200 300 250 250", "ON--", NON),
    Vote("24 : autant de oui que de non", A24, "250 250 250 250", "ON--", SANS),
    Vote("24 : un seul oui, tous les autres s'abstiennent", A24, "1 333 333 333", "OAAA", OUI),
    Vote("24 : un seul non, tous les autres s'abstiennent", A24, "1 333 333 333", "NAAA", NON),
    Vote("24 : tous s'abstiennent", A24, "250 250 250 250", "AAAA", SANS),
    Vote("24 : personne n'est venu", A24, "250 250 250 250", "----", SANS),
    Vote("24 : les têtes ne comptent pas", A24, "400 200 199 1", "ONNA", OUI),
    Vote("24 : un cent-millième suffit", A24, "100.00001 100 400 400", "ON--", OUI),
    Vote("24 : un cent-millième manque", A24, "100 100.00001 400 400", "ON--", NON),
    Vote("24 : dans la salle sans répondre", A24, "300 200 250 250", "ON..", OUI),
    Vote("24 : le oui par correspondance compte", A24, "300 200 250 250", "oN--", OUI),
    Vote("24 : le non par correspondance compte", A24, "300 200 250 250", "On--", OUI),
    Vote("24 : formulaire muet = défaillant (9 bis)", A24, "300 200 250 250", "cO--", OUI),
    # --- Article 25 : la moitié des voix de tous, strictement ------------------------------------
    Vote("25 : 501 sur 1 000", A25, "300 201 499", "OO-", OUI),
    Vote("25 : 500 sur 1 000 n'est pas la majorité", A25, "250 250 500", "OO-", SANS, A25_1),
    Vote("25 : 500,00001 l'est", A25, "250.00001 250 499.99999", "OO-", OUI),
    Vote("25 : l'abstention joue contre", A25, "300 200 250 250", "OAAA", SANS),
    Vote("25 : l'abstention joue contre, tiers atteint",
         A25, "340 160 250 250", "OAAA", SANS, A25_1),
    Vote("25 : le non a la majorité de tous", A25, "400 300 200 100", "ONNN", NON),
    Vote("25 : le non a juste la moitié", A25, "400 300 200 100", "ONN-", SANS, A25_1),
    Vote("25 : non à 600,00001, oui à 399,99999 (D31)",
         A25, "399.99999 300.00001 200 100", "ONNN", NON),
    Vote("25 : rien que des oui, 600 sur 1 000", A25, "400 200 300 100", "OO--", OUI),
    Vote("25 : la correspondance compte", A25, "400 200 300 100", "oo--", OUI),
    # --- 25-1 : un tiers de toutes les voix ouvre le second vote ---------------------------------
    Vote("25-1 : 333 sur 1 000 n'est pas le tiers", A25, "333 167 250 250", "O---", SANS),
    Vote("25-1 : 334 l'est", A25, "334 166 250 250", "O---", SANS, A25_1),
    Vote("25-1 : 333,33333 ne l'est pas", A25, "333.33333 166.66667 250 250", "O---", SANS),
    Vote("25-1 : 333,33334 l'est", A25, "333.33334 166.66666 250 250", "O---", SANS, A25_1),
    Vote("25-1 : exactement un tiers de 999", A25, "333 333 333", "O--", SANS, A25_1),
    Vote("25-1 : exactement un tiers, un non d'un tiers", A25, "333 333 333", "ON-", SANS, A25_1),
    Vote("25-1 : un tiers de oui, deux tiers de non", A25, "333 333 333", "ONN", NON),
    Vote("25-1 : aucun oui", A25, "333 333 333", "AA-", SANS),
    Vote("25-1, second vote : comme à 24", A25_1, "300 200 250 250", "ON--", OUI),
    Vote("25-1, second vote : plus de non", A25_1, "200 300 250 250", "ON--", NON),
    Vote("25-1, second vote : égalité, pas de troisième", A25_1, "250 250 250 250", "ON--", SANS),
    Vote("25-1, second vote : abstentions hors de la base", A25_1, "10 300 300 390", "OAAA", OUI),
    # --- Article 26 : la moitié des membres, strictement, et deux tiers des voix -----------------
    Vote("26 : trois sur quatre, 750 sur 1 000", A26, "250 250 250 250", "OOON", OUI),
    Vote("26 : deux membres sur quatre, ce n'est pas la majorité, mais 26-1 s'ouvre",
         A26, "350 350 150 150", "OO--", SANS, A26_1),
    Vote("26 : 667 sur 1 000, trois sur cinq", A26, "300 200 167 200 133", "OOO--", OUI),
    Vote("26 : 666 sur 1 000, trois sur cinq", A26, "300 200 166 200 134", "OOO--", SANS, A26_1),
    Vote("26 : deux tiers exactement", A26, "222 222 222 333", "OOO-", OUI),
    Vote("26 : deux tiers moins un cent-millième",
         A26, "222 222 221.99999 333.00001", "OOO-", SANS, A26_1),
    Vote("26 : l'abstention joue contre", A26, "250 250 250 250", "OOAA", SANS, A26_1),
    Vote("26 : tous présents, tous pour", A26, "250 250 250 250", "OOOO", OUI),
    Vote("26 : le non a la majorité de tous", A26, "100 300 300 300", "ONNN", NON),
    Vote("26 : une seule voix pour, personne d'autre, moins d'un tiers",
         A26, "100 300 300 300", "O---", SANS),
    # --- 26-1 : la moitié des participants, tenant un tiers de toutes les voix -------------------
    Vote("26-1 : deux participants sur quatre (pas strict), 400 voix",
         A26, "200 200 150 150 300", "OONN-", SANS, A26_1),
    Vote("26-1 : deux sur cinq participants", A26, "250 250 150 150 200", "OONNN", SANS),
    Vote("26-1 : la moitié des participants, mais 332 voix",
         A26, "166 166 168 200 300", "OONN-", SANS),
    Vote("26-1 : la moitié des participants et 334 voix",
         A26, "167 167 166 200 300", "OONN-", SANS, A26_1),
    Vote("26-1 : l'abstention est un participant", A26, "200 200 200 200 200", "OOAAA", SANS),
    Vote("26-1 : l'absent n'en est pas un", A26, "200 200 200 200 200", "OOA--", SANS, A26_1),
    Vote("26-1 : la correspondance en est un : deux sur cinq, et le non a 600",
         A26, "200 200 200 200 200", "oonnn", NON),
    Vote("26-1 : le formulaire muet n'en est pas un",
         A26, "200 200 200 200 200", "OOncc", SANS, A26_1),
    Vote("26-1, second vote : plus de la moitié de toutes les voix",
         A26_1, "300 201 250 249", "OO--", OUI),
    Vote("26-1, second vote : la moitié ne suffit pas, pas de troisième (décret 19-1)",
         A26_1, "250 250 250 250", "OO--", SANS),
    Vote("26-1, second vote : le non a la majorité de tous",
         A26_1, "250 250 250 250", "ONNN", NON),
    # --- Unanimité : toutes les voix, absents compris --------------------------------------------
    Vote("unanimité : tous", UNANIMITE, "250 250 250 250", "OOOO", OUI),
    Vote("unanimité : un absent", UNANIMITE, "250 250 250 250", "OOO-", SANS),
    Vote("unanimité : une abstention", UNANIMITE, "250 250 250 250", "OOOA", SANS),
    Vote("unanimité : un non", UNANIMITE, "250 250 250 250", "OOON", NON),
    Vote("unanimité : par correspondance aussi", UNANIMITE, "250 250 250 250", "OoOo", OUI),
    Vote("unanimité : un formulaire favorable tombe avec l'amendement",
         UNANIMITE, "250 250 250 250", "OOOo", SANS, amendee=True),
    Vote("unanimité : personne", UNANIMITE, "", "", SANS),
    # --- Pas de vote -----------------------------------------------------------------------------
    Vote("-1 : une information", SANS_VOTE, "250 250 250 250", "OON-", PAS),
    # --- Amendement (17-1 A al. 2) ---------------------------------------------------------------
    Vote("amendée : le oui par correspondance tombe", A24, "300 200 250 250", "oN--", NON,
         amendee=True),
    Vote("amendée : le non par correspondance reste", A24, "300 200 250 250", "On--", OUI,
         amendee=True),
    Vote("amendée : l'abstention par correspondance reste", A24, "300 200 250 250", "Na--", NON,
         amendee=True),
    Vote("amendée : le oui de la salle reste", A24, "300 200 250 250", "ON--", OUI, amendee=True),
    Vote("amendée à 25 : la base ne bouge pas, le tiers se perd",
         A25, "300 200 250 250", "oOA-", SANS, amendee=True),
    Vote("la même, non amendée", A25, "300 200 250 250", "oOA-", SANS, A25_1),
    Vote("amendée à 26 : le formulaire favorable quitte les participants",
         A26, "200 200 200 200 200", "OOnno", SANS, A26_1, amendee=True),
    Vote("la même, non amendée : trois sur cinq, 600 voix",
         A26, "200 200 200 200 200", "OOnno", SANS, A26_1),
    # --- Réduction du majoritaire (22 I al. 2) ---------------------------------------------------
    Vote("réduit de 600 à 400 : la base est 800, 400 n'est pas plus de la moitié",
         A25, "600 200 200", "O--", SANS, A25_1),
    Vote("réduit : 400 et 200, 600 sur 800", A25, "600 200 200", "OO-", OUI),
    Vote("réduit à 24 : 400 oui contre 400 non", A24, "600 200 200", "ONN", SANS),
    Vote("500 contre 500 : pas de réduction, égalité", A24, "500 300 200", "ONN", SANS),
    Vote("réduit d'un cent-millième : 500,00001 devient 499,99999",
         A24, "500.00001 299.99999 200", "ONN", SANS),
    Vote("HLM : pas de réduction (décret 16)", A24, "600 200 200", "ONN", OUI, hlm=(0,)),
    Vote("réduit à 26 : 400 et 400 font tout", A26, "600 200 200", "OOO", OUI),
    Vote("réduit à 26 : un sur trois membres, 400 sur 800, seul participant",
         A26, "600 200 200", "O--", SANS, A26_1),
    Vote("seul sous sa clé : ses voix restent", A25, "600", "O", OUI),
    Vote("unanimité du majoritaire réduit et des autres", UNANIMITE, "600 200 200", "OOO", OUI),
    # --- Lots du syndicat, saisie, clé -----------------------------------------------------------
    Vote("lots du syndicat : sans voix, la base est 800 et 420 suffisent (16 al. 2)",
         A25, "200 220 200 380", "-OO-", OUI, syndicat=(0,)),
    Vote("les mêmes lots à un copropriétaire : 420 sur 1 000",
         A25, "200 220 200 380", "-OO-", SANS, A25_1),
    Vote("saisie : le débiteur ne compte pas (19-2)", A24, "300 200 150 100", "-ONN", NON, saisi=0),
    Vote("saisie à 25 : la base est celle des autres",
         A25, "400 200 200 200", "-OO-", OUI, saisi=0),
    Vote("clé spéciale : qui n'y a rien n'y vote pas (10), la base est 500",
         A25, "0 200 150 150", "-OO-", OUI),
    Vote("clé spéciale : le majoritaire de la clé est réduit dans la clé, 200 sur 400",
         A25, "0 300 200", "-O-", SANS, A25_1),
    Vote("clé spéciale à 26 : deux membres sur deux", A26, "0 300 300", "-OO", OUI),
)  # fmt: skip


def compte_de(vote: Vote):
    electeurs = corps(
        *vote.tantiemes.split(), syndicat=vote.syndicat, saisi=vote.saisi, sans_reduction=vote.hlm
    )
    bulletins = {}
    for who, letter in enumerate(vote.bulletins):
        if letter != "-":
            sens = Sens.NON_VOTANT if letter in ".c" else Sens(letter.upper())
            bulletins[who] = Bulletin(sens, correspondance=letter.islower())
    return depouiller(electeurs, bulletins, amendee=vote.amendee)


@pytest.mark.parametrize("vote", VOTES, ids=lambda vote: vote.source)
def test_le_vote_decide_ce_que_dit_la_loi(vote):
    verdict = juger(vote.article, compte_de(vote))
    assert (verdict.issue, verdict.second) == (vote.issue, vote.second)


def test_il_y_a_au_moins_quatre_vingts_votes_comptes():
    assert len(VOTES) >= 80
