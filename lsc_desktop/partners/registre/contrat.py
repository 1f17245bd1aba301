"""Le contrat d'interface, tenu pour une donnée : verbes, chemins, noms, codes (D50).

Celui que livre le programme est provisoire ; qui a obtenu le vrai en fait un fichier, et l'importe.
"""

import re
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import RESOURCES
from lsc_desktop.base.text import montrable
from lsc_desktop.domain.registre.demarches import DEMARCHES

LIVRE = RESOURCES / "registre" / "contrat-provisoire.toml"
TAILLE = 256 << 10  # octets d'un contrat, au plus
VERBES = frozenset({"GET", "POST", "PUT", "PATCH"})
_CHEMIN = re.compile(r"(/([a-zA-Z0-9._~-]+|\{numero\}))*/?")
_ENTETE = re.compile(r"[A-Za-z0-9-]{1,60}")
_MODES = frozenset({"", "base64"})


@dataclass(frozen=True, slots=True)
class Service:
    """Comment une démarche se demande."""

    verbe: str
    chemin: str


@dataclass(frozen=True, slots=True)
class Contrat:
    """Un contrat lu. `services` : code de la démarche → service ; `champs`, `valeurs` : nos mots →
    les leurs ; `reponse` : ce qu'on lit → le chemin où il est."""

    nom: str
    version: str
    origine: str
    adresse_essai: str
    services: Mapping[str, Service]
    entetes: Mapping[str, str] = field(default_factory=dict)
    champs: Mapping[str, str] = field(default_factory=dict)
    valeurs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    piece: str = ""
    reponse: Mapping[str, str] = field(default_factory=dict)

    def traduire(self, donnees: Mapping[str, Any]) -> dict[str, Any]:
        """Nos données sous leurs noms et leurs codes."""
        return {
            self.champs.get(name, name): self._code(name, value) for name, value in donnees.items()
        }

    def retraduire(self, recu: Mapping[str, Any]) -> dict[str, Any]:
        """Les leurs sous nos noms et nos codes ; ce que le contrat ignore garde son nom."""
        mine = {theirs: ours for ours, theirs in self.champs.items()}
        found = {}
        for name, value in recu.items():
            ours = mine.get(name, name)
            codes = {theirs: code for code, theirs in self.valeurs.get(ours, {}).items()}
            found[ours] = codes.get(value, value) if isinstance(value, str) else value
        return found

    def joindre(self, donnees: dict[str, Any], piece: bytes) -> None:
        """Met la pièce justificative dans ce qui part ; lève `UserError` si le contrat n'en dit
        rien."""
        if not self.piece:
            raise UserError(
                "Le contrat du registre ne dit pas comment joindre une pièce.",
                "Faites cette demande sur le portail, ou importez un contrat qui le dit.",
            )
        donnees[self.piece] = b64encode(piece).decode()

    def _code(self, name: str, value: Any) -> Any:
        codes = self.valeurs.get(name, {})
        return codes.get(value, value) if isinstance(value, str) else value


def lire_contrat(texte: str) -> Contrat:
    """Le contrat de ce texte TOML ; lève `UserError`, qui dit où il est faux."""
    if len(texte) > TAILLE:
        raise _faux("il est trop gros")
    try:
        raw = tomllib.loads(texte)
    except (ValueError, RecursionError) as error:
        raise _faux(f"ce n'est pas du TOML{_ou(error)}") from error
    services = {}
    for code, one in _table(raw, "services").items():
        if code not in {demande.code for demande in DEMARCHES}:
            raise _faux(f"« services.{code} » n'est aucun des services du registre")
        services[code] = _service(code, one)
    if not services:
        raise _faux("aucun service n'y est décrit")
    account = _textes(_table(raw, "compte"), "compte")
    if bad := [one for one in account.values() if not _ENTETE.fullmatch(one)]:
        raise _faux(f"« {bad[0]} » n'est pas un nom d'en-tête")
    piece = _textes(_table(raw, "piece"), "piece")
    if piece.get("mode", "") not in _MODES:
        raise _faux("« piece.mode » ne peut être que « base64 »")
    codes = {name: _textes(one, f"valeurs.{name}") for name, one in _table(raw, "valeurs").items()}
    return Contrat(
        nom=_texte(raw, "nom"),
        version=_texte(raw, "version"),
        origine=_texte_ou_rien(raw, "origine"),
        adresse_essai=_texte_ou_rien(raw, "adresse_essai"),
        services=services,
        entetes=account,
        champs=_textes(_table(raw, "champs"), "champs"),
        valeurs=codes,
        piece=piece.get("champ", "") if piece.get("mode") else "",
        reponse=_textes(_table(raw, "reponse"), "reponse"),
    )


@cache
def contrat_livre() -> Contrat:
    """Celui que livre le programme, provisoire."""
    return lire_contrat(LIVRE.read_text(encoding="utf-8"))


def contrat_en_vigueur(texte: str) -> Contrat:
    """Celui que l'agence a importé, ou celui du programme."""
    return lire_contrat(texte) if texte.strip() else contrat_livre()


def _service(code: str, one: Any) -> Service:
    where = f"services.{code}"
    if not isinstance(one, dict):
        raise _faux(f"« {where} » n'est pas une section")
    verb, path = _texte(one, "verbe", where).upper(), _texte_ou_rien(one, "chemin", where)
    if verb not in VERBES:
        raise _faux(f"« {where}.verbe » est {verb}, et non l'un de {', '.join(sorted(VERBES))}")
    if not _CHEMIN.fullmatch(path) or ".." in path:
        raise _faux(f"« {where}.chemin » n'est pas un chemin : {path!r}")
    return Service(verb, path)


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
