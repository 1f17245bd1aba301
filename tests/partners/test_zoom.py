"""Le client de Zoom devant le faux : ce qui se tient, ce qui se refuse, ce qui se perd.

Le faux est écrit d'après la documentation (`faux_zoom`) : jamais vérifié avec le vrai service.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lsc_desktop.base.ecritures import ecriture
from lsc_desktop.domain.partenaires.appels import FAIT, PANNE, REFUS
from lsc_desktop.domain.planning.reunions import Demande
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import Client, Reglages
from lsc_desktop.partners.zoom.client import Zoom
from lsc_desktop.partners.zoom.erreurs import AbsenteError, InconnuError
from lsc_desktop.partners.zoom.jeton import Identifiants, JetonZoom, oublier_jetons
from tests.partners.certificats import Autorite
from tests.partners.faux_https import Retour, faux_https, page, port_ferme
from tests.partners.faux_zoom import (
    CLASSIQUES,
    CLIENT,
    COMPTE,
    GRANULAIRES,
    GRATUIT,
    HOTE,
    SECRET,
    FauxZoom,
    erreur,
)
from tests.partners.serveurs import trou_noir

VITE = Reglages(connexion=2, lecture=0.5, duree=2, pause=0.01, patience=5)
MARQUE = "LSC-3F00AB12CD34EF56"
UNE = Demande(False, HOTE, "Visite", "2027-03-12T14:30:00", 60, "Europe/Paris", "Lot 12")
WEBINAIRE = replace(UNE, webinaire=True)
ELSA, JEAN = ("Elsa", "elsa@exemple.fr"), ("Jean", "jean@exemple.fr")
REUNIONS, INSCRITS = r"/users/[^/]+/meetings$", "/registrants$"


@pytest.fixture(scope="module")
def autorite() -> Autorite:
    return Autorite()


@pytest.fixture(autouse=True)
def sans_jeton():
    oublier_jetons()
    yield
    oublier_jetons()


class Poste:
    """Le client d'une agence devant un faux Zoom ; `appels` : ce qu'il a noté."""

    def __init__(self, faux, there: FauxZoom) -> None:
        self.faux, self.there = faux, there
        self.appels, self.dormi, self.heure = [], [], 0.0
        self.secret = SECRET
        self.compte, self.client = COMPTE, CLIENT

    def ouvert(self, adresse: str = "", **options):
        """Un `Zoom` neuf : comme un envoi, il n'a que le jeton que les autres ont laissé."""
        where = adresse or self.faux.adresse
        common = {
            "reglages": VITE, "noter": self.appels.append, "autorites": self.faux.autorites,
            "secrets": (self.secret,), "dormir": self.dormi.append,
        }  # fmt: skip
        tokens = Client("zoom", "Zoom", where, **common)
        token = JetonZoom(
            tokens, Identifiants(self.compte, self.client, self.secret), lambda: self.heure
        )
        return Zoom(Client("zoom", "Zoom", f"{where}/v2", porteur=token, **common), token, "RDV")

    def demandes(self) -> list[str]:
        return [f"{one.methode} {one.chemin}" for one in self.faux.requetes]


@pytest.fixture
def poste(tmp_path, autorite):
    there = FauxZoom()
    with faux_https(there, tmp_path / "serveur", autorite=autorite) as faux:
        yield Poste(faux, there)


# --- Ce qui se tient ----------------------------------------------------------------------------


@pytest.mark.parametrize("demande", [UNE, WEBINAIRE], ids=["réunion", "webinaire"])
def test_une_reunion_se_cree_se_retrouve_se_modifie_s_annule(poste, demande):
    zoom = poste.ouvert()
    held = poste.there.webinaires if demande.webinaire else poste.there.reunions
    assert zoom.chercher(demande, MARQUE) is None
    made = zoom.creer(demande, MARQUE)
    assert (made.numero, made.code) == ("81234567890", "482915")
    assert made.lien.startswith("https://us02web.zoom.us/j/81234567890")
    assert zoom.chercher(demande, MARQUE) == made
    zoom.modifier(replace(demande, titre="Contre-visite"), MARQUE, made.numero)
    assert held[81234567890]["topic"] == "Contre-visite"
    zoom.annuler(demande.webinaire, made.numero, prevenir=True)
    assert held == {} and list(poste.there.annonces[0].values()) == ["true"]
    zoom.annuler(demande.webinaire, made.numero, prevenir=False)  # déjà supprimée : 404, 3001


