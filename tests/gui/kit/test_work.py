import time
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from sqlalchemy import select, update

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import dialogs, work
from lsc_desktop.gui.kit.progress import Progress, remaining
from lsc_desktop.gui.kit.results import ResultSheet
from lsc_desktop.gui.kit.screens import Batch, Printout
from lsc_desktop.gui.kit.tasks import Tasks
from tests.gui.exemple import BaseExemple, Fiche, ShellEspion

CTX = Contexte("Martine", datetime(2021, 10, 25, 9, 30), date(2021, 10, 25))


@dataclass(frozen=True)
class Ligne:
    id: int
    nom: str = ""

    def __str__(self) -> str:
        return f"ligne {self.id}"


LIGNES = [Ligne(n) for n in range(1, 6)]


@pytest.fixture
def lieu(qtbot, tmp_path, monkeypatch):
    base = BaseExemple(tmp_path / "essai.db", 5)
    fenetre = QWidget()
    qtbot.addWidget(fenetre)
    tasks = Tasks()
    posees: list[tuple[str, list[str]]] = []

    def repondre(parent: Any, question: str, accept: str = "", details: Any = ()) -> bool:
        posees.append((question, list(details)))
        return place.shell.reponse

    monkeypatch.setattr(dialogs, "ask", repondre)
    place = work.Place(fenetre, ShellEspion(CTX, base), base, tasks)
    place.shell.posees = posees
    yield place
    tasks.drain()
    tasks.close()
    base.close()


def mener(lieu: Any, batch: Batch, lignes: Any = LIGNES) -> None:
    fini: list[bool] = []
    work.run_batch(batch, list(lignes), "Quittancer…", lieu, lambda: fini.append(True))
    fin = time.monotonic() + 60
    while not fini and time.monotonic() < fin:
        lieu.tasks.drain(0.2)
        if not work.running():
            break
    lieu.tasks.drain()


def resultats(lieu: Any) -> ResultSheet | None:
    feuilles = [w for w in lieu.parent.findChildren(ResultSheet) if w.isVisible()]
    return feuilles[0] if feuilles else None


