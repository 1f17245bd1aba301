"""Ouvrir un zip venu d'ailleurs sans rien écrire, et refuser tout ce qui voudrait nuire.

Le zip ne se déplie qu'en mémoire, entrée par entrée, sous des bornes : ce que sa table annonce est
vérifié, jamais cru. Les noms sont jugés comme si on les écrivait sous Windows.
"""

import io
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lsc_desktop.base.zips import ABIME
from lsc_desktop.partners.clac.erreurs import DossierRefuseError, montrer

TAILLE_MAX = 60 * 1024 * 1024  # octets du zip
DEPLIE_MAX = 100 * 1024 * 1024  # octets une fois déplié
PIECE_MAX = 30 * 1024 * 1024  # octets d'un fichier, comme pour un document saisi à la main
ENTREES_MAX = 200
TAUX_MAX = 100  # d'une entrée qui se déplie à plus de `PETIT`
PETIT = 64 * 1024
NOM_MAX = 120
RACINE, PIECES = "dossier.json", "pieces/"
EXTENSIONS = ("pdf", "jpg", "jpeg", "png", "webp", "heic", "tif", "tiff")

_TABLE = b"PK\x01\x02"
_ENTETE = struct.Struct("<4s5H3I2H")
_RESERVES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
_INTERDITS = frozenset('<>:"|?*\\')
_CHIFFRE = 0x1 | 0x40 | 0x2000  # chiffré, chiffré fort, table masquée
_TAILLE_APRES = 0x8  # l'en-tête local laisse les tailles à plus tard
_UTF8 = 0x800
_LIEN_WINDOWS = 0x400
_DEBUTS: dict[str, tuple[tuple[int, bytes], ...]] = {
    "pdf": ((0, b"%PDF-"),),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "webp": ((8, b"WEBP"),),
    "heic": ((4, b"ftyp"),),
    "tif": ((0, b"II*\0"), (0, b"MM\0*")),
    "tiff": ((0, b"II*\0"), (0, b"MM\0*")),
}


def lire_archive(contenu: bytes) -> dict[str, bytes]:
    """Nom → contenu de chaque fichier : « dossier.json », « pieces/x.pdf ».

    Lève `DossierRefuseError`, qui dit pourquoi ; rien d'autre, quels que soient les octets.
    """
    if contenu.count(_TABLE) > 4 * ENTREES_MAX:  # avant d'en lire la table, qui les tiendrait tous
        raise DossierRefuseError(f"Le zip contient plus de {ENTREES_MAX} fichiers.")
    with _en_phrases(), zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        entries = archive.infolist()
        _garder(entries, contenu)
        files = [entry for entry in entries if not entry.is_dir()]
        found = {_compose(entry.filename): _deplier(archive, entry) for entry in files}
    for name, content in found.items():
        if name != RACINE:
            _verifier_le_genre(name, content)
    if RACINE not in found:
        raise DossierRefuseError("Le zip ne contient pas de dossier.json.")
    return found


@contextmanager
def _en_phrases() -> Iterator[None]:
    """Toute panne du zip devient un refus en français."""
    try:
        yield
    except DossierRefuseError:
        raise
    except ABIME as error:
        raise DossierRefuseError("Ce fichier n'est pas un zip, ou il est abîmé.") from error


# --- Avant de rien déplier ----------------------------------------------------------------------


def _garder(entries: list[zipfile.ZipInfo], contenu: bytes) -> None:
    if not contenu.startswith(b"PK\x03\x04"):
        raise DossierRefuseError("Ce fichier n'est pas un zip, ou il est vide.")
    if len(entries) > ENTREES_MAX:
        raise DossierRefuseError(f"Le zip contient {len(entries)} fichiers, plus de {ENTREES_MAX}.")
    unfolded = sum(entry.file_size for entry in entries)
    if unfolded > DEPLIE_MAX:
        raise DossierRefuseError(
            f"Le zip se déplierait en {unfolded // 1024**2} Mo, plus de {DEPLIE_MAX // 1024**2}."
        )
    seen: dict[str, str] = {}
    for entry in entries:
        _garder_l_entree(entry)
        known = seen.setdefault(_meme_nom(entry.filename), entry.filename)
        if known is not entry.filename:
            raise DossierRefuseError(f"Le zip contient deux fois le nom {_dit(entry)}.")
    _garder_les_places(entries, contenu)


