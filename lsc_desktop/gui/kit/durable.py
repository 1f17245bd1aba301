"""Les traitements qu'un arrêt brutal n'arrête pas : inscrits avant d'être faits, repris ensuite.

Un lot s'écrit d'abord tout entier dans la base ; chaque ligne y est dite faite dans la transaction
même de son effet. Tué, il reste en cours sous le jeton d'un processus mort : la première fenêtre
qui s'en aperçoit prend ce jeton et finit, sans question, au nom de qui l'avait lancé.
Sans rien de Qt.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.figer import figer, retrouver
from lsc_desktop.base.text import pluriel
from lsc_desktop.gui.kit import edge
from lsc_desktop.gui.kit.batch import Control, LostError, Outcome, treat
from lsc_desktop.gui.kit.screens import (
    Batch,
    Command,
    FormCommand,
    FormScreen,
    ListScreen,
    Rows,
    Screen,
)
from lsc_desktop.queries import traitements as lectures
from lsc_desktop.queries.traitements import EnCours, Question
from lsc_desktop.services import traitements
from lsc_desktop.services.jetons import jeton_d_ici, jeton_delaisse, jeton_neuf

log = logging.getLogger(__name__)
PLUSIEURS = 2  # une ligne seule est déjà tout ou rien : rien à inscrire
SIGNE = 5.0  # secondes entre deux signes de vie, écrits avec une ligne
_active: set[str] = set()  # les jetons que ce processus tient vraiment


# --- Retrouver une commande ---------------------------------------------------------------------


@dataclass(frozen=True)
class Lot:
    """Une commande de lot déclarée ; `sorte` la retrouve après un redémarrage."""

    sorte: str
    batch: Batch
    needs: str
    freeze: Callable[[Rows], Sequence[str]]
    thaw: Callable[[Sequence[str]], Rows]


def lot(screen: Screen, command: Command | FormCommand) -> Lot | None:
    """Ce qu'il faut pour inscrire un lot de cette commande ; None si elle n'en mène pas."""
    batch = command.run
    if not isinstance(batch, Batch):
        return None
    sorte = f"{screen.key}/{command.text}"
    if batch.freeze is not None and batch.thaw is not None:
        return Lot(sorte, batch, command.needs, batch.freeze, batch.thaw)
    if not isinstance(screen, ListScreen):
        return None
    kind = screen.source.row

    def thaw(texts: Sequence[str]) -> Rows:
        return [retrouver(kind, text) for text in texts]

    return Lot(sorte, batch, command.needs, lambda rows: [figer(row) for row in rows], thaw)


def find(screens: Mapping[str, Screen], sorte: str) -> Lot | None:
    """La commande de cette sorte ; None si le programme ne l'a plus."""
    key, _, text = sorte.partition("/")
    screen = screens.get(key)
    if not isinstance(screen, ListScreen | FormScreen):
        return None
    same: list[Command | FormCommand] = [c for c in screen.commands if c.text == text]
    found = (lot(screen, command) for command in same)
    return next((each for each in found if each is not None), None)


# --- Tenir le registre --------------------------------------------------------------------------


