"""De ce qu'on a saisi aux bulletins : qui était là, qui comptait, pour quelle résolution."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.assemblees import resolutions as urnes
from lsc_desktop.domain.assemblees.majorites import Article, Bulletin, Issue, Sens
from lsc_desktop.domain.assemblees.presences import Code, Mouvement, Presence
from lsc_desktop.domain.assemblees.resolutions import Resolution
from lsc_desktop.domain.assemblees.resultats import Raison
from lsc_desktop.domain.assemblees.seance import PRENNENT_PART, Electorat, Identite, Seance
from lsc_desktop.domain.assemblees.voix import Part, ecrit, voix
from tests.domain.assemblees.gilbert import GILBERT

CLE = 1
LA, AU_LOIN = Presence(Code.PRESENT), Presence(Code.DISTANCE)
OUI, NON = Sens.OUI, Sens.NON


def electorat(*tantiemes: str, natures: str = "", hlm: frozenset[int] = frozenset()) -> Electorat:
    """Un copropriétaire par nombre, numérotés depuis 1."""
    identites = {
        who: Identite(who, f"n° {who}", nature="syndicat" if str(who) in natures else "seul",
                      hlm=who in hlm)
        for who in range(1, len(tantiemes) + 1)
    }  # fmt: skip
    parts = tuple(Part(who, voix(Decimal(text))) for who, text in enumerate(tantiemes, 1))
    return Electorat(identites, {CLE: parts})


def resolutions(*articles: str, **over: object) -> tuple[Resolution, ...]:
    return tuple(
        Resolution(id, id, f"R{id}", Article(article), CLE, **over)
        for id, article in enumerate(articles, 1)
    )


def seance(presences: dict[int, Presence], *articles: str, tantiemes: str = "30 30 20 10 10",
           **over: object) -> Seance:  # fmt: skip
    values = {
        "electorat": electorat(*tantiemes.split()),
        "cle": CLE,
        "resolutions": resolutions(*(articles or ("24",))),
        "presences": presences,
    }
    return Seance(**{**values, **over})  # fmt: skip


def par(mandataire: int | str) -> Presence:
    return Presence(Code.REPRESENTE, mandataire)


def ecrit_le(jour: int) -> Presence:
    return Presence(Code.CORRESPONDANCE, None, date(2021, 11, jour))


def part(qui: int, rang: int, heure: str, code: str = "N", mandataire=None) -> Mouvement:
    return Mouvement(qui, rang, time.fromisoformat(heure), Code(code), mandataire)


def lettres(found, *qui: int) -> str:
    return "".join(found[who].code.value for who in qui)


def test_le_tableau_de_l_ouverture_est_celui_du_document():
    """seed L2333-2334."""
    presences = {who: Presence(Code(code)) for who, (_t, code) in enumerate(GILBERT, 1)}
    found = seance(presences, tantiemes=" ".join(t for t, _code in GILBERT)).tableau()
    assert [(ecrit(camp.voix), camp.nombre) for camp in found.values()] == [
        ("288,90096", 4), ("293", 3), ("223", 2), ("65", 1), ("131,0142", 2),
    ]  # fmt: skip


def test_une_cle_sans_tantiemes_n_a_ni_tableau_ni_electeurs_et_n_empeche_rien():
    """Une clé qu'on vient d'ouvrir : l'ordre du jour doit rester lisible pour la corriger."""
    agenda = (*resolutions("24"), Resolution(2, 2, "Ascenseur", Article.A24, 20))
    found = seance({1: LA}, resolutions=agenda, votes={(1, 1): {1: OUI}, (2, 1): {1: OUI}})
    assert [r.issue for r in found.resultats()] == [Issue.ACCEPTEE, Issue.SANS_DECISION]
    assert found.tableau(20)[Code.PRESENT].nombre == 0


def test_le_syndicat_n_a_ni_voix_ni_pointage_et_un_organisme_hlm_n_est_pas_reduit():
    """Loi art. 16 al. 2 ; décret art. 16 : 60 sur 100 restent 60 voix."""
    held = electorat("60", "30", "10", "50", natures="4", hlm=frozenset({1}))
    assert held.votants == {1, 2, 3}
    assert held.corps(CLE).voix == {
        1: voix(Decimal(60)),
        2: voix(Decimal(30)),
        3: voix(Decimal(10)),
    }
    assert held.noms[4] == "n° 4"


