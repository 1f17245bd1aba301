"""À quel lot, à quels tiers un dossier reçu se rattache ; rien n'y est deviné en silence.

Une référence mal tapée rattacherait le locataire au lot d'un autre (seed L2757 : elle « doit
IMPÉRATIVEMENT être celle du lot ») : l'adresse du bien la recoupe.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lsc_desktop.base.text import enumerer, fold
from lsc_desktop.domain.dossiers_locatifs.recu import AdresseRecue

_NUMERO = re.compile(r"[0-9]+")
# Ce qui ne distingue pas une rue d'une autre.
_VOIES = frozenset({
    "allee", "av", "avenue", "au", "aux", "bat", "batiment", "bd", "bis", "bld", "boulevard",
    "chemin", "cite", "cours", "de", "des", "du", "en", "impasse", "la", "le", "les", "passage",
    "pl", "place", "quai", "residence", "route", "rue", "sentier", "square", "ter", "villa",
})  # fmt: skip
NOMMES = 4  # lots qu'une phrase nomme


@dataclass(frozen=True, slots=True)
class LotConnu:
    """Un lot de la base dont la référence internet, ou le code de gestion, est celle du dossier."""

    id: int
    code_gestion: str
    adresse1: str = ""
    code_postal: str = ""
    ville: str = ""
    actif: bool = True


@dataclass(frozen=True, slots=True)
class TiersConnu:
    """Un tiers du même nom. `naissance` : lue de ses données complémentaires."""

    id: int
    code: str
    nom: str
    prenom: str = ""
    courriel: str = ""
    naissance: date | None = None


@dataclass(frozen=True, slots=True)
class Choix:
    """`lot_id` : le seul lot qui convienne ; sinon `attente` dit ce qu'il faut décider."""

    lot_id: int | None = None
    attente: str = ""


def choisir_le_lot(reference: str, adresse: AdresseRecue, lots: Sequence[LotConnu]) -> Choix:
    """Le lot que désigne la référence, si l'adresse du bien ne la dément pas."""
    if not reference.strip():
        return Choix(attente="Le dossier ne donne pas la référence du lot : choisissez-le.")
    live = [lot for lot in lots if lot.actif]
    if not live:
        where = " en service" if lots else ""
        return Choix(attente=f"Aucun lot{where} n'a la référence « {reference} » : choisissez-le.")
    if len(live) > 1:
        named = [lot.code_gestion for lot in live[:NOMMES]]
        if len(live) > NOMMES:
            named[-1] = f"{len(live) - NOMMES + 1} autres"
        return Choix(
            attente=f"La référence « {reference} » est celle de {enumerer(named)} : choisissez."
        )
    (lot,) = live
    if said := desaccord(adresse, lot):
        return Choix(
            attente=f"La référence « {reference} » est celle du lot {lot.code_gestion}, {said} : "
            "confirmez ce lot, ou choisissez le bon."
        )
    return Choix(lot.id)


def desaccord(adresse: AdresseRecue, lot: LotConnu) -> str:
    """« au 12, rue Monge 75005 PARIS, et le dossier parle du 3, rue Vide 69002 LYON » ; vide si
    rien ne se contredit, ou si l'un des deux ne dit pas où il est."""
    theirs, ours = fold(adresse.code_postal), fold(lot.code_postal)
    if theirs and ours:
        apart = theirs != ours
    else:
        apart = bool(adresse.ville and lot.ville) and _mots(adresse.ville) != _mots(lot.ville)
    if not apart and not _meme_rue(" ".join(adresse.lignes), lot.adresse1):
        apart = True
    if not apart:
        return ""
    here = _dire(lot.adresse1, lot.code_postal, lot.ville)
    there = _dire(" ".join(adresse.lignes), adresse.code_postal, adresse.ville)
    return f"situé « {here} », et le dossier parle de « {there} »"


def _dire(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _meme_rue(theirs: str, ours: str) -> bool:
    """Un même numéro et un mot en commun ; vrai si l'un des deux n'en dit rien."""
    for said in (_numeros, _mots):
        left, right = said(theirs), said(ours)
        if left and right and not left & right:
            return False
    return True


def _numeros(text: str) -> frozenset[str]:
    return frozenset(number.lstrip("0") for number in _NUMERO.findall(text))


def _mots(text: str) -> frozenset[str]:
    words = re.sub(r"[^a-z ]+", " ", fold(text)).split()
    return frozenset(word for word in words if len(word) > 1) - _VOIES


# --- Tiers --------------------------------------------------------------------------------------


def premier_prenom(prenoms: str) -> str:
    """« Jeanne, Marie » → « Jeanne » ; « Jean-Paul Marie » → « Jean-Paul »."""
    return next(iter(re.split(r"[\s,;]+", prenoms.strip())), "")


def ressemblances(
    nom: str, prenoms: str, courriel: str, naissance: date | None, tiers: Sequence[TiersConnu]
) -> tuple[tuple[TiersConnu, str], ...]:
    """Les tiers qui sont peut-être cette personne, et pourquoi ; jamais réunis d'eux-mêmes.

    Un homonyme que son courriel ou sa naissance distingue n'en est pas.
    """
    found = []
    mine = (fold(nom), fold(premier_prenom(prenoms)))
    for one in tiers:
        if (fold(one.nom), fold(premier_prenom(one.prenom))) != mine:
            continue
        mail = _compare(courriel.strip().casefold(), one.courriel.strip().casefold())
        born = _compare(naissance, one.naissance)
        if born is False or (mail is False and born is None):
            continue
        same = [word for word, ok in (("courriel", mail), ("naissance", born)) if ok]
        found.append((one, enumerer(["nom", *same]) if same else "même nom"))
    return tuple(found)


def _compare(left: object, right: object) -> bool | None:
    """`None` si l'un des deux manque : on ne sait pas."""
    return left == right if left and right else None


def dire_ressemblances(found: Sequence[tuple[TiersConnu, str]]) -> str:
    """« MARTINJEANNE (nom et courriel) »."""
    return enumerer([f"{one.code} ({why})" for one, why in found[:NOMMES]])
