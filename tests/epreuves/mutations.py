"""Abîmer un bon fichier, au hasard et toujours pareil : la même graine rend les mêmes octets.

Chaque genre a ses façons : un octet changé ne passe pas un zip, un JSON ou un certificat ; ce qui
nuit vraiment en a la forme, et ment sur une taille, un nombre, une profondeur.
"""

import base64
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

Abimer = Callable[[bytes, Random], bytes]

GRAND = 4_000_000  # octets d'un morceau démesuré : de quoi voir qui copie, sans remplir le disque
NOMBRES = (
    "0", "-1", "-0", "1e9", "1e400", "1e999999999999999999999", "9" * 12, "9" * 20, "9" * 400,
    "9" * 5_000, "0x" + "f" * 5_000, "NaN", "-Infinity", "1_000", "٣٤", "1,5", "0.1",
    "2147483648", "0000-00-00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
)  # fmt: skip
TEXTES = (
    "", " ", "\0", "\ud800", "\udc00\ud800", "\u202e", "\ufeff", "=cmd|' /C calc'!A0", "../../x",
    "C:\\con", "<!DOCTYPE x>", "' OR 1=1 --", "x" * 300, "é" * 100_000, "\n" * 500, "\x1b[31m",
    "é", "\U0001f600", "%s%n{0}", "null",
)  # fmt: skip
MOTS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b";", b",", b"\t", b"\r\n", b"\n\n",
    b"<", b">", b"&", b"{", b"}", b"[", b"]", b"\\", b"\\u0000", b"\\ud800", b"PK\x01\x02",
    b"PK\x05\x06", b"=", b"#", b'"""', b"null", b"true", b"\x81\x8d", b"\x30\x80", b"%", b"../",
    b"<![CDATA[", b"]]>",
)  # fmt: skip
NOMS = (
    "../../evade.txt", "/etc/passwd", "C:\\con", "con.pdf", "pieces/../../x.pdf", "x" * 300,
    "pieces/nul.pdf", "a\0b.pdf", "\u202efdp.exe", "xl/../x.xml", "", "pieces/", "dossier.json",
    "DOSSIER.JSON", "pieces/archive.zip",
)  # fmt: skip
PROFONDEURS = (30, 200, 900, 990, 1_100, 20_000, 200_000)


# --- Des octets, quels qu'ils soient ------------------------------------------------------------


def octets(bon: bytes, hasard: Random) -> bytes:
    """Coupé, percé, retourné, recopié : de un à quatre coups."""
    made = bytearray(bon)
    for _ in range(hasard.choice((1, 1, 2, 4))):
        hasard.choice(_COUPS)(made, hasard)
    return bytes(made)


def _place(made: bytearray, hasard: Random) -> int:
    return hasard.randrange(len(made)) if made else 0


def _couper(made: bytearray, hasard: Random) -> None:
    del made[_place(made, hasard) :]


def _decapiter(made: bytearray, hasard: Random) -> None:
    del made[: _place(made, hasard)]


def _retourner(made: bytearray, hasard: Random) -> None:
    for _ in range(hasard.randint(1, 8)):
        if made:
            made[_place(made, hasard)] ^= 1 << hasard.randrange(8)


def _poser(made: bytearray, hasard: Random) -> None:
    if made:
        made[_place(made, hasard)] = hasard.choice((0, 1, 0x7F, 0x80, 0xFF, hasard.randrange(256)))


def _percer(made: bytearray, hasard: Random) -> None:
    at = _place(made, hasard)
    del made[at : at + hasard.choice((1, 2, 16, 500))]


def _recopier(made: bytearray, hasard: Random) -> None:
    at, length = _place(made, hasard), hasard.choice((1, 4, 60, 600))
    there = _place(made, hasard)
    made[there:there] = made[at : at + length] * hasard.choice((1, 2, 50))


def _echanger(made: bytearray, hasard: Random) -> None:
    one, other, size = _place(made, hasard), _place(made, hasard), hasard.choice((1, 4, 40))
    held = bytes(made[one : one + size])
    made[one : one + size] = made[other : other + size]
    made[other : other + size] = held


def _glisser(made: bytearray, hasard: Random) -> None:
    at = _place(made, hasard)
    made[at:at] = hasard.choice(MOTS) * hasard.choice((1, 1, 1, 2, 1_000))


