"""Les sept clauses de ce qui doit être en ligne (extranet-partners §4.1)."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.classeurs import Metier, Role
from lsc_desktop.domain.publications.classeurs import CONSEIL, Classeur
from lsc_desktop.domain.publications.etat import Clause, etat, fin_de_publication
from lsc_desktop.domain.publications.valeurs import (
    Cible,
    Compte,
    Genre,
    Inactivations,
    MembreConseil,
    Portee,
    annuaire,
    inactif,
)
from tests.domain.publications.fabrique import (
    CABINET,
    COURRIERS,
    EXTRANET,
    GILBERT,
    JOUR,
    au_compte,
    candidat,
    compte,
)

VEILLE, DEMAIN = JOUR - dt.timedelta(1), JOUR + dt.timedelta(1)
LOCATAIRE = compte("81E", role=Role.LOCATAIRE)
FACTURES = Classeur("Factures", Metier.SYNDIC, CONSEIL)


def juge(letter, *comptes, conseil=(), cible=EXTRANET, jour=JOUR, regles=None):
    accounts = comptes or (compte(),)
    return etat(letter, cible, annuaire(accounts, conseil, jour, regles or Inactivations()), jour)


def refus(found, clause):
    """La phrase de la seule clause qui manque."""
    (reason,) = found.raisons
    assert reason.clause is clause
    assert not found.publie
    assert found.explication == reason.texte
    return reason.texte


def test_rien_ne_manque():
    found = juge(candidat())
    assert found.publie
    assert found.explication == "Publié sans limite."


# --- 1. La date de publication --------------------------------------------------------------------


def test_sans_date_de_publication_rien_ne_part():
    """« Dépublier » : la date passe à 00/00/00 (seed L1233-1237)."""
    assert refus(juge(candidat(publie_le=None)), Clause.DATE) == (
        "Il n'a pas de date de publication."
    )


def test_la_date_de_publication_est_atteinte_le_jour_meme():
    assert juge(candidat(publie_le=JOUR)).publie
    text = refus(juge(candidat(publie_le=DEMAIN)), Clause.DATE)
    assert text == "Il ne se publie qu'à partir du 05/03/2024."


def test_un_evenement_confidentiel_ne_part_pas_meme_date():
    assert "confidentiel" in refus(juge(candidat(confidentiel=True)), Clause.DATE)


# --- 2. Le classeur -------------------------------------------------------------------------------


def test_sans_classeur_rien_ne_part():
    assert "aucun classeur" in refus(juge(candidat(classeur=None)), Clause.CLASSEUR)


def test_le_classeur_est_du_metier_du_document():
    avis = Classeur("Avis", Metier.GERANCE, COURRIERS.droits)
    assert refus(juge(candidat(classeur=avis)), Clause.CLASSEUR) == (
        "Le classeur « Avis » est d'un autre métier."
    )


# --- 3. La durée (D44) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("traitement", "mois", "fin"),
    [
        ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"),
        ("2024-08-31", 1, "2024-09-30"), ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-31", 2, "2025-02-28"), ("2024-03-15", 12, "2025-03-15"),
        ("2024-02-28", 1, "2024-03-28"),
    ],
)  # fmt: skip
def test_la_fin_de_mois_se_rogne(traitement, mois, fin):
    start, end = dt.date.fromisoformat(traitement), dt.date.fromisoformat(fin)
    assert fin_de_publication(start, mois) == end


@pytest.mark.parametrize("mois", [None, 0])
def test_sans_duree_c_est_pour_toujours(mois):
    """« Si vous ne saisissez rien, la publication sera ad vitam » (seed L1109)."""
    assert fin_de_publication(JOUR, mois) is None
    assert juge(candidat(duree_mois=mois), jour=dt.date(2999, 1, 1)).publie


def test_une_duree_sans_fin_connue_ne_fait_pas_tomber_l_envoi():
    assert fin_de_publication(JOUR, 12 * 9000) is None
    with pytest.raises(ValueError, match="-1 mois"):
        fin_de_publication(JOUR, -1)


def test_le_dernier_jour_est_compris():
    """12 mois après le 29/02/2024 : en ligne le 28/02/2025, plus le lendemain."""
    letter = candidat(date=dt.date(2024, 2, 29), duree_mois=12)
    last = juge(letter, jour=dt.date(2025, 2, 28))
    assert (last.publie, last.fin) == (True, dt.date(2025, 2, 28))
    assert last.explication == "Publié jusqu'au 28/02/2025."
    text = refus(juge(letter, jour=dt.date(2025, 3, 1)), Clause.DUREE)
    assert text == "Sa durée de publication s'est achevée le 28/02/2025."


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 240))
def test_une_duree_plus_longue_ne_finit_pas_plus_tot(traitement, mois):
    shorter, longer = (fin_de_publication(traitement, n) for n in (mois, mois + 1))
    assert traitement < shorter < longer
    assert shorter.day <= traitement.day


# --- 4. Un destinataire ---------------------------------------------------------------------------


def test_un_compte_non_coche_ne_recoit_rien():
    found = juge(candidat(portee=au_compte("450A")), compte(autorise=False, numero="450ATRILLON"))
    assert refus(found, Clause.DESTINATAIRE) == (
        "Le compte 450ATRILLON n'est pas publié : il n'est pas coché « Service Client »."
    )


def test_un_compte_inconnu_se_dit():
    found = juge(candidat(portee=au_compte("450Z")))
    assert refus(found, Clause.DESTINATAIRE) == "Le compte 450Z n'existe pas."


def test_un_document_de_gerance_ne_part_pas_a_un_compte_de_syndic():
    avis = Classeur("Avis", Metier.GERANCE, frozenset({Role.LOCATAIRE}))
    letter = candidat(metier=Metier.GERANCE, classeur=avis, portee=au_compte("450A"))
    assert "d'un autre métier" in refus(juge(letter), Clause.DESTINATAIRE)
    assert juge(replace(letter, portee=GILBERT), LOCATAIRE).publie
    assert refus(juge(replace(letter, portee=GILBERT)), Clause.DESTINATAIRE) == (
        "Aucun compte de l'immeuble GILBERT n'est publié pour ce métier."
    )


def test_un_immeuble_sans_compte_publie_n_a_pas_de_lecteur():
    elsewhere = compte(immeubles=frozenset({"LAFAYETTE"}))
    text = refus(juge(candidat(), elsewhere), Clause.DESTINATAIRE)
    assert text == "Aucun compte de l'immeuble GILBERT n'est publié pour ce métier."
    assert juge(candidat(), elsewhere, compte("450B")).publie


def test_le_cabinet_s_adresse_a_tous_ses_comptes():
    assert juge(candidat(portee=CABINET), compte(immeubles=frozenset())).publie
    text = refus(juge(candidat(portee=CABINET), compte(autorise=False)), Clause.DESTINATAIRE)
    assert text == "Aucun compte du cabinet n'est publié pour ce métier."


@pytest.mark.parametrize(
    ("champ", "role", "regle", "mot"),
    [
        ("preavis_le", Role.LOCATAIRE, "preavis", "le préavis"),
        ("depart_le", Role.LOCATAIRE, "depart", "le départ"),
        ("mutation_le", Role.COPROPRIETAIRE, "mutation", "la mutation"),
    ],
)
def test_les_trois_inactivations_se_reglent(champ, role, regle, mot):
    """« Inactiver automatiquement les comptes », le jour de l'enregistrement compris."""
    one = compte(role=role, **{champ: JOUR})
    never = Inactivations(preavis=False, depart=False, mutation=False)
    only = replace(never, **{regle: True})
    assert inactif(one, JOUR, only) == f"il est inactif depuis {mot} du 04/03/2024"
    assert inactif(one, VEILLE, only) == ""
    assert inactif(one, JOUR, never) == ""


