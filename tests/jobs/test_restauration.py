"""Restaurer : la base de la copie, entière, ou celle d'avant, intacte."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.seances import Presence, Seance
from lsc_desktop.jobs import restauration
from lsc_desktop.jobs.restauration import restaurer
from lsc_desktop.jobs.sauvegarde import sauvegarder, verifier_base
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.sauvegardes import SAUVEGARDES
from lsc_desktop.services.traitements import abandonner
from lsc_desktop.storage import sauvegardes
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Piece, Traitement
from tests.bases import postgresql_seulement, sqlite_seulement
from tests.factories import des_appels


@pytest.fixture
def presence(db):
    live = sauvegardes.local_file(db)
    if live is None:
        yield None
        return
    own = Presence(live)
    own.enter(Seance("Martine", "ACCUEIL", "25/10/2021 à 09:30"))
    yield own
    own.leave()


@pytest.fixture
def avancee(db, ctx, agence, copie):
    """Un mois de plus depuis la copie."""
    with db.write("Martine") as session:
        des_appels(session, agence, ctx, premier=date(2020, 3, 1), dernier=date(2020, 3, 31))
    return Path(copie.chemin)


def pieces(db) -> int:
    with db.read() as session:
        return session.query(Piece).count()


def copies(db):
    with db.read() as session:
        return [row.origine for row in SAUVEGARDES.page(session, Criteria(), 0, 50)]


def test_la_base_redevient_celle_de_la_copie(db, ctx, presence, avancee):
    done = restaurer(db, presence, avancee, ctx)
    assert pieces(db) == 2 and verifier_base(db) == []
    assert done.phrase().startswith("La base est celle du 25/10/2021 à 09:30. La base d'avant")


def test_la_base_d_avant_est_gardee_et_l_on_peut_y_revenir(db, ctx, presence, avancee):
    done = restaurer(db, presence, avancee, ctx)
    restaurer(db, presence, Path(done.avant), ctx)
    assert pieces(db) == 3


def test_la_liste_des_copies_survit(db, ctx, presence, avancee):
    restaurer(db, presence, avancee, ctx)
    assert sorted(copies(db)) == ["Avant une restauration", "Demandée à l'écran"]


def test_un_traitement_en_train_lors_de_la_copie_ne_repart_pas(db, ctx, presence, agence, dossier):
    with db.write("Martine") as session:
        values = {
            "sorte": "appel",
            "titre": "Appel",
            "cree_par": "Martine",
            "jeton": "mort",
            "jour": ctx.aujourd_hui,
        }
        session.add(Traitement(**values, cree_le=ctx.maintenant, vu_le=ctx.maintenant))
    copie = sauvegarder(db, ctx, "menu", dossier=dossier)
    restaurer(db, presence, Path(copie.chemin), ctx)
    with db.read() as session:
        lot = session.query(Traitement).one()
        assert (lot.etat, lot.jeton) == ("interrompu", "")  # sans maître : on peut le reprendre
    with db.write("Martine") as session:
        assert "abandonné" in abandonner(session, lot.id, ctx=ctx)


def test_une_copie_abimee_ne_touche_a_rien(db, ctx, presence, avancee):
    content = bytearray(avancee.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 9000] = b"\xff" * 9000
    avancee.write_bytes(content)
    with pytest.raises(UserError):
        restaurer(db, presence, avancee, ctx)
    assert pieces(db) == 3 and verifier_base(db) == []


@sqlite_seulement("sur un serveur, les connexions se voient")
def test_une_autre_seance_ouverte_empeche_et_se_nomme(db, ctx, presence, avancee):
    other = Presence(sauvegardes.local_file(db))
    other.enter(Seance("Paul", "BUREAU-2", "25/10/2021 à 10:42"))
    with pytest.raises(TemporaryError) as refus:
        restaurer(db, presence, avancee, ctx)
    assert "Paul sur BUREAU-2 depuis le 25/10/2021 à 10:42" in refus.value.title
    other.leave()
    assert pieces(db) == 3
    restaurer(db, presence, avancee, ctx)
    assert pieces(db) == 2


@postgresql_seulement("sur un fichier, les séances se signalent")
def test_une_autre_connexion_au_serveur_empeche(db, ctx, avancee):
    other = Database(db.url.render_as_string(hide_password=False))
    with other.read() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(TemporaryError, match="D'autres se servent de la base"):
            restaurer(db, None, avancee, ctx)
    other.close()
    assert pieces(db) == 3


@sqlite_seulement("un fichier de base absent")
def test_sur_une_machine_neuve(db, ctx, avancee, tmp_path):
    (tmp_path / "neuve").mkdir()
    new = Database(f"sqlite:///{(tmp_path / 'neuve/lsc.db').as_posix()}")
    done = restaurer(new, Presence(tmp_path / "neuve/lsc.db"), avancee, ctx)
    assert done.avant == "" and pieces(new) == 2
    new.close()


@sqlite_seulement("un fichier de base détruit")
def test_une_base_qui_n_en_est_plus_une_est_ecartee_et_remplacee(db, ctx, presence, avancee):
    db.close()
    live = sauvegardes.local_file(db)
    live.write_bytes(b"perdu " * 5000)
    done = restaurer(db, presence, avancee, ctx)
    assert pieces(db) == 2 and Path(done.avant).read_bytes().startswith(b"perdu")


@sqlite_seulement("une copie d'avant la dernière mise à niveau")
def test_une_copie_plus_ancienne_est_mise_a_niveau(db, ctx, presence, tmp_path, base_ancienne):
    with db.read() as session:
        here = sauvegardes.revision(session)
    restaurer(db, presence, base_ancienne, ctx)
    with db.read() as session:
        assert sauvegardes.revision(session) == here
    assert verifier_base(db) == []


@pytest.fixture
def base_ancienne(tmp_path):
    from lsc_desktop.base.paths import MIGRATIONS
    from lsc_desktop.storage.schema import upgrade

    path = tmp_path / "lsc-20200101-1200.db"
    old = Database(f"sqlite:///{path.as_posix()}")
    with old.engine.begin() as link:
        upgrade(link, MIGRATIONS, "0002")
    old.close()
    return path


@sqlite_seulement("l'erreur vient de SQLite")
def test_un_refus_au_dernier_moment_laisse_la_base_d_avant(db, ctx, presence, avancee, monkeypatch):
    def full(_path, _content):
        raise TemporaryError("Le disque est plein.")

    monkeypatch.setattr(restauration.storage.copie_sqlite, "replace", full)
    with pytest.raises(TemporaryError):
        restaurer(db, presence, avancee, ctx)
    assert pieces(db) == 3
    assert [p.name for p in avancee.parent.parent.glob(".lsc-*")] == []


@sqlite_seulement("le verrou est celui de SQLite")
def test_un_programme_qui_ne_se_signale_pas_mais_ecrit_empeche(
    db, ctx, presence, avancee, monkeypatch
):
    monkeypatch.setattr(restauration.storage.copie_sqlite, "PATIENCE", 0.2)
    monkeypatch.setattr(restauration, "_set_aside", lambda *args: "")  # il attendrait 30 s
    live = sauvegardes.local_file(db)
    foreign = sqlite3.connect(live, isolation_level=None)
    foreign.execute("BEGIN")
    foreign.execute("SELECT count(*) FROM piece").fetchone()
    with pytest.raises(TemporaryError, match="occupée"):
        restaurer(db, presence, avancee, ctx)
    foreign.close()
    assert pieces(db) == 3
