"""Import CLAC depuis la fenêtre : relever, choisir le lot, ouvrir ce qui est né (seed L2749)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lsc_desktop.app.assembly import HOME, assemble
from lsc_desktop.app.services import Services
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.abonnements import FICHIER
from lsc_desktop.domain.dossiers_locatifs.saisie import ReglageClacDraft
from lsc_desktop.domain.serveurs import FTP
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.dossiers_locatifs import DOSSIERS_LOCATIFS, load_reglage_clac
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.dossiers_locatifs.reception import save_reglage_clac
from lsc_desktop.storage.models import Locataire, Lot
from tests.agence import une_agence
from tests.clac import HOSTILES, PRODUITS, un_dossier, un_zip
from tests.coffres import coffre_en_memoire
from tests.licences import une_licence
from tests.partners.serveur_ftp import MOT_DE_PASSE, UTILISATEUR, serveur_ftp

pytestmark = pytest.mark.usefixtures("cle_du_store")


class Ecran:
    """La vraie fenêtre, ses services, la boîte où CLAC dépose, et ce qu'on nous dit."""

    def __init__(self, qtbot, services: Services, db, boite, agence, monkeypatch) -> None:
        self.qtbot, self.services, self.window = qtbot, services, services.window
        self.db, self.boite, self.agence = db, boite, agence
        self.dits: list[str] = []
        self.refus: list[str] = []
        self.demandes: list[str] = []
        monkeypatch.setattr(self.window, "inform", self.dits.append)
        monkeypatch.setattr(self.window, "refuse", lambda error: self.refus.append(str(error)))
        monkeypatch.setattr(self.window, "ask", self._oui)

    def _oui(self, question, accept="Continuer") -> bool:
        self.demandes.append(question)
        return True

    def deposer(self, nom: str, contenu: bytes) -> None:
        path = self.boite / nom
        path.write_bytes(contenu)
        os.utime(path, (1_600_000_000, 1_600_000_000))

    def commande(self, ecran: str, texte: str, *rows) -> None:
        """Joue une commande, et attend ce qu'elle répond."""
        (found,) = [one for one in SCREENS[ecran].commands if one.text == texte]
        before = len(self.dits) + len(self.refus)
        found.run(self.window, list(rows))
        if texte in ("Import CLAC", "Réessayer"):
            self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) > before)

    def bouton(self, form: FormView, texte: str) -> None:
        """Une commande de la fiche, qui l'enregistre d'abord, et ce qu'elle en dit."""
        wanted = next(c for c in form.declared.commands if texte in c.text.replace("&", ""))
        before = len(self.dits) + len(self.refus)
        run_command(form, wanted)
        self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) > before)
        self.window.tasks.drain()

    def lignes(self) -> list:
        with self.db.read() as session:
            return DOSSIERS_LOCATIFS.page(session, Criteria(sort=(("id", False),)), 0, 20)

    def devant(self):
        self.window.tasks.drain()
        return self.window.current()


@pytest.fixture
def ecran(qtbot, db, ctx, adresse, tmp_path, monkeypatch, cle_du_store) -> Iterator[Ecran]:
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    boite = tmp_path / "clac"
    boite.mkdir()
    with db.write("Martine") as session:
        agence = une_agence(session)
        session.get_one(Lot, agence.lot).reference_internet = "159"
        session.get_one(Locataire, agence.locataire).depart = date(2021, 9, 30)
        save_reglage_clac(session, ReglageClacDraft(dossier=str(boite)), ctx=ctx)
        valider_licence(session, une_licence(produits=PRODUITS), FICHIER, ctx=ctx)
    window = assemble(db, Settings(adresse, "Martine"))
    services = Services(window, db, None)
    monkeypatch.setattr(dialogs, "ask", lambda *args, **more: True)
    yield Ecran(qtbot, services, db, boite, agence, monkeypatch)
    services.stop()
    window.tasks.drain()
    window.close()


def test_de_la_liste_des_locataires_a_la_fiche_du_locataire(ecran):
    ecran.deposer("bon.zip", un_zip())
    ecran.deposer("mechant.zip", HOSTILES["traversée simple"]())
    ecran.commande("locataires.liste", "Import CLAC")
    assert ecran.dits[-1] == "1 dossier importé et 1 fichier en quarantaine."
    shown = ecran.devant()
    assert isinstance(shown, ListView), "on voit ce qu'il en advient"
    good, bad = sorted(ecran.lignes(), key=lambda row: row.code_etat)
    assert (good.etat, bad.etat) == ("Importé", "En quarantaine")
    ecran.commande("dossiers_locatifs.liste", "Ouvrir l'objet", good)
    form = ecran.devant()
    assert (form.declared.key, form.id) == ("locataires.fiche", good.locataire_id)
    ecran.commande("dossiers_locatifs.liste", "Ouvrir l'objet", bad)
    assert "n'a encore rien créé" in ecran.dits[-1]


