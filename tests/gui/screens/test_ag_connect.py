"""Les écrans d'AG Connect, dans la fenêtre."""

from datetime import date, datetime

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.ag_connect import acces_a_voir
from lsc_desktop.services.ag_connect import fichiers
from lsc_desktop.services.ag_connect.export import exporter_nomade
from lsc_desktop.services.ag_connect.reception import recevoir_acces
from lsc_desktop.storage.models import AgRetour, Assemblee, Scrutin
from tests.ag_connect import Carnet, octets, totaux
from tests.assemblees import une_salle

CTX = Contexte("Martine", datetime(2021, 10, 4, 9, 30), date(2021, 10, 4))


@pytest.fixture
def salle(db):
    return une_salle(
        db, CTX, {"Budget prévisionnel": "24", "Travaux de toiture": "25"}, lieu="Salle des fêtes"
    )


def commande(atelier, ecran, texte, salle):
    (found,) = [one for one in SCREENS[ecran].commands if one.text == texte]
    with salle.db.read() as session:
        row = session.get_one(Assemblee, salle.ag)
    found.run(atelier.shell, [row])


def un_retour(salle):
    carnet = Carnet(salle)
    for nom in "ABCD":
        carnet.present(nom)
        carnet.vote("Budget prévisionnel", nom, "O")
    carnet.scrutin("Budget prévisionnel", "17:10", totaux=totaux(pour=(30_000_000, 3)))
    return carnet


def test_une_assemblee_part_et_revient_par_un_fichier(salle, atelier, tmp_path, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_folder", lambda title: str(tmp_path))
    commande(atelier, "assemblees.liste", "Emporter sur un poste nomade…", salle)
    assert (tmp_path / f"ag-export-{salle.ag}.json").exists()
    path = tmp_path / "retour.json"
    path.write_bytes(octets(un_retour(salle).tout))
    monkeypatch.setattr(dialogs, "ask_file", lambda title, types="": str(path))
    commande(atelier, "assemblees.liste", "Reprendre d'un fichier…", salle)
    with salle.db.read() as session:
        (row,) = session.query(AgRetour)
        assert (row.etat, row.fichier) == ("recu", "retour.json")
        assert not session.query(Scrutin).count()


def test_exporter_sans_abonnement_dit_pourquoi(salle, atelier):
    with pytest.raises(UserError, match="AG Connect : abonnement non souscrit"):
        commande(atelier, "assemblees.liste", "Exporter vers AG Connect", salle)


def test_une_seule_assemblee_a_la_fois(salle, atelier):
    (found,) = [
        one for one in SCREENS["assemblees.liste"].commands if one.text == "Rapport AG Connect"
    ]
    with pytest.raises(UserError, match="une assemblée à la fois"):
        found.run(atelier.shell, [object(), object()])


def test_un_fichier_trop_gros_ou_absent_se_dit(tmp_path, monkeypatch):
    monkeypatch.setattr(fichiers, "JSON_MAX", 10)
    (tmp_path / "x.json").write_bytes(b"x" * 11)
    for name in ("x.json", "absent.json"):
        with pytest.raises(UserError, match=name):
            fichiers.lire_retour_du_disque(tmp_path / name)


def test_le_rapport_se_lit_et_le_retour_s_importe_apres_avoir_montre_ses_ecarts(salle, atelier):
    with salle.db.write("Martine") as session:
        exporter_nomade(session, salle.ag, ctx=CTX)
        ids = salle.ids.tiers
        recevoir_acces(
            session, salle.ag,
            octets({"format": "ag-acces/1", "ag": salle.ag, "revision": 1, "acces": [
                {"participant": ids["A"], "code": "8361", "mot_de_passe": "x", "importe": True}]}),
            ctx=CTX,
        )  # fmt: skip
    id = un_retour(salle).recevoir()
    assert atelier.liste("ag_connect.liste").loader.count == 1
    seen = atelier.fiche("ag_connect.rapport", salle.ag).draft
    assert (seen.participants[0].code, seen.participants[0].importe) == ("8361", "Importé")
    fiche = atelier.fiche("ag_connect.retour", id)
    assert [(one.quoi, one.ici, one.la_bas) for one in fiche.draft.ecarts] == [
        ("Pour", "400 (4)", "300 (3)")
    ]
    assert fiche.validate(), atelier.shell.refus
    assert len(atelier.shell.questions) == 2  # importer, puis l'écart
    with salle.db.read() as session:
        assert session.get_one(AgRetour, id).etat == "importe"
        assert session.query(Scrutin).count() == 1
    again = atelier.fiche("ag_connect.retour", id).draft
    assert again.etat_dit.startswith("Importé le")
    assert again.comptes[0].resultat == "Acceptée"


def test_le_post_it_s_en_va_quand_on_l_a_lu(salle, atelier):
    with salle.db.write("Martine") as session:
        exporter_nomade(session, salle.ag, ctx=CTX)
        recevoir_acces(
            session, salle.ag,
            octets({"format": "ag-acces/1", "ag": salle.ag, "revision": 1, "acces": []}), ctx=CTX,
        )  # fmt: skip
        assert acces_a_voir(session, CTX) == 1
    (read,) = [one for one in SCREENS["ag_connect.rapport"].commands if one.text == "J'ai lu"]
    read.run(atelier.shell, atelier.fiche("ag_connect.rapport", salle.ag).draft)
    with salle.db.read() as session:
        assert acces_a_voir(session, CTX) == 0


def test_un_retour_a_importer_s_ouvre_et_sans_retour_on_releve(salle, atelier):
    with salle.db.write("Martine") as session:
        exporter_nomade(session, salle.ag, ctx=CTX)
    commande(atelier, "assemblees.liste", "Retour AG-Connect", salle)
    assert atelier.shell.services == [("relever_ag_connect", {})]
    id = un_retour(salle).recevoir()
    commande(atelier, "assemblees.liste", "Retour AG-Connect", salle)
    assert atelier.shell.ouverts == [("ag_connect.retour", id, {})]
