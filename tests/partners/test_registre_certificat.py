"""Le certificat de l'agence : lu, jugé, gardé ; chaque défaut a sa phrase, et rien ne fait planter.

Aucune de ces lectures ne touche au réseau.
"""

import base64
import datetime as dt
import random
import ssl
import time
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.registre.certificats import (
    FicheCertificat,
    fin_proche,
    refus_du_certificat,
    siren_de,
    sirens_de,
)
from lsc_desktop.partners.der import compteurs, trop_de_tours
from lsc_desktop.partners.registre.certificat import TAILLE, lire_certificat, rouvrir
from tests.partners.certificats import AN, Autorite, Usage
from tests.partners.registre_certificats import (
    AUTRE_SIREN,
    JOUR,
    SECRET,
    SIREN,
    SIRET,
    de_l_agence,
    en_rc2,
    expire,
    pas_encore_valide,
)

MAINTENANT = dt.datetime.now(dt.UTC)
AUTORITE = Autorite()
BON = de_l_agence(AUTORITE)


def lu(signe, mot_de_passe=SECRET):
    return lire_certificat([signe.p12(mot_de_passe)], mot_de_passe)


def juge(signe, siren=SIREN):
    return [one.phrase for one in refus_du_certificat(lu(signe).fiche, siren, MAINTENANT)]


def refuse(fichiers, mot_de_passe, phrase):
    with pytest.raises(UserError, match=phrase) as refus:
        lire_certificat(fichiers, mot_de_passe)
    assert SECRET not in str(refus.value)
    return refus.value


# --- Le bon -------------------------------------------------------------------------------------


def test_le_bon_se_lit_et_peut_servir():
    found = lu(BON)
    assert found.fiche.sujet == f"CN=ws.agence-crypto.fr, OU=0002 {SIREN}, O=AGENCE CRYPTO, C=FR"
    assert (found.fiche.nom, found.fiche.sirens) == ("ws.agence-crypto.fr", (SIREN,))
    assert found.fiche.usages == ("clientAuth",) and not found.fiche.ancien
    assert juge(BON) == []


def test_ce_qu_on_garde_n_a_ni_l_ancien_mot_de_passe_ni_la_cle_en_clair():
    found = lu(BON)
    assert found.mot_de_passe != SECRET and len(found.mot_de_passe) >= 32
    assert "PRIVATE" not in found.pem and found.pem.startswith("-----BEGIN CERTIFICATE-----")
    assert SECRET not in repr(found) and found.mot_de_passe not in repr(found)
    assert rouvrir(found.p12, found.mot_de_passe) == found.fiche
    with pytest.raises(UserError, match="mot de passe"):
        rouvrir(found.p12, SECRET)


def test_un_vieux_rc2_se_lit_et_se_garde_en_aes(tmp_path):
    old = en_rc2(BON, tmp_path)
    found = lire_certificat([old], SECRET)
    assert found.fiche.ancien and found.fiche.empreinte == lu(BON).fiche.empreinte
    assert not lire_certificat([found.p12], found.mot_de_passe).fiche.ancien
    refuse([old], "autre", "n'ouvre pas le certificat")


@pytest.mark.parametrize("ensemble", [True, False], ids=["un fichier", "deux fichiers"])
@pytest.mark.parametrize("mot_de_passe", ["", SECRET], ids=["clé nue", "clé chiffrée"])
def test_un_pem_et_sa_cle_valent_un_p12(ensemble, mot_de_passe):
    lock = BestAvailableEncryption(SECRET.encode()) if mot_de_passe else NoEncryption()
    key = BON.cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    files = [AUTORITE.pem + BON.pem + key] if ensemble else [key, BON.pem]
    found = lire_certificat(files, mot_de_passe)
    assert found.fiche.empreinte == lu(BON).fiche.empreinte
    if mot_de_passe:
        refuse(files, "autre", "n'ouvre pas le certificat")


# --- Chaque défaut a sa phrase ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signe", "phrase"),
    [
        (expire(AUTORITE), "a expiré le"),
        (pas_encore_valide(AUTORITE), "ne vaut qu'à partir du"),
        (de_l_agence(AUTORITE, usage=Usage.SERVER_AUTH), "celui d'un serveur web"),
        (de_l_agence(AUTORITE, usage=Usage.EMAIL_PROTECTION), "c'est celui d'une personne"),
        (de_l_agence(AUTORITE, usage=Usage.CODE_SIGNING), "pas fait pour s'authentifier"),
        (de_l_agence(AUTORITE, siren=""), "Aucun SIREN ne figure"),
        (de_l_agence(AUTORITE, siren="123456789"), "Aucun SIREN ne figure"),
        (de_l_agence(AUTORITE, siren=AUTRE_SIREN),
         "celui de l'entreprise 552 100 554 ; le SIREN de l'agence est 732 829 320"),
    ],
)  # fmt: skip
def test_chaque_defaut_du_certificat_a_sa_phrase(signe, phrase):
    (said,) = juge(signe)
    assert phrase in said


