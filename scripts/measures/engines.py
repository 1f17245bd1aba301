"""Les autres moteurs de PDF : la même page, avec les mêmes polices, par leurs voies ordinaires."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape

from lsc_desktop.base.paths import RESOURCES
from measures.common import module
from measures.pages import Sheet

HEIGHT = 841.89
FONTS = {bold: RESOURCES / f"fonts/NotoSans-{bold}.ttf" for bold in ("Regular", "Bold")}
Engine = Callable[[Sheet], bytes]

TYPST = """
#let sheet = json(bytes(sys.inputs.sheet))
#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(font: "Noto Sans", top-edge: "baseline", bottom-edge: "baseline")
#for b in sheet.bands {
  place(dx: b.at(0) * 1pt, dy: HEIGHT * 1pt - (b.at(1) + b.at(3)) * 1pt,
    rect(width: b.at(2) * 1pt, height: b.at(3) * 1pt, fill: luma(b.at(4) * 100%)))
}
#for r in sheet.rules {
  place(dx: r.at(0) * 1pt, dy: HEIGHT * 1pt - r.at(2) * 1pt,
    line(length: (r.at(1) - r.at(0)) * 1pt, stroke: r.at(3) * 1pt + luma(r.at(4) * 100%)))
}
#for t in sheet.texts {
  place(dx: t.at(0) * 1pt, dy: HEIGHT * 1pt - t.at(1) * 1pt,
    text(size: t.at(3) * 1pt, weight: if t.at(4) { "bold" } else { "regular" },
      fill: luma(t.at(5) * 100%), t.at(2)))
}
""".replace("HEIGHT", str(HEIGHT))


def reportlab_ttf() -> Engine:
    """ReportLab selon sa documentation : deux TTFont, `drawString`, ses réglages à lui."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name, path in FONTS.items():
        pdfmetrics.registerFont(TTFont(f"Temoin{name}", str(path)))

    def write(sheet: Sheet) -> bytes:
        with patch.object(rl_config, "useA85", 1), patch.object(rl_config, "pdfComments", 1):
            return draw(sheet)

    def draw(sheet: Sheet) -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(595.28, HEIGHT))
        for band in sheet.bands:
            canvas.setFillGray(band.shade)
            canvas.rect(band.x, band.y, band.width, band.height, stroke=0, fill=1)
        for rule in sheet.rules:
            canvas.setStrokeGray(rule.shade)
            canvas.setLineWidth(rule.weight)
            canvas.line(rule.x0, rule.y, rule.x1, rule.y)
        for text in sheet.texts:
            canvas.setFillGray(text.shade)
            canvas.setFont("TemoinBold" if text.bold else "TemoinRegular", text.size)
            canvas.drawString(text.x, text.y, text.content)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return write


def fpdf2(embedded: bool) -> Engine | None:
    """fpdf2, par `text` ; sans police incorporée, il n'a pas « € » et perd les noms étrangers."""
    fpdf = module("fpdf", "fpdf2")
    if fpdf is None:
        return None

    def write(sheet: Sheet) -> bytes:
        pdf = fpdf.FPDF(unit="pt", format="A4")
        pdf.add_page()
        if embedded:
            pdf.add_font("Noto", "", FONTS["Regular"])
            pdf.add_font("Noto", "B", FONTS["Bold"])
        family = "Noto" if embedded else "Helvetica"
        for band in sheet.bands:
            pdf.set_fill_color(round(band.shade * 255))
            pdf.rect(band.x, HEIGHT - band.y - band.height, band.width, band.height, "F")
        for rule in sheet.rules:
            pdf.set_draw_color(round(rule.shade * 255))
            pdf.set_line_width(rule.weight)
            pdf.line(rule.x0, HEIGHT - rule.y, rule.x1, HEIGHT - rule.y)
        for text in sheet.texts:
            pdf.set_text_color(round(text.shade * 255))
            pdf.set_font(family, "B" if text.bold else "", text.size)
            content = text.content if embedded else _latin(text.content)
            pdf.text(text.x, HEIGHT - text.y, content)
        return bytes(pdf.output())

    return write


def typst() -> Engine | None:
    """typst dans ce processus : un compilateur gardé, la page en données."""
    library = module("typst")
    if library is None:
        return None
    compiler = library.Compiler(font_paths=[str(RESOURCES / "fonts")], ignore_system_fonts=True)

    def write(sheet: Sheet) -> bytes:
        inputs = {"sheet": json.dumps(sheet._asdict())}
        content = compiler.compile(TYPST.encode(), format="pdf", sys_inputs=inputs)
        assert isinstance(content, bytes)
        return content

    return write


def libreoffice() -> Callable[[Sequence[Sheet]], None] | None:
    """LibreOffice Writer convertit un lot de documents d'une seule commande."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        module("libreoffice", "LibreOffice Writer")
        return None

    def convert(sheets: Sequence[Sheet]) -> None:
        with tempfile.TemporaryDirectory(prefix="lsc-mesure-") as name:
            folder = Path(name)
            for rank, sheet in enumerate(sheets):
                (folder / f"{rank}.fodt").write_text(_fodt(sheet), encoding="utf-8")
            sources = sorted(map(str, folder.glob("*.fodt")))
            subprocess.run(
                [program, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless",
                 "--convert-to", "pdf", "--outdir", name, *sources],
                check=True, capture_output=True,
            )  # fmt: skip
            made = len(list(folder.glob("*.pdf")))
            assert made == len(sheets), f"LibreOffice n'a fait que {made} documents"

    return convert


def _latin(text: str) -> str:
    return text.replace("€", "EUR").encode("latin-1", "replace").decode("latin-1")


def _fodt(sheet: Sheet) -> str:
    """La page en texte suivi : une ligne de tableau par ligne de texte qui a plusieurs colonnes."""
    lines: dict[int, list[Any]] = {}
    for text in sheet.texts:
        lines.setdefault(round(HEIGHT - text.y), []).append(text)
    body = []
    for _, texts in sorted(lines.items()):
        cells = [f"<text:p>{escape(t.content)}</text:p>" for t in sorted(texts)]
        if len(cells) < 4:
            body += cells
        else:
            row = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
            body.append(
                f'<table:table><table:table-column table:number-columns-repeated="{len(cells)}"/>'
                f"<table:table-row>{row}</table:table-row></table:table>"
            )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{names}office:1.0" '
        f'xmlns:text="{names}text:1.0" xmlns:table="{names}table:1.0" office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f"{''.join(body)}</office:text></office:body></office:document>"
    )
