"""Le contrat d'interface, tenu pour une donnée : verbes, chemins, noms, codes (D50).

Celui que livre le programme est provisoire ; qui a obtenu le vrai en fait un fichier, et l'importe.
"""

import re
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.base.text import montrable
from lsc_desktop.domain.registre.demarches import DEMARCHES
from lsc_desktop.domain.registre.donnees import DONNEES
from lsc_desktop.partners.registre.chemins import heurt, poser, trouver

LIVRE = RESOURCES / "registre" / "contrat-provisoire.toml"
MODELE_SOAP = RESOURCES / "registre" / "contrat-soap-modele.toml"
TAILLE = 256 << 10  # octets d'un contrat, au plus
REST, SOAP = "rest", "soap"  # transports
CORPS, ENTETE, HTTP = "corps", "entete", "http"  # où SOAP dit qui déclare
REFUS, ACCES, PANNE, BOGUE = "refus", "acces", "panne", "bogue"  # ce que veut dire une « Fault »
VERBES = frozenset({"GET", "POST", "PUT", "PATCH"})
_CHEMIN = re.compile(r"(/([a-zA-Z0-9._~-]+|\{numero\}))*/?")
_ENTETE = re.compile(r"[A-Za-z0-9-]{1,60}")
_ENDROIT = re.compile(r"[^\W\d][\w-]*(\.[^\W\d][\w-]*)*")
_MODES = frozenset({"", "base64"})
_ISSUES = frozenset({REFUS, ACCES, PANNE, BOGUE})


@dataclass(frozen=True, slots=True)
class Service:
    """Comment une démarche se demande : `verbe` et `chemin` en REST ; en SOAP l'`operation`, et où,
    dans son message, tiennent le `numero` et les `donnees`. `reponse` : ce qui s'y lit ailleurs que
    le contrat ne le dit pour toutes."""

    verbe: str = ""
    chemin: str = ""
    operation: str = ""
    numero: str = ""
    donnees: str = ""
    reponse: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contrat:
    """Un contrat lu. `services` : code de la démarche → service ; `compte` : sous quel nom voyagent
    les identifiants ; `champs` : nos noms → où, vide pour ce qui ne part pas ; `elements` : ceux
    des lignes d'une liste ; `valeurs` : nos codes → les leurs ; `reponse` : ce qu'on lit → où.

    En SOAP : `service`, `port` du WSDL, vides pour le premier ; `ou_compte` : « corps », « entete »
    ou « http » ; `fautes` : code d'une « Fault » → ce qu'elle veut dire ; `wsdl` : son texte.
    """

    nom: str
    version: str
    origine: str
    adresse_essai: str
    services: Mapping[str, Service]
    transport: str = REST
    compte: Mapping[str, str] = field(default_factory=dict)
    champs: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    valeurs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    piece: str = ""
    reponse: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    port: str = ""
    ou_compte: str = CORPS
    fautes: Mapping[str, str] = field(default_factory=dict)
    wsdl: str = field(default="", repr=False)

    @property
    def cle(self) -> str:
        """Ce à quoi vaut la permission d'un administrateur : cette version, et ce WSDL."""
        if self.transport != SOAP or not self.wsdl:
            return self.version
        return f"{self.version}, WSDL {sha256(self.wsdl.encode()).hexdigest()[:12]}"

    def reponse_de(self, code: str) -> Mapping[str, str]:
        """Où se lit la réponse à cette démarche."""
        service = self.services.get(code)
        return {**self.reponse, **(service.reponse if service else {})}

    def traduire(self, donnees: Mapping[str, Any]) -> dict[str, Any]:
        """Nos données sous leurs noms et leurs codes."""
        made: dict[str, Any] = {}
        for name, value in donnees.items():
            if where := self.champs.get(name, name):
                poser(made, where, self._leur(name, value))
        return made

    def retraduire(self, recu: Mapping[str, Any]) -> dict[str, Any]:
        """Les leurs sous nos noms et nos codes ; ce que le contrat ignore garde son nom."""
        found = {
            ours: self._notre(ours, value)
            for ours, where in self.champs.items()
            if (value := trouver(recu, where)) is not None
        }
        known = {where.partition(".")[0] for where in self.champs.values()}
        for name, value in recu.items():
            if name not in known:
                found[name] = self._notre(name, value)
        return found

    def joindre(self, donnees: dict[str, Any], piece: bytes) -> None:
        """Met la pièce justificative, en base64, dans ce qui part ; lève `UserError` si le contrat
        n'en dit rien."""
        if not self.piece:
            raise UserError(
                "Le contrat du registre ne dit pas comment joindre une pièce.",
                "Faites cette demande sur le portail, ou importez un contrat qui le dit.",
            )
        poser(donnees, self.piece, b64encode(piece).decode())

    def _leur(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._leur(name, one) for one in value]
        if isinstance(value, Mapping):
            names = self.elements.get(name, {})
            return {
                where: self._leur(f"{name}.{key}", one)
                for key, one in value.items()
                if (where := names.get(key, key))
            }
        codes = self.valeurs.get(name, {})
        return codes.get(value, value) if isinstance(value, str) else value

    def _notre(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._notre(name, one) for one in value]
        if isinstance(value, Mapping):
            mine = {theirs: ours for ours, theirs in self.elements.get(name, {}).items()}
            return {
                mine.get(key, key): self._notre(f"{name}.{mine.get(key, key)}", one)
                for key, one in value.items()
            }
        codes = {theirs: code for code, theirs in self.valeurs.get(name, {}).items()}
        return codes.get(value, value) if isinstance(value, str) else value


