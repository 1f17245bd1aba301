"""Les partenaires vus de la fenêtre : vider la boîte d'envoi, valider une licence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.abonnements import FICHIER, TAILLE
from lsc_desktop.domain.droits import exiger
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.services import abonnements

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow
    from lsc_desktop.jobs.boite_envoi import Bilan
    from lsc_desktop.storage.engine import Database

TYPES = "Licences (*.json *.lic);;Tous les fichiers (*)"
# Ce que fait « Tester la connexion » : le droit qu'il exige, et « module:fonction » sous `jobs`,
# qui reçoit (base, contexte) et rend ce qu'on en conclut.
ESSAIS = {
    "registre": ("registre.regler", "registre:essayer"),
    "lovys": ("lovys.regler", "lovys:essayer"),
    "zoom": ("planning.regler", "zoom:essayer"),
}

Run = Callable[[Callable[[], Any], Callable[[Any], None], str], None]


class Partenaires:
    """Ce que les écrans demandent ; `run` mène dans un autre fil, `state` se dit de tout fil."""

    def __init__(
        self, window: MainWindow, db: Database, run: Run, state: Callable[[str, str], None]
    ) -> None:
        self.window, self.db, self._run, self._state = window, db, run, state
        self._leaving = threading.Event()
        window.leaving.connect(self._leaving.set)

    def send(self, ids: Collection[int] | None = None) -> None:
        """Ce dont l'heure est venue, ou ces envois-là ; un autre passage peut aller de front."""
        from lsc_desktop.jobs.boite_envoi import vider
        from lsc_desktop.jobs.horaire import Suivi

        ctx = self.window.contexte()
        follow = Suivi(lambda text: self._state(text, "travail"), self._leaving.is_set)

        def tell(done: Bilan) -> None:
            self.window.inform(" ".join((done.phrase(), *done.manques)))

        self._run(lambda: vider(self.db, ctx, follow, ids), tell, "Envois aux partenaires…")

    def validate(self) -> None:
        """« Valider une licence » : le fichier que le store a donné."""
        if not (chosen := dialogs.ask_file("Valider une licence", TYPES)):
            return
        try:
            with Path(chosen).open("rb") as file:
                document = file.read(TAILLE + 1)
            told = self.window.write(abonnements.valider_licence, document, FICHIER)
        except OSError as error:
            self.window.refuse(
                UserError(f"« {Path(chosen).name} » ne se lit pas.", error.strerror or "")
            )
        except UserError as error:
            self.window.refuse(error)
        else:
            self.window.inform(f"La licence est validée. {told}")

    def ask_store(self) -> None:
        """« Interroger le store » : la même, par HTTPS."""
        from lsc_desktop.jobs.store import interroger

        ctx = self.window.contexte()

        def tell(told: str) -> None:
            self.window.inform(f"Le store a répondu. {told}")

        self._run(lambda: interroger(self.db, ctx), tell, "Store…")

    def store_secret(self) -> None:
        """La clé d'accès au store, gardée au coffre de ce poste ; jamais dans la base."""
        text = dialogs.ask_secret(
            self.window.front(),
            "Clé d'accès au store",
            "Celle qu'il vous a donnée, s'il en demande une : gardée au coffre de ce poste, jamais "
            "dans la base ; vide, elle en est effacée.",
        )
        if text is None:
            return
        try:
            abonnements.garder_secret_du_store(text)
        except UserError as error:
            self.window.refuse(error)
            return
        self.window.inform("La clé d'accès est gardée au coffre de ce poste.")

    def presences(self, id: int) -> None:
        """« Présences chez Zoom » d'un rendez-vous : les lit, puis les montre."""
        from lsc_desktop.jobs.zoom import presences

        ctx = self.window.contexte()

        def tell(told: str) -> None:
            self.window.open("planning.presences", rendez_vous_id=id)
            self.window.inform(told)

        self._run(lambda: presences(self.db, ctx, id), tell, "Présences…")

    def test(self, code: str) -> None:
        """« Tester la connexion » à un partenaire : il répond, ou l'on dit pourquoi non."""
        ctx = self.window.contexte()
        needs, where = ESSAIS[code]
        try:
            exiger(ctx.droits, needs)
        except UserError as error:
            self.window.refuse(error)
            return
        module, _, name = where.partition(":")

        def work() -> str:
            said: str = getattr(import_module(f"lsc_desktop.jobs.{module}"), name)(self.db, ctx)
            return said

        self._run(work, self.window.inform, "Connexion…")
