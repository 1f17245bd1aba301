"""Des dizaines de milliers de gestes au hasard : les comptes restent justes, au centime.

La graine est affichée : `LSC_GRAINE=… ` la rejoue.
"""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.queries.comptabilite import COMPTES
from lsc_desktop.queries.ecritures import CONSULTATION
from lsc_desktop.queries.locataires import LOCATAIRES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.comptabilite import installer
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Ecriture,
    Entite,
    Immeuble,
    JournalComptable,
    LigneQuittancement,
    Lot,
    Mandat,
    MandatLot,
    Piece,
    Quittance,
    Regularisation,
    RegularisationEcriture,
    Tiers,
)
from tests.bases import base_neuve, ouverte
from tests.epreuves.exploitation import Lieux
from tests.epreuves.exploitation_fiches import Exploitation
from tests.epreuves.registre import ZERO
from tests.factories import des_reglages

pytestmark = pytest.mark.long

# Les gestes, et combien de fois plus souvent les uns que les autres.
POIDS = {
    "on_appelle": 60,
    "un_locataire_paie": 280,
    "une_piece_se_contre_passe": 110,
    "une_operation_diverse": 60,
    "un_reglement_est_refuse": 10,
    "le_temps_passe": 30,
    "un_bail_commence": 14,
    "un_depart": 8,
    "un_tableau_change": 30,
    "une_fiche_se_corrige": 20,
    "on_regularise": 12,
    "on_quittance": 10,
    "on_annule": 3,
    "on_supprime_une_fiche": 3,
}
ENTITES, LOTS = 3, 45


def peupler(db: Database) -> Lieux:
    """Trois entités, quarante-cinq lots chacune, sous mandat ; personne n'y loge encore."""

    def pose(record: object) -> int:
        session.add(record)
        session.flush()
        return record.id

    lieux = Lieux({}, {}, {}, {}, [])
    with db.write() as session:
        des_reglages(session)
        for code, nature, percent in (("10", "loyer", 0), ("30", "provisions", 100),
                                      ("31", "regularisation", 0)):  # fmt: skip
            lieux.codes[code] = pose(
                CodeFiscalite(code=code, libelle=f"Code {code}", nature=nature, pourcentage=percent)
            )
        owner = pose(Tiers(code="LEPITRE", nom="LEPITRE"))
        for rank in range(ENTITES):
            entite = pose(Entite(code=f"G{rank:03}", nom=f"Agence {rank}"))
            installer(session, entite)
            for nature, numero in ((lieux.banques, "512000"), (lieux.quittancements, "80QUITTANC"),
                                   (lieux.attentes, "471000")):  # fmt: skip
                stmt = select(Compte.id).where(Compte.entite_id == entite, Compte.numero == numero)
                nature[entite] = session.scalars(stmt).one()
            immeuble = pose(Immeuble(code=f"IMM{rank}", nom=f"Immeuble {rank}", entite_id=entite))
            mandat = pose(
                Mandat(
                    numero=str(rank), entite_id=entite, proprietaire_id=owner,
                    debut=date(2010, 1, 1),
                )
            )  # fmt: skip
            for number in range(LOTS):
                code = f"IMM{rank}/{number:03}"
                lot = pose(
                    Lot(code_gestion=code, code_physique=code, immeuble_id=immeuble,
                        proprietaire_id=owner)
                )  # fmt: skip
                pose(MandatLot(mandat_id=mandat, lot_id=lot))
                lieux.lots.append(lot)
    return lieux


@contextmanager
def une_exploitation(base_vide: Path, rnd: Random) -> Iterator[Exploitation]:
    """Une agence neuve, et quinze baux."""
    with TemporaryDirectory() as folder, base_neuve(base_vide, Path(folder)) as url:
        db = ouverte(url)
        exploitation = Exploitation(db, peupler(db), rnd)
        for _ in range(15):
            exploitation.jouer("un_bail_commence")
        yield exploitation
        db.close()


# --- Ce qui doit toujours être vrai -------------------------------------------------------------


