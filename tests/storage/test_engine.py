import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select, text

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.storage.engine import Database, journal_mode
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Entite, Historique
from tests.bases import sqlite_seulement


@pytest.fixture
def entite(db):
    with db.write("Martine") as session:
        session.add(Entite(code="G001", nom="0"))


def test_deux_cents_augmentations_simultanees_comptent_toutes(db, entite):
    def augmenter(_rank):
        with db.write() as session:
            hold(session, Entite, 1)
            record = session.get_one(Entite, 1)
            record.nom = str(int(record.nom) + 1)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(augmenter, range(200)))
    with db.read() as session:
        assert session.get_one(Entite, 1).nom == "200"


def test_une_lecture_refuse_d_ecrire(db):
    with pytest.raises(RuntimeError, match="lecture ne doit rien"), db.read() as session:
        session.add(Entite(code="X", nom="X"))
        session.flush()


def test_une_erreur_annule_tout(db):
    with pytest.raises(ZeroDivisionError), db.write() as session:
        session.add(Entite(code="X", nom="X"))
        session.flush()
        raise ZeroDivisionError
    with db.read() as session:
        assert session.scalars(select(Entite)).all() == []


def test_un_doublon_se_dit_en_francais_et_nomme_le_champ(db, entite):
    with pytest.raises(UserError, match="existe déjà") as refus, db.write() as session:
        session.add(Entite(code="G001", nom="Autre"))
    assert refus.value.field == "code"


def test_une_fiche_modifiee_entre_temps_n_est_pas_ecrasee(db, entite):
    with pytest.raises(ConflictError), db.write() as session:
        record = session.get_one(Entite, 1)
        session.execute(text("UPDATE entite SET version = version + 1"))
        record.nom = "le mien"
    with db.read() as session:
        assert session.get_one(Entite, 1).nom == "0"


def test_l_historique_dit_qui_a_change_quoi_dans_la_meme_transaction(db, entite):
    with db.write("Paul") as session:
        session.get_one(Entite, 1).nom = "Agence"
    with db.read() as session:
        facts = session.execute(
            select(
                Historique.qui, Historique.action, Historique.champ, Historique.avant,
                Historique.apres,
            ).order_by(Historique.id)
        ).all()  # fmt: skip
    assert facts == [
        ("Martine", "création", "", "", "G001"),
        ("Paul", "modification", "nom", "0", "Agence"),
    ]


@pytest.mark.parametrize("ordre", ["UPDATE historique SET qui = 'X'", "DELETE FROM historique"])
def test_l_historique_ne_se_retouche_pas(db, entite, ordre):
    with pytest.raises(UserError), db.write() as session:
        session.execute(text(ordre))


def test_les_cles_etrangeres_sont_surveillees(db):
    with pytest.raises(UserError, match="fiche liée manque"), db.write() as session:
        session.execute(text("INSERT INTO mandat_lot (mandat_id, lot_id, rang) VALUES (1, 1, 0)"))


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_le_journal_suit_la_version_de_sqlite(version, mode):
    assert journal_mode(version) == mode


@sqlite_seulement("le mode du journal est un réglage de SQLite")
def test_le_journal_est_bien_pose(db):
    with db.read() as session:
        posed = session.scalar(text("PRAGMA journal_mode"))
    assert posed == journal_mode(sqlite3.sqlite_version_info).lower()


@sqlite_seulement("borne la taille du fichier de la base")
def test_un_disque_plein_se_dit_et_ne_perd_rien(tmp_path, db, entite):
    """La base ne peut plus grandir : rien n'est à moitié écrit, la base reste saine."""
    with pytest.raises(UserError, match="disque de la base est plein"), db.write() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.add_all(
            Entite(code=f"E{n}", nom="x" * 4000, garantie=f"{datetime.min}") for n in range(200)
        )
    db.close()
    other = Database(str(db.url))
    with other.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert [e.code for e in session.scalars(select(Entite))] == ["G001"]
    other.close()
