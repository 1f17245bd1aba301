"""Lire un dossier locatif selon le contrat `dossier-locatif/1` ; tout écart est un refus.

Lecteur strict : un champ inconnu, un type de trop, une pièce sans empreinte ou qui n'en a pas
l'empreinte, et rien n'est lu. `resources/dossier-locatif-1.schema.json` dit la même chose.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.dossiers_locatifs.recu import (
    FORMAT,
    STATUTS,
    AdresseRecue,
    DossierRecu,
    Finances,
    Personne,
    PieceRecue,
)
from lsc_desktop.domain.dossiers_locatifs.saisie import DUREE_MAX
from lsc_desktop.domain.tiers import CIVILITES
from lsc_desktop.partners.clac.archive import PIECES, RACINE, lire_archive, par_nom
from lsc_desktop.partners.clac.erreurs import DossierRefuseError, montrer

JSON_MAX = 1024 * 1024  # octets
CANDIDATS_MAX, GARANTS_MAX, PIECES_MAX, LIGNES_MAX = 10, 20, 190, 3
COURT, MOYEN = 40, 120  # caractères d'un texte
_MONTANT = re.compile(r"(0|[1-9][0-9]{0,7})\.[0-9]{2}")
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLE = re.compile(r"[A-Za-z0-9._-]{1,40}")
_ANNEES = range(1900, 2200)
_CIVILITES = frozenset(value for value, _label in CIVILITES)
T = TypeVar("T")


def lire_dossier(contenu: bytes) -> DossierRecu:
    """Le dossier d'un zip. Lève `DossierRefuseError`, et rien d'autre, quoi qu'il contienne."""
    files = lire_archive(contenu)
    return lire_contrat(files[RACINE], par_nom(files))


def lire_contrat(contenu: bytes, pieces: Mapping[str, bytes]) -> DossierRecu:
    """Le dossier que dit ce JSON, avec ses pièces (« pieces/x.pdf » → contenu)."""
    top = _Objet("dossier.json", _json(contenu))
    top.champs("format dossier statut bien finances candidats", "reference_crypto garants bail "
               "pieces")  # fmt: skip
    top.parmi("format", frozenset({FORMAT}))
    bien, bail = top.objet("bien"), top.objet_ou_rien("bail")
    bien.champs("", "libelle adresse")
    candidats = top.liste("candidats", CANDIDATS_MAX, _personne)
    if not candidats:
        top.non("candidats", "il en faut au moins un")
    garants = top.liste("garants", GARANTS_MAX, _personne)
    people = (*candidats, *garants)
    _distinctes(top, people)
    if bail is not None:
        bail.champs("", "debut duree_mois")
    return DossierRecu(
        dossier=top.cle("dossier"),
        statut=top.parmi("statut", frozenset(value for value, _label in STATUTS)),
        reference_crypto=top.texte("reference_crypto", COURT, vide=True),
        bien=bien.texte("libelle", MOYEN, vide=True),
        adresse=_adresse(bien),
        finances=_finances(top.objet("finances")),
        candidats=candidats,
        garants=garants,
        debut=bail.jour("debut") if bail else None,
        duree_mois=bail.entier("duree_mois", DUREE_MAX) if bail else None,
        pieces=_pieces(top, {one.id for one in people}, pieces),
    )


def _personne(where: "_Objet") -> Personne:
    where.champs("id nom", "prenoms civilite naissance adresse email telephone profession revenus")
    return Personne(
        id=where.cle("id"),
        nom=where.texte("nom", MOYEN),
        prenoms=where.texte("prenoms", MOYEN, vide=True),
        civilite=where.parmi("civilite", _CIVILITES, vide=True),
        naissance=where.jour("naissance"),
        adresse=_adresse(where),
        email=where.texte("email", MOYEN, vide=True),
        telephone=where.texte("telephone", COURT, vide=True),
        profession=where.texte("profession", MOYEN, vide=True),
        revenus=where.montant_ou_rien("revenus"),
    )