def test_un_certificat_que_personne_n_a_signe_se_dit():
    alone = replace(lu(BON).fiche, auto_signe=True)
    (found,) = refus_du_certificat(alone, SIREN, MAINTENANT)
    assert "aucune autorité" in found.phrase and "LSTI" in found.conseil


def test_sans_siret_d_agence_on_ne_devine_pas():
    (said,) = juge(BON, "")
    assert "SIRET de l'agence n'est pas renseigné" in said


def test_un_certificat_qui_sert_a_tout_peut_servir():
    found = lu(BON).fiche
    for uses in ((), ("anyExtendedKeyUsage",), ("serverAuth", "clientAuth")):
        assert list(refus_du_certificat(replace(found, usages=uses), SIREN, MAINTENANT)) == []


def test_un_mauvais_mot_de_passe_se_montre_du_doigt():
    for wrong in ("", "autre", "é" * 40):
        assert refuse([BON.p12(SECRET)], wrong, "n'ouvre pas le certificat").field == "mot_de_passe"


def test_ce_qui_n_est_pas_un_certificat_se_dit():
    for content in (b"", b"bonjour", b"%PDF-1.7", b"\x30\x03\x02\x01\x00", BON.pem[10:200]):
        refuse([content], SECRET, "n'est pas un certificat")
    refuse([b"0" * (TAILLE + 1)], SECRET, "trop gros")
    refuse([BON.p12(SECRET), b"autre"], SECRET, "n'est pas un certificat")


def test_sans_cle_sans_certificat_ou_depareilles_cela_se_dit():
    other = de_l_agence(AUTORITE)
    key = other.cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    refuse([BON.pem], "", "ne contient pas la clé privée")
    refuse([key], "", "ne contient pas de certificat")
    refuse([BON.pem, key], "", "n'est pas celle de ce certificat")
    refuse([BON.pem_et_cle, key], "", "plusieurs clés")
    lone = pkcs12.serialize_key_and_certificates(b"x", None, BON.certificat, None, NoEncryption())
    refuse([lone], "", "ne contient pas la clé privée")


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("03420004", "03420005", "est abîmé"),  # un point qui n'est plus sur sa courbe
        ("2a8648ce3d030107", "2a8648ce3d030177", "n'est pas celle de ce certificat"),
        ("0603551d13", "0603551d25", "est abîmé"),  # deux fois la même extension
    ],
    ids=["point", "courbe", "extension"],
)
def test_un_octet_change_dans_le_certificat_se_dit(avant, apres, phrase):
    paper = BON.certificat.public_bytes(Encoding.DER).hex()
    assert paper.count(avant) == 1
    pem = ssl.DER_cert_to_PEM_cert(bytes.fromhex(paper.replace(avant, apres)))
    refuse([BON.pem_et_cle.replace(BON.pem, pem.encode())], "", phrase)


def test_un_nombre_de_tours_demesure_ne_fige_pas_le_poste():
    """Le compteur d'un p12 qui en demanderait deux milliards est vu avant de l'ouvrir."""
    assert 20000 in list(compteurs(BON.p12(SECRET)))  # ceux d'un bon fichier se voient aussi
    start = time.process_time()
    refuse([_avec_tours(2_000_000_000)], SECRET, "temps raisonnable")
    assert time.process_time() - start < 2


def test_mille_cles_a_un_million_de_tours_non_plus():
    one = b"\x30\x07\x04\x01\x00\x02\x02\x7f\xff"
    assert sum(compteurs(one * 1000)) == 1000 * 0x7FFF and trop_de_tours(one * 1000)


def test_une_cle_pem_n_ouvre_pas_davantage_sans_regarder_ses_tours():
    locked = BON.cle.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(SECRET.encode())
    )
    inside = base64.b64decode(b"".join(locked.splitlines()[1:-1]))
    (rounds,) = (count for count in compteurs(inside) if count > 1000)
    many = inside.replace(b"\x02\x02" + rounds.to_bytes(2), b"\x02\x02\x7f\xff")
    assert many != inside and not trop_de_tours(many)
    slow = base64.encodebytes(_avec_tours(2_000_000_000))
    pem = (
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + slow + b"-----END ENCRYPTED PRIVATE KEY-----\n"
    )
    refuse([BON.pem + pem], SECRET, "temps raisonnable")


