"""Le certificat présenté à un vrai serveur TLS qui en exige un : chaque cas a sa phrase, et rien ne
part quand il ne faut pas, en REST comme en SOAP.

Le serveur est local : ces essais prouvent la liaison, jamais l'accord avec le vrai registre.
"""

import datetime as dt
import socket
from contextlib import contextmanager

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.registre.demarches import IMMATRICULATION, TELECHARGEMENT
from lsc_desktop.partners import coffre
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.http import Client
from lsc_desktop.partners.registre.certificat import lire_certificat
from lsc_desktop.partners.registre.client import demander
from lsc_desktop.partners.registre.contrat import (
    MODELE_SOAP,
    contrat_en_vigueur,
    contrat_livre,
)
from lsc_desktop.partners.registre.gardes import (
    Attendu,
    a_presenter,
    est_garde,
    garder_certificat,
    oublier_certificat,
)
from lsc_desktop.partners.registre.port import Compte, Demande
from tests.coffres import coffre_en_memoire
from tests.partners.certificats import AN, Autorite, Usage
from tests.partners.faux_https import BOUCLE, Retour, Suite, faux_https, page
from tests.partners.faux_registre import COURRIEL, NUMERO, FauxRegistre
from tests.partners.faux_registre_soap import WSDL, FauxRegistreSoap
from tests.partners.registre_certificats import (
    AUTRE_SIREN,
    JOUR,
    SECRET,
    SIREN,
    de_l_agence,
    en_rc2,
    expire,
    pas_encore_valide,
)

MAINTENANT = dt.datetime.now(dt.UTC)
AGREEE, ETRANGERE = Autorite("AC agréée d'essai"), Autorite("AC étrangère")
DONNEES = {"nom_usage": "Gilbert", "adresse": "4, rue Gilbert", "nb_lots": 9,
           "syndic_siret": "73282932000074"}  # fmt: skip


@pytest.fixture(autouse=True)
def coffre_de_l_essai():
    with coffre_en_memoire() as there:
        yield there


def importer(contenu, mot_de_passe=SECRET, emplacement=1) -> Attendu:
    found = lire_certificat([contenu], mot_de_passe)
    garder_certificat(emplacement, found)
    return Attendu(emplacement, found.fiche.nom, found.fiche.empreinte)


def presenter(*attendus):
    return a_presenter(attendus, SIREN, MAINTENANT)


class Rest:
    faux, contrat = FauxRegistre, staticmethod(contrat_livre)


class Soap:
    faux = FauxRegistreSoap

    @staticmethod
    def contrat():
        return contrat_en_vigueur(MODELE_SOAP.read_text(encoding="utf-8"), WSDL)


@pytest.fixture(params=[Rest, Soap], ids=["REST", "SOAP"])
def par(request):
    """Les deux transports : le certificat et ses contrôles leur sont communs."""
    return request.param


@contextmanager
def le_registre(tmp_path, repondre):
    """Exige un certificat de l'autorité agréée ; compte aussi les connexions."""
    with faux_https(repondre, tmp_path / "serveur", clients=AGREEE) as faux:
        yield faux


def demander_a(faux, certificat, par, asked=None, **options):
    appels = []
    asked = asked or Demande(IMMATRICULATION, donnees=DONNEES)
    with Client(
        "registre", "Le registre", faux.adresse, certificat=certificat, noter=appels.append,
        autorites=faux.autorites, **options,
    ) as client:  # fmt: skip
        return demander(client, par.contrat(), Compte(NUMERO, COURRIEL), asked), appels


# --- Le bon -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ancien", [False, True], ids=["AES", "RC2"])
def test_le_bon_certificat_passe_et_se_note_sans_secret(tmp_path, ancien, par):
    good = de_l_agence(AGREEE)
    held = presenter(importer(en_rc2(good, tmp_path) if ancien else good.p12(SECRET)))
    with le_registre(tmp_path, par.faux()) as faux:
        accuse, (appel,) = demander_a(faux, held, par)
        assert accuse.numero == "AB1234567" and accuse.accuse == "AR-2026-000017"
        (peer,) = faux.clients
        assert (("organizationalUnitName", f"0002 {SIREN}"),) in peer["subject"]
        (seen,) = faux.requetes
        assert COURRIEL in str(seen.entetes) or COURRIEL.encode() in seen.corps
    assert appel.certificat == "ws.agence-crypto.fr" and appel.quoi == "Immatriculation"
    assert held.mot_de_passe not in repr(appel) and SECRET not in repr(appel)


# --- Refusés avant toute connexion --------------------------------------------------------------


@contextmanager
def personne_ne_doit_venir():
    """Un port où le système garde qui vient ; échoue s'il a vu quelqu'un."""
    with socket.create_server((BOUCLE, 0)) as server:
        yield f"https://{BOUCLE}:{server.getsockname()[1]}"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # personne n'attend d'être accueilli
            server.accept()


@pytest.mark.parametrize(
    ("signe", "phrase"),
    [
        (expire(AGREEE), "a expiré le"),
        (pas_encore_valide(AGREEE), "ne vaut qu'à partir du"),
        (de_l_agence(AGREEE, usage=Usage.SERVER_AUTH), "celui d'un serveur web"),
        (de_l_agence(AGREEE, siren=AUTRE_SIREN), "le SIREN de l'agence est 732 829 320"),
        (de_l_agence(AGREEE, siren=""), "Aucun SIREN"),
    ],
    ids=["expiré", "pas encore valide", "serverAuth", "mauvais SIREN", "sans SIREN"],
)
def test_un_certificat_qui_ne_convient_pas_ne_part_pas(signe, phrase):
    with personne_ne_doit_venir() as adresse, pytest.raises(AccesError, match=phrase):
        certificat = presenter(importer(signe.p12(SECRET)))
        Client("registre", "Le registre", adresse, certificat=certificat).demander("GET", "/x", "X")


