"""Publier depuis la fenêtre : la clé d'hôte qu'on confirme, le mot de passe au coffre, l'envoi."""

import base64
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.seance import enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.journaux import keep_journal
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publications.lecteur import lire
from lsc_desktop.domain.publications.reglages import CibleDraft, ReglagePublicationDraft
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.incidents import report
from lsc_desktop.jobs import publication
from lsc_desktop.queries.publications.registre import load_cible
from lsc_desktop.services import publications as service
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.storage.models import Compte, Evenement
from tests.agence import une_agence
from tests.bases import SUR_POSTGRESQL
from tests.coffres import coffre_du_poste
from tests.partners.serveurs import MOT_DE_PASSE, Pannes, Serveur, faux

CLE = "cle-de-signature-donnee-par-le-portail-2021"


class Ecran:
    """La vraie fenêtre, ses services, une cible qui vient d'être saisie, et ce qu'on lui répond."""

    def __init__(self, qtbot, services: Services, db, cible: int, monkeypatch) -> None:
        self.qtbot, self.services, self.db, self.cible = qtbot, services, db, cible
        self.dits: list[str] = []
        self.demandes: list[str] = []
        self.refus: list[str] = []
        self.secret = MOT_DE_PASSE
        window = services.window
        monkeypatch.setattr(window, "inform", self.dits.append)
        monkeypatch.setattr(window, "refuse", lambda error: self.refus.append(error.title))
        monkeypatch.setattr(dialogs, "ask", self._oui)
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args: self.secret)
        monkeypatch.setattr(
            dialogs, "inform", lambda parent, title, text="", details=(): self.dits.extend(details)
        )

    def _oui(self, parent, question, accept="", details=(), careful=False) -> bool:
        assert careful, "Entrée n'accepte ni une clé d'hôte, ni un retrait en masse"
        self.demandes.append(question)
        return True

    def demande(self, name: str) -> None:
        """Un bouton de la fiche cible, et l'attente de sa réponse."""
        before = len(self.dits) + len(self.refus) + len(self.demandes)
        self.services.window.service(name, id=self.cible)
        self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) + len(self.demandes) > before)
        self.services.window.tasks.drain()


@pytest.fixture
def serveur(tmp_path) -> Iterator[tuple[Serveur, Pannes]]:
    pannes = Pannes()
    (tmp_path / "serveur").mkdir()
    with faux(tmp_path / "serveur", pannes) as running:
        yield running, pannes


@pytest.fixture
def ecran(
    qtbot, db, ctx, adresse, serveur, tmp_path, tmp_path_factory, monkeypatch
) -> Iterator[Ecran]:
    data = tmp_path / "donnees"
    data.mkdir()
    monkeypatch.setenv("LSC_DATA", str(data))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporaire"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporaire"))  # de l'envoi, dans son processus
    (tmp_path / "temporaire").mkdir()
    there = serveur[0].adresse
    with db.write("Martine") as session:
        agence = une_agence(session)
        session.get_one(Compte, agence.compte).service_client = True
        draft = CibleDraft(
            nom="Extranet", hote=there.hote, port=there.port, utilisateur=there.utilisateur,
            chemin=there.dossier, amorce="tout", active=True,
        )  # fmt: skip
        cible = service.save_cible(session, draft, ctx=ctx)
        for rank in range(3):
            creer_evenement(
                session, [Document(f"avis-{rank}.pdf", b"%PDF-1.7 " + bytes([65 + rank]))],
                objet=f"Avis {rank}", classeur="Avis", locataire_id=agence.locataire, ctx=ctx,
            )  # fmt: skip
        session.query(Evenement).update({"publie_le": ctx.aujourd_hui})
    settings = Settings(adresse, "Martine")
    presence = enter(settings)
    with ExitStack() as held:
        held.enter_context(coffre_du_poste(tmp_path_factory.mktemp("coffre") / "secrets"))
        window = assemble(db, settings)
        services = Services(window, db, presence)
        yield Ecran(qtbot, services, db, cible, monkeypatch)
        services.stop()
        window.tasks.drain()
        window.close()
        if presence is not None:
            presence.leave()


def test_de_la_saisie_de_la_cible_au_premier_envoi(ecran, serveur):
    """Rien ne part avant le mot de passe, puis la clé d'hôte, comparée et confirmée."""
    depot = serveur[0].dossier
    ecran.demande("tester_cible")
    assert ecran.refus == ["Le mot de passe de « Extranet » n'est pas au coffre de ce poste."]
    ecran.demande("secret_cible")
    ecran.demande("publier")
    assert len(ecran.refus) == 2 and list(depot.rglob("*.pdf")) == []
    ecran.demande("tester_cible")
    assert serveur[0].adresse.empreinte in ecran.demandes[0]
    with ecran.db.read() as session:
        assert load_cible(session, ecran.cible).empreinte == serveur[0].adresse.empreinte
    ecran.demande("tester_cible")
    assert ecran.dits[-1] == "« Extranet » répond, et son dossier est là."
    ecran.demande("simuler_publication")
    assert ecran.dits[-1].startswith("À envoyer : 3 documents")
    window = ecran.services.window
    assert window.tabs.tabText(window.tabs.currentIndex()).startswith("Simulation")
    ecran.demande("publier")
    assert ecran.dits[-1] == "3 documents envoyés."
    assert len(list(depot.rglob("*.pdf"))) == 3
    ecran.demande("publier")
    assert ecran.dits[-1] == "Rien n'a changé : la cible est à jour."


