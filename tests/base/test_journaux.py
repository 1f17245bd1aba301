"""Le journal du programme : borné, discret, et qui ne gêne jamais le travail."""

import logging
import sys

import pytest

from lsc_desktop.base import journaux
from lsc_desktop.base.journaux import Journal, discreet, keep_journal


@pytest.fixture
def logger(tmp_path):
    made = logging.Logger("lsc_desktop.essai")
    made.addHandler(Journal(tmp_path / "journal.log"))
    return made


@pytest.mark.parametrize(
    ("dit", "garde"),
    [
        ("base postgresql://lsc:S3cret@serveur/agence", "base postgresql://lsc:…@serveur/agence"),
        ("traitement de « DUPONT Elsa »", "traitement de « … »"),
        ("compte FR76 3000 6000 0112 3456 7890 189 refusé", "compte IBAN… refusé"),
        ("écrit à elsa.dupont@exemple.fr hier", "écrit à courriel… hier"),
        ("[parameters: ('DUPONT', 12)]\n(Background)", "[parameters: …]"),
        ("Key (nom)=(DUPONT) already exists", "Key (nom)=(…) already exists"),
        ("PGPASSWORD=S3cret", "PGPASSWORD=…"),
    ],
)
def test_ni_secret_ni_personne(dit, garde):
    assert discreet(dit) == garde


def test_la_trace_d_un_bogue_est_discrete_aussi(logger, tmp_path):
    try:
        raise RuntimeError("[parameters: ('DUPONT',)]")
    except RuntimeError:
        logger.error("incident", exc_info=sys.exc_info())
    text = (tmp_path / "journal.log").read_text(encoding="utf-8")
    assert "incident" in text and "RuntimeError" in text and "DUPONT" not in text


def test_il_se_relaie_et_reste_borne(logger, tmp_path, monkeypatch):
    monkeypatch.setattr(journaux, "LARGEST", 2000)
    for rank in range(200):
        logger.info("ligne %s %s", rank, "x" * 60)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["journal.1.log", "journal.2.log", "journal.log"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3 * 2300
    assert "ligne 199" in (tmp_path / "journal.log").read_text(encoding="utf-8")


def test_une_ligne_mal_faite_ou_un_dossier_absent_ne_leve_rien(tmp_path, capsys):
    made = logging.Logger("essai")
    made.addHandler(Journal(tmp_path / "absent" / "journal.log"))
    made.info("deux trous %s %s", "un seul")
    made.info("rien ne s'écrit")
    assert capsys.readouterr() == ("", "")


def test_il_ne_se_branche_qu_une_fois(tmp_path):
    logger = logging.getLogger("lsc_desktop")
    before = list(logger.handlers)
    try:
        assert keep_journal(tmp_path) is keep_journal(tmp_path)
        assert len(logger.handlers) == len(before) + 1
    finally:
        logger.handlers[:] = before
