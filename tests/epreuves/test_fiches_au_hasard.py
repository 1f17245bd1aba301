"""Vingt mille actions au hasard dans tous les écrans : aucun incident, rien de perdu sans question.

La graine est affichée. `LSC_GRAINE=… LSC_PREFIXE=…` rejoue les premières actions.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid
from sqlalchemy import func, select

from lsc_desktop.app.assembly import assemble
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit.memory import Collector
from lsc_desktop.services.demonstration import installer
from lsc_desktop.storage.models import Ecriture, Piece, Quittance
from tests.conftest import MAINTENANT
from tests.epreuves.singe import Singe

pytestmark = pytest.mark.long


@pytest.fixture
def fenetre(qtbot, db, tmp_path, monkeypatch) -> Iterator[Any]:
    """La vraie fenêtre sur l'agence de démonstration ; rien ne sort du dossier de l'essai."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setenv("HOME", str(tmp_path))
    target = str(tmp_path / "sortie.pdf")
    for name, answer in (
        ("getOpenFileName", ("", "")), ("getSaveFileName", (target, "")),
        ("getOpenFileNames", ([], "")), ("getExistingDirectory", str(tmp_path)),
    ):  # fmt: skip
        monkeypatch.setattr(QFileDialog, name, lambda *args, found=answer, **named: found)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    with db.write("Martine") as session:
        installer(session, utilisateur="Martine", maintenant=MAINTENANT)
    collector = Collector()  # comme dans le programme : les miettes, dans le fil graphique
    window = assemble(db, Settings("", "Martine"))
    window.show()
    window.activateWindow()
    window.show_home()
    yield window
    if isValid(window):
        window.opener.drop_all()
        window.tasks.close()
        window.close()
        window.deleteLater()
    collector.stop()


def test_n_importe_quoi_dans_tous_les_ecrans(fenetre, db, monkeypatch, ampleur, releve, capsys):
    seed = int(os.environ.get("LSC_GRAINE") or time.time_ns() % 1_000_000)
    total = int(os.environ.get("LSC_PREFIXE") or ampleur(400, 20_000))
    print(f"graine : {seed}")
    singe = Singe(fenetre, seed, monkeypatch)
    start = time.perf_counter()
    singe.jouer(total)
    spent = time.perf_counter() - start
    assert isValid(fenetre) and fenetre.isVisible()
    les_comptes_tiennent(db)
    times = sorted(singe.times)
    slow = times[int(len(times) * 0.99)] * 1000
    if total >= 10_000:
        missed = singe.atteignables() - singe.screens - singe.refused
        assert not missed, f"jamais ouverts : {sorted(missed)}"
    releve(
        "actions au hasard dans tous les écrans",
        f"{total} actions, {len(singe.screens)} écrans sur {len(fenetre.screens)}, "
        f"{singe.questions} questions, 0 incident, 0 saisie perdue ; "
        f"p99 d'une action {slow:.0f} ms, en {spent:.0f} s",
    )


def les_comptes_tiennent(db: Any) -> None:
    with db.read() as session:
        sums = select(Ecriture.piece_id).group_by(Ecriture.piece_id)
        off = sums.having(func.sum(Ecriture.debit) != func.sum(Ecriture.credit))
        assert session.scalars(off).all() == []
        holes = (
            select(Piece.journal_id)
            .group_by(Piece.journal_id, Piece.entite_id)
            .having(func.count() != func.max(Piece.numero))
        )
        assert session.scalars(holes).all() == []
        twice = (
            select(Quittance.locataire_id)
            .where(Quittance.annulee_par_id.is_(None))
            .group_by(Quittance.locataire_id, Quittance.periode_du, Quittance.periode_au)
            .having(func.count() > 1)
        )
        assert session.scalars(twice).all() == []
