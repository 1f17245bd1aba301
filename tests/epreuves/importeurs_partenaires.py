"""Ce que donnent le store et le registre, et ce que répondent les partenaires en HTTPS."""

import json
from datetime import datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.epreuves.atelier import SECRET, Atelier, Fichiers

# --- Le store et le registre --------------------------------------------------------------------


def une_licence(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.partners.store import signature
    from tests.licences import publiques, une_licence

    signature.cles = publiques  # ce processus ne sert qu'à cela
    return {"licence.json": une_licence()}


def valider(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.abonnements import FICHIER, lire
    from lsc_desktop.services.abonnements import valider_licence

    content = atelier.lire(nom)
    with atelier.db.write("Martine") as session:
        valider_licence(session, content, FICHIER, ctx=atelier.ctx)
    return lire(content)[0]


def resigner(value: Any) -> bytes:
    from base64 import b64encode

    from lsc_desktop.domain.abonnements import ALGORITHME, corps_signe
    from tests.licences import NOM, cle

    seal = b64encode(cle().sign(corps_signe(value))).decode()
    signed = value | {"signature": {"algo": ALGORITHME, "cle": NOM, "valeur": seal}}
    return json.dumps(signed).encode()


@cache
def _signe() -> Any:
    from tests.partners.certificats import Autorite
    from tests.partners.registre_certificats import de_l_agence

    return de_l_agence(Autorite())


def _l_agence(atelier: Atelier) -> None:
    """Celle dont le SIREN est dans le certificat."""
    from lsc_desktop.storage.models import Entite
    from tests.partners.registre_certificats import SIRET

    with atelier.db.write("Martine") as session:
        session.add(Entite(code="G001", nom="Agence Crypto", siret=SIRET))


def des_p12(atelier: Atelier) -> Fichiers:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    _l_agence(atelier)
    signe = _signe()
    plain = pkcs12.serialize_key_and_certificates(
        b"x", signe.cle, signe.certificat, None, NoEncryption()
    )
    return {"agence.p12": signe.p12(SECRET), "en clair.p12": plain}


def des_pem(atelier: Atelier) -> Fichiers:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    _l_agence(atelier)
    signe = _signe()
    locked = [
        signe.cle.private_bytes(Encoding.PEM, form, BestAvailableEncryption(SECRET.encode()))
        for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)
    ]
    return {
        "agence.pem": signe.pem_et_cle, "chiffre.pem": signe.pem + locked[0],
        "ancien.pem": signe.pem + locked[1],
    }  # fmt: skip


def poser_un_certificat(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.registre.certificats import EMPLACEMENTS
    from lsc_desktop.services.registre.reglages import (
        lire_fichiers,
        lire_pour_l_agence,
        poser_certificat,
    )

    files = lire_fichiers([str(atelier.dossier / nom)])
    with atelier.db.write("Martine") as session:
        found = lire_pour_l_agence(session, files, "" if "en clair" in nom else SECRET)
        poser_certificat(session, next(iter(EMPLACEMENTS)), found, ctx=atelier.ctx)
    return found.fiche


def un_contrat(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.partners.registre.contrat import LIVRE

    return {"contrat.toml": LIVRE.read_bytes()}


def importer_un_contrat(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.files import lire_texte
    from lsc_desktop.partners.registre.contrat import lire_contrat
    from lsc_desktop.services.registre.reglages import importer_contrat

    text = lire_texte(atelier.dossier / nom)
    with atelier.db.write("Martine") as session:
        importer_contrat(session, text, ctx=atelier.ctx)
    return lire_contrat(text) if text else None


def un_wsdl(atelier: Atelier) -> Fichiers:
    """Le contrat en vigueur est en SOAP : le WSDL s'ouvre avec lui."""
    from lsc_desktop.partners.registre.contrat import MODELE_SOAP
    from lsc_desktop.services.registre.reglages import importer_contrat
    from tests.partners.faux_registre_soap import WSDL

    with atelier.db.write("Martine") as session:
        importer_contrat(session, MODELE_SOAP.read_text(encoding="utf-8"), ctx=atelier.ctx)
    return {"wsdl.xml": WSDL.encode()}


def importer_un_wsdl(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.services.registre.reglages import importer_wsdl, lire_fichier_wsdl

    read = lire_fichier_wsdl(str(atelier.dossier / nom))
    with atelier.db.write("Martine") as session:
        return importer_wsdl(session, read, ctx=atelier.ctx)


def des_donnees_ouvertes(atelier: Atelier) -> Fichiers:
    from tests.registre import un_syndicat
    from tests.services.test_registre_numeros import un_fichier, une_ligne

    with atelier.db.write("Martine") as session:
        un_syndicat(session, atelier.ctx)
    path = atelier.dossier / "rnic.csv"
    un_fichier(path, [une_ligne(), une_ligne(numero_d_immatriculation="AA0000002")])
    return {path.name: path.read_bytes()}


def chercher_des_numeros(atelier: Atelier, nom: str) -> object:
    """Les candidats, et le premier de chaque copropriété inscrit comme si on l'avait choisi."""
    from lsc_desktop.domain.registre.recherche import CandidatLigne
    from lsc_desktop.queries.registre.recherche import cherchees
    from lsc_desktop.services.registre.donnees_ouvertes import chercher
    from lsc_desktop.services.registre.numeros import inscrire_numeros

    with atelier.db.read() as session:
        wanted = cherchees(session)
    found = chercher(str(atelier.dossier / nom), wanted, lambda _text: None)
    chosen = [
        CandidatLigne(copropriete_id=id, numero=best[0].inscrite.numero)
        for id, best in found.candidats.items()
        if best
    ]
    with atelier.db.write("Martine") as session:
        inscrire_numeros(session, chosen, ctx=atelier.ctx)
        session.rollback()  # rien n'est gardé : le fichier suivant cherche les mêmes
    return found


# --- Les réponses des partenaires en HTTPS ------------------------------------------------------


class _Ligne:
    """Ce que répondrait le serveur, sans serveur : le reste du client est le vrai."""

    def __init__(self, octets: bytes, code: int) -> None:
        self._octets, self._code = octets, code

    def jouer(self, *_asked: Any) -> tuple[int, dict[str, str], bytes]:
        kind = "text/xml" if self._octets.lstrip()[:1] == b"<" else "application/json"
        return self._code, {"content-type": kind}, self._octets

    def fermer(self) -> None:
        """Il n'y a rien à fermer."""


def _client(atelier: Atelier, nom: str, code: int = 200) -> Any:
    """Un client du partenaire, dont chaque appel s'inscrit au journal de la base."""
    from lsc_desktop.jobs.boite_envoi import journal
    from lsc_desktop.partners.http import Client, Reglages

    made: Any = Client(
        "essai", "Le partenaire", "https://partenaire.example", reglages=Reglages(essais=1),
        noter=journal(atelier.db, atelier.ctx),
    )  # fmt: skip
    made._echange = _Ligne(atelier.lire(nom), code)
    return made


def reponse(value: Any, atelier: Atelier) -> Fichiers:
    return {"reponse.json": json.dumps(value, ensure_ascii=False).encode()}


LOVYS = {
    "token": "jeton-de-lovys-0001", "expire": "2098-12-31T10:00:00+00:00", "statut": "ok",
    "montant": "12.50", "periodicite": "mensuel", "lien": "https://app.lovys.com/devis/1",
    "expire_le": "2098-12-31", "motif": "Zone non couverte",
}  # fmt: skip


def lovys(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.lovys.correspondance import lire_devis

    with _client(atelier, nom) as client:
        return lire_devis(client.demander("POST", "/devis", "Demander un devis", json={}))


def jeton_lovys(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.lovys.jeton import Compte, JetonLovys, oublier_jetons

    oublier_jetons()
    with _client(atelier, nom) as client:
        porteur = JetonLovys(client, Compte("https://partenaire.example", "agence", "secret"))
        return porteur.autorisation(), porteur.tenu().dit()


ZOOM = {
    "access_token": "eyJ-essai", "token_type": "bearer", "expires_in": 3599,
    "scope": "meeting:write:meeting:admin", "id": 81234567890, "password": "123456",
    "join_url": "https://zoom.us/j/81234567890", "registrant_id": "abc", "type": 2,
    "invitation": "Rejoignez la réunion", "next_page_token": "",
    "meetings": [{"id": 81234567890, "agenda": "LSC-1", "topic": "AG"}],
    "participants": [
        {"name": "Elsa", "user_email": "elsa@exemple.fr", "join_time": "2027-03-12T13:31:07Z",
         "leave_time": "2027-03-12T14:31:07Z", "duration": 3600},
    ],
    "registrants": [{"id": "r1", "email": "elsa@exemple.fr", "join_url": "https://zoom.us/w/1"}],
}  # fmt: skip


REFUS_ZOOM = {"code": 3001, "message": "Meeting does not exist."}


def jeton_zoom(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.planning import autorisations as droits
    from lsc_desktop.partners.zoom.jeton import Identifiants, JetonZoom, oublier_jetons

    oublier_jetons()
    with _client(atelier, nom) as client:
        porteur = JetonZoom(client, Identifiants("compte", "client", "secret"))
        return porteur.autorisation(), porteur.manquants((droits.CREER,))


class _Permis:
    """Un jeton qui permet tout : ce sont les réponses de l'API qu'on éprouve."""

    def autorisation(self) -> str:
        return "Bearer essai"

    def oublier(self, refusee: str) -> None:
        """Il n'y en a qu'un."""

    def exiger(self, _besoins: Any) -> None:
        """Tout est permis."""


def _presences(zoom: Any) -> list[Any]:
    """Comme `jobs.zoom.presences` les garde : heures de l'agence, minutes entières."""
    zone = ZoneInfo("Europe/Paris")
    return [
        (one.nom, one.courriel, one.arrivee.astimezone(zone), round(one.duree / 60))
        for one in zoom.presences(False, "1")
    ]


def zoom(code: int, atelier: Atelier, nom: str) -> object:
    """Chaque demande reçoit la même réponse ; l'une refusée, les autres se font quand même."""
    from lsc_desktop.base.errors import UserError
    from lsc_desktop.domain.planning.reunions import Demande
    from lsc_desktop.partners.zoom.client import Zoom

    asked = Demande(
        False, "hote@agence.fr", "AG", "2027-03-12T14:30:00", 60, "Europe/Paris",
        inscription=True, inscrits=(("Elsa", "elsa@exemple.fr"), ("Paul", "paul@exemple.fr")),
    )  # fmt: skip
    found, refused = [], None
    with _client(atelier, nom, code) as client:
        zoom = Zoom(client, _Permis())  # type: ignore[arg-type]
        for call in (
            partial(zoom.creer, asked, "LSC-1"), partial(zoom.chercher, asked, "LSC-1"),
            partial(zoom.lire, False, "1"), partial(zoom.invitation, "1"),
            partial(zoom.inscrire, asked, "1"), partial(_presences, zoom),
            partial(zoom.licence, "hote@agence.fr"), partial(zoom.annuler, False, "1", True),
        ):  # fmt: skip
            try:
                found.append(call())
            except UserError as error:
                refused = error
    if refused is not None and not found:
        raise refused
    return found


REGISTRE = {
    "numero_d_immatriculation": "AB1234567", "accuse_de_reception": "AR-2026-000017",
    "message": "Enregistré", "copropriete": {"nom_usage": "Gilbert", "nombre_total_de_lots": 3},
}  # fmt: skip


def le_registre(atelier: Atelier) -> Fichiers:
    from tests.registre import un_syndicat, une_declaration

    with atelier.db.write("Martine") as session:
        ids = un_syndicat(session, atelier.ctx)
        atelier.su["declaration"] = une_declaration(session, atelier.ctx, ids, "immatriculation")
    return reponse(REGISTRE, atelier)


def acquitter(atelier: Atelier, nom: str) -> object:
    from dataclasses import asdict

    from lsc_desktop.domain.registre.demarches import demarche
    from lsc_desktop.partners.registre.client import Compte, Demande, demander
    from lsc_desktop.partners.registre.contrat import contrat_livre
    from lsc_desktop.services.registre.declarations import acquitter

    asked = Demande(demarche("immatriculation"), donnees={"nom_usage": "Gilbert"})
    with _client(atelier, nom) as client:
        found = demander(client, contrat_livre(), Compte("T-1", "syndic@agence.fr"), asked)
    told = asdict(found)
    with atelier.db.write("Martine") as session:
        acquitter(
            session, atelier.su["declaration"], recues=told.pop("donnees"), ctx=atelier.ctx, **told
        )
    return told  # les données se gardent en JSON


def le_registre_en_soap(_atelier: Atelier) -> Fichiers:
    from tests.partners import faux_registre_soap as faux

    number = "<numero>AB1234567</numero>"
    return {
        "accuse.xml": faux.reponse(f"{number}{faux.ACCUSE}").corps,
    }


def des_fautes_soap(_atelier: Atelier) -> Fichiers:
    from tests.partners import faux_registre_soap as faux

    return {
        "faute.xml": faux.faute("s:Client", "Nombre de lots refusé", "R-012").corps,
        "faute-12.xml": faux.en_soap_12("Receiver", "Service arrêté", "Plein").corps,
    }


def entendre_une_faute(atelier: Atelier, nom: str) -> object:
    """Un refus ou une panne que le registre dit bien est lu ; mal dit, c'est un contrat rompu."""
    from lsc_desktop.partners.erreurs import AccesError, LiaisonError, RefusError

    try:
        return acquitter_en_soap(atelier, nom)
    except (AccesError, LiaisonError, RefusError) as said:
        return said.title


def acquitter_en_soap(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.registre.demarches import demarche
    from lsc_desktop.partners.registre.client import Compte, Demande, demander
    from lsc_desktop.partners.registre.contrat import MODELE_SOAP, contrat_en_vigueur
    from tests.partners.faux_registre_soap import WSDL

    contrat = contrat_en_vigueur(MODELE_SOAP.read_text(encoding="utf-8"), WSDL)
    asked = Demande(demarche("immatriculation"), donnees={"nom_usage": "Gilbert"})
    code = 500 if nom.startswith("faute") else 200
    with _client(atelier, nom, code) as client:
        return demander(client, contrat, Compte("T-1", "syndic@agence.fr"), asked)


def une_attente(_atelier: Atelier) -> Fichiers:
    return {"secondes.txt": b"120", "date.txt": b"Wed, 21 Oct 2026 07:28:00 +0200"}


def attendre(atelier: Atelier, nom: str) -> object:
    """Ce que dit l'en-tête `Retry-After`, et l'en-tête `Date`."""
    from datetime import UTC

    from lsc_desktop.partners.http.attente import heure_du_serveur, retry_after

    text, now = atelier.lire(nom).decode("latin-1"), datetime(2026, 10, 21, tzinfo=UTC)
    return retry_after(text, heure_du_serveur(text, now))
