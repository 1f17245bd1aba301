"""Le même geste envoyé deux fois : un seul effet, et l'autre l'apprend (ecosystem C.3, T7).

Double-clic, touche tenue, raccourci répété, deux fenêtres, deux postes au même instant.
"""

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from sqlalchemy import func, select

from lsc_desktop.base.figer import figer
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.tiers import load_tiers
from lsc_desktop.storage.models import (
    Ecriture,
    Historique,
    LigneQuittancement,
    Locataire,
    Piece,
    Quittance,
    Regularisation,
    Tiers,
)
from tests.agence import une_agence
from tests.depot import ROOT
from tests.factories import des_appels, un_code, un_locataire, une_validee
from tests.gestes import apercu, combien, passer, un_appel
from tests.gui.conftest import miettes
from tests.gui.kit.gestes import CTRL, double_clic
from tests.gui.screens.atelier import Atelier, tape

pytestmark = [
    pytest.mark.long,
    pytest.mark.qt_log_ignore("This plugin does not support"),  # sans écran
]
__all__ = ["miettes"]  # ces fenêtres vivent comme celles des autres essais
REPETITIONS = 30  # d'une touche tenue une seconde


@pytest.fixture
def poste(qtbot, db, ctx, tmp_path, monkeypatch):
    """`poste()` : une fenêtre de plus ; toute question y est acceptée."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setattr(dialogs, "ask", lambda *args, **more: True)
    made: list[Atelier] = []

    def ouvrir(qui: str = "Martine") -> Atelier:
        made.append(Atelier(qtbot, db, replace(ctx, utilisateur=qui)))
        return made[-1]

    yield ouvrir
    for atelier in made:
        atelier.close()


@pytest.fixture
def agence(db, ctx):
    with db.write() as session:
        agence = une_agence(session)
        un_code(session)
    return agence


# --- Ce que font les doigts ---------------------------------------------------------------------


def tenir(widget: QWidget, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Une touche tenue : un appui, puis ses répétitions, puis on lâche."""
    for rank in range(REPETITIONS):
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "", rank > 0)
        QApplication.sendEvent(widget, event)
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, modifiers))


def ici(view: QWidget) -> QWidget:
    """Où vont les touches."""
    return view.focusWidget() or view


def ctrl_entree_deux_fois(view: Any, _bouton: QWidget) -> None:
    for _fois in range(2):
        QTest.keyClick(ici(view), Qt.Key.Key_Return, CTRL)


VALIDER = {
    "double-clic": lambda view, bouton: double_clic(bouton),
    "F12 tenue": lambda view, bouton: tenir(ici(view), Qt.Key.Key_F12),
    "Ctrl+Entrée tenue": lambda view, bouton: tenir(ici(view), Qt.Key.Key_Return, CTRL),
    "Ctrl+Entrée deux fois": ctrl_entree_deux_fois,
}


def bouton(view: Any, text: str) -> QToolButton:
    """Le bouton d'une commande, dans la barre de la liste."""
    found = [b for b in view.findChildren(QToolButton) if b.text().replace("&", "") == text]
    assert len(found) == 1, text
    return found[0]


def action(view: Any, text: str) -> Any:
    (found,) = [action for _menu, action in view.tools.commands.all() if action.text() == text]
    return found


def dits(atelier: Atelier) -> list[str]:
    """Tout ce que l'utilisateur a pu lire : refus, barre d'état, comptes rendus."""
    said = [str(error) for error in atelier.shell.refus] + list(atelier.shell.dits)
    for sheet in QApplication.topLevelWidgets():
        if sheet.objectName() == "resultats" and sheet.isVisible():
            model = sheet.table.model()
            said += [str(model.index(r, 2).data()) for r in range(model.rowCount())]
    return said


# --- Une fenêtre --------------------------------------------------------------------------------


@pytest.mark.parametrize("geste", VALIDER)
def test_creer_deux_fois_ne_cree_qu_une_fiche(poste, agence, db, geste):
    before, atelier = combien(db, Tiers), poste()
    form = atelier.fiche("tiers.fiche")
    form.activateWindow()
    tape(form, "nom", "DURAND")
    VALIDER[geste](form, form.header.accept)
    assert combien(db, Tiers) == before + 1


@pytest.mark.parametrize("geste", VALIDER)
def test_valider_deux_fois_n_enregistre_qu_une_fois(poste, agence, db, geste):
    form = poste().fiche("tiers.fiche", agence.tiers)
    form.activateWindow()
    version = form.draft.version
    tape(form, "ville", "METZ")
    VALIDER[geste](form, form.header.accept)
    with db.read() as session:
        assert session.get(Tiers, agence.tiers).version == version + 1


