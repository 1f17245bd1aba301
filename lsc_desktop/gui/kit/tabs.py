"""Des onglets qui ne se repeignent pas en entier pour un mot qui change dans l'un d'eux."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QTabWidget
from shiboken6 import isValid


class _Calm(QObject):
    """Retient les demandes de mise en page auxquelles ce jeu d'onglets n'a rien à changer.

    Une étiquette dont le texte change prévient ses parents que sa taille a pu changer. `QTabWidget`
    y répond en repeignant toute la page ouverte : un tableau de cent cellules, pour un total.
    """

    def __init__(self, tabs: QTabWidget) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._answered: tuple[QSize, ...] = ()
        tabs.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        # Une fiche qui se ferme reçoit encore des demandes, à demi défaite.
        if event.type() != QEvent.Type.LayoutRequest or not isValid(self._tabs):
            return False
        tabs = self._tabs
        wanted = (tabs.sizeHint(), tabs.minimumSizeHint(), tabs.tabBar().sizeHint())
        same, self._answered = wanted == self._answered, wanted
        return same


def calm(tabs: QTabWidget) -> None:
    """Rend calme ce jeu d'onglets."""
    _Calm(tabs)
