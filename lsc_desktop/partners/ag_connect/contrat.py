"""Écrire `ag-export/1`, lire `ag-acces/1` et `ag-retour/1` ; les schémas de `resources/` disent la
même chose."""

import json
import re
from typing import Any

from lsc_desktop.domain.ag_connect.valeurs import (
    ACCES,
    MODES,
    PIECES,
    RETOUR,
    SENS,
    AccesRecu,
    AccesRecus,
    IncidentRecu,
    PieceRecue,
    PresenceRecue,
    Retour,
    ScrutinRecu,
    VoteRecu,
)
from lsc_desktop.domain.assemblees.majorites import Camp, Sens
from lsc_desktop.domain.assemblees.resolutions import PREMIER, SECOND
from lsc_desktop.partners.ag_connect.lecteur import ID_MAX, Objet, RetourRefuseError, lire_json

PERSONNES, QUESTIONS, VOTES, INCIDENTS = 20_000, 2_000, 500_000, 500
PIECE_MAX = 64 << 20  # octets
_FICHIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def ecrire(objet: Any) -> bytes:
    """Le JSON tel qu'il part : toujours les mêmes octets pour le même contenu."""
    return (json.dumps(objet, ensure_ascii=False, indent=1) + "\n").encode()


def nom_export(ag: int) -> str:
    return f"ag-export-{ag}.json"


def nom_accuse(nom: str) -> str:
    """L'accusé de réception d'un fichier lu : qui l'a déposé peut le retirer."""
    return f"ag-accuse-{nom.removeprefix('ag-')}"


_RECU = re.compile(r"ag-(acces|retour)-([1-9][0-9]{0,9})\.json")


def nom_recu(nom: str) -> tuple[str, int] | None:
    """« ag-retour-12.json » → (« retour », 12)."""
    found = _RECU.fullmatch(nom)
    return (found[1], int(found[2])) if found else None


def lire_acces(contenu: bytes) -> AccesRecus:
    top = lire_json(contenu, "Accès AG Connect")
    top.format(ACCES)
    top.champs("format ag revision acces", "verrouillee resolutions")
    acces = top.liste("acces", PERSONNES, _acces)
    people = [one.participant for one in acces]
    if len(set(people)) < len(people):
        top.non("acces", "un participant y est deux fois")
    questions = top.liste("resolutions", QUESTIONS, _resolution)
    return AccesRecus(
        top.entier("ag"), top.entier("revision"), bool(top.booleen("verrouillee")), acces,
        dict(questions),
    )  # fmt: skip


def _acces(one: Objet) -> AccesRecu:
    one.champs("participant importe", "code mot_de_passe")
    reason = _motif(one)
    code, word = one.texte("code", 60), one.texte("mot_de_passe", 120)
    if not reason and not code:
        one.non("code", "il manque à un participant importé")
    return AccesRecu(one.entier("participant"), code, word, reason)


def _resolution(one: Objet) -> tuple[int, str]:
    one.champs("resolution importe")
    return one.entier("resolution"), _motif(one)


def _motif(one: Objet) -> str:
    """Vide si c'est importé, sinon pourquoi ce ne l'est pas."""
    if one.values["importe"] is True:
        return ""
    return one.exige("importe", 200)


def lire_retour(contenu: bytes) -> Retour:
    """Lève `RetourRefuseError`, et rien d'autre, quoi que le fichier contienne."""
    top = lire_json(contenu, "Retour AG Connect")
    top.format(RETOUR)
    top.champs("format ag revision debut presences scrutins votes", "incidents pieces")
    pieces = top.liste("pieces", len(PIECES), _piece)
    if len({one.sorte for one in pieces}) < len(pieces):
        top.non("pieces", "deux pièces sont de la même sorte")
    return Retour(
        ag=top.entier("ag"),
        revision=top.entier("revision"),
        debut=top.instant_exige("debut"),
        presences=top.liste("presences", 4 * PERSONNES, _presence),
        scrutins=top.liste("scrutins", 2 * QUESTIONS, _scrutin),
        votes=top.liste("votes", VOTES, _vote),
        incidents=top.liste("incidents", INCIDENTS, _incident),
        pieces=pieces,
    )


def _presence(one: Objet) -> PresenceRecue:
    one.champs("participant mode", "arrivee depart recu_le mandataire")
    who = one.values.get("mandataire")
    if isinstance(who, str):
        who = one.exige("mandataire", 120)
    elif who is not None:
        who = one.entier("mandataire")
    return PresenceRecue(
        one.entier("participant"), MODES[one.parmi("mode", MODES)], one.instant("arrivee"),
        one.instant("depart"), one.jour("recu_le"), who,
    )  # fmt: skip


def _scrutin(one: Objet) -> ScrutinRecu:
    one.champs("resolution tour heure", "amendee texte totaux")
    totals = one.objet("totaux")
    counted = None
    if totals is not None:
        totals.champs("pour contre abstention")
        counted = {SENS[name]: _camp(totals, name) for name in ("pour", "contre", "abstention")}
    return ScrutinRecu(
        one.entier("resolution"), one.entier("tour", PREMIER, SECOND), one.instant_exige("heure"),
        bool(one.booleen("amendee")), one.texte("texte", 20_000, lignes=True), counted,
    )  # fmt: skip


def _camp(totals: Objet, name: str) -> Camp:
    one = totals.objet(name)
    if one is None:
        totals.non(name, "il manque")
    one.champs("voix nombre")
    return Camp(one.voix("voix"), one.entier("nombre", 0, ID_MAX))


def _vote(one: Objet) -> VoteRecu:
    one.champs("resolution participant sens", "tour opposant")
    tour = one.entier("tour", PREMIER, SECOND) if "tour" in one.values else PREMIER
    sens: Sens = SENS[one.parmi("sens", SENS)]
    return VoteRecu(
        one.entier("resolution"), tour, one.entier("participant"), sens, one.booleen("opposant")
    )


def _incident(one: Objet) -> IncidentRecu:
    one.champs("debut fin resume")
    begin, end = one.instant_exige("debut"), one.instant_exige("fin")
    if end < begin:
        one.non("fin", "il finit avant d'avoir commencé")
    return IncidentRecu(begin, end, one.exige("resume", 500))


def _piece(one: Objet) -> PieceRecue:
    one.champs("type fichier sha256")
    name = one.exige("fichier", 100)
    if not _FICHIER.fullmatch(name) or not name.lower().endswith(".pdf"):
        one.non("fichier", "un nom simple, qui finit par .pdf, est attendu")
    mark = one.exige("sha256", 64)
    if not _SHA256.fullmatch(mark):
        one.non("sha256", "une empreinte SHA-256 est attendue")
    return PieceRecue(one.parmi("type", dict(PIECES)), name, mark)


__all__ = [
    "PIECE_MAX", "RetourRefuseError", "ecrire", "lire_acces", "lire_retour", "nom_accuse",
    "nom_export", "nom_recu",
]  # fmt: skip
