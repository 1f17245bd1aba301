"""Le manifeste `ged-publication/1`, des valeurs aux octets (extranet-partners §4.1).

Forme canonique : UTF-8, clés triées, aucun blanc, ni nombre à virgule ni ordre d'entrée ; c'est la
RFC 8785 réduite à des textes, des entiers et des booléens. Chaque champ est dit dans
`resources/ged-publication-1.schema.json`.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import CENT
from lsc_desktop.domain.classeurs import DROITS
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.coherence import verifier
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    ContactPublie,
    Depenses,
    DocumentPublie,
    FondsTravaux,
    Identite,
    ImmeublePublie,
    Manifeste,
    PhotoPubliee,
)
from lsc_desktop.domain.publications.valeurs import Genre

FORMAT = "ged-publication/1"
ALGORITHME = "hmac-sha256"
CLE_MIN = 32  # octets : une clé plus courte que l'empreinte l'affaiblirait (RFC 2104 §3)
Objet = dict[str, Any]
_texte = encode_basestring  # ce que fait json.dumps d'un texte, accents gardés


def ecrire(manifeste: Manifeste, *, cle: bytes | None = None) -> bytes:
    """Les octets du manifeste, les mêmes quel que soit l'ordre de ses listes.

    `cle` : celle de la cible ; le corps est alors signé. Lève `UserError` pour une clé trop courte,
    un classeur incohérent (D40) ou un texte illisible, `ValueError` pour ce qui ne se tient pas :
    un identifiant double, un renvoi dans le vide, un montant de plus de deux décimales, un numéro
    qui ne suit pas.
    """
    if cle is not None and len(cle) < CLE_MIN:
        raise UserError(
            f"La clé de signature de {manifeste.cible} est trop courte.",
            f"Prenez une clé d'au moins {CLE_MIN} octets.",
            "cle",
        )
    verifier(manifeste)
    body = _octets(_corps(manifeste))
    # `sha256_corps` et `signature` viennent après toutes les autres clés : rien à refaire.
    tail = f',"sha256_corps":"{sha256(body).hexdigest()}"'
    if cle is not None:
        value = hmac.new(cle, body, sha256).hexdigest()
        tail += f',"signature":{{"algo":"{ALGORITHME}","valeur":"{value}"}}'
    return body[:-1] + tail.encode() + b"}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _octets(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        near = text[max(0, error.start - 40) : error.start].rpartition('"')[2]
        raise UserError(
            f"Un texte contient un caractère illisible, après « {near} ».", "Retapez ce texte."
        ) from error


def _corps(manifeste: Manifeste) -> str:
    documents = sorted(manifeste.documents, key=attrgetter("id"))
    accounts = sorted(manifeste.comptes, key=attrgetter("id"))
    parts = {
        "format": _json(FORMAT),
        "emetteur": _json(manifeste.emetteur),
        "cible": _json(manifeste.cible),
        "numero": _json(manifeste.numero),
        "precedent": _json(manifeste.precedent),
        "produit_le": _json(manifeste.produit_le.isoformat(timespec="seconds")),
        "complet": _json(True),
        # Un à un : un million d'écritures en dictionnaires ne tiendrait pas en mémoire.
        "comptes": f"[{','.join(_json(_compte(one)) for one in accounts)}]",
        "identites": _json(_par_id(manifeste.identites, _identite)),
        "immeubles": _json(_par_id(manifeste.immeubles, _immeuble)),
        "classeurs": _json([_classeur(c) for c in sorted(manifeste.classeurs, key=_cle_classeur)]),
        "documents": f"[{','.join(_document(one) for one in documents)}]",
        "depenses": _json(_tries(_depenses(d) for d in manifeste.depenses)),
        "fonds_travaux": _json(_tries(_fonds(f) for f in manifeste.fonds_travaux)),
        "contacts": _json(_par_id(manifeste.contacts, _contact)),
        "compte_documents": _json(len(documents)),
    }
    if manifeste.photos:  # venue après : qui n'en a pas écrit le manifeste d'avant
        parts["photos"] = _json(_par_id(manifeste.photos, _photo))
    return f"{{{','.join(f'{_json(key)}:{text}' for key, text in sorted(parts.items()))}}}"


def _par_id(values: Iterable[Any], write: Callable[[Any], Objet]) -> list[Objet]:
    return [write(value) for value in sorted(values, key=attrgetter("id"))]


def _tries(objects: Iterable[Objet]) -> list[Objet]:
    """Ce qui n'a pas d'identifiant se range par son propre texte."""
    return sorted(objects, key=_json)


def _cle_classeur(classeur: Classeur) -> str:
    return classeur.identifiant


# --- Chaque partie --------------------------------------------------------------------------------


def _compte(value: ComptePublie) -> Objet:
    found: Objet = {
        "id": value.id,
        "tiers": value.tiers,
        "entite": value.entite,
        "numero": value.numero,
        "role": value.role.value,
        "actif": value.actif,
        "immeubles": sorted(value.immeubles),
    }
    if value.solde is not None:
        found["solde"] = _montant(value.solde)
        lines = sorted(value.ecritures, key=attrgetter("date", "libelle", "debit", "credit"))
        found["ecritures"] = [
            {
                "date": line.date.isoformat(),
                "libelle": line.libelle,
                "debit": _montant(line.debit),
                "credit": _montant(line.credit),
            }
            for line in lines
        ]
    return found


def _identite(value: Identite) -> Objet:
    found: Objet = {
        "id": value.id,
        "nom": value.nom,
        "code_acces": value.code_acces,
        "notifier": value.notifier,
    }
    if value.mdp_initial is not None:
        found["mdp_initial"] = {
            "algo": value.mdp_initial.algo,
            "sel": value.mdp_initial.sel,
            "hash": value.mdp_initial.hash,
            "parametres": dict(value.mdp_initial.parametres),
        }
    return found


def _immeuble(value: ImmeublePublie) -> Objet:
    found: Objet = {
        "id": value.id,
        "lots": _par_id(
            value.lots, lambda lot: {"id": lot.id, "proprietaires": sorted(lot.proprietaires)}
        ),
        "cs": [
            {"tiers": member.tiers, "president": member.president}
            for member in sorted(value.cs, key=attrgetter("tiers"))
        ],
    }
    if value.iban:
        found |= {"iban": value.iban, "bic": value.bic}
    return found


def _classeur(value: Classeur) -> Objet:
    return {
        "id": value.identifiant,
        "metier": value.metier.value,
        "chemin": list(value.chemin),
        "droits": [role.value for role in DROITS[value.metier] if role in value.droits],
    }


def _document(value: DocumentPublie) -> str:
    """Écrit à la main, clés dans leur ordre : cent mille dictionnaires prendraient trois fois le
    temps."""
    scope = "true" if value.portee.genre is Genre.CABINET else _texte(value.portee.cle)
    end = f'"{value.fin.isoformat()}"' if value.fin else "null"
    folders = ",".join(_texte(part) for part in value.sous_chemin if part)
    return (
        f'{{"classeur":{_texte(value.classeur)},"date":"{value.date.isoformat()}",'
        f'"fichier":"{value.fichier}","fin":{end},"id":"{value.id}",'
        f'"notifier":{"true" if value.notifier else "false"},'
        f'"portee":{{"{value.portee.genre.value}":{scope}}},"sha256":"{value.sha256}",'
        f'"sous_chemin":[{folders}],"taille":{value.taille:d},"titre":{_texte(value.titre)}}}'
    )


def _depenses(value: Depenses) -> Objet:
    lines: list[Objet] = []
    for line in value.lignes:
        amounts = ("montant", "tva", "deduc", "recup")
        found: Objet = {name: _montant(getattr(line, name)) for name in amounts}
        found |= {"date": line.date.isoformat(), "libelle": line.libelle}
        if line.document:
            found["document"] = line.document
        lines.append(found)
    names = ["exercice", "immeuble", "cle", "compte", "classeur"]
    names += ["libelle"] if value.libelle else []
    return {name: getattr(value, name) for name in names} | {"lignes": _tries(lines)}


def _fonds(value: FondsTravaux) -> Objet:
    return {
        "lot": value.lot,
        "compte": value.compte,
        "libelle": value.libelle,
        "montant": _montant(value.montant),
    }


def _contact(value: ContactPublie) -> Objet:
    found: Objet = {
        "id": value.id,
        "genre": value.genre,
        "nom": value.nom,
        "metiers": sorted(metier.value for metier in value.metiers),
    }
    told = ("role", "immeuble", "telephone", "courriel", "horaires")
    found |= {name: text for name in told if (text := getattr(value, name))}
    if value.adresse:
        found["adresse"] = list(value.adresse)
    return found


def _photo(value: PhotoPubliee) -> Objet:
    return {
        "id": value.id,
        "immeuble": value.immeuble,
        "titre": value.titre,
        "rang": value.rang,
        "fichier": value.fichier,
        "sha256": value.sha256,
        "taille": value.taille,
    }


@lru_cache(4096)
def _montant(value: Decimal) -> str:
    """« -9985.56 » ; jamais arrondi ici, ni « -0.00 ». Retenu : un loyer revient chaque mois."""
    if not value.is_finite() or value != value.quantize(CENT):
        raise ValueError(f"un montant a deux décimales : {value}")
    return f"{value + 0:.2f}"
