"""Les services d'une fenêtre : sauvegarder, restaurer, publier, et ce qu'elle en dit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lsc_desktop.app.seance import relaunch
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.droits import exiger
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.services_systeme.registre import AG_CONNECT, CLAC, service
from lsc_desktop.storage.engine import Database

if TYPE_CHECKING:
    from lsc_desktop.app.annonces import Annonces
    from lsc_desktop.app.clac import CompteClac
    from lsc_desktop.app.partenaires import Partenaires
    from lsc_desktop.app.publication import Publications
    from lsc_desktop.base.seances import Presence
    from lsc_desktop.gui.shell.window import MainWindow
    from lsc_desktop.jobs.restauration import Preparation
    from lsc_desktop.jobs.scheduler import Scheduler

LATER = 3_000  # ms après l'ouverture : la fenêtre est là, on charge le reste
# Service demandé → le droit qu'il exige.
DROITS = {
    "sauvegarder": "sauvegarder",
    "verifier": "sauvegarder",
    "verifier_base": "sauvegarder",
    "restaurer": "restaurer",
    "restaurer_fichier": "restaurer",
    "lancer_service": "services.lancer",
    "importer_dossiers_locatifs": CLAC.droit,
    "relever_ag_connect": AG_CONNECT.droit,
    "controler_publication": "publications.consulter",
    "simuler_publication": "publications.consulter",
    "publier": "publications.lancer",
    "interrompre_publication": "publications.lancer",
    "tester_cible": "publications.regler",
    "secret_cible": "publications.regler",
    "signature_cible": "publications.regler",
    "valider_licence": "partenaires.regler",
    "interroger_store": "partenaires.regler",
    "secret_store": "partenaires.regler",
    "presences_zoom": "planning.modifier",
    "tester_partenaire": "",  # chaque essai dit le sien
    "envoyer_aux_partenaires": "",  # ce qui part a été permis quand on l'a inscrit
    "examiner_annonces": "annonces.publier",
    "apercu_annonce": "annonces.consulter",
    "publier_annonces": "annonces.publier",
    "publier_portail": "annonces.publier",
    "tester_portail": "annonces.regler",
    "secret_portail": "annonces.regler",
    "tester_pagesimmo": "annonces.regler",
    "secret_pagesimmo": "annonces.regler",
    "tester_clac": "configuration",
    "secret_clac": "configuration",
}
TYPES = "Copies de la base (lsc-*.db lsc-*.dump *.db *.dump);;Tous les fichiers (*)"


class Services(QObject):
    """Répond à `Shell.service(nom)` ; ce qui dure se fait dans un autre fil.

    `wanted` : la copie à restaurer quand la fenêtre sera fermée.
    """

    _state = Signal(str, str)
    _told = Signal(str)
    _failed = Signal(object)

    def __init__(self, window: MainWindow, db: Database, presence: Presence | None) -> None:
        super().__init__(window)
        self.window, self.db, self.presence = window, db, presence
        self.wanted: Preparation | None = None
        self._scheduler: Scheduler | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._state.connect(window.services_state, queued)
        self._told.connect(window.inform, queued)
        self._failed.connect(window.refuse, queued)
        self._publications: Publications | None = None
        self._partenaires: Partenaires | None = None
        self._annonces: Annonces | None = None
        window.service_asked.connect(self.serve)
        window.status.services_asked.connect(self._open_list)

    def start(self, after: int = LATER) -> None:
        """Le métronome, et le contrôle d'après une chute : rien au démarrage."""
        QTimer.singleShot(after, self, self._begin)

    def stop(self) -> None:
        """Finit la copie commencée ; rien ne court après."""
        if self._scheduler is not None:
            self._scheduler.stop()
            self._scheduler = None

    def leave(self, user: str) -> None:
        """La fenêtre et la base sont fermées : restaure s'il le faut, sort, et rouvre à neuf."""
        if self.wanted is not None:
            from lsc_desktop.app.restauration import restore

            restore(self.db, self.presence, self.wanted, user)
            self.db.close()
        if self.presence is not None:
            self.presence.leave()
        if self.wanted is not None:
            relaunch()

    @property
    def publications(self) -> Publications:
        """Chargées la première fois qu'on s'en sert."""
        if self._publications is None:
            from lsc_desktop.app.publication import Publications

            self._publications = Publications(self.window, self.db, self._run, self._state.emit)
            self.window.leaving.connect(self._publications.leave)
        return self._publications

    @property
    def partenaires(self) -> Partenaires:
        """Chargés la première fois qu'on s'en sert."""
        if self._partenaires is None:
            from lsc_desktop.app.partenaires import Partenaires

            self._partenaires = Partenaires(self.window, self.db, self._run, self._state.emit)
        return self._partenaires

    @property
    def annonces(self) -> Annonces:
        """Chargées la première fois qu'on s'en sert."""
        if self._annonces is None:
            from lsc_desktop.app.annonces import Annonces

            self._annonces = Annonces(self.window, self.db, self._run)
        return self._annonces

    @property
    def clac(self) -> CompteClac:
        """Chargé la première fois qu'on s'en sert."""
        from lsc_desktop.app.clac import CompteClac

        return CompteClac(self.window, self._run)

    @property
    def scheduler(self) -> Scheduler:
        """Chargé la première fois qu'on s'en sert."""
        if self._scheduler is None:
            from lsc_desktop.jobs.scheduler import Notices, Scheduler

            notices = Notices(self._state.emit, self._told.emit, self._failed.emit)
            self._scheduler = Scheduler(self.db, self.window.contexte, notices)
        return self._scheduler

    def serve(self, name: str, params: dict[str, Any]) -> None:
        """Un service demandé par un écran, si le profil le permet."""
        try:
            exiger(self.window.contexte().droits, DROITS[name])
        except UserError as error:
            self.window.refuse(error)
            return
        asked: dict[str, Callable[[], Callable[..., None]]] = {
            "sauvegarder": lambda: self.scheduler.ask,
            "verifier": lambda: self.check,
            "verifier_base": lambda: self.check_base,
            "restaurer": lambda: self.prepare,
            "restaurer_fichier": lambda: self.choose,
            "lancer_service": lambda: self.launch,
            "importer_dossiers_locatifs": lambda: partial(self.scheduler.launch, CLAC.nom),
            "relever_ag_connect": lambda: partial(self.scheduler.launch, AG_CONNECT.nom),
            "controler_publication": lambda: self.publications.check,
            "simuler_publication": lambda: self.publications.simulate,
            "publier": lambda: self.publications.publish,
            "interrompre_publication": lambda: self.publications.interrupt,
            "tester_cible": lambda: self.publications.test,
            "secret_cible": lambda: self.publications.secret,
            "signature_cible": lambda: self.publications.sign,
            "presences_zoom": lambda: self.partenaires.presences,
            "tester_partenaire": lambda: self.partenaires.test,
            "envoyer_aux_partenaires": lambda: self.partenaires.send,
            "valider_licence": lambda: self.partenaires.validate,
            "interroger_store": lambda: self.partenaires.ask_store,
            "secret_store": lambda: self.partenaires.store_secret,
            "examiner_annonces": lambda: self.annonces.examine,
            "apercu_annonce": lambda: self.annonces.preview,
            "publier_annonces": lambda: self.annonces.publish_all,
            "publier_portail": lambda: self.annonces.publish,
            "tester_portail": lambda: self.annonces.test,
            "secret_portail": lambda: self.annonces.secret,
            "tester_pagesimmo": lambda: self.annonces.test_pagesimmo,
            "secret_pagesimmo": lambda: self.annonces.secret_pagesimmo,
            "tester_clac": lambda: self.clac.test,
            "secret_clac": lambda: self.clac.secret,
        }
        asked[name]()(**params)

    def check(self, id: int) -> None:
        """Rouvre une copie et dit si elle est saine."""
        from lsc_desktop.jobs.sauvegarde import verifier

        ctx = self.window.contexte()
        self._run(lambda: verifier(self.db, id, ctx), self.window.inform, "Vérification…")

    def check_base(self) -> None:
        """Contrôle la base, sur une copie d'un instant."""
        from lsc_desktop.jobs.sauvegarde import verifier_base
        from lsc_desktop.queries.controles import CONTROLES

        def say(faults: list[str]) -> None:
            front = self.window.front()
            if faults:
                title = f"La base a {pluriel(len(faults), 'défaut')}."
                advice = "N'y saisissez plus rien : restaurez la dernière sauvegarde vérifiée."
                dialogs.inform(front, title, advice, faults)
            else:
                found = [c.nom.capitalize() for c in CONTROLES]
                dialogs.inform(front, "La base est saine.", "", ["Fichier et liens", *found])

        self._run(lambda: verifier_base(self.db), say, "Vérification de la base…")

    def launch(self, nom: str) -> None:
        """« Lancer maintenant » d'un service système, si le profil permet ce qu'il fait."""
        try:
            exiger(self.window.contexte().droits, service(nom).droit)
        except UserError as error:
            self.window.refuse(error)
            return
        self.scheduler.launch(nom)

    def choose(self) -> None:
        """Un fichier du disque."""
        if chosen := dialogs.ask_file("Restaurer une copie", TYPES):
            self.prepare(chosen)

    def prepare(self, chemin: str) -> None:
        """Examine la copie, dit ce qu'on perdrait, demande, puis ferme pour restaurer."""
        from lsc_desktop.jobs.restauration import preparer

        self._run(lambda: preparer(self.db, Path(chemin)), self._confirm, "Examen de la copie…")

    def _confirm(self, ready: Preparation) -> None:
        question = ready.question()
        if dialogs.ask(self.window.front(), question, "Restaurer", ready.details(), careful=True):
            self.wanted = ready
            if not self.window.close():
                self.wanted = None

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None], doing: str) -> None:
        """Dans un autre fil ; la barre d'état dit qu'on y travaille."""
        self.window.services_state(doing, "travail")

        def finished(result: Any) -> None:
            self.scheduler.rest()
            done(result)

        def refused(error: UserError) -> None:
            self.scheduler.rest()
            self.window.refuse(error)

        self.window.tasks.run(work, finished, refused, self)

    def _open_list(self) -> None:
        for key in ("services.liste", "sauvegardes.liste"):
            if not self.window.barred(key):
                self.window.open(key)
                return

    def _begin(self) -> None:
        self.scheduler.start()
        self.window.tasks.run(self._calm, lambda _nothing: None, self.window.refuse, self)
        if self.presence is not None and self.presence.crashed:
            from lsc_desktop.jobs.integrite import check_after_crash

            self.window.tasks.run(
                partial(check_after_crash, self.db), self._after_crash, owner=self
            )

    def _calm(self) -> None:
        self.scheduler.rest()

    def _after_crash(self, error: UserError | None) -> None:
        if error is not None:
            self.window.refuse(error)
