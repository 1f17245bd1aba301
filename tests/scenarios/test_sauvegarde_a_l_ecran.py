"""Sauvegarder, vérifier, restaurer depuis la fenêtre, comme le ferait l'agence."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from lsc_desktop.app import services
from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.seance import base_file, enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.sauvegardes import SAUVEGARDES
from lsc_desktop.storage import copie_sqlite
from lsc_desktop.storage.models import Piece
from tests.agence import une_agence
from tests.bases import sqlite_seulement
from tests.factories import des_appels


@pytest.fixture
def agence(db, ctx):
    with db.write("Martine") as session:
        agence = une_agence(session)
        des_appels(session, agence, ctx, dernier=date(2020, 2, 29))
    return agence


@pytest.fixture
def fenetre(qtbot, db, agence, adresse, tmp_path, monkeypatch):
    """La vraie fenêtre et ses services, sur une agence qui a appelé deux mois."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    settings = Settings(adresse, "Martine")
    presence = enter(settings)
    window = assemble(db, settings)
    held = Services(window, db, presence)
    yield held
    held.stop()
    window.tasks.drain()
    window.close()
    if presence is not None:
        presence.leave()


def copies(db) -> list[str]:
    with db.read() as session:
        return [row.etat for row in SAUVEGARDES.page(session, Criteria(), 0, 10)]


def sauvegarde(qtbot, fenetre, db) -> str:
    fenetre.window.service("sauvegarder")
    said = fenetre.window.status.currentMessage
    qtbot.waitUntil(lambda: said().startswith("Copie vérifiée"))
    assert copies(db) == ["Vérifiée"]
    with db.read() as session:
        return SAUVEGARDES.page(session, Criteria(), 0, 1)[0].chemin


def test_sauvegarder_maintenant_se_voit_dans_la_barre_d_etat(qtbot, fenetre, db):
    sauvegarde(qtbot, fenetre, db)
    etat = fenetre.window.status.services
    qtbot.waitUntil(lambda: etat.text().startswith("Sauvegardé le "))


def test_verifier_une_copie_et_la_base(qtbot, fenetre, db, monkeypatch):
    dits: list[str] = []
    monkeypatch.setattr(dialogs, "inform", lambda parent, title, *rest: dits.append(title))
    sauvegarde(qtbot, fenetre, db)
    fenetre.window.service("verifier", id=1)
    qtbot.waitUntil(lambda: "est saine" in fenetre.window.status.currentMessage())
    fenetre.window.service("verifier_base")
    qtbot.waitUntil(lambda: dits == ["La base est saine."])


def test_restaurer_dit_ce_qu_on_perdra_et_se_refuse_d_un_mot(qtbot, fenetre, db, monkeypatch):
    chemin = sauvegarde(qtbot, fenetre, db)
    demandes: list[tuple[str, list[str]]] = []

    def non(parent, question, accept="", details=(), careful=False):
        demandes.append((question, list(details)))
        return False

    monkeypatch.setattr(dialogs, "ask", non)
    fenetre.window.service("restaurer", chemin=chemin)
    qtbot.waitUntil(lambda: bool(demandes))
    ((question, details),) = demandes
    assert question.startswith("Restaurer la base telle qu'elle était le")
    assert "Rien n'a été saisi depuis cette copie." in question and len(details) == 2
    assert fenetre.wanted is None


@sqlite_seulement("la relance est la même sur un serveur, où l'essai tient sa connexion")
def test_restaurer_ferme_restaure_le_dit_et_rouvre(qtbot, fenetre, agence, db, ctx, monkeypatch):
    chemin = sauvegarde(qtbot, fenetre, db)
    with db.write("Martine") as session:
        des_appels(session, agence, ctx, premier=date(2020, 3, 1), dernier=date(2020, 3, 31))
    relances: list[bool] = []
    monkeypatch.setattr(dialogs, "ask", lambda *args, **options: True)
    monkeypatch.setattr(services, "relaunch", lambda: relances.append(True))
    fenetre.window.service("restaurer", chemin=chemin)
    qtbot.waitUntil(lambda: fenetre.wanted is not None)
    fenetre.stop()
    db.close()
    boites: list[str] = []
    QTimer.singleShot(100, lambda: _ferme_la_boite(boites))
    fenetre.leave("Martine")
    assert boites == ["La restauration est faite."] and relances == [True]
    with db.read() as session:
        assert session.query(Piece).count() == 2


def _ferme_la_boite(boites: list[str]) -> None:
    """Appuie sur « Ouvrir le programme » quand la boîte paraît."""
    for sheet in QApplication.topLevelWidgets():
        for button in sheet.findChildren(QPushButton):
            if button.text() == "Ouvrir le programme" and sheet.isVisible():
                boites.append(sheet.accessibleName())
                button.click()
                return
    QTimer.singleShot(50, lambda: _ferme_la_boite(boites))


@sqlite_seulement("un serveur se relève de lui-même")
def test_apres_une_chute_une_base_abimee_se_dit(qtbot, fenetre, monkeypatch):
    refus: list[str] = []
    monkeypatch.setattr(fenetre.window, "refuse", lambda error: refus.append(error.title))
    monkeypatch.setattr(copie_sqlite, "faults", lambda *args, **options: ["page 3 is never used"])
    assert fenetre.presence is not None
    fenetre.presence.crashed = True
    fenetre.start(after=0)
    qtbot.waitUntil(lambda: refus == ["La base a souffert du dernier arrêt brutal."])


@sqlite_seulement("un serveur se relève de lui-même")
def test_apres_une_chute_une_base_saine_ne_dit_rien(qtbot, fenetre, monkeypatch):
    refus: list[str] = []
    monkeypatch.setattr(fenetre.window, "refuse", lambda error: refus.append(error.title))
    fenetre.presence.crashed = True
    fenetre.start(after=0)
    qtbot.waitUntil(lambda: fenetre._scheduler is not None)
    assert fenetre.window.tasks.drain() and refus == []


def test_un_profil_sans_le_droit_ne_restaure_pas(fenetre, ctx, monkeypatch):
    refus: list[str] = []
    limited = Contexte("Paul", ctx.maintenant, ctx.aujourd_hui, droits=frozenset({"sauvegarder"}))
    monkeypatch.setattr(fenetre.window, "contexte", lambda: limited)
    monkeypatch.setattr(fenetre.window, "refuse", lambda error: refus.append(error.title))
    fenetre.window.service("restaurer", chemin="copie.db")
    assert refus == ["Votre profil ne le permet pas."]


def test_l_adresse_d_un_serveur_n_est_pas_un_fichier():
    assert base_file("postgresql://lsc@serveur/agence") is None
    assert base_file("sqlite:////donnees/lsc.db") == Path("/donnees/lsc.db")
