"""Ce qu'on dépose, lu morceau par morceau, son empreinte comptée en passant."""

import hashlib
from pathlib import Path
from typing import BinaryIO, Self

PIECE = 256 * 1024  # octets lus et envoyés d'un coup


class SourceError(Exception):
    """Le fichier ne se lit pas, ou n'est plus celui qu'on a annoncé ; `why` : en quoi."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


class Source:
    """Un fichier ouvert au premier morceau. Les méthodes bloquent : jouées dans un fil à part.

    Lève `SourceError` ; sans `why`, c'est que le contenu a changé.
    """

    def __init__(self, path: Path, size: int, sha256: str) -> None:
        self.path, self._size, self.sha256 = path, size, sha256
        self._file: BinaryIO | None = None
        self._read, self._hash = 0, hashlib.sha256()
        self._first: bytes | SourceError | None = None

    def piece(self, start: int = 0) -> bytes:
        """Le morceau suivant ; ce qui précède `start` n'est lu que pour l'empreinte.

        Le dernier morceau n'est rendu que si tout le fichier est bien celui qu'on a annoncé.
        """
        try:
            while self._read < start:
                self._next(min(PIECE, start - self._read))
            data = self._next(min(PIECE, self._size - self._read))
            if self._read == self._size:
                self._finish()
            return data
        except OSError as error:
            raise SourceError(_reason(error)) from error

    def preload(self) -> None:
        """Lit d'avance le premier morceau ; s'il ne se lit pas, `at_hand` le dira."""
        try:
            self._first = self.piece()
        except SourceError as error:
            self._first = error

    def at_hand(self, start: int) -> bytes | None:
        """Le morceau de cet octet s'il est déjà lu, une seule fois ; ne bloque pas."""
        first, self._first = self._first, None
        if isinstance(first, SourceError):
            raise first
        return first if start == 0 else None

    def close(self) -> None:
        self._first = None
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _next(self, count: int) -> bytes:
        if self._file is None:
            self._file = self.path.open("rb", buffering=0)
        data = self._file.read(count) or b""
        while len(data) < count:
            more = self._file.read(count - len(data))
            if not more:
                raise SourceError
            data += more
        self._read += count
        self._hash.update(data)
        return data

    def _finish(self) -> None:
        assert self._file is not None
        if self._file.read(1) or self._hash.hexdigest() != self.sha256:
            raise SourceError
        self._file.close()


class Held(Source):
    """Un contenu déjà en mémoire, tel le manifeste."""

    def __init__(self, content: bytes) -> None:
        super().__init__(Path(), len(content), hashlib.sha256(content).hexdigest())
        self._content = content

    def piece(self, start: int = 0) -> bytes:
        begin = max(start, self._read)
        self._read = min(begin + PIECE, self._size)
        return self._content[begin : self._read]


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "il n'est plus là"
    if isinstance(error, PermissionError):
        return "l'accès en est refusé"
    return error.strerror or "le disque ne répond pas"
