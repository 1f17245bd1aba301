"""Le client HTTPS commun : ce qu'il reprend, ce qu'il refuse, ce qu'il dit, ce qu'il tait."""

import gzip
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path

import pytest

from lsc_desktop.domain.partenaires.appels import BOGUE, FAIT, PANNE, REFUS
from lsc_desktop.partners.erreurs import AccesError, ContratError, LiaisonError, RefusError
from lsc_desktop.partners.http import Certificat, Client, JetonGarde, Reglages
from lsc_desktop.partners.http.attente import heure_du_serveur, retry_after
from lsc_desktop.partners.http.client import lire_json
from tests.partners.certificats import Autorite, Usage
from tests.partners.faux_https import (
    BOUCLE,
    Requete,
    Retour,
    Routes,
    Suite,
    attendre,
    faux_https,
    page,
    port_ferme,
)
from tests.partners.serveurs import trou_noir

SECRET = "Perroquet-7/secret+long"
# Seul un essai figé attendrait la fin de ces délais ; qui éprouve un silence en donne un court.
VITE = Reglages(connexion=60, lecture=60, duree=60, pause=0.01, patience=5)


@pytest.fixture(scope="module")
def autorite() -> Autorite:
    return Autorite()


@pytest.fixture
def jouer(tmp_path: Path, autorite: Autorite):
    """`jouer(reponses, methode)` : une demande à un serveur qui répond ainsi."""

    class Jeu:
        def __init__(self) -> None:
            self.appels, self.dormi, self.requetes = [], [], []

        def __call__(self, repondre, methode="GET", chemin="/v1/x", *, reglages=VITE, **options):
            client = {k: options.pop(k) for k in ("porteur", "secrets", "certificat")
                      if k in options}  # fmt: skip
            serveur = {k: options.pop(k) for k in ("serveur", "clients") if k in options}
            with faux_https(repondre, tmp_path, autorite=autorite, **serveur) as faux:
                self.requetes = faux.requetes
                with Client(
                    "essai", "Essai", faux.adresse, reglages=reglages, noter=self.appels.append,
                    autorites=faux.autorites, dormir=self.dormi.append, **client,
                ) as caller:  # fmt: skip
                    return caller.demander(methode, chemin, "Essayer", **options)

    return Jeu()


# --- Ce qui se passe bien -----------------------------------------------------------------------


def test_une_demande_arrive_entiere_et_sa_reponse_se_lit(jouer):
    def repondre(requete: Requete) -> Retour:
        assert (requete.methode, requete.chemin) == ("POST", "/v1/x")
        assert requete.parametres == {"page": "2"} and requete.contenu == {"nom": "Hélène"}
        assert requete.entetes["accept"] == "application/json"
        return Retour(201, {"id": 7, "prix": 12.30, "lien": {"url": "https://a"}})

    done = jouer(repondre, "post", json={"nom": "Hélène"}, parametres={"page": "2"}, objet="Lot 7")
    assert (done.code, done.champ("id", int), done.champ("lien.url", str)) == (201, 7, "https://a")
    assert done.champ("prix", Decimal) == Decimal("12.3")
    (appel,) = jouer.appels
    assert (appel.partenaire, appel.quoi, appel.objet) == ("essai", "Essayer", "Lot 7")
    assert (appel.issue, appel.code, appel.essais) == (FAIT, 201, 1)
    assert appel.adresse.startswith("POST https://127.0.0.1:") and "page" not in appel.adresse


def test_un_champ_absent_ou_d_un_autre_genre_est_un_bogue_du_contrat(jouer):
    done = jouer(Suite(Retour(contenu={"id": "7", "vrai": True})))
    for chemin, genre in (("id", int), ("autre", str), ("id.x", str), ("vrai", int)):
        with pytest.raises(ContratError, match=chemin):
            done.champ(chemin, genre)


def test_un_montant_decimal_s_ecrit_en_texte_ou_c_est_un_bogue(jouer):
    with pytest.raises(TypeError):
        jouer(Suite(Retour()), "POST", json={"prix": Decimal("1.10")})
    assert jouer.requetes == [] and jouer.appels[0].issue == BOGUE


