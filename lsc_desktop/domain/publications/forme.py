"""La forme d'un manifeste reçu : ce dont la lecture dépend, d'après le seul schéma."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

Objet = Mapping[str, Any]
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTANT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]{2}")
_PORTEES = ("immeuble", "compte", "cabinet")

# Ce dont la lecture dépend, et de quel type ; le reste est gardé sans être regardé.
_CHAMPS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "comptes": {"id": str, "tiers": str, "role": str, "actif": bool, "immeubles": list},
    "identites": {"id": str},
    "immeubles": {"id": str, "lots": list, "cs": list},
    "classeurs": {"id": str, "chemin": list, "droits": list},
    "documents": {
        "id": str,
        "classeur": str,
        "titre": str,
        "fin": (str, type(None)),
        "portee": dict,
        "fichier": str,
        "sha256": str,
        "taille": int,
    },
    "depenses": {"immeuble": str, "classeur": str, "lignes": list},
    "fonds_travaux": {"lot": str},
}
# Venus après la première version du format : ils peuvent manquer.
_CONTACT: Mapping[str, type] = {"id": str, "metiers": list}
_PHOTO: Mapping[str, type] = {
    "id": str,
    "immeuble": str,
    "titre": str,
    "rang": int,
    "fichier": str,
    "sha256": str,
    "taille": int,
}
_EMPREINTE = re.compile(r"[0-9a-f]{64}")
_IMAGES = ("jpg", "png", "webp")


def controler(corps: Objet) -> Mapping[tuple[str, Any], tuple[Objet, ...]]:
    """Rend les documents sous ce qu'ils visent. Lève `KeyError`, `TypeError`, `ValueError` ou
    `AttributeError` pour ce qui n'a pas la forme du schéma."""
    for name in ("cible", "emetteur"):
        _type(corps, name, str)
    _type(corps, "numero", int)
    _type(corps, "precedent", (int, type(None)))
    if corps["complet"] is not True:
        raise ValueError("la liste est partielle")
    for part, fields in _CHAMPS.items():
        for one in corps[part]:
            for name, kind in fields.items():
                _type(one, name, kind)
    for part in ("comptes", "identites", "immeubles", "classeurs", "documents"):
        if len({one["id"] for one in corps[part]}) != len(corps[part]):
            raise ValueError(f"{part} : un identifiant est écrit deux fois")
    for building in corps["immeubles"]:
        for lot in building["lots"]:
            _type(lot, "id", str)
            _textes(lot, "proprietaires")
        for seat in building["cs"]:
            _type(seat, "tiers", str)
            _type(seat, "president", bool)
    for account in corps["comptes"]:
        _textes(account, "immeubles")
        _situation(account)
    for one in corps.get("contacts", ()):
        for name, kind in _CONTACT.items():
            _type(one, name, kind)
        _textes(one, "metiers")
    _photos(corps)
    for folder in corps["classeurs"]:
        _textes(folder, "droits")
    if len(corps["documents"]) != corps["compte_documents"]:
        raise ValueError(
            f"{corps['compte_documents']} documents annoncés, {len(corps['documents'])} listés"
        )
    folders = {one["id"] for one in corps["classeurs"]}
    for one in (*corps["documents"], *corps["depenses"]):
        if one["classeur"] not in folders:
            raise ValueError(f"classeur inconnu : {one['classeur']}")
    return _par_portee(corps["documents"])


def _photos(corps: Objet) -> None:
    """Une photo est d'un immeuble du manifeste, et son fichier porte son nom : ni un PDF, ni un
    chemin."""
    if "photos" not in corps:
        return
    _type(corps, "photos", list)
    photos = corps["photos"]
    for one in photos:
        for name, kind in _PHOTO.items():
            _type(one, name, kind)
        if not _EMPREINTE.fullmatch(one["sha256"]):
            raise ValueError(f"{one['id']} : empreinte illisible")
        stem = f"{one['id']}_{one['sha256'][:16]}"
        if not re.fullmatch(r"pho-[0-9]+", one["id"]) or one["fichier"] not in (
            f"{stem}.{extension}" for extension in _IMAGES
        ):
            raise ValueError(f"photo {one['id']} : fichier impossible, {one['fichier']}")
        if one["taille"] <= 0:
            raise ValueError(f"{one['id']} : vide")
    if len({one["id"] for one in photos}) != len(photos):
        raise ValueError("photos : un identifiant est écrit deux fois")
    places = {one["id"] for one in corps["immeubles"]}
    for one in photos:
        if one["immeuble"] not in places:
            raise ValueError(f"{one['id']} : immeuble inconnu, {one['immeuble']}")


def _situation(account: Objet) -> None:
    """Un solde a la forme d'un montant, et ses écritures avec lui ; sans solde, aucune."""
    if "solde" not in account:
        if account.get("ecritures"):
            raise ValueError(f"{account['id']} : des écritures sans solde")
        return
    _montant(account["solde"])
    for line in account["ecritures"]:
        _jour(line["date"])
        _montant(line["debit"])
        _montant(line["credit"])


def _par_portee(documents: Iterable[Objet]) -> Mapping[tuple[str, Any], tuple[Objet, ...]]:
    found: dict[tuple[str, Any], list[Objet]] = {}
    for document in documents:
        ((kind, key),) = document["portee"].items()
        plain = key is True if kind == "cabinet" else isinstance(key, str) and key != ""
        if kind not in _PORTEES or not plain:
            raise ValueError(f"{document['id']} : portée inconnue")
        if document["fin"] is not None:
            _jour(document["fin"])
        found.setdefault((kind, key), []).append(document)
    return {scope: tuple(listed) for scope, listed in found.items()}


def _type(value: Objet, name: str, kind: type | tuple[type, ...]) -> None:
    found = value[name]
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise TypeError(f"{name} : {found!r}"[:80])


def _textes(value: Objet, name: str) -> None:
    _type(value, name, list)
    if not all(isinstance(one, str) for one in value[name]):
        raise TypeError(f"{name} : {value[name]!r}"[:80])


def _montant(text: str) -> None:
    if not _MONTANT.fullmatch(text):
        raise ValueError(f"montant illisible : {text}")


def _jour(text: str) -> None:
    if not _DATE.fullmatch(text):
        raise ValueError(f"date illisible : {text}")
    date.fromisoformat(text)
