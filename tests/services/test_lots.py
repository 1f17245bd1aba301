from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.lots import LotDraft, PieceLot
from lsc_desktop.domain.tiers import Donnee
from lsc_desktop.queries.immeubles import IMMEUBLES
from lsc_desktop.queries.lots import LOTS, choix_lot, load_lot
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.lots import save_lot
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Mandat, Tiers


def un_lot(agence, **over):
    values = {
        "immeuble_id": agence.immeuble, "proprietaire_id": agence.proprietaire, "numero_rcp": "001",
    }  # fmt: skip
    return LotDraft(**values | over)


def enregistre(db, draft, ctx):
    with db.write() as session:
        return save_lot(session, draft, ctx=ctx)


def lu(db, lot_id):
    with db.read() as session:
        return load_lot(session, lot_id)


def codes(db, **where):
    with db.read() as session:
        return [row.code_gestion for row in LOTS.page(session, Criteria(where=where), 0, 9)]


def test_un_lot_nouveau_prend_le_code_de_son_immeuble(db, agence, ctx):
    draft = lu(db, enregistre(db, un_lot(agence), ctx))
    assert draft.code_gestion == draft.code_physique == "LAFAYETTE/001"
    assert draft.mandat == "Sans mandat de gestion"
    assert (draft.etat_locatif, draft.locataire) == ("libre", "")


def test_le_lot_revient_comme_il_a_ete_enregistre(db, agence, ctx):
    draft = un_lot(
        agence,
        surface_habitable=Decimal("80.00"),
        surface_terrasse=Decimal("25.00"),
        pieces=[PieceLot(piece="Lot Garage", surface=Decimal("40.00"), exclure_carrez=True)],
        donnees=[Donnee(libelle="Interphone", valeur="B12")],
        prix_vente=Decimal("174000.00"),
        etage="3ème",
    )
    draft = lu(db, enregistre(db, draft, ctx))
    assert draft.surface == Decimal("86.25")
    assert draft.prix_m2 == Decimal("2017.39")
    assert (draft.pieces[0].piece, draft.surface_dependances) == ("Lot Garage", Decimal("40.00"))
    assert (draft.donnees[0].valeur, draft.etage) == ("B12", "3ème")
    enregistre(db, draft, ctx)
    assert lu(db, draft.id).surface == Decimal("86.25")


def test_un_lot_occupe_est_loue_et_liberable_a_la_fin_du_preavis(db, agence, ctx):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).fin_preavis = date(2030, 3, 31)
        session.get_one(Lot, agence.lot).loyer_mensuel = Decimal(459)
    draft = lu(db, agence.lot)
    assert (draft.etat_locatif, draft.libre_le) == ("loue", date(2030, 3, 31))
    assert (draft.locataire, draft.mandat_id) == ("LOCATAIRE Elsa", agence.mandat)
    assert draft.mandat == "Mandat Gestion n° 102 — Loyer mensuel : 459,00 HT"
    draft.quartier = "Centre"
    enregistre(db, draft, ctx)
    with db.read() as session:
        lot = session.get_one(Lot, agence.lot)
        assert (lot.etat_locatif, lot.libre_le, lot.quartier) == ("libre", None, "Centre")


def test_un_locataire_parti_libere_le_lot(db, agence):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = date(2020, 6, 30)
    draft = lu(db, agence.lot)
    assert (draft.etat_locatif, draft.locataire_id) == ("libre", None)
    assert codes(db, occupe=True) == [] and codes(db, occupe=False) == ["LAFAYETTE/002"]


def test_la_date_de_regularisation_ne_s_ecrit_pas_de_la_fiche(db, agence, ctx):
    """Elle vient des traitements seuls (seed L388-390, L424)."""
    with db.write() as session:
        session.get_one(Lot, agence.lot).regularisation_le = date(2021, 3, 9)
    draft = lu(db, agence.lot)
    draft.regularisation_le = None
    enregistre(db, draft, ctx)
    assert lu(db, agence.lot).regularisation_le == date(2021, 3, 9)
    repris = un_lot(agence, regularisation_le=date(2020, 3, 9))
    assert lu(db, enregistre(db, repris, ctx)).regularisation_le == date(2020, 3, 9)


