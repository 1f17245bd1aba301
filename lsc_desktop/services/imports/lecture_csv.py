"""Lire un CSV venu d'ailleurs : son codage, son séparateur, ses vraies lignes."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.imports.tableur import liberer
from lsc_desktop.services.imports.limites import (
    Bornes,
    bornees,
    ordinaires,
    refus,
    trop_de_lignes,
)

SEPARATEURS = (";", "\t", ",", "|")
TETE = 64 * 1024  # octets regardés pour deviner
BLOC = 1024 * 1024
CHAMP_MAX = 100_000  # caractères d'une cellule : au-delà, un guillemet n'est pas refermé
NOMS = {
    "utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows", "utf-16": "UTF-16",
    "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
}  # fmt: skip


def codage(path: Path, bornes: Bornes | None = None) -> str:
    """Le codage du fichier entier, sans le garder en mémoire ; lève `UserError` s'il n'en a pas."""
    with path.open("rb") as file:
        head = file.read(TETE)
        file.seek(0)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            found = ("utf-16",)
        elif wide := _utf16(head):
            found = (wide,)
        else:
            _sans_nul(path, file, (bornes or ordinaires()).lignes)
            found = ("utf-8-sig", "cp1252")  # type: ignore[assignment]
        for name in found:
            file.seek(0)
            if _se_lit(file, name):
                return name
    raise refus(
        path, "n'est dans aucun codage connu (UTF-8, UTF-16, Windows)",
        "Enregistrez-le au format « CSV UTF-8 », puis recommencez.",
    )  # fmt: skip


def _utf16(head: bytes) -> str:
    """Sans marque d'ordre, une lettre latine sur deux octets se reconnaît à ses octets nuls."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _sans_nul(path: Path, file: BinaryIO, most: int) -> None:
    line, lines = 1, 0
    while chunk := file.read(BLOC):
        found = chunk.find(b"\0")
        if found >= 0:
            line += chunk.count(b"\n", 0, found)
            raise refus(
                path, f"contient un caractère nul à la ligne {line}",
                "Ce n'est pas un fichier texte : enregistrez-le au format CSV, puis recommencez.",
            )  # fmt: skip
        count = chunk.count(b"\n")
        line, lines = line + count, lines + count
        if lines > 5 * most:
            raise trop_de_lignes(path, most)


def _se_lit(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    try:
        while chunk := file.read(BLOC):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeError, ValueError):
        return False
    return True


def separateur(text: str) -> str:
    """Le séparateur qui donne, sur le début du fichier, le plus de colonnes régulières."""
    best, most = ";", 1.0
    for mark in SEPARATEURS:
        rows = [len(row) for row in _lire_debut(text, mark) if row]
        if not rows:
            continue
        (width, count), *_ = Counter(rows).most_common(1)
        score = rows[0] if width == rows[0] else (width + rows[0]) / 4
        score *= count / len(rows) if width > 1 else 1
        if score > most:
            best, most = mark, score
    return best


def _lire_debut(text: str, mark: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(row)
            if len(rows) >= 30:
                break
    except csv.Error:
        pass
    return rows


def lire_csv(
    path: Path, name: str, mark: str, bornes: Bornes | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Chaque ligne, sous le numéro qu'elle a dans le fichier : celui où elle commence."""
    return bornees(path, _rows(path, name, mark), bornes)


def _rows(path: Path, name: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=name, newline="") as file:
        reader = csv.reader(file, delimiter=mark)
        before = csv.field_size_limit()
        start = 1
        while True:
            csv.field_size_limit(CHAMP_MAX)
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeError) as error:
                raise _illisible(path, start, error) from error
            finally:
                csv.field_size_limit(before)
            if not (start == 1 and len(row) <= 2 and "".join(row).lower().startswith("sep=")):
                # `liberer` n'ôte qu'une apostrophe de tête : des millions de cellules n'en ont pas
                yield start, [liberer(cell) if cell[:1] == "'" else cell for cell in row]
            start = reader.line_num + 1


def _illisible(path: Path, line: int, error: Exception) -> UserError:
    if "limit" in str(error):
        return refus(
            path, f"a une cellule démesurée à partir de la ligne {line}",
            "Un guillemet n'y est sans doute pas refermé : corrigez-le.",
        )  # fmt: skip
    return refus(path, f"ne se lit plus à la ligne {line}", "Réenregistrez-le au format CSV.")


def decrire(name: str, mark: str) -> str:
    """« CSV, point-virgule, Windows »."""
    marks = {";": "point-virgule", "\t": "tabulation", ",": "virgule", "|": "barre"}
    return f"CSV, {marks[mark]}, {NOMS[name]}"


def debut(path: Path, name: str) -> str:
    """Le début du fichier, décodé, coupé à une ligne entière si possible."""
    with path.open(encoding=name, newline="") as file:
        text = file.read(TETE // 2)
    cut = text.rfind("\n")
    return text[: cut + 1] if cut > 0 else text
