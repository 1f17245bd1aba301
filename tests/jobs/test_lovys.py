"""Les devis de la boîte d'envoi devant le faux Lovys : un devis par lot, ou pourquoi non.

Le faux est écrit d'après notre contrat : jamais vérifié avec le service réel.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from lsc_desktop.base.ecritures import ecriture
from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.domain.partenaires.envois import ACCES, BOGUE, DOUTE, LIAISON, REFUS
from lsc_desktop.jobs import lovys as travail
from lsc_desktop.jobs.boite_envoi import vider
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.queries.lovys.demande import nouvelle_demande
from lsc_desktop.queries.lovys.listes import DEVIS_LOVYS, lien_du_devis
from lsc_desktop.queries.lovys.reglages import au_coffre, load_reglage_lovys
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.services.lovys.devis import DOUBLE, demander_devis, reessayer_devis
from lsc_desktop.services.lovys.reglages import garder_mot_de_passe, save_reglage_lovys
from lsc_desktop.services.partenaires import boite
from lsc_desktop.storage.models import Base, DevisLovys, EnvoiPartenaire, Lot, Mandat
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.factories import un_locataire
from tests.lovys import (
    lovys_est,
    un_abonnement,
    un_compte_lovys,
    un_logement,
    un_occupe,
    une_demande,
)
from tests.partners.faux_https import Retour, faux_https, page, port_ferme
from tests.partners.faux_lovys import LOGIN, MOT_DE_PASSE, FauxLovys
from tests.partners.serveurs import trou_noir

VILLES = ("NANCY", "METZ", "TOUL")
COUPE = Retour(200, corps=b'{"statut": "ok", "mont')


@pytest.fixture
def coffre():
    with coffre_en_memoire() as there:
        yield there


@pytest.fixture
def poste(db, ctx, agence, tmp_path, monkeypatch, coffre, cle_du_store):
    """L'agence abonnée, trois locataires aux lots complets, le faux d'en face."""

    class Poste:
        def __init__(self, there, faux) -> None:
            self.there, self.faux, self.coffre = there, faux, coffre
            self.qui = tuple(ecrire(db, un_occupe, agence, ville) for ville in VILLES)

        def demander(self, *qui, **more):
            more = more or {"locataires": qui or self.qui}
            return ecrire(db, une_demande, ctx, **more)

        def partir(self, **plus_tard):
            when = replace(ctx, maintenant=ctx.maintenant + timedelta(**plus_tard))
            return vider(db, when)

        def compte_rendu(self):
            """(état, montant, erreur) de chaque devis, dans l'ordre où on les a demandés."""
            rows = self.lignes()
            return [(row.etat, row.montant, row.erreur) for row in rows]

        def lignes(self):
            with db.read() as session:
                return list(DEVIS_LOVYS.page(session, Criteria(), 0, 99))[::-1]

        def motifs(self):
            with db.read() as session:
                stmt = select(EnvoiPartenaire.motif).order_by(EnvoiPartenaire.id)
                return list(session.scalars(stmt))

        def appels(self):
            with db.read() as session:
                return APPELS_PARTENAIRES.page(session, Criteria(), 0, 99)

        def regler(self, adresse) -> None:
            def work(session):
                draft = replace(load_reglage_lovys(session), url=f"{adresse}/v1")
                save_reglage_lovys(session, draft, ctx=ctx)

            ecrire(db, work)
            garder_mot_de_passe(LOGIN, adresse, MOT_DE_PASSE)

        def demandes(self):
            return [one.chemin for one in self.faux.requetes]

    there = FauxLovys()
    with (
        faux_https(there, tmp_path / "serveur") as faux,
        lovys_est(faux.autorites, monkeypatch),
    ):
        ecrire(db, un_abonnement, ctx)
        ecrire(db, un_compte_lovys, ctx, faux.adresse)
        yield Poste(there, faux)


# --- De bout en bout ----------------------------------------------------------------------------


def test_trois_lots_ont_chacun_leur_devis_avec_un_seul_jeton(poste, db):
    done = poste.demander(formule=2, locataires=poste.qui)
    assert poste.demandes() == [] and len(done.envois) == 3  # rien ne part en enregistrant
    assert poste.partir().phrase() == "3 envoyés."
    assert poste.compte_rendu() == [("Devis reçu", Decimal("22.00"), "")] * 3
    assert poste.demandes() == ["/v1/connexion", *["/v1/devis"] * 3]
    row = poste.lignes()[0]
    assert row.periodicite == "par mois" and row.formule == "Formule 2"
    assert lire(db, lien_du_devis, row.id) == row.lien
    assert poste.partir().phrase() == "Rien à envoyer."


