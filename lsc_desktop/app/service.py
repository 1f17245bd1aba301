"""`lsc service` : les services système sans fenêtre, jour et nuit, sur la machine de la base.

Le même moteur que les fenêtres, sans Qt. Il passe avant elles : elles ferment le soir.
"""

import argparse
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from uuid import uuid4

from lsc_desktop.app import seance
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError

log = logging.getLogger(__name__)
EVERY = 60.0  # secondes entre deux tours
RETRY = 30.0  # base hors d'atteinte
STEP = 0.25  # secondes : ce qu'attend au plus un arrêt demandé


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--donnees", type=Path, help="le dossier des réglages, sinon celui de l'utilisateur"
    )
    group = parser.add_argument_group("installer")
    group.add_argument(
        "--installer",
        action="store_true",
        help="le fait tourner dès que la machine démarre (systemd, tâche de Windows)",
    )
    group.add_argument("--compte", default="", help="sous quel compte, sinon le vôtre")
    group.add_argument(
        "--sortie", type=Path, help="écrit le fichier dans ce dossier, et n'installe rien"
    )


def run(options: argparse.Namespace) -> int:
    """Tourne jusqu'à un arrêt demandé (SIGTERM, Ctrl+C), et rend 0.

    Sans mot de passe : le système le lance, sous un compte qui tient déjà la base. Une base hors
    d'atteinte s'attend ; lève `UserError` si elle n'est pas à la version du programme.
    """
    if options.donnees is not None:
        os.environ["LSC_DATA"] = str(options.donnees.resolve())
    if options.installer:
        from lsc_desktop.app.installation import installer

        return installer(options.compte, options.donnees, options.sortie)
    stop, told = Arret(), ""
    with stop.heard():
        while not stop.asked():
            try:
                with seance.ouverte() as acces:
                    told = ""
                    _Veille(acces, stop).serve()
            except TemporaryError as error:
                if error.title != told:
                    log.warning("lsc service : %s", error.title)
                    _say(f"{error.title} Nouvel essai toutes les {RETRY:.0f} secondes.")
                told = error.title
                stop.sleep(RETRY)
    return 0


@dataclass
class Arret:
    """L'arrêt demandé par le système. Le signal ne fait que lever un drapeau : un verrou pris dans
    son traitement pourrait l'être déjà par le fil qu'il interrompt."""

    _asked: bool = False

    def asked(self) -> bool:
        return self._asked

    def sleep(self, seconds: float) -> None:
        """Attend, ou moins si l'arrêt est demandé."""
        end = time.monotonic() + seconds
        while not self._asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(STEP, left))

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Le temps d'écouter les signaux ; les réglages d'avant reviennent ensuite."""
        names = ("SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP")  # SIGBREAK : Windows
        before = {
            number: signal.signal(number, self._raise_flag)
            for name in names
            if (number := getattr(signal, name, None)) is not None
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _raise_flag(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked = True


class _Veille:
    """Le moteur, un tour par minute."""

    def __init__(self, acces: seance.Acces, stop: Arret) -> None:
        from lsc_desktop.domain.services_systeme import SERVICE
        from lsc_desktop.jobs.horaire import Suivi
        from lsc_desktop.jobs.meneur import Candidat
        from lsc_desktop.jobs.moteur import Moteur

        self.acces, self.stop = acces, stop
        self._seance, self._day = uuid4().hex, date.min
        token = f"{acces.ctx.poste}|{os.getpid()}|{self._seance}"
        candidat = Candidat(acces.db, self.contexte, token, SERVICE)
        self.moteur = Moteur(acces.db, self.contexte, candidat, Suivi(arreter=stop.asked))
        self._said, self._well = "", True

    def contexte(self) -> Contexte:
        """Le jour de travail est celui du dernier tour : le service reste ouvert des mois."""
        day = self._day if self._day != date.min else self.acces.ctx.aujourd_hui
        return replace(
            self.acces.ctx, maintenant=datetime.now(), aujourd_hui=day, seance=self._seance
        )

    def serve(self) -> None:
        """Jusqu'à l'arrêt ; rend alors le bail. Lève `UserError` si la base a changé de version :
        le système relance le programme, à jour ou non."""
        candidat = self.moteur.candidat
        candidat.start()
        try:
            while not self.stop.asked():
                self._turn()
                self.stop.sleep(EVERY)
        finally:
            candidat.stop()
            self._tell("Arrêté.")

    def _turn(self) -> None:
        """Un tour ; une base momentanément hors d'atteinte n'arrête rien."""
        try:
            seance.exiger_etat(self.acces.db, "prete")
            self._day = seance.jour_de_travail(self.acces.db) or datetime.now().date()
            leads = self.moteur.passer()
            self._well = True
        except TemporaryError as error:
            if self._well:
                log.warning("lsc service : %s", error.title)
                _say(error.title)
            self._well = False
            return
        except UserError:
            raise
        except Exception:
            log.exception("lsc service")
            return
        if leads:
            self._tell("Cette session mène les services système.")
        elif not self.stop.asked():
            self._tell("Une autre session mène les services système ; celle-ci attend son tour.")

    def _tell(self, text: str) -> None:
        if text != self._said:
            log.info("lsc service : %s", text)
            _say(text)
        self._said = text


def _say(text: str) -> None:
    print(text, flush=True)
