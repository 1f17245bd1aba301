"""Un faux registre en SOAP, strict : il juge chaque message par le schéma du WSDL, avec une autre
bibliothèque que celle qui l'a écrit. Le WSDL est de nous : un accord avec lui ne prouve rien du
vrai registre, dont rien ne dit qu'il parle SOAP (registre.md, §1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from tests.partners.faux_https import Requete, Retour
from tests.partners.faux_registre import NUMERO
from tests.partners.registre_certificats import SIREN

WSDL = (Path(__file__).parent / "registre.wsdl").read_text(encoding="utf-8")
ENV, NS = "http://schemas.xmlsoap.org/soap/envelope/", "urn:essai:registre"
XSD = "http://www.w3.org/2001/XMLSchema"
SUR = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
ACCUSE = "<accuse><numero>AR-2026-000017</numero><message>Enregistré &amp; vu</message></accuse>"


def enveloppe(contenu: str, entete: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{ENV}">{entete}'
        f"<s:Body>{contenu}</s:Body></s:Envelope>"
    ).encode()


def reponse(contenu: str, code: int = 200) -> Retour:
    body = enveloppe(f'<reponse xmlns="{NS}">{contenu}</reponse>')
    return Retour(code, corps=body, nature="text/xml; charset=utf-8")


def faute(code: str, texte: str, detail: str = "", http: int = 500) -> Retour:
    """SOAP 1.1 §4.4, et §6.2 : toujours par un 500."""
    about = f"<detail><erreur><code>{detail}</code></erreur></detail>" if detail else ""
    body = enveloppe(
        f"<s:Fault><faultcode>{code}</faultcode><faultstring>{escape(texte)}</faultstring>{about}"
        "</s:Fault>"
    )
    return Retour(http, corps=body, nature="text/xml; charset=utf-8")


def en_soap_12(valeur: str, texte: str, sous: str = "", http: int = 500) -> Retour:
    """SOAP 1.2, partie 1, §5.4."""
    inner = f"<e:Subcode><e:Value>r:{sous}</e:Value></e:Subcode>" if sous else ""
    body = (
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:r="urn:r"><e:Body>'
        f"<e:Fault><e:Code><e:Value>e:{valeur}</e:Value>{inner}</e:Code><e:Reason>"
        f'<e:Text xml:lang="en">No</e:Text><e:Text xml:lang="fr">{texte}</e:Text></e:Reason>'
        "</e:Fault></e:Body></e:Envelope>"
    ).encode()
    return Retour(http, corps=body, nature="application/soap+xml")


def _schema() -> Any:
    node = etree.fromstring(WSDL.encode(), SUR).find(f".//{{{XSD}}}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(node, with_tail=False), SUR))


@dataclass
class FauxRegistreSoap:
    """`coproprietes` : numéro → ce qu'on en a déclaré, en XML ; `pieces` : celles reçues ; `vus` :
    chaque message, et son opération."""

    teledeclarants: Mapping[str, str] = field(default_factory=lambda: {NUMERO: SIREN})
    coproprietes: dict[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    vus: list[Any] = field(default_factory=list)
    suivant: int = 1234567

    def __call__(self, requete: Requete) -> Retour:
        if requete.methode == "GET":
            return faute("s:Client", "Aucun message")
        assert requete.methode == "POST" and requete.chemin == "/", requete
        assert requete.entetes["content-type"] == "text/xml; charset=utf-8"
        message = self._message(requete)
        action = requete.entetes["soapaction"].strip('"')
        assert action == f"{NS}#{etree.QName(message).localname}", action
        if _texte(message, "teledeclarant/numero") not in self.teledeclarants:
            return faute("s:Server", "Télédéclarant inconnu", "TELEDECLARANT_INCONNU")
        return self._repondre(etree.QName(message).localname, message)

    def _message(self, requete: Requete) -> Any:
        root = etree.fromstring(requete.corps, SUR)
        assert root.getroottree().docinfo.doctype == "" and root.tag == f"{{{ENV}}}Envelope"
        (message,) = root.find(f"{{{ENV}}}Body")
        _schema().assertValid(message)
        self.vus.append(message)
        return message

    def _repondre(self, operation: str, message: Any) -> Retour:
        number = _texte(message, "numeroImmatriculation")
        held = message.find(f"{{{NS}}}copropriete")
        if operation == "immatriculer":
            missing = [one for one in ("nom_usage", "adresse") if not _texte(held, one)]
            if missing:
                return faute("s:Client", f"Données manquantes : {', '.join(missing)}")
            number, self.suivant = f"AB{self.suivant}", self.suivant + 1
            self.coproprietes[number] = _interieur(held)
            return reponse(f"<numeroImmatriculation>{number}</numeroImmatriculation>{ACCUSE}")
        if operation == "demanderRattachement":
            self.pieces.append(_texte(message, "piece/contenu"))
            return reponse(ACCUSE)
        if number not in self.coproprietes:
            return faute("s:Client", "Copropriété inconnue")
        if operation == "telecharger":
            return reponse(f"<copropriete>{self.coproprietes[number]}</copropriete>")
        if held is not None:
            self.coproprietes[number] = _interieur(held)
        return reponse(ACCUSE)


def _texte(noeud: Any, chemin: str) -> str:
    path = "/".join(f"{{{NS}}}{name}" for name in chemin.split("/"))
    return noeud.findtext(path) or ""


def _interieur(noeud: Any) -> str:
    return "".join(etree.tostring(child, encoding="unicode") for child in noeud)
