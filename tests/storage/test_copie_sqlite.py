"""La copie d'une base SQLite en marche : un seul instant, sans arrêter qui écrit."""

import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.storage import copie_sqlite
from lsc_desktop.storage.copie_sqlite import copy, faults, quick_faults, reopened, replace


@pytest.fixture(params=["delete", "wal"])
def base(request, tmp_path) -> Path:
    """Deux comptes dont la somme est toujours 100, et de quoi occuper la copie."""
    path = tmp_path / "lsc.db"
    with closing(sqlite3.connect(path)) as link:
        link.execute(f"PRAGMA journal_mode={request.param}")
        link.executescript("CREATE TABLE a(v); CREATE TABLE b(v); CREATE TABLE poids(x);")
        link.execute("INSERT INTO a VALUES (100)")
        link.executemany("INSERT INTO poids VALUES (randomblob(?))", [(100_000,)] * 120)
        link.execute("INSERT INTO b VALUES (0)")
        link.commit()
    return path


def somme(path: Path) -> int:
    with closing(sqlite3.connect(path)) as link:
        assert faults(link.execute) == []
        return link.execute("SELECT (SELECT v FROM a) + (SELECT v FROM b)").fetchone()[0]


def test_chaque_copie_est_d_un_seul_instant_pendant_qu_on_ecrit(base, tmp_path):
    over, waits = threading.Event(), []

    def vire() -> None:
        with closing(sqlite3.connect(base, timeout=30, isolation_level=None)) as link:
            while not over.is_set():
                start = time.monotonic()
                link.executescript(
                    "BEGIN IMMEDIATE; UPDATE a SET v = v - 1; UPDATE b SET v = v + 1; COMMIT;"
                )
                waits.append(time.monotonic() - start)
                time.sleep(0.003)  # sans quoi SQLite, qui n'a pas de file, n'en laisserait aucun

    writer = threading.Thread(target=vire)
    writer.start()
    try:
        for rank in range(8):
            seen, end = len(waits), time.monotonic() + 60
            copy(base, tmp_path / f"copie-{rank}.db")
            while len(waits) == seen and time.monotonic() < end:  # on écrit entre deux copies
                time.sleep(0.001)
    finally:
        over.set()
        writer.join()
    assert [somme(tmp_path / f"copie-{rank}.db") for rank in range(8)] == [100] * 8
    assert len(waits) >= 8, "on écrivait entre deux copies"
    assert somme(base) == 100


def test_une_copie_se_suffit(base, tmp_path):
    """Ni -wal ni -shm à côté d'elle, même rouverte."""
    copy(base, tmp_path / "copie.db")
    with reopened(tmp_path / "copie.db") as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM a").one()
    assert [path.name for path in tmp_path.glob("copie*")] == ["copie.db"]


def test_copier_ne_lache_pas_nos_propres_verrous(base, tmp_path):
    """Sous POSIX, fermer le fichier lâcherait le verrou de notre transaction en cours."""
    with closing(sqlite3.connect(base, isolation_level=None)) as mine:
        mine.execute("BEGIN IMMEDIATE")
        copy(base, tmp_path / "copie.db")
        code = (
            "import sqlite3, sys; k = sqlite3.connect(sys.argv[1], timeout=0);"
            "k.execute('BEGIN IMMEDIATE')"
        )

        done = subprocess.run([sys.executable, "-c", code, str(base)], capture_output=True)
        assert b"locked" in done.stderr
        mine.execute("ROLLBACK")


def test_une_base_qui_a_retreci_se_copie(base, tmp_path):
    copy(base, tmp_path / "avant.db")
    with closing(sqlite3.connect(base, isolation_level=None)) as link:
        link.execute("DELETE FROM poids")
        link.execute("VACUUM")
    copy(base, tmp_path / "apres.db")
    assert somme(tmp_path / "apres.db") == 100
    assert (tmp_path / "apres.db").stat().st_size < (tmp_path / "avant.db").stat().st_size


def test_remettre_une_copie_est_tout_ou_rien(base, tmp_path, monkeypatch):
    copy(base, tmp_path / "copie.db")
    with closing(sqlite3.connect(base, isolation_level=None)) as link:
        link.execute("UPDATE a SET v = 7")
        link.execute("BEGIN")
        link.execute("SELECT * FROM a").fetchone()
        if link.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
            with (
                monkeypatch.context() as patch,
                pytest.raises(TemporaryError, match="occupée"),
            ):
                patch.setattr(copie_sqlite, "PATIENCE", 0.1)
                replace(base, tmp_path / "copie.db")
            assert link.execute("SELECT v FROM a").fetchone() == (7,)
    replace(base, tmp_path / "copie.db")
    assert somme(base) == 100


def test_le_controle_rapide_trouve_une_page_ecrasee(base):
    assert quick_faults(base, 60) == []
    with closing(sqlite3.connect(base)) as link:
        link.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(base.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    base.write_bytes(content)
    assert quick_faults(base, 60)


def test_le_controle_rapide_est_borne(base):
    start = time.process_time()
    assert quick_faults(base, 0.0) == []
    assert time.process_time() - start < 2


def test_un_fichier_qui_n_est_pas_une_base_se_dit(tmp_path):
    path = tmp_path / "lsc.db"
    path.write_bytes(b"perdu " * 4000)
    with pytest.raises(UserError, match="abîmée"):
        copy(path, tmp_path / "copie.db")


def test_le_premier_giga_ne_lit_pas_la_page_des_verrous(tmp_path, monkeypatch):
    """Là où SQLite pose ses verrous, 512 octets ne se lisent pas ; la suite, si."""
    monkeypatch.setattr(copie_sqlite, "LOCK_BYTES", copie_sqlite.CHUNK)
    size = 3 * copie_sqlite.CHUNK + 77
    old, new = tmp_path / "a", tmp_path / "b"
    old.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))
    with old.open("rb") as source, new.open("wb+", buffering=0) as target:
        copie_sqlite._correct(source.fileno(), target, lambda percent: None)
    wanted, got = old.read_bytes(), new.read_bytes()
    start = copie_sqlite.CHUNK
    assert got[:start] == wanted[:start] and got[start + 512 :] == wanted[start + 512 :]
    assert got[start : start + 512] == b"\0" * 512 and len(got) == size
