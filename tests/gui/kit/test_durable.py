"""Un lot inscrit dans la base : fait, interrompu, tué puis repris, sur une vraie base."""

import time
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import select, update

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.gui.kit import dialogs, durable, work
from lsc_desktop.gui.kit.batch import Control
from lsc_desktop.gui.kit.results import ResultSheet
from lsc_desktop.gui.kit.resume import Resumer
from lsc_desktop.gui.kit.screens import Batch, Column, Command, ListScreen
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.services.traitements import interrompre
from lsc_desktop.storage.models import Historique, Tiers, Traitement, TraitementLigne
from tests.gui.exemple import ShellEspion

MARTINE = Contexte("Martine", datetime(2021, 10, 25, 9, 30), date(2021, 10, 25))
PAUL = Contexte("Paul", datetime(2021, 10, 26, 8, 0), date(2021, 10, 26))


class Banc:
    """Une fenêtre, une base de cinq tiers, et la commande « Marquer » qu'un essai règle."""

    def __init__(self, qtbot: Any, db: Any, monkeypatch: Any) -> None:
        self.db, self.window, self.tasks = db, QWidget(), Tasks()
        qtbot.addWidget(self.window)
        self.shell = ShellEspion(MARTINE, db)
        self.rule: Any = lambda row, accepted: None
        self.needs, self.posees = "", []
        monkeypatch.setattr(dialogs, "ask", self._answer)
        with db.write() as session:
            session.add_all(Tiers(code=f"T{n}", nom=f"NOM{n}", prenom="") for n in range(1, 6))

    def _answer(self, parent: Any, question: str, accept: str = "", details: Any = ()) -> bool:
        self.posees.append(question)
        return self.shell.reponse

    def marquer(self, session: Any, row: Any, ctx: Any, accepted: frozenset[str]) -> str:
        self.rule(row, accepted)
        found = session.get_one(Tiers, row.id)
        found.note += f"{ctx.utilisateur} {ctx.aujourd_hui:%d/%m} "
        return f"{row.nom} marqué"

    @property
    def screens(self) -> dict[str, ListScreen]:
        command = Command(
            "Marquer…", Batch(self.marquer, label=lambda row: row.nom, opens="tiers.fiche"),
            needs=self.needs,
        )  # fmt: skip
        screen = ListScreen("tiers.essai", "", TIERS, (Column("nom", "Nom"),), commands=(command,))
        return {screen.key: screen}

    @property
    def lot(self) -> durable.Lot:
        (screen,) = self.screens.values()
        found = durable.lot(screen, screen.commands[0])
        assert found is not None
        return found

    def rows(self, count: int = 5) -> list[Any]:
        with self.db.read() as session:
            return list(TIERS.rows(session, Criteria()))[:count]

    def lance(self, count: int = 5) -> None:
        place = work.Place(self.window, self.shell, self.db, self.tasks, self.lot)
        work.run_batch(self.lot.batch, self.rows(count), "Marquer…", place)
        self.attend()

    def tue(self, faites: int = 0) -> None:
        """Le processus de Martine meurt après `faites` lignes."""
        ledger = durable.inscribe(self.db, self.lot, self.rows(), "Marquer", MARTINE)
        for row in ledger.rows[:faites]:
            with self.db.write("Martine") as session:
                self.marquer(session, row, MARTINE, frozenset())
                ledger.done(session, row, "")
        durable._active.discard(ledger.jeton)

    def veille(self, ctx: Contexte = PAUL, allows: Any = lambda needs: True) -> Resumer:
        self.shell._ctx = ctx
        made = Resumer(self.window, self.shell, self.db, self.tasks, self.screens, allows)
        made.look()
        self.attend()
        return made

    def attend(self) -> None:
        end = time.monotonic() + 60
        while work.running() or not self.tasks.idle():
            assert time.monotonic() < end, "le lot ne finit pas"
            self.tasks.drain(0.2)

    def notes(self) -> list[str]:
        with self.db.read() as session:
            return list(session.scalars(select(Tiers.note).order_by(Tiers.id)))

    def lot_en_base(self) -> Traitement:
        with self.db.read() as session:
            return session.scalars(select(Traitement)).one()

    def lignes(self) -> list[str]:
        with self.db.read() as session:
            stmt = select(TraitementLigne.etat).order_by(TraitementLigne.rang)
            return list(session.scalars(stmt))

    def bouton(self, text: str) -> QPushButton:
        sheets = [s for s in self.window.findChildren(ResultSheet) if s.isVisible()]
        (found,) = [b for s in sheets for b in s.findChildren(QPushButton) if b.text() == text]
        return found


