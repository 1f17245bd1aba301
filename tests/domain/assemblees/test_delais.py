"""Les délais d'une assemblée, comptés au calendrier de 2026, et ce que l'onglet en dit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.calendrier import calendrier, jour_fr
from lsc_desktop.domain.assemblees.delais import (
    Repli,
    convoquee_a_temps,
    effet_voie_postale,
    est_ouvre,
    limite_contestation,
    limite_convocation,
    limite_notification,
    limite_nouvelle_assemblee,
    limite_proces_verbal,
    limite_reception,
    recu_a_temps,
)

AG = date(2026, 6, 26)  # un vendredi
PAQUES, MAI_1, MAI_8 = date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8)
FERIES = {PAQUES, MAI_1, MAI_8}
JOURS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
AVANCER, LAISSER = Repli.AVANCER, Repli.LAISSER


def le(jour: int, mois: int, annee: int = 2026) -> date:
    return date(annee, mois, jour)


# --- Convocation (décret art. 9, 64, 64-1) --------------------------------------------------------


def test_la_convocation_laisse_vingt_et_un_jours_pleins():
    """Présentée le 4 juin, le délai court du 5 (premier jour) au 25 (vingt et unième) ; l'assemblée
    du 26 se tient le lendemain. Présentée le 5, le vingt et unième jour serait celui de la réunion.
    """
    assert limite_convocation(AG) == le(4, 6)
    assert convoquee_a_temps(le(4, 6), AG)
    assert not convoquee_a_temps(le(5, 6), AG)


@given(JOURS, st.integers(21, 90))
def test_entre_la_presentation_et_l_assemblee_il_y_a_le_delai_en_jours_pleins(ag, delai):
    limit = limite_convocation(ag, delai)
    between = [limit + timedelta(days=n) for n in range(1, (ag - limit).days)]
    assert len(between) == delai


def test_le_reglement_peut_demander_plus_long():
    """Trente jours : du 27 mai au 25 juin, donc présentée le 26 mai."""
    assert limite_convocation(AG, 30) == le(26, 5)
    assert convoquee_a_temps(le(26, 5), AG, 30)
    assert not convoquee_a_temps(le(27, 5), AG, 30)


def test_le_reglement_ne_peut_pas_demander_plus_court():
    with pytest.raises(UserError, match="20 jours est plus court") as refused:
        limite_convocation(AG, 20)
    assert refused.value.field == "delai"


def test_l_urgence_leve_le_delai_mais_la_convocation_precede_l_assemblee():
    assert convoquee_a_temps(le(25, 6), AG, urgence=True)
    assert not convoquee_a_temps(AG, AG, urgence=True)


# --- Trois jours francs (décret art. 9 bis, 13-2 ; D36) -------------------------------------------


@pytest.mark.parametrize(
    ("ag", "laisser", "avancer"),
    [
        (le(26, 6), le(22, 6), le(22, 6)),  # vendredi → lundi
        (le(25, 6), le(21, 6), le(19, 6)),  # jeudi → dimanche, avancé au vendredi
        (le(24, 6), le(20, 6), le(19, 6)),  # mercredi → samedi, avancé au vendredi
        (le(22, 6), le(18, 6), le(18, 6)),  # lundi → jeudi : la fin de semaine compte
        (le(12, 5), MAI_8, le(7, 5)),  # mardi → vendredi 8 mai, avancé au jeudi
        (le(5, 5), MAI_1, le(30, 4)),  # mardi → vendredi 1er mai, avancé au jeudi
        (le(10, 4), PAQUES, le(3, 4)),  # vendredi → lundi de Pâques, avancé par-dessus le dimanche
        (le(11, 5), le(7, 5), le(7, 5)),  # lundi → jeudi : le 8 mai compte
    ],
)
def test_les_formulaires_arrivent_trois_jours_francs_avant(ag, laisser, avancer):
    assert limite_reception(ag, FERIES) == laisser
    assert limite_reception(ag, FERIES, AVANCER) == avancer
    for repli, limit in ((LAISSER, laisser), (AVANCER, avancer)):
        assert recu_a_temps(limit, ag, FERIES, repli)
        assert not recu_a_temps(limit + timedelta(days=1), ag, FERIES, repli)


@given(JOURS)
def test_trois_jours_entiers_separent_la_reception_de_l_assemblee(ag):
    limit = limite_reception(ag)
    between = [limit + timedelta(days=n) for n in range(1, (ag - limit).days)]
    assert len(between) == 3


@given(JOURS, st.frozensets(JOURS, max_size=5))
def test_avancer_donne_un_jour_ouvre_et_jamais_plus_tard(ag, feries):
    moved = limite_reception(ag, feries, AVANCER)
    assert est_ouvre(moved, feries)
    assert moved <= limite_reception(ag, feries)


# --- Après l'assemblée ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ag", "proces_verbal", "notification", "nouvelle"),
    [
        (AG, le(4, 7), le(26, 7), le(26, 9)),
        (le(31, 1), le(8, 2), le(28, 2), le(30, 4)),  # ni 31 février ni 31 avril
        (le(31, 1, 2028), le(8, 2, 2028), le(29, 2, 2028), le(30, 4, 2028)),  # bissextile
        (le(30, 11), le(8, 12), le(30, 12), le(28, 2, 2027)),
    ],
)
def test_huit_jours_pour_signer_un_mois_pour_notifier_trois_pour_reconvoquer(
    ag, proces_verbal, notification, nouvelle
):
    assert limite_proces_verbal(ag) == proces_verbal
    assert limite_notification(ag) == notification
    assert limite_nouvelle_assemblee(ag) == nouvelle


@pytest.mark.parametrize(
    ("presentee", "fin"),
    [
        (le(9, 7), le(10, 9)),  # depuis le 10 juillet : jeudi 10 septembre
        (le(26, 7), le(28, 9)),  # depuis le 27 : dimanche 27 septembre, reporté au lundi
        (le(7, 3), MAI_8 + timedelta(days=3)),  # depuis le 8 : férié, puis samedi et dimanche
        (le(30, 12), le(1, 3, 2027)),  # depuis le 31 : dimanche 28 février, reporté
        (le(31, 12), le(1, 3, 2027)),  # depuis le 1er janvier : lundi 1er mars
    ],
)
def test_on_conteste_dans_les_deux_mois_du_lendemain_de_la_presentation(presentee, fin):
    assert limite_contestation(presentee, FERIES) == fin


def test_la_voie_postale_prend_effet_le_lendemain_du_huitieme_jour():
    """Reçue le 1er juin : le huitième jour suivant est le 9, son lendemain le 10."""
    assert effet_voie_postale(le(1, 6)) == le(10, 6)
    assert effet_voie_postale(AG, en_assemblee=True) == AG


# --- L'onglet Convocation -------------------------------------------------------------------------


def lignes(ag: date = AG, **options):
    return {line.quoi: line for line in calendrier(ag, **options)}


def test_le_calendrier_va_de_la_premiere_date_a_la_derniere():
    """4 juin − 9 = 26 mai ; 26 juin − 22, − 4, + 8 jours, + 1 mois, + 3 mois ; 27 juillet + 2 mois
    = dimanche 27 septembre, donc le 28."""
    found = calendrier(AG, nouvelle_assemblee=True)
    assert [(line.quoi, line.date) for line in found] == [
        ("Demandes de courrier postal", le(26, 5)),
        ("Convocation", le(4, 6)),
        ("Formulaires de vote", le(22, 6)),
        ("Participation à distance", le(22, 6)),
        ("Signature du procès-verbal", le(4, 7)),
        ("Notification du procès-verbal", le(26, 7)),
        ("Convocation d'une nouvelle assemblée", le(26, 9)),
        ("Fin du délai de contestation", le(28, 9)),
    ]


def test_chaque_date_s_explique_avec_son_calcul():
    found = lignes(nouvelle_assemblee=True)
    expected = {
        "Demandes de courrier postal": "reçues jusqu'au mardi 26/05/2026 (9 jours avant)",
        "Convocation": "26/06/2026 − 22 jours = jeudi 04/06/2026.",
        "Formulaires de vote": "26/06/2026 − 4 jours = lundi 22/06/2026.",
        "Participation à distance": "26/06/2026 − 4 jours = lundi 22/06/2026.",
        "Signature du procès-verbal": "26/06/2026 + 8 jours = samedi 04/07/2026.",
        "Notification du procès-verbal": "26/06/2026 + 1 mois = dimanche 26/07/2026.",
        "Fin du délai de contestation": "27/07/2026 + 2 mois = dimanche 27/09/2026, reporté au "
        "premier jour ouvrable, lundi 28/09/2026.",
        "Convocation d'une nouvelle assemblée": "26/06/2026 + 3 mois = samedi 26/09/2026.",
    }
    assert set(found) == set(expected)
    for quoi, part in expected.items():
        assert part in found[quoi].explication
        assert found[quoi].source


def test_sans_travaux_d_economie_d_energie_pas_de_nouvelle_assemblee():
    assert "Convocation d'une nouvelle assemblée" not in lignes()


def test_un_dernier_jour_non_ouvre_avertit_du_precedent():
    """Signature le samedi 4 juillet, notification le dimanche 26, nouvelle convocation le samedi
    26 septembre."""
    found = lignes(nouvelle_assemblee=True)
    assert found["Signature du procès-verbal"].avertissement == (
        "Ce jour est un samedi : ne comptez que jusqu'au vendredi 03/07/2026."
    )
    assert "vendredi 24/07/2026" in found["Notification du procès-verbal"].avertissement
    assert "vendredi 25/09/2026" in found["Convocation d'une nouvelle assemblée"].avertissement
    assert not found["Convocation"].avertissement


def test_un_formulaire_attendu_un_jour_ferie_avertit_et_le_reglage_decide():
    left, moved = lignes(le(12, 5), feries=FERIES), lignes(le(12, 5), feries=FERIES, repli=AVANCER)
    for quoi in ("Formulaires de vote", "Participation à distance"):
        assert left[quoi].date == MAI_8
        assert "est un jour férié, et il compte" in left[quoi].avertissement
        assert moved[quoi].date == le(7, 5)
        assert moved[quoi].avertissement == (
            "Ce jour est un jour férié : le réglage de l'agence avance au jeudi 07/05/2026."
        )
    assert not lignes()["Formulaires de vote"].avertissement


def test_un_envoi_tardif_avertit_sauf_urgence():
    late = lignes(envoi_le=le(5, 6))["Convocation"].avertissement
    assert "vendredi 05/06/2026 est en retard de 1 jour :" in late
    assert "3 jours" in lignes(envoi_le=le(7, 6))["Convocation"].avertissement
    assert not lignes(envoi_le=le(4, 6))["Convocation"].avertissement
    urgent = lignes(envoi_le=le(5, 6), urgence=True)["Convocation"].avertissement
    assert urgent.startswith("Urgence :")


def test_les_demandes_postales_se_comptent_de_l_envoi_prevu():
    """Envoi le 1er juin : 1er juin − 9 = 23 mai."""
    assert lignes(envoi_le=le(1, 6))["Demandes de courrier postal"].date == le(23, 5)


def test_le_delai_du_reglement_se_lit_dans_le_calcul():
    found = lignes(delai=30)["Convocation"]
    assert found.date == le(26, 5)
    assert "Le délai de 30 jours" in found.explication
    assert "− 31 jours" in found.explication


def test_le_proces_verbal_notifie_fixe_la_fin_de_la_contestation():
    """Présenté le 9 juillet : 10 juillet + 2 mois = jeudi 10 septembre, sans report."""
    found = lignes(notifie_le=le(9, 7))
    end = found["Fin du délai de contestation"]
    assert end.date == le(10, 9)
    assert end.explication.startswith("Pour un procès-verbal présenté le jeudi 09/07/2026")
    assert "reporté" not in end.explication
    assert "retard" not in found["Notification du procès-verbal"].avertissement
    late = lignes(notifie_le=le(28, 7))["Notification du procès-verbal"].avertissement
    assert late == "Présenté le mardi 28/07/2026 : 2 jours de retard."


def test_un_jour_se_dit_avec_son_nom():
    assert jour_fr(AG) == "vendredi 26/06/2026"