# --- Pannes -------------------------------------------------------------------------------------


def test_une_connexion_refusee_se_dit_apres_trois_essais():
    notes, naps = [], []
    client = Client("essai", "Essai", f"https://{BOUCLE}:{port_ferme()}", reglages=VITE,
                    noter=notes.append, dormir=naps.append)  # fmt: skip
    with client, pytest.raises(LiaisonError, match="refuse la connexion") as panne:
        client.demander("GET", "/", "Essayer")
    assert not panne.value.incertain and [n.issue for n in notes] == [PANNE]
    assert notes[0].essais == 3 and naps == pytest.approx([0.01, 0.02])


def test_un_nom_inconnu_se_dit():
    client = Client("essai", "Essai", "https://serveur.invalid", reglages=replace(VITE, essais=1))
    with client, pytest.raises(LiaisonError, match="introuvable"):
        client.demander("GET", "/", "Essayer")


def test_un_trou_noir_ne_fige_pas():
    limits = replace(VITE, connexion=0.3, lecture=0.3, essais=1)
    with (
        trou_noir() as port,
        Client("essai", "Essai", f"https://{BOUCLE}:{port}", reglages=limits) as client,
        pytest.raises(LiaisonError, match="ne répond pas"),
    ):
        client.demander("GET", "/", "Essayer")


@pytest.mark.parametrize(("methode", "essais", "incertain"), [("GET", 3, False), ("POST", 1, True)])
def test_un_serveur_muet_n_est_redemande_que_si_rien_ne_peut_se_doubler(
    jouer, methode, essais, incertain
):
    limits = replace(VITE, lecture=0.2)
    with pytest.raises(LiaisonError, match="ne répond pas") as panne:
        jouer(Suite(Retour(muet=True)), methode, reglages=limits)
    assert panne.value.incertain is incertain
    attendre(lambda: len(jouer.requetes) >= essais)  # il lit, si lent soit-il, ce qu'on a demandé
    assert len(jouer.requetes) == jouer.appels[0].essais == essais


def test_une_reponse_goutte_a_goutte_a_une_fin(jouer):
    limits = replace(VITE, duree=0.3, essais=1)
    slow = Retour(corps=b" " * 1000, goutte=0.02)
    with pytest.raises(LiaisonError, match="pas fini de répondre"):
        jouer(Suite(slow), reglages=limits)


@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_une_liaison_coupee_se_reprend_si_elle_se_peut(jouer, methode):
    answers = Suite(Retour(coupe=True), Retour(contenu={"ok": True}))
    if methode == "GET":
        assert jouer(answers).contenu == {"ok": True} and jouer.appels[0].essais == 2
    else:
        with pytest.raises(LiaisonError, match="coupée") as panne:
            jouer(answers, methode)
        assert panne.value.incertain and len(jouer.requetes) == 1


@pytest.mark.parametrize("coupure", [{"annonce": 500}, {"morceaux": True}])
def test_une_reponse_coupee_avant_sa_longueur_est_une_panne(jouer, coupure):
    with pytest.raises(LiaisonError, match="coupée"):
        jouer(Suite(Retour(corps=b'{"a": 1', **coupure)), reglages=replace(VITE, essais=1))


def test_une_reponse_comprimee_se_lit_et_sa_taille_est_celle_qu_elle_prend(jouer):
    packed = {"Content-Encoding": "gzip"}
    good = Retour(corps=gzip.compress(b'{"a": 1}'), entetes=packed)
    assert jouer(Suite(good)).contenu == {"a": 1}
    bomb = Retour(corps=gzip.compress(b" " * 50_000_000), entetes=packed)
    with pytest.raises(ContratError, match="n'a pas été lue"):
        jouer(Suite(bomb), reglages=replace(VITE, taille=1_000_000))
    with pytest.raises(LiaisonError, match="ne se lit pas"):
        jouer(Suite(Retour(corps=b"pas du gzip", entetes=packed)), reglages=replace(VITE, essais=1))


