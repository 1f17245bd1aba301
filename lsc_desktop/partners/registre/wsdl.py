"""Le WSDL que l'agence a reçu, lu par zeep, qui ne parle ici à personne.

Il écrit l'enveloppe ; le client commun l'envoie, à l'adresse du réglage et à nulle autre : celle
que dit le WSDL ne compte pas. Un WSDL qui renvoie à un autre fichier, ou à une autre machine, se
refuse avant que zeep ne le voie.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.registre.demarches import demarche
from lsc_desktop.domain.registre.donnees import donnees_a_declarer
from lsc_desktop.partners.registre.arbre import ETAGES, DtdError, Noeud, lire_xml
from lsc_desktop.partners.registre.contrat import CORPS, Contrat, Service

log = logging.getLogger(__name__)
TAILLE = 2 << 20  # octets d'un WSDL, au plus
DEPLIES = 20_000  # groupes, une fois dépliés les uns dans les autres
_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_MOINDRE = b"""<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
 xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:t" targetNamespace="urn:t">
<message name="m"/><portType name="p"><operation name="o"><input message="t:m"/></operation>
</portType><binding name="b" type="t:p">
<s:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="o">
<s:operation soapAction="o"/><input><s:body use="literal"/></input></operation></binding>
<service name="s"><port name="q" binding="t:b"><s:address location="https://localhost/"/></port>
</service></definitions>"""
_GROUPES = frozenset({"group", "attributeGroup"})
_RENVOIS = frozenset({"import", "include", "redefine", "override"})


@dataclass(frozen=True, slots=True)
class Envoi:
    """Une enveloppe prête à partir. `entetes` : « SOAPAction »…, hors sa nature."""

    corps: bytes
    nature: str
    entetes: Mapping[str, str]


class _Muet:
    """Le transport qu'on donne à zeep : il n'ouvre rien, et garde l'enveloppe au lieu de
    l'envoyer."""

    def __init__(self) -> None:
        self.envoi: Envoi | None = None

    def load(self, url: str) -> bytes:
        raise _mauvais(f"il renvoie à un autre fichier, « {url} »")

    def post_xml(self, _adresse: str, enveloppe: Any, entetes: Mapping[str, str]) -> None:
        from lxml import etree

        kept = {name: value for name, value in entetes.items() if name != "Content-Type"}
        body = etree.tostring(enveloppe, xml_declaration=True, encoding="utf-8")
        self.envoi = Envoi(body, entetes["Content-Type"], kept)


