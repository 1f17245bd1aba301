"""Zoom vu de la fenêtre : régler le compte, prendre un rendez-vous, tenir, changer, annuler.

Le Zoom d'en face est un faux écrit d'après sa documentation : jamais vérifié avec le vrai.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date

import pytest
from PySide6.QtGui import QAction, QGuiApplication

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.queries.planning.rendez_vous import load_rendez_vous
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.partners.faux_https import Retour, faux_https
from tests.partners.faux_zoom import CLIENT, COMPTE, GRANULAIRES, HOTE, SECRET, FauxZoom
from tests.planning import ELSA, un_compte_zoom, zoom_est

JOUR = date(2098, 3, 12)


class Ecran:
    """La vraie fenêtre, le faux Zoom, ce qu'elle dit et ce qu'on lui répond."""

    def __init__(self, qtbot, services: Services, db, there, faux, monkeypatch) -> None:
        self.qtbot, self.services, self.db = qtbot, services, db
        self.there, self.faux, self.window = there, faux, services.window
        self.dits: list[str] = []
        self.refus: list[str] = []
        self.questions: list[str] = []
        monkeypatch.setattr(self.window, "inform", self.dits.append)
        monkeypatch.setattr(self.window, "refuse", lambda error: self.refus.append(str(error)))
        monkeypatch.setattr(dialogs, "ask", self._oui)
        monkeypatch.setattr(dialogs, "ask_secret", lambda *args, **more: SECRET)

    def _oui(self, parent, question, *args, **more) -> bool:
        self.questions.append(question)
        return True

    def devant(self):
        self.window.tasks.drain()
        return self.window.tabs.currentWidget()

    def fiche(self, key: str, id: int | None = None, **params) -> FormView:
        self.window.open(key, id, **params)
        view = self.devant()
        assert isinstance(view, FormView)
        return view

    def attend(self, fait) -> None:
        """Jusqu'à ce qu'un compte rendu de plus soit arrivé."""
        before = len(self.dits) + len(self.refus)
        fait()
        self.qtbot.waitUntil(lambda: len(self.dits) + len(self.refus) > before, timeout=30_000)
        self.window.tasks.drain()
        self.qtbot.wait(20)

    def commande(self, view: FormView, texte: str) -> None:
        (found,) = [c for c in view.declared.commands if c.text.replace("&", "") == texte]
        self.attend(lambda: run_command(view, found))

    def valide(self, view: FormView) -> None:
        """Valide, et attend que Zoom ait répondu."""

        def go() -> None:
            assert view.validate(), view.binding.problems

        self.attend(go)


@pytest.fixture
def ecran(qtbot, db, adresse, tmp_path, monkeypatch) -> Iterator[Ecran]:
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    there = FauxZoom()
    with ExitStack() as held:
        held.enter_context(coffre_en_memoire())
        faux = held.enter_context(faux_https(there, tmp_path / "serveur"))
        held.enter_context(zoom_est(faux, monkeypatch))
        window = assemble(db, Settings(adresse, "Martine"))
        services = Services(window, db, None)
        yield Ecran(qtbot, services, db, there, faux, monkeypatch)
        services.stop()
        window.tasks.drain()
        window.close()


def test_du_compte_regle_a_la_reunion_annulee(ecran):
    reglage = ecran.fiche("planning.reglage", 1)
    ecran.commande(reglage, "Client Secret…")
    reglage.draft.compte, reglage.draft.client, reglage.draft.hote = COMPTE, CLIENT, HOTE
    reglage.show_all()
    ecran.commande(reglage, "Tester la connexion")
    ecran.qtbot.waitUntil(lambda: any("Zoom reconnaît" in one for one in ecran.dits), timeout=9_000)
    # Prendre un rendez-vous, avec sa réunion.
    form = ecran.fiche("planning.fiche")
    form.draft.titre, form.draft.date, form.draft.zoom = "Conseil syndical", JOUR, True
    form.draft.inscrire, form.draft.participants = True, [ELSA]
    form.show_all(force=True)
    ecran.valide(form)
    assert ecran.dits[-1] == "2 envoyés." and ecran.refus == []
    made = form.id
    shown = ecran.fiche("planning.fiche", made)
    assert shown.draft.zoom_etat == "Créée" and shown.draft.participants[0].inscription == "Inscrit"
    ecran.commande(shown, "Copier l'invitation")
    assert "https://us02web.zoom.us/j/81234567890" in QGuiApplication.clipboard().text()
    # Changer l'heure : la même réunion, modifiée.
    shown.draft.heure_debut, shown.draft.heure_fin = "18:00", "19:30"
    shown.show_all(force=True)
    ecran.valide(shown)
    (held,) = ecran.there.reunions.values()
    assert (held["start_time"], held["duration"]) == ("2098-03-12T18:00:00", 90)
    # Qui a été là.
    ecran.there.presents[held["id"]] = [
        {"name": "Elsa", "join_time": "2098-03-12T17:02:00Z", "duration": 3600}
    ]
    ecran.commande(ecran.fiche("planning.fiche", made), "Présences chez Zoom…")
    ecran.qtbot.waitUntil(lambda: "1 personne" in ecran.dits[-1], timeout=9_000)
    assert ecran.devant().declared.key == "planning.presences"
    # En webinaire : on demande d'abord, le lien change.
    again = ecran.fiche("planning.fiche", made)
    again.draft.webinaire = True
    again.show_all(force=True)
    ecran.valide(again)
    assert "avec un autre lien" in ecran.questions[-1]
    assert ecran.there.reunions == {} and len(ecran.there.webinaires) == 1
    # Annuler : Zoom n'en tient plus.
    last = ecran.fiche("planning.fiche", made)
    ecran.commande(last, "Annuler le rendez-vous…")
    ecran.qtbot.waitUntil(lambda: ecran.there.webinaires == {}, timeout=9_000)
    assert lire(ecran.db, load_rendez_vous, made).etat.startswith("Annulé le")
    with ecran.db.read() as session:
        calls = APPELS_PARTENAIRES.page(session, Criteria(), 0, 99)
    assert {one.partenaire for one in calls} == {"Zoom"} and SECRET not in repr(calls)


def test_f4_ouvre_le_planning(ecran):
    found = [a for a in ecran.window.findChildren(QAction) if a.shortcut().toString() == "F4"]
    (action,) = [a for a in found if a.text() == "Planning"]
    assert action.isEnabled()
    action.trigger()
    view = ecran.devant()
    assert isinstance(view, ListView) and view.declared.key == "planning.liste"


def test_une_permission_qui_manque_se_dit_sur_la_fiche_et_au_test(ecran, ctx):
    ecrire(ecran.db, un_compte_zoom, ctx)
    ecran.there.permissions = GRANULAIRES.replace("meeting:write:meeting:admin", "")
    reglage = ecran.fiche("planning.reglage", 1)
    ecran.commande(reglage, "Tester la connexion")
    assert "meeting:write:meeting:admin (ou meeting:write:admin)" in ecran.refus[-1]
    form = ecran.fiche("planning.fiche")
    form.draft.titre, form.draft.date, form.draft.zoom = "Visite", JOUR, True
    form.show_all(force=True)
    ecran.valide(form)
    shown = ecran.fiche("planning.fiche", form.id)
    assert "meeting:write:meeting:admin" in shown.declared.warnings(shown.draft)[0]
    assert ecran.there.reunions == {}


def test_une_panne_laisse_le_rendez_vous_et_se_reprend(ecran, ctx):
    ecrire(ecran.db, un_compte_zoom, ctx)
    ecran.there.manquer("POST", r"/meetings$", Retour(coupe=True), apres=True)
    form = ecran.fiche("planning.fiche")
    form.draft.titre, form.draft.date, form.draft.zoom = "Visite", JOUR, True
    form.show_all(force=True)
    ecran.valide(form)
    assert "en panne" in ecran.dits[-1]
    shown = ecran.fiche("planning.fiche", form.id)
    assert shown.draft.zoom_etat == "En panne" and len(ecran.there.reunions) == 1
    shown.draft.titre = "Contre-visite"
    shown.show_all(force=True)
    ecran.valide(shown)
    (held,) = ecran.there.reunions.values()
    assert held["topic"] == "Contre-visite"
