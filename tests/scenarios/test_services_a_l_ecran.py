"""Les services système depuis la fenêtre : les lancer, les régler, lire leurs messages."""

from dataclasses import replace

import pytest

from lsc_desktop.app.assembly import HOME, assemble
from lsc_desktop.app.services import Services
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.domain.utilisateurs import UtilisateurDraft
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.etat import messages_a_voir
from lsc_desktop.queries.services_systeme.listes import MESSAGES, PASSAGES, SERVICES_SYSTEME
from lsc_desktop.queries.services_systeme.registre import PUBLICATION, SAUVEGARDE, SERVICES
from lsc_desktop.services import services_systeme
from lsc_desktop.services.sauvegardes import save_reglage
from lsc_desktop.services.utilisateurs import installer, save_utilisateur
from lsc_desktop.storage.models import Profil
from tests.agence import une_agence


@pytest.fixture
def fenetre(qtbot, db, ctx, adresse, tmp_path, monkeypatch):
    """La vraie fenêtre et ses services."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    with db.write("Martine") as session:
        une_agence(session)
        draft = ReglageSauvegardeDraft(dossier=str(tmp_path / "copies"))
        save_reglage(session, draft, ctx=ctx)
    window = assemble(db, Settings(adresse, "Martine"))
    held = Services(window, db, None)
    yield held
    held.stop()
    window.tasks.drain()
    window.close()


def commande(ecran: str, texte: str):
    (found,) = [one for one in SCREENS[ecran].commands if one.text == texte]
    return found


def lignes(db, liste, **where) -> list:
    with db.read() as session:
        return liste.page(session, Criteria(where=where), 0, 20)


def test_lancer_maintenant_fait_le_travail_et_l_inscrit(qtbot, fenetre, db):
    sauve, *_others = lignes(db, SERVICES_SYSTEME)
    commande("services.liste", "Lancer maintenant").run(fenetre.window, [sauve])
    said = fenetre.window.status.currentMessage
    qtbot.waitUntil(lambda: said().startswith("Copie vérifiée"))
    (row,) = lignes(db, PASSAGES)
    assert (row.service, row.origine, row.etat, row.qui) == (
        "Sauvegarde de la base", "Demandé", "Fait", "Martine",
    )  # fmt: skip
    assert lignes(db, PASSAGES, tache="sauvegarde") and not lignes(db, PASSAGES, tache="autre")


def test_sans_le_droit_de_ce_qu_il_fait_il_ne_se_lance_pas(fenetre, db, monkeypatch):
    refus = []
    window = fenetre.window
    monkeypatch.setattr(window, "refuse", refus.append)
    held = window.contexte()
    droits = frozenset({"services.lancer"})
    monkeypatch.setattr(window, "contexte", lambda: replace(held, droits=droits))
    fenetre.launch(SAUVEGARDE.nom)
    fenetre.launch(PUBLICATION.nom)
    assert ["Sauvegarder" in str(refus[0]), "Publier maintenant" in str(refus[1])] == [True, True]
    assert not lignes(db, PASSAGES)


def test_reglages_ouvre_la_fiche_du_service(fenetre, db, monkeypatch):
    opened = []
    monkeypatch.setattr(fenetre.window, "open", lambda *args, **params: opened.append(args))
    for row in lignes(db, SERVICES_SYSTEME):
        commande("services.liste", "Réglages…").run(fenetre.window, [row])
    assert opened == [(one.ecran, 1) for one in SERVICES]


def test_l_accueil_compte_les_messages_de_qui_les_recoit(db, ctx):
    with db.write() as session:
        installer(session)
        profil = session.query(Profil).first().id
        for nom, recoit in (("Martine", True), ("Luc", False)):
            draft = UtilisateurDraft(
                identifiant=nom, nom=nom, profil_id=profil, messages_systeme=recoit
            )
            save_utilisateur(session, draft, ctx=ctx)
        for _fois in range(2):
            services_systeme.dire_manque(session, SAUVEGARDE, "Disque plein.", "Libérez.", ctx)
            session.flush()
        services_systeme.dire_fait(session, SAUVEGARDE, "Copie vérifiée.", ctx)
        services_systeme.dire_fait(session, PUBLICATION, "3 documents envoyés.", ctx)
    with db.read() as session:
        assert messages_a_voir(session, ctx) == 2  # un manque, un retour
        assert messages_a_voir(session, replace(ctx, utilisateur="Luc")) == 0
    (line,) = [line for line in HOME if line.opens == "services.messages"]
    shown = lignes(db, MESSAGES, **line.params, **SCREENS["services.messages"].preset)
    assert [row.sorte for row in shown] == ["De nouveau fait", "Manqué"]


def test_un_message_vu_quitte_l_accueil_et_garde_le_premier_qui_l_a_vu(db, ctx):
    with db.write() as session:
        services_systeme.dire_manque(session, SAUVEGARDE, "Disque plein.", "Libérez.", ctx)
    (row,) = lignes(db, MESSAGES)
    marquer = commande("services.messages", "Marquer vus").run.work
    for qui in ("Martine", "Luc"):
        with db.write(qui) as session:
            marquer(session, row, ctx=replace(ctx, utilisateur=qui), accepted=frozenset())
    (row,) = lignes(db, MESSAGES)
    assert row.vu_par == "Martine" and row.vu_le == ctx.maintenant
    with db.read() as session:
        assert messages_a_voir(session, ctx) == 0
    assert not lignes(db, MESSAGES, vu=False)