def _adresse(owner: "_Objet") -> AdresseRecue:
    where = owner.objet_ou_rien("adresse")
    if where is None:
        return AdresseRecue()
    where.champs("", "lignes code_postal ville pays")
    return AdresseRecue(
        lignes=where.textes("lignes", LIGNES_MAX, MOYEN),
        code_postal=where.texte("code_postal", COURT, vide=True),
        ville=where.texte("ville", MOYEN, vide=True),
        pays=where.texte("pays", COURT, vide=True),
    )


def _finances(where: "_Objet") -> Finances:
    where.champs("loyer_cc", "charges honoraires part_edl depot_garantie")
    found = Finances(
        loyer_cc=where.montant("loyer_cc"),
        charges=where.montant_ou_rien("charges") or ZERO,
        honoraires=where.montant_ou_rien("honoraires") or ZERO,
        part_edl=where.montant_ou_rien("part_edl") or ZERO,
        depot_garantie=where.montant_ou_rien("depot_garantie") or ZERO,
    )
    if found.charges > found.loyer_cc:
        where.non("charges", "elles dépassent le loyer charges comprises")
    if found.part_edl > found.honoraires:
        where.non("part_edl", "elle dépasse les honoraires")
    return found


def _distinctes(top: "_Objet", people: tuple[Personne, ...]) -> None:
    ids = [one.id for one in people]
    if len(set(ids)) < len(ids):
        top.non("candidats", "deux personnes ont le même id")
    named = [
        (one.nom.casefold(), one.prenoms.casefold(), one.naissance)
        for one in people
        if one.naissance
    ]
    if len(set(named)) < len(named):
        top.non("candidats", "la même personne y est deux fois")


def _pieces(top: "_Objet", people: set[str], files: Mapping[str, bytes]) -> tuple[PieceRecue, ...]:
    left = dict(files)

    def read(where: "_Objet") -> PieceRecue:
        where.champs("fichier nature sha256", "personne")
        where.texte("fichier", MOYEN)
        name = unicodedata.normalize("NFC", where.values["fichier"])
        if not name.startswith(PIECES):
            where.non("fichier", f"une pièce est sous « {PIECES} »")
        content = left.pop(name, None)
        if content is None:
            where.non("fichier", f"{montrer(name)} manque au zip, ou est citée deux fois")
        if where.values["sha256"] != hashlib.sha256(content).hexdigest():
            where.non("sha256", f"{montrer(name)} n'a pas cette empreinte")
        who = "" if where.values.get("personne") is None else where.cle("personne")
        if who and who not in people:
            where.non("personne", f"personne n'a l'id {montrer(who)}")
        nature = where.texte("nature", MOYEN)
        return PieceRecue(name.removeprefix(PIECES), nature, who, content)

    found = top.liste("pieces", PIECES_MAX, read)
    if left:
        top.non("pieces", f"{montrer(next(iter(left)))} est au zip et n'y est pas")
    return found


# --- JSON ---------------------------------------------------------------------------------------


