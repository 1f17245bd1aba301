"""La boîte d'envoi : inscrite avec le changement, vidée hors transaction, jamais doublée."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.domain.partenaires.envois import (
    A_ENVOYER,
    ABANDONNE,
    ACCES,
    BOGUE,
    DOUTE,
    EN_PANNE,
    ENVOYE,
    LIAISON,
    REFUS,
    REFUSE,
)
from lsc_desktop.jobs import boite_envoi
from lsc_desktop.jobs.boite_envoi import Fait, journal, vider
from lsc_desktop.jobs.horaire import a_l_heure, sur_demande
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError
from lsc_desktop.partners.http import Client, Reglages
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires import registre
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.queries.partenaires.envois import (
    ENVOIS_PARTENAIRES,
    dernier_envoi,
    envois_a_voir,
)
from lsc_desktop.queries.partenaires.registre import SorteEnvoi
from lsc_desktop.queries.services_systeme.listes import PASSAGES
from lsc_desktop.queries.services_systeme.registre import PARTENAIRES
from lsc_desktop.services.partenaires import boite
from lsc_desktop.services.partenaires.appels import oublier_appels
from lsc_desktop.storage.models import EnvoiPartenaire, Immeuble
from lsc_desktop.storage.sauvegardes import ASLEEP
from tests.partners.faux_https import Retour, Suite, faux_https

SORTES = (
    SorteEnvoi("a.faire", "store", "Faire", "essai:faire", rejouable=True, ecran="immeubles.fiche"),
    SorteEnvoi("c.faire", "captain", "Faire", "essai:faire", rejouable=True),
    SorteEnvoi("a.creer", "store", "Créer", "essai:faire", rejouable=False),
    SorteEnvoi("b.faire", "extranet", "Faire", "essai:faire", rejouable=True),
)


class Essai:
    """Un travail qui fait ce qu'on lui dit : une erreur à lever, ou une fonction à jouer."""

    def __init__(self) -> None:
        self.vus, self.suite = [], {}

    def faire(self, envoi, outils):
        self.vus.append((envoi.objet, envoi.cle, envoi.essais))
        act = self.suite.get(envoi.objet)
        if isinstance(act, Exception):
            raise act
        return act(envoi, outils) if act else Fait("Bien reçu.")


@pytest.fixture
def essai(monkeypatch):
    made = Essai()
    monkeypatch.setattr(registre, "SORTES", SORTES)
    monkeypatch.setattr(boite_envoi, "_travail", lambda kind: made.faire)
    return made


@pytest.fixture
def poste(db, ctx, essai):
    """De quoi inscrire, envoyer, et lire l'état."""

    class Poste:
        def inscrire(self, objet, sorte="a.faire", **options):
            with db.write("Martine") as session:
                return boite.inscrire(session, sorte, objet=objet, charge={"objet": objet}, ctx=ctx,
                                      **options)  # fmt: skip

        def vider(self, plus=timedelta(0), ids=None):
            return vider(db, replace(ctx, maintenant=ctx.maintenant + plus), ids=ids)

        def etats(self):
            with db.read() as session:
                rows = session.scalars(select(EnvoiPartenaire).order_by(EnvoiPartenaire.id))
                return {row.objet: (row.etat, row.motif) for row in rows}

        def ligne(self, id):
            with db.read() as session:
                (row,) = ENVOIS_PARTENAIRES.pick(session, [id])
                return row

        def faire(self, work, id):
            with db.write("Martine") as session:
                work(session, id, ctx)

    return Poste()


# --- Inscrire -----------------------------------------------------------------------------------


def test_l_envoi_s_inscrit_avec_le_changement_ou_pas_du_tout(db, ctx, poste):
    with pytest.raises(ZeroDivisionError), db.write("Martine") as session:
        session.add(Immeuble(code="GILBERT", nom="Gilbert"))
        boite.inscrire(session, "a.faire", objet="Perdu", charge={}, ctx=ctx)
        raise ZeroDivisionError
    assert poste.etats() == {}
    poste.inscrire("Gardé")
    assert poste.etats() == {"Gardé": (A_ENVOYER, "")}


