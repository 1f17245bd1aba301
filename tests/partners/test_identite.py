"""À qui l'on parle, et sous quel nom : rien ne part avant que la clé d'hôte soit confirmée."""

import base64
import logging
from dataclasses import replace

import asyncssh
import pytest

from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.sftp import CibleSftp, ClePrivee, MotDePasse
from lsc_desktop.partners.sftp.cles import cle_privee
from lsc_desktop.partners.sftp.erreurs import CleHoteError
from lsc_desktop.partners.sftp.port import ouverte
from tests.partners.lots import VITE, lot, verifier
from tests.partners.serveurs import MOT_DE_PASSE, faux


def test_la_premiere_fois_l_empreinte_se_confirme(vrai, tmp_path):
    """Elle est celle que montre `ssh-keygen -l` ; confirmée, elle suffit."""
    new = replace(vrai.adresse, empreinte="")
    with pytest.raises(CleHoteError) as unknown:
        CibleSftp(new, vrai.secret, VITE).ouvrir()
    error = unknown.value
    assert (error.empreinte, error.attendue) == (vrai.adresse.empreinte, "")
    assert error.empreinte in error.title and "n'est pas encore connu" in error.title
    envois = lot(tmp_path / "ged", 3)
    confirmed = replace(new, empreinte=error.empreinte)
    with ouverte(CibleSftp(confirmed, vrai.secret, VITE)) as session:
        session.deposer(envois)
    verifier(vrai.dossier, envois)


def test_une_cle_d_hote_changee_bloque_et_montre_les_deux_empreintes(tmp_path):
    with faux(tmp_path / "srv") as serveur:
        old = f"ssh-ed25519 {asyncssh.generate_private_key('ssh-ed25519').get_fingerprint()}"
        adresse = replace(serveur.adresse, empreinte=old)
        with pytest.raises(CleHoteError) as changed:
            CibleSftp(adresse, serveur.secret, VITE).ouvrir()
    error = changed.value
    assert (error.empreinte, error.attendue) == (serveur.adresse.empreinte, old)
    assert error.empreinte in error.title and old in error.title and "a changé" in error.title
    assert "Rien n'a été envoyé" in error.advice


def test_un_serveur_a_plusieurs_cles_presente_celle_qui_a_ete_confirmee(tmp_path):
    """Il préfère ed25519, on avait confirmé sa clé RSA : ce n'est pas un changement."""
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    keys = [asyncssh.generate_private_key("ssh-ed25519"), rsa]
    with faux(tmp_path / "srv", cle=keys) as serveur:
        adresse = replace(serveur.adresse, empreinte=f"ssh-rsa {rsa.get_fingerprint()}")
        with ouverte(CibleSftp(adresse, serveur.secret, VITE)) as session:
            assert session.lister() == {}


def test_mot_de_passe_refuse(tmp_path):
    with faux(tmp_path / "srv") as serveur:
        session = CibleSftp(serveur.adresse, MotDePasse("Mauvais-secret-1"), VITE)
        with pytest.raises(AccesError, match="refuse le mot de passe de « agence »") as refused:
            session.ouvrir()
        assert refused.value.field == "mot_de_passe"
        with ouverte(CibleSftp(serveur.adresse, serveur.secret, VITE)) as session:
            assert session.lister() == {}


def test_cle_refusee(vrai):
    other = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    with pytest.raises(AccesError, match="refuse la clé de") as refused:
        CibleSftp(vrai.adresse, ClePrivee(other), VITE).ouvrir()
    assert refused.value.field == "cle"


def test_une_cle_sous_phrase_s_ouvre_avec_elle_seule(vrai):
    key = asyncssh.import_private_key(vrai.secret.texte)
    locked = key.export_private_key(passphrase="sésame", rounds=64).decode()
    with ouverte(CibleSftp(vrai.adresse, ClePrivee(locked, "sésame"), VITE)) as session:
        assert session.lister() == {}
    for phrase in ("", "autre"):
        with pytest.raises(AccesError, match="La clé privée ne se lit pas"):
            CibleSftp(vrai.adresse, ClePrivee(locked, phrase), VITE).ouvrir()
    with pytest.raises(AccesError, match="La clé privée ne se lit pas"):
        CibleSftp(vrai.adresse, ClePrivee("pas une clé"), VITE).ouvrir()


def test_une_cle_aux_tours_demesures_est_refusee_sans_etre_ouverte():
    """bcrypt en ferait deux milliards : le poste se figerait pour des années."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    text = key.export_private_key(passphrase="sésame", rounds=64).decode()
    lines = text.splitlines()
    inside = base64.b64decode("".join(lines[1:-1]))
    assert inside.count(b"\x00\x00\x00\x40\x00\x00\x00\x01") == 1  # les tours, puis une clé
    slow = inside.replace(b"\x00\x00\x00\x40\x00\x00\x00\x01", b"\x7f\xff\xff\xff\x00\x00\x00\x01")
    hostile = "\n".join((lines[0], base64.b64encode(slow).decode(), lines[-1]))
    assert cle_privee(ClePrivee(text, "sésame")).get_fingerprint() == key.get_fingerprint()
    for bad in (hostile, text * 500, "-----BEGIN PRIVATE KEY-----\n=\n-----END PRIVATE KEY-----"):
        with pytest.raises(AccesError, match="La clé privée ne se lit pas"):
            cle_privee(ClePrivee(bad, "sésame"))


def test_un_nombre_de_tours_negatif_n_est_pas_un_incident():
    key = asyncssh.generate_private_key("ssh-ed25519")
    lines = key.export_private_key("pkcs8-pem", passphrase="sésame").decode().splitlines()
    inside = base64.b64decode("".join(lines[1:-1]))
    assert inside.count(b"\x02\x02\x08\x00") == 1  # 2 048 tours
    bad = base64.b64encode(inside.replace(b"\x02\x02\x08\x00", b"\x02\x02\x88\x00")).decode()
    with pytest.raises(AccesError, match="La clé privée ne se lit pas"):
        cle_privee(ClePrivee("\n".join((lines[0], bad, lines[-1])), "sésame"))


def test_aucun_secret_ne_sort(tmp_path, caplog, capfd):
    """Ni journal, ni erreur et ses causes, ni représentation."""
    caplog.set_level(logging.DEBUG)
    wrong = "Mauvais-secret-2"
    with faux(tmp_path / "srv") as serveur:
        texts = [repr(MotDePasse(wrong)), repr(ClePrivee(wrong, wrong))]
        session = CibleSftp(serveur.adresse, MotDePasse(wrong), VITE)
        with pytest.raises(AccesError) as refused:
            session.ouvrir()
        error: BaseException | None = refused.value
        while error is not None:
            texts += [str(error), repr(error)]
            error = error.__cause__ or error.__context__
        with ouverte(CibleSftp(serveur.adresse, serveur.secret, VITE)) as session:
            session.deposer(lot(tmp_path / "ged", 3))
            texts.append(repr(session))
    out, err = capfd.readouterr()
    said = "\n".join([*texts, caplog.text, out, err])
    assert said.strip()
    assert wrong not in said and MOT_DE_PASSE not in said
