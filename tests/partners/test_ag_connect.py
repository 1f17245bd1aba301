"""`ag-acces/1` et `ag-retour/1` se lisent entiers, ou pas du tout ; un refus est une phrase."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsc_desktop.domain.ag_connect.valeurs import RAPPORT
from lsc_desktop.domain.assemblees.majorites import Camp, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.partners.ag_connect.contrat import (
    RetourRefuseError,
    lire_acces,
    lire_retour,
    nom_accuse,
    nom_recu,
)
from lsc_desktop.partners.ag_connect.lecteur import JSON_MAX
from tests.schema_json import Schema

ACCES = {
    "format": "ag-acces/1", "ag": 3, "revision": 2, "verrouillee": False,
    "acces": [
        {"participant": 241, "code": "8361", "mot_de_passe": "Poudlard", "importe": True},
        {"participant": 238, "importe": "adresse électronique absente"},
    ],
    "resolutions": [{"resolution": 340, "importe": True}, {"resolution": 341, "importe": "vide"}],
}  # fmt: skip
CAMP = {"voix": "74.00010", "nombre": 1}
RETOUR = {
    "format": "ag-retour/1", "ag": 3, "revision": 2, "debut": "2020-07-13T17:04",
    "presences": [
        {"participant": 241, "mode": "physique", "arrivee": None, "depart": "2020-07-13T18:00:30"},
        {"participant": 238, "mode": "represente", "mandataire": 241},
        {"participant": 239, "mode": "represente", "mandataire": "Casper"},
        {"participant": 240, "mode": "correspondance", "recu_le": "2020-07-08"},
    ],
    "scrutins": [{"resolution": 340, "tour": 1, "heure": "2020-07-13T17:10", "amendee": True,
                  "texte": "Un budget,\nmoindre",
                  "totaux": {"pour": CAMP, "contre": CAMP, "abstention": CAMP}}],
    "votes": [{"resolution": 340, "participant": 241, "sens": "pour", "opposant": False},
              {"resolution": 340, "participant": 240, "tour": 1, "sens": "abstention"}],
    "incidents": [{"debut": "2020-07-13T17:20", "fin": "2020-07-13T17:25", "resume": "Son coupé"}],
    "pieces": [{"type": "rapport", "fichier": "pv-3.pdf", "sha256": "a" * 64}],
}  # fmt: skip
SCHEMAS = {"acces": Schema("ag-acces-1.schema.json"), "retour": Schema("ag-retour-1.schema.json")}
LIRE = {"acces": (lire_acces, ACCES), "retour": (lire_retour, RETOUR)}


def octets(value):
    return json.dumps(value).encode()


def poser(base, chemin, value):
    """Une copie, où ce chemin vaut autre chose ; `...` le retire."""
    made = deepcopy(base)
    *parents, last = chemin.split(".")
    where = made
    for step in parents:
        where = where[_pas(step)]
    if value is ...:
        del where[last]
    else:
        where[_pas(last)] = value
    return made


def _pas(step):
    return int(step) if step.isdigit() else step


def test_des_acces_se_lisent_entiers():
    found = lire_acces(octets(ACCES))
    assert (found.ag, found.revision, found.verrouillee) == (3, 2, False)
    assert [(one.participant, one.code, one.mot_de_passe, one.motif) for one in found.acces] == [
        (241, "8361", "Poudlard", ""), (238, "", "", "adresse électronique absente"),
    ]  # fmt: skip
    assert found.resolutions == {340: "", 341: "vide"}


def test_un_retour_se_lit_entier():
    found = lire_retour(octets(RETOUR))
    assert [one.code for one in found.presences] == [
        Code.PRESENT, Code.REPRESENTE, Code.REPRESENTE, Code.CORRESPONDANCE,
    ]  # fmt: skip
    assert [one.mandataire for one in found.presences] == [None, 241, "Casper", None]
    (vote,) = found.scrutins
    assert (vote.amendee, vote.texte) == (True, "Un budget,\nmoindre")
    assert vote.totaux[Sens.OUI] == Camp(7_400_010, 1)
    assert [one.sens for one in found.votes] == [Sens.OUI, Sens.ABSTENTION]
    assert found.pieces[0].sorte == RAPPORT
    assert found.incidents[0].resume == "Son coupé"


@pytest.mark.parametrize("sorte", LIRE)
def test_le_schema_dit_la_meme_chose(sorte):
    _read, good = LIRE[sorte]
    assert SCHEMAS[sorte].fautes(good) == []
    assert SCHEMAS[sorte].non_decrits(good) == []


FAUX = [
    ("retour", "format", "ag-retour/2"),
    ("retour", "inconnu", 1),
    ("retour", "debut", ...),
    ("retour", "debut", "2020-07-13 17:04"),
    ("retour", "debut", "2020-02-31T17:04"),
    ("retour", "ag", "3"),
    ("retour", "ag", True),
    ("retour", "ag", 0),
    ("retour", "revision", 2**40),
    ("retour", "presences", {}),
    ("retour", "presences.0.mode", "telepathie"),
    ("retour", "presences.0.lieu", "Nancy"),
    ("retour", "presences.1.mandataire", -1),
    ("retour", "presences.2.mandataire", "\u202eCasper"),
    ("retour", "presences.3.recu_le", "8 juillet"),
    ("retour", "scrutins.0.tour", 3),
    ("retour", "scrutins.0.heure", None),
    ("retour", "scrutins.0.totaux", {"pour": CAMP}),
    ("retour", "scrutins.0.totaux.pour", {"voix": 74, "nombre": 1}),
    ("retour", "scrutins.0.totaux.pour", {"voix": "-1", "nombre": 1}),
    ("retour", "scrutins.0.totaux.pour", {"voix": "1.000001", "nombre": 1}),
    ("retour", "votes.0.sens", "peut-être"),
    ("retour", "votes.0.sens", ["pour"]),
    ("retour", "votes.0.opposant", 1),
    ("retour", "votes.0", "pour"),
    ("retour", "incidents.0.fin", "2020-07-13T17:00"),
    ("retour", "incidents.0.resume", ""),
    ("retour", "pieces.0.fichier", "../../etc/passwd.pdf"),
    ("retour", "pieces.0.fichier", "pv.exe"),
    ("retour", "pieces.0.sha256", "A" * 64),
    ("acces", "acces.0.code", None),
    ("acces", "acces.0.importe", False),
    ("acces", "acces.1.importe", ""),
    ("acces", "acces.1.participant", 241),
    ("acces", "verrouillee", "non"),
    ("acces", "resolutions.0.motif", "x"),
]


@pytest.mark.parametrize(("sorte", "chemin", "value"), FAUX)
def test_un_ecart_au_contrat_est_refuse_d_une_phrase(sorte, chemin, value):
    read, good = LIRE[sorte]
    with pytest.raises(RetourRefuseError) as refused:
        read(octets(poser(good, chemin, value)))
    assert refused.value.title.endswith(".") and refused.value.advice
    assert "\u202e" not in refused.value.title


@pytest.mark.parametrize(
    "contenu",
    [
        b"", b"\xff\xfe", b"[]", b"null", b"{", b"{" * 200_000, b'{"a":1,"a":1}',
        b'{"ag": NaN}', b'{"ag": Infinity}', b'{"ag": 1.5}', b'{"ag": ' + b"9" * 5_000 + b"}",
        b'{"' + b"x" * 200 + b'": 1}', b" " * (JSON_MAX + 1), b"[" * 100_000,
    ],
)  # fmt: skip
def test_un_fichier_hostile_n_est_jamais_une_panne(contenu):
    for read, _good in LIRE.values():
        with pytest.raises(RetourRefuseError):
            read(contenu)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
CHEMINS = [(kind, path) for kind, path, _value in FAUX if "inconnu" not in path]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CHEMINS), JSON)
def test_n_importe_quelle_valeur_se_lit_ou_se_refuse(where, value):
    kind, path = where
    read, good = LIRE[kind]
    try:
        read(octets(poser(good, path, value)))
    except RetourRefuseError as error:
        assert error.title


def test_seuls_nos_noms_se_relevent():
    assert nom_recu("ag-retour-12.json") == ("retour", 12)
    assert nom_recu("ag-acces-3.json") == ("acces", 3)
    for name in ("ag-export-3.json", "ag-retour-0.json", "ag-retour-3.json.part", "x"):
        assert nom_recu(name) is None
    assert nom_accuse("ag-retour-12.json") == "ag-accuse-retour-12.json"