class Wsdl:
    """Un WSDL ouvert : ses opérations, et les messages qu'elles attendent."""

    def __init__(self, contrat: Contrat, client: Any, binding: Any, transport: _Muet) -> None:
        self._contrat, self._client = contrat, client
        self._binding, self._transport = binding, transport

    @property
    def operations(self) -> tuple[str, ...]:
        return tuple(sorted(self._binding.all()))

    def composer(
        self,
        service: Service,
        adresse: str,
        message: Mapping[str, Any],
        entetes: Mapping[str, Any],
    ) -> Envoi:
        """L'enveloppe de cette demande. `entetes` : ceux de SOAP. Lève `UserError` si le WSDL n'en
        veut pas : rien n'est parti."""
        from lxml.etree import LxmlError
        from zeep.exceptions import Error, ValidationError

        shape = self._forme(service)
        if shape is None:
            raise _sans_operation(service.operation)
        for path in _inconnus(shape, message):
            raise desaccord(
                f"« {service.operation} » ne connaît pas « {path} », que notre message lui donne"
            )
        options = {"_soapheaders": dict(entetes)} if entetes else {}
        proxy = self._client.create_service(self._binding.name.text, adresse)
        try:
            proxy[service.operation](**message, **options)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.path)
            raise desaccord(
                f"« {where or service.operation} » est obligatoire, et notre message ne le donne "
                "pas"
            ) from error
        except (
            Error, LxmlError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
        ) as error:  # fmt: skip
            raise desaccord(f"notre message ne s'y écrit pas ({error})"[:300]) from error
        made, self._transport.envoi = self._transport.envoi, None
        if made is None:
            raise RuntimeError("zeep n'a rien composé")
        return made

    def desaccords(self, jour: date) -> Iterator[str]:
        """Ce que le contrat nomme et que le WSDL ne connaît pas, démarche par démarche."""
        for code, service in self._contrat.services.items():
            asked = demarche(code)
            shape = self._forme(service)
            if shape is None:
                yield f"« {asked.libelle} » : pas d'opération « {service.operation} »."
                continue
            names = [] if asked.lit else [one.nom for one in donnees_a_declarer(asked, jour)]
            champs, prefix = self._contrat.champs, service.donnees
            wanted = [_joint(prefix, path) for one in names if (path := champs.get(one, one))]
            wanted += [service.numero]
            wanted += [self._contrat.piece] if asked.piece else []
            if self._contrat.ou_compte == CORPS:
                wanted += self._contrat.compte.values()
            missing = [path for path in wanted if path and _element(shape, path) is None]
            if missing:
                yield f"« {asked.libelle} » : pas de « {' », « '.join(missing)} »."

    def _forme(self, service: Service) -> Any:
        """Le type du message de cette opération ; `None` s'il n'y en a pas de ce nom."""
        found = self._binding.all().get(service.operation)
        body = found.input.body if found is not None else None
        return body.type if body is not None else None


def ouvrir(contrat: Contrat) -> Wsdl:
    """Le WSDL du contrat ; lève `UserError` s'il manque, ne se lit pas, ou voudrait nuire."""
    if not contrat.wsdl.strip():
        raise UserError(
            "Le contrat du registre est en SOAP, et son WSDL n'est pas importé.",
            "Importez-le dans « Registre des copropriétés », réglages, menu Contrat.",
        )
    _garder(contrat.wsdl)
    transport = _Muet()
    client = _client(contrat.wsdl, transport)
    return Wsdl(contrat, client, _liaison(client, contrat), transport)


def lire_wsdl(contenu: bytes) -> tuple[str, tuple[str, ...]]:
    """(texte à garder, opérations) de ce fichier ; lève `UserError`, qui dit pourquoi il se
    refuse."""
    if len(contenu) > TAILLE:
        raise _mauvais("il est trop gros")
    try:
        text = contenu.decode("utf-8-sig")
    except ValueError as error:
        raise _mauvais("il n'est pas écrit en UTF-8") from error
    if not text.strip():
        raise _mauvais("il est vide")
    held = Contrat("", "", "", "", {}, wsdl=text)
    operations = ouvrir(held).operations
    if not operations:
        raise _mauvais("il ne décrit aucune opération entière")
    return text, operations


def soap_livre() -> bool:
    """Le programme, figé ou non, a de quoi lire un WSDL ; rien n'est appelé."""
    return lire_wsdl(_MOINDRE)[1] == ("o",)


def _garder(texte: str) -> None:
    try:
        root = lire_xml(texte.encode())
    except DtdError as error:
        raise _mauvais("il a une DTD, dont un WSDL n'a pas besoin") from error
    except ValueError as error:
        raise _mauvais(f"ce n'est pas du XML entier ({error})") from error
    if (root.espace, root.nom) != (_WSDL, "definitions"):
        raise _mauvais("sa racine n'est pas « definitions », celle d'un WSDL 1.1")
    for one in root.tous():
        where = one.attributs.get("schemaLocation") or one.attributs.get("location")
        if one.nom in _RENVOIS and where:
            raise _mauvais(
                f"il renvoie à un autre fichier, « {where} » : demandez-le d'un seul tenant"
            )
    _garder_les_groupes(root)