class Ledger:
    """Le registre d'un lot que ce processus mène ; `batch.treat` y inscrit chaque ligne.

    `rows` : ce qui reste à faire. `accepted` : les questions déjà répondues.
    """

    def __init__(self, db: Any, lot: Lot, titre: str, id: int, jeton: str, ctx: Contexte) -> None:
        """`ctx` : au nom et au jour de qui a lancé le lot."""
        self.db, self.lot, self.titre, self.id, self.jeton = db, lot, titre, id, jeton
        self.rows: Rows = []
        self.accepted: frozenset[str] = frozenset()
        self._ctx = ctx
        self._lines: dict[int, int] = {}  # id d'une ligne tenue → id dans le registre
        self._seen = time.monotonic()
        _active.add(jeton)

    def hold(self, rows: Rows, lines: Sequence[int]) -> None:
        """Ces lignes-ci, et leurs ids dans le registre."""
        self.rows = list(rows)
        self._lines.update({id(row): line for row, line in zip(self.rows, lines, strict=True)})

    # --- Ce que `treat` demande

    def contexte(self, ctx: Contexte) -> Contexte:
        mine = self._ctx
        return replace(ctx, utilisateur=mine.utilisateur, aujourd_hui=mine.aujourd_hui)

    def done(self, session: Any, row: Any, text: str) -> None:
        line = self._lines[id(row)]
        held = traitements.marquer(session, line, "fait", text, jeton=self.jeton)
        now = time.monotonic()
        if held and now - self._seen > SIGNE:
            held = traitements.vivre(session, self.id, self.jeton)
            self._seen = now
        if not held:
            raise LostError(
                "Ce traitement est mené d'ailleurs, ou a été interrompu.",
                "Voyez Paramètres > Traitements.",
            )

    def note(self, outcome: Outcome) -> None:
        text = " ".join(part for part in (outcome.text, outcome.advice) if part)
        line = self._lines[id(outcome.row)]

        def write(session: Any) -> None:
            traitements.marquer(session, line, outcome.state, text, outcome.key, self.jeton)
            traitements.vivre(session, self.id, self.jeton)

        try:
            self._write(write)
        except TemporaryError:  # la ligne reste à faire : elle dira de nouveau son refus
            log.warning("refus non inscrit : %s", text)

    # --- Ce que la fenêtre demande

    def end(self, ctx: Contexte) -> None:
        """Rend le jeton ; sans base, le bail s'en chargera."""
        try:
            self._write(lambda session: traitements.conclure(session, self.id, self.jeton, ctx))
        except TemporaryError:
            log.warning("traitement %s : fin non inscrite", self.id)
        finally:
            _active.discard(self.jeton)

    def verified(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Ce que la base dit de ce qui n'a pas eu de réponse : validé malgré tout, c'est fait."""
        if not any(outcome.temporary for outcome in outcomes):
            return outcomes
        try:
            with self.db.read() as session:
                done = lectures.faites(session, self.id)
        except UserError:  # toujours hors d'atteinte : la reprise lira le registre
            return outcomes
        return [
            replace(o, state="fait", text=done[self._lines[id(o.row)]], advice="", error=None)
            if o.temporary and self._lines[id(o.row)] in done
            else o
            for o in outcomes
        ]

    def accept(self, key: str) -> None:
        """Oui à cette question ; ses lignes sont de nouveau à faire, sous un jeton neuf."""
        self._again(lambda session: traitements.accepter(session, self.id, key))
        self.accepted |= {key}

    def decline(self, key: str, ctx: Contexte) -> None:
        def write(session: Any) -> None:
            traitements.decliner(session, self.id, key)
            traitements.clore(session, self.id, ctx)

        self._write(write)

    def retry(self) -> None:
        """Tout ce qui n'est pas fait est de nouveau à faire, sous un jeton neuf."""
        self._again(lambda session: traitements.rouvrir(session, self.id))

    def _again(self, change: Callable[[Any], None]) -> None:
        jeton = jeton_neuf()

        def write(session: Any) -> None:
            if not traitements.prendre(session, self.id, "", jeton):
                raise gone()
            change(session)

        self._write(write)
        self.jeton, self._seen = jeton, time.monotonic()
        _active.add(jeton)

    def _write(self, work: Callable[[Any], Any]) -> None:
        edge.replayed(self.db, self._ctx, work)


def inscribe(db: Any, lot: Lot, rows: Rows, titre: str, ctx: Contexte) -> Ledger:
    """Écrit le lot avant d'en rien faire, dans une courte transaction."""
    jeton = jeton_neuf()
    lines = list(zip(map(lot.batch.label, rows), lot.freeze(rows), strict=True))
    facts = {"sorte": lot.sorte, "titre": titre, "jeton": jeton}
    id, ids = edge.replayed(
        db, ctx, lambda session: traitements.inscrire(session, lines, **facts, ctx=ctx)
    )
    ledger = Ledger(db, lot, titre, id, jeton, ctx)
    ledger.hold(rows, ids)
    return ledger


def carry(
    ledger: Ledger, rows: Rows, contexte: Callable[[], Contexte], control: Control
) -> list[Outcome]:
    """Mène ces lignes du lot, puis rend le jeton."""
    lot = ledger.lot.batch
    try:
        outcomes = treat(lot, rows, ledger.db, contexte, control, ledger.accepted, ledger)
    finally:
        ledger.end(contexte())
    return ledger.verified(outcomes)


# --- Reprendre ----------------------------------------------------------------------------------


def abandoned(db: Any) -> list[EnCours]:
    """Les traitements en cours que plus personne ne mène."""
    with db.read() as session:
        found = lectures.en_cours(session)
    return [lot for lot in found if lot.jeton not in _active and _left(lot)]


def _left(lot: EnCours) -> bool:
    return jeton_d_ici(lot.jeton) or jeton_delaisse(lot.jeton, lot.vu_le, lot.now)


def take(
    db: Any,
    screens: Mapping[str, Screen],
    id: int,
    tenu: str,
    ctx: Contexte,
    allows: Callable[[str], bool] = lambda needs: True,
    answers: Mapping[str, bool] | None = None,
) -> Ledger | None:
    """Prend la suite du lot que tenait `tenu` ; None si un autre l'a pris d'abord.

    `answers` : les réponses aux questions qu'il attendait.
    Lève `UserError` si le programme n'a plus cette commande, ou si le profil ne la permet pas.
    """
    with db.read() as session:
        rest = lectures.reste(session, id)
    lot = find(screens, rest.sorte)
    if lot is None:
        raise UserError(
            f"Cette version du programme ne sait plus reprendre « {rest.titre} ».",
            "Abandonnez ce traitement : ce qui est fait demeure.",
        )
    if lot.needs and not allows(lot.needs):
        raise UserError(
            f"Votre profil ne permet pas « {rest.titre} ».",
            "Demandez à un collègue qui l'a de reprendre ce traitement.",
        )
    jeton = jeton_neuf()

    def write(session: Any) -> lectures.Reste | None:
        if not traitements.prendre(session, id, tenu, jeton, ctx.utilisateur):
            return None
        for key, yes in (answers or {}).items():
            (traitements.accepter if yes else traitements.decliner)(session, id, key)
        return lectures.reste(session, id)  # ce qui reste, maintenant qu'on le tient

    held = edge.replayed(db, ctx, write)
    if held is None:
        return None
    signed = replace(ctx, utilisateur=held.cree_par, aujourd_hui=held.jour)
    ledger = Ledger(db, lot, held.titre, id, jeton, signed)
    ledger.accepted = held.accepte
    ledger.hold(lot.thaw([text for _, text in held.lignes]), [i for i, _ in held.lignes])
    return ledger


def pending(db: Any, id: int) -> list[Question]:
    """Les questions qu'attendent les lignes de ce traitement."""
    with db.read() as session:
        return lectures.questions(session, id)


def resume_all(
    db: Any,
    screens: Mapping[str, Screen],
    contexte: Callable[[], Contexte],
    taken: Callable[[Ledger], None] = lambda ledger: None,
) -> list[str]:
    """Reprend et finit tout ce que plus personne ne mène ; rend un compte rendu de chacun."""
    reports = []
    for found in abandoned(db):
        try:
            ledger = take(db, screens, found.id, found.jeton, contexte())
        except UserError as error:
            reports.append(str(error))
            continue
        if ledger is not None:
            taken(ledger)
            left = len(ledger.rows)
            outcomes = carry(ledger, ledger.rows, contexte, Control())
            reports.append(report(ledger.titre, left, outcomes))
    return reports


def report(titre: str, left: int, outcomes: Sequence[Outcome]) -> str:
    """« Reprise de « Quittancer » : 112 lignes restaient, 112 faites. »"""
    done = sum(outcome.state == "fait" for outcome in outcomes)
    refused = sum(outcome.failed for outcome in outcomes)
    asked = sum(outcome.state == "question" for outcome in outcomes)
    parts = [pluriel(left, "ligne restait", "lignes restaient"), pluriel(done, "faite")]
    parts += [pluriel(refused, "refusée")] if refused else []
    parts += [f"{asked} à confirmer"] if asked else []
    return f"Reprise de « {titre} » : {', '.join(parts)}."


def gone() -> UserError:
    """Le lot qu'on voulait reprendre n'attend plus."""
    return UserError(
        "Ce traitement n'attend plus : il est mené d'une autre fenêtre, ou terminé.",
        "Actualisez la liste des traitements.",
    )