def test_un_numero_de_serie_court_n_est_pas_un_nombre_de_tours():
    """Dans un p12 en clair, un numéro de huit octets faisait refuser un bon certificat."""
    serial = b"\x30\x0a\x02\x08" + (2**62).to_bytes(8)
    assert list(compteurs(serial)) == []


def test_une_longueur_qui_n_est_pas_dite_ne_cache_pas_les_tours():
    """BER : « 24 80 … 00 00 », que certains vieux exports emploient."""
    salt = b"\x24\x80\x04\x01\x00\x00\x00"
    assert list(compteurs(b"\x30\x80" + salt + b"\x02\x04\x77\x35\x94\x00")) == [2_000_000_000]


def _avec_tours(count: int) -> bytes:
    """Un DER minimal qui a l'en-tête d'un p12 et ce compteur."""
    number = count.to_bytes(4)
    inner = bytes.fromhex("06092a864886f70d010701") + b"\x04\x01\x00\x02\x04" + number
    return b"\x30" + bytes([len(inner)]) + inner


# --- Ce qui approche ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "dit"),
    [(61, ""), (60, "dans 60 jours."), (30, "dans 30 jours : demandez-en un autre."),
     (7, "dans 7 jours : demandez-en un autre sans attendre."), (1, "dans 1 jour"),
     (0, "aujourd'hui")],
)  # fmt: skip
def test_la_fin_proche_se_dit_de_plus_en_plus_fort(jours, dit):
    fiche = replace(lu(BON).fiche, valable_au=MAINTENANT + dt.timedelta(days=jours, hours=1))
    found = fin_proche(fiche, MAINTENANT)
    assert (dit in found) if dit else found == ""


def test_une_fin_passee_n_est_plus_proche():
    assert fin_proche(lu(expire(AUTORITE)).fiche, MAINTENANT) == ""
    assert fin_proche(lu(de_l_agence(AUTORITE, fin=AN / 2)).fiche, MAINTENANT) == ""


def test_le_siren_se_trouve_ou_qu_il_soit():
    assert sirens_de(["0002 732829320"]) == sirens_de(["NTRFR-732829320"]) == (SIREN,)
    assert sirens_de([f"SI:FR-{SIRET}", "732829320"]) == (SIREN,)
    assert sirens_de(["7328293201", "téléphone 0383123456"]) == ()
    assert (siren_de("732 829 320 00074"), siren_de("12")) == (SIREN, "")


# --- Au hasard ----------------------------------------------------------------------------------

SOURCES = (BON.p12(SECRET), BON.pem_et_cle + AUTORITE.pem)


@settings(max_examples=400, deadline=60_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SOURCES), st.randoms(use_true_random=False), st.integers(1, 12))
def test_un_fichier_abime_au_hasard_se_refuse_par_une_phrase(source, hasard: random.Random, coups):
    content = bytearray(source)
    for _blow in range(coups):
        at = hasard.randrange(len(content) or 1)
        match hasard.randrange(4):
            case 0:
                content[at : at + 1] = [hasard.randrange(256)]
            case 1:
                del content[at : at + hasard.randrange(1, 40)]
            case 2:
                content[at:at] = hasard.randbytes(hasard.randrange(1, 20))
            case _:
                content = content[: max(at, 1)]
    try:
        found = lire_certificat([bytes(content)], SECRET)
    except UserError as refus:
        assert refus.title.endswith(".") and refus.advice
    else:
        assert isinstance(found.fiche, FicheCertificat)


@settings(max_examples=200, deadline=60_000)
@given(st.binary(max_size=300), st.text(max_size=10))
def test_n_importe_quels_octets_se_refusent_par_une_phrase(octets, mot_de_passe):
    with pytest.raises(UserError):
        lire_certificat([octets], mot_de_passe)


@settings(max_examples=300, deadline=60_000)
@given(st.binary(max_size=400))
def test_parcourir_du_der_ne_leve_rien(octets):
    assert all(isinstance(one, int) for one in compteurs(octets))


def test_une_marge_d_un_jour_ne_change_pas_de_verdict():
    assert juge(de_l_agence(AUTORITE, debut=-JOUR, fin=JOUR)) == []
