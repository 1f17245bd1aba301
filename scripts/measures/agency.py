"""Une grande agence pour mesurer : le vrai schéma, rempli d'un trait, toujours pareil."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.base.text import fold
from lsc_desktop.domain.entites import EntiteDraft
from lsc_desktop.services import comptabilite, configuration, fiscalites
from lsc_desktop.services.entites import save_entite
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Ecriture,
    Immeuble,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Piece,
    Tiers,
)
from lsc_desktop.storage.schema import prepare

NOW = datetime(2021, 10, 25, 9, 30)
CTX = Contexte("mesure", NOW, NOW.date())
FIRST_CALL = date(2019, 10, 1)
NAMES = (
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy",
    "Moreau", "Simon", "Laurent", "Lefèvre", "Michel", "Garcia", "Œuvrard", "Haÿ", "N'Guyen",
)  # fmt: skip
FIRST_NAMES = (
    "Jeanne", "Élodie", "Paul", "Zoé", "Hélène", "Kévin", "Anne-Marie", "Loïc", "Inès", "Noël",
    "Chloé", "Benoît", "Maëlle",
)  # fmt: skip
TOWNS = (
    ("54000", "NANCY"), ("54500", "VANDŒUVRE-LÈS-NANCY"), ("57000", "METZ"), ("88000", "ÉPINAL"),
    ("55000", "BAR-LE-DUC"), ("54300", "LUNÉVILLE"), ("54700", "PONT-À-MOUSSON"),
)  # fmt: skip


def database(path: Path) -> Database:
    return Database(f"sqlite:///{path.as_posix()}")


def empty(path: Path) -> None:
    """Une agence sans un bien : une entité, ses comptes et journaux, les codes fiscalité."""
    db = database(path)
    prepare(db, MIGRATIONS, now=NOW)
    with db.write("mesure") as session:
        configuration.installer(session)
        fiscalites.installer(session)
        entity = save_entite(session, EntiteDraft(code="G001", nom="Agence Mesure"), ctx=CTX)
        comptabilite.installer(session, entity)
    db.close()


def build(path: Path, *, lots: int = 0, months: int = 0, people: int = 0) -> None:
    """`lots` loués et sous mandat, `months` appels d'un loyer et d'une provision chacun.

    `people` : tiers de plus, sans bien. Quatre écritures par lot et par mois.
    """
    empty(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        owners = max(lots // 5, 1) if lots else 0
        insert(connection, Tiers, map(_person, range(1, owners + lots + people + 1)))
        if lots:
            _properties(connection, lots, owners)
            _entries(connection, lots, months)
        connection.execute("COMMIT")


def insert(connection: sqlite3.Connection, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insère des lignes dites dans les types de la base ; le reste prend sa valeur d'usage."""
    columns = model.__table__.columns
    usual = {c.name: c.default.arg for c in columns if c.default is not None}
    iterator = iter(rows)
    first = next(iterator)
    names = list(dict.fromkeys([*usual, *first]))
    defaults = [(name, usual.get(name)) for name in names]
    marks = ", ".join("?" * len(names))
    connection.executemany(
        f"INSERT INTO {model.__tablename__} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
        (
            tuple(row.get(name, default) for name, default in defaults)
            for row in chain([first], iterator)
        ),
    )


def _person(rank: int) -> dict[str, Any]:
    name, first = NAMES[rank * 7 % len(NAMES)], FIRST_NAMES[rank * 11 % len(FIRST_NAMES)]
    code, town = TOWNS[rank * 5 % len(TOWNS)]
    phone = f"06 {rank * 37 % 100:02} {rank * 53 % 100:02} {rank // 100 % 100:02} {rank % 100:02}"
    facts = {
        "id": rank,
        "code": f"{fold(name).upper().replace(' ', '')[:6]}{rank:06}",
        "civilite": ("Madame", "Monsieur")[rank % 2],
        "nom": f"{name} {rank * 7919 % 99991}",
        "prenom": first,
        "adresse1": f"{rank % 180 + 1} rue de la République",
        "code_postal": code,
        "ville": town,
        "telephone": "",
        "portable": phone,
        "courriel": f"{fold(first).replace(' ', '')}.{rank}@exemple.fr",
    }
    return facts | {"recherche": fold(" ".join(str(facts[n]) for n in Tiers.cherche_dans))}


