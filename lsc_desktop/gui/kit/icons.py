"""Les icônes : le jeu Material Design de QtAwesome, teint par la palette au moment de peindre.

La police et sa table sont lues sans importer QtAwesome, qui coûte 0,35 s au démarrage.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from lsc_desktop.gui.kit import style


class _Glyph(QIconEngine):
    """Un caractère de la police, de la couleur `role` du thème courant."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> "_Glyph":
        return _Glyph(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(_family())
        font.setPixelSize(max(1, rect.height()))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._color(mode))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _letter(self._name))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def _color(self, mode: QIcon.Mode) -> QColor:
        return style.color("disabled" if mode == QIcon.Mode.Disabled else self._role)


@cache
def icon(name: str, role: str = "muted") -> QIcon:
    """L'icône « mdi6.home », de la couleur du thème nommée `role`."""
    glyph = name.removeprefix("mdi6.")
    _letter(glyph)
    return QIcon(_Glyph(glyph, role))


@cache
def _letter(glyph: str) -> str:
    """Le caractère d'une icône, lu dans la table sans la dérouler toute : elle en a sept mille."""
    found = re.search(rf'"{re.escape(glyph)}"\s*:\s*"(?:0x)?([0-9a-fA-F]+)"', _table())
    if found is None:
        raise ValueError(f"icône inconnue : {glyph}")
    return chr(int(found[1], 16))


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_file("ttf")))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _table() -> str:
    return _file("json").read_text(encoding="utf-8")


def _file(suffix: str) -> Path:
    spec = find_spec("qtawesome")
    assert spec is not None and spec.origin is not None
    return next((Path(spec.origin).parent / "fonts").glob(f"materialdesignicons6*.{suffix}"))
