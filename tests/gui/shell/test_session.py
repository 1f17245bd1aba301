"""La session : entrer, se verrouiller, revenir ; et ce qu'un profil n'ouvre pas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.utilisateurs import Seance
from lsc_desktop.gui.kit import passwords
from lsc_desktop.gui.kit.passwords import CAPITALES, NewPassword, SecretEdit, suggestion
from lsc_desktop.gui.kit.prefs import Prefs
from lsc_desktop.gui.shell import login
from lsc_desktop.gui.shell.lock import TITRE
from lsc_desktop.gui.shell.login import LoginDialog
from lsc_desktop.gui.shell.window import RIGHTS
from tests.gui.exemple import une_liste

MOT = "trois petits chats"


class Portier:
    """Connaît Martine, et Paul dont le mot de passe est à changer."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, str, str]] = []

    def enter(self, identifiant, mot):
        if identifiant not in ("martine", "paul") or mot != MOT:
            raise UserError("Identifiant ou mot de passe incorrect.", "Attendez une minute.")
        return Seance(identifiant.capitalize(), 1, identifiant), identifiant == "paul"

    def change(self, seance, ancien, nouveau):
        self.changes.append((seance.nom, ancien, nouveau))


@pytest.fixture
def boite(qtbot, tmp_path):
    def ouvrir(prefs=None):
        dialog = LoginDialog(Portier(), prefs or Prefs(tmp_path / "poste.json"))
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return ouvrir


def taper(widget, text):
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


# --- Entrer -------------------------------------------------------------------------------------


def test_entree_avance_puis_valide(boite):
    dialog = boite()
    taper(dialog.fields["identifiant"], "martine")
    assert dialog.focusWidget() is dialog.fields["mot"]
    taper(dialog.fields["mot"], MOT)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.seance.nom == "Martine"


def test_un_refus_tient_en_une_phrase_et_rend_la_main(boite):
    dialog = boite()
    taper(dialog.fields["identifiant"], "martine")
    taper(dialog.fields["mot"], "faux")
    assert dialog.seance is None and dialog.isVisible()
    assert dialog.told.text().startswith("Identifiant ou mot de passe incorrect.")
    assert dialog.fields["mot"].text() == "" and dialog.focusWidget() is dialog.fields["mot"]


def test_l_identifiant_est_retenu_et_le_mot_de_passe_jamais(boite, tmp_path):
    dialog = boite()
    taper(dialog.fields["identifiant"], "martine")
    taper(dialog.fields["mot"], MOT)
    assert MOT not in (tmp_path / "poste.json").read_text(encoding="utf-8")
    again = boite(Prefs(tmp_path / "poste.json"))
    assert again.typed("identifiant") == "martine"
    assert again.focusWidget() is again.fields["mot"]


def test_un_mot_de_passe_donne_se_change_avant_d_entrer(boite, monkeypatch):
    dialog = boite()
    monkeypatch.setattr(login, "renew", lambda parent, text, save: save("", "nouveau") or True)
    taper(dialog.fields["identifiant"], "paul")
    taper(dialog.fields["mot"], MOT)
    assert dialog.seance.nom == "Paul"
    assert dialog._doorman.changes == [("Paul", MOT, "nouveau")]


def test_y_renoncer_n_ouvre_pas(boite, monkeypatch):
    dialog = boite()
    monkeypatch.setattr(login, "renew", lambda *args: False)
    taper(dialog.fields["identifiant"], "paul")
    taper(dialog.fields["mot"], MOT)
    assert dialog.seance is None and dialog.isVisible()


def test_changer_son_mot_de_passe_demande_le_sien_d_abord(boite, monkeypatch):
    dialog = boite()
    asked = []
    monkeypatch.setattr(login, "renew", lambda parent, text, save: asked.append(text) or True)
    dialog.fields["identifiant"].setText("martine")
    dialog._change()
    assert asked == [] and "actuel" in dialog.told.text()
    taper(dialog.fields["mot"], MOT)
    assert len(asked) == 1 and dialog.seance.nom == "Martine"


