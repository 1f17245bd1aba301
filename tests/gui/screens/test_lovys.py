"""Lovys à l'écran : demander, lire le compte rendu, régler le compte."""

from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication

from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.domain.lovys.devis import Devis
from lsc_desktop.domain.lovys.reglages import ADRESSE
from lsc_desktop.domain.partenaires.envois import BOGUE, DOUTE, EN_PANNE, Sort
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.lovys.reglages import load_reglage_lovys
from lsc_desktop.services.lovys.devis import noter_devis
from lsc_desktop.services.lovys.reglages import mot_de_passe_de
from lsc_desktop.storage.models import DevisLovys, EnvoiPartenaire, ReglageLovys
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.gui.screens.atelier import champ, lignes, tape
from tests.lovys import un_abonnement, un_occupe, une_demande

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
LIEN = "https://app.lovys.com/devis/1"


@pytest.fixture(autouse=True)
def coffre():
    with coffre_en_memoire() as there:
        yield there


@pytest.fixture
def demandes(db, ctx, agence, cle_du_store) -> list[int]:
    """Trois devis : un reçu, un en panne, un que son lot empêche. Leurs ids."""
    ecrire(db, un_abonnement, ctx)
    who = [ecrire(db, un_occupe, agence, **over) for over in ({}, {}, {"nb_pieces": None})]
    ecrire(db, une_demande, ctx, locataires=who)
    with db.write() as session:
        good, bad, _bare = session.query(DevisLovys).order_by(DevisLovys.id)
        noter_devis(session, good.id, Devis(Decimal("19.40"), "mensuel", LIEN), ctx=ctx)
        session.get_one(EnvoiPartenaire, good.envoi_id).etat = "envoye"
        sort = Sort(EN_PANNE, BOGUE, "Lovys répond un montant imprévu.", "Envoyez le journal.")
        row = session.get_one(EnvoiPartenaire, bad.envoi_id)
        row.etat, row.motif, row.message, row.conseil = (
            sort.etat, sort.motif, sort.message, sort.conseil,
        )  # fmt: skip
        return [one.id for one in session.query(DevisLovys).order_by(DevisLovys.id)]


def commande(form, texte):
    (found,) = [c for c in form.declared.commands if c.text.replace("&", "") == texte]
    run_command(form, found)


# --- Demander -----------------------------------------------------------------------------------


@pytest.mark.parametrize("liste", ["locataires.liste", "mandats.liste"])
def test_la_demande_s_ouvre_sur_la_selection(atelier, agence, liste):
    view = atelier.liste(liste)
    atelier.lance(view, "Demande de devis Lovys")  # sans sélection : rien à demander
    assert atelier.shell.ouverts == []
    view.table.selectRow(0)
    atelier.lance(view, "Demande de devis Lovys")
    key, _id, where = atelier.shell.ouverts[-1]
    assert key == "lovys.demande"
    assert where == {liste.split(".")[0]: (view.loader.model.row(0).id,)}


def test_la_demande_montre_ce_qui_manque_puis_part(atelier, db, ctx, agence, cle_du_store):
    ecrire(db, un_abonnement, ctx)
    who = [ecrire(db, un_occupe, agence), ecrire(db, un_occupe, agence, surface=None)]
    form = atelier.fiche("lovys.demande", locataires=who)
    model = champ(form, "lignes").model()
    shown = [[model.index(row, col).data() for col in range(1, 8)] for row in range(2)]
    assert shown[0][3:6] == ["95,00", "5", "40,00"]
    assert shown[1][2] == "Il manque la surface totale."
    assert "1 devis à demander ; 1 lot incomplet" in champ(form, "texte").text()
    assert champ(form, "formule").count() == 3
    assert form.validate(), form.binding.problems
    (row,) = [one for one in lire(db, lambda s: s.query(DevisLovys).all()) if one.envoi_id]
    key, _id, where = atelier.shell.ouverts[-1]
    assert (key, where) == ("lovys.devis", {"groupe": (row.groupe,)})
    assert atelier.shell.services == [("envoyer_aux_partenaires", {"ids": (row.envoi_id,)})]


def test_un_second_devis_le_meme_jour_pose_la_question(
    atelier, db, ctx, agence, cle_du_store, monkeypatch
):
    ecrire(db, un_abonnement, ctx)
    who = [ecrire(db, un_occupe, agence)]
    ecrire(db, une_demande, ctx, locataires=who)
    asked: list[str] = []
    monkeypatch.setattr(atelier.shell, "ask", lambda question, *_more: asked.append(question))
    form = atelier.fiche("lovys.demande", locataires=who)
    assert not form.validate()
    assert "déjà demandé aujourd'hui" in asked[0]
    assert lire(db, lambda s: s.query(DevisLovys).count()) == 1
    assert atelier.shell.services == []


def test_sans_abonnement_la_demande_se_refuse(atelier, db, agence):
    who = [ecrire(db, un_occupe, agence)]
    form = atelier.fiche("lovys.demande", locataires=who)
    assert not form.validate()
    assert lire(db, lambda s: s.query(DevisLovys).count()) == 0


# --- Compte rendu -------------------------------------------------------------------------------


