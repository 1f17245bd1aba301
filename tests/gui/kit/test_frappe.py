"""Taper lettre après lettre montre, à chaque lettre, ce qu'une recherche entière trouverait."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from lsc_desktop.base.text import fold
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.storage.models import Tiers
from tests.gui.exemple import ShellEspion

NOMS = ("MARTIN", "MARTY", "LEFÈVRE", "BERNARD", "ÉLUARD", "DUPONT", "MOREAU")
VILLES = ("NANCY", "METZ", "MARLY")
# Des foules, des centaines, une dizaine, rien ; et l'ordre tapé dans le désordre.
FRAPPES = ("m", "ma", "mar", "mart", "marti", "martin 1", "martin 12", "1", "12", "123", "1234",
           "l", "le", "lef", "lef 9", "lef 98", "z", "zz", "nancy 3", "ma 12", "")  # fmt: skip


@pytest.fixture(scope="module")
def fiches() -> list[dict[str, Any]]:
    made = []
    for rank in range(1, 4501):
        name, town = NOMS[rank * 7 % 11 % len(NOMS)], VILLES[rank % 3]
        code = f"{fold(name).upper()}{rank}"
        text = fold(f"{name} {code} {town}")
        made.append({"id": rank, "code": code, "nom": name, "ville": town, "recherche": text})
    return made


@pytest.fixture
def vue(db, ctx, fiches, qtbot):
    with db.engine.execution_options(writes=True).begin() as link:
        link.execute(insert(Tiers.__table__), fiches)
    tasks = Tasks()
    screen: Any = SCREENS["tiers.liste"]
    view = ListView(screen, ShellEspion(ctx, db), db, tasks=tasks)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(view.settled)
    yield view
    tasks.close()


@pytest.mark.parametrize("tri", [(), (("ville", False),), (("nom", True),)], ids=str)
def test_chaque_lettre_montre_ce_qu_une_recherche_entiere_trouverait(vue, db, qtbot, tri):
    vue.change(sort=tri)
    qtbot.waitUntil(vue.settled)
    for texte in FRAPPES:
        vue.change(text=texte)
        qtbot.waitUntil(vue.settled)
        with db.read() as session:
            asked = replace(vue.loader.target, text=texte)
            expected = vue.declared.source.ids(session, asked)
        assert vue.loader.count == len(expected), texte
        shown = [vue.model.row(n) for n in range(min(len(expected), 250))]
        qtbot.waitUntil(vue.settled)
        shown = [vue.model.row(n) for n in range(len(shown))]
        assert [row.id for row in shown] == expected[: len(shown)], texte


def test_sans_attendre_les_comptes_la_lettre_suivante_est_juste(vue, db, qtbot):
    """Une frappe plus rapide que les comptes : rien de ce qu'ils apprennent n'est supposé."""
    for texte in ("m", "ma", "mar", "mart", "marty", "marty 2"):
        vue.change(text=texte)
    qtbot.waitUntil(vue.settled)
    with db.read() as session:
        expected = vue.declared.source.ids(session, vue.loader.target)
    assert vue.loader.count == len(expected) > 0
    assert vue.model.row(0).id == expected[0]
