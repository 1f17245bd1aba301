"""La boîte d'envoi devant le faux Zoom : un rendez-vous et sa réunion finissent d'accord."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import RefusedError, UserError
from lsc_desktop.domain.partenaires.envois import (
    ACCES,
    BOGUE,
    EN_PANNE,
    ENVOYE,
    LIAISON,
    REFUS,
    REFUSE,
)
from lsc_desktop.domain.planning.reunions import ANNULEE, CREEE
from lsc_desktop.jobs import zoom as travail
from lsc_desktop.jobs.boite_envoi import vider
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.partenaires.appels import APPELS_PARTENAIRES
from lsc_desktop.queries.planning.listes import PRESENCES
from lsc_desktop.queries.planning.rendez_vous import load_rendez_vous
from lsc_desktop.services.partenaires import boite
from lsc_desktop.services.planning.rendez_vous import (
    annuler_rendez_vous,
    reprendre_rendez_vous,
    save_rendez_vous,
)
from lsc_desktop.storage.models import EnvoiPartenaire, ReunionZoom
from tests.coffres import coffre_en_memoire
from tests.coproprietes import ecrire, lire
from tests.partners.faux_https import Retour, faux_https, page
from tests.partners.faux_zoom import (
    CLASSIQUES,
    GRANULAIRES,
    GRATUIT,
    HOTE,
    SECRET,
    FauxZoom,
    erreur,
)
from tests.planning import ELSA, JEAN, changer, un_compte_zoom, un_rendez_vous, zoom_est

REUNIONS = r"/users/[^/]+/meetings$"


@pytest.fixture
def coffre():
    with coffre_en_memoire() as there:
        yield there


@pytest.fixture
def poste(db, ctx, tmp_path, monkeypatch, coffre):
    """L'agence, son compte Zoom, et le faux d'en face."""

    class Poste:
        def __init__(self, there, faux) -> None:
            self.there, self.faux = there, faux

        def prendre(self, **over):
            self.id = ecrire(db, un_rendez_vous, ctx, **over)
            return vider(db, ctx)

        def changer(self, **over):
            ecrire(db, changer, ctx, self.id, **over)
            return vider(db, ctx)

        def plus_tard(self, **ago):
            """Le passage suivant."""
            return vider(db, replace(ctx, maintenant=ctx.maintenant + timedelta(**ago)))

        def fiche(self):
            return lire(db, load_rendez_vous, self.id)

        def etats(self):
            """(sorte, état, motif) de chaque envoi."""
            with db.read() as session:
                return [
                    (row.sorte.removeprefix("zoom.reunion."), row.etat, row.motif)
                    for row in session.scalars(select(EnvoiPartenaire).order_by(EnvoiPartenaire.id))
                ]

        def messages(self):
            with db.read() as session:
                return list(
                    session.scalars(select(EnvoiPartenaire.message).order_by(EnvoiPartenaire.id))
                )

        def tenues(self):
            with db.read() as session:
                return list(session.scalars(select(ReunionZoom.etat).order_by(ReunionZoom.id)))

        def appels(self):
            with db.read() as session:
                return APPELS_PARTENAIRES.page(session, Criteria(), 0, 99)

    there = FauxZoom()
    with (
        faux_https(there, tmp_path / "serveur") as faux,
        zoom_est(faux, monkeypatch),
    ):
        ecrire(db, un_compte_zoom, ctx)
        yield Poste(there, faux)


# --- De bout en bout ----------------------------------------------------------------------------


def test_un_rendez_vous_a_sa_reunion_puis_la_perd(db, ctx, poste):
    assert poste.prendre().phrase() == "1 envoyé."
    draft = poste.fiche()
    assert draft.zoom_etat == "Créée" and draft.zoom_numero == "812 3456 7890"
    assert draft.zoom_code == "482915" and draft.zoom_lien in draft.invitation
    assert "Agence Crypto is inviting you" in draft.invitation
    assert poste.messages() == ["Réunion 812 3456 7890 créée."]
    assert poste.changer(titre="Réunion du conseil").phrase() == "1 envoyé."
    (held,) = poste.there.reunions.values()
    assert held["topic"] == "Réunion du conseil"
    ecrire(db, annuler_rendez_vous, poste.id, ctx)
    assert vider(db, ctx).phrase() == "1 envoyé."
    assert poste.there.reunions == {} and poste.tenues() == [ANNULEE]
    ecrire(db, reprendre_rendez_vous, poste.id, ctx)
    vider(db, ctx)
    assert poste.tenues() == [ANNULEE, CREEE] and len(poste.there.reunions) == 1


def test_un_webinaire_se_tient_aussi(poste):
    poste.prendre(webinaire=True)
    (held,) = poste.there.webinaires.values()
    assert held["type"] == 5 and poste.fiche().zoom_etat == "Créée"
    poste.changer(webinaire=False)
    assert poste.there.webinaires == {} and len(poste.there.reunions) == 1


def test_les_participants_s_inscrivent_et_ont_chacun_leur_lien(poste):
    assert poste.prendre(inscrire=True, participants=[ELSA, JEAN]).phrase() == "2 envoyés."
    elsa, jean = poste.fiche().participants
    assert elsa.inscription == "Inscrit" and elsa.lien != jean.lien
    draft = poste.fiche()
    poste.changer(participants=draft.participants[1:])
    ((number, held),) = poste.there.inscrits.items()
    assert [one["email"] for one in held] == [JEAN.courriel] and number
    poste.changer(inscrire=False)
    assert [one for one in poste.there.inscrits.values() if one] == []


def test_sans_permission_de_lire_l_invitation_la_notre_suffit(poste):
    poste.there.permissions = GRANULAIRES.replace("meeting:read:invitation:admin", "")
    assert poste.prendre().phrase() == "1 envoyé."
    assert poste.fiche().invitation.startswith("Conseil syndical\nLe vendredi 12 mars 2027")


# --- Une seule réunion, quoi qu'il arrive -------------------------------------------------------


@pytest.mark.parametrize(
    "retour",
    [Retour(coupe=True), Retour(500, {}), page(200), Retour(201, corps=b'{"id"'),
     Retour(201, {}, annonce=500), Retour(muet=True)],
    ids=["coupure", "500", "page", "JSON coupé", "corps tronqué", "muet"],
)  # fmt: skip
def test_une_reponse_perdue_ne_fait_pas_deux_reunions(poste, retour):
    poste.there.manquer("POST", REUNIONS, retour, apres=True)
    poste.prendre()
    assert poste.etats() == [("creer", EN_PANNE, LIAISON)] and len(poste.there.reunions) == 1
    assert poste.plus_tard(minutes=6).phrase() == "1 envoyé."
    assert len(poste.there.reunions) == 1 and poste.fiche().zoom_numero == "812 3456 7890"
    assert "déjà chez Zoom" in poste.messages()[0]


def test_une_reponse_perdue_puis_un_changement_n_en_font_qu_une(poste):
    poste.there.manquer("POST", REUNIONS, Retour(coupe=True), apres=True)
    poste.prendre()
    poste.changer(titre="Autre titre")
    (held,) = poste.there.reunions.values()
    assert held["topic"] == "Autre titre" and poste.fiche().zoom_etat == "Créée"


def test_une_reponse_perdue_puis_une_annulation_n_en_laissent_aucune(db, ctx, poste):
    poste.there.manquer("POST", REUNIONS, Retour(coupe=True), apres=True)
    poste.prendre()
    ecrire(db, annuler_rendez_vous, poste.id, ctx)
    vider(db, ctx)
    assert poste.there.reunions == {} and poste.tenues() == [ANNULEE]


def test_un_programme_tue_apres_la_reponse_retrouve_la_reunion(db, ctx, poste, monkeypatch):
    """Zoom a créé, le programme est mort avant de le noter : l'envoi reste pris par un mort."""

    def meurt(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(boite, "noter_envoye", meurt)
        with pytest.raises(KeyboardInterrupt):
            poste.prendre()
    assert len(poste.there.reunions) == 1
    with db.write() as session:
        row = session.scalars(select(EnvoiPartenaire)).one()
        row.vu_le -= timedelta(hours=1)
        poste.id = row.objet_id
    assert vider(db, ctx).phrase() == "1 envoyé."
    assert len(poste.there.reunions) == 1 and poste.fiche().zoom_etat == "Créée"


def test_envoyer_deux_fois_le_meme_n_a_qu_un_effet(db, ctx, poste):
    poste.prendre()
    with db.write() as session:
        for row in session.scalars(select(EnvoiPartenaire)):
            row.etat, row.pas_avant = "a_envoyer", ctx.maintenant
    assert vider(db, ctx).phrase() == "1 envoyé." and len(poste.there.reunions) == 1


# --- Refus, pannes, bogues ----------------------------------------------------------------------


def test_un_refus_attend_qu_on_corrige_et_la_correction_repart(poste):
    poste.prendre(hote="parti@agence-crypto.fr")
    assert poste.etats() == [("creer", REFUSE, REFUS)]
    assert "n'a pas cet hôte" in poste.fiche().zoom_manque
    assert poste.changer(hote=HOTE).phrase() == "1 envoyé."
    assert poste.tenues() == [ANNULEE, CREEE] and len(poste.there.reunions) == 1


def test_une_permission_qui_manque_ne_retient_que_ce_qui_en_a_besoin(poste):
    poste.there.permissions = GRANULAIRES.replace("webinar:write:webinar:admin", "")
    poste.prendre(webinaire=True)
    assert poste.etats() == [("creer", REFUSE, REFUS)]
    assert "webinar:write:webinar:admin" in poste.fiche().zoom_manque
    assert poste.prendre().phrase() == "1 envoyé.", "une réunion se crée toujours"


def test_un_refus_d_inscrire_laisse_la_reunion(poste):
    poste.prendre(hote=GRATUIT, inscrire=True, participants=[ELSA])
    assert [(kind, state) for kind, state, _ in poste.etats()] == [
        ("creer", ENVOYE), ("inscrire", REFUSE),
    ]  # fmt: skip
    assert poste.fiche().zoom_numero and "n'inscrit personne" in poste.fiche().zoom_manque


def test_des_identifiants_refuses_arretent_tous_les_envois(db, ctx, poste, coffre):
    coffre.garde = dict.fromkeys(coffre.garde, "autre-secret")
    poste.prendre()
    poste.prendre(titre="Un autre")
    assert [motif for _kind, _state, motif in poste.etats()] == [ACCES, ""]
    assert len(poste.there.jetons) == 0 and len(poste.faux.requetes) == 1
    coffre.garde = dict.fromkeys(coffre.garde, SECRET)
    with db.write() as session:
        boite.reessayer(session, session.scalar(select(func.min(EnvoiPartenaire.id))), ctx)
    assert vider(db, ctx).phrase() == "2 envoyés."


def test_sans_compte_regle_rien_n_est_appele(db, ctx, poste):
    ecrire(db, un_compte_zoom, ctx, compte="")
    poste.prendre()
    assert poste.etats() == [("creer", EN_PANNE, ACCES)] and poste.faux.requetes == []
    assert "Account ID" in poste.messages()[0]


def test_un_poste_sans_le_secret_laisse_l_envoi_aux_autres(poste, coffre):
    kept = dict(coffre.garde)
    coffre.garde.clear()
    poste.prendre()
    assert poste.etats() == [("creer", EN_PANNE, LIAISON)] and poste.faux.requetes == []
    coffre.garde = kept
    assert poste.plus_tard(minutes=6).phrase() == "1 envoyé."


def test_une_limite_fait_attendre_ce_qu_elle_demande(db, ctx, poste):
    limit = erreur(429, 429, "You have reached the maximum daily rate limit for this API.")
    poste.there.manquer("POST", REUNIONS, replace(limit, entetes={"Retry-After": "7200"}))
    poste.prendre()
    with db.read() as session:
        row = session.scalars(select(EnvoiPartenaire)).one()
        assert row.pas_avant == ctx.maintenant + timedelta(hours=2)
    assert poste.plus_tard(hours=1).phrase() == "Rien à envoyer."
    assert poste.plus_tard(hours=2).phrase() == "1 envoyé."


def test_un_jeton_perime_en_plein_passage_se_renouvelle_une_fois(poste):
    poste.prendre()
    poste.there.perimes.add(poste.there.jetons[-1])
    assert poste.changer(titre="Autre").phrase() == "1 envoyé."
    assert len(poste.there.jetons) == 2


def test_une_reponse_imprevue_appelle_l_editeur(poste):
    poste.there.manquer("POST", REUNIONS, Retour(201, {"numero": 1}))
    poste.prendre()
    assert poste.etats() == [("creer", EN_PANNE, BOGUE)]


def test_une_reunion_supprimee_chez_zoom_attend_quelqu_un(poste):
    poste.prendre()
    poste.there.reunions.clear()
    poste.changer(titre="Autre")
    assert poste.etats()[-1] == ("modifier", REFUSE, REFUS)
    assert "décochez" in poste.fiche().zoom_manque
    assert poste.changer(zoom=False).phrase() == "1 envoyé." and poste.tenues() == [ANNULEE]
    assert poste.changer(zoom=True).phrase() == "1 envoyé." and len(poste.there.reunions) == 1


# --- Présences ----------------------------------------------------------------------------------


def test_les_presences_se_gardent_a_l_heure_de_l_agence(db, ctx, poste):
    poste.prendre()
    with pytest.raises(UserError, match="pas encore les présences"):
        travail.presences(db, ctx, poste.id)
    elsa = {"name": "Elsa", "user_email": "elsa@exemple.fr", "join_time": "2027-03-12T13:31:00Z",
            "leave_time": "2027-03-12T14:01:00Z", "duration": 1800}  # fmt: skip
    again = {**elsa, "join_time": "2027-03-12T14:10:00Z", "leave_time": None, "duration": 600}
    poste.there.presents[81234567890] = [elsa, again]
    for _twice in range(2):
        said = travail.presences(db, ctx, poste.id)
        assert said == "1 personne à cette réunion, d'après Zoom."
    with db.read() as session:
        first, second = PRESENCES.page(session, Criteria(where={"rendez_vous_id": poste.id}), 0, 9)
    assert (first.arrivee, first.duree) == (datetime(2027, 3, 12, 14, 31), 30)
    assert second.depart is None and second.titre == "Conseil syndical"


def test_sans_reunion_il_n_y_a_pas_de_presences(db, ctx, poste):
    poste.prendre(zoom=False)
    with pytest.raises(UserError, match="n'a pas de réunion"):
        travail.presences(db, ctx, poste.id)
    assert poste.faux.requetes == []


# --- Tester la connexion ------------------------------------------------------------------------


def test_tester_la_connexion_ne_cree_rien_et_dit_ce_qu_il_en_est(db, ctx, poste):
    said = travail.essayer(db, ctx)
    assert said == (
        "Zoom reconnaît l'application de l'agence, qui a de quoi tenir des réunions. L'hôte "
        f"{HOTE} a une licence."
    )
    assert {one.methode for one in poste.faux.requetes} == {"POST", "GET"}
    assert poste.there.reunions == {} and [one.quoi for one in poste.appels()] == [
        "Lire l'hôte", "Obtenir un jeton",
    ]  # fmt: skip


def test_tester_la_connexion_nomme_ce_qui_manque_sous_ses_deux_noms(db, ctx, poste):
    poste.there.permissions = "meeting:read:list_meetings:admin user:read:user:admin"
    with pytest.raises(RefusedError) as refus:
        travail.essayer(db, ctx)
    lines = refus.value.advice.splitlines()[1:]
    assert "créer une réunion : meeting:write:meeting:admin (ou meeting:write:admin)" in lines
    assert len(lines) == 4


def test_tester_la_connexion_dit_le_facultatif_sans_refuser(db, ctx, poste):
    ecrire(db, un_compte_zoom, ctx, hote=GRATUIT)
    poste.there.permissions = CLASSIQUES.replace("webinar:write:admin", "")
    said = travail.essayer(db, ctx)
    assert "40 minutes" in said and "Pour tenir des webinaires, il lui manque" in said


def test_tester_la_connexion_juge_les_identifiants_d_aujourd_hui(db, ctx, poste, coffre):
    travail.essayer(db, ctx)
    coffre.garde = dict.fromkeys(coffre.garde, "autre-secret")
    with pytest.raises(AccesError, match="refuse les identifiants"):
        travail.essayer(db, ctx)


# --- Les secrets --------------------------------------------------------------------------------


def test_aucun_secret_n_est_dans_la_base_ni_dans_le_journal(db, poste, caplog):
    poste.prendre(inscrire=True, participants=[ELSA])
    poste.there.manquer("POST", "/oauth/token", Retour(401, {"reason": SECRET}), fois=9)
    with db.engine.connect() as connection:
        dump = "\n".join(
            str(row)
            for table in EnvoiPartenaire.metadata.sorted_tables
            for row in connection.execute(table.select())
        )
    for hidden in (SECRET, *poste.there.jetons, "zak=secret-de-l-hote"):
        assert hidden not in dump and hidden not in caplog.text, hidden


def test_un_rendez_vous_enregistre_deux_fois_d_affilee_n_a_qu_une_reunion(db, ctx, poste):
    poste.id = ecrire(db, un_rendez_vous, ctx)
    ecrire(db, save_rendez_vous, poste.fiche(), ctx=ctx)
    assert vider(db, ctx).phrase() == "1 envoyé." and len(poste.there.reunions) == 1
