from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.mandats import (
    LotConfie,
    MandatDraft,
    echeance,
    pendant,
    recalculer,
    se_croisent,
)

JOURS = st.none() | st.dates(date(2020, 1, 1), date(2020, 2, 15))


def un_mandat(**over):
    values = {"numero": "102", "entite_id": 1, "proprietaire_id": 1, "debut": date(2020, 1, 1)}
    return MandatDraft(**values | over)


def fautes(draft):
    return [field for field, _sentence in draft.problems()]


def test_un_mandat_ordinaire_passe():
    assert fautes(un_mandat(taux_honoraires=Decimal(7), base_honoraires="encaissements")) == []


def test_ce_qui_manque_est_dit():
    assert fautes(MandatDraft()) == ["numero", "entite_id", "proprietaire_id", "debut"]


def test_un_taux_sans_base_est_refuse():
    assert fautes(un_mandat(taux_honoraires=Decimal(7))) == ["base_honoraires"]
    assert fautes(un_mandat(taux_acompte=Decimal(101))) == ["taux_acompte", "base_acompte"]
    assert fautes(un_mandat(forfait_honoraires=Decimal(-1))) == ["forfait_honoraires"]


def test_un_mandat_ne_finit_pas_avant_de_commencer():
    assert fautes(un_mandat(fin=date(2019, 12, 31))) == ["fin"]
    assert fautes(un_mandat(duree_mois=0)) == ["duree_mois"]


def test_l_echeance_est_la_veille_de_l_anniversaire():
    draft = un_mandat(duree_mois=12)
    recalculer(draft)
    assert draft.echeance == date(2020, 12, 31)
    draft.fin = date(2020, 6, 30)
    assert echeance(draft) == date(2020, 6, 30)
    assert echeance(un_mandat()) is None


def test_la_tacite_reconduction_fait_suivre_les_periodes():
    draft = un_mandat(debut=date(2015, 1, 1), duree_mois=36, jour=date(2021, 10, 25))
    assert echeance(draft) == date(2023, 12, 31)
    draft.tacite_reconduction = False
    assert echeance(draft) == date(2017, 12, 31)


def test_un_lot_n_est_pas_confie_deux_fois_le_meme_jour():
    lots = [LotConfie(lot_id=1, au=date(2020, 6, 30)), LotConfie(lot_id=1, du=date(2020, 7, 1))]
    assert fautes(un_mandat(lots=lots)) == []
    lots[1].du = date(2020, 6, 30)
    assert fautes(un_mandat(lots=lots)) == ["lots.1.lot_id"]
    assert fautes(un_mandat(lots=[LotConfie()])) == ["lots.0.lot_id"]
    upside = LotConfie(lot_id=1, du=date(2020, 2, 1), au=date(2020, 1, 1))
    assert fautes(un_mandat(lots=[upside])) == ["lots.0.au"]


@given(JOURS, JOURS, JOURS, JOURS)
def test_se_croiser_est_avoir_un_jour_commun(du1, au1, du2, au2):
    def jours(du, au):
        start, end = du or date(2019, 12, 1), au or date(2020, 3, 31)
        return set(range(start.toordinal(), end.toordinal() + 1))

    if jours(du1, au1) and jours(du2, au2):
        found = se_croisent(LotConfie(du=du1, au=au1), LotConfie(du=du2, au=au2))
        assert found == bool(jours(du1, au1) & jours(du2, au2))


def test_un_lot_est_tenu_au_plus_le_temps_du_mandat():
    line = pendant(LotConfie(lot_id=1, du=date(2020, 3, 1)), date(2020, 1, 1), date(2020, 12, 31))
    assert (line.du, line.au) == (date(2020, 3, 1), date(2020, 12, 31))
