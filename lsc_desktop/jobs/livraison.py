"""Déposer des fichiers sur une cible : sortis de la base par lots, chacun noté dès qu'il arrive."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import work_folder
from lsc_desktop.domain.publications.contenu import PhotoPubliee, Publie
from lsc_desktop.domain.publications.ecart import Ecart
from lsc_desktop.jobs.journal_winscp import JournalEnvoi
from lsc_desktop.partners.sftp.port import Avancement, CiblePublication, Envoi, Issue, Sort
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.depots import noter_depots
from lsc_desktop.storage.engine import Database

LOT = 500  # fichiers sortis de la base à la fois
DOSSIER = "depot"  # les fichiers ; les manifestes sont au-dessus


class Livraison:
    """Sort les fichiers de la base par lots, les dépose, note chacun."""

    def __init__(
        self,
        db: Database,
        cible_id: int,
        target: CiblePublication,
        avance: Callable[[int, int, int], None],
        stop: Callable[[], bool],
        ecart: Ecart,
        record: JournalEnvoi,
    ) -> None:
        self._db, self._id, self._target, self._record = db, cible_id, target, record
        self._avance, self._stop, self._total = avance, stop, len(ecart.a_envoyer)
        self._again = ecart.renvoyes
        self.arrived: set[str] = set()
        self.sent = self.already = self.missed = self.photos = self.octets = 0
        self.stopped = False
        self._before = 0

    def send(self, documents: Sequence[Publie], sources: dict[str, int]) -> bool:
        """Dépose ce lot ; vrai si l'on doit s'arrêter là."""
        if self._stop():
            self.stopped = True
            return True
        by_name = {f"{DOSSIER}/{one.fichier}": one for one in documents}
        with work_folder("lsc-publication") as folder:
            lost: dict[Publie, str] = {}
            envois = list(self._spool(folder, by_name, sources, lost))
            told: list[Issue] = []

            def follow(news: Avancement) -> None:
                if news.issue is not None:
                    told.append(news.issue)
                    self._record.noter(news.issue)
                self._avance(self._before + news.faits, self._total, self.octets + news.octets)

            try:
                done = self._target.deposer(envois, suivi=follow, arreter=self._stop)
                self.octets += done.octets
                self.stopped = done.arrete
            finally:
                self._note(told, by_name, lost)
        self._before += len(documents)
        return self.stopped

    def _spool(
        self,
        folder: Path,
        by_name: dict[str, Publie],
        sources: dict[str, int],
        lost: dict[Publie, str],
    ) -> Iterator[Envoi]:
        """Ce que la base n'a plus, retiré pendant l'envoi, va dans `lost` : le reste part."""
        with self._db.read() as session:
            for rank, (name, document) in enumerate(by_name.items()):
                try:
                    content = fichier(session, sources[document.id]).contenu
                except UserError as error:
                    lost[document] = error.title
                    continue
                path = folder / f"{rank}.{document.extension}"
                path.write_bytes(content)
                session.expunge_all()  # un contenu lu ne reste pas en mémoire
                again = document.id in self._again
                yield Envoi(name, path, document.taille, document.sha256, again)

    def _note(
        self, issues: Sequence[Issue], by_name: dict[str, Publie], lost: dict[Publie, str]
    ) -> None:
        """Ce qui est arrivé est écrit même si la liaison vient de tomber."""
        there = [by_name[one.envoi.nom] for one in issues if one.sort is not Sort.ECHEC]
        failed = lost | {
            by_name[one.envoi.nom]: one.erreur.title if one.erreur else ""
            for one in issues
            if one.sort is Sort.ECHEC
        }
        self.arrived |= {document.fichier for document in there}
        sent = [by_name[one.envoi.nom] for one in issues if one.sort is Sort.DEPOSE]
        self.sent += len(sent)
        self.photos += sum(isinstance(one, PhotoPubliee) for one in sent)
        self.already += sum(one.sort is Sort.DEJA_LA for one in issues)
        self.missed += len(failed)
        with self._db.write() as session:
            noter_depots(session, self._id, there, failed, datetime.now())
