"""Deux personnes ont modifié la même fiche : ce qui se réunit, ce qui se heurte (ecosystem C.3-12).

Trois saisies : `avant`, telle qu'on l'a ouverte ; `mienne` ; `sienne`, relue dans la base. Les
lignes d'une grille se reconnaissent à leur `id`. Rien ne disparaît sans être dit : un champ changé
des deux côtés est un conflit, une ligne retirée par l'un et modifiée par l'autre aussi.
"""

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

D = TypeVar("D")
Cote = Literal["mienne", "sienne"]
Sorte = Literal["mienne", "sienne", "pareil", "conflit"]
TECHNIQUES = {"id", "version"}
# Une saisie qui a `<nom>_saisi` sait si l'on a tapé `<nom>` ou s'il vient d'un calcul.
TAPES = ("_saisi", "_saisie", "_saisis", "_saisies")


class _Valeur:
    """Une valeur à part, égale à elle seule."""

    def __init__(self, mot: str) -> None:
        self.mot = mot

    def __str__(self) -> str:
        return self.mot


CALCULE = _Valeur("calculé")  # rien n'y est tapé : le programme le remplira de nouveau
INCONNU = _Valeur("")  # on ne sait plus ce que disait la fiche à l'ouverture


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Un champ ; la ligne `ligne` d'une grille (son id, ou « neuve 0 ») ; une case de cette ligne.

    `colonne` vide, d'une ligne : la ligne entière.
    """

    champ: str
    ligne: int | str | None = None
    colonne: str = ""


@dataclass(frozen=True, slots=True)
class Ecart:
    """Une rubrique qui a changé ; `None`, d'une ligne entière : elle n'y est pas.

    `sorte` : changée par moi seul, par l'autre seul, pareillement par les deux, ou en conflit.
    """

    rubrique: Rubrique
    sorte: Sorte
    avant: Any
    mienne: Any
    sienne: Any


Choix = Mapping[Rubrique, Cote]


# --- Comparer -----------------------------------------------------------------------------------


def comparer(
    avant: D | None, mienne: D, sienne: D, suiveurs: Collection[str] = ()
) -> tuple[Ecart, ...]:
    """Tout ce qui a changé d'un côté ou de l'autre, dans l'ordre des champs.

    `suiveurs` : champs calculés ou techniques (« solde », « lignes.montant »), qui suivent les
    autres et ne se demandent pas. `avant` vaut `None` si l'on ne sait plus ce qu'elle était : toute
    différence est alors un conflit.
    """
    found: list[Ecart] = []
    for name in _rubriques(sienne, suiveurs):
        mine, theirs = getattr(mienne, name), getattr(sienne, name)
        if _est_grille(mine) and _est_grille(theirs):
            base = getattr(avant, name) if avant is not None else None
            own = _colonnes_suiveuses(name, suiveurs)
            found += _comparer_lignes(name, base, mine, theirs, own)
        else:
            base = _lu(avant, name) if avant is not None else INCONNU
            found += _comparer_valeurs(Rubrique(name), base, _lu(mienne, name), _lu(sienne, name))
    return tuple(found)


def _rubriques(draft: Any, suiveurs: Collection[str]) -> Iterator[str]:
    names = {field.name for field in fields(draft)}
    flags = {name + suffix for name in names for suffix in TAPES} & names
    for field in fields(draft):
        if field.compare and field.name not in TECHNIQUES | flags | set(suiveurs):
            yield field.name


def _comparer_valeurs(rubrique: Rubrique, avant: Any, mienne: Any, sienne: Any) -> Iterator[Ecart]:
    if (sorte := _sorte(avant, mienne, sienne)) is not None:
        yield Ecart(rubrique, sorte, avant, mienne, sienne)


def _sorte(avant: Any, mienne: Any, sienne: Any) -> Sorte | None:
    if mienne == sienne:
        return None if mienne == avant or avant is INCONNU else "pareil"
    if mienne == avant:
        return "sienne"
    return "mienne" if sienne == avant else "conflit"


def _lu(draft: Any, name: str) -> Any:
    """La valeur d'un champ ; `CALCULE` si le programme l'a mise et que personne n'y a touché."""
    flag = _drapeau(draft, name)
    return CALCULE if flag and not getattr(draft, flag) else getattr(draft, name)


def _drapeau(draft: Any, name: str) -> str:
    names = {field.name for field in fields(draft)}
    return next((name + suffix for suffix in TAPES if name + suffix in names), "")


# --- Lignes d'une grille ------------------------------------------------------------------------