def test_ce_qui_part_est_local_et_porte_la_marque(poste):
    poste.ouvert().creer(replace(UNE, attente=False), MARQUE)
    (sent,) = poste.there.reunions.values()
    assert (sent["start_time"], sent["timezone"]) == ("2027-03-12T14:30:00", "Europe/Paris")
    assert sent["agenda"] == f"[{MARQUE}] Lot 12" and sent["settings"]["waiting_room"] is False


def test_le_lien_de_l_hote_n_est_jamais_garde(poste):
    made = poste.ouvert().creer(UNE, MARQUE)
    assert "zak=" not in repr(made)


def test_l_invitation_est_celle_de_zoom(poste):
    made = poste.ouvert().creer(UNE, MARQUE)
    assert poste.ouvert().invitation(made.numero).startswith("Agence Crypto is inviting you")


def test_la_marque_se_cherche_page_apres_page(poste):
    poste.there.page = 2
    zoom = poste.ouvert()
    for rank in range(5):
        zoom.creer(replace(UNE, objet="x" * 300), f"LSC-{rank}")
    assert zoom.chercher(UNE, "LSC-4").numero == "81234567894"
    assert zoom.chercher(UNE, "LSC-9") is None
    asked = [r.parametres.get("next_page_token") for r in poste.faux.requetes
             if r.methode == "GET" and r.chemin.endswith("/meetings")]  # fmt: skip
    assert asked == [None, "2", "4"] * 2


def test_deux_reunions_de_meme_marque_attendent_quelqu_un(poste):
    zoom = poste.ouvert()
    zoom.creer(UNE, MARQUE)
    zoom.creer(UNE, MARQUE)
    with pytest.raises(RefusError, match="2 réunions pour ce rendez-vous"):
        zoom.chercher(UNE, MARQUE)


def test_les_inscrits_deviennent_ceux_de_la_demande(poste):
    asked = replace(UNE, inscription=True, inscrits=(ELSA, JEAN))
    zoom = poste.ouvert()
    number = zoom.creer(asked, MARQUE).numero
    first = zoom.inscrire(asked, number)
    assert [one.courriel for one in first] == ["elsa@exemple.fr", "jean@exemple.fr"]
    assert all(one.lien.startswith("https://us02web.zoom.us/w/") for one in first)
    assert zoom.inscrire(asked, number) == first, "personne n'est inscrit deux fois"
    assert len(poste.there.inscrits[int(number)]) == 2
    (left,) = zoom.inscrire(replace(asked, inscrits=(JEAN,)), number)
    assert left == first[1]
    assert [one["email"] for one in poste.there.inscrits[int(number)]] == ["jean@exemple.fr"]


def test_un_participant_que_zoom_refuse_ne_prive_pas_les_autres(poste):
    asked = replace(UNE, inscription=True, inscrits=(("Syndic", HOTE), JEAN))
    zoom = poste.ouvert()
    host, jean = zoom.inscrire(asked, zoom.creer(asked, MARQUE).numero)
    assert "Host cannot register" in host.remarque and host.lien == ""
    assert jean.remarque == "" and jean.lien


def test_l_hote_a_une_licence_ou_n_en_a_pas(poste):
    assert poste.ouvert().licence(HOTE) and not poste.ouvert().licence(GRATUIT)


ELSA_PRESENTE = {
    "id": "", "user_id": "16778240", "name": "Elsa", "user_email": "elsa@exemple.fr",
    "join_time": "2027-03-12T13:31:07Z", "leave_time": "2027-03-12T14:01:07Z", "duration": 1800,
}  # fmt: skip


