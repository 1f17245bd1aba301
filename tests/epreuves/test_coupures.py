"""SIGKILL à un moment quelconque d'un lot, puis reprise : rien de perdu, rien en double.

Un vrai processus mène « Quittancer » ou un appel de loyers sur une vraie base ; l'épreuve le tue,
le relance, parfois le tue encore, et compare enfin la base à celle d'un lot que rien n'a coupé.
"""

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from lsc_desktop.domain.regularisations import DemandeDraft
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    Base,
    Ecriture,
    Fichier,
    LigneQuittancement,
    Piece,
    Quittance,
    Regularisation,
    Traitement,
    TraitementLigne,
)
from tests.bases import SUR_POSTGRESQL, ouverte
from tests.depot import ROOT
from tests.epreuves.conftest import COMPLET
from tests.epreuves.etat import Etat, differences, etat
from tests.epreuves.meneur import JOUR, contexte
from tests.epreuves.processus import ATTENTE, Meneur, Modele
from tests.factories import des_appels, des_reglages, un_code, un_locataire, un_lot, une_agence

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="demande os.fork"),
]
BAUX, FICHES = (500, 200) if COMPLET else (50, 20)
REPRISE = 5.0  # secondes, au plus, entre le redémarrage et la reprise du lot


# --- La base ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modele(base_vide: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Modele]:
    """Des baux, trois mois d'appels, et une fiche validée pour beaucoup d'entre eux."""
    made = Modele("coupures", base_vide, tmp_path_factory.mktemp("coupures"))
    db = ouverte(made.url)
    ctx = contexte()
    with db.write(ctx.utilisateur) as session:
        agence = une_agence(session)
        un_code(session)
        des_reglages(session)
        lots = [un_lot(session, agence) for _ in range(BAUX - 1)]
        for rank, lot in enumerate(lots):
            un_locataire(session, agence, loyer=str(300 + rank), lot_id=lot)
        des_appels(session, agence, ctx, JOUR.replace(month=7, day=1), JOUR.replace(day=31))
    with db.write(ctx.utilisateur) as session:
        for rank, lot in enumerate(lots[:FICHES]):
            draft = DemandeDraft(
                lot_id=lot, du=JOUR.replace(month=7, day=1), au=JOUR.replace(month=9, day=30),
                montant=200 + rank, code_fiscalite_id=agence.provisions,
            )  # fmt: skip
            (fiche,) = ajouter(session, draft, ctx=ctx, accepted=frozenset({"sans_montant"}))
            found = load_regularisation(session, fiche)
            found.valide, found.fois = True, 1 + rank % 3
            save_regularisation(session, found, ctx=ctx)
    db.close()
    yield made
    made.fermer()


@pytest.fixture
def meneurs() -> Iterator[list[Meneur]]:
    """Deux essais à la fois : autant que de cœurs d'un petit serveur."""
    made = [Meneur(), Meneur()]
    yield made
    for meneur in made:
        meneur.close()


# --- L'épreuve ----------------------------------------------------------------------------------


@dataclass
class Essai:
    """Combien de coups, en combien de temps chaque reprise ; `inscrit` : le lot a été écrit."""

    coups: int = 0
    reprises: list[float] = field(default_factory=list)
    inscrit: bool = True


@dataclass
class Epreuve:
    """Un lot d'une taille, ce que laisse celui que rien n'a coupé, et le temps qu'il prend."""

    modele: Modele
    lot: str
    taille: int
    avant: Etat
    attendu: Etat = field(default_factory=dict)
    duree: float = 0.0

    def reference(self, meneur: Meneur) -> tuple[Etat, float]:
        """Ce que laisse le lot mené d'une traite, et en combien de temps."""
        url = self.modele.copie()
        took = _sans_coupure(meneur, self.lot, url)
        _verifie(url, self.lot, self.taille)
        found = etat(url)
        self.modele.efface(url)
        return found, took

    def essai(self, meneur: Meneur, rank: int) -> Essai:
        """Un lot coupé et repris, puis comparé."""
        chance, url = random.Random(rank), self.modele.copie()
        real = rank % (10 if COMPLET else 6) == 5
        done = _coupe(meneur, self.lot, url, self.duree, chance, real)
        if not done.inscrit:  # tué avant d'avoir rien écrit : rien n'a été demandé
            assert differences(etat(url), self.avant) == []
            _sans_coupure(meneur, self.lot, url)
        _verifie(url, self.lot, self.taille)
        assert differences(etat(url), self.attendu) == [], f"essai {rank}"
        self.modele.efface(url)
        return done