def _est_grille(value: Any) -> bool:
    return isinstance(value, list) and all(
        is_dataclass(line) and hasattr(line, "id") for line in value
    )


def _colonnes_suiveuses(champ: str, suiveurs: Collection[str]) -> frozenset[str]:
    head = f"{champ}."
    return frozenset(name.removeprefix(head) for name in suiveurs if name.startswith(head))


def _par_id(lines: Sequence[Any] | None) -> dict[int, Any]:
    return {line.id: line for line in lines or () if line.id is not None}


def _comparer_lignes(
    champ: str,
    avant: Sequence[Any] | None,
    mienne: Sequence[Any],
    sienne: Sequence[Any],
    suiveuses: frozenset[str],
) -> Iterator[Ecart]:
    before, mine, theirs = _par_id(avant), _par_id(mienne), _par_id(sienne)
    paired = _memes_ajouts(before, mienne, sienne, suiveuses)
    for key in dict.fromkeys((*before, *mine, *theirs)):
        was, ours, other = before.get(key), mine.get(key), theirs.get(key)
        if ours is not None and other is not None:
            for name in _colonnes(other, suiveuses):
                base = getattr(was, name) if was is not None else INCONNU
                values = getattr(ours, name), getattr(other, name)
                yield from _comparer_valeurs(Rubrique(champ, key, name), base, *values)
        elif key not in paired.values():
            sorte = _sorte_ligne(avant is not None, was, ours, other, suiveuses)
            yield Ecart(Rubrique(champ, key), sorte, was, ours, other)
    for new, line in _neuves(mienne):
        other = theirs[paired[new]] if new in paired else None
        yield Ecart(
            Rubrique(champ, new), "pareil" if new in paired else "mienne", None, line, other
        )


def _sorte_ligne(known: bool, was: Any, ours: Any, other: Any, suiveuses: frozenset[str]) -> Sorte:
    """D'une ligne qui manque au moins d'un côté."""
    if ours is None and other is None:
        return "pareil"
    left: Any = ours if other is None else other
    if was is None:
        return "sienne" if known and ours is None else "conflit"
    if not _meme(was, left, suiveuses):
        return "conflit"
    return "mienne" if ours is None else "sienne"


def _neuves(lines: Sequence[Any]) -> list[tuple[str, Any]]:
    """Les lignes qu'on vient d'ajouter, sous le nom qui les désigne ici."""
    return [(f"neuve {rank}", line) for rank, line in enumerate(lines) if line.id is None]


def _memes_ajouts(
    before: Mapping[int, Any],
    mienne: Sequence[Any],
    sienne: Sequence[Any],
    suiveuses: frozenset[str],
) -> dict[int | str, int]:
    """Ma ligne neuve → l'id de celle, identique, que l'autre a ajoutée : il n'en faut qu'une."""
    added = [line for line in sienne if line.id not in before]
    paired: dict[int | str, int] = {}
    for key, line in _neuves(mienne):
        twin = next((other for other in added if _meme(line, other, suiveuses)), None)
        if twin is not None:
            added.remove(twin)
            paired[key] = twin.id
    return paired


def _meme(one: Any, other: Any, suiveuses: frozenset[str]) -> bool:
    names = _colonnes(one, suiveuses)
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _colonnes(line: Any, suiveuses: frozenset[str]) -> list[str]:
    hidden = TECHNIQUES | suiveuses
    return [field.name for field in fields(line) if field.compare and field.name not in hidden]


# --- Réunir -------------------------------------------------------------------------------------


def fusionner(
    avant: D | None,
    mienne: D,
    sienne: D,
    choix: Choix,
    suiveurs: Collection[str] = (),
) -> D:
    """La saisie qui réunit les deux, sur la version de `sienne` ; les trois restent intactes.

    `choix` tranche chaque conflit. Lève `ValueError` s'il en manque un. Les champs calculés sont à
    refaire ensuite, et la saisie à vérifier : deux changements justes séparément peuvent ne pas
    l'être ensemble.
    """
    ecarts = comparer(avant, mienne, sienne, suiveurs)
    made = copy.deepcopy(sienne)
    _suivre(made, avant, mienne, sienne, suiveurs)
    for ecart in ecarts:
        if ecart.rubrique.ligne is None and cote(ecart, choix) == "mienne":
            _reprendre(made, mienne, ecart.rubrique.champ)
    for name in dict.fromkeys(e.rubrique.champ for e in ecarts if e.rubrique.ligne is not None):
        own = [ecart for ecart in ecarts if ecart.rubrique.champ == name]
        base = getattr(avant, name) if avant is not None else ()
        lines = _fusionner_lignes(base, getattr(mienne, name), getattr(made, name), own, choix)
        setattr(made, name, lines)
    return made


