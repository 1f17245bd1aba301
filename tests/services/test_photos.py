"""Les photos d'un immeuble : des images, numérotées, et rien d'autre."""

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.domain.fichiers import IMAGES
from lsc_desktop.domain.photos import PhotoDraft, titre
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.photos import PHOTOS, contenu_photo, load_photo, nouvelle_photo
from lsc_desktop.services import fichiers as services_fichiers
from lsc_desktop.services.fichiers import lire
from lsc_desktop.services.immeubles import supprimer_immeuble
from lsc_desktop.services.photos import (
    ajouter_photos,
    lire_photo,
    publier_photo,
    remplacer_photo,
    retirer_photo,
    save_photo,
)
from lsc_desktop.storage.models import Fichier, Immeuble, PhotoImmeuble
from tests.images import une_image


@pytest.fixture
def facade(tmp_path):
    path = tmp_path / "façade.jpg"
    path.write_bytes(une_image("JPEG"))
    return path


@pytest.fixture
def ajoute(db, agence, ctx):
    def ajouter(path, **over):
        with db.write() as session:
            draft = nouvelle_photo(session, agence.immeuble)
            draft.chemin = str(path)
            for name, value in over.items():
                setattr(draft, name, value)
            return save_photo(session, draft, ctx=ctx)

    return ajouter


def fichiers(db):
    with db.read() as session:
        return session.scalar(select(func.count(Fichier.id)))


def lignes(db, **where):
    with db.read() as session:
        return PHOTOS.page(session, Criteria(where=where), 0, 9)


def test_une_photo_se_garde_et_se_montre(db, agence, ajoute, facade):
    photo = ajoute(facade, libelle="Côté rue", publie=True)
    (row,) = lignes(db, immeuble_id=agence.immeuble, publie=True)
    assert (row.immeuble, row.numero, row.libelle) == ("LAFAYETTE", 1, "Côté rue")
    assert (row.fichier, row.taille, row.publie) == ("façade.jpg", 1, True)
    with db.read() as session:
        shown = contenu_photo(session, photo)
    assert (shown.titre, shown.type_mime) == ("Côté rue", "image/jpeg")
    assert shown.contenu == facade.read_bytes() and shown.liens == {"immeuble": agence.immeuble}