def _garder_les_groupes(root: Noeud) -> None:
    """Un groupe qui en nomme deux fois un autre, et ainsi de suite, se déplierait en milliards
    d'éléments ; un groupe qui se contient, sans fin."""
    groups = {
        one.attributs["name"]: one
        for one in root.tous()
        if one.nom in _GROUPES and "name" in one.attributs
    }
    sizes: dict[str, int] = {}

    def size(name: str, above: tuple[str, ...] = ()) -> int:
        if name in above or len(above) > ETAGES:
            raise _mauvais(f"le groupe « {name} » se contient lui-même, ou de trop loin")
        if name not in sizes and name in groups:
            refs = _references(groups[name])
            sizes[name] = 1 + sum(size(one, (*above, name)) for one in refs)
        return sizes.get(name, 1)

    if sum(size(one) for one in _references(root)) > DEPLIES:
        raise _mauvais("ses groupes se déplieraient en trop d'éléments")


def _references(noeud: Noeud) -> list[str]:
    return [
        one.attributs["ref"].rpartition(":")[2]
        for one in noeud.tous()
        if one.nom in _GROUPES and "ref" in one.attributs
    ]


def _client(texte: str, transport: _Muet) -> Any:
    """Tout ce que zeep lève sur un WSDL boiteux devient une phrase."""
    import warnings
    from io import BytesIO

    from lxml.etree import LxmlError
    from zeep import Client, Settings
    from zeep.exceptions import Error

    limits = Settings(
        forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False,
        force_https=False, raw_response=True,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # un message incomplet se verra à son opération
            made: Any = Client
            return made(BytesIO(texte.encode()), transport=transport, settings=limits)
    except (
        Error, LxmlError, AssertionError, AttributeError, LookupError, NotImplementedError,
        RecursionError, TypeError, ValueError,
    ) as error:  # fmt: skip
        log.info("WSDL refusé : %s : %s", type(error).__name__, str(error)[:300])
        raise _mauvais(
            "il n'est pas cohérent : ce qu'il nomme n'y est pas décrit, ou l'est de travers"
        ) from error


def _liaison(client: Any, contrat: Contrat) -> Any:
    """La première liaison SOAP du service et du port que nomme le contrat."""
    from zeep.wsdl.bindings import Soap11Binding, Soap12Binding

    for service in client.wsdl.services.values():
        if contrat.service in ("", service.name):
            for port in service.ports.values():
                fits = isinstance(port.binding, Soap11Binding | Soap12Binding)
                if contrat.port in ("", port.name) and fits:
                    return port.binding
    named = " ".join(one for one in (contrat.service, contrat.port) if one)
    raise _mauvais(f"il ne décrit aucun service SOAP{f' de nom « {named} »' if named else ''}")


def _element(shape: Any, path: str) -> Any:
    """L'élément à cet endroit d'un message ; `None` s'il n'y en a pas."""
    found = None
    for name in path.split("."):
        found = dict(getattr(shape, "elements", ())).get(name)
        if found is None:
            return None
        shape = found.type
    return found


def _inconnus(shape: Any, message: Mapping[str, Any], sous: str = "") -> Iterator[str]:
    known = dict(getattr(shape, "elements", ()))
    for name, value in message.items():
        where = _joint(sous, name)
        if name not in known:
            yield where
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield from _inconnus(known[name].type, one, where)


def _joint(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _mauvais(why: str) -> UserError:
    return UserError(
        f"Ce WSDL ne convient pas : {why}.",
        "Reprenez celui que le registre a remis, tel quel, dans un seul fichier.",
    )


def _sans_operation(name: str) -> UserError:
    return desaccord(f"il n'a pas d'opération « {name} »")


def desaccord(why: str) -> UserError:
    """Le contrat dit ce que le WSDL ne permet pas."""
    return UserError(
        f"Le contrat et le WSDL du registre ne s'accordent pas : {why}.",
        "Rien n'est parti. Corrigez le contrat dans « Registre des copropriétés », réglages.",
    )
