"""Ce qu'une assemblée décide d'une résolution à l'autre : seconds votes, groupes, sous-résolutions.

Sauf mention contraire, quatre copropriétaires de 340, 160, 250 et 250 : 1 000 voix, majorité de
l'article 25 à plus de 500, tiers à 333,33334.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsc_desktop.domain.assemblees.majorites import Article, Bulletin, Issue, Sens
from lsc_desktop.domain.assemblees.resolutions import SECOND, Urne, electeurs
from lsc_desktop.domain.assemblees.resultats import Raison, a_voter, compter, listes
from lsc_desktop.domain.assemblees.voix import UNITE, Part
from tests.domain.assemblees.scrutins import CLE, bulletins, resolution, urne

A24, A25, A25_1 = Article.A24, Article.A25, Article.A25_1
A26, A26_1, SANS_VOTE = Article.A26, Article.A26_1, Article.SANS_VOTE
QUATRE = "340 160 250 250"
LE_TIERS = "OAAA"  # 340 oui à 25 : ni majorité ni refus, le tiers est atteint
LES_DEUX_TIERS = "O-OO"  # 840 oui
CONTRE = "-NNN"  # 660 non


def compte(agenda, votes, tantiemes=QUATRE, **options):
    """Résolution → résultat."""
    found = compter(agenda, urne(tantiemes, votes, options.pop("formulaires", None)), **options)
    return {resultat.resolution.id: resultat for resultat in found}


def dus(found):
    return [(due.resolution.id, due.tour, due.article) for due in a_voter(found.values())]


def dit(found):
    return {key: (resultat.issue, resultat.raison) for key, resultat in found.items()}


# --- Une résolution seule -------------------------------------------------------------------------


def test_les_premiers_votes_sont_dus_dans_l_ordre():
    agenda = [resolution(2, A25), resolution(1), resolution(3, SANS_VOTE)]
    found = compte(agenda, {})
    assert dus(found) == [(1, 1, A24), (2, 1, A25)]
    assert found[1].issue is None and found[1].raison is Raison.A_VOTER
    assert dit(found)[3] == (Issue.PAS_DE_VOTE, Raison.INFORMATION)


def test_le_second_vote_a_24_passe_avant_la_resolution_suivante():
    """Loi art. 25-1 al. 1 : 340 ≥ 333,33334 et aucun non ; « immédiatement »."""
    agenda = [resolution(1, A25), resolution(2)]
    found = compte(agenda, {(1, 1): LE_TIERS})
    assert dus(found) == [(1, SECOND, A25_1), (2, 1, A24)]
    assert found[1].issue is None and len(found[1].tours) == 1


def test_le_second_vote_decide_a_24():
    """Second vote : 340 oui contre 160 non, les abstentions ne comptent pas."""
    found = compte([resolution(1, A25)], {(1, 1): LE_TIERS, (1, 2): "ONAA"})
    assert dit(found) == {1: (Issue.ACCEPTEE, Raison.VOTE)}
    assert [(t.numero, t.article) for t in found[1].tours] == [(1, A25), (2, A25_1)]
    assert dus(found) == []


def test_le_second_vote_de_l_article_26_se_compte_a_25():
    """26-1 : 2 pour sur 2 participants, 590 ≥ 333,33334 ; 26 demandait plus de deux têtes et
    666,66667 voix. Au second, 590 > 500 (D32)."""
    agenda = [resolution(1, A26)]
    assert dus(compte(agenda, {(1, 1): "O--O"})) == [(1, SECOND, A26_1)]
    assert dit(compte(agenda, {(1, 1): "O--O", (1, 2): "O--O"}))[1][0] is Issue.ACCEPTEE
    # 500 n'est pas plus de la moitié, et il n'y a pas de troisième vote (décret art. 19-1).
    found = compte(agenda, {(1, 1): "O--O", (1, 2): "--OO"})
    assert dit(found)[1] == (Issue.SANS_DECISION, Raison.VOTE) and dus(found) == []


@pytest.mark.parametrize(
    ("vote", "issue"), [("ONNN", Issue.REFUSEE), ("-OAA", Issue.SANS_DECISION)]
)
def test_sans_le_tiers_ou_contre_la_majorite_du_non_il_n_y_a_pas_de_second_vote(vote, issue):
    """660 non > 500 (D31) ; 160 oui < 333,33334. Un second vote tapé quand même ne compte pas."""
    found = compte([resolution(1, A25)], {(1, 1): vote, (1, 2): "OOOO"})
    assert dit(found)[1] == (issue, Raison.VOTE) and len(found[1].tours) == 1


def test_l_assemblee_close_donne_une_issue_a_tout():
    agenda = [resolution(1, A25), resolution(2), resolution(3, parent_id=2), resolution(4)]
    found = compte(agenda, {(1, 1): LE_TIERS, (4, 1): CONTRE}, terminee=True)
    assert dit(found) == {
        1: (Issue.SANS_DECISION, Raison.SECOND_NON_TENU),
        2: (Issue.PAS_DE_VOTE, Raison.NON_MISE_AUX_VOIX),
        3: (Issue.SANS_OBJET, Raison.PRINCIPALE_NON_VOTEE),
        4: (Issue.REFUSEE, Raison.VOTE),
    }
    assert dus(found) == []


def test_un_bulletin_corrige_change_le_resultat():
    """Rien n'est gardé du compte d'avant : 340 oui contre 250 non, puis 340 contre 500."""
    assert compte([resolution(1)], {(1, 1): "O-N-"})[1].issue is Issue.ACCEPTEE
    assert compte([resolution(1)], {(1, 1): "O-NN"})[1].issue is Issue.REFUSEE


# --- Candidats et devis en concurrence ------------------------------------------------------------


def groupe(exclusif, articles=(A25, A25, A25)):
    return [
        resolution(n, article, groupe="Syndic", exclusif=exclusif)
        for n, article in enumerate(articles, 1)
    ]


def test_les_seconds_votes_attendent_le_premier_de_chaque_candidat():
    """Décret art. 19, D33."""
    agenda = [*groupe(False), resolution(9)]
    found = compte(agenda, {(1, 1): LE_TIERS})
    assert dus(found) == [(2, 1, A25), (3, 1, A25), (9, 1, A24)]
    assert dit(found)[1] == (None, Raison.ATTEND_GROUPE)
    found = compte(agenda, {(1, 1): LE_TIERS, (2, 1): LE_TIERS, (3, 1): CONTRE})
    assert dus(found) == [(1, SECOND, A25_1), (2, SECOND, A25_1), (9, 1, A24)]
    assert dit(found)[3] == (Issue.REFUSEE, Raison.VOTE)


def test_un_point_sans_vote_ne_fait_pas_attendre_le_groupe():
    found = compte(groupe(False, (A25, SANS_VOTE)), {(1, 1): LE_TIERS})
    assert dus(found) == [(1, SECOND, A25_1)]


def test_sans_exclusivite_chaque_devis_a_son_resultat():
    votes = {(1, 1): LES_DEUX_TIERS, (2, 1): LES_DEUX_TIERS, (3, 1): CONTRE}
    found = compte(groupe(False), votes)
    assert [r.issue for r in found.values()] == [Issue.ACCEPTEE, Issue.ACCEPTEE, Issue.REFUSEE]


def test_un_candidat_retenu_au_premier_vote_rend_les_autres_sans_objet():
    """Le premier avait un second vote ouvert, le troisième n'a pas encore été mis aux voix."""
    found = compte(groupe(True), {(1, 1): LE_TIERS, (2, 1): LES_DEUX_TIERS})
    assert dit(found) == {
        1: (Issue.SANS_OBJET, Raison.AUTRE_RETENUE),
        2: (Issue.ACCEPTEE, Raison.VOTE),
        3: (Issue.SANS_OBJET, Raison.AUTRE_RETENUE),
    }
    assert dus(found) == []
    assert [len(r.tours) for r in found.values()] == [1, 1, 0]


