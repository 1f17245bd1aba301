"""Le Service Client à l'écran : registre, accès, multi-envoi."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.form_work import run_command
from lsc_desktop.gui.kit.preview import PreviewView
from lsc_desktop.gui.screens import evenements
from lsc_desktop.services.evenements import creer_evenement
from lsc_desktop.services.publications import save_cible
from lsc_desktop.storage.models import (
    AccesClient,
    Compte,
    DepotPublication,
    Evenement,
    Fichier,
    PieceJointe,
)
from tests.gui.screens.atelier import champ, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture(autouse=True)
def oui(monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)


def commande(form, texte):
    (found,) = [command for command in form.declared.commands if command.text == texte]
    run_command(form, found)


@pytest.fixture
def cible(db, ctx) -> int:
    with db.write() as session:
        draft = CibleDraft(nom="Extranet", transport="dossier", chemin="/x", amorce="tout")
        return save_cible(session, draft, ctx=ctx)


@pytest.fixture
def depots(db, ctx, agence, cible) -> dict[str, int]:
    """Un document en ligne, un manqué, un abandonné."""
    found = {}
    with db.write() as session:
        for rank, state in enumerate(("confirme", "a_envoyer", "abandonne")):
            row = DepotPublication(
                cible_id=cible, document=f"evt-{rank + 1}-0", sha256=f"{rank}" * 64, taille=41_000,
                etat=state, vu_le=datetime(2021, 10, 25, 2, rank), titre=f"Avis {rank}",
                compte_id=agence.compte, evenement_id=rank + 1, renvoi_le=None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            found[state] = row.id
    return found


def etats(db) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(DepotPublication.etat).order_by(DepotPublication.id)))


def test_abandonner_ne_touche_que_ce_qui_a_manque(atelier, db, depots):
    view = atelier.liste("publications.registre")
    view.table.selectAll()
    atelier.lance(view, "Abandonner")
    assert etats(db) == ["confirme", "abandonne", "abandonne"]


def test_reessayer_maintenant_publie_vers_la_cible_sans_attendre(atelier, db, depots, cible):
    view = atelier.liste("publications.registre", {"etat": ("a_envoyer", "abandonne")})
    view.table.selectAll()
    atelier.lance(view, "Réessayer maintenant")
    assert etats(db) == ["confirme", "a_envoyer", "a_envoyer"]
    assert atelier.shell.services == [("publier", {"id": cible})]


def test_renvoyer_se_voit_dans_la_liste(atelier, db, depots):
    view = atelier.liste("publications.registre", {"etat": ("confirme",)})
    view.table.selectAll()
    atelier.lance(view, "Renvoyer")
    view = atelier.liste("publications.registre", {"etat": ("confirme",)})
    assert [line[:2] for line in lignes(view)] == [["Avis 0", "À renvoyer"]]


def test_ouvrir_l_objet_mene_a_l_evenement(atelier, depots):
    view = atelier.liste("publications.registre", {"etat": ("confirme",)})
    view.table.selectAll()
    atelier.lance(view, "Ouvrir l'objet")
    assert atelier.shell.ouverts == [("evenements.fiche", 1, {})]


def test_renvoyer_depuis_un_jour_dit_ce_qui_repartira(atelier, db, ctx, agence, cible):
    with db.write() as session:
        event = creer_evenement(session, [], objet="Avis", classeur="Avis", ctx=ctx)
        session.get_one(Evenement, event).publie_le = ctx.aujourd_hui
        session.add(
            DepotPublication(
                cible_id=cible,
                document=f"evt-{event}-0",
                sha256="a" * 64,
                taille=41_000,
                etat="confirme",
                vu_le=ctx.maintenant,
                evenement_id=event,
            )
        )
    form = atelier.fiche("publications.renvoi", cible_id=cible)
    tape(form, "depuis", "01/10/2021")
    form.refresh_now()
    assert champ(form, "texte").text().replace("\u00a0", " ") == "1 document, 41 Ko."
    assert form.validate()
    with db.read() as session:
        assert session.scalar(select(DepotPublication.renvoi_le)) is not None


# --- Accès --------------------------------------------------------------------------------------


@pytest.fixture
def elsa(atelier, db, agence) -> str:
    """Elsa a un accès ; rend son premier mot de passe."""
    view = atelier.liste("comptes.liste", {"nature": "locataire"})
    view.table.selectAll()
    atelier.lance(view, "Marquer les comptes sélectionnés pour publication")
    with db.read() as session:
        return session.scalar(select(AccesClient.mot_de_passe))


def test_marquer_un_compte_fait_paraitre_son_acces(atelier, elsa):
    (line,) = lignes(atelier.liste("acces.liste"))
    assert line[:4] == ["LOCATAIRE Elsa", "LOCATAIREELSA", elsa, "À remettre"]


def test_engendrer_les_identifiants_laisse_ceux_qu_on_a(atelier, db, agence, elsa):
    with db.write() as session:
        session.delete(session.scalars(select(AccesClient)).one())
    view = atelier.liste("comptes.liste")
    view.table.selectAll()
    for _twice in range(2):
        atelier.lance(view, "Engendrer les identifiants")
    (line,) = lignes(atelier.liste("acces.liste"))
    assert line[1] == "LOCATAIREELSA" and line[2] not in ("", elsa)


def test_la_lettre_s_imprime_et_ne_se_garde_nulle_part(atelier, db, elsa):
    """Un événement l'aurait gardée en clair dans la base, et peut-être publiée."""
    view = atelier.liste("acces.liste")
    view.table.selectAll()
    atelier.lance(view, "Imprimer la lettre")
    ((_title, (letter,)),) = atelier.shell.apercus
    shown = PreviewView([letter], print, print, print)
    atelier.views.append(shown)
    named = " ".join(
        f"{b.text()} {b.toolTip()} {b.accessibleName()}"
        for b in shown.findChildren(QAbstractButton)
    )
    assert "Imprimer" in named and "événement" not in named
    with pytest.raises(Exception, match="porte un mot de passe"), db.write() as session:
        creer_evenement(session, [letter], objet="Accès", ctx=atelier.shell.contexte())
    with db.read() as session:
        assert session.scalars(select(Fichier)).all() == []
        assert session.scalar(select(AccesClient.imprime_le)) is not None


