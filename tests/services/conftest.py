"""Une petite agence, posée dans la base de chaque essai qui la demande."""

from datetime import date

import pytest

from tests.agence import Agence, une_agence
from tests.factories import des_appels, un_code


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


@pytest.fixture
def exploitee(db, agence, ctx) -> Agence:
    """L'agence, son code 31, et Elsa appelée chaque mois de 2020 : 600 de provisions."""
    with db.write() as session:
        un_code(session)
        des_appels(session, agence, ctx, dernier=date(2020, 12, 31))
    return agence


@pytest.fixture
def a_jour(db, exploitee, ctx):
    """Elsa appelée jusqu'en octobre 2021 ; nous sommes le 25."""
    with db.write() as session:
        des_appels(session, exploitee, ctx, premier=date(2021, 1, 1))
    return exploitee
