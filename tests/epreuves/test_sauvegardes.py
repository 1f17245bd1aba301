"""Sauvegardes sous la charge, et tuées : chaque copie est saine, la base aussi (T21)."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lsc_desktop.domain.evenements import Document
from lsc_desktop.jobs.sauvegarde import examiner, sauvegarder, verifier_base
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.models import Piece
from lsc_desktop.storage.sauvegardes import others
from tests.agence import une_agence
from tests.depot import ROOT
from tests.epreuves.copiste import CTX, une_piece

pytestmark = pytest.mark.long
ECRIVAINS = 3


@pytest.fixture
def agence(db):
    """Vingt pièces, et assez de documents pour qu'une copie ou une restauration dure."""
    with db.write("Martine") as session:
        une_agence(session)
        for rank in range(2):
            conserver(session, Document(f"bail-{rank}.pdf", os.urandom(2_000_000), ""))
    for _ in range(20):
        une_piece(db)
    db.close()
    return db


def lance(task: str, *args: object) -> "subprocess.Popen[str]":
    """Un processus de `copiste`, une fois prêt."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.epreuves.copiste", task, *map(str, args)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline().strip() == "prêt"
    return process


def tue(process: "subprocess.Popen[str]", after: float) -> None:
    time.sleep(after)
    assert process.poll() is None, "il s'est arrêté de lui-même"
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def connexions_fermees(db) -> None:
    """Le `psql` d'un tué survit à son père : jusqu'à ce que PostgreSQL l'ait oublié, la base n'est
    ni celle d'avant, ni celle d'après."""
    end = time.monotonic() + 60
    while others(db):
        assert time.monotonic() < end, others(db)
        time.sleep(0.02)


def pieces(db) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Piece)) or 0


def on_a_ecrit(db, depuis: int) -> int:
    """Attend qu'il y ait plus de pièces que cela ; rend combien."""
    end = time.monotonic() + 60
    while (count := pieces(db)) <= depuis:
        assert time.monotonic() < end, "les collègues n'écrivent pas"
        time.sleep(0.02)
    return count


def definitives(dossier: Path) -> list[Path]:
    return [p for p in dossier.iterdir() if not p.name.startswith(".")] if dossier.exists() else []


def test_sous_la_charge_chaque_copie_est_saine(agence, adresse, tmp_path, ampleur, releve):
    db, dossier = agence, tmp_path / "copies"
    notes = [tmp_path / f"notes-{rank}.json" for rank in range(ECRIVAINS)]
    writers = [lance("ecrit", adresse, path) for path in notes]
    counts, spent = [], []
    for rank in range(ampleur(4, 60)):
        time.sleep(ampleur(1, 5) / 2)
        before = on_a_ecrit(db, counts[-1] if counts else 20)
        ctx = replace(CTX, maintenant=CTX.maintenant + timedelta(minutes=rank))
        start = time.perf_counter()
        done = sauvegarder(db, ctx, "commande", dossier=dossier)
        spent.append(time.perf_counter() - start)
        examen = examiner(db, Path(done.chemin))
        assert examen.defauts == () and examen.rejouee and done.etat == "verifiee"
        assert examen.reperes is not None and examen.reperes[0] // 2 >= before
        counts.append(examen.reperes[0] // 2)
    for path in notes:
        path.with_suffix(".fin").touch()
    for writer in writers:
        assert writer.wait(timeout=120) == 0
        writer.stdout.close()
    found = [json.loads(path.read_text(encoding="utf-8")) for path in notes]
    assert pieces(db) == 20 + sum(note["pieces"] for note in found)
    assert counts == sorted(counts) and counts[-1] > counts[0], "les collègues écrivaient"
    worst = max(note["attente"] for note in found)
    releve(
        "Sauvegardes sous trois écrivains",
        f"{len(spent)} sur {len(spent)} saines, {max(spent):.1f} s au plus ; "
        f"plus longue attente d'un collègue {worst:.2f} s",
    )


def test_tuee_pendant_une_copie(agence, adresse, tmp_path, ampleur, releve):
    db, dossier, chance = agence, tmp_path / "copies", random.Random(21)
    rounds = ampleur(5, 100)
    for _ in range(rounds):
        process = lance("sauve", adresse, dossier)
        tue(process, chance.uniform(0.02, 0.7))
        assert verifier_base(db) == []
        une_piece(db)
        db.close()
    found = definitives(dossier)
    assert all(examiner(db, path).defauts == () for path in found)
    last = sauvegarder(db, CTX, "commande", dossier=dossier)
    assert last.etat == "verifiee"
    assert [p.name for p in dossier.iterdir() if p.name.startswith(".")] == [], "restes retirés"
    assert pieces(db) == 20 + rounds
    releve("Tué pendant une sauvegarde", f"{rounds} fois : base saine, {len(found)} copies saines")


def test_tuee_pendant_une_restauration(agence, adresse, tmp_path, ampleur, releve):
    db, chance = agence, random.Random(9)
    first = sauvegarder(db, CTX, "commande", dossier=tmp_path / "a")
    for _ in range(30):
        une_piece(db)
    second = sauvegarder(db, CTX, "commande", dossier=tmp_path / "b")
    db.close()
    rounds, seen, whole = ampleur(4, 100), [], 10.0
    for _ in range(rounds):
        process = lance("restaure", adresse, first.chemin, second.chemin)
        start = time.perf_counter()
        assert process.stdout is not None and process.stdout.readline().strip() == "restaurée"
        whole = min(whole, time.perf_counter() - start)
        tue(process, chance.uniform(0, 1.4 * whole))  # pendant la seconde
        connexions_fermees(db)
        seen.append(pieces(db))
        assert seen[-1] in (20, 50), "ni celle d'avant, ni celle d'après"
        assert verifier_base(db) == []
        db.close()
    before = seen.count(20)
    releve(
        "Tué pendant une restauration",
        f"{rounds} fois : base saine, celle d'avant {before} fois, d'après {rounds - before} fois",
    )
