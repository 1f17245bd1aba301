"""Une grande assemblée pour mesurer : chacun son lot, et toutes les réponses données."""

import random
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from lsc_desktop.domain.assemblees.majorites import Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.storage.models import (
    Assemblee,
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Immeuble,
    LotCopropriete,
    Pointage,
    Possession,
    Resolution,
    Scrutin,
    Tantieme,
    Vote,
    VoteCorrespondance,
)
from measures import agency

ONE = 1  # l'assemblée, la clé, la copropriété, l'immeuble : il n'y en a qu'une


def build(path: Path, owners: int, resolutions: int) -> None:
    """Un lot chacun, de 20 à 180 tantièmes. Sur dix : sept sont là, deux ont écrit, un est absent ;
    tous ont répondu à tout. Sans résolution, personne n'est encore pointé."""
    agency.build(path, people=owners)
    people, questions = range(1, owners + 1), range(1, resolutions + 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        insert = partial(agency.insert, connection)
        insert(Immeuble, [{"id": ONE, "code": "TOUR", "nom": "La Tour", "entite_id": 1,
                           "recherche": "tour"}])  # fmt: skip
        insert(Copropriete, [{"id": ONE, "entite_id": 1, "immeuble_id": ONE}])
        insert(CleRepartition, [{"id": ONE, "copropriete_id": ONE, "code": "001", "generale": 1,
                                 "libelle": "GENERALES", "recherche": "001"}])  # fmt: skip
        insert(Compte, map(_account, people))
        insert(Coproprietaire, ({"id": n, "compte_id": agency.ACCOUNTS + n, "copropriete_id": ONE,
                                 "tiers_id": n} for n in people))  # fmt: skip
        insert(LotCopropriete, ({"id": n, "copropriete_id": ONE, "numero": f"{n:04}",
                                 "recherche": f"{n:04}"} for n in people))  # fmt: skip
        insert(Tantieme, ({"lot_copropriete_id": n, "cle_id": ONE, "valeur": _share(n)}
                          for n in people))  # fmt: skip
        insert(Possession, ({"lot_copropriete_id": n, "coproprietaire_id": n} for n in people))
        insert(Assemblee, [{"id": ONE, "copropriete_id": ONE, "numero": "1-G001", "nom": "AG",
                            "date": "2021-11-05", "heure": "17:00", "cle_id": ONE}])  # fmt: skip
        if questions:
            insert(Resolution, ({"id": n, "assemblee_id": ONE, "rang": n, "titre": f"R{n}",
                                 "article": ("24", "24", "25", "26")[n % 4], "cle_id": ONE}
                                for n in questions))  # fmt: skip
            _answers(connection, people, questions)
        connection.execute("COMMIT")


def _account(rank: int) -> dict[str, Any]:
    number = f"450{rank:06}"
    return {
        "id": agency.ACCOUNTS + rank, "entite_id": 1, "numero": number, "libelle": number,
        "nature": "coproprietaire", "tiers_id": rank, "recherche": number,
    }  # fmt: skip


def _share(owner: int) -> int:
    """De 20 à 180 tantièmes, en cent millièmes."""
    return 2_000_000 + owner * 7919 % 16_000_000


def _code(owner: int) -> Code:
    return {0: Code.ABSENT, 1: Code.CORRESPONDANCE, 2: Code.CORRESPONDANCE}.get(
        owner % 10, Code.PRESENT
    )


def _answers(connection: sqlite3.Connection, people: range, questions: range) -> None:
    """Les deux tiers disent oui, les autres s'opposent ou s'abstiennent."""
    pick = random.Random(1965)
    letters = [Sens.OUI.value] * 4 + [Sens.NON.value, Sens.ABSTENTION.value]
    writers = [n for n in people if _code(n) is Code.CORRESPONDANCE]
    voters = [n for n in people if _code(n) is Code.PRESENT]
    insert = partial(agency.insert, connection)
    insert(Pointage, ({"assemblee_id": ONE, "tiers_id": n, "code": _code(n).value,
                       "recu_le": "2021-10-30" if _code(n) is Code.CORRESPONDANCE else None}
                      for n in people))  # fmt: skip
    insert(Scrutin, ({"id": n, "resolution_id": n, "tour": 1} for n in questions))
    insert(Vote, ({"scrutin_id": n, "tiers_id": who, "sens": pick.choice(letters)}
                  for n in questions for who in voters))  # fmt: skip
    insert(VoteCorrespondance, ({"resolution_id": n, "tour": 1, "tiers_id": who,
                                 "sens": pick.choice(letters)}
                                for n in questions for who in writers))  # fmt: skip
