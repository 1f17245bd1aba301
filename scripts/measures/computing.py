"""§5 : régulariser beaucoup de locataires ; retrouver ce qui leur a été appelé."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from lsc_desktop.base.dates import Periode
from lsc_desktop.domain.regularisations import (
    LigneCharge,
    LigneEau,
    RegularisationDraft,
    recalculer,
)
from lsc_desktop.queries.regularisations.lots import nouvelle_demande_lots
from lsc_desktop.queries.regularisations.provisions import provisions_appelees
from lsc_desktop.services.regularisations.lots import ajouter_lots
from measures import agency
from measures.common import Line, alternate, note, times_at_most

RULES = 10_000  # fiches recalculées, règles seules
SAVED = 10_000  # fiches lues, calculées, écrites
TENANTS, MONTHS = 10_000, 25  # un million d'écritures
ASKED = 200  # locataires dont on demande les provisions
YEAR = Periode(date(2020, 1, 1), date(2020, 12, 31))
CENT = Decimal("0.01")


def measure(runs: int) -> Iterator[Line]:
    yield from _rules(runs)
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        note("  une agence de 10 000 locataires et d'un million d'écritures…")
        agency.build(folder / "grande.db", lots=TENANTS, months=MONTHS)
        yield from _provisions(folder / "grande.db", runs)
        yield from _saving(folder, runs)


# --- Règles seules ------------------------------------------------------------------------------


def _rules(runs: int) -> Iterator[Line]:
    """`recalculer` sur 10 000 fiches toutes différentes, contre ses seules formules, à nu.

    Six lignes de charges, quatre d'eau, le total, la régularisation et la nouvelle provision.
    """
    fiches = _fiches(RULES)
    peers: dict[str, Callable[[RegularisationDraft], Any]] = {
        "Decimal, formules à nu": _bare,
        "Fraction": _fractions,
    }
    techniques = {"nous": lambda: _rate(recalculer, fiches)}
    techniques |= {name: partial(_rate, compute, fiches) for name, compute in peers.items()}
    found = alternate(runs, techniques)
    for name in peers:
        yield Line("régularisations, règles seules", "fiches/s", found["nous"], name, found[name])


def _fiches(count: int) -> list[RegularisationDraft]:
    pick = random.Random(1967)

    def amount(most: int) -> Decimal:
        return Decimal(pick.randrange(most)).scaleb(-2)

    return [
        RegularisationDraft(
            du=YEAR.du,
            au=YEAR.au,
            pourcentage=Decimal(110),
            lignes=[
                LigneCharge("", "", pick.randrange(1, 367), 366, Decimal("0.5"), amount(500_000))
                for _ in range(6)
            ],
            eau=[
                LigneEau("", "", amount(90_000) + 900, amount(90_000), Decimal("4.321"))
                for _ in range(4)
            ],
            jours_occupation=366,
            jours_periode=366,
            jours_annee=366,
            provisions=amount(300_000),
            reintroduction=amount(9_000),
        )
        for _ in range(count)
    ]


def _rate(
    compute: Callable[[RegularisationDraft], Any], fiches: Sequence[RegularisationDraft]
) -> float:
    start = perf_counter()
    for fiche in fiches:
        compute(fiche)
    return len(fiches) / (perf_counter() - start)


def _bare(fiche: RegularisationDraft) -> Decimal:
    total = Decimal(0)
    for line in fiche.lignes:
        part = (
            (line.montant_total or 0) * line.jours_presence * line.quote_part / line.jours_periode
        )
        total += part.quantize(CENT, ROUND_HALF_UP)
    for water in fiche.eau:
        used = ((water.index_fin or 0) - (water.index_precedent or 0)) * (water.prix or 0)
        total += Decimal(used).quantize(CENT, ROUND_HALF_UP)
    (total * fiche.pourcentage * 366 / (100 * 12 * 366)).quantize(CENT, ROUND_HALF_UP)
    return total - (fiche.provisions or 0) - (fiche.reintroduction or 0)


def _fractions(fiche: RegularisationDraft) -> Fraction:
    total = Fraction(0)
    for line in fiche.lignes:
        part = Fraction(line.montant_total or 0) * line.jours_presence * Fraction(line.quote_part)
        total += _half_up(part / line.jours_periode)
    for water in fiche.eau:
        used = Fraction(water.index_fin or 0) - Fraction(water.index_precedent or 0)
        total += _half_up(used * Fraction(water.prix or 0))
    _half_up(total * Fraction(fiche.pourcentage) / 1200)
    return total - Fraction(fiche.provisions or 0) - Fraction(fiche.reintroduction or 0)


def _half_up(value: Fraction) -> Fraction:
    cents = abs(value) * 200 + 1
    rounded = Fraction(cents.numerator // (2 * cents.denominator), 100)
    return rounded if value >= 0 else -rounded


# --- Provisions appelées ------------------------------------------------------------------------

CALLED = """
    SELECT e.compte_id, sum(e.debit - e.credit) FROM ecriture e {index}
    WHERE e.code_fiscalite_id = ? AND e.date BETWEEN '2020-01-01' AND '2020-12-31'
    GROUP BY e.compte_id
