"""Vingt sessions d'une même base, ou d'un même serveur : un seul meneur, chaque service une fois ;
le meneur tué, un autre le remplace dans la durée du bail (ecosystem D.4)."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from lsc_desktop.domain.publications.reglages import ReglagePublicationDraft
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.services.publications import save_reglage_publication
from lsc_desktop.services.sauvegardes import save_reglage
from lsc_desktop.storage.models import Passage
from tests.depot import ROOT
from tests.epreuves.conftest import COMPLET
from tests.epreuves.veilleur import VITESSE
from tests.postgres import MOTEUR

pytestmark = pytest.mark.long(80)
BAIL = 6.0  # secondes ; 90 dans le programme
JOUR = 86_400 / VITESSE  # secondes que dure un jour d'agence
# Secondes qu'une machine met à le voir, puis à le dire ; celle qui joue les essais est chargée.
RETARD = 2.5 if COMPLET else 12


class Session:
    """Un processus ; ce qu'il a dit, au fur et à mesure."""

    def __init__(self, stack: ExitStack, adresse: str, nom: str, depart: float, journal: str):
        command = [sys.executable, "-m", "tests.epreuves.veilleur", adresse, nom]
        process = subprocess.Popen(
            [*command, str(BAIL), str(depart), journal],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.process = stack.enter_context(process)
        stack.callback(self.process.kill)
        self.debut = 0.0
        self.mandats: list[tuple[float, float]] = []
        self.imprevus: list[str] = []
        self.pret = threading.Event()
        self.fil = threading.Thread(target=self._lire, daemon=True)
        self.fil.start()

    def _lire(self) -> None:
        for line in self.process.stdout:
            if line == "prêt\n":
                self.pret.set()
                continue
            said: dict[str, Any] = json.loads(line)
            self.debut = said.get("mene", self.debut)
            if "mandat" in said:
                self.mandats.append(tuple(said["mandat"]))
                self.debut = 0.0
            if "imprevu" in said:
                self.imprevus.append(said["imprevu"])

    def fermer(self) -> None:
        self.process.stdin.close()
        self.process.wait(120)
        self.fil.join()


@pytest.fixture
def reglee(db, ctx):
    with db.write("Martine") as session:
        save_reglage(session, ReglageSauvegardeDraft(heures="02:30"), ctx=ctx)
        draft = ReglagePublicationDraft(active=True, heures="02:30", jours="1234567")
        save_reglage_publication(session, draft, ctx=ctx)
    return db


@pytest.fixture
def ouvrir(adresse, tmp_path):
    """Vingt sessions, prêtes ; l'horloge de l'agence part alors."""
    with ExitStack() as stack:

        def go(combien: int) -> list[Session]:
            depart = time.time()  # chacune compte depuis cet instant
            found = [
                Session(stack, adresse, f"P{rank:02}", depart, str(tmp_path / "faits"))
                for rank in range(combien)
            ]
            for one in found:
                assert one.pret.wait(300)
            return found

        yield go


def faits(tmp_path) -> Counter[tuple[str, str]]:
    """(service, jour du créneau) → combien de fois le travail s'est fini."""
    path = tmp_path / "faits"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Counter(tuple(line.split(" ")[:2]) for line in lines)


def passages(db) -> list[tuple[str, str, str]]:
    with db.read() as session:
        stmt = select(Passage.tache, Passage.creneau, Passage.etat).order_by(Passage.creneau)
        return [tuple(row) for row in session.execute(stmt)]


def sans_recouvrement(mandats: list[tuple[float, float]]) -> bool:
    return all(before[1] <= after[0] for before, after in pairwise(sorted(mandats)))


def meneuse(sessions: list[Session], secondes: float) -> Session:
    end = time.monotonic() + secondes
    while time.monotonic() < end:
        for one in sessions:
            if one.debut and one.process.poll() is None:
                return one
        time.sleep(0.01)
    raise AssertionError("personne ne mène")


def test_vingt_sessions_un_seul_meneur_chaque_service_une_fois(
    reglee, ouvrir, tmp_path, ampleur, releve
):
    combien, jours = ampleur(20, 20), ampleur(3, 20)
    sessions = ouvrir(combien)
    time.sleep(jours * JOUR)
    for one in sessions:
        one.fermer()
    mandats = [mandat for one in sessions for mandat in one.mandats]
    assert mandats and sans_recouvrement(mandats)
    assert [line for one in sessions for line in one.imprevus] == []
    done = faits(tmp_path)
    assert len(done) >= 2 * (jours - 1), done
    assert set(done.values()) == {1}, "un service s'est fait deux fois le même jour"
    assert {etat for _tache, _creneau, etat in passages(reglee)} == {"fait"}
    releve(f"{combien} sessions, {jours} jours ({MOTEUR})",
           f"{len(mandats)} mandats sans recouvrement, {len(done)} passages, 0 double")  # fmt: skip


def test_le_meneur_tue_un_autre_le_remplace_dans_la_duree_du_bail(
    reglee, ouvrir, tmp_path, ampleur, releve
):
    combien, fois = ampleur(20, 20), ampleur(4, 15)
    sessions = ouvrir(combien)
    delais, tues = [], []
    for rang in range(fois):
        held = meneuse(sessions, 120)
        time.sleep(0.7 + 0.37 * rang % 1.9)  # tué à n'importe quel moment de son tour
        now = time.time()
        held.process.kill()
        tues.append((held.debut, now))
        sessions.remove(held)
        suivante = meneuse(sessions, 120)
        delais.append(suivante.debut - now)
        assert suivante.debut >= now
    time.sleep(1.5 * JOUR)
    for one in sessions:
        one.fermer()
    assert max(delais) <= BAIL + RETARD, delais
    mandats = [mandat for one in sessions for mandat in one.mandats]
    assert sans_recouvrement([*mandats, *tues])
    found = passages(reglee)
    assert len({(tache, creneau) for tache, creneau, _etat in found}) == len(found)
    again = [key for key, times in faits(tmp_path).items() if times > 1]
    assert len(again) <= fois, "seul un travail tué juste avant d'être noté peut se refaire"
    releve(f"meneur tué {fois} fois parmi {combien} sessions ({MOTEUR})",
           f"remplacé en {max(delais):.1f} s au plus (bail de {BAIL:.0f} s)")  # fmt: skip