def test_le_compte_rendu_dit_montant_et_lien_ou_l_erreur_en_rouge(atelier, demandes):
    view = atelier.liste("lovys.devis")
    names = [column.name for column in SCREENS["lovys.devis"].columns]
    shown = {line[names.index("etat")]: line for line in lignes(view)}
    assert set(shown) == {"Devis reçu", "En panne", "Non demandé"}
    place = names.index("erreur")
    assert shown["Devis reçu"][3:7] == ["19,40", "par mois", "", LIEN]
    assert shown["En panne"][place] == "Lovys répond un montant imprévu."
    assert shown["Non demandé"][place] == "Il manque le nombre de pièces."
    model = view.table.model()
    inks = {model.cell(rank, place).text: model.cell(rank, place).ink for rank in range(3)}
    assert inks["Il manque le nombre de pièces."] == "error"


def choisir(view, devis_id):
    view.table.selectRow(view.table.model().place_of(devis_id))


def test_le_devis_s_ouvre_dans_le_navigateur_s_il_mene_chez_lovys(
    atelier, db, demandes, monkeypatch
):
    opened = []
    monkeypatch.setattr(dialogs, "browse", opened.append)
    view = atelier.liste("lovys.devis")
    choisir(view, demandes[0])
    atelier.lance(view, "Ouvrir le devis")
    assert opened == [LIEN]
    atelier.lance(view, "Copier le lien")
    assert QGuiApplication.clipboard().text() == LIEN
    with db.write() as session:
        session.get_one(DevisLovys, demandes[0]).lien = "https://pirate.fr/1"
    with pytest.raises(UserError, match="n'est pas ouvert"):
        SCREENS["lovys.devis"].commands[0].run(
            atelier.shell, [view.table.model().row(view.table.model().place_of(demandes[0]))]
        )
    assert opened == [LIEN]


def test_un_poste_sans_navigateur_le_dit(monkeypatch):
    monkeypatch.setattr(dialogs.QDesktopServices, "openUrl", lambda _url: False)
    with pytest.raises(TemporaryError, match="navigateur"):
        dialogs.browse(LIEN)


def test_reessayer_ne_prend_que_ceux_qui_ont_manque(atelier, db, demandes):
    view = atelier.liste("lovys.devis")
    view.table.selectAll()
    atelier.lance(view, "Réessayer")
    bad = lire(db, lambda s: s.get_one(DevisLovys, demandes[1]).envoi_id)
    assert atelier.shell.services == [("envoyer_aux_partenaires", {"ids": (bad,)})]
    assert lire(db, lambda s: s.get_one(EnvoiPartenaire, bad).etat) == "a_envoyer"


def test_reessayer_un_devis_peut_etre_arrive_se_demande(atelier, db, demandes):
    with db.write() as session:
        row = session.get_one(EnvoiPartenaire, session.get_one(DevisLovys, demandes[1]).envoi_id)
        row.motif = DOUTE
    view = atelier.liste("lovys.devis")
    choisir(view, demandes[1])
    atelier.shell.reponse = False
    atelier.lance(view, "Réessayer")
    assert "peut en faire un second" in atelier.shell.questions[-1]
    assert atelier.shell.services == []
    atelier.shell.reponse = True
    atelier.lance(view, "Réessayer")
    assert len(atelier.shell.services) == 1


def test_la_boite_d_envoi_mene_au_devis(atelier, demandes):
    view = atelier.liste("partenaires.envois")
    view.table.selectRow(0)
    atelier.lance(view, "Ouvrir l'objet")
    key, id, where = atelier.shell.ouverts[-1]
    assert (key, id) == ("lovys.devis", None) and where["ids"][0] in demandes


# --- Configuration ------------------------------------------------------------------------------


def test_le_compte_se_regle_et_le_mot_de_passe_va_au_coffre(atelier, db, coffre, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_secret", lambda *_a, **_m: "m0t-de-passe-42")
    form = atelier.fiche("lovys.reglage", 1)
    assert champ(form, "url").text() == champ(form, "url_defaut").text() == ADRESSE
    tape(form, "login", "agence-crypto")
    commande(form, "Mot de passe…")
    assert champ(form, "secret_dit").text() == "Au coffre de ce poste"
    assert mot_de_passe_de("agence-crypto", ADRESSE) == "m0t-de-passe-42"
    assert list(coffre.garde) == [("LSC Desktop", "lovys-agence-crypto@api.lovys.com")]
    row = lire(db, lambda s: s.get_one(ReglageLovys, 1))
    assert (row.login, row.url) == ("agence-crypto", ADRESSE)
    commande(form, "Tester la connexion")
    assert atelier.shell.services == [("tester_partenaire", {"code": "lovys"})]


def test_l_url_changee_par_megarde_se_retablit(atelier, db):
    form = atelier.fiche("lovys.reglage", 1)
    tape(form, "url", "http://ailleurs")
    assert not form.validate() and "url" in form.binding.problems
    commande(form, "Rétablir l'URL")
    assert champ(form, "url").text() == ADRESSE
    assert form.validate(), form.binding.problems
    assert lire(db, load_reglage_lovys).url == ADRESSE


def test_la_fiche_dit_qu_elle_n_a_jamais_ete_verifiee(atelier):
    form = atelier.fiche("lovys.reglage", 1)
    assert "Jamais vérifié avec le service réel" in SCREENS["lovys.reglage"].warnings(form.draft)[0]
