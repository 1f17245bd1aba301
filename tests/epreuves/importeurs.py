"""Tout ce que le programme lit du dehors : un bon fichier, et la façon dont il le joue.

Un importeur nouveau s'ajoute à `IMPORTEURS`, et rien d'autre : ses fichiers sont abîmés au hasard
(`mutations`), joués dans un processus surveillé (`lecteur`), et jugés (`test_importeurs`).
"""

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.storage.engine import Database

Fichiers = dict[str, bytes]
JOUR = date(2021, 10, 25)
MAINTENANT = datetime(2021, 10, 25, 9, 30)
CTX = Contexte("Martine", MAINTENANT, JOUR)


@dataclass
class Atelier:
    """Une base à cet importeur seul, un dossier où poser ses fichiers, ce qu'il a préparé."""

    db: Database
    dossier: Path
    ctx: Contexte = CTX
    su: dict[str, Any] = field(default_factory=dict)

    def lire(self, nom: str) -> bytes:
        return (self.dossier / nom).read_bytes()


@dataclass(frozen=True)
class Importeur:
    """`bons` : de bons fichiers, sous leurs noms, après avoir mis dans la base ce qu'il faut ;
    `jouer` : lire celui qui porte ce nom, ses voisins intacts, et en faire ce que le programme en
    fait ; rend ce qu'il a lu. `sceller` : refait la signature d'un JSON changé. `hostiles` : des
    fichiers écrits exprès, `nom → (écrit le fichier à cette adresse)`. `chacun` : chaque bon
    fichier se joue seul ; sinon, ils se lisent ensemble."""

    nom: str
    bons: Callable[[Atelier], Fichiers]
    jouer: Callable[[Atelier, str], object]
    sceller: Callable[[Any], Any] | None = None
    chacun: bool = True
    hostiles: Callable[[], Mapping[str, Callable[[Path], object]]] = dict


_GENRES = {
    "json": "json", "csv": "texte", "toml": "texte", "txt": "texte", "zip": "zip", "xlsx": "zip",
    "xml": "xml", "p12": "der", "pem": "pem", "key": "pem", "db": "base", "pdf": "octets",
    "jpg": "octets", "png": "octets", "webp": "octets",
}  # fmt: skip


def genre_de(nom: str) -> str:
    """Comment s'abîme un fichier, d'après son extension."""
    return _GENRES[nom.rpartition(".")[2]]


# --- Le portefeuille (services.imports) ---------------------------------------------------------


def _portefeuille(forme: str, atelier: Atelier) -> Fichiers:
    """Ce qu'exporte une agence qui a de la gérance et du syndic ; il s'importe dans une base vide,
    où presque tout est donc à créer."""
    from lsc_desktop.services.exports import exporter
    from tests.agence import une_agence
    from tests.bases import ouverte
    from tests.epreuves.lecteur import une_base

    with tempfile.TemporaryDirectory() as made:
        source = ouverte(une_base(Path(made)))
        with source.write("Martine") as session:
            une_agence(session)
            _du_syndic(session)
            exporter(session, Path(made) / "sortie", JOUR, forme)  # type: ignore[arg-type]
        source.close()
        return {path.name: path.read_bytes() for path in (Path(made) / "sortie").iterdir()}


def _du_syndic(session: Any) -> None:
    from tests.coproprietes import une_copropriete

    une_copropriete(session, {"ATRILLON": "600", "LEPITRE": "400.00010"}, code="GILBERT")


def _importer(atelier: Atelier, nom: str, *, seul: bool = False) -> object:
    from lsc_desktop.services.imports.verification import choisir, importer, lire

    with atelier.db.read() as session:
        choix = choisir(session, [atelier.dossier / nom if seul else atelier.dossier])
    lu = lire(choix, atelier.ctx)
    with atelier.db.write("Martine") as session:
        return importer(session, lu, choix, atelier.ctx, date(2021, 9, 30))


def _un_xlsx() -> Mapping[str, Callable[[Path], object]]:
    from tests.epreuves.hostiles import FICHIERS

    return {nom: make for nom, make in FICHIERS.items() if nom.endswith(".xlsx")}


