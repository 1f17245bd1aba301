"""SIGKILL pendant la saisie d'une assemblée : ce qui a été tapé, sa ligne quittée, y est.

Un vrai processus pointe, fait bouger et fait voter douze copropriétaires ; l'épreuve le tue à un
moment quelconque, rouvre la base, la compare à ce qu'il a dit, y vote elle-même, et recommence.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

from lsc_desktop.jobs.sauvegarde import verifier_base
from lsc_desktop.queries.assemblees.saisie import load_saisie
from lsc_desktop.storage.models import MouvementAssemblee, Pointage, Scrutin, Vote
from tests.assemblees import GILBERT, Salle, une_salle
from tests.depot import ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="demande SIGKILL"),
]
TEMOIN = "TÉMOIN"  # la résolution que seule l'épreuve vote, par le premier copropriétaire
AGENDA = {
    "QUITUS": "24", "BUDGET": "24", "SYNDIC": "25", "TRAVAUX": "25",
    "DEVIS": {"article": "24", "sous": True}, "RÈGLEMENT": "26", "CESSION": "unanimité",
    TEMOIN: "24",
}  # fmt: skip
FRAPPE = 1.2  # secondes de frappe, au plus, avant le coup
Dit = list[Any]  # ["veut", "voter", résolution, [qui], sens], ["fait"], ["refus"]


@dataclass(frozen=True)
class Registre:
    """Ce qui est écrit d'une assemblée, ou devrait l'être.

    `pointages` : qui → (lettre, mandataire) ; `votes` : (résolution, qui) → sens ; `mouvements` :
    (résolution, qui, heure, lettre).
    """

    pointages: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    votes: dict[tuple[int, int], str] = field(default_factory=dict)
    mouvements: Counter[tuple[int, int, str, str]] = field(default_factory=Counter)

    def apres(self, geste: Dit) -> "Registre":
        name, *values = geste
        match name:
            case "pointer":
                who, letter, agent = values
                held = (letter, agent if letter == "R" else None)
                return replace(self, pointages={**self.pointages, who: held})
            case "voter" | "unanimite":
                resolution, voters, sens = values
                given = dict.fromkeys(((resolution, who) for who in voters), sens)
                return replace(self, votes={**self.votes, **given})
            case "mouvoir":
                return replace(self, mouvements=self.mouvements + Counter([tuple(values)]))
            case _:
                gone = Counter([tuple(values[1:])])
                return replace(self, mouvements=self.mouvements - gone)


@dataclass
class Bilan:
    """`coups` : tombés après la première touche ; `pendant` : entre une touche et son acquit ;
    `de_plus` : écritures qui y étaient sans avoir été acquittées."""

    coups: int = 0
    pendant: int = 0
    de_plus: int = 0
    acquittes: Counter[str] = field(default_factory=Counter)
    refus: int = 0

    def __str__(self) -> str:
        sorts = ", ".join(f"{count} {name}" for name, count in sorted(self.acquittes.items()))
        return (
            f"{self.acquittes.total()} gestes acquittés ({sorts}), 0 perdu ; {self.refus} refus "
            f"sans trace ; {self.pendant} coups entre la touche et l'acquit, dont {self.de_plus} "
            "après l'écriture ; base saine, assemblée relue et votée après chacun"
        )


@pytest.fixture
def salle(db, ctx) -> Salle:
    made = une_salle(db, ctx, AGENDA, GILBERT)
    made.tous("O")
    return made


def test_aucun_geste_acquitte_ne_se_perd(salle, adresse, ampleur, releve):
    bilan = _tuer(salle, adresse, "gestes", ampleur(3, 100))
    releve(
        f"Votes, présences et mouvements tapés sans relâche, tués {bilan.coups} fois", f"{bilan}"
    )


def test_aucune_ligne_quittee_dans_la_fenetre_ne_se_perd(salle, adresse, ampleur, releve):
    bilan = _tuer(salle, adresse, "touches", ampleur(1, 100))
    releve(f"Votes tapés dans la vraie fenêtre, tuée {bilan.coups} fois", f"{bilan}")


def _tuer(salle: Salle, url: str, task: str, wanted: int) -> Bilan:
    """Autant de coups portés pendant la saisie, à compter de sa première touche."""
    bilan, chance, known = Bilan(), random.Random(1965), _registre(salle)
    for rank in range(10 * wanted):
        said = _frappe(task, url, salle.ag, rank, chance.uniform(0, FRAPPE))
        known = _verifie(salle, known, said, rank, bilan)
        if bilan.coups == wanted:
            return bilan
    raise AssertionError("les coups tombent tous à côté de la saisie")


def _frappe(task: str, url: str, ag: int, rank: int, seconds: float) -> list[Dit]:
    """Ce que dit un processus, de sa première touche à sa mort."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.epreuves.scrutateur", task, url, str(ag), str(rank)],
        cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "QT_LOGGING_RULES": "*.warning=false"},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline() or "null") == ["pret"]
            first = process.stdout.readline()  # une machine lente met du temps à y venir
            time.sleep(seconds)
        finally:
            process.kill()
        said = [json.loads(line) for line in (first, *process.stdout) if line]
    assert process.returncode == -signal.SIGKILL, "il s'est arrêté de lui-même"
    return said


