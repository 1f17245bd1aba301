"""Une journée de Paul à l'accueil, puis de Martine : du mot de passe à la dernière ligne."""

from datetime import datetime

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QLineEdit, QWidget
from sqlalchemy import select

from lsc_desktop.app.assembly import assemble
from lsc_desktop.app.portier import Garde, Portier, install_profiles
from lsc_desktop.app.start import welcome
from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.settings import Settings
from lsc_desktop.domain.utilisateurs import UtilisateurDraft
from lsc_desktop.gui.kit.forms import FormView
from lsc_desktop.gui.kit.lists import ListView
from lsc_desktop.queries.tiers import load_tiers
from lsc_desktop.queries.utilisateurs import load_utilisateur
from lsc_desktop.services import motdepasse
from lsc_desktop.services.tiers import save_tiers
from lsc_desktop.services.utilisateurs import donner_mot_de_passe, save_utilisateur
from lsc_desktop.storage.models import Connexion, Historique, Profil, Tiers
from tests.agence import une_agence

MARTINE, PAUL = "trois petits chats", "six belles oranges"
IBAN, MASQUE = "FR7630006000011234567890189", "FR76 •••• •••• 0189"


@pytest.fixture
def agence(db, tmp_path, monkeypatch):
    """Martine administre, Paul est à l'accueil ; LEPITRE Abel a un IBAN."""
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(motdepasse, "_hacheur", lambda: quick)
    motdepasse._leurre.cache_clear()
    install_profiles(db, "Martine")
    ctx = Contexte("Martine", datetime.now(), datetime.now().date())
    with db.write("Martine") as session:
        ids = une_agence(session)
        profils = {profil.nom: profil.id for profil in session.scalars(select(Profil))}
        for nom, profil, mot in (
            ("Martine", "Administrateur", MARTINE),
            ("Paul", "Accueil", PAUL),
        ):
            draft = UtilisateurDraft(identifiant=nom, nom=nom, profil_id=profils[profil])
            user = save_utilisateur(session, draft, ctx=ctx)
            donner_mot_de_passe(session, user, mot, ctx=ctx)
        session.get_one(Tiers, ids.proprietaire).iban = IBAN
    yield ids
    motdepasse._leurre.cache_clear()


@pytest.fixture
def ouvrir(db, agence, qtbot):
    """La fenêtre de cet utilisateur, comme s'il venait de taper son mot de passe."""

    def go(identifiant, mot):
        portier = Portier(db, "PC1")
        seance, _change = portier.enter(identifiant, mot)
        window = assemble(db, Settings(str(db.url), "session windows"), Garde(portier, seance))
        qtbot.addWidget(window, before_close_func=oublier)
        window.show()
        return window

    return go


def oublier(window):
    """Fermer ne doit rien demander : personne n'est là pour répondre."""
    for form in window.opener.unsaved():
        form.remember()


def ouverte(window, key, id=None, **params):
    window.open(key, id, **params)
    assert window.tasks.drain()
    return window.current()


def refus(window, monkeypatch):
    said = []
    monkeypatch.setattr(window, "refuse", said.append)
    return said


def test_paul_lit_un_tiers_sans_son_iban_et_n_y_change_rien(ouvrir, agence, db, monkeypatch):
    window = ouvrir("paul", PAUL)
    said = refus(window, monkeypatch)
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    assert isinstance(form, FormView) and form.read_only
    assert form.body.findChild(QLineEdit, "iban").text() == MASQUE
    assert not form.validate()
    for key in ("regularisations.liste", "comptes.liste", "configuration.fiche", "profils.liste"):
        window.open(key, 1 if key.endswith("fiche") else None)
    window.open("tiers.fiche")
    assert {error.title for error in said} == {"Votre profil ne le permet pas."}
    assert len(said) == 5


def test_paul_n_a_aucune_ligne_de_l_historique_de_l_iban(ouvrir, agence, db, monkeypatch):
    said = refus(window := ouvrir("paul", PAUL), monkeypatch)
    window.open("historique.liste")
    assert len(said) == 1
    with db.read() as session:
        searched = session.scalars(select(Historique.recherche)).all()
    assert not [text for text in searched if "0189" in text or IBAN.lower() in text]


def test_qui_modifie_un_tiers_sans_voir_son_iban_ne_l_efface_pas(ouvrir, agence, db):
    """Un profil peut modifier les tiers sans lire les IBAN : la vraie valeur demeure."""
    window = ouvrir("paul", PAUL)
    window.allows = lambda needs: needs != "tiers.iban"
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    assert not form.read_only
    town = form.body.findChild(QLineEdit, "ville")
    town.setFocus()
    town.setText("METZ")
    town.textEdited.emit("METZ")
    assert form.validate()
    with db.read() as session:
        kept = session.get_one(Tiers, agence.proprietaire)
        assert (kept.ville, kept.iban) == ("METZ", IBAN)