@pytest.mark.parametrize(
    ("format", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_le_type_vient_des_octets_et_non_du_nom(db, ajoute, tmp_path, format, extension):
    path = tmp_path / "mal nommée.gif"
    path.write_bytes(une_image(format))
    photo = ajoute(path)
    with db.read() as session:
        assert session.get_one(PhotoImmeuble, photo).extension == extension
        assert contenu_photo(session, photo).type_mime == IMAGES[extension]


def test_le_type_est_le_sien_meme_si_le_contenu_etait_deja_la_sous_un_autre(db, ajoute, tmp_path):
    """Un contenu n'est gardé qu'une fois, sous son premier nom : il ne dit pas le type."""
    first, second = tmp_path / "plan.txt", tmp_path / "plan.png"
    for path in (first, second):
        path.write_bytes(une_image("PNG"))
    with db.write() as session:
        services_fichiers.conserver(session, lire(first))
    photo = ajoute(second)
    with db.read() as session:
        assert contenu_photo(session, photo).type_mime == "image/png"


@pytest.mark.parametrize(
    ("contenu", "motif"),
    [
        (None, "ne peut pas être lu"), (b"", "vide"), (b"x" * 99_999, "trop lourd"),
        (b"%PDF-1.7", "n'est pas une image"), (une_image("JPEG")[:-9], "n'est pas une image"),
    ],
)  # fmt: skip
def test_ce_qui_n_est_pas_une_photo_est_dit_et_rien_n_entre(
    db, ajoute, tmp_path, monkeypatch, contenu, motif
):
    monkeypatch.setattr(services_fichiers, "TAILLE_MAX", 50_000)
    path = tmp_path / "façade.jpg"
    if contenu is not None:
        path.write_bytes(contenu)
    with pytest.raises(UserError, match=motif) as refus:
        ajoute(path)
    assert refus.value.field == "chemin"
    assert fichiers(db) == 0 and lignes(db) == []


def test_une_saisie_sans_fichier_ou_sans_vrai_numero_se_dit():
    assert [field for field, _said in PhotoDraft().problems()] == ["chemin"]
    assert [field for field, _said in PhotoDraft(id=1, numero=0).problems()] == ["numero"]


def test_sans_libelle_elle_se_montre_par_son_numero_jamais_par_son_fichier():
    assert (titre(" ", 3), titre(" Hall ", 3)) == ("Photo 3", "Hall")


def test_les_photos_se_numerotent_et_ne_se_marchent_pas_dessus(db, ajoute, facade):
    ajoute(facade)
    ajoute(facade, numero=None)
    with pytest.raises(UserError, match="n° 2") as refus:
        ajoute(facade, numero=2)
    assert refus.value.field == "numero"
    assert [row.numero for row in lignes(db)] == [1, 2] and fichiers(db) == 1


def test_plusieurs_entrent_a_la_suite_aucune_publiee(db, agence, ajoute, facade, tmp_path, ctx):
    ajoute(facade)
    other = tmp_path / "hall.png"
    other.write_bytes(une_image("PNG"))
    with db.write() as session:
        images = [lire_photo(facade), lire_photo(other)]
        assert ajouter_photos(session, agence.immeuble, images, ctx=ctx) == 2
    assert [(row.numero, row.libelle, row.publie) for row in lignes(db)] == [
        (1, "", False), (2, "façade", False), (3, "hall", False),
    ]  # fmt: skip


def test_remplacer_garde_le_libelle_et_oublie_l_ancienne_image(db, ajoute, facade, tmp_path, ctx):
    photo = ajoute(facade, libelle="Façade", publie=True)
    other = tmp_path / "neuve.webp"
    other.write_bytes(une_image("WEBP"))
    with db.write() as session:
        remplacer_photo(session, photo, lire_photo(other), ctx=ctx)
    (row,) = lignes(db)
    assert (row.numero, row.libelle, row.fichier, row.publie) == (1, "Façade", "neuve.webp", True)
    assert fichiers(db) == 1


def test_publier_et_ne_plus_publier(db, ajoute, facade):
    photo = ajoute(facade)
    for publie in (True, False):
        with db.write() as session:
            publier_photo(session, photo, publie)
        assert [row.publie for row in lignes(db)] == [publie]


def test_retirer_efface_le_contenu_et_se_fait_deux_fois_sans_dommage(db, ajoute, facade):
    first, second = ajoute(facade), ajoute(facade)
    for photo, left in ((first, 1), (second, 0), (second, 0)):
        with db.write() as session:
            retirer_photo(session, photo)
        assert fichiers(db) == left


def test_un_immeuble_qui_part_emporte_ses_photos(db, ajoute, facade):
    with db.write() as session:
        vide = Immeuble(code="VIDE", nom="Vide")
        session.add(vide)
        session.flush()
        id = vide.id
    ajoute(facade, immeuble_id=id)
    with db.write() as session:
        supprimer_immeuble(session, id)
    assert lignes(db) == [] and fichiers(db) == 0


def test_deux_personnes_sur_une_photo_ne_s_ecrasent_pas(db, ajoute, facade, ctx):
    photo = ajoute(facade)
    with db.read() as session:
        mienne, sienne = (load_photo(session, photo) for _ in range(2))
    sienne.libelle = "Façade sud"
    with db.write("Luc") as session:
        save_photo(session, sienne, ctx=ctx)
    mienne.publie = True
    with pytest.raises(ConflictError, match="modifiée par Luc"), db.write() as session:
        save_photo(session, mienne, ctx=ctx)


def test_une_photo_disparue_est_dite(db, ctx):
    with pytest.raises(GoneError, match="n'existe plus"), db.read() as session:
        load_photo(session, 9)
    with pytest.raises(GoneError, match="retirée"), db.write() as session:
        save_photo(session, PhotoDraft(id=9, immeuble_id=1, numero=1), ctx=ctx)
    with pytest.raises(GoneError), db.write() as session:
        publier_photo(session, 9, True)


def test_l_histoire_de_l_immeuble_dit_ses_photos(db, agence, ajoute, facade):
    photo = ajoute(facade, libelle="Façade")
    with db.write("Luc") as session:
        publier_photo(session, photo, True)
    with db.read() as session:
        rows = HISTORIQUE.page(session, Criteria(), 0, 9)
    said = {(row.fiche, row.rubrique, row.apres) for row in rows if row.qui == "Luc"}
    assert said == {("Immeuble", "Photo, À publier", "1 : oui")}
