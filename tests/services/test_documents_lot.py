"""Les documents d'un lot : les garder, les montrer, les retirer."""

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.lots import DocumentLotDraft
from lsc_desktop.queries.documents_lot import (
    DOCUMENTS_LOT,
    contenu_document_lot,
    load_document_lot,
    nouveau_document,
)
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services import fichiers as services_fichiers
from lsc_desktop.services.documents_lot import retirer_document_lot, save_document_lot
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.services.lots import supprimer_lot
from lsc_desktop.storage.models import Evenement, Fichier, Locataire, MandatLot, PieceJointe


@pytest.fixture
def facade(tmp_path):
    path = tmp_path / "façade.jpg"
    path.write_bytes(b"une image")
    return path


@pytest.fixture
def ajoute(db, agence, ctx):
    def ajouter(path, **over):
        with db.write() as session:
            draft = nouveau_document(session, agence.lot)
            draft.chemin = str(path)
            for name, value in over.items():
                setattr(draft, name, value)
            return save_document_lot(session, draft, ctx=ctx)

    return ajouter


def fichiers(db):
    with db.read() as session:
        return session.scalar(select(func.count(Fichier.id)))


def test_un_document_se_garde_et_se_montre(db, agence, ajoute, facade):
    document = ajoute(facade, libelle="Façade", diffusion=True)
    with db.read() as session:
        (row,) = DOCUMENTS_LOT.page(session, Criteria(where={"lot_id": agence.lot}), 0, 9)
        shown = contenu_document_lot(session, document)
    assert (row.numero, row.libelle, row.fichier, row.taille) == (1, "Façade", "façade.jpg", 1)
    assert (shown.contenu, shown.type_mime) == (b"une image", "image/jpeg")


def test_les_documents_se_numerotent_et_ne_se_marchent_pas_dessus(db, ajoute, facade):
    first = ajoute(facade)
    with db.read() as session:
        assert load_document_lot(session, first).numero == 1
    ajoute(facade)
    with pytest.raises(UserError, match="n° 1") as refus:
        ajoute(facade, numero=1)
    assert refus.value.field == "numero"
    assert fichiers(db) == 1, "le même contenu n'est gardé qu'une fois"


def test_il_n_y_a_qu_une_vignette_par_lot(db, ajoute, facade, ctx):
    first, second = ajoute(facade, vignette=True), ajoute(facade, vignette=True)
    with db.read() as session:
        assert [load_document_lot(session, i).vignette for i in (first, second)] == [False, True]


def test_changer_le_libelle_garde_le_fichier(db, ajoute, facade, ctx):
    document = ajoute(facade)
    with db.read() as session:
        draft = load_document_lot(session, document)
    draft.libelle = "Côté rue"
    with db.write() as session:
        save_document_lot(session, draft, ctx=ctx)
    with db.read() as session:
        assert contenu_document_lot(session, document).titre == "Côté rue"


def test_retirer_efface_le_contenu_sauf_s_il_sert_ailleurs(db, agence, ajoute, facade, ctx):
    first, second = ajoute(facade), ajoute(facade)
    with db.write() as session:
        retirer_document_lot(session, first)
    assert fichiers(db) == 1
    with db.write() as session:
        kept = conserver(session, Document("façade.jpg", b"une image"))
        event = Evenement(date=ctx.aujourd_hui, objet="Visite", cree_le=ctx.maintenant)
        session.add(event)
        session.flush()
        session.add(PieceJointe(evenement_id=event.id, fichier_id=kept.id, nom="façade.jpg"))
    with db.write() as session:
        retirer_document_lot(session, second)
        retirer_document_lot(session, second)
    assert fichiers(db) == 1


def test_un_lot_qui_part_emporte_ses_documents(db, agence, ajoute, facade):
    ajoute(facade)
    with db.write() as session:
        session.delete(session.scalars(select(Locataire)).one())
        session.delete(session.scalars(select(MandatLot)).one())
    with db.write() as session:
        supprimer_lot(session, agence.lot)
    with db.read() as session:
        assert DOCUMENTS_LOT.count(session, Criteria()) == 0
    assert fichiers(db) == 0


@pytest.mark.parametrize(
    ("contenu", "motif"), [(None, "ne peut pas être lu"), (b"", "vide"), (b"123456", "trop lourd")]
)
def test_un_fichier_impossible_est_dit_et_rien_n_entre(
    db, ajoute, tmp_path, monkeypatch, contenu, motif
):
    monkeypatch.setattr(services_fichiers, "TAILLE_MAX", 5)
    path = tmp_path / "plan.pdf"
    if contenu is not None:
        path.write_bytes(contenu)
    with pytest.raises(UserError, match=motif) as refus:
        ajoute(path)
    assert refus.value.field == "chemin"
    assert fichiers(db) == 0


def test_un_document_disparu_est_dit(db, ctx):
    with pytest.raises(UserError, match="n'existe plus"), db.read() as session:
        load_document_lot(session, 9)
    with pytest.raises(UserError, match="retiré"), db.write() as session:
        save_document_lot(session, DocumentLotDraft(id=9, numero=1), ctx=ctx)


def test_deux_personnes_sur_un_document_ne_s_ecrasent_pas(db, ajoute, facade, ctx):
    document = ajoute(facade, libelle="Façade")
    with db.read() as session:
        mienne, sienne = (load_document_lot(session, document) for _ in range(2))
    sienne.libelle = "Façade sud"
    with db.write("Luc") as session:
        save_document_lot(session, sienne, ctx=ctx)
    mienne.diffusion = True
    with pytest.raises(ConflictError, match="modifiée par Luc"), db.write() as session:
        save_document_lot(session, mienne, ctx=ctx)
    with db.read() as session:
        assert load_document_lot(session, document).libelle == "Façade sud"


def test_la_vignette_passee_a_un_autre_document_se_voit_de_qui_le_tient_ouvert(
    db, ajoute, facade, ctx
):
    premier = ajoute(facade, vignette=True)
    with db.read() as session:
        ouverte = load_document_lot(session, premier)
    ajoute(facade, vignette=True)
    with pytest.raises(ConflictError), db.write() as session:
        save_document_lot(session, ouverte, ctx=ctx)


def test_un_document_retire_pendant_la_saisie_se_dit(db, ajoute, facade, ctx):
    document = ajoute(facade)
    with db.read() as session:
        ouverte = load_document_lot(session, document)
    with db.write() as session:
        retirer_document_lot(session, document)
    with pytest.raises(GoneError), db.write() as session:
        save_document_lot(session, ouverte, ctx=ctx)