def _properties(connection: sqlite3.Connection, lots: int, owners: int) -> None:
    """Immeubles de vingt lots, mandats, baux, comptes et tableaux de quittancement."""
    insert(connection, Immeuble, map(_building, range(1, lots // 20 + 2)))
    insert(connection, Lot, (_lot(n, owners) for n in range(1, lots + 1)))
    insert(
        connection,
        Mandat,
        (
            {"id": n, "numero": str(100 + n), "entite_id": 1, "proprietaire_id": n,
             "debut": "2010-01-01", "recherche": str(100 + n)}
            for n in range(1, owners + 1)
        ),
    )  # fmt: skip
    insert(
        connection,
        MandatLot,
        ({"mandat_id": (n - 1) % owners + 1, "lot_id": n} for n in range(1, lots + 1)),
    )
    insert(connection, Compte, (_account(n, owners) for n in range(1, lots + 1)))
    insert(connection, Locataire, (_lease(n, owners) for n in range(1, lots + 1)))
    codes = _ids(connection, CodeFiscalite, "code")
    insert(
        connection,
        LigneQuittancement,
        (
            {"locataire_id": n, "rang": rank, "code_fiscalite_id": codes[code],
             "libelle": text, "montant": amount + n % 400 * 100}
            for n in range(1, lots + 1)
            for rank, (code, text, amount) in enumerate(LINES)
        ),
    )  # fmt: skip


LINES = (("10", "Loyer", 45_000), ("30", "Provisions sur charges", 6_000))
ACCOUNTS = 1000  # les comptes des locataires viennent après ceux de l'agence


def _building(rank: int) -> dict[str, Any]:
    code, town = TOWNS[rank % len(TOWNS)]
    name = f"Résidence n° {rank}"
    return {
        "id": rank, "code": f"RES{rank:04}", "nom": name, "code_postal": code, "ville": town,
        "entite_id": 1, "recherche": fold(f"RES{rank:04} {name} {town}"),
    }  # fmt: skip


def _lot(rank: int, owners: int) -> dict[str, Any]:
    code = f"RES{(rank - 1) // 20 + 1:04}/{(rank - 1) % 20 + 1:03}"
    return {
        "id": rank, "code_gestion": code, "code_physique": code,
        "immeuble_id": (rank - 1) // 20 + 1, "proprietaire_id": (rank - 1) % owners + 1,
        "recherche": fold(code),
    }  # fmt: skip


def _account(rank: int, owners: int) -> dict[str, Any]:
    number = f"81LOC{rank:06}"
    return {
        "id": ACCOUNTS + rank, "entite_id": 1, "numero": number, "libelle": f"Locataire {rank}",
        "nature": "locataire", "tiers_id": owners + rank, "recherche": fold(number),
    }  # fmt: skip


def _lease(rank: int, owners: int) -> dict[str, Any]:
    return {
        "id": rank, "tiers_id": owners + rank, "compte_id": ACCOUNTS + rank, "lot_id": rank,
        "mandat_id": (rank - 1) % owners + 1, "entite_id": 1, "bail_du": "2018-01-01",
        "bail_au": f"{2021 + rank % 6}-{rank % 12 + 1:02}-28",
        "premier_quittancement": "2018-01-01", "mode_reglement": "Virement",
    }  # fmt: skip


def _entries(connection: sqlite3.Connection, lots: int, months: int) -> None:
    """Les appels passés : une pièce par locataire et par mois, de quatre écritures."""
    codes = _ids(connection, CodeFiscalite, "code")
    other = connection.execute("SELECT id FROM compte WHERE nature = 'quittancement'").fetchone()[0]
    journal = connection.execute("SELECT id FROM journal_comptable WHERE code = 'QU'").fetchone()[0]
    days = [_month(rank) for rank in range(months)]

    def pieces() -> Iterator[dict[str, Any]]:
        for rank, (day, _) in enumerate(days):
            for n in range(1, lots + 1):
                number = rank * lots + n
                yield {
                    "id": number, "entite_id": 1, "journal_id": journal, "numero": number,
                    "date": day, "libelle": f"Appel {day[:7]} locataire {n}",
                    "cree_le": f"{NOW:%Y-%m-%d %H:%M:%S}.000000", "cree_par": "mesure",
                    "recherche": f"{number} appel {day[:7]} locataire {n}",
                }  # fmt: skip

    def entries() -> Iterator[dict[str, Any]]:
        for rank, (day, end) in enumerate(days):
            for n in range(1, lots + 1):
                for code, text, amount in LINES:
                    facts = {
                        "piece_id": rank * lots + n, "date": day, "libelle": text,
                        "code_fiscalite_id": codes[code], "locataire_id": n, "periode_du": day,
                        "periode_au": end, "recherche": fold(text),
                    }  # fmt: skip
                    cents = amount + n % 400 * 100
                    yield facts | {"compte_id": ACCOUNTS + n, "debit": cents, "credit": 0}
                    yield facts | {"compte_id": other, "debit": 0, "credit": cents}

    insert(connection, Piece, pieces())
    insert(connection, Ecriture, entries())


def _month(rank: int) -> tuple[str, str]:
    month = FIRST_CALL.month - 1 + rank
    year, month = FIRST_CALL.year + month // 12, month % 12 + 1
    return f"{year}-{month:02}-01", f"{year}-{month:02}-28"


def _ids(connection: sqlite3.Connection, model: Any, key: str) -> dict[str, int]:
    return dict(connection.execute(f"SELECT {key}, id FROM {model.__tablename__}"))  # noqa: S608


def call(db: Database, lots: int) -> int:
    """L'appel de loyers qui suit ceux de `build` ; rend le nombre de locataires appelés."""
    from lsc_desktop.base.dates import Periode
    from lsc_desktop.services.quittancement import Demande, appeler_tous

    month = Periode(date(2021, 11, 1), date(2021, 11, 30))
    with db.write("mesure") as session:
        called = appeler_tous(session, Demande(1, NOW.date(), month, 1), CTX)
    assert called == lots, called
    return called
