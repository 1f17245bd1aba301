"""Les lots d'une annonce se lisent ensemble : autant de requêtes pour mille que pour un."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from lsc_desktop.queries.annonces.biens import load_bien, load_biens
from lsc_desktop.queries.lots import load_lot, load_lots
from lsc_desktop.services.lots import supprimer_lot
from lsc_desktop.storage.models import DocumentLot, Immeuble, Locataire, Lot, Mandat, PieceLot
from tests.agence import une_agence
from tests.factories import un_locataire, un_lot


@pytest.fixture
def lots(db) -> list[int]:
    """Douze lots de deux immeubles, dont certains loués, sous mandat, ou avec des pièces."""
    with db.write() as session:
        agence = une_agence(session)
        other = Immeuble(code="GILBERT", nom="Gilbert", ville="METZ", nb_etages=4)
        session.add(other)
        session.flush()
        made = [un_lot(session, agence, mandat=rank != 2) for rank in range(12)]
        for rank, lot in enumerate(made):
            record = session.get_one(Lot, lot)
            record.reference_internet, record.diffuser = f"R{rank // 2}", True
            if rank % 3 == 0:
                record.immeuble_id = other.id
            if rank % 4 == 0:
                un_locataire(session, agence, lot_id=lot, depot_garantie=Decimal(100 + rank))
            if rank % 5 == 0:
                session.add(PieceLot(lot_id=lot, piece="Séjour", surface=Decimal(20)))
        session.get_one(Mandat, agence.mandat).debut = date(2015, 1, 1)
        session.get_one(Locataire, agence.locataire).depart = date(2020, 1, 31)
        return [agence.lot, *made]


def requetes(db, lire) -> tuple[int, object]:
    """Combien d'instructions, et ce qu'elles ont rendu ; la session est neuve."""
    seen: list[str] = []

    def keep(_connection, _cursor, statement, *_):
        seen.append(statement)

    with db.read() as session:
        event.listen(db.engine, "before_cursor_execute", keep)
        found = lire(session)
        event.remove(db.engine, "before_cursor_execute", keep)
    return len(seen), found


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lots(db, lots):
    few, _found = requetes(db, lambda session: load_biens(session, lots[:2]))
    many, found = requetes(db, lambda session: load_biens(session, lots))
    assert len(found) == len(lots)
    assert many == few < 20


def test_ensemble_ou_seul_un_lot_se_lit_pareil(db, lots):
    _count, ensemble = requetes(db, lambda session: load_biens(session, lots))
    with db.read() as session:
        assert ensemble == [load_bien(session, lot) for lot in lots]
    with db.read() as session:
        assert load_lots(session, lots) == {lot: load_lot(session, lot) for lot in lots}
    assert any(bien.depot_bail for bien in ensemble)
    assert any(bien.mandat_debut for bien in ensemble)
    assert any(bien.reference_prise for bien in ensemble)
    assert {bien.ville for bien in ensemble} == {"METZ", "NANCY"}


def test_les_photos_de_chacun_restent_a_lui_dans_leur_ordre(db, lots):
    from lsc_desktop.domain.evenements import Document
    from lsc_desktop.services.fichiers import conserver

    with db.write() as session:
        for rank, lot in ((2, lots[1]), (1, lots[1]), (1, lots[2])):
            content = f"{lot} {rank}".encode()
            kept = conserver(session, Document(f"{rank}.jpg", content, type_mime="image/jpeg"))
            session.add(DocumentLot(lot_id=lot, fichier_id=kept.id, numero=rank, diffusion=True,
                                    libelle=f"vue {rank} de {lot}"))  # fmt: skip
    _count, found = requetes(db, lambda session: load_biens(session, lots[:4]))
    said = [[photo.titre for photo in bien.photos] for bien in found]
    assert said == [
        [], [f"vue 1 de {lots[1]}", f"vue 2 de {lots[1]}"], [f"vue 1 de {lots[2]}"], [],
    ]  # fmt: skip


def test_un_lot_supprime_entre_temps_n_arrete_pas_les_autres(db, lots):
    with db.write() as session:
        supprimer_lot(session, lots[3])
    _count, found = requetes(db, lambda session: load_biens(session, lots[2:5]))
    assert [bien.lot.id for bien in found] == [lots[2], lots[4]]
