"""Une photo d'immeuble, montrée dans sa fiche."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from lsc_desktop.base.errors import GoneError
from lsc_desktop.gui.kit.boards import Board
from lsc_desktop.gui.kit.picture import Picture
from lsc_desktop.queries.photos import contenu_photo


class PhotoView(Board):
    """L'image entière, à la taille de sa place."""

    asks = frozenset({"photo_id"})

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.picture = Picture()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.picture)

    def reread(self) -> None:
        try:
            shown = self.shell.read(contenu_photo, self.params["photo_id"])
        except GoneError as error:
            self.picture.show_text(error.title)
            return
        if not self.picture.show_image(shown.contenu, shown.titre):
            self.picture.show_text(f"« {shown.nom} » ne se montre pas ici.")

    def stale(self) -> bool:
        """Jamais d'elle-même : elle pèserait trop à relire toutes les trois secondes."""
        return False