def test_verr_maj_se_remarque(boite):
    dialog = boite()
    QTest.keyClicks(dialog.fields["mot"], "a")
    assert dialog.told.text() != CAPITALES
    QTest.keyClick(dialog.fields["mot"], "A", Qt.KeyboardModifier.NoModifier)
    assert dialog.told.text() == CAPITALES
    QTest.keyClick(dialog.fields["mot"], "b")
    assert dialog.told.text() != CAPITALES


def test_ce_qui_est_tape_est_cache_sauf_si_on_le_montre(boite):
    field = boite().fields["mot"]
    assert isinstance(field, SecretEdit) and field.echoMode() == QLineEdit.EchoMode.Password
    field.show_text(True)
    assert field.echoMode() == QLineEdit.EchoMode.Normal


def test_un_nouveau_mot_se_tape_deux_fois_pareil(qtbot):
    saved = []
    dialog = NewPassword(None, "Titre", "Texte.", lambda old, new: saved.append((old, new)), True)
    qtbot.addWidget(dialog)
    dialog.show()
    for name, text in (("ancien", "vieux"), ("nouveau", MOT), ("encore", "autre chose")):
        dialog.fields[name].setText(text)
    dialog.enter()
    assert saved == [] and "diffèrent" in dialog.told.text()
    for name, text in (("ancien", "vieux"), ("nouveau", MOT), ("encore", MOT)):
        dialog.fields[name].setText(text)
    dialog.enter()
    assert saved == [("vieux", MOT)]


def test_le_mot_propose_convient_et_se_dicte():
    from lsc_desktop.domain.utilisateurs import refus_mot_de_passe

    words = {suggestion() for _ in range(50)}
    assert len(words) == 50
    assert {refus_mot_de_passe(word, "martine", "Martine") for word in words} == {""}


def test_donner_un_mot_de_passe_montre_ce_qu_il_faut_dire(qtbot):
    given = []
    dialog = passwords.give_password("Paul", given.append)
    qtbot.addWidget(dialog)
    dialog._propose()
    shown = dialog.typed("nouveau")
    assert dialog.fields["nouveau"].echoMode() == QLineEdit.EchoMode.Normal
    dialog.enter()
    assert given == [shown]


# --- Verrouiller --------------------------------------------------------------------------------


class Garde:
    """Martine, dont le mot de passe est connu ; note ce qu'on lui demande."""

    name = "Martine"

    def __init__(self) -> None:
        self.faits: list[str] = []

    def unlock(self, mot):
        if mot != MOT:
            raise UserError("Mot de passe incorrect.", "Attendez.", "mot")
        self.faits.append("déverrouillée")

    def locked(self):
        self.faits.append("verrouillée")

    def change(self, ancien, nouveau):
        self.faits.append("changé")

    def again(self):
        self.faits.append("droits relus")


@pytest.fixture
def fenetre(ouvrir, qtbot):
    window = ouvrir()
    window.minutes = 15
    window.guard_with(Garde(), lambda: window.minutes)
    yield window
    if window.lock.on:
        deverrouiller(window)


def deverrouiller(window, mot=MOT):
    window.lock.dialog.fields["mot"].setText(mot)
    window.lock.dialog.enter()


def visibles(window) -> list[QWidget]:
    return [
        child for child in window.findChildren(QWidget) if child.isVisible() and not inside(child)
    ]


def inside(widget: QWidget) -> bool:
    """Dans la boîte du verrou elle-même."""
    return widget.window().accessibleName() == "Session verrouillée"


def test_verrouiller_cache_tout_ce_que_montrait_la_fenetre(fenetre):
    fenetre.open("tiers.liste")
    fenetre.lock.lock()
    assert visibles(fenetre) == []
    assert fenetre.windowTitle() == TITRE
    assert fenetre.lock.guard.faits == ["verrouillée"]


