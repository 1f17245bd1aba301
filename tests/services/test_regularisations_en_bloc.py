"""Beaucoup de fiches d'un coup : les mêmes qu'une à une, en quelques instructions."""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import event, select

from lsc_desktop.base.dates import Periode
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.queries.regularisations.lecture import situations
from lsc_desktop.queries.regularisations.lots import demande_du_lot, nouvelle_demande_lots
from lsc_desktop.services.regularisations.ajout import ajouter
from lsc_desktop.services.regularisations.lots import ajouter_lots
from lsc_desktop.storage.models import Historique
from tests.bases import sqlite_seulement
from tests.factories import des_reglages, un_locataire, un_lot


def en_bloc(db, ids, ctx):
    """La demande de ces lots, et les fiches qu'elle a créées."""
    with db.read() as session:
        draft = nouvelle_demande_lots(session, ctx, lot_ids=ids)
    for lot in draft.lots:
        lot.montant = Decimal("366")
    with db.write() as session:
        return draft, ajouter_lots(session, draft, ctx=ctx)


def lues(db, ids: list[int]):
    with db.read() as session:
        return [load_regularisation(session, i) for i in ids]


def sans_ids(fiche) -> dict:
    """Tout ce que dit une fiche, hors le rang où la base l'a rangée, elle et ses lignes."""
    lines = [replace(line, id=None) for line in (*fiche.lignes, *fiche.eau)]
    return asdict(replace(fiche, id=None, lignes=lines[:6], eau=lines[6:]))


def test_beaucoup_de_lots_se_lisent_et_s_ecrivent_en_quelques_instructions(db, exploitee, ctx):
    """Ce qui croît avec les lots, c'est l'insertion des fiches, rien d'autre."""
    with db.write() as session:
        des_reglages(session)

    def instructions(count: int) -> int:
        with db.write() as session:
            ids = [un_lot(session, exploitee, f"SERIE{count}/{rank}") for rank in range(count)]
            for lot_id in ids:
                un_locataire(session, exploitee, lot_id=lot_id)
        seen = []

        def keep(_connection, _cursor, statement, *_):
            if not statement.startswith("INSERT INTO regularisation ("):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", keep)
        assert len(en_bloc(db, ids, ctx)[1]) == count
        event.remove(db.engine, "before_cursor_execute", keep)
        return len(seen)

    assert instructions(3) == instructions(12) < 40


def test_une_fiche_parmi_d_autres_est_celle_qu_on_aurait_ajoutee_seule(db, exploitee, ctx):
    with db.write() as session:
        des_reglages(session)
        autre = un_lot(session, exploitee, "LAF/2")
        un_locataire(session, exploitee, lot_id=autre)
    draft, ids = en_bloc(db, [exploitee.lot, autre], ctx)
    ensemble = lues(db, ids)
    assert len(ensemble) == 2 and any(fiche.provisions for fiche in ensemble)
    seules = []
    for lot in draft.lots:
        with db.write() as session:
            demande, accepted = demande_du_lot(draft, lot), frozenset({"remplacer"})
            made = ajouter(session, demande, ctx=ctx, accepted=accepted)
        seules += lues(db, made)
    assert list(map(sans_ids, ensemble)) == list(map(sans_ids, seules))


def test_une_fiche_creee_en_bloc_est_dans_l_historique(db, exploitee, ctx):
    with db.write() as session:
        des_reglages(session)
    _, ids = en_bloc(db, [exploitee.lot], ctx)
    with db.read() as session:
        facts = session.execute(
            select(Historique.fiche_id, Historique.action, Historique.apres).where(
                Historique.fiche == "regularisation"
            )
        ).all()
    assert facts == [(ids[0], "création", "DECOMPTE CHARGES LOCATIVES")]


@sqlite_seulement("lit le plan de SQLite")
def test_les_provisions_de_beaucoup_de_lots_se_lisent_aussi_dans_l_index(db, exploitee):
    """SQLite partirait sinon de toutes les écritures du code : la moitié de la comptabilité."""
    seen = []

    def keep(_connection, _cursor, statement, parameters, *_):
        if "ecriture.debit" in statement:
            seen.append((statement, parameters))

    year = Periode(date(2020, 1, 1), date(2020, 12, 31))
    with db.read() as session:
        event.listen(db.engine, "before_cursor_execute", keep)
        situations(session, [exploitee.lot], year, exploitee.provisions, year.au)
        event.remove(db.engine, "before_cursor_execute", keep)
        ((statement, parameters),) = seen
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in rows]
    wanted = "(code_fiscalite_id=? AND compte_id=? AND date>? AND date<?)"
    assert f"SEARCH ecriture USING COVERING INDEX ix_ecriture_provisions {wanted}" in steps, steps