def test_un_candidat_deja_refuse_le_reste():
    found = compte(groupe(True), {(1, 1): CONTRE, (2, 1): LES_DEUX_TIERS})
    assert dit(found)[1] == (Issue.REFUSEE, Raison.VOTE)


def test_un_candidat_retenu_au_second_vote_dispense_du_second_vote_des_autres():
    votes = {(n, 1): LE_TIERS for n in (1, 2, 3)} | {(1, 2): CONTRE, (2, 2): "ON--"}
    found = compte(groupe(True), votes)
    assert dit(found) == {
        1: (Issue.REFUSEE, Raison.VOTE),
        2: (Issue.ACCEPTEE, Raison.VOTE),
        3: (Issue.SANS_OBJET, Raison.AUTRE_RETENUE),
    }
    assert dus(found) == []


def test_un_premier_vote_l_emporte_sur_un_second_et_efface_ce_qui_l_a_suivi():
    """Un vote corrigé après coup : le 3 est retenu au premier vote, le second vote du 1 n'avait
    donc pas lieu d'être, ni le premier du 4, qui venait après lui."""
    agenda = groupe(True, (A25, A25, A25, A25))
    votes = {(1, 1): LE_TIERS, (2, 1): CONTRE, (3, 1): LES_DEUX_TIERS, (4, 1): LES_DEUX_TIERS,
             (1, 2): "OO--"}  # fmt: skip
    found = compte(agenda, votes)
    assert [r.issue for r in found.values()] == [
        Issue.SANS_OBJET, Issue.REFUSEE, Issue.ACCEPTEE, Issue.SANS_OBJET,
    ]  # fmt: skip
    assert [len(r.tours) for r in found.values()] == [1, 1, 1, 0]