def marquer(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
    session.execute(
        update(Fiche).where(Fiche.id == row.id).values(nom=f"Fait par {ctx.utilisateur}")
    )
    return ""


def noms(lieu: Any) -> list[str]:
    with lieu.db.read() as session:
        return list(session.scalars(select(Fiche.nom).order_by(Fiche.id)))


def test_chaque_ligne_a_sa_transaction_signee(lieu, monkeypatch):
    monkeypatch.setattr(work, "SHOWN_AFTER", 60_000)  # il n'est long nulle part
    mener(lieu, Batch(marquer))
    assert noms(lieu) == ["Fait par Martine"] * 5
    assert lieu.db.ecrits == ["Martine"] * 5
    assert lieu.shell.dits == ["5 lignes faites."]
    assert resultats(lieu) is None


def test_l_echec_d_une_ligne_laisse_les_autres_faites_et_dit_pourquoi(lieu):
    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        marquer(session, row, ctx, accepted)
        if row.id == 3:
            raise UserError("Le compte est clos.", "Rouvrez-le.")
        return ""

    mener(lieu, Batch(traiter, opens="locataires.fiche"))
    assert [nom.startswith("Fait") for nom in noms(lieu)] == [True, True, False, True, True]
    feuille = resultats(lieu)
    modele = feuille.table.model()
    assert [modele.index(0, c).data() for c in range(3)] == [
        "ligne 3", "Refusée", "Le compte est clos. Rouvrez-le.",
    ]  # fmt: skip
    feuille.table.activated.emit(modele.index(0, 0))
    assert lieu.shell.ouverts == [("locataires.fiche", 3, {})]


def test_une_question_annonce_les_lignes_laissees_et_les_avertissements(lieu):
    batch = Batch(
        marquer,
        confirm=lambda rows: f"Quittancer {len(rows)} fiches ?",
        keep=lambda row: row.id > 2,
        skipped=lambda n: f"{n} fiches ne sont pas validées.",
        check=lambda session, rows, ctx: ["Une période est déjà régularisée."],
    )
    lieu.shell.reponse = False
    mener(lieu, batch)
    assert lieu.shell.posees == [
        (
            "Quittancer 3 fiches ?",
            ["Une période est déjà régularisée.", "2 fiches ne sont pas validées."],
        )
    ]
    assert lieu.db.ecrits == []
    lieu.shell.reponse = True
    mener(lieu, batch)
    assert len(lieu.db.ecrits) == 3


def test_sans_ligne_traitable_rien_n_est_ecrit_et_c_est_dit(lieu):
    mener(lieu, Batch(marquer, keep=lambda r: False, skipped=lambda n: f"{n} fiches à valider."))
    assert lieu.shell.refus[0].title == "5 fiches à valider."
    assert lieu.db.ecrits == []


def test_une_confirmation_est_demandee_une_fois_puis_les_lignes_rejouees(lieu):
    def traiter(session: Any, row: Any, ctx: Any, accepted: frozenset[str]) -> str:
        if row.id > 3 and "doublon" not in accepted:
            raise Confirm("Cette période est déjà régularisée.", "doublon")
        return marquer(session, row, ctx, accepted)

    mener(lieu, Batch(traiter))
    assert len(lieu.shell.posees) == 1
    assert lieu.shell.posees[0][0] == "Cette période est déjà régularisée."
    assert noms(lieu) == ["Fait par Martine"] * 5
    assert lieu.shell.dits == ["5 lignes faites."]


def test_une_confirmation_refusee_laisse_les_lignes_non_traitees(lieu):
    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        if row.id == 4:
            raise Confirm("Déjà fait.", "doublon")
        return marquer(session, row, ctx, accepted)

    lieu.shell.reponse = False
    mener(lieu, Batch(traiter))
    assert noms(lieu)[3] != "Fait par Martine"
    assert lieu.shell.dits == ["4 lignes faites, 1 non traitée."]
    assert resultats(lieu) is not None


def test_interrompre_laisse_finir_la_ligne_en_cours(lieu):
    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        work.interrupt_all()
        return marquer(session, row, ctx, accepted)

    mener(lieu, Batch(traiter))
    assert len(lieu.db.ecrits) == 1
    modele = resultats(lieu).table.model()
    etats = [modele.index(n, 1).data() for n in range(5)]
    assert etats == ["Non traitée"] * 4 + ["Faite"]


def test_les_lignes_non_faites_se_reprennent(lieu):
    coupe = [True]

    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        if row.id == 2 and coupe:
            coupe.clear()
            raise TemporaryError("La base ne répond pas.", "Réessayez.")
        return marquer(session, row, ctx, accepted)

    mener(lieu, Batch(traiter))
    feuille = resultats(lieu)
    bouton = next(b for b in feuille.findChildren(QPushButton) if "Reprendre" in b.text())
    bouton.click()
    lieu.tasks.drain()
    assert noms(lieu) == ["Fait par Martine"] * 5


def test_un_bogue_annule_sa_ligne_et_arrive_au_crochet_des_incidents(lieu, monkeypatch):
    vus: list[Any] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, value, trace: vus.append(kind))

    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        marquer(session, row, ctx, accepted)
        if row.id == 1:
            raise ZeroDivisionError
        return ""

    mener(lieu, Batch(traiter))
    assert vus == [ZeroDivisionError]
    assert noms(lieu)[0] != "Fait par Martine"
    assert lieu.shell.dits == ["4 lignes faites, 1 en incident."]