def tout_est_juste(exploitation: Exploitation) -> None:
    with exploitation.db.read() as session:
        _les_pieces(session, exploitation)
        _les_soldes(session, exploitation)
        _les_quittances(session, exploitation)
        _les_regularisations(session, exploitation)


def _les_pieces(session: Session, exploitation: Exploitation) -> None:
    """Σ débit = Σ crédit, pièce par pièce et en tout ; numéros de 1 à n, sans trou."""
    off = (
        select(Piece.id)
        .outerjoin(Ecriture, Ecriture.piece_id == Piece.id)
        .group_by(Piece.id)
        .having(
            (func.coalesce(func.sum(Ecriture.debit), 0) != func.sum(Ecriture.credit))
            | (func.count(Ecriture.id) < 2)
        )
    )
    assert session.scalars(off).all() == []
    debit, credit = session.execute(
        select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))
    ).one()
    assert debit == credit
    numbered = {
        (row.code, row.entite_id): (row.premier, row.dernier, row.nombre)
        for row in session.execute(
            select(
                JournalComptable.code,
                Piece.entite_id,
                func.min(Piece.numero).label("premier"),
                func.max(Piece.numero).label("dernier"),
                func.count(Piece.numero.distinct()).label("nombre"),
            )
            .join(JournalComptable, JournalComptable.id == Piece.journal_id)
            .group_by(JournalComptable.code, Piece.entite_id)
        )
    }
    wanted = {key: (1, last, last) for key, last in exploitation.registre.numeros.items()}
    assert numbered == wanted


def _les_soldes(session: Session, exploitation: Exploitation) -> None:
    """Chaque solde montré est la somme des écritures, et ce que le registre a prédit."""
    wanted = {id: amount for id, amount in exploitation.registre.soldes.items() if amount}
    shown = {row.id: row.solde for row in COMPTES.rows(session, Criteria()) if row.solde}
    assert shown == wanted
    assert sum(shown.values(), ZERO) == 0
    summed = select(Ecriture.compte_id, func.sum(Ecriture.credit), func.sum(Ecriture.debit))
    rows = session.execute(summed.group_by(Ecriture.compte_id))
    assert {id: c - d for id, c, d in rows if c != d} == wanted
    for row in LOCATAIRES.rows(session, Criteria()):
        assert row.solde == wanted.get(row.compte_id, ZERO)


def _les_quittances(session: Session, exploitation: Exploitation) -> None:
    """Une seule en vigueur par bail et période, sans chevauchement ; les autres, annulées."""
    live: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    dead = 0
    columns = (Quittance.locataire_id, Quittance.piece_id, Quittance.total)
    for row in session.execute(select(*columns, Quittance.annulee_par_id)):
        if row.annulee_par_id is None:
            live[row.locataire_id][row.piece_id] = row.total
        dead += row.annulee_par_id is not None
    twin = aliased(Quittance)
    overlap = exists().where(
        twin.locataire_id == Quittance.locataire_id, twin.id > Quittance.id,
        twin.annulee_par_id.is_(None), twin.periode_du <= Quittance.periode_au,
        twin.periode_au >= Quittance.periode_du,
    )  # fmt: skip
    assert not session.scalar(
        select(Quittance.id).where(Quittance.annulee_par_id.is_(None), overlap).limit(1)
    )
    for bail in exploitation.registre.baux.values():
        known = {piece: a.total for piece, a in bail.appels.items() if not a.annulee}
        assert live[bail.id] == known
        dead -= sum(a.annulee for a in bail.appels.values())
    assert dead == 0


