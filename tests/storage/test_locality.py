"""Un fichier SQLite sur un disque du réseau est refusé, avec la raison et l'issue (D4)."""

import pytest
from sqlalchemy import make_url

from lsc_desktop.app.start import open_base
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.settings import Settings
from lsc_desktop.storage import locality
from lsc_desktop.storage.locality import mounted_share, refuse_network, windows_share

MONTAGES = r"""/dev/sda1 / ext4 rw 0 0
serveur:/export /mnt/agence nfs4 rw 0 0
/dev/sdb1 /mnt/agence/local ext4 rw 0 0
//nas/commun /media/disque\040commun cifs rw 0 0
paul@hote:/ /maison/loin fuse.sshfs rw 0 0
drive /mnt/partage 9p rw 0 0
vieux /srv/base nfs rw 0 0
/dev/sdc1 /srv/base ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("chemin", "genre"),
    [
        ("/maison/lsc.db", ""),
        ("/mnt/agence/lsc.db", "/mnt/agence, nfs4"),
        ("/mnt/agence/local/lsc.db", ""),
        ("/mnt/agence2/lsc.db", ""),
        ("/media/disque commun/lsc.db", "/media/disque commun, cifs"),
        ("/maison/loin/lsc.db", "/maison/loin, fuse.sshfs"),
        ("/mnt/partage/a/b/lsc.db", "/mnt/partage, 9p"),
        ("/srv/base/lsc.db", ""),  # le disque local, monté ensuite, cache le partage
    ],
)
def test_un_montage_du_reseau_se_reconnait_sous_linux(chemin, genre):
    assert mounted_share(chemin, MONTAGES) == genre


@pytest.mark.parametrize(
    ("chemin", "partage"),
    [
        (r"C:\agence\lsc.db", ""),
        ("C:/agence/lsc.db", ""),
        (r"Z:\agence\lsc.db", "Z:"),
        (r"\\nas\commun\lsc.db", r"\\nas\commun"),
        ("//nas/commun/dossier/lsc.db", r"\\nas\commun"),
        (r"\\?\UNC\nas\commun\lsc.db", r"\\nas\commun"),
        (r"\\?\C:\lsc.db", ""),
    ],
)
def test_un_partage_se_reconnait_sous_windows(chemin, partage):
    def drive_type(root):
        return {"Z:\\": 4, "C:\\": 3}[root]

    assert windows_share(chemin, drive_type) == partage


def test_la_base_est_refusee_avant_d_etre_ouverte(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"serveur:/export {tmp_path.resolve()} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(locality, "MOUNTS", mounts)
    path = tmp_path / "lsc.db"
    with pytest.raises(UserError, match="disque du réseau") as refus:
        open_base(Settings(f"sqlite:///{path.as_posix()}", "Martine"))
    assert "PostgreSQL" in refus.value.advice and "lsc transferer" in refus.value.advice
    assert not path.exists()


def test_un_serveur_et_une_base_en_memoire_ne_sont_pas_des_fichiers():
    refuse_network(make_url("postgresql+psycopg://serveur/lsc"))
    refuse_network(make_url("sqlite://"))
