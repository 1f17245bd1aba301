"""Le dépôt dans un dossier : une clé qu'on retire, un disque plein."""

import errno
import os
import shutil

import pytest

from lsc_desktop.base.errors import TemporaryError
from lsc_desktop.partners.erreurs import LiaisonError
from lsc_desktop.partners.sftp import CibleDossier
from lsc_desktop.partners.sftp.port import Sort, ouverte
from tests.partners.lots import envoi, lot, restes, verifier


@pytest.fixture
def depot(tmp_path):
    (tmp_path / "depot").mkdir()
    return tmp_path / "depot"


def test_la_cle_retiree_arrete_l_envoi_puis_il_reprend(depot, tmp_path):
    envois = lot(tmp_path / "ged", 10)
    away = tmp_path / "retiree"

    def remove(avancement):
        if avancement.faits == 4:
            depot.rename(away)

    with ouverte(CibleDossier(depot)) as session:
        with pytest.raises(LiaisonError, match="ne répond plus"):
            session.deposer(envois, suivi=remove)
        with pytest.raises(LiaisonError):
            session.lister()
        with pytest.raises(LiaisonError):
            session.valider("manifeste-000001.json", b"{}")
        away.rename(depot)
        bilan = session.deposer(envois)
    assert len(bilan.de(Sort.DEJA_LA)) == 4
    verifier(depot, envois)


def test_un_sous_dossier_ne_se_refait_pas_sur_un_disque_retire(depot, tmp_path):
    """Sans quoi la publication partirait sous le point de montage vide."""
    one = envoi(tmp_path, "depot/a.pdf", b"a")
    with ouverte(CibleDossier(depot)) as session:
        shutil.rmtree(depot)
        with pytest.raises(LiaisonError):
            session.deposer([one])
    assert not depot.exists()


def test_disque_plein_meme_dit_au_dernier_moment(depot, tmp_path, monkeypatch):
    envois = lot(tmp_path / "ged", 3)
    force = os.fsync

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with ouverte(CibleDossier(depot)) as session:
        monkeypatch.setattr(os, "fsync", full)
        failed = session.deposer(envois).de(Sort.ECHEC)
        assert len(failed) == 3
        assert all("disque du serveur est plein" in i.erreur.title for i in failed)
        with pytest.raises(TemporaryError, match="plein"):
            session.valider("manifeste-000001.json", b"{}")
        monkeypatch.setattr(os, "fsync", force)
        assert len(session.deposer(envois).de(Sort.DEPOSE)) == 3
    verifier(depot, envois)


def test_un_nom_pris_par_un_dossier_est_un_echec_de_ce_fichier(depot, tmp_path):
    """Un dossier à la place du fichier : aucun compte, même root, ne l'écrase."""
    (depot / "a.pdf").mkdir()
    one, two = envoi(tmp_path, "a.pdf", b"a"), envoi(tmp_path, "b.pdf", b"b")
    with ouverte(CibleDossier(depot)) as session:
        bilan = session.deposer([one, two])
    assert [i.sort for i in bilan.issues] == [Sort.ECHEC, Sort.DEPOSE]
    assert isinstance(bilan.issues[0].erreur, TemporaryError)
    assert restes(depot) == []
