"""Le planning à l'écran : la liste, la fiche, le réglage."""

from datetime import date, timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.envois import REFUSE
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.gui.screens.planning import fiche as ecrans
from lsc_desktop.queries.planning.rendez_vous import envois_en_attente, load_rendez_vous
from lsc_desktop.services.planning import reunions
from lsc_desktop.services.planning.rendez_vous import annuler_rendez_vous
from lsc_desktop.storage.models import EnvoiPartenaire, ReglagePlanning, RendezVous, ReunionZoom
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.gui.screens.atelier import champ, lignes, tape
from tests.planning import ELSA, un_compte_zoom, un_rendez_vous

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
LIEN = "https://us02web.zoom.us/j/81234567890?pwd=abc"


@pytest.fixture(autouse=True)
def coffre():
    with coffre_en_memoire() as there:
        yield there


@pytest.fixture(autouse=True)
def oui(monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)


@pytest.fixture
def reunion(db, ctx) -> int:
    """Un rendez-vous dont Zoom tient la réunion, et l'inscription d'Elsa."""
    ecrire(db, un_compte_zoom, ctx)
    made = ecrire(db, un_rendez_vous, ctx, inscrire=True, participants=[ELSA])
    with db.write() as session:
        row = session.scalars(select(ReunionZoom)).one()
        reunions.noter_creee(session, row.id, numero="81234567890", lien=LIEN, code="482915",
                             invitation="Texte de Zoom", ctx=ctx)  # fmt: skip
        reunions.noter_inscrits(session, row.id, [(ELSA.courriel, "r1", "https://w/1", "")],
                                ctx=ctx)  # fmt: skip
        for envoi in session.scalars(select(EnvoiPartenaire)):
            envoi.etat = "envoye"
    return made


def commande(form, texte):
    (found,) = [c for c in form.declared.commands if c.text.replace("&", "") == texte]
    run_command(form, found)


def test_le_planning_s_ouvre_sur_ce_qui_vient(atelier, db, ctx):
    for when in (date(2020, 1, 6), date(2098, 1, 6)):
        ecrire(db, un_rendez_vous, ctx, date=when, zoom=False)
    gone = ecrire(db, un_rendez_vous, ctx, date=date(2098, 1, 7), zoom=False)
    ecrire(db, annuler_rendez_vous, gone, ctx)
    (line,) = lignes(atelier.liste("planning.liste"))
    assert line[:6] == ["lun.", "06/01/2098", "14:30", "16:00", "Conseil syndical", "Martine"]


def test_les_recherches_bornent_le_jour_la_semaine_le_mois(atelier, ctx, monkeypatch):
    """Le 25/10/2021 est un lundi."""
    screen = SCREENS["planning.liste"]

    def borne(texte):
        (found,) = [c for c in screen.commands if c.text == texte]
        found.run(atelier.shell, [])
        key, _id, where = atelier.shell.ouverts[-1]
        assert key == "planning.liste" and set(where) <= set(screen.source.filters)
        return where["du"], where["au"]

    lundi = date(2021, 10, 25)
    assert borne("Aujourd'hui") == (lundi, lundi)
    assert borne("Cette semaine") == (lundi, lundi + timedelta(days=6))
    assert borne("La semaine prochaine") == (date(2021, 11, 1), date(2021, 11, 7))
    assert borne("Ce mois") == (date(2021, 10, 1), date(2021, 10, 31))
    monkeypatch.setattr(dialogs, "ask_text", lambda *_args: "11/11/2021")
    assert borne("La semaine du…") == (date(2021, 11, 8), date(2021, 11, 14))
    assert borne("Mes rendez-vous à venir") == (None, None)
    assert atelier.shell.ouverts[-1][2]["responsable"] == "Martine"


def test_un_rendez_vous_se_prend_et_part_aussitot_a_zoom(atelier, db, ctx):
    ecrire(db, un_compte_zoom, ctx)
    form = atelier.fiche("planning.fiche")
    tape(form, "titre", "Visite")
    tape(form, "heure_debut", "9h")
    tape(form, "heure_fin", "8h")
    assert not form.validate() and "heure_fin" in form.binding.problems
    tape(form, "heure_fin", "10h15")
    assert champ(form, "duree").text() == "1\u00a0h\u00a015"
    assert not champ(form, "hote").isEnabled()
    commande(form, "Créer une réunion Zoom")
    assert champ(form, "zoom").isChecked() and champ(form, "hote").isEnabled()
    assert form.validate(), form.binding.problems
    draft = lire(db, load_rendez_vous, form.id)
    assert (draft.heure_debut, draft.heure_fin, draft.zoom_etat) == ("09:00", "10:15",
                                                                     "À envoyer")  # fmt: skip
    ids = lire(db, envois_en_attente, form.id)
    assert atelier.shell.services == [("envoyer_aux_partenaires", {"ids": ids})]


def test_sans_zoom_rien_ne_part(atelier, db):
    form = atelier.fiche("planning.fiche")
    tape(form, "titre", "Visite")
    assert form.validate(), form.binding.problems
    assert atelier.shell.services == []


def test_sans_hote_la_reunion_se_refuse_a_son_champ(atelier):
    form = atelier.fiche("planning.fiche")
    tape(form, "titre", "Visite")
    commande(form, "Créer une réunion Zoom")
    assert not form.validate() and "hote" in form.binding.problems