def test_une_sorte_inconnue_est_un_bogue_et_celle_d_un_autre_poste_attend(
    db, ctx, poste, monkeypatch
):
    with db.write() as session, pytest.raises(KeyError):
        boite.inscrire(session, "autre", objet="x", charge={}, ctx=ctx)
    poste.inscrire("D'un programme plus récent")
    monkeypatch.setattr(registre, "SORTES", ())
    assert poste.vider().phrase() == "Rien à envoyer."
    assert list(poste.etats().values()) == [(A_ENVOYER, "")]


# --- Envoyer ------------------------------------------------------------------------------------


def test_ce_qui_part_part_dans_l_ordre_hors_transaction_et_son_effet_s_ecrit_avec_lui(
    db, essai, poste
):
    def creer(envoi, outils):
        with db.write():  # aucune transaction n'est ouverte : SQLite s'y bloquerait
            pass
        return Fait("Créé.", lambda session: session.add(Immeuble(code="NEUF", nom=envoi.objet)))

    essai.suite["Un"] = creer
    first, _second = poste.inscrire("Un"), poste.inscrire("Deux")
    assert poste.vider().phrase() == "2 envoyés."
    assert [objet for objet, *_rest in essai.vus] == ["Un", "Deux"]
    assert poste.etats() == {"Un": (ENVOYE, ""), "Deux": (ENVOYE, "")}
    assert (poste.ligne(first).message, poste.ligne(first).pas_avant) == ("Créé.", None)
    with db.read() as session:
        assert session.scalar(select(Immeuble.nom).where(Immeuble.code == "NEUF")) == "Un"
    assert poste.vider().phrase() == "Rien à envoyer." and len(essai.vus) == 2


ECHECS = [
    (RefusedError("Surface manquante", "Complétez-la."), REFUSE, REFUS, False),
    (UserError("Plus de fiche"), REFUSE, REFUS, False),
    (AccesError("Mot de passe refusé"), EN_PANNE, ACCES, False),
    (LiaisonError("Muet"), EN_PANNE, LIAISON, True),
    (TemporaryError("Coffre fermé"), EN_PANNE, LIAISON, True),
    (ContratError("Forme inconnue"), EN_PANNE, BOGUE, False),
    (KeyError("bogue"), EN_PANNE, BOGUE, False),
]


@pytest.mark.parametrize(("error", "etat", "motif", "repart"), ECHECS, ids=lambda v: str(v)[:20])
def test_chaque_echec_a_son_sort(essai, poste, error, etat, motif, repart):
    essai.suite["Mal"] = error
    id = poste.inscrire("Mal")
    poste.vider()
    row = poste.ligne(id)
    assert (row.etat_code, poste.etats()["Mal"][1]) == (etat, motif)
    assert row.message and (row.pas_avant is not None) == repart
    poste.vider(timedelta(minutes=4))
    assert len(essai.vus) == 1
    poste.vider(timedelta(minutes=6))
    assert len(essai.vus) == 1 + repart


def test_un_refus_n_arrete_pas_les_autres_une_panne_arrete_ceux_du_meme_partenaire(essai, poste):
    essai.suite = {"Refus": RefusedError("Non"), "Panne": LiaisonError("Muet")}
    for objet in ("Refus", "Panne", "Suivant"):
        poste.inscrire(objet)
    poste.inscrire("Ailleurs", "b.faire")
    done = poste.vider()
    assert (done.envoyes, done.refuses, done.en_panne) == (1, 1, 1)
    assert done.phrase() == "1 envoyé, 1 refusé, 1 en panne." and done.manques == ("Store : Muet",)
    assert poste.etats() == {
        "Refus": (REFUSE, REFUS), "Panne": (EN_PANNE, LIAISON), "Suivant": (A_ENVOYER, ""),
        "Ailleurs": (ENVOYE, ""),
    }  # fmt: skip


def test_un_envoi_empoisonne_ne_retient_pas_les_autres_au_passage_suivant(essai, poste):
    essai.suite["Poison"] = LiaisonError("Réponse 500", code=500)
    poste.inscrire("Poison"), poste.inscrire("Bon")
    poste.vider()
    poste.vider(timedelta(minutes=1))
    assert poste.etats()["Bon"] == (ENVOYE, "")


