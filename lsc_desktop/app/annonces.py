"""Les annonces vues de la fenêtre : examiner, publier, tester, et les mots de passe au coffre."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from lsc_desktop.app.publication import Run, confirmer_cle
from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.annonces.biens import apercu
from lsc_desktop.queries.annonces.reglages import load_portail, load_reglage_annonces
from lsc_desktop.services import annonces as service

if TYPE_CHECKING:
    from lsc_desktop.gui.shell.window import MainWindow
    from lsc_desktop.storage.engine import Database


class Annonces:
    """Ce que les écrans d'annonces demandent ; `run` mène dans un autre fil."""

    def __init__(self, window: MainWindow, db: Database, run: Run) -> None:
        self.window, self.db, self._run = window, db, run

    def examine(self, ids: tuple[int, ...], montrer: bool = True) -> None:
        """« Préparer la publication » : ces lots, critère par critère ; `montrer` : dans leur
        liste."""
        from lsc_desktop.jobs.annonces import examiner_lots

        ctx = self.window.contexte()

        def tell(found: Any) -> None:
            if montrer and len(ids) == 1:
                self.window.open("annonces.criteres", lot_id=ids)
            elif montrer:
                self.window.open("annonces.liste", lot_id=ids)
            self.window.inform(found.phrase())

        self._run(lambda: examiner_lots(self.db, ctx, ids), tell, "Examen des lots…")

    def preview(self, id: int) -> None:
        """« Aperçu de l'annonce » d'un lot : son titre, son texte, et les mentions de la loi."""
        try:
            made = self.window.read(apercu, id, self.window.contexte().aujourd_hui)
        except UserError as error:
            self.window.refuse(error)
            return
        dialogs.inform(self.window.front(), made.titre, made.texte, made.mentions)

    def publish_all(self, acceptes: frozenset[str] = frozenset()) -> None:
        """« Publier maintenant » vers chaque portail actif."""
        from lsc_desktop.jobs.annonces import ouvrir, publier_partout

        ctx = self.window.contexte()
        work = partial(publier_partout, self.db, ctx, ouvrir, acceptes=acceptes)
        self._run(work, self.window.inform, "Publication des annonces…")

    def publish(self, id: int, acceptes: frozenset[str] = frozenset()) -> None:
        """Vers ce portail ; un retrait en masse, un cinquième envoi se demandent."""
        from lsc_desktop.jobs.annonces import ouvrir, publier

        ctx = self.window.contexte()

        def work() -> str | Confirm:
            try:
                return publier(self.db, ctx, id, ouvrir, acceptes)
            except Confirm as asked:
                return asked

        def done(result: str | Confirm) -> None:
            if not isinstance(result, Confirm):
                self.window.inform(result)
            elif dialogs.ask(self.window.front(), result.question, "Publier", careful=True):
                self.publish(id, acceptes | {result.key})

        self._run(work, done, "Publication des annonces…")

    def test(self, id: int) -> None:
        """« Tester la connexion » d'un portail."""
        from lsc_desktop.jobs.annonces import essayer

        portail = self.window.read(load_portail, id)

        def done(error: UserError | None) -> None:
            keep = partial(self.window.write, service.confirmer_cle, id)
            confirmer_cle(self.window, portail.nom, error, keep)

        self._run(lambda: _trouble(essayer, portail), done, "Connexion…")

    def test_pagesimmo(self) -> None:
        """« Tester la connexion » de l'écran du cabinet."""
        from lsc_desktop.jobs.annonces import essayer_pagesimmo

        settings = self.window.read(load_reglage_annonces)

        def work() -> str:
            secret = service.secret_de(service.nom_du_secret_pagesimmo(settings))
            return essayer_pagesimmo(settings, secret)

        self._run(work, self.window.inform, "Connexion…")

    def secret(self, id: int) -> None:
        portail = self.window.read(load_portail, id)
        self._ask_secret(service.nom_du_secret(portail), "Mot de passe du portail")

    def secret_pagesimmo(self) -> None:
        settings = self.window.read(load_reglage_annonces)
        self._ask_secret(service.nom_du_secret_pagesimmo(settings), "Mot de passe d'accès")

    def _ask_secret(self, name: str, title: str) -> None:
        """Gardé au coffre de ce poste, jamais dans la base."""
        text = dialogs.ask_secret(
            self.window.front(),
            title,
            "Il est gardé au coffre de ce poste, jamais dans la base ; vide, il en est effacé.",
        )
        if text is None:
            return
        try:
            service.garder_secret(name, text)
        except UserError as error:
            self.window.refuse(error)
            return
        self.window.inform("Le secret est gardé au coffre de ce poste.")


def _trouble(work: Callable[[Any], None], target: Any) -> UserError | None:
    try:
        work(target)
    except UserError as error:
        return error
    return None
