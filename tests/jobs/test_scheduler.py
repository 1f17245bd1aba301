"""Les services d'une fenêtre : ce qu'elle fait, ce qu'elle en dit, qu'elle mène ou non."""

import time as horloge
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.sauvegardes import ReglageSauvegardeDraft
from lsc_desktop.domain.utilisateurs import UtilisateurDraft
from lsc_desktop.jobs import travaux
from lsc_desktop.jobs.scheduler import Notices, Scheduler
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.services_systeme.listes import MESSAGES, PASSAGES
from lsc_desktop.services.sauvegardes import save_reglage
from lsc_desktop.services.utilisateurs import installer, save_utilisateur
from lsc_desktop.storage.models import Passage, Profil
from tests.bases import ouverte

ATTENTE = 60.0  # secondes


class Dits:
    """Ce que les services ont dit."""

    def __init__(self) -> None:
        self.etats: list[str] = []
        self.phrases: list[str] = []
        self.refus: list[UserError] = []
        self.notices = Notices(
            lambda text, niveau: self.etats.append(text), self.phrases.append, self.refus.append
        )


@pytest.fixture
def midi(ctx):
    return replace(ctx, maintenant=ctx.maintenant.replace(hour=12, minute=30), poste="ACCUEIL")


@pytest.fixture
def copies(db, ctx, agence, tmp_path):
    with db.write("Martine") as session:
        draft = ReglageSauvegardeDraft(dossier=str(tmp_path / "copies"))
        save_reglage(session, draft, ctx=ctx)
    return tmp_path / "copies"


@pytest.fixture
def fenetre(db, midi):
    """Ouvre une fenêtre sur la base ; rend ses services et ce qu'ils disent."""
    opened = []

    def ouvrir(qui: str = "Martine") -> tuple[Scheduler, Dits]:
        dits = Dits()
        base = ouverte(db.url.render_as_string(hide_password=False))
        services = Scheduler(base, lambda: replace(midi, utilisateur=qui), dits.notices)
        opened.append((services, base))
        return services, dits

    yield ouvrir
    for services, base in opened:
        services.stop()
        base.close()


def attendre(condition) -> None:
    end = horloge.monotonic() + ATTENTE
    while not condition() and horloge.monotonic() < end:
        horloge.sleep(0.02)
    assert condition()


def plus_tard(db) -> None:
    """Un quart d'heure a passé : un échec se retente."""
    with db.write() as session:
        session.query(Passage).one().vu_le -= timedelta(minutes=16)


def plein(*_args, **_options):
    raise TemporaryError("Le disque est plein.", "Libérez de la place.")


def lignes(db, liste) -> list:
    with db.read() as session:
        return liste.page(session, Criteria(), 0, 20)


def test_le_metronome_fait_la_copie_puis_se_tait(copies, fenetre):
    services, dits = fenetre()
    services.start(first=0.01, every=0.05)
    attendre(lambda: "Sauvegardé le 25/10 à 12:30" in dits.etats)
    services.stop()
    assert len(list(copies.iterdir())) == 1 and not dits.refus


def test_on_previent_au_premier_echec_puis_au_retour(db, copies, fenetre, monkeypatch):
    services, dits = fenetre()
    monkeypatch.setattr(travaux, "sauvegarder", plein)
    for _ in range(2):
        services.tick()
        services.tick()
        plus_tard(db)
    assert [refus.title for refus in dits.refus] == ["Le disque est plein."]
    assert dits.etats[-1] == "Sauvegarde manquée" and not dits.phrases
    monkeypatch.undo()
    services.tick()
    assert dits.phrases == ["La sauvegarde est de nouveau faite."]
    assert dits.etats[-1] == "Sauvegardé le 25/10 à 12:30"
    assert [row.sorte for row in lignes(db, MESSAGES)] == ["De nouveau fait", "Manqué"]
    assert lignes(db, PASSAGES)[0].essais == 3


def test_l_echec_du_meneur_se_voit_dans_chaque_fenetre(copies, fenetre, monkeypatch):
    (meneuse, _siens), (autre, dits) = fenetre(), fenetre("Luc")
    monkeypatch.setattr(travaux, "sauvegarder", plein)
    meneuse.moteur.candidat.prendre()
    autre.tick()
    assert dits.etats == ["Aucune sauvegarde encore"]
    meneuse.tick()
    autre.tick()
    assert meneuse.moteur.candidat.tient() and not autre.moteur.candidat.tient()
    assert [refus.title for refus in dits.refus] == ["Le disque est plein."]
    assert dits.etats[-1] == "Sauvegarde manquée"


