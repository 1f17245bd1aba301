"""La fenêtre principale, sur de petites déclarations."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from sqlalchemy import func, select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.text import fold
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit.home import Hit, HomeLine
from lsc_desktop.gui.kit.menus import Entry, Menu, Module
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.shell.window import MainWindow
from tests.gui.exemple import BaseExemple, Fiche, une_liste

CTX = Contexte("Martine", datetime(2021, 10, 25, 9, 30), date(2021, 10, 25))
MODULES = (
    Module(
        "gerance",
        "Gérance",
        "mdi6.home-account",
        (
            Menu(
                "FICHIER", (Entry("Locataires", "locataires.liste"), Entry("Tiers", "tiers.liste"))
            ),
            Menu(
                "LOCATAIRE",
                (
                    Entry("Appel de loyers", absent="Pas encore construit."),
                    Entry("Lots isolés", "tiers.liste", {"text": "roi"}, visible="lots_isoles"),
                    Entry("Devis", "tiers.liste", {"text": "devis"}, partenaire="lovys"),
                ),
            ),
        ),
    ),
    Module("syndic", "Syndic", "mdi6.office-building-outline", absent="Pas encore construit."),
)


def _debiteurs(session: Any, ctx: Contexte) -> int:
    return session.scalar(select(func.count()).where(Fiche.solde < 0))


HOME = (
    HomeLine("locataires débiteurs", _debiteurs, "locataires.liste"),
    HomeLine("baux échus", lambda session, ctx: 0, "tiers.liste", {"immeuble": "Nulle part"}),
)


def chercher(session: Any, text: str) -> list[Hit]:
    rows = session.execute(select(Fiche.id, Fiche.nom, Fiche.compte).order_by(Fiche.id))
    found = [row for row in rows if fold(text) in fold(row.nom)]
    return [Hit("Locataire", row.nom, row.compte, "tiers.liste", row.id) for row in found[:5]]


class Fenetres:
    """Ouvre la fenêtre, et la rouvre comme le même utilisateur le lendemain."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.base = BaseExemple(folder / "essai.db", 25)
        self.reglages = {"lots_isoles": True}
        self.manque = {"lovys": ""}  # pourquoi ce partenaire est grisé
        self.evenements: list[list[Document]] = []
        self.ouvertes: list[MainWindow] = []

    def ouvrir(self, **over: Any) -> MainWindow:
        screens = {"locataires.liste": une_liste()}
        screens["tiers.liste"] = une_liste(key="tiers.liste", title="Liste Tiers")
        options: dict[str, Any] = {
            "screens": screens,
            "modules": MODULES,
            "home": HOME,
            "search": chercher,
            "contexte": lambda: CTX,
            "setting": lambda name: self.reglages[name],
            "user_label": "Martine",
            "create_event": lambda documents: self.evenements.append(list(documents)),
            "prefs": Prefs(self.folder / "martine.json"),
            "tasks": Tasks(),
            "unavailable": lambda partner: self.manque[partner],
        }
        window = MainWindow(self.base, **{**options, **over})
        self.qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        self.calmer(window)
        self.ouvertes.append(window)
        return window

    def calmer(self, window: MainWindow) -> None:
        assert window.tasks.drain()
        QTest.qWait(1)

    def fermer(self) -> None:
        for window in self.ouvertes:
            window.close()
        self.base.close()


@pytest.fixture
def fenetres(qtbot: Any, tmp_path: Path) -> Iterator[Fenetres]:
    made = Fenetres(qtbot, tmp_path)
    yield made
    made.fermer()


@pytest.fixture
def ouvrir(fenetres: Fenetres) -> Callable[..., MainWindow]:
    return fenetres.ouvrir