def _json(contenu: bytes) -> dict[str, Any]:
    if len(contenu) > JSON_MAX:
        raise DossierRefuseError("dossier.json pèse plus d'un mégaoctet.")
    try:
        found = json.loads(
            contenu.decode("utf-8"),
            object_pairs_hook=_sans_doublon,
            parse_float=_nombre,
            parse_constant=_nombre,
        )
    except DossierRefuseError:
        raise
    except UnicodeDecodeError as error:
        raise DossierRefuseError("dossier.json n'est pas écrit en UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise DossierRefuseError("dossier.json n'est pas un JSON lisible.") from error
    if not isinstance(found, dict):
        raise DossierRefuseError("dossier.json n'est pas un objet JSON.")
    return found


def _sans_doublon(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DossierRefuseError("dossier.json dit deux fois le même champ.")
    return found


def _nombre(text: str) -> NoReturn:
    raise DossierRefuseError(
        f"dossier.json : {montrer(text, 20)} n'est pas permis ; un montant s'écrit entre "
        'guillemets : "705.00".'
    )


class _Objet:
    """Un objet JSON et son nom, dont on lit chaque champ en sachant ce qu'il doit être."""

    def __init__(self, name: str, values: dict[str, Any]) -> None:
        self.name, self.values = name, values

    def non(self, field: str, why: str) -> NoReturn:
        raise DossierRefuseError(f"{self.name}, champ « {field} » : {why}.")

    def champs(self, needed: str, allowed: str) -> None:
        """Ce qui doit y être, ce qui peut y être ; rien d'autre."""
        for field in needed.split():
            if field not in self.values:
                self.non(field, "il manque")
        known = {*needed.split(), *allowed.split()}
        for field in self.values:
            if field not in known:
                raise DossierRefuseError(
                    f"{self.name} : le champ {montrer(field)} n'est pas au contrat."
                )

    def texte(self, field: str, most: int, vide: bool = False) -> str:
        """Une ligne, sans blanc de trop ; « vide » : peut manquer, ou valoir `null`."""
        value = self.values.get(field)
        if value is None and vide:
            return ""
        if not isinstance(value, str):
            self.non(field, "un texte est attendu")
        return self._propre(field, value, most, vide)

    def textes(self, field: str, count: int, most: int) -> tuple[str, ...]:
        value = self.values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > count:
            self.non(field, f"{count} textes au plus sont attendus")
        lines = []
        for one in value:
            if not isinstance(one, str):
                self.non(field, "un texte est attendu")
            lines.append(self._propre(field, one, most, vide=False))
        return tuple(lines)

    def _propre(self, field: str, value: str, most: int, vide: bool) -> str:
        if len(value) > most:
            self.non(field, f"il a plus de {most} caractères")
        text = unicodedata.normalize("NFC", value.replace("\xa0", " ").replace("\u202f", " "))
        if not text.isprintable():
            self.non(field, "il contient des caractères invisibles")
        text = " ".join(text.split())
        if not text and not vide:
            self.non(field, "il est vide")
        return text

    def cle(self, field: str) -> str:
        value = self.values[field]
        if not isinstance(value, str) or not _CLE.fullmatch(value):
            self.non(field, "de 1 à 40 lettres sans accent, chiffres, points ou tirets")
        return value

    def parmi(self, field: str, known: frozenset[str], vide: bool = False) -> str:
        value = self.values.get(field)
        if value is None and vide:
            return ""
        if not isinstance(value, str) or value not in known:
            self.non(field, f"{montrer(str(value))} n'est pas permis")
        return value

    def jour(self, field: str) -> date | None:
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, str) and _JOUR.fullmatch(value):
            try:
                found = date.fromisoformat(value)
            except ValueError:
                self.non(field, "ce jour n'existe pas")
            if found.year in _ANNEES:
                return found
        self.non(field, "une date s'écrit 2026-02-28")

    def entier(self, field: str, most: int) -> int | None:
        value = self.values.get(field)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.non(field, f"un nombre entier de 1 à {most} est attendu")
        return value

    def montant(self, field: str) -> Decimal:
        value = self.values[field]
        if not isinstance(value, str) or not _MONTANT.fullmatch(value):
            self.non(field, 'un montant s\'écrit "705.00"')
        return Decimal(value)

    def montant_ou_rien(self, field: str) -> Decimal | None:
        return None if self.values.get(field) is None else self.montant(field)

    def objet(self, field: str) -> "_Objet":
        value = self.values[field]
        if not isinstance(value, dict):
            self.non(field, "un objet est attendu")
        return _Objet(f"{self.name}, {field}", value)

    def objet_ou_rien(self, field: str) -> "_Objet | None":
        return None if self.values.get(field) is None else self.objet(field)

    def liste(self, field: str, most: int, read: Callable[["_Objet"], T]) -> tuple[T, ...]:
        value = self.values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most:
            self.non(field, f"une liste de {most} éléments au plus est attendue")
        found = []
        for rank, one in enumerate(value, 1):
            if not isinstance(one, dict):
                self.non(field, "des objets sont attendus")
            found.append(read(_Objet(f"{self.name}, {field} n° {rank}", one)))
        return tuple(found)
