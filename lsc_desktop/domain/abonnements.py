"""Les abonnements et les jetons de l'agence, tels que le store les signe : `abonnements/1`.

Le protocole du store n'est pas public : ce contrat est le nôtre (extranet-partners §4.6, D7). Une
licence expirée grise les partenaires, jamais les données. Chaque champ est dit dans
`resources/abonnements-1.schema.json`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lsc_desktop.base.errors import RefusedError, UserError

MAJEURE = 1
ALGORITHME = "ed25519"
TAILLE = 256 << 10  # octets : au-delà, ce n'est pas une licence
TOLERANCE = timedelta(days=15)  # après sa fin : le temps que le store, ou Internet, revienne
BIENTOT = timedelta(days=30)
AVANCE = timedelta(days=1)  # une licence datée de plus tard que cela vient d'une horloge fausse

FICHIER, HTTPS = "fichier", "https"
ORIGINES = ((FICHIER, "Fichier"), (HTTPS, "Store"))
NON_SOUSCRIT = "abonnement non souscrit"
SANS_JETON = "il ne reste aucun jeton"

_FORMAT = re.compile(r"abonnements/([0-9]{1,6})(?:\.[0-9]{1,6})*")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AILLEURS = "Demandez au store une licence complète, et validez-la telle quelle."


@dataclass(frozen=True, slots=True)
class Produit:
    """Un abonnement : `code` est celui d'un adaptateur, ou d'un produit du store."""

    code: str
    actif: bool
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Licence:
    """Ce que le store a signé. `jetons` : ceux qui restent, par produit."""

    client: str
    emis_le: datetime
    valable_jusqu_au: date
    produits: tuple[Produit, ...] = ()
    jetons: Mapping[str, int] = field(default_factory=dict)

    def produit(self, code: str) -> Produit | None:
        return next((one for one in self.produits if one.code == code and one.actif), None)


@dataclass(frozen=True, slots=True)
class Signature:
    """Ce qui reste à vérifier : `corps` est signé par la clé nommée `cle`."""

    corps: bytes
    cle: str
    valeur: str


# --- Ce qu'elle permet --------------------------------------------------------------------------


def sans_abonnement(produit: str, licence: Licence | None, jour: date) -> str:
    """Pourquoi ce produit est grisé ; vide s'il est permis, ou s'il n'en faut aucun. Ce qui se paie
    au jeton (AG Connect, seed L1979) est permis tant qu'il en reste un."""
    if not produit:
        return ""
    if licence is None or not (licence.produit(produit) or produit in licence.jetons):
        return NON_SOUSCRIT
    if licence.produit(produit) is None and not licence.jetons[produit]:
        return SANS_JETON
    if jour > licence.valable_jusqu_au + TOLERANCE:
        return f"abonnement expiré le {licence.valable_jusqu_au:%d/%m/%Y}"
    return ""


def dire_abonnement(produit: str, licence: Licence | None, jour: date) -> str:
    """« Souscrit jusqu'au 31/12/2026 », « Abonnement non souscrit » ; « Compris » s'il n'en faut
    aucun."""
    if not produit:
        return "Compris"
    if why := sans_abonnement(produit, licence, jour):
        return why[:1].upper() + why[1:]
    assert licence is not None
    return f"Souscrit jusqu'au {licence.valable_jusqu_au:%d/%m/%Y}"


def dire_licence(licence: Licence | None, jour: date) -> str:
    """L'état de la licence, en une phrase."""
    if licence is None:
        return "Aucune licence n'est validée."
    end = licence.valable_jusqu_au
    if jour > end + TOLERANCE:
        return f"Expirée le {end:%d/%m/%Y} : les partenaires sont grisés, rien d'autre ne change."
    if jour > end:
        return (
            f"Expirée le {end:%d/%m/%Y} ; admise jusqu'au {end + TOLERANCE:%d/%m/%Y}, le temps de "
            "la renouveler."
        )
    if jour > end - BIENTOT:
        return f"Valable jusqu'au {end:%d/%m/%Y} : pensez à la renouveler."
    return f"Valable jusqu'au {end:%d/%m/%Y}."


def remplacer(
    ancienne: Licence | None, nouvelle: Licence, client: str, maintenant: datetime
) -> None:
    """Lève `UserError` si la nouvelle ne peut pas remplacer l'ancienne. `client` : notre numéro,
    s'il est réglé ; `maintenant` en temps universel."""
    known = client or (ancienne.client if ancienne else "")
    if known and known != nouvelle.client:
        raise UserError(
            f"Cette licence est celle du client {nouvelle.client} ; l'agence est {known}.",
            "Demandez la vôtre au store, ou corrigez le numéro de client dans « Réglages des "
            "partenaires ».",
        )
    if nouvelle.emis_le > maintenant + AVANCE:
        raise UserError(
            f"Cette licence est datée du {nouvelle.emis_le:%d/%m/%Y}, qui n'est pas encore venu.",
            "Vérifiez la date de ce poste.",
        )
    if ancienne is not None and nouvelle.emis_le < ancienne.emis_le:
        raise UserError(
            f"Une licence plus récente, du {ancienne.emis_le:%d/%m/%Y}, est déjà validée.",
            "Demandez la dernière au store.",
        )