def test_les_reglages_d_origine_gardent_le_locataire_en_preavis():
    """Non au préavis, Oui au départ et à la mutation (seed L2262-2269)."""
    rules = Inactivations()
    assert inactif(replace(LOCATAIRE, preavis_le=VEILLE), JOUR, rules) == ""
    assert inactif(replace(LOCATAIRE, depart_le=VEILLE), JOUR, rules)
    assert inactif(compte(mutation_le=VEILLE), JOUR, rules)


@pytest.mark.parametrize("role", [Role.PROPRIETAIRE, Role.COPROPRIETAIRE])
def test_un_depart_ne_touche_que_le_locataire(role):
    one = compte(role=role, preavis_le=VEILLE, depart_le=VEILLE)
    assert inactif(one, JOUR, Inactivations(preavis=True)) == ""
    assert inactif(replace(LOCATAIRE, mutation_le=VEILLE), JOUR, Inactivations()) == ""


def test_a_la_mutation_le_vendeur_perd_et_l_acquereur_gagne():
    seller, buyer = compte("450V", mutation_le=JOUR), compte("450N")
    book = annuaire((seller, buyer), (), JOUR)
    assert set(book.inactifs) == {"450V"}
    assert juge(candidat(portee=au_compte("450V")), seller, buyer).raisons
    assert juge(candidat(portee=au_compte("450N")), seller, buyer).publie


