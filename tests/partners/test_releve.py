"""Prendre sur un compte ce qu'un partenaire y a déposé : par SFTP, sur le vrai serveur d'OpenSSH,
et par FTP, chiffré ou non."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lsc_desktop.base.errors import RefusedError
from lsc_desktop.partners.ftp import CibleFtp, Compte
from lsc_desktop.partners.sftp import CibleSftp
from lsc_desktop.partners.sftp.port import CompteReleve, Present, ouverte, verifier_lu
from tests.partners.serveur_ftp import MOT_DE_PASSE, UTILISATEUR, PannesFtp, serveur_ftp


@dataclass
class Ici:
    """`dossier` : celui du compte, vu du serveur."""

    dossier: Path
    faire: Callable[[], CompteReleve]


def _ftp(serveur, chiffre):
    compte = Compte(serveur.hote, UTILISATEUR, MOT_DE_PASSE, "", serveur.port, chiffre)
    return CibleFtp(compte, delai=60, autorites=serveur.autorites)


@pytest.fixture(params=["sftp", "ftps", "ftp"])
def ici(request, tmp_path):
    if request.param == "sftp":
        vrai = request.getfixturevalue("vrai")
        yield Ici(vrai.dossier, lambda: CibleSftp(vrai.adresse, vrai.secret))
        return
    with serveur_ftp(tmp_path / "srv") as serveur:
        yield Ici(serveur.dossier, lambda: _ftp(serveur, request.param == "ftps"))


def test_ce_qui_est_la_se_voit_se_lit_et_se_retire(ici):
    (ici.dossier / "Dossier Zoé (1).zip").write_bytes(b"PK" * 400_000)
    (ici.dossier / "vide.zip").write_bytes(b"")
    (ici.dossier / "sous-dossier").mkdir()
    with ouverte(ici.faire()) as there:
        seen = there.presents()
        assert {(one.nom, one.taille) for one in seen.values()} == {
            ("Dossier Zoé (1).zip", 800_000), ("vide.zip", 0),
        }  # fmt: skip
        assert all(one.modifie for one in seen.values())
        (cle,) = [cle for cle, one in seen.items() if one.taille]
        assert there.lire(cle, 800_000) == b"PK" * 400_000
        with pytest.raises(RefusedError, match=r"Dossier Zoé \(1\)\.zip » fait plus de"):
            there.lire(cle, 1000)
        there.retirer(cle)
        assert [one.nom for one in there.presents().values()] == ["vide.zip"]
        there.retirer(cle)  # un autre poste l'a retiré : rien à dire
        assert there.lire(cle, 1000) is None


def test_une_archive_refaite_a_une_autre_date(ici):
    path = ici.dossier / "a.zip"
    path.write_bytes(b"1234")
    with ouverte(ici.faire()) as there:
        before = there.presents()["a.zip"]
        assert there.presents()["a.zip"] == before
        os.utime(path, (1_600_000_000, 1_600_000_000))
        assert there.presents()["a.zip"].modifie != before.modifie


@pytest.mark.parametrize("nom", ["", "../a", "/a", "a//b", "a\r\nDELE b", "a\\b", "x" * 201])
def test_un_nom_qui_menerait_ailleurs_ne_se_demande_pas(ici, nom):
    with pytest.raises(ValueError, match="nom à lire impossible"):
        verifier_lu(nom)
    with ouverte(ici.faire()) as there:
        for ask in (lambda: there.lire(nom, 10), lambda: there.retirer(nom)):
            with pytest.raises(ValueError, match="nom à lire impossible"):
                ask()


def test_un_serveur_sans_mlsd_se_lit_sans_dates(tmp_path):
    with serveur_ftp(tmp_path / "srv", PannesFtp(sans_mlsd=True)) as serveur:
        (serveur.dossier / "a.zip").write_bytes(b"1234")
        with ouverte(_ftp(serveur, chiffre=True)) as there:
            assert there.presents() == {"a.zip": Present("a.zip", 4, "")}


def test_un_serveur_qui_defend_de_retirer_le_dit(tmp_path):
    with serveur_ftp(tmp_path / "srv", PannesFtp(refus_du_nom=True)) as serveur:
        (serveur.dossier / "a.zip").write_bytes(b"1234")
        with (
            ouverte(_ftp(serveur, chiffre=False)) as there,
            pytest.raises(RefusedError, match=r"ne laisse pas retirer « a\.zip »"),
        ):
            there.retirer("a.zip")
        assert (serveur.dossier / "a.zip").exists()