@pytest.mark.parametrize("demande", [UNE, WEBINAIRE], ids=["réunion", "webinaire"])
def test_les_presences_se_lisent_apres_la_reunion(poste, demande):
    zoom = poste.ouvert()
    number = zoom.creer(demande, MARQUE).numero
    with pytest.raises(AbsenteError):
        zoom.presences(demande.webinaire, number)
    guest = {"name": "Invité", "join_time": "2027-03-12T13:40:00Z", "duration": 60}
    poste.there.presents[int(number)] = [ELSA_PRESENTE, guest]
    elsa, other = zoom.presences(demande.webinaire, number)
    assert (elsa.courriel, elsa.duree, elsa.arrivee.minute) == ("elsa@exemple.fr", 1800, 31)
    assert (other.courriel, other.depart) == ("", None)


@pytest.mark.parametrize(
    "change",
    [{"duration": 10**400}, {"duration": -1}, {"join_time": "0001-01-01T00:00:00+14:00"},
     {"join_time": "9999-12-31T23:59:59-14:00"}],
    ids=["durée", "négative", "an 1", "an 9999"],
)  # fmt: skip
def test_une_presence_hors_du_calendrier_sort_du_contrat(poste, change):
    zoom = poste.ouvert()
    number = zoom.creer(UNE, MARQUE).numero
    poste.there.presents[int(number)] = [ELSA_PRESENTE | change]
    with pytest.raises(ContratError, match="sans arrivée ni durée"):
        zoom.presences(False, number)


def test_une_formule_sans_rapport_refuse_les_presences(poste):
    text = "Only available for Paid or ZMP account: aCcOuNt."
    poste.there.manquer("GET", "/report/", erreur(400, 200, text))
    with pytest.raises(RefusError, match="formule Zoom de l'hôte ne le permet pas"):
        poste.ouvert().presences(False, "81234567890")


@pytest.mark.parametrize(
    "faux",
    [{"join_time": None}, {"join_time": "hier"}, {"join_time": "2027-03-12T13:31:07"},
     {"duration": "1800"}],
)  # fmt: skip
def test_une_presence_illisible_est_un_bogue(poste, faux):
    poste.there.presents[81234567890] = [{**ELSA_PRESENTE, **faux}]
    with pytest.raises(ContratError):
        poste.ouvert().presences(False, "81234567890")


# --- Le jeton -----------------------------------------------------------------------------------


def test_un_jeton_sert_a_tous_les_envois_de_l_heure(poste):
    for _send in range(3):
        poste.ouvert().licence(HOTE)
    assert len(poste.there.jetons) == 1
    poste.heure = 3540.0  # à une minute de sa fin, il ne vaut plus
    poste.ouvert().licence(HOTE)
    assert len(poste.there.jetons) == 2


def test_un_jeton_refuse_en_route_est_redemande_une_fois(poste):
    zoom = poste.ouvert()
    zoom.licence(HOTE)
    poste.there.perimes.add("jeton-de-zoom-1")  # l'application a été désactivée, puis réactivée
    assert zoom.creer(UNE, MARQUE).numero and len(poste.there.reunions) == 1
    assert len(poste.there.jetons) == 2


def test_un_jeton_qui_dit_valoir_mille_siecles_n_est_pas_un_incident(poste):
    token = {"access_token": "jeton-de-zoom-1", "expires_in": 10**400, "scope": GRANULAIRES}
    poste.there.manquer("POST", "/oauth/token", Retour(200, token), apres=True)
    assert poste.ouvert().creer(UNE, MARQUE).numero


def test_deux_jetons_refuses_de_suite_sont_un_refus(poste):
    poste.there.manquer("POST", REUNIONS, erreur(401, 124, "Access token is expired."), fois=9)
    with pytest.raises(AccesError, match="refuse nos identifiants"):
        poste.ouvert().creer(UNE, MARQUE)
    assert poste.demandes().count(f"POST /v2/users/{HOTE.replace('@', '%40')}/meetings") == 2