def test_les_candidats_peuvent_etre_des_sous_resolutions_d_un_point_sans_vote():
    agenda = [resolution(1, SANS_VOTE)] + [
        resolution(n, A25, parent_id=1, groupe="CS", exclusif=True) for n in (2, 3)
    ]
    assert dus(compte(agenda, {})) == [(2, 1, A25), (3, 1, A25)]
    found = compte(agenda, {(2, 1): LES_DEUX_TIERS})
    assert [r.issue for r in found.values()] == [
        Issue.PAS_DE_VOTE, Issue.ACCEPTEE, Issue.SANS_OBJET,
    ]  # fmt: skip


# --- Sous-résolutions -----------------------------------------------------------------------------


def famille(principale=A25, *sous):
    return [resolution(1, principale)] + [
        resolution(n, article, parent_id=1) for n, article in enumerate(sous, 2)
    ]


def test_les_sous_resolutions_attendent_le_resultat_de_la_principale():
    agenda = famille(A25, A25)
    found = compte(agenda, {})
    assert dit(found)[2] == (None, Raison.ATTEND_PRINCIPALE) and dus(found) == [(1, 1, A25)]
    found = compte(agenda, {(1, 1): LE_TIERS, (2, 1): LES_DEUX_TIERS})
    assert dit(found)[2] == (None, Raison.ATTEND_PRINCIPALE)
    assert dus(found) == [(1, SECOND, A25_1)]
    found = compte(agenda, {(1, 1): LES_DEUX_TIERS})
    assert dus(found) == [(2, 1, A25)]


def test_principale_refusee_toutes_ses_sous_resolutions_le_sont():
    """LSC, « ag-saisie-des-votes » ; ce qu'on y avait voté ne compte pas."""
    found = compte(famille(A24, A24, A25, SANS_VOTE), {(1, 1): CONTRE, (2, 1): LES_DEUX_TIERS})
    refused = (Issue.REFUSEE, Raison.PRINCIPALE_REFUSEE)
    assert dit(found) == {
        1: (Issue.REFUSEE, Raison.VOTE), 2: refused, 3: refused,
        4: (Issue.PAS_DE_VOTE, Raison.INFORMATION),
    }  # fmt: skip
    assert found[2].tours == () and dus(found) == []


def test_principale_revotee_a_24_ce_qui_etait_a_25_s_y_vote_directement():
    """LSC, « ag-saisie-des-votes » : le vote à 25 est sans objet ; à 24 et à 26, rien ne change."""
    agenda = famille(A25, A25, A24, A26)
    votes = {(1, 1): LE_TIERS, (1, 2): "ON--"}
    assert dus(compte(agenda, votes)) == [(2, SECOND, A25_1), (3, 1, A24), (4, 1, A26)]
    # 160 oui contre 0 : loin de la majorité de 25, mais c'est à 24 qu'on vote.
    found = compte(agenda, {**votes, (2, 1): CONTRE, (2, 2): "-OAA"})
    assert dit(found)[2] == (Issue.ACCEPTEE, Raison.DIRECT)
    assert [(t.numero, t.article) for t in found[2].tours] == [(2, A25_1)]


def test_le_formulaire_vaut_pour_le_vote_direct_a_24():
    """160 non par correspondance à 5.1, 250 oui dans la salle : 250 > 160."""
    votes = {(1, 1): LE_TIERS, (1, 2): "ON--", (2, 2): "--O-"}
    found = compte(famille(A25, A25), votes, formulaires={(2, 1): {2: Sens.NON}})
    assert found[2].tours[0].compte.non.voix == 160 * UNITE
    assert found[2].issue is Issue.ACCEPTEE


def test_principale_acceptee_a_25_les_sous_resolutions_restent_a_25():
    votes = {(1, 1): LES_DEUX_TIERS, (2, 1): "-O--"}
    assert dit(compte(famille(A25, A25), votes))[2] == (Issue.SANS_DECISION, Raison.VOTE)


def test_principale_portee_d_emblee_a_25_1_ne_deplace_pas_ses_sous_resolutions():
    assert dus(compte(famille(A25_1, A25), {(1, 1): "ON--"})) == [(2, 1, A25)]