# --- Le document --------------------------------------------------------------------------------


def lire(octets: bytes) -> tuple[Licence, Signature]:
    """La licence d'un document, et la signature à vérifier avant de s'y fier.

    Un champ inconnu compte dans la signature et ne se lit pas. Lève `RefusedError`, qui nomme le
    champ, pour ce qui n'a pas la forme du schéma.
    """
    if len(octets) > TAILLE:
        raise RefusedError("Ce fichier est trop gros pour être une licence.", _AILLEURS)
    try:
        body = json.loads(
            texte(octets), object_pairs_hook=_uniques, parse_float=_sans, parse_constant=_sans
        )
    except (ValueError, RecursionError) as error:
        raise RefusedError("Ce fichier n'est pas une licence du store.", _AILLEURS) from error
    if not isinstance(body, dict):
        raise RefusedError("Ce fichier n'est pas une licence du store.", _AILLEURS)
    found = _FORMAT.fullmatch(_texte(body, "format", 40))
    if found is None:
        raise RefusedError("Ce fichier n'est pas une licence du store.", _AILLEURS)
    if int(found[1]) != MAJEURE:
        raise RefusedError(
            f"Cette licence est d'une version plus récente ({body['format']}) que ce programme.",
            "Installez la dernière version de LSC Desktop.",
        )
    signature = _signature(body)
    return _licence(body), signature


def texte(octets: bytes) -> str:
    """Le document tel qu'on le garde. Lève `ValueError` s'il n'est pas en UTF-8."""
    return octets.decode("utf-8-sig")


def corps_signe(objet: Mapping[str, Any]) -> bytes:
    """Ce que la signature couvre : tout le document sauf elle, UTF-8, clés triées, sans blanc."""
    rest = {name: value for name, value in objet.items() if name != "signature"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _licence(body: Mapping[str, Any]) -> Licence:
    products = tuple(_produit(one, rank) for rank, one in enumerate(_liste(body, "produits")))
    if len({one.code for one in products}) != len(products):
        raise _faux("produits", "un code y est deux fois")
    tokens = body.get("jetons")
    if not isinstance(tokens, dict):
        raise _faux("jetons")
    for name, count in tokens.items():
        if not _CODE.fullmatch(name) or type(count) is not int or not 0 <= count <= 1_000_000:
            raise _faux(f"jetons.{name}")
    return Licence(
        client=_texte(body, "client", 40),
        emis_le=_instant(body, "emis_le"),
        valable_jusqu_au=_jour(body, "valable_jusqu_au"),
        produits=products,
        jetons=dict(tokens),
    )


def _produit(value: Any, rank: int) -> Produit:
    where = f"produits.{rank}"
    if not isinstance(value, dict):
        raise _faux(where)
    code, active, modules = value.get("code"), value.get("actif"), value.get("modules")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise _faux(f"{where}.code")
    if not isinstance(active, bool):
        raise _faux(f"{where}.actif")
    if not isinstance(modules, list) or not all(isinstance(one, str) for one in modules):
        raise _faux(f"{where}.modules")
    return Produit(code, active, tuple(modules))


def _signature(body: Mapping[str, Any]) -> Signature:
    held = body.get("signature")
    if held is None:
        raise RefusedError("Cette licence n'est pas signée.", _AILLEURS)
    if not isinstance(held, dict) or held.get("algo") != ALGORITHME:
        raise _faux("signature.algo")
    key, value = held.get("cle"), held.get("valeur")
    if not isinstance(key, str) or not isinstance(value, str):
        raise _faux("signature")
    try:
        return Signature(corps_signe(body), key, value)
    except UnicodeEncodeError as error:  # un demi-caractère, que JSON sait écrire
        raise RefusedError("Ce fichier n'est pas une licence du store.", _AILLEURS) from error


def _texte(body: Mapping[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise _faux(name)
    return value


def _liste(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    if not isinstance(value, list):
        raise _faux(name)
    return value


def _instant(body: Mapping[str, Any], name: str) -> datetime:
    text = _texte(body, name, 40)
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError as error:
        raise _faux(name) from error


def _jour(body: Mapping[str, Any], name: str) -> date:
    text = _texte(body, name, 10)
    try:
        if not _JOUR.fullmatch(text):
            raise ValueError(text)
        found = date.fromisoformat(text)
    except ValueError as error:
        raise _faux(name) from error
    if found.year > 9000:  # la tolérance sortirait du calendrier
        raise _faux(name)
    return found


def _faux(name: str, why: str = "il manque, ou n'a pas la forme voulue") -> RefusedError:
    return RefusedError(f"Cette licence ne se lit pas : « {name} », {why}.", _AILLEURS)


def _uniques(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Un champ écrit deux fois se lirait de deux façons, sous la même signature."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("un champ est écrit deux fois")
    return found


def _sans(text: str) -> None:
    raise ValueError(f"nombre à virgule : {text}")