def _gonfler(made: bytearray, hasard: Random) -> None:
    at = _place(made, hasard)
    made[at:at] = hasard.choice((b"\0", b" ", b"9", b'"', b"[", b"<a>", b"\r\n")) * hasard.choice(
        (300, 70_000, GRAND // 4)
    )


def _entier(made: bytearray, hasard: Random) -> None:
    """Une taille, un décalage, un compte : quatre octets qui mentent."""
    at = _place(made, hasard)
    lie = struct.pack(
        hasard.choice(("<I", ">I", "<H", ">H")),
        hasard.choice((0, 1, 0x7FFF, 0xFFFF)),
    )
    made[at : at + len(lie)] = lie


_COUPS: tuple[Callable[[bytearray, Random], None], ...] = (
    _couper, _decapiter, _retourner, _retourner, _poser, _poser, _percer, _recopier, _echanger,
    _glisser, _glisser, _gonfler, _entier,
)  # fmt: skip

_CHIFFRES = re.compile(rb"[0-9]+")


def texte(bon: bytes, hasard: Random) -> bytes:
    """Un texte : un nombre ou une ligne y devient impossible ; sinon, des octets."""
    how = hasard.random()
    if how < 0.35 and (found := list(_CHIFFRES.finditer(bon))):
        one = hasard.choice(found)
        return bon[: one.start()] + hasard.choice(NOMBRES).encode() + bon[one.end() :]
    if how < 0.5 and b"\n" in bon:
        lines = bon.split(b"\n")
        at = hasard.randrange(len(lines))
        hasard.choice(
            (lambda: lines.pop(at), lambda: lines.insert(at, lines[at]),
             lambda: hasard.shuffle(lines), lambda: lines.extend(lines[at:] * 200))
        )()  # fmt: skip
        return b"\n".join(lines)
    if how < 0.6:
        return bon.decode("utf-8", "replace").encode(
            hasard.choice(("utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-7")), "replace"
        )
    if how < 0.7:
        at = hasard.randrange(len(bon) + 1)
        return bon[:at] + hasard.choice(TEXTES).encode("utf-8", "surrogatepass") + bon[at:]
    return octets(bon, hasard)


# --- JSON ---------------------------------------------------------------------------------------


class _Brut(float):
    """Un nombre que `json.dumps` écrit tel quel, si grand soit-il."""

    def __new__(cls, said: str) -> "_Brut":
        made = super().__new__(cls, 0.0)
        made.said = said  # type: ignore[attr-defined]
        return made

    def __repr__(self) -> str:
        return str(self.said)  # type: ignore[attr-defined]


def en_json(valeur: Any) -> bytes:
    """Comme `json.dumps`, mais un nombre démesuré s'y écrit."""
    marks: dict[str, str] = {}

    def seen(value: Any) -> Any:
        if isinstance(value, _Brut):
            mark = f"@{len(marks)}@{id(marks)}"
            marks[json.dumps(mark)] = repr(value)
            return mark
        if isinstance(value, dict):
            return {key: seen(one) for key, one in value.items()}
        return [seen(one) for one in value] if isinstance(value, list) else value

    text = json.dumps(seen(valeur))
    for mark, raw in marks.items():
        text = text.replace(mark, raw)
    return text.encode()


def objet(valeur: Any, hasard: Random) -> Any:
    """Le même arbre, où de un à trois endroits, où qu'ils soient, ont changé ; l'original reste."""
    made = json.loads(json.dumps(valeur))
    for _ in range(hasard.choice((1, 1, 2, 3))):
        if isinstance(made, dict | list) and made:
            _un_endroit(made, hasard)
        else:
            made = _valeur(hasard)
    return made


def _un_endroit(where: Any, hasard: Random) -> None:
    while True:
        key = hasard.choice(list(where) if isinstance(where, dict) else range(len(where)))
        inner = where[key]
        if isinstance(inner, dict | list) and inner and hasard.random() < 0.75:
            where = inner
            continue
        break
    how = hasard.random()
    if how < 0.15:
        del where[key]
    elif how < 0.25 and isinstance(where, list):
        where.extend([where[key]] * hasard.choice((1, 3, 300)))
    elif how < 0.3 and isinstance(where, dict):
        where[hasard.choice((*TEXTES, "format"))] = where.pop(key)
    else:
        where[key] = _proche(where[key], hasard) if how < 0.6 else _valeur(hasard)


def _proche(value: Any, hasard: Random) -> Any:
    """Du même genre, à un cheveu : ce qui passe le plus loin."""
    if isinstance(value, bool) or value is None:
        return hasard.choice((None, True, False, 0, 1, "true"))
    if isinstance(value, int):
        return hasard.choice((value + 1, -value, 0, 2**31, 2**63, 10**18, float(value), str(value)))
    if isinstance(value, str):
        return hasard.choice(
            (value + hasard.choice(TEXTES), value[:-1], value * 40, value.upper(), value[::-1],
             value.replace("2", "9"), f" {value} ", hasard.choice(NOMBRES))
        )  # fmt: skip
    if isinstance(value, list):
        return hasard.choice(([], value + value, {}, [value], value[::-1], [None, *value]))
    if isinstance(value, float):
        return hasard.choice((0, -value, value * 1e300, str(value)))
    return hasard.choice(({}, [value], {**value, "inconnu": 1}, None))


def _valeur(hasard: Random) -> Any:
    kind = hasard.randrange(8)
    if kind == 0:
        return _Brut(hasard.choice([one for one in NOMBRES if _est_json(one)]))
    if kind == 1:
        return hasard.choice(NOMBRES)
    if kind in (2, 3):
        return hasard.choice(TEXTES)
    if kind == 4:
        many = {str(n): n for n in range(300)}
        return hasard.choice(([], {}, [[]], {"": {}}, [None] * 300, many))
    return hasard.choice((None, True, False, 0, -1, 1, 1.5, 2**53, "2026-02-30", "2026-11-30"))


def _est_json(said: str) -> bool:
    form = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][0-9]+)?|NaN|-Infinity"
    return re.fullmatch(form, said) is not None


