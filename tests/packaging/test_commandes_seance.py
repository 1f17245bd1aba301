"""Les commandes sans fenêtre : qui les lance, avec quels droits, sur quelle base."""

import io
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from lsc_desktop.app import main, motdepasse, seance
from lsc_desktop.app.portier import Portier, install_profiles
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.seances import Presence
from lsc_desktop.domain.utilisateurs import ESSAIS, UtilisateurDraft
from lsc_desktop.services import motdepasse as empreintes
from lsc_desktop.services.utilisateurs import donner_mot_de_passe, save_utilisateur
from lsc_desktop.storage import locality
from lsc_desktop.storage.models import Connexion, Historique, Profil, Tiers, Utilisateur
from tests.agence import une_agence
from tests.bases import sqlite_seulement
from tests.portefeuille import un_csv

MOTS = {"martine": "trois petits chats", "paul": "six belles oranges"}
NOUVEAU = "quatre grands chiens"


class Terminal(io.StringIO):
    """Une entrée où quelqu'un répond."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def poste(db, adresse, tmp_path, monkeypatch):
    """Un poste sans terminal, dont le compte est « session »."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(empreintes, "_hacheur", lambda: quick)
    empreintes._leurre.cache_clear()
    monkeypatch.setenv("LSC_DATA", str(tmp_path / "donnees"))
    monkeypatch.setenv("LSC_DATABASE_URL", adresse)
    monkeypatch.setenv("LSC_USER", "session")
    monkeypatch.delenv("LSC_IDENTIFIANT", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    yield tmp_path
    empreintes._leurre.cache_clear()


@pytest.fixture
def agence(db, ctx):
    """Martine administre ; Paul est à l'accueil : ni import, ni export, ni restauration."""
    install_profiles(db, "Martine")
    with db.write("Martine") as session:
        une_agence(session)
        profils = {profil.nom: profil.id for profil in session.scalars(select(Profil))}
        for nom, profil in (("Martine", "Administrateur"), ("Paul", "Accueil")):
            draft = UtilisateurDraft(identifiant=nom, nom=nom, profil_id=profils[profil])
            user = save_utilisateur(session, draft, ctx=ctx)
            donner_mot_de_passe(session, user, MOTS[nom.lower()], ctx=ctx)
        session.execute(update(Utilisateur).values(a_changer=False))
    return db


@pytest.fixture
def lancer(monkeypatch, capsys):
    """Joue une commande sans terminal ; rend son code, et ce qu'elle a dit sur les deux sorties."""

    def go(*args, qui="", mot=""):
        if qui:
            monkeypatch.setenv("LSC_IDENTIFIANT", qui)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{mot}\n" if mot else ""))
        code = main([str(arg) for arg in args])
        told = capsys.readouterr()
        return code, told.out + told.err

    return go


@pytest.fixture
def tiers(poste):
    """Un fichier d'un seul propriétaire, à importer."""
    return un_csv(poste / "proprietaires.csv", ("Code", "Nom"), [("NEUF01", "NEUVILLE")])


def journal(db):
    """Ce que dit le journal des connexions depuis que l'agence est prête."""
    with db.read() as session:
        lines = session.scalars(select(Connexion).order_by(Connexion.id))
        return [(line.qui, line.fait) for line in lines if line.fait != "mot_donne"]


def importe(db):
    with db.read() as session:
        return session.scalar(select(Tiers.id).where(Tiers.code == "NEUF01"))


def sauvegarde(poste, lancer):
    assert lancer("sauvegarder", "--dossier", poste / "copies")[0] == 0
    (found,) = (poste / "copies").glob("lsc-*")
    return found


# --- Qui lance ----------------------------------------------------------------------------------


def test_qui_a_le_droit_importe_et_signe_de_son_nom(agence, lancer, tiers):
    code, _told = lancer("importer", tiers, qui="MARTINE", mot=MOTS["martine"])
    assert code == 0
    with agence.read() as session:
        stmt = select(Historique.qui).where(
            Historique.fiche == "tiers", Historique.fiche_id == importe(agence)
        )
        assert set(session.scalars(stmt)) == {"Martine"}
    assert journal(agence) == [("Martine", "connexion"), ("Martine", "fermeture")]


def test_une_agence_sans_mot_de_passe_ne_demande_rien(db, lancer, tiers):
    assert lancer("importer", tiers)[0] == 0
    assert importe(db)
    assert journal(db) == []


@pytest.mark.parametrize(
    ("commande", "refus"),
    [
        ("importer {tiers}", "Importer un portefeuille"),
        ("exporter {sortie}", "Exporter le portefeuille"),
        ("restaurer {tiers} --oui", "Restaurer une sauvegarde"),
        ("transferer sqlite:///{sortie}.db", "administrateur"),
    ],
)
def test_sans_le_droit_rien_n_est_fait(agence, lancer, tiers, poste, commande, refus):
    args = [word.format(tiers=tiers, sortie=poste / "sortie") for word in commande.split()]
    code, told = lancer(*args, qui="paul", mot=MOTS["paul"])
    assert code == 1
    assert refus in told
    assert not importe(agence) and not list(poste.glob("sortie*"))
    assert journal(agence) == [("Paul", "connexion"), ("Paul", "fermeture")]


def test_restaurer_un_droit_du_catalogue_ne_permet_pas_de_transferer(agence, lancer, poste):
    with agence.write("Martine") as session:
        profil = session.scalar(select(Profil).where(Profil.nom == "Accueil"))
        for droit in profil.droits:
            droit.droit = "restaurer" if droit.droit == "tiers.consulter" else droit.droit
    told = lancer("transferer", f"sqlite:///{poste / 'b.db'}", qui="paul", mot=MOTS["paul"])[1]
    assert "Seul un administrateur" in told


@pytest.mark.parametrize("qui", ["martine", "inconnue"])
def test_un_mauvais_mot_de_passe_est_refuse_et_compte(agence, lancer, tiers, qui):
    code, told = lancer("importer", tiers, qui=qui, mot="ce n'est pas cela")
    assert code == 1
    assert "Identifiant ou mot de passe incorrect." in told
    assert [fait for _qui, fait in journal(agence)] == ["echec"]
    assert not importe(agence)


def test_apres_cinq_echecs_meme_le_bon_mot_attend_partout(agence, lancer, tiers):
    for _ in range(ESSAIS):
        lancer("importer", tiers, qui="martine", mot="ce n'est pas cela")
    assert lancer("importer", tiers, qui="martine", mot=MOTS["martine"])[0] == 1
    assert ("Martine", "blocage") in journal(agence)
    with pytest.raises(UserError, match="incorrect"):
        Portier(agence, "PC1").enter("martine", MOTS["martine"])
    assert not importe(agence)


def test_un_mot_donne_par_un_collegue_ne_prouve_pas_qui_le_tape(agence, lancer, tiers):
    with agence.write() as session:
        session.execute(update(Utilisateur).values(a_changer=True))
    code, told = lancer("importer", tiers, qui="martine", mot=MOTS["martine"])
    assert code == 1
    assert "choisissez d'abord le vôtre" in told
    assert not importe(agence)


def test_sans_terminal_la_phrase_dit_ou_donner_l_identifiant(agence, lancer, tiers):
    code, told = lancer("importer", tiers)
    assert code == 1
    assert "LSC_IDENTIFIANT" in told
    code, told = lancer("importer", tiers, qui="martine")
    assert code == 1
    assert "première ligne de l'entrée standard" in told
    assert journal(agence) == []


def test_sur_un_terminal_l_identifiant_puis_le_mot_sont_demandes(
    agence, tiers, monkeypatch, capsys
):
    asked = []
    monkeypatch.setattr("sys.stdin", Terminal("martine\n"))
    monkeypatch.setattr(
        "lsc_desktop.app.terminal.getpass", lambda ask: asked.append(ask) or MOTS["martine"]
    )
    assert main(["importer", str(tiers)]) == 0
    assert asked == ["Mot de passe : "]
    told = capsys.readouterr()
    assert "Identifiant :" in told.err and "Identifiant" not in told.out
    assert importe(agence)


def test_renoncer_au_terminal_se_dit_en_une_phrase(agence, tiers, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert main(["importer", str(tiers)]) == 1
    assert "Vous y avez renoncé." in capsys.readouterr().err


@pytest.mark.parametrize("commande", [("sauvegarder",), ("verifier",), ("reprendre",)])
def test_une_tache_du_systeme_ne_demande_personne(agence, lancer, commande):
    code, told = lancer(*commande)
    assert (code, journal(agence)) == (0, []), told


def test_les_modeles_ne_demandent_personne(agence, lancer, poste):
    assert lancer("modeles", poste / "m")[0] == 0


# --- Restaurer ----------------------------------------------------------------------------------


def test_restaurer_demande_qui_tant_que_la_base_sait_le_dire(agence, lancer, poste):
    copy = sauvegarde(poste, lancer)
    agence.close()
    assert "LSC_IDENTIFIANT" in lancer("restaurer", copy, "--oui")[1]
    code, told = lancer("restaurer", copy, "--oui", qui="martine", mot=MOTS["martine"])
    assert code == 0, told
    assert "La base d'avant est gardée" in told


@sqlite_seulement("un fichier absent ou abîmé")
@pytest.mark.parametrize("reste", [None, b"ce n'est plus une base" * 500])
def test_une_base_qui_ne_se_lit_plus_se_restaure_sans_mot_de_passe(agence, lancer, poste, reste):
    copy = sauvegarde(poste, lancer)
    agence.close()
    path = Path(agence.url.database)
    path.unlink()
    if reste is not None:
        path.write_bytes(reste)
    code, told = lancer("restaurer", copy, "--oui")
    assert code == 0, told
    assert Portier(agence, "PC1").enter("martine", MOTS["martine"])


def test_une_base_occupee_n_ouvre_pas_la_porte(agence, lancer, poste, monkeypatch):
    """Empêcher de lire qui a un mot de passe ne dispense pas de le donner."""
    copy = sauvegarde(poste, lancer)
    agence.close()

    def busy(_session):
        raise TemporaryError("La base est occupée par un autre poste.")

    monkeypatch.setattr("lsc_desktop.queries.utilisateurs.connexion_exigee", busy)
    code, told = lancer("restaurer", copy, "--oui")
    assert code == 1
    assert "occupée" in told


# --- Quelle base --------------------------------------------------------------------------------


@sqlite_seulement("un fichier absent")
@pytest.mark.parametrize(
    "commande", ["exporter s", "sauvegarder", "verifier", "reprendre", "motdepasse x"]
)
def test_une_adresse_sans_agence_se_dit_et_ne_cree_rien(lancer, poste, monkeypatch, commande):
    monkeypatch.setenv("LSC_DATABASE_URL", f"sqlite:///{(poste / 'faute.db').as_posix()}")
    code, told = lancer(*commande.split())
    assert code == 1
    assert "Il n'y a pas d'agence à cette adresse." in told
    assert not list(poste.glob("faute*"))


COMMANDES = ["importer f", "exporter s", "sauvegarder", "verifier", "reprendre", "motdepasse x"]


@pytest.mark.parametrize("commande", COMMANDES)
def test_une_base_d_une_autre_version_est_refusee_partout(db, lancer, commande):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    code, told = lancer(*commande.split())
    assert code == 1
    assert "La base n'est pas à la version de ce programme." in told


@sqlite_seulement("un fichier posé sur le réseau")
@pytest.mark.parametrize("commande", [*COMMANDES, "restaurer c --oui", "transferer {adresse}2"])
def test_un_fichier_du_reseau_est_refuse_partout(lancer, adresse, monkeypatch, commande):
    monkeypatch.setattr(locality, "_mounts", lambda: "serveur:/p / nfs4 rw 0 0\n")
    code, told = lancer(*commande.format(adresse=adresse).split())
    assert code == 1
    assert "disque du réseau" in told


@sqlite_seulement("un fichier posé sur le réseau")
def test_transferer_sort_une_agence_du_reseau(agence, lancer, adresse, poste, monkeypatch):
    there = poste / "reseau"
    mounts = f"disque / ext4 rw 0 0\nserveur:/p {there} nfs4 rw 0 0\n"
    there.mkdir()
    agence.close()
    Path(agence.url.database).rename(there / "lsc.db")
    monkeypatch.setattr(locality, "_mounts", lambda: mounts)
    code, told = lancer(
        "transferer", f"sqlite:///{poste / 'ici.db'}",
        "--depuis", f"sqlite:///{there / 'lsc.db'}", qui="martine", mot=MOTS["martine"],
    )  # fmt: skip
    assert code == 0, told
    assert (poste / "ici.db").exists()


@pytest.mark.parametrize("commande", [*COMMANDES, "restaurer c --oui", "transferer sqlite:///x"])
def test_une_adresse_mal_ecrite_est_une_phrase_partout(lancer, monkeypatch, commande):
    monkeypatch.setenv("LSC_DATABASE_URL", "postgresql://lsc@serveur:port/agence")
    code, told = lancer(*commande.split())
    assert code == 1
    assert "Cette adresse de base n'en est pas une." in told


@sqlite_seulement("la porte d'un fichier")
@pytest.mark.parametrize("commande", [*COMMANDES, "restaurer c --oui"])
def test_personne_n_entre_pendant_une_restauration(db, lancer, monkeypatch, commande):
    monkeypatch.setattr("lsc_desktop.base.seances.PATIENCE", 0.0)
    with Presence(Path(db.url.database)).alone():
        code, told = lancer(*commande.split())
    assert code == 1
    assert "en cours de restauration" in told


def test_une_commande_qui_echoue_sort_de_la_base(db):
    with pytest.raises(ZeroDivisionError), seance.ouverte() as acces:
        raise ZeroDivisionError
    assert acces.db.engine.pool.checkedout() == 0
    if acces.presence is not None:
        assert not list(acces.presence.folder.glob("*.json"))


# --- lsc motdepasse -----------------------------------------------------------------------------


def utilisateur(db, identifiant):
    with db.read() as session:
        return session.scalar(select(Utilisateur).where(Utilisateur.identifiant == identifiant))


def test_le_secours_redonne_l_entree_leve_le_blocage_et_se_note(agence, lancer, monkeypatch):
    monkeypatch.setattr(motdepasse, "_account", lambda: "root")
    for _ in range(ESSAIS):
        with pytest.raises(UserError):
            Portier(agence, "PC1").enter("martine", "ce n'est pas cela")
    code, told = lancer("motdepasse", "Martine", mot=NOUVEAU)
    assert code == 0, told
    seance, must_change = Portier(agence, "PC1").enter("martine", NOUVEAU)
    assert (seance.nom, must_change) == ("Martine", True)
    with agence.read() as session:
        stmt = select(Connexion).where(Connexion.fait == "mot_donne").order_by(Connexion.id.desc())
        line = session.scalars(stmt).first()
        assert (line.qui, line.par) == ("Martine", "lsc motdepasse (root)")
    assert NOUVEAU not in told


def test_le_compte_de_la_machine_ne_se_choisit_pas_par_une_variable(monkeypatch):
    before = motdepasse._account()
    for name in ("LOGNAME", "USER", "USERNAME", "LSC_USER"):
        monkeypatch.setenv(name, "quelqu'un d'autre")
    assert motdepasse._account() == before


@pytest.mark.parametrize("mot", ["court", "motdepasse1234", "martine martine"])
def test_un_mot_faible_est_refuse_comme_a_la_fenetre(agence, lancer, mot):
    before = utilisateur(agence, "martine").mot_de_passe
    code, told = lancer("motdepasse", "martine", mot=mot)
    assert code == 1
    assert "Ce mot de passe ne convient pas." in told
    assert utilisateur(agence, "martine").mot_de_passe == before


def test_le_secours_ne_reactive_personne(agence, lancer):
    with agence.write() as session:
        session.execute(
            update(Utilisateur).where(Utilisateur.identifiant == "paul").values(actif=False)
        )
    code, told = lancer("motdepasse", "paul", mot=NOUVEAU)
    assert code == 1
    assert "Ce compte est désactivé." in told
    assert not utilisateur(agence, "paul").actif


def test_le_secours_n_ouvre_pas_un_compte_sans_mot_de_passe(agence, lancer):
    with agence.write() as session:
        session.execute(
            update(Utilisateur).where(Utilisateur.identifiant == "paul").values(mot_de_passe="")
        )
    code, told = lancer("motdepasse", "paul", mot=NOUVEAU)
    assert code == 1
    assert "pas de mot de passe à remplacer" in told
    assert not utilisateur(agence, "paul").mot_de_passe


def test_un_identifiant_inconnu_rappelle_ceux_qui_existent(agence, lancer):
    code, told = lancer("motdepasse", "martin", mot=NOUVEAU)
    assert code == 1
    assert "« martin »" in told and "martine, paul" in told


def test_au_terminal_les_deux_saisies_doivent_s_accorder(agence, monkeypatch, capsys):
    typed = iter([NOUVEAU, "quatre petits chiens", NOUVEAU, NOUVEAU])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("lsc_desktop.app.terminal.getpass", lambda ask: next(typed))
    assert main(["motdepasse", "martine"]) == 1
    assert "diffèrent" in capsys.readouterr().err
    assert main(["motdepasse", "martine"]) == 0
    assert Portier(agence, "PC1").enter("martine", NOUVEAU)


def test_sans_mot_sur_l_entree_le_secours_ne_change_rien(agence, lancer):
    code, told = lancer("motdepasse", "martine")
    assert code == 1
    assert "Aucun mot de passe n'a été donné." in told
    assert Portier(agence, "PC1").enter("martine", MOTS["martine"])


def test_l_aide_du_secours_dit_ce_qu_il_fait_et_pourquoi(capsys):
    with pytest.raises(SystemExit):
        main(["motdepasse", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "tient déjà tout" in told and "devra être changé" in told and "désactivé" in told


@pytest.mark.parametrize("commande", ["importer", "exporter", "restaurer", "transferer"])
def test_l_aide_dit_ou_donner_son_mot_de_passe_jamais_en_argument(commande, capsys):
    with pytest.raises(SystemExit):
        main([commande, "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "LSC_IDENTIFIANT" in told and "entrée standard" in told
    assert "--mot" not in told
