"""Un export part par la boîte d'envoi, les accès et les retours se relèvent : un vrai dossier."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.ag_connect.reglages import ReglageAgConnectDraft
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs import boite_envoi
from lsc_desktop.jobs.ag_connect import relever
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.partners.store import signature
from lsc_desktop.queries.ag_connect import acces_a_voir, exportee
from lsc_desktop.queries.ag_connect_vues import load_rapport_ag, load_retour_ag
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.ag_connect.export import exporter, save_reglage_ag_connect
from lsc_desktop.services.ag_connect.reception import voir_acces
from lsc_desktop.services.assemblees.apercus import apercu_convocations
from lsc_desktop.services.assemblees.envois import SANS_ACCES, TARDIF, preparer_convocations
from lsc_desktop.services.assemblees.fiches import supprimer_assemblee
from lsc_desktop.services.configuration import save_configuration_syndic
from lsc_desktop.services.publications import save_cible
from lsc_desktop.storage.models import (
    AgAcces,
    AgConnect,
    AgRetour,
    AppelPartenaire,
    Assemblee,
    EnvoiPartenaire,
    Fichier,
    Resolution,
)
from tests.ag_connect import Carnet, octets
from tests.assemblees import une_salle
from tests.licences import publiques, une_licence
from tests.schema_json import Schema

CTX = Contexte("Martine", datetime(2021, 10, 4, 9, 30), date(2021, 10, 4))
SECRET = "Poudlard-42"


@pytest.fixture
def depot(tmp_path):
    folder = tmp_path / "depot"
    folder.mkdir()
    return folder


@pytest.fixture
def salle(db, depot, monkeypatch):
    """Une assemblée du 5 novembre, un abonnement à trois jetons, un dossier pour cible."""
    monkeypatch.setattr(signature, "cles", publiques)
    with db.write("Martine") as session:
        valider_licence(session, une_licence(), "fichier", ctx=CTX)
        target = CibleDraft(nom="AG", sorte="dossier", transport="dossier", chemin=str(depot))
        cible = save_cible(session, target, ctx=CTX)
        save_reglage_ag_connect(session, ReglageAgConnectDraft(cible_id=cible), ctx=CTX)
    return une_salle(db, CTX, {"QUITUS": "24", "DEVIS": "25"}, lieu="Nancy")


def exporte(salle, ctx=CTX):
    with salle.db.write("Martine") as session:
        return exporter(session, salle.ag, ctx=ctx)


def parti(salle):
    exporte(salle)
    assert boite_envoi.vider(salle.db, CTX).envoyes == 1


def acces(salle, **over):
    ids = salle.ids.tiers
    return {
        "format": "ag-acces/1", "ag": salle.ag, "revision": 1,
        "acces": [{"participant": ids[n], "code": f"83{i}", "mot_de_passe": f"{SECRET}{n}",
                   "importe": True} for i, n in enumerate("ABCDEFGHI")]
        + [{"participant": ids["J"], "importe": "adresse absente"}],
        "resolutions": [{"resolution": salle.resolutions["QUITUS"], "importe": True}], **over,
    }  # fmt: skip


def deposer(depot, kind, salle, value):
    (depot / f"ag-{kind}-{salle.ag}.json").write_bytes(octets(value))


def releve(salle, ctx=CTX):
    return relever(salle.db, ctx, Suivi())


# --- L'export -----------------------------------------------------------------------------------


def test_l_export_part_de_la_boite_et_suit_le_schema(salle, depot):
    parti(salle)
    sent = json.loads((depot / f"ag-export-{salle.ag}.json").read_bytes())
    assert Schema("ag-export-1.schema.json").fautes(sent) == []
    assert (sent["revision"], sent["ag"]["date"], sent["ag"]["heure"]) == (1, "2021-11-05", "17:00")
    assert [(r["numero"], r["titre"], r["passerelle_25_1"]) for r in sent["resolutions"]] == [
        ("1", "QUITUS", False), ("2", "DEVIS", True),
    ]  # fmt: skip
    (key,) = sent["cles"]
    assert key["total"] == "1000.00000"
    first = sent["participants"][0]
    assert first["tantiemes"] == {str(key["id"]): "100.00000"}
    with salle.db.read() as session:
        assert exportee(session, salle.ag).depose_le == CTX.maintenant
        (appel,) = session.query(AppelPartenaire)
        assert (appel.partenaire, appel.issue) == ("ag_connect", "fait")


def test_reexporter_change_la_revision_et_remplace_celui_qui_attend(salle, depot):
    assert (exporte(salle), exporte(salle)) == (1, 2)
    assert boite_envoi.vider(salle.db, CTX).envoyes == 2
    sent = json.loads((depot / f"ag-export-{salle.ag}.json").read_bytes())
    assert sent["revision"] == 2
    with salle.db.read() as session:
        said = {row.message for row in session.query(EnvoiPartenaire)}
        assert said == {"Remplacé par un export plus récent.", "Exporté."}


def test_une_cible_en_panne_garde_l_envoi(salle, depot):
    exporte(salle)
    depot.rename(depot.with_name("ailleurs"))
    try:
        assert boite_envoi.vider(salle.db, CTX).en_panne == 1
    finally:
        depot.with_name("ailleurs").rename(depot)
    with salle.db.read() as session:
        assert exportee(session, salle.ag).depose_le is None


def gater(salle, **fields):
    with salle.db.write() as session:
        for name, value in fields.items():
            setattr(session.get_one(Assemblee, salle.ag), name, value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": date(2021, 10, 4)}, "une date à venir"),
        ({"date": date(2021, 10, 3)}, "une date à venir"),
        ({"heure": ""}, "L'heure"),
        ({"etat": "close"}, "close"),
    ],
)
def test_une_assemblee_qui_ne_peut_pas_partir_se_dit(salle, fields, said):
    gater(salle, **fields)
    with pytest.raises(UserError, match=said):
        exporte(salle)
    with salle.db.read() as session:
        assert not session.query(AgConnect).count() and not session.query(EnvoiPartenaire).count()


def test_sans_ordre_du_jour_ni_jeton_ni_abonnement_rien_ne_part(salle):
    with salle.db.write() as session:
        session.query(Resolution).delete()
    with pytest.raises(UserError, match="L'ordre du jour est vide"):
        exporte(salle)
    later = {"emis_le": "2021-10-02T08:00:00Z"}
    bought = [{"code": "ag_connect", "actif": True, "modules": []}]
    with salle.db.write("Martine") as session:
        licence = une_licence(jetons={"ag_connect": 0}, produits=bought, **later)
        valider_licence(session, licence, "fichier", ctx=CTX)
    with pytest.raises(UserError, match="aucun jeton"):
        exporte(salle)
    with salle.db.write("Martine") as session:
        valider_licence(session, une_licence(jetons={}, **later), "fichier", ctx=CTX)
    with pytest.raises(UserError, match="abonnement non souscrit"):
        exporte(salle)


def test_verrouillee_elle_ne_se_reexporte_plus(salle, depot):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle, verrouillee=True))
    releve(salle)
    with pytest.raises(UserError, match="verrouillée"):
        exporte(salle)


# --- Les accès ----------------------------------------------------------------------------------


def test_les_acces_arrivent_le_post_it_paraît_puis_s_en_va(salle, depot):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle))
    assert releve(salle) == "1 liste d'accès reçue."
    with salle.db.read() as session:
        assert acces_a_voir(session, CTX) == 1
        seen = load_rapport_ag(session, salle.ag)
        assert [(p.code, p.importe) for p in (seen.participants[0], seen.participants[-1])] == [
            ("830", "Importé"), ("", "Non importé : adresse absente"),
        ]  # fmt: skip
        assert [r.importe for r in seen.resolutions] == ["Importée", "Non importée"]
        assert SECRET not in repr(seen)
    receipt = json.loads((depot / f"ag-accuse-acces-{salle.ag}.json").read_bytes())
    assert receipt["fichier"] == f"ag-acces-{salle.ag}.json"
    assert releve(salle) == "Rien de nouveau."
    with salle.db.write() as session:
        voir_acces(session, salle.ag, ctx=CTX)
        assert acces_a_voir(session, CTX) == 0


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"revision": 7}, "répond à l'export n° 7"),
        ({"ag": 77}, "autre assemblée"),
        ({"acces": [{"participant": 9999, "code": "1", "importe": True}]}, "participant inconnu"),
        ({"resolutions": [{"resolution": 9999, "importe": True}]}, "résolution inconnue"),
    ],
)
def test_des_acces_faux_ne_changent_rien_et_n_arretent_pas_le_reste(salle, depot, over, said):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle, **over))
    carnet = Carnet(salle)
    carnet.scrutin("QUITUS", "17:10")
    deposer(depot, "retour", salle, carnet.tout)
    with pytest.raises(UserError, match=said) as refused:
        releve(salle)
    assert "1 retour à importer" in refused.value.advice
    with salle.db.read() as session:
        assert not session.query(AgAcces).count()
        assert session.query(AgRetour).count() == 1


def test_le_lendemain_de_l_assemblee_les_mots_de_passe_sont_effaces(salle, depot):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle))
    releve(salle)
    (depot / f"ag-acces-{salle.ag}.json").unlink()
    releve(salle, replace(CTX, aujourd_hui=date(2021, 11, 6)))
    with salle.db.read() as session:
        assert {row.mot_de_passe for row in session.query(AgAcces)} == {None}


def test_la_convocation_gardee_tait_le_mot_de_passe_que_l_apercu_imprime(salle, depot):
    with salle.db.write("Martine") as session:
        setting = load_configuration_syndic(session)
        setting.texte_convocation = (
            "Code VAGAcces([AG]IdRef;[Tiers]IdRef;1) mot VAGAcces([AG]IdRef;[Tiers]IdRef;2)"
        )
        save_configuration_syndic(session, setting, ctx=CTX)
    parti(salle)
    with pytest.raises(Confirm, match="il manque encore le code de 10"), salle.db.write() as s:
        preparer_convocations(s, salle.ag, ctx=CTX)
    deposer(depot, "acces", salle, acces(salle))
    releve(salle)
    from tests.seance_gilbert import imprime

    with salle.db.write("Martine") as session:
        shown = apercu_convocations(session, salle.ag, CTX)
        assert [f"{SECRET}A" in imprime(shown[0].contenu), shown[0].secret] == [True, True]
        yes = frozenset({SANS_ACCES, TARDIF})
        preparer_convocations(session, salle.ag, ctx=CTX, accepted=yes)
        texts = [imprime(row.contenu) for row in session.query(Fichier)]
        assert len(texts) == 10 and not [text for text in texts if SECRET in text]
        assert any("Code 830 mot (remis à part)" in text for text in texts)


# --- Les retours --------------------------------------------------------------------------------


def test_un_retour_releve_attend_qu_on_l_importe(salle, depot):
    parti(salle)
    carnet = Carnet(salle)
    carnet.present("A")
    carnet.vote("QUITUS", "A", "O")
    carnet.scrutin("QUITUS", "17:10")
    carnet.piece("rapport")
    deposer(depot, "retour", salle, carnet.tout)
    with pytest.raises(UserError, match=r"la pièce « rapport\.pdf » manque"):
        releve(salle)
    (depot / "rapport.pdf").write_bytes(carnet.fichiers["rapport.pdf"])
    assert releve(salle) == "1 retour à importer."
    assert releve(salle) == "Rien de nouveau."
    assert not salle.seance().votes
    with salle.db.read() as session:
        (row,) = session.query(AgRetour)
        seen = load_retour_ag(session, row.id)
    assert (seen.comptes[0].pour, seen.comptes[0].resultat) == ("100 (1)", "Acceptée")
    assert seen.contenu_dit == "1 vote tenu, 0 arrivée ou départ, 0 incident, 1 pièce"


def test_ce_qui_a_ete_recu_n_alarme_pas_apres_un_nouvel_export(salle, depot):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle))
    carnet = Carnet(salle)
    carnet.scrutin("QUITUS", "17:10")
    deposer(depot, "retour", salle, carnet.tout)
    releve(salle)
    exporte(salle)
    assert releve(salle) == "Rien de nouveau."
    with salle.db.read() as session:
        (row,) = session.query(AgRetour)
        assert "répond à l'export n° 1" in load_retour_ag(session, row.id).raison


def test_aucun_secret_au_journal(salle, depot, caplog):
    parti(salle)
    deposer(depot, "acces", salle, acces(salle))
    caplog.set_level("DEBUG")
    releve(salle)
    assert SECRET not in caplog.text
    with salle.db.read() as session:
        for row in session.query(AppelPartenaire):
            assert SECRET not in repr(vars(row))


def test_une_assemblee_exportee_se_supprime_tant_que_rien_n_est_revenu(salle):
    parti(salle)
    with salle.db.write() as session:
        supprimer_assemblee(session, salle.ag)
        assert not session.query(AgConnect).count()
