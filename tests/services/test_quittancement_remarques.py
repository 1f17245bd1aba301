"""Un appel qui saute des mois se remarque avant d'être comptabilisé."""

from datetime import date

import pytest

from lsc_desktop.domain.quittancement import AppelDraft
from lsc_desktop.queries.quittancement import preparer
from tests.factories import des_appels


def remarques(db, agence, ctx, du, au) -> tuple[str, ...]:
    draft = AppelDraft(entite_id=agence.entite, date=ctx.aujourd_hui, du=du, au=au)
    with db.read() as session:
        preparer(session, draft, ctx)
    return draft.avertissements


@pytest.fixture
def appelee(db, agence, ctx):
    with db.write() as session:
        des_appels(session, agence, ctx, date(2021, 9, 1), date(2021, 10, 31))
    return agence


def test_le_mois_qui_suit_ne_se_remarque_pas(db, appelee, ctx):
    assert remarques(db, appelee, ctx, date(2021, 11, 1), date(2021, 11, 30)) == ()


def test_refaire_un_mois_ne_se_remarque_pas(db, appelee, ctx):
    assert remarques(db, appelee, ctx, date(2021, 10, 1), date(2021, 10, 31)) == ()


def test_une_annee_mal_tapee_se_remarque(db, appelee, ctx):
    (phrase,) = remarques(db, appelee, ctx, date(2030, 12, 1), date(2030, 12, 31))
    assert "Du 01/11/2021 au 30/11/2030, rien n'a été appelé" in phrase


def test_le_premier_appel_d_une_agence_peut_commencer_ou_il_veut_mais_pas_dans_dix_ans(
    db, agence, ctx
):
    assert remarques(db, agence, ctx, date(2022, 1, 1), date(2022, 1, 31)) == ()
    assert remarques(db, agence, ctx, date(2031, 1, 1), date(2031, 1, 31)) != ()