"""
LINES = "SELECT compte_id, code_fiscalite_id, date, debit, credit FROM ecriture"


def _provisions(path: Path, runs: int) -> Iterator[Line]:
    """Un locataire : `provisions_appelees`, contre la même somme sans l'index. Tous : l'index
    (code, compte, date, montants), contre la table et contre une boucle Python."""
    db = agency.database(path)
    with db.read() as session, closing(sqlite3.connect(path)) as plain:
        (code,) = plain.execute("SELECT id FROM code_fiscalite WHERE code = '30'").fetchone()
        step = TENANTS // ASKED

        def one() -> float:
            spent = []
            for tenant in range(1, TENANTS, step):
                start = perf_counter()
                assert provisions_appelees(session, tenant, code, YEAR).montant
                spent.append((perf_counter() - start) * 1000)
            return median(spent)

        def scanned() -> float:
            start = perf_counter()
            sql = CALLED.format(index="NOT INDEXED").replace(
                "GROUP BY", "AND e.compte_id = ? GROUP BY"
            )
            assert plain.execute(sql, (code, agency.ACCOUNTS + 1)).fetchall()
            return (perf_counter() - start) * 1000

        def everyone(index: str) -> float:
            start = perf_counter()
            rows = plain.execute(CALLED.format(index=index), (code,)).fetchall()
            assert len(rows) == TENANTS + 1
            return (perf_counter() - start) * 1000

        def loop() -> float:
            start = perf_counter()
            sums: dict[int, int] = {}
            for account, found, day, debit, credit in plain.execute(LINES):
                if found == code and "2020-01-01" <= day <= "2020-12-31":
                    sums[account] = sums.get(account, 0) + debit - credit
            return (perf_counter() - start) * 1000

        found = alternate(
            runs,
            {"un": one, "un, sans index": scanned, "tous": partial(everyone, ""),
             "tous, sans index": partial(everyone, "NOT INDEXED"), "boucle": loop},
        )  # fmt: skip
    db.close()
    what = "provisions parmi un million d'écritures"
    one_goal = times_at_most(0.01)
    yield Line(f"{what}, un locataire", "ms", found["un"], "sans index", found["un, sans index"],
               one_goal)  # fmt: skip
    for peer, key in (("sans index", "tous, sans index"), ("boucle Python", "boucle")):
        yield Line(f"{what}, tous", "ms", found["tous"], peer, found[key])


# --- Lire, calculer, écrire ---------------------------------------------------------------------


def _saving(folder: Path, runs: int) -> Iterator[Line]:
    """« Régulariser les charges » de nombreux lots d'un coup, tel que l'écran le fait.

    Le pair lit les mêmes locataires et les mêmes provisions, calcule par la même règle et insère
    les mêmes lignes (fiche, six charges, quatre eaux, écritures retenues, historique), d'un trait,
    par le module sqlite3 : ni contrôle, ni version, ni question.
    """
    amount = Decimal("1234.56")

    def ours(path: Path) -> float:
        db = agency.database(path)
        with db.read() as session:
            draft = nouvelle_demande_lots(session, agency.CTX, lot_ids=range(1, SAVED + 1))
        for lot in draft.lots:
            lot.montant = amount
        start = perf_counter()
        with db.write("mesure") as session:
            made = ajouter_lots(session, draft, ctx=agency.CTX)
        spent = perf_counter() - start
        assert len(made) == SAVED, len(made)
        db.close()
        return spent

    def plain(path: Path) -> float:
        start = perf_counter()
        _plain(path, amount)
        return perf_counter() - start

    def fresh(write: Callable[[Path], float]) -> float:
        path = folder / "copie.db"
        copyfile(folder / "grande.db", path)
        return write(path)

    found = alternate(
        min(runs, 3), {"nous": partial(fresh, ours), "sqlite3": partial(fresh, plain)}
    )
    yield Line("10 000 régularisations lues, calculées, écrites", "s", found["nous"], "sqlite3 nu",
               found["sqlite3"], times_at_most(2))  # fmt: skip


TENANTS_OF = """
    SELECT l.id, l.lot_id, l.compte_id, l.entite_id, l.premier_quittancement, l.depart,
        l.periodicite, t.nom, t.prenom, c.numero
    FROM locataire l JOIN tiers t ON t.id = l.tiers_id JOIN compte c ON c.id = l.compte_id
    WHERE l.lot_id <= ?
