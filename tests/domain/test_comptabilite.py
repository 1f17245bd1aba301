"""Pièces équilibrées, extournes, numéros proposés."""

from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.comptabilite import (
    CompteDraft,
    JournalDraft,
    LigneEcriture,
    PieceComptable,
    extourne,
    mouvement,
    numeros_proposes,
)

LE = date(2021, 10, 25)
montants = st.decimals(Decimal("-99999.99"), Decimal("99999.99"), places=2).filter(bool)


def une_piece(*lignes: LigneEcriture, libelle: str = "Appel d'octobre 2021") -> PieceComptable:
    return PieceComptable(1, "QU", LE, libelle, lignes)


def defauts(saisie: PieceComptable | CompteDraft | JournalDraft) -> list[str]:
    return [phrase for _champ, phrase in saisie.problems()]


@given(st.lists(montants, min_size=1, max_size=8))
def test_une_piece_dont_la_contrepartie_est_la_somme_est_equilibree(valeurs):
    total = sum(valeurs, ZERO)
    lignes = [mouvement(1, v) for v in valeurs]
    if total:
        lignes.append(mouvement(2, -total))
    piece = une_piece(*lignes)
    assert piece.equilibree
    assert not defauts(piece)


@given(st.lists(montants, min_size=1, max_size=8))
def test_une_extourne_annule_la_piece_compte_par_compte(valeurs):
    piece = une_piece(*(mouvement(i % 3, v) for i, v in enumerate(valeurs)))
    contraire = extourne(piece)
    assert (contraire.debit, contraire.credit) == (piece.credit, piece.debit)
    for ligne, inverse in zip(piece.lignes, contraire.lignes, strict=True):
        assert ligne.debit - ligne.credit == inverse.credit - inverse.debit
        assert ligne.compte_id == inverse.compte_id
    assert [(i.debit, i.credit) for i in extourne(contraire).lignes] == [
        (i.debit, i.credit) for i in piece.lignes
    ]


def test_une_extourne_garde_le_bail_la_rubrique_et_la_periode():
    ligne = mouvement(
        1,
        Decimal("350.00"),
        "Loyer",
        code_fiscalite_id=3,
        locataire_id=7,
        periode=Periode(LE, LE),
    )
    contraire = extourne(une_piece(ligne, mouvement(2, Decimal("-350.00"))), date(2021, 11, 2))
    assert contraire.date == date(2021, 11, 2)
    assert contraire.libelle == "Contre-passation : Appel d'octobre 2021 du 25/10/2021"
    assert contraire.lignes[0] == LigneEcriture(
        1, ZERO, Decimal("350.00"), "Loyer", 3, 7, Periode(LE, LE)
    )


def test_un_mouvement_negatif_passe_de_l_autre_cote():
    assert mouvement(1, Decimal("-3.00")) == LigneEcriture(1, credit=Decimal("3.00"))
    assert mouvement(1, Decimal("3.00")) == LigneEcriture(1, debit=Decimal("3.00"))


@pytest.mark.parametrize(
    "lignes, phrase",
    [
        ((), "La pièce n'a aucune écriture."),
        ((mouvement(1, ZERO),), "Ligne 1 : il faut un montant"),
        (
            (LigneEcriture(1, Decimal(1), Decimal(1)),),
            "Ligne 1 : il faut un montant au débit ou au crédit",
        ),
        ((LigneEcriture(1, Decimal(-1)), mouvement(2, Decimal(1))), "Ligne 1 : un montant négatif"),
        (
            (mouvement(1, Decimal("0.001")), mouvement(2, Decimal("-0.001"))),
            "Ligne 1 : un montant a deux décimales.",
        ),
        (
            (mouvement(1, Decimal(2)), mouvement(2, Decimal(-1))),
            "La pièce n'est pas équilibrée : 2,00\xa0€ au débit, 1,00\xa0€ au crédit.",
        ),
    ],
)
def test_une_piece_fautive_dit_pourquoi(lignes, phrase):
    assert defauts(une_piece(*lignes))[0].startswith(phrase)


def test_une_piece_a_un_libelle():
    piece = une_piece(mouvement(1, Decimal(1)), mouvement(2, Decimal(-1)), libelle=" ")
    assert defauts(piece) == ["Le libellé de la pièce est à renseigner."]


@pytest.mark.parametrize(
    "nature, nom, prenom, numeros",
    [
        ("locataire", "MATIGNON", "Georges", ["81MATIGNON", "81GEMATIGN", "81MATIG-01"]),
        ("locataire", "PAILLOUX", "Stéphane", ["81PAILLOUX"]),
        ("locataire", "CHARPENTIER", "Joseph", ["81CHARPENT"]),
        ("locataire", "Locataire", "Elsa", ["81LOCATAIR", "81ELLOCATA", "81LOCAT-01"]),
        ("proprietaire", "ALOXE CORTON", "Denise", ["411ALOXECO"]),
        ("locataire", "Noé", "Élodie", ["81NOEELODI", "81ELNOE", "81NOEEL-01"]),
        ("locataire", "LEPITRE-ŒUVRE", "", ["81LEPITREO", "81LEPIT-01"]),
        ("locataire", "???", "", ["81X"]),
    ],
)
def test_le_numero_propose_se_lit_dans_le_nom(nature, nom, prenom, numeros):
    assert list(islice(numeros_proposes(nature, nom, prenom), len(numeros))) == numeros


@given(st.text(max_size=20), st.text(max_size=20))
def test_un_numero_propose_est_court_et_ne_revient_pas_sans_fin(nom, prenom):
    numeros = list(numeros_proposes("locataire", nom, prenom))
    assert all(len(n) <= 10 and n.startswith("81") for n in numeros)
    assert len(set(numeros)) >= 9_999


def test_une_agence_peut_avoir_plus_de_cent_martin():
    numeros = list(islice(numeros_proposes("locataire", "MARTIN"), 102))
    assert numeros[98:102] == ["81MARTI-98", "81MARTI-99", "81MART-100", "81MART-101"]


def test_un_compte_de_tiers_a_son_tiers():
    compte = CompteDraft(entite_id=1, numero="81MATIGNON", libelle="MATIGNON", nature="locataire")
    assert defauts(compte) == ["Le tiers de ce compte est à renseigner."]
    compte.nature = "general"
    assert not defauts(compte)


def test_un_numero_de_compte_n_a_pas_d_espace():
    compte = CompteDraft(entite_id=1, numero="81 MATIGNON", libelle="MATIGNON")
    assert defauts(compte) == ["Le numéro comptable tient en 20 caractères, sans espace."]


def test_un_journal_a_un_code_et_un_libelle_courts():
    assert defauts(JournalDraft()) == [
        "Le code est à renseigner.",
        "Le libellé est à renseigner.",
    ]
    assert defauts(JournalDraft(code="BQUE", libelle="x" * 32)) == [
        "Le code tient en 3 caractères.",
        "Le libellé tient en 31 caractères.",
    ]
    assert not defauts(JournalDraft(code="BQ", libelle="Banque"))