def test_le_devis_dit_le_lot_l_occupant_et_les_dependances(poste):
    poste.demander(poste.qui[0])
    poste.partir()
    (sent,) = poste.there.devis
    assert sent["bien"] == {
        "adresse": "47, boulevard Albert 1er", "cp": "54500", "ville": "NANCY",
        "type": "appartement", "surface_totale": "95.00", "nb_pieces": 5,
        "surface_dependances": "40.00",
    }  # fmt: skip
    assert sent["occupant"]["prenom"] == "Paul" and sent["occupant"]["qualite"] == "locataire"


def test_un_mandat_demande_pour_chaque_lot_confie_au_nom_du_proprietaire(poste, db, ctx, agence):
    def autre(session) -> int:
        made = Mandat(numero="103", entite_id=agence.entite, proprietaire_id=agence.proprietaire,
                      debut=ctx.aujourd_hui)  # fmt: skip
        session.add(made)
        session.flush()
        return made.id

    mandat = ecrire(db, autre)
    with pytest.raises(UserError, match="aucun lot"):
        lire(db, lambda session: nouvelle_demande(session, ctx, mandats=(mandat,)))
    poste.demander(mandats=(agence.mandat,))  # ceux des locataires, et LAFAYETTE/002, incomplet
    poste.partir()
    assert {one["occupant"]["nom"] for one in poste.there.devis} == {"LEPITRE"}
    assert {one["occupant"]["qualite"] for one in poste.there.devis} == {"proprietaire"}
    assert [row.etat for row in poste.lignes()] == ["Non demandé", *["Devis reçu"] * 3]


# --- Préalables ---------------------------------------------------------------------------------


def test_un_lot_incomplet_ne_fait_aucun_appel(poste, db, agence):
    bare = ecrire(db, un_occupe, agence, nb_pieces=None, surface=None)
    done = poste.demander(bare)
    assert (done.envois, done.ecartes) == ((), 1)
    assert poste.partir().phrase() == "Rien à envoyer." and poste.demandes() == []
    ((state, amount, error),) = poste.compte_rendu()
    assert (state, amount) == ("Non demandé", None)
    assert error == "Il manque la surface totale et le nombre de pièces."


def test_un_lot_incomplet_n_empeche_pas_les_autres(poste, db, agence):
    bare = ecrire(db, un_occupe, agence, nb_pieces=None)
    poste.demander(bare, *poste.qui)
    poste.partir()
    assert [row[0] for row in poste.compte_rendu()] == ["Non demandé", *["Devis reçu"] * 3]


def test_un_lot_change_apres_l_ouverture_part_tel_qu_il_est(poste, db, ctx):
    draft = lire(db, lambda session: nouvelle_demande(session, ctx, locataires=poste.qui[:1]))

    def vider_la_fiche(session) -> None:
        session.get_one(Lot, draft.lignes[0].lot_id).nb_pieces = None

    ecrire(db, vider_la_fiche)
    assert ecrire(db, demander_devis, draft, ctx=ctx).ecartes == 1


def test_sans_abonnement_rien_ne_s_inscrit(db, ctx, agence):
    who = ecrire(db, un_occupe, agence)
    with pytest.raises(UserError, match="abonnement"):
        ecrire(db, une_demande, ctx, locataires=(who,))
    with db.read() as session:
        assert not list(session.scalars(select(DevisLovys)))


# --- Deux clics ---------------------------------------------------------------------------------


def test_un_second_devis_le_meme_jour_se_demande(poste, db, ctx):
    poste.demander(poste.qui[0])
    with pytest.raises(Confirm, match="déjà demandé aujourd'hui") as asked:
        poste.demander(*poste.qui)
    assert len(poste.lignes()) == 1  # rien d'inscrit avant la réponse
    poste.demander(locataires=poste.qui, accepted={asked.value.key})
    poste.partir()
    assert len(poste.there.devis) == 4
    with pytest.raises(Confirm):  # reçu, il compte encore
        poste.demander(poste.qui[0])
    tomorrow = replace(ctx, maintenant=ctx.maintenant + timedelta(days=1))
    assert len(ecrire(db, une_demande, tomorrow, locataires=poste.qui).envois) == 3