@pytest.fixture
def banc(qtbot, db, monkeypatch):
    made = Banc(qtbot, db, monkeypatch)
    yield made
    made.tasks.drain()
    made.tasks.close()


def test_un_lot_fait_est_inscrit_et_termine(banc):
    banc.lance()
    lot = banc.lot_en_base()
    assert (lot.titre, lot.etat, lot.jeton, lot.cree_par) == ("Marquer", "termine", "", "Martine")
    assert banc.lignes() == ["fait"] * 5
    assert banc.notes() == ["Martine 25/10 "] * 5


def test_une_ligne_seule_ne_s_inscrit_pas(banc):
    banc.lance(1)
    with banc.db.read() as session:
        assert session.scalars(select(Traitement)).all() == []
    assert banc.notes()[0]


def test_tue_il_se_reprend_seul_au_nom_et_au_jour_de_qui_l_a_lance(banc):
    banc.tue(faites=2)
    banc.veille()
    assert banc.notes() == ["Martine 25/10 "] * 5
    lot = banc.lot_en_base()
    assert (lot.etat, lot.repris_par) == ("termine", "Paul")
    assert banc.posees == []
    assert banc.shell.dits == ["Reprise de « Marquer » : 3 lignes restaient, 3 faites."]
    with banc.db.read() as session:
        signed = select(Historique.qui).where(Historique.champ == "note")
        assert list(session.scalars(signed)) == ["Martine"] * 5


def test_tue_apres_la_derniere_ligne_il_ne_reste_qu_a_le_dire_fini(banc, monkeypatch):
    monkeypatch.setattr(work, "SHOWN_AFTER", 60_000)  # il n'est long nulle part
    banc.tue(faites=5)
    banc.veille()
    assert banc.lot_en_base().etat == "termine"
    assert banc.notes() == ["Martine 25/10 "] * 5
    assert not banc.window.findChildren(ResultSheet)


def test_deux_fenetres_ne_le_reprennent_pas_toutes_deux(banc):
    banc.tue()
    (found,) = durable.abandoned(banc.db)
    first = durable.take(banc.db, banc.screens, found.id, found.jeton, PAUL)
    assert first is not None
    assert durable.take(banc.db, banc.screens, found.id, found.jeton, MARTINE) is None
    assert durable.abandoned(banc.db) == []
    durable.carry(first, first.rows, lambda: PAUL, Control())
    assert banc.notes() == ["Martine 25/10 "] * 5


def test_qui_a_perdu_le_lot_n_y_ecrit_plus(banc):
    """Gelé une minute, l'ancien meneur se réveille pendant que l'autre travaille."""
    old = durable.inscribe(banc.db, banc.lot, banc.rows(), "Marquer", MARTINE)
    new = durable.take(banc.db, banc.screens, old.id, old.jeton, PAUL)
    durable.carry(new, new.rows[:2], lambda: PAUL, Control())
    outcomes = durable.carry(old, old.rows, lambda: MARTINE, Control())
    assert {o.state for o in outcomes} == {"reste"}
    assert banc.notes() == ["Martine 25/10 "] * 2 + [""] * 3


def test_interrompu_de_loin_il_s_arrete(banc, monkeypatch):
    monkeypatch.setattr(durable, "SIGNE", -1.0)  # un signe de vie à chaque ligne
    ledger = durable.inscribe(banc.db, banc.lot, banc.rows(), "Marquer", MARTINE)
    with banc.db.write() as session:
        session.execute(update(Traitement).values(etat="interrompu", jeton=""))
    outcomes = durable.carry(ledger, ledger.rows, lambda: MARTINE, Control())
    assert [o.state for o in outcomes] == ["reste"] * 5
    assert banc.notes() == [""] * 5
    assert banc.lot_en_base().etat == "interrompu"


