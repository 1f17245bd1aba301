"""La fenêtre pendant que des milliers de documents partent : elle défile, elle interrompt.

La vraie fenêtre, une vraie liste qui défile toutes les 16 ms, un vrai sshd. L'envoi s'interrompt en
route, et le suivant n'envoie que le reste.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import quantiles
from time import perf_counter

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QTableView
from sqlalchemy import insert, update

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.publication import reste
from lsc_desktop.app.seance import enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import lire
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.services import publications as service
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.models import CiblePublication, Compte, Evenement, PieceJointe
from tests.agence import une_agence
from tests.coffres import coffre_du_poste
from tests.epreuves.conftest import COMPLET
from tests.factories import un_locataire, un_lot
from tests.partners.serveurs import Serveur, pourquoi_pas_sshd, sshd

pytestmark = pytest.mark.long
DOCUMENTS, LISTE = (5_000, 1_000) if COMPLET else (400, 100)
DEBIT = DOCUMENTS  # Ko/s : vingt secondes d'envoi, on a toujours le temps d'interrompre
PAS = 0.016  # secondes entre deux pas du défilement
TARD = 100.0  # ms


@pytest.fixture
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    if reason := pourquoi_pas_sshd():
        pytest.skip(reason)
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def fenetre(qtbot, db, ctx, adresse, serveur, tmp_path, monkeypatch) -> Iterator[Services]:
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    there = serveur.adresse
    with db.write("Martine") as session:
        agence = une_agence(session)
        session.get_one(Compte, agence.compte).service_client = True
        for _ in range(LISTE):
            un_locataire(session, agence, lot_id=un_lot(session, agence))
        draft = CibleDraft(
            nom="Extranet", hote=there.hote, port=there.port, utilisateur=there.utilisateur,
            chemin=there.dossier, amorce="tout", active=True, debit=DEBIT,
        )  # fmt: skip
        cible = service.save_cible(session, draft, ctx=ctx)
        service.confirmer_empreinte(session, cible, there.empreinte, ctx=ctx)
        first = creer_evenement(
            session, [], objet="Avis", classeur="Avis", locataire_id=agence.locataire, ctx=ctx
        )
        session.execute(update(Evenement).values(publie_le=ctx.aujourd_hui))
        for rank in range(DOCUMENTS):
            content = b"%PDF-1.7 " + rank.to_bytes(4, "big") * 5_000
            kept = conserver(session, Document(f"avis-{rank}.pdf", content))
            row = {"evenement_id": first, "fichier_id": kept.id, "rang": rank, "nom": kept.nom}
            session.execute(insert(PieceJointe).values(row))
    with coffre_du_poste(tmp_path / "coffre"):
        service.garder_secret(replace(draft, id=cible), serveur.secret.texte)
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


@contextmanager
def defilement(table: QTableView) -> Iterator[list[float]]:
    """Fait défiler la liste ; rend de combien chaque pas arrive en retard, en ms."""
    bar, late, due = table.verticalScrollBar(), list[float](), perf_counter() + PAS

    def tick() -> None:
        nonlocal due
        now = perf_counter()
        late.append(max(0.0, now - due) * 1000)
        due = max(due + PAS, now)
        bar.setValue((bar.value() + 24) % max(1, bar.maximum()))
        table.viewport().repaint()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(round(PAS * 1000))
    timer.timeout.connect(tick)
    timer.start()
    try:
        yield late
    finally:
        timer.stop()


def test_la_fenetre_defile_et_interrompt_pendant_l_envoi(
    qtbot, db, fenetre, serveur, releve, monkeypatch
):
    window = fenetre.window
    window.resize(1200, 700)
    window.show()
    window.open("locataires.liste")
    window.tasks.drain()
    table = next(t for t in window.findChildren(QTableView) if t.isVisible())
    said, shown = list[str](), list[str]()
    monkeypatch.setattr(window, "inform", said.append)
    depot = serveur.dossier / "depot"

    def attend(true: Callable[[], bool]) -> None:
        def look() -> bool:
            text = window.status.services.text()
            if not shown or shown[-1] != text:
                shown.append(text)
            return true()

        qtbot.waitUntil(look, timeout=300_000)

    with defilement(table) as late:
        window.service("publier", id=1)
        attend(
            lambda: len(list(depot.glob("*.pdf"))) >= DOCUMENTS // 4 if depot.exists() else False
        )
        window.service("interrompre_publication", id=1)
        attend(lambda: len(said) == 2)
        arrived = len(list(depot.glob("*.pdf")))
        assert arrived < DOCUMENTS and said[-1].endswith("(interrompu).")
        with db.write("Martine") as session:  # le reste part aussi vite qu'il peut
            session.get_one(CiblePublication, 1).debit = None
        start = perf_counter()
        window.service("publier", id=1)
        attend(lambda: len(said) == 3)
        spent = perf_counter() - start
    assert said[-1] == f"{DOCUMENTS - arrived} documents envoyés."
    assert any(text.startswith("Publication… ") for text in shown)
    last = max(serveur.dossier.glob("manifeste-*.json"))
    assert len(lire(last.read_bytes()).corps["documents"]) == DOCUMENTS
    p99, worst = quantiles(late, n=100)[98], max(late)
    if COMPLET:
        assert worst <= TARD
    releve(
        f"la fenêtre défile pendant que {DOCUMENTS} documents partent, interrompus puis repris",
        f"retard d'un pas : {p99:.0f} ms à 99 %, {worst:.0f} ms au pire ; "
        f"{(DOCUMENTS - arrived) / spent:.0f} documents/s",
    )


def test_le_temps_qui_reste_se_dit_au_rythme_tenu():
    assert reste(1.0, 10, 1000) == ""
    assert reste(60.0, 0, 1000) == ""
    assert reste(60.0, 100, 1000) == ", encore 9 min"
    assert reste(60.0, 900, 1000) == ", moins d'une minute"
