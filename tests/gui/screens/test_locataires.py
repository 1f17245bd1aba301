"""Les locataires à l'écran."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.comptabilite import PieceComptable, mouvement
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.locataires import load_locataire
from lsc_desktop.services.comptabilite import passer
from lsc_desktop.services.configuration import installer
from lsc_desktop.storage.models import Compte, Configuration, Locataire, Lot, MandatLot
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def dette(db, agence, ctx):
    """Elsa doit 350,00 au 25/10/2021."""
    with db.write() as session:
        installer(session)
        session.get_one(Configuration, 1).date_travail = ctx.aujourd_hui
        lines = (
            mouvement(agence.compte, Decimal(350), "Loyer", locataire_id=agence.locataire),
            mouvement(agence.quittancement, Decimal(-350)),
        )
        piece = PieceComptable(agence.entite, "QU", ctx.aujourd_hui, "Appel", lines)
        passer(session, piece, ctx)


def pose(form, grille, rang, **valeurs):
    model = champ(form, grille).lines_model
    if rang >= len(model.lines):
        model.insert(rang)
    names = [column.name for column in model.columns]
    for name, value in valeurs.items():
        model.put(rang, names.index(name), value)


def texte(form, name) -> str:
    return champ(form, name).text().replace("\u00a0", " ")


def un_lot_libre(db, agence) -> int:
    with db.write() as session:
        lot = Lot(
            code_gestion="LAFAYETTE/001",
            code_physique="LAFAYETTE/001",
            immeuble_id=agence.immeuble,
            proprietaire_id=agence.proprietaire,
        )
        session.add(lot)
        session.flush()
        session.add(MandatLot(mandat_id=agence.mandat, lot_id=lot.id))
        return lot.id


def test_la_liste_montre_ce_que_montre_lsc(atelier, agence, dette):
    (ligne,) = lignes(atelier.liste("locataires.liste"))
    assert [cell.replace("\u00a0", " ") for cell in ligne[:10]] == [
        "81ELLOCATA",
        "LOCATAIRE Elsa",
        "LAFAYETTE/002",
        "Résidence Lafayette",
        "-350,00",
        "400,00",
        "01/01/2019",
        "31/12/2021",
        "",
        "Chèque",
    ]


def test_un_nouveau_bail_se_saisit_et_ouvre_son_compte(atelier, db, agence, ctx):
    lot_id = un_lot_libre(db, agence)
    form = atelier.fiche("locataires.fiche", lot_id=lot_id)
    assert texte(form, "proprietaire") == "LEPITRE Abel"
    choisit(form, "tiers_id", agence.proprietaire)
    tape(form, "bail_du", "011121")
    tape(form, "premier_quittancement", "011121")
    pose(form, "lignes", 0, code_fiscalite_id=agence.loyer, montant=Decimal(500))
    form.refresh_now()
    assert form.draft.lignes[0].libelle == "Loyer"
    assert texte(form, "quittance") == "500,00"
    assert form.validate()
    with db.read() as session:
        bail = session.get_one(Locataire, form.id)
        assert (bail.mandat_id, bail.bail_du) == (agence.mandat, date(2021, 11, 1))
        assert session.get_one(Compte, bail.compte_id).numero == "81LEPITREA"


def test_ce_qui_manque_est_dit_a_son_champ(atelier, agence):
    form = atelier.fiche("locataires.fiche")
    tape(form, "bail_du", "011121")
    tape(form, "bail_au", "011120")
    assert not form.validate()
    assert set(form.binding.problems) >= {"tiers_id", "lot_id", "premier_quittancement"}
    assert form.binding.problems["bail_au"].startswith("Le bail ne peut pas échoir")


def test_la_quittance_suit_la_grille_et_dit_pourquoi(atelier, db, agence, dette):
    form = atelier.fiche("locataires.fiche", agence.locataire)
    assert texte(form, "solde") == "-350,00"
    pose(form, "lignes", 0, montant=Decimal(360))
    assert texte(form, "quittance") == "410,00"
    assert "Loyer 360,00" in form.explanations()["quittance"]
    assert form.validate()
    with db.read() as session:
        assert load_locataire(session, agence.locataire).quittance == Decimal("410.00")


def test_un_lot_occupe_pose_la_question(atelier, agence):
    form = atelier.fiche("locataires.fiche", lot_id=agence.lot)
    choisit(form, "tiers_id", agence.proprietaire)
    tape(form, "bail_du", "011121")
    tape(form, "premier_quittancement", "011121")
    atelier.shell.reponse = False
    assert not form.validate()
    atelier.shell.reponse = True
    assert form.validate()
    assert "occupé par LOCATAIRE Elsa" in atelier.shell.questions[0]


def test_un_depart_depasse_se_remarque(atelier, agence, dette):
    form = atelier.fiche("locataires.fiche", agence.locataire)
    tape(form, "depart", "300921")
    assert any("doit encore" in sentence for sentence in form.warnings.sentences)


def test_le_compte_du_locataire_est_dans_sa_fiche(atelier, agence, dette):
    view = atelier.liste("comptes.consultation", {"compte_id": agence.compte})
    (ligne,) = lignes(view)
    assert [c.replace("\u00a0", " ") for c in ligne[:8]] == [
        "25/10/2021", "QU", "1", "Loyer", "", "350,00", "", "-350,00",
    ]  # fmt: skip


def test_un_locataire_present_ne_se_desactive_pas(atelier, db, agence, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    view = atelier.liste("locataires.liste")
    view.table.selectAll()
    atelier.lance(view, "Désactiver")
    with db.read() as session:
        assert session.get_one(Locataire, agence.locataire).actif


@pytest.mark.parametrize(
    "commande, attendu",
    [
        ("Consulter le compte", ("comptes.consultation", "compte_id", "compte")),
        ("Lots", ("lots.liste", "ids", "lot")),
        ("Mandats de gérance", ("mandats.liste", "ids", "mandat")),
        ("Événements", ("evenements.liste", "locataire_id", "locataire")),
        ("Historique", ("historique.liste", "fiche_id", "locataire")),
        ("Créer un événement", ("evenements.fiche", "locataire_id", "locataire")),
    ],
)
def test_chaque_lien_mene_a_la_bonne_fiche(atelier, agence, commande, attendu):
    view = atelier.liste("locataires.liste")
    view.table.selectAll()
    atelier.lance(view, commande)
    ((key, _id, params),) = atelier.shell.ouverts
    screen, filtre, fiche = attendu
    value = params[filtre]
    assert key == screen
    assert (value if isinstance(value, tuple) else (value,)) == (getattr(agence, fiche),)
