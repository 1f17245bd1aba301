"""Un texte riche dans un document de Qt, et retour : rien que ce que `domain.textes` sait dire."""

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
)

from lsc_desktop.domain.textes.balisage import (
    Alignement,
    Morceau,
    Paragraphe,
    alleger,
    analyser,
    assembler,
)

BREAK = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
NO_BREAK = QTextFormat.PageBreakFlag.PageBreak_Auto
BOLD_FROM = 600  # graisse à partir de laquelle un texte collé est du gras
BEFORE_PAGE = 14.0  # blanc où se dessine un saut de page, en pixels
ALIGNMENTS = {
    Alignement.GAUCHE: Qt.AlignmentFlag.AlignLeft,
    Alignement.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Alignement.DROITE: Qt.AlignmentFlag.AlignRight,
    Alignement.JUSTIFIE: Qt.AlignmentFlag.AlignJustify,
}
_RETURNS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffc]")  # signes de commande, place d'une image


# --- Montrer ------------------------------------------------------------------------------------


def show(document: QTextDocument, texte: str) -> None:
    """Remplace tout le document ; rien de cela ne s'annule."""
    document.clear()
    insert(QTextCursor(document), analyser(_RETURNS.sub("\n", texte)))
    document.clearUndoRedoStacks()
    document.setModified(False)


def insert(cursor: QTextCursor, paragraphes: Iterable[Paragraphe]) -> None:
    """Met ces paragraphes à la place de ce qui est choisi ; le premier continue la ligne."""
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    bullets: QTextList | None = None
    for rank, paragraphe in enumerate(paragraphes):
        if rank:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        if rank or not cursor.block().text():
            cursor.setBlockFormat(_block_format(paragraphe))
        if not paragraphe.puce:
            bullets = None
        elif bullets is None:
            bullets = cursor.createList(QTextListFormat.Style.ListDisc)
        else:
            bullets.add(cursor.block())
        for morceau in paragraphe.morceaux:
            cursor.insertText(morceau.texte, char_format(morceau))
    cursor.endEditBlock()


def char_format(morceau: Morceau) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontWeight(QFont.Weight.Bold if morceau.gras else QFont.Weight.Normal)
    made.setFontItalic(morceau.italique)
    made.setFontUnderline(morceau.souligne)
    return made


def _block_format(paragraphe: Paragraphe) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setAlignment(ALIGNMENTS[paragraphe.alignement])
    set_page(made, paragraphe.page)
    return made


def set_page(block: QTextBlockFormat, page: bool) -> None:
    """Ce paragraphe commence une page, ou non."""
    block.setPageBreakPolicy(BREAK if page else NO_BREAK)
    block.setTopMargin(BEFORE_PAGE if page else 0.0)


def starts_page(block: QTextBlock) -> bool:
    return bool(block.blockFormat().pageBreakPolicy() & BREAK)


# --- Lire ---------------------------------------------------------------------------------------


def read(document: QTextDocument) -> tuple[Paragraphe, ...]:
    """Ce que le document dit, sans rien de ce que Qt y ajoute."""
    return tuple(_paragraph(block) for block in blocks(document))


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _paragraph(block: QTextBlock) -> Paragraphe:
    return Paragraphe(
        assembler(_pieces(block)),
        alignment_of(block),
        puce=block.textList() is not None,
        page=starts_page(block),
    )


def alignment_of(block: QTextBlock) -> Alignement:
    flag = block.blockFormat().alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
    return next((name for name, known in ALIGNMENTS.items() if flag == known), Alignement.GAUCHE)


def _pieces(block: QTextBlock) -> Iterator[Morceau]:
    place = block.begin()
    while not place.atEnd():
        fragment = place.fragment()
        text = _UNSEEN.sub("", _RETURNS.sub(" ", fragment.text()))
        shape = fragment.charFormat()
        yield Morceau(
            text,
            gras=shape.fontWeight() >= BOLD_FROM,
            italique=shape.fontItalic(),
            souligne=shape.fontUnderline(),
        )
        place += 1


def pasted(html: str) -> tuple[Paragraphe, ...]:
    """Ce qu'on garde d'un texte mis en forme ailleurs : ses mots, son gras, son italique."""
    apart = QTextDocument()
    apart.setHtml(html)
    return alleger(read(apart))