def json_(bon: bytes, hasard: Random, sceller: Callable[[Any], Any] | None = None) -> bytes:
    """Un JSON de même allure. `sceller` : ce qui refait sa signature, sans quoi tout s'y arrête."""
    how = hasard.random()
    if how < 0.65:
        made = objet(json.loads(bon), hasard)
        if sceller is not None and isinstance(made, dict) and hasard.random() < 0.8:
            with suppress(TypeError, ValueError, OverflowError, AttributeError):
                made = sceller(made)
        return bytes(made) if isinstance(made, bytes) else en_json(made)
    if how < 0.75:
        at = hasard.choice([one.start() for one in re.finditer(rb"[\[{:,]", bon)] or [0]) + 1
        depth = hasard.choice(PROFONDEURS)
        begin, end = hasard.choice(((b"[", b"]"), (b'{"a":', b"}")))
        inside = begin * depth + b"1" + end * depth
        return bon[:at] + inside + hasard.choice((b"", b",")) + bon[at:]
    return texte(bon, hasard)


# --- XML ----------------------------------------------------------------------------------------


def xml(bon: bytes, hasard: Random) -> bytes:
    """Entités qui se multiplient ou viennent d'ailleurs, balises sans fin, attributs démesurés."""
    how, root = hasard.random(), bon.find(b"?>") + 2 if b"?>" in bon[:200] else 0
    if how < 0.12:
        lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(12))
        where = re.search(rb">", bon[root:])
        at = root + (where.end() if where else 0)
        return bon[:root] + f"<!DOCTYPE x [{lines}]>".encode() + bon[root:at] + b"&l11;" + bon[at:]
    if how < 0.2:
        inside = b'<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://x/">'
        dtd = b"<!DOCTYPE x [" + inside + b"]>"
        return bon[:root] + dtd + bon[root:].replace(b">", b">&e;", 2)
    if how < 0.35:
        places = [one.end() for one in re.finditer(rb">", bon)] or [0]
        at, depth = hasard.choice(places), hasard.choice(PROFONDEURS)
        name = hasard.choice((b"a", b"upload", b"failure", b"row", b"c", b"message", b"session"))
        inside = (b"<" + name + b">") * depth
        if hasard.random() < 0.7:
            inside += (b"</" + name + b">") * depth
        return bon[:at] + inside + bon[at:]
    if how < 0.45:
        at = hasard.choice([one.start() for one in re.finditer(rb"/?>", bon)] or [0])
        many = b" ".join(b'a%d="1"' % n for n in range(hasard.choice((2, 3_000))))
        big = hasard.choice((many, b'a="' + b"x" * GRAND + b'"', b'a="1" a="2"'))
        return bon[:at] + b" " + big + bon[at:]
    if how < 0.55:
        said = hasard.choice((b"utf-16", b"utf-7", b"inconnu", b"ibm037"))
        return re.sub(rb'encoding="[^"]*"', b'encoding="' + said + b'"', bon)
    return texte(bon, hasard)


# --- Zip ----------------------------------------------------------------------------------------


def zip_(bon: bytes, hasard: Random) -> bytes:
    """Un zip refait, dont un nom, un contenu, une taille ou un attribut ment."""
    how = hasard.random()
    if how < 0.25:
        return octets(bon, hasard)
    with zipfile.ZipFile(io.BytesIO(bon)) as archive:
        entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at = hasard.randrange(len(entries))
    name, content = entries[at]
    link = False
    if how < 0.55:
        entries[at] = (name, _contenu(name, content, hasard))
    elif how < 0.65:
        entries[at] = (hasard.choice(NOMS), content)
    elif how < 0.75:
        entries.append((hasard.choice((*NOMS, name, name.upper())), content))
    elif how < 0.8:
        entries[at] = (name, hasard.choice((b"\0", b" ", b"9")) * GRAND * 4)
    elif how < 0.85:
        del entries[at]
    elif how < 0.9:
        link = True
    else:
        return _mentir(_rezipper(entries, hasard, None), hasard)
    return _rezipper(entries, hasard, at if link else None)


