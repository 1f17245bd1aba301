"""Ce qu'un appel prend au tableau : proratas, lignes ponctuelles, départ ; le journal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.quittancement import (
    AvisEcheance,
    Groupe,
    JournalQuittancement,
    LigneJournal,
    LigneTableau,
    lignes_appelees,
    simuler,
)

NOVEMBRE = mois_de(date(2021, 11, 1))
OCCUPE = Occupation(date(2015, 1, 1))
PRORATAS = ("reel", "trente", "annee")
montants = st.decimals("0.01", "9999.99", places=2)


def un_loyer(montant: str = "900", **over: object) -> LigneTableau:
    values = {"id": 1, "code": "10", "libelle": "Loyer", "montant": Decimal(montant)}
    return LigneTableau(**{**values, **over})


def une_echeance(rang: int, montant: str, du: date | None) -> LigneTableau:
    return LigneTableau(
        100 + rang, "31", f"Régularisation ({rang}/3)", Decimal(montant), du, ponctuelle=True
    )


ECHEANCES = [
    une_echeance(1, "368.83", date(2021, 11, 1)),
    une_echeance(2, "368.83", date(2021, 12, 1)),
    une_echeance(3, "368.84", date(2022, 1, 1)),
]


def appeler(lignes, occupation=OCCUPE, periode=NOVEMBRE, prorata="reel"):
    return [
        (appelee.ligne_id, str(appelee.montant))
        for appelee in lignes_appelees(lignes, occupation, periode, prorata)
    ]


def test_un_mois_occupe_en_entier_est_du_en_entier():
    (appelee,) = lignes_appelees([un_loyer()], OCCUPE, NOVEMBRE)
    assert appelee.montant == 900
    assert (appelee.du, appelee.au) == (NOVEMBRE.du, NOVEMBRE.au)
    assert appelee.explication == "900,00 pour novembre 2021."


@given(montants, st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.sampled_from([1, 3, 6, 12]))
def test_une_periode_entiere_ne_se_proratise_jamais(montant, jour, rythme):
    periode = mois_de(jour, rythme)
    for prorata in PRORATAS:
        occupation = Occupation(periode.du, periode.au)
        (appelee,) = lignes_appelees([un_loyer(str(montant))], occupation, periode, prorata)
        assert appelee.montant == montant


@given(montants, st.integers(1, 29), st.sampled_from(PRORATAS))
def test_un_mois_rompu_coute_au_plus_le_mois(montant, jours, prorata):
    occupation = Occupation(OCCUPE.entree, NOVEMBRE.du + timedelta(days=jours - 1))
    appelees = lignes_appelees([un_loyer(str(montant))], occupation, NOVEMBRE, prorata)
    assert all(0 < appelee.montant <= montant for appelee in appelees)


@given(montants, st.integers(1, 29))
def test_les_deux_moities_d_un_mois_font_le_mois_au_centime_pres(montant, jours):
    charniere = NOVEMBRE.du + timedelta(days=jours)
    avant = Occupation(OCCUPE.entree, charniere - timedelta(days=1))
    apres = Occupation(charniere)
    total = sum(
        appelee.montant
        for occupation in (avant, apres)
        for appelee in lignes_appelees([un_loyer(str(montant))], occupation, NOVEMBRE)
    )
    assert abs(total - montant) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("montant", "entree", "depart", "prorata", "attendu"),
    [
        ("900", date(2021, 11, 15), None, "reel", "480.00"),
        ("750", date(2021, 10, 14), None, "trente", "450.00"),
        ("960", date(2015, 1, 1), date(2021, 10, 7), "reel", "216.77"),
        ("1500", date(2015, 1, 1), date(2021, 10, 10), "annee", "493.15"),
        ("1500", date(2015, 1, 1), date(2020, 10, 10), "annee", "491.80"),
        ("900", date(2021, 10, 2), None, "trente", "900.00"),
        ("900", date(2021, 10, 2), None, "reel", "870.97"),
        ("900", date(2020, 2, 2), None, "trente", "840.00"),
    ],
)
def test_un_mois_rompu_suit_le_reglage(montant, entree, depart, prorata, attendu):
    periode = mois_de(depart or entree)
    assert appeler([un_loyer(montant)], Occupation(entree, depart), periode, prorata) == [
        (1, attendu)
    ]


def test_l_explication_dit_le_calcul():
    entre = Occupation(date(2021, 11, 15))

    def dire(prorata, periode=NOVEMBRE):
        (appelee,) = lignes_appelees([un_loyer()], entre, periode, prorata)
        return appelee.explication.replace(NBSP, " ")

    fin = "du 15/11/2021 au 30/11/2021."
    assert dire("reel") == f"900,00 × 16 jours / 30 jours = 480,00, {fin}"
    assert dire("trente") == f"900,00 × 16 jours / 30 jours = 480,00, {fin}"
    assert dire("annee") == f"900,00 × 12 × 16 jours / 365 jours = 473,42, {fin}"
    trimestre = mois_de(date(2021, 10, 1), 3)
    assert dire("reel", trimestre) == (
        "900,00 × (16 jours / 30 jours + 1 mois) / 3 mois = 460,00, du 15/11/2021 au 31/12/2021."
    )


def test_une_periode_qui_n_est_pas_un_mois_civil_reste_proportionnelle():
    quinzaine = Periode(date(2021, 11, 1), date(2021, 11, 20))
    assert appeler([un_loyer("200")], Occupation(date(2021, 11, 11)), quinzaine) == [(1, "100.00")]


def test_une_ligne_qui_change_en_cours_de_mois_se_proratise():
    lignes = [
        un_loyer("900", au=date(2021, 11, 10)),
        un_loyer("930", id=2, du=date(2021, 11, 11)),
    ]
    assert appeler(lignes) == [(1, "300.00"), (2, "620.00")]


def test_une_ligne_hors_de_la_periode_n_est_pas_appelee():
    lignes = [
        un_loyer(au=date(2021, 10, 31)),
        un_loyer(id=2, du=date(2021, 12, 1)),
        un_loyer("0", id=3),
    ]
    assert appeler(lignes) == []


def test_un_locataire_pas_encore_entre_n_est_pas_appele():
    assert appeler([un_loyer()], Occupation(date(2021, 12, 1))) == []


def test_chaque_ligne_est_arrondie_pour_elle_meme():
    lignes = [un_loyer("100"), un_loyer("33.33", id=2), un_loyer("-10.01", id=3)]
    assert appeler(lignes, Occupation(date(2021, 11, 16))) == [
        (1, "50.00"),
        (2, "16.67"),
        (3, "-5.01"),
    ]


def test_les_echeances_attendent_leur_appel():
    assert appeler(ECHEANCES) == [(101, "368.83")]
    assert appeler(ECHEANCES[1:], periode=mois_de(date(2021, 12, 1))) == [(102, "368.83")]


def test_une_echeance_oubliee_est_prise_par_l_appel_suivant():
    assert appeler(ECHEANCES, periode=mois_de(date(2021, 12, 1))) == [
        (101, "368.83"),
        (102, "368.83"),
    ]


def test_une_ponctuelle_sans_date_est_due_tout_de_suite_et_en_entier():
    (appelee,) = lignes_appelees(
        [une_echeance(1, "-47.75", None)], Occupation(date(2021, 11, 15)), NOVEMBRE
    )
    assert appelee.montant == Decimal("-47.75")
    assert (appelee.du, appelee.au) == (NOVEMBRE.du, NOVEMBRE.au)
    assert appelee.explication == "Appelée en une fois : -47,75."


def test_un_parti_ne_doit_plus_que_ses_ponctuelles():
    parti = Occupation(date(2015, 1, 1), date(2021, 6, 30))
    assert appeler([un_loyer(), ECHEANCES[0]], parti) == [(101, "368.83")]


def test_le_dernier_appel_prend_toutes_les_echeances():
    sortant = Occupation(date(2015, 1, 1), date(2021, 11, 10))
    appelees = lignes_appelees([un_loyer(), *ECHEANCES], sortant, NOVEMBRE)
    assert [str(appelee.montant) for appelee in appelees] == [
        "300.00",
        "368.83",
        "368.83",
        "368.84",
    ]
    assert appelees[2].explication == "Due le 01/12/2021, appelée au départ : 368,83."


def test_la_simulation_appelle_chaque_echeance_une_seule_fois():
    periodes = [mois_de(date(2021, 11, 1)), mois_de(date(2021, 12, 1)), mois_de(date(2022, 1, 1))]
    appels = list(simuler([un_loyer(), *ECHEANCES], OCCUPE, [*periodes, mois_de(date(2022, 2, 1))]))
    assert [periode for periode, _ in appels][:3] == periodes
    assert [sum(appelee.montant for appelee in appelees) for _, appelees in appels] == [
        Decimal("1268.83"),
        Decimal("1268.83"),
        Decimal("1268.84"),
        Decimal("900.00"),
    ]


@given(
    st.lists(st.tuples(montants, st.integers(0, 14)), max_size=6),
    st.none() | st.integers(0, 400),
)
def test_une_annee_simulee_appelle_toutes_les_ponctuelles_echues(echeances, jours):
    debut = date(2021, 1, 1)
    lignes = [
        LigneTableau(rang, "31", "", montant, date(2021 + mois // 12, mois % 12 + 1, 1), None, True)
        for rang, (montant, mois) in enumerate(echeances)
    ]
    depart = None if jours is None else debut + timedelta(days=jours)
    periodes = list(Periode(debut, date(2021, 12, 31)).mois())
    faites = [
        appelee.ligne_id
        for _, appelees in simuler(lignes, Occupation(debut, depart), periodes)
        for appelee in appelees
    ]
    parti = depart is not None and depart <= date(2021, 12, 31)
    dues = [rang for rang, (_, mois) in enumerate(echeances) if parti or mois < 12]
    assert sorted(faites) == dues


def test_le_journal_additionne_lignes_et_groupes():
    un = LigneJournal("81A", "Alice", "L/1", (Decimal("500.00"), Decimal("50.00")))
    deux = LigneJournal("81B", "Bruno", "L/2", (Decimal("600.10"), Decimal("-20.05")))
    journal = JournalQuittancement(
        EnTete("Agence Crypto"),
        "G001",
        "novembre 2021",
        date(2021, 11, 1),
        ("Loyer", "Provisions"),
        (Groupe("LAFAYETTE", (un, deux)), Groupe("GARE23", (un,))),
    )
    assert un.total == 550
    lafayette = journal.groupes[0]
    assert lafayette.totaux == (Decimal("1100.10"), Decimal("29.95"))
    assert lafayette.total == sum(lafayette.totaux)
    assert journal.totaux == (Decimal("1600.10"), Decimal("79.95"))
    assert journal.total == Decimal("1680.05")


def test_un_journal_vide_a_des_totaux_nuls():
    journal = JournalQuittancement(EnTete("A"), "G001", "", date(2021, 11, 1), ("Loyer",), ())
    assert journal.totaux == (0,) and journal.total == 0
    assert Groupe("vide", ()).totaux == ()


def test_un_avis_se_compare_par_sa_valeur():
    def avis():
        return AvisEcheance(
            entete=EnTete("Agence Crypto"),
            mandant="LEPITRE Abel",
            destinataire=Adresse("Elsa Locataire"),
            compte="81ELLOCATA",
            lot="LAFAYETTE/002",
            adresse_lot="Résidence Lafayette",
            periode=NOVEMBRE.texte(),
            le=date(2021, 10, 25),
            echeance=date(2021, 11, 1),
            lignes=(("Loyer", Decimal(900)),),
            total=Decimal(900),
            solde_anterieur=Decimal(0),
            a_payer=Decimal(900),
        )

    assert avis() == avis() and avis().iban == ""