def test_une_autre_cle_d_hote_arrete_tout_et_se_compare(ecran, serveur):
    ecran.demande("secret_cible")
    with ecran.db.write() as session:
        other = "ssh-ed25519 SHA256:" + "A" * 43
        service.confirmer_empreinte(
            session, ecran.cible, other, ctx=ecran.services.window.contexte()
        )
    ecran.demande("publier")
    assert "clé" in ecran.refus[0].lower()
    assert list(serveur[0].dossier.rglob("*.pdf")) == []


def test_un_mot_de_passe_refuse_se_dit_sans_se_montrer(ecran):
    ecran.secret = "Perroquet-faux"
    ecran.demande("secret_cible")
    ecran.demande("tester_cible")  # la clé d'hôte, confirmée
    ecran.demande("publier")
    assert ecran.refus and "Perroquet" not in " ".join(ecran.refus + ecran.dits)


# --- Les secrets --------------------------------------------------------------------------------


def formes(secret: str) -> list[bytes]:
    """Le secret tel quel, et comme on l'écrit ailleurs."""
    raw = secret.encode()
    return [
        raw, base64.b64encode(raw).rstrip(b"="), quote(secret).encode(), raw.hex().encode(),
        secret.encode("utf-16-le"),
    ]  # fmt: skip


def test_aucun_secret_ne_s_ecrit_en_clair(ecran, serveur, tmp_path, adresse, capfd):
    """Mot de passe, clé de signature, IBAN : ni base, ni journal, ni rapport, ni manifeste."""
    iban = "FR7630001007941234567890185"
    journal = keep_journal(tmp_path / "donnees")
    logger = logging.getLogger()
    level, _ = logger.level, logger.setLevel(logging.DEBUG)  # le plus bavard
    reports: list[str] = []
    try:
        with ecran.db.write("Martine") as session:
            draft = ReglagePublicationDraft(sans_banque=True, journal_winscp=True)
            service.save_reglage_publication(session, draft, ctx=ecran.services.window.contexte())
        ecran.demande("secret_cible")
        ecran.demande("tester_cible")
        ecran.secret = CLE
        ecran.demande("signature_cible")
        ecran.demande("publier")
        assert ecran.dits[-1] == "3 documents envoyés."
        ecran.secret = "Perroquet-9-faux"
        ecran.demande("secret_cible")
        with ecran.db.write("Martine") as session:
            session.query(Evenement).update({"texte": "Bonjour."})
        ecran.demande("publier")
        try:
            publication.publier(
                ecran.db, ecran.services.window.contexte(), ecran.cible, lambda cible: 1 / 0
            )
        except ZeroDivisionError:
            logging.getLogger("lsc_desktop").exception("essai %s", f"password={MOT_DE_PASSE}")
            logging.getLogger("lsc_desktop").error("IBAN %s refusé", iban)
            reports.append(report(sys.exc_info()[1]))
    finally:
        logger.setLevel(level)
        logging.getLogger("lsc_desktop").removeHandler(journal)
    places = [p for p in tmp_path.rglob("*") if p.is_file() and "serveur" not in p.parts]
    places += list(serveur[0].dossier.glob("manifeste-*.json"))
    if not SUR_POSTGRESQL:
        base = Path(adresse.removeprefix("sqlite:///"))
        places += [p for p in base.parent.glob(f"{base.name}*") if p.is_file()]
    assert any(place.name == "journal.log" for place in places)
    assert any(place.name.startswith("winscp-") for place in places)
    said = "".join(capfd.readouterr()) + "".join(reports)
    planted = [MOT_DE_PASSE, "Perroquet-9-faux", CLE]
    for place in places:
        content = place.read_bytes()
        for secret in planted:
            assert not any(form in content for form in formes(secret)), (place, secret)
        if place.suffix in (".log", ".json", ".xml"):
            assert iban.encode() not in content, place
    assert not any(secret in said for secret in [*planted, iban])
    (signed,) = serveur[0].dossier.glob("manifeste-*1.json")
    assert lire(signed.read_bytes(), cle=CLE.encode()).signee
    assert [p for p in (tmp_path / "temporaire").rglob("*") if os.access(p, os.R_OK)] == []