@pytest.mark.parametrize(
    "corps", [b'{"a": 1', b"", b"\xff\xfe", b"NaN", b"[" * 100_000, b'{"a": Infinity}']
)
def test_un_json_tronque_ou_faux_est_une_panne(jouer, corps):
    with pytest.raises(LiaisonError, match="ne se lit pas"):
        jouer(Suite(Retour(corps=corps)), reglages=replace(VITE, essais=1))


def test_du_html_au_lieu_de_json_se_dit(jouer):
    with pytest.raises(LiaisonError, match="une page au lieu de données"):
        jouer(Suite(page()), "POST")
    assert (jouer.appels[0].issue, jouer.appels[0].code) == (PANNE, 200)


def test_une_page_d_erreur_500_est_une_panne_qui_se_reprend(jouer):
    assert jouer(Suite(page(500), page(502), Retour(contenu=[1]))).contenu == [1]


def test_trop_grande_la_reponse_n_est_pas_lue(jouer):
    limits = replace(VITE, taille=100_000)
    with pytest.raises(ContratError, match="plus de 97 Ko"):
        jouer(Suite(Retour(corps=b'"' + b"a" * 300_000 + b'"')), reglages=limits)


# --- Retry-After --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [429, 503])
def test_retry_after_en_secondes_est_attendu(jouer, code):
    answers = Suite(Retour(code, {}, entetes={"Retry-After": "2"}), Retour(contenu=1))
    assert jouer(answers).contenu == 1
    assert sum(jouer.dormi) == pytest.approx(2)


def test_retry_after_en_date_est_attendu(jouer):
    def repondre(_requete: Requete) -> Retour:
        if len(jouer.requetes) > 1:
            return Retour(contenu=1)
        when = datetime.now(UTC) + timedelta(seconds=600)
        return Retour(429, {}, entetes={"Retry-After": format_datetime(when, usegmt=True)})

    assert jouer(repondre, reglages=replace(VITE, patience=600)).contenu == 1
    assert 500 <= sum(jouer.dormi) <= 600.2


def test_au_dela_de_la_patience_le_passage_suivant_reprendra(jouer):
    late = Suite(Retour(429, {"message": "Quota"}, entetes={"Retry-After": "3600"}))
    with pytest.raises(LiaisonError, match="trop de demandes : « Quota »") as panne:
        jouer(late)
    assert panne.value.reprendre_dans == 3600 and "60 minutes" in panne.value.advice
    assert jouer.dormi == [] and len(jouer.requetes) == 1


def test_429_a_une_ecriture_ne_se_reprend_pas_ici_mais_n_est_pas_incertain(jouer):
    with pytest.raises(LiaisonError) as panne:
        jouer(Suite(Retour(429, {}, entetes={"Retry-After": "1"})), "POST")
    assert (panne.value.incertain, panne.value.reprendre_dans) == (False, 1)
    assert len(jouer.requetes) == 1


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("120", 120), (" 0 ", 0), ("999999999999999999", 86400), (None, None), ("", None),
        ("-5", None), ("bientôt", None), ("Mon, 25 Oct 2021 09:31:00 GMT", 60),
        ("Mon, 25 Oct 2021 09:29:00 GMT", 0), ("Mon, 25 Oct 2021 11:31:00 +0200", 60),
        ("Fri, 25 Oct 2041 09:31:00 GMT", 86400), ("Mon, 99 Oct 2021 09:31:00 GMT", None),
        ("2021-10-25T09:40:00Z", 600), ("2021-10-25T11:40:00+02:00", 600),
    ],
)  # fmt: skip
def test_retry_after_se_lit_sous_ses_trois_formes(valeur, attendu):
    assert retry_after(valeur, datetime(2021, 10, 25, 9, 30, tzinfo=UTC)) == attendu