@pytest.mark.parametrize(
    ("jour", "motif", "limite", "lettre"),
    [(1, "", 1, "C"), (2, "", 1, "N"), (2, "Remis en main propre au gardien le 1er", 1, "C"),
     (30, "", None, "C")],
)  # fmt: skip
def test_un_formulaire_tardif_vaut_une_absence_sauf_motif(jour, motif, limite, lettre):
    """Décret art. 9 bis, D36 : reçu au plus tard le 1er."""
    found = seance(
        {1: ecrit_le(jour)}, admis={1: motif} if motif else {},
        limite=limite and date(2021, 11, limite), votes={(1, 1): {}},
        formulaires={(1, 1): {1: NON}},
    )  # fmt: skip
    assert lettres(found.ouverture, 1) == lettres(found.moment(1), 1) == lettre
    (result,) = found.resultats()
    assert result.tours[0].compte.non.nombre == (lettre == "C")


def test_seul_un_formulaire_peut_etre_tardif():
    late = {"limite": date(2021, 11, 1)}
    assert not seance({1: Presence(Code.PRESENT, None, date(2021, 11, 9))}, **late).tardif(1)
    assert not seance({1: Presence(Code.CORRESPONDANCE)}, **late).tardif(1)
    assert not seance({}, **late).tardif(1)


def test_un_mandant_dont_le_mandataire_part_est_defaillant():
    """Loi art. 22 I al. 3, décret art. 14 : ni présent ni représenté. 1 part à la résolution 2 ;
    ses mandants 2 et 3 votaient par lui, et leurs réponses typées ne comptent plus."""
    found = seance(
        {1: LA, 2: par(1), 3: par(1), 4: LA}, "24", "24",
        mouvements=(part(1, 2, "18:00"),),
        votes={(1, 1): dict.fromkeys((1, 2, 3), OUI), (2, 1): {1: OUI, 2: OUI, 3: OUI, 4: NON}},
    )  # fmt: skip
    assert lettres(found.moment(1), 1, 2, 3, 4) == "ORRO"
    assert lettres(found.moment(2), 1, 2, 3, 4) == "NNNO"
    first, second = found.resultats()
    assert first.tours[0].compte.oui.nombre == 3
    assert (second.tours[0].compte.oui.nombre, second.issue) == (0, Issue.REFUSEE)
    assert second.tours[0].compte.defaillants.nombre == 4, "1, 2, 3 et 5"
    assert found.delaisses() == {2: (2, 1), 3: (2, 1)}


def test_le_pouvoir_qui_passe_a_un_autre_se_garde():
    found = seance(
        {1: LA, 2: par(1), 3: LA}, "24", "24",
        mouvements=(part(2, 2, "17:59", "R", 3), part(1, 2, "18:00")),
    )  # fmt: skip
    assert found.moment(2)[2] == par(3)
    assert found.delaisses() == {}


def test_le_mandataire_qui_revient_represente_de_nouveau():
    found = seance(
        {1: LA, 2: par(1)}, "24", "24", "24",
        mouvements=(part(1, 2, "18:00"), part(1, 3, "18:30", "D")),
    )  # fmt: skip
    assert [lettres(found.moment(r), 1, 2) for r in (1, 2, 3)] == ["OR", "NN", "DR"]


def test_un_mandataire_jamais_pointe_ne_represente_personne_des_l_ouverture():
    found = seance({2: par(1), 3: par("Casper")})
    assert lettres(found.ouverture, 2, 3) == "NR", "un tiers n'est pas pointé : on le croit là"
    assert found.tableau()[Code.REPRESENTE].nombre == 1
    assert found.delaisses() == {2: (0, 1)}


def test_une_chaine_de_pouvoirs_ne_represente_pas():
    """3 a donné le sien à 2, qui a donné le sien à 1 : personne ne vote pour 3."""
    assert lettres(seance({1: LA, 2: par(1), 3: par(2)}).ouverture, 1, 2, 3) == "ORN"


def test_qui_arrive_laisse_son_formulaire_pour_ce_qu_on_a_deja_vote():
    """Décret art. 14-1 : non à la première par écrit, oui à la seconde dans la salle."""
    forms = {(1, 1): {1: NON}, (2, 1): {1: NON}}
    found = seance({1: ecrit_le(1)}, "24", "24", mouvements=(part(1, 2, "18:00", "O"),),
                   formulaires=forms, votes={(1, 1): {1: OUI}, (2, 1): {1: OUI}})  # fmt: skip
    assert [r.issue for r in found.resultats()] == [Issue.REFUSEE, Issue.ACCEPTEE]


def test_qui_est_la_sans_repondre_participe_et_un_formulaire_muet_est_defaillant():
    """Loi art. 26-1 (P) ; art. 17-1 A. 1 a dit oui, 2 se tait dans la salle, 3 par écrit."""
    found = seance({1: LA, 2: AU_LOIN, 3: ecrit_le(1)}, votes={(1, 1): {1: OUI}})
    (compte,) = (r.tours[0].compte for r in found.resultats())
    assert (compte.participants, compte.non_votants.nombre, compte.defaillants.nombre) == (2, 1, 3)


