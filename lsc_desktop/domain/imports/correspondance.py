"""Deviner ce qu'est un fichier et où va chaque colonne, d'après ses titres."""

import re
from collections.abc import Mapping, Sequence

from lsc_desktop.base.text import fold
from lsc_desktop.domain.imports.champs import Champ, Sorte
from lsc_desktop.domain.imports.sortes import SORTES

IGNOREE = ""  # le champ d'une colonne qu'on laisse de côté
_SIGNES = re.compile(r"[^a-z0-9%]+")
_COUPURES = re.compile(r"[\s:()\[\]_–-]+")
_MOTS_DE_CLE = ("cle", "clef", "cles")  # « Tantièmes clé 010 »
_ANNONCE = 4  # le nom du fichier vaut autant de titres reconnus


def normal(titre: str) -> str:
    """Un titre sans casse, accent ni ponctuation : « N° de Compte : » → « n de compte »."""
    return " ".join(_SIGNES.sub(" ", fold(titre.replace("°", " "))).split())


def empreinte(titres: Sequence[str]) -> str:
    """Ce sous quoi une correspondance se retient : les titres, repliés, dans leur ordre."""
    return "|".join(normal(titre) for titre in titres)


def deviner_champs(sorte: Sorte, titres: Sequence[str]) -> tuple[str, ...]:
    """Le champ de chaque colonne, "" si aucun ; un champ ne sert qu'une fois.

    Un titre exact l'emporte sur un synonyme, où qu'il soit.
    """
    found = [IGNOREE] * len(titres)
    plain = [normal(titre) for titre in titres]
    taken: set[str] = set()
    for names in (_titres, _synonymes):
        for champ in sorte.champs:
            if champ.nom in taken:
                continue
            for name in names(champ):
                rank = _place(plain, found, name)
                if rank is not None:
                    found[rank] = champ.nom
                    taken.add(champ.nom)
                    break
    for rank, titre in enumerate(titres):
        if not found[rank] and (nom := membre(sorte, titre)) not in taken:
            found[rank] = nom
            taken.add(nom)
    return tuple(found)


def membre(sorte: Sorte, titre: str) -> str:
    """Le champ de famille qu'un titre désigne par un code : « Millièmes clé 010 » → « tantiemes
    010 » ; "" s'il n'en désigne pas."""
    words = [word for word in _COUPURES.split(titre) if word]
    for champ in sorte.champs:
        for name in (*_titres(champ), *_synonymes(champ)) if champ.famille else ():
            size = len(name.split())
            if normal(" ".join(words[:size])) == name:
                rest = [word for word in words[size:] if normal(word) not in _MOTS_DE_CLE]
                if rest:
                    return f"{champ.nom} {rest[0].upper()}"
    return IGNOREE


def _place(plain: Sequence[str], found: Sequence[str], name: str) -> int | None:
    return next((i for i, t in enumerate(plain) if t and t == name and not found[i]), None)


def _titres(champ: Champ) -> tuple[str, ...]:
    return normal(champ.titre), normal(champ.nom)


def _synonymes(champ: Champ) -> tuple[str, ...]:
    return tuple(normal(one) for one in champ.synonymes)


def deviner_sorte(nom: str, titres: Sequence[str]) -> Sorte | None:
    """La sorte la plus probable d'un fichier, ou d'une feuille ; `None` si rien ne la dit.

    `nom` : celui du fichier ou de la feuille. Il faut tous les champs exigés, ou que le nom
    le dise.
    """
    best: tuple[int, Sorte] | None = None
    words = normal(nom)
    for sorte in SORTES:
        known = {champ for champ in deviner_champs(sorte, titres) if champ}
        required = {champ.nom for champ in sorte.champs if champ.obligatoire}
        said = _annoncee(words, sorte)
        score = 2 * len(known) + (2 * _ANNONCE if said else 0) - 3 * len(required - known)
        enough = required <= known or said
        if known and enough and (best is None or score > best[0]):
            best = (score, sorte)
    return best[1] if best else None


def _annoncee(words: str, sorte: Sorte) -> bool:
    """« Liste des locataires 2021 » annonce les locataires ; « soldes locataires », les soldes."""
    first: tuple[int, str] | None = None
    for other in SORTES:
        for mot in (normal(other.titre), *other.synonymes):
            found = re.search(rf"\b{re.escape(mot)}s?\b", words)
            if found:
                place = (found.start(), -len(mot))
                if first is None or place < (first[0], -len(first[1].partition("/")[2])):
                    first = (found.start(), f"{other.cle}/{mot}")
    return first is not None and first[1].partition("/")[0] == sorte.cle


def complete(sorte: Sorte, champs: Sequence[str]) -> tuple[str, ...]:
    """Les titres des champs exigés que la correspondance n'a pas."""
    return tuple(c.titre for c in sorte.champs if c.obligatoire and c.nom not in champs)


def retrouver(retenues: Mapping[tuple[str, str], Mapping[str, str]], sorte: Sorte,
              titres: Sequence[str]) -> tuple[str, ...]:  # fmt: skip
    """La correspondance déjà choisie pour ces titres-là ; devinée sinon.

    `retenues` : (sorte, empreinte) → titre replié → champ. Un champ qui n'existe plus s'oublie.
    """
    kept = retenues.get((sorte.cle, empreinte(titres)))
    if kept is None:
        return deviner_champs(sorte, titres)
    taken: set[str] = set()
    found = []
    for titre in titres:
        nom = kept.get(normal(titre), IGNOREE)
        nom = nom if nom and sorte.champ(nom) and nom not in taken else IGNOREE
        taken.add(nom)
        found.append(nom)
    return tuple(found)