# --- Refus, bogues ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "genre", "issue"),
    [
        (400, RefusError, REFUS), (404, RefusError, REFUS), (409, RefusError, REFUS),
        (422, RefusError, REFUS), (401, AccesError, REFUS), (403, AccesError, REFUS),
        (405, ContratError, BOGUE), (415, ContratError, BOGUE), (501, ContratError, BOGUE),
        (300, ContratError, BOGUE), (500, LiaisonError, PANNE), (503, LiaisonError, PANNE),
    ],
)  # fmt: skip
def test_chaque_reponse_est_refus_panne_ou_bogue(jouer, code, genre, issue):
    with pytest.raises(genre) as error:
        jouer(Suite(Retour(code, {"message": "Surface\nmanquante"})), "POST")
    assert error.value.code == jouer.appels[0].code == code
    assert jouer.appels[0].issue == issue and "« Surface manquante »" in error.value.title
    assert isinstance(error.value, genre) and error.value.advice


def test_un_refus_garde_ce_que_le_partenaire_a_repondu(jouer):
    with pytest.raises(RefusError) as refus:
        jouer(Suite(Retour(422, {"champs": ["surface"]})), "POST")
    assert refus.value.contenu == {"champs": ["surface"]}


def test_une_reponse_acceptee_n_est_pas_un_echec(jouer):
    done = jouer(Suite(Retour(500, corps=b"<faute/>")), "POST", attendu="octets",
                 acceptes=frozenset({500}))  # fmt: skip
    assert (done.code, done.corps) == (500, b"<faute/>")


def test_204_n_a_rien_a_lire(jouer):
    assert jouer(Suite(Retour(204)), "DELETE").contenu is None


# --- 401 en route -------------------------------------------------------------------------------


def test_un_jeton_refuse_en_route_est_redemande_une_fois_meme_pour_une_ecriture(jouer):
    given = iter(("ancien-jeton", "nouveau-jeton"))

    def repondre(requete: Requete) -> Retour:
        fresh = requete.entetes["authorization"] == "Bearer nouveau-jeton"
        return Retour(201, {"id": 1}) if fresh else Retour(401, {"message": "expiré"})

    porteur = JetonGarde(lambda: (next(given), 3600))
    assert jouer(repondre, "POST", json={}, porteur=porteur).code == 201
    assert len(jouer.requetes) == 2 and [a.issue for a in jouer.appels] == [FAIT]


def test_deux_fois_refuse_il_est_dit(jouer):
    porteur = JetonGarde(lambda: ("jeton-refusé-partout", 3600))
    with pytest.raises(AccesError, match="refuse nos identifiants"):
        jouer(Suite(Retour(401, {})), porteur=porteur)
    assert len(jouer.requetes) == 2


def test_un_jeton_sert_jusqu_a_une_minute_de_sa_fin():
    clock, given = [0.0], []

    def obtenir() -> tuple[str, float]:
        given.append(1)
        return f"jeton{len(given)}", 3600

    held = JetonGarde(obtenir, horloge=lambda: clock[0])
    assert {held.autorisation() for _ in range(3)} == {"Bearer jeton1"}
    clock[0] = 3541
    assert held.autorisation() == "Bearer jeton2"
    held.oublier("Bearer jeton1")  # un vieux refus n'efface pas le nouveau
    assert held.autorisation() == "Bearer jeton2"


def test_deux_fils_ne_demandent_qu_un_jeton():
    given, gate = [], threading.Event()

    def obtenir() -> tuple[str, float]:
        gate.wait(60)
        given.append(1)
        return "jeton", 3600

    held = JetonGarde(obtenir)
    threads = [threading.Thread(target=held.autorisation) for _ in range(4)]
    for one in threads:
        one.start()
    gate.set()
    for one in threads:
        one.join()
    assert given == [1]


# --- Redirections -------------------------------------------------------------------------------


def test_une_redirection_chez_lui_est_suivie(jouer):
    routes = Routes({
        "GET /v1/x": Suite(Retour(302, entetes={"Location": "/v2/x"})),
        "GET /v2/x": Suite(Retour(contenu="là")),
    })  # fmt: skip
    assert jouer(routes, secrets=[SECRET]).contenu == "là"