def test_interrompu_de_loin_la_ligne_suivante_ne_se_fait_pas(banc):
    """Rien ne s'écrit dans les secondes qui séparent deux signes de vie."""
    ledger = durable.inscribe(banc.db, banc.lot, banc.rows(), "Marquer", MARTINE)
    with banc.db.write("Paul") as session:
        interrompre(session, ledger.id)
    outcomes = durable.carry(ledger, ledger.rows, lambda: MARTINE, Control())
    assert [o.state for o in outcomes] == ["reste"] * 5
    assert banc.notes() == [""] * 5 and banc.lignes() == ["a_faire"] * 5


def test_qui_a_perdu_le_lot_n_y_inscrit_pas_non_plus_son_refus(banc):
    ledger = durable.inscribe(banc.db, banc.lot, banc.rows(), "Marquer", MARTINE)
    with banc.db.write("Paul") as session:
        interrompre(session, ledger.id)

    def refuser(row: Any, accepted: Any) -> None:
        raise UserError("Le compte est clos.", "Rouvrez-le.")

    banc.rule = refuser
    durable.carry(ledger, ledger.rows, lambda: MARTINE, Control())
    assert banc.lignes() == ["a_faire"] * 5


def test_interrompu_il_attend_puis_se_reprend_a_la_demande(banc):
    def couper(row: Any, accepted: Any) -> None:
        if row.nom == "NOM2":
            work.interrupt_all()

    banc.rule = couper
    banc.lance()
    assert banc.lot_en_base().etat == "interrompu"
    banc.rule = lambda row, accepted: None
    resumer = banc.veille()
    assert banc.lot_en_base().etat == "interrompu", "un lot interrompu attend quelqu'un"
    resumer.resume(banc.lot_en_base().id)
    banc.attend()
    assert banc.notes() == ["Martine 25/10 "] * 5
    resumer.resume(banc.lot_en_base().id)
    assert "n'attend plus" in banc.shell.refus[0].title


def test_reprendre_depuis_le_compte_rendu(banc):
    coupe = [True]

    def manquer(row: Any, accepted: Any) -> None:
        if row.nom == "NOM2" and coupe:
            coupe.clear()
            raise TemporaryError("La base ne répond pas.", "Réessayez.")

    banc.rule = manquer
    banc.lance()
    assert banc.lot_en_base().etat == "interrompu"
    assert banc.lignes() == ["fait", "a_faire", "fait", "fait", "fait"]
    banc.bouton("Reprendre les lignes non faites").click()
    banc.attend()
    assert banc.lot_en_base().etat == "termine"
    assert banc.notes() == ["Martine 25/10 "] * 5


def test_une_validation_recue_dont_la_reponse_s_est_perdue_n_est_pas_refaite(banc, monkeypatch):
    """La base a tout écrit, le réseau est tombé avant de le dire : le poste ne peut pas le savoir.

    Reprendre ne refait pas la ligne, ne l'annonce pas refusée, et finit les autres.
    """
    vrai, coupe = durable.edge.replayed, [True]

    def coupee(db: Any, ctx: Any, work: Any) -> Any:
        done = vrai(db, ctx, work)
        if done == "NOM2 marqué" and coupe:
            coupe.clear()
            raise TemporaryError("La base est hors d'atteinte.", "Recommencez.")
        return done

    def une_fois(row: Any, accepted: Any) -> None:
        if row.nom == "NOM2" and not coupe:
            raise UserError("Déjà marqué.")
        if row.nom == "NOM4" and coupe4:
            coupe4.clear()
            raise TemporaryError("La base ne répond pas.", "Réessayez.")

    coupe4 = [True]
    monkeypatch.setattr(durable.edge, "replayed", coupee)
    banc.rule = une_fois
    banc.lance()
    assert banc.lignes() == ["fait", "fait", "fait", "a_faire", "fait"]
    banc.bouton("Reprendre les lignes non faites").click()
    banc.attend()
    assert banc.lot_en_base().etat == "termine"
    assert banc.lignes() == ["fait"] * 5
    assert banc.notes() == ["Martine 25/10 "] * 5
    assert "5" in banc.shell.dits[-1] and "refus" not in banc.shell.dits[-1]


