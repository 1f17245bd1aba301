"""Les champs du format Poliris, tels que publiés : rang, genre, longueur, valeurs admises.

L'ordre seul fait foi : le rang n'est jamais écrit. Chaque version ajoute des champs à la fin.
"""

import json
from dataclasses import dataclass, replace
from functools import cache

from lsc_desktop.base.paths import RESOURCES

TEXTE, ENTIER, DECIMAL, DATE, OUINON, LIBRE = (
    "texte", "entier", "decimal", "date", "ouinon", "libre",
)  # fmt: skip
TOUJOURS = "toujours"
VERSIONS = ("4.12", "4.11", "4.10", "4.09")
ENCODAGES = ("cp1252", "utf-8")
PHOTOS = (*range(85, 94), *range(164, 175), *range(264, 274))  # rangs des trente photos
TITRES = (*range(94, 103), *range(274, 295))  # et de leurs titres
PERSO = (*range(136, 161), 263)  # champs personnalisés, à décrire dans Config.txt
POIDS_PHOTO = 40 * 1024 * 1024  # octets, au plus
EXTENSIONS = ("jpg", "jpeg", "png", "gif", "bmp")
AGENCE, REFERENCE, TYPE, IDENTIFIANT, VERSION = 1, 2, 3, 175, 301


@dataclass(frozen=True, slots=True)
class Champ:
    """`longueur` : en caractères, ou rien si elle n'est pas publiée. `obligatoire` : « toujours »,
    ou le type d'annonce qui l'exige ; vide sinon."""

    rang: int
    nom: str
    genre: str
    longueur: int | None = None
    obligatoire: str = ""
    choix: tuple[str, ...] = ()


@cache
def champs(version: str) -> tuple[Champ, ...]:
    """Ceux d'une version, dans l'ordre des rangs ; lève `KeyError` si elle est inconnue."""
    schema = _schema()
    count = schema["versions"][version]
    before = schema["avant"].get(version, {})
    found = []
    for line in schema["champs"][:count]:
        champ = Champ(
            line["rang"], line["nom"], line["genre"], line.get("longueur"),
            line.get("obligatoire", ""), tuple(line.get("choix", ())),
        )  # fmt: skip
        kind = before.get(str(champ.rang))
        found.append(replace(champ, genre=kind) if kind else champ)
    return tuple(found)


@cache
def _schema() -> dict:  # type: ignore[type-arg]
    return dict(json.loads((RESOURCES / "poliris.json").read_text(encoding="utf-8")))