def test_la_fiche_montre_la_reunion_et_son_invitation_se_copie(atelier, reunion):
    form = atelier.fiche("planning.fiche", reunion)
    assert champ(form, "zoom_etat").text() == "Créée"
    assert champ(form, "zoom_numero").text() == "812 3456 7890"
    shown = champ(form, "invitation")
    assert LIEN in shown.toPlainText() and shown.isReadOnly()
    model = champ(form, "participants").model()
    assert [model.index(0, column).data() for column in (1, 3, 4)] == [
        "Elsa LOCATAIRE", "Inscrit", "https://w/1",
    ]  # fmt: skip
    commande(form, "Copier l'invitation")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Conseil syndical\n") and copied.endswith("Texte de Zoom")
    assert atelier.shell.dits[-1] == "L'invitation est dans le presse-papiers."


def test_sans_reunion_il_n_y_a_rien_a_copier(atelier, db, ctx):
    made = ecrire(db, un_rendez_vous, ctx, zoom=False)
    form = atelier.fiche("planning.fiche", made)
    with pytest.raises(UserError, match="pas encore d'invitation"):
        ecrans._copier(atelier.shell, form.draft)


def test_un_refus_de_zoom_se_lit_en_tete_de_la_fiche(atelier, db, ctx):
    ecrire(db, un_compte_zoom, ctx)
    made = ecrire(db, un_rendez_vous, ctx)
    with db.write() as session:
        row = session.scalars(select(EnvoiPartenaire)).one()
        row.etat, row.message, row.conseil = REFUSE, "Hôte inconnu.", "Vérifiez-le."
    form = atelier.fiche("planning.fiche", made)
    assert champ(form, "zoom_etat").text() == "Refusé"
    assert "Zoom : Hôte inconnu. Vérifiez-le." in form.declared.warnings(form.draft)


def test_annuler_depuis_la_fiche_grise_tout_et_part_a_zoom(atelier, db, reunion):
    form = atelier.fiche("planning.fiche", reunion)
    commande(form, "Annuler le rendez-vous…")
    assert "Sa réunion Zoom s'annule aussi" in atelier.shell.questions[-1]
    assert lire(db, load_rendez_vous, reunion).etat.startswith("Annulé le")
    assert atelier.shell.services[-1][0] == "envoyer_aux_partenaires"
    again = atelier.fiche("planning.fiche", reunion)
    assert not champ(again, "zoom").isEnabled()
    with pytest.raises(UserError, match="déjà annulé"):
        ecrans._annuler(atelier.shell, again.draft)
    commande(again, "Remettre au planning")
    assert lire(db, load_rendez_vous, reunion).etat == "Prévu"


def test_annuler_et_supprimer_depuis_la_liste(atelier, db, ctx):
    made = ecrire(db, un_rendez_vous, ctx, date=date(2098, 1, 6), zoom=False)
    for texte in ("Annuler", "Supprimer"):
        view = atelier.liste("planning.liste", {"annule": None})
        view.table.selectAll()
        atelier.lance(view, texte)
    with db.read() as session:
        assert session.get(RendezVous, made) is None


def test_dupliquer_ouvre_une_fiche_neuve_avec_les_memes_participants(atelier, db, reunion):
    (found,) = [c for c in SCREENS["planning.liste"].commands if c.text == "Dupliquer"]
    with db.read() as session:
        (row,) = SCREENS["planning.liste"].source.pick(session, [reunion])
    found.run(atelier.shell, [row])
    key, id, params = atelier.shell.ouverts[-1]
    assert (key, id) == ("planning.fiche", None) and "date" not in params
    form = atelier.fiche(key, None, **params)
    assert form.draft.zoom and form.draft.zoom_lien == "" and form.draft.participants[0].lien == ""
    assert form.validate(), form.binding.problems
    with db.read() as session:
        assert len(session.scalars(select(ReunionZoom)).all()) == 2
    with pytest.raises(UserError, match="qu'un"):
        found.run(atelier.shell, [row, row])


def test_les_presences_se_demandent_de_la_fiche(atelier, reunion):
    form = atelier.fiche("planning.fiche", reunion)
    commande(form, "Présences chez Zoom…")
    assert atelier.shell.services[-1] == ("presences_zoom", {"id": reunion})
    assert lignes(atelier.liste("planning.presences", {"rendez_vous_id": reunion})) == []


def test_le_secret_va_au_coffre_et_jamais_dans_la_base(atelier, db, coffre, monkeypatch):
    form = atelier.fiche("planning.reglage", 1)
    assert "Jamais vérifié avec le service réel" in form.declared.warnings(form.draft)[0]
    assert champ(form, "secret_dit").text() == "Absent de ce poste"
    monkeypatch.setattr(dialogs, "ask_secret", lambda *_args, **_more: " sEcReT-42 ")
    commande(form, "Client Secret…")
    assert list(coffre.garde.values()) == ["sEcReT-42"]
    assert champ(form, "secret_dit").text() == "Au coffre de ce poste"
    tape(form, "compte", "aCc 42")
    assert not form.validate() and "compte" in form.binding.problems
    tape(form, "compte", "aCc42")
    assert form.validate()
    with db.read() as session:
        assert session.get_one(ReglagePlanning, 1).compte == "aCc42"
    commande(form, "Tester la connexion")
    assert atelier.shell.services[-1] == ("tester_partenaire", {"code": "zoom"})
    monkeypatch.setattr(dialogs, "ask_secret", lambda *_args, **_more: "")
    commande(form, "Client Secret…")
    assert coffre.garde == {} and "effacé" in atelier.shell.dits[-1]


def test_un_coffre_ferme_se_dit_sans_empecher_de_regler(atelier, coffre):
    coffre.ferme = True
    form = atelier.fiche("planning.reglage", 1)
    assert "pas accessible" in champ(form, "secret_dit").text()
    assert champ(form, "permissions").model().rowCount() >= 18
