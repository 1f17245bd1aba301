"""Les variables d'un texte de l'agence : un champ d'une fiche, « [Tiers]Nom » (seed L2092-2100).

Une variable inconnue reste telle quelle, et se voit ; ce qu'une variable apporte n'est pas relu.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lsc_desktop.base.text import une_ligne
from lsc_desktop.domain.textes.balisage import Morceau, Paragraphe, assembler

CHAMP = re.compile(r"\[\w+\]\w+")


@dataclass(frozen=True, slots=True)
class Variable:
    """`sens` : ce qu'elle devient, ou un exemple entre guillemets ; `exemple` : une valeur."""

    nom: str
    sens: str
    exemple: str = ""


def nommees(texte: str, motif: re.Pattern[str] = CHAMP) -> tuple[str, ...]:
    """Les variables que ce texte nomme, connues ou non, une fois chacune, dans l'ordre."""
    return tuple(dict.fromkeys(motif.findall(texte)))


def inconnues(
    texte: str, variables: Iterable[Variable], motif: re.Pattern[str] = CHAMP
) -> tuple[str, ...]:
    """Celles qui n'existent pas dans ce document, dans l'ordre."""
    known = {variable.nom for variable in variables}
    return tuple(name for name in nommees(texte, motif) if name not in known)


def remplacer(texte: str, valeurs: Mapping[str, str], motif: re.Pattern[str] = CHAMP) -> str:
    """Un texte simple, chaque variable connue remplacée."""
    return motif.sub(lambda found: valeurs.get(found[0], found[0]), texte)


def remplir(
    paragraphes: Iterable[Paragraphe], valeurs: Mapping[str, str]
) -> tuple[Paragraphe, ...]:
    """Un texte riche ; la valeur prend la forme de la première lettre de sa variable."""
    return tuple(replace(each, morceaux=assembler(_remplis(each, valeurs))) for each in paragraphes)


def _remplis(paragraphe: Paragraphe, valeurs: Mapping[str, str]) -> Iterator[Morceau]:
    text, place = paragraphe.texte, 0
    for found in CHAMP.finditer(text):
        if found[0] in valeurs:
            yield from paragraphe.tranche(place, found.start())
            (shape,) = paragraphe.tranche(found.start(), found.start() + 1)
            yield shape._replace(texte=une_ligne(valeurs[found[0]]))
            place = found.end()
    yield from paragraphe.tranche(place, len(text))
