"""Interroger le store : par HTTPS, noté, sans secret en clair, et hors ligne rien ne change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.jobs import store, travaux
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.queries.abonnements import licence_gardee, load_licence
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.services.abonnements import garder_secret_du_store, valider_licence
from lsc_desktop.services.partenaires.boite import save_reglage_partenaires
from tests.coffres import coffre_en_memoire
from tests.licences import une_licence
from tests.partners.faux_https import Requete, Retour, Routes, faux_https, page, port_ferme

SECRET = "Perroquet-7"


@pytest.fixture
def coffre():
    with coffre_en_memoire() as there:
        garder_secret_du_store(f" {SECRET} ")
        yield there


@pytest.fixture
def regler(db, ctx):
    def run(adresse: str, client: str = "LSC-0042") -> None:
        with db.write() as session:
            draft = ReglagePartenairesDraft(store_adresse=adresse, store_client=client)
            save_reglage_partenaires(session, draft, ctx=ctx)

    return run


def strict(document: bytes):
    """Le faux store, d'après `resources/abonnements-1.schema.json` : GET, client, clé d'accès."""

    def repondre(requete: Requete) -> Retour:
        if requete.entetes.get("authorization") != f"Bearer {SECRET}":
            return Retour(401, {"message": f"clé {SECRET} inconnue"})
        assert requete.parametres == {"client": "LSC-0042"}
        return Retour(corps=document)

    return Routes({"GET /api/abonnements/1": repondre})


def appels(db):
    with db.read() as session:
        return APPELS_PARTENAIRES.page(session, Criteria(), 0, 9)


def test_la_licence_du_store_est_validee_et_l_appel_note(
    db, ctx, coffre, regler, cle_du_store, tmp_path
):
    with faux_https(strict(une_licence()), tmp_path) as faux:
        regler(faux.adresse + "/api/")
        assert store.interroger(db, ctx, autorites=faux.autorites).startswith("Valable")
    with db.read() as session:
        assert licence_gardee(session).origine == "https"
    (appel,) = appels(db)
    assert (appel.partenaire, appel.issue, appel.objet) == ("Store", "Fait", "client LSC-0042")
    assert SECRET not in repr(appel)


def test_une_cle_d_acces_refusee_se_dit_sans_la_montrer(db, ctx, regler, tmp_path):
    with coffre_en_memoire(), faux_https(strict(b""), tmp_path) as faux:
        garder_secret_du_store("Autre-secret")
        regler(faux.adresse + "/api")
        with pytest.raises(AccesError, match="refuse nos identifiants") as refus:
            store.interroger(db, ctx, autorites=faux.autorites)
    assert "Autre-secret" not in f"{refus.value}{appels(db)}"


@pytest.mark.parametrize(
    ("retour", "phrase"),
    [(page(), "une page au lieu"), (Retour(corps=b'{"format": "abon'), "ne se lit pas"),
     (Retour(contenu={"format": "abonnements/1"}), "n'est pas signée"),
     (Retour(503, {}), "en panne"), (Retour(404, {}), "a refusé")],
)  # fmt: skip
def test_tout_autre_chose_qu_une_licence_laisse_celle_qu_on_a(
    db, ctx, coffre, regler, cle_du_store, tmp_path, monkeypatch, retour, phrase
):
    monkeypatch.setattr("lsc_desktop.partners.http.client.PAS", 0.001)
    with db.write() as session:
        valider_licence(session, une_licence(), "fichier", ctx=ctx)
    with faux_https(lambda _requete: retour, tmp_path) as faux:
        regler(faux.adresse)
        with pytest.raises(UserError, match=phrase):
            store.interroger(db, ctx, autorites=faux.autorites)
    with db.read() as session:
        assert load_licence(session) is not None


def test_sans_adresse_on_le_dit(db, ctx):
    with pytest.raises(UserError, match="ne sont pas réglés"):
        store.interroger(db, ctx)


def test_hors_ligne_le_service_passe_et_n_insiste_pas_le_meme_jour(
    db, ctx, coffre, regler, cle_du_store
):
    with db.write() as session:
        valider_licence(session, une_licence(), "fichier", ctx=ctx)
    regler(f"https://127.0.0.1:{port_ferme()}", client="")
    assert travaux.envoyer_aux_partenaires(db, ctx, Suivi()) == "Rien à envoyer."
    assert appels(db) == []  # vue le jour même
    later = replace(ctx, maintenant=ctx.maintenant + timedelta(days=2))
    assert travaux.envoyer_aux_partenaires(db, later, Suivi()) == "Rien à envoyer."
    (appel,) = appels(db)
    assert (appel.issue, appel.objet) == ("En panne", "client LSC-0042")
    with pytest.raises(LiaisonError):
        store.interroger(db, later)
