"""Le lot et les tiers d'un dossier reçu, et ce qu'il devient."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.dossiers_locatifs.preparation import (
    echeance_de,
    locataire_de,
    note_de,
    tiers_de,
)
from lsc_desktop.domain.dossiers_locatifs.rattachement import (
    LotConnu,
    TiersConnu,
    choisir_le_lot,
    dire_ressemblances,
    premier_prenom,
    ressemblances,
)
from lsc_desktop.domain.dossiers_locatifs.recu import AdresseRecue
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    GARANT,
    IMPORTE,
    DossierLocatifDraft,
    PersonneLigne,
    ReglageClacDraft,
    figes,
)

NANCY = AdresseRecue(("12 rue Lafayette",), "54000", "Nancy")
LAFAYETTE = LotConnu(1, "LAFAYETTE/002", "12, rue La Fayette", "54000", "NANCY")
MARCEAU = LotConnu(2, "MARCEAU/001", "9, passage Marceau", "75011", "PARIS")


# --- Le lot -------------------------------------------------------------------------------------


def test_la_reference_d_un_seul_lot_le_designe():
    assert choisir_le_lot("159", AdresseRecue(), [LAFAYETTE]).lot_id == 1
    twin = LotConnu(1, "LAFAYETTE/002", "12 bis RUE LAFAYETTE", "54000", "Nancy")
    assert choisir_le_lot("159", NANCY, [twin]).lot_id == 1


@pytest.mark.parametrize(
    ("reference", "lots", "mot"),
    [
        ("", [LAFAYETTE], "ne donne pas la référence"),
        ("  ", [], "ne donne pas la référence"),
        ("159", [], "Aucun lot n'a la référence « 159 »"),
        ("159", [LotConnu(1, "X", actif=False)], "Aucun lot en service"),
        ("159", [LAFAYETTE, MARCEAU], "LAFAYETTE/002 et MARCEAU/001"),
        ("159", [LotConnu(i, f"L{i}") for i in range(9)], "L0, L1, L2 et 6 autres"),
        ("159", [MARCEAU], "situé « 9, passage Marceau 75011 PARIS »"),
    ],
)
def test_le_reste_attend_et_dit_pourquoi(reference, lots, mot):
    found = choisir_le_lot(reference, NANCY, lots)
    assert found.lot_id is None and mot in found.attente


@pytest.mark.parametrize(
    ("lignes", "postal", "ville", "va"),
    [
        (("12 rue Lafayette",), "54000", "Nancy", True),
        (("Bât. B, 12 r. Lafayette",), "54000", "", True),
        (("Résidence Lafayette",), "", "", True),
        ((), "", "nancy", True),
        ((), "", "", True),
        (("14 rue Lafayette",), "54000", "Nancy", False),
        (("12 rue Monge",), "54000", "Nancy", False),
        (("12 rue Lafayette",), "54100", "Nancy", False),
        (("12 rue Lafayette",), "", "Metz", False),
    ],
)
def test_l_adresse_recoupe_la_reference(lignes, postal, ville, va):
    """Une référence mal tapée rattacherait le locataire au lot d'un autre."""
    lot = LotConnu(1, "LAFAYETTE/002", "12, rue Lafayette", "54000", "NANCY")
    assert bool(choisir_le_lot("159", AdresseRecue(lignes, postal, ville), [lot]).lot_id) is va


def test_un_lot_sans_adresse_ne_contredit_rien():
    assert choisir_le_lot("159", NANCY, [LotConnu(1, "X")]).lot_id == 1


# --- Les tiers ----------------------------------------------------------------------------------


def un_tiers(**over):
    return TiersConnu(
        **{"id": 1, "code": "MARTINJEANNE", "nom": "MARTIN", "prenom": "Jeanne"} | over
    )


