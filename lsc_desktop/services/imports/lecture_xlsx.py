"""Lire un classeur Excel venu d'ailleurs, cellule à cellule, sans jamais le tenir entier.

Pourquoi pas une bibliothèque : elles construisent l'arbre de chaque feuille ou des rangées de
16 384 cellules, et ne disent pas qu'une formule n'a pas de valeur. Ici `expat` donne les cellules à
mesure ; toute définition de document (DTD, entité) est refusée, comme tout ce qui est démesuré
(ecosystem D.3-T10, T12).
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lsc_desktop.base.zips import ABIME
from lsc_desktop.domain.imports.champs import Cellule, Illisible
from lsc_desktop.services.imports.limites import COLONNES_MAX, Rangee, bornees, refus

ENTREES_MAX = 2_000  # fichiers dans l'archive
DEPLIE_MAX = 400 * 1024 * 1024  # octets une fois déplié
TAUX_MAX = 150  # d'une archive qui se déplie à plus de dix mégaoctets
BLOC = 64 * 1024
SILENCE_MAX = 4 * 1024 * 1024  # octets sans une balise : un attribut ou un commentaire démesuré
PROFONDEUR_MAX = 64
TEXTE_MAX = 100_000  # caractères d'une cellule
TEXTES_MAX = 60_000_000  # caractères de toutes les cellules de texte partagées
FORMATS_DATE = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
JOUR_ZERO = date(1899, 12, 30).toordinal()
PREMIER, DERNIER = 61, 2_958_465  # avant mars 1900, Excel et le calendrier ne s'accordent pas
ANS_1904 = 1462  # jours entre les deux calendriers d'Excel


class _Refus(Exception):  # noqa: N818 - devient une phrase à la frontière
    """Pourquoi ce classeur n'est pas lu."""


@dataclass
class Classeur:
    """Un classeur ouvert : ses feuilles visibles, et de quoi en comprendre les cellules."""

    path: Path
    feuilles: dict[str, str] = field(default_factory=dict)  # nom → entrée de l'archive
    textes: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    de_1904: bool = False
    macros: bool = False


def ouvrir_classeur(path: Path) -> Classeur:
    """Lève `UserError` si le fichier n'est pas un classeur lisible sans danger."""
    with _en_phrases(path), zipfile.ZipFile(path) as archive:
        _garder(archive)
        names = set(archive.namelist())
        if "xl/workbook.bin" in names:
            raise _Refus("est un classeur binaire (.xlsb)")
        main = next((n for n in ("xl/workbook.xml", "xl/workbook2.xml") if n in names), "")
        if not main:
            raise _Refus("n'est pas un classeur Excel")
        book = Classeur(path, macros="xl/vbaProject.bin" in names)
        _feuilles(archive, main, book)
        if "xl/sharedStrings.xml" in names:
            book.textes = _textes(archive)
        if "xl/styles.xml" in names:
            book.dates = _dates(archive)
        return book


def lire_feuille(book: Classeur, feuille: str) -> Iterator[Rangee]:
    """Chaque rangée remplie, sous le numéro qu'elle a dans Excel."""
    return bornees(book.path, _rows(book, feuille))


def _rows(book: Classeur, feuille: str) -> Iterator[Rangee]:
    with _en_phrases(book.path), zipfile.ZipFile(book.path) as archive:
        reader = _Feuille(book)
        for _ in _analyser(archive, book.feuilles[feuille], reader.start, reader.end, reader.text):
            yield from reader.take()
        yield from reader.take()


# --- Garde-fous ---------------------------------------------------------------------------------


