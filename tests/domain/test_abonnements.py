"""Abonnements : ce que permet une licence selon le jour, et ce qu'un document doit être."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import RefusedError, UserError
from lsc_desktop.domain.abonnements import (
    TAILLE,
    Licence,
    Produit,
    corps_signe,
    dire_abonnement,
    dire_licence,
    lire,
    remplacer,
    sans_abonnement,
)
from tests.licences import contenu, une_licence
from tests.schema_json import Schema

SCHEMA = Schema("abonnements-1.schema.json")
FIN = date(2026, 12, 31)
LICENCE = Licence(
    "LSC-0042", datetime(2026, 1, 1, tzinfo=UTC), FIN,
    (Produit("captain", True), Produit("inch", False)), {"ag_connect": 3, "vide": 0, "captain": 0},
)  # fmt: skip


# --- Ce qu'elle permet --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("produit", "jours", "attendu"),
    [
        ("captain", -300, ""), ("captain", 0, ""), ("captain", 15, ""),
        ("captain", 16, "abonnement expiré le 31/12/2026"),
        ("inch", 0, "abonnement non souscrit"), ("autre", 0, "abonnement non souscrit"),
        ("", 0, ""), ("", 999, ""),
        ("ag_connect", 0, ""), ("ag_connect", 16, "abonnement expiré le 31/12/2026"),
        ("vide", 0, "il ne reste aucun jeton"),
    ],
)  # fmt: skip
def test_un_produit_est_permis_jusqu_a_quinze_jours_apres_la_fin(produit, jours, attendu):
    assert sans_abonnement(produit, LICENCE, FIN + timedelta(days=jours)) == attendu


def test_sans_licence_seul_ce_qui_n_en_demande_pas_est_permis():
    assert sans_abonnement("captain", None, FIN) == "abonnement non souscrit"
    assert sans_abonnement("", None, FIN) == ""
    assert dire_abonnement("", None, FIN) == "Compris"
    assert dire_abonnement("captain", None, FIN) == "Abonnement non souscrit"
    assert dire_abonnement("captain", LICENCE, FIN) == "Souscrit jusqu'au 31/12/2026"


@pytest.mark.parametrize(
    ("jours", "debut"),
    [
        (-31, "Valable jusqu'au 31/12/2026."), (-29, "Valable jusqu'au 31/12/2026 : pensez"),
        (0, "Valable jusqu'au 31/12/2026 : pensez"),
        (1, "Expirée le 31/12/2026 ; admise jusqu'au 15/01/2027"),
        (16, "Expirée le 31/12/2026 : les partenaires sont grisés"),
    ],
)  # fmt: skip
def test_la_licence_dit_son_etat(jours, debut):
    assert dire_licence(LICENCE, FIN + timedelta(days=jours)).startswith(debut)
    assert dire_licence(None, FIN) == "Aucune licence n'est validée."


NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ancienne", "client", "emise", "phrase"),
    [
        (None, "", NOW, ""), (LICENCE, "", NOW, ""), (LICENCE, "LSC-0042", NOW, ""),
        (LICENCE, "", LICENCE.emis_le, ""),  # la même, reçue de nouveau
        (None, "LSC-9", NOW, "celle du client LSC-0042 ; l'agence est LSC-9"),
        (None, "", NOW + timedelta(days=2), "n'est pas encore venu"),
        (LICENCE, "", LICENCE.emis_le - timedelta(seconds=1), "plus récente"),
    ],
)  # fmt: skip
def test_une_licence_ne_remplace_que_ce_qu_elle_peut(ancienne, client, emise, phrase):
    new = Licence("LSC-0042", emise, FIN)
    if not phrase:
        remplacer(ancienne, new, client, NOW)
    else:
        with pytest.raises(UserError, match=phrase):
            remplacer(ancienne, new, client, NOW)


def test_la_licence_d_un_autre_client_ne_remplace_pas_la_notre():
    with pytest.raises(UserError, match="l'agence est LSC-0042"):
        remplacer(LICENCE, Licence("LSC-9", NOW, FIN), "", NOW)


# --- Le document --------------------------------------------------------------------------------


def test_une_licence_se_lit_et_repond_a_son_schema():
    document = une_licence()
    licence, signature = lire(document)
    assert licence.client == "LSC-0042" and licence.valable_jusqu_au == date(2098, 12, 31)
    assert licence.emis_le == datetime(2021, 10, 1, 8, tzinfo=UTC)
    assert licence.produit("captain") == Produit("captain", True, ("conseil",))
    assert licence.produit("inch") is None and licence.jetons == {"ag_connect": 3, "captain": 1}
    body = json.loads(document)
    assert SCHEMA.fautes(body) == [] and SCHEMA.non_decrits(body) == []
    assert signature.corps == corps_signe(body) and b"signature" not in signature.corps
    assert lire(b"\xef\xbb\xbf" + document)[0] == licence  # le bloc-notes de Windows en ajoute


def test_un_champ_inconnu_ne_se_lit_pas_mais_compte_dans_la_signature():
    one, other = lire(une_licence()), lire(une_licence(options={"neuf": True}))
    assert one[0] == other[0] and one[1].corps != other[1].corps


FAUX = {
    "format": ["abonnements/2", "autre/1", 1, None, ""],
    "client": ["", " ", 7, None, "x" * 41],
    "emis_le": ["2021-10-01", "2021-10-01T08:00:00", "2021-13-01T08:00:00Z", 3, None],
    "valable_jusqu_au": ["31/12/2026", "2026-02-30", "20261231", None, "9999-12-31"],
    "produits": [
        None, {}, ["captain"], [{"code": "captain"}], [{"code": "É", "actif": True, "modules": []}],
        [{"code": "a", "actif": 1, "modules": []}], [{"code": "a", "actif": True, "modules": [1]}],
        [{"code": "a", "actif": True, "modules": []}] * 2,
    ],
    "jetons": [None, [], {"a": -1}, {"a": True}, {"a": "3"}, {"A": 1}, {"a": 1_000_001}],
    "signature": [
        None, "x", {}, {"algo": "hmac", "cle": "essai", "valeur": ""}, {"algo": "ed25519"},
        {"algo": "ed25519", "cle": 1, "valeur": "x"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("champ", "valeur"), [(k, v) for k, vs in FAUX.items() for v in vs])
def test_ce_qui_n_a_pas_la_forme_voulue_se_refuse_en_francais(champ, valeur):
    body = {**json.loads(une_licence()), champ: valeur}
    with pytest.raises(RefusedError) as refus:
        lire(json.dumps(body).encode())
    assert "licence" in refus.value.title and refus.value.advice
    del body[champ]
    with pytest.raises(RefusedError):
        lire(json.dumps(body).encode())


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"[]", b"null", b"\xff\xfe{", b"[" * 50_000, b'{"a": 1.5}', b'{"a": NaN}',
        b"x" * (TAILLE + 1), json.dumps(contenu()).encode(), "{}".encode("utf-16"),
    ],
)  # fmt: skip
def test_autre_chose_qu_une_licence_se_refuse(octets):
    with pytest.raises(RefusedError):
        lire(octets)


def test_un_champ_ecrit_deux_fois_se_refuse():
    twice = une_licence().replace(b'"client"', b'"client": "LSC-9", "client"', 1)
    with pytest.raises(RefusedError, match="n'est pas une licence"):
        lire(twice)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_n_importe_quels_octets_ne_font_qu_un_refus(octets):
    with pytest.raises(RefusedError):
        lire(octets)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(FAUX)), JSON)
def test_n_importe_quelle_valeur_d_un_champ_se_lit_ou_se_refuse(champ, valeur):
    body = {**json.loads(une_licence()), champ: valeur}
    try:
        lire(json.dumps(body).encode())
    except RefusedError as refus:
        assert refus.title