def test_un_meme_lot_deux_fois_dans_une_demande_se_demande(poste, db, agence):
    where = ecrire(db, un_logement, agence)
    pair = [ecrire(db, un_locataire, agence, lot_id=where) for _ in range(2)]
    with pytest.raises(Confirm):
        poste.demander(*pair)
    assert len(poste.demander(locataires=pair, accepted={DOUBLE}).envois) == 2


def test_deux_postes_qui_demandent_ensemble_ne_font_qu_un_devis(poste, db, ctx):
    """L'un inscrit, l'autre a la question, lequel que ce soit."""
    start = Barrier(2)

    def demander(_who) -> str:
        start.wait(60)
        try:
            ecrire(db, une_demande, ctx, locataires=poste.qui[:1])
        except Confirm:
            return "question"
        return "inscrit"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demander, range(2))) == ["inscrit", "question"]
    assert len(poste.lignes()) == 1


def test_un_devis_refuse_compte_encore_un_abandonne_plus(poste, db, ctx):
    """« Réessayer » le ferait partir : il y en aurait deux."""
    poste.there.manquer("NANCY", Retour(200, {"statut": "refus", "motif": "Ville exclue"}))
    (sent,) = poste.demander(poste.qui[0]).envois
    poste.partir()
    with pytest.raises(Confirm):
        poste.demander(poste.qui[0])
    ecrire(db, boite.abandonner, sent, ctx)
    assert poste.compte_rendu() == [("Abandonné", None, "Cette demande a été abandonnée.")]
    assert len(poste.demander(poste.qui[0]).envois) == 1


# --- Un échec n'arrête pas les autres -----------------------------------------------------------