def test_un_nouveau_mot_de_passe_remplace_l_ancien(atelier, elsa):
    view = atelier.liste("acces.liste")
    view.table.selectAll()
    atelier.lance(view, "Nouveau mot de passe")
    (line,) = lignes(atelier.liste("acces.liste"))
    assert line[2] not in ("", elsa)


def test_decocher_service_client_previent_que_les_publications_seront_retirees(
    atelier, db, agence, elsa
):
    form = atelier.fiche("comptes.fiche", agence.compte)
    champ(form, "service_client").setChecked(False)
    assert form.validate()
    assert "seront retirées lors de la prochaine publication" in atelier.shell.questions[-1]
    with db.read() as session:
        assert not session.get_one(Compte, agence.compte).service_client


# --- Cibles et événements -----------------------------------------------------------------------


def test_un_partenaire_sans_licence_est_grise(atelier, db, ctx):
    with db.write() as session:
        draft = CibleDraft(nom="Tour", sorte="captain", transport="dossier", chemin="/x")
        tower = save_cible(session, draft, ctx=ctx)
    form = atelier.fiche("publications.multi_envoi", tower)
    names = ("documents", "comptes", "conseil", "banque", "acces")
    assert not any(champ(form, f"envoie_{name}").isEnabled() for name in names)
    assert champ(form, "abonnement").text() == "Abonnement non souscrit"
    sorte = champ(atelier.fiche("publications.cible", tower), "sorte")
    assert sorte.currentText() == "Captain Tower (abonnement non souscrit)"


def test_decocher_une_donnee_s_enregistre(atelier, cible):
    form = atelier.fiche("publications.multi_envoi", cible)
    champ(form, "envoie_banque").setChecked(False)
    assert form.validate()
    again = atelier.fiche("publications.multi_envoi", cible)
    assert not champ(again, "envoie_banque").isChecked()
    assert champ(again, "envoie_documents").isChecked()


def test_l_evenement_dit_son_etat_sur_chaque_cible(atelier, db, ctx, agence, cible, monkeypatch):
    said = []
    monkeypatch.setattr(evenements, "inform", lambda _front, *texts: said.append(texts))
    with db.write() as session:
        draft = CibleDraft(nom="Copie", sorte="dossier", transport="dossier", chemin="/y",
                           amorce="tout", active=True)  # fmt: skip
        save_cible(session, draft, ctx=ctx)
        event = creer_evenement(
            session, [], objet="Avis", classeur="Avis", ctx=ctx, locataire_id=agence.locataire
        )
        record = session.get_one(Evenement, event)
        file = Fichier(sha256="a" * 64, nom="a.pdf", type_mime="application/pdf", taille=4,
                       contenu=b"%PDF")  # fmt: skip
        session.add(file)
        session.flush()
        session.add(PieceJointe(evenement_id=event, fichier_id=file.id, nom="a.pdf"))
        record.publie_le = ctx.aujourd_hui
    commande(atelier.fiche("evenements.fiche", event), "État de publication")
    ((title, _advice, lines),) = said
    assert title == "État de publication"
    assert lines == [
        "Copie, « Avis » : Le compte 81ELLOCATA n'est pas publié : il n'est pas coché "
        "« Service Client »."
    ]


def test_annule_et_remplace_ouvre_le_nouvel_evenement(
    atelier, db, ctx, agence, monkeypatch, tmp_path
):
    with db.write() as session:
        event = creer_evenement(session, [], objet="Liste", classeur="Avis", ctx=ctx)
        session.get_one(Evenement, event).texte = "Voir ci-joint."
        session.get_one(Evenement, event).publie_le = ctx.aujourd_hui
    path = tmp_path / "neuf.pdf"
    path.write_bytes(b"%PDF-1.7 neuf")
    monkeypatch.setattr(evenements, "ask_file", lambda *_args: str(path))
    commande(atelier.fiche("evenements.fiche", event), "Annule et remplace…")
    ((key, made, _params),) = atelier.shell.ouverts
    assert key == "evenements.fiche" and made != event
    with db.read() as session:
        assert session.get_one(Evenement, event).publie_le is None
        assert session.get_one(Evenement, made).publie_le == ctx.aujourd_hui