@pytest.mark.parametrize("porte", ["porteur", "secrets", "entetes"])
def test_vers_un_autre_hote_aucun_secret_ne_part(jouer, tmp_path, autorite, porte):
    given = {
        "porteur": {"porteur": JetonGarde(lambda: (SECRET, 3600))},
        "secrets": {"secrets": [SECRET]},
        "entetes": {"entetes": {"X-Api-Key": SECRET}},
    }[porte]
    with faux_https(Suite(Retour(contenu=1)), tmp_path / "autre", autorite=autorite) as autre:
        away = Suite(Retour(302, entetes={"Location": autre.adresse + "/vol"}))
        with pytest.raises(AccesError, match="renvoie vers un autre serveur"):
            jouer(away, **given)
        assert autre.requetes == []


def test_sans_secret_une_lecture_suit_vers_un_autre_hote(jouer, tmp_path, autorite):
    with faux_https(Suite(Retour(contenu="ailleurs")), tmp_path / "b", autorite=autorite) as autre:
        away = Suite(Retour(302, entetes={"Location": autre.adresse}))
        assert jouer(away).contenu == "ailleurs"


@pytest.mark.parametrize(
    ("methode", "location", "phrase"),
    [
        ("GET", "http://127.0.0.1/en-clair", "autre serveur"),
        ("GET", "", "sans dire où"), ("GET", "/v1/x", "sans fin"), ("POST", "/v2/x", "redirige"),
    ],
)  # fmt: skip
def test_une_redirection_en_clair_sans_but_sans_fin_ou_d_une_ecriture_est_refusee(
    jouer, methode, location, phrase
):
    with pytest.raises((AccesError, ContratError), match=phrase):
        jouer(Suite(Retour(307, entetes={"Location": location})), methode)


# --- Chiffrement --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "adresse", ["http://a.fr", "a.fr", "ftp://a.fr", "https://", "https://u:p@a.fr"]
)
def test_une_adresse_qui_n_est_pas_sure_est_refusee(adresse):
    with pytest.raises(AccesError, match="serveur sûr"):
        Client("essai", "Essai", adresse)


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        ({"fin": timedelta(days=-1)}, "a expiré"),
        ({"debut": timedelta(days=1)}, "pas encore valable"),
        ({"hotes": ("ailleurs.fr",)}, "d'un autre serveur"),
    ],
)
def test_un_mauvais_certificat_de_serveur_arrete_tout(jouer, autorite, options, phrase):
    with pytest.raises(AccesError, match=phrase):
        jouer(Suite(Retour()), serveur=autorite.signer(**options))
    assert jouer.requetes == []


def test_une_autorite_inconnue_arrete_tout(jouer):
    with pytest.raises(AccesError, match="aucune autorité connue"):
        jouer(Suite(Retour()), serveur=Autorite("étrangère").signer())
    assert jouer.requetes == []


def test_un_serveur_en_clair_se_dit():
    with socket.create_server((BOUCLE, 0)) as server:

        def answer() -> None:
            client, _address = server.accept()
            with client:
                client.recv(4096)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        with (
            Client("essai", "Essai", f"https://{BOUCLE}:{port}", reglages=VITE) as client,
            pytest.raises(AccesError, match="pas en HTTPS"),
        ):
            client.demander("GET", "/", "Essayer")
        thread.join(5)


def test_un_certificat_client_est_presente_et_note(jouer, autorite):
    mine = autorite.signer("Agence", usage=Usage.CLIENT_AUTH, hotes=())
    held = Certificat("Agence 2026", mine.p12(SECRET), SECRET)
    assert jouer(Suite(Retour(contenu=1)), certificat=held, clients=autorite).contenu == 1
    assert jouer.appels[0].certificat == "Agence 2026"
    assert SECRET not in repr(held)


def test_un_certificat_refuse_ou_absent_ou_ferme_se_dit(jouer, autorite):
    other = Autorite("étrangère").signer("Agence", usage=Usage.CLIENT_AUTH, hotes=())
    cases = (
        (None, "aucun ne lui a été présenté"),
        (Certificat("Étranger", other.p12(SECRET), SECRET), "refuse le certificat « Étranger »"),
        (Certificat("Fermé", other.p12(SECRET), "faux"), "« Fermé » ne s'ouvre pas"),
    )
    for held, phrase in cases:
        with pytest.raises(AccesError, match=phrase):
            jouer(Suite(Retour(contenu=1)), certificat=held, clients=autorite)
        assert jouer.requetes == []


