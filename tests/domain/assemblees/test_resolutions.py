"""L'ordre du jour et ses numéros, qui vote sur quoi, et ce que l'urne retient des formulaires."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import Article, Bulletin, Issue, Sens
from lsc_desktop.domain.assemblees.resolutions import (
    PREMIER,
    SECOND,
    Urne,
    electeurs,
    numeros,
    ordre,
    voix_exclues,
)
from lsc_desktop.domain.assemblees.voix import UNITE, Part, Reduction
from tests.domain.assemblees.scrutins import CLE, parts, resolution, urne

# --- Ordre et numéros -----------------------------------------------------------------------------


def test_les_numeros_sont_ceux_du_document():
    """seed L2362-2374 : 5 et 6, leurs sous-résolutions 5.1, 5.2 et 6.1 à 6.3, par leur rang."""
    agenda = [
        resolution(60, rang=6), resolution(50, rang=5),
        resolution(51, rang=1, parent_id=50), resolution(52, rang=2, parent_id=50),
        resolution(63, rang=9, parent_id=60), resolution(61, rang=1, parent_id=60),
        resolution(62, rang=4, parent_id=60),
        *(resolution(n, rang=n) for n in (1, 2, 3, 4)),
    ]  # fmt: skip
    assert list(numeros(agenda).items()) == [
        (1, "1"), (2, "2"), (3, "3"), (4, "4"), (50, "5"), (51, "5.1"), (52, "5.2"),
        (60, "6"), (61, "6.1"), (62, "6.2"), (63, "6.3"),
    ]  # fmt: skip


def test_a_rang_egal_l_ordre_de_creation_tranche():
    assert [r.id for r in ordre([resolution(8, rang=1), resolution(7, rang=1)])] == [7, 8]


def test_un_ordre_du_jour_vide_n_a_pas_de_numero():
    assert numeros([]) == {}


@given(st.permutations(range(1, 8)))
def test_l_ordre_de_saisie_ne_change_pas_les_numeros(order):
    agenda = {n: resolution(n, parent_id={5: 2, 6: 2, 7: 4}.get(n)) for n in range(1, 8)}
    assert numeros(agenda[n] for n in order) == numeros(agenda.values())


def test_il_n_y_a_qu_un_niveau_de_sous_resolutions():
    agenda = [resolution(1), resolution(2, parent_id=1), resolution(3, parent_id=2)]
    with pytest.raises(UserError, match="dépendrait d'une sous-résolution") as caught:
        ordre(agenda)
    assert caught.value.field == "parent_id"


def test_une_resolution_ne_depend_pas_d_elle_meme():
    with pytest.raises(UserError, match="dépendrait d'une sous-résolution"):
        ordre([resolution(1, parent_id=1)])


def test_un_parent_absent_de_l_ordre_du_jour_est_une_erreur_de_programme():
    with pytest.raises(ValueError, match="parent 9 inconnu"):
        ordre([resolution(1, parent_id=9)])


@pytest.mark.parametrize(
    ("autre", "phrase"),
    [
        ({"parent_id": 3, "exclusif": True}, "niveaux différents"),
        ({"exclusif": False}, "exclusif qu'à moitié"),
    ],
)
def test_un_groupe_est_d_un_seul_niveau_et_d_une_seule_sorte(autre, phrase):
    agenda = [
        resolution(1, groupe="Syndic", exclusif=True), resolution(3),
        resolution(4, groupe="Syndic", **autre),
    ]  # fmt: skip
    with pytest.raises(UserError, match=phrase):
        ordre(agenda)


def test_deux_resolutions_sans_groupe_ne_font_pas_un_groupe():
    agenda = [resolution(1), resolution(2, parent_id=1), resolution(3, exclusif=True)]
    assert [r.id for r in ordre(agenda)] == [1, 2, 3]


# --- Qui vote -------------------------------------------------------------------------------------


def test_chaque_cle_a_ses_voix_et_sa_reduction():
    """Loi art. 10 et 22 I : sous la clé 2, 300 des 500 sont à l'un, ramenés à 200."""
    corps = electeurs({1: parts("400 300 300"), 2: [Part(2, 300 * UNITE), Part(3, 200 * UNITE)]})
    assert corps(resolution(1)).total == 1000 * UNITE
    special = corps(resolution(2, cle=2))
    assert special.reduction == Reduction(2, 300 * UNITE, 200 * UNITE)
    assert (special.total, special.nombre) == (400 * UNITE, 2)


def test_le_debiteur_ne_vote_pas_la_saisie_de_son_lot_et_vote_le_reste():
    """Loi art. 19-2."""
    corps = electeurs({CLE: parts("400 300 300")})
    assert corps(resolution(1, saisi=1)).voix == {2: 300 * UNITE, 3: 300 * UNITE}
    assert corps(resolution(2)).nombre == 3