def test_un_traitement_qui_dure_montre_ou_il_en_est(lieu, qtbot):
    vues: list[tuple[str, str]] = []
    montre = Event()

    def traiter(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        time.sleep(0.2)
        if row.id == 5:  # la fenêtre, si lente soit-elle, a eu le temps de paraître
            montre.wait(60)
        return ""

    fini: list[bool] = []
    work.run_batch(Batch(traiter), list(LIGNES), "Quittancer", lieu, lambda: fini.append(True))

    def regarder() -> None:
        fenetres = lieu.parent.findChildren(Progress)
        if fenetres:
            vues.append((fenetres[0].count.text(), fenetres[0].remaining.text()))
            if "encore" in vues[-1][1]:
                montre.set()
        assert fini

    qtbot.waitUntil(regarder)
    assert any(compte.endswith("/ 5") for compte, _reste in vues)
    assert any("encore" in reste for _compte, reste in vues)
    assert resultats(lieu) is not None


def test_un_second_traitement_du_meme_ecran_attend_le_premier(lieu):
    batch = Batch(lambda session, row, ctx, accepted: time.sleep(0.05) or "")
    fini: list[bool] = []
    work.run_batch(batch, list(LIGNES), "Un", lieu, lambda: fini.append(True))
    work.run_batch(batch, list(LIGNES), "Deux", lieu)
    assert "déjà en cours" in lieu.shell.refus[0].title
    lieu.tasks.drain()
    assert fini == [True]


def test_une_seule_ligne_rend_sa_phrase(lieu):
    mener(lieu, Batch(lambda session, row, ctx, accepted: "Quittancé en 3 fois."), LIGNES[:1])
    assert lieu.shell.dits == ["Quittancé en 3 fois."]


def test_un_imprime_ecrit_ce_qui_est_emis_avant_de_le_montrer(lieu):
    ordre: list[str] = []

    def emis(session: Any, rows: Any, documents: Any, ctx: Any) -> None:
        ordre.append(f"écrit {len(documents)}")
        assert lieu.shell.apercus == []

    imprime = Printout(lambda s, rows, ctx: [Document(f"{r.id}.pdf", b"x") for r in rows], emis)
    work.run_printout(imprime, list(LIGNES), "Décomptes…", lieu, lambda: ordre.append("fini"))
    lieu.tasks.drain()
    assert ordre == ["écrit 5", "fini"]
    titre, documents = lieu.shell.apercus[0]
    assert (titre, len(documents)) == ("Décomptes", 5)
    assert lieu.db.ecrits == ["Martine"]


def test_un_imprime_refuse_ne_montre_ni_n_ecrit_rien(lieu):
    def refuser(session: Any, rows: Any, ctx: Any) -> Any:
        raise UserError("Aucune ligne n'a de montant.", "Complétez la fiche.")

    imprime = Printout(refuser, lambda *a: None)
    work.run_printout(imprime, list(LIGNES), "Décomptes", lieu)
    lieu.tasks.drain()
    assert lieu.shell.refus[0].title == "Aucune ligne n'a de montant."
    assert lieu.shell.apercus == []
    assert lieu.db.ecrits == []


def test_fermer_la_progression_demande_d_interrompre(qtbot):
    fenetre = QWidget()
    qtbot.addWidget(fenetre)
    progression = Progress(fenetre, "Quittancer", 10)
    progression.show()
    with qtbot.waitSignal(progression.interrupted):
        progression.close()
    assert progression.isVisible()
    assert not progression.stop.isEnabled()
    progression.end()


@pytest.mark.parametrize(
    ("secondes", "phrase"),
    [(2, "encore quelques secondes"), (43, "encore environ 45 s"), (300, "encore environ 5 min")],
)
def test_le_temps_restant_se_dit_par_paliers(secondes, phrase):
    assert remaining(secondes) == phrase


@pytest.fixture
def deux_ecrans(lieu, qtbot):
    """Une fenêtre à deux champs : celui de l'écran qui lance le traitement, et un autre."""
    fenetre = QWidget()
    qtbot.addWidget(fenetre)
    ici, ailleurs = QLineEdit(fenetre), QLineEdit(fenetre)
    fenetre.show()
    fenetre.activateWindow()
    ici.setFocus()
    qtbot.waitUntil(ici.hasFocus)
    yield replace(lieu, parent=ici), ici, ailleurs


def durer(lieu: Any, qtbot: Any, quand: Any = lambda: None) -> None:
    """Un traitement assez long pour montrer où il en est ; `quand` il a commencé, on agit."""
    fini: list[bool] = []
    batch = Batch(lambda session, row, ctx, accepted: time.sleep(0.2) or "")
    work.run_batch(batch, list(LIGNES), "Quittancer", lieu, lambda: fini.append(True))
    quand()
    qtbot.waitUntil(lambda: bool(fini))


def test_qui_attend_son_traitement_a_le_compte_rendu_sous_les_doigts(deux_ecrans, qtbot):
    lieu, ici, _ailleurs = deux_ecrans
    durer(lieu, qtbot)
    (feuille,) = ici.window().findChildren(ResultSheet)
    qtbot.waitUntil(feuille.isActiveWindow)


def test_qui_travaille_ailleurs_garde_sa_frappe(deux_ecrans, qtbot):
    lieu, ici, ailleurs = deux_ecrans

    def s_en_aller() -> None:
        ailleurs.setFocus()
        qtbot.waitUntil(ailleurs.hasFocus)

    durer(lieu, qtbot, s_en_aller)
    (feuille,) = ici.window().findChildren(ResultSheet)
    assert feuille.isVisible()
    qtbot.waitUntil(ailleurs.isActiveWindow)
    qtbot.wait(50)  # rien ne la reprend ensuite
    qtbot.keyClicks(QApplication.focusWidget(), "Dupont")
    assert ailleurs.text() == "Dupont"


def test_la_feuille_de_resultats_ne_bloque_pas(lieu):
    def refuser(session: Any, row: Any, ctx: Any, accepted: Any) -> str:
        raise UserError("Non.", "")

    mener(lieu, Batch(refuser))
    assert resultats(lieu).windowModality() == Qt.WindowModality.NonModal
