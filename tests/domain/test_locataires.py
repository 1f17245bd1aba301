"""Saisie d'un bail : dates, colocataires, cautions, tableau de quittancement."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.locataires import (
    ColocataireLigne,
    GarantLigne,
    LigneTableauDraft,
    LocataireDraft,
    avertissements,
    expliquer,
    recalculer,
)

JOUR = date(2021, 10, 25)


def une_ligne(montant: str = "350", **over) -> LigneTableauDraft:
    return LigneTableauDraft(
        **{"code_fiscalite_id": 1, "libelle": "Loyer", "montant": Decimal(montant)} | over
    )


def un_bail(**over) -> LocataireDraft:
    return LocataireDraft(
        **{
            "id": 1,
            "tiers_id": 1,
            "lot_id": 1,
            "bail_du": date(2019, 1, 1),
            "bail_au": date(2021, 12, 31),
            "premier_quittancement": date(2019, 1, 1),
            "aujourd_hui": JOUR,
            "lignes": [une_ligne()],
        }
        | over
    )


def defauts(draft: LocataireDraft) -> list[str]:
    return [champ for champ, _phrase in draft.problems()]


def test_un_bail_complet_n_a_pas_de_defaut():
    assert not defauts(un_bail())
    assert not avertissements(un_bail())


def test_un_bail_vide_dit_ce_qui_manque():
    assert defauts(LocataireDraft()) == ["tiers_id", "lot_id", "bail_du", "premier_quittancement"]


@pytest.mark.parametrize(
    "champ, over",
    [
        ("bail_au", {"bail_du": date(2022, 1, 1)}),
        ("bail_au", {"premier_quittancement": date(2022, 1, 1)}),
        ("fin_preavis", {"preavis_recu": JOUR, "fin_preavis": date(2021, 10, 24)}),
        ("depart", {"depart": date(2018, 12, 31)}),
        ("depot_rendu_le", {"depot_verse_le": JOUR, "depot_rendu_le": date(2021, 1, 1)}),
        ("jour_echeance", {"jour_echeance": 29}),
        ("jour_echeance", {"jour_echeance": 0}),
        ("depot_garantie", {"depot_garantie": Decimal("-1")}),
        ("colocataires.0.tiers_id", {"colocataires": [ColocataireLigne()]}),
        ("colocataires.0.tiers_id", {"colocataires": [ColocataireLigne(tiers_id=1)]}),
        (
            "colocataires.1.tiers_id",
            {"colocataires": [ColocataireLigne(tiers_id=2), ColocataireLigne(tiers_id=2)]},
        ),
        (
            "colocataires.0.au",
            {"colocataires": [ColocataireLigne(tiers_id=2, du=JOUR, au=date(2021, 1, 1))]},
        ),
        ("garants.0.tiers_id", {"garants": [GarantLigne()]}),
        ("garants.0.tiers_id", {"garants": [GarantLigne(tiers_id=1)]}),
        ("garants.0.montant", {"garants": [GarantLigne(tiers_id=2, montant=Decimal(0))]}),
        ("lignes.0.code_fiscalite_id", {"lignes": [une_ligne(code_fiscalite_id=None)]}),
        ("lignes.0.libelle", {"lignes": [une_ligne(libelle=" ")]}),
        ("lignes.0.montant", {"lignes": [une_ligne("0")]}),
        ("lignes.0.montant", {"lignes": [LigneTableauDraft(code_fiscalite_id=1, libelle="x")]}),
        ("lignes.0.au", {"lignes": [une_ligne(du=JOUR, au=date(2021, 1, 1))]}),
    ],
)
def test_chaque_defaut_est_dit_a_son_champ(champ, over):
    assert defauts(un_bail(**over)) == [champ]


def test_un_bail_renouvele_garde_son_premier_quittancement_ancien():
    """MATIGNON Georges : premier quittancement 1998, échéance 2019 (seed L2769)."""
    draft = un_bail(
        bail_du=date(2013, 9, 15),
        bail_au=date(2019, 9, 14),
        premier_quittancement=date(1998, 9, 15),
    )
    assert not defauts(draft)


# --- Quittance ----------------------------------------------------------------------------------


def test_la_quittance_est_la_somme_des_lignes_recurrentes_en_cours():
    draft = un_bail(
        lignes=[
            une_ligne("300"),
            une_ligne("50", libelle="Provisions", du=JOUR, au=JOUR),
            une_ligne("40", au=date(2021, 10, 24)),
            une_ligne("45", du=date(2021, 10, 26)),
            une_ligne("368.83", ponctuelle=True),
        ]
    )
    recalculer(draft)
    assert draft.quittance == Decimal("350")
    assert expliquer(draft)["quittance"] == (
        "Lignes en cours au 25/10/2021 : Loyer 300,00 + Provisions 50,00, par appel."
    )


@given(st.lists(st.decimals(Decimal(-999), Decimal(999), places=2), max_size=6))
def test_une_ligne_ponctuelle_ne_change_pas_la_quittance(montants):
    draft = un_bail()
    recalculer(draft)
    avant = draft.quittance
    draft.lignes += [une_ligne(str(m), ponctuelle=True) for m in montants]
    recalculer(draft)
    assert draft.quittance == avant


def test_une_ligne_a_demi_saisie_ne_gene_pas_le_calcul():
    draft = un_bail(lignes=[LigneTableauDraft()])
    recalculer(draft)
    assert draft.quittance == 0
    assert "aucune" in expliquer(un_bail(lignes=[]))["quittance"]


# --- Départ et dépôt de garantie ----------------------------------------------------------------


@pytest.mark.parametrize(
    "over, le",
    [
        ({"depart": date(2021, 7, 31), "depot_garantie": Decimal(350)}, date(2021, 9, 30)),
        ({"depart": date(2021, 7, 31)}, None),
        ({"depot_garantie": Decimal(350)}, None),
        (
            {
                "depart": date(2021, 7, 31),
                "depot_garantie": Decimal(350),
                "depot_rendu_le": date(2021, 8, 2),
            },
            None,
        ),
    ],
)
def test_le_depot_se_rend_dans_les_deux_mois(over, le):
    """Loi 89-462, art. 22."""
    draft = un_bail(**over)
    recalculer(draft)
    assert draft.depot_a_rendre_le == le
    assert ("depot_a_rendre_le" in expliquer(draft)) is (le is not None)


@pytest.mark.parametrize(
    "over, phrase",
    [
        ({"fin_preavis": date(2021, 9, 30)}, "départ n'est pas validé"),
        ({"depart": date(2021, 9, 30), "solde": Decimal("-12.50")}, "doit encore 12,50"),
        ({"depart": date(2021, 9, 30), "solde": Decimal("12.50")}, "est créditeur de 12,50"),
        (
            {"depart": date(2021, 1, 31), "depot_garantie": Decimal(350)},
            "devait être rendu le 31/03/2021",
        ),
        ({"lignes": []}, "rien ne sera appelé"),
    ],
)
def test_ce_qui_se_remarque_sur_une_fiche(over, phrase):
    draft = un_bail(**over)
    recalculer(draft)
    (sentence,) = avertissements(draft)
    assert phrase in sentence


def test_sans_date_de_travail_on_ne_remarque_rien():
    assert not avertissements(un_bail(aujourd_hui=None, lignes=[]))
