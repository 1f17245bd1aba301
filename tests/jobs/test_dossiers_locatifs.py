"""Relever la boîte : chaque fichier une fois, chaque dossier entier ou pas du tout."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.abonnements import FICHIER
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    A_IMPORTER,
    DEJA,
    EN_ATTENTE,
    IMPORTE,
    QUARANTAINE,
    ReglageClacDraft,
)
from lsc_desktop.jobs import dossiers_locatifs
from lsc_desktop.jobs.dossiers_locatifs import relever
from lsc_desktop.jobs.horaire import Suivi, a_l_heure
from lsc_desktop.partners.clac.boite import TRAITES, Boite
from lsc_desktop.queries.dossiers_locatifs import DOSSIERS_LOCATIFS
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.registre import CLAC
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.dossiers_locatifs import importation
from lsc_desktop.services.dossiers_locatifs.reception import reessayer, save_reglage_clac
from lsc_desktop.storage.models import (
    Compte,
    DossierLocatif,
    DossierLocatifPersonne,
    Evenement,
    LicenceStore,
    Locataire,
    Lot,
    PieceJointe,
    Tiers,
)
from tests.agence import une_agence
from tests.clac import HOSTILES, PDF, PIECES, PRODUITS, changements, un_dossier, un_zip, zippe
from tests.licences import une_licence

pytestmark = pytest.mark.usefixtures("cle_du_store")
VIEUX = (1_600_000_000, 1_600_000_000)


class Boites:
    """La boîte d'un essai, et ce que la base en a fait."""

    def __init__(self, db, ctx, dossier: Path) -> None:
        self.db, self.ctx, self.dossier = db, ctx, dossier

    def deposer(self, nom: str, contenu: bytes) -> Path:
        path = self.dossier / nom
        path.write_bytes(contenu)
        os.utime(path, VIEUX)
        return path

    def relever(self, **suivi) -> str:
        return relever(self.db, self.ctx, Suivi(**suivi))

    def lignes(self) -> list:
        with self.db.read() as session:
            return DOSSIERS_LOCATIFS.page(session, Criteria(sort=(("id", False),)), 0, 200)

    def etats(self) -> list[str]:
        return [row.code_etat for row in self.lignes()]

    def combien(self, *models) -> tuple[int, ...]:
        with self.db.read() as session:
            counts = (session.scalar(select(func.count()).select_from(m)) for m in models)
            return tuple(counts)

    def noms(self, sous: str = "") -> list[str]:
        folder = self.dossier / sous
        return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.exists() else []


@pytest.fixture
def boite(db, ctx, tmp_path, cle_du_store):
    folder = tmp_path / "clac"
    folder.mkdir()
    with db.write("Martine") as session:
        agence = une_agence(session)
        session.get_one(Lot, agence.lot).reference_internet = "159"
        session.get_one(Locataire, agence.locataire).depart = date(2021, 9, 30)
        save_reglage_clac(session, ReglageClacDraft(active=True, dossier=str(folder)), ctx=ctx)
        valider_licence(session, une_licence(produits=PRODUITS), FICHIER, ctx=ctx)
    return Boites(db, ctx, folder)


# --- Ce qui arrive ------------------------------------------------------------------------------


def test_un_dossier_depose_s_importe_et_se_range(boite):
    boite.deposer("clac.zip", un_zip())
    assert boite.relever() == "1 dossier importé."
    (row,) = boite.lignes()
    assert (row.code_etat, row.lot, row.candidat, row.locataire) == (
        IMPORTE, "LAFAYETTE/002", "MARTIN Jeanne Marie", "81MARTINJE",
    )  # fmt: skip
    assert boite.noms() == [] and len(boite.noms(TRAITES)) == 1
    assert boite.relever() == "Aucun dossier déposé."


def test_depose_deux_fois_il_y_a_un_seul_locataire(boite):
    """Acceptation n° 15 : « same zip twice → one locataire »."""
    boite.deposer("clac.zip", un_zip())
    boite.relever()
    before = boite.combien(Locataire, Tiers, Compte, Evenement)
    boite.deposer("autre nom.zip", un_zip())
    boite.deposer("pareil.zip", un_zip(un_dossier(statut="accepte")))
    assert boite.relever() == "2 dossiers déjà importés."
    assert boite.combien(Locataire, Tiers, Compte, Evenement) == before
    assert boite.etats() == [IMPORTE, DEJA] and boite.noms() == []


def test_une_traversee_va_en_quarantaine_avec_sa_raison(boite):
    """Acceptation n° 15 : « CLAC zip with ../ → quarantined »."""
    boite.deposer("mechant.zip", HOSTILES["traversée simple"]())
    boite.deposer("bon.zip", un_zip())
    assert boite.relever() == "1 dossier importé et 1 fichier en quarantaine."
    (bad,) = (row for row in boite.lignes() if row.code_etat == QUARANTAINE)
    assert "sort de son dossier" in bad.raison and bad.fichier == "mechant.zip"
    assert boite.noms() == [] and len(boite.noms(QUARANTAINE)) == 1
    assert not list(boite.dossier.parent.glob("evade*"))


