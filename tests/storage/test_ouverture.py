"""Une base impossible à ouvrir est expliquée ; une création interrompue se reprend."""

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest
from sqlalchemy import func, select

from lsc_desktop.app.start import open_base, upgraded
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.settings import Settings
from lsc_desktop.services import demonstration
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Entite


def reglages(path) -> Settings:
    return Settings(f"sqlite:///{path.as_posix()}", "Martine")


def test_un_fichier_qui_n_est_pas_une_base_est_explique_et_reste_intact(tmp_path):
    path = tmp_path / "lsc.db"
    path.write_text("ceci n'est pas une base" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(UserError, match="abîmée"):
        open_base(reglages(path))
    assert path.read_bytes() == before


def test_une_base_dont_l_en_tete_est_abime_est_expliquee_et_reste_intacte(tmp_path):
    """Le format du schéma (octets 44 à 47, doc de SQLite §1.3.9) vaut 1 à 4."""
    path = tmp_path / "lsc.db"
    with closing(sqlite3.connect(path)) as link:
        link.execute("CREATE TABLE t (a)")
    content = bytearray(path.read_bytes())
    content[44:48] = (9).to_bytes(4, "big")
    path.write_bytes(content)
    with pytest.raises(UserError, match="abîmée"):
        open_base(reglages(path))
    assert path.read_bytes() == content


def test_un_dossier_absent_est_explique(tmp_path):
    with pytest.raises(TemporaryError, match="hors d'atteinte"):
        open_base(reglages(tmp_path / "absent" / "lsc.db"))


def test_une_creation_interrompue_se_reprend_au_lancement_suivant(tmp_path, monkeypatch):
    settings = reglages(tmp_path / "lsc.db")
    db = Database(settings.database_url)
    assert upgraded(db, MIGRATIONS)  # à niveau, puis le programme est tué
    db.close()
    calls = []

    def installer(session, *, utilisateur, maintenant):
        calls.append((utilisateur, type(maintenant)))
        session.add(Entite(code="G001", nom="Agence"))

    monkeypatch.setattr(demonstration, "installer", installer)
    open_base(settings).close()
    db = open_base(settings)
    assert calls == [("Martine", datetime)]
    with db.read() as session:
        assert session.scalar(select(func.count(Entite.id))) == 1
    db.close()
