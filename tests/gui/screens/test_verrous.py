"""Une fiche ouverte ailleurs se lit, se voit, se reprend ; et rien n'y perd sa frappe."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from shiboken6 import delete, isValid
from sqlalchemy import event, select, update

from lsc_desktop.app.assembly import assemble
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.verrous import BATTEMENT
from lsc_desktop.gui.kit import dialogs, locks
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.locks import Locks
from lsc_desktop.gui.kit.tasks import Tasks
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.tiers import load_tiers
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.storage.models import Tiers, Verrou
from tests.gui.exemple import ShellEspion
from tests.gui.screens.atelier import tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@dataclass
class Poste:
    """Une fenêtre : son utilisateur, ses verrous, ses fiches."""

    db: Any
    shell: ShellEspion
    locks: Locks
    tasks: Tasks
    fiches: list[FormView]

    def ouvre(self, id: int, key: str = "tiers.fiche", **more: Any) -> FormView:
        fiche = FormView(
            SCREENS[key], self.shell, self.db, id, tasks=self.tasks, locks=self.locks, **more
        )
        self.fiches.append(fiche)
        fiche.resize(1000, 600)
        fiche.show()
        self.attend()
        return fiche

    def attend(self) -> None:
        assert self.locks.tasks.drain()

    def bat(self) -> None:
        self.locks.beat()
        self.attend()

    def ferme(self, fiche: FormView) -> None:
        fiche.press_cancel()
        delete(fiche)
        self.attend()


@pytest.fixture
def poste(qtbot, db, ctx, tmp_path, monkeypatch):
    """`poste(qui)` : une fenêtre de plus sur la même base."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setattr(locks, "PATIENCE", 60)  # la base, si lente soit-elle, a le temps d'écrire
    made: list[Poste] = []

    def ouvrir(qui: str) -> Poste:
        now = datetime.now()
        own = replace(
            ctx, utilisateur=qui, seance=f"{qui}-{len(made)}", poste=f"POSTE-{qui}", maintenant=now
        )
        shell = ShellEspion(own, db)
        made.append(Poste(db, shell, Locks(db, shell.contexte), Tasks(), []))
        return made[-1]

    yield ouvrir
    for one in made:
        for fiche in one.fiches:
            if isValid(fiche):
                delete(fiche)
        one.locks.close()
        one.tasks.close()


def tenants(db) -> list[str]:
    with db.read() as session:
        return sorted(session.scalars(select(Verrou.qui)))


def vieillir(db, minutes: int = 5) -> None:
    with db.write() as session:
        for verrou in session.scalars(select(Verrou)):
            seen = verrou.vu_le - timedelta(minutes=minutes)
            session.execute(update(Verrou).where(Verrou.id == verrou.id).values(vu_le=seen))


def bandeau(fiche: FormView) -> tuple[str, list[str]]:
    lock = fiche.lock
    buttons = [b.text() for b in (lock.edit, lock.take_over, lock.refresh) if b.isVisible()]
    text = " ".join(lock.banner.sentences)
    assert lock.banner.isVisible() == bool(text)
    return text, buttons if text else []