def test_une_base_qui_ne_repond_plus_arrete_le_lot(banc):
    essais: list[str] = []

    def manquer(row: Any, accepted: Any) -> None:
        essais.append(row.nom)
        raise TemporaryError("La base ne répond pas.", "Réessayez.")

    banc.rule = manquer
    banc.lance()
    assert essais == ["NOM1", "NOM2", "NOM3"]
    assert banc.lignes() == ["a_faire"] * 5


def test_refus_et_bogue_restent_au_registre(banc, monkeypatch):
    monkeypatch.setattr("sys.excepthook", lambda *_: None)

    def refuser(row: Any, accepted: Any) -> None:
        if row.nom == "NOM2":
            raise UserError("Le compte est clos.", "Rouvrez-le.")
        if row.nom == "NOM4":
            raise ZeroDivisionError

    banc.rule = refuser
    banc.lance()
    assert banc.lot_en_base().etat == "termine"
    assert banc.lignes() == ["fait", "refus", "fait", "incident", "fait"]
    with banc.db.read() as session:
        said = session.scalars(select(TraitementLigne).where(TraitementLigne.etat == "refus")).one()
    assert said.message == "Le compte est clos. Rouvrez-le."


def douter(row: Any, accepted: frozenset[str]) -> None:
    if row.nom in ("NOM2", "NOM5") and "doublon" not in accepted:
        raise Confirm("Déjà marqué. Continuer ?", "doublon")


@pytest.mark.parametrize(("oui", "lignes"), [(True, "fait"), (False, "abandon")])
def test_une_question_se_pose_et_sa_reponse_est_gardee(banc, oui, lignes):
    banc.rule, banc.shell.reponse = douter, oui
    banc.lance()
    assert banc.posees == ["Déjà marqué. Continuer ?"]
    assert banc.lignes() == ["fait", lignes, "fait", "fait", lignes]
    assert banc.lot_en_base().etat == "termine"


def test_une_question_neuve_a_la_reprise_attend_une_reponse(banc):
    banc.tue(faites=1)
    banc.rule = douter
    banc.veille()
    assert banc.posees == []
    assert banc.lot_en_base().etat == "question"
    assert banc.lignes() == ["fait", "question", "fait", "fait", "question"]
    assert "2 à confirmer" in banc.shell.dits[0]
    banc.bouton("Répondre aux questions").click()
    banc.attend()
    assert banc.posees == ["Déjà marqué. Continuer ?"]
    assert banc.lot_en_base().etat == "termine"
    assert banc.notes() == ["Martine 25/10 "] * 5


def test_la_question_se_pose_aussi_depuis_la_liste_des_traitements(banc):
    banc.tue()
    banc.rule = douter
    resumer = banc.veille()
    resumer.resume(banc.lot_en_base().id)
    banc.attend()
    assert banc.posees == ["Déjà marqué. Continuer ?"]
    assert banc.lignes() == ["fait"] * 5


def test_une_reponse_deja_donnee_sert_a_la_reprise(banc):
    banc.rule = douter
    ledger = durable.inscribe(banc.db, banc.lot, banc.rows(), "Marquer", MARTINE)
    durable.carry(ledger, ledger.rows, lambda: MARTINE, Control())
    ledger.accept("doublon")
    durable._active.discard(ledger.jeton)  # tué dès la réponse donnée
    banc.veille()
    assert banc.posees == []
    assert banc.notes() == ["Martine 25/10 "] * 5


def test_il_n_est_repris_que_par_qui_en_a_le_droit(banc):
    banc.needs = "tiers.marquer"
    banc.tue()
    banc.veille(allows=lambda needs: False)
    assert banc.lot_en_base().etat == "en_cours"
    assert banc.notes() == [""] * 5
    banc.veille(allows=lambda needs: needs == "tiers.marquer")
    assert banc.lot_en_base().etat == "termine"