@pytest.mark.parametrize(
    ("lot", "nom", "taille"),
    [("quittancer", "Quittancer", FICHES), ("appeler", "appel de loyers", BAUX)],
)
def test_un_lot_tue_se_reprend_sans_perte_ni_double(
    lot, nom, taille, modele, meneurs, ampleur, releve
):
    trial = Epreuve(modele, lot, taille, etat(modele.url))
    with ThreadPoolExecutor(len(meneurs)) as pool:
        (wanted, first), (again, second) = pool.map(trial.reference, meneurs)
        assert differences(again, wanted) == [], "deux lots entiers ne se comparent pas"
        trial.attendu, trial.duree = wanted, min(first, second)
        done = _jusqu_a(ampleur(4, 100), trial, meneurs, pool)
    resumes = [seconds for each in done for seconds in each.reprises]
    untouched = sum(not each.inscrit for each in done)
    slowest = max(resumes, default=0.0)
    if COMPLET:
        assert slowest <= REPRISE
    releve(
        f"{nom} de {taille}, tué {_coups(done)} fois en {len(done)} essais",
        f"0 perdu, 0 double ; {len(resumes)} reprises sans question, en {slowest:.1f} s au "
        f"plus ; {untouched} coups de plus avant la première écriture",
    )


def _jusqu_a(
    wanted: int, trial: Epreuve, meneurs: list[Meneur], pool: ThreadPoolExecutor
) -> list[Essai]:
    """Des essais jusqu'à ce nombre de coups portés sur un lot déjà écrit.

    Un lot finit parfois avant son coup, et un coup tombe parfois avant la première écriture :
    ni l'un ni l'autre n'a rien éprouvé.
    """
    ranks, done = itertools.count(), list[Essai]()

    def lead(meneur: Meneur) -> None:
        while _coups(done) < wanted:
            rank = next(ranks)
            assert rank < 50 * wanted, "les coups tombent tous à côté du lot"
            done.append(trial.essai(meneur, rank))

    list(pool.map(lead, meneurs))
    return done


def _coups(done: list[Essai]) -> int:
    return sum(each.coups for each in done if each.inscrit)


def _sans_coupure(meneur: Meneur, lot: str, url: str) -> float:
    """Mène le lot d'une traite ; rend sa durée."""
    start = time.monotonic()
    meneur.ordonne(lot, url)
    assert meneur.attend("fini"), "le lot ne finit pas"
    took = time.monotonic() - start
    meneur.attend("mort")
    return took


def _coupe(
    meneur: Meneur, lot: str, url: str, expected: float, chance: random.Random, real: bool
) -> Essai:
    """Lance, tue, reprend (et retue une fois sur trois), jusqu'à la fin.

    `real` : la reprise se fait par le vrai programme, chargé depuis rien.
    """
    found, order = Essai(), lot
    while True:
        asked = time.time()
        pid = meneur.ordonne(order, url)
        killed = order == lot or chance.random() < 1 / 3
        taken, over = _regarde(meneur, chance.uniform(0, expected * 1.05) if killed else ATTENTE)
        found.reprises += [taken - asked] if taken else []
        if over:
            meneur.attend("mort")
            return found
        assert killed, "le lot ne finit pas"
        meneur.tue(pid)
        found.coups += 1
        found.inscrit = _inscrit(url)
        if not found.inscrit:
            return found
        if real:
            found.reprises.append(_vrai_programme(url))
            return found
        order = "reprendre"


