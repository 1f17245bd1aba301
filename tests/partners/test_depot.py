"""Ce que promet le port, par SFTP sur un vrai OpenSSH comme dans un dossier."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.partners.sftp import CibleDossier, CibleSftp
from lsc_desktop.partners.sftp.port import (
    CiblePublication,
    Envoi,
    Sort,
    ouverte,
    verifier_nom,
)
from tests.depot import ROOT
from tests.partners.lots import VITE, envoi, guet, lot, noms, restes, verifier, visibles

Ouvrir = Callable[..., CiblePublication]


@pytest.fixture(params=["sftp", "dossier"])
def cible(request: pytest.FixtureRequest, tmp_path: Path) -> Ouvrir:
    """De quoi faire la cible du dossier `tmp_path / "depot"` ; `debit` en octets par seconde."""
    if request.param == "dossier":
        (tmp_path / "depot").mkdir()
        return lambda debit=0: CibleDossier(tmp_path / "depot", debit=debit)
    vrai = request.getfixturevalue("vrai")
    return lambda debit=0: CibleSftp(vrai.adresse, vrai.secret, replace(VITE, debit=debit))


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return tmp_path / "depot"


def test_tout_arrive_une_fois_puis_plus_rien_ne_part(cible, depot, tmp_path):
    envois = [*lot(tmp_path / "ged", 80), envoi(tmp_path / "ged", "vide.txt", b"")]
    with ouverte(cible()) as session, guet(depot, envois):
        first = session.deposer(envois)
        second = session.deposer(envois)
    assert noms(first, Sort.DEPOSE) == {e.nom for e in envois}
    assert noms(second, Sort.DEJA_LA) == {e.nom for e in envois}
    assert first.octets == sum(e.taille for e in envois)
    assert second.octets == 0
    verifier(depot, envois)


@pytest.mark.parametrize("taille", [0, 1, 32 * 1024, 200_000])
def test_un_petit_fichier_se_lit_tel_quel(cible, depot, taille):
    content = bytes(rank * 7 % 256 for rank in range(taille))
    with ouverte(cible()) as session:
        (depot / "retour-000001.json").write_bytes(content)
        assert session.lire("retour-000001.json", 200_000) == content
        assert session.lire("retour-000002.json", 200_000) is None
        assert session.lire("retour-000001.json", taille) == content
        if taille:
            with pytest.raises(RefusedError, match="n'a pas été lu"):
                session.lire("retour-000001.json", taille - 1)
        assert session.lire("retour-000001.json", 200_000) == content, "la session tient"


def test_les_sous_dossiers_se_font_et_se_listent(cible, depot, tmp_path):
    envois = [envoi(tmp_path, "depot/2024/a.pdf", b"un"), envoi(tmp_path, "depot/b.pdf", b"deux")]
    with ouverte(cible()) as session:
        assert session.lister("depot") == {}
        session.deposer(envois)
        assert session.lister("depot") == {"b.pdf": 4}
        assert session.lister() == {}
    assert visibles(depot) == ["depot/2024/a.pdf", "depot/b.pdf"]


def test_ce_qu_une_liste_n_avait_pas_se_depose_et_ne_se_depose_qu_une_fois(cible, depot, tmp_path):
    """La liste évite de demander chaque nom ; ce qui arrive ensuite en fait partie."""
    envois = [envoi(tmp_path, f"depot/{rank}.pdf", b"%d" % rank) for rank in range(40)]
    with ouverte(cible()) as session:
        session.lister("depot")
        first = session.deposer(envois)
        second = session.deposer(envois)
    assert noms(first, Sort.DEPOSE) == noms(second, Sort.DEJA_LA) == {e.nom for e in envois}
    assert second.octets == 0


def test_ce_qu_une_liste_avait_et_qui_est_parti_se_depose_de_nouveau(cible, depot, tmp_path):
    (depot / "depot").mkdir()
    (depot / "depot" / "a.pdf").write_bytes(b"un")
    envois = [envoi(tmp_path, "depot/a.pdf", b"un")]
    with ouverte(cible()) as session:
        assert session.lister("depot") == {"a.pdf": 2}
        (depot / "depot" / "a.pdf").unlink()  # la cible l'a rangé ailleurs
        assert noms(session.deposer(envois), Sort.DEPOSE) == {"depot/a.pdf"}


def test_un_fichier_d_une_autre_taille_est_remplace(cible, depot, tmp_path):
    (depot / "liste.pdf").write_bytes(b"ancienne liste")
    new = envoi(tmp_path, "liste.pdf", b"nouvelle")
    with ouverte(cible()) as session:
        bilan = session.deposer([new])
    (issue,) = bilan.issues
    assert (issue.sort, issue.atomique) == (Sort.DEPOSE, True)
    verifier(depot, [new])


def test_meme_nom_meme_taille_est_deja_la(cible, depot, tmp_path):
    (depot / "doc.pdf").write_bytes(b"abc")
    with ouverte(cible()) as session:
        (issue,) = session.deposer([envoi(tmp_path, "doc.pdf", b"xyz")]).issues
    assert issue.sort is Sort.DEJA_LA
    assert (depot / "doc.pdf").read_bytes() == b"abc"


def test_le_manifeste_remplace_toujours_l_ancien(cible, depot):
    with ouverte(cible()) as session:
        session.valider("manifeste-000412.json", b'{"numero": 412, "essai": 1}')
        session.valider("manifeste-000412.json", b'{"numero": 412, "essai": 2}')
        assert session.lister() == {"manifeste-000412.json": 27}
    assert (depot / "manifeste-000412.json").read_bytes().endswith(b'"essai": 2}')
    assert restes(depot) == []


def test_ce_qui_n_est_plus_ce_qu_on_annonce_ne_part_pas(cible, depot, tmp_path):
    """Disparu, raccourci, allongé, ou changé sans changer de taille : le reste continue."""
    gone, short, long, changed, good = lot(tmp_path / "ged", 5, (5_000, 9_000))
    gone.source.unlink()
    short.source.write_bytes(short.source.read_bytes()[:-1])
    long.source.write_bytes(long.source.read_bytes() + b"!")
    changed.source.write_bytes(b"!" + changed.source.read_bytes()[1:])
    with ouverte(cible()) as session:
        bilan = session.deposer([gone, short, long, changed, good])
    assert noms(bilan, Sort.ECHEC) == {e.nom for e in (gone, short, long, changed)}
    said = {i.envoi.nom: str(i.erreur) for i in bilan.de(Sort.ECHEC)}
    assert "ne se lit pas : il n'est plus là" in said[gone.nom]
    assert all("a changé pendant la publication" in said[e.nom] for e in (short, long, changed))
    verifier(depot, [good])


def test_arreter_laisse_le_reste_pour_la_prochaine_fois(cible, depot, tmp_path):
    envois = lot(tmp_path / "ged", 150, (4_000, 8_000))  # quinze secondes d'envoi
    seen = []
    with ouverte(cible(debit=60_000)) as session:
        bilan = session.deposer(
            envois, suivi=lambda a: seen.append(a.issue), arreter=lambda: len(seen) >= 5
        )
    assert bilan.arrete
    assert 5 <= len(bilan.issues) < 150
    assert visibles(depot) == sorted(noms(bilan, Sort.DEPOSE))
    with ouverte(cible()) as session:
        rest = session.deposer(envois)
    assert noms(rest, Sort.DEJA_LA) == noms(bilan, Sort.DEPOSE)
    assert not rest.arrete
    verifier(depot, envois)


def test_le_debit_se_tient(cible, tmp_path):
    envois = lot(tmp_path / "ged", 10, (50_000, 50_000))
    with ouverte(cible(debit=400_000)) as session:
        start = time.monotonic()
        session.deposer(envois)
        spent = time.monotonic() - start
    assert spent >= 450_000 / 400_000  # le dernier morceau part sans attendre le suivant
    assert spent < 30, "ni dix fois moins que permis"


def test_une_erreur_du_rappel_arrete_l_envoi_et_se_leve(cible, depot, tmp_path):
    envois = lot(tmp_path / "ged", 40)

    def broken(avancement):
        raise ZeroDivisionError

    with ouverte(cible()) as session:
        with pytest.raises(ZeroDivisionError):
            session.deposer(envois, suivi=broken)
        session.deposer(envois)
    verifier(depot, envois)


def test_les_rappels_sont_joues_dans_le_fil_de_l_appelant(cible, tmp_path):
    threads = set()

    def note(_avancement):
        threads.add(threading.get_ident())

    def never():
        threads.add(threading.get_ident())
        return False

    with ouverte(cible()) as session:
        session.deposer(lot(tmp_path / "ged", 20), suivi=note, arreter=never)
    assert threads == {threading.get_ident()}


def test_nos_restes_de_plus_d_un_jour_se_retirent_et_eux_seuls(cible, depot):
    old = time.time() - 25 * 3600
    names = ["a.pdf.0123456789ab.part", "b.pdf.0123456789ab.part", "c.part", "d.pdf"]
    for name in names:
        (depot / name).write_bytes(b"x")
    for name in (names[0], *names[2:]):
        os.utime(depot / name, (old, old))
    with ouverte(cible()) as session:
        assert session.lister() == {"c.part": 1, "d.pdf": 1}
    assert sorted(p.name for p in depot.iterdir()) == names[1:]


@pytest.mark.parametrize(
    "nom", ["", "/a", "../a", "a/../b", "a b", "é.pdf", "a\\b", "a.part", ".cache", "x" * 300]
)
def test_un_nom_qui_n_est_pas_des_notres_est_un_bogue(nom):
    with pytest.raises(ValueError, match="impossible"):
        verifier_nom(nom)


def test_un_dossier_de_depot_absent_se_dit_et_se_corrige(cible, depot):
    depot.rmdir()
    session = cible()
    with pytest.raises(RefusedError, match="n'existe pas") as refused:
        session.ouvrir()
    assert refused.value.field == "dossier"
    depot.mkdir()
    with ouverte(session):
        assert session.lister() == {}


def test_deux_envois_du_meme_lot_en_meme_temps_ne_se_genent_pas(cible, depot, tmp_path):
    """Un bail expiré, et deux postes publient : chacun finit, tout est entier."""
    if isinstance(cible(), CibleDossier):
        pytest.skip("un dossier n'a qu'un écrivain : le bail en décide")
    envois = lot(tmp_path / "ged", 60)
    ends = []

    def one():
        with ouverte(cible()) as session:
            ends.append(session.deposer(envois))

    with guet(depot, envois):
        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(end.issues) for end in ends] == [60, 60]
    assert all(not end.de(Sort.ECHEC) for end in ends)
    verifier(depot, envois)


def test_une_empreinte_mal_ecrite_est_un_bogue(tmp_path):
    with pytest.raises(ValueError, match="SHA-256"):
        Envoi("a.pdf", tmp_path / "a.pdf", 3, "ABC")


def test_la_bibliotheque_n_est_importee_qu_a_l_emploi():
    code = (
        "import sys; import lsc_desktop.partners.sftp, lsc_desktop.partners.sftp.winscp;"
        "print(bool({'asyncssh', 'cryptography'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
