"""Chaque panne a sa phrase, puis une reprise ordinaire finit le travail sans rien refaire."""

import random
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lsc_desktop.base.errors import RefusedError, TemporaryError, UserError
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.sftp import Adresse, CibleSftp, MotDePasse, Reglages
from lsc_desktop.partners.sftp.port import Bilan, Envoi, Issue, Sort, ouverte
from tests.partners.lots import (
    IMPATIENT,
    UN_ESSAI,
    VITE,
    envoi,
    guet,
    lot,
    noms,
    restes,
    verifier,
    visibles,
)
from tests.partners.serveurs import (
    BOUCLE,
    Ligne,
    Pannes,
    Serveur,
    faux,
    port_libre,
    relais,
    trou_noir,
)

GROS = 7_000_000  # octets : assez pour se reprendre au milieu


def cible(serveur: Serveur, reglages: Reglages = VITE, *, port: int = 0) -> CibleSftp:
    return CibleSftp(replace(serveur.adresse, port=port or serveur.port), serveur.secret, reglages)


def reprendre(serveur: Serveur, envois: list[Envoi]) -> Bilan:
    """Une publication ordinaire, sans panne : tout doit y être après."""
    with ouverte(cible(serveur)) as session:
        bilan = session.deposer(envois)
    assert bilan.de(Sort.ECHEC) == []
    verifier(serveur.dossier, envois)
    return bilan


# --- On ne peut pas joindre le serveur ------------------------------------------------------------


def injoignable(port: int, hote: str = BOUCLE, reglages: Reglages = UN_ESSAI) -> LiaisonError:
    session = CibleSftp(Adresse(hote, "agence", port=port), MotDePasse("x"), reglages)
    with pytest.raises(LiaisonError) as refused:
        session.ouvrir()
    session.fermer()
    return refused.value


def test_connexion_refusee():
    assert "refuse la connexion" in injoignable(port_libre()).title


def test_nom_inconnu(monkeypatch):
    def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "« sftp.invalid » est introuvable" in injoignable(22, "sftp.invalid").title


@pytest.mark.parametrize("parole", [b"", b"SSH-2.0-Lent\r\n"])
def test_un_trou_noir_ne_retient_personne(parole):
    with trou_noir(parole) as port:
        assert "ne répond plus depuis 1 secondes" in injoignable(port, reglages=IMPATIENT).title


def test_un_autre_service_sur_ce_port_n_est_pas_du_sftp():
    with trou_noir(b"HTTP/1.1 400 Bad Request\r\n" * 1100) as port:
        session = CibleSftp(Adresse(BOUCLE, "agence", port=port), MotDePasse("x"), UN_ESSAI)
        with pytest.raises(AccesError, match="mais pas en SFTP"):
            session.ouvrir()


# --- La liaison se coupe ou se tait ---------------------------------------------------------------


def test_coupee_sans_cesse_la_liaison_finit_par_tout_porter(vrai, tmp_path):
    """Chaque connexion meurt après quelques centaines de Ko ; le moteur rappelle de lui-même."""
    envois = lot(tmp_path / "ged", 60, (20_000, 80_000))
    pick = random.Random(7)
    ligne = Ligne(coupes=[pick.randrange(50_000, 900_000) for _ in range(8)])
    with (
        relais(vrai.port, ligne) as port,
        guet(vrai.dossier, envois),
        ouverte(cible(vrai, port=port)) as session,
    ):
        bilan = session.deposer(envois)
    assert ligne.connexions > 4
    assert len(bilan.issues) == 60 and bilan.de(Sort.ECHEC) == []
    verifier(vrai.dossier, envois)


def test_coupee_pour_de_bon_on_s_arrete_et_la_fois_suivante_n_envoie_que_le_reste(vrai, tmp_path):
    envois = lot(tmp_path / "ged", 60, (20_000, 80_000))
    told: list[Issue] = []
    ligne = Ligne(coupes=[900_000] + [20_000] * 50)
    with relais(vrai.port, ligne) as port, guet(vrai.dossier, envois):
        with (
            ouverte(cible(vrai, replace(VITE, connexions=1), port=port)) as session,
            pytest.raises(LiaisonError, match="coupée") as cut,
        ):
            session.deposer(envois, suivi=lambda a: told.append(a.issue) if a.issue else None)
        assert "reprendra où il en était" in cut.value.advice
    done = {issue.envoi.nom for issue in told}
    assert done <= set(visibles(vrai.dossier))
    rest = reprendre(vrai, envois)
    assert done <= noms(rest, Sort.DEJA_LA)
    assert len(noms(rest, Sort.DEPOSE)) <= 60 - len(done)


def test_un_gros_fichier_coupe_reprend_la_ou_il_en_etait(vrai, tmp_path):
    """Dans la même session : ce qui a été confirmé ne repart pas."""
    big = envoi(tmp_path, "gros.pdf", random.Random(3).randbytes(GROS))
    ligne = Ligne(coupes=[5_000_000])
    with (
        relais(vrai.port, ligne) as port,
        guet(vrai.dossier, [big]),
        ouverte(cible(vrai, port=port)) as session,
    ):
        bilan = session.deposer([big])
    assert ligne.connexions == 2
    assert bilan.octets < GROS + 3_000_000
    verifier(vrai.dossier, [big])