def _regarde(meneur: Meneur, seconds: float) -> tuple[float | None, bool]:
    """L'heure où le lot est repris, s'il l'est, et s'il finit, avant que ce temps ne passe."""
    taken, end = None, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        fact = meneur.attend("pris", "fini", secondes=left)
        if fact.get("quoi") == "fini":
            return taken, True
        taken = fact.get("heure", taken)
    return taken, False


def _inscrit(url: str) -> bool:
    db = Database(url)
    with db.read() as session:
        count = session.scalar(select(func.count()).select_from(Traitement))
    db.close()
    return bool(count)


def _vrai_programme(url: str) -> float:
    """`lsc reprendre`, de son lancement au moment où il tient le lot, puis jusqu'à sa fin."""
    env = {**os.environ, "LSC_DATABASE_URL": url, "LSC_USER": "Paul"}
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "lsc_desktop", "reprendre"],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        took = time.monotonic() - start
        process.stdout.read()
        assert process.wait(ATTENTE) == 0
    return took


# --- Ce qui doit être vrai ----------------------------------------------------------------------


def _verifie(url: str, lot: str, taille: int) -> None:
    db = Database(url)
    with db.read() as session:
        if not SUR_POSTGRESQL:
            assert session.scalar(text("PRAGMA quick_check")) == "ok"
        _lot_termine(session, taille)
        _comptes_justes(session)
        _sans_document_orphelin(session)
        (_quittances if lot == "quittancer" else _appels)(session, taille)
    db.close()


def _lot_termine(session: Any, taille: int) -> None:
    assert list(session.scalars(select(Traitement.etat))) == ["termine"]
    states = session.execute(
        select(TraitementLigne.etat, func.count()).group_by(TraitementLigne.etat)
    ).all()
    assert [tuple(row) for row in states] == [("fait", taille)]


def _comptes_justes(session: Any) -> None:
    """Chaque pièce est équilibrée et a ses écritures ; chaque journal se suit sans trou."""
    sums = (
        select(Ecriture.piece_id)
        .group_by(Ecriture.piece_id)
        .having(func.sum(Ecriture.debit) != func.sum(Ecriture.credit))
    )
    assert session.execute(sums).all() == []
    bare = select(Piece.id).where(Piece.id.not_in(select(Ecriture.piece_id)))
    assert session.execute(bare).all() == []
    spans = session.execute(
        select(func.min(Piece.numero), func.max(Piece.numero), func.count()).group_by(
            Piece.journal_id, Piece.entite_id
        )
    )
    assert all((first, last) == (1, count) for first, last, count in spans)


def _sans_document_orphelin(session: Any) -> None:
    held = {
        value
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "fichier" for key in column.foreign_keys)
        for value in session.scalars(select(column))
    }
    assert set(session.scalars(select(Fichier.id))) <= held


def _quittances(session: Any, taille: int) -> None:
    """Chaque fiche une fois : ses échéances au tableau, son décompte gardé."""
    fiche, line = Regularisation, LigneQuittancement
    done = session.execute(
        select(fiche.id, fiche.fois, fiche.regularisation, fiche.decompte_id).where(
            fiche.etat == "quittancee"
        )
    ).all()
    assert len(done) == taille
    assert all(row.decompte_id for row in done)
    lines = session.execute(
        select(line.regularisation_id, func.count(), func.sum(line.montant))
        .where(line.ponctuelle)
        .group_by(line.regularisation_id)
    ).all()
    assert {(row.id, row.fois, row.regularisation) for row in done} == set(map(tuple, lines))


def _appels(session: Any, taille: int) -> None:
    """Une quittance par bail pour la période, chacune sa pièce."""
    period = select(func.max(Quittance.periode_du)).scalar_subquery()
    rows = session.execute(
        select(Quittance.locataire_id, Quittance.piece_id).where(Quittance.periode_du == period)
    ).all()
    assert len(rows) == taille
    assert len({row.locataire_id for row in rows}) == len({row.piece_id for row in rows}) == taille
