"""Le dépôt par FTP, chiffré et en clair : ce qui arrive, ce qui manque, ce qui ne part pas."""

import os
import ssl

import pytest

from lsc_desktop.base.errors import RefusedError, TemporaryError
from lsc_desktop.partners.erreurs import AccesError, LiaisonError
from lsc_desktop.partners.ftp import CibleFtp, Compte
from lsc_desktop.partners.sftp.erreurs import DisquePleinError
from lsc_desktop.partners.sftp.port import Sort, ouverte
from tests.partners.lots import envoi, lot, noms, restes, verifier, visibles
from tests.partners.serveur_ftp import (
    MOT_DE_PASSE,
    UTILISATEUR,
    PannesFtp,
    ServeurFtp,
    serveur_ftp,
)
from tests.partners.serveurs import port_libre


def vers(
    serveur: ServeurFtp, chiffre: bool = True, *, delai: float = 60.0, **over: object
) -> CibleFtp:
    values = {
        "hote": serveur.hote, "utilisateur": UTILISATEUR, "mot_de_passe": MOT_DE_PASSE,
        "port": serveur.port, "chiffre": chiffre, **over,
    }  # fmt: skip
    return CibleFtp(Compte(**values), delai=delai, autorites=serveur.autorites)  # type: ignore[arg-type]


@pytest.fixture
def serveur(tmp_path):
    with serveur_ftp(tmp_path / "srv") as running:
        yield running


@pytest.mark.parametrize("chiffre", [True, False], ids=["chiffré", "en clair"])
def test_un_depot_arrive_entier_et_remplace_l_ancien(serveur, tmp_path, chiffre):
    old = envoi(tmp_path / "a", "lsc_agence.zip", b"ancien")
    new = envoi(tmp_path / "b", "lsc_agence.zip", b"nouvo!")
    with ouverte(vers(serveur, chiffre)) as session:
        assert session.lister() == {}
        assert noms(session.deposer([old]), Sort.DEPOSE) == {"lsc_agence.zip"}
        assert noms(session.deposer([old]), Sort.DEJA_LA) == {"lsc_agence.zip"}
        again = envoi(tmp_path / "b", "lsc_agence.zip", b"nouvo!")
        (issue,) = session.deposer([type(again)(again.nom, again.source, again.taille,
                                                again.sha256, encore=True)]).issues  # fmt: skip
        assert (issue.sort, issue.atomique) == (Sort.DEPOSE, True)
        assert session.lister() == {"lsc_agence.zip": 6}
    verifier(serveur.dossier, [new])
    if chiffre:
        entered = serveur.pannes.vu.index(f"PASS {MOT_DE_PASSE}")
        assert serveur.pannes.vu.index("AUTH TLS") < entered, "le mot de passe est chiffré"
        assert "PROT P" in serveur.pannes.vu, "les annonces aussi"


def test_plusieurs_fichiers_et_le_vide(serveur, tmp_path):
    envois = [*lot(tmp_path / "ged", 12), envoi(tmp_path / "ged", "vide.txt", b"")]
    seen = []
    with ouverte(vers(serveur)) as session:
        bilan = session.deposer(envois, suivi=lambda step: seen.append(step.faits))
        session.valider("fin.txt", b"fini")
    assert bilan.octets == sum(one.taille for one in envois) and seen == list(range(1, 14))
    assert (serveur.dossier / "fin.txt").read_bytes() == b"fini"
    (serveur.dossier / "fin.txt").unlink()
    verifier(serveur.dossier, envois)


def test_un_petit_fichier_se_lit_ou_manque_ou_est_trop_long(serveur):
    with ouverte(vers(serveur)) as session:
        (serveur.dossier / "reponse.json").write_bytes(b"0123456789")
        assert session.lire("reponse.json", 10) == b"0123456789"
        assert session.lire("absent.json", 10) is None
        with pytest.raises(RefusedError, match="n'a pas été lu"):
            session.lire("reponse.json", 9)
        assert session.lire("reponse.json", 10) == b"0123456789", "la session tient"


def test_un_serveur_bavard_ne_met_pas_le_mot_de_passe_dans_une_phrase(tmp_path):
    with (
        serveur_ftp(tmp_path / "srv", PannesFtp(bavard=True)) as serveur,
        pytest.raises(AccesError, match="trop court") as refused,
    ):
        vers(serveur).ouvrir()
    assert MOT_DE_PASSE not in str(refused.value)


def test_nos_restes_d_hier_se_retirent_et_eux_seuls(serveur, tmp_path):
    """Un envoi coupé laisse son provisoire ; le flux change chaque jour, donc son nom aussi."""
    names = {
        "a.zip.0123456789ab.part": True, "b.zip.0123456789ab.part": False, "autre.part": True,
        "vieux.zip": True,
    }  # fmt: skip
    for name, old in names.items():
        (serveur.dossier / name).write_bytes(b"x")
        if old:
            os.utime(serveur.dossier / name, (1_000_000_000, 1_000_000_000))
    with ouverte(vers(serveur)) as session:
        assert set(session.lister()) == {"autre.part", "vieux.zip"}
    assert {path.name for path in serveur.dossier.iterdir()} == set(names) - {
        "a.zip.0123456789ab.part"
    }


