from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.mandats import LotConfie, MandatDraft
from lsc_desktop.queries.mandats import MANDATS, load_mandat, prochain_numero
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.mandats import AUTRE_PROPRIETAIRE, save_mandat
from lsc_desktop.storage.models import Compte, Entite, Lot, Mandat, Tiers


def un_mandat(agence, **over):
    values = {
        "numero": "103", "entite_id": agence.entite, "proprietaire_id": agence.proprietaire,
        "debut": date(2021, 1, 1),
    }  # fmt: skip
    return MandatDraft(**values | over)


def enregistre(db, draft, ctx, *accepted):
    with db.write() as session:
        return save_mandat(session, draft, ctx=ctx, accepted=frozenset(accepted))


def test_un_mandat_et_ses_lots_reviennent(db, agence, ctx):
    with db.write() as session:
        session.get_one(Mandat, agence.mandat).fin = date(2020, 12, 31)
        session.get_one(Lot, agence.lot).loyer_mensuel = Decimal(459)
    draft = un_mandat(agence, duree_mois=12, lots=[LotConfie(lot_id=agence.lot)])
    fiche = enregistre(db, draft, ctx)
    with db.read() as session:
        draft = load_mandat(session, fiche)
        (row,) = MANDATS.page(session, Criteria(where={"lot_id": agence.lot}, text="103"), 0, 9)
    assert draft.lots[0].lot_id == agence.lot and draft.echeance == date(2021, 12, 31)
    assert (row.lots, row.loyers, row.proprietaire) == (1, Decimal("459.00"), "LEPITRE Abel")


def test_un_lot_deja_confie_est_refuse_a_sa_ligne(db, agence, ctx):
    draft = un_mandat(agence, lots=[LotConfie(lot_id=agence.lot)])
    with pytest.raises(UserError, match="mandat n° 102") as refus:
        enregistre(db, draft, ctx)
    assert refus.value.field == "lots.0.lot_id"
    draft.actif = False
    enregistre(db, draft, ctx)


def test_un_lot_repris_peut_etre_confie_le_lendemain(db, agence, ctx):
    with db.read() as session:
        ancien = load_mandat(session, agence.mandat)
    ancien.lots[0].au = date(2021, 3, 31)
    enregistre(db, ancien, ctx)
    repris = LotConfie(lot_id=agence.lot, du=date(2021, 4, 1))
    assert enregistre(db, un_mandat(agence, lots=[repris]), ctx)


def test_le_lot_d_un_autre_demande_confirmation(db, agence, ctx):
    with db.write() as session:
        autre = Tiers(code="ALOXE", nom="ALOXE CORTON", prenom="Denise")
        session.add(autre)
        session.flush()
        lot = Lot(
            code_gestion="LAFAYETTE/001", code_physique="LAFAYETTE/001",
            immeuble_id=agence.immeuble, proprietaire_id=autre.id,
        )  # fmt: skip
        session.add(lot)
        session.flush()
        draft = un_mandat(agence, lots=[LotConfie(lot_id=lot.id)])
    with pytest.raises(Confirm, match="ALOXE CORTON Denise"):
        enregistre(db, draft, ctx)
    assert enregistre(db, draft, ctx, AUTRE_PROPRIETAIRE)


def test_le_compte_est_de_l_entite(db, agence, ctx):
    with db.write() as session:
        session.add(autre := Entite(code="S001", nom="Syndicat Gilbert"))
        session.flush()
        session.add(
            compte := Compte(entite_id=autre.id, numero="411X", libelle="X", nature="proprietaire")
        )
        session.flush()
        draft = un_mandat(agence, compte_id=compte.id)
    with pytest.raises(UserError, match="411X") as refus:
        enregistre(db, draft, ctx)
    assert refus.value.field == "compte_id"


def test_le_numero_suivant(db, agence):
    with db.write() as session:
        session.get_one(Mandat, agence.mandat).numero = "G-7"
        assert prochain_numero(session) == "1"
        session.get_one(Mandat, agence.mandat).numero = "102"
        assert prochain_numero(session) == "103"


@pytest.mark.parametrize(
    ("where", "attendu"),
    [
        ({"immeuble_id": 1}, 1), ({"immeuble_id": 99}, 0), ({"en_cours": True}, 1),
        ({"en_cours": False}, 0), ({"proprietaire_id": (1, 2)}, 1), ({"compte_id": 1}, 0),
        ({"entite_id": 1}, 1), ({"actif": False}, 0),
    ],
)  # fmt: skip
def test_la_liste_des_mandats_se_restreint(db, agence, where, attendu):
    with db.read() as session:
        assert MANDATS.count(session, Criteria(where=where)) == attendu


def test_un_oui_ne_vaut_que_pour_les_lots_qu_on_a_nommes(db, agence, ctx):
    """Pendant qu'on répondait, un autre lot a changé de main : la question se repose."""
    with db.write() as session:
        session.add(autre := Tiers(code="ALOXE", nom="ALOXE CORTON", prenom="Denise"))
        session.flush()
        lots = [
            Lot(
                code_gestion=code, code_physique=code, immeuble_id=agence.immeuble,
                proprietaire_id=owner,
            )
            for code, owner in (("LAFAYETTE/001", autre.id), ("LAFAYETTE/003", agence.proprietaire))
        ]  # fmt: skip
        session.add_all(lots)
        session.flush()
        draft = un_mandat(agence, lots=[LotConfie(lot_id=lot.id) for lot in lots])
        second, owner = lots[1].id, autre.id
    with pytest.raises(Confirm) as premiere:
        enregistre(db, draft, ctx)
    with db.write() as session:
        session.get_one(Lot, second).proprietaire_id = owner
    with pytest.raises(Confirm, match=r"LAFAYETTE/001 .*LAFAYETTE/003") as seconde:
        enregistre(db, draft, ctx, premiere.value.key)
    assert enregistre(db, draft, ctx, seconde.value.key)
