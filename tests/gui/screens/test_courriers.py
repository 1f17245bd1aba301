"""Écrire un courrier à l'écran : au clavier, avec ses variables ; puis à plusieurs."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import func, select

from lsc_desktop.domain.classeurs import ModeleDraft
from lsc_desktop.gui.kit import dialogs, durable
from lsc_desktop.gui.kit.dialogs import Sheet
from lsc_desktop.gui.kit.form_work import keep_draft, run_command
from lsc_desktop.gui.kit.screens import Batch
from lsc_desktop.queries.evenements import fichier, load_evenement
from lsc_desktop.queries.publipostages.fiche import load_publipostage
from lsc_desktop.services.classeurs import save_modele
from lsc_desktop.services.evenements import creer_evenement, save_evenement
from lsc_desktop.storage.models import Classeur, Copropriete, Evenement
from tests.factories import un_locataire
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def demande(monkeypatch) -> list[tuple[str, list[str]]]:
    """Les questions posées, et leurs détails ; la réponse est toujours oui."""
    asked: list[tuple[str, list[str]]] = []

    def yes(parent, question, accept="", details=(), careful=False):
        asked.append((question, list(details)))
        return True

    monkeypatch.setattr(dialogs, "ask", yes)
    return asked


def commande(atelier, form, texte):
    (found,) = [command for command in form.declared.commands if command.text == texte]
    run_command(form, found)
    assert atelier.tasks.drain()


def un_texte(db, agence, ctx, texte: str) -> int:
    with db.write() as session:
        return creer_evenement(
            session, [], objet="Fin de bail", texte=texte, ctx=ctx, locataire_id=agence.locataire
        )


# --- La fiche événement ---------------------------------------------------------------------------


def test_un_courrier_se_tape_et_se_met_en_forme_au_clavier(atelier, db, agence, demande):
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    tape(form, "objet", "Fin de bail")
    texte = champ(form, "texte")
    texte.setFocus()
    QTest.keyClicks(texte, "Madame,")
    QTest.keyClick(texte, Qt.Key.Key_Return)
    QTest.keyClick(texte, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(texte, "Urgent")
    QTest.keyClick(texte, Qt.Key.Key_Return, CTRL)  # valide, comme partout
    assert form.id is not None
    with db.read() as session:
        assert load_evenement(session, form.id).texte == "Madame,\n<b>Urgent</b>"


def test_tab_sort_du_texte_et_n_y_ecrit_rien(atelier, agence):
    form = atelier.fiche("evenements.fiche")
    texte = champ(form, "texte")
    texte.setFocus()
    QTest.keyClick(texte, Qt.Key.Key_Tab)
    assert (texte.hasFocus(), texte.value()) == (False, "")


def test_une_variable_inconnue_ou_vide_s_annonce_en_tapant(atelier, agence):
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    tape(form, "texte", "[Tiers]Nomm, [Tiers]Nom, [Dossier]Numero")
    form.refresh_now()
    said = " ".join(form.declared.warnings(form.draft))
    assert "inconnue : [Tiers]Nomm." in said and "sans valeur : [Dossier]Numero." in said
    assert "[Tiers]Nom," not in said and not form.warnings.isHidden()


def test_l_apercu_d_une_saisie_est_le_pdf_qui_sera_publie(atelier, db, agence, demande):
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    tape(form, "objet", "Fin de bail")
    tape(form, "texte", "[Tiers]Appel, le [Bail]Fin.")
    commande(atelier, form, "Aperçu")
    ((_titre, (shown,)),) = atelier.shell.apercus
    with db.read() as session:
        drawer = session.scalars(
            select(Classeur.id).where(Classeur.origine == "Courriers / Locataires")
        ).one()
    choisit(form, "classeur_id", drawer)
    tape(form, "publie_le", ".")
    assert form.validate()
    with db.read() as session:
        record = session.get_one(Evenement, form.id)
        assert fichier(session, record.texte_pdf_id).contenu == shown.contenu
    view = atelier.liste("evenements.liste")
    view.table.selectAll()
    atelier.lance(view, "Courrier")
    assert atelier.shell.apercus[-1][1][0].contenu == shown.contenu


def test_un_brouillon_garde_la_forme_du_texte(atelier, agence):
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    texte = champ(form, "texte")
    tape(form, "texte", "gras")
    texte.selectAll()
    texte.bold()
    assert form.modified()
    keep_draft(form)
    again = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    again.resume.click()
    assert champ(again, "texte").value() == "<b>gras</b>" == again.draft.texte


def test_ouvrir_un_courrier_ne_le_change_pas(atelier, db, agence, ctx):
    kept = un_texte(db, agence, ctx, "a\r\n<b>mal fermé\n\n<puce>x ")
    form = atelier.fiche("evenements.fiche", kept)
    champ(form, "texte").setFocus()
    form.keys.advance(champ(form, "texte"), 1)
    assert not form.modified()
    assert form.draft.texte == "a\r\n<b>mal fermé\n\n<puce>x "


def test_deux_personnes_sur_le_meme_texte_choisissent(atelier, db, agence, ctx, monkeypatch):
    kept = un_texte(db, agence, ctx, "Bonjour")
    form = atelier.fiche("evenements.fiche", kept)
    tape(form, "texte", "Bonsoir")
    with db.write("Luc") as session:
        draft = load_evenement(session, kept)
        draft.texte = "<b>Bonjour</b>"
        save_evenement(session, draft, ctx=replace(ctx, utilisateur="Luc"))
    seen = []

    def run(sheet):
        seen.append(sheet)
        sheet.mine.click()
        return sheet.result()

    monkeypatch.setattr(Sheet, "exec", run)
    monkeypatch.setattr(Sheet, "deleteLater", lambda sheet: None)
    assert form.validate()
    model = seen[0].table.model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert "Bonsoir" in cells and "<b>Bonjour</b>" in cells
    with db.read() as session:
        assert load_evenement(session, kept).texte == "Bonsoir"


def test_le_modele_s_ecrit_de_meme_et_signale_une_variable_inconnue(atelier, db, agence):
    form = atelier.fiche("modeles.fiche")
    tape(form, "nom", "Relance")
    tape(form, "texte", "[Tiers]Nom [Tiers]Nomm")
    said = form.declared.warnings(form.draft)
    assert any("[Tiers]Nomm" in phrase for phrase in said)
    assert not any("sans valeur" in phrase for phrase in said)
    assert form.validate()


# --- Publipostage ---------------------------------------------------------------------------------


@pytest.fixture
def deux(db, agence, ctx) -> int:
    """Elsa et Paul, et un modèle ; rend le modèle."""
    with db.write() as session:
        un_locataire(session, agence, nom="DURAND")
        texte = "[Tiers]Appel,\n<b>[Lot]Code</b>"
        modele = ModeleDraft(nom="Assurance", objet="Lot [Lot]Code", texte=texte)
        return save_modele(session, modele, ctx=ctx)


@pytest.mark.parametrize(
    ("liste", "sorte"),
    [
        ("locataires.liste", "locataire"),
        ("mandats.liste", "mandat"),
        ("tiers.liste", "tiers"),
        ("proprietaires.liste", "tiers"),
        ("lots.liste", "lot"),
        ("immeubles.liste", "immeuble"),
        ("coproprietes.liste", "copropriete"),
        ("comptes.liste", "tiers"),
    ],
)
def test_le_publipostage_part_de_la_selection_d_une_liste(atelier, db, agence, deux, liste, sorte):
    with db.write() as session:
        session.add(Copropriete(immeuble_id=agence.immeuble, entite_id=agence.entite))
    view = atelier.liste(liste)
    view.table.selectAll()
    atelier.lance(view, "Publipostage…")
    ((key, id, params),) = atelier.shell.ouverts
    assert (key, id, params["sorte"]) == ("publipostages.fiche", None, sorte)
    assert 0 < len(params["fiches"]) <= len(lignes(view))
    form = atelier.fiche(key, **params)
    assert form.draft.nombre == len(params["fiches"])
    assert all(line.nom for line in form.draft.destinataires)


def test_des_comptes_sans_titulaire_n_ont_pas_de_courrier(atelier, db, agence):
    view = atelier.liste("comptes.liste", {"nature": "tresorerie"})
    atelier.lance(view, "Publipostage…")
    assert not atelier.shell.ouverts
    assert "destinataire" in str(atelier.shell.refus[-1])


def ouvrir(atelier, db, deux):
    view = atelier.liste("locataires.liste")
    atelier.lance(view, "Publipostage…")  # sans sélection : toutes les lignes affichées
    (_key, _id, params) = atelier.shell.ouverts[-1]
    form = atelier.fiche("publipostages.fiche", **params)
    choisit(form, "modele_id", deux)
    form.refresh_now()
    return form


def nombre(db) -> int:
    with db.read() as session:
        return session.scalar(select(func.count(Evenement.id)))


def test_du_modele_aux_courriers_et_pas_deux_fois(atelier, db, deux, demande):
    form = ouvrir(atelier, db, deux)
    assert (form.draft.objet, form.draft.nombre) == ("Lot [Lot]Code", 2)
    commande(atelier, form, "Aperçu du premier")
    ((_titre, (_shown,)),) = atelier.shell.apercus
    for _double in range(2):
        commande(atelier, form, "Écrire")
    assert nombre(db) == 2
    assert demande[0][0] == "Écrire 2 courriers ?"
    assert form.draft.ecrits == 2
    with db.read() as session:
        assert load_publipostage(session, form.id).ecrits == 2
    commande(atelier, form, "Imprimer")
    assert len(atelier.shell.apercus[-1][1]) == 2


def test_un_destinataire_ecarte_ne_recoit_rien(atelier, db, deux, demande):
    form = ouvrir(atelier, db, deux)
    form.draft.destinataires[0].retenu = False
    form.recompute()
    commande(atelier, form, "Écrire")
    assert nombre(db) == 1


def test_ce_qui_manquera_se_dit_avant_et_se_rapporte_apres(atelier, db, deux, demande):
    form = ouvrir(atelier, db, deux)
    tape(form, "texte", "Fin le [Bail]Fin")
    commande(atelier, form, "Écrire")
    (question, details), *_rest = demande
    assert question == "Écrire 2 courriers ?"
    assert details[0] == "1 courrier ne sera pas écrit, faute de valeur : [Bail]Fin (1)."
    assert nombre(db) == 1
    assert "1 refusée" in atelier.shell.dits[-1]


def test_publier_sans_classeur_se_refuse_avant_d_ecrire(atelier, db, deux, demande):
    form = ouvrir(atelier, db, deux)
    commande(atelier, form, "Écrire et publier")
    assert nombre(db) == 0
    assert "classeur" in str(atelier.shell.refus[-1])


def test_annuler_depuis_la_liste_supprime_les_courriers(atelier, db, deux, demande):
    commande(atelier, ouvrir(atelier, db, deux), "Écrire")
    view = atelier.liste("publipostages.liste")
    assert lignes(view)[0][1:4] == ["Lot [Lot]Code", "Locataires", "Assurance"]
    view.table.selectAll()
    atelier.lance(view, "Annuler")
    assert demande[-1][0] == "Supprimer 2 courriers écrits (1 publipostage) ?"
    assert nombre(db) == 0


def test_un_destinataire_se_fige_et_se_retrouve_apres_un_arret_brutal(atelier, db, deux, demande):
    form = ouvrir(atelier, db, deux)
    assert form.validate()
    form.reopen(form.id)
    for command in form.declared.commands:
        if isinstance(command.run, Batch):
            lot = durable.lot(form.declared, command)
            rows = command.rows(form.draft)
            assert len(rows) == 2 and lot.thaw(lot.freeze(rows)) == rows


def test_un_texte_de_modele_efface_ne_revient_pas(atelier, db, deux, agence):
    form = atelier.fiche("evenements.fiche", locataire_id=agence.locataire)
    choisit(form, "modele_id", deux)
    form.refresh_now()
    assert form.draft.texte
    tape(form, "texte", "")
    form.refresh_now()
    assert (form.draft.texte, champ(form, "texte").value()) == ("", "")
