"""Voix, réduction, et ce qui doit rester vrai de tout dépouillement."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import (
    Article,
    Bulletin,
    Camp,
    Compte,
    Issue,
    Sens,
    depouiller,
    juger,
)
from lsc_desktop.domain.assemblees.voix import (
    Part,
    Reduction,
    corps_electoral,
    ecrit,
    tantiemes,
    verifier_regime,
    voix,
)
from tests.domain.assemblees.gilbert import GILBERT, corps


def test_le_syndicat_gilbert_a_mille_tantiemes_et_demi():
    gilbert = corps(*(t for t, _code in GILBERT))
    assert (ecrit(gilbert.total), gilbert.nombre) == ("1\u00a0000,91516", 12)
    assert gilbert.reduction is None


@pytest.mark.parametrize(
    ("texte", "attendu"), [("632.0142", "632,0142"), ("72", "72"), ("0.00001", "0,00001")]
)
def test_les_voix_s_ecrivent_avec_les_decimales_qu_il_faut(texte, attendu):
    assert ecrit(voix(Decimal(texte))) == attendu
    assert tantiemes(voix(Decimal(texte))) == Decimal(texte)


@pytest.mark.parametrize("texte", ["-1", "0.000001"])
def test_ce_qui_n_est_pas_un_tantieme_est_refuse(texte):
    with pytest.raises(UserError, match="tantièmes"):
        voix(Decimal(texte))


def test_le_majoritaire_est_ramene_a_la_somme_des_autres():
    """Loi art. 22 I al. 2 : 600 sur 1 000 → 400, la base devient 800."""
    assert corps("600", "250", "150").reduction == Reduction(
        0, voix(Decimal(600)), voix(Decimal(400))
    )
    assert corps("600", "250", "150").total == voix(Decimal(800))


def test_la_moitie_exactement_n_est_pas_reduite():
    assert corps("500", "300", "200").reduction is None


def test_les_comptes_d_une_personne_se_reunissent_avant_la_reduction():
    parts = [Part(1, 300), Part(1, 300), Part(2, 400)]
    assert corps_electoral(parts).reduction == Reduction(1, 600, 400)


def test_un_bulletin_hors_du_corps_electoral_ne_se_compte_pas():
    with pytest.raises(ValueError, match="sans voix"):
        depouiller(corps("500", "0"), {1: Bulletin(Sens.OUI)})


@pytest.mark.parametrize(
    ("regime", "phrase"),
    [
        ({"coproprietaires": 2}, "41-13"),
        ({"coproprietaires": 4, "petite": True}, "41-12"),
        ({"coproprietaires": 40, "cooperative": True}, "coopératif"),
    ],
)
def test_un_regime_que_l_on_ne_sait_pas_compter_se_refuse(regime, phrase):
    with pytest.raises(UserError, match=phrase):
        verifier_regime(**regime)
    verifier_regime(3)


# --- Ce qui est vrai de tout vote -----------------------------------------------------------------

TENUES = st.lists(st.integers(1, 10**8), min_size=1, max_size=12)
BULLETINS = st.builds(Bulletin, st.sampled_from(Sens), st.booleans())
ARTICLES = st.sampled_from([a for a in Article if a is not Article.SANS_VOTE])
RANG = {Issue.REFUSEE: 0, Issue.SANS_DECISION: 1, Issue.ACCEPTEE: 2}


@st.composite
def votes(draw):
    held = draw(TENUES)
    given_to = draw(st.lists(st.none() | BULLETINS, min_size=len(held), max_size=len(held)))
    return held, {i: b for i, b in enumerate(given_to) if b is not None}


def compte(held, bulletins, amendee=False):
    parts = [Part(i, v) for i, v in enumerate(held)]
    return depouiller(corps_electoral(parts), bulletins, amendee=amendee)


def un_par_un(held, bulletins, amendee) -> Compte:
    """Le dépouillement tel qu'on l'écrirait d'abord : chaque copropriétaire va dans son camp."""
    corps = corps_electoral([Part(i, v) for i, v in enumerate(held)])
    camps = {name: [0, 0] for name in ("O", "N", "A", "non votant", "défaillant")}
    for who, voices in corps.voix.items():
        camp = "défaillant"
        if (bulletin := bulletins.get(who)) is not None:
            fallen = amendee and bulletin.correspondance and bulletin.sens is Sens.OUI
            camp = "" if fallen else bulletin.sens.value
            camp = camp or ("défaillant" if bulletin.correspondance else "non votant")
        camps[camp][0] += voices
        camps[camp][1] += 1
    return Compte(corps, *(Camp(*camp) for camp in camps.values()))


@given(votes(), st.booleans())
def test_les_tas_comptent_ce_que_donne_un_coproprietaire_apres_l_autre(vote, amendee):
    assert compte(*vote, amendee) == un_par_un(*vote, amendee)


@given(votes(), st.booleans())
def test_les_camps_reunis_font_tout_le_corps_electoral(vote, amendee):
    found = compte(*vote, amendee)
    camps: list[Camp] = [
        found.oui, found.non, found.abstentions, found.non_votants, found.defaillants,
    ]  # fmt: skip
    assert sum(camp.voix for camp in camps) == found.corps.total
    assert sum(camp.nombre for camp in camps) == found.corps.nombre


@given(votes(), ARTICLES, st.randoms())
def test_l_ordre_des_coproprietaires_ne_change_rien(vote, article, rnd):
    held, bulletins = vote
    order = list(range(len(held)))
    rnd.shuffle(order)
    shuffled = corps_electoral(Part(i, held[i]) for i in order)
    mixed = {i: bulletins[i] for i in order if i in bulletins}
    assert juger(article, depouiller(shuffled, mixed)) == juger(article, compte(held, bulletins))


@given(votes(), ARTICLES, st.integers(1, 10**8))
def test_separer_les_lots_d_un_coproprietaire_ne_change_rien(vote, article, cut):
    held, bulletins = vote
    first = held[0]
    part = cut % first
    split = [Part(0, part), Part(0, first - part), *(Part(i, v) for i, v in enumerate(held) if i)]
    found = juger(article, depouiller(corps_electoral(split), bulletins))
    assert found == juger(article, compte(held, bulletins))


@given(votes(), ARTICLES, st.data())
def test_un_non_n_aide_jamais_le_oui(vote, article, data):
    """Qu'il vienne d'un oui, d'une abstention ou d'un absent, un non de plus n'améliore rien."""
    held, bulletins = vote
    who = data.draw(st.integers(0, len(held) - 1))
    before = juger(article, compte(held, bulletins))
    after = juger(article, compte(held, {**bulletins, who: Bulletin(Sens.NON)}))
    assert RANG[after.issue] <= RANG[before.issue]
    assert not (after.second and not before.second and before.issue is not Issue.ACCEPTEE)


@given(votes(), ARTICLES)
def test_un_vote_a_une_des_issues_et_n_ouvre_un_second_que_sans_decision(vote, article):
    verdict = juger(article, compte(*vote))
    assert verdict.issue in RANG
    assert verdict.second is None or verdict.issue is Issue.SANS_DECISION
    assert (verdict.issue is Issue.ACCEPTEE) <= all(c.remplie for c in verdict.conditions)
