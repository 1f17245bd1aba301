"""La réponse de la cible : lue avec méfiance, et ce qu'elle change au manifeste suivant."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.publications.retours import (
    PHRASE_MAX,
    Retour,
    attendue,
    ecrire_retour,
    lire_retour,
    precedent,
)
from tests.schema_json import Schema


def octets(**values) -> bytes:
    return json.dumps(values).encode()


def test_le_strict_necessaire_se_lit():
    """« {accepte, refus:[{id, motif}]} » : le contrat n'exige rien d'autre (§4.1, point 4)."""
    found = lire_retour(octets(accepte=True, refus=[{"id": "evt-1-0", "motif": "absent"}]), 412)
    assert found == Retour(412, True, 412, "", {"evt-1-0": "absent"})
    assert lire_retour(octets(accepte=False, refus=[]), 412).tient is None


def test_ce_que_la_cible_ecrit_se_relit_et_suit_le_schema():
    schema = Schema("ged-retour-1.schema.json")
    for retour in (
        Retour(1, True, 1),
        Retour(412, True, 412, "", {"evt-1-0": "empreinte différente", "evt-2-0": "absent"}),
        Retour(413, False, 411, "il suit le 412, et je tiens le 411"),
        Retour(1, False, None, "signature fausse"),
    ):
        written = ecrire_retour(retour)
        assert lire_retour(written, retour.numero) == retour
        assert schema.fautes(json.loads(written)) == []


@pytest.mark.parametrize(
    ("contenu", "motif"),
    [
        (b"", "texte JSON"),
        (b"<html>", "texte JSON"),
        (b'{"accepte": tr', "texte JSON"),
        (b"\xff\xfe", "texte JSON"),
        (b"[" * 200_000, "texte JSON"),
        (b"[]", "objet JSON"),
        (octets(format="ged-retour/2", accepte=True, refus=[]), "format"),
        (octets(numero=411, accepte=True, refus=[]), "un autre manifeste"),
        (octets(refus=[]), "s'il est accepté"),
        (octets(accepte="oui", refus=[]), "s'il est accepté"),
        (octets(accepte=True, refus={"evt-1-0": "non"}), "s'il est accepté"),
        (octets(accepte=True, refus=["evt-1-0"]), "de quel document"),
        (octets(accepte=True, refus=[{"motif": "absent"}]), "de quel document"),
        (octets(accepte=False, tient="411", refus=[]), "pas un numéro"),
        (octets(accepte=False, tient=True, refus=[]), "pas un numéro"),
        (octets(accepte=False, tient=-1, refus=[]), "pas un numéro"),
        (octets(accepte=False, tient=10**30, refus=[]), "pas un numéro"),
        (octets(accepte=True, tient=411, refus=[]), "en tenir un autre"),
    ],
)
def test_ce_qui_n_est_pas_une_reponse_se_refuse_d_une_phrase(contenu, motif):
    with pytest.raises(RefusedError, match=motif):
        lire_retour(contenu, 412)


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["accepte", "refus", "tient", "numero", "id", "motif", "format"]), inner
    ),
    max_leaves=12,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_aucun_texte_ne_fait_plus_qu_un_refus(contenu):
    try:
        found = lire_retour(contenu, 412)
    except RefusedError:
        return
    assert found.numero == 412 and (not found.accepte or found.tient == 412)


@pytest.mark.parametrize("id", ["\ud800", "evt-1\0", "", "evt\n1"])
def test_un_document_refuse_se_nomme_d_un_nom_qui_s_ecrit(id):
    if id == "":
        assert lire_retour(octets(accepte=True, refus=[{"id": id}]), 1).refus == {"": "sans motif"}
        return
    with pytest.raises(RefusedError, match="de quel document"):
        lire_retour(octets(accepte=True, refus=[{"id": id}]), 1)


def test_un_format_qui_n_est_pas_un_texte_se_refuse():
    with pytest.raises(RefusedError, match="format est inconnu"):
        lire_retour(octets(format=["ged-retour/1"], accepte=True), 1)


def test_un_motif_tient_sur_une_ligne():
    said = octets(
        accepte=True, refus=[{"id": "evt-1-0", "motif": "a\x00\n\tb\u202e " + "x" * 9999}]
    )
    motif = lire_retour(said, 1).refus["evt-1-0"]
    assert motif.startswith("a b") and len(motif) == PHRASE_MAX and motif.isprintable()
    none = octets(accepte=True, refus=[{"id": "evt-1-0", "motif": None}])
    assert lire_retour(none, 1).refus == {"evt-1-0": "sans motif"}


def test_elle_se_dit_en_quelques_mots():
    assert Retour(1, True, 1).phrase() == "accepté"
    assert Retour(1, True, 1, "", {"a": "", "b": ""}).phrase() == "accepté, sauf 2 documents"
    assert Retour(2, False, 1, "signature fausse").phrase() == "refusé : signature fausse"
    assert Retour(2, False, 1).phrase() == "refusé : sans motif"


@pytest.mark.parametrize(
    ("dernier", "repondu", "tient", "attendu"),
    [
        (0, 0, 0, None),  # le premier
        (4, 0, 0, 4),  # elle ne répond jamais
        (4, 4, 4, 4),
        (4, 4, 3, 3),  # elle a refusé le 4
        (4, 4, 0, None),  # elle a tout refusé depuis le premier
        (5, 4, 3, 5),  # elle n'a pas encore dit ce qu'elle fait du 5
    ],
)
def test_le_suivant_suit_celui_que_la_cible_tient(dernier, repondu, tient, attendu):
    assert precedent(dernier, repondu, tient) == attendu


@pytest.mark.parametrize(
    ("numero", "repondu", "attendu"),
    [(0, 0, False), (1, 0, True), (1, 1, False), (2, 0, False), (2, 1, True), (9, 9, False)],
)
def test_une_cible_qui_ne_repond_jamais_n_est_pas_appelee_pour_rien(numero, repondu, attendu):
    assert attendue(numero, repondu) is attendu