@pytest.mark.parametrize(
    ("faux", "phrase", "conseil"),
    [
        ({"client": "autre"}, "Invalid client_id", "Client ID et Client Secret"),
        ({"secret": "autre-secret"}, "Invalid client_id", "Client ID et Client Secret"),
        ({"compte": "autre"}, "Bad Request", "Account ID"),
    ],
)
def test_des_identifiants_faux_se_disent(poste, faux, phrase, conseil):
    for name, value in faux.items():
        setattr(poste, name, value)
    with pytest.raises(AccesError, match="refuse les identifiants de l'agence") as refus:
        poste.ouvert().licence(HOTE)
    assert phrase in refus.value.title and conseil in refus.value.advice


def test_une_application_d_un_autre_type_se_dit(poste):
    poste.there.manquer("POST", "/oauth/token", Retour(400, {
        "reason": "unsupported grant type", "error": "unsupported_grant_type"}))  # fmt: skip
    with pytest.raises(AccesError) as refus:
        poste.ouvert().licence(HOTE)
    assert "Server-to-Server OAuth" in refus.value.advice


@pytest.mark.parametrize("retour", [page(502), page(200), Retour(200, corps=b'{"access_t')])
def test_un_serveur_de_jetons_en_panne_est_une_panne_sans_doute(poste, retour):
    poste.there.manquer("POST", "/oauth/token", retour, fois=9)
    with pytest.raises(LiaisonError) as panne:
        poste.ouvert().creer(UNE, MARQUE)
    assert not panne.value.incertain and poste.there.reunions == {}


# --- Les permissions ----------------------------------------------------------------------------


def test_les_permissions_du_document_d_origine_suffisent(poste):
    poste.there.permissions = CLASSIQUES
    zoom = poste.ouvert()
    asked = replace(UNE, inscription=True, inscrits=(ELSA,))
    number = zoom.creer(asked, MARQUE).numero
    assert zoom.inscrire(asked, number) and zoom.invitation(number) and zoom.licence(HOTE)
    zoom.annuler(False, number, prevenir=False)


def test_une_permission_qui_manque_se_nomme_avant_tout_appel(poste):
    poste.there.permissions = GRANULAIRES.replace("meeting:write:meeting:admin", "")
    with pytest.raises(RefusError, match="n'a pas toutes ses permissions") as refus:
        poste.ouvert().creer(UNE, MARQUE)
    assert "meeting:write:meeting:admin (ou meeting:write:admin)" in refus.value.advice
    assert set(poste.demandes()) == {"POST /oauth/token"}


def test_une_permission_ajoutee_ne_vaut_qu_avec_un_jeton_neuf(poste):
    poste.there.permissions = "user:read:user:admin"
    assert poste.ouvert().licence(HOTE)
    poste.there.permissions = GRANULAIRES
    poste.heure = 60.0
    assert poste.ouvert().creer(UNE, MARQUE).numero and len(poste.there.jetons) == 2


def test_zoom_qui_tait_ses_permissions_les_refuse_en_route(poste):
    """Le code 4711 : la permission n'était pas dans le jeton."""
    zoom = poste.ouvert()
    zoom.licence(HOTE)
    poste.there.permissions = "user:read:user:admin"
    with pytest.raises(RefusError, match="n'a pas toutes ses permissions") as refus:
        zoom.creer(UNE, MARQUE)
    assert "meeting:write:meeting:admin" in refus.value.advice


# --- Refus --------------------------------------------------------------------------------------


def test_un_hote_inconnu_se_dit(poste):
    with pytest.raises(InconnuError, match="n'a pas cet hôte"):
        poste.ouvert().creer(replace(UNE, hote="parti@agence-crypto.fr"), MARQUE)


def test_sans_formule_de_webinaire_zoom_refuse_et_on_dit_pourquoi(poste):
    poste.there.formule_webinaire = False
    with pytest.raises(RefusError, match="Webinar plan is missing") as refus:
        poste.ouvert().creer(WEBINAIRE, MARQUE)
    assert "licence" in refus.value.advice