def test_un_serveur_sans_mlsd_se_lit_par_noms(tmp_path):
    with (
        serveur_ftp(tmp_path / "srv", PannesFtp(sans_mlsd=True)) as serveur,
        ouverte(vers(serveur)) as session,
    ):
        assert session.lister() == {}
        session.deposer([envoi(tmp_path, "a.zip", b"abc")])
        assert session.lister() == {"a.zip": 3}


def test_un_serveur_qui_ne_remplace_pas_retire_d_abord_l_ancien(tmp_path):
    with serveur_ftp(tmp_path / "srv", PannesFtp(sans_remplacer=True)) as serveur:
        (serveur.dossier / "a.zip").write_bytes(b"ancien fichier")
        new = envoi(tmp_path, "a.zip", b"neuf")
        with ouverte(vers(serveur)) as session:
            (issue,) = session.deposer([new]).issues
        assert (issue.sort, issue.atomique) == (Sort.DEPOSE, False)
        verifier(serveur.dossier, [new])


@pytest.mark.parametrize("panne", ["sans_renommer", "refus_du_nom"])
def test_un_renommage_refuse_ne_retire_pas_l_ancien(tmp_path, panne):
    """Sans l'ancien ni le nouveau, le portail n'aurait plus rien à lire."""
    with serveur_ftp(tmp_path / "srv", PannesFtp(**{panne: True})) as serveur:
        (serveur.dossier / "a.zip").write_bytes(b"ancien")
        with ouverte(vers(serveur)) as session:
            (issue,) = session.deposer([envoi(tmp_path, "a.zip", b"neuf")]).issues
        assert issue.sort is Sort.ECHEC and isinstance(issue.erreur, RefusedError)
        assert (serveur.dossier / "a.zip").read_bytes() == b"ancien"
        assert restes(serveur.dossier) == []


@pytest.mark.parametrize("chiffre", [True, False], ids=["chiffré", "en clair"])
def test_un_serveur_qui_parle_latin_1_se_lit(tmp_path, chiffre):
    """« 220 Prêt à l'accès » en latin-1 n'est pas de l'UTF-8 : on n'en tombe pas."""
    with serveur_ftp(tmp_path / "srv", PannesFtp(latin=True)) as serveur:
        (serveur.dossier / "déjà là.txt").write_bytes(b"abc")
        (serveur.dossier / "Été").mkdir()
        new = envoi(tmp_path, "a.zip", b"neuf")
        with ouverte(vers(serveur, chiffre)) as session:
            assert session.lister() == {"déjà là.txt": 3}
            assert session.deposer([new]).issues[0].sort is Sort.DEPOSE
        with ouverte(vers(serveur, chiffre, dossier="Été")) as session:
            session.deposer([new])
        assert (serveur.dossier / "Été" / "a.zip").read_bytes() == b"neuf", "le dossier, en UTF-8"


@pytest.mark.parametrize("hote", ["ftp..exemple.fr", "x" * 70 + ".fr", "é" * 80])
def test_une_adresse_impossible_est_une_phrase(hote):
    with pytest.raises(AccesError, match="n'est pas l'adresse d'un serveur"):
        CibleFtp(Compte(hote, "u", "m"), delai=1.0).ouvrir()


def test_un_retour_dans_un_compte_est_une_phrase(serveur):
    with pytest.raises(AccesError, match="retour à la ligne") as refused:
        vers(serveur, mot_de_passe="secret\nDELE a.zip").ouvrir()
    assert "secret" not in str(refused.value)
    assert not any(command.startswith("DELE") for command in serveur.pannes.vu)


def test_le_mot_de_passe_ne_part_pas_vers_un_certificat_inconnu(serveur):
    with pytest.raises(AccesError, match="certificat"):
        CibleFtp(Compte(serveur.hote, UTILISATEUR, MOT_DE_PASSE, port=serveur.port)).ouvrir()
    assert not any(command.startswith(("USER", "PASS")) for command in serveur.pannes.vu)


def test_le_certificat_d_un_autre_nom_est_refuse(serveur):
    """Il est pour « localhost » : le même, présenté sous un autre nom, ne vaut rien."""
    target = vers(serveur, hote="127.0.0.1")
    with pytest.raises(AccesError, match="certificat"):
        target.ouvrir()
    assert not any(command.startswith("PASS") for command in serveur.pannes.vu)


def test_un_serveur_sans_chiffrement_ne_recoit_pas_le_mot_de_passe(tmp_path):
    with serveur_ftp(tmp_path / "srv", PannesFtp(sans_tls=True)) as serveur:
        with pytest.raises(AccesError, match="ne sait pas chiffrer"):
            vers(serveur).ouvrir()
        assert not any(command.startswith("PASS") for command in serveur.pannes.vu)


