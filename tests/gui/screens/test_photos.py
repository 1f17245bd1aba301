"""Les photos d'un immeuble à l'écran : les ajouter, les voir, les publier, les retirer."""

from pathlib import Path

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.gui.boards.photo import PhotoView
from lsc_desktop.gui.kit import dialogs
from lsc_desktop.gui.kit.picture import Picture
from lsc_desktop.gui.screens import photos
from lsc_desktop.services.photos import ajouter_photos, lire_photo, retirer_photo
from lsc_desktop.storage.models import CiblePublication, DepotPublication
from tests.gui.screens.atelier import champ, lignes, tape
from tests.images import une_image

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # sans écran


@pytest.fixture
def disque(tmp_path):
    """Deux images, et un fichier qui n'en est pas une."""
    paths = [tmp_path / name for name in ("façade.jpg", "hall.png", "faux.jpg")]
    for path, content in zip(
        paths, (une_image("JPEG"), une_image("PNG"), b"pas une image"), strict=True
    ):
        path.write_bytes(content)
    return [str(path) for path in paths]


@pytest.fixture
def deux(db, agence, ctx, disque):
    """Ces deux images dans l'immeuble."""
    with db.write() as session:
        images = [lire_photo(Path(path)) for path in disque[:2]]
        ajouter_photos(session, agence.immeuble, images, ctx=ctx)


def test_une_photo_choisie_s_ouvre_pour_la_nommer_et_la_publier(
    atelier, db, agence, disque, monkeypatch
):
    monkeypatch.setattr(photos, "ask_files", lambda *_args: disque[:1])
    form = atelier.fiche("immeubles.fiche", agence.immeuble)
    photos.choisir_photos(atelier.shell, form.draft)
    key, id, params = atelier.shell.ouverts.pop()
    dialogue = atelier.fiche(key, id, **params)
    assert champ(dialogue, "fichier").text() == "façade.jpg"
    assert champ(dialogue, "immeuble").text() == "LAFAYETTE"
    tape(dialogue, "libelle", "Facade rue")
    champ(dialogue, "publie").setChecked(True)
    assert dialogue.validate()
    view = atelier.liste("photos.liste", {"immeuble_id": agence.immeuble})
    assert lignes(view)[0][:3] == ["LAFAYETTE", "1", "Facade rue"]
    view.table.selectAll()
    atelier.lance(view, "Voir la photo")
    ((_titre, (document,)),) = atelier.shell.apercus
    assert (document.titre, document.type_mime) == ("Facade rue", "image/jpeg")


def test_plusieurs_photos_entrent_d_un_coup(atelier, agence, disque, monkeypatch):
    monkeypatch.setattr(photos, "ask_files", lambda *_args: disque[:2])
    form = atelier.fiche("immeubles.fiche", agence.immeuble)
    photos.choisir_photos(atelier.shell, form.draft)
    assert atelier.shell.ouverts == []
    assert atelier.shell.dits[-1] == "2 photos ajoutées, non publiées."
    view = atelier.liste("photos.liste", {"immeuble_id": agence.immeuble})
    assert [row[2] for row in lignes(view)] == ["façade", "hall"]


def test_un_fichier_fautif_et_aucune_n_entre(atelier, agence, disque, monkeypatch):
    monkeypatch.setattr(photos, "ask_files", lambda *_args: disque)
    form = atelier.fiche("immeubles.fiche", agence.immeuble)
    with pytest.raises(UserError, match=r"faux\.jpg"):
        photos.choisir_photos(atelier.shell, form.draft)
    view = atelier.liste("photos.liste", {"immeuble_id": agence.immeuble})
    assert lignes(view) == []


def test_on_publie_on_remplace_et_on_retire_depuis_la_liste(
    atelier, db, agence, deux, disque, monkeypatch
):
    monkeypatch.setattr(dialogs, "ask", lambda *_args, **_more: True)
    monkeypatch.setattr(photos, "ask_file", lambda *_args: disque[0])
    view = atelier.liste("photos.liste")
    view.table.selectAll()
    atelier.lance(view, "Publier")
    view.reload()
    assert atelier.tasks.drain() and [row[3] for row in lignes(view)] == ["Oui", "Oui"]
    view.table.selectAll()
    atelier.lance(view, "Ne plus publier")
    view.table.selectRow(1)
    atelier.lance(view, "Remplacer l'image…")
    view.reload()
    assert atelier.tasks.drain()
    assert [row[3:5] for row in lignes(view)] == [["", "façade.jpg"], ["", "façade.jpg"]]
    view.table.selectAll()
    atelier.lance(view, "Remplacer l'image…")
    assert atelier.shell.refus[-1].title == "Une image n'en remplace qu'une."
    atelier.lance(view, "Retirer")
    view.reload()
    assert atelier.tasks.drain() and lignes(view) == []


def test_le_registre_de_publication_mene_a_la_photo(atelier, db, ctx, deux):
    with db.write() as session:
        target = CiblePublication(nom="Extranet", sorte="extranet", transport="dossier")
        session.add(target)
        session.flush()
        session.add(
            DepotPublication(
                cible_id=target.id, document="pho-2", sha256="a" * 64, taille=9, etat="confirme",
                vu_le=ctx.maintenant, titre="hall", extension="png",
            )
        )  # fmt: skip
    view = atelier.liste("publications.registre")
    assert lignes(view)[0][5] == "Photos"
    view.table.selectAll()
    atelier.lance(view, "Ouvrir l'objet")
    assert atelier.shell.ouverts == [("photos.fiche", 2, {})]


def test_la_coche_des_photos_se_pose_sur_la_configuration_multi_envoi(atelier, db, agence):
    with db.write() as session:
        session.add(CiblePublication(nom="Extranet", sorte="extranet", transport="dossier"))
        session.add(CiblePublication(nom="Inch", sorte="inch", transport="dossier"))
    form = atelier.fiche("publications.multi_envoi", 1)
    assert champ(form, "envoie_photos").isChecked() and champ(form, "envoie_photos").isEnabled()
    champ(form, "envoie_photos").setChecked(False)
    assert form.validate()
    with db.read() as session:
        assert session.get_one(CiblePublication, 1).envoie_photos is False
    other = champ(atelier.fiche("publications.multi_envoi", 2), "envoie_photos")
    assert not other.isChecked() and not other.isEnabled()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_la_fiche_montre_la_photo(atelier, db, agence, ctx, tmp_path, format):
    path = tmp_path / "façade"
    path.write_bytes(une_image(format, 640, 480))
    with db.write() as session:
        ajouter_photos(session, agence.immeuble, [lire_photo(path)], ctx=ctx)
    form = atelier.fiche("photos.fiche", 1)
    (picture,) = form.findChildren(Picture)
    assert picture.accessibleName() == "façade" and not picture.pixmap().isNull()
    assert picture.pixmap().width() * 3 == pytest.approx(picture.pixmap().height() * 4, abs=4)
    with db.write() as session:
        retirer_photo(session, 1)
    (board,) = form.findChildren(PhotoView)
    atelier.qtbot.waitUntil(board.isVisible)
    board.tables_changed(frozenset({"photo_immeuble"}))
    assert picture.text() == "Cette photo n'existe plus."
