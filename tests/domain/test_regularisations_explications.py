"""« Pourquoi ce montant » : les phrases, telles que le gestionnaire les lit."""

from datetime import date
from decimal import Decimal

from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.regularisations import expliquer, recalculer


def lire(draft):
    return {champ: phrase.replace(NBSP, " ") for champ, phrase in expliquer(draft).items()}


def test_une_ligne_dit_son_prorata(une_fiche):
    assert lire(une_fiche("0", "563.69", jours=182))["lignes.1.montant"] == (
        "563,69 × 182 jours / 366 jours × quote-part 1,00 = 280,30"
    )


def test_le_specimen_s_explique_ligne_a_ligne(specimen):
    phrases = lire(specimen)
    assert phrases["eau.0.montant"] == "(1 000,00 − 800,00) × 5,00 = 1 000,00"
    assert phrases["eau.3.montant"] == "(200,00 − 250,00) × 6,00 = -300,00"
    assert phrases["total"] == (
        "100,00 + 5 000,00 + 50,00 + 25,00 + 5,00 + 1,00 "
        "+ 1 000,00 + 225,50 + 300,00 − 300,00 = 6 406,50"
    )
    assert phrases["provisions"] == (
        "Provisions appelées (et non payées) sous le code fiscalité 30 "
        "du 01/01/2020 au 31/12/2020, avoirs déduits."
    )
    assert phrases["regularisation"] == (
        "6 406,50 − 5 000,00 de provisions − 300,00 de retenue = 1 106,50 : dû par le locataire."
    )
    assert phrases["fois"] == "1 106,50 = 2 × 368,83 + 368,84, avec les 3 prochains appels."
    assert phrases["nouvelles_provisions"] == "6 406,50 / 12 × 100 % = 533,88, par mois."
    assert phrases["provisions_actuelles"] == "Lignes du code fiscalité 30 en vigueur, par mois."


def test_chaque_chiffre_calcule_a_sa_phrase(specimen):
    attendus = {f"lignes.{rang}.montant" for rang in range(6)}
    attendus |= {f"eau.{rang}.montant" for rang in range(4)}
    attendus |= {"total", "provisions", "reintroduction", "regularisation", "fois"}
    assert set(expliquer(specimen)) == attendus | {"provisions_actuelles", "nouvelles_provisions"}


def test_une_ligne_sans_montant_n_a_pas_de_phrase(une_fiche):
    draft = une_fiche(du=None)
    draft.lignes[0].montant_total = None
    phrases = lire(draft)
    assert not any(champ.startswith(("lignes", "eau")) for champ in phrases)
    assert phrases["total"] == "Aucune ligne n'a encore de montant."
    assert phrases["provisions"] == "Aucune provision à déduire sous le code fiscalité 30."
    assert phrases["regularisation"] == "0,00 = 0,00 : à jour."


def test_des_avoirs_plus_forts_que_les_provisions_s_ajoutent(une_fiche):
    phrases = lire(une_fiche("0", "100", provisions=Decimal(-20)))
    assert phrases["regularisation"] == (
        "100,00 + 20,00 de provisions = 120,00 : dû par le locataire."
    )


def test_un_credit_est_du_au_locataire_et_ne_s_etale_pas(une_fiche):
    phrases = lire(une_fiche("0", "100", provisions=Decimal(150)))
    assert phrases["regularisation"].endswith("= -50,00 : trop-perçu, dû au locataire.")
    assert phrases["fois"] == "Un seul appel : le locataire ne doit rien."


def test_un_parti_n_a_ni_etalement_ni_provision(une_fiche):
    draft = une_fiche("0", "100", present=False, depart=date(2021, 3, 31))
    phrases = lire(draft)
    assert phrases["fois"] == "Un seul appel : le locataire est parti le 31/03/2021."
    assert phrases["nouvelles_provisions"] == (
        "Plus de provisions : le locataire est parti le 31/03/2021."
    )
    draft.depart = None
    assert lire(draft)["fois"] == "Un seul appel : le locataire est parti."


def test_les_appels_se_disent_egaux_ou_uniques(une_fiche):
    draft = une_fiche("0", "1070.52", provisions=Decimal(600), fois=3)
    assert lire(draft)["fois"] == "470,52 = 3 × 156,84, avec les 3 prochains appels."
    draft.fois = 1
    assert lire(draft)["fois"] == "470,52 avec le prochain appel."
    draft.fois = 40
    assert lire(draft)["fois"] == "Entre 1 et 12 appels."


def test_une_provision_annualisee_le_dit(une_fiche):
    phrases = lire(une_fiche("0", "563.69", jours=184))
    assert phrases["nouvelles_provisions"] == (
        "283,39 × 366 jours / 184 jours / 12 × 100 % = 46,97, par mois."
    )


def test_une_provision_trimestrielle_le_dit(une_fiche):
    phrases = lire(une_fiche("0", "1200", appels_par_an=4, pourcentage=Decimal("110")))
    assert phrases["nouvelles_provisions"] == "1 200,00 / 4 × 110 % = 330,00, par trimestre."


def test_une_provision_gardee_dit_pourquoi(une_fiche):
    gardee = une_fiche("0", "1200", pourcentage=Decimal(0))
    assert lire(gardee)["nouvelles_provisions"] == (
        "0 % au code fiscalité 30 : elle reste à 249,02, par mois."
    )
    negative = une_fiche("0", "-10", provisions_actuelles=None, appels_par_an=6)
    assert lire(negative)["nouvelles_provisions"] == (
        "Le total ne donne pas de provision : rien n'est proposé, par appel."
    )


def test_une_provision_tapee_rappelle_la_proposition(une_fiche):
    draft = une_fiche("0", "1500")
    draft.nouvelles_provisions = Decimal(130)
    recalculer(draft)
    assert lire(draft)["nouvelles_provisions"] == (
        "Montant saisi. Proposition : 1 500,00 / 12 × 100 % = 125,00, par mois. "
        "Effacez la case pour la reprendre."
    )
