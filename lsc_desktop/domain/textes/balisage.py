"""Le texte riche d'un courrier, gardé comme du texte : une ligne par paragraphe, peu de marques.

`<b>gras</b>`, `<i>italique</i>`, `<u>souligné</u>` dans la ligne ; à son début, dans cet ordre,
`<page>` (saut de page), `<centre>`, `<droite>` ou `<justifie>`, puis `<puce>`. Tout le reste est
du texte : un `<`, un `&`, une marque inconnue ou mal fermée s'impriment tels quels, et un texte
d'avant ces marques se lit comme il était. `\\<b>` écrit « <b> » sans rien mettre en gras.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_TETE = re.compile(r"(<page>)?(?:<(centre|droite|justifie)>)?(<puce>)?")
_MARQUE = re.compile(r"(\\*)(<(?:page|centre|droite|justifie|puce|/?[biu])>)")
_STYLES = {"b": "gras", "i": "italique", "u": "souligne"}


class Alignement(StrEnum):
    GAUCHE = ""
    CENTRE = "centre"
    DROITE = "droite"
    JUSTIFIE = "justifie"


class Morceau(NamedTuple):
    """Des lettres qui se suivent sous la même forme, sans retour à la ligne."""

    texte: str
    gras: bool = False
    italique: bool = False
    souligne: bool = False


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """Une ligne du texte ; `page` : elle commence une page."""

    morceaux: tuple[Morceau, ...] = ()
    alignement: Alignement = Alignement.GAUCHE
    puce: bool = False
    page: bool = False

    @property
    def texte(self) -> str:
        """Ses lettres, sans leur forme."""
        return "".join(morceau.texte for morceau in self.morceaux)

    @property
    def simple(self) -> bool:
        """Tel qu'un texte d'avant les marques l'aurait écrit."""
        shaped = any(any(morceau[1:]) for morceau in self.morceaux)
        return not (shaped or self.alignement or self.puce or self.page)

    def tranche(self, debut: int, fin: int) -> Iterator[Morceau]:
        """Ce qu'il y a entre deux lettres, sous sa forme."""
        start = 0
        for morceau in self.morceaux:
            part = morceau.texte[max(debut - start, 0) : max(fin - start, 0)]
            if part:
                yield morceau._replace(texte=part)
            start += len(morceau.texte)


def assembler(morceaux: Iterable[Morceau]) -> tuple[Morceau, ...]:
    """Sans morceau vide, et deux voisins de même forme réunis."""
    found: list[Morceau] = []
    for morceau in morceaux:
        if found and found[-1][1:] == morceau[1:]:
            found[-1] = morceau._replace(texte=found[-1].texte + morceau.texte)
        elif morceau.texte:
            found.append(morceau)
    return tuple(found)


# --- Lire ---------------------------------------------------------------------------------------


def analyser(texte: str) -> tuple[Paragraphe, ...]:
    """Les paragraphes d'un texte, quel qu'il soit : rien ne s'y refuse."""
    return tuple(map(_paragraphe, texte.split("\n")))


def _paragraphe(ligne: str) -> Paragraphe:
    head = _TETE.match(ligne)
    assert head is not None  # tout y est facultatif
    return Paragraphe(
        assembler(_morceaux(ligne[head.end() :])),
        Alignement(head[2] or ""),
        puce=head[3] is not None,
        page=head[1] is not None,
    )


def _morceaux(ligne: str) -> Iterator[Morceau]:
    marks = list(_MARQUE.finditer(ligne))
    alive = [mark[2] for mark in marks if len(mark[1]) % 2 == 0]
    on: set[str] = set()
    place = rank = 0
    for mark in marks:
        slashes, tag = mark[1], mark[2]
        said = ligne[place : mark.start()] + "\\" * (len(slashes) // 2)
        place = mark.end()
        if len(slashes) % 2:
            yield _forme(said + tag, on)
            continue
        rank += 1
        name = _STYLES.get(tag.strip("</>"), "")
        if tag.startswith("</") and name in on:
            yield _forme(said, on)
            on.discard(name)
        elif name and name not in on and f"</{tag[1:]}" in alive[rank:]:
            yield _forme(said, on)
            on.add(name)
        else:  # mal placée ou mal fermée : elle se voit
            yield _forme(said + tag, on)
    yield _forme(ligne[place:], on)


def _forme(texte: str, on: set[str]) -> Morceau:
    return Morceau(texte, **dict.fromkeys(on, True))


# --- Écrire -------------------------------------------------------------------------------------


def ecrire(paragraphes: Iterable[Paragraphe]) -> str:
    """Le texte que `analyser` relira à l'identique."""
    return "\n".join(map(_ligne, paragraphes))


def _ligne(paragraphe: Paragraphe) -> str:
    written = "<page>" if paragraphe.page else ""
    if paragraphe.alignement:
        written += f"<{paragraphe.alignement.value}>"
    if paragraphe.puce:
        written += "<puce>"
    before = Morceau("")
    for morceau in (*assembler(paragraphe.morceaux), Morceau("")):
        tags = "".join(_bascules(before, morceau))
        if tags:
            written = _doubler(written)
        written += tags + _MARQUE.sub(r"\1\1\\\2", morceau.texte)
        before = morceau
    return written


def _bascules(avant: Morceau, apres: Morceau) -> Iterator[str]:
    """Ce qui se ferme, puis ce qui s'ouvre, entre deux morceaux."""
    for tag, name in reversed(_STYLES.items()):
        if getattr(avant, name) and not getattr(apres, name):
            yield f"</{tag}>"
    for tag, name in _STYLES.items():
        if getattr(apres, name) and not getattr(avant, name):
            yield f"<{tag}>"


def _doubler(texte: str) -> str:
    """Des barres obliques, devant une marque, ne doivent pas la faire taire."""
    kept = texte.rstrip("\\")
    return kept + (len(texte) - len(kept)) * 2 * "\\"


def sans_marques(texte: str) -> str:
    """Le texte qu'on lirait, sans sa forme."""
    return "\n".join(paragraphe.texte for paragraphe in analyser(texte))


def alleger(paragraphes: Iterable[Paragraphe]) -> tuple[Paragraphe, ...]:
    """Ce qu'on garde d'un texte collé : ses mots, son gras, son italique."""
    return tuple(
        Paragraphe(assembler(morceau._replace(souligne=False) for morceau in p.morceaux))
        for p in paragraphes
    )
