"""Appels, règlements, régularisations, départs, annulations, dans n'importe quel ordre.

Quoi qu'il arrive : les pièces sont équilibrées, rien n'est appelé deux fois, rien ne se perd.
"""

import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import Periode, mois_de
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.quittancement import a_appeler
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.queries.tableaux import EN_VIGUEUR
from lsc_desktop.services.comptabilite import contrepasser, encaisser
from lsc_desktop.services.quittancement import Demande, appeler
from lsc_desktop.services.regularisations.ajout import (
    ajouter,
    save_regularisation,
    supprimer,
)
from lsc_desktop.services.regularisations.annulation import annuler
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Ecriture,
    LigneQuittancement,
    Locataire,
    Lot,
    Piece,
    Quittance,
    Regularisation,
    RegularisationEcriture,
)
from tests.agence import Agence
from tests.bases import sans_attendre_le_disque
from tests.factories import (
    des_appels,
    des_reglages,
    un_code,
    un_locataire,
    un_lot,
    une_agence,
    une_demande,
)

DEBUT = date(2021, 2, 10)
montants = st.decimals("0", "3000", places=2)


@dataclass(frozen=True)
class Faite:
    """Une quittance, et de quoi la rejouer ou la contre-passer."""

    bail: int
    periode: Periode
    rythme: int
    piece: int
    total: Decimal
    le: date