def test_martine_voit_l_iban_et_son_historique_masque_pour_d_autres(ouvrir, agence, db, ctx):
    with db.write("Martine") as session:
        draft = load_tiers(session, agence.proprietaire)
        draft.iban = "FR7610107001011234567890129"
        save_tiers(session, draft, ctx=ctx)
    window = ouvrir("martine", MARTINE)
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    assert form.body.findChild(QLineEdit, "iban").text().endswith("0129")
    form.header.history.click()
    assert window.tasks.drain()
    shown = [row.apres for row in lignes(window)]
    assert "FR7610107001011234567890129" in shown
    window.allows = lambda needs: needs != "tiers.iban"
    ouverte(window, "historique.liste")
    shown = [row.apres for row in lignes(window)]
    assert "FR76 •••• •••• 0129" in shown
    assert not [text for text in shown if "1234567890" in text]


def lignes(window):
    view = window.current()
    assert isinstance(view, ListView)
    return view.loader.read(lambda session: list(view.choice().rows(session)))


def test_l_historique_est_signe_du_nom_de_l_utilisateur(ouvrir, agence, db):
    window = ouvrir("martine", MARTINE)
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    town = form.body.findChild(QLineEdit, "ville")
    town.setFocus()
    town.setText("TOUL")
    town.textEdited.emit("TOUL")
    assert form.validate()
    with db.read() as session:
        last = session.scalars(select(Historique).order_by(Historique.id.desc())).first()
    assert (last.qui, last.champ, last.apres) == ("Martine", "ville", "TOUL")


def test_verrouiller_garde_la_saisie_et_seul_le_titulaire_revient(ouvrir, agence, db):
    window = ouvrir("martine", MARTINE)
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    town = form.body.findChild(QLineEdit, "ville")
    town.setFocus()
    town.setText("ÉPINAL")
    town.textEdited.emit("ÉPINAL")
    window.lock.lock()
    assert not form.isVisible() and form.modified()
    for mot in (PAUL, "n'importe quoi"):
        window.lock.dialog.fields["mot"].setText(mot)
        window.lock.dialog.enter()
        assert window.lock.on
    window.lock.dialog.fields["mot"].setText(MARTINE)
    window.lock.dialog.enter()
    assert form.isVisible() and form.draft.ville == "ÉPINAL"
    with db.read() as session:
        facts = session.scalars(select(Connexion.fait).order_by(Connexion.id)).all()
    assert facts[-4:] == ["verrouillage", "echec", "echec", "deverrouillage"]


def test_quitter_depuis_le_verrou_garde_la_saisie_du_titulaire(ouvrir, agence, monkeypatch):
    from lsc_desktop.gui.kit import dialogs

    said = []
    monkeypatch.setattr(
        dialogs, "ask", lambda parent, text, accept, more: said.append(more) or True
    )
    window = ouvrir("martine", MARTINE)
    form = ouverte(window, "tiers.fiche", agence.proprietaire)
    town = form.body.findChild(QLineEdit, "ville")
    town.setFocus()
    town.setText("ÉPINAL")
    town.textEdited.emit("ÉPINAL")
    path = form.file.path
    window.lock.lock()
    window.lock.dialog.quit.click()
    assert said == [["1 saisie : gardée pour la prochaine ouverture."]]
    assert not window.isVisible() and "PINAL" in path.read_text(encoding="utf-8")
    path.unlink()


def test_un_droit_retire_vaut_aussitot(ouvrir, agence, db, ctx, monkeypatch):
    window = ouvrir("paul", PAUL)
    said = refus(window, monkeypatch)
    with db.write("Martine") as session:
        profil = session.scalars(select(Profil).where(Profil.nom == "Accueil")).one()
        profil.actif = False
    window.open("tiers.liste")
    assert len(said) == 1 and window.tabs.count() == 1


def test_un_compte_desactive_d_un_autre_poste_perd_ses_droits(ouvrir, agence, db):
    window = ouvrir("paul", PAUL)
    with db.write("Martine") as session:
        paul = load_utilisateur(session, 2)
        assert paul.nom == "Paul"
    db.engine.dispose()
    with db.engine.begin() as link:  # un autre processus : rien n'en prévient celui-ci
        from sqlalchemy import text

        link.execute(text("UPDATE utilisateur SET actif = false WHERE nom = 'Paul'"))
    assert window.allows("tiers.consulter")
    window.lock.guard.again()
    assert not window.allows("tiers.consulter")


def test_une_agence_sans_mot_de_passe_ouvre_sous_le_nom_de_la_session(
    db, tmp_path, qapp, monkeypatch
):
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    garde = welcome(db, Settings(str(db.url), "Jeanne"), qapp)
    assert (garde.name, garde.seance.droits, garde.by_password) == ("Jeanne", None, False)
    garde.left()
    with db.read() as session:
        assert session.scalars(select(Connexion)).all() == []


def test_le_bon_mot_de_passe_n_entre_pas_pendant_le_blocage(db, agence):
    portier = Portier(db, "PC1")
    for _essai in range(5):
        with pytest.raises(UserError):
            portier.enter("paul", "faux faux faux")
    with pytest.raises(UserError):
        Portier(db, "PC2").enter("paul", PAUL)
    assert portier.enter("martine", MARTINE)[0].nom == "Martine"


def test_rien_de_secret_ne_parait_dans_l_ecran_de_l_utilisateur(ouvrir, agence):
    window = ouvrir("martine", MARTINE)
    form = ouverte(window, "utilisateurs.fiche", 2)
    shown = [field.text() for field in form.body.findChildren(QLineEdit)]
    assert not [text for text in shown if "argon2" in text]
    assert form.body.findChild(QWidget, "mot_de_passe") is None
