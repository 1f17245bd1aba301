"""Devis Lovys : préalables, lien, demande gardée, réglage."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lsc_desktop.domain.lovys.demande import DemandeLovysDraft, LigneDemande, recalculer
from lsc_desktop.domain.lovys.devis import (
    Bien,
    Demande,
    Occupant,
    ecrire_demande,
    hotes_admis,
    lien_admis,
    lire_demande,
    manques,
    question_de_double,
)
from lsc_desktop.domain.lovys.reglages import ADRESSE, ReglageLovysDraft, remarques

BIEN = Bien("47, bd Albert 1er", "54500", "NANCY", "Appartement", Decimal("95.00"), 5, Decimal(40))


@pytest.mark.parametrize(
    ("over", "attendu"),
    [
        ({}, ""),
        ({"surface": None}, "Il manque la surface totale."),
        ({"surface": Decimal(0)}, "Il manque la surface totale."),
        ({"nb_pieces": None}, "Il manque le nombre de pièces."),
        (
            {"surface": None, "nb_pieces": 0},
            "Il manque la surface totale et le nombre de pièces.",
        ),
        ({"type_lot": "", "dependances": Decimal(0)}, ""),  # facultatifs
    ],
)
def test_la_surface_totale_et_le_nombre_de_pieces_sont_exiges(over, attendu):
    assert manques(replace(BIEN, **over)) == attendu


@pytest.mark.parametrize(
    ("lien", "admis"),
    [
        ("https://lovys.com/devis/1", True),
        ("https://app.Lovys.com/devis/1", True),
        ("http://app.lovys.com/devis/1", False),
        ("https://lovys.com.pirate.fr/1", False),
        ("https://pirate-lovys.com/1", False),
        ("https://lovys.com@pirate.fr/1", False),
        ("https://qui@lovys.com/1", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_un_lien_ne_s_ouvre_qu_en_https_chez_un_hote_connu(lien, admis):
    assert lien_admis(lien, hotes_admis("lovys.com")) is admis


def test_sans_hote_connu_aucun_lien_ne_s_ouvre():
    assert not lien_admis("https://lovys.com/1", hotes_admis(" , "))
    assert hotes_admis("Lovys.com, partenaire.fr") == ("lovys.com", "partenaire.fr")


@pytest.mark.parametrize("bien", [BIEN, Bien()], ids=["complet", "vide"])
def test_une_demande_gardee_se_relit_la_meme(bien):
    asked = Demande("LSC-1", 2, Occupant("locataire", "Œuvrard", "M.", "Zoé", "z@ex.fr"), bien)
    assert lire_demande(ecrire_demande(asked)) == asked


def test_la_question_nomme_le_lot_et_compte_les_autres():
    assert "pour A/1. En" in question_de_double(["A/1"])
    assert "pour A/1 et 2 autres lots. En" in question_de_double(["A/1", "A/2", "A/3"])


def test_la_fenetre_dit_ce_qui_partira():
    lines = [LigneDemande(), LigneDemande(manque="Il manque…"), LigneDemande(retenu=False)]
    draft = DemandeLovysDraft(lignes=lines)
    recalculer(draft)
    assert draft.texte == "1 devis à demander ; 1 lot incomplet ne sera pas demandé."
    assert list(draft.problems()) == []
    assert dict(DemandeLovysDraft(formule=4).problems()).keys() == {"formule", "lignes"}


@pytest.mark.parametrize("url", ["", "http://api.lovys.com", "https://", "https://u:p@h/", "x"])
def test_une_url_qui_n_est_pas_sure_se_refuse(url):
    assert "url" in dict(ReglageLovysDraft(url=url).problems())


def test_le_reglage_dit_d_abord_que_rien_n_est_verifie():
    usual = ReglageLovysDraft()
    assert list(usual.problems()) == [] and usual.url == usual.url_defaut == ADRESSE
    assert remarques(usual)[0].startswith("Jamais vérifié avec le service réel")
    assert "L'URL n'est pas celle d'usage." in remarques(ReglageLovysDraft(url="https://x.fr"))
