"""Un tour des services système : le meneur seul fait ce qui est dû ; ni minuterie, ni écran.

La fenêtre (`jobs/scheduler.py`) et `lsc service` (`app/service.py`) l'appellent chaque minute.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.jobs.horaire import Suivi, a_l_heure, empeche, sur_demande
from lsc_desktop.jobs.meneur import Candidat
from lsc_desktop.queries.services_systeme import registre
from lsc_desktop.queries.services_systeme.etat import passages_en_cours, va_mal
from lsc_desktop.services import passages, services_systeme
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
CESSION = 300.0  # secondes laissées aux autres postes pour faire ce que celui-ci ne peut pas


@dataclass
class Moteur:
    """`contexte()` dit qui et quand, à chaque tour. `suivi.arreter()` arrête entre deux services,
    et entre deux éléments d'un service. `manques` : ce qui a manqué ici sans pouvoir se noter
    (disque plein), par service."""

    db: Database
    contexte: Callable[[], Contexte]
    candidat: Candidat
    suivi: Suivi = field(default_factory=Suivi)
    manques: dict[str, UserError] = field(default_factory=dict)
    _locks: dict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))
    _tidied: date | None = None
    _ceded: set[tuple[str, date]] = field(default_factory=set)

    def passer(self) -> bool:
        """Fait ce qui est dû ; faux si une autre session mène. Un service qui manque n'arrête pas
        les autres : il l'a noté, et le dira. Lève `UserError` si la base est hors d'atteinte."""
        if not self.candidat.tient() and not self.candidat.prendre():
            self.manques.clear()
            return False
        for service in registre.SERVICES:
            if not self.candidat.tient():
                return False
            if self.suivi.arreter():
                return True
            if self._ceder(service):
                return False
            self._faire(service)
        self._ranger()
        return True

    def lancer(self, service: registre.Service) -> str:
        """« Lancer maintenant », meneur ou non ; rend le compte rendu. Lève `UserError`."""
        with self._locks[service.nom]:
            said = sur_demande(self.db, self.contexte(), service, self.suivi)
        self.manques.pop(service.nom, None)
        return said

    def occupe(self, service: registre.Service) -> bool:
        """Cette session s'en charge en ce moment."""
        return self._locks[service.nom].locked()

    def _ceder(self, service: registre.Service) -> bool:
        """Ce poste n'a pas de quoi faire ce qui est dû : il laisse mener un autre, qui l'aura
        peut-être. Une fois par jour : si personne ne l'a, celui-ci le tente et dit ce qui manque.
        """
        ctx = self.contexte()
        once = (service.nom, ctx.maintenant.date())
        if once in self._ceded:
            return False
        lacking = empeche(self.db, ctx, service)
        if not lacking:
            return False
        log.info("%s laissé à un autre poste : %s", service.nom, lacking)
        self._ceded = {held for held in self._ceded if held[1] == once[1]} | {once}
        self.candidat.ceder(CESSION)
        return True

    def _faire(self, service: registre.Service) -> None:
        lock = self._locks[service.nom]
        if not lock.acquire(blocking=False):  # lancé à la main, ici même
            return
        try:
            said = a_l_heure(self.db, self.contexte(), service, self.suivi)
        except UserError as error:
            log.warning("%s manqué : %s", service.nom, error.title)
            if self._note(service):
                self.manques.pop(service.nom, None)
            else:
                self.manques[service.nom] = error
        else:
            if said is not None:
                log.info("%s fait", service.nom)
                self.manques.pop(service.nom, None)
        finally:
            lock.release()

    def _note(self, service: registre.Service) -> bool:
        """L'échec est écrit : tous le sauront."""
        try:
            with self.db.read() as session:
                return va_mal(session, service.nom)
        except UserError:
            return False

    def _ranger(self) -> None:
        """Ce que des programmes tués ont laissé en cours et, une fois par jour, ce qui est vieux
        d'un an : une écriture seulement s'il y a lieu."""
        ctx = self.contexte()
        with self.db.read() as session:
            dead = [p for p, bail in passages_en_cours(session) if not bail.reste(passages.BAIL)]
        day = ctx.maintenant.date()
        if not dead and day == self._tidied:
            return
        with self.db.write(ctx.utilisateur) as session:
            missed = passages.ranger(session, ctx)
            advice = "Le journal des passages dit quand ; il se refera à son heure."
            for service in registre.SERVICES:
                if service.nom in missed:
                    services_systeme.dire_manque(session, service, passages.COUPE, advice, ctx)
            services_systeme.oublier(session, ctx)
        self._tidied = day