def _contenu(name: str, content: bytes, hasard: Random) -> bytes:
    kind = name.rpartition(".")[2].casefold()
    how: Abimer = {"json": json_, "xml": xml, "rels": xml}.get(kind, texte)
    return how(content, hasard)


def _rezipper(entries: list[tuple[str, bytes]], hasard: Random, link: int | None) -> bytes:
    out, fold = io.BytesIO(), hasard.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    if hasard.random() < 0.1:
        fold = hasard.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(out, "w") as archive:
        for rank, (name, content) in enumerate(entries):
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, fold
            if rank == link:
                info.external_attr = 0o120777 << 16
            archive.writestr(info, content)
    return out.getvalue()


# Dans la table : drapeaux, compression, somme, tailles, décalage ; dans l'en-tête : les mêmes.
_CHAMPS = (
    (b"PK\x01\x02", (8, 10, 16, 20, 24, 28, 30, 42)),
    (b"PK\x03\x04", (6, 8, 14, 18, 22, 26)),
)


def _mentir(made: bytes, hasard: Random) -> bytes:
    mark, fields = hasard.choice(_CHAMPS)
    places = [one.start() for one in re.finditer(re.escape(mark), made)]
    at = hasard.choice(places) + hasard.choice(fields)
    lie = hasard.choice((0, 1, 9, 100, 0x7FFFFFFF, 0xFFFFFFFF))
    return made[:at] + struct.pack("<I", lie)[: len(made) - at] + made[at + 4 :]


# --- Certificats --------------------------------------------------------------------------------


def der(bon: bytes, hasard: Random) -> bytes:
    """Une longueur, un compteur, une étiquette qui mentent ; sinon, des octets."""
    places = [one.start() for one in re.finditer(rb"[\x02\x04\x05\x06\x30\x31\xa0]", bon)]
    if hasard.random() < 0.4 or not places:
        return octets(bon, hasard)
    made, at = bytearray(bon), hasard.choice(places)
    how = hasard.randrange(4)
    if how == 0 and at + 1 < len(made):
        made[at + 1] = hasard.choice((0, 1, 0x7F, 0x80, 0x81, 0x84, 0xFF))
    elif how == 1:
        made[at] = hasard.choice((0x00, 0x02, 0x04, 0x0C, 0x30, 0x31, 0x80, 0xA0, 0xFF))
    elif how == 2:
        size = hasard.choice((1, 2, 4))
        made[at + 2 : at + 2 + size] = hasard.choice((b"\x7f", b"\xff", b"\0")) * size
    else:
        made[at:at] = b"\x30\x80" * hasard.choice((1, 60, 2_000))
    return bytes(made)


_BLOC = re.compile(rb"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----)", re.DOTALL)


def pem(bon: bytes, hasard: Random) -> bytes:
    """Ce que contient un bloc, abîmé comme du DER ; ou le texte autour."""
    blocks = list(_BLOC.finditer(bon))
    if not blocks or hasard.random() < 0.4:
        return texte(bon, hasard)
    one = hasard.choice(blocks)
    if b":" in one[2]:  # une clé à l'ancienne : des en-têtes, puis du chiffré
        return octets(bon, hasard)
    inside = base64.encodebytes(der(base64.b64decode(one[2]), hasard))
    return bon[: one.start()] + one[1] + b"\n" + inside + one[3] + bon[one.end() :]


# --- Une base -----------------------------------------------------------------------------------


def base(bon: bytes, hasard: Random) -> bytes:
    """Une base SQLite : son en-tête, ou une page, ou des octets."""
    made = bytearray(bon)
    how = hasard.random()
    if how < 0.3:
        for _ in range(hasard.randint(1, 4)):
            made[hasard.randrange(100)] = hasard.randrange(256)
    elif how < 0.6:
        size = int.from_bytes(made[16:18]) or 4096
        at = hasard.randrange(max(len(made) // size, 1)) * size
        made[at : at + size] = hasard.choice((bytes(size), hasard.randbytes(size), made[:size]))
    else:
        return octets(bon, hasard)
    return bytes(made)


GENRES: dict[str, Abimer] = {
    "octets": octets, "texte": texte, "json": json_, "xml": xml, "zip": zip_, "der": der,
    "pem": pem, "base": base,
}  # fmt: skip


def muter(
    bon: bytes, genre: str, graine: int | str, sceller: Callable[[Any], Any] | None = None
) -> bytes:
    """Les octets abîmés de cette graine."""
    hasard = Random(f"{genre} {graine}")
    if sceller is not None and genre == "json":
        return json_(bon, hasard, sceller)
    return GENRES[genre](bon, hasard)