def test_ce_que_le_partenaire_demande_d_attendre_est_attendu(essai, poste, ctx):
    essai.suite["Quota"] = LiaisonError("Trop", code=429, reprendre_dans=7200.4)
    id = poste.inscrire("Quota")
    poste.vider()
    assert poste.ligne(id).pas_avant == ctx.maintenant + timedelta(hours=2)


def test_de_mauvais_identifiants_ne_se_redisent_pas_tant_que_personne_n_y_a_touche(essai, poste):
    essai.suite["Un"] = AccesError("Mot de passe refusé")
    first = poste.inscrire("Un")
    poste.inscrire("Deux")
    for hours in range(5):
        poste.vider(timedelta(hours=hours))
    assert len(essai.vus) == 1 and poste.etats()["Deux"] == (A_ENVOYER, "")
    essai.suite.clear()
    poste.faire(boite.reessayer, first)
    assert poste.vider(timedelta(hours=6)).envoyes == 2


def test_ceux_d_un_meme_fil_attendent_le_precedent(essai, poste):
    essai.suite["Créer"] = RefusedError("Non")
    first = poste.inscrire("Créer", fil="reunion:1")
    poste.inscrire("Changer", fil="reunion:1")
    poste.inscrire("Autre", fil="reunion:2")
    poste.vider()
    assert [objet for objet, *_rest in essai.vus] == ["Créer", "Autre"]
    poste.faire(boite.abandonner, first)
    poste.vider()
    assert poste.etats()["Changer"] == (ENVOYE, "") and poste.etats()["Créer"][0] == ABANDONNE


def test_un_envoi_parti_laisse_passer_le_suivant_de_son_fil_aussitot(essai, poste):
    for objet in ("Créer", "Inscrire", "Changer"):
        poste.inscrire(objet, fil="reunion:1")
    assert poste.vider().envoyes == 3
    assert [objet for objet, *_rest in essai.vus] == ["Créer", "Inscrire", "Changer"]


def test_la_cle_est_la_meme_a_chaque_essai(essai, poste):
    essai.suite["Un"] = LiaisonError("Muet")
    poste.inscrire("Un"), poste.inscrire("Deux", "b.faire")
    poste.vider()
    del essai.suite["Un"]
    poste.vider(timedelta(hours=1))
    cles = [(cle, essais) for objet, cle, essais in essai.vus if objet == "Un"]
    assert [essais for _cle, essais in cles] == [1, 2]
    assert len({cle for cle, _essais in cles}) == 1
    assert len({cle for _objet, cle, _essais in essai.vus}) == 2


# --- Dans le doute ------------------------------------------------------------------------------


@pytest.mark.parametrize(("sorte", "motif"), [("a.faire", LIAISON), ("a.creer", DOUTE)])
def test_une_reponse_perdue_ne_se_rejoue_que_sans_dommage(essai, poste, sorte, motif):
    essai.suite["Un"] = LiaisonError("Muet", incertain=True)
    id = poste.inscrire("Un", sorte)
    poste.vider()
    poste.vider(timedelta(days=1))
    assert poste.ligne(id).etat_code == EN_PANNE
    assert len(essai.vus) == (2 if motif == LIAISON else 1)
    assert (poste.ligne(id).pas_avant is None) == (motif == DOUTE)


@pytest.mark.parametrize(("sorte", "renvoye"), [("a.faire", True), ("a.creer", False)])
def test_un_programme_tue_en_plein_envoi_est_repris_ou_attend(
    db, ctx, essai, poste, sorte, renvoye
):
    id = poste.inscrire("Un", sorte)
    with db.write() as session:  # pris par un processus qui n'existe plus
        dead = "ailleurs|1|2020|x"
        assert boite.prendre(session, id, dead, ctx.maintenant) is not None
    assert poste.vider().phrase() == "Rien à envoyer."  # il vit peut-être encore
    with db.write() as session:
        session.get_one(EnvoiPartenaire, id).vu_le -= timedelta(minutes=5)
    poste.vider()
    assert len(essai.vus) == renvoye
    assert poste.etats()["Un"] == ((ENVOYE, "") if renvoye else (EN_PANNE, DOUTE))


