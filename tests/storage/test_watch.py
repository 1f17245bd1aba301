import pytest

from lsc_desktop.storage.models import Entite
from lsc_desktop.storage.watch import watch


def test_seule_une_transaction_validee_se_fait_entendre(db):
    heard = []
    watch(db, heard.append)
    with pytest.raises(InterruptedError), db.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
        session.flush()
        raise InterruptedError
    with db.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
    assert heard == [{"entite"}]


def test_deux_qui_suivent_la_meme_base_entendent_tous_les_deux(db):
    first, second = [], []
    watch(db, first.append)
    watch(db, second.append)
    with db.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
    assert first == second == [{"entite"}]


def test_une_lecture_ne_dit_rien(db):
    heard = []
    watch(db, heard.append)
    with db.read() as session:
        assert session.get(Entite, 1) is None
    assert heard == []
