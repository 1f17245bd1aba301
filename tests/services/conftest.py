"""Une petite agence, posée dans la base de chaque essai qui la demande."""

import pytest

from tests.agence import Agence, une_agence


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)