def test_le_compte_de_clac_se_regle_se_teste_et_se_releve(ecran, tmp_path, monkeypatch):
    with serveur_ftp(tmp_path / "srv") as there, coffre_en_memoire() as coffre:
        ecran.window.open("dossiers_locatifs.reglage", 1)
        form = ecran.devant()
        form.draft.transport, form.draft.hote, form.draft.port = FTP, there.hote, there.port
        form.draft.utilisateur = UTILISATEUR
        form.show_all(force=True)
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args, **more: "faux")
        ecran.bouton(form, "Mot de passe")
        assert "au coffre de ce poste" in ecran.dits[-1]
        ecran.bouton(form, "Tester la connexion")
        assert "refuse le mot de passe" in ecran.refus[-1]
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args, **more: MOT_DE_PASSE)
        ecran.bouton(form, "Mot de passe")
        assert list(coffre.garde.values()) == [MOT_DE_PASSE]
        ecran.bouton(form, "Tester la connexion")
        assert "« CLAC » répond" in ecran.dits[-1]
        (there.dossier / "clac.zip").write_bytes(un_zip())
        ecran.commande("locataires.liste", "Import CLAC")
        assert ecran.dits[-1] == "1 dossier importé."
        assert (there.dossier / "clac.zip").exists()


def test_une_mauvaise_reference_le_lot_se_choisit_et_le_dossier_s_importe(ecran):
    ecran.deposer("clac.zip", un_zip(un_dossier(reference_crypto="faux")))
    ecran.commande("locataires.liste", "Import CLAC")
    (row,) = ecran.lignes()
    assert row.etat == "En attente" and "Aucun lot n'a la référence « faux »" in row.raison
    with ecran.db.read() as session:
        (line,) = [one for one in HOME if one.opens == "dossiers_locatifs.liste"]
        assert line.count(session, ecran.window.contexte()) == 1
    ecran.commande("dossiers_locatifs.liste", "Choisir le lot…", row)
    form = ecran.devant()
    assert isinstance(form, FormView)
    assert not form.validate() and "lot_id" in form.binding.problems
    form.draft.lot_id = ecran.agence.lot
    form.show_all(force=True)
    form.refresh_now()
    ecran.window.tasks.drain()
    assert form.validate(), (form.binding.problems, ecran.refus)
    assert "est sous mandat" in ecran.demandes[-1]
    (row,) = ecran.lignes()
    assert row.etat == "Importé" and row.locataire == "81MARTINJE"


def test_un_lot_occupe_se_confirme_sur_la_fiche(ecran):
    with ecran.db.write() as session:
        session.scalar(select(Locataire)).depart = None
    ecran.deposer("clac.zip", un_zip())
    ecran.commande("locataires.liste", "Import CLAC")
    (row,) = ecran.lignes()
    assert "est occupé par LOCATAIRE Elsa" in row.raison
    ecran.window.open("dossiers_locatifs.fiche", row.id)
    form = ecran.devant()
    assert form.draft.lot_id == ecran.agence.lot and form.validate()
    assert any("est occupé" in one for one in ecran.demandes)
    assert ecran.lignes()[0].etat == "Importé"
    form.reopen(row.id)
    assert not form.binding.widgets["lot_id"].isEnabled(), "importé, il se lit et ne change plus"
    assert form.draft.effet.startswith("Importé le")


def test_reessayer_relit_la_quarantaine_et_retente_ce_qui_attend(ecran):
    ecran.deposer("a.zip", un_zip(un_dossier(reference_crypto="160")))
    ecran.deposer("b.zip", b"rien")
    ecran.commande("locataires.liste", "Import CLAC")
    with ecran.db.write() as session:
        session.get_one(Lot, ecran.agence.lot).reference_internet = "160"
    ecran.commande("dossiers_locatifs.liste", "Réessayer", *ecran.lignes())
    assert ecran.dits[-1] == "1 dossier importé et 1 fichier en quarantaine."


def test_sans_reglage_on_dit_ou_le_donner(ecran, ctx):
    with ecran.db.write() as session:
        save_reglage_clac(session, _regle(session, dossier=""), ctx=ctx)
    ecran.commande("locataires.liste", "Import CLAC")
    assert "n'est pas réglé" in ecran.refus[-1] and "Import CLAC" in ecran.refus[-1]


def _regle(session, **over) -> ReglageClacDraft:
    return replace(load_reglage_clac(session), **over)


def test_choisir_le_lot_d_un_dossier_importe_se_refuse_par_une_phrase(ecran):
    ecran.deposer("clac.zip", un_zip())
    ecran.commande("locataires.liste", "Import CLAC")
    with pytest.raises(UserError, match="n'attend pas de lot"):
        ecran.commande("dossiers_locatifs.liste", "Choisir le lot…", *ecran.lignes())


def test_l_ecran_dit_que_rien_n_a_ete_verifie_avec_clac(ecran):
    """D7 : aucune compatibilité qui n'ait été essayée."""
    ecran.window.open("dossiers_locatifs.reglage", 1)
    form = ecran.devant()
    assert "Jamais vérifié avec le service réel" in form.declared.warnings(form.draft)[0]
    assert "Jamais vérifié avec le service réel" in SCREENS["dossiers_locatifs.liste"].empty