def test_fait_mais_non_note_ne_repart_pas_et_se_dit(essai, poste):
    def mal(envoi, outils):
        def effet(session):
            raise UserError("La fiche a été supprimée.")

        return Fait("", effet)

    essai.suite["Un"] = mal
    id = poste.inscrire("Un")
    done = poste.vider()
    poste.vider(timedelta(days=1))
    assert (done.envoyes, done.en_panne, len(essai.vus)) == (0, 1, 1)
    assert "Fait chez le partenaire" in poste.ligne(id).message
    assert "supprimée" in poste.ligne(id).message


def test_deux_postes_n_envoient_qu_une_fois(db, ctx, essai, poste):
    id = poste.inscrire("Un")

    def pendant(envoi, outils):
        assert vider(db, ctx).phrase() == "Rien à envoyer."
        with db.write() as session, pytest.raises(UserError, match="en train de partir"):
            boite.abandonner(session, id, ctx)
        return Fait()

    essai.suite["Un"] = pendant
    assert poste.vider().envoyes == 1 and len(essai.vus) == 1


def test_une_base_restauree_ne_renvoie_rien_d_elle_meme(db, essai, poste):
    poste.inscrire("Un")
    with db.write() as session:
        session.connection().exec_driver_sql(ASLEEP["envoi_partenaire"])
    assert poste.vider(timedelta(days=1)).phrase() == "Rien à envoyer."
    assert poste.etats()["Un"] == (EN_PANNE, DOUTE)


# --- L'écran, le service ------------------------------------------------------------------------


def test_reessayer_et_abandonner_refusent_ce_qui_est_parti(essai, poste):
    id = poste.inscrire("Un")
    poste.vider()
    for work in (boite.reessayer, boite.abandonner):
        with pytest.raises(UserError, match="est parti"):
            poste.faire(work, id)
    other = poste.inscrire("Deux")
    poste.faire(boite.abandonner, other)
    with pytest.raises(UserError, match="abandonné"):
        poste.faire(boite.reessayer, other)
    poste.vider()
    assert len(essai.vus) == 1


def test_sans_abonnement_rien_ne_part_et_la_raison_se_dit(essai, poste):
    id = poste.inscrire("Un", "c.faire")
    assert poste.vider().refuses == 1 and essai.vus == []
    assert poste.ligne(id).message == "Captain Tower : abonnement non souscrit."
    assert "Valider une licence" in poste.ligne(id).conseil


def test_ceux_qu_on_demande_seuls_partent(essai, poste):
    ids = [poste.inscrire(objet) for objet in ("Un", "Deux")]
    poste.vider(ids=ids[1:])
    assert [objet for objet, *_rest in essai.vus] == ["Deux"]


def test_l_accueil_compte_ce_qui_attend_et_la_fiche_lit_le_dernier_de_son_fil(
    db, ctx, essai, poste
):
    essai.suite = {"Un": RefusedError("Non"), "Deux": LiaisonError("Muet")}
    poste.inscrire("Un", fil="lot:1"), poste.inscrire("Deux"), poste.inscrire("Trois", fil="lot:1")
    poste.vider()
    with db.read() as session:
        assert envois_a_voir(session, ctx) == 2
        assert dernier_envoi(session, "lot:1").objet == "Trois"
        assert dernier_envoi(session, "lot:9") is None
        shown = ENVOIS_PARTENAIRES.page(session, Criteria(text="trois"), 0, 9)
        assert [(row.partenaire, row.etat) for row in shown] == [("Store", "À envoyer")]


def test_le_service_systeme_la_vide_et_dit_la_panne(db, ctx, essai, poste):
    poste.inscrire("Un")
    assert sur_demande(db, ctx, PARTENAIRES) == "1 envoyé."
    essai.suite["Deux"] = LiaisonError("« store » ne répond pas.")
    poste.inscrire("Deux")
    with pytest.raises(UserError, match=r"1 en panne\. Store : « store » ne répond pas"):
        a_l_heure(db, ctx, PARTENAIRES)


