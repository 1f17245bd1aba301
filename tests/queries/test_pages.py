"""Une liste lue par pages : mêmes lignes, même ordre, par le chemin le plus court."""

from collections.abc import Sequence

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.tiers import TIERS
from lsc_desktop.storage.models import Tiers
from tests.bases import sqlite_seulement

NOMS = ("MARTIN", "PETIT", "LEFÈVRE", "ŒUVRARD", "MARTINEZ", "BERNARD", "MARTIN", "DURAND")


@pytest.fixture
def session(db):
    with db.write() as writer:
        for rank, name in enumerate(NOMS):
            writer.add(Tiers(code=f"T{rank}", nom=name, ville="NANCY", actif=rank != 1))
    with db.read() as reader:
        yield reader


def noms(rows) -> list[str]:
    return [row.nom for row in rows]


def test_les_pages_se_suivent_dans_l_ordre_de_la_liste(session: Session):
    pages = [TIERS.page(session, Criteria(), start, 3) for start in (0, 3, 6)]
    found = [name for page in pages for name in noms(page)]
    assert found == sorted(NOMS, key=lambda name: name.replace("È", "E").replace("Œ", "OE"))


def test_une_page_ne_montre_que_ce_que_les_filtres_gardent(session: Session):
    assert "PETIT" not in noms(TIERS.page(session, Criteria(where={"actif": True}), 0, 100))
    assert noms(TIERS.page(session, Criteria(where={"actif": False}), 0, 100)) == ["PETIT"]
    assert len(TIERS.page(session, Criteria(where={"actif": None}), 0, 100)) == len(NOMS)


def test_les_reponses_d_une_liste_par_nom_viennent_dans_son_ordre(session: Session):
    asked = Criteria("mart")
    assert TIERS.in_search_order(asked)
    ids = TIERS.matching(session, asked, 10)
    assert noms(TIERS.pick(session, ids)) == ["MARTIN", "MARTIN", "MARTINEZ"]
    assert noms(TIERS.page(session, asked, 0, 10)) == noms(TIERS.pick(session, ids))


def test_une_liste_par_ville_trie_ce_qui_repond(session: Session):
    asked = Criteria("mart", sort=(("ville", False),))
    assert not TIERS.in_search_order(asked)
    assert len(TIERS.matching(session, asked, 2)) == 2
    assert noms(TIERS.page(session, asked, 0, 10)) == ["MARTIN", "MARTIN", "MARTINEZ"]


@sqlite_seulement("lit le plan de SQLite")
@pytest.mark.parametrize("texte", ["", "zz", "mart"])
def test_la_liste_des_tiers_se_lit_dans_un_seul_index(session: Session, texte: str):
    """Sans quoi deux cent mille fiches seraient lues à chaque lettre tapée."""
    plans = plan(session, Criteria(texte, where={"actif": True}))
    assert plans == ["SCAN tiers USING COVERING INDEX ix_tiers_recherche_id_actif"]


@sqlite_seulement("lit le plan de SQLite")
def test_un_tri_sans_index_parcourt_la_table_dans_l_ordre_du_disque(session: Session):
    plans = plan(session, Criteria(where={"actif": True}, sort=(("ville", False),)))
    assert plans[0] == "SCAN tiers"


def plan(session: Session, criteria: Criteria) -> Sequence[str]:
    """Comment SQLite trouve les identifiants d'une page."""
    seen: list[tuple[str, tuple]] = []
    engine = session.get_bind()

    def keep(_connection, _cursor, statement, parameters, *_):
        if "tiers.recherche" in statement:
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    TIERS.page(session, criteria, 0, 100)
    event.remove(engine, "before_cursor_execute", keep)
    ((statement, parameters),) = seen
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row[3] for row in rows]


def test_un_texte_qui_en_precise_un_autre_ne_cherche_pas_avant_sa_premiere_reponse(
    session: Session,
):
    first, *rest = TIERS.matching(session, Criteria("m"), 10)
    asked = Criteria("marti")
    assert TIERS.matching(session, asked, 10, since=first) == TIERS.matching(session, asked, 10)
    assert TIERS.matching(session, asked, 10, since=rest[-1]) != TIERS.matching(session, asked, 10)


def test_une_premiere_reponse_disparue_fait_tout_chercher(session: Session):
    asked = Criteria("martin")
    assert TIERS.matching(session, asked, 10, since=987_654) == TIERS.matching(session, asked, 10)


def test_un_ordre_inverse_ne_se_borne_pas(session: Session):
    asked = Criteria("martin", sort=(("nom", True),))
    last = TIERS.matching(session, Criteria("m"), 10)[-1]
    assert TIERS.matching(session, asked, 10, since=last) == TIERS.matching(session, asked, 10)