def test_chaque_fichier_hostile_est_mis_de_cote_et_n_ecrit_rien(boite):
    before = boite.combien(Locataire, Tiers, Compte, Evenement, PieceJointe)
    for rank, make in enumerate(HOSTILES.values()):
        boite.deposer(f"{rank:02}.zip", make())
    boite.deposer("90.zip", un_zip(changements()["loyer négatif"]))
    boite.relever()
    rows = boite.lignes()
    assert {row.code_etat for row in rows} == {QUARANTAINE} and all(row.raison for row in rows)
    assert len(boite.noms(QUARANTAINE)) == len(HOSTILES) + 1 and boite.noms() == []
    assert boite.combien(Locataire, Tiers, Compte, Evenement, PieceJointe) == before


def test_un_fichier_qui_arrive_encore_n_est_pas_mis_en_quarantaine(boite):
    path = boite.deposer("clac.zip", un_zip()[:500])
    os.utime(path)
    assert boite.relever() == "1 fichier arrive encore."
    assert boite.noms() == ["clac.zip"] and boite.lignes() == []
    boite.deposer("clac.zip", un_zip())
    assert boite.relever() == "1 dossier importé."


def test_une_mauvaise_reference_attend_puis_s_importe_quand_un_lot_la_porte(boite):
    boite.deposer("clac.zip", un_zip(un_dossier(reference_crypto="160")))
    assert boite.relever() == "1 dossier en attente."
    (row,) = boite.lignes()
    assert row.code_etat == EN_ATTENTE and "Aucun lot n'a la référence « 160 »" in row.raison
    with boite.db.write() as session:
        session.scalar(select(Lot)).reference_internet = "160"
    assert boite.relever() == "1 dossier importé."
    (row,) = boite.lignes()
    assert row.code_etat == IMPORTE and not row.raison


def test_un_lot_occupe_attend_avec_la_question(boite):
    with boite.db.write() as session:
        session.scalar(select(Locataire)).depart = None
    boite.deposer("clac.zip", un_zip())
    assert boite.relever() == "1 dossier en attente."
    assert "est occupé par LOCATAIRE Elsa" in boite.lignes()[0].raison


def test_un_fichier_en_quarantaine_se_relit_a_la_demande(boite):
    boite.deposer("clac.zip", b"rien")
    boite.relever()
    (row,) = boite.lignes()
    with boite.db.write() as session:
        reessayer(session, row.id)
    assert boite.relever() == "1 fichier en quarantaine."
    (kept,) = (boite.dossier / QUARANTAINE).iterdir()
    kept.write_bytes(un_zip())
    with boite.db.write() as session:
        reessayer(session, row.id)
    assert boite.relever() == "1 dossier importé."
    assert IMPORTE in boite.etats() and boite.noms(QUARANTAINE) == []


def test_un_fichier_en_quarantaine_disparu_se_dit(boite):
    boite.deposer("clac.zip", b"rien")
    boite.relever()
    (row,) = boite.lignes()
    for kept in (boite.dossier / QUARANTAINE).iterdir():
        kept.unlink()
    with boite.db.write() as session:
        reessayer(session, row.id)
    with pytest.raises(TemporaryError, match="n'est plus dans le dossier"):
        boite.relever()
    assert boite.relever() == "Aucun dossier déposé."
    assert "n'est plus dans le dossier" in boite.lignes()[0].raison


# --- Pannes -------------------------------------------------------------------------------------


def test_sans_abonnement_rien_n_est_releve_et_on_dit_pourquoi(boite, ctx):
    boite.deposer("clac.zip", un_zip())
    with boite.db.write() as session:
        session.execute(delete(LicenceStore))
    with pytest.raises(UserError, match="CLAC : abonnement non souscrit"):
        boite.relever()
    assert boite.noms() == ["clac.zip"] and boite.lignes() == []


def test_sans_dossier_regle_on_dit_ou_le_donner(db, ctx):
    with db.write() as session:
        valider_licence(session, une_licence(produits=PRODUITS), FICHIER, ctx=ctx)
    with pytest.raises(UserError, match="n'est pas réglé") as error:
        relever(db, ctx, Suivi())
    assert "Import CLAC" in error.value.advice


def test_un_dossier_qui_ne_repond_pas_n_empeche_pas_d_importer_ce_qui_est_recu(boite, monkeypatch):
    boite.deposer("clac.zip", un_zip())
    monkeypatch.setattr(dossiers_locatifs, "_importer", lambda *args: None)
    boite.relever()
    monkeypatch.undo()
    assert boite.etats() == [A_IMPORTER]
    boite.dossier.rename(boite.dossier.parent / "parti")
    with pytest.raises(TemporaryError, match="ne répond pas") as error:
        boite.relever()
    assert boite.etats() == [IMPORTE] and "1 dossier importé" in error.value.advice


