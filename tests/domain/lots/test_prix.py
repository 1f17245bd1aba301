from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.lots.prix import Prix, expliquer, recalculer

GARE = Prix(Decimal(174000), Decimal("162616.82"), Decimal(7), Decimal("11383.18"))
MONTANTS = st.decimals(1, 10**7, places=2)
TAUX = st.decimals(0, 50, places=4)


def change(prix, **values):
    return recalculer(prix, replace(prix, **values))


def test_les_chiffres_de_la_documentation():
    """174 000,00 à 7 % à la charge de l'acquéreur (seed L408-419)."""
    prix = change(change(Prix(), vente=Decimal(174000)), taux=Decimal(7))
    assert prix == GARE


@pytest.mark.parametrize(
    "saisie",
    [
        {"net": Decimal("162616.82")},
        {"taux": Decimal(7)},
        {"commission": Decimal("11383.18")},
        {"vente": Decimal(174000)},
    ],
)
def test_d_ou_qu_on_parte_on_retrouve_les_memes_montants(saisie):
    (name,) = saisie
    ailleurs = change(GARE, **{name: Decimal(5000)})
    if name in ("taux", "commission"):
        assert change(ailleurs, **saisie) == GARE
    elif name == "net":
        assert change(ailleurs, net=Decimal("162616.82")).vente == Decimal("174000.00")
    else:
        assert change(ailleurs, vente=Decimal(174000)) == GARE


def test_la_commission_du_vendeur_porte_sur_le_prix():
    prix = change(GARE, acquereur=False)
    assert (prix.net, prix.commission) == (Decimal("161820.00"), Decimal("12180.00"))
    assert change(prix, net=Decimal("161820")).vente == Decimal("174000.00")


def test_un_montant_tape_garde_ses_centimes_et_donne_le_taux():
    prix = change(GARE, commission=Decimal(10000))
    assert (prix.vente, prix.net, prix.commission) == (174000, 164000, 10000)
    assert prix.taux == Decimal("6.0976")


def test_effacer_un_prix_efface_l_autre_et_garde_le_taux():
    prix = change(GARE, vente=None)
    assert prix == Prix(taux=Decimal(7))
    assert change(prix, vente=Decimal(174000)) == GARE


def test_effacer_le_taux_efface_la_commission():
    prix = change(GARE, taux=None)
    assert (prix.net, prix.commission) == (174000, None)
    assert change(GARE, commission=None) == prix


def test_deux_prix_tapes_chiffre_a_chiffre_donnent_la_commission():
    prix = change(Prix(), vente=Decimal(174000))
    for typed in ("1", "16", "162", "162616.82"):
        prix = change(prix, net=Decimal(typed))
    assert (prix.vente, prix.commission) == (Decimal(174000), Decimal("11383.18"))


def test_une_commission_connue_avant_le_prix():
    prix = change(change(Prix(), commission=Decimal(5000)), vente=Decimal(100000))
    assert (prix.net, prix.commission) == (95000, 5000)


@given(MONTANTS, TAUX, st.booleans(), st.sampled_from(["vente", "net", "taux", "commission"]))
def test_la_difference_des_prix_est_toujours_la_commission(montant, taux, acquereur, name):
    prix = change(Prix(acquereur=acquereur), vente=Decimal(174000))
    prix = change(prix, taux=taux)
    value = taux + 1 if name == "taux" else montant
    prix = change(prix, **{name: value})
    assert prix.vente is not None and prix.net is not None and prix.commission is not None
    assert prix.vente - prix.net == prix.commission
    assert getattr(prix, name) == value, "ce qui est tapé n'est jamais récrit"


def test_pourquoi_ce_montant():
    texts = expliquer(GARE)
    assert "7,00 %" in texts["net_vendeur"]
    assert "174\u00a0000,00 − 162\u00a0616,82 = 11\u00a0383,18" in texts["commission_montant"]
    assert expliquer(Prix()) == {}
    assert "vendeur" in expliquer(change(GARE, acquereur=False))["net_vendeur"]
    assert expliquer(replace(GARE, taux=None)).keys() == {"commission_montant"}