def test_un_champ_refuse_se_nomme(poste):
    with pytest.raises(RefusError, match=r"refuse cette demande : start_time \(Invalid field"):
        poste.ouvert().creer(replace(UNE, debut="2027-03-12 14:30"), MARQUE)


def test_une_reunion_supprimee_chez_zoom_se_dit(poste):
    with pytest.raises(AbsenteError, match="n'est plus chez Zoom"):
        poste.ouvert().modifier(UNE, MARQUE, "81234567890")


def test_une_reunion_en_cours_ne_s_annule_pas_et_une_finie_n_a_pas_a_l_etre(poste):
    text = "Sorry, you cannot delete this meeting since it is in progress."
    poste.there.manquer("DELETE", "/meetings/", erreur(400, 3002, text))
    with pytest.raises(RefusError, match="a lieu en ce moment"):
        poste.ouvert().annuler(False, "81234567890", prevenir=False)
    poste.there.manquer("DELETE", "/meetings/", erreur(400, 3007, "…since it has ended."))
    poste.ouvert().annuler(False, "81234567890", prevenir=False)


def test_un_hote_gratuit_n_inscrit_personne(poste):
    asked = replace(UNE, hote=GRATUIT, inscription=True, inscrits=(ELSA,))
    zoom = poste.ouvert()
    number = zoom.creer(asked, MARQUE).numero
    with pytest.raises(RefusError, match="n'inscrit personne") as refus:
        zoom.inscrire(asked, number)
    assert "La réunion reste" in refus.value.advice and len(poste.there.reunions) == 1


# --- Pannes -------------------------------------------------------------------------------------


def test_une_reponse_perdue_se_retrouve_au_lieu_de_se_refaire(poste):
    poste.there.manquer("POST", REUNIONS, Retour(coupe=True), apres=True)
    zoom = poste.ouvert()
    with pytest.raises(LiaisonError) as panne:
        zoom.creer(UNE, MARQUE)
    assert panne.value.incertain and len(poste.there.reunions) == 1
    assert zoom.chercher(UNE, MARQUE).numero == "81234567890"


@pytest.mark.parametrize(
    ("retour", "incertain"),
    [
        (page(200), True), (page(503), False), (Retour(201, corps=b'{"id": 812'), True),
        (Retour(500, {}), True), (Retour(muet=True), True), (Retour(coupe=True), True),
        (Retour(201, {}, annonce=500), True),
    ],
    ids=["page 200", "page 503", "JSON coupé", "500", "muet", "coupé", "corps tronqué"],
)  # fmt: skip
def test_une_creation_sans_bonne_reponse_est_une_panne_et_ne_se_repete_pas(
    poste, retour, incertain
):
    poste.there.manquer("POST", REUNIONS, retour, fois=9)
    with pytest.raises(LiaisonError) as panne:
        poste.ouvert().creer(UNE, MARQUE)
    assert panne.value.incertain is incertain
    assert sum("meetings" in one for one in poste.demandes()) == 1


def test_une_lecture_manquee_se_reprend_seule(poste):
    poste.there.manquer("GET", REUNIONS, Retour(503, {}), fois=2)
    assert poste.ouvert().chercher(UNE, MARQUE) is None
    assert poste.appels[-1].essais == 3 and poste.appels[-1].issue == FAIT


def test_une_inscription_perdue_ne_se_double_pas(poste):
    asked = replace(UNE, inscription=True, inscrits=(ELSA, JEAN))
    zoom = poste.ouvert()
    number = zoom.creer(asked, MARQUE).numero
    poste.there.manquer("POST", INSCRITS, Retour(500, {}), apres=True)
    with pytest.raises(LiaisonError):
        zoom.inscrire(asked, number)
    assert len(zoom.inscrire(asked, number)) == 2
    assert len(poste.there.inscrits[int(number)]) == 2


def test_un_serveur_arrete_ou_muet_est_une_panne(poste):
    with pytest.raises(LiaisonError, match="refuse la connexion"):
        poste.ouvert(f"https://127.0.0.1:{port_ferme()}").licence(HOTE)
    with trou_noir() as port:
        start = time.monotonic()
        with pytest.raises(LiaisonError):
            poste.ouvert(f"https://127.0.0.1:{port}").licence(HOTE)
        assert time.monotonic() - start < 30