def test_le_corps_d_une_cle_ne_se_calcule_qu_une_fois():
    corps = electeurs({CLE: parts("400 300 300")})
    assert corps(resolution(1)) is corps(resolution(2))
    assert corps(resolution(1)) is not corps(resolution(3, saisi=1))


def test_une_cle_sans_tantieme_se_dit():
    with pytest.raises(UserError, match="« n° 1 » n'a aucun tantième") as caught:
        electeurs({CLE: parts("400")})(resolution(1, cle=7))
    assert caught.value.field == "cle"


def test_les_voix_exclues_sont_celles_du_syndicat_et_du_debiteur():
    """Loi art. 16 al. 2 et 19-2 ; deux comptes du débiteur se réunissent, qui n'a rien se tait."""
    held = [*parts("400 300 200 50"), Part(4, 50 * UNITE), Part(5, 0)]
    corps = electeurs({CLE: held}, syndicat=(3,))(resolution(1, saisi=4))
    assert voix_exclues(held, corps) == {3: 200 * UNITE, 4: 100 * UNITE}


# --- Formulaires ----------------------------------------------------------------------------------


def test_un_vote_est_tenu_quand_l_urne_en_a_les_bulletins_meme_vides():
    point = resolution(1)
    assert urne("500 300 200", {}).tour(point, PREMIER, Article.A24) is None
    tour = urne("500 300 200", {(1, PREMIER): ""}).tour(point, PREMIER, Article.A24)
    assert tour is not None and tour.compte.defaillants.nombre == 3


def test_le_formulaire_seul_ne_tient_pas_le_vote_et_s_y_ajoute():
    forms = {(1, PREMIER): {3: Sens.NON}}
    assert urne("500 300 200", {}, forms).tour(resolution(1), PREMIER, Article.A24) is None
    tour = urne("500 300 200", {(1, PREMIER): "O--"}, forms).tour(
        resolution(1), PREMIER, Article.A24
    )
    assert tour is not None
    assert (tour.compte.oui.voix, tour.compte.non.voix) == (500 * UNITE, 200 * UNITE)


@pytest.mark.parametrize(
    ("formulaires", "salle", "attendu"),
    [
        ({(1, 1): {3: Sens.NON}}, "O--", Sens.NON),  # la même réponse, par défaut
        ({(1, 1): {3: Sens.NON}, (1, 2): {3: Sens.OUI}}, "O--", Sens.OUI),  # il y répond à part
        ({(1, 1): {3: Sens.NON}}, "O-A", Sens.ABSTENTION),  # arrivé entre les deux votes
        ({(1, 2): {3: Sens.OUI}}, "O--", Sens.OUI),  # muet au premier
    ],
)
def test_le_formulaire_vaut_pour_le_second_vote_sauf_s_il_y_repond_a_part(
    formulaires, salle, attendu
):
    held = urne("500 300 200", {(1, 1): "O--", (1, 2): salle}, formulaires)
    tour = held.tour(resolution(1), SECOND, Article.A25_1)
    assert tour is not None and tour.bulletins[3].sens is attendu


def test_une_reponse_ecrite_tapee_avec_les_bulletins_vaut_aussi_pour_le_second_vote():
    """Celles de la salle, non : on y revote."""
    held = urne("500 300 200", {(1, 1): "ONn"})
    assert held.par_correspondance(resolution(1), SECOND) == {3: Bulletin(Sens.NON, True)}
    assert held.par_correspondance(resolution(1), PREMIER) == {}


def test_un_formulaire_sans_voix_sur_la_question_ne_compte_pas():
    """Un formulaire répond à tout l'ordre du jour ; qui n'a rien sous la clé n'y vote pas."""
    corps = electeurs({2: [Part(1, 10), Part(2, 20)]})
    held = Urne(corps, {(1, 1): {}}, {(1, 1): {1: Sens.OUI, 9: Sens.NON}})
    tour = held.tour(resolution(1, cle=2), PREMIER, Article.A24)
    assert tour is not None and set(tour.bulletins) == {1}


def test_un_bulletin_de_la_salle_sans_voix_est_une_erreur_de_programme():
    with pytest.raises(ValueError, match="sans voix"):
        urne("500 300", {(1, 1): "OOO"}).tour(resolution(1), PREMIER, Article.A24)


def test_l_amendement_ote_les_formulaires_favorables_aux_deux_votes():
    """Loi art. 17-1 A al. 2 : 500 oui écrits tombent, il reste 300 oui contre 200 non."""
    point = resolution(1, amendee=True)
    held = urne("500 300 200", {(1, 1): "-ON", (1, 2): "-ON"}, {(1, 1): {1: Sens.OUI}})
    for tour in (held.tour(point, PREMIER, Article.A24), held.tour(point, SECOND, Article.A25_1)):
        assert tour is not None
        assert (tour.compte.oui.voix, tour.compte.defaillants.voix) == (300 * UNITE, 500 * UNITE)
        assert tour.verdict.issue is Issue.ACCEPTEE
