"""Importer un portefeuille : tout ou rien, jamais deux fois ; l'exporter et le reprendre."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.imports.sortes import SORTES
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.imports.connu import connu
from lsc_desktop.services import comptabilite, fiscalites
from lsc_desktop.services.exports import ecrire_modeles, explications, exporter
from lsc_desktop.services.imports import verification
from lsc_desktop.services.imports.verification import choisir, importer, lire, verifier
from lsc_desktop.storage.models import (
    Compte,
    CorrespondanceImport,
    Ecriture,
    Historique,
    ImportFait,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    Piece,
    Quittance,
    Tiers,
)
from tests.bases import base_neuve, ouverte, postgresql_seulement
from tests.portefeuille import REPRISE, importe, raisons, un_csv, un_portefeuille, verifie

TABLES = (Tiers, Lot, Compte, Mandat, Locataire, LigneQuittancement, Piece, Ecriture, ImportFait)


def comptes(db) -> dict[str, int]:
    with db.read() as session:
        return {t.__tablename__: session.scalar(select(func.count(t.id))) for t in TABLES}


@pytest.fixture
def gerance(db, agence):
    """L'agence, et tous les codes fiscalité de départ."""
    with db.write() as session:
        fiscalites.installer(session)
    return agence


@pytest.fixture
def ailleurs(base_vide, tmp_path_factory):
    """Une agence vide : des tables, et rien dedans."""
    with base_neuve(base_vide, tmp_path_factory.mktemp("ailleurs")) as url:
        database = ouverte(url)
        yield database
        database.close()


@pytest.fixture
def dossier(tmp_path):
    return un_portefeuille(tmp_path / "reprise", 30)


def test_verifier_n_ecrit_rien(db, ctx, gerance, dossier):
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert raisons(checked) == []
    assert checked.plan.nombres()["locataire"] == 30
    assert comptes(db) == before


def test_un_portefeuille_s_importe_et_ses_soldes_sont_ceux_des_fichiers(db, ctx, gerance, dossier):
    before = comptes(db)
    told = importe(db, ctx, dossier)
    assert "30 lots, 30 locataires, 120 lignes de quittancement" in told
    after = comptes(db)
    assert after["locataire"] - before["locataire"] == 30
    assert after["piece"] - before["piece"] == 1
    with db.read() as session:
        bail = session.scalars(
            select(Locataire).join(Compte, Compte.id == Locataire.compte_id).where(
                Compte.numero == "81L00004"
            )
        ).one()  # fmt: skip
        assert solde(session, bail.compte_id) == Decimal("-4.10")
        assert (bail.mode_reglement, bail.depot_garantie) == ("Virement", Decimal("650.00"))
        assert session.get_one(Mandat, bail.mandat_id).numero == "1000"
        total = session.execute(select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))).one()
        assert total[0] == total[1]
        ouverture = session.scalar(select(Compte.id).where(Compte.numero == "890000"))
        lus = sum(
            (Decimal(i % 50) if i % 3 == 0 else -Decimal(i % 700) - Decimal("0.10"))
            for i in range(30)
        )
        assert solde(session, ouverture) == -lus
        piece = session.scalars(select(Piece)).one()
        assert piece.date == REPRISE


def test_une_fiche_importee_se_cherche_et_a_son_historique(db, ctx, gerance, dossier):
    importe(db, ctx, dossier)
    with db.read() as session:
        who = session.scalars(select(Tiers).where(Tiers.recherche.like("%locataire7 anne%"))).one()
        fact = session.scalars(
            select(Historique).where(Historique.fiche == "tiers", Historique.fiche_id == who.id)
        ).one()
        assert (fact.action, fact.qui) == ("création", "Martine")
        assert who.version == 1


def test_importe_une_seconde_fois_il_ne_cree_rien(db, ctx, gerance, dossier):
    importe(db, ctx, dossier)
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert checked.plan.vide
    assert raisons(checked) == []
    assert "rien n'a été créé" in importe(db, ctx, dossier)
    assert comptes(db) == before


