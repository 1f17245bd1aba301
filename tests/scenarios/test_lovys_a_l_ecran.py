"""Lovys vu de la fenêtre : régler le compte, demander deux devis, lire le compte rendu.

Le Lovys d'en face est un faux écrit d'après notre contrat : jamais vérifié avec le vrai.
"""

from contextlib import ExitStack

import pytest

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.queries.lovys.listes import DEVIS_LOVYS
from lsc_desktop.queries.paging import Criteria
from tests.agence import une_agence
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire
from tests.lovys import lovys_est, un_abonnement, un_occupe
from tests.partners.faux_https import Retour, faux_https
from tests.partners.faux_lovys import LOGIN, MOT_DE_PASSE, FauxLovys


@pytest.fixture
def ecran(qtbot, db, ctx, adresse, tmp_path, monkeypatch, cle_du_store):
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    there = FauxLovys()
    with ExitStack() as held:
        held.enter_context(coffre_en_memoire())
        faux = held.enter_context(faux_https(there, tmp_path / "serveur"))
        held.enter_context(lovys_est(faux.autorites, monkeypatch))
        ecrire(db, un_abonnement, ctx)
        agence = ecrire(db, une_agence)
        who = [ecrire(db, un_occupe, agence, ville) for ville in ("NANCY", "METZ")]
        window = assemble(db, Settings(adresse, "Martine"))
        services = Services(window, db, None)
        said: list[str] = []
        monkeypatch.setattr(window, "inform", said.append)
        monkeypatch.setattr(window, "refuse", lambda error: said.append(str(error)))
        monkeypatch.setattr(dialogs, "ask_secret", lambda *_args, **_more: MOT_DE_PASSE)
        yield window, there, faux, who, said
        services.stop()
        window.tasks.drain()
        window.close()


def test_du_compte_regle_au_compte_rendu(ecran, qtbot, db):
    window, there, faux, who, said = ecran
    there.manquer("METZ", Retour(200, {"statut": "refus", "motif": "Ville exclue"}))

    def devant() -> FormView:
        window.tasks.drain()
        view = window.tabs.currentWidget()
        assert isinstance(view, FormView)
        return view

    def attend(debut: str) -> None:
        qtbot.waitUntil(lambda: any(one.startswith(debut) for one in said))
        window.tasks.drain()

    window.open("lovys.reglage", 1)
    form = devant()
    form.draft.login, form.draft.url = LOGIN, f"{faux.adresse}/v1"
    form.show_all(force=True)
    for text in ("Mot de passe…", "Tester la connexion"):
        (found,) = [c for c in form.declared.commands if c.text.replace("&", "") == text]
        run_command(form, found)
    attend("Lovys reconnaît le compte « agence-crypto » : jeton jeto…")
    assert not [one for one in said for token in there.jetons if token in one]

    window.open("lovys.demande", locataires=tuple(who))
    asked = next(view for view in window.findChildren(FormView) if "demande" in view.declared.key)
    asked.press_accept()
    attend("1 envoyé, 1 refusé.")
    window.tasks.drain()
    assert window.tabs.currentWidget().declared.key == "lovys.devis"
    with db.read() as session:
        rows = {one.etat: one for one in DEVIS_LOVYS.page(session, Criteria(), 0, 9)}
    assert set(rows) == {"Devis reçu", "Refusé"}
    assert rows["Refusé"].erreur == "Lovys refuse ce devis : « Ville exclue »."
    assert rows["Devis reçu"].lien.startswith("https://app.lovys.com/")
