"""Une copie de la base : vérifiée en la rouvrant, notée, élaguée, jamais à moitié."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.jobs.restauration import preparer
from lsc_desktop.jobs.sauvegarde import examiner, sauvegarder, verifier, verifier_base
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.sauvegardes import SAUVEGARDES, jours_sans_sauvegarde
from lsc_desktop.services.sauvegardes import commencer, save_reglage
from lsc_desktop.storage import copie_postgresql, sauvegardes
from lsc_desktop.storage.models import Ecriture, Fichier, Piece
from tests.bases import postgresql_seulement, sqlite_seulement
from tests.factories import des_appels


def lignes(db):
    with db.read() as session:
        return SAUVEGARDES.page(session, Criteria(), 0, 100)


def reste(dossier: Path) -> list[str]:
    return sorted(path.name for path in dossier.iterdir())


def abime(db, sql: str) -> None:
    """Écrit dans la base ce que ses déclencheurs refuseraient."""
    with db.engine.connect() as link:
        if link.dialect.name == "sqlite":
            for name in list(
                link.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            ):
                link.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            link.exec_driver_sql("SET session_replication_role = replica")
        link.exec_driver_sql(sql)
        link.commit()


def test_une_copie_est_verifiee_notee_et_porte_son_heure(db, copie, dossier):
    extension = sauvegardes.extension(db)
    assert reste(dossier) == [f"lsc-20211025-0930{extension}"]
    (ligne,) = lignes(db)
    assert (ligne.code_etat, ligne.origine, ligne.qui) == (
        "verifiee",
        "Demandée à l'écran",
        "Martine",
    )
    assert ligne.verifiee_le is not None and ligne.chemin == copie.chemin
    assert copie.taille == Path(copie.chemin).stat().st_size
    assert copie.empreinte == sauvegardes.digest(Path(copie.chemin))


def test_la_copie_contient_tout_ce_qui_etait_valide(db, copie):
    with sauvegardes.reopened(db, Path(copie.chemin)) as session:
        assert session.query(Piece).count() == 2
        assert session.query(Ecriture).count() == 8


def test_deux_copies_de_la_meme_minute_ont_deux_noms(db, ctx, copie, dossier):
    other = sauvegarder(db, ctx, "menu", dossier=dossier)
    assert other.chemin != copie.chemin and len(reste(dossier)) == 2


def test_les_plus_anciennes_s_effacent_mais_jamais_la_derniere_bonne(db, ctx, agence, dossier):
    with db.write("Martine") as session:
        save_reglage(session, ReglageSauvegardeDraft(gardees=3), ctx=ctx)
    for hours in range(5):
        later = replace(ctx, maintenant=ctx.maintenant + timedelta(hours=hours))
        sauvegarder(db, later, "horaire", dossier=dossier)
    assert [name[13:17] for name in reste(dossier)] == ["1130", "1230", "1330"]
    assert [ligne.code_etat for ligne in lignes(db)] == ["verifiee"] * 3 + ["retiree"] * 2


def test_un_dossier_impossible_se_dit_et_se_note(db, ctx, agence, tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(TemporaryError) as refus:
        sauvegarder(db, ctx, "menu", dossier=tmp_path / "fichier" / "copies")
    assert "n'a pas pu être écrit" in refus.value.title


def test_une_copie_interrompue_se_lit_comme_telle(db, ctx, agence, dossier):
    with db.write("Martine") as session:
        commencer(session, str(dossier / "lsc-20211025-0900.db"), "horaire", ctx=ctx)
    sauvegarder(db, ctx, "menu", dossier=dossier)
    (ancienne,) = [ligne for ligne in lignes(db) if ligne.code_etat == "echec"]
    assert ancienne.message.startswith("Interrompue")


@pytest.mark.parametrize(
    ("sql", "phrase"),
    [
        (
            "UPDATE ecriture SET debit = debit + 1 WHERE debit > 0 AND piece_id = 1",
            "pas équilibrée",
        ),
        ("UPDATE piece SET numero = 7 WHERE id = 2", "un trou"),
        ("DELETE FROM ecriture WHERE piece_id = 1", "aucune écriture"),
        ("UPDATE ecriture SET date = '2020-01-05' WHERE piece_id = 1", "de la date de sa pièce"),
    ],
)
def test_une_base_fausse_ne_donne_pas_de_copie_et_se_signale(db, ctx, agence, dossier, sql, phrase):
    abime(db, sql)
    with pytest.raises(UserError) as refus:
        sauvegarder(db, ctx, "menu", dossier=dossier)
    assert phrase in refus.value.title and reste(dossier) == []
    assert any(phrase in defaut for defaut in verifier_base(db))
    assert lignes(db)[0].code_etat == "echec"


def test_un_document_change_d_un_octet_se_voit(db, agence):
    with db.write("Martine") as session:
        session.add(
            Fichier(sha256="0" * 64, nom="bail.pdf", type_mime="", taille=3, contenu=b"abc")
        )
    assert verifier_base(db) == ["Le document « bail.pdf » n'est plus celui qui fut gardé."]


def test_une_base_juste_n_a_rien_a_se_reprocher(db, agence):
    assert verifier_base(db) == []


def test_verifier_une_copie_changee_depuis_le_dit(db, ctx, copie, dossier):
    (ligne,) = lignes(db)
    assert "saine" in verifier(db, ligne.id, ctx)
    path = Path(copie.chemin)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError):
        verifier(db, ligne.id, ctx)


def test_une_copie_tronquee_est_refusee(db, copie, tmp_path):
    half = tmp_path / "lsc-20211025-0931.db"
    content = Path(copie.chemin).read_bytes()
    half.write_bytes(content[: len(content) // 2])
    try:
        assert examiner(db, half).defauts
    except UserError as refus:
        assert "abîmé" in refus.title


def test_un_fichier_etranger_est_refuse(db, agence, tmp_path):
    other = tmp_path / "facture.db"
    other.write_bytes(b"%PDF-1.4 pas une base")
    with pytest.raises(UserError) as refus:
        examiner(db, other)
    assert "n'est pas une copie" in refus.value.title
    with pytest.raises(UserError, match="n'existe pas"):
        examiner(db, tmp_path / "rien.db")


def test_l_accueil_compte_les_jours_sans_sauvegarde(db, ctx, copie):
    def jours(days: int) -> int:
        later = replace(ctx, maintenant=ctx.maintenant + timedelta(days=days))
        with db.read() as session:
            return jours_sans_sauvegarde(session, later)

    assert [jours(0), jours(2), jours(5)] == [0, 0, 5]


def test_sans_rien_de_nouveau_on_ne_perdrait_rien(db, copie):
    perdu = preparer(db, Path(copie.chemin)).perdu
    assert perdu.phrase() == "Rien n'a été saisi depuis cette copie."


def test_ce_qu_on_perdrait_se_compte_et_se_somme(db, ctx, agence, copie):
    with db.write("Martine") as session:
        des_appels(session, agence, ctx, premier=date(2020, 3, 1), dernier=date(2020, 3, 31))
    perdu = preparer(db, Path(copie.chemin)).perdu
    assert (perdu.ecritures, perdu.somme) == (4, Decimal(400))
    assert "4 écritures, pour 400,00 €" in perdu.phrase().replace("\u00a0", " ")


@sqlite_seulement("un fichier SQLite d'une autre version")
def test_une_copie_plus_recente_que_le_programme_est_refusee(db, copie, tmp_path):
    newer = tmp_path / "lsc-20301025-0930.db"
    newer.write_bytes(Path(copie.chemin).read_bytes())
    with sqlite3.connect(newer) as link:
        link.execute("UPDATE alembic_version SET version_num = '9999'")
    link.close()
    with pytest.raises(UserError, match="plus récente"):
        examiner(db, newer)


@postgresql_seulement("pg_dump n'existe que là")
def test_sans_pg_dump_la_phrase_dit_quoi_installer(db, ctx, agence, dossier, monkeypatch):
    def absent(name):
        raise UserError(f"Le programme « {name} » de PostgreSQL n'est pas installé sur ce poste.")

    monkeypatch.setattr(copie_postgresql, "program", absent)
    with pytest.raises(UserError, match="pg_dump"):
        sauvegarder(db, ctx, "menu", dossier=dossier)
    assert reste(dossier) == []