@pytest.mark.parametrize(
    ("over", "pourquoi"),
    [
        ({}, "même nom"),
        ({"courriel": "JEANNE@martin.example "}, "nom et courriel"),
        ({"naissance": date(1990, 3, 12)}, "nom et naissance"),
        ({"courriel": "autre@x.fr", "naissance": date(1990, 3, 12)},
         "nom et naissance"),
        ({"courriel": "autre@x.fr"}, None),
        ({"naissance": date(1991, 3, 12)}, None),
        ({"courriel": "jeanne@martin.example", "naissance": date(1991, 3, 12)}, None),
        ({"prenom": "Jean"}, None),
        ({"nom": "MARTINEZ"}, None),
        ({"nom": "Martin", "prenom": "JEANNE"}, "même nom"),
    ],
)  # fmt: skip
def test_un_homonyme_se_propose_a_moins_qu_un_fait_ne_le_distingue(over, pourquoi):
    found = ressemblances(
        "MARTIN", "Jeanne Marie", "jeanne@martin.example", date(1990, 3, 12), [un_tiers(**over)]
    )
    assert [why for _one, why in found] == ([pourquoi] if pourquoi else [])


def test_les_ressemblances_se_disent():
    found = ressemblances(
        "MARTIN", "Jeanne", "", None, [un_tiers(), un_tiers(code="MARTINJEANNE2")]
    )
    said = "MARTINJEANNE (même nom) et MARTINJEANNE2 (même nom)"
    assert dire_ressemblances(found) == said


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_les_ressemblances_ne_tombent_sur_aucun_texte(nom, prenoms, courriel):
    same = TiersConnu(1, "X", nom, premier_prenom(prenoms), courriel)
    assert len(ressemblances(nom, prenoms, courriel, None, [same])) == 1
    choisir_le_lot(nom, AdresseRecue((prenoms,), courriel, nom), [LotConnu(1, "X", courriel, nom)])


def test_le_premier_prenom():
    assert [premier_prenom(x) for x in ("Jean-Paul Marie", "Jeanne, Marie", " Zoé ", "")] == [
        "Jean-Paul", "Jeanne", "Zoé", "",
    ]  # fmt: skip


# --- La saisie ----------------------------------------------------------------------------------


def une_saisie(**over):
    people = [
        PersonneLigne(nom="MARTIN", prenoms="Jeanne"),
        PersonneLigne(nom="DURAND", prenoms="Paul"),
        PersonneLigne(nom="MARTIN", prenoms="Marie", role=GARANT),
    ]
    base = {
        "numero": "CLAC-123", "loyer_cc": Decimal("705.00"), "charges": Decimal("90.00"),
        "honoraires": Decimal("350.00"), "part_edl": Decimal("45.00"),
        "depot_garantie": Decimal("615.00"), "bail_du": date(2021, 11, 1), "duree_mois": 36,
        "lot_id": 7, "personnes": people, "sous_mandat": True,
    }  # fmt: skip
    return DossierLocatifDraft(**base | over)


def fautes(draft):
    return [field for field, _sentence in draft.problems()]


def test_ce_qui_empeche_d_importer():
    assert fautes(une_saisie()) == []
    assert fautes(une_saisie(lot_id=None)) == ["lot_id"]
    assert fautes(une_saisie(bail_du=None)) == ["bail_du"]
    assert fautes(une_saisie(bail_du=None, sous_mandat=False)) == []
    assert fautes(une_saisie(duree_mois=0)) == ["duree_mois"]
    people = [PersonneLigne(nom="A", ressemble="X (même nom)"), PersonneLigne(nom=" ")]
    assert fautes(une_saisie(personnes=people)) == ["personnes.0.tiers_id", "personnes.1.nom"]
    people = [PersonneLigne(nom="A", tiers_id=3), PersonneLigne(nom="B", tiers_id=3)]
    assert fautes(une_saisie(personnes=people)) == ["personnes.1.tiers_id"]
    people = [PersonneLigne(nom="A", ressemble="X", nouveau=True)]
    assert fautes(une_saisie(personnes=people)) == []


def test_la_raison_de_l_attente_est_celle_du_champ():
    draft = une_saisie(lot_id=None, attente="Aucun lot n'a cette référence.")
    assert next(iter(draft.problems())) == ("lot_id", "Aucun lot n'a cette référence.")