def _garder_l_entree(entry: zipfile.ZipInfo) -> None:
    said = _dit(entry)
    if entry.flag_bits & _CHIFFRE:
        raise DossierRefuseError(
            f"Le zip est chiffré ({said}).", "Demandez-le sans mot de passe, par un canal sûr."
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DossierRefuseError(f"{said} est compressé d'une façon qui ne se lit pas partout.")
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode) or (entry.external_attr & _LIEN_WINDOWS and entry.create_system == 0):
        raise DossierRefuseError(f"{said} est un lien vers un autre fichier.")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise DossierRefuseError(f"{said} n'est pas un fichier ordinaire.")
    if why := _mauvais_nom(entry):
        raise DossierRefuseError(f"Le nom {said} {why}.")
    if entry.is_dir():
        if entry.filename != PIECES or entry.file_size:
            raise DossierRefuseError(f"Le zip a un dossier qui n'a pas lieu d'être, {said}.")
        return
    _garder_le_genre(entry)
    if entry.file_size > PIECE_MAX:
        raise DossierRefuseError(
            f"{said} pèse {entry.file_size // 1024**2} Mo, plus de {PIECE_MAX // 1024**2}."
        )
    if entry.file_size > PETIT and entry.file_size > TAUX_MAX * max(entry.compress_size, 1):
        raise DossierRefuseError(
            f"{said} se déplie à plus de {TAUX_MAX} fois sa taille : c'est une bombe."
        )


def _mauvais_nom(entry: zipfile.ZipInfo) -> str:
    """Ce qui ne va pas dans un nom ; vide s'il peut s'écrire partout."""
    name = entry.orig_filename
    if "\0" in name:
        return "contient un caractère nul"
    if not name.isascii() and not entry.flag_bits & _UTF8:
        return "n'est pas écrit en UTF-8"
    if not name.isprintable():
        return "contient des caractères invisibles"
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "est un chemin absolu"
    if "\\" in name:
        return "contient une barre oblique inverse"
    if len(name) > NOM_MAX:
        return f"a plus de {NOM_MAX} caractères"
    for part in name.removesuffix("/").split("/"):
        if part in ("..", "."):
            return "sort de son dossier"
        if not part:
            return "a une partie vide"
        if _INTERDITS & set(part):
            return "contient un caractère que Windows refuse"
        if part[-1] in ". " or part[0] == " ":
            return "finit ou commence par un point ou une espace"
        if part.split(".")[0].rstrip().casefold() in _RESERVES:
            return "est réservé par Windows"
    return ""


def _garder_le_genre(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name == RACINE:
        return
    short = name.removeprefix(PIECES)
    if short == name or "/" in short:
        raise DossierRefuseError(f"{_dit(entry)} n'est ni dossier.json, ni une pièce.")
    if short.rpartition(".")[2].casefold() not in EXTENSIONS:
        raise DossierRefuseError(
            f"{_dit(entry)} n'est ni un PDF ni une image ; une archive dans l'archive non plus "
            "n'est pas lue."
        )


def _garder_les_places(entries: list[zipfile.ZipInfo], contenu: bytes) -> None:
    """Chaque entrée a sa place à elle, et son en-tête dit comme la table : sans quoi un même octet
    se déplierait cent fois, ou deux programmes y liraient deux fichiers."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        start = entry.header_offset
        if not end and start:
            raise DossierRefuseError("Le zip est précédé d'autre chose que de ses fichiers.")
        if start < end:
            raise DossierRefuseError(f"{_dit(entry)} se lit au même endroit qu'un autre fichier.")
        (mark, _, flags, method, _, _, _, folded, size, name, extra) = _ENTETE.unpack_from(
            contenu, start
        )
        told = (mark, method) != (b"PK\x03\x04", entry.compress_type)
        if not flags & _TAILLE_APRES:
            told = told or (folded, size) != (entry.compress_size, entry.file_size)
        if told or (flags ^ entry.flag_bits) & (_CHIFFRE | _UTF8):
            raise DossierRefuseError(f"{_dit(entry)} ment sur sa taille, ou sur ce qu'il est.")
        end = start + _ENTETE.size + name + extra + entry.compress_size
    if end > len(contenu):
        raise DossierRefuseError("Ce zip est tronqué.")


def _meme_nom(name: str) -> str:
    """Windows ne distingue ni la casse, ni deux façons d'écrire un accent."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _compose(name: str) -> str:
    """Un Mac écrit un accent à part de sa lettre ; dossier.json, ensemble."""
    return unicodedata.normalize("NFC", name)


# --- Le contenu ---------------------------------------------------------------------------------


def _deplier(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Le contenu, de la taille annoncée exactement."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise DossierRefuseError(f"{_dit(entry)} ment sur sa taille.")
    return content


def _verifier_le_genre(name: str, content: bytes) -> None:
    """Une pièce est ce que dit son extension : un programme ne s'y déguise pas."""
    if not content:
        raise DossierRefuseError(f"La pièce {montrer(name)} est vide.")
    starts = _DEBUTS[name.rpartition(".")[2].casefold()]
    if not any(content[at : at + len(mark)] == mark for at, mark in starts):
        raise DossierRefuseError(f"La pièce {montrer(name)} n'est pas ce que dit son extension.")


def par_nom(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Les pièces seules, par leur nom."""
    return {name: content for name, content in files.items() if name != RACINE}


def _dit(entry: zipfile.ZipInfo) -> str:
    return montrer(entry.orig_filename)