def test_l_adresse_est_celle_du_lot_ou_de_l_immeuble(db, agence, ctx):
    with db.write() as session:
        session.get_one(Immeuble, agence.immeuble).adresse1 = "47, boulevard Albert 1er"
        session.get_one(Tiers, agence.proprietaire).telephone = "0458963658"
    draft = lu(db, agence.lot)
    assert draft.adresse == "47, boulevard Albert 1er 54000 NANCY"
    assert draft.proprietaire == "0458963658"
    draft.adresse1, draft.code_postal, draft.ville = "23, rue de la Gare", "75000", "PARIS"
    enregistre(db, draft, ctx)
    assert lu(db, agence.lot).adresse == "23, rue de la Gare 75000 PARIS"


def test_la_liste_montre_ce_qu_un_gestionnaire_attend(db, agence):
    with db.write() as session:
        session.get_one(Lot, agence.lot).loyer_mensuel = Decimal(459)
    with db.read() as session:
        (row,) = LOTS.page(session, Criteria(text="lafayette lepitre"), 0, 9)
    assert (row.code_gestion, row.immeuble, row.proprietaire) == (
        "LAFAYETTE/002", "LAFAYETTE", "LEPITRE Abel",
    )  # fmt: skip
    assert (row.etat_locatif, row.locataire, row.loyer, row.mandat) == (
        "Loué", "LOCATAIRE Elsa", Decimal("459.00"), "102",
    )  # fmt: skip


@pytest.mark.parametrize("nom", ["immeuble_id", "proprietaire_id", "mandat_id", "locataire_id"])
def test_les_filtres_des_listes_chainees(db, agence, nom):
    """Propriétaire, puis immeuble, puis lot (seed L60-75)."""
    value = getattr(agence, nom.removesuffix("_id"))
    assert codes(db, **{nom: value}) == codes(db, **{nom: (value, 99)}) == ["LAFAYETTE/002"]
    assert codes(db, **{nom: 99}) == []


def test_un_lot_est_sous_mandat_tant_que_le_mandat_court(db, agence, ctx):
    enregistre(db, un_lot(agence), ctx)
    assert codes(db, sous_mandat=True) == ["LAFAYETTE/002"]
    assert codes(db, sous_mandat=False) == ["LAFAYETTE/001"]
    with db.write() as session:
        session.get_one(Mandat, agence.mandat).fin = date(2020, 12, 31)
    assert codes(db, sous_mandat=True) == []
    assert codes(db, mandat_id=agence.mandat) == ["LAFAYETTE/002"]


def test_les_immeubles_d_un_proprietaire(db, agence):
    with db.read() as session:
        where = {"proprietaire_id": agence.proprietaire, "sous_mandat": True}
        (row,) = IMMEUBLES.page(session, Criteria(where=where), 0, 9)
        assert (row.code, row.lots, row.loues) == ("LAFAYETTE", 1, 1)
        other = Criteria(where={"proprietaire_id": agence.tiers})
        assert IMMEUBLES.page(session, other, 0, 9) == []


def test_une_valeur_deja_employee_reste_dans_la_liste(db, agence, ctx):
    enregistre(db, un_lot(agence, type_lot="Péniche"), ctx)
    with db.read() as session:
        values = [value for value, _label in choix_lot(session, "type_lot")]
    assert values[:2] == ["", "Appartement"] and values[-1] == "Péniche"


def test_un_lot_sans_proprietaire_est_refuse(db, agence, ctx):
    with pytest.raises(UserError) as refus:
        enregistre(db, un_lot(agence, proprietaire_id=None), ctx)
    assert refus.value.field == "proprietaire_id"
