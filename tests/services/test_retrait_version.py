"""Supprimer d'une liste : la fiche que la liste a montrée, et pas une autre."""

import pytest

from lsc_desktop.base.errors import ConflictError
from lsc_desktop.gui.kit.screens import Batch, ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import TIERS, load_tiers
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import Tiers
from tests.factories import une_fiche


def commande(liste: str) -> Batch:
    screen = SCREENS[liste]
    assert isinstance(screen, ListScreen)
    return next(c.run for c in screen.commands if c.text == "Supprimer")


def jouer(db, batch: Batch, row, ctx) -> None:
    with db.write("Luc") as session:
        batch.work(session, row, ctx=ctx, accepted=frozenset())


def test_une_fiche_modifiee_depuis_que_la_liste_l_a_montree_ne_se_supprime_pas(db, agence, ctx):
    with db.write() as session:
        tiers = Tiers(code="NEUF", nom="NEUF")
        session.add(tiers)
        session.flush()
        neuf = tiers.id
    with db.read() as session:
        row = next(r for r in TIERS.page(session, Criteria(), 0, 50) if r.id == neuf)
    with db.write("Martine") as session:
        draft = load_tiers(session, neuf)
        draft.note = "Appelé ce matin : il achète."
        save_tiers(session, draft, ctx=ctx)
    with pytest.raises(ConflictError, match="modifiée par Martine"):
        jouer(db, commande("tiers.liste"), row, ctx)
    with db.read() as session:
        row = next(r for r in TIERS.page(session, Criteria(), 0, 50) if r.id == neuf)
    jouer(db, commande("tiers.liste"), row, ctx)
    with db.read() as session:
        assert session.get(Tiers, neuf) is None


def test_une_regularisation_modifiee_depuis_ne_se_supprime_pas(db, exploitee, ctx):
    from lsc_desktop.queries.regularisations.fiche import load_regularisation
    from lsc_desktop.queries.regularisations.listes import EN_ATTENTE
    from lsc_desktop.services.regularisations.ajout import save_regularisation

    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    with db.read() as session:
        (row,) = EN_ATTENTE.page(session, Criteria(), 0, 10)
    with db.write("Martine") as session:
        draft = load_regularisation(session, fiche)
        draft.valide = True
        save_regularisation(session, draft, ctx=ctx)
    with pytest.raises(ConflictError, match="modifiée par Martine"):
        jouer(db, commande("regularisations.liste"), row, ctx)