def _verifie(
    salle: Salle, known: Registre, said: Sequence[Dit], rank: int, bilan: Bilan
) -> Registre:
    """La base dit tout ce qui est acquitté, et au plus le geste qui attendait de l'être."""
    wished: Dit = []
    acquired = known
    for what, *geste in said:
        if what == "fait":
            acquired = acquired.apres(wished)
            bilan.acquittes[wished[0]] += 1
        bilan.refus += what == "refus"
        wished = geste if what == "veut" else []
    # D'abord voter : sur un serveur, l'écriture du mort peut n'être pas encore finie.
    own = ["voter", salle.resolutions[TEMOIN], [salle.ids.tiers["ATRILLON"]], "ONA"[rank % 3]]
    salle.voter(TEMOIN, ATRILLON=own[-1])
    assert verifier_base(salle.db) == []
    found, acquired = _registre(salle), acquired.apres(own)
    if found != acquired:
        assert wished and found == acquired.apres(wished), f"coup {rank}, il voulait {wished}"
        bilan.de_plus += 1
    bilan.coups += bool(said)
    bilan.pendant += bool(wished)
    _se_relit(salle, found)
    return found


def _se_relit(salle: Salle, found: Registre) -> None:
    """L'assemblée se relit et se compte, et l'écran montre ces votes-là."""
    with salle.db.read() as session:
        saisie = load_saisie(session, salle.ag)
    results = saisie.seance.resultats()
    assert [result.resolution.titre for result in results] == list(AGENDA)
    read = {
        (resolution, who): sens.value
        for (resolution, _tour), votes in saisie.seance.votes.items()
        for who, sens in votes.items()
    }
    assert read == found.votes
    assert len(saisie.gestes) == found.mouvements.total()


def _registre(salle: Salle) -> Registre:
    with salle.db.read() as session:
        held = session.execute(
            select(Pointage.tiers_id, Pointage.code, Pointage.mandataire_id)
        ).all()
        votes = session.execute(
            select(Scrutin.resolution_id, Vote.tiers_id, Vote.sens)
            .join(Scrutin, Scrutin.id == Vote.scrutin_id)
            .where(Scrutin.tour == 1)
        ).all()
        move = MouvementAssemblee
        moves = session.execute(select(move.resolution_id, move.tiers_id, move.heure, move.code))
        return Registre(
            {row.tiers_id: (row.code, row.mandataire_id) for row in held},
            {(row.resolution_id, row.tiers_id): row.sens for row in votes},
            Counter(tuple(row) for row in moves),
        )
