"""Ce qu'on refuse et ce qu'on signale d'un exercice, d'une dépense, d'un fonds, d'un contact."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.domain.contacts import remarques as remarques_contact
from lsc_desktop.domain.depenses import (
    DepenseDraft,
    ExerciceDraft,
    fin_d_exercice,
    libelle_propose,
    remarques_depense,
    remarques_exercice,
)
from lsc_desktop.domain.fonds_travaux import Arrete, FondsDraft, a_montrer, racine


def fautes(draft) -> set[str]:
    return {field for field, _sentence in draft.problems()}


@pytest.mark.parametrize(
    ("du", "au", "libelle"),
    [
        (date(2015, 1, 1), date(2015, 12, 31), "Exercice 2015"),
        (date(2015, 7, 1), date(2016, 6, 30), "Exercice 2015-2016"),
        (date(2020, 3, 1), date(2021, 2, 28), "Exercice 2020-2021"),
    ],
)
def test_un_exercice_dure_douze_mois(du, au, libelle):
    assert fin_d_exercice(du) == au
    assert libelle_propose(du, au) == libelle
    draft = ExerciceDraft(copropriete_id=1, libelle=libelle, du=du, au=au)
    assert fautes(draft) == set()
    assert remarques_exercice(draft) == ()


@pytest.mark.parametrize(
    ("premier", "au", "dit"),
    [
        (True, date(2016, 6, 30), ""),  # dix-huit mois, le premier
        (True, date(2016, 7, 1), "18 mois au plus"),
        (False, date(2016, 6, 30), "dure 12 mois"),
        (False, date(2015, 12, 30), "dure 12 mois"),
    ],
)
def test_une_duree_que_le_decret_n_attend_pas_se_dit(premier, au, dit):
    draft = ExerciceDraft(du=date(2015, 1, 1), au=au, premier=premier)
    said = remarques_exercice(draft)
    assert [dit in one for one in said] == ([True] if dit else [])


def test_un_exercice_ne_finit_pas_avant_de_commencer():
    draft = ExerciceDraft(copropriete_id=1, libelle="X", du=date(2021, 1, 2), au=date(2021, 1, 1))
    assert fautes(draft) == {"au"}
    assert fautes(ExerciceDraft()) == {"copropriete_id", "libelle", "du", "au"}


def une_depense(**over) -> DepenseDraft:
    values = {
        "exercice_id": 1,
        "cle_id": 1,
        "compte_id": 1,
        "date": date(2015, 1, 10),
        "libelle": "Facture EDF",
        "montant": Decimal("15.00"),
        "tva": Decimal("0.78"),
        "recuperable": Decimal("15.00"),
    }
    return DepenseDraft(**{**values, **over})


@pytest.mark.parametrize(
    ("over", "champs"),
    [
        ({}, set()),
        ({"montant": Decimal(0), "tva": Decimal(0), "recuperable": Decimal(0)}, {"montant"}),
        ({"recuperable": Decimal("15.01")}, {"recuperable"}),
        ({"tva": Decimal("-0.78")}, {"tva"}),
        ({"montant": None}, {"montant"}),
        ({"cle_id": None, "compte_id": None}, {"cle_id", "compte_id"}),
        # Un avoir, et ses parts avec lui.
        ({"montant": Decimal(-15), "tva": Decimal("-0.78"), "recuperable": Decimal(-15)}, set()),
        ({"montant": Decimal(-15)}, {"tva", "recuperable"}),
        ({"tva": None, "deductible": None, "recuperable": None}, set()),
    ],
)
def test_les_parts_d_une_depense_tiennent_dans_son_montant(over, champs):
    assert fautes(une_depense(**over)) == champs


def test_une_date_hors_de_l_exercice_se_dit_sans_bloquer():
    year = {"du": date(2015, 1, 1), "au": date(2015, 12, 31)}
    assert remarques_depense(une_depense(**year)) == ()
    late = une_depense(**year, date=date(2016, 1, 1))
    assert fautes(late) == set()
    (said,) = remarques_depense(late)
    assert "01/01/2016" in said and "31/12/2015" in said


# --- Fonds de travaux -------------------------------------------------------------------------

JOUR = date(2021, 10, 25)


def arrete(montant, compte="105999", lot="GILBERT/069", le=date(2021, 9, 30)) -> Arrete:
    return Arrete(lot, compte, "Fonds de travaux", le, Decimal(montant))


@pytest.mark.parametrize(
    ("numero", "attendue"), [("105999", "105"), ("105", "105"), ("102100", "102"), ("1051", "105"),
                             ("110500", ""), ("602001", ""), ("", "")]
)  # fmt: skip
def test_un_compte_de_fonds_se_reconnait_a_sa_racine(numero, attendue):
    assert racine(numero) == attendue


def test_les_nuls_ne_partent_pas_et_les_102_seulement_sur_option():
    """Extranet-partners §6.7 : 102 avec et sans l'option ; un 105 nul n'est pas envoyé."""
    known = [arrete("19.64"), arrete("0", lot="GILBERT/115"), arrete("7", "102001")]
    assert [one.compte for one in a_montrer(known, JOUR, avec_102=False)] == ["105999"]
    assert [one.compte for one in a_montrer(known, JOUR, avec_102=True)] == ["105999", "102001"]


def test_le_dernier_arrete_vaut_et_non_celui_a_venir():
    known = [
        arrete("10", le=date(2020, 12, 31)),
        arrete("19.64"),
        arrete("15", le=date(2021, 6, 30)),
        arrete("99", le=date(2021, 12, 31)),
    ]
    for order in (known, known[::-1]):
        (one,) = a_montrer(order, JOUR, avec_102=False)
        assert one.montant == Decimal("19.64")


def test_un_fonds_repris_a_zero_n_est_plus_montre():
    known = [arrete("19.64"), arrete("0", le=date(2021, 10, 1))]
    assert a_montrer(known, JOUR, avec_102=False) == ()
    assert a_montrer(known, date(2021, 9, 30), avec_102=False) == (known[0],)


def test_un_fonds_dit_son_lot_son_compte_son_jour_et_son_montant():
    assert fautes(FondsDraft()) == {"lot_copropriete_id", "compte_id", "arrete_le", "montant"}


# --- Contacts ---------------------------------------------------------------------------------


def test_un_contact_a_un_nom_et_un_courriel_juste():
    assert fautes(ContactDraft()) == {"nom"}
    wrong = ContactDraft(nom="Gardien", courriel="gardien@", code_postal="5400")
    assert fautes(wrong) == {"courriel", "code_postal"}


def test_un_contact_publie_sans_rien_pour_le_joindre_se_dit():
    assert remarques_contact(ContactDraft(nom="Gardien"))
    assert not remarques_contact(ContactDraft(nom="Gardien", telephone="03 83 00 00 00"))
    assert not remarques_contact(ContactDraft(nom="Gardien", publie=False))
