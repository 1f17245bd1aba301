"""Une annonce depuis la fenêtre : le lot retenu, ce qu'il lui faut, le portail, le dépôt."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import pytest
from PySide6.QtTest import QTest

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.seance import enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.partners.poliris.lecture import lire_zip
from lsc_desktop.queries.annonces.listes import CRITERES
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services import annonces as service
from lsc_desktop.storage.models import Configuration, Immeuble, Lot, Mandat
from tests.agence import une_agence
from tests.annonces import un_lot_a_louer
from tests.coffres import coffre_en_memoire
from tests.factories import des_reglages, un_lot
from tests.partners.serveur_ftp import MOT_DE_PASSE, UTILISATEUR, ServeurFtp, serveur_ftp

SAUF = {"id", "version", "immeuble_id", "proprietaire_id", "code_gestion", "code_physique"}


class Ecran:
    """La vraie fenêtre, ses services, un lot à louer, et ce qu'on lui répond."""

    def __init__(self, qtbot, services: Services, lot: int, monkeypatch) -> None:
        self.qtbot, self.services, self.window, self.lot = qtbot, services, services.window, lot
        self.dits: list[str] = []
        self.refus: list[str] = []
        self.secret = MOT_DE_PASSE
        monkeypatch.setattr(self.window, "inform", self.dits.append)
        monkeypatch.setattr(self.window, "refuse", lambda error: self.refus.append(error.title))
        monkeypatch.setattr(dialogs, "ask", lambda *args, **options: True)
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args: self.secret)

    def demande(self, name: str, **params: object) -> str:
        """Un bouton, et l'attente de sa réponse ; rend ce qui a été dit ou refusé."""
        before = len(self.dits) + len(self.refus)
        self.window.service(name, **params)
        self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) > before)
        self.window.tasks.drain()
        return (self.refus or self.dits)[-1]

    def criteres(self) -> dict[str, str]:
        rows = self.window.read(CRITERES.page, Criteria(where={"lot_id": self.lot}), 0, 99)
        return {row.libelle: row.etat for row in rows}


@pytest.fixture
def portail_ftp(tmp_path) -> Iterator[ServeurFtp]:
    with serveur_ftp(tmp_path / "serveur") as running:
        (running.dossier / "0").mkdir()
        yield running


@pytest.fixture
def ecran(qtbot, db, adresse, portail_ftp, tmp_path, monkeypatch) -> Iterator[Ecran]:
    data = tmp_path / "donnees"
    data.mkdir()
    monkeypatch.setenv("LSC_DATA", str(data))
    monkeypatch.setenv("SSL_CERT_FILE", portail_ftp.autorites)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporaire"))
    (tmp_path / "temporaire").mkdir()
    with db.write("Martine") as session:
        agence = une_agence(session)
        if session.get(Configuration, 1) is None:
            des_reglages(session)
        session.get_one(Configuration, 1).date_travail = date(2026, 11, 30)
        session.get_one(Mandat, agence.mandat).debut = date(2015, 1, 1)
        session.get_one(Immeuble, agence.immeuble).code_postal = "54000"
        lot = un_lot(session, agence)
        record = session.get_one(Lot, lot)
        columns = set(Lot.__table__.columns.keys())
        for name, value in asdict(un_lot_a_louer(honoraires_edl=None)).items():
            if name in columns - SAUF:
                setattr(record, name, value)
    presence = enter(Settings(adresse, "Martine"))
    with coffre_en_memoire():
        window = assemble(db, Settings(adresse, "Martine"))
        services = Services(window, db, presence)
        yield Ecran(qtbot, services, lot, monkeypatch)
        services.stop()
        window.tasks.drain()
        window.close()
        if presence is not None:
            presence.leave()


def test_du_lot_retenu_a_l_annonce_chez_le_portail(ecran, portail_ftp):
    """La fiche du lot dit ce qu'il lui manque ; complétée, elle part, et le portail la tient."""
    said = ecran.demande("examiner_annonces", ids=(ecran.lot,))
    assert said == "0 annonce publiable, 1 retenue."
    assert ecran.criteres()["Honoraires du locataire"] == "Manque"
    assert ecran.window.current().declared.key == "annonces.criteres"

    ecran.window.open("lots.fiche", ecran.lot)
    fiche = ecran.window.current()
    QTest.keyClicks(fiche.binding.widgets["honoraires_edl"], "120,00")
    assert fiche.validate()
    said = ecran.demande("examiner_annonces", ids=(ecran.lot,), montrer=False)
    assert said == "1 annonce publiable."
    assert set(ecran.criteres().values()) <= {"Tenu", "À vérifier"}

    draft = PortailDraft(
        nom="Portail", actif=True, agence="MONAGENCE", hote=portail_ftp.hote,
        port=portail_ftp.port, utilisateur=UTILISATEUR, chemin="/0/",
    )  # fmt: skip
    id = ecran.window.write(service.save_portail, draft)
    assert ecran.demande("tester_portail", id=id).endswith("n'est pas au coffre de ce poste.")
    ecran.refus.clear()
    ecran.demande("secret_portail", id=id)
    assert ecran.demande("tester_portail", id=id) == "« Portail » répond, et son dossier est là."
    assert ecran.demande("publier_portail", id=id) == "1 annonce et 0 photo déposées."
    flux = lire_zip(portail_ftp.dossier / "0" / "lsc_monagence.zip", "cp1252")
    assert [row[174] for row in flux.annonces] == [f"lot-{ecran.lot}"]
    assert "rien n'a changé" in ecran.demande("publier_annonces")


def test_tester_la_connexion_de_pagesimmo(ecran, portail_ftp, monkeypatch):
    """Il répond ou non ; rien n'y est jamais déposé, et l'écran dit pourquoi."""
    from lsc_desktop.jobs import annonces

    draft = ReglageAnnoncesDraft(ref_cabinet=UTILISATEUR, serveur=portail_ftp.hote)
    ecran.window.write(service.save_reglage_annonces, draft)
    assert "coffre" in ecran.demande("tester_pagesimmo")
    ecran.refus.clear()
    ecran.demande("secret_pagesimmo")
    made = annonces.essayer_pagesimmo
    monkeypatch.setattr(
        annonces, "essayer_pagesimmo",
        lambda settings, secret: made(settings, secret, delai=60.0, port=portail_ftp.port),
    )  # fmt: skip
    assert ecran.demande("tester_pagesimmo") == (
        "« localhost » répond, et le répertoire /0/ est là."
    )
    assert list((portail_ftp.dossier / "0").iterdir()) == []
    ecran.window.open("annonces.reglage", 1)
    fiche = ecran.window.current()
    for name in ("norme_immonet", "inscrit_amepi", "inscrit_biens_vendus", "inscrit_webimm"):
        assert not fiche.binding.widgets[name].isEnabled(), name


def test_qui_n_a_pas_le_droit_ne_publie_ni_ne_regle(ecran):
    ctx = replace(ecran.window.contexte(), droits=frozenset({"annonces.consulter"}))
    ecran.window.contexte = lambda: ctx
    for name in ("publier_annonces", "tester_pagesimmo", "secret_pagesimmo"):
        ecran.window.service(name)
    assert ecran.refus == ["Votre profil ne le permet pas."] * 3