def test_entree_tenue_ne_valide_jamais(poste, agence, db):
    form = poste().fiche("tiers.fiche", agence.tiers)
    form.activateWindow()
    tape(form, "ville", "METZ")
    for _fois in range(4):
        tenir(ici(form), Qt.Key.Key_Return)
    with db.read() as session:
        assert session.get(Tiers, agence.tiers).ville != "METZ"
    assert form.modified()


def ctrl_q_tenue(view: Any) -> None:
    """Le raccourci tenu : Qt redéclenche l'action à chaque répétition qu'elle accepte."""
    command = action(view, "Quittancer")
    for rank in range(REPETITIONS):
        if rank == 0 or command.autoRepeat():
            command.trigger()


@pytest.mark.parametrize("geste", ["double-clic", "Ctrl+Q tenue", "deux appuis"])
def test_quittancer_deux_fois_ne_quittance_qu_une_fois(poste, agence, db, ctx, geste):
    with db.write() as session:
        des_appels(session, agence, ctx, premier=date(2020, 1, 1), dernier=date(2020, 12, 31))
        une_validee(session, agence, ctx)
    lines = combien(db, LigneQuittancement)
    atelier = poste()
    view = atelier.liste("regularisations.liste")
    view.table.selectAll()
    press = bouton(view, "Quittancer")
    if geste == "double-clic":
        double_clic(press)
    elif geste == "Ctrl+Q tenue":
        ctrl_q_tenue(view)
    else:
        press.click()
        press.click()
    assert atelier.tasks.drain()
    with db.read() as session:
        states = session.scalars(select(Regularisation.etat)).all()
    assert states == ["quittancee"]
    assert combien(db, LigneQuittancement) - lines in (1, 2), "solde, et provision nouvelle"
    assert dits(atelier)


@pytest.mark.parametrize("geste", [*VALIDER, "deux appuis"])
def test_appeler_deux_fois_n_appelle_qu_une_fois(poste, agence, db, geste):
    atelier = poste()
    form = atelier.fiche("quittancement.appel")
    form.activateWindow()
    form.binding.widgets["date"].setFocus()  # sur une fiche liée, Ctrl+Entrée l'ouvre
    accept = form.header.accept
    if geste == "deux appuis":
        accept.click()
        accept.click()
    else:
        VALIDER[geste](form, accept)
    assert atelier.tasks.drain()
    assert combien(db, Quittance) == 1 and combien(db, Piece) == 1
    assert dits(atelier)


def test_contrepasser_deux_fois_ne_contrepasse_qu_une_fois(poste, agence, db, ctx):
    passer(db, un_appel(agence), ctx)
    atelier = poste()
    view = atelier.liste("pieces.liste")
    view.table.selectAll()
    for _fois in range(2):
        action(view, "Contre-passer").trigger()
    assert atelier.tasks.drain()
    assert combien(db, Piece) == 2
    with db.read() as session:
        assert session.scalar(select(func.sum(Ecriture.debit - Ecriture.credit))) == 0
    assert dits(atelier)


# --- Deux fenêtres d'un même programme ----------------------------------------------------------


def test_deux_fenetres_valident_la_meme_correction(poste, agence, db):
    une, autre = poste(), poste("Luc")
    forms = [atelier.fiche("tiers.fiche", agence.tiers) for atelier in (une, autre)]
    for form in forms:
        form.activateWindow()
        tape(form, "ville", "METZ")
    for form in forms:
        double_clic(form.header.accept)
    assert forms[1].merged.sentences[0].startswith("Cette fiche a été modifiée par Martine")
    double_clic(forms[1].header.accept)
    with db.read() as session:
        changes = session.scalars(
            select(Historique.qui).where(Historique.fiche == "tiers", Historique.champ == "ville")
        ).all()
    assert changes == ["Martine"]