def test_tant_que_rien_n_attend_son_heure_ne_laisse_pas_de_trace(db, ctx, essai, poste):
    assert a_l_heure(db, ctx, PARTENAIRES) is None
    with db.read() as session:
        assert PASSAGES.count(session, Criteria()) == 0
    poste.inscrire("Un")
    assert a_l_heure(db, ctx, PARTENAIRES) == "1 envoyé."
    poste.inscrire("Deux")
    assert a_l_heure(db, ctx, PARTENAIRES) is None  # ce créneau est fait


def test_au_bout_d_un_an_il_ne_reste_que_ce_qui_attend(db, ctx, essai, poste):
    essai.suite["Deux"] = RefusedError("Non")
    poste.inscrire("Un"), poste.inscrire("Deux")
    poste.vider()
    boite_envoi.ranger(db, replace(ctx, maintenant=ctx.maintenant + timedelta(days=364)))
    assert set(poste.etats()) == {"Un", "Deux"}
    boite_envoi.ranger(db, replace(ctx, maintenant=ctx.maintenant + timedelta(days=366)))
    assert set(poste.etats()) == {"Deux"}


# --- Le journal des appels ----------------------------------------------------------------------


@contextmanager
def appelant(db, ctx, retour, folder):
    """Un client dont les appels sont notés dans la base."""
    with (
        faux_https(Suite(retour), folder) as faux,
        Client("store", "Store", faux.adresse, noter=journal(db, ctx),
               autorites=faux.autorites) as client,
    ):  # fmt: skip
        yield client


def test_chaque_appel_est_au_journal_avec_son_envoi_et_sans_secret(db, ctx, essai, poste, tmp_path):
    answers = Suite(Retour(503, {"message": "jeton Perroquet-7 saturé"}), Retour(contenu={"id": 1}))
    with faux_https(answers, tmp_path) as faux:

        def appeler(envoi, outils):
            with Client(
                "store", "Store", faux.adresse, noter=outils.noter, autorites=faux.autorites,
                secrets=["Perroquet-7"], reglages=Reglages(pause=0.01, essais=1),
            ) as client:  # fmt: skip
                client.demander("GET", "/v1", "Lire", objet=envoi.objet, parametres={"k": "v"})
            return Fait()

        essai.suite["Un"] = appeler
        id = poste.inscrire("Un")
        poste.vider()
        poste.vider(timedelta(hours=1))
    with db.read() as session:
        rows = APPELS_PARTENAIRES.page(session, Criteria(where={"envoi_id": id}), 0, 9)
        assert session.execute(select(EnvoiPartenaire.etat)).scalar_one() == ENVOYE
    assert {row.issue for row in rows} == {"Fait", "En panne"}
    missed = next(row for row in rows if row.issue == "En panne")
    assert (missed.partenaire, missed.quoi, missed.objet) == ("Store", "Lire", "Un")
    assert (missed.code, missed.qui, missed.essais) == (503, "Martine", 1)
    assert "•••" in missed.reponse and "Perroquet" not in repr(rows) and "k=v" not in repr(rows)
    assert all(a.quand >= b.quand for a, b in pairwise(rows))


def test_le_journal_se_garde_un_an(db, ctx, poste, tmp_path):
    with appelant(db, ctx, Retour(contenu=1), tmp_path) as client:
        client.demander("GET", "/", "Lire")
    for days, left in ((364, 1), (366, 0)):
        with db.write() as session:
            oublier_appels(session, replace(ctx, maintenant=ctx.maintenant + timedelta(days=days)))
        with db.read() as session:
            assert APPELS_PARTENAIRES.count(session, Criteria()) == left


def test_un_disque_plein_n_ote_rien_a_la_reponse(db, ctx, tmp_path, monkeypatch, caplog):
    def plein(*_args, **_options):
        raise TemporaryError("Le disque est plein.")

    monkeypatch.setattr(boite_envoi, "noter_appel", plein)
    with appelant(db, ctx, Retour(contenu="reçu"), tmp_path) as client:
        assert client.demander("GET", "/", "Lire").contenu == "reçu"
    assert "appel non noté" in caplog.text
