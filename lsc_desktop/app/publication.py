"""La publication vue de la fenêtre : simuler, publier, tester, et la clé d'hôte qu'on confirme."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.publications.registre import load_cible
from lsc_desktop.services import publications as service

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow
    from lsc_desktop.jobs.publication import Passage
    from lsc_desktop.storage.engine import Database

Run = Callable[[Callable[[], Any], Callable[[Any], None], str], None]


class Publications:
    """Ce que les écrans de publication demandent ; `run` mène dans un autre fil, `state` se dit de
    tout fil. Ce qu'un travail importe se charge là aussi : la fenêtre n'attend pas."""

    def __init__(
        self, window: MainWindow, db: Database, run: Run, state: Callable[[str, str], None]
    ) -> None:
        self.window, self.db, self._run, self._state = window, db, run, state
        self._stop = threading.Event()

    def simulate(self, id: int) -> None:
        """« Simuler » : ce qui partirait, ce qui serait retiré, et pourquoi le reste non."""
        ctx = self.window.contexte()

        def work() -> str:
            from lsc_desktop.jobs.releves import relever_simulation

            return relever_simulation(self.db, ctx, id)

        def tell(summary: str) -> None:
            self.window.open("publications.simulation", cible_id=id)
            self.window.inform(summary)

        self._run(work, tell, "Simulation…")

    def check(self, id: int) -> None:
        """« Contrôler » : ce qui cloche dans ce qui part, et ce que le décret demande."""
        ctx = self.window.contexte()

        def work() -> int:
            from lsc_desktop.jobs.releves import relever_controle

            return relever_controle(self.db, ctx, id)

        def tell(count: int) -> None:
            self.window.open("publications.controle", cible_id=id)
            self.window.inform(f"{pluriel(count, 'constat')}." if count else "Rien à redire.")

        self._run(work, tell, "Contrôle…")

    def publish(self, id: int, acceptes: frozenset[str] = frozenset()) -> None:
        """« Publier maintenant » ; un retrait en masse se demande."""
        ctx, start = self.window.contexte(), list[float]()

        def told(done: int, total: int, sent: int) -> None:
            if not start:  # le temps de tout lire n'est pas celui d'un document
                start.append(monotonic())
            left = reste(monotonic() - start[0], done, total)
            self._state(f"Publication… {done} / {total} ({sent >> 20} Mo{left})", "travail")

        def work() -> Passage | Confirm:
            from lsc_desktop.jobs.publication import Suivi, publier_a_part
            from lsc_desktop.jobs.transports import ouvrir

            try:
                follow = Suivi(told, self._stop.is_set)
                return publier_a_part(self.db, ctx, id, ouvrir, follow, acceptes)
            except Confirm as asked:
                return asked

        def done(result: Passage | Confirm) -> None:
            if isinstance(result, Confirm):
                if dialogs.ask(self.window.front(), result.question, "Publier", careful=True):
                    self.publish(id, acceptes | {result.key})
                return
            self.window.inform(result.phrase())

        self._run(work, done, "Publication…")

    def interrupt(self, id: int) -> None:
        """Ce qui est parti reste ; la suite au prochain envoi, d'ici ou d'ailleurs."""
        name = self.window.read(load_cible, id).nom
        if self.window.write(service.interrompre, id):
            said = f"La publication vers « {name} » s'arrête après les fichiers en cours."
        else:
            said = f"Aucune publication vers « {name} » n'est en cours."
        self.window.inform(said)

    def leave(self) -> None:
        """La fenêtre se ferme : l'envoi qu'elle mène s'arrête, et reprendra."""
        self._stop.set()

    def test(self, id: int) -> None:
        """« Tester la connexion » : se présente, et fait confirmer une clé d'hôte inconnue."""
        cible = self.window.read(load_cible, id)

        def work() -> UserError | None:
            from lsc_desktop.jobs.transports import essayer

            try:
                essayer(cible)
            except UserError as error:
                return error
            return None

        keep = partial(self.window.write, service.confirmer_empreinte, id)
        self._run(
            work, lambda error: confirmer_cle(self.window, cible.nom, error, keep), "Connexion…"
        )

    def secret(self, id: int) -> None:
        """Le mot de passe, ou la clé privée, gardé au coffre de ce poste ; jamais dans la base."""
        text = dialogs.ask_secret(
            self.window.front(),
            "Mot de passe de la cible",
            "Il est gardé au coffre de ce poste, jamais dans la base ; vide, il en est effacé.",
        )
        if text is None:
            return
        try:
            service.garder_secret(self.window.read(load_cible, id), text)
        except UserError as error:
            self.window.refuse(error)
            return
        self.window.inform("Le secret est gardé au coffre de ce poste.")

    def sign(self, id: int) -> None:
        """La clé qui signe les manifestes de la cible, gardée au coffre comme le mot de passe."""
        text = dialogs.ask_secret(
            self.window.front(),
            "Clé de signature de la cible",
            "Celle qu'elle vous a donnée : elle sait ainsi qu'un manifeste vient de vous. Vide, il "
            "n'est plus signé.",
        )
        if text is None:
            return
        try:
            self.window.write(service.poser_signature, id, text.strip())
        except UserError as error:
            self.window.refuse(error)
            return
        signed = "sont signés" if text.strip() else "ne sont plus signés"
        self.window.inform(f"Les manifestes de cette cible {signed}.")


def confirmer_cle(
    window: MainWindow, nom: str, error: UserError | None, garder: Callable[[str], Any]
) -> None:
    """Ce qu'a donné un essai de connexion ; une clé d'hôte inconnue se compare, puis se garde."""
    if error is None:
        window.inform(f"« {nom} » répond, et son dossier est là.")
        return
    shown = getattr(error, "empreinte", "")
    if not shown:
        window.refuse(error)
        return
    question = f"{error.title} {error.advice}"
    if dialogs.ask(window.front(), question, "Confirmer cette clé", careful=True):
        garder(shown)
        window.inform("La clé est confirmée : testez de nouveau la connexion.")


def reste(spent: float, done: int, total: int) -> str:
    """« , encore 3 min », au rythme tenu jusque-là ; vide tant qu'on n'en sait rien."""
    if not done or spent < 2:
        return ""
    minutes = ceil(spent * (total - done) / done / 60)
    return f", encore {minutes} min" if minutes > 1 else ", moins d'une minute"