def test_deux_fenetres_quittancent_la_meme_fiche(poste, agence, db, ctx):
    with db.write() as session:
        des_appels(session, agence, ctx, premier=date(2020, 1, 1), dernier=date(2020, 12, 31))
        une_validee(session, agence, ctx)
    ateliers = [poste(), poste("Luc")]
    views = [atelier.liste("regularisations.liste") for atelier in ateliers]
    for view in views:
        view.table.selectAll()
    for view in views:  # les deux appuis partent avant qu'aucun ne soit fini
        bouton(view, "Quittancer").click()
    for atelier in ateliers:
        assert atelier.tasks.drain()
    with db.read() as session:
        assert session.scalars(select(Regularisation.quittance_par)).one() in ("Martine", "Luc")
        kept = session.scalar(
            select(func.count()).where(LigneQuittancement.regularisation_id.is_not(None))
        )
    assert kept in (1, 2)
    assert any(
        "plus en attente" in text or "modifiée par" in text for a in ateliers for text in dits(a)
    )


# --- Deux postes au même instant ----------------------------------------------------------------


class Postes:
    """Deux processus sur la même base ; `appuyer` leur fait jouer le même geste au même instant."""

    def __init__(self, stack: ExitStack, url: str) -> None:
        self._all = [stack.enter_context(self._start(url, rank)) for rank in (1, 2)]
        for process in self._all:
            assert process.stdout.readline() == "prêt\n"

    def _start(self, url: str, rank: int) -> Any:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.epreuves.double_envoi", url, str(rank)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def appuyer(self, geste: str, *args: dict[str, Any]) -> list[str]:
        """`args` : les mêmes pour les deux, ou un par poste."""
        instant = time.time() + 0.03
        for rank, process in enumerate(self._all):
            process.stdin.write(json.dumps([geste, args[rank % len(args)], instant]) + "\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in self._all]

    def close(self) -> None:
        for process in self._all:
            process.stdin.close()


def test_deux_postes_appuient_au_meme_instant(db, adresse, ctx, agence, ampleur, releve):
    """Chaque manche : un geste, deux postes, un seul effet ; l'autre lit une phrase."""
    manches = ampleur(4, 60)
    with db.write() as session:
        baux = [un_locataire(session, agence) for _rang in range(manches)]
        des_appels(session, agence, ctx, premier=date(2020, 1, 1), dernier=date(2020, 12, 31))
        lots = [session.get(Locataire, bail).lot_id for bail in baux]
        fiches = [une_validee(session, agence, ctx, lot_id=lot) for lot in lots]
    told: list[str] = []
    with ExitStack() as stack:
        postes = Postes(stack, adresse)
        stack.callback(postes.close)
        for rang in range(manches):
            told += _une_manche(postes, db, agence, rang, fiches[rang])
    with db.read() as session:
        assert session.scalar(select(func.sum(Ecriture.debit - Ecriture.credit))) == Decimal(0)
    releve(
        f"{len(told)} doubles envois de deux postes au même instant",
        "un seul effet chaque fois, l'autre prévenu",
    )


def _une_manche(postes: Postes, db: Any, agence: Any, rang: int, fiche: int) -> list[str]:
    told = []
    with db.read() as session:
        saisie = figer(load_tiers(session, agence.tiers))
        version = session.get(Regularisation, fiche).version
    villes = [{"saisie": saisie, "ville": f"{ville} {rang}"} for ville in ("METZ", "NANCY")]
    told.append(_un_seul(postes.appuyer("Valider", *villes)))
    told.append(_un_seul(postes.appuyer("Créer", {"code": f"NEUF{rang}"})))
    told.append(_un_seul(postes.appuyer("Quittancer", {"fiche": fiche, "version": version})))
    prevu = _apercus(db, agence)[0]
    args = {"entite": agence.entite, "prevu": figer(prevu)}
    before = combien(db, Quittance)
    told.append(_un_seul(postes.appuyer("Appel", args)))
    assert combien(db, Quittance) == before + 1
    with db.read() as session:
        piece = session.scalars(select(Quittance.piece_id).order_by(Quittance.id.desc())).first()
        lines = select(func.count()).where(LigneQuittancement.regularisation_id == fiche)
        assert session.scalar(lines) in (1, 2)
        created = select(func.count()).where(Tiers.code == f"NEUF{rang}")
        assert session.scalar(created) == 1
    told.append(_un_seul(postes.appuyer("Contre-passer", {"piece": piece})))
    with db.read() as session:
        undone = select(func.count()).where(Piece.extourne_de_id == piece)
        assert session.scalar(undone) == 1
    return told


def _un_seul(answers: list[str]) -> str:
    """Un poste a réussi ; rend la phrase que l'autre a lue."""
    assert "" in answers, answers
    (said,) = [text for text in answers if text] or [""]
    assert said and not said.startswith("!"), answers
    return said


def _apercus(db: Any, agence: Any) -> list[Any]:
    return list(apercu(db, un_appel(agence)))
