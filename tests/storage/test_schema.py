import sqlite3
from datetime import datetime

import pytest
from sqlalchemy import text

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.paths import MIGRATIONS
from lsc_desktop.storage.engine import Database
from lsc_desktop.storage.schema import prepare, upgrade
from lsc_desktop.storage.version import current, newest

MIDI = datetime(2021, 10, 25, 12)


@pytest.fixture
def vide(tmp_path):
    db = Database(f"sqlite:///{tmp_path}/lsc.db")
    yield db
    db.close()


def test_une_base_vide_est_mise_a_niveau_sans_copie(vide):
    assert current(vide) is None
    assert prepare(vide, MIGRATIONS, now=MIDI) is None
    assert current(vide) == newest(MIGRATIONS)


def test_une_base_a_jour_n_est_pas_touchee(vide, tmp_path):
    prepare(vide, MIGRATIONS, now=MIDI)
    assert prepare(vide, MIGRATIONS, now=MIDI) is None
    assert {path.name for path in tmp_path.iterdir()} <= {"lsc.db", "lsc.db-tour"}


def test_une_base_plus_recente_est_refusee_et_reste_telle_quelle(vide):
    prepare(vide, MIGRATIONS, now=MIDI)
    with vide.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'futur'"))
    with pytest.raises(UserError, match="plus récente"):
        prepare(vide, MIGRATIONS, now=MIDI)
    assert current(vide) == "futur"


def test_une_copie_saine_precede_chaque_mise_a_niveau(vide, tmp_path):
    with vide.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, to="0001")
    copy = prepare(vide, MIGRATIONS, now=MIDI)
    assert copy == tmp_path / "lsc-avant-20211025-120000.db"
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    old.close()
    assert current(vide) == newest(MIGRATIONS)


def test_un_portail_d_avant_demande_comme_au_premier_envoi(vide):
    """Ce qu'il montre n'était pas gardé annonce par annonce : rien ne permet d'en juger le
    retrait."""
    with vide.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, to="0019")
        connection.execute(
            text(
                "INSERT INTO portail_annonces (nom, actif, agence, logiciel, format_version, "
                "encodage, publications, url_bareme, avec_photos, transport, hote, utilisateur, "
                "chemin, empreinte, contenu, annonces, depose_le, version, recherche) VALUES "
                "('P', 1, 'A', 'lsc', '4.12', 'cp1252', '', '', 1, 'dossier', '', '', 'd', '', "
                "'abc', 12, '2026-11-30', 1, '')"
            )
        )
        upgrade(connection, MIGRATIONS)
        asked = "SELECT contenu, annonces, depose_le, jeton, vu_le FROM portail_annonces"
        assert connection.execute(text(asked)).one() == ("", 0, None, "", None)


def test_une_cible_d_avant_recoit_les_photos_d_usage_sauf_sans_comptes(vide):
    with vide.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, to="0022")
        for id, comptes in ((1, "NULL"), (2, "1"), (3, "0")):
            connection.execute(
                text(
                    "INSERT INTO cible_publication (id, nom, sorte, active, gerance, syndic, "  # noqa: S608
                    "transport, hote, port, utilisateur, chemin, empreinte, signe, heure_fin, "
                    f"amorce, envoie_comptes, numero, tente, contenu, jeton, version, recherche) "
                    f"VALUES ({id}, '{id}', 'extranet', 1, 1, 1, 'dossier', '', 22, '', 'd', '', "
                    f"0, '', 'tout', {comptes}, 0, 0, '', '', 1, '')"
                )
            )
        upgrade(connection, MIGRATIONS)
        asked = text("SELECT envoie_photos FROM cible_publication ORDER BY id")
        assert connection.scalars(asked).all() == [None, None, 0]


def test_les_passages_et_traitements_d_avant_se_trouvent_en_tapant(vide):
    with vide.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, to="0014")
        for statement in (
            "INSERT INTO passage (tache, creneau, etat, essais, jeton, vu_le, message, poste) "
            "VALUES ('sauvegarde', 'x', 'fait', 1, '', '2021-10-25', 'Copie vérifiée', 'ACCUEIL')",
            "INSERT INTO traitement (id, sorte, titre, accepte, etat, cree_le, cree_par, jour, "
            "repris_par, jeton, vu_le) VALUES (1, 's', 'Éditer', '', 'termine', '2021-10-25', "
            "'Zoé', '2021-10-25', '', '', '2021-10-25')",
            "INSERT INTO traitement_ligne (traitement_id, rang, libelle, valeur, etat, message, "
            "cle) VALUES (1, 0, 'Lot n° 3', '', 'refus', 'Période close', '')",
        ):
            connection.execute(text(statement))
    prepare(vide, MIGRATIONS, now=MIDI)
    with vide.read() as session:
        columns = {
            "passage": "recherche", "traitement": "recherche",
            "traitement_ligne": "recherche || '/' || recherche_message",
        }  # fmt: skip
        found = [session.scalar(text(f"SELECT {c} FROM {t}")) for t, c in columns.items()]  # noqa: S608
    assert found == ["accueil copie verifiee", "editer zoe", "lot n° 3/periode close"]


def test_ce_qui_se_cherchait_a_chaque_lecture_est_replie_une_fois_pour_toutes(vide):
    with vide.engine.execution_options(writes=True).begin() as connection:
        upgrade(connection, MIGRATIONS, to="0002")
        connection.execute(
            text(
                "INSERT INTO journal_comptable (code, libelle, type_journal, actif, version) "
                "VALUES ('OD', 'Opérations d''été', 'standard', 1, 1)"
            )
        )
    prepare(vide, MIGRATIONS, now=MIDI)
    with vide.read() as session:
        assert (
            session.scalar(text("SELECT recherche FROM journal_comptable")) == "od operations d ete"
        )