def lire_contrat(texte: str) -> Contrat:
    """Le contrat de ce texte TOML ; lève `UserError`, qui dit où il est faux."""
    if len(texte) > TAILLE:
        raise _faux("il est trop gros")
    try:
        raw = tomllib.loads(texte)
    except (ValueError, RecursionError) as error:
        raise _faux(f"ce n'est pas du TOML{_ou(error)}") from error
    transport = _texte_ou_rien(raw, "transport") or REST
    if transport not in (REST, SOAP):
        raise _faux(f"« transport » est {transport}, et non « rest » ou « soap »")
    services = {}
    for code, one in _table(raw, "services").items():
        if code not in {demande.code for demande in DEMARCHES}:
            raise _faux(f"« services.{code} » n'est aucun des services du registre")
        services[code] = (_operation if transport == SOAP else _service)(code, one)
    if not services:
        raise _faux("aucun service n'y est décrit")
    piece = _textes(_table(raw, "piece"), "piece")
    if piece.get("mode", "") not in _MODES:
        raise _faux("« piece.mode » ne peut être que « base64 »")
    soap = _textes(_table(raw, "soap"), "soap")
    held = _textes(_table(raw, "compte"), "compte")
    made = Contrat(
        nom=_texte(raw, "nom"),
        version=_texte(raw, "version"),
        origine=_texte_ou_rien(raw, "origine"),
        adresse_essai=_texte_ou_rien(raw, "adresse_essai"),
        services=services,
        transport=transport,
        compte=held,
        champs=_textes(_table(raw, "champs"), "champs"),
        elements=_tables(raw, "elements"),
        valeurs=_tables(raw, "valeurs"),
        piece=piece.get("champ", "") if piece.get("mode") else "",
        reponse=_textes(_table(raw, "reponse"), "reponse"),
        service=soap.get("service", ""),
        port=soap.get("port", ""),
        ou_compte=soap.get("compte", CORPS),
        fautes=_textes(_table(raw, "fautes"), "fautes"),
    )
    _garder(made)
    return made