def test_un_gros_fichier_laisse_en_plan_reprend_a_la_publication_suivante(vrai, tmp_path):
    """Programme tué : la taille de ce qui est resté, moins ce qui pouvait être en vol."""
    big = envoi(tmp_path, "gros.pdf", random.Random(3).randbytes(GROS))
    part = vrai.dossier / big.part
    content = big.source.read_bytes()
    part.write_bytes(content[:6_000_000])
    bilan = reprendre(vrai, [big])
    assert bilan.octets < GROS - 1_500_000


def test_des_trous_dans_ce_qui_etait_en_vol_sont_recouverts(vrai, tmp_path):
    """Un serveur qui écrit dans le désordre laisse un trou de deux Mo avant la fin."""
    big = envoi(tmp_path, "gros.pdf", random.Random(3).randbytes(GROS))
    content = bytearray(big.source.read_bytes()[:6_000_000])
    content[3_900_000:4_200_000] = bytes(300_000)
    (vrai.dossier / big.part).write_bytes(content)
    reprendre(vrai, [big])


def test_un_serveur_qui_se_tait_au_milieu_est_quitte(tmp_path):
    pannes = Pannes(muet_apres=20)
    envois = lot(tmp_path / "ged", 60, (20_000, 40_000))
    with faux(tmp_path / "srv", pannes) as serveur, guet(serveur.dossier, envois):
        with (
            ouverte(cible(serveur, IMPATIENT)) as session,
            pytest.raises(LiaisonError, match="ne répond plus depuis 1 secondes"),
        ):
            session.deposer(envois)
        pannes.muet_apres = None
        before = len(visibles(serveur.dossier))
        assert len(reprendre(serveur, envois).de(Sort.DEPOSE)) == 60 - before


def test_une_ligne_qui_se_tait_est_quittee(vrai, tmp_path):
    envois = lot(tmp_path / "ged", 30, (20_000, 40_000))
    with (
        relais(vrai.port, Ligne(muette_apres=400_000)) as port,
        ouverte(cible(vrai, IMPATIENT, port=port)) as session,
        pytest.raises(LiaisonError, match="ne répond plus"),
    ):
        session.deposer(envois)
    reprendre(vrai, envois)


def test_la_goutte_a_goutte_ne_tient_pas_la_porte(vrai):
    """Seize octets par dixième de seconde : il y arriverait, en dix secondes."""
    with (
        relais(vrai.port, Ligne(goutte=16)) as port,
        pytest.raises(LiaisonError, match="ne répond plus"),
    ):
        cible(vrai, IMPATIENT, port=port).ouvrir()


def test_le_manifeste_traverse_une_coupure(vrai):
    content = random.Random(1).randbytes(400_000)
    with (
        relais(vrai.port, Ligne(coupes=[200_000])) as port,
        ouverte(cible(vrai, port=port)) as session,
    ):
        session.valider("manifeste-000001.json", content)
    assert (vrai.dossier / "manifeste-000001.json").read_bytes() == content
    assert restes(vrai.dossier) == []


def test_une_session_coupee_entre_deux_appels_se_refait(vrai, tmp_path):
    envois = lot(tmp_path / "ged", 3)
    ligne = Ligne(coupes=[])
    with relais(vrai.port, ligne) as port, ouverte(cible(vrai, port=port)) as session:
        session.deposer(envois[:1])
        link = session._engine._line._link  # la ligne tombe sans que personne n'y parle
        session._call(link._connection.abort)
        time.sleep(0.2)
        session.deposer(envois)
    verifier(vrai.dossier, envois)


# --- Le serveur refuse ou échoue ------------------------------------------------------------------


@pytest.mark.parametrize("dit_la_place", [True, False])
def test_disque_plein(tmp_path, dit_la_place):
    """OpenSSH répond « Failure » sans plus : la place restante, s'il la dit, l'explique."""
    envois = lot(tmp_path / "ged", 12, (20_000, 30_000))
    pannes = Pannes(place=120_000, dit_la_place=dit_la_place)
    with faux(tmp_path / "srv", pannes) as serveur, guet(serveur.dossier, envois):
        with ouverte(cible(serveur)) as session:
            bilan = session.deposer(envois)
        failed = bilan.de(Sort.ECHEC)
        said = "le disque du serveur est plein" if dit_la_place else "le serveur a échoué"
        assert 12 - 120_000 // 20_000 <= len(failed) < 12
        assert all(said in i.erreur.title for i in failed)
        assert all(isinstance(i.erreur, TemporaryError) for i in failed)
        assert restes(serveur.dossier) == []
        pannes.place = None
        again = reprendre(serveur, envois)
        assert noms(again, Sort.DEPOSE) == noms(bilan, Sort.ECHEC)


