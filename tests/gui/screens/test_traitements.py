"""Le programme tué pendant « Quittancer », rouvert : la vraie fenêtre finit seule. Et l'écran."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from lsc_desktop.app import main
from lsc_desktop.app.assembly import assemble
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit import durable
from lsc_desktop.gui.kit.results import ResultSheet
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.quittancement import nouvel_appel
from lsc_desktop.queries.traitements import load_traitement
from lsc_desktop.services.traitements import conclure, inscrire, marquer
from lsc_desktop.storage.models import Regularisation, Traitement
from tests.depot import ROOT
from tests.factories import des_reglages, un_code, un_locataire, un_lot, une_agence, une_validee
from tests.gui.screens.atelier import champ, lignes

FICHES = 4
tue = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="demande SIGKILL")
# Ce que fait la fenêtre ; une ligne faite, le processus est tué.
TUE = """
import os, signal, sys
from lsc_desktop.gui.kit.batch import Control, treat
from lsc_desktop.storage.engine import Database
from tests.epreuves.meneur import contexte, quittancer
db = Database(sys.argv[1])
ledger = quittancer(db)
treat(ledger.lot.batch, ledger.rows[:1], db, contexte, Control(), register=ledger)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def agence(db, ctx):
    """Quatre fiches validées, prêtes à quittancer."""
    with db.write() as session:
        made = une_agence(session)
        un_code(session)
        des_reglages(session)
        for _ in range(FICHES):
            lot = un_lot(session, made)
            un_locataire(session, made, lot_id=lot)
            une_validee(session, made, ctx, lot_id=lot)
    return made


@tue
def test_rouvert_apres_un_arret_brutal_le_programme_finit_seul(
    qtbot, agence, db, adresse, tmp_path, monkeypatch
):
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    code = subprocess.run(
        [sys.executable, "-c", TUE, adresse], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).returncode  # fmt: skip
    assert code == -signal.SIGKILL
    assert _quittancees(db) == 1

    window = assemble(db, Settings("", "Paul"))
    qtbot.addWidget(window)
    window.show()
    window.resumer.start()
    qtbot.waitUntil(lambda: _etat(db) == "termine")
    assert window.tasks.drain()
    qtbot.waitUntil(lambda: bool(window.findChildren(ResultSheet)))
    assert window.status.currentMessage() == (
        f"Reprise de « Quittancer » : {FICHES - 1} lignes restaient, {FICHES - 1} faites."
    )
    assert _quittancees(db) == FICHES
    with db.read() as session:
        assert set(session.scalars(select(Regularisation.quittance_par))) == {"Martine"}
        (lot_id,) = session.scalars(select(Traitement.id))
        assert load_traitement(session, lot_id).repris_par == "Paul"
    assert window.close()


def _quittancees(db) -> int:
    with db.read() as session:
        stmt = select(func.count()).where(Regularisation.etat == "quittancee")
        return session.scalar(stmt) or 0


def _etat(db) -> str:
    with db.read() as session:
        return session.scalars(select(Traitement.etat)).one()


def test_un_appel_se_fige_et_se_retrouve_tel_que_l_apercu_l_a_montre(agence, db, ctx):
    screen = SCREENS["quittancement.appel"]
    (command,) = [c for c in screen.commands if c.text == "Comptabiliser"]
    with db.read() as session:
        rows = command.rows(nouvel_appel(session, ctx))
    lot = durable.lot(screen, command)
    again = lot.thaw(lot.freeze(rows))
    assert [(wanted, item) for wanted, item, _ in again] == [(w, item) for w, item, _ in rows]
    assert len({id(wanted) for wanted, _, _ in again}) == 1, "une demande pour tous"
    assert lot.batch.opens_id(again[0]) == rows[0][1].locataire_id


@pytest.fixture
def interrompu(agence, db, ctx):
    """Une fiche quittancée, une refusée, deux qui restent."""
    lot = durable.find(SCREENS, "regularisations.liste/Quittancer")
    source = SCREENS["regularisations.liste"].source
    with db.write() as session:
        ids = session.scalars(select(Regularisation.id).order_by(Regularisation.id)).all()
        rows = source.pick(session, ids)
        lot_id, lines = inscrire(
            session, list(zip(map(lot.batch.label, rows), lot.freeze(rows), strict=True)),
            sorte=lot.sorte, titre="Quittancer", jeton="x", ctx=ctx,
        )  # fmt: skip
        marquer(session, lines[0], "fait", "rien à appeler")
        marquer(session, lines[1], "refus", "Cette fiche n'est pas validée.")
        conclure(session, lot_id, "x", replace(ctx, aujourd_hui=date(2021, 10, 25)))
    return lot_id, ids


def test_la_liste_dit_ou_en_est_chaque_traitement(atelier, interrompu):
    (row,) = lignes(atelier.liste("traitements.liste"))
    assert row[:6] == ["Quittancer", "Interrompu", "1", "4", "1", "2"]
    assert row[6] == "Martine"


def test_la_fiche_montre_les_refus_et_mene_a_leur_objet(atelier, interrompu):
    lot_id, ids = interrompu
    form = atelier.fiche("traitements.fiche", lot_id)
    assert champ(form, "avancement").text() == "1 faite sur 4, 1 en échec, 2 en attente"
    assert champ(form, "etat_dit").text() == "Interrompu"
    view = atelier.liste("traitements.lignes", {"traitement_id": lot_id, "echecs": True})
    (row,) = lignes(view)
    assert row[2:] == ["Refusée", "Cette fiche n'est pas validée."]
    view.table.selectRow(0)
    atelier.lance(view, "Ouvrir l'objet")
    assert atelier.shell.ouverts == [("regularisations.fiche", ids[1], {})]


def test_reprendre_et_abandonner_depuis_la_liste(atelier, interrompu, db, monkeypatch):
    monkeypatch.setattr("lsc_desktop.gui.kit.dialogs.ask", lambda *args, **kwargs: True)
    view = atelier.liste("traitements.liste")
    view.table.selectRow(0)
    atelier.lance(view, "Reprendre")
    assert atelier.shell.repris == [interrompu[0]]
    atelier.lance(view, "Abandonner")
    assert _etat(db) == "abandonne"


@tue
def test_lsc_reprendre_finit_sans_fenetre(agence, db, adresse, tmp_path, monkeypatch, capsys):
    """Au nom de qui l'avait lancé, et une seule fois."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setenv("LSC_DATABASE_URL", adresse)
    monkeypatch.setenv("LSC_USER", "Paul")
    subprocess.run(
        [sys.executable, "-c", TUE, adresse], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert main(["reprendre"]) == 0
    left = FICHES - 1
    assert f"Reprise de « Quittancer » : {left} lignes restaient, {left} faites." in (
        capsys.readouterr().out
    )
    assert (_quittancees(db), _etat(db)) == (FICHES, "termine")
    assert main(["reprendre"]) == 0
    assert capsys.readouterr().out == "Aucun traitement à reprendre.\n"