class _en_phrases:  # noqa: N801 - se lit comme une phrase
    """Toute panne de l'archive ou du XML devient un refus en français."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        advice = "Rouvrez-le dans Excel, enregistrez-le au format .xlsx, puis recommencez."
        if isinstance(error, _Refus):
            raise refus(self.path, str(error), advice) from error
        if isinstance(error, (*ABIME, expat.ExpatError)):
            raise refus(self.path, "est abîmé, ou n'est pas un classeur Excel", advice) from error


def _garder(archive: zipfile.ZipFile) -> None:
    """Refuse une archive démesurée avant d'en lire quoi que ce soit."""
    entries = archive.infolist()
    if len(entries) > ENTREES_MAX:
        raise _Refus(f"contient {len(entries)} fichiers : ce n'est pas un classeur ordinaire")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _Refus("est protégé par un mot de passe")
    if any(entry.compress_type not in (0, 8) for entry in entries):
        raise _Refus("est compressé d'une façon qu'Excel n'emploie pas")
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries) or 1
    bomb = unfolded > 10 * 1024**2 and unfolded / folded > TAUX_MAX
    if unfolded > DEPLIE_MAX or bomb:
        raise _Refus(f"se déplie en {unfolded // 1024**2} Mo : il est refusé sans être lu")


def _analyser(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] = lambda _text: None,
) -> Iterator[None]:
    """Donne les balises d'une entrée à mesure ; s'arrête à chaque bloc pour laisser prendre."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth, heard = 0, 0

    def opened(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, heard
        depth, heard = depth + 1, parser.CurrentByteIndex
        if depth > PROFONDEUR_MAX:
            raise _Refus("est imbriqué sans fin")
        start(tag.rpartition(" ")[2], attributes)

    def closed(tag: str) -> None:
        nonlocal depth, heard
        depth, heard = depth - 1, parser.CurrentByteIndex
        end(tag.rpartition(" ")[2])

    def forbidden(*_args: Any) -> int:
        raise _Refus("contient une définition de document XML, ce qu'un classeur n'a jamais")

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    parser.ExternalEntityRefHandler = forbidden
    with archive.open(name) as stream:
        read = 0
        while chunk := stream.read(BLOC):
            read += len(chunk)
            parser.Parse(chunk, False)
            if read - heard > SILENCE_MAX:
                raise _Refus("a une cellule démesurée")
            yield
        parser.Parse(b"", True)


# --- Ce qu'il faut savoir avant les cellules ----------------------------------------------------


def _feuilles(archive: zipfile.ZipFile, main: str, book: Classeur) -> None:
    targets: dict[str, str] = {}
    relations = f"xl/_rels/{main.removeprefix('xl/')}.rels"

    def relation(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = whole

    def sheet(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            book.de_1904 = attributes.get("date1904", "") in ("1", "true")
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            link = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "id"), "")
            if link in targets and len(book.feuilles) < 100:
                book.feuilles[attributes.get("name", "")[:31]] = targets[link]

    for name, start in ((relations, relation), (main, sheet)):
        for _ in _analyser(archive, name, start, lambda _tag: None):
            pass
    if not book.feuilles:
        raise _Refus("n'a pas de feuille visible")


def _textes(archive: zipfile.ZipFile) -> list[str]:
    """Les textes partagés entre les cellules, dans l'ordre."""
    found: list[str] = []
    parts: list[str] = []
    total, listening, phonetic = 0, False, 0

    def start(tag: str, _attributes: Mapping[str, str]) -> None:
        nonlocal listening, phonetic
        phonetic += tag == "rPh"
        listening = tag == "t" and not phonetic

    def end(tag: str) -> None:
        nonlocal listening, phonetic
        listening = False
        phonetic -= tag == "rPh"
        if tag == "si":
            found.append("".join(parts))
            parts.clear()

    def text(chunk: str) -> None:
        nonlocal total
        if listening:
            parts.append(chunk)
            total += len(chunk)
            if total > TEXTES_MAX or (len(parts) > 1 and sum(map(len, parts)) > TEXTE_MAX):
                raise _Refus("a une cellule démesurée")

    for _ in _analyser(archive, "xl/sharedStrings.xml", start, end, text):
        if len(found) * 60 > 4 * TEXTES_MAX:
            raise _Refus("a trop de cellules")
    return found


