"""« Interrompre » : une publication s'arrête à la demande de n'importe quel poste."""

import logging
from dataclasses import dataclass, field
from time import monotonic

from lsc_desktop.base.errors import UserError
from lsc_desktop.queries.publications.registre import trouver_cible
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
LOOK = 1.0  # secondes entre deux regards


@dataclass
class ArretDemande:
    """Appelé, il dit si l'arrêt est demandé : la base le sait."""

    db: Database
    cible_id: int
    _said: bool = False
    _next: float = field(default_factory=monotonic)

    def __call__(self) -> bool:
        if not self._said and monotonic() >= self._next:
            self._next = monotonic() + LOOK
            try:
                with self.db.read() as session:
                    self._said = bool(trouver_cible(session, self.cible_id).arret_demande)
            except UserError as error:
                log.info("arrêt demandé, non lu : %s", error.title)
        return self._said