def test_un_mauvais_mot_de_passe_ne_garde_rien_et_ne_part_pas(coffre_de_l_essai):
    with personne_ne_doit_venir(), pytest.raises(UserError, match="n'ouvre pas le certificat"):
        presenter(importer(de_l_agence(AGREEE).p12(SECRET), "autre"))
    assert coffre_de_l_essai.garde == {}


def test_sans_certificat_declare_ou_sans_sa_cle_sur_ce_poste_rien_ne_part():
    with personne_ne_doit_venir():
        with pytest.raises(AccesError, match="n'en a déclaré aucun"):
            presenter()
        with pytest.raises(AccesError, match="Ce poste n'a pas la clé du certificat « ws »"):
            presenter(Attendu(1, "ws", "ab"))


def test_un_certificat_remplace_ailleurs_se_reimporte_ici():
    here = importer(de_l_agence(AGREEE).p12(SECRET))
    assert est_garde(here)
    newer = Attendu(1, here.nom, "un autre")
    assert not est_garde(newer)
    with pytest.raises(AccesError, match="remplacé depuis un autre poste"):
        presenter(newer)
    oublier_certificat(1)
    assert not est_garde(here)


def test_un_coffre_ferme_ne_dit_pas_que_la_cle_est_la(coffre_de_l_essai):
    here = importer(de_l_agence(AGREEE).p12(SECRET))
    coffre_de_l_essai.ferme = True
    assert not est_garde(here)
    with pytest.raises(UserError, match="coffre"):
        presenter(here)


def test_le_second_relaie_le_premier_qui_a_expire():
    old = importer(expire(AGREEE).p12(SECRET), emplacement=1)
    fresh = importer(de_l_agence(AGREEE, debut=-JOUR, fin=AN).p12(SECRET), emplacement=2)
    assert presenter(old, fresh).contenu == coffre.lire_fichier("registre-certificat-2")


# --- Refusés par le serveur ---------------------------------------------------------------------


def test_une_autorite_etrangere_est_refusee_sans_qu_une_demande_arrive(tmp_path, par):
    held = presenter(importer(de_l_agence(ETRANGERE).p12(SECRET)))
    with le_registre(tmp_path, par.faux()) as faux:
        with pytest.raises(AccesError, match=r"refuse le certificat « ws\.agence-crypto\.fr »"):
            demander_a(faux, held, par)
        assert faux.requetes == []


def test_sans_certificat_le_serveur_ne_recoit_aucune_demande(tmp_path, par):
    with le_registre(tmp_path, par.faux()) as faux:
        with pytest.raises(AccesError, match="demande un certificat, et aucun ne lui a été"):
            demander_a(faux, None, par)
        assert faux.requetes == []


@pytest.mark.parametrize("signe", [expire(AGREEE), pas_encore_valide(AGREEE),
                                   de_l_agence(AGREEE, usage=Usage.SERVER_AUTH)],
                         ids=["expiré", "pas encore valide", "serverAuth"])  # fmt: skip
def test_ce_que_nos_controles_auraient_laisse_passer_le_serveur_le_refuse(tmp_path, signe, par):
    """Sans nos contrôles (une horloge fausse, un usage mal dit), le serveur n'en veut pas non
    plus, et c'est dit."""
    from lsc_desktop.partners.http import Certificat

    with le_registre(tmp_path, par.faux()) as faux:
        with pytest.raises(AccesError, match="certificat"):
            demander_a(faux, Certificat("forcé", signe.p12(SECRET), SECRET), par)
        assert faux.requetes == []


def test_un_mandataire_nginx_qui_refuse_d_une_page_est_compris(tmp_path, par):
    """nginx accepte la liaison, puis répond 400 en HTML (registre.md, §9)."""
    held = presenter(importer(de_l_agence(AGREEE).p12(SECRET)))
    for said, phrase in (
        ("No required SSL certificate was sent", "refuse le certificat"),
        ("The SSL certificate error", "refuse le certificat"),
    ):
        body = f"<html><head><title>400 {said}</title></head></html>".encode()
        answer = Retour(400, corps=body, nature="text/html")
        with le_registre(tmp_path, Suite(answer)) as faux:
            with pytest.raises(AccesError, match=phrase) as refus:
                demander_a(faux, held, par)
            assert refus.value.code == 400 and len(faux.requetes) == 1


def test_un_serveur_qui_ne_prouve_pas_qui_il_est_ne_recoit_rien(tmp_path, par):
    held = presenter(importer(de_l_agence(AGREEE).p12(SECRET)))
    with le_registre(tmp_path, par.faux()) as faux:
        other = ETRANGERE.fichier(tmp_path)
        with (
            Client("registre", "Le registre", faux.adresse, certificat=held, autorites=other) as c,
            pytest.raises(AccesError, match="n'a pas prouvé qui il est"),
        ):
            demander(c, par.contrat(), Compte(NUMERO, ""), Demande(TELECHARGEMENT, "AA1234567"))
        assert faux.requetes == []


def test_une_page_de_maintenance_laisse_un_doute_qui_se_dit(tmp_path, par):
    from lsc_desktop.partners.erreurs import LiaisonError

    held = presenter(importer(de_l_agence(AGREEE).p12(SECRET)))
    with le_registre(tmp_path, Suite(page())) as faux:
        with pytest.raises(LiaisonError) as refus:
            demander_a(faux, held, par)
        assert refus.value.incertain and len(faux.requetes) == 1
