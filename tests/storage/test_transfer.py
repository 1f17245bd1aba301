"""Une agence passe d'un moteur à l'autre, entière et prouvée, ou ne passe pas."""

from contextlib import closing
from datetime import date, datetime

import pytest
from sqlalchemy import insert, inspect, select, text, update

from lsc_desktop.app import main
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.domain.evenements import Document
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage import transfer as module
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.models import Ecriture, Entite, Fichier, Tiers
from lsc_desktop.storage.transfer import Proof, proof, transfer
from tests import postgres
from tests.agence import une_agence
from tests.bases import SUR_POSTGRESQL
from tests.factories import des_appels, un_locataire


@pytest.fixture
def depart(base_vide, tmp_path):
    """Un fichier SQLite : deux locataires appelés trois mois, un document."""
    path = tmp_path / "depart.db"
    path.write_bytes(base_vide.read_bytes())
    with closing(Database(f"sqlite:///{path.as_posix()}")) as db:
        ctx = Contexte("Martine", datetime(2021, 10, 25, 9, 30, 15, 250), date(2021, 10, 25))
        with db.write("Martine") as session:
            agence = une_agence(session)
            un_locataire(session, agence)
            des_appels(session, agence, ctx, premier=date(2021, 8, 1))
            conserver(session, Document("avis.pdf", bytes(range(256)) * 40, "Avis"))
        yield db


@pytest.fixture
def arrivee(tmp_path):
    """Une base vide : sur le serveur s'il y en a un, sinon un autre fichier."""
    if SUR_POSTGRESQL:
        with postgres.base_vide() as url, closing(Database(url)) as db:
            yield db
    else:
        with closing(Database(f"sqlite:///{(tmp_path / 'arrivee.db').as_posix()}")) as db:
            yield db


def releve(db: Database) -> Proof:
    with db.engine.connect() as connection:
        return proof(connection)


def tables(db: Database) -> list[str]:
    with db.engine.connect() as connection:
        return inspect(connection).get_table_names()


def passer(depart: Database, arrivee: Database) -> Proof:
    said: list[str] = []
    found = transfer(depart, arrivee, MIGRATIONS, said.append)
    assert any(line.startswith("ecriture : ") for line in said)
    return found


def test_l_agence_arrive_entiere_et_en_revient_a_l_identique(depart, arrivee, tmp_path):
    before = releve(depart)
    assert before.rows["ecriture"] == 24 and len(before.balances) == 3
    assert before.guarded >= {"ecriture", "piece", "historique"}
    assert passer(depart, arrivee) == before
    assert releve(arrivee) == before == releve(depart)
    with closing(Database(f"sqlite:///{(tmp_path / 'retour.db').as_posix()}")) as retour:
        passer(arrivee, retour)
        assert releve(retour) == before


def test_on_travaille_aussitot_dans_la_base_d_arrivee(depart, arrivee):
    """Les numéros suivent, les fiches liées tiennent, une écriture ne s'y retouche pas."""
    passer(depart, arrivee)
    with arrivee.write("Martine") as session:
        known = session.scalars(select(Tiers.id)).all()
        session.add(Tiers(code="NOUVEAU", nom="NOUVEAU"))
        session.flush()
        assert session.scalar(select(Tiers.id).filter_by(code="NOUVEAU")) == max(known) + 1
    with pytest.raises(UserError, match="se contre-passe"), arrivee.write() as session:
        session.execute(text("UPDATE ecriture SET libelle = 'X'"))
    with pytest.raises(UserError, match="fiche liée manque"), arrivee.write() as session:
        session.execute(text("INSERT INTO mandat_lot (mandat_id, lot_id, rang) VALUES (1, 99, 0)"))


def test_une_base_qui_n_est_pas_vide_est_refusee_et_garde_ce_qu_elle_a(depart, db):
    with db.write() as session:
        session.add(Entite(code="G002", nom="Autre agence"))
    with pytest.raises(UserError, match="n'est pas vide"):
        passer(depart, db)
    with db.read() as session:
        assert session.scalars(select(Entite.nom)).all() == ["Autre agence"]


def test_un_depart_qui_n_est_pas_a_niveau_est_refuse(depart, arrivee):
    with depart.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(UserError, match="n'est pas au niveau"):
        passer(depart, arrivee)
    assert tables(arrivee) == []


def faux_solde(connection) -> None:
    table = Ecriture.__table__
    row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).one()._asdict()
    connection.execute(insert(table).values(**{**row, "id": row["id"] + 1}))


def faux_document(connection) -> None:
    connection.execute(update(Fichier.__table__).values(contenu=b"autre"))


def faux_nom(connection) -> None:
    connection.execute(update(Tiers.__table__).values(nom="AUTRE"))


@pytest.mark.parametrize(
    ("abime", "dit"),
    [(faux_solde, "le solde"), (faux_document, "des documents"), (faux_nom, "contenu des tables")],
)
def test_une_copie_qui_differe_n_est_pas_gardee(depart, arrivee, monkeypatch, abime, dit):
    monkeypatch.setattr(module, "_restart_counters", abime)
    before = releve(depart)
    with pytest.raises(UserError, match="n'est pas exacte") as refus:
        passer(depart, arrivee)
    assert dit in refus.value.title
    assert tables(arrivee) == [] and releve(depart) == before


def test_un_caractere_nul_est_nomme_et_rien_n_arrive(depart, arrivee):
    with depart.write() as session:
        session.add(Tiers(code="NUL", nom="DU\0PONT"))
    with pytest.raises(UserError, match=r"« nom » de « tiers » n° \d+ contient un"):
        passer(depart, arrivee)
    assert tables(arrivee) == []


def test_personne_n_ecrit_dans_le_depart_pendant_qu_on_le_lit(depart, arrivee, monkeypatch):
    """Ce qui serait écrit là n'arriverait jamais : mieux vaut faire attendre."""
    monkeypatch.setattr("lsc_desktop.storage.engine.BUSY_MS", 50)

    def ecrire(_connection, _migrations) -> None:
        with (
            closing(Database(str(depart.url))) as other,
            pytest.raises(UserError, match="occupée"),
            other.write() as session,
        ):
            session.add(Tiers(code="TROP", nom="TARD"))
        raise InterruptedError

    monkeypatch.setattr(module, "_create", ecrire)
    with pytest.raises(InterruptedError):
        passer(depart, arrivee)


def test_la_commande_dit_ce_qui_est_verifie_et_comment_y_brancher_les_postes(
    depart, arrivee, capsys
):
    url = arrivee.url.render_as_string(hide_password=False)
    assert main(["transferer", url, "--depuis", str(depart.url)]) == 0
    said = capsys.readouterr().out
    assert "Transféré et vérifié" in said and "24 lignes" in said and "1 document à" in said
    assert "LSC_DATABASE_URL" in said and "database_url" in said
    assert releve(arrivee) == releve(depart)


@pytest.mark.parametrize("adresse_tapee", ["n'importe quoi", "inconnu://serveur/base"])
def test_une_adresse_qui_n_en_est_pas_une_est_expliquee(depart, capsys, adresse_tapee):
    assert main(["transferer", adresse_tapee, "--depuis", str(depart.url)]) == 1
    assert "postgresql://" in capsys.readouterr().err