# --- Limites ------------------------------------------------------------------------------------


def test_une_limite_a_la_seconde_s_attend(poste):
    """developers.zoom.us/docs/api/rate-limits/ : `Retry-After`."""
    limit = erreur(429, 429, "You have reached the maximum per-second rate limit for this API.")
    poste.there.manquer("GET", "/users/", replace(limit, entetes={"Retry-After": "2"}))
    assert poste.ouvert().licence(HOTE) and sum(poste.dormi) == pytest.approx(2)


def test_une_limite_datee_attend_le_passage_suivant(poste):
    """L'exemple de la documentation : « Retry-After: 2020-05-31T00:00:00Z », une date ISO."""
    limit = erreur(429, 429, "You have reached the maximum daily rate limit for this API.")
    when = datetime.now(UTC) + timedelta(hours=3)
    headers = {"Retry-After": f"{when:%Y-%m-%dT%H:%M:%SZ}"}
    poste.there.manquer("GET", "/users/", replace(limit, entetes=headers))
    with pytest.raises(LiaisonError, match="trop de demandes") as panne:
        poste.ouvert().licence(HOTE)
    assert panne.value.reprendre_dans == pytest.approx(3 * 3600, abs=60) and poste.dormi == []


def test_la_limite_d_un_utilisateur_se_leve_a_minuit_meme_sans_entete(poste):
    """Le message que Zoom donne sans `Retry-After` (devforum.zoom.us/t/18928)."""
    text = (
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests "
        "permitted for this particular user. You may resume these requests at GMT 00:00:00."
    )
    poste.there.manquer("POST", REUNIONS, erreur(429, 429, text))
    with pytest.raises(LiaisonError) as panne:
        poste.ouvert().creer(UNE, MARQUE)
    assert 0 < panne.value.reprendre_dans <= 24 * 3600 and not panne.value.incertain
    assert "minuit" in panne.value.advice


# --- Bogues, secrets ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "retour",
    [
        Retour(201, {"join_url": "https://x"}), Retour(201, {"id": "812", "join_url": "https://x"}),
        Retour(201, []), Retour(405, {}), Retour(415, {}),
    ],
    ids=["sans numéro", "numéro en texte", "liste", "405", "415"],
)  # fmt: skip
def test_une_reponse_que_le_contrat_ne_prevoit_pas_est_un_bogue(poste, retour):
    poste.there.manquer("POST", REUNIONS, retour)
    with pytest.raises(ContratError):
        poste.ouvert().creer(UNE, MARQUE)


def test_rien_ne_part_dans_une_transaction(poste):
    zoom = poste.ouvert()
    with ecriture(), pytest.raises(RuntimeError, match="boîte d'envoi"):
        zoom.creer(UNE, MARQUE)
    assert poste.faux.requetes == []


def test_chaque_appel_se_note_et_aucun_secret_n_en_sort(poste):
    zoom = poste.ouvert()
    zoom.creer(UNE, MARQUE)
    poste.there.manquer("GET", "/users/", erreur(400, 300, f"{SECRET} jeton-de-zoom-1"))
    with pytest.raises(RefusError) as refus:
        zoom.licence(HOTE)
    poste.there.manquer("GET", "/users/", Retour(500, {}), fois=9)
    with pytest.raises(LiaisonError):
        zoom.licence(HOTE)
    assert [one.issue for one in poste.appels] == [FAIT, FAIT, REFUS, PANNE]
    assert [one.quoi for one in poste.appels][:2] == ["Obtenir un jeton", "Créer la réunion"]
    told = repr(poste.appels) + str(refus.value)
    for hidden in (SECRET, "jeton-de-zoom-1", "pwd=", "482915", "zak="):
        assert hidden not in told, hidden
    assert SECRET not in repr(Identifiants(COMPTE, CLIENT, SECRET))
