"""Les fils et les minuteries : ici seulement. Ce qu'il faut faire est dit ailleurs, en fonctions.

APScheduler n'est qu'un métronome, une fois par minute : ses propres horaires se répètent le jour du
changement d'heure, et laissent tomber ce qui est en retard d'une seconde.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.sauvegardes import taille_lisible
from lsc_desktop.jobs.horaire import run_due
from lsc_desktop.jobs.sauvegarde import sauvegarder
from lsc_desktop.queries.sauvegardes import derniere_bonne, load_reglage
from lsc_desktop.services.sauvegardes import Copiee
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
Niveau = Literal["calme", "travail", "alerte"]
FIRST = 20.0  # secondes après l'ouverture : le démarrage est passé
EVERY = 60.0
JUMP = 300.0  # secondes dont l'horloge du poste saute sans qu'on le remarque


@dataclass
class Notices:
    """Ce que le programme dit de son travail de fond, depuis n'importe quel fil.

    `state(texte, niveau)` : la barre d'état. `told(phrase)` : ce qui vient d'être fait.
    `failed(erreur)` : seulement quand ce qui allait ne va plus.
    """

    state: Callable[[str, Niveau], None] = lambda text, niveau: None
    told: Callable[[str], None] = lambda text: None
    failed: Callable[[UserError], None] = lambda error: None


@dataclass
class Scheduler:
    """Les services d'une fenêtre. `contexte()` dit qui et quand, à chaque passage."""

    db: Database
    contexte: Callable[[], Contexte]
    notices: Notices
    _engine: Any = None
    _one: threading.Lock = field(default_factory=threading.Lock)
    _timer: threading.Timer | None = None
    _copying: threading.Thread | None = None
    _leaving: threading.Event = field(default_factory=threading.Event)
    _well: bool = True
    _drift: float | None = None

    def start(self, first: float = FIRST, every: float = EVERY) -> None:
        """Commence, `first` secondes plus tard ; APScheduler ne se charge qu'alors."""
        self._timer = threading.Timer(first, self._begin, (every,))
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """S'arrête : une copie en train est abandonnée, son contrôle se finit."""
        self._leaving.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._engine is not None:
            self._engine.shutdown(wait=True)
            self._engine = None
        if self._copying is not None:
            self._copying.join()

    def ask(self) -> None:
        """« Sauvegarder maintenant » : dans un fil à part, et on dit le résultat."""
        self._copying = threading.Thread(target=self._asked, name="sauvegarde")
        self._copying.start()

    def _begin(self, every: float) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        engine = BackgroundScheduler(timezone=UTC)
        # La classe, non son nom, que l'exécutable figé ne saurait pas retrouver.
        engine.add_job(
            self.tick, IntervalTrigger(seconds=every, timezone=UTC),
            next_run_time=datetime.now(UTC), max_instances=1, coalesce=True,
            misfire_grace_time=None,
        )  # fmt: skip
        self._engine = engine
        engine.start()

    def tick(self) -> None:
        """Fait ce qui est dû ; rien d'inattendu ne sort d'ici."""
        self._watch_clock()
        if not self._one.acquire(blocking=False):
            return
        try:
            done = run_due(self.db, self.contexte(), suivi=self._percent)
            if done is not None:
                self._succeeded(done)
            elif self._well:
                self.rest()
        except UserError as error:
            self._failed(error)
        except Exception:
            log.exception("tâche de fond")
            self._failed(
                UserError(
                    "La sauvegarde a rencontré un incident.",
                    "Faites-en une par « Sauvegarder maintenant », et envoyez le journal du "
                    "programme à l'assistance.",
                )
            )
        finally:
            self._one.release()

    def rest(self) -> None:
        """L'état calme : de quand est la dernière copie vérifiée."""
        with self.db.read() as session:
            last, active = derniere_bonne(session), load_reglage(session).active
        if last is not None:
            self.notices.state(f"Sauvegardé le {last:%d/%m à %H:%M}", "calme")
        elif active:
            self.notices.state("Aucune sauvegarde encore", "calme")
        else:
            self.notices.state("Sauvegardes arrêtées", "alerte")

    def _asked(self) -> None:
        try:
            with self._one:
                done = sauvegarder(self.db, self.contexte(), "menu", suivi=self._percent)
            self._succeeded(done)
            self.notices.told(f"Copie vérifiée : {done.chemin} ({taille_lisible(done.taille)}).")
        except UserError as error:
            self._well = True  # demandée : on répond toujours
            self._failed(error)
        except Exception:
            log.exception("sauvegarde demandée")
            self._well = True
            self._failed(UserError("La sauvegarde a rencontré un incident.", "Recommencez."))

    def _percent(self, percent: int) -> None:
        if self._leaving.is_set():
            raise TemporaryError(
                "La copie s'est arrêtée avec le programme.",
                "Elle se fera à la prochaine ouverture.",
            )
        doing = f"Sauvegarde… {percent} %" if percent < 100 else "Vérification de la copie…"
        self.notices.state(doing, "travail")

    def _succeeded(self, done: Copiee) -> None:
        if not self._well:
            self.notices.told("La sauvegarde est de nouveau faite.")
        self._well = True
        self.rest()

    def _failed(self, error: UserError) -> None:
        log.warning("sauvegarde manquée : %s", error.title)
        if self._leaving.is_set():
            return
        self.notices.state("Sauvegarde manquée", "alerte")
        if self._well:
            self._well = False
            self.notices.failed(error)

    def _watch_clock(self) -> None:
        """Une horloge qui saute fausse les dates : on le note au journal, une fois par saut."""
        drift = time.time() - time.monotonic()
        if self._drift is not None and abs(drift - self._drift) > JUMP:
            jump = timedelta(seconds=round(drift - self._drift))
            log.warning("l'horloge du poste a sauté de %s", jump)
            self.notices.told("L'horloge de ce poste a changé : vérifiez la date et l'heure.")
        self._drift = drift