# --- Secrets, transactions, journal -------------------------------------------------------------


def test_aucun_secret_ne_sort_ni_en_clair_ni_recode(jouer):
    def repondre(requete: Requete) -> Retour:
        return Retour(400, {"message": f"mot de passe {requete.contenu['mdp']} inconnu"})

    with pytest.raises(RefusError) as refus:
        jouer(repondre, "POST", f"/v1/{SECRET.replace('/', '%2F').replace('+', '%2B')}",
              json={"mdp": SECRET}, secrets=[SECRET], objet=f"compte {SECRET}")  # fmt: skip
    shown = f"{refus.value} {refus.value.args} {jouer.appels}"
    assert "Perroquet" not in shown and "•••" in jouer.appels[0].reponse


def test_rien_ne_part_dans_une_transaction(db):
    client = Client("essai", "Essai", f"https://{BOUCLE}:{port_ferme()}", reglages=VITE)
    with client, db.write(), pytest.raises(RuntimeError, match="dans une transaction"):
        client.demander("GET", "/", "Essayer")
    with db.read(), pytest.raises(LiaisonError):
        client.demander("POST", "/", "Essayer")


def test_un_chemin_ne_change_pas_d_hote():
    client = Client("essai", "Essai", "https://bon.fr")
    with pytest.raises(ValueError, match="change d'hôte"):
        client.demander("GET", ".pirate.fr/", "Essayer")


def test_le_programme_qui_se_ferme_n_attend_pas(tmp_path, autorite):
    answers = Suite(Retour(503, {}, entetes={"Retry-After": "4"}))
    with faux_https(answers, tmp_path, autorite=autorite) as faux:
        client = Client("essai", "Essai", faux.adresse, reglages=VITE, autorites=faux.autorites,
                        arreter=lambda: True)  # fmt: skip
        with client, pytest.raises(LiaisonError, match="s'est arrêtée avec le programme"):
            client.demander("GET", "/", "Essayer")


def test_ni_cookie_ni_netrc_ne_partent(jouer, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    routes = Routes({
        "GET /v1/x": Suite(Retour(302, entetes={"Location": "/v2/x", "Set-Cookie": "a=b"})),
        "GET /v2/x": Suite(Retour(contenu=1)),
    })  # fmt: skip
    jouer(routes)
    sent = [name for requete in jouer.requetes for name in requete.entetes]
    assert "cookie" not in sent and "authorization" not in sent


# --- Un JSON hostile ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "corps", [b"[1e99999999999999999999]", b"[" * 5_000, b"[" + b"9" * 5_000 + b"]"]
)
def test_un_nombre_ou_une_profondeur_demesures_ne_font_pas_un_incident(corps):
    with pytest.raises(ValueError):
        lire_json(corps)


def test_ce_qu_aucune_base_ne_garde_se_lit_sans_perdre_la_reponse():
    """Une moitié de caractère, un nul : la demande a eu son effet, son accusé ne se perd pas."""
    told = (
        rb'{"a": "x\u0000y\ud800z\udc00", "b": "\ud83d\ude00 \\u0000 \u00e9", '
        rb'"c\u0000": "\ud800\ud83d\ude00"}'
    )
    assert lire_json(told) == {
        "a": "x\ufffdy\ufffdz\ufffd", "b": "\U0001f600 \\u0000 é", "c\ufffd": "\ufffd\U0001f600",
    }  # fmt: skip


@pytest.mark.parametrize(
    "texte",
    ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2026 00:00:00 +99999999"],
)
def test_une_date_impossible_dans_un_en_tete_ne_fait_pas_un_incident(texte):
    here = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after(texte, here) in (None, 0.0) or retry_after(texte, here) > 0
    assert heure_du_serveur(texte, here).tzinfo is not None