def test_le_bon_mot_de_passe_rend_tout_tel_quel(fenetre):
    fenetre.open("tiers.liste")
    title, shown = fenetre.windowTitle(), len(visibles(fenetre))
    fenetre.lock.lock()
    deverrouiller(fenetre)
    assert not fenetre.lock.on
    assert (fenetre.windowTitle(), len(visibles(fenetre))) == (title, shown)


def test_un_mauvais_mot_de_passe_laisse_tout_cache(fenetre):
    fenetre.lock.lock()
    deverrouiller(fenetre, "faux")
    assert fenetre.lock.on and visibles(fenetre) == []
    assert "incorrect" in fenetre.lock.dialog.told.text()


def test_ni_echap_ni_la_croix_ne_deverrouillent(fenetre):
    fenetre.lock.lock()
    dialog = fenetre.lock.dialog
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert fenetre.lock.on and dialog.isVisible() and visibles(fenetre) == []


def test_une_fenetre_detachee_et_une_boite_sont_cachees_aussi(fenetre, qtbot):
    fenetre.open("tiers.liste")
    view = fenetre.current()
    fenetre.tabs.tear_off(view)
    box = boite_de(fenetre, "Loyer de Mme Roi : 812,50 €")
    qtbot.addWidget(box)
    box.open()
    words = box.findChild(QLabel)
    fenetre.lock.lock()
    assert not view.isVisible() and not words.isVisible()
    assert box.isVisible(), "la boîte attend toujours sa réponse"
    assert box.windowTitle() == TITRE
    deverrouiller(fenetre)
    assert view.isVisible() and words.isVisible()
    box.close()


def boite_de(parent, text) -> QDialog:
    box = QDialog(parent)
    box.setWindowTitle("Confidentiel")
    page = QVBoxLayout(box)
    page.addWidget(QLabel(text))
    return box


def test_une_question_posee_pendant_le_verrou_attend_cachee(fenetre, qtbot):
    """Un traitement se termine, un autre écran répond : rien ne paraît, rien ne se perd."""
    fenetre.lock.lock()
    box = boite_de(fenetre, "Quittancer 12 lignes ?")
    qtbot.addWidget(box)
    box.open()
    qtbot.waitUntil(lambda: not box.findChild(QLabel).isVisible())
    assert fenetre.lock.dialog.isVisible()
    deverrouiller(fenetre)
    assert box.isVisible() and box.findChild(QLabel).isVisible()
    box.close()


def test_le_titre_ne_dit_rien_tant_que_c_est_verrouille(fenetre):
    fenetre.open("tiers.liste")
    fenetre.lock.lock()
    fenetre.refresh_title()
    assert fenetre.windowTitle() == TITRE


def test_quinze_minutes_sans_rien_toucher_verrouillent(fenetre):
    lock = fenetre.lock
    now = lock._clock()
    lock._clock = lambda: now + 14 * 60
    lock.look()
    assert not lock.on
    lock._clock = lambda: now + 16 * 60
    lock.look()
    assert lock.on
    lock._clock = lambda: now
    lock._read = now


def test_une_touche_repousse_le_verrouillage(fenetre):
    lock = fenetre.lock
    now = lock._clock()
    lock._follow(fenetre.windowHandle())
    lock._clock = lambda: now + 10 * 60
    QTest.keyClick(fenetre.windowHandle(), Qt.Key.Key_Shift)
    lock._clock = lambda: now + 20 * 60
    lock.look()
    assert not lock.on
    lock._read = now + 20 * 60


def test_zero_minute_ne_verrouille_jamais(fenetre):
    fenetre.minutes = 0
    lock = fenetre.lock
    now = lock._clock()
    lock._clock = lambda: now + 100 * 3600
    lock._read = now + 100 * 3600
    lock.look()
    assert not lock.on


def test_les_droits_sont_relus_chaque_minute(fenetre):
    lock = fenetre.lock
    now = lock._clock()
    lock._clock = lambda: now + 61
    lock.look()
    assert fenetre.tasks.drain()
    assert lock.guard.faits == ["droits relus"]


