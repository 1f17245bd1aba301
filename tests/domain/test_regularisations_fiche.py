"""La fiche se recalcule à chaque frappe : totaux, provision tapée, étalement."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.regularisations import (
    LigneEau,
    RegularisationDraft,
    echeances,
    etalement_possible,
    fois_retenu,
    nouvelles_provisions,
    recalculer,
)

montants = st.decimals("-99999.99", "99999.99", places=2)
positifs = st.decimals("0.01", "99999.99", places=2)
jours = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def D(text: str) -> Decimal:
    return Decimal(text)


def test_le_specimen_se_recalcule_au_centime(specimen):
    assert [ligne.montant for ligne in specimen.lignes] == [100, 5000, 50, 25, 5, 1]
    assert [eau.montant for eau in specimen.eau] == [1000, D("225.50"), 300, -300]
    assert specimen.total == D("6406.50")
    assert specimen.regularisation == D("1106.50")
    assert specimen.nouvelles_provisions == D("533.88")
    assert specimen.fois == 3
    parts = echeances(specimen.regularisation, fois_retenu(specimen))
    assert parts == (D("368.83"), D("368.83"), D("368.84"))


def test_l_ecran_de_la_documentation_propose_125(une_fiche):
    draft = une_fiche("0", "1500")
    assert draft.provisions is None and draft.regularisation == 1500
    assert draft.nouvelles_provisions == D("125.00")


def test_a_zero_pour_cent_la_provision_reste(une_fiche):
    draft = une_fiche("0", "1070.52", pourcentage=Decimal(0), provisions=D("500"))
    draft.reintroduction = D("100")
    recalculer(draft)
    assert draft.regularisation == D("470.52")
    assert draft.nouvelles_provisions == D("249.02")


def test_des_charges_d_eau_seules_suffisent(une_fiche):
    draft = une_fiche(eau=(("500", "459", "5.50"),))
    assert draft.total == draft.regularisation == D("225.50")


def test_une_saisie_a_moitie_effacee_ne_gene_pas(une_fiche):
    draft = une_fiche("100", "200", eau=(("10", "5", "2"),))
    draft.lignes[0].jours_periode = None
    draft.lignes[1].quote_part = None
    draft.eau[0].prix = None
    draft.fois = None
    recalculer(draft)
    assert draft.total == 0 and draft.lignes[0].montant is None
    assert fois_retenu(draft) == 1


def test_corriger_un_jour_recalcule_toute_la_fiche(une_fiche):
    draft = une_fiche("0", "563.69", jours=185)
    assert draft.total == D("284.93")
    draft.lignes[1].jours_presence = 184
    recalculer(draft)
    assert draft.total == draft.regularisation == D("283.39")


def test_changer_les_dates_de_la_fiche_ne_recalcule_rien(une_fiche):
    draft = une_fiche("0", "563.69", jours=182, jours_annee=0)
    avant = deepcopy(draft)
    draft.du, draft.au = date(2018, 3, 1), None
    recalculer(draft)
    assert replace(draft, du=avant.du, au=avant.au) == avant


@pytest.mark.parametrize(("jours_periode", "attendu"), [(366, "366"), (365, "365"), (182, "365")])
def test_sans_annee_connue_celle_de_la_periode_ou_365_jours(une_fiche, jours_periode, attendu):
    draft = une_fiche("0", "1200", jours_annee=0, jours_periode=jours_periode, jours=100)
    total = draft.total
    assert draft.nouvelles_provisions == nouvelles_provisions(
        total, Decimal(100), None, jours_annee=int(attendu), jours_presence=100
    )


def test_une_provision_tapee_reste_quand_le_total_change(une_fiche):
    draft = une_fiche("0", "1500")
    draft.nouvelles_provisions = D("130")
    recalculer(draft)
    draft.lignes[1].montant_total = D("1800")
    recalculer(draft)
    assert draft.nouvelles_provisions_saisies
    assert draft.nouvelles_provisions == 130


def test_effacer_la_provision_tapee_rend_la_proposition(une_fiche):
    draft = une_fiche("0", "1500")
    draft.nouvelles_provisions = D("130")
    recalculer(draft)
    draft.nouvelles_provisions = None
    recalculer(draft)
    assert not draft.nouvelles_provisions_saisies
    assert draft.nouvelles_provisions == 125


def test_decocher_la_saisie_rend_la_proposition(une_fiche):
    draft = une_fiche("0", "1500", nouvelles_provisions=D("130"), nouvelles_provisions_saisies=True)
    assert draft.nouvelles_provisions == 130
    draft.nouvelles_provisions_saisies = False
    recalculer(draft)
    assert draft.nouvelles_provisions == 125


def test_une_provision_tapee_la_ou_rien_n_est_propose_reste(une_fiche):
    draft = une_fiche("0", "1500", pourcentage=Decimal(0), provisions_actuelles=None)
    assert draft.nouvelles_provisions is None
    draft.nouvelles_provisions = D("80")
    recalculer(draft)
    assert draft.nouvelles_provisions == 80 and draft.nouvelles_provisions_saisies


def test_une_proposition_qui_disparait_n_est_pas_prise_pour_une_saisie(une_fiche):
    draft = une_fiche("0", "1500", provisions_actuelles=None)
    draft.lignes[1].montant_total = None
    recalculer(draft)
    assert draft.nouvelles_provisions is None and not draft.nouvelles_provisions_saisies


def test_une_fiche_relue_garde_sa_proposition_a_jour(une_fiche):
    draft = une_fiche("0", "1500", nouvelles_provisions=D("111"))
    assert draft.nouvelles_provisions == 125 and not draft.nouvelles_provisions_saisies


def test_un_locataire_parti_n_etale_pas_et_n_a_plus_de_provisions(une_fiche):
    draft = une_fiche(
        "0", "563.69", present=False, depart=date(2021, 3, 31), fois=3, nouvelles_provisions=D("9")
    )
    assert draft.regularisation > 0
    assert not etalement_possible(draft)
    assert draft.fois == fois_retenu(draft) == 1
    assert draft.nouvelles_provisions is None


def test_un_crediteur_n_etale_pas(une_fiche):
    draft = une_fiche("0", "500", provisions=D("800"), fois=4)
    assert draft.regularisation == -300
    assert (draft.fois, fois_retenu(draft)) == (1, 1)


def test_une_regularisation_nulle_est_permise(une_fiche):
    draft = une_fiche("0", "500", provisions=D("500"))
    assert draft.regularisation == 0 and not etalement_possible(draft)
    assert list(draft.problems()) == []


def test_l_etalement_revient_quand_le_montant_retape_redevient_du(specimen):
    charges = specimen.lignes[1].montant_total
    specimen.lignes[1].montant_total = None
    recalculer(specimen)
    recalculer(specimen)
    assert specimen.fois == 1
    specimen.lignes[1].montant_total = charges
    recalculer(specimen)
    assert specimen.fois == 3 and specimen.fois_suspendu == 0


@given(
    st.lists(st.none() | montants, min_size=6, max_size=6),
    st.lists(st.none() | montants, min_size=3, max_size=3),
    st.none() | montants,
    st.booleans(),
    st.integers(0, 130),
    st.sampled_from([12, 4, 2, 1]),
    st.none() | st.integers(1, 12),
    st.none() | positifs,
)
def test_recalculer_deux_fois_ne_change_rien(
    charges, eau, provisions, present, pourcentage, appels, fois, tapee
):
    draft = RegularisationDraft(
        present=present,
        provisions=provisions,
        pourcentage=Decimal(pourcentage),
        appels_par_an=appels,
        jours_occupation=200,
        jours_periode=366,
        fois=fois,
        nouvelles_provisions=tapee,
    )
    for ligne, montant in zip(draft.lignes, charges, strict=True):
        ligne.jours_presence, ligne.jours_periode, ligne.montant_total = 200, 366, montant
    draft.eau[0] = LigneEau("", "", *eau)
    recalculer(draft)
    apres = deepcopy(draft)
    recalculer(draft)
    assert draft == apres
    assert draft.regularisation == draft.total - (provisions or 0)
    assert draft.nouvelles_provisions is None or draft.nouvelles_provisions > 0


def test_recalculer_tient_dans_une_frappe(specimen):
    debut = process_time()
    for _ in range(100):
        recalculer(specimen)
    assert process_time() - debut < 0.5