class Machine(RuleBasedStateMachine):
    """Trois lots : Elsa au mois, un trimestriel, deux locataires qui se suivent."""

    agence: Agence
    modele: Path

    fiches = Bundle("fiches")
    quittancees = Bundle("quittancees")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        shutil.copyfile(self.modele, self.folder / "lsc.db")
        self.db = Database(f"sqlite:///{(self.folder / 'lsc.db').as_posix()}")
        sans_attendre_le_disque(self.db)
        self.ctx = Contexte("Martine", datetime(2021, 2, 10, 9), DEBUT)
        with self.db.read() as session:
            tenants = session.scalars(select(Locataire).order_by(Locataire.id)).all()
            self.baux = [t.id for t in tenants]
            self.lots = sorted({t.lot_id for t in tenants})
            self.comptes = {t.id: t.compte_id for t in tenants}
            self.appeles = {t: -solde(session, self.comptes[t]) for t in self.baux}

    def teardown(self) -> None:
        self._tout_appeler()
        self.rien_ne_se_perd()
        self.db.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        super().teardown()

    # --- Ce que fait l'agence -------------------------------------------------------------------

    @rule(jours=st.integers(1, 45))
    def le_temps_passe(self, jours: int) -> None:
        self.ctx = replace(self.ctx, aujourd_hui=self.ctx.aujourd_hui + timedelta(days=jours))

    @rule(rythme=st.sampled_from([1, 1, 3]), avance=st.integers(0, 1), garde=st.integers(1, 7))
    def on_appelle(self, rythme: int, avance: int, garde: int) -> None:
        """L'appel de la période, ou de la suivante ; `garde` : les locataires pris, en binaire."""
        periode = mois_de(self._debut(rythme), rythme)
        if avance:
            periode = mois_de(periode.au + timedelta(days=1), rythme)
        self._appeler(periode, rythme, garde)

    @precondition(lambda self: self._quittances())
    @rule(data=st.data())
    def on_rejoue_un_appel(self, data: st.DataObject) -> None:
        done = data.draw(st.sampled_from(self._quittances()), label="quittance")
        before = self._nombre_d_ecritures()
        with self.db.read() as session:
            items, _ = a_appeler(session, self.agence.entite, done.rythme, done.periode, "reel")
        assert done.bail not in {item.locataire_id for item in items}
        assert self._nombre_d_ecritures() == before

    @rule(rang=st.integers(0, 3), montant=st.decimals("0.01", "2000", places=2))
    def un_locataire_paie(self, rang: int, montant: Decimal) -> None:
        bail = self.baux[rang]
        with self.db.write() as session:
            encaisser(session, bail, montant, self.ctx.aujourd_hui, "Virement", self.ctx)
        self.appeles[bail] -= montant

    @precondition(lambda self: self._quittances())
    @rule(data=st.data())
    def un_appel_se_contre_passe(self, data: st.DataObject) -> None:
        done = data.draw(st.sampled_from(self._quittances()), label="quittance")
        le = max(self.ctx.aujourd_hui, done.le)
        with self.db.write() as session:
            contrepasser(session, done.piece, self.ctx, le)
        self.appeles[done.bail] -= done.total

    @precondition(lambda self: self._quittances(annulees=True))
    @rule(data=st.data())
    def on_rappelle_ce_qui_a_ete_contre_passe(self, data: st.DataObject) -> None:
        done = data.draw(st.sampled_from(self._quittances(annulees=True)), label="quittance")
        self._appeler(done.periode, done.rythme)

    @rule(rang=st.integers(0, 3), jours=st.integers(-60, 60))
    def un_locataire_part(self, rang: int, jours: int) -> None:
        with self.db.write() as session:
            bail = session.get_one(Locataire, self.baux[rang])
            le = max(self.ctx.aujourd_hui + timedelta(days=jours), bail.premier_quittancement)
            bail.depart = bail.depart or le

    @rule(target=fiches, rang=st.integers(0, 2), annee=st.integers(2020, 2022), montant=montants)
    def on_ajoute(self, rang: int, annee: int, montant: Decimal):
        demande = une_demande(
            self.agence, str(montant), lot_id=self.lots[rang], du=date(annee, 1, 1),
            au=date(annee, 12, 31), code_fiscalite_id=self.agence.provisions,
        )  # fmt: skip
        accepted = frozenset({"sans_montant", "remplacer"})
        try:
            with self.db.write() as session:
                return multiple(*ajouter(session, demande, ctx=self.ctx, accepted=accepted))
        except UserError:
            return multiple()

    @rule(fiche=fiches, fois=st.integers(1, 4), retenue=montants, provision=st.none() | montants)
    def on_complete_et_valide(
        self, fiche: int, fois: int, retenue: Decimal, provision: Decimal | None
    ) -> None:
        try:
            with self.db.write() as session:
                draft = load_regularisation(session, fiche)
                draft.fois, draft.reintroduction, draft.valide = fois, retenue, True
                if provision is not None and draft.present:
                    draft.nouvelles_provisions = provision
                    draft.nouvelles_provisions_saisies = True
                save_regularisation(session, draft, ctx=self.ctx)
        except UserError as error:
            assert self._etat(fiche) != "en_attente", error

    @rule(target=quittancees, fiche=fiches)
    def on_quittance(self, fiche: int):
        before = self._instantane()
        try:
            with self.db.write() as session:
                record = session.get(Regularisation, fiche)
                quittancer(session, fiche, record.version if record else 0, ctx=self.ctx)
        except UserError:
            assert self._instantane() == before
            return multiple()
        return fiche

    @rule(fiche=consumes(fiches))
    def on_supprime(self, fiche: int) -> None:
        try:
            with self.db.write() as session:
                supprimer(session, [fiche])
        except UserError:
            assert self._etat(fiche) != "en_attente"

    @rule(target=fiches, fiche=quittancees)
    def on_annule(self, fiche: int):
        before = self._instantane()
        try:
            with self.db.write() as session:
                annuler(session, fiche, ctx=self.ctx)
                return session.scalars(
                    select(Regularisation.id).order_by(Regularisation.id.desc()).limit(1)
                ).one()
        except UserError:
            assert self._instantane() == before
            return multiple()

    # --- Ce qui doit toujours être vrai ---------------------------------------------------------

    @invariant()
    def les_pieces_sont_equilibrees(self) -> None:
        with self.db.read() as session:
            rows = session.execute(
                select(Piece.id, func.sum(Ecriture.debit), func.sum(Ecriture.credit), func.count())
                .outerjoin(Ecriture, Ecriture.piece_id == Piece.id)
                .group_by(Piece.id)
            )
            assert [row for row in rows if row[1] != row[2] or row[3] < 2] == []

    @invariant()
    def un_locataire_doit_ce_qui_est_appele_moins_ce_qu_il_a_paye(self) -> None:
        with self.db.read() as session:
            for bail, due in self.appeles.items():
                assert -solde(session, self.comptes[bail]) == due

    @invariant()
    def aucune_periode_n_est_appelee_deux_fois(self) -> None:
        seen: dict[int, list[Periode]] = defaultdict(list)
        for done in self._quittances():
            assert not any(
                other.commun(done.periode.du, done.periode.au) for other in seen[done.bail]
            )
            seen[done.bail].append(done.periode)

    @invariant()
    def chaque_regularisation_a_ses_lignes_et_leur_somme_est_exacte(self) -> None:
        with self.db.read() as session:
            for fiche in session.scalars(select(Regularisation)):
                lines = session.scalars(
                    select(LigneQuittancement).where(
                        LigneQuittancement.regularisation_id == fiche.id
                    )
                ).all()
                due = [line.montant for line in lines if line.ponctuelle]
                if fiche.etat != "quittancee":
                    assert not lines
                    continue
                assert sum(due, ZERO) == fiche.regularisation
                assert len(due) <= fiche.fois and all(due)
                assert fiche.fois == 1 or (fiche.present and fiche.regularisation > 0)

    @invariant()
    def une_provision_n_est_deduite_qu_une_fois(self) -> None:
        with self.db.read() as session:
            twice = session.scalars(
                select(RegularisationEcriture.ecriture_id)
                .join(Regularisation, Regularisation.id == RegularisationEcriture.regularisation_id)
                .where(Regularisation.etat == "quittancee")
                .group_by(RegularisationEcriture.ecriture_id)
                .having(func.count() > 1)
            ).all()
        assert not twice

    @invariant()
    def une_seule_provision_court_a_la_fois(self) -> None:
        with self.db.read() as session:
            lines = session.scalars(
                select(LigneQuittancement).where(
                    LigneQuittancement.code_fiscalite_id == self.agence.provisions,
                    ~LigneQuittancement.ponctuelle,
                )
            ).all()
        for bail in self.baux:
            spans = sorted(
                (line.du or date.min, line.au or date.max)
                for line in lines
                if line.locataire_id == bail and (line.du or date.min) <= (line.au or date.max)
            )
            assert all(end < start for (_, end), (start, _) in pairwise(spans))

    @invariant()
    def le_lot_retient_la_derniere_regularisation_qui_tient(self) -> None:
        with self.db.read() as session:
            last = dict(
                session.execute(
                    select(Regularisation.lot_id, func.max(Regularisation.quittance_le))
                    .where(Regularisation.etat == "quittancee")
                    .group_by(Regularisation.lot_id)
                ).all()
            )
            for lot in session.scalars(select(Lot).where(Lot.id.in_(self.lots))):
                assert lot.regularisation_le == last.get(lot.id)

    def rien_ne_se_perd(self) -> None:
        """Tous les appels passés, chacun a été appelé de ses régularisations, au centime."""
        with self.db.read() as session:
            due = session.execute(
                select(Regularisation.locataire_id, Regularisation.regularisation).where(
                    Regularisation.etat == "quittancee"
                )
            ).all()
            called = session.execute(
                select(Ecriture.locataire_id, Ecriture.debit, Ecriture.credit)
                .join(CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id)
                .where(CodeFiscalite.code == "31", Ecriture.compte_id.in_(self.comptes.values()))
            ).all()
        for bail in self.baux:
            wanted = sum((amount for who, amount in due if who == bail), ZERO)
            assert sum((d - c for who, d, c in called if who == bail), ZERO) == wanted

    # --- Outils ---------------------------------------------------------------------------------

    def _debut(self, rythme: int) -> date:
        today = self.ctx.aujourd_hui
        return today.replace(month=(today.month - 1) // rythme * rythme + 1, day=1)

    def _appeler(self, periode: Periode, rythme: int, garde: int = 7) -> None:
        wanted = Demande(self.agence.entite, self.ctx.aujourd_hui, periode, rythme)
        with self.db.read() as session:
            items, _ = a_appeler(session, wanted.entite_id, rythme, periode, "reel")
        for rank, item in enumerate(items):
            if garde >> rank & 1:
                with self.db.write() as session:
                    assert appeler(session, wanted, item, self.ctx) == ""
                self.appeles[item.locataire_id] += item.total

    def _tout_appeler(self) -> None:
        """Deux ans encore : plus aucune échéance ne peut rester."""
        for rythme in (1, 3):
            periode = mois_de(self._debut(rythme), rythme)
            for _ in range(24 // rythme):
                self._appeler(periode, rythme)
                periode = mois_de(periode.au + timedelta(days=1), rythme)

    def _quittances(self, annulees: bool = False) -> list[Faite]:
        with self.db.read() as session:
            stmt = (
                select(Quittance, Locataire.periodicite)
                .join(Locataire, Locataire.id == Quittance.locataire_id)
                .where(Quittance.annulee_par_id.is_not(None) if annulees else EN_VIGUEUR)
                .order_by(Quittance.id)
            )
            return [
                Faite(
                    q.locataire_id,
                    Periode(q.periode_du, q.periode_au),
                    rythme,
                    q.piece_id,
                    q.total,
                    q.date,
                )
                for q, rythme in session.execute(stmt)
            ]

    def _nombre_d_ecritures(self) -> int:
        with self.db.read() as session:
            return session.scalar(select(func.count(Ecriture.id))) or 0

    def _etat(self, fiche: int) -> str:
        with self.db.read() as session:
            record = session.get(Regularisation, fiche)
            return record.etat if record else ""

    def _instantane(self) -> list[tuple[object, ...]]:
        """Tout ce qu'un refus ne doit pas changer."""
        with self.db.read() as session:
            lines = session.execute(
                select(LigneQuittancement.id, LigneQuittancement.au, LigneQuittancement.montant)
            )
            fiches = session.execute(
                select(Regularisation.id, Regularisation.etat, Regularisation.version)
            )
            lots = session.execute(select(Lot.id, Lot.regularisation_le, Lot.version))
            return [tuple(row) for rows in (lines, fiches, lots) for row in rows]


# --- Essais -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def machine(base_vide, tmp_path_factory) -> type[Machine]:
    """La machine, et le fichier de la base d'où part chacune de ses histoires."""
    path = tmp_path_factory.mktemp("machine") / "depart.db"
    shutil.copyfile(base_vide, path)
    db = Database(f"sqlite:///{path.as_posix()}")
    ctx = Contexte("Martine", datetime(2021, 2, 10, 9), DEBUT)
    with db.write() as session:
        agence = une_agence(session)
        des_reglages(session)
        un_code(session)
        un_locataire(session, agence, "TRIMESTRE", periodicite=3, provisions="150")
        lot = un_lot(session, agence)
        un_locataire(session, agence, "AVANT", lot_id=lot, depart=date(2020, 6, 30))
        un_locataire(session, agence, "APRES", lot_id=lot, entree=date(2020, 7, 1))
        des_appels(session, agence, ctx, dernier=date(2021, 2, 28))
        des_appels(session, agence, ctx, dernier=date(2021, 3, 31), periodicite=3)
    db.close()

    class Ici(Machine):
        modele = path

    Ici.agence = agence
    return Ici


def jouer(machine: type[Machine], histoires: int, pas: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histoires,
            stateful_step_count=pas,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_quoi_qu_il_arrive_rien_ne_se_perd(machine):
    jouer(machine, 12, 25)


@pytest.mark.long(100)
def test_quoi_qu_il_arrive_longtemps(machine):
    jouer(machine, 120, 40)
