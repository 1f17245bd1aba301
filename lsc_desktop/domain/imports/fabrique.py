"""Faire les champs d'une sorte de fichier à partir d'une saisie de fiche : mêmes noms et titres.

Un champ ajouté à une fiche entre ainsi de lui-même dans l'import, l'export et les modèles.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from lsc_desktop.domain.historique import VALEURS, rubrique
from lsc_desktop.domain.imports.champs import LONGUEUR_NOTE, Champ, Genre

_QUATRE = ("taux", "pourcentage", "commission_taux", "commission_taxe")  # décimales d'un taux
_NOTES = ("note", "texte_annonce", "visite", "detail")
_GENRES: Mapping[type[Any], Genre] = {
    str: "texte", Decimal: "montant", date: "date", bool: "oui_non", int: "entier",
}  # fmt: skip


def champs_de(
    table: str, saisie: type[Any], noms: Iterator[str] | tuple[str, ...], prefixe: str = ""
) -> Iterator[Champ]:
    """Les champs d'une saisie, dans l'ordre demandé ; `prefixe` devant leur nom s'il le faut."""
    hints = get_type_hints(saisie)
    for nom in noms:
        hint = hints[nom]
        kind = next(k for k in (get_args(hint) or (hint,)) if k is not type(None))
        labels = VALEURS.get((table, nom))
        genre: Genre = "choix" if labels else _GENRES[kind]
        note = nom.startswith(_NOTES)
        yield Champ(
            prefixe + nom,
            rubrique(table, nom),
            "note" if genre == "texte" and note else genre,
            choix=tuple((kind(value), label) for value, label in (labels or {}).items()),
            places=4 if nom.startswith(_QUATRE) else 2,
            longueur=LONGUEUR_NOTE if note else 200,
        )


def simples(saisie: type[Any], *, sauf: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Les champs d'une saisie qui ne sont ni une fiche liée, ni une liste, ni calculés."""
    hints = get_type_hints(saisie)
    kept = []
    for one in fields(saisie):
        kinds = get_args(hints[one.name]) or (hints[one.name],)
        plain = any(kind in _GENRES for kind in kinds if kind is not type(None))
        if plain and one.name not in {"id", "version", *sauf} and not one.name.endswith("_id"):
            kept.append(one.name)
    return tuple(kept)


def retouches(champs: Iterator[Champ], **changes: Mapping[str, Any]) -> tuple[Champ, ...]:
    """Les mêmes, avec pour chacun ce qu'on veut en dire de plus."""
    return tuple(replace(champ, **changes.get(champ.nom, {})) for champ in champs)
