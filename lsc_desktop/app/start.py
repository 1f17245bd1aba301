"""Démarrage : la base, puis la fenêtre."""

import faulthandler
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.loading import loaded
from lsc_desktop.app.portier import Garde, Portier, install_profiles
from lsc_desktop.app.seance import base_a, enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS, data_folder
from lsc_desktop.base.settings import Settings, load_settings
from lsc_desktop.domain.utilisateurs import Seance
from lsc_desktop.gui.kit import dialogs, style
from lsc_desktop.gui.kit.incidents import Incidents
from lsc_desktop.gui.kit.memory import Collector
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.queries.entites import agence_absente
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.failures import translated
from lsc_desktop.storage.holding import alone
from lsc_desktop.storage.locality import refuse_network


def start() -> int:
    """Ouvre l'agence ; une base impossible à ouvrir est expliquée, jamais abîmée."""
    app = application(sys.argv)
    try:
        _keep_crashes(data_folder() / "incidents.log")
        settings = load_settings()
        presence = enter(settings)
        db = open_base(settings)
    except UserError as error:
        dialogs.refuse(None, error)
        app.exec()
        return 1
    install_profiles(db, settings.user)
    garde = welcome(db, settings, app)
    if garde is None:
        db.close()
        return 0
    window = assemble(db, settings, garde)
    incidents = Incidents(lambda: window)
    incidents.install()
    window.show()
    window.show_home()
    loaded()
    window.resumer.start()
    services = Services(window, db, presence)
    services.start()
    collector = Collector()
    code = app.exec()
    collector.stop()
    services.stop()
    garde.left()
    db.close()
    services.leave(garde.name)
    return code


def welcome(db: Database, settings: Settings, app: QApplication) -> Garde | None:
    """Demande qui ouvre ; `None` si l'on renonce. Sans mot de passe dans l'agence, n'importe qui
    entre, sous le nom de sa session Windows."""
    portier = Portier(db)
    if not portier.required():
        return Garde(portier, Seance(settings.user))
    from lsc_desktop.gui.shell.login import LoginDialog

    dialog = LoginDialog(portier, Prefs(data_folder() / "poste.json"))
    app.setQuitOnLastWindowClosed(False)  # la fenêtre principale n'est pas encore là
    dialog.exec()
    app.setQuitOnLastWindowClosed(True)
    seance = dialog.seance
    dialog.deleteLater()
    return Garde(portier, seance) if seance is not None else None


def application(args: list[str]) -> QApplication:
    """L'application Qt : en français, à notre style, sans animation."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(args)
    app.setApplicationName("LSC Desktop")
    app.setOrganizationName("LSC")
    french = QLocale(QLocale.Language.French, QLocale.Country.France)
    QLocale.setDefault(french)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(french, "qtbase", "_", folder):
        app.installTranslator(translator)
    style.install(app)
    return app


def open_base(settings: Settings, migrations: Path = MIGRATIONS) -> Database:
    """La base du poste, à niveau ; une base sans agence reçoit celle de démonstration.

    Lève `UserError`, en français, si elle est abîmée, hors d'atteinte ou plus récente.
    """
    db = base_a(settings.database_url)
    refuse_network(db.url)
    with translated():
        upgraded(db, migrations)
    _fill(db, settings.user)
    return db


def upgraded(db: Database, migrations: Path) -> bool:
    """Met à niveau ; vrai si la base était vide."""
    from lsc_desktop.storage.version import current, newest

    before = current(db)
    if before != newest(migrations):
        from lsc_desktop.storage.schema import prepare  # Alembic : seulement s'il y a à faire

        prepare(db, migrations, now=datetime.now())
    return before is None


def _fill(db: Database, user: str) -> None:
    """Une création interrompue se reprend : on regarde ce qu'il y a, non ce qu'on a fait."""
    with db.read() as session:
        if not agence_absente(session):
            return
    from lsc_desktop.services.demonstration import installer

    with db.write(user) as session:
        alone(session)
        if agence_absente(session):  # un autre poste a pu la créer entre-temps
            installer(session, utilisateur=user, maintenant=datetime.now())


def _keep_crashes(path: Path) -> None:
    """Une chute de Qt laisse sa trace dans un fichier, même sans console ; un disque plein ou
    protégé n'empêche pas d'ouvrir."""
    with suppress(OSError):
        faulthandler.enable(path.open("a", encoding="utf-8"))
