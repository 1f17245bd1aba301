"""Vingt sessions sur une même base : rien d'écrasé, rien de refusé faute de place, personne
n'attend (ecosystem C.3, performance 7).

Chaque poste est un processus. « Au rythme » : une action toutes les 0,4 s en moyenne, dix fois ce
que fait un gestionnaire ; les délais de l'énoncé s'y mesurent. « Sans relâche » : aucune pause, ce
qu'une machine ne tient pas ; il ne doit rien s'y perdre non plus.
"""

import json
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from statistics import quantiles

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.storage.models import Compte, Ecriture, JournalComptable, Locataire, Piece
from tests.agence import une_agence
from tests.depot import ROOT
from tests.epreuves.conftest import COMPLET
from tests.factories import des_appels, un_locataire
from tests.postgres import MOTEUR

pytestmark = pytest.mark.long
P95, PIRE = 0.100, 2.0  # secondes : énoncé, chiffre 2


@dataclass
class Bilan:
    """Ce que tous les postes ont fait ensemble."""

    comptees: Counter[int]
    encaisses: int
    conflits: int
    imprevus: list[str]
    ecritures: list[float]
    lectures: list[float]


@pytest.fixture
def depart(db) -> dict[int, int]:
    """Trente baux appelés pendant un an ; rend la version de chaque fiche."""
    ctx = Contexte("Martine", datetime(2021, 10, 25, 9), date(2021, 10, 25))
    with db.write() as session:
        agence = une_agence(session)
        for _ in range(29):
            un_locataire(session, agence)
        des_appels(session, agence, ctx, premier=date(2020, 11, 1))
    with db.read() as session:
        found = dict(session.execute(select(Locataire.id, Locataire.version)).all())
    db.close()
    return found


@pytest.mark.parametrize(("rythme", "pause"), [("au rythme", 0.4), ("sans relâche", 0.0)])
def test_des_sessions_qui_ecrivent_ensemble_ne_perdent_rien(
    db, depart, adresse, ampleur, releve, rythme, pause
):
    postes = ampleur(6, 20)
    secondes = ampleur(6, 300 if pause else 60)
    bilan = travailler(adresse, postes, secondes, pause)
    assert bilan.imprevus == []
    rien_d_ecrase(db, depart, bilan)
    rien_de_perdu_en_comptabilite(db, bilan)
    label = f"{postes} sessions {rythme} ({MOTEUR})"
    actions = len(bilan.ecritures) + len(bilan.lectures)
    releve(label, f"{actions / secondes:.0f} actions/s, {len(bilan.ecritures)} écritures, "
           f"{bilan.conflits} conflits annoncés, 0 perdue, 0 imprévu")  # fmt: skip
    releve(f"{label} : une écriture", delais(bilan.ecritures))
    releve(f"{label} : une lecture", delais(bilan.lectures))
    if COMPLET and pause:
        assert quantiles(bilan.ecritures, n=20)[-1] <= P95
        assert max(bilan.ecritures) <= PIRE


def travailler(adresse: str, postes: int, secondes: int, pause: float) -> Bilan:
    """Lance les postes, les fait partir ensemble, et réunit ce qu'ils ont fait."""
    command = [sys.executable, "-m", "tests.epreuves.poste", adresse]
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, str(rank), str(secondes), str(pause)],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                )
            )
            for rank in range(postes)
        ]
        for process in running:
            assert process.stdout and process.stdout.readline() == "prêt\n"
        for process in running:
            assert process.stdin
            process.stdin.write("partez\n")
            process.stdin.flush()
        said = [json.loads(process.communicate(timeout=secondes + 120)[0]) for process in running]
    counted: Counter[int] = Counter()
    for fact in said:
        counted.update(dict(fact["comptees"]))
    return Bilan(
        counted,
        sum(fact["encaisses"] for fact in said),
        sum(fact["conflits"] for fact in said),
        [line for fact in said for line in fact["imprevus"]],
        [delay for fact in said for delay in fact["ecritures"]],
        [delay for fact in said for delay in fact["lectures"]],
    )


def rien_d_ecrase(db, depart: dict[int, int], bilan: Bilan) -> None:
    """Chaque enregistrement accepté a compté un, et avancé la version d'un."""
    with db.read() as session:
        rows = session.execute(select(Locataire.id, Locataire.note, Locataire.version)).all()
    assert {row.id: int(row.note or 0) for row in rows} == {
        row.id: bilan.comptees[row.id] for row in rows
    }
    assert {row.id: row.version - depart[row.id] for row in rows} == {
        row.id: bilan.comptees[row.id] for row in rows
    }
    assert sum(bilan.comptees.values()) > 0


def rien_de_perdu_en_comptabilite(db, bilan: Bilan) -> None:
    """Une pièce par encaissement, numérotées sans trou ; Σ débit = Σ crédit."""
    with db.read() as session:
        numbers = session.scalars(
            select(Piece.numero)
            .join(JournalComptable, JournalComptable.id == Piece.journal_id)
            .where(JournalComptable.code == "BQ")
            .order_by(Piece.numero)
        ).all()
        assert numbers == list(range(1, bilan.encaisses + 1)) and numbers
        debit, credit = session.execute(
            select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))
        ).one()
        assert debit == credit
        bank = session.scalar(
            select(func.sum(Ecriture.debit))
            .join(Compte, Compte.id == Ecriture.compte_id)
            .where(Compte.nature == "tresorerie")
        )
        assert bank == bilan.encaisses


def delais(values: list[float]) -> str:
    """« médiane 8 ms, p95 31 ms, pire 120 ms »."""
    cuts = [1000 * cut for cut in quantiles(values, n=20)]
    return f"médiane {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, pire {1000 * max(values):.0f} ms"
