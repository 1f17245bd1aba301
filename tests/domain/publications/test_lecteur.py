"""Ce qu'une cible refuse, garde et enchaîne (extranet-partners §4.1, points 4 et 7)."""

import datetime as dt
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.domain.publications.lecteur import lire, refus_du_fichier, suivre
from lsc_desktop.domain.publications.manifeste import ecrire
from tests.domain.publications.fabrique import (
    CLE,
    JOUR,
    agences,
    au_compte,
    compte,
    document,
    manifeste,
    publier,
    sceller,
)

VALEUR = manifeste([compte()], documents=[document(), document("evt-2-0", fin=JOUR)])


def corps(value=VALEUR, **kwargs):
    return json.loads(ecrire(value, **kwargs))


def refuse(octets, mot, **kwargs):
    with pytest.raises(RefusedError, match=mot) as refused:
        lire(octets, **kwargs)
    assert refused.value.advice == "Rien n'a été changé."


# --- Lire -----------------------------------------------------------------------------------------


def test_ce_qui_est_ecrit_se_lit():
    found = lire(ecrire(VALEUR))
    assert (found.numero, found.precedent, found.signee) == (1, None, False)
    assert found.vue("t-450A", JOUR).ids == ("evt-1-0", "evt-2-0")
    assert lire(sceller(corps())).sha256 == found.sha256


@pytest.mark.parametrize(
    "octets",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"a":1}', b"[" * 100_000, b'{"format":1}',
     b'{"format":"ged-publication/1","format":"ged-publication/1"}'],
    ids=range(9),
)  # fmt: skip
def test_ce_qui_n_est_pas_un_manifeste_se_refuse(octets):
    refuse(octets, "Le manifeste est refusé")


@pytest.mark.parametrize("text", ["1.5", "1e3", "NaN", "Infinity", "-Infinity"])
def test_un_nombre_a_virgule_se_refuse(text):
    octets = ecrire(VALEUR).replace(b'"numero":1', f'"numero":{text}'.encode())
    refuse(octets, "n'est pas un entier")


@pytest.mark.parametrize(
    ("format_", "mot"),
    [
        ("ged-publication/2", "version 2 m'est inconnue"), ("ged-publication/10", "version 10"),
        ("ged-publication/2.1", "version 2"), ("ged-publication/", "pas une publication"),
        ("autre/1", "pas une publication"), ("ged-publication/1x", "pas une publication"),
        ("ged-publication/" + "1" * 5000, "pas une publication"),
    ],
)  # fmt: skip
def test_une_version_majeure_inconnue_se_refuse(format_, mot):
    refuse(sceller(corps() | {"format": format_}), mot)


@pytest.mark.parametrize("format_", ["ged-publication/1", "ged-publication/1.4"])
def test_une_version_mineure_se_lit(format_):
    assert lire(sceller(corps() | {"format": format_})).numero == 1


def test_les_champs_inconnus_sont_gardes_et_comptent_dans_l_empreinte():
    new = corps() | {"zones": ["nord"], "aaa": {"b": 1}}
    new["documents"][0]["langue"] = "fr"
    found = lire(sceller(new))
    assert (found.corps["zones"], found.corps["aaa"]) == (["nord"], {"b": 1})
    assert found.vue("t-450A", JOUR).documents[0]["langue"] == "fr"
    altered = json.loads(sceller(new)) | {"zones": ["sud"]}
    refuse(json.dumps(altered).encode(), "abîmé ou modifié")


def test_une_cle_ecrite_deux_fois_se_refuse():
    """Deux lecteurs n'en retiendraient pas la même."""
    refuse(ecrire(VALEUR).replace(b'"numero":1', b'"numero":1,"numero":1'), "deux fois")


def test_un_octet_change_se_voit():
    written = ecrire(VALEUR)
    refuse(written.replace(b"Lettre evt-1-0", b"Lettre evt-1-1"), "abîmé ou modifié")
    refuse(written.replace(b'"sha256_corps":"', b'"sha256_corps":"0'), "abîmé ou modifié")
    missing = corps()
    del missing["sha256_corps"]
    refuse(json.dumps(missing).encode(), "abîmé ou modifié")


