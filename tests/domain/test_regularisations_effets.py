"""Ce que Quittancer change au tableau : échéances, nouvelle provision, ancienne arrêtée."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import mois_de, plus_mois
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import LigneTableau, simuler
from lsc_desktop.domain.regularisations import RegularisationDraft, recalculer
from lsc_desktop.domain.regularisations.effets import Effets, _proportions, effets

NOVEMBRE = date(2021, 11, 1)
OCCUPE = Occupation(date(2018, 9, 1))
montants = st.decimals("-9999.99", "9999.99", places=2)
positifs = st.decimals("0.01", "999.99", places=2)


def une_provision(ligne_id: int, montant: str, **over: object) -> LigneTableau:
    return LigneTableau(ligne_id, "30", "Provisions sur charges", Decimal(montant), **over)


def quittancer(draft, *provisions: LigneTableau, debut: date = NOVEMBRE, **over: object) -> Effets:
    return effets(draft, provisions, debut=debut, code="31", **over)


def montants_de(lignes: Sequence[LigneTableau]) -> list[str]:
    return [str(ligne.montant) for ligne in lignes]


def test_le_specimen_fait_trois_echeances_numerotees(specimen):
    found = quittancer(specimen, une_provision(7, "249.02", du=date(2021, 1, 1)))
    assert [(str(x.montant), x.du, x.au, x.libelle[-6:]) for x in found.echeances] == [
        ("368.83", date(2021, 11, 1), date(2021, 11, 30), " (1/3)"),
        ("368.83", date(2021, 12, 1), date(2021, 12, 31), " (2/3)"),
        ("368.84", date(2022, 1, 1), date(2022, 1, 31), " (3/3)"),
    ]
    assert {(x.id, x.code, x.ponctuelle) for x in found.echeances} == {(0, "31", True)}
    assert found.echeances[0].libelle == (
        "Régularisation de charges du 01/01/2020 au 31/12/2020 (1/3)"
    )


def test_le_specimen_arrete_l_ancienne_provision_la_veille_de_la_nouvelle(specimen):
    found = quittancer(specimen, une_provision(7, "249.02", du=date(2021, 1, 1)))
    assert found.arretees == ((7, date(2021, 10, 31)),)
    assert found.provisions == (une_provision(0, "533.88", du=NOVEMBRE),)


def test_une_seule_echeance_ne_se_numerote_pas(une_fiche):
    (line,) = quittancer(une_fiche("0", "1500")).echeances
    assert line.libelle == "Régularisation de charges du 01/01/2020 au 31/12/2020"


def test_les_echeances_suivent_le_rythme_du_locataire(une_fiche):
    draft = une_fiche("0", "900", fois=3, appels_par_an=4)
    found = quittancer(draft, debut=date(2022, 1, 1))
    assert [(x.du, x.au) for x in found.echeances] == [
        (date(2022, 1, 1), date(2022, 3, 31)),
        (date(2022, 4, 1), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2022, 9, 30)),
    ]


def test_un_trop_percu_fait_une_ligne_negative_en_une_fois(une_fiche):
    draft = une_fiche("0", "900", provisions=Decimal(1000), fois=6)
    assert montants_de(quittancer(draft).echeances) == ["-100.00"]


def test_une_regularisation_nulle_n_ajoute_aucune_echeance(une_fiche):
    draft = une_fiche("0", "900", provisions=Decimal(900))
    found = quittancer(draft, une_provision(7, "80"))
    assert found.echeances == ()
    assert montants_de(found.provisions) == ["75.00"]


def test_un_locataire_parti_n_a_qu_une_ligne_et_plus_de_provision(une_fiche):
    draft = une_fiche("0", "900", present=False, fois=6)
    found = quittancer(draft, une_provision(7, "80"), debut=date(2021, 10, 25))
    assert [(str(x.montant), x.du, x.au) for x in found.echeances] == [
        ("900.00", date(2021, 10, 25), None)
    ]
    assert (found.arretees, found.provisions) == ((), ())


def test_la_meme_provision_ne_touche_pas_au_tableau(une_fiche):
    draft = une_fiche("0", "900")
    found = quittancer(draft, une_provision(7, "50"), une_provision(8, "25"))
    assert (found.arretees, found.provisions) == ((), ())


def test_la_nouvelle_provision_garde_la_fin_prevue_de_l_ancienne(une_fiche):
    fin = date(2022, 6, 30)
    (line,) = quittancer(une_fiche("0", "900"), une_provision(7, "50", au=fin)).provisions
    assert (line.du, line.au) == (NOVEMBRE, fin)


def test_sans_provision_en_vigueur_une_ligne_s_ouvre_jusqu_a_la_prochaine_prevue(une_fiche):
    fin = date(2021, 12, 31)
    found = quittancer(une_fiche("0", "900"), fin=fin, libelle_provisions="Charges")
    assert found.arretees == ()
    assert found.provisions == (LigneTableau(0, "30", "Charges", Decimal("75.00"), NOVEMBRE, fin),)


def test_une_provision_ramenee_a_zero_arrete_seulement_l_ancienne(une_fiche):
    draft = une_fiche("0", "900", nouvelles_provisions=ZERO, nouvelles_provisions_saisies=True)
    found = quittancer(draft, une_provision(7, "50"))
    assert found.arretees == ((7, date(2021, 10, 31)),)
    assert montants_de(found.provisions) == ["0.00"]


def test_plusieurs_provisions_gardent_leurs_proportions(une_fiche):
    draft = une_fiche("0", "1200")
    found = quittancer(draft, une_provision(7, "60"), une_provision(8, "20"))
    assert [(line_id, end) for line_id, end in found.arretees] == [
        (7, date(2021, 10, 31)),
        (8, date(2021, 10, 31)),
    ]
    assert montants_de(found.provisions) == ["75.00", "25.00"]


def test_un_avoir_parmi_les_provisions_reste_ce_qu_il_est(une_fiche):
    draft = une_fiche("0", "1200")
    found = quittancer(draft, une_provision(7, "60"), une_provision(8, "-10"))
    assert montants_de(found.provisions) == ["110.00", "-10"]


@given(positifs, st.lists(positifs, min_size=1, max_size=9))
def test_les_provisions_partagees_font_la_nouvelle_au_centime_sans_jamais_etre_negatives(
    nouvelle, anciennes
):
    parts = _proportions(nouvelle, anciennes)
    assert sum(parts) == nouvelle
    assert min(parts) >= 0
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)


@given(montants, st.lists(montants, min_size=1, max_size=9))
def test_meme_avec_des_avoirs_le_partage_est_exact(nouvelle, anciennes):
    assert sum(_proportions(nouvelle, anciennes)) == nouvelle


@pytest.mark.parametrize(
    ("total", "fois", "attendu"),
    [
        ("0.02", 4, ["0.01", "0.01"]),
        ("0.01", 12, ["0.01"]),
        ("0.05", 9, ["0.01"] * 5),
        ("0.10", 12, ["0.01"] * 10),
    ],
)
def test_quelques_centimes_ne_font_ni_echeance_nulle_ni_echeance_negative(
    une_fiche, total, fois, attendu
):
    assert montants_de(quittancer(une_fiche("0", total, fois=fois)).echeances) == attendu


def test_un_etalement_que_le_reglage_ne_permet_plus_est_refuse(une_fiche):
    draft = une_fiche("0", "900", fois=10, fois_max=6)
    with pytest.raises(UserError, match="10 fois"):
        quittancer(draft)


@given(
    st.decimals("0.01", "99999.99", places=2),
    st.integers(1, 12),
    st.sampled_from([1, 3, 6, 12]),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_chaque_appel_a_venir_prend_une_echeance_et_une_seule(total, fois, rythme, jour):
    debut = mois_de(jour, rythme).du
    draft = _fiche_de(total, fois, 12 // rythme)
    after = quittancer(draft, debut=debut).appliquer([])
    periodes = [mois_de(plus_mois(debut, rythme * rank), rythme) for rank in range(fois + 2)]
    called = [
        [line.montant for line in lines if line.code == "31"]
        for _, lines in simuler(after, OCCUPE, periodes)
    ]
    assert [len(lines) for lines in called[fois:]] == [0, 0]
    assert all(len(lines) <= 1 and min(lines, default=1) > 0 for lines in called)
    assert sum((sum(lines, ZERO) for lines in called), ZERO) == total


def _fiche_de(total: Decimal, fois: int, appels_par_an: int):
    draft = RegularisationDraft(
        du=date(2020, 1, 1), au=date(2020, 12, 31), fois=fois, appels_par_an=appels_par_an,
        jours_occupation=366, jours_periode=366, pourcentage=ZERO,
    )  # fmt: skip
    draft.lignes[1].montant_total, draft.lignes[1].jours_presence = total, 1
    recalculer(draft)
    return draft


def test_appliquer_met_la_nouvelle_provision_a_la_place_de_l_ancienne(specimen):
    loyer = LigneTableau(3, "10", "Loyer", Decimal(650))
    ancienne = une_provision(7, "249.02", du=date(2021, 1, 1))
    after = quittancer(specimen, ancienne).appliquer([loyer, ancienne])
    assert [(x.id, x.code, str(x.montant), x.au) for x in after] == [
        (3, "10", "650", None),
        (7, "30", "249.02", date(2021, 10, 31)),
        (-1, "30", "533.88", None),
        (-2, "31", "368.83", date(2021, 11, 30)),
        (-3, "31", "368.83", date(2021, 12, 31)),
        (-4, "31", "368.84", date(2022, 1, 31)),
    ]


def test_les_trois_prochains_appels_du_specimen(specimen):
    loyer = LigneTableau(3, "10", "Loyer", Decimal(650))
    ancienne = une_provision(7, "249.02", du=date(2021, 1, 1))
    after = quittancer(specimen, ancienne).appliquer([loyer, ancienne])
    periodes = [mois_de(plus_mois(date(2021, 10, 1), rank)) for rank in range(5)]
    assert [montants_de(lines) for _, lines in simuler(after, OCCUPE, periodes)] == [
        ["650.00", "249.02"],
        ["650.00", "533.88", "368.83"],
        ["650.00", "533.88", "368.83"],
        ["650.00", "533.88", "368.84"],
        ["650.00", "533.88"],
    ]
