"""Un grand lot de documents, fait dans d'autres processus."""

import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.gui.kit import apart
from lsc_desktop.gui.kit.screens import FormScreen, ListScreen, Printout
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Tiers

COMBIEN = apart.CHUNK * 2 + 5


def imprimer(session: Any, rows: list[int], ctx: Contexte) -> Iterator[Document]:
    """Un document par tiers, qui dit son nom tel que la base le connaît."""
    for row in rows:
        if row == 0:
            raise UserError("Cette ligne ne s'imprime pas.", "Corrigez-la.")
        nom = session.scalar(select(Tiers.nom).where(Tiers.id == row))
        yield Document(f"{nom}.pdf", f"{nom} au {ctx.aujourd_hui}".encode())


@pytest.fixture
def base(db: Database) -> Database:
    with db.write() as session:
        session.add_all(Tiers(code=f"T{n}", nom=f"NOM {n}") for n in range(1, COMBIEN + 1))
    return db


def test_un_lot_fait_ailleurs_est_le_meme_dans_le_meme_ordre(base: Database, ctx: Contexte):
    rows = list(range(1, COMBIEN + 1))
    with base.read() as session:
        attendus = list(imprimer(session, rows, ctx))
    assert list(apart.documents(base, imprimer, rows, ctx)) == attendus


def test_un_refus_revient_tel_quel(base: Database, ctx: Contexte):
    with pytest.raises(UserError, match="ne s'imprime pas") as refus:
        list(apart.documents(base, imprimer, [1, 2, 0, 3], ctx))
    assert refus.value.advice == "Corrigez-la."


def test_interrompre_un_lot_l_arrete(base: Database, ctx: Contexte):
    lot = apart.documents(base, imprimer, list(range(1, COMBIEN + 1)), ctx)
    assert next(lot).nom == "NOM 1.pdf"
    lot.close()
    assert list(lot) == []


def test_sans_autre_processus_le_lot_se_fait_quand_meme(
    base: Database, ctx: Contexte, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise OSError("plus de processus")

    monkeypatch.setattr(ProcessPoolExecutor, "map", refuse)
    made = list(apart.documents(base, imprimer, list(range(1, COMBIEN + 1)), ctx))
    assert [document.nom for document in made] == [f"NOM {n}.pdf" for n in range(1, COMBIEN + 1)]


def test_une_base_envoyee_ailleurs_est_la_meme(base: Database):
    other = pickle.loads(pickle.dumps(base))
    assert other.url == base.url and other is pickle.loads(pickle.dumps(base))
    other.close()


def test_chaque_impression_de_lot_se_retrouve_par_son_nom():
    found = [
        command.run
        for screen in SCREENS.values()
        if isinstance(screen, ListScreen | FormScreen)
        for command in screen.commands
        if isinstance(command.run, Printout) and command.run.apart
    ]
    assert found
    for printout in found:
        assert pickle.loads(pickle.dumps(printout.make)) is printout.make