def _un_csv() -> Mapping[str, Callable[[Path], object]]:
    from tests.epreuves.hostiles import FICHIERS

    return {nom: make for nom, make in FICHIERS.items() if not nom.endswith(".xlsx")}


def _un_releve(_atelier: Atelier) -> Fichiers:
    text = "Lot;Locataire;Montant\r\nLAFAYETTE/001;Elsa;1 234,50 €\r\nLAFAYETTE/002;;-12,00\r\n"
    return {"releve.csv": text.encode("cp1252"), "tabule.txt": text.replace(";", "\t").encode()}


def _lire_un_releve(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.files import lire_texte
    from lsc_desktop.domain.regularisations.lots import lire_releve

    return lire_releve(nom, lire_texte(atelier.dossier / nom))


# --- Les partenaires qui déposent des fichiers --------------------------------------------------


def _un_dossier_locatif(atelier: Atelier) -> Fichiers:
    from tests.agence import une_agence
    from tests.clac import un_zip

    with atelier.db.write("Martine") as session:
        une_agence(session)
    return {"dossier.zip": un_zip()}


def _recevoir_un_dossier(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.clac.boite import Boite, Depot, empreinte_de
    from lsc_desktop.partners.clac.contrat import lire_dossier
    from lsc_desktop.services.dossiers_locatifs.reception import recevoir

    content = Boite(atelier.dossier).lire(Depot(nom, 0.0))
    recu = lire_dossier(content)
    with atelier.db.write("Martine") as session:
        recevoir(session, recu, nom, empreinte_de(content), ctx=atelier.ctx)
    return recu


def _un_contrat_clac(atelier: Atelier) -> Fichiers:
    from lsc_desktop.storage.models import Lot
    from tests.agence import une_agence
    from tests.clac import un_dossier

    with atelier.db.write("Martine") as session:
        lot = session.get_one(Lot, une_agence(session).lot)
        lot.reference_internet, lot.adresse1 = "159", "12, rue Lafayette"
    return {"dossier.json": json.dumps(un_dossier(), ensure_ascii=False).encode()}


def _importer_un_dossier(atelier: Atelier, nom: str) -> object:
    """Du JSON au locataire, à son compte et à ses pièces, en une transaction."""
    from sqlalchemy import select

    from lsc_desktop.partners.clac.contrat import lire_contrat
    from lsc_desktop.services.dossiers_locatifs.importation import importer
    from lsc_desktop.services.dossiers_locatifs.reception import recevoir
    from lsc_desktop.storage.models import DossierLocatif
    from tests.clac import PIECES

    recu = lire_contrat(atelier.lire(nom), PIECES)
    with atelier.db.write("Martine") as session:
        recevoir(session, recu, nom, "a" * 64, ctx=atelier.ctx)
        importer(
            session,
            session.scalar(select(DossierLocatif.id)) or 0,
            ctx=atelier.ctx,
            accepted=frozenset({"occupe", "depart"}),
        )
    return recu


def _clac() -> Mapping[str, Callable[[Path], object]]:
    from tests.clac import HOSTILES

    def writes(make: Callable[[], bytes]) -> Callable[[Path], object]:
        return lambda path: path.write_bytes(make())

    return {f"{rank} {nom}.zip".replace("/", "-"): writes(make)
            for rank, (nom, make) in enumerate(HOSTILES.items())}  # fmt: skip


_AGENDA = {"QUITUS": "24", "DEVIS": "25", "TRAVAUX": "26"}


def _une_assemblee_exportee(atelier: Atelier) -> Any:
    from tests.ag_connect import exporter
    from tests.assemblees import une_salle

    salle = une_salle(atelier.db, atelier.ctx, _AGENDA)
    exporter(salle)
    atelier.su["ag"] = salle.ag
    return salle


def _un_retour(atelier: Atelier) -> Fichiers:
    from tests.ag_connect import Carnet, octets, totaux

    salle = _une_assemblee_exportee(atelier)
    carnet = Carnet(salle)
    for nom, lettre in zip("ABCDEFGHIJ", "OOODDOCROO", strict=True):
        more = {"mandataire": salle.ids.tiers["A"]} if lettre == "R" else {}
        carnet.present(nom, lettre, **more)
    counted = totaux(pour=(30_000_000, 3))
    carnet.scrutin("QUITUS", "17:20", totaux=counted, texte="Un budget,\nréduit")
    for nom, lettre in zip("ABD", "ONA", strict=True):
        carnet.vote("QUITUS", nom, lettre)
    carnet.tout["incidents"].append(
        {"debut": "2021-11-05T17:20", "fin": "2021-11-05T17:25", "resume": "Son coupé"}
    )
    carnet.piece("rapport")
    return {"ag-retour-1.json": octets(carnet.tout), **carnet.fichiers}


def _recevoir_un_retour(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.ag_connect.contrat import lire_retour
    from lsc_desktop.services.ag_connect.fichiers import lire_retour_du_disque
    from lsc_desktop.services.ag_connect.importation import (
        DIFFERENTS,
        REMPLACER,
        importer_retour,
    )
    from lsc_desktop.services.ag_connect.reception import recevoir_retour

    name = "ag-retour-1.json"
    content, pieces = lire_retour_du_disque(atelier.dossier / name)
    with atelier.db.write("Martine") as session:
        id, _neuf = recevoir_retour(
            session, atelier.su["ag"], name, content, pieces, ctx=atelier.ctx
        )
        importer_retour(session, id, ctx=atelier.ctx, accepted=frozenset({REMPLACER, DIFFERENTS}))
    return lire_retour(content)


def _des_acces(atelier: Atelier) -> Fichiers:
    salle = _une_assemblee_exportee(atelier)
    people = [
        {"participant": id, "code": str(8000 + id), "mot_de_passe": "Poudlard", "importe": True}
        for id in salle.ids.tiers.values()
    ]
    people[-1] = {"participant": people[-1]["participant"], "importe": "adresse absente"}
    told = {
        "format": "ag-acces/1", "ag": salle.ag, "revision": 1, "verrouillee": False,
        "acces": people,
        "resolutions": [{"resolution": id, "importe": True} for id in salle.resolutions.values()],
    }  # fmt: skip
    return {"ag-acces-1.json": json.dumps(told, ensure_ascii=False).encode()}


def _recevoir_des_acces(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.ag_connect.contrat import lire_acces
    from lsc_desktop.services.ag_connect.reception import recevoir_acces

    content = atelier.lire(nom)
    with atelier.db.write("Martine") as session:
        recevoir_acces(session, atelier.su["ag"], content, ctx=atelier.ctx)
    return lire_acces(content)


def _un_flux(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.annonces.annonce import composer
    from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft
    from lsc_desktop.partners.poliris.ecriture import Photo, ecrire_zip
    from lsc_desktop.partners.poliris.location import Envoi, fiche, nom_photo
    from tests.annonces import JOUR as AUJOURD_HUI
    from tests.annonces import octets, un_bien

    one, envoi = composer(un_bien(), ReglageAnnoncesDraft(), AUJOURD_HUI), Envoi("AGENCE", "cp1252")
    photos = [
        Photo(nom_photo(one, rank, photo), partial(octets, rank))
        for rank, photo in enumerate(one.photos)
    ]
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "flux.zip"
        ecrire_zip(
            path, [fiche(one, envoi)] * 3, photos=photos, version="4.12", encodage="cp1252",
            application="LSC Desktop / 0.1.0",
        )  # fmt: skip
        return {"flux.zip": path.read_bytes()}


def _relire_un_flux(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.poliris.lecture import lire_zip

    return lire_zip(atelier.dossier / nom, "cp1252")


# --- Le store et le registre --------------------------------------------------------------------


def _une_licence(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.partners.store import signature
    from tests.licences import publiques, une_licence

    signature.cles = publiques  # ce processus ne sert qu'à cela
    return {"licence.json": une_licence()}


def _valider(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.abonnements import FICHIER, lire
    from lsc_desktop.services.abonnements import valider_licence

    content = atelier.lire(nom)
    with atelier.db.write("Martine") as session:
        valider_licence(session, content, FICHIER, ctx=atelier.ctx)
    return lire(content)[0]


def _resigner(value: Any) -> bytes:
    from base64 import b64encode

    from lsc_desktop.domain.abonnements import ALGORITHME, corps_signe
    from tests.licences import NOM, cle

    seal = b64encode(cle().sign(corps_signe(value))).decode()
    signed = value | {"signature": {"algo": ALGORITHME, "cle": NOM, "valeur": seal}}
    return json.dumps(signed).encode()


SECRET = "Perroquet-7/secret+long"


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


def _des_p12(atelier: Atelier) -> Fichiers:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    _l_agence(atelier)
    signe = _signe()
    plain = pkcs12.serialize_key_and_certificates(
        b"x", signe.cle, signe.certificat, None, NoEncryption()
    )
    return {"agence.p12": signe.p12(SECRET), "en clair.p12": plain}


def _des_pem(atelier: Atelier) -> Fichiers:
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


def _poser_un_certificat(atelier: Atelier, nom: str) -> object:
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


def _un_contrat(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.partners.registre.contrat import LIVRE

    return {"contrat.toml": LIVRE.read_bytes()}


def _importer_un_contrat(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.files import lire_texte
    from lsc_desktop.partners.registre.contrat import lire_contrat
    from lsc_desktop.services.registre.reglages import importer_contrat

    text = lire_texte(atelier.dossier / nom)
    with atelier.db.write("Martine") as session:
        importer_contrat(session, text, ctx=atelier.ctx)
    return lire_contrat(text) if text else None


# --- Les réponses des partenaires en HTTPS ------------------------------------------------------


class _Ligne:
    """Ce que répondrait le serveur, sans serveur : le reste du client est le vrai."""

    def __init__(self, octets: bytes, code: int) -> None:
        self._octets, self._code = octets, code

    def jouer(self, *_asked: Any) -> tuple[int, dict[str, str], bytes]:
        return self._code, {"content-type": "application/json"}, self._octets

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


def _reponse(value: Any, atelier: Atelier) -> Fichiers:
    return {"reponse.json": json.dumps(value, ensure_ascii=False).encode()}


LOVYS = {
    "token": "jeton-de-lovys-0001", "expire": "2098-12-31T10:00:00+00:00", "statut": "ok",
    "montant": "12.50", "periodicite": "mensuel", "lien": "https://app.lovys.com/devis/1",
    "expire_le": "2098-12-31", "motif": "Zone non couverte",
}  # fmt: skip


def _lovys(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.lovys.correspondance import lire_devis

    with _client(atelier, nom) as client:
        return lire_devis(client.demander("POST", "/devis", "Demander un devis", json={}))


def _jeton_lovys(atelier: Atelier, nom: str) -> object:
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


def _jeton_zoom(atelier: Atelier, nom: str) -> object:
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


def _zoom(code: int, atelier: Atelier, nom: str) -> object:
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


def _le_registre(atelier: Atelier) -> Fichiers:
    from tests.registre import un_syndicat, une_declaration

    with atelier.db.write("Martine") as session:
        ids = un_syndicat(session, atelier.ctx)
        atelier.su["declaration"] = une_declaration(session, atelier.ctx, ids, "immatriculation")
    return _reponse(REGISTRE, atelier)


def _acquitter(atelier: Atelier, nom: str) -> object:
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


def _une_attente(_atelier: Atelier) -> Fichiers:
    return {"secondes.txt": b"120", "date.txt": b"Wed, 21 Oct 2026 07:28:00 +0200"}


def _attendre(atelier: Atelier, nom: str) -> object:
    """Ce que dit l'en-tête `Retry-After`, et l'en-tête `Date`."""
    from datetime import UTC

    from lsc_desktop.partners.http.attente import heure_du_serveur, retry_after

    text, now = atelier.lire(nom).decode("latin-1"), datetime(2026, 10, 21, tzinfo=UTC)
    return retry_after(text, heure_du_serveur(text, now))


# --- La publication -----------------------------------------------------------------------------


def _une_reponse_de_cible(atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.publications.retours import Retour, ecrire_retour
    from lsc_desktop.storage.models import CiblePublication

    with atelier.db.write("Martine") as session:
        target = CiblePublication(nom="Extranet", sorte="extranet", numero=412)
        session.add(target)
        session.flush()
        atelier.su["cible"] = target.id
    answer = Retour(412, accepte=True, tient=412, refus={"evt-1-0": "pages illisibles"})
    return {"retour-000412.json": ecrire_retour(answer)}


def _entendre(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.publications.retours import lire_retour
    from lsc_desktop.services import depots

    answer = lire_retour(atelier.lire(nom), 412)
    with atelier.db.write("Martine") as session:
        depots.entendre(session, atelier.su["cible"], answer, MAINTENANT)
    return answer


def _un_manifeste(_atelier: Atelier) -> Fichiers:
    from lsc_desktop.domain.publications.manifeste import ecrire
    from tests.domain.publications.fabrique import compte, document, manifeste

    value = manifeste([compte()], documents=[document(), document("evt-2-0", fin=JOUR)])
    return {"manifeste-000001.json": ecrire(value)}


def _admettre(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.domain.publications.lecteur import lire

    found = lire(atelier.lire(nom))
    return found.numero, found.precedent, found.vue("t-450A", JOUR).ids


def _resceller(value: Any) -> bytes:
    from tests.domain.publications.fabrique import sceller

    sealed: bytes = sceller(value)
    return sealed


def _un_journal(atelier: Atelier) -> Fichiers:
    from datetime import UTC

    from lsc_desktop.partners.sftp.winscp import JournalXml, Transfert

    path = atelier.dossier / "journal.xml"
    with JournalXml(path, "agence@sftp.exemple.fr", datetime(2026, 1, 2, tzinfo=UTC)) as made:
        made.transfert(Transfert("a.pdf", "/depot/a.pdf", 95_867, True))
        made.transfert(Transfert("b.pdf", "/depot/b.pdf", None, False, ("Quota dépassé",)))
        made.panne("Liaison perdue")
    return {"journal.xml": path.read_bytes()}


def _lire_un_journal(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.sftp.winscp import lire

    return lire(atelier.dossier / nom)


def _des_cles(_atelier: Atelier) -> Fichiers:
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    return {
        "ouverte.key": key.export_private_key(),
        "fermee.key": key.export_private_key(passphrase=SECRET, rounds=50),
        "pkcs8.key": key.export_private_key("pkcs8-pem", passphrase=SECRET),
    }  # fmt: skip


def _lire_une_cle(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.partners.sftp.adresse import ClePrivee
    from lsc_desktop.partners.sftp.cles import cle_privee

    text = atelier.lire(nom).decode("utf-8", "replace")
    return cle_privee(ClePrivee(text, SECRET)).get_fingerprint()


# --- La base, les images, le poste --------------------------------------------------------------


def _une_sauvegarde(atelier: Atelier) -> Fichiers:
    from lsc_desktop.jobs.sauvegarde import sauvegarder
    from tests.agence import une_agence

    with atelier.db.write("Martine") as session:
        une_agence(session)
    with tempfile.TemporaryDirectory() as made:
        kept = sauvegarder(atelier.db, atelier.ctx, "menu", dossier=Path(made))
        return {"lsc-copie.db": Path(kept.chemin).read_bytes()}


def _restaurer(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.jobs.restauration import preparer, restaurer

    path = atelier.dossier / nom
    found = preparer(atelier.db, path)
    done = restaurer(atelier.db, None, path, atelier.ctx)
    return found.question(), done.phrase()


def _des_photos(_atelier: Atelier) -> Fichiers:
    from tests.images import une_image

    return {f"photo.{end}": une_image(kind) for end, kind in
            (("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"))}  # fmt: skip


def _lire_une_photo(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.services.photos import lire_photo

    return lire_photo(atelier.dossier / nom).type_mime


def _les_reglages(_atelier: Atelier) -> Fichiers:
    told = {"database_url": "sqlite:///C:/lsc/lsc.db", "user": "martine"}
    return {"reglages.json": json.dumps(told).encode()}


def _lire_les_reglages(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.base.settings import load_settings

    return load_settings(atelier.dossier)


@dataclass
class _Saisie:
    """Une fiche comme une autre, dont un brouillon est gardé."""

    nom: str = ""
    le: date | None = None
    montant: Decimal | None = None
    lignes: list[str] = field(default_factory=list)


def _un_brouillon(atelier: Atelier) -> Fichiers:
    draft = {"nom": "LEPITRE", "le": "2021-10-25", "montant": "12.50", "lignes": ["a", "b"]}
    kept = {"le": "2021-10-25T09:30:00", "saisie": draft, "ouverte": draft}
    return {"brouillon.json": json.dumps(kept).encode(), "preferences.json": b'{"a": {"b": [1]}}'}


def _retrouver(atelier: Atelier, nom: str) -> object:
    from lsc_desktop.gui.kit.drafts import DraftFile
    from lsc_desktop.gui.kit.prefs import Prefs

    held = DraftFile("essai", 1, {})
    held.path = atelier.dossier / "brouillon.json"
    prefs = Prefs(atelier.dossier / "preferences.json")
    held.find(_Saisie)
    return prefs.get("a") is None


IMPORTEURS: dict[str, Importeur] = {
    one.nom: one
    for one in (
        Importeur("portefeuille en csv", partial(_portefeuille, "csv"), _importer,
                  chacun=False),
        Importeur("portefeuille en xlsx", partial(_portefeuille, "xlsx"), _importer),
        Importeur("csv fait pour nuire", _un_releve, partial(_importer, seul=True),
                  hostiles=_un_csv),
        Importeur("xlsx fait pour nuire", _un_releve, partial(_importer, seul=True),
                  hostiles=_un_xlsx),
        Importeur("relevé de charges", _un_releve, _lire_un_releve),
        Importeur("dossier locatif", _un_dossier_locatif, _recevoir_un_dossier, hostiles=_clac),
        Importeur("contrat d'un dossier locatif", _un_contrat_clac, _importer_un_dossier),
        Importeur("retour d'assemblée", _un_retour, _recevoir_un_retour, chacun=False),
        Importeur("accès d'assemblée", _des_acces, _recevoir_des_acces),
        Importeur("flux d'annonces", _un_flux, _relire_un_flux),
        Importeur("licence du store", _une_licence, _valider, sceller=_resigner),
        Importeur("certificat p12", _des_p12, _poser_un_certificat),
        Importeur("certificat PEM", _des_pem, _poser_un_certificat),
        Importeur("contrat du registre", _un_contrat, _importer_un_contrat),
        Importeur("réponse du registre", _le_registre, _acquitter),
        Importeur("devis de Lovys", partial(_reponse, LOVYS), _lovys),
        Importeur("jeton de Lovys", partial(_reponse, LOVYS), _jeton_lovys),
        Importeur("réponse de Zoom", partial(_reponse, ZOOM), partial(_zoom, 200)),
        Importeur("refus de Zoom", partial(_reponse, REFUS_ZOOM), partial(_zoom, 404)),
        Importeur("jeton de Zoom", partial(_reponse, ZOOM), _jeton_zoom),
        Importeur("attente demandée", _une_attente, _attendre),
        Importeur("réponse d'une cible", _une_reponse_de_cible, _entendre),
        Importeur("manifeste", _un_manifeste, _admettre, sceller=_resceller),
        Importeur("journal d'envoi", _un_journal, _lire_un_journal),
        Importeur("clé SSH", _des_cles, _lire_une_cle),
        Importeur("sauvegarde à restaurer", _une_sauvegarde, _restaurer),
        Importeur("photo", _des_photos, _lire_une_photo),
        Importeur("réglages du poste", _les_reglages, _lire_les_reglages),
        Importeur("brouillons et préférences", _un_brouillon, _retrouver, chacun=False),
    )
}  # fmt: skip