@given(st.data())
def test_tout_manifeste_tronque_se_refuse(data):
    written = ecrire(VALEUR)
    cut = data.draw(st.integers(0, len(written) - 1))
    with pytest.raises(RefusedError):
        lire(written[:cut])


def test_le_compte_des_documents_est_verifie():
    refuse(sceller(corps() | {"compte_documents": 3}), "3 documents annoncés, 2 listés")


@pytest.mark.parametrize(
    ("partie", "champ", "valeur"),
    [
        ("documents", "portee", {}), ("documents", "portee", {"immeuble": "G", "compte": "c"}),
        ("documents", "portee", {"ville": "Nancy"}), ("documents", "portee", {"cabinet": 1}),
        ("documents", "portee", {"compte": ""}), ("documents", "portee", {"compte": ["450A"]}),
        ("documents", "fin", "20250301"), ("documents", "fin", "2025-02-30"),
        ("documents", "fin", 5), ("documents", "classeur", "s-ailleurs"),
        ("documents", "taille", True), ("documents", "id", "evt-2-0"),
        ("comptes", "actif", "false"), ("comptes", "actif", 0), ("comptes", "immeubles", None),
        ("immeubles", "cs", [{"tiers": "t"}]), ("immeubles", "lots", [{"id": "A/1"}]),
        ("classeurs", "droits", "coproprietaire"), ("classeurs", "droits", [{}]),
        ("comptes", "immeubles", [["GILBERT"]]),
        ("immeubles", "lots", [{"id": "A/1", "proprietaires": [{}]}]), ("identites", "id", None),
    ],
)  # fmt: skip
def test_un_champ_qui_n_a_pas_sa_forme_se_refuse(partie, champ, valeur):
    wrong = corps()
    wrong[partie][0][champ] = valeur
    refuse(sceller(wrong), "n'a pas la forme du schéma")


@pytest.mark.parametrize(
    "champ", ["numero", "precedent", "cible", "complet", "comptes", "documents", "fonds_travaux"]
)
def test_un_champ_absent_se_refuse(champ):
    wrong = corps()
    del wrong[champ]
    refuse(sceller(wrong), "n'a pas la forme du schéma")


def test_une_liste_partielle_ne_s_applique_pas():
    refuse(sceller(corps() | {"complet": False}), "la liste est partielle")


# --- La signature ---------------------------------------------------------------------------------


def test_une_signature_se_verifie():
    assert lire(ecrire(VALEUR, cle=CLE), cle=CLE).signee
    assert not lire(ecrire(VALEUR, cle=CLE)).signee


def test_qui_attend_une_signature_l_exige():
    refuse(ecrire(VALEUR), "pas signé", cle=CLE)
    refuse(ecrire(VALEUR, cle=CLE[::-1]), "pas celle de l'émetteur", cle=CLE)
    for wrong in ("texte", {}, {"algo": "none", "valeur": ""}):
        refuse(sceller(corps() | {"signature": wrong}), "pas signé", cle=CLE)
    for value in ("é", "0" * 64, None, "\ud800"):
        signature = {"algo": "hmac-sha256", "valeur": value}
        refuse(sceller(corps() | {"signature": signature}), "émetteur", cle=CLE)


def test_la_signature_d_un_autre_manifeste_ne_vaut_rien():
    other = corps(replace(VALEUR, cible="inch"), cle=CLE)["signature"]
    refuse(sceller(corps() | {"signature": other}), "émetteur", cle=CLE)


# --- La chaîne ------------------------------------------------------------------------------------


def suite(numero, precedent, **over):
    return lire(ecrire(replace(VALEUR, numero=numero, precedent=precedent, **over)))


def test_un_manifeste_suit_celui_qu_on_tient():
    first = suivre(None, suite(1, None))
    second = suivre(first, suite(2, 1))
    assert second.numero == 2
    assert suivre(second, suite(9, 2)).numero == 9  # un numéro sauté : un envoi refusé


