"""Listes des comptes, des écritures, des pièces ; soldes progressifs."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.queries.comptabilite import COMPTES, JOURNAUX, numero_libre
from lsc_desktop.queries.ecritures import CONSULTATION, ECRITURES, PIECES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.comptabilite import contrepasser, encaisser, passer
from lsc_desktop.storage.models import Compte
from tests.agence import Agence, une_agence


@pytest.fixture
def agence(db, ctx) -> Agence:
    """Trois appels de 400,00 et un règlement de 500,00, saisi après coup."""
    with db.write() as session:
        agence = une_agence(session)
        for mois in (8, 9, 10):
            lignes = (
                mouvement(agence.compte, Decimal(350), "Loyer", code_fiscalite_id=agence.loyer),
                mouvement(
                    agence.compte, Decimal(50), "Provisions", code_fiscalite_id=agence.provisions
                ),
                mouvement(agence.quittancement, Decimal(-400)),
            )
            le = date(2021, mois, 1)
            passer(session, PieceComptable(agence.entite, "QU", le, "Quittancé", lignes), ctx)
        encaisser(session, agence.locataire, Decimal(500), date(2021, 9, 15), "Chèque", ctx)
    return agence


def lire(db, liste, texte: str = "", tri=(), **ou):
    with db.read() as session:
        return liste.page(session, Criteria(texte, tri, ou), 0, 100)


def test_le_solde_d_un_compte_est_montre_de_son_cote(db, agence):
    rows = {row.numero: row for row in lire(db, COMPTES)}
    tenant = rows["81ELLOCATA"]
    assert (tenant.entite, tenant.designation) == ("G001", "Agence Crypto")
    assert (tenant.debit, tenant.credit) == (Decimal("700.00"), 0)
    assert tenant.solde == Decimal("-700.00")
    assert (rows["80QUITTANC"].debit, rows["80QUITTANC"].credit) == (0, Decimal("1200.00"))
    assert (rows["512000"].debit, rows["512000"].credit) == (Decimal("500.00"), 0)


def test_la_somme_des_debits_egale_celle_des_credits(db, agence):
    with db.read() as session:
        sums = COMPTES.sums(session, Criteria(), ["debit", "credit", "solde"])
    assert sums == {"debit": Decimal(1200), "credit": Decimal(1200), "solde": 0}


@pytest.mark.parametrize(
    "texte, ou, numeros",
    [
        ("elsa", {}, ["81ELLOCATA"]),
        ("g001 banque", {}, ["512000"]),
        ("", {"nature": "quittancement"}, ["80QUITTANC"]),
        ("", {"nature": ("tresorerie", "locataire")}, ["512000", "81ELLOCATA"]),
        ("", {"entite_id": 999}, []),
        ("", {"actif": True}, ["512000", "80QUITTANC", "81ELLOCATA"]),
    ],
)
def test_les_comptes_se_filtrent(db, agence, texte, ou, numeros):
    assert [row.numero for row in lire(db, COMPTES, texte, **ou)] == numeros


def test_les_comptes_se_trient_par_solde(db, agence):
    rows = lire(db, COMPTES, tri=(("solde", True),))
    assert [row.numero for row in rows] == ["80QUITTANC", "512000", "81ELLOCATA"]


def test_consulter_un_compte_donne_le_solde_apres_chaque_ecriture(db, agence):
    rows = lire(db, CONSULTATION, compte_id=agence.compte)
    assert [(r.date.month, r.debit, r.credit, r.solde) for r in rows] == [
        (8, 350, 0, -350),
        (8, 50, 0, -400),
        (9, 350, 0, -750),
        (9, 50, 0, -800),
        (9, 0, 500, -300),
        (10, 350, 0, -650),
        (10, 50, 0, -700),
    ]
    assert (rows[0].journal, rows[0].piece, rows[0].code) == ("QU", 1, "10")


def test_filtrer_ou_trier_ne_change_pas_le_solde_progressif(db, agence):
    attendus = {r.id: r.solde for r in lire(db, CONSULTATION, compte_id=agence.compte)}
    for rows in (
        lire(db, CONSULTATION, "loyer", compte_id=agence.compte),
        lire(db, CONSULTATION, compte_id=agence.compte, du=date(2021, 10, 1)),
        lire(db, CONSULTATION, compte_id=agence.compte, tri=(("libelle", True),)),
    ):
        assert rows and all(attendus[r.id] == r.solde for r in rows)


@pytest.mark.parametrize(
    "ou, combien",
    [
        ({}, 11),
        ({"du": date(2021, 10, 1)}, 3),
        ({"au": date(2021, 9, 14)}, 6),
        ({"regularisation_id": 1}, 0),
        ({"piece_id": (1, 2)}, 6),
    ],
)
def test_les_ecritures_se_filtrent(db, agence, ou, combien):
    assert len(lire(db, ECRITURES, **ou)) == combien


def test_les_ecritures_se_filtrent_par_compte_par_locataire_et_par_rubrique(db, agence):
    assert len(lire(db, ECRITURES, compte_id=agence.compte)) == 7
    assert len(lire(db, ECRITURES, locataire_id=agence.locataire)) == 2
    rows = lire(db, ECRITURES, compte_id=agence.compte, code_fiscalite_id=agence.provisions)
    assert [r.debit for r in rows] == [50, 50, 50]
    assert [r.libelle for r in lire(db, ECRITURES, "quittance")] == ["Quittancé"] * 3


def test_une_piece_contrepassee_et_sa_contrepassation_se_reconnaissent(db, agence, ctx):
    with db.write() as session:
        contrepasser(session, 1, ctx, date(2021, 11, 1))
    etats = {row.id: (row.etat, row.montant) for row in lire(db, PIECES)}
    assert etats[1] == ("contre-passée", Decimal(400))
    assert etats[5] == ("contre-passation", Decimal(400))
    assert etats[2] == ("", Decimal(400))
    assert [r.id for r in lire(db, PIECES, compte_id=agence.banque)] == [4]
    assert [r.numero for r in lire(db, PIECES, "contre")] == [4]


def test_les_journaux_disent_leur_type(db, agence):
    assert [(r.code, r.type_journal) for r in lire(db, JOURNAUX, "BANQUE")] == [
        ("BQ", "Trésorerie")
    ]


def test_un_numero_deja_pris_laisse_la_place_au_suivant(db, agence):
    with db.write() as session:
        nom = ("locataire", "LOCATAIRE", "Elsa")
        numeros = []
        for _ in range(3):
            numero = numero_libre(session, agence.entite, *nom)
            numeros.append(numero)
            session.add(
                Compte(entite_id=agence.entite, numero=numero, libelle="x", nature="locataire")
            )
            session.flush()
    assert numeros == ["81LOCATAIR", "81LOCAT-01", "81LOCAT-02"]
