"""Le ramasse-miettes de Python ne passe que dans le fil graphique.

Il détruit les objets où il se trouve : un widget oublié, détruit depuis un fil de travail, fait
tomber Qt. On coupe son passage automatique et on l'appelle d'ici, quand la fenêtre respire.
"""

import gc

from PySide6.QtCore import QObject, QTimer

PAUSE = 1000  # ms entre deux regards


class Collector(QObject):
    """À créer une fois, dans le fil graphique ; rend la main à Python quand il disparaît."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Passe là où Python serait passé, de la génération la plus ancienne qui le demande."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()