@pytest.mark.parametrize("ou", ["recevoir", "ranger", "importer"])
def test_tue_n_importe_ou_le_passage_suivant_finit(boite, monkeypatch, ou):
    """Entre deux pas, ou au milieu d'un : rien à moitié, rien deux fois."""

    class Tue(BaseException):
        pass

    def kill(*_args, **_more):
        raise Tue

    place = {
        "recevoir": (dossiers_locatifs.reception, "recevoir"),
        "ranger": (Boite, "ranger"),
        "importer": (importation, "save_evenement"),
    }[ou]
    boite.deposer("clac.zip", un_zip())
    before = boite.combien(Locataire, Tiers, Compte, Evenement)
    with monkeypatch.context() as patched:
        patched.setattr(*place, kill)
        with pytest.raises(Tue):
            boite.relever()
    assert boite.combien(Locataire, Tiers, Compte, Evenement) == before
    assert boite.relever() == "1 dossier importé."
    assert boite.combien(Locataire)[0] == before[0] + 1 and boite.etats() == [IMPORTE]
    assert boite.noms() == [] and len(boite.noms(TRAITES)) == 1


def test_un_incident_met_ce_dossier_en_attente_et_laisse_passer_les_autres(boite, monkeypatch):
    whole = importation.save_locataire

    def broken(session, lease, **more):
        if "CLAC-1 " in lease.note:
            raise ZeroDivisionError
        return whole(session, lease, **more)

    monkeypatch.setattr(importation, "save_locataire", broken)
    people = {"garants": [], "candidats": [{"id": "c1", "nom": "UNIQUE", "prenoms": "Zoé"}]}
    boite.deposer("a.zip", un_zip(un_dossier(dossier="CLAC-1", pieces=[], **people), {}))
    boite.deposer("b.zip", un_zip())
    before = boite.combien(Tiers)
    assert boite.relever() == "1 dossier importé et 1 dossier en attente."
    assert boite.combien(Tiers)[0] == before[0] + 3, "les tiers du premier n'ont pas été gardés"
    assert "incident" in next(r for r in boite.lignes() if r.code_etat == EN_ATTENTE).raison


def test_arrete_il_laisse_la_suite_au_prochain_passage(boite):
    boite.deposer("clac.zip", un_zip())
    with pytest.raises(TemporaryError, match="arrêté avec le programme"):
        boite.relever(arreter=lambda: True)
    assert boite.noms() == ["clac.zip"] and boite.lignes() == []


def test_le_service_passe_a_son_heure_et_rend_compte(boite):
    boite.deposer("clac.zip", un_zip())
    assert a_l_heure(boite.db, boite.ctx, CLAC) == "1 dossier importé."
    assert a_l_heure(boite.db, boite.ctx, CLAC) is None


# --- Au hasard ----------------------------------------------------------------------------------

_MORCEAUX = st.sampled_from(
    [un_zip(), un_zip()[:400], PDF, b"PK\x03\x04", b"PK\x05\x06" + bytes(18)]
)
_OCTETS = st.binary(max_size=300) | st.lists(_MORCEAUX | st.binary(max_size=40), max_size=4).map(
    b"".join
)
_TEXTES = st.text(max_size=12) | st.sampled_from(
    ["159", "MARTIN", "Elsa", "LOCATAIRE", "2021-11-01", "705.00", "c1", "[Tiers]IBAN", "\0", " "]
)


@st.composite
def _dossiers(draw):
    """Le dossier vrai, dont quelques textes, où qu'ils soient, sont remplacés."""

    def change(value):
        if isinstance(value, dict):
            return {key: change(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [change(inner) for inner in value]
        return draw(_TEXTES) if draw(st.integers(0, 12)) == 0 else value

    told = change(un_dossier(dossier=draw(st.sampled_from(["CLAC-1", "CLAC-2", "é"]))))
    return zippe({"dossier.json": json.dumps(told).encode(), **PIECES})


def _tout_ou_rien(boite) -> None:
    """Un dossier importé a tout ce qu'il faut ; un autre n'a rien créé."""
    with boite.db.read() as session:
        records = session.scalars(select(DossierLocatif)).all()
        for record in records:
            mine = DossierLocatifPersonne.dossier_locatif_id == record.id
            people = session.scalars(select(DossierLocatifPersonne).where(mine)).all()
            if record.etat != IMPORTE:
                assert not any(one.tiers_id for one in people), record.etat
                continue
            lease = session.get_one(Locataire, record.locataire_id)
            event = session.get_one(Evenement, record.evenement_id)
            assert lease.compte_id and lease.lot_id == record.lot_id
            assert all(session.get(Tiers, one.tiers_id) for one in people)
            pieces = select(func.count()).where(PieceJointe.evenement_id == event.id)
            assert session.scalar(pieces) == len(PIECES) and event.confidentiel
        imported = sum(record.etat == IMPORTE for record in records)
        assert session.scalar(select(func.count()).select_from(Locataire)) == 1 + imported


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.lists(_OCTETS | _dossiers() | st.just(un_zip()), min_size=1, max_size=3))
def test_quoi_qu_on_depose_le_passage_finit_et_rien_n_est_a_moitie(boite, contents):
    for rank, content in enumerate(contents):
        boite.deposer(f"{rank}.zip", content)
    assert boite.relever().endswith(".")
    assert boite.noms() == []
    assert not [row.raison for row in boite.lignes() if "incident" in row.raison]
    _tout_ou_rien(boite)
