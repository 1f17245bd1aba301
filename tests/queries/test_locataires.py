"""Liste Locataire : colonnes de LSC, filtres (seed L2763-2771)."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.queries.accueil import baux_a_echeance, preavis_a_venir
from lsc_desktop.queries.locataires import LOCATAIRES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.configuration import installer
from lsc_desktop.storage.models import Configuration, LigneQuittancement, Locataire
from tests.agence import Agence, une_agence


@pytest.fixture
def agence(db, ctx: Contexte) -> Agence:
    """Elsa doit un loyer de 350,00 ; l'agence travaille au 25/10/2021."""
    with db.write() as session:
        agence = une_agence(session)
        installer(session)
        session.get_one(Configuration, 1).date_travail = ctx.aujourd_hui
        lignes = (
            mouvement(agence.compte, Decimal(350)),
            mouvement(agence.quittancement, Decimal(-350)),
        )
        passer(session, PieceComptable(agence.entite, "QU", ctx.aujourd_hui, "x", lignes), ctx)
    return agence


def lire(db, texte: str = "", **ou):
    with db.read() as session:
        return LOCATAIRES.page(session, Criteria(texte, where=ou), 0, 100)


def change(db, agence, **over):
    with db.write() as session:
        for name, value in over.items():
            setattr(session.get_one(Locataire, agence.locataire), name, value)


def test_la_ligne_porte_les_colonnes_de_lsc(db, agence):
    (row,) = lire(db)
    assert (row.compte, row.nom, row.lot) == ("81ELLOCATA", "LOCATAIRE Elsa", "LAFAYETTE/002")
    assert (row.immeuble, row.proprietaire) == ("Résidence Lafayette", "LEPITRE Abel")
    assert (row.solde, row.quittance) == (Decimal("-350.00"), Decimal("400.00"))
    assert (row.premier_quittancement, row.bail_au) == (date(2019, 1, 1), date(2021, 12, 31))
    assert row.mode_reglement == "Chèque"


def test_la_quittance_ignore_les_lignes_ponctuelles_finies_ou_a_venir(db, agence):
    bounds = (
        {"ponctuelle": True},
        {"au": date(2021, 10, 24)},
        {"du": date(2021, 10, 26)},
        {"du": date(2021, 10, 25), "au": date(2021, 10, 25), "montant": Decimal(7)},
    )
    with db.write() as session:
        for over in bounds:
            line = {"code_fiscalite_id": agence.loyer, "libelle": "x", "montant": Decimal(1000)}
            session.add(LigneQuittancement(locataire_id=agence.locataire, **line | over))
    assert [row.quittance for row in lire(db)] == [Decimal("407.00")]


@pytest.mark.parametrize(
    "nom",
    ["lot_id", "immeuble_id", "tiers_id", "compte_id", "mandat_id", "proprietaire_id", "entite_id"],
)
def test_la_liste_se_filtre_par_chaque_fiche_liee(db, agence, nom):
    wanted = getattr(agence, nom.removesuffix("_id"))
    assert len(lire(db, **{nom: wanted})) == len(lire(db, **{nom: (wanted, 99)})) == 1
    assert not lire(db, **{nom: 99})


@pytest.mark.parametrize("texte", ["elsa", "81ello", "lafayette/002 cheque", "résidence LOCATAIRE"])
def test_on_retrouve_un_locataire_en_tapant(db, agence, texte):
    assert len(lire(db, texte)) == 1
    assert not lire(db, f"{texte} inconnu")


@pytest.mark.parametrize(
    "over, vrais, faux",
    [
        ({}, ["present", "actif", "doit", "echeance"], ["parti", "preavis"]),
        ({"depart": date(2021, 10, 24)}, ["parti"], ["present", "echeance", "preavis"]),
        ({"depart": date(2021, 10, 25)}, ["present"], ["parti"]),
        ({"fin_preavis": date(2021, 12, 24)}, ["preavis", "present"], ["parti"]),
        ({"fin_preavis": date(2021, 12, 25)}, [], ["preavis"]),
        ({"fin_preavis": date(2021, 9, 1)}, ["preavis"], []),
        ({"bail_au": date(2022, 6, 1)}, [], ["echeance"]),
        ({"actif": False}, [], ["actif", "present", "echeance"]),
        ({"premier_quittancement": date(2021, 11, 1)}, [], ["present", "parti"]),
    ],
)
def test_presents_partis_preavis_echeances_et_dettes(db, agence, over, vrais, faux):
    change(db, agence, **over)
    for filtre in vrais:
        assert len(lire(db, **{filtre: True})) == 1, filtre
        assert not lire(db, **{filtre: False}), filtre
    for filtre in faux:
        assert not lire(db, **{filtre: True}), filtre
        assert len(lire(db, **{filtre: False})) == 1, filtre


@pytest.mark.parametrize("fin", [None, date(2021, 12, 24), date(2021, 12, 25), date(2020, 1, 1)])
def test_la_liste_montre_ceux_que_compte_l_accueil(db, agence, ctx, fin):
    change(db, agence, fin_preavis=fin, bail_au=fin)
    with db.read() as session:
        counts = preavis_a_venir(session, ctx), baux_a_echeance(session, ctx)
    assert (len(lire(db, preavis=True)), len(lire(db, echeance=True))) == counts