def _garder(contrat: Contrat) -> None:
    """Ce qu'un contrat ne peut pas dire ; lève `UserError`."""
    if contrat.ou_compte not in (CORPS, ENTETE, HTTP):
        raise _faux("« soap.compte » ne peut être que « corps », « entete » ou « http »")
    headers = contrat.transport == REST or contrat.ou_compte == HTTP
    for one in contrat.compte.values():
        if headers and not _ENTETE.fullmatch(one):
            raise _faux(f"« {one} » n'est pas un nom d'en-tête")
    if bad := [code for code, issue in contrat.fautes.items() if issue not in _ISSUES]:
        raise _faux(f"« fautes.{bad[0]} » ne peut être que {', '.join(sorted(_ISSUES))}")
    places = [*contrat.champs.values(), contrat.piece, *contrat.reponse.values()]
    places += [one for names in contrat.elements.values() for one in names.values()]
    places += () if headers else contrat.compte.values()
    for service in contrat.services.values():
        places += service.numero, service.donnees, *service.reponse.values()
    for one in places:
        if one and not _ENDROIT.fullmatch(one):
            raise _faux(f"« {one} » n'est pas un chemin de noms séparés par des points")
    names = {one.nom: one.nom for one in DONNEES} | dict(contrat.champs)
    if found := heurt(names):
        raise _faux(f"deux données iraient au même endroit, « {found} »")


@cache
def contrat_livre() -> Contrat:
    """Celui que livre le programme, provisoire."""
    return lire_contrat(LIVRE.read_text(encoding="utf-8"))


def contrat_en_vigueur(texte: str, wsdl: str = "") -> Contrat:
    """Celui que l'agence a importé, ou celui du programme ; en SOAP, avec le WSDL importé."""
    held = lire_contrat(texte) if texte.strip() else contrat_livre()
    return replace(held, wsdl=wsdl) if held.transport == SOAP else held


def _service(code: str, one: Any) -> Service:
    where = f"services.{code}"
    if not isinstance(one, dict):
        raise _faux(f"« {where} » n'est pas une section")
    verb, path = _texte(one, "verbe", where).upper(), _texte_ou_rien(one, "chemin", where)
    if verb not in VERBES:
        raise _faux(f"« {where}.verbe » est {verb}, et non l'un de {', '.join(sorted(VERBES))}")
    if not _CHEMIN.fullmatch(path) or ".." in path:
        raise _faux(f"« {where}.chemin » n'est pas un chemin : {path!r}")
    return Service(verb, path, reponse=_reponse(one, where))


def _operation(code: str, one: Any) -> Service:
    where = f"services.{code}"
    if not isinstance(one, dict):
        raise _faux(f"« {where} » n'est pas une section")
    return Service(
        operation=_texte(one, "operation", where),
        numero=str(one.get("numero", "")),
        donnees=str(one.get("donnees", "")),
        reponse=_reponse(one, where),
    )


def _reponse(one: Mapping[str, Any], where: str) -> dict[str, str]:
    return _textes(one.get("reponse", {}), f"{where}.reponse")


def _tables(raw: Mapping[str, Any], name: str) -> dict[str, dict[str, str]]:
    return {key: _textes(one, f"{name}.{key}") for key, one in _table(raw, name).items()}


def _table(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = raw.get(name, {})
    if not isinstance(found, dict):
        raise _faux(f"« {name} » n'est pas une section")
    return found


def _textes(found: Any, where: str) -> dict[str, str]:
    if not isinstance(found, dict):
        raise _faux(f"« {where} » n'est pas une section")
    for name, value in found.items():
        if not isinstance(value, str):
            raise _faux(f"« {where}.{name} » n'est pas un texte")
    return found


def _texte(raw: Mapping[str, Any], name: str, where: str = "") -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found.strip():
        raise _faux(f"« {f'{where}.' if where else ''}{name} » y manque")
    return found


def _texte_ou_rien(raw: Mapping[str, Any], name: str, where: str = "") -> str:
    found = raw.get(name, "")
    if not isinstance(found, str):
        raise _faux(f"« {f'{where}.' if where else ''}{name} » n'est pas un texte")
    return found


def _ou(error: Exception) -> str:
    """« (ligne 12, colonne 3) », si la bibliothèque le sait ; elle ne le dit qu'en anglais."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f" (ligne {found[1]}, colonne {found[2]})" if found else ""


def _faux(why: str) -> UserError:
    return UserError(
        f"Ce contrat ne se lit pas : {montrable(why)}.",
        "Corrigez ce fichier, en partant de celui que le programme exporte.",
    )