def test_le_vote_de_la_saisie_ne_compte_ni_le_debiteur_ni_ses_mandants():
    """Loi art. 19-2 dernier al. 1 (30 voix) est débiteur et porte 2 (30) : sur 70 voix, 3 (20)
    seul répond non, quoi qu'on ait typé pour les autres. À la résolution suivante tout revient."""
    agenda = (*resolutions("24", saisi=1), Resolution(2, 2, "Quitus", Article.A24, CLE))
    said = {1: OUI, 2: OUI, 3: NON}
    found = seance(
        {1: LA, 2: par(1), 3: LA}, resolutions=agenda, votes={(1, 1): said, (2, 1): said}
    )
    assert lettres(found.participation(1), 2, 3, 4, 5) == "NONN"
    assert lettres(found.moment(1), 1, 2, 3) == "ORO"
    first, second = found.resultats()
    compte = first.tours[0].compte
    assert (ecrit(compte.corps.total), ecrit(compte.non.voix), compte.oui.nombre) == ("70", "20", 0)
    assert (first.issue, second.issue) == (Issue.REFUSEE, Issue.ACCEPTEE)


def test_un_formulaire_peut_repondre_autrement_au_second_vote():
    """Loi art. 25-1 : 40 oui sur 100 n'en ont pas la majorité, mais le tiers. 1 (30 voix) est
    contre au premier vote et pour au second : 70 contre 0 ; sans réponse à part, 40 contre 30."""
    room = {2: LA, 4: LA}
    votes = {(1, 1): {2: OUI, 4: OUI}, (1, 2): {2: OUI, 4: OUI}}
    forms = {(1, 1): {1: NON}, (1, 2): {1: OUI}}
    for held, oui in ((forms, "70"), ({(1, 1): {1: NON}}, "40")):
        found = seance({1: ecrit_le(1), **room}, "25", votes=votes, formulaires=held)
        (result,) = found.resultats()
        assert result.tours[0].verdict.second is Article.A25_1
        assert (ecrit(result.tours[1].compte.oui.voix), result.issue) == (oui, Issue.ACCEPTEE)


def test_une_assemblee_close_donne_une_issue_a_tout():
    found = seance({1: LA}, "24")
    assert found.resultats()[0].issue is None
    (closed,) = found.resultats(terminee=True)
    assert (closed.issue, closed.raison) == (Issue.PAS_DE_VOTE, Raison.NON_MISE_AUX_VOIX)


HEURES = st.lists(st.integers(0, 59), unique=True, max_size=8)
PERSONNES = st.integers(1, 5)


@st.composite
def seances(draw) -> Seance:
    """Des lettres, des mandataires et des mouvements au hasard, fussent-ils absurdes."""
    mandataires = st.one_of(PERSONNES, st.just("Casper"))
    states = st.builds(Presence, st.sampled_from(list(Code)), st.one_of(st.none(), mandataires))
    moves = tuple(
        Mouvement(draw(PERSONNES), draw(st.integers(1, 3)), time(18, minute),
                  draw(st.sampled_from([Code.ABSENT, Code.PRESENT, Code.DISTANCE])))
        for minute in draw(HEURES)
    )  # fmt: skip
    answers = st.dictionaries(PERSONNES, st.sampled_from(list(Sens)))
    votes, forms = ({(id, 1): draw(answers) for id in (1, 2, 3)} for _ in range(2))
    return seance(draw(st.dictionaries(PERSONNES, states)), "24", "25", "26", mouvements=moves,
                  votes=votes, formulaires=forms)  # fmt: skip


@given(seances(), st.randoms())
def test_l_ordre_ou_l_on_a_saisi_ne_change_rien_et_les_camps_font_le_tout(found, hasard):
    moves, people = list(found.mouvements), list(found.presences.items())
    hasard.shuffle(moves)
    hasard.shuffle(people)
    again = Seance(found.electorat, CLE, found.resolutions, dict(people), tuple(moves),
                   found.votes, found.formulaires)  # fmt: skip
    assert again.resultats() == found.resultats()
    for result in found.resultats():
        for tour in result.tours:
            compte = tour.compte
            camps = (compte.oui, compte.non, compte.abstentions, compte.non_votants,
                     compte.defaillants)  # fmt: skip
            assert sum(camp.voix for camp in camps) == compte.corps.total
            assert sum(camp.nombre for camp in camps) == compte.corps.nombre