# --- 5. Un droit ----------------------------------------------------------------------------------


def test_une_facture_attend_un_membre_du_conseil():
    letter = candidat(classeur=FACTURES)
    assert refus(juge(letter), Clause.DROITS) == (
        "Le classeur « Factures » est lu par le conseil syndical : aucun compte publié de "
        "l'immeuble GILBERT ne l'est à ce titre."
    )
    assert juge(letter, conseil=[MembreConseil("t-450A", "GILBERT")]).publie


def test_le_conseil_d_un_immeuble_n_est_pas_celui_d_un_autre():
    both = compte(immeubles=frozenset({"GILBERT", "LAFAYETTE"}))
    seat = [MembreConseil("t-450A", "LAFAYETTE", president=True)]
    assert juge(candidat(classeur=FACTURES), both, conseil=seat).raisons
    there = Portee(Genre.IMMEUBLE, "LAFAYETTE")
    assert juge(candidat(classeur=FACTURES, portee=there), both, conseil=seat).publie
    assert juge(candidat(classeur=FACTURES, portee=CABINET), both, conseil=seat).publie


def test_un_membre_dont_le_compte_est_inactif_ne_compte_pas():
    seat = [MembreConseil("t-450A", "GILBERT")]
    gone = compte(mutation_le=VEILLE)
    assert juge(candidat(classeur=FACTURES), gone, compte("450B"), conseil=seat).raisons


def test_un_president_inscrit_aussi_comme_membre_reste_president():
    only = Classeur("Factures", Metier.SYNDIC, frozenset({Role.PRESIDENT_CS}))
    seats = [MembreConseil("t-450A", "GILBERT", president=p) for p in (True, False)]
    for order in (seats, seats[::-1]):
        assert juge(candidat(classeur=only), conseil=order).publie


def test_un_classeur_que_personne_ne_lit():
    mute = Classeur("Travaux", Metier.SYNDIC)
    assert refus(juge(candidat(classeur=mute)), Clause.DROITS) == (
        "Personne n'a accès au classeur « Travaux »."
    )


# --- 6 et 7. La cible -----------------------------------------------------------------------------


def test_inch_ne_recoit_jamais_de_document():
    inch = Cible("inch", "Inch", documents=False)
    assert refus(juge(candidat(), cible=inch), Clause.CIBLE) == "Inch ne reçoit pas de documents."


def test_une_cible_peut_ne_vouloir_qu_un_metier():
    tower = Cible("captain", "Captain Tower", metiers=frozenset({Metier.GERANCE}))
    assert "ce métier" in refus(juge(candidat(), cible=tower), Clause.CIBLE)


def test_une_cible_qui_repart_a_zero_ne_recoit_que_la_suite():
    start = replace(EXTRANET, depuis=JOUR)
    assert refus(juge(candidat(publie_le=VEILLE), cible=start), Clause.REPRISE) == (
        "L'extranet repart à 0 depuis le 04/03/2024 ; il a été publié avant, le 03/03/2024."
    )
    assert juge(candidat(publie_le=JOUR), cible=start).publie


def test_publier_en_date_du_jour_envoie_un_ancien_document():
    old = candidat(date=dt.date(1998, 5, 2), publie_le=JOUR)
    assert juge(old, cible=replace(EXTRANET, depuis=JOUR)).publie


# --- Plusieurs raisons, et ce qui ne se tient pas -------------------------------------------------


def test_toutes_les_raisons_se_disent_dans_l_ordre():
    letter = candidat(
        publie_le=DEMAIN,
        classeur=None,
        duree_mois=1,
        date=dt.date(2020, 1, 1),
        portee=au_compte("x"),
    )
    inch = Cible("inch", "Inch", documents=False, depuis=DEMAIN + dt.timedelta(1))
    found = juge(letter, cible=inch)
    assert [reason.clause for reason in found.raisons] == [1, 2, 3, 4, 6, 7]
    assert found.explication.count(".") == 6


def test_ce_qui_ne_peut_etre_ne_se_construit_pas():
    for genre, key in ((Genre.CABINET, "GILBERT"), (Genre.IMMEUBLE, ""), (Genre.COMPTE, "")):
        with pytest.raises(ValueError, match="clé"):
            Portee(genre, key)
    with pytest.raises(ValueError, match="conseil syndical"):
        Compte(id="450A", tiers="t", role=Role.MEMBRE_CS)
    with pytest.raises(ValueError, match="deux comptes"):
        annuaire((compte(), compte()), (), JOUR)
