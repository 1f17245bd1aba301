"""Une petite agence, posée dans la base de chaque essai qui la demande."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.agence import Agence, une_agence
from tests.bases import garder, recopier
from tests.factories import des_appels, un_code


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


@pytest.fixture
def exploitee(db, ctx, modeles) -> Agence:
    """L'agence, son code 31, et Elsa appelée chaque mois de 2020 : 600 de provisions."""

    def batir() -> Agence:
        with db.write() as session:
            agence = une_agence(session)
            un_code(session)
            des_appels(session, agence, ctx, dernier=date(2020, 12, 31))
        return agence

    return modeles(db, "exploitee", batir)


@pytest.fixture
def a_jour(db, exploitee, ctx, modeles) -> Agence:
    """Elsa appelée jusqu'en octobre 2021 ; nous sommes le 25."""

    def batir() -> Agence:
        with db.write() as session:
            des_appels(session, exploitee, ctx, premier=date(2021, 1, 1))
        return exploitee

    return modeles(db, "a_jour", batir)


@pytest.fixture(scope="session")
def modeles(tmp_path_factory) -> Callable[..., Agence]:
    """Une base longue à bâtir l'est une fois, puis se recopie."""
    folder, known = tmp_path_factory.mktemp("modeles"), {}

    def poser(db, name: str, batir: Callable[[], Agence]) -> Agence:
        if name in known:
            agence, copy = known[name]
            recopier(db, copy)
        else:
            agence = batir()
            known[name] = agence, garder(db, folder, name)
        return agence

    return poser
