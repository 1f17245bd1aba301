"""Les valeurs des documents d'assemblée : ce qu'elles comptent, ce qu'elles refusent."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.documents import (
    CleFeuille,
    Emargement,
    FeuillePresence,
    QuestionPosee,
    ordre_des_codes,
    questions_posees,
)
from lsc_desktop.domain.assemblees.majorites import Article, Camp, Issue
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.proces_verbal import ResolutionVotee, Votants, VoteCompte, somme
from tests.printing.assemblees.exemples import FEUILLE, NOTIFICATION, REUNION, SYNDIC, VIERGE, v


def test_les_pieds_de_la_feuille_sont_ceux_de_l_ecran_de_presence():
    # Seed L2333-2334 : absents 4, physiquement 3, à distance 1, représentés 2, correspondance 2.
    assert FEUILLE.pieds(0) == {
        Code.ABSENT: Camp(v("288.90096"), 4),
        Code.PRESENT: Camp(v("293"), 3),
        Code.DISTANCE: Camp(v("65"), 1),
        Code.REPRESENTE: Camp(v("223"), 2),
        Code.CORRESPONDANCE: Camp(v("131.0142"), 2),
    }
    assert FEUILLE.total(0) == v("1000.91516")
    assert FEUILLE.pointee and not VIERGE.pointee


def test_qui_n_a_rien_sous_une_cle_n_y_est_pas_un_coproprietaire():
    lignes = (
        Emargement("A", (), ("450A",), (0, 5), code=Code.PRESENT),
        Emargement("B", (), ("450B",), (7, 5), code=Code.PRESENT),
    )
    feuille = FeuillePresence(REUNION, (CleFeuille("1", 7), CleFeuille("2", 10)), lignes)
    assert feuille.pieds(0)[Code.PRESENT] == Camp(7, 1)
    assert feuille.pieds(1)[Code.PRESENT] == Camp(10, 2)


def test_plusieurs_comptes_se_disent_par_leur_nombre():
    assert FEUILLE.lignes[0].compte == "450TRILLON"
    assert FEUILLE.lignes[2].compte == "2 comptes"  # seed L2410


def test_une_reduction_se_lit_sous_sa_cle():
    ligne = Emargement("A", (), (), (400, 30), avant=(600, 30))
    assert ligne.reduit(0) and not ligne.reduit(1)
    assert not FEUILLE.lignes[0].reduit(0)


def test_une_feuille_sans_cle_est_refusee():
    with pytest.raises(UserError) as refus:
        replace(FEUILLE, cles=())
    assert refus.value.field == "cles"


@pytest.mark.parametrize("voix, avant", [((1, 2), ()), ((), ()), ((1,), (1, 2))])
def test_une_ligne_a_une_valeur_par_cle(voix, avant):
    with pytest.raises(UserError, match="A n'a pas de voix sous chaque clé"):
        replace(FEUILLE, lignes=(Emargement("A", (), (), voix, avant=avant),))


def test_les_seconds_votes_suivent_leur_question():
    asked = tuple(
        QuestionPosee(str(rank), "T", article)
        for rank, article in enumerate((Article.A24, Article.A25, Article.A26, Article.UNANIMITE))
    )
    assert questions_posees(asked, False) == asked
    found = [(q.numero, str(q.article)) for q in questions_posees(asked, True)]
    assert found == [
        ("0", "24"), ("1", "25"), ("1", "25-1"), ("2", "26"), ("2", "26-1"), ("3", "unanimité"),
    ]  # fmt: skip


def test_un_point_d_information_ne_se_vote_pas():
    assert not QuestionPosee("7", "T", Article.SANS_VOTE).votee
    assert QuestionPosee("7", "T", Article.A24).votee
    assert QuestionPosee("5.1", "T", Article.A24).sous_resolution
    assert not QuestionPosee("5", "T", Article.A24).sous_resolution


def test_les_codes_viennent_dans_l_ordre_du_recapitulatif():
    found = ordre_des_codes({Code.ABSENT: Camp(3, 1)})
    assert "".join(code for code, _camp in found) == "ODRCN"  # seed L2520-2530
    assert [camp for _code, camp in found] == [Camp()] * 4 + [Camp(3, 1)]


@given(st.lists(st.builds(Camp, st.integers(0, 10**9), st.integers(0, 99)), max_size=8))
def test_une_somme_ne_depend_pas_de_l_ordre(camps):
    assert somme(camps) == somme(reversed(camps))
    assert somme([*camps, Camp(1, 1)]).voix == somme(camps).voix + 1


def test_un_vote_n_a_pas_plus_de_voix_que_de_votants():
    # 60 de oui et 41 de non pour 100 voix qui participent, puis trois bulletins pour deux votants.
    votants = Votants(presents=Camp(100, 2), absents=Camp(50, 1))
    assert votants.total == Camp(150, 3)
    VoteCompte(Article.A24, Issue.ACCEPTEE, votants, Camp(60, 1), Camp(40, 1))
    for non in (Camp(41, 1), Camp(40, 2)):
        with pytest.raises(UserError, match="plus de voix que de votants"):
            VoteCompte(Article.A24, Issue.ACCEPTEE, votants, Camp(60, 1), non)


def test_le_second_vote_decide():
    assert SYNDIC.issue is Issue.ACCEPTEE
    assert replace(SYNDIC, second=None).issue is Issue.SANS_DECISION
    assert ResolutionVotee("1", "T").issue is Issue.PAS_DE_VOTE
    assert ResolutionVotee("1", "T", sans_vote=Issue.SANS_OBJET).issue is Issue.SANS_OBJET
    # Une autre proposition du groupe est retenue : le vote de celle-ci ne décide plus rien.
    assert replace(SYNDIC, decidee=Issue.SANS_OBJET).issue is Issue.SANS_OBJET


def test_une_notification_ne_part_pas_avant_l_assemblee():
    assert replace(NOTIFICATION, le=REUNION.le).le == REUNION.le
    with pytest.raises(UserError) as refus:
        replace(NOTIFICATION, le=date(2020, 7, 6))
    assert refus.value.field == "le"
