"""Les immeubles et les entités à l'écran."""

import pytest

from lsc_desktop.gui.kit import dialogs
from lsc_desktop.queries.immeubles import load_immeuble
from lsc_desktop.storage.models import Entite, Evenement, Immeuble
from tests.coproprietes import une_copropriete
from tests.gui.screens.atelier import champ, choisit, lignes, tape

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


def test_un_immeuble_nouveau_de_la_frappe_a_la_base(atelier, db, agence):
    form = atelier.fiche("immeubles.fiche")
    for name, text in (
        ("code", "SAINTLOUIS"), ("nom", "Residence Saint Louis"), ("adresse1", "47, bd Albert 1er"),
        ("code_postal", "54500"), ("ville", "VANDOEUVRE"), ("date_construction", "011080"),
    ):  # fmt: skip
        tape(form, name, text)
    choisit(form, "entite_id", agence.entite)
    assert form.validate()
    with db.read() as session:
        draft = load_immeuble(session, form.id)
    assert (draft.code, draft.entite_id, draft.date_construction.year) == ("SAINTLOUIS", 1, 1980)


def test_un_code_en_double_est_dit_a_son_champ(atelier, agence):
    form = atelier.fiche("immeubles.fiche")
    for name in ("nom", "adresse1", "ville"):
        tape(form, name, "Lafayette")
    tape(form, "code", "LAFAYETTE")
    assert not form.validate()
    assert "existe déjà" in form.binding.problems["code"]


def test_la_liste_compte_les_lots_loues(atelier, agence):
    view = atelier.liste("immeubles.liste")
    (ligne,) = lignes(view)
    assert (ligne[0], ligne[5], ligne[6], ligne[7]) == ("LAFAYETTE", "G001", "1", "1")
    view.table.selectAll()
    for text in ("Lots", "Propriétaires"):
        atelier.lance(view, text)
    assert [opened[0] for opened in atelier.shell.ouverts] == ["lots.liste", "proprietaires.liste"]


def test_supprimer_un_immeuble_vide(atelier, db, agence, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    with db.write() as session:
        session.add(Immeuble(code="VIDE", nom="Vide", ville="NANCY"))
    view = atelier.liste("immeubles.liste", {"text": "vide"})
    atelier.qtbot.waitUntil(lambda: len(lignes(view)) == 1)
    view.table.selectAll()
    atelier.lance(view, "Supprimer")
    with db.read() as session:
        assert {immeuble.code for immeuble in session.query(Immeuble)} == {"LAFAYETTE"}


def test_une_entite_retiree_quitte_la_liste(atelier, db, agence, monkeypatch):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    with db.write() as session:
        session.add(Entite(code="S001", nom="Syndicat Gilbert"))
    view = atelier.liste("entites.liste", {"text": "gilbert"})
    atelier.qtbot.waitUntil(lambda: len(lignes(view)) == 1)
    view.table.selectAll()
    atelier.lance(view, "Désactiver")
    assert [ligne[0] for ligne in lignes(atelier.liste("entites.liste"))] == ["G001"]


def test_la_fiche_d_une_entite_dit_un_siret_faux(atelier, agence):
    form = atelier.fiche("entites.fiche", agence.entite)
    tape(form, "siret", "73282932000075")
    assert not form.validate() and "SIRET est faux" in form.binding.problems["siret"]
    assert champ(form, "code").text() == "G001"


@pytest.mark.parametrize(
    ("commande", "publie"),
    [
        ("Générer la liste des copropriétaires", True),
        ("Générer la liste des copropriétaires sans la publier", False),
    ],
)
def test_generer_les_listes_laisse_de_cote_les_immeubles_de_gerance(
    atelier, db, agence, ctx, monkeypatch, commande, publie
):
    asked = []

    def ask(_parent, question, _accept, details=(), **_more):
        asked.append((question, *details))
        return True

    monkeypatch.setattr(dialogs, "ask", ask)
    with db.write() as session:
        une_copropriete(session, {"A": "10"})
        une_copropriete(session, {"B": "10"}, code="GRIMMAURD", entite="S007")
    view = atelier.liste("immeubles.liste")
    atelier.qtbot.waitUntil(lambda: len(lignes(view)) == 3)
    atelier.lance(view, commande)
    ((question, aside),) = asked
    assert question.startswith("Générer la liste des copropriétaires de 2 immeubles ")
    assert aside == "1 immeuble sans copropriété en service"
    with db.read() as session:
        found = session.query(Evenement).all()
        codes = {session.get_one(Immeuble, event.immeuble_id).code for event in found}
    assert codes == {"GILBERT", "GRIMMAURD"}
    assert {event.publie_le for event in found} == {ctx.aujourd_hui if publie else None}
