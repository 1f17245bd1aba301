"""Le registre vu de la fenêtre : importer le certificat, remplir le dossier, immatriculer.

Le registre d'en face est le nôtre, en TLS avec certificat client : jamais vérifié avec le vrai.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.seance import enter
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.screens.registre import declarations
from lsc_desktop.gui.screens.registre.reglages import FICHE
from lsc_desktop.jobs import registre as travail
from lsc_desktop.partners import coffre
from lsc_desktop.partners.http import Client
from lsc_desktop.storage.models import Copropriete
from tests.coffres import coffre_en_memoire
from tests.coproprietes import Ids
from tests.partners.certificats import Autorite
from tests.partners.faux_https import Faux, faux_https
from tests.partners.faux_registre import COURRIEL, NUMERO, FauxRegistre
from tests.partners.faux_registre_soap import WSDL
from tests.partners.registre_certificats import AUTRE_SIREN, SECRET, de_l_agence
from tests.registre import un_syndicat

AGREEE = Autorite("AC agréée d'essai")


class Ecran:
    """La vraie fenêtre, ce qu'elle dit, et ce qu'on lui répond."""

    def __init__(self, qtbot, services: Services, db, ids: Ids, faux: Faux, monkeypatch) -> None:
        self.qtbot, self.services, self.db, self.ids, self.faux = qtbot, services, db, ids, faux
        self.dits: list[str] = []
        self.refus: list[str] = []
        self.questions: list[str] = []
        self.fichiers: list[str] = []
        self.secret, self.dossier = SECRET, ""
        self.window = services.window
        monkeypatch.setattr(self.window, "inform", self.dits.append)
        monkeypatch.setattr(self.window, "refuse", lambda error: self.refus.append(error.title))
        monkeypatch.setattr(dialogs, "ask", self._oui)
        monkeypatch.setattr(dialogs, "ask_files", lambda *args: self.fichiers)
        monkeypatch.setattr(dialogs, "ask_file", lambda *args: next(iter(self.fichiers), ""))
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args, **more: self.secret)
        monkeypatch.setattr(dialogs, "ask_folder", lambda *args: self.dossier)
        monkeypatch.setattr(dialogs, "refuse", lambda *args, **more: self.refus.append(str(args)))

    def _oui(self, parent, question, *args, **more) -> bool:
        self.questions.append(question)
        return True

    def fiche(self, key: str, id: int | None = None, **params) -> FormView:
        self.window.open(key, id, **params)
        view = self.window.tabs.currentWidget()
        assert isinstance(view, FormView)
        return view

    def commande(self, view: FormView, texte: str) -> None:
        """Un bouton de la fiche, et l'attente de ce qu'il dit ou refuse."""
        wanted = next(c for c in view.declared.commands if texte in c.text.replace("&", ""))
        before = len(self.dits) + len(self.refus)
        run_command(view, wanted)
        self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) > before)
        self.window.tasks.drain()
        self.qtbot.wait(20)


@pytest.fixture
def ecran(qtbot, db, ctx, adresse, tmp_path, monkeypatch) -> Iterator[Ecran]:
    data, temp = tmp_path / "donnees", tmp_path / "temporaire"
    data.mkdir()
    temp.mkdir()
    monkeypatch.setenv("LSC_DATA", str(data))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    with db.write("Martine") as session:
        ids = un_syndicat(session, ctx)
    settings = Settings(adresse, "Martine")
    presence = enter(settings)
    with ExitStack() as held:
        held.enter_context(coffre_en_memoire())
        faux = held.enter_context(
            faux_https(FauxRegistre(), tmp_path / "serveur", clients=AGREEE)
        )  # fmt: skip
        monkeypatch.setattr(travail, "Client", partial(Client, autorites=faux.autorites))
        window = assemble(db, settings)
        services = Services(window, db, presence)
        yield Ecran(qtbot, services, db, ids, faux, monkeypatch)
        services.stop()
        window.tasks.drain()
        window.close()
        if presence is not None:
            presence.leave()


def _fichier(folder: Path, name: str, content: bytes) -> list[str]:
    path = folder / name
    path.write_bytes(content)
    return [str(path)]


def test_du_certificat_recu_au_numero_d_immatriculation(ecran, tmp_path):
    reglage = ecran.fiche("registre.reglage", 1)
    reglage.draft.numero, reglage.draft.courriel = NUMERO, COURRIEL
    reglage.draft.adresse = ecran.faux.adresse
    reglage.show_all()
    # Le mauvais mot de passe, le certificat d'un autre, puis le bon.
    good = de_l_agence(AGREEE).p12(SECRET)
    ecran.fichiers, ecran.secret = _fichier(tmp_path, "agence.p12", good), "autre"
    ecran.commande(reglage, "Importer certificat 1")
    assert "n'ouvre pas le certificat" in ecran.refus[-1]
    ecran.secret = SECRET
    ecran.fichiers = _fichier(
        tmp_path, "autre.p12", de_l_agence(AGREEE, siren=AUTRE_SIREN).p12(SECRET)
    )
    ecran.commande(reglage, "Importer certificat 1")
    assert "SIREN de l'agence" in ecran.refus[-1] and reglage.draft.dn1 == ""
    ecran.fichiers = _fichier(tmp_path, "agence.p12", good)
    ecran.commande(reglage, "Importer certificat 1")
    assert "sa clé au coffre de ce poste" in ecran.dits[-1]
    assert reglage.draft.dn1.startswith("CN=ws.agence-crypto.fr")
    assert reglage.draft.numero == NUMERO, "l'import n'ôte rien à ce qui est tapé"
    assert coffre.lire_fichier("registre-certificat-1")
    # Le PEM pour le portail, sans la clé.
    ecran.dossier = str(tmp_path)
    ecran.commande(reglage, "Exporter le PEM 1")
    (pem,) = tmp_path.glob("*.pem")
    assert "PRIVATE" not in pem.read_text() and "BEGIN CERTIFICATE" in pem.read_text()
    # La connexion, sans rien déclarer.
    ecran.commande(reglage, "Tester la connexion")
    assert "accepte le certificat" in ecran.dits[-1], (ecran.dits, ecran.refus)
    # L'immatriculation.
    declaration = ecran.fiche("registre.declaration", copropriete_id=ecran.ids.id)
    assert declaration.draft.demarche == "immatriculation" and declaration.draft.constats == []
    ecran.commande(declaration, "Envoyer au registre")
    assert ecran.dits[-1].startswith("1 envoyé"), (ecran.dits, ecran.refus)
    ecran.qtbot.waitUntil(lambda: declaration.draft.etat_dit.startswith("Acquittée"))
    assert "AR-2026-000017" in declaration.draft.reponse
    with ecran.db.read() as session:
        assert session.get_one(Copropriete, ecran.ids.id).immatriculation == "AB1234567"


def test_un_dossier_incomplet_ne_part_pas_et_dit_quoi(ecran):
    dossier = ecran.fiche("registre.dossier", ecran.ids.id)
    dossier.draft.budget = None
    dossier.show_all()
    dossier.recompute()
    assert [one.phrase for one in dossier.draft.constats] == [
        "Budget prévisionnel : à renseigner dans l'onglet Finances."
    ]
    assert dossier.validate()
    declaration = ecran.fiche("registre.declaration", copropriete_id=ecran.ids.id)
    envoyer = next(c for c in declaration.declared.commands if "Envoyer" in c.text)
    run_command(declaration, envoyer)

    def dit() -> bool:
        said = ecran.refus[-1] if ecran.refus else declaration.errors.text()
        return "1 point à corriger" in said

    ecran.qtbot.waitUntil(dit)
    assert ecran.window.tasks.drain()
    assert ecran.faux.requetes == []


def test_la_reponse_du_registre_se_lit_telle_quelle(ecran, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(
        declarations, "ask_long_text", lambda parent, title, text: shown.append(text)
    )
    declaration = ecran.fiche("registre.declaration", copropriete_id=ecran.ids.id)
    ecran.commande(declaration, "Réponse du registre")
    assert "rien répondu" in ecran.dits[-1] and shown == []


def test_un_contrat_en_soap_et_son_wsdl_s_importent_et_se_disent(ecran, tmp_path):
    reglage = ecran.fiche("registre.reglage", 1)
    assert "REST" in reglage.draft.contrat_dit and "Inutile" in reglage.draft.wsdl_dit
    ecran.dossier = str(tmp_path)
    ecran.commande(reglage, "Exporter le modèle SOAP")
    modele = tmp_path / "contrat-registre-soap.toml"
    ecran.fichiers = [str(modele)]
    ecran.commande(reglage, "Importer un contrat")
    assert reglage.draft.contrat_dit.startswith("SOAP") and reglage.draft.wsdl_dit == "À importer"
    assert any("WSDL du registre : à importer" in one.phrase for one in reglage.draft.rappels)
    # Un WSDL piégé, puis le bon, avec un contrat qui nomme une opération de trop.
    bad = WSDL.replace("<!-- Écrit", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><!-- Écrit')
    ecran.fichiers = _fichier(tmp_path, "piege.wsdl", bad.encode())
    ecran.commande(reglage, "Importer un WSDL")
    assert "a une DTD" in ecran.refus[-1] and reglage.draft.wsdl_dit == "À importer"
    good = WSDL.replace('name="immatriculer">', 'name="inscrire">').replace(
        '<wsdl:operation name="immatriculer"', '<wsdl:operation name="inscrire"'
    )  # fmt: skip
    ecran.fichiers = _fichier(tmp_path, "mauvais.wsdl", good.encode())
    ecran.commande(reglage, "Importer un WSDL")
    assert "pas d'opération « immatriculer »" in ecran.dits[-1]
    ecran.fichiers = _fichier(tmp_path, "registre.wsdl", WSDL.encode())
    ecran.commande(reglage, "Importer un WSDL")
    assert ecran.dits[-1] == "WSDL importé : 8 opérations."
    assert reglage.draft.wsdl_dit.startswith("Importé") and not reglage.draft.wsdl_manque
    run_command(reglage, next(c for c in FICHE.commands if c.text == "Oublier le WSDL"))
    assert reglage.draft.wsdl_dit == "À importer"


def test_sans_abonnement_ni_permission_rien_ne_sort_vers_un_vrai_serveur(ecran):
    reglage = ecran.fiche("registre.reglage", 1)
    reglage.draft.numero = NUMERO
    reglage.draft.adresse = "https://registre.exemple.invalid/ws"
    reglage.show_all()
    ecran.commande(reglage, "Tester la connexion")
    assert "aucun administrateur n'a permis" in " ".join(ecran.refus)
    ecran.commande(reglage, "Permettre d'appeler")
    assert "jamais été vérifié" in ecran.questions[-1]
    assert "registre.exemple.invalid" in ecran.dits[-1]
