"""Ce que partagent les épreuves qui tuent : une base et ses copies, des processus à naître."""

import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import postgres
from tests.bases import SUR_POSTGRESQL
from tests.depot import ROOT

ATTENTE = 120.0  # secondes ; au-delà, l'épreuve est perdue


class Modele:
    """Une base prête, et ses copies : un fichier, ou une base du serveur."""

    def __init__(self, nom: str, vide: Path, folder: Path) -> None:
        self._folder, self._ranks = folder, itertools.count(1)
        self._name = f"{nom}_{os.getpid()}"
        if SUR_POSTGRESQL:
            postgres.cree_base(self._name, postgres._modele())
            url = postgres.adresse(self._name)
        else:
            shutil.copyfile(vide, folder / "modele.db")
            url = f"sqlite:///{(folder / 'modele.db').as_posix()}"
        self.url = url

    def copie(self) -> str:
        rank = next(self._ranks)
        if SUR_POSTGRESQL:
            name = f"{self._name}_{rank}"
            postgres.cree_base(name, self._name)
            return postgres.adresse(name)
        path = self._folder / f"copie{rank}" / "lsc.db"
        path.parent.mkdir()
        shutil.copyfile(self._folder / "modele.db", path)
        return f"sqlite:///{path.as_posix()}"

    def efface(self, url: str) -> None:
        if SUR_POSTGRESQL:
            postgres.efface_base(url.rpartition("/")[2])
            return
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)

    def fermer(self) -> None:
        if SUR_POSTGRESQL:
            postgres.efface_base(self.url.rpartition("/")[2])


class Meneur:
    """Fait naître des processus, et attend ce qu'ils disent."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.epreuves.meneur"], cwd=ROOT, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.attend("pret")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(json.loads(line))

    def ordonne(self, faire: str, url: str, **plus: str) -> int:
        """Fait naître un processus ; rend son numéro."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"faire": faire, "url": url, **plus}) + "\n")
        self._process.stdin.flush()
        return int(self.attend("ne")["pid"])

    def attend(self, *quoi: str, secondes: float = ATTENTE) -> dict[str, Any]:
        """Le prochain de ces faits ; {} si le temps passe sans lui."""
        end = time.monotonic() + secondes
        while (left := end - time.monotonic()) > 0:
            try:
                fact = self._said.get(timeout=left)
            except queue.Empty:
                break
            assert fact["quoi"] != "erreur", fact["trace"]
            if fact["quoi"] in quoi:
                return fact
        return {}

    def tue(self, pid: int) -> None:
        """SIGKILL, et sa mort constatée ; sans effet s'il vient de finir."""
        with suppress(ProcessLookupError):  # fini, et déjà enterré par son père
            os.kill(pid, signal.SIGKILL)
        while self.attend("mort")["de"] != pid:
            pass

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(ATTENTE)
        self._reader.join(ATTENTE)
        self._process.stdout.close()