def test_la_seconde_fenetre_ouvre_en_lecture_et_dit_pourquoi(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    heures = {f"{datetime.now():%H:}"}
    fiche = martine.ouvre(agence.tiers)
    heures.add(f"{datetime.now():%H:}")  # deux, si l'heure a sonné entre-temps
    assert not fiche.read_only and bandeau(fiche) == ("", [])
    autre = luc.ouvre(agence.tiers)
    text, buttons = bandeau(autre)
    assert text.startswith(
        tuple(f"Ouverte par Martine (poste POSTE-Martine) depuis {heure}" for heure in heures)
    )
    assert buttons == ["Reprendre la main", "Actualiser"]
    assert autre.read_only and not autre.header.accept.isVisible()
    assert autre.body.findChild(type(autre.binding.widgets["nom"]), "nom").isReadOnly()
    assert tenants(db) == ["Martine"]


def test_quand_l_autre_ferme_le_bandeau_offre_de_modifier(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    fiche, autre = martine.ouvre(agence.tiers), luc.ouvre(agence.tiers)
    tape(fiche, "ville", "METZ")
    assert fiche.validate()
    martine.ferme(fiche)
    assert tenants(db) == []
    luc.bat()
    text, buttons = bandeau(autre)
    assert text.startswith("Libre") and buttons == ["Modifier"]
    autre.lock.edit.click()
    luc.attend()
    assert not autre.read_only and bandeau(autre) == ("", [])
    assert autre.draft.ville == "METZ" and tenants(db) == ["Luc"]
    assert autre.header.accept.isVisible()


def test_actualiser_relit_la_fiche_sans_la_prendre(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    fiche, autre = martine.ouvre(agence.tiers), luc.ouvre(agence.tiers)
    tape(fiche, "ville", "METZ")
    fiche.press_save()
    autre.lock.refresh.click()
    luc.attend()
    assert autre.draft.ville == "METZ" and autre.read_only and tenants(db) == ["Martine"]


def test_un_verrou_expire_se_reprend_sans_question(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    martine.ouvre(agence.tiers)
    autre = luc.ouvre(agence.tiers)
    vieillir(db)
    luc.bat()
    text, buttons = bandeau(autre)
    assert "sans signe de vie depuis" in text and "Reprendre la main" in buttons
    autre.lock.take_over.click()
    luc.attend()
    assert luc.shell.questions == [] and not autre.read_only and tenants(db) == ["Luc"]


def test_ouvrir_une_fiche_dont_le_verrou_a_expire_la_prend(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    martine.ouvre(agence.tiers)
    vieillir(db)
    assert not luc.ouvre(agence.tiers).read_only
    assert tenants(db) == ["Luc"]


def test_reprendre_a_quelqu_un_de_vivant_se_confirme(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    martine.ouvre(agence.tiers)
    autre = luc.ouvre(agence.tiers)
    luc.shell.reponse = False
    autre.lock.take_over.click()
    luc.attend()
    assert "Reprendre la main ?" in luc.shell.questions[0]
    assert autre.read_only and tenants(db) == ["Martine"]
    luc.shell.reponse = True
    autre.lock.take_over.click()
    luc.attend()
    assert not autre.read_only and tenants(db) == ["Luc"]


def test_a_qui_l_on_reprend_la_main_garde_sa_frappe_et_l_apprend(poste, agence, db, monkeypatch):
    martine, luc = poste("Martine"), poste("Luc")
    fiche = martine.ouvre(agence.tiers)
    tape(fiche, "ville", "METZ")
    autre = luc.ouvre(agence.tiers)
    autre.lock.take_over.click()
    luc.attend()
    martine.bat()
    text, buttons = bandeau(fiche)
    assert text.startswith("Luc a repris la main à ") and "Votre saisie est gardée" in text
    assert buttons == [] and not fiche.read_only and fiche.draft.ville == "METZ"
    tape(autre, "ville", "PARIS")
    assert autre.validate()
    seen = []
    monkeypatch.setattr(dialogs.Sheet, "exec", lambda sheet: seen.append(sheet) or 0)
    assert not fiche.validate(), "la version protège : rien n'est écrasé"
    assert seen[0].accessibleName().startswith("Cette fiche a été modifiée par Luc à ")
    with db.read() as session:
        assert session.get(Tiers, agence.tiers).ville == "PARIS"
    assert fiche.draft.ville == "METZ"


def test_a_qui_l_on_reprend_la_main_sans_avoir_tape_ne_fait_plus_que_lire(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    fiche, autre = martine.ouvre(agence.tiers), luc.ouvre(agence.tiers)
    autre.lock.take_over.click()
    luc.attend()
    martine.bat()
    assert fiche.read_only and bandeau(fiche)[0].startswith("Ouverte par Luc")
    martine.ferme(fiche)
    assert tenants(db) == ["Luc"], "ce n'est plus à elle de le rendre"


def test_qui_rend_sa_frappe_apres_avoir_perdu_la_main_attend_comme_les_autres(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    fiche, autre = martine.ouvre(agence.tiers), luc.ouvre(agence.tiers)
    ville = fiche.draft.ville
    tape(fiche, "ville", "METZ")
    autre.lock.take_over.click()
    luc.attend()
    martine.bat()
    tape(fiche, "ville", ville)
    martine.bat()
    assert fiche.read_only and bandeau(fiche)[0].startswith("Ouverte par Luc")
    luc.ferme(autre)
    martine.bat()
    fiche.lock.edit.click()
    martine.attend()
    assert not fiche.read_only and tenants(db) == ["Martine"]


def test_deux_fenetres_du_meme_utilisateur_se_voient(poste, agence):
    une, autre = poste("Martine"), poste("Martine")
    une.ouvre(agence.tiers)
    assert "vous-même, dans une autre fenêtre" in bandeau(autre.ouvre(agence.tiers))[0]


def test_deux_onglets_d_une_fenetre_ne_se_genent_pas_et_rendent_une_fois(poste, agence, db):
    martine = poste("Martine")
    une, deux = martine.ouvre(agence.tiers), martine.ouvre(agence.tiers)
    assert not une.read_only and not deux.read_only
    martine.ferme(une)
    assert tenants(db) == ["Martine"]
    martine.ferme(deux)
    assert tenants(db) == []


def test_suivant_rend_une_fiche_et_prend_l_autre(poste, agence, db):
    martine = poste("Martine")
    ids = (agence.tiers, agence.proprietaire)
    fiche = martine.ouvre(ids[0], siblings=ids)
    fiche.go(1)
    martine.attend()
    with db.read() as session:
        assert list(session.scalars(select(Verrou.fiche_id))) == [ids[1]]


def test_la_fenetre_qui_se_ferme_rend_tout_celle_qu_on_tue_expire(poste, agence, db):
    martine, luc = poste("Martine"), poste("Luc")
    martine.ouvre(agence.tiers)
    martine.ouvre(agence.proprietaire)
    assert len(tenants(db)) == 2
    martine.locks.close()
    assert tenants(db) == []
    luc.ouvre(agence.tiers)
    vieillir(db)
    assert not poste("Paul").ouvre(agence.tiers).read_only


def test_un_verrou_efface_ou_expire_chez_soi_se_reprend_au_battement(poste, agence, db):
    martine = poste("Martine")
    fiche = martine.ouvre(agence.tiers)
    vieillir(db)
    martine.bat()
    with db.write() as session:
        session.delete(session.scalars(select(Verrou)).one())
    martine.bat()
    assert tenants(db) == ["Martine"] and not fiche.read_only


def test_un_seul_battement_et_une_seule_instruction_pour_toutes_les_fiches(poste, agence, db):
    martine = poste("Martine")
    assert not martine.locks.timer.isActive()
    for id in (agence.tiers, agence.proprietaire):
        martine.ouvre(id)
    assert martine.locks.timer.isActive() and martine.locks.timer.interval() == BATTEMENT * 1000
    said = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    martine.bat()
    assert [s.split()[0] for s in said if not s.startswith(("BEGIN", "PRAGMA"))] == ["UPDATE"]


def test_une_base_qui_refuse_les_verrous_n_empeche_ni_d_ouvrir_ni_d_enregistrer(
    poste, agence, db, monkeypatch, caplog
):
    def refuser(*_args, **_named):
        raise RuntimeError("plus de place")

    monkeypatch.setattr("lsc_desktop.gui.kit.locks.prendre", refuser)
    monkeypatch.setattr("lsc_desktop.gui.kit.locks.battre", refuser)
    martine = poste("Martine")
    fiche = martine.ouvre(agence.tiers)
    martine.bat()
    tape(fiche, "ville", "METZ")
    assert fiche.validate() and "verrou non écrit" in caplog.text


def test_un_verrou_ne_change_ni_la_version_ni_n_empeche_un_autre_d_ecrire(poste, agence, db, ctx):
    martine = poste("Martine")
    fiche = martine.ouvre(agence.tiers)
    with db.write("Luc") as session:
        draft = load_tiers(session, agence.tiers)
        assert draft.version == fiche.draft.version
        draft.ville = "PARIS"
        save_tiers(session, draft, ctx=ctx)


def test_ouvrir_en_lecture_ne_prend_rien(poste, agence, db):
    martine = poste("Martine")
    fiche = martine.ouvre(agence.tiers, read_only=True)
    assert bandeau(fiche) == ("", []) and tenants(db) == []


def test_les_vraies_fenetres_prennent_et_rendent(qtbot, agence, db, tmp_path, monkeypatch):
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setattr(locks, "PATIENCE", 60)
    fenetres = [assemble(db, Settings("", qui)) for qui in ("Martine", "Luc")]
    for fenetre in fenetres:
        qtbot.addWidget(fenetre)
        fenetre.show()
        fenetre.open("tiers.fiche", agence.tiers)
        assert fenetre.opener.locks().tasks.drain()
    martine, luc = (next(v for v in f.tabs.views() if isinstance(v, FormView)) for f in fenetres)
    assert not martine.read_only and luc.read_only
    assert tenants(db) == ["Martine"]
    assert fenetres[0].close() and tenants(db) == []
    assert fenetres[1].close()
