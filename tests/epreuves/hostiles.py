"""Des fichiers faits pour nuire : démesurés, tronqués, mal codés, piégés."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

ENTETE = "Code;Nom;Prénom;Lot;Date d'entrée;Compte;Dépôt de garantie\r\n"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"/>'
)
_LIENS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
_CLASSEUR = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Locataires" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_DEBUT = (
    '<?xml version="1.0"?>{dtd}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>'
)
_TITRES = "".join(
    f'<c t="inlineStr"><is><t>{titre}</t></is></c>' for titre in ("Nom", "Lot", "Date d'entrée")
)


def un_xlsx(
    path: Path, feuille: bytes | str = "", dtd: str = "", pli: int = zipfile.ZIP_DEFLATED
) -> Path:
    """Un classeur d'une feuille dont on écrit le XML à la main ; `pli` : sa compression."""
    sheet = feuille or f"{_DEBUT.format(dtd=dtd)}<row>{_TITRES}</row></sheetData></worksheet>"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": _CLASSEUR,
        "xl/_rels/workbook.xml.rels": _LIENS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", pli) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def feuille(lignes: str, dtd: str = "") -> str:
    """Le XML d'une feuille : des titres, puis ces lignes."""
    return f"{_DEBUT.format(dtd=dtd)}<row>{_TITRES}</row>{lignes}</sheetData></worksheet>"


def _gros_csv(path: Path) -> None:
    """200 Mo, sans les écrire tous : un trou dans un fichier pèse son poids."""
    with path.open("wb") as file:
        file.write(ENTETE.encode())
        file.truncate(200 * 1024 * 1024)


def _bombe(path: Path) -> None:
    """Quelques centaines de Ko qui se déplient en 200 Mo."""
    un_xlsx(path, b" " * (200 * 1024 * 1024))


def _rires(path: Path) -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    un_xlsx(path, feuille("<row><c><v>&l9;</v></c></row>", f"<!DOCTYPE x [{lol}]>"))


def _externe(path: Path) -> None:
    dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    un_xlsx(path, feuille("<row><c><v>&e;</v></c></row>", dtd))


def _millions(path: Path) -> None:
    path.write_text(ENTETE + ";" * 1_000_000 + "\r\n", encoding="utf-8")


def _millions_xlsx(path: Path) -> None:
    cells = '<c t="inlineStr"><is><t>x</t></is></c>' * 1_000_000
    un_xlsx(path, feuille(f"<row>{cells}</row>"), pli=0)


def _lointaines(path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 150_000))
    un_xlsx(path, feuille(rows))


def _cellule(path: Path) -> None:
    path.write_text(ENTETE + '"' + "x" * 10_000_000 + '"\r\n', encoding="utf-8")


def _cellule_xlsx(path: Path) -> None:
    un_xlsx(path, feuille(f"<row><c t='inlineStr'><is><t>{'x' * 10**7}</t></is></c></row>"))


def _attribut(path: Path) -> None:
    un_xlsx(path, feuille(f'<row><c t="{"x" * 2 * 10**7}"><v>1</v></c></row>'), pli=0)


def _profond(path: Path) -> None:
    un_xlsx(path, feuille("<c>" * 200_000))


def _tronque(path: Path) -> None:
    un_xlsx(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _faux_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 ce n'est pas un classeur")


def _lien(path: Path) -> None:
    """Une entrée qui se dit lien symbolique, et des noms qui sortent du dossier."""
    un_xlsx(path)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("xl/../../../../tmp/lsc-evade")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")


def _menteur(path: Path) -> None:
    """La table du zip annonce une petite entrée ; elle en contient une grande."""
    un_xlsx(path, feuille("<row/>" * 200_000))
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 100)
    path.write_bytes(bytes(content))


def _entrees(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for rank in range(65_000):
            archive.writestr(f"xl/{rank}", b"")


def _serie(path: Path) -> None:
    values = ("1e400", "NaN", "-1e400", "999999999", "0", "2958466", "1e-400")
    rows = "".join(
        f'<row><c t="inlineStr"><is><t>N{v}</t></is></c><c><v>{v}</v></c><c s="9"><v>{v}</v></c>'
        "</row>"
        for v in values
    )
    un_xlsx(path, feuille(rows))


def _formule(path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>DURAND</t></is></c><c><f>A1</f></c></row>'
        '<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    un_xlsx(path, feuille(rows))


def _csv(*lignes: str, codage: str = "utf-8") -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes((ENTETE + "".join(f"{one}\r\n" for one in lignes)).encode(codage))

    return write


def _octets(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


FICHIERS: dict[str, Callable[[Path], object]] = {
    "200 Mo.csv": _gros_csv,
    "bombe.xlsx": _bombe,
    "rires.xlsx": _rires,
    "externe.xlsx": _externe,
    "un million de colonnes.csv": _millions,
    "un million de colonnes.xlsx": _millions_xlsx,
    "colonnes lointaines.xlsx": _lointaines,
    "cellule de 10 Mo.csv": _cellule,
    "cellule de 10 Mo.xlsx": _cellule_xlsx,
    "attribut de 20 Mo.xlsx": _attribut,
    "imbriqué.xlsx": _profond,
    "tronqué.xlsx": _tronque,
    "pas un zip.xlsx": _faux_zip,
    "lien.xlsx": _lien,
    "menteur.xlsx": _menteur,
    "65 000 entrées.xlsx": _entrees,
    "nombres impossibles.xlsx": _serie,
    "formules.xlsx": _formule,
    "nul.csv": _csv("L1;DUR\0AND;;X;;;"),
    "utf-16 sans marque.csv": _csv("L1;DÜRAND;;X;01/01/2020;;", codage="utf-16-le"),
    "utf-16.csv": _csv("L1;DÜRAND;;X;01/01/2020;;", codage="utf-16"),
    "windows.csv": _csv("L1;DÜRAND;;X;01/01/2020;;12 €", codage="cp1252"),
    "ni l'un ni l'autre.csv": _octets(ENTETE.encode() + b"L1;DUR\x81\xff\x8d;;;;;\r\n"),
    "guillemet ouvert.csv": _octets(ENTETE.encode() + b'L1;"DURAND;;;;;\r\n' * 50_000),
    "commandes.csv": _csv("L1;DUR\x07AND;;X;;;", "L2;DUR\u202eAND;;X;;;", "L3;\u200bZ;;X;;;"),
    "montants.csv": _csv(
        *(f"L{i};N{i};;X;{d};;{m}" for i, (d, m) in enumerate(
            (("01/01/1900", "1e400"), ("31/12/9999", "NaN"), ("00/00/0000", "inf"),
             ("31/02/2020", "1,2,3,4"), ("99999999", "٣٤"), ("1", "=1+1"))
        ))
    ),
    "vide.csv": _octets(b""),
    "rien.csv": _octets(b"\r\n" * 1000),
    "pdf.csv": _octets(b"%PDF-1.7\n" + bytes(range(256)) * 40),
    "ancien.xls": _octets(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096),
    "que des points-virgules.csv": _octets(b";" * 5_000_000),
    "que des guillemets.csv": _octets(b'"' * 5_000_000),
    "autre archive.xlsx": lambda path: zipfile.ZipFile(path, "w").writestr("lisez-moi.txt", "x"),
}  # fmt: skip