def test_une_seule_ligne_fautive_et_rien_n_est_importe(db, ctx, gerance, dossier):
    path = dossier / "locataires.csv"
    path.write_text(path.read_text("utf-8-sig").replace("01/03/2019", "31/02/2019", 1), "utf-8")
    before = comptes(db)
    checked = verifie(db, ctx, dossier)
    assert (2, "Date d'entrée") in [(n, c) for n, c, _r in raisons(checked)]
    with pytest.raises(UserError, match="Rien n'a été importé"):
        importe(db, ctx, dossier)
    assert comptes(db) == before


def test_une_panne_en_chemin_n_ecrit_rien(db, ctx, gerance, dossier, monkeypatch):
    """Les soldes sont écrits en dernier : tout ce qui précède s'annule avec eux."""
    before = comptes(db)

    def panne(*_args, **_more):
        raise OSError("le courant est coupé")

    monkeypatch.setattr("lsc_desktop.services.imports.ecriture.passer", panne)
    with pytest.raises(OSError, match="courant"):
        importe(db, ctx, dossier)
    assert comptes(db) == before


def test_ce_qu_un_collegue_cree_entre_temps_n_est_pas_cree_deux_fois(db, ctx, gerance, dossier):
    with db.read() as session:
        choix = choisir(session, [dossier])
        assert verifier(session, choix, ctx, REPRISE).bonne
    lu = lire(choix, ctx)
    importe(db, ctx, dossier)
    before = comptes(db)
    with db.write("Martine") as session:
        importer(session, lu, choix, ctx, REPRISE)
    assert comptes(db) == before


@postgresql_seulement("deux transactions n'y vont de front que sur un serveur")
def test_deux_postes_qui_reprennent_les_memes_soldes_ne_les_doublent_pas(
    db, ctx, gerance, dossier, monkeypatch
):
    """Les deux contrôles précéderaient les deux écritures : chacune serait juste, la somme fausse.

    On force la croisée : chacun, sa base lue, laisse à l'autre une seconde pour lire la sienne.
    """
    soldes = [dossier / "soldes.csv"]
    importe(db, ctx, *(path for path in sorted(dossier.iterdir()) if path not in soldes))
    with db.write("Martine") as session:  # titres et journaux connus : rien ne les départage
        comptabilite.installer(session, gerance.entite)
        verification.retenir(session, choisir(session, soldes), ctx)
    both = threading.Barrier(2)

    def lue(session):
        found = connu(session)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return found

    monkeypatch.setattr(verification, "connu", lue)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda _: importe(db, ctx, *soldes), range(2)))
    assert sum("rien n'a été créé" in text for text in told) == 1
    with db.read() as session:
        stmt = select(func.count(Piece.id)).where(Piece.libelle.startswith("Reprise des soldes"))
        assert session.scalar(stmt) == 1


def test_une_ligne_ajoutee_a_un_bail_connu_avance_sa_version(db, ctx, gerance, tmp_path):
    path = un_csv(
        tmp_path / "lignes.csv", ("Compte", "Code", "Montant"), [("81ELLOCATA", "35", "12,50")]
    )
    importe(db, ctx, path)
    with db.read() as session:
        bail = session.get_one(Locataire, gerance.locataire)
        assert bail.version == 2
        lines = session.scalars(
            select(LigneQuittancement).where(LigneQuittancement.locataire_id == bail.id)
            .order_by(LigneQuittancement.rang)
        ).all()  # fmt: skip
        assert [(one.libelle, one.montant) for one in lines][-1] == ("Eau", Decimal("12.50"))
        fact = session.scalars(select(Historique).where(Historique.fiche == "locataire")).all()
        assert "Eau" in fact[-1].apres


