"""Ce que la cible répond à un manifeste : `retour-000412.json` (extranet-partners §4.1, point 4).

Chaque champ est dit dans `resources/ged-retour-1.schema.json`. Une réponse vient d'ailleurs : rien
n'y est cru qui n'ait sa forme.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.base.text import pluriel

FORMAT = "ged-retour/1"
TAILLE_MAX = 8 << 20  # octets : cent mille refus tiennent dedans
PHRASE_MAX = 300  # lettres d'un motif, à l'écran
_ENTIER = "[1-9][0-9]{0,8}"
_FORMAT = re.compile(r"ged-retour/1(?:\.[0-9]{1,6})*")


@dataclass(frozen=True, slots=True)
class Retour:
    """`tient` : le manifeste que la cible montre désormais, None si elle n'en montre aucun ;
    `refus` : document → pourquoi elle ne le montre pas ; `motif` : pourquoi elle a refusé tout le
    manifeste."""

    numero: int
    accepte: bool
    tient: int | None
    motif: str = ""
    refus: Mapping[str, str] = field(default_factory=dict)

    def phrase(self) -> str:
        """« accepté », « accepté, sauf 2 documents », « refusé : il suit le 411… »."""
        if not self.accepte:
            return f"refusé : {self.motif or 'sans motif'}"
        return f"accepté, sauf {pluriel(len(self.refus), 'document')}" if self.refus else "accepté"


def ecrire_retour(retour: Retour) -> bytes:
    """Les octets que dépose la cible."""
    value = {
        "format": FORMAT,
        "numero": retour.numero,
        "accepte": retour.accepte,
        "tient": retour.tient,
        "motif": retour.motif,
        "refus": [{"id": id, "motif": motif} for id, motif in sorted(retour.refus.items())],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def lire_retour(octets: bytes, numero: int) -> Retour:
    """La réponse au manifeste `numero`. `tient` peut manquer : c'est alors ce manifeste, s'il est
    accepté.

    Lève `RefusedError` si ce n'en est pas une, ou si elle répond à un autre.
    """
    try:
        value = json.loads(octets.decode())
    except (ValueError, RecursionError) as error:
        raise _illisible(numero, "ce n'est pas un texte JSON") from error
    if not isinstance(value, dict):
        raise _illisible(numero, "ce n'est pas un objet JSON")
    said = value.get("format", FORMAT)
    if not isinstance(said, str) or not _FORMAT.fullmatch(said):
        raise _illisible(numero, "son format est inconnu")
    if value.get("numero", numero) != numero:
        raise _illisible(numero, "elle répond à un autre manifeste")
    accepted, refused = value.get("accepte"), value.get("refus", [])
    held = value.get("tient", numero if accepted else None)
    if not isinstance(accepted, bool) or not isinstance(refused, list):
        raise _illisible(numero, "elle ne dit pas s'il est accepté")
    if held is not None and not (isinstance(held, int) and re.fullmatch(_ENTIER, str(held))):
        raise _illisible(numero, "le manifeste qu'elle tient n'est pas un numéro")
    if accepted and held != numero:
        raise _illisible(numero, "elle l'accepte, et dit en tenir un autre")
    found = {}
    for one in refused:
        id = one.get("id") if isinstance(one, dict) else None
        if not isinstance(id, str) or not id.isprintable():
            raise _illisible(numero, "un refus ne dit pas de quel document")
        found[id] = _texte(one.get("motif")) or "sans motif"
    return Retour(numero, accepted, held, _texte(value.get("motif")), found)


def precedent(dernier: int, repondu: int, tient: int) -> int | None:
    """Le manifeste que suivra le prochain : celui que la cible montre. `dernier` : le plus haut qui
    y soit déposé, 0 sans ; `repondu`, `tient` : auquel elle a répondu, et celui qu'elle dit alors
    tenir. Une réponse plus ancienne que le dernier ne dit rien de lui : on le croit accepté."""
    return (tient if repondu == dernier else dernier) or None


def attendue(numero: int, repondu: int) -> bool:
    """Faut-il aller lire sa réponse alors qu'on n'a rien à lui envoyer ? Oui si elle en doit une,
    et qu'elle en ait déjà donné, ou qu'on n'en sache encore rien, après le premier manifeste."""
    return numero > repondu and (repondu > 0 or numero == 1)


def _texte(value: Any) -> str:
    """Une ligne, sans caractère de commande."""
    words = "".join(c if c.isprintable() else " " for c in value) if isinstance(value, str) else ""
    return " ".join(words.split())[:PHRASE_MAX]


def _illisible(numero: int, why: str) -> RefusedError:
    return RefusedError(
        f"La réponse de la cible au manifeste n° {numero} ne se lit pas : {why}.",
        "Rien n'a été changé : prévenez qui tient cette cible.",
    )
