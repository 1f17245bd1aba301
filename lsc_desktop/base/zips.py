"""Ce qu'un zip venu d'ailleurs, ou ce qu'il contient, peut lever tant qu'on le lit : à chaque
lecteur d'en faire sa phrase."""

import lzma
import struct
import zipfile
import zlib

ABIME: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, LookupError, OverflowError, MemoryError, struct.error, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
