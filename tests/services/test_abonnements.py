"""Valider une licence : signée par le store, et rien d'autre ; ce qu'elle ouvre et referme."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lsc_desktop.base.errors import RefusedError, UserError
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.partners.store import signature
from lsc_desktop.queries import abonnements as lecture
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.abonnements import exiger_abonnement, valider_licence
from lsc_desktop.services.partenaires.boite import save_reglage_partenaires
from lsc_desktop.storage.models import LicenceStore
from tests.licences import contenu, outil, une_licence


@pytest.fixture
def valider(db, ctx, cle_du_store):
    def run(document: bytes, **change):
        with db.write("Martine") as session:
            return valider_licence(session, document, "fichier", ctx=replace(ctx, **change))

    return run


@pytest.fixture
def refus(db):
    def run(code: str) -> str:
        with db.read() as session:
            return lecture.refus_du_partenaire(session, code)

    return run


def test_une_licence_signee_ouvre_ce_qu_elle_dit_et_rien_d_autre(db, valider, refus):
    assert refus("captain") == "abonnement non souscrit" and refus("extranet") == ""
    assert valider(une_licence()) == "Valable jusqu'au 31/12/2098."
    assert (refus("captain"), refus("inch")) == ("", "abonnement non souscrit")
    with db.read() as session:
        exiger_abonnement(session, "captain")
        with pytest.raises(UserError, match="Inch : abonnement non souscrit") as why:
            exiger_abonnement(session, "inch", champ="active")
        assert "Valider une licence" in why.value.advice and why.value.field == "active"
        assert lecture.jetons(session, "captain") == 1
        assert lecture.jetons(session, "ag_connect") == 3  # au jeton, sans abonnement
        assert lecture.jetons(session, "inch") == 0


def test_changee_d_un_caractere_ou_signee_par_un_autre_elle_est_refusee(db, valider):
    good = une_licence()
    body = json.loads(good)
    forged = {**body, "jetons": {"ag_connect": 999}}
    unknown = {**body, "signature": {**body["signature"], "cle": "pirate"}}
    empty = {**body, "signature": {**body["signature"], "valeur": "pas du base 64"}}
    short = {**body, "signature": {**body["signature"], "valeur": "AAAA"}}
    for one, phrase in ((forged, "a été changé"), (unknown, "clé inconnue"),
                        (empty, "est fausse"), (short, "est fausse")):  # fmt: skip
        with pytest.raises(RefusedError, match=phrase):
            valider(json.dumps(one).encode())
    with db.read() as session:
        assert lecture.load_licence(session) is None
    valider(json.dumps(body, indent=8, sort_keys=True).encode())  # mise en page autrement


def test_la_cle_livree_n_est_pas_celle_des_essais_et_se_lit(db, ctx):
    known = signature.cles()
    assert known and all(len(one) == 32 for one in known.values()) and "essai" not in known
    with db.write() as session, pytest.raises(RefusedError, match="clé inconnue"):
        valider_licence(session, une_licence(), "fichier", ctx=ctx)


def test_une_plus_ancienne_ou_celle_d_un_autre_ne_la_remplace_pas(db, ctx, valider):
    valider(une_licence(emis_le="2021-10-20T08:00:00Z"))
    with pytest.raises(UserError, match="plus récente"):
        valider(une_licence())
    with pytest.raises(UserError, match="celle du client LSC-9"):
        valider(une_licence(client="LSC-9", emis_le="2021-10-21T08:00:00Z"))
    with pytest.raises(UserError, match="n'est pas encore venu"):
        valider(une_licence(emis_le="2030-01-01T08:00:00Z"))


def test_le_numero_regle_dit_quelle_licence_est_la_notre(db, ctx, valider):
    with db.write() as session:
        save_reglage_partenaires(session, ReglagePartenairesDraft(store_client=" LSC-7 "), ctx=ctx)
    with pytest.raises(UserError, match="l'agence est LSC-7"):
        valider(une_licence())


def test_recue_de_nouveau_elle_est_confirmee_sans_changer_qui_l_a_validee(db, ctx, valider):
    valider(une_licence())
    later = ctx.maintenant + timedelta(days=3)
    valider(une_licence(), maintenant=later, utilisateur="Paul")
    with db.read() as session:
        row = session.get_one(LicenceStore, 1)
        assert (row.validee_par, row.vue_le) == ("Martine", later)


def test_expiree_elle_grise_et_reculer_l_horloge_ne_la_prolonge_pas(
    db, valider, refus, monkeypatch
):
    def le(day: str):
        monkeypatch.setattr(lecture, "heure_du_poste", lambda: datetime.fromisoformat(day))

    le("2026-12-20")
    valider(une_licence(valable_jusqu_au="2026-12-31"), maintenant=datetime(2027, 1, 10))
    assert refus("captain") == ""  # quinze jours de tolérance
    le("2027-01-16")
    assert refus("captain") == "abonnement expiré le 31/12/2026"
    with db.write() as session:
        session.get_one(LicenceStore, 1).vue_le = datetime(2027, 1, 20)
    le("2026-12-20")
    assert refus("captain") == "abonnement expiré le 31/12/2026"


def test_la_fiche_et_le_tableau_disent_l_etat(db, valider):
    with db.read() as session:
        assert lecture.load_licence_vue(session).etat == "Aucune licence n'est validée."
    valider(une_licence())
    with db.read() as session:
        shown = lecture.load_licence_vue(session)
        rows = {row.code: row for row in lecture.PARTENAIRES.rows(session, Criteria())}
    assert (shown.client, shown.etat) == ("LSC-0042", "Valable jusqu'au 31/12/2098.")
    assert "par Martine, fichier" in shown.validee and "« essai »" in shown.signature
    lines = [(one.nom, one.etat, one.jetons) for one in shown.produits]
    assert lines == [
        ("Captain Tower", "Souscrit jusqu'au 31/12/2098", 1),
        ("Inch", "Abonnement non souscrit", None),
        ("AG Connect", "Souscrit jusqu'au 31/12/2098", 3),
    ]
    assert rows["captain"].abonnement == "Souscrit jusqu'au 31/12/2098"
    assert rows["captain"].jetons == 1 and rows["extranet"].abonnement == "Compris"
    assert rows["inch"].abonnement == "Abonnement non souscrit"


def test_l_outil_de_l_editeur_fait_une_cle_et_refuse_de_signer_n_importe_quoi(tmp_path):
    tool = outil()
    line = json.loads(tool.faire_une_cle("store-9", tmp_path))
    assert line["nom"] == "store-9" and (tmp_path / "store-9.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        tool.faire_une_cle("store-9", tmp_path)
    with pytest.raises(RefusedError, match="jetons"):
        une_licence(jetons=None)
    assert "signature" not in contenu()
