"""Écrans des partenaires : la boîte d'envoi et ce qu'on y fait, la licence, le tableau."""

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.envois import EN_PANNE, REFUSE, Sort
from lsc_desktop.gui.screens import partenaires as ecrans
from lsc_desktop.queries.partenaires import registre
from lsc_desktop.queries.partenaires.envois import ENVOIS_PARTENAIRES
from lsc_desktop.queries.partenaires.registre import SorteEnvoi
from lsc_desktop.services.abonnements import valider_licence
from lsc_desktop.services.partenaires import boite
from lsc_desktop.storage.models import EnvoiPartenaire
from tests.gui.screens.atelier import champ
from tests.licences import une_licence

SORTES = (SorteEnvoi("a.faire", "store", "Faire", "essai:faire", True, "immeubles.fiche"),)


@pytest.fixture
def envois(db, ctx, monkeypatch):
    """Deux envois : l'un refusé, d'un immeuble ; l'autre en panne, de rien."""
    monkeypatch.setattr(registre, "SORTES", SORTES)
    monkeypatch.setattr(ecrans, "SORTES", SORTES)
    with db.write("Martine") as session:
        ids = [
            boite.inscrire(session, "a.faire", objet=objet, charge={}, ctx=ctx, objet_id=linked)
            for objet, linked in (("Immeuble GILBERT", 7), ("Rien", None))
        ]
        for id, sort in zip(ids, (Sort(REFUSE, "refus", "Surface manquante", "Complétez-la."),
                                  Sort(EN_PANNE, "doute", "Muet")), strict=True):  # fmt: skip
            row = session.get_one(EnvoiPartenaire, id)
            row.etat, row.motif, row.message, row.conseil = (
                sort.etat, sort.motif, sort.message, sort.conseil,
            )  # fmt: skip
            row.pas_avant = None
    return ids


def lignes(view):
    return view.loader.read(lambda session: list(view.choice().rows(session)))


def etats(db):
    with db.read() as session:
        return list(session.scalars(select(EnvoiPartenaire.etat).order_by(EnvoiPartenaire.id)))


def test_la_boite_montre_ce_qui_attend_et_quoi_faire(atelier, envois):
    rows = lignes(atelier.liste("partenaires.envois"))
    assert {row.message for row in rows} == {"Surface manquante", "Muet"}
    assert {row.sorte for row in rows} <= {"Faire", "a.faire"}


def test_reessayer_remet_a_envoyer_et_envoie_sans_attendre(atelier, db, envois):
    ecrans._reessayer(atelier.shell, _lignes(db, envois))
    assert etats(db) == ["a_envoyer", "a_envoyer"]
    assert atelier.shell.services[-1] == ("envoyer_aux_partenaires", {"ids": tuple(envois)})


def test_ouvrir_l_objet_mene_a_sa_fiche_ou_dit_qu_il_n_y_en_a_pas(atelier, db, envois):
    linked, alone = _lignes(db, envois)
    ecrans._ouvrir(atelier.shell, [linked])
    assert atelier.shell.ouverts[-1][:2] == ("immeubles.fiche", 7)
    with pytest.raises(UserError, match="ne vient d'aucune fiche"):
        ecrans._ouvrir(atelier.shell, [alone])


def test_la_licence_se_lit_sur_sa_fiche_et_au_tableau(atelier, db, ctx, cle_du_store):
    assert champ(atelier.fiche("abonnements.licence", 1), "etat").text() == (
        "Aucune licence n'est validée."
    )
    with db.write() as session:
        valider_licence(session, une_licence(), "fichier", ctx=ctx)
    form = atelier.fiche("abonnements.licence", 1)
    assert champ(form, "etat").text() == "Valable jusqu'au 31/12/2098."
    assert champ(form, "client").text() == "LSC-0042"
    assert champ(form, "produits").model().rowCount() == 3
    view = atelier.liste("partenaires.liste")
    said = {row.code: row.abonnement for row in lignes(view)}
    assert said["captain"] == "Souscrit jusqu'au 31/12/2098" and said["extranet"] == "Compris"


def _lignes(db, ids):
    with db.read() as session:
        return ENVOIS_PARTENAIRES.pick(session, ids)
