"""Reconnaître une copropriété dans le registre : ce qui s'accorde, ce qui ne s'accorde pas."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.registre.rapprochement import (
    CANDIDATS_MAX,
    Cherchee,
    Inscrite,
    Voie,
    meilleurs,
    nom_propre,
    parcelle,
    rapprocher,
    voie,
)

AB123 = ("54395", "000", "AB", "0123")
GILBERT = Cherchee(
    1, "GILBERT", "Syndicat Gilbert", noms=("Résidence Gilbert", "Syndicat Gilbert"),
    adresses=("4, rue Gilbert",), code_postal="54000", ville="NANCY",
    parcelles=frozenset({AB123}), nb_lots=9, reglement=date(1968, 5, 2),
)  # fmt: skip
AU_REGISTRE = Inscrite(
    "AA5357991", "LES LILAS", ("4 RUE GILBERT",), "54000", "Nancy", frozenset({AB123}), 9,
    date(1968, 5, 2), "AGENCE CRYPTO",
)  # fmt: skip


@pytest.mark.parametrize(
    ("adresse", "numeros", "mots"),
    [
        ("4, rue Gilbert", {"4"}, ("rue", "gilbert")),
        ("4-6 RUE GILBERT 54000 NANCY", {"4", "6"}, ("rue", "gilbert")),
        ("4 bis, Bd du Gal Leclerc", {"4bis"}, ("boulevard", "general", "leclerc")),
        ("4 à 10 av. de l'Église", {"4", "6", "8", "10"}, ("avenue", "eglise")),
        ("4 et 5 place St-Epvre", {"4", "5"}, ("place", "saint", "epvre")),
        ("004B rue du 11 novembre", {"4b"}, ("rue", "11", "novembre")),
        ("Rue Gilbert", set(), ("rue", "gilbert")),
        ("1 à 9000 rue Gilbert", {"1", "9000"}, ("rue", "gilbert")),
        ("", set(), ()),
    ],
)
def test_une_adresse_se_lit_quelle_que_soit_sa_graphie(adresse, numeros, mots):
    assert voie(adresse) == Voie(frozenset(numeros), mots)


@given(st.text(max_size=60))
def test_aucune_adresse_ne_fait_tomber_la_lecture(texte):
    assert voie(texte) == voie(texte.upper().lower()) or texte.upper().lower() != texte


def test_un_nom_sans_rien_de_propre_ne_rapproche_rien():
    assert nom_propre("SDC Résidence Les Jardins de Justine") == ("jardins", "justine")
    assert nom_propre("Syndicat des copropriétaires") == () == nom_propre("Immeuble 12")


def test_une_parcelle_se_compare_sans_ses_zeros():
    assert parcelle("54395", "", "AB", "123") == AB123
    assert parcelle("1004", "0", "0b", "7") == ("01004", "000", "B", "0007")
    assert parcelle("54395", "000", "", "7") is None


def test_tout_s_accorde_et_chaque_raison_se_dit():
    found = rapprocher(GILBERT, AU_REGISTRE)
    assert found is not None
    assert found.raisons == (
        "parcelle 54395 AB 0123", "adresse", "règlement du 02/05/1968", "9 lots",
    )  # fmt: skip
    assert found.reserves == ()
    assert AU_REGISTRE.dite() == "LES LILAS, 4 RUE GILBERT, 54000 Nancy"


def test_ce_qui_ne_s_accorde_pas_se_dit_aussi():
    other = replace(
        AU_REGISTRE, parcelles=frozenset({("54395", "000", "AC", "0001")}), nb_lots=16,
        reglement=date(1988, 12, 8),
    )  # fmt: skip
    found = rapprocher(GILBERT, other)
    assert found is not None and found.raisons == ("adresse",)
    assert found.reserves == (
        "parcelle", "règlement du 08/12/1988", "16 lots (9 ici)",
    )  # fmt: skip


def test_une_adresse_complementaire_qui_s_accorde_se_dit():
    corner = replace(AU_REGISTRE, adresses=("9 quai Vide", "4 RUE GILBERT"), parcelles=frozenset())
    found = rapprocher(GILBERT, corner)
    assert found is not None and found.raisons[0] == "adresse 4 RUE GILBERT"


def test_la_meme_adresse_d_une_autre_commune_n_est_pas_proposee():
    elsewhere = replace(AU_REGISTRE, code_postal="57000", commune="Metz", parcelles=frozenset())
    assert rapprocher(GILBERT, elsewhere) is None
    # La même parcelle l'emporte sur un code postal mal tapé.
    assert rapprocher(GILBERT, replace(elsewhere, parcelles=frozenset({AB123}))) is not None


def test_sans_code_postal_la_commune_suffit():
    bare = replace(GILBERT, code_postal="", parcelles=frozenset())
    assert rapprocher(bare, AU_REGISTRE) is not None


def test_le_nom_seul_se_propose_et_la_rue_seule_non():
    named = Inscrite("AA5357991", "RESIDENCE GILBERT", ("99 RUE VIDE",), "54000", "Nancy")
    found = rapprocher(GILBERT, named)
    assert found is not None and found.raisons == ("nom",)
    assert found.reserves == ("adresse",)
    street = Inscrite("AA5357991", "", ("12 RUE GILBERT",), "54000", "Nancy")
    assert rapprocher(GILBERT, street) is None
    street = replace(street, reglement=date(1968, 5, 2))
    found = rapprocher(GILBERT, street)
    assert found is not None and found.raisons == ("rue", "règlement du 02/05/1968")


def test_un_hasard_ne_se_propose_pas():
    """Autant de lots, dans la même ville : la moitié des immeubles en sont là."""
    assert rapprocher(GILBERT, Inscrite("AA5357991", "X", (), "54000", "Nancy", nb_lots=9)) is None


def test_les_meilleurs_d_abord_un_par_numero_et_pas_trop():
    found = [
        rapprocher(GILBERT, replace(AU_REGISTRE, numero=f"AA{rank:07}", nb_lots=rank))
        for rank in (*range(20), 9)
    ]
    best = meilleurs([one for one in found if one is not None])
    assert len(best) == CANDIDATS_MAX
    assert [one.inscrite.numero for one in best][:2] == ["AA0000009", "AA0000000"]