@given(seances())
def test_qui_n_est_pas_represente_par_quelqu_un_de_present_ne_vote_jamais(found):
    for resolution in found.agenda:
        here = found.moment(resolution.id)
        for presence in here.values():
            if presence.code is Code.REPRESENTE and isinstance(presence.mandataire, int):
                assert here[presence.mandataire].code in (Code.PRESENT, Code.DISTANCE)


def test_une_resolution_depend_de_sa_principale_et_de_leurs_concurrentes():
    """1 et 2 sont deux devis ; 3 et 4 leurs options, 3 en concurrence avec 4 ; 5 est seule."""
    line = {"titre": "", "article": Article.A24, "cle": CLE}
    agenda = (
        Resolution(1, 1, groupe="devis", **line), Resolution(2, 2, groupe="devis", **line),
        Resolution(3, 1, parent_id=1, groupe="option", **line),
        Resolution(4, 2, parent_id=1, groupe="option", **line), Resolution(5, 3, **line),
    )  # fmt: skip
    found = seance({}, resolutions=agenda)
    assert {r.id: set(found.dont_depend(r.id)) for r in agenda} == {
        1: {1, 2}, 2: {1, 2}, 3: {1, 2, 3, 4}, 4: {1, 2, 3, 4}, 5: {5},
    }  # fmt: skip


def test_ou_en_est_une_resolution_se_sait_sans_les_votes_des_autres():
    """60 oui sur 100 adoptent la 2 à l'article 25 ; la 1, dont on n'a pas lu les votes, attend."""
    found = seance({1: LA, 2: LA}, "24", "25", votes={(2, 1): {1: OUI, 2: OUI}})
    assert found.resultat(2).issue is Issue.ACCEPTEE
    assert found.resultat(1).raison is Raison.A_VOTER
    assert found.resultat(2) == found.resultats()[1]


@given(seances(), st.data())
def test_repondre_donne_ce_que_donnerait_une_seance_relue(found, data):
    """Une touche ne recompte que sa résolution ; le résultat est celui de tout recompter."""
    voted = [r for r in found.agenda if r.article is not Article.SANS_VOTE]
    found.resultats()
    for _key in range(3):
        resolution = data.draw(st.sampled_from(voted))
        tour = data.draw(st.sampled_from((1, 2)))
        who = data.draw(st.sampled_from(sorted(found.electorat.identites)))
        sens = data.draw(st.sampled_from(list(Sens)))
        found = found.repondre(resolution.id, tour, {who: sens})
        assert found.resultats() == replace(found).resultats()


def test_une_touche_ne_depouille_qu_un_vote_et_l_ordre_du_jour_ne_reunit_qu_une_salle(monkeypatch):
    """Ce que coûte une touche ne dépend pas du nombre de résolutions."""
    counted, real = [], urnes.depouiller
    monkeypatch.setattr(
        urnes, "depouiller", lambda *args, **over: counted.append(args) or real(*args, **over)
    )
    votes = {(id, 1): {1: OUI, 2: NON} for id in range(1, 7)}
    found = seance({1: LA, 2: LA}, *["24"] * 6, votes=votes)
    found.resultats()
    assert (len(counted), len(found.salles)) == (6, 1)
    found.repondre(4, 1, {2: OUI}).resultats()
    assert len(counted) == 7


CLES_ET_SAISIS = st.tuples(st.sampled_from((CLE, 2)), st.none() | PERSONNES)


@given(seances(), st.lists(CLES_ET_SAISIS, min_size=3, max_size=3))
def test_la_salle_reunie_une_fois_est_celle_de_chaque_question(found, over):
    """Clés, débiteurs et mouvements mêlés : l'urne est celle qu'on ferait question par question."""
    parts = {CLE: found.electorat.parts[CLE], 2: found.electorat.parts[CLE][:3]}
    agenda = tuple(
        replace(question, cle=cle, saisi=saisi)
        for question, (cle, saisi) in zip(found.resolutions, over, strict=True)
    )
    electors = Electorat(found.electorat.identites, parts)
    found = replace(found, resolutions=agenda, electorat=electors)
    for question in found.agenda:
        key, here = (question.id, 1), found.participation(question.id)
        typed, written = found.votes[key], found.formulaires[key]
        assert found.urne.bulletins[key] == {
            who: Bulletin(typed.get(who, Sens.NON_VOTANT))
            for who, presence in here.items() if presence.code in PRENNENT_PART
        }  # fmt: skip
        assert found.urne.formulaires[key] == {
            who: written.get(who, Sens.NON_VOTANT)
            for who, presence in here.items() if presence.code is Code.CORRESPONDANCE
        }  # fmt: skip