def cote(ecart: Ecart, choix: Choix) -> Cote:
    """De quel côté se prend cette rubrique."""
    if ecart.sorte == "mienne":
        return "mienne"
    if ecart.sorte != "conflit":
        return "sienne"
    try:
        return choix[ecart.rubrique]
    except KeyError as error:
        raise ValueError(f"conflit non tranché : {ecart.rubrique}") from error


def conflits(ecarts: Sequence[Ecart]) -> list[Ecart]:
    """Ce qu'il faut demander."""
    return [ecart for ecart in ecarts if ecart.sorte == "conflit"]


def _reprendre(made: Any, mienne: Any, name: str) -> None:
    """Ma valeur, et ce qui l'accompagne : qu'elle est tapée, le code de la fiche désignée."""
    names = {field.name for field in fields(made)}
    label = name.removesuffix("_id")
    for other in (name, _drapeau(made, name), label if name.endswith("_id") else ""):
        if other in names:
            setattr(made, other, copy.deepcopy(getattr(mienne, other)))


def _suivre(made: Any, avant: Any, mienne: Any, sienne: Any, suiveurs: Collection[str]) -> None:
    """Un champ calculé ou caché : le mien si moi seul l'ai changé, sinon celui qu'on vient de lire.

    Le code d'une fiche liée suit le choix de cette fiche.
    """
    names = {field.name for field in fields(made)} - TECHNIQUES
    for name in names & set(suiveurs):
        was = getattr(avant, name) if avant is not None else INCONNU
        if f"{name}_id" not in names and getattr(sienne, name) == was:
            setattr(made, name, copy.deepcopy(getattr(mienne, name)))


def _fusionner_lignes(
    avant: Sequence[Any],
    mienne: Sequence[Any],
    sienne: list[Any],
    ecarts: Sequence[Ecart],
    choix: Choix,
) -> list[Any]:
    lines: dict[int | str, Any] = {line.id: line for line in sienne}
    names: dict[int | str, int | str] = {}  # ma ligne → la sienne, la même
    for ecart in ecarts:
        key, column = ecart.rubrique.ligne, ecart.rubrique.colonne
        assert key is not None
        if column:
            if cote(ecart, choix) == "mienne":
                setattr(lines[key], column, copy.deepcopy(ecart.mienne))
        elif cote(ecart, choix) == "mienne":
            lines.pop(key, None)
            if ecart.mienne is not None:
                lines[key] = copy.deepcopy(ecart.mienne)
                lines[key].id = None  # retirée de la base, ou pas encore dedans
        elif ecart.sienne is None:
            lines.pop(key, None)
        else:
            names[key] = ecart.sienne.id
    mine = [names.get(key, key) for key in _cles(mienne)]
    theirs = _cles(sienne)
    was = [line.id for line in avant]
    untouched = [k for k in mine if k in was] == [k for k in was if k in mine]
    order = _inserer(theirs, mine) if untouched else _inserer(mine, theirs)
    return [lines[key] for key in order if key in lines]


def _cles(lines: Sequence[Any]) -> list[int | str]:
    return [f"neuve {rank}" if line.id is None else line.id for rank, line in enumerate(lines)]


def _inserer(base: Sequence[int | str], more: Sequence[int | str]) -> list[int | str]:
    """L'ordre de `base`, et ce que `more` a en plus, chacun derrière celui qui le précédait."""
    order, place = list(base), 0
    for key in more:
        if key in order:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order


# --- Dire ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changement:
    """Le dernier changement d'une fiche ; `action` : « modification », « suppression »…"""

    qui: str
    quand: datetime
    action: str = "modification"


def par_qui(changement: Changement | None, moi: str, maintenant: datetime) -> str:
    """« par Martine à 10:42 » ; un autre jour, « par Martine le 21/11/2026 à 10:42 »."""
    if changement is None:
        return "par un collègue"
    who = changement.qui or "un collègue"
    if changement.qui and changement.qui == moi:
        who = "vous-même, dans une autre fenêtre,"
    return f"par {who} {a_quelle_heure(changement.quand, maintenant)}"


def a_quelle_heure(quand: datetime, maintenant: datetime) -> str:
    """« à 10:42 », précédé du jour si ce n'est pas aujourd'hui."""
    day = "" if quand.date() == maintenant.date() else f"le {quand:%d/%m/%Y} "
    return f"{day}à {quand:%H:%M}"
