"""Plusieurs lots en une fois : qui est concerné, tout ou rien, le relevé du syndic."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.regularisations.lots import DemandeLotsDraft, lire_releve, reporter
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.queries.regularisations.lots import nouvelle_demande_lots, preparer_lots
from lsc_desktop.services.regularisations import creation
from lsc_desktop.services.regularisations.lots import ajouter_lots
from lsc_desktop.storage.models import Locataire, Regularisation
from tests.factories import des_reglages, un_locataire, un_lot, une_validee
from tests.gestes import combien, modifier


@pytest.fixture
def lots(db, exploitee) -> dict[str, int]:
    """Quatre lots : occupé, à deux locataires dont un parti, vide, sans mandat."""
    with db.write() as session:
        des_reglages(session)
        deux, vide = un_lot(session, exploitee, "LAF/2"), un_lot(session, exploitee, "LAF/3")
        sans = un_lot(session, exploitee, "LAF/4", mandat=False)
        un_locataire(session, exploitee, lot_id=deux, depart=date(2020, 1, 2))
        un_locataire(session, exploitee, lot_id=deux, entree=date(2020, 1, 3))
        un_locataire(session, exploitee, lot_id=sans)
    return {"LAFAYETTE/002": exploitee.lot, "LAF/2": deux, "LAF/3": vide, "LAF/4": sans}


def demander(db, ctx, *ids: int) -> DemandeLotsDraft:
    with db.read() as session:
        return nouvelle_demande_lots(session, ctx, lot_ids=ids)


def preparer(db, draft: DemandeLotsDraft, ctx) -> None:
    with db.read() as session:
        preparer_lots(session, draft, ctx)


def ajouter_tous(db, draft, ctx, *accepted: str) -> list[int]:
    with db.write() as session:
        return ajouter_lots(session, draft, ctx=ctx, accepted=frozenset(accepted))


def test_la_demande_dit_de_chaque_lot_qui_sera_concerne(db, lots, ctx):
    draft = demander(db, ctx, *lots.values())
    for lot in draft.lots:
        lot.montant = Decimal("366")
    preparer(db, draft, ctx)
    assert [(lot.lot, lot.nombre, lot.retenu, lot.situation) for lot in draft.lots] == [
        ("LAF/2", 1, True, "1 locataire, 1 écarté"),
        ("LAF/3", 0, False, "Personne sur la période : laissé de côté"),
        ("LAF/4", 1, False, "Sans mandat de gérance : laissé de côté"),
        ("LAFAYETTE/002", 1, True, "1 locataire"),
    ]
    assert (draft.nombre, draft.total) == (2, 732)
    assert (draft.du, draft.au, draft.seuil) == (date(2020, 1, 1), date(2020, 12, 31), 10)


def test_un_lot_dont_tous_sont_ecartes_dit_pourquoi(db, lots, exploitee, ctx):
    modifier(db, Locataire, exploitee.locataire, forfait_charges=True)
    draft = demander(db, ctx, exploitee.lot)
    assert draft.lots[0].situation.startswith("Forfait de charges")
    assert [name for name, _ in draft.problems()] == ["lots"]


def test_une_fiche_par_locataire_de_chaque_lot_retenu(db, lots, ctx):
    draft = demander(db, ctx, *lots.values())
    releve = lire_releve("syndic.csv", "lot;charges\nLAF/2;366,00\nLAFAYETTE/002;1 500,00")
    assert reporter(draft, releve, "syndic.csv") == 2
    ids = ajouter_tous(db, draft, ctx)
    with db.read() as session:
        found = [load_regularisation(session, i) for i in ids]
    assert [(d.lot, str(d.total)) for d in found] == [
        ("LAF/2", "364.00"),
        ("LAFAYETTE/002", "1500.00"),
    ]


def test_les_lots_sans_montant_se_demandent_une_fois(db, lots, ctx):
    draft = demander(db, ctx, *lots.values())
    with pytest.raises(Confirm, match=r"1 lot sans montant .*: LAFAYETTE/002\.") as caught:
        draft.lots[0].montant = Decimal(366)
        ajouter_tous(db, draft, ctx)
    assert caught.value.key.startswith("sans_montant:")
    assert combien(db, Regularisation) == 0
    assert len(ajouter_tous(db, draft, ctx, "sans_montant")) == 2


def test_les_fiches_remplacees_se_demandent_une_fois_pour_tous_les_lots(db, lots, exploitee, ctx):
    draft = demander(db, ctx, *lots.values())
    for lot in draft.lots:
        lot.montant = Decimal(366)
    first = ajouter_tous(db, draft, ctx)
    with pytest.raises(Confirm, match="déjà 2 fiches en attente") as caught:
        ajouter_tous(db, draft, ctx)
    assert caught.value.key.startswith("remplacer:")
    second = ajouter_tous(db, draft, ctx, "remplacer")
    with db.read() as session:
        assert sorted(session.scalars(select(Regularisation.id))) == second
    assert not set(first) & set(second)


def test_l_echec_d_un_lot_n_en_cree_aucun(db, lots, ctx, monkeypatch):
    draft = demander(db, ctx, *lots.values())
    for lot in draft.lots:
        lot.montant = Decimal(366)
    written = []

    def plein(session, _model, fiches):
        written.extend(fiches)
        raise UserError("Le disque est plein.")

    monkeypatch.setattr(creation, "naissances", plein)
    with pytest.raises(UserError, match="disque est plein"):
        ajouter_tous(db, draft, ctx)
    assert len(written) == 2 and combien(db, Regularisation) == 0


def test_aucun_lot_a_regulariser_est_refuse(db, lots, ctx):
    draft = demander(db, ctx, lots["LAF/3"], lots["LAF/4"])
    with pytest.raises(UserError) as caught:
        ajouter_tous(db, draft, ctx)
    assert caught.value.field == "lots"


def test_une_fiche_validee_d_un_autre_lot_n_est_pas_touchee(db, lots, exploitee, ctx):
    with db.write() as session:
        kept = une_validee(session, exploitee, ctx)
    draft = demander(db, ctx, lots["LAF/2"])
    draft.lots[0].montant = Decimal(366)
    (other,) = ajouter_tous(db, draft, ctx)
    with db.read() as session:
        assert sorted(session.scalars(select(Regularisation.id))) == [kept, other]