@pytest.mark.parametrize("second", [{}, {(1, 2): "----"}])
def test_principale_sans_decision_les_sous_resolutions_sont_sans_objet(second):
    """160 oui : pas de second vote ; ou un second vote, où personne ne s'exprime."""
    first = LE_TIERS if second else "-OAA"
    found = compte(famille(A25, A24), {(1, 1): first, **second})
    assert dit(found)[2] == (Issue.SANS_OBJET, Raison.PRINCIPALE_SANS_DECISION)


def test_principale_sans_objet_ses_sous_resolutions_aussi():
    agenda = [*groupe(True, (A25, A25)), resolution(5, parent_id=1)]
    found = compte(agenda, {(1, 1): LE_TIERS, (2, 1): LES_DEUX_TIERS})
    assert dit(found)[5] == (Issue.SANS_OBJET, Raison.PRINCIPALE_SANS_OBJET)


def test_un_point_sans_vote_laisse_voter_ses_sous_resolutions():
    assert dus(compte(famille(SANS_VOTE, A24), {})) == [(2, 1, A24)]


# --- Listes du procès-verbal ----------------------------------------------------------------------


def test_les_listes_nomment_chacun_avec_ses_voix():
    """Décret art. 17 al. 3 : sept copropriétaires, un par camp et par sorte de défaillance."""
    votes = {(1, 1): "ONA.-co"}
    point = resolution(1, amendee=True)
    found = listes(compte([point], votes, "400 100 90 80 70 60 50")[1])
    assert found.opposants == {2: 100 * UNITE}
    assert found.abstentionnistes == {3: 90 * UNITE}
    assert found.non_votants == {4: 80 * UNITE}
    assert found.absents == {5: 70 * UNITE}
    assert found.assimiles == {6: 60 * UNITE, 7: 50 * UNITE}  # muet ; favorable au texte d'avant
    assert found.defaillants == {5: 70 * UNITE, 6: 60 * UNITE, 7: 50 * UNITE}


def test_les_opposants_d_une_resolution_refusee_sont_ceux_qui_ont_vote_pour():
    found = listes(compte([resolution(1)], {(1, 1): "ONNA"})[1])
    assert found.opposants == {1: 340 * UNITE}
    assert found.abstentionnistes == {4: 250 * UNITE}


def test_les_listes_sont_celles_du_second_vote_et_des_voix_reduites():
    """600 sur 1 000 réduits à 400 (loi art. 22 I al. 2) : 200 sur 800 au premier vote n'en font
    pas le tiers, 400 si."""
    votes = {(1, 1): "OAA", (1, 2): "NOO"}
    found = listes(compte([resolution(1, A25)], votes, "600 200 200")[1])
    assert found.opposants == {1: 400 * UNITE}
    assert found.abstentionnistes == {}


def test_sans_vote_il_n_y_a_pas_de_liste():
    found = listes(compte(famille(A24, A24), {(1, 1): CONTRE})[2])
    assert found.opposants == found.absents == found.defaillants == {}


# --- Ce qui est vrai de toute assemblée -----------------------------------------------------------

TENUES = st.lists(st.integers(1, 10**8), min_size=1, max_size=6)
BULLETIN = st.none() | st.builds(Bulletin, st.sampled_from(Sens), st.booleans())
ARTICLES = st.sampled_from(Article)


@st.composite
def ordres_du_jour(draw):
    """Jusqu'à quatre résolutions, dont un groupe, et leurs sous-résolutions, dont un groupe."""
    exclusif = draw(st.booleans())
    agenda = []
    for main in range(1, draw(st.integers(1, 4)) + 1):
        grouped = {"groupe": "A", "exclusif": exclusif} if draw(st.booleans()) else {}
        agenda.append(resolution(main * 10, draw(ARTICLES), amendee=draw(st.booleans()), **grouped))
        for sub in range(1, draw(st.integers(0, 2)) + 1):
            grouped = {"groupe": f"B{main}", "exclusif": exclusif} if draw(st.booleans()) else {}
            over = {"parent_id": main * 10, **grouped}
            agenda.append(resolution(main * 10 + sub, draw(ARTICLES), **over))
    return agenda


def papiers(draw, held):
    drawn = draw(st.lists(BULLETIN, min_size=len(held), max_size=len(held)))
    return {who: bulletin for who, bulletin in enumerate(drawn, 1) if bulletin is not None}


def electeurs_de(held):
    return electeurs({CLE: [Part(who, voices) for who, voices in enumerate(held, 1)]})