def _dates(archive: zipfile.ZipFile) -> frozenset[int]:
    """Les rangs des styles qui montrent une date."""
    customs: dict[int, bool] = {}
    styles: list[int] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            code = attributes.get("formatCode", "")
            customs[int(attributes.get("numFmtId", "0"))] = _est_une_date(code)
        inside = inside or tag == "cellXfs"
        if tag == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    for _ in _analyser(archive, "xl/styles.xml", start, end):
        pass
    return frozenset(rank for rank, id in enumerate(styles) if customs.get(id, id in FORMATS_DATE))


def _est_une_date(code: str) -> bool:
    """« dd/mm/yyyy » ; ni « 0,00 "de" », ni « [Red] »."""
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", code[:255]).lower()
    return plain not in ("general", "standard") and bool(re.search("[ydja]", plain))


# --- Les cellules -------------------------------------------------------------------------------


class _Feuille:
    """Rassemble les rangées d'une feuille à partir de ses balises."""

    def __init__(self, book: Classeur) -> None:
        self._book = book
        self._done: list[Rangee] = []
        self._row: list[Cellule] = []
        self._numero = self._column = 0
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._length = 0
        self._listening = self._formula = self._valued = False

    def take(self) -> list[Rangee]:
        found, self._done = self._done, []
        return found

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag in ("v", "t"):
            self._listening = self._valued = True
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            asked = attributes.get("r", "")
            self._numero = int(asked) if asked.isdecimal() and len(asked) < 9 else self._numero + 1
            self._column = 0
            self._row = []

    def _cell(self, attributes: Mapping[str, str]) -> None:
        rank = _rang(attributes.get("r", ""))
        self._column = self._column + 1 if rank is None else rank
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._parts, self._length = [], 0
        self._formula = self._valued = False

    def text(self, chunk: str) -> None:
        if self._listening:
            self._parts.append(chunk)
            self._length += len(chunk)
            if self._length > TEXTE_MAX:
                raise _Refus(f"a une cellule démesurée à la ligne {self._numero}")

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._listening = False
        elif tag == "c":
            value = self._value("".join(self._parts))
            if value is not None and value != "":
                if self._column > COLONNES_MAX:
                    raise _Refus(f"a plus de {COLONNES_MAX} colonnes à la ligne {self._numero}")
                self._row.extend([None] * (self._column - len(self._row)))
                self._row[self._column - 1] = value
        elif tag == "row":
            self._done.append((self._numero, self._row))

    def _value(self, text: str) -> Cellule:
        if not self._valued or (self._formula and not text and self._kind != "str"):
            if not self._formula:
                return None
            return Illisible(
                "=…", "cette formule n'a pas de valeur.",
                "Ouvrez le classeur dans Excel, enregistrez-le, puis recommencez.",
            )  # fmt: skip
        match self._kind:
            case "s":
                return self._shared(text)
            case "b":
                return text.strip() == "1"
            case "e":
                return Illisible(
                    text[:40], "le tableur y montre une erreur.", "Corrigez la cellule."
                )
            case "str" | "inlineStr":
                return text
            case "d":
                return _iso(text)
        return self._number(text)

    def _shared(self, text: str) -> str:
        rank = int(text)
        if not 0 <= rank < len(self._book.textes):
            raise _Refus(f"est abîmé à la ligne {self._numero}")
        return self._book.textes[rank]

    def _number(self, text: str) -> Cellule:
        try:
            value = Decimal(text.strip()[:400])
        except InvalidOperation:
            return text
        style = int(self._style) if self._style.isdecimal() and len(self._style) < 9 else 0
        if style in self._book.dates and value.is_finite():
            days = value + (ANS_1904 if self._book.de_1904 else 0)
            if PREMIER <= days <= DERNIER:
                return date.fromordinal(JOUR_ZERO + int(days))
        return value


def _rang(reference: str) -> int | None:
    """« AB12 » → 28 ; au-delà de quatre lettres, une colonne qui n'existe pas."""
    rank = 0
    for char in reference[:5]:
        if not "A" <= char <= "Z":
            break
        rank = rank * 26 + ord(char) - 64
    return rank or None


def _iso(text: str) -> Cellule:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
