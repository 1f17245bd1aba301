"""Où écrire à un locataire, et où est son lot."""

from datetime import date

import pytest

from lsc_desktop.queries.adresses import LIEUX, adresse_immeuble, adresse_locataire, adresse_lot
from lsc_desktop.storage.models import Immeuble, Locataire, Lot, Tiers
from tests.agence import Agence, une_agence
from tests.gestes import modifier

JOUR = date(2021, 10, 25)


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


def bloc(db, agence, jour: date = JOUR) -> tuple[str, ...]:
    with db.read() as session:
        return adresse_locataire(session, agence.locataire, jour).bloc()


def lot(db, agence) -> str:
    with db.read() as session:
        row = session.execute(LIEUX, {"locataire_id": agence.locataire}).one()
        return adresse_lot(row).en_ligne()


def test_l_immeuble_tient_en_une_ligne(db, agence):
    with db.read() as session:
        found = adresse_immeuble(session, agence.lot).en_ligne()
    assert found == "Résidence Lafayette - 54000 - NANCY"


def test_sans_adresse_le_locataire_se_joint_a_son_lot(db, agence):
    modifier(db, Immeuble, agence.immeuble, adresse1="21, rue Lafayette")
    assert bloc(db, agence) == (
        "Mademoiselle Elsa LOCATAIRE",
        "Résidence Lafayette",
        "21, rue Lafayette",
        "54000 NANCY",
    )


def test_l_adresse_du_tiers_l_emporte_avec_ses_trois_lignes(db, agence):
    modifier(
        db, Tiers, agence.tiers,
        adresse1="adresse de la 1ère ligne", adresse2="et de la seconde",
        adresse3="ou de la 3ème (eh oui)", code_postal="54000", ville="NANCY", pays="france",
    )  # fmt: skip
    assert bloc(db, agence) == (
        "Mademoiselle Elsa LOCATAIRE",
        "adresse de la 1ère ligne",
        "et de la seconde",
        "ou de la 3ème (eh oui)",
        "54000 NANCY",
        "france",
    )


def test_un_parti_se_joint_a_l_adresse_qu_il_a_laissee(db, agence):
    modifier(
        db, Locataire, agence.locataire,
        depart=date(2021, 9, 30), nouvelle_adresse1="2, rue Neuve",
        nouveau_code_postal="57000", nouvelle_ville="METZ",
    )  # fmt: skip
    assert bloc(db, agence)[1:] == ("2, rue Neuve", "57000 METZ")
    assert bloc(db, agence, date(2021, 9, 30))[1:] == ("Résidence Lafayette", "54000 NANCY")


def test_le_lot_a_sa_propre_rue_a_defaut_celle_de_l_immeuble(db, agence):
    assert lot(db, agence) == "Résidence Lafayette - 54000 - NANCY"
    modifier(db, Immeuble, agence.immeuble, adresse1="21, rue Lafayette")
    assert lot(db, agence) == "Résidence Lafayette - 21, rue Lafayette - 54000 - NANCY"
    modifier(
        db, Lot, agence.lot, adresse1="2 bis, passage", code_postal="54500", ville="VANDOEUVRE"
    )
    assert lot(db, agence) == "Résidence Lafayette - 2 bis, passage - 54500 - VANDOEUVRE"


def test_un_immeuble_nomme_par_sa_rue_ne_la_repete_pas(db, agence):
    modifier(db, Immeuble, agence.immeuble, nom="23, rue de la Gare", adresse1="23, rue de la Gare")
    assert lot(db, agence) == "23, rue de la Gare - 54000 - NANCY"
