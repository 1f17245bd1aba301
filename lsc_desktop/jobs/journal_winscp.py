"""Le journal d'un envoi, à la façon de WinSCP, si l'agence l'a demandé (seed L925-927)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import data_folder
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.partners.sftp.port import Issue, Sort
from lsc_desktop.partners.sftp.winscp import JournalXml, Transfert

log = logging.getLogger(__name__)


class JournalEnvoi:
    """Note chaque fichier ; un disque plein n'arrête pas l'envoi, il arrête ce journal."""

    def __init__(self, cible: CibleDraft, file: JournalXml | None) -> None:
        self._cible, self._file = cible, file

    def noter(self, issue: Issue) -> None:
        """Ce qui est parti, ou a manqué ; ce qui était déjà là n'est pas un transfert."""
        if self._file is None or issue.sort is Sort.DEJA_LA:
            return
        done = issue.sort is Sort.DEPOSE
        why = issue.erreur
        self._write(
            Transfert(
                source=Path(issue.envoi.nom).name,
                destination=f"{self._cible.chemin.rstrip('/')}/{issue.envoi.nom}",
                taille=issue.envoi.taille if done else 0,
                reussi=done,
                messages=() if why is None else (why.title, why.advice),
            )
        )

    def _write(self, transfert: Transfert) -> None:
        assert self._file is not None
        try:
            self._file.transfert(transfert)
        except OSError as error:
            log.warning("journal WinSCP abandonné : %s", error)
            self._file = None


def chemin_du_journal(cible_id: int) -> Path:
    """Le journal du dernier envoi vers cette cible."""
    return data_folder() / "journaux" / f"winscp-{cible_id}.xml"


@contextmanager
def journal_d_envoi(cible: CibleDraft, demande: bool) -> Iterator[JournalEnvoi]:
    """Ouvre le journal s'il est demandé ; ce qui coupe l'envoi y est noté, puis relevé."""
    file = _ouvrir(cible) if demande else None
    try:
        yield JournalEnvoi(cible, file)
    except UserError as error:
        if file is not None:
            with suppress(OSError):
                file.panne(f"{error.title} {error.advice}")
        raise
    finally:
        if file is not None:
            with suppress(OSError):
                file.fermer()


def _ouvrir(cible: CibleDraft) -> JournalXml | None:
    assert cible.id is not None
    path = chemin_du_journal(cible.id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = f"{cible.utilisateur}@{cible.hote}" if cible.hote else "nosession"
        return JournalXml(path, name, datetime.now().astimezone())
    except OSError as error:
        log.warning("journal WinSCP non ouvert : %s", error)
        return None
