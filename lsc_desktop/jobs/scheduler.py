"""Les fils et les minuteries d'une fenêtre : ici seulement. Ce qu'il faut faire est dit ailleurs.

APScheduler n'est qu'un métronome, une fois par minute : ses propres horaires se répètent le jour du
changement d'heure, et laissent tomber ce qui est en retard d'une seconde.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.services_systeme import MANQUE
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.meneur import Candidat
from lsc_desktop.jobs.moteur import Moteur
from lsc_desktop.queries.sauvegardes import derniere_bonne, load_reglage
from lsc_desktop.queries.services_systeme import registre
from lsc_desktop.queries.services_systeme.etat import dernier_message, messages_depuis, va_mal
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
    """Les services d'une fenêtre, qu'elle mène ou non. `contexte()` dit qui et quand, à chaque
    passage."""

    db: Database
    contexte: Callable[[], Contexte]
    notices: Notices
    moteur: Moteur = field(init=False)
    _engine: Any = None
    _timer: threading.Timer | None = None
    _asked: list[threading.Thread] = field(default_factory=list)
    _leaving: threading.Event = field(default_factory=threading.Event)
    _seen: int | None = None
    _told: set[str] = field(default_factory=set)
    _reached: bool = True
    _drift: float | None = None

    def __post_init__(self) -> None:
        token = f"{self.contexte().poste}|{os.getpid()}|{uuid4().hex}"
        follow = Suivi(lambda text: self.notices.state(text, "travail"), self._leaving.is_set)
        candidat = Candidat(self.db, self.contexte, token)
        self.moteur = Moteur(self.db, self.contexte, candidat, follow)

    def start(self, first: float = FIRST, every: float = EVERY) -> None:
        """Commence, `first` secondes plus tard ; APScheduler ne se charge qu'alors."""
        self._timer = threading.Timer(first, self._begin, (every,))
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        """S'arrête : une copie en train est abandonnée, son contrôle se finit ; un autre mène."""
        self._leaving.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._engine is not None:
            self._engine.shutdown(wait=True)
            self._engine = None
        for thread in self._asked:
            thread.join()
        self.moteur.candidat.stop()

    def ask(self) -> None:
        """« Sauvegarder maintenant »."""
        self.launch(registre.SAUVEGARDE.nom)

    def launch(self, nom: str) -> None:
        """« Lancer maintenant » : dans un fil à part, et on dit le résultat."""
        service = registre.service(nom)
        if self.moteur.occupe(service):
            self.notices.told(f"« {service.libelle} » est en cours : il se refera juste après.")
        thread = threading.Thread(target=self._launched, args=(service,), name=nom)
        self._asked.append(thread)
        thread.start()

    def _begin(self, every: float) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        self.moteur.candidat.start()
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
        """Fait ce qui est dû, si cette fenêtre mène, et dit ce qui a changé ; rien d'inattendu ne
        sort d'ici."""
        self._watch_clock()
        try:
            if self._seen is None:
                with self.db.read() as session:
                    self._seen = dernier_message(session)
            self.moteur.passer()
            self._announce()
            if not any(map(self.moteur.occupe, registre.SERVICES)):  # un travail dit où il en est
                self.rest()
            self._reached = True
        except UserError as error:
            log.warning("services système : %s", error.title)
            self._unreached(error)
        except Exception:
            log.exception("services système")
            title = "Les services système ont rencontré un incident."
            self._unreached(UserError(title, "Envoyez le journal du programme à l'assistance."))

    def rest(self) -> None:
        """L'état calme : de quand est la dernière copie vérifiée ; ou ce qui ne va plus."""
        with self.db.read() as session:
            last, active = derniere_bonne(session), load_reglage(session).active
            ill = [
                one.manque
                for one in registre.SERVICES
                if one.nom in self.moteur.manques or va_mal(session, one.nom)
            ]
        if ill:
            self.notices.state(", ".join(ill), "alerte")
        elif last is not None:
            self.notices.state(f"Sauvegardé le {last:%d/%m à %H:%M}", "calme")
        elif active:
            self.notices.state("Aucune sauvegarde encore", "calme")
        else:
            self.notices.state("Sauvegardes arrêtées", "alerte")

    def _announce(self) -> None:
        """Les messages laissés depuis, quelle que soit la session qui mène ; et ce qui a manqué ici
        sans pouvoir s'écrire (disque plein)."""
        if self._leaving.is_set():
            return
        with self.db.read() as session:
            news = messages_depuis(session, self._seen or 0, self.contexte().utilisateur)
            unsaid = {
                nom: error
                for nom, error in self.moteur.manques.items()
                if nom not in self._told and not va_mal(session, nom)
            }
        for one in news:
            self._seen = one.id
            if one.sorte == MANQUE:
                self.notices.failed(UserError(one.objet, one.texte))
            else:
                self.notices.told(one.objet)
        for error in unsaid.values():
            self.notices.failed(error)
        self._told = {*self._told, *unsaid} & set(self.moteur.manques)

    def _launched(self, service: registre.Service) -> None:
        try:
            self.notices.told(self.moteur.lancer(service))
        except UserError as error:
            log.warning("%s manqué : %s", service.nom, error.title)
            if not self._leaving.is_set():
                self.notices.failed(error)  # demandé : on répond toujours
        except Exception:
            log.exception("%s demandé", service.nom)
            title = f"« {service.libelle} » a rencontré un incident."
            self.notices.failed(UserError(title, "Recommencez."))
        self._calm()

    def _calm(self) -> None:
        """Le résultat vient d'être dit : son message ne le redira pas."""
        try:
            with self.db.read() as session:
                self._seen = dernier_message(session)
            self.rest()
        except UserError as error:
            log.info("état non lu : %s", error.title)

    def _unreached(self, error: UserError) -> None:
        """La base est hors d'atteinte : on le dit une fois."""
        if self._reached and not self._leaving.is_set():
            self.notices.failed(error)
        self._reached = False

    def _watch_clock(self) -> None:
        """Une horloge qui saute fausse les dates : on le note au journal, une fois par saut."""
        drift = time.time() - time.monotonic()
        if self._drift is not None and abs(drift - self._drift) > JUMP:
            jump = timedelta(seconds=round(drift - self._drift))
            log.warning("l'horloge du poste a sauté de %s", jump)
            self.notices.told("L'horloge de ce poste a changé : vérifiez la date et l'heure.")
        self._drift = drift
