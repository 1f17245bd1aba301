"""Le décompte figé : ce que montre le document d'origine (seed L305-350)."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import NBSP
from lsc_desktop.domain.adresses import Adresse, EnTete
from lsc_desktop.domain.regularisations import decompte, recalculer

ELSA = Adresse("Mademoiselle Elsa Locataire", ("adresse de la 1ère ligne",), "54000", "NANCY")
IMMEUBLE = "Résidence Lafayette - 54000 - NANCY"


def figer(draft, note=""):
    return decompte(
        draft,
        entete=EnTete("Agence Crypto"),
        le=date(2021, 10, 25),
        immeuble=IMMEUBLE,
        destinataire=ELSA,
        note=note,
    )


def test_le_specimen_se_fige_en_entier(specimen):
    valeur = figer(specimen, note="Pièces justificatives : six mois.")
    assert (valeur.titre, valeur.compte, valeur.lot, valeur.immeuble) == (
        "DECOMPTE CHARGES LOCATIVES",
        "81ELLOCATA",
        "LAFAYETTE/002",
        IMMEUBLE,
    )
    assert (valeur.du, valeur.au) == (date(2020, 1, 1), date(2020, 12, 31))
    assert [charge.montant for charge in valeur.charges] == [100, 5000, 50, 25, 5, 1]
    premiere = valeur.charges[0]
    assert (premiere.libelle1, premiere.libelle2) == (
        "Ordures ménagères",
        "Du 01/01/2020 au 31/12/2020",
    )
    assert (premiere.jours_presence, premiere.jours_periode, premiere.quote_part) == (366, 366, 1)
    assert [str(eau.montant) for eau in valeur.eau] == ["1000.00", "225.50", "300.00", "-300.00"]
    assert valeur.total == Decimal("6406.50")
    assert (valeur.provisions, valeur.reintroduction) == (5000, 300)
    assert valeur.regularisation == Decimal("1106.50")
    assert valeur.note == "Pièces justificatives : six mois."


def test_les_deux_phrases_sont_celles_du_specimen(specimen):
    etalement, provisions = figer(specimen).phrases
    assert etalement == "Ce montant sera étalé sur les 3 prochains appels de loyer."
    assert provisions == f"Le montant des futures provisions sur charges est fixé à 533,88{NBSP}€"


def test_un_parti_n_a_aucune_phrase(une_fiche):
    parti = une_fiche("0", "100", present=False, depart=date(2021, 3, 31), fois=3)
    valeur = figer(parti)
    assert valeur.phrases == ()
    assert (valeur.present, valeur.fois, valeur.provision_future) == (False, 1, None)


@pytest.mark.parametrize(
    ("provisions", "phrase"),
    [
        (None, "Ce montant sera ajouté au prochain appel de loyer."),
        (Decimal(150), "Ce montant viendra en déduction du prochain appel de loyer."),
    ],
)
def test_en_une_fois_la_phrase_dit_le_prochain_appel(une_fiche, provisions, phrase):
    valeur = figer(une_fiche("0", "100", provisions=provisions))
    assert valeur.phrases[0] == phrase


def test_une_regularisation_nulle_ne_parle_pas_d_appel(une_fiche):
    draft = une_fiche("0", "100", provisions=Decimal(100), provisions_actuelles=None)
    draft.pourcentage = Decimal(0)
    draft.nouvelles_provisions = None
    recalculer(draft)
    assert figer(draft).phrases == ()


def test_seules_les_lignes_a_montant_s_impriment(une_fiche):
    draft = une_fiche("0", "1500", eau=(("10", "5", "0"), ("7", "7", "4"), ("9", "8", "2")))
    draft.eau[2].index_precedent = None
    recalculer(draft)
    valeur = figer(draft)
    assert [charge.libelle1 for charge in valeur.charges] == ["Charges établies par le syndic"]
    assert [(eau.libelle1, eau.montant) for eau in valeur.eau] == [("Eau chaude", 0)]
    assert valeur.provisions is None and valeur.reintroduction is None


@pytest.mark.parametrize("champ", ["du", "au"])
def test_sans_periode_le_decompte_est_refuse(specimen, champ):
    setattr(specimen, champ, None)
    with pytest.raises(UserError) as refus:
        figer(specimen)
    assert refus.value.field == champ
