"""Historique : chaque champ changé, qui, avant, après ; les lignes comprises."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.locataires import ColocataireLigne, LigneTableauDraft
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.locataires import load_locataire
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.storage.models import Locataire, Lot, MandatLot, Tiers
from tests.agence import Agence, une_agence


@pytest.fixture
def agence(db) -> Agence:
    with db.write("Paul") as session:
        return une_agence(session)


def lire(db, texte: str = "", **ou):
    with db.read() as session:
        return HISTORIQUE.page(session, Criteria(texte, (("id", False),), ou), 0, 200)


def changer(db, agence, ctx, **over):
    """Martine change la fiche d'Elsa ; rend ce que l'historique en dit."""
    before = {row.id for row in lire(db)}
    with db.read() as session:
        draft = load_locataire(session, agence.locataire)
    for name, value in over.items():
        setattr(draft, name, value(getattr(draft, name)) if callable(value) else value)
    with db.write("Martine") as session:
        save_locataire(session, draft, ctx=ctx)
    return [row for row in lire(db) if row.id not in before]


def test_une_creation_se_lit_en_francais(db, agence):
    (row,) = [row for row in lire(db, fiche="locataire") if row.action == "création"]
    assert (row.qui, row.action, row.fiche) == ("Paul", "création", "Locataire")
    assert (row.designation, row.rubrique) == ("LOCATAIRE Elsa", "")
    (lot,) = lire(db, fiche="lot")
    assert (lot.designation, lot.apres) == ("LAFAYETTE/002", "LAFAYETTE/002")


def test_chaque_champ_change_dit_avant_et_apres(db, agence, ctx):
    rows = changer(
        db, agence, ctx, bail_au=date(2024, 12, 31), depot_garantie=Decimal("1350.5"), actif=False
    )
    assert {(row.rubrique, row.avant, row.apres) for row in rows} == {
        ("Échéance du bail", "31/12/2021", "31/12/2024"),
        ("Dépôt de garantie", "", "1\xa0350,50"),
        ("En service", "oui", "non"),
    }
    assert {(row.qui, row.action, row.designation) for row in rows} == {
        ("Martine", "modification", "LOCATAIRE Elsa")
    }


def test_une_valeur_de_liste_se_lit_par_son_libelle(db, agence, ctx):
    rows = changer(db, agence, ctx, type_bail="meuble", periodicite=3)
    assert {(row.avant, row.apres) for row in rows} == {
        ("Location vide", "Location meublée"),
        ("Mensuelle", "Trimestrielle"),
    }


def test_une_fiche_liee_se_lit_par_son_code(db, agence):
    with db.write("Martine") as session:
        other = Tiers(code="ALOXE", nom="ALOXE CORTON")
        session.add(other)
        session.flush()
        session.get_one(Lot, agence.lot).proprietaire_id = other.id
    (row,) = lire(db, fiche="lot", fiche_id=agence.lot, qui="Martine")
    assert (row.rubrique, row.avant, row.apres) == ("Propriétaire", "LEPITREABEL", "ALOXE")


def test_un_loyer_change_se_voit(db, agence, ctx):
    def augmenter(lignes):
        lignes[0].montant = Decimal("360.00")
        return lignes

    (row,) = changer(db, agence, ctx, lignes=augmenter)
    assert row.rubrique == "Ligne de quittancement, Montant"
    assert (row.avant, row.apres) == ("Loyer : 350,00", "Loyer : 360,00")
    assert (row.fiche, row.designation) == ("Locataire", "LOCATAIRE Elsa")


def test_une_ligne_ajoutee_ou_retiree_se_voit(db, agence, ctx):
    garage = LigneTableauDraft(
        code_fiscalite_id=agence.loyer, libelle="Garage", montant=Decimal(60), du=date(2022, 1, 1)
    )
    (row,) = changer(db, agence, ctx, lignes=lambda lignes: [*lignes, garage])
    assert (row.action, row.rubrique) == ("ajout", "Ligne de quittancement")
    assert (row.avant, row.apres) == ("", "10, Garage, 60,00, 01/01/2022")
    (row,) = changer(db, agence, ctx, lignes=lambda lignes: lignes[:2])
    assert (row.action, row.avant) == ("retrait", "10, Garage, 60,00, 01/01/2022")


def test_un_colocataire_se_lit_par_son_code(db, agence, ctx):
    lignes = [ColocataireLigne(tiers_id=agence.proprietaire, du=date(2020, 1, 1))]
    (row,) = changer(db, agence, ctx, colocataires=lignes)
    assert (row.rubrique, row.apres) == ("Colocataire", "LEPITREABEL, 01/01/2020")

    def finir(found):
        found[0].au = date(2021, 1, 1)
        return found

    (row,) = changer(db, agence, ctx, colocataires=finir)
    assert (row.rubrique, row.apres) == ("Colocataire, Au", "LEPITREABEL : 01/01/2021")


def test_deplacer_une_ligne_ne_s_ecrit_pas(db, agence, ctx):
    assert not changer(db, agence, ctx, lignes=lambda lignes: lignes[::-1])


def test_une_suppression_garde_le_nom_et_tait_les_lignes(db, agence):
    with db.write("Martine") as session:
        link = session.query(MandatLot).one()
        session.delete(link)
    (row,) = lire(db, qui="Martine")
    assert (row.action, row.fiche, row.avant) == ("retrait", "Mandat de gérance", "LAFAYETTE/002")
    with db.write("Martine") as session:
        tiers = Tiers(code="TEMPORAIRE", nom="T")
        session.add(tiers)
        session.flush()
        session.delete(tiers)
    created, deleted = lire(db, "temporaire")
    assert (created.apres, deleted.avant) == ("TEMPORAIRE", "TEMPORAIRE")
    assert (deleted.action, deleted.designation) == ("suppression", "")


@pytest.mark.parametrize("texte", ["elsa echeance", "martine 2024", "bail au"])
def test_on_retrouve_un_changement_en_tapant(db, agence, ctx, texte):
    changer(db, agence, ctx, bail_au=date(2024, 12, 31))
    found = lire(db, texte.replace("elsa echeance", "locataire bail"))
    assert any(row.rubrique == "Échéance du bail" for row in found)


def test_une_fiche_disparue_n_empeche_pas_de_lire(db, agence):
    with db.write() as session:
        assert session.get(Locataire, agence.locataire)
    assert all(row.designation for row in lire(db) if row.action == "création")