"""
KEPT = """
    SELECT e.locataire_id, e.id, e.debit - e.credit FROM ecriture e
    WHERE e.code_fiscalite_id = ? AND e.compte_id = ? AND e.date BETWEEN ? AND ?
"""


def _plain(path: Path, amount: Decimal) -> None:
    model = _fiches(1)[0]
    for line in model.lignes:
        line.jours_presence, line.quote_part, line.montant_total = 366, Decimal(1), None
    model.lignes[1].montant_total = amount
    for water in model.eau:
        water.index_fin = None
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        (code,) = connection.execute("SELECT id FROM code_fiscalite WHERE code = '30'").fetchone()
        tables: dict[str, list[dict[str, Any]]] = {name: [] for name in INSERTED}
        for rank, tenant in enumerate(connection.execute(TENANTS_OF, (SAVED,)).fetchall(), 1):
            span = (code, tenant[2], YEAR.du.isoformat(), YEAR.au.isoformat())
            kept = connection.execute(KEPT, span).fetchall()
            fiche = deepcopy(model)
            fiche.provisions = Decimal(sum(row[2] for row in kept)).scaleb(-2)
            recalculer(fiche)
            _rows(tables, rank, tenant, code, fiche, [row[1] for row in kept])
        for name, rows in tables.items():
            names = list(rows[0])
            marks = ", ".join("?" * len(names))
            sql = f"INSERT INTO {name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
            connection.executemany(sql, [tuple(row.values()) for row in rows])
        connection.execute("COMMIT")


INSERTED = (
    "regularisation", "regularisation_charge", "regularisation_eau", "regularisation_ecriture",
    "historique",
)  # fmt: skip


def _rows(
    tables: dict[str, list[dict[str, Any]]],
    rank: int,
    tenant: Sequence[Any],
    code: int,
    fiche: RegularisationDraft,
    kept: Sequence[int],
) -> None:
    now = f"{agency.NOW:%Y-%m-%d %H:%M:%S}.000000"
    tables["regularisation"].append(
        {
            "id": rank, "version": 1, "etat": "en_attente", "entite_id": tenant[3],
            "lot_id": tenant[1], "locataire_id": tenant[0], "compte_id": tenant[2],
            "titre": fiche.titre, "du": "2020-01-01", "au": "2020-12-31", "valide": 0,
            "code_fiscalite_id": code, "pourcentage": 1_100_000, "seuil": 1000,
            "jours_occupation": 366, "jours_periode": 366,
            "nouvelles_provisions": _cents(fiche.nouvelles_provisions),
            "nouvelles_provisions_saisies": 0, "provisions": _cents(fiche.provisions),
            "total": _cents(fiche.total), "regularisation": _cents(fiche.regularisation),
            "fois": 1, "cree_le": now, "cree_par": "mesure", "quittance_par": "",
            "annulee_par": "",
        }
    )  # fmt: skip
    tables["regularisation_charge"] += [
        {
            "regularisation_id": rank, "rang": place, "libelle1": line.libelle1,
            "libelle2": line.libelle2, "jours_presence": line.jours_presence,
            "jours_periode": line.jours_periode, "quote_part": 100_000,
            "montant_total": _cents(line.montant_total), "montant": _cents(line.montant),
        }
        for place, line in enumerate(fiche.lignes)
    ]  # fmt: skip
    tables["regularisation_eau"] += [
        {"regularisation_id": rank, "rang": place, "libelle1": water.libelle1, "libelle2": ""}
        for place, water in enumerate(fiche.eau)
    ]
    tables["regularisation_ecriture"] += [
        {"regularisation_id": rank, "ecriture_id": entry} for entry in kept
    ]
    tables["historique"].append(
        {
            "quand": now, "qui": "mesure", "action": "création", "fiche": "regularisation",
            "fiche_id": rank, "champ": "", "avant": "", "apres": fiche.titre,
            "recherche": f"mesure creation regularisation {rank} {fiche.titre.lower()}",
        }
    )  # fmt: skip


def _cents(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(2))
