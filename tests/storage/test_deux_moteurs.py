"""Ce que les deux moteurs doivent dire de même, et ce qu'un serveur fait de plus."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, make_url, select, text

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import BusyError, TemporaryError, UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.gui.kit import edge
from lsc_desktop.queries.comptabilite import JOURNAUX
from lsc_desktop.queries.paging import Criteria, Listing
from lsc_desktop.queries.presence import jour
from lsc_desktop.storage import engine, today
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.holding import hold, hold_word
from lsc_desktop.storage.models import Base, Compte, Entite, Immeuble, JournalComptable
from lsc_desktop.storage.schema import prepare
from lsc_desktop.storage.version import current, newest
from tests import postgres
from tests.bases import postgresql_seulement

CTX = Contexte("Martine", datetime(2021, 10, 25, 9), date(2021, 10, 25))
MESURE = "deux transactions n'y vont de front que sur un serveur"


@dataclass(frozen=True)
class Ligne:
    id: int
    code: str
    nom: str
    nb_etages: int | None


def _immeubles():
    return select(Immeuble.id, Immeuble.code, Immeuble.nom, Immeuble.nb_etages)


IMMEUBLES = Listing(Ligne, _immeubles, (Immeuble.recherche,), order=(("code", False),))


@pytest.fixture
def immeubles(db):
    rows = [("A", "école", 3), ("b", "Zoé", None), ("C", "Été", 1), ("é", "abc%_\\", None)]
    with db.write() as session:
        session.add_all(Immeuble(code=c, nom=n, nb_etages=floors) for c, n, floors in rows)


def ordre(db, name: str, descending: bool = False) -> list[str]:
    with db.read() as session:
        criteria = Criteria(sort=((name, descending),))
        rows = IMMEUBLES.page(session, criteria, 0, 10)
        turned = IMMEUBLES.page(session, IMMEUBLES.backwards(criteria), 0, 10)
        assert [row.id for row in turned] == [row.id for row in reversed(rows)]
        assert IMMEUBLES.ids(session, criteria) == [row.id for row in rows]
    return [row.code for row in rows]


def test_ce_qui_est_vide_vient_d_abord_en_montant(db, immeubles):
    assert ordre(db, "nb_etages") == ["b", "é", "C", "A"]
    assert ordre(db, "nb_etages", descending=True) == ["A", "C", "b", "é"]


def test_les_textes_se_rangent_par_leurs_octets_quelle_que_soit_la_langue_du_serveur(db, immeubles):
    assert ordre(db, "code") == ["A", "C", "b", "é"]


@pytest.mark.parametrize(
    ("texte", "codes"),
    [("ecole", ["A"]), ("ÉT", ["C"]), ("%_", ["é"]), ("\\", ["é"])],
)
def test_une_recherche_replie_les_accents_et_ne_connait_pas_de_joker(db, immeubles, texte, codes):
    with db.read() as session:
        rows = IMMEUBLES.page(session, Criteria(texte), 0, 10)
    assert [row.code for row in rows] == codes


def test_un_journal_se_trouve_sans_accent(db):
    with db.write() as session:
        session.add(JournalComptable(code="OD", libelle="Opérations diverses"))
        session.add(JournalComptable(code="BQ", libelle="Banque"))
    with db.read() as session:
        rows = JOURNAUX.page(session, Criteria("operations"), 0, 10)
    assert [row.code for row in rows] == ["OD"]


def test_le_jour_est_celui_du_poste_a_chaque_lecture(db, monkeypatch):
    with db.read() as session:
        for day in (date(2021, 12, 31), date(2022, 1, 1)):
            monkeypatch.setattr(today, "_now", lambda day=day: day)
            assert session.scalar(select(jour())) == day


def test_le_doublon_d_une_contrainte_a_deux_colonnes_montre_la_derniere(db):
    with db.write() as session:
        session.add(Entite(id=1, code="G001", nom="Agence"))
    for expected in (None, "numero"):
        try:
            with db.write() as session:
                session.add(
                    Compte(entite_id=1, numero="512000", libelle="Banque", nature="general")
                )
        except UserError as refus:
            assert refus.field == expected
        else:
            assert expected is None


def test_un_declencheur_parle_francais(db):
    with db.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
    with pytest.raises(UserError, match="L'historique ne se modifie pas"), db.write() as session:
        session.execute(text("DELETE FROM historique"))


def test_une_adresse_sans_pilote_prend_le_notre():
    db = Database("postgresql://u:p@h/b")
    assert db.url == make_url("postgresql+psycopg://u:p@h/b")


# --- Sur un serveur ------------------------------------------------------------------------------


@postgresql_seulement("SQLite ne borne pas ses entiers à ceux d'une colonne")
def test_une_valeur_impossible_est_refusee_en_francais(db):
    with pytest.raises(UserError, match="refuse cette valeur"), db.write() as session:
        session.add(Immeuble(code="X", nom="X", nb_etages=10**12))


@postgresql_seulement(MESURE)
def test_une_lecture_voit_un_seul_instant(db, immeubles):
    with db.read() as session:
        before = session.scalars(select(Immeuble.code)).all()
        with db.write() as other:
            other.add(Immeuble(code="NEUF", nom="Neuf"))
        assert session.scalars(select(Immeuble.code)).all() == before


@postgresql_seulement(MESURE)
def test_deux_ecritures_qui_se_croisent_aboutissent_toutes_les_deux(db, immeubles):
    """Chacune tient ce que l'autre attend : la base annule l'une, le bord la refait."""
    both, tries = threading.Barrier(2), []

    def croise(first: int, second: int) -> None:
        def work(session) -> None:
            tries.append(first)
            hold(session, Immeuble, first)
            if len(tries) <= 2:
                both.wait(60)
            hold(session, Immeuble, second)
            session.get_one(Immeuble, second).digicode += str(first)

        edge.replayed(db, CTX, work)

    with db.read() as session:
        one, two = session.scalars(select(Immeuble.id).order_by(Immeuble.id).limit(2))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(croise, (one, two), (two, one)))
    assert len(tries) == 3
    with db.read() as session:
        codes = session.scalars(select(Immeuble.digicode).order_by(Immeuble.id).limit(2)).all()
    assert codes == [str(two), str(one)]


@postgresql_seulement(MESURE)
def test_un_verrou_qui_ne_se_rend_pas_se_dit(adresse, db, immeubles, monkeypatch):
    monkeypatch.setitem(engine.SESSION, "lock_timeout", 50)
    impatient = Database(adresse)
    with db.write() as session:
        hold_word(session, "un code")
        with pytest.raises(TemporaryError, match="occupée") as refus, impatient.write() as other:
            hold_word(other, "un code")
    assert not isinstance(refus.value, BusyError)  # attendre encore n'y ferait rien
    impatient.close()


@postgresql_seulement("un fichier n'a pas de serveur qui redémarre")
def test_une_connexion_coupee_se_dit_puis_se_retrouve(adresse, db):
    def coupe() -> None:
        with db.read() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    victim = Database(adresse)
    with pytest.raises(TemporaryError, match="hors d'atteinte"), victim.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
        session.flush()
        coupe()
        session.add(Entite(code="G002", nom="Agence"))
    with victim.write() as session:
        session.add(Entite(code="G001", nom="Agence"))
    coupe()
    with victim.read() as session:  # la connexion morte est remplacée sans qu'on le sache
        assert session.scalars(select(Entite.code)).all() == ["G001"]
    victim.close()


@postgresql_seulement("un fichier n'a qu'un écrivain")
def test_deux_postes_qui_creent_la_base_ensemble_n_en_font_qu_une():
    with postgres.base_vide() as url:
        bases = [Database(url) for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda db: prepare(db, MIGRATIONS, now=CTX.maintenant), bases))
        assert [current(db) for db in bases] == [newest(MIGRATIONS)] * 3
        with bases[0].engine.connect() as connection:
            assert inspect(connection).has_table("ecriture")
        for db in bases:
            db.close()


@postgresql_seulement("l'autre moteur a le sien dans tests/architecture")
def test_migrer_donne_exactement_les_modeles(db):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@postgresql_seulement("le classement est un réglage du serveur")
def test_chaque_colonne_de_texte_se_range_par_ses_octets(db):
    with db.read() as session:
        others = session.scalars(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') "
                "AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
            )
        ).all()
    assert others == []