@given(agences())
def test_applique_deux_fois_vaut_une(agence):
    written = ecrire(publier(agence)[0])
    once = suivre(None, lire(written))
    assert suivre(once, lire(written)) is once


@pytest.mark.parametrize(
    ("numero", "precedent", "over"),
    [
        (3, 1, {}), (2, None, {}), (4, 3, {}),  # ne suit pas
        (2, 1, {"documents": ()}),  # le même numéro, autre chose
        (3, 2, {"cible": "inch"}), (3, 2, {"emetteur": "autre"}),
    ],
)  # fmt: skip
def test_ce_qui_ne_suit_pas_se_refuse(numero, precedent, over):
    held = suivre(suivre(None, suite(1, None)), suite(2, 1))
    with pytest.raises(RefusedError, match="refusé"):
        suivre(held, suite(numero, precedent, **over))


def test_un_numero_n_est_pas_son_propre_precedent():
    held = suivre(suivre(None, suite(1, None)), suite(2, 1))
    loop = lire(sceller(corps() | {"numero": 2, "precedent": 2}))
    with pytest.raises(RefusedError, match="le 2 suit le 2"):
        suivre(held, loop)


def test_une_cible_neuve_attend_un_premier_manifeste():
    with pytest.raises(RefusedError, match="il suit le 411, et je n'en ai aucun"):
        suivre(None, suite(412, 411))
    assert suivre(None, suite(412, None)).numero == 412


# --- Le temps et les fichiers ---------------------------------------------------------------------


def test_un_document_s_efface_le_lendemain_de_son_dernier_jour_sans_nouvel_envoi():
    found = lire(ecrire(VALEUR))
    assert "evt-2-0" in found.vue("t-450A", JOUR).ids
    assert "evt-2-0" not in found.vue("t-450A", JOUR + dt.timedelta(1)).ids


def test_un_fichier_se_verifie_a_sa_taille_et_a_son_empreinte():
    content = b"%PDF-1.7"
    doc = document(sha256=sha256(content).hexdigest(), taille=len(content))
    (listed,) = json.loads(ecrire(manifeste(documents=[doc])))["documents"]
    assert refus_du_fichier(listed, content) == ""
    assert "0 octets au lieu de 8" in refus_du_fichier(listed, b"")
    assert "empreinte" in refus_du_fichier(listed, b"%PDF-1.6")


# --- Qui est là -----------------------------------------------------------------------------------


def test_qui_n_a_pas_d_identite_ne_voit_rien():
    wrong = corps() | {"identites": []}
    assert lire(sceller(wrong)).vue("t-450A", JOUR).ids == ()
    assert lire(ecrire(VALEUR)).vue("inconnu", JOUR).ids == ()


def test_les_titres_d_une_personne_sont_ceux_de_chaque_immeuble():
    both = compte(immeubles=frozenset({"GILBERT", "LAFAYETTE"}))
    alone = compte("450B", tiers="t-450A", immeubles=frozenset())
    value = corps(manifeste([both, alone]))
    place = next(one for one in value["immeubles"] if one["id"] == "LAFAYETTE")
    place["cs"] = [
        {"tiers": "t-450A", "president": False}, {"tiers": "t-450A", "president": True},
    ]  # fmt: skip
    found = lire(sceller(value)).titres("t-450A")
    assert [(account["id"], where, title) for account, where, title in found] == [
        ("450A", "GILBERT", "coproprietaire"),
        ("450A", "LAFAYETTE", "president_cs"),
        ("450B", "", "coproprietaire"),
    ]


def test_deux_comptes_d_une_personne_gardent_chacun_ses_documents():
    """Le compte retiré emporte les siens, l'autre garde les siens."""
    accounts = [compte(), compte("450B", tiers="t-450A", immeubles=frozenset(), autorise=False)]
    docs = [document(portee=au_compte("450A")), document("evt-2-0", portee=au_compte("450B"))]
    seen = lire(ecrire(manifeste(accounts, documents=docs))).vue("t-450A", JOUR)
    assert seen.ids == ("evt-1-0",)
    assert [one["id"] for one in seen.comptes] == ["450A"]
