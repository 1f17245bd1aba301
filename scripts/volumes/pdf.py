"""Un vrai PDF d'une page, en six cents octets : de quoi remplir une base sans la gonfler."""

from collections.abc import Sequence

_TETE = b"%PDF-1.4\n"
_CORPS = (
    b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>\nendobj\n",
    b"5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\nendobj\n",
)
_FIXE = _TETE + b"".join(_CORPS)
_PLACES = [len(_TETE) + sum(map(len, _CORPS[:rank])) for rank in range(len(_CORPS))]


def page(lignes: Sequence[str]) -> bytes:
    """Une page de ces lignes ; deux textes différents font deux fichiers différents."""
    text = ")'(".join(map(_protege, lignes))
    content = b"BT/F 11 Tf 14 TL 60 780 Td(" + text.encode("cp1252", errors="replace") + b")' ET"
    stream = b"4 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(content), content)
    one, two, three, five = _PLACES
    places = (one, two, three, len(_FIXE), five)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(_FIXE) + len(stream)
    end = b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return b"".join((_FIXE, stream, b"xref\n0 6\n0000000000 65535 f \n", table, end))


def _protege(ligne: str) -> str:
    return ligne.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