def test_ctrl_l_verrouille(fenetre):
    QTest.keyClick(fenetre, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert fenetre.lock.on


def test_sans_mot_de_passe_il_n_y_a_rien_a_verrouiller(ouvrir):
    window = ouvrir()
    (action,) = [a for a in window.keys.all if a.text() == "Verrouiller la session"]
    assert not action.isEnabled() and "sans mot de passe" in action.toolTip()
    window.keys.lock()
    assert window.lock is None


def test_un_autre_ne_peut_que_quitter(fenetre, monkeypatch):
    from lsc_desktop.gui.kit import dialogs

    asked = []
    monkeypatch.setattr(dialogs, "ask", lambda parent, question, *more: asked.append(question))
    fenetre.lock.lock()
    fenetre.lock.dialog.quit.click()
    assert asked == ["Quitter le programme ?"] and fenetre.lock.on
    monkeypatch.setattr(dialogs, "ask", lambda *args: True)
    fenetre.lock.dialog.quit.click()
    assert not fenetre.isVisible() and visibles(fenetre) == []
    fenetre.lock.dialog = None


# --- Ce qu'un profil n'ouvre pas ----------------------------------------------------------------


@pytest.fixture
def accueil(ouvrir):
    """Une fenêtre dont le profil n'a que les tiers."""
    screens = {
        "locataires.liste": une_liste(needs="locataires.consulter"),
        "tiers.liste": une_liste(key="tiers.liste", title="Liste Tiers", needs="tiers.consulter"),
    }
    return ouvrir(screens=screens, allows=lambda needs: needs == "tiers.consulter")


def test_une_entree_interdite_est_grisee_et_dit_pourquoi(accueil):
    (entry,) = [entry for _m, _menu, entry in accueil.entries() if entry.text == "Locataires"]
    assert "Locataires : Consulter" in accueil.why_not(entry)
    button = next(
        b for b in accueil.accordion.findChildren(QWidget) if b.accessibleName() == "Locataires"
    )
    assert not button.isEnabled() and button.hint == "réservé"
    accueil.open_entry(entry)
    assert accueil.tabs.count() == 1


def test_ouvrir_par_tout_autre_chemin_est_refuse(accueil, monkeypatch):
    """Un lien, Ctrl+K, un raccourci de l'accueil : tous passent par l'ouverture."""
    refused = []
    monkeypatch.setattr(accueil, "refuse", refused.append)
    accueil.open("locataires.liste")
    assert accueil.tabs.count() == 1
    assert str(refused[0]).startswith("Votre profil ne le permet pas.")
    accueil.open("tiers.liste")
    assert accueil.tabs.count() == 2


def test_l_accueil_ne_compte_que_ce_que_le_profil_peut_voir(accueil):
    texts = [button.text() for _number, button in accueil.home._buttons]
    assert texts == ["baux échus"]


def test_la_recherche_ne_trouve_que_ce_qu_on_peut_ouvrir(ouvrir):
    screens = {"tiers.liste": une_liste(key="tiers.liste", needs="tiers.consulter"),
               "locataires.liste": une_liste()}  # fmt: skip
    barred = ouvrir(screens=screens, allows=lambda needs: False)
    assert barred.keys._fiches("roi") == []
    granted = ouvrir(screens=screens, allows=lambda needs: True)
    assert granted.keys._fiches("roi")


def test_un_droit_change_refait_les_menus(ouvrir, qtbot):
    held = set()
    screens = {
        "locataires.liste": une_liste(needs="locataires.consulter"),
        "tiers.liste": une_liste(key="tiers.liste", needs="tiers.consulter"),
    }
    window = ouvrir(screens=screens, allows=lambda needs: needs in held)
    find = lambda: next(  # noqa: E731
        b for b in window.accordion.findChildren(QWidget) if b.accessibleName() == "Tiers"
    )
    assert not find().isEnabled()
    held.add("tiers.consulter")
    window.tables_changed(RIGHTS)
    qtbot.waitUntil(lambda: find().isEnabled())
    assert QApplication.activeModalWidget() is None