def test_seuls_ceux_qui_recoivent_les_messages_sont_prevenus(db, ctx, copies, fenetre, monkeypatch):
    with db.write("Martine") as session:
        installer(session)
        profil = session.query(Profil).first().id
        for nom, recoit in (("Martine", True), ("Luc", False)):
            draft = UtilisateurDraft(
                identifiant=nom, nom=nom, profil_id=profil, messages_systeme=recoit
            )
            save_utilisateur(session, draft, ctx=ctx)
    monkeypatch.setattr(travaux, "sauvegarder", plein)
    (meneuse, siens), (autre, dits) = fenetre(), fenetre("Luc")
    meneuse.moteur.candidat.prendre()
    autre.tick()
    meneuse.tick()
    autre.tick()
    assert len(siens.refus) == 1 and not dits.refus
    assert dits.etats[-1] == "Sauvegarde manquée"


def test_un_echec_qui_ne_peut_pas_s_ecrire_se_dit_une_fois(copies, fenetre, monkeypatch):
    services, dits = fenetre()
    monkeypatch.setattr(travaux, "sauvegarder", plein)
    monkeypatch.setattr("lsc_desktop.services.services_systeme.dire_manque", plein)
    for _ in range(3):
        services.tick()
    assert [refus.title for refus in dits.refus] == ["Le disque est plein."]
    assert dits.etats[-1] == "Sauvegarde manquée"


def test_demander_deux_fois_ne_melange_pas_deux_copies(db, copies, fenetre):
    services, dits = fenetre()
    services.ask()
    services.ask()
    attendre(lambda: sum("Copie vérifiée" in phrase for phrase in dits.phrases) == 2)
    assert len(list(copies.iterdir())) == 2
    assert [row.origine for row in lignes(db, PASSAGES)] == ["Demandé", "Demandé"]


def test_demandee_avant_l_heure_elle_se_fait_quand_meme_a_l_heure(db, copies, fenetre):
    services, dits = fenetre()
    services.ask()
    attendre(lambda: dits.phrases)
    services.tick()
    assert len(list(copies.iterdir())) == 2


def test_demandee_elle_repond_toujours_et_son_message_ne_le_redit_pas(
    db, copies, fenetre, monkeypatch
):
    services, dits = fenetre()
    services.tick()
    monkeypatch.setattr(travaux, "sauvegarder", plein)
    for fois in (1, 2):
        services.ask()
        attendre(lambda fois=fois: len(dits.refus) == fois)
        for thread in services._asked:
            thread.join()
        services.tick()
    assert len(dits.refus) == 2
    assert [row.objet for row in lignes(db, MESSAGES)] == ["Le disque est plein."]


def test_une_base_hors_d_atteinte_se_dit_une_fois_puis_se_retrouve(copies, fenetre, monkeypatch):
    services, dits = fenetre()
    with monkeypatch.context() as patch, suppress(UserError):
        patch.setattr(services.moteur.candidat, "prendre", plein)
        for _ in range(3):
            services.tick()
    assert len(dits.refus) == 1
    services.tick()
    assert dits.etats[-1] == "Sauvegardé le 25/10 à 12:30" and len(dits.refus) == 1


def test_fermer_pendant_la_copie_l_arrete_et_un_autre_la_refait(db, copies, fenetre, monkeypatch):
    services, dits = fenetre()

    def attend(_db, _ctx, suivi):
        attendre(suivi.arreter)
        raise TemporaryError("La copie s'est arrêtée avec le programme.", "Plus tard.")

    with monkeypatch.context() as patch:
        patch.setattr(travaux, "sauvegarder", attend)
        services.start(first=0.01, every=0.05)
        attendre(lambda: lignes(db, PASSAGES))
        services.stop()
    (row,) = lignes(db, PASSAGES)
    assert (row.etat, row.essais) == ("Interrompu", 1)
    assert not dits.refus and not lignes(db, MESSAGES)
    suivante, _dits = fenetre()
    suivante.tick()
    (row,) = lignes(db, PASSAGES)
    assert (row.etat, row.essais) == ("Fait", 1)