@settings(max_examples=60)
@given(ordres_du_jour(), TENUES, st.data())
def test_une_assemblee_se_deroule_jusqu_au_bout_et_tout_y_recoit_une_issue(agenda, held, data):
    """On tient chaque fois le vote dû : au plus deux par résolution, et la clôture n'y change
    rien ; arrêtée plus tôt, elle donne aussi une issue à tout."""
    votes = {}
    corps = electeurs_de(held)
    while due := a_voter(compter(agenda, Urne(corps, votes))):
        early = compter(agenda, Urne(corps, votes), terminee=True)
        assert all(resultat.issue in Issue for resultat in early)
        votes[due[0].resolution.id, due[0].tour] = papiers(data.draw, held)
        assert len(votes) <= 2 * len(agenda)
    done = compter(agenda, Urne(corps, votes))
    assert all(resultat.issue in Issue for resultat in done)
    assert done == compter(agenda, Urne(corps, votes), terminee=True)
    kept = [r for r in done if r.resolution.exclusif and r.issue is Issue.ACCEPTEE]
    assert len({r.resolution.groupe for r in kept}) == len(kept), "un seul retenu par groupe"


@given(ordres_du_jour(), TENUES, st.data())
def test_ni_l_ordre_de_saisie_ni_celui_des_coproprietaires_ne_changent_rien(agenda, held, data):
    votes = {(r.id, tour): papiers(data.draw, held) for r in agenda for tour in (1, 2)}
    shuffled = data.draw(st.permutations(agenda))
    order = data.draw(st.permutations(range(1, len(held) + 1)))
    other = electeurs({CLE: [Part(who, held[who - 1]) for who in order]})
    mixed = {key: {who: v[who] for who in order if who in v} for key, v in votes.items()}
    assert compter(agenda, Urne(electeurs_de(held), votes)) == compter(shuffled, Urne(other, mixed))


@given(ordres_du_jour(), TENUES, st.data())
def test_separer_les_lots_d_un_coproprietaire_ne_change_rien(agenda, held, data):
    votes = {(r.id, tour): papiers(data.draw, held) for r in agenda for tour in (1, 2)}
    cut = data.draw(st.integers(0, held[0]))
    split = [Part(1, cut), *(Part(w, v) for w, v in enumerate(held, 1) if w > 1)]
    split.append(Part(1, held[0] - cut))
    assert compter(agenda, Urne(electeurs({CLE: split}), votes)) == compter(
        agenda, Urne(electeurs_de(held), votes)
    )


@given(ARTICLES, st.booleans(), TENUES, st.data())
def test_un_non_de_plus_ne_fait_jamais_accepter(article, amendee, held, data):
    """Au premier vote ou au second, d'où qu'il vienne."""
    point = resolution(1, article, amendee=amendee)
    votes = {(1, tour): papiers(data.draw, held) for tour in (1, 2)}
    before = compter([point], Urne(electeurs_de(held), votes))[0]
    key = (1, data.draw(st.sampled_from((1, 2))))
    who = data.draw(st.integers(1, len(held)))
    changed = {**votes, key: {**votes[key], who: Bulletin(Sens.NON, data.draw(st.booleans()))}}
    after = compter([point], Urne(electeurs_de(held), changed))[0]
    assert (after.issue is Issue.ACCEPTEE) <= (before.issue is Issue.ACCEPTEE)


@given(TENUES, st.booleans(), st.data())
def test_les_listes_et_les_oui_font_tout_le_corps_electoral(held, amendee, data):
    """Acceptée, donc les opposants sont les non : les camps se partagent toutes les voix."""
    papers = papiers(data.draw, held)
    corps = electeurs_de(held)
    result = compter([resolution(1, amendee=amendee)], Urne(corps, {(1, 1): papers}))[0]
    found = listes(result)
    named = [found.opposants, found.abstentionnistes, found.non_votants, found.absents,
             found.assimiles]  # fmt: skip
    compte_ = result.tours[0].compte
    missing = compte_.non if result.issue is Issue.REFUSEE else compte_.oui
    assert sum(sum(group.values()) for group in named) + missing.voix == compte_.corps.total
    assert sum(len(group) for group in named) + missing.nombre == compte_.corps.nombre
    assert sum(found.defaillants.values()) == compte_.defaillants.voix


def test_l_urne_ecrite_en_lettres_dit_ce_qu_elle_veut_dire():
    assert bulletins("O-nc.") == {
        1: Bulletin(Sens.OUI), 3: Bulletin(Sens.NON, True),
        4: Bulletin(Sens.NON_VOTANT, True), 5: Bulletin(Sens.NON_VOTANT),
    }  # fmt: skip