ECHECS = {
    "refus": (Retour(200, {"statut": "refus", "motif": "Ville exclue"}), REFUS, "Ville exclue"),
    "erreur": (Retour(200, {"statut": "erreur", "motif": "Calcul"}), REFUS, "n'a pas su"),
    "422": (Retour(422, {"motif": "surface trop grande"}), REFUS, "surface trop grande"),
    "500": (Retour(500, {"motif": "incident"}), DOUTE, "en panne (réponse 500)"),
    "503": (Retour(503, {}), LIAISON, "en panne (réponse 503)"),
    "coupé": (Retour(coupe=True), DOUTE, "coupée"),
    "muet": (Retour(muet=True), DOUTE, "ne répond pas"),
    "JSON tronqué": (COUPE, DOUTE, "incomplète"),
    "page": (page(), DOUTE, "une page au lieu de données"),
    "statut inconnu": (Retour(200, {"statut": "peut-être"}), BOGUE, "statut imprévu"),
    "sans statut": (Retour(200, {}), BOGUE, "« statut » y manque"),
    "montant en nombre": (
        Retour(200, {"statut": "ok", "montant": 12.5, "periodicite": "mensuel", "lien": "x"}),
        BOGUE, "« montant »",
    ),
    "montant négatif": (
        Retour(200, {"statut": "ok", "montant": "-1", "periodicite": "mensuel", "lien": "x"}),
        BOGUE, "montant imprévu",
    ),
    "périodicité inconnue": (
        Retour(200, {"statut": "ok", "montant": "9", "periodicite": "jour", "lien": "x"}),
        BOGUE, "périodicité imprévue",
    ),
    "jour impossible": (
        Retour(200, {"statut": "ok", "montant": "9", "periodicite": "annuel", "lien": "x",
                     "expire_le": "2026-02-30"}),
        BOGUE, "date d'expiration",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("retour", "motif", "dit"), ECHECS.values(), ids=ECHECS)
def test_un_echec_se_dit_et_les_deux_autres_ont_leur_devis(poste, retour, motif, dit):
    poste.there.manquer("METZ", retour)
    poste.demander()
    poste.partir()
    good, bad, last = poste.compte_rendu()
    assert good[0] == last[0] == "Devis reçu"
    assert bad[0] == ("Refusé" if motif == REFUS else "En panne") and dit in bad[2]
    assert poste.motifs() == ["", motif, ""]


def test_un_devis_manque_se_reessaie_et_un_seul_reste(poste, db, ctx):
    poste.there.manquer("METZ", Retour(500, {}))
    poste.demander()
    poste.partir()
    poste.partir(days=1)  # peut-être arrivé : rien ne repart sans quelqu'un
    assert len(poste.there.devis) == 2
    missed = [row.id for row in poste.lignes() if row.erreur]
    ids = ecrire(db, reessayer_devis, missed, ctx=ctx)
    assert vider(db, ctx, ids=ids).phrase() == "1 envoyé."
    assert len(poste.there.devis) == 3 and {row[0] for row in poste.compte_rendu()} == {
        "Devis reçu"
    }  # fmt: skip
    with pytest.raises(UserError):  # deux clics sur « Réessayer »
        ecrire(db, reessayer_devis, missed, ctx=ctx)


def test_une_panne_sans_doute_repart_seule(poste):
    poste.there.manquer("METZ", Retour(503, {}))
    poste.demander()
    poste.partir()
    assert len(poste.there.devis) == 2
    assert poste.partir(hours=1).phrase() == "1 envoyé."


def test_trois_liaisons_manquees_de_suite_laissent_la_suite_au_passage_suivant(poste, db, agence):
    more = [ecrire(db, un_occupe, agence, f"V{rank}") for rank in range(3)]
    for ville in (*VILLES, "V0", "V1", "V2"):
        poste.there.manquer(ville, Retour(503, {}))
    poste.demander(*poste.qui, *more)
    assert poste.partir().en_panne == 3
    assert [row[0] for row in poste.compte_rendu()] == ["En panne"] * 3 + ["En attente"] * 3


@pytest.mark.parametrize("forme", ["secondes", "date"])
def test_trop_de_demandes_fait_attendre_les_autres(poste, db, ctx, forme):
    date = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    asked = {"secondes": "7200", "date": date}[forme]
    poste.there.manquer("NANCY", Retour(429, {}, entetes={"Retry-After": asked}))
    poste.demander()
    poste.partir()
    assert [row[0] for row in poste.compte_rendu()] == ["En panne", "En attente", "En attente"]
    with db.read() as session:
        when = session.scalars(select(EnvoiPartenaire.pas_avant).order_by(EnvoiPartenaire.id))
        assert when.first() > ctx.maintenant + timedelta(hours=1)


# --- Le compte ----------------------------------------------------------------------------------


def test_un_jeton_perime_en_route_se_redemande_une_fois(poste):
    poste.demander(poste.qui[0])
    poste.partir()
    poste.there.perimes.update(poste.there.jetons)
    poste.demander(*poste.qui[1:])
    assert poste.partir().phrase() == "2 envoyés."
    assert poste.demandes().count("/v1/connexion") == 2


def test_un_jeton_au_bout_de_sa_vie_ne_part_pas(poste):
    poste.there.duree = timedelta(seconds=30)
    poste.demander(*poste.qui[:2])
    assert poste.partir().phrase() == "2 envoyés."
    assert poste.demandes().count("/v1/connexion") == 2


def test_un_mauvais_mot_de_passe_arrete_tout_et_n_insiste_pas(poste):
    garder_mot_de_passe(LOGIN, poste.faux.adresse, "faux-mot-de-passe-99")
    poste.demander()
    bilan = poste.partir()
    assert poste.demandes() == ["/v1/connexion"]
    assert "ne reconnaît pas le login" in bilan.manques[0] and poste.motifs()[0] == ACCES
    poste.partir(days=1)
    assert poste.demandes() == ["/v1/connexion"]


def test_sans_mot_de_passe_sur_ce_poste_rien_ne_part(poste):
    garder_mot_de_passe(LOGIN, poste.faux.adresse, "")
    poste.demander()
    assert "Ce poste n'a pas le mot de passe" in poste.partir().manques[0]
    assert poste.demandes() == []


def test_le_mot_de_passe_d_un_serveur_n_est_jamais_montre_a_un_autre(poste, tmp_path):
    with faux_https(FauxLovys(), tmp_path / "autre") as other:
        assert au_coffre(LOGIN, other.adresse) != au_coffre(LOGIN, poste.faux.adresse)
        draft_url = other.adresse
        poste.regler(draft_url)
        garder_mot_de_passe(LOGIN, draft_url, "")
        poste.demander()
        poste.partir()
        assert other.requetes == [] and poste.demandes() == []


@pytest.mark.parametrize(
    ("reponse", "erreur"),
    [
        (Retour(200, {"token": "", "expire": "2098-01-01T00:00:00+00:00"}), BOGUE),
        (Retour(200, {"token": "abc", "expire": "demain"}), BOGUE),
        (Retour(200, {"token": "abc", "expire": "2098-01-01T00:00:00"}), BOGUE),
        (Retour(200, {"token": "abc", "expire": "0001-01-01T00:00:00+14:00"}), BOGUE),
        (Retour(200, {"token": "abc", "expire": "9999-12-31T23:59:59-14:00"}), BOGUE),
        (Retour(200, {"token": "abc"}), BOGUE),
        (Retour(403, {}), ACCES),
        (Retour(500, {}), LIAISON),
        (page(), LIAISON),
        (COUPE, LIAISON),
    ],
)
def test_un_jeton_qu_on_n_a_pas_ne_laisse_aucun_doute(poste, reponse, erreur):
    poste.there.connexion.append(reponse)
    poste.demander(poste.qui[0])
    poste.partir()
    assert poste.motifs() == [erreur] and "/v1/devis" not in poste.demandes()


def test_un_serveur_ferme_ou_muet_est_une_panne(poste):
    poste.regler(f"https://127.0.0.1:{port_ferme()}")
    poste.demander(poste.qui[0])
    assert poste.partir().en_panne == 1
    with trou_noir() as port:
        poste.regler(f"https://127.0.0.1:{port}")
        assert poste.partir(hours=1).en_panne == 1
    assert poste.motifs() == [LIAISON]


# --- Tester la connexion ------------------------------------------------------------------------


def test_tester_dit_le_jeton_sans_le_livrer(poste, db, ctx):
    said = travail.essayer(db, ctx)
    assert f"« {LOGIN} »" in said and "jeton jeto… (19 caractères)" in said
    assert poste.there.jetons[0] not in said
    travail.essayer(db, ctx)
    assert poste.demandes() == ["/v1/connexion"] * 2  # toujours un neuf, jamais un devis


def test_tester_dit_ce_qui_manque(poste, db, ctx):
    garder_mot_de_passe(LOGIN, poste.faux.adresse, "faux-mot-de-passe-99")
    with pytest.raises(AccesError, match="ne reconnaît pas"):
        travail.essayer(db, ctx)
    poste.regler(f"https://127.0.0.1:{port_ferme()}")
    with pytest.raises(LiaisonError):
        travail.essayer(db, ctx)

    def sans_login(session):
        draft = replace(load_reglage_lovys(session), login="")
        save_reglage_lovys(session, draft, ctx=ctx)

    ecrire(db, sans_login)
    with pytest.raises(AccesError, match="il manque le login"):
        travail.essayer(db, ctx)


def test_rien_ne_part_dans_une_transaction(poste, db, ctx):
    with ecriture(), pytest.raises(RuntimeError, match="transaction"):
        travail.essayer(db, ctx)
    assert poste.demandes() == []


# --- Secrets, lien ------------------------------------------------------------------------------


def test_ni_mot_de_passe_ni_jeton_dans_la_base_le_journal_ou_les_messages(
    poste, db, ctx, caplog, tmp_path
):
    caplog.set_level(logging.DEBUG)
    poste.there.manquer("METZ", Retour(400, {"motif": f"non à {MOT_DE_PASSE}"}))
    poste.demander()
    poste.partir()
    garder_mot_de_passe(LOGIN, poste.faux.adresse, MOT_DE_PASSE + "-faux")
    with pytest.raises(AccesError) as refus:
        travail.essayer(db, ctx)
    said = [caplog.text, repr(poste.appels()), repr(poste.lignes()), str(refus.value)]
    said.append(repr(travail.compte(db)))
    with db.read() as session:
        for table in Base.metadata.sorted_tables:
            said.append(repr(session.execute(select(table)).all()))
    for path in Path(tmp_path).rglob("*.db*"):
        said.append(path.read_bytes().decode("latin-1"))
    assert poste.appels()
    for secret in (MOT_DE_PASSE, *poste.there.jetons):
        assert not [text for text in said if secret in text]


def test_un_lien_qui_mene_ailleurs_se_garde_et_ne_s_ouvre_pas(poste, db):
    answer = {"statut": "ok", "montant": "9.90", "periodicite": "annuel",
              "lien": "https://lovys.com.pirate.fr/1"}  # fmt: skip
    poste.there.manquer("NANCY", Retour(200, answer))
    poste.demander(poste.qui[0])
    poste.partir()
    (row,) = poste.lignes()
    assert (row.montant, row.periodicite, row.expire_le) == (Decimal("9.90"), "par an", None)
    with pytest.raises(UserError, match="n'est pas ouvert"):
        lire(db, lien_du_devis, row.id)
