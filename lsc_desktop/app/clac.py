"""Le compte de CLAC vu de la fenêtre : le tester, et son mot de passe au coffre."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lsc_desktop.app.publication import Run, confirmer_cle
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.serveurs import DOSSIER
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.dossiers_locatifs import load_reglage_clac
from lsc_desktop.services.dossiers_locatifs import reception

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow


class CompteClac:
    """Ce que l'écran « Import CLAC » demande ; `run` mène dans un autre fil."""

    def __init__(self, window: MainWindow, run: Run) -> None:
        self.window, self._run = window, run

    def test(self) -> None:
        """« Tester la connexion » : le compte, puis la boîte où l'on rapporte."""
        from lsc_desktop.jobs.releve_clac import essayer

        reglage = self.window.read(load_reglage_clac)

        def work() -> UserError | None:
            try:
                essayer(reglage)
            except UserError as error:
                return error
            return None

        def done(error: UserError | None) -> None:
            keep = partial(self.window.write, reception.confirmer_cle)
            confirmer_cle(self.window, reglage.nom, error, keep)

        self._run(work, done, "Connexion…")

    def secret(self) -> None:
        """Gardé au coffre de ce poste, jamais dans la base."""
        reglage = self.window.read(load_reglage_clac)
        if reglage.transport == DOSSIER:
            self.window.inform(
                "Un dossier n'a pas de mot de passe : choisissez d'abord SFTP ou FTP."
            )
            return
        text = dialogs.ask_secret(
            self.window.front(),
            "Mot de passe, ou clé privée, du compte de CLAC",
            "Il est gardé au coffre de ce poste, jamais dans la base ; vide, il en est effacé.",
        )
        if text is None:
            return
        try:
            reception.garder_secret(reglage, text)
        except UserError as error:
            self.window.refuse(error)
            return
        self.window.inform("Le secret est gardé au coffre de ce poste.")
