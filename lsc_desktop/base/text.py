"""Textes : la forme sous laquelle on les cherche ou les range, le pluriel."""

import re
import unicodedata
from collections.abc import Sequence

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})

_ESPACES = " \t\xa0\u2009\u202f"
PHRASE = 600  # lettres : au-delà, ce n'est plus une phrase mais un texte collé par mégarde
LIGNES = 40
MOT = 40
_PHRASE_LONGUE = re.compile(rf"^(.{{{PHRASE - 1}}})..+$", re.MULTILINE)
_MOT_LONG = re.compile(rf"\S{{{MOT}}}(?=\S)")


def fold(text: str) -> str:
    """Sans casse, accent, ligature, apostrophe ni tiret : « L'Œuvre » → « l oeuvre »."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.split(r"[\s'’`´\-‐‑–_,;]+", plain)).strip()


def words(text: str) -> list[str]:
    """Les mots à chercher, tous exigés."""
    return fold(text).split()


def lisible(text: str) -> str:
    """Un texte à montrer : une phrase de plus de `PHRASE` lettres se coupe, « … » à la fin, et de
    même ce qui a plus de `LIGNES` lignes.

    Un mot de plus de `MOT` lettres (un chemin) peut aller à la ligne où il veut.
    """
    lines = text.split("\n")
    kept = lines if len(lines) <= LIGNES else [*lines[: LIGNES - 1], "…"]
    short = _PHRASE_LONGUE.sub(r"\1…", "\n".join(kept))
    return _MOT_LONG.sub(lambda found: found[0] + "\u200b", short)


def une_ligne(text: str) -> str:
    """Sans retour à la ligne ni tabulation ; les espaces insécables restent."""
    return " ".join(text.replace("\t", " ").splitlines())


def montrable(text: str) -> str:
    """Un texte venu d'un fichier, dont les caractères invisibles se voient : « · »."""
    return "".join(c if c.isprintable() or c in _ESPACES else "·" for c in text)


def abrege(text: str, most: int) -> str:
    """Une ligne de `most` lettres au plus, « … » comprise."""
    line = une_ligne(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def nom_de_fichier(text: str, sinon: str) -> str:
    """« Zoé Œuvrard » → « zoe-oeuvrard » : un nom que tout disque accepte ; `sinon` si vide."""
    return "".join(c if c.isalnum() else "-" for c in fold(text)) or sinon


def pluriel(count: int, singular: str, plural: str = "") -> str:
    """« 1 locataire », « 0 locataire », « 2 locataires »."""
    return f"{count} {singular if count < 2 else plural or singular + 's'}"


def enumerer(parts: Sequence[str]) -> str:
    """« un lot, un mandat et trois événements » ; vide s'il n'y a rien."""
    return " et ".join((", ".join(parts[:-1]), *parts[-1:])) if len(parts) > 1 else "".join(parts)


def nom_complet(prenom: str, nom: str, civilite: str = "") -> str:
    """« Mademoiselle Elsa Locataire », « Elsa Locataire », « Locataire »."""
    return " ".join(part for part in (civilite, prenom, nom) if part)