def test_un_disque_plein_ne_recoit_pas_la_suite_pour_rien(tmp_path):
    envois = lot(tmp_path / "ged", 200, (50_000, 50_000))
    pannes = Pannes(place=0)
    narrow = replace(VITE, connexions=1, en_vol=8)
    with faux(tmp_path / "srv", pannes) as serveur, ouverte(cible(serveur, narrow)) as session:
        assert len(session.deposer(envois).de(Sort.ECHEC)) == 200
    assert len(pannes.ouvertures) <= 8


def test_droit_refuse_sur_un_fichier_les_autres_continuent(tmp_path):
    envois = lot(tmp_path / "ged", 10)
    pannes = Pannes(interdit=lambda path: "doc-0003" in path)
    with faux(tmp_path / "srv", pannes) as serveur:
        with ouverte(cible(serveur)) as session:
            bilan = session.deposer(envois)
        (failed,) = bilan.de(Sort.ECHEC)
        assert failed.envoi is envois[3]
        assert isinstance(failed.erreur, RefusedError)
        assert "le serveur en refuse le droit" in failed.erreur.title
        assert sum("doc-0003" in path for path in pannes.ouvertures) == 1, "ne se réessaie pas"
        pannes.interdit = lambda _path: False
        assert noms(reprendre(serveur, envois), Sort.DEPOSE) == {envois[3].nom}


def test_le_dossier_disparait_en_cours_de_route(tmp_path):
    (one,) = lot(tmp_path / "ged", 1)
    with faux(tmp_path / "srv") as serveur:
        with ouverte(cible(serveur)) as session:
            serveur.dossier.rmdir()
            (issue,) = session.deposer([one]).issues
            assert "son dossier n'existe plus" in issue.erreur.title
            with pytest.raises(UserError, match="son dossier n'existe plus"):
                session.valider("manifeste-000001.json", b"{}")
        serveur.dossier.mkdir()
        reprendre(serveur, [one])


def test_un_echec_sans_motif_se_retente_une_fois_seul(tmp_path):
    envois = lot(tmp_path / "ged", 10)
    pannes = Pannes(echecs={f"/depot/{e.part}" for e in envois[:3]})
    with faux(tmp_path / "srv", pannes) as serveur:
        with ouverte(cible(serveur)) as session:
            bilan = session.deposer(envois)
        assert len(bilan.de(Sort.DEPOSE)) == 10
        verifier(serveur.dossier, envois)


def test_un_fichier_arrive_incomplet_n_est_pas_mis_en_place(tmp_path):
    old = b"ancienne version, toujours bonne"
    pannes = Pannes(tronque=True)
    one = envoi(tmp_path, "liste.pdf", b"nouvelle version")
    with faux(tmp_path / "srv", pannes) as serveur:
        (serveur.dossier / "liste.pdf").write_bytes(old)
        with ouverte(cible(serveur)) as session:
            (issue,) = session.deposer([one]).issues
        assert "est arrivé incomplet : 8 octets au lieu de 16" in issue.erreur.title
        assert (serveur.dossier / "liste.pdf").read_bytes() == old
        pannes.tronque = False
        reprendre(serveur, [one])


def test_sans_renommage_atomique_on_remplace_quand_meme_et_on_le_dit(tmp_path):
    new, free = envoi(tmp_path, "liste.pdf", b"nouvelle"), envoi(tmp_path, "a.pdf", b"a")
    with faux(tmp_path / "srv", Pannes(sans_posix=True)) as serveur:
        (serveur.dossier / "liste.pdf").write_bytes(b"l'ancienne")
        with ouverte(cible(serveur)) as session:
            bilan = session.deposer([new, free])
        atomic = {i.envoi.nom: i.atomique for i in bilan.issues}
        assert atomic == {"liste.pdf": False, "a.pdf": True}
        verifier(serveur.dossier, [new, free])


def test_une_seconde_connexion_refusee_ne_gene_pas_la_premiere(vrai, tmp_path):
    """Des hébergeurs n'en permettent qu'une par compte."""
    envois = lot(tmp_path / "ged", 120, (10_000, 20_000))
    ligne = Ligne(coupes=[10_000_000] + [0] * 50)
    with relais(vrai.port, ligne) as port, ouverte(cible(vrai, port=port)) as session:
        assert session.deposer(envois).de(Sort.ECHEC) == []
    verifier(vrai.dossier, envois)


def test_rien_ne_reste_d_une_session_fermee(vrai, tmp_path: Path):
    before = threading.active_count()
    session = cible(vrai)
    session.ouvrir()
    session.deposer(lot(tmp_path / "ged", 5))
    session.fermer()
    session.fermer()
    limit = time.monotonic() + 60
    while threading.active_count() > before and time.monotonic() < limit:
        time.sleep(0.02)
    assert threading.active_count() <= before
    with pytest.raises(RuntimeError, match="pas ouverte"):
        session.lister()
