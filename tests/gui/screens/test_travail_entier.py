"""Un travail sur la saisie entière : tout ou rien, hors du fil graphique, interruptible."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit import work
from lsc_desktop.gui.kit.screens import Task
from lsc_desktop.gui.kit.whole import run_task
from lsc_desktop.storage.models import Immeuble


@dataclass
class Saisie:
    fait: str = ""


@pytest.fixture
def place(atelier, qtbot):
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    qtbot.addWidget(widget)
    return work.Place(widget, atelier.shell, atelier.db, atelier.tasks)


def immeubles(db) -> int:
    with db.read() as session:
        return session.scalar(select(func.count(Immeuble.id)))


def bati(session, draft, found, ctx, told):
    session.add(Immeuble(code="PARC", nom="Le Parc"))
    session.flush()
    told("bâti")
    return found


def note(shell, draft, before, result):
    draft.fait = result


def test_ce_qui_est_demande_va_du_fichier_a_la_base_puis_a_la_saisie(atelier, db, place):
    draft, seen = Saisie(), []
    task = Task(
        work=bati, done=note, writes=True, ask=lambda shell, draft: "demandé",
        before=lambda draft, asked, ctx, told: f"{asked} puis lu",
    )  # fmt: skip
    run_task(task, draft, "Bâtir", place, lambda: seen.append(draft.fait))
    assert atelier.tasks.drain()
    assert (draft.fait, seen, immeubles(db)) == ("demandé puis lu", ["demandé puis lu"], 1)


def test_renoncer_ne_lance_rien(atelier, db, place):
    task = Task(work=bati, done=note, writes=True, ask=lambda shell, draft: None)
    run_task(task, Saisie(), "Bâtir", place, lambda: None)
    assert atelier.tasks.drain()
    assert immeubles(db) == 0


def test_interrompre_annule_tout_ce_qui_etait_ecrit(atelier, db, place):
    def interrompu(session, draft, found, ctx, told):
        session.add(Immeuble(code="PARC", nom="Le Parc"))
        session.flush()
        work.interrupt_all()
        told("trop tard")
        return "fini"

    draft = Saisie()
    run_task(Task(work=interrompu, done=note, writes=True), draft, "Bâtir", place, lambda: None)
    assert atelier.tasks.drain()
    assert (draft.fait, immeubles(db)) == ("", 0)
    assert "interrompu" in str(atelier.shell.refus[-1])


def test_un_refus_se_dit_et_n_ecrit_rien(atelier, db, place):
    def refuse(session, draft, found, ctx, told):
        bati(session, draft, found, ctx, told)
        raise UserError("Non.", "Rien à faire.")

    run_task(Task(work=refuse, done=note, writes=True), Saisie(), "Bâtir", place, lambda: None)
    assert atelier.tasks.drain()
    assert immeubles(db) == 0
    assert "Non." in str(atelier.shell.refus[-1])


def test_deux_clics_ne_font_qu_un_travail(atelier, db, place):
    task = Task(work=bati, done=note, writes=True)
    for _ in range(2):
        run_task(task, Saisie(), "Bâtir", place, lambda: None)
    assert atelier.tasks.drain()
    assert immeubles(db) == 1
    assert "déjà en cours" in str(atelier.shell.refus[-1])