def test_un_dossier_importe_ne_se_change_plus():
    assert figes(une_saisie()) == () and "lot_id" in figes(une_saisie(etat=IMPORTE))


# --- Ce qu'il devient ---------------------------------------------------------------------------


def test_le_premier_candidat_est_titulaire_les_autres_colocataires_les_garants_cautions():
    found = locataire_de(une_saisie(), {0: 10, 1: 11, 2: 12}, {"loyer": 1, "provisions": 2})
    assert (found.tiers_id, found.lot_id) == (10, 7)
    assert [one.tiers_id for one in found.colocataires] == [11]
    assert [one.tiers_id for one in found.garants] == [12]
    assert (found.bail_du, found.bail_au) == (date(2021, 11, 1), date(2024, 10, 31))
    assert found.premier_quittancement == date(2021, 11, 1)
    assert found.depot_garantie == Decimal("615.00")
    assert [(x.code_fiscalite_id, x.montant) for x in found.lignes] == [
        (1, Decimal("615.00")), (2, Decimal("90.00")),
    ]  # fmt: skip
    assert fautes(found) == ["lignes.0.libelle", "lignes.1.libelle"]  # le code les donnera


def test_sans_code_fiscalite_ni_charges_le_tableau_reste_vide_plutot_que_faux():
    draft = une_saisie(charges=Decimal(0), depot_garantie=Decimal(0))
    found = locataire_de(draft, {0: 10, 1: 11, 2: 12}, {"provisions": 2})
    assert found.lignes == [] and found.depot_garantie is None


@pytest.mark.parametrize(
    ("debut", "mois", "fin"),
    [
        (date(2021, 11, 1), 36, date(2024, 10, 31)),
        (date(2021, 11, 15), 12, date(2022, 11, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2021, 8, 31), 1, date(2021, 9, 30)),
        (date(2021, 11, 1), None, None),
        (None, 36, None),
    ],
)
def test_l_echeance_du_bail(debut, mois, fin):
    assert echeance_de(debut, mois) == fin


def test_la_fiche_d_une_personne_neuve():
    found = tiers_de(
        PersonneLigne(
            civilite="Madame", nom="MARTIN", prenoms="Jeanne Marie", naissance=date(1990, 3, 12),
            adresse1="3 rue Vide", code_postal="69002", ville="Lyon", courriel="j@x.fr",
            telephone="+33 6 12 34 56 78", profession="Infirmière",
        )
    )  # fmt: skip
    assert (found.nom, found.prenom, found.portable, found.telephone) == (
        "MARTIN", "Jeanne", "+33 6 12 34 56 78", "",
    )  # fmt: skip
    assert [(d.libelle, d.valeur) for d in found.donnees] == [
        ("Date de naissance", "12/03/1990"), ("Prénoms", "Jeanne Marie"),
        ("Profession", "Infirmière"),
    ]  # fmt: skip
    assert tiers_de(PersonneLigne(nom="X", telephone="03 83 00 00 00")).portable == ""


def test_la_note_dit_d_ou_il_vient_et_ce_qui_reste_a_facturer():
    assert note_de(une_saisie()) == (
        "Dossier locatif CLAC-123 (CLAC). Honoraires : 350,00\xa0€, dont état des lieux 45,00\xa0€."
    )
    assert note_de(une_saisie(honoraires=Decimal(0))) == "Dossier locatif CLAC-123 (CLAC)."


# --- Le réglage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "champs"),
    [
        ({}, []),
        ({"active": True}, ["dossier"]),
        ({"active": True, "dossier": "/srv/clac"}, []),
        ({"dossier": "clac"}, ["dossier"]),
        ({"active": True, "dossier": "/srv/clac", "jours": "", "heures": ""}, ["jours", "heures"]),
        ({"heures": "25:00"}, ["heures"]),
    ],
)
def test_le_reglage(over, champs):
    assert fautes(ReglageClacDraft(**over)) == champs
