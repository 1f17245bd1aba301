"""SFTP version 3 en octets : questions à écrire, réponses à lire (draft-ietf-secsh-filexfer-02)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

INIT, VERSION, OPEN, CLOSE, READ, WRITE = 1, 2, 3, 4, 5, 6
OPENDIR, READDIR, REMOVE, MKDIR, STAT, RENAME = 11, 12, 13, 14, 17, 18
STATUS, HANDLE, DATA, NAME, ATTRS = 101, 102, 103, 104, 105
EXTENDED, EXTENDED_REPLY = 200, 201

OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE = 0, 1, 2, 3, 4
OP_UNSUPPORTED = 8
NO_SPACE, QUOTA = 14, 15  # de la version 5, que certains serveurs disent quand même

READ_ONLY = 0x01
WRITE_CREATE = 0x02 | 0x08  # sans TRUNC : réécrire les mêmes octets ne fait jamais de trou
POSIX_RENAME, STATVFS = "posix-rename@openssh.com", "statvfs@openssh.com"
LIMITS = "limits@openssh.com"
LONGEST = 1 << 20  # octets d'une réponse ; au-delà, ce n'est pas du SFTP

_HEAD = struct.Struct(">IBI")
_U32, _U64 = struct.Struct(">I"), struct.Struct(">Q")


class WireError(Exception):
    """Ce que le serveur envoie n'est pas du SFTP."""


class StatusError(Exception):
    """Le serveur a répondu non : `code` de la version 3, et ses mots à lui."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


# Sorte, corps, et parfois des octets qui le suivent.
Request = tuple[int, bytes] | tuple[int, bytes, memoryview]


class Answer(NamedTuple):
    kind: int
    body: bytes


class Attrs(NamedTuple):
    """`mtime` en secondes depuis 1970 ; 0 si le serveur ne le dit pas. `mode` : celui d'Unix."""

    size: int
    mode: int
    mtime: int


def init() -> bytes:
    return struct.pack(">IBI", 5, INIT, 3)


def request(kind: int, ident: int, body: bytes, more: int = 0) -> bytes:
    """`more` : octets qui suivront, écrits à part pour ne pas les recopier."""
    return _HEAD.pack(5 + len(body) + more, kind, ident) + body


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _U32.pack(len(raw)) + raw


def open_body(path: str) -> bytes:
    """Écrire, créer s'il le faut, sans rien effacer ; droits laissés au serveur."""
    return text(path) + struct.pack(">II", WRITE_CREATE, 0)


def read_open_body(path: str) -> bytes:
    return text(path) + struct.pack(">II", READ_ONLY, 0)


def span_body(handle: bytes, offset: int, size: int) -> bytes:
    """Le morceau à lire, ou ce qui précède les octets à écrire."""
    return b"".join((_U32.pack(len(handle)), handle, _U64.pack(offset), _U32.pack(size)))


class Parser:
    """Découpe ce qui arrive en réponses, quel que soit le découpage du réseau."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Lève `WireError`."""
        held = self._held
        held += data
        start = 0
        try:
            while len(held) - start >= 4:
                (length,) = _U32.unpack_from(held, start)
                if not 1 <= length <= LONGEST:
                    raise WireError(f"réponse de {length} octets")
                if len(held) - start < 4 + length:
                    break
                yield Answer(held[start + 4], bytes(held[start + 5 : start + 4 + length]))
                start += 4 + length
        finally:
            del held[:start]


def ident(answer: Answer) -> int:
    return int(_read(_U32, answer.body, 0))


def extensions(answer: Answer) -> dict[str, bytes]:
    """Ce que le serveur sait faire en plus, dit à l'ouverture."""
    found, place = {}, 4
    while place < len(answer.body):
        name, place = _text(answer.body, place)
        data, place = _text(answer.body, place)
        found[name.decode(errors="replace")] = data
    return found


def check(answer: Answer) -> None:
    """Lève `StatusError` si la réponse est un refus."""
    if answer.kind == STATUS:
        code = int(_read(_U32, answer.body, 4))
        if code != OK:
            message = _text(answer.body, 8)[0] if len(answer.body) >= 12 else b""
            raise StatusError(code, message.decode(errors="replace"))


def handle(answer: Answer) -> bytes:
    _expect(answer, HANDLE)
    return _text(answer.body, 4)[0]


def attrs(answer: Answer) -> Attrs:
    _expect(answer, ATTRS)
    return _attrs(answer.body, 4)[0]


def names(answer: Answer) -> list[tuple[str, Attrs]]:
    """Un nom qui n'est pas de l'UTF-8 se garde, à ses octets près."""
    _expect(answer, NAME)
    found, place = [], 8
    for _ in range(int(_read(_U32, answer.body, 4))):
        name, place = _text(answer.body, place)
        _long, place = _text(answer.body, place)
        about, place = _attrs(answer.body, place)
        found.append((name.decode(errors="surrogateescape"), about))
    return found


def data(answer: Answer) -> bytes:
    _expect(answer, DATA)
    return _text(answer.body, 4)[0]


def numbers(answer: Answer, count: int) -> tuple[int, ...]:
    """Les premiers entiers de 64 bits d'une réponse étendue."""
    _expect(answer, EXTENDED_REPLY)
    return tuple(int(_read(_U64, answer.body, 4 + 8 * rank)) for rank in range(count))


def _expect(answer: Answer, kind: int) -> None:
    check(answer)
    if answer.kind != kind:
        raise WireError(f"réponse {answer.kind} au lieu de {kind}")


def _text(body: bytes, place: int) -> tuple[bytes, int]:
    end = place + 4 + int(_read(_U32, body, place))
    if end > len(body):
        raise WireError("texte coupé")
    return body[place + 4 : end], end


def _attrs(body: bytes, place: int) -> tuple[Attrs, int]:
    flags, size, mode, mtime = int(_read(_U32, body, place)), 0, 0, 0
    place += 4
    if flags & 0x1:
        size, place = int(_read(_U64, body, place)), place + 8
    if flags & 0x2:
        place += 8
    if flags & 0x4:
        mode, place = int(_read(_U32, body, place)), place + 4
    if flags & 0x8:
        mtime, place = int(_read(_U32, body, place + 4)), place + 8
    if flags & 0x80000000:
        count, place = int(_read(_U32, body, place)), place + 4
        for _ in range(2 * count):
            _skipped, place = _text(body, place)
    return Attrs(size, mode, mtime), place


def _read(shape: struct.Struct, body: bytes, place: int) -> int:
    try:
        (value,) = shape.unpack_from(body, place)
    except struct.error as error:
        raise WireError("réponse coupée") from error
    return int(value)