def _les_regularisations(session: Session, exploitation: Exploitation) -> None:
    """Leurs échéances font leur montant ; une provision n'est déduite qu'une fois."""
    known = {f.id: (f.etat, f.regularisation) for f in exploitation.registre.fiches.values()}
    rows = session.execute(
        select(Regularisation.id, Regularisation.etat, Regularisation.regularisation)
    )
    assert {id: (etat, due) for id, etat, due in rows} == known
    line = LigneQuittancement
    due = dict(
        session.execute(
            select(line.regularisation_id, func.sum(line.montant))
            .where(line.regularisation_id.is_not(None), line.ponctuelle)
            .group_by(line.regularisation_id)
        ).all()
    )
    assert {id: amount for id, amount in due.items() if amount} == {
        id: amount for id, (etat, amount) in known.items() if etat == "quittancee" and amount
    }
    twice = (
        select(RegularisationEcriture.ecriture_id)
        .join(Regularisation, Regularisation.id == RegularisationEcriture.regularisation_id)
        .where(Regularisation.etat == "quittancee")
        .group_by(RegularisationEcriture.ecriture_id)
        .having(func.count() > 1)
    )
    assert session.scalars(twice).all() == []


def la_consultation_suit(exploitation: Exploitation) -> None:
    """Le solde après chaque écriture d'un compte, jusqu'au dernier, qui est le sien."""
    with exploitation.db.read() as session:
        for bail in list(exploitation.registre.baux.values())[:3]:
            running = ZERO
            for row in CONSULTATION.rows(session, Criteria(where={"compte_id": bail.compte})):
                running += row.credit - row.debit
                assert row.solde == running
            assert running == exploitation.registre.soldes.get(bail.compte, ZERO)


# --- Une longue vie -----------------------------------------------------------------------------


def test_cent_mille_gestes_et_les_comptes_restent_justes(base_vide, ampleur, releve):
    wanted = ampleur(2_000, 100_000)
    seed = int(os.environ.get("LSC_GRAINE") or time.time_ns() % 1_000_000)
    print(f"graine : {seed}")
    names, weights = list(POIDS), list(POIDS.values())
    with une_exploitation(base_vide, Random(seed)) as exploitation:
        start, checked = time.perf_counter(), 0
        while exploitation.gestes < wanted:
            (name,) = exploitation.rnd.choices(names, weights)
            try:
                exploitation.jouer(name)
                if exploitation.gestes - checked >= max(wanted // 20, 250):
                    tout_est_juste(exploitation)
                    checked = exploitation.gestes
            except BaseException as error:
                error.add_note(f"LSC_GRAINE={seed}, geste {exploitation.gestes} : {name}")
                raise
        tout_est_juste(exploitation)
        la_consultation_suit(exploitation)
        spent = time.perf_counter() - start
        assert set(exploitation.faits) == set(POIDS)
        assert exploitation.refus > 0
        pieces = len(exploitation.registre.pieces)
    releve(
        "gestes comptables au hasard, tous soldes prédits au centime",
        f"{exploitation.gestes} gestes (dont {exploitation.refus} refus sans trace), "
        f"{pieces} pièces, 0 écart, en {spent:.0f} s",
    )


# --- Des histoires qu'Hypothesis raccourcit -----------------------------------------------------


class Histoires(RuleBasedStateMachine):
    """Les mêmes gestes, tirés par Hypothesis : une faute se réduit à ses quelques pas."""

    base_vide: Path

    @initialize(rnd=st.randoms(use_true_random=False))
    def ouvrir(self, rnd: Random) -> None:
        self.context = une_exploitation(self.base_vide, rnd)
        self.exploitation = self.context.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)

    @rule(name=st.sampled_from(sorted(POIDS)), rnd=st.randoms(use_true_random=False))
    def un_geste(self, name: str, rnd: Random) -> None:
        self.exploitation.rnd = rnd
        self.exploitation.jouer(name)

    @invariant()
    def tout_est_juste(self) -> None:
        if hasattr(self, "exploitation"):
            tout_est_juste(self.exploitation)


def test_des_histoires_au_hasard_restent_justes(base_vide, ampleur):
    class Ici(Histoires):
        pass

    Ici.base_vide = base_vide
    run_state_machine_as_test(
        Ici,
        settings=settings(
            max_examples=ampleur(8, 150),
            stateful_step_count=ampleur(25, 60),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