def test_la_correspondance_choisie_est_retenue(db, ctx, gerance, tmp_path):
    path = un_csv(tmp_path / "b.csv", ("Machin", "Truc", "Ville"), [("PARC", "Le Parc", "NANCY")])
    with db.read() as session:
        (one,) = choisir(session, [path], ["immeubles"])
    assert one.champs == ("", "", "ville")
    chosen = type(one)(one.tableau, one.sorte, ("code", "nom", "ville"))
    with db.write("Martine") as session:
        importer(session, lire([chosen], ctx), [chosen], ctx)
    with db.read() as session:
        (again,) = choisir(session, [path], ["immeubles"])
        assert again.champs == ("code", "nom", "ville")
        assert session.scalar(select(func.count(CorrespondanceImport.id))) == 1


def test_un_import_laisse_sa_trace(db, ctx, gerance, dossier):
    told = importe(db, ctx, dossier)
    with db.read() as session:
        done = session.scalars(select(ImportFait)).one()
    assert (done.qui, done.bilan) == ("Martine", told)
    assert "lots.csv" in done.fichiers


# --- Export, et reprise dans une agence vide ------------------------------------------------------


@pytest.mark.parametrize("forme", ["xlsx", "csv"])
def test_exporter_puis_importer_ailleurs_rend_les_memes_fichiers(
    db, ctx, exploitee, tmp_path, forme, ailleurs
):
    """T23 : les mêmes rangées, et les mêmes soldes au centime."""
    with db.read() as session:
        first = exporter(session, tmp_path / "un", ctx.aujourd_hui, forme)
        soldes = _soldes(session)
    checked = verifie(ailleurs, ctx, tmp_path / "un")
    assert raisons(checked) == []
    assert checked.soldes() == (ZERO, ZERO)
    importe(ailleurs, ctx, tmp_path / "un")
    with ailleurs.read() as session:
        second = exporter(session, tmp_path / "deux", ctx.aujourd_hui, forme)
        assert _soldes(session) == soldes
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    assert verifie(ailleurs, ctx, tmp_path / "un").plan.vide


def _soldes(session) -> dict[str, Decimal]:
    found = {c.numero: solde(session, c.id) for c in session.scalars(select(Compte))}
    return {numero: value for numero, value in found.items() if value}


def test_une_ponctuelle_deja_appelee_ne_s_exporte_pas(db, ctx, exploitee, tmp_path):
    with db.write() as session:
        quittance = session.scalars(select(Quittance.id)).first()
        done = LigneQuittancement(
            locataire_id=exploitee.locataire, code_fiscalite_id=exploitee.loyer, rang=9,
            libelle="Déjà appelée", montant=Decimal(5), ponctuelle=True, quittance_id=quittance,
        )  # fmt: skip
        session.add(done)
    with db.read() as session:
        exporter(session, tmp_path, ctx.aujourd_hui, "csv")
    assert "Déjà appelée" not in (tmp_path / "lignes.csv").read_text("utf-8-sig")


def test_les_soldes_exportes_sont_ceux_du_jour_demande(db, ctx, exploitee, tmp_path):
    with db.read() as session:
        exporter(session, tmp_path, date(2019, 12, 31), "csv")
    rows = (tmp_path / "soldes.csv").read_text("utf-8-sig").splitlines()
    assert not [row for row in rows if row.startswith("81ELLOCATA")]


# --- Modèles --------------------------------------------------------------------------------------


def test_les_modeles_disent_chaque_colonne_et_leur_exemple_n_est_pas_importe(
    db, ctx, gerance, tmp_path
):
    (path,) = ecrire_modeles(tmp_path)
    checked = verifie(db, ctx, path)
    assert checked.plan.vide
    assert raisons(checked) == []
    assert len(raisons(checked, "remarque")) == len(SORTES)
    with db.read() as session:
        tables = [one.tableau for one in choisir(session, [path])]
    assert [t.titres for t in tables] == [tuple(c.titre for c in s.champs) for s in SORTES]
    told = {(row[0], row[1]) for row in explications()}
    assert {(s.titre, c.titre) for s in SORTES for c in s.champs} <= told


def test_les_modeles_sont_toujours_les_memes(tmp_path):
    (one,) = ecrire_modeles(tmp_path / "a")
    (other,) = ecrire_modeles(tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()
    assert len(ecrire_modeles(tmp_path / "c", "csv")) == len(SORTES) + 1
