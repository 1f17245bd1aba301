"""Une base d'avant garde ses quittances, ses lignes prises, et apprend lesquelles sont annulées."""

from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import Connection, connect

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.services.comptabilite import contrepasser
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import LigneQuittancement, Quittance
from lsc_desktop.storage.schema import prepare, upgrade
from tests.agence import une_agence
from tests.conftest import MAINTENANT
from tests.factories import une_ligne
from tests.gestes import NOVEMBRE, OCTOBRE, passer, un_appel


def ouvrir(path: Path) -> Database:
    return Database(f"sqlite:///{path.as_posix()}")


def une_base(path: Path, version: str = "head") -> Database:
    database = ouvrir(path)
    with database.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, version)
    return database


@pytest.fixture
def ancienne(tmp_path, ctx) -> Database:
    """D'avant la 0003 : octobre, qui a pris une ligne, et novembre, contre-passé."""
    neuve = une_base(tmp_path / "neuve.db")
    with neuve.write() as session:
        agence = une_agence(session)
        une_ligne(session, agence.locataire, agence.loyer, "80", ponctuelle=True)
    for periode in (OCTOBRE, NOVEMBRE):
        passer(neuve, un_appel(agence, periode), ctx)
    with neuve.write() as session:
        novembre = select(Quittance.piece_id).where(Quittance.periode_du == NOVEMBRE.du)
        contrepasser(session, session.scalars(novembre).one(), ctx, date(2021, 10, 25))
    neuve.close()
    une_base(tmp_path / "ancienne.db", "0002").close()
    with closing(connect(tmp_path / "ancienne.db", isolation_level=None)) as link:
        link.execute("ATTACH ? AS neuve", (str(tmp_path / "neuve.db"),))
        for (table,) in link.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'"):
            if table != "alembic_version":
                recopier(link, table)
    return ouvrir(tmp_path / "ancienne.db")


def recopier(link: Connection, table: str) -> None:
    old, new = (
        [row[1] for row in link.execute(f"PRAGMA {base}.table_info({table})")]
        for base in ("main", "neuve")
    )
    columns = ", ".join(name for name in old if name in new)
    link.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM neuve.{table}")  # noqa: S608


def test_une_base_d_avant_garde_ses_quittances_et_leurs_lignes(ancienne):
    prepare(ancienne, MIGRATIONS, now=MAINTENANT)
    with ancienne.read() as session:
        octobre, novembre = session.scalars(select(Quittance).order_by(Quittance.id))
        assert octobre.annulee_par_id is None
        assert novembre.annulee_par_id == novembre.piece_id + 1
        taken = select(LigneQuittancement.quittance_id).where(LigneQuittancement.ponctuelle)
        assert session.scalars(taken).one() == octobre.id
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
    assert broken == []
    ancienne.close()


def test_apres_quoi_seule_une_periode_annulee_se_rappelle(ancienne):
    prepare(ancienne, MIGRATIONS, now=MAINTENANT)
    for rang, refuse in ((0, True), (1, False)):
        with ancienne.read() as session:
            known = session.scalars(select(Quittance).order_by(Quittance.id)).all()[rang]
            values = {c.key: getattr(known, c.key) for c in Quittance.__table__.columns}
        del values["id"], values["annulee_par_id"]
        if refuse:
            with pytest.raises(UserError, match="existe déjà"), ancienne.write() as session:
                session.add(Quittance(**values))
        else:
            with ancienne.write() as session:
                session.add(Quittance(**values))
    ancienne.close()