def test_l_acces_refuse_se_dit(serveur):
    with pytest.raises(AccesError, match="refuse le mot de passe de « monagence »") as refused:
        vers(serveur, mot_de_passe="faux").ouvrir()
    assert "faux" not in str(refused.value) and MOT_DE_PASSE not in repr(vers(serveur)._compte)
    with pytest.raises(AccesError, match="« /0/ » n'existe pas"):
        vers(serveur, dossier="/0/").ouvrir()


@pytest.mark.parametrize(
    ("pannes", "kind", "dit"),
    [
        (PannesFtp(lecture_seule=True), RefusedError, "refuse le droit"),
        (PannesFtp(disque_plein=True), DisquePleinError, "disque du serveur est plein"),
        (PannesFtp(tronque=3), TemporaryError, "incomplet : 3 octets au lieu de 6"),
    ],
)
def test_un_fichier_qui_manque_n_arrive_pas_a_moitie(tmp_path, pannes, kind, dit):
    """Puis, la panne passée, une simple reprise donne l'état d'un envoi sans faute."""
    new = envoi(tmp_path, "a.zip", b"abcdef")
    with serveur_ftp(tmp_path / "srv", pannes) as serveur:
        (serveur.dossier / "a.zip").write_bytes(b"l'ancien")
        with ouverte(vers(serveur)) as session:
            (issue,) = session.deposer([new]).issues
        assert issue.sort is Sort.ECHEC and isinstance(issue.erreur, kind)
        assert dit in issue.erreur.title
        assert (serveur.dossier / "a.zip").read_bytes() == b"l'ancien", "le bon reste en ligne"
        pannes.lecture_seule = pannes.disque_plein = False
        pannes.tronque = None
        with ouverte(vers(serveur)) as session:
            session.deposer([new])
        verifier(serveur.dossier, [new])


def test_une_ligne_coupee_au_milieu_se_dit_et_se_reprend(tmp_path):
    pannes = PannesFtp(coupe_apres=200_000)
    big = envoi(tmp_path, "gros.zip", b"x" * 2_000_000)
    with serveur_ftp(tmp_path / "srv", pannes) as serveur:
        with ouverte(vers(serveur)) as session, pytest.raises(LiaisonError):
            session.deposer([big])
        assert visibles(serveur.dossier) == []
        pannes.coupe_apres = None
        with ouverte(vers(serveur)) as session:
            session.deposer([big])
        verifier(serveur.dossier, [big])


def test_un_serveur_muet_est_quitte(tmp_path):
    """Il se tait tant que l'essai dure : c'est le délai qui le fait quitter."""
    with serveur_ftp(tmp_path / "srv", PannesFtp(muet=True)) as serveur:
        with pytest.raises(LiaisonError, match="ne répond plus"):
            vers(serveur, delai=0.3).ouvrir()
        assert serveur.pannes.vu == []


@pytest.mark.parametrize(
    ("pannes", "kind", "dit"),
    [
        (PannesFtp(pas_ftp=True), AccesError, "mais pas en FTP"),
        (PannesFtp(ferme_421=True), LiaisonError, "coupée"),
    ],
)
def test_une_porte_qui_n_est_pas_la_bonne(tmp_path, pannes, kind, dit):
    with (
        serveur_ftp(tmp_path / "srv", pannes) as serveur,
        pytest.raises(kind, match=dit),
    ):
        vers(serveur).ouvrir()


def test_une_adresse_ou_un_port_faux_se_disent():
    compte = Compte("127.0.0.1", "u", "m", port=port_libre())
    with pytest.raises(LiaisonError, match="refuse la connexion"):
        CibleFtp(compte, delai=1.0).ouvrir()
    with pytest.raises(LiaisonError, match="introuvable"):
        CibleFtp(Compte("nulle-part.invalid", "u", "m"), delai=1.0).ouvrir()


def test_un_fichier_change_entre_temps_ne_part_pas(serveur, tmp_path):
    gone, changed, good = lot(tmp_path / "ged", 3, (5_000, 9_000))
    gone.source.unlink()
    changed.source.write_bytes(b"!" + changed.source.read_bytes()[1:])
    with ouverte(vers(serveur)) as session:
        bilan = session.deposer([gone, changed, good])
    assert noms(bilan, Sort.ECHEC) == {gone.nom, changed.nom}
    assert restes(serveur.dossier) == []
    verifier(serveur.dossier, [good])


def test_arreter_laisse_le_reste(serveur, tmp_path):
    envois = lot(tmp_path / "ged", 6)
    done = []
    with ouverte(vers(serveur)) as session:
        bilan = session.deposer(envois, suivi=done.append, arreter=lambda: len(done) >= 2)
    assert bilan.arrete and len(bilan.issues) == 2


def test_tls_est_verifie_par_defaut():
    context = ssl.create_default_context()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
