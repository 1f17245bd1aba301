"""L'avis d'échéance dit qui, quoi, combien, pour quand et comment."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lsc_desktop.printing import avis_echeance
from lsc_desktop.printing.avis_echeance import render_avis_echeance
from tests.printing.reading import (
    boxes,
    composed,
    digest,
    digest_elsewhere,
    fonts,
    missing_glyphs,
    overlaps,
    texts,
)
from tests.printing.samples import AVIS, des_avis, un_decompte_extreme

ENORME = Decimal("123456789012.34")


@pytest.fixture
def pages(monkeypatch):
    return lambda value: composed(monkeypatch, avis_echeance, lambda: render_avis_echeance(value))


def test_l_avis_dit_tout_sur_une_page():
    (text,) = texts(render_avis_echeance(AVIS))
    for expected in (
        "Agence Crypto",
        "AVIS D'ÉCHÉANCE",
        "Pour le compte de SCI Les Tilleuls",
        "Mademoiselle Elsa Locataire",
        "81ELLOCATA",
        "LAFAYETTE/002",
        "Résidence Lafayette - 54000 - NANCY",
        "novembre 2021",
        "25/10/2021",
        "05/11/2021",
        "Loyer",
        "712,50",
        "Régularisation de charges 1/3",
        "-50,00",
        "1 565,21",
        "+ 34,79",
        "= 1 600,00 €",
        "Virement",
        "FR76 3000 1007 9412 3456 7890 185",
        "Page 1/1",
    ):
        assert expected in text


def test_ce_qui_est_vide_ne_s_annonce_pas():
    value = replace(
        AVIS,
        mandant="",
        lignes=(*AVIS.lignes, ("TVA", Decimal("0.00"))),
        solde_anterieur=Decimal("0.00"),
        mode_reglement="",
        iban="",
    )
    (text,) = texts(render_avis_echeance(value))
    for absent in ("Pour le compte", "TVA", "Solde", "Mode de règlement", "IBAN", "Référence"):
        assert absent not in text


def test_un_solde_en_faveur_du_locataire_se_retranche():
    value = replace(AVIS, solde_anterieur=Decimal("-65.21"), a_payer=Decimal("1500.00"))
    (text,) = texts(render_avis_echeance(value))
    assert "Solde antérieur en votre faveur" in text
    assert "- 65,21" in text


def test_quand_rien_n_est_du_aucun_reglement_n_est_demande():
    value = replace(AVIS, solde_anterieur=Decimal("-2000.00"), a_payer=Decimal("-434.79"))
    (text,) = texts(render_avis_echeance(value))
    assert "Aucun règlement n'est attendu." in text
    assert "Solde en votre faveur" in text
    assert "= 434,79 €" in text
    assert "IBAN" not in text


def test_l_adresse_est_seule_dans_la_fenetre_de_l_enveloppe(pages):
    window = [b for b in boxes(pages(AVIS)) if b.right > 105 and b.bottom > 42 and b.top < 90]
    assert [box.text for box in window] == list(AVIS.destinataire.bloc())


def test_memes_donnees_memes_octets_meme_ailleurs():
    content = render_avis_echeance(AVIS)
    assert content == render_avis_echeance(AVIS)
    assert digest_elsewhere("render_avis_echeance(samples.AVIS)") == digest(content)


def test_un_avis_pese_moins_de_25_ko():
    assert all(len(render_avis_echeance(value)) <= 25 * 1024 for value in des_avis(60))


def test_les_polices_sont_incorporees_et_savent_tout_ecrire():
    for value in (AVIS, replace(AVIS, destinataire=un_decompte_extreme().destinataire)):
        content = render_avis_echeance(value)
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(content))
        assert missing_glyphs(content) == []


def test_rien_ne_se_recouvre(pages):
    assert overlaps(pages(AVIS)) == []
    long = "Régularisation de charges de l'exercice 2020, lot principal et annexes " * 3
    value = replace(
        AVIS,
        destinataire=un_decompte_extreme().destinataire,
        mandant="SCI Les Tilleuls " * 20,
        lignes=((long, ENORME),) * 25,
        total=ENORME,
        solde_anterieur=-ENORME,
        a_payer=ENORME,
        mode_reglement="Prélèvement automatique " * 10,
        iban="FR76" * 12,
    )
    assert overlaps(pages(value)) == []


def test_un_appel_de_soixante_lignes_repete_son_en_tete():
    value = replace(AVIS, lignes=tuple((f"Ligne {rank}", Decimal(rank + 1)) for rank in range(60)))
    found = texts(render_avis_echeance(value))
    assert len(found) == 3
    for rank, text in enumerate(found, 1):
        assert "LIBELLÉ" in text and f"Page {rank}/3" in text
    assert "Total à payer" in found[-1] and "Ligne 58" in found[-1]
