"""Événements : contenus gardés une fois, liens déduits, publication."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, UserError
from lsc_desktop.domain.evenements import Document, EvenementDraft, PieceJointeLigne
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import (
    EVENEMENTS,
    documents_joints,
    fichier,
    load_evenement,
    nouvel_evenement,
)
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.evenements import (
    conserver,
    creer_evenement,
    depublier,
    publier,
    save_evenement,
)
from lsc_desktop.storage.models import Evenement, Fichier, PieceJointe
from tests.agence import Agence, une_agence


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


def un_document(nom: str = "decompte.pdf", contenu: bytes = b"%PDF-1.7", **liens: int) -> Document:
    return Document(nom, contenu, "Décompte", classeur="Divers / Locataires", liens=liens)


def creer(db, ctx, *documents, **over) -> int:
    with db.write() as session:
        return creer_evenement(session, documents, **{"objet": "Décompte", "ctx": ctx} | over)


def lire(db, texte: str = "", **ou):
    with db.read() as session:
        return EVENEMENTS.page(session, Criteria(texte, where=ou), 0, 100)


def test_un_contenu_n_est_garde_qu_une_fois(db):
    with db.write() as session:
        premier = conserver(session, un_document())
        second = conserver(session, un_document("autre.pdf"))
        assert premier is second
        assert conserver(session, un_document(contenu=b"x")).id != premier.id
        assert (premier.nom, premier.taille) == ("decompte.pdf", 8)
        assert session.scalar(select(func.count()).select_from(Fichier)) == 2


def test_un_fichier_garde_se_relit_octet_pour_octet(db):
    with db.write() as session:
        fichier_id = conserver(session, un_document(contenu=bytes(range(256)))).id
    with db.read() as session:
        relu = fichier(session, fichier_id)
        assert (relu.nom, relu.contenu, relu.titre) == (
            "decompte.pdf",
            bytes(range(256)),
            "decompte",
        )
        with pytest.raises(UserError, match="plus dans la base"):
            fichier(session, 99)


def test_un_evenement_suit_son_document_jusqu_a_l_immeuble(db, agence, ctx):
    evenement_id = creer(db, ctx, un_document(locataire=agence.locataire))
    (row,) = lire(db, locataire_id=agence.locataire)
    assert (row.id, row.date, row.auteur) == (evenement_id, ctx.aujourd_hui, "Martine")
    assert (row.tiers, row.lot, row.immeuble) == (
        "LOCATAIRE Elsa",
        "LAFAYETTE/002",
        "Résidence Lafayette",
    )
    assert (row.classeur, row.pieces, row.publie_le) == ("Divers / Locataires", 1, None)
    for lien in ("tiers", "lot", "immeuble", "mandat"):
        wanted = getattr(agence, lien)
        assert len(lire(db, **{f"{lien}_id": wanted})) == 1
        assert not lire(db, **{f"{lien}_id": wanted + 99})


def test_des_documents_de_plusieurs_locataires_ne_se_rattachent_a_aucun(db, agence, ctx):
    creer(db, ctx, un_document(locataire=1, lot=agence.lot), un_document("b.pdf", lot=agence.lot))
    (row,) = lire(db)
    assert (row.locataire_id, row.lot_id, row.pieces) == (None, agence.lot, 2)


def test_un_lien_donne_l_emporte_sur_celui_du_document(db, agence, ctx):
    creer(db, ctx, un_document(tiers=agence.tiers), tiers_id=agence.proprietaire, classeur="Avis")
    (row,) = lire(db)
    assert (row.tiers, row.classeur) == ("LEPITRE Abel", "Avis")


def test_les_evenements_se_retrouvent_en_tapant(db, agence, ctx):
    creer(db, ctx, un_document(locataire=agence.locataire), objet="Régularisation de 2020")
    creer(db, ctx, objet="Appel du syndic")
    assert len(lire(db, "regul elsa lafayette")) == 1
    assert len(lire(db, "syndic")) == 1
    assert len(lire(db, "martine")) == 2
    assert len(lire(db, "divers locataires")) == 1


def test_une_piece_jointe_choisie_sur_le_disque_entre_dans_la_base(db, ctx, tmp_path):
    path = tmp_path / "état des lieux.txt"
    path.write_bytes(b"RAS" * 1000)
    draft = EvenementDraft(date=ctx.aujourd_hui, objet="Entrée")
    draft.pieces = [PieceJointeLigne(nom="Entrée.txt", chemin=str(path))]
    with db.write() as session:
        evenement_id = save_evenement(session, draft, ctx=ctx)
    path.unlink()
    with db.read() as session:
        (joint,) = documents_joints(session, evenement_id)
        assert (joint.nom, joint.contenu, joint.type_mime) == (
            "Entrée.txt",
            b"RAS" * 1000,
            "text/plain",
        )
        assert load_evenement(session, evenement_id).pieces[0].taille == 3


def test_un_fichier_disparu_refuse_tout_l_evenement(db, ctx, tmp_path):
    draft = EvenementDraft(date=ctx.aujourd_hui, objet="Entrée")
    draft.pieces = [PieceJointeLigne(nom="x", chemin=str(tmp_path / "absent.pdf"))]
    with pytest.raises(UserError, match="ne peut pas être lu"), db.write() as session:
        save_evenement(session, draft, ctx=ctx)
    assert not lire(db)


def test_modifier_un_evenement_garde_ses_pieces_et_retire_celles_qu_on_ote(db, ctx):
    evenement_id = creer(db, ctx, un_document(), un_document("b.pdf", b"b"))
    with db.read() as session:
        draft = load_evenement(session, evenement_id)
    draft.texte, draft.pieces = "Envoyé", draft.pieces[1:]
    with db.write() as session:
        assert save_evenement(session, draft, ctx=ctx) == evenement_id
    with db.read() as session:
        assert session.scalars(select(PieceJointe.nom)).all() == ["b.pdf"]
        assert session.get_one(Evenement, evenement_id).cree_le == ctx.maintenant


def test_un_nouvel_evenement_connait_le_jour_l_auteur_et_ses_fiches(db, agence, ctx):
    with db.read() as session:
        draft = nouvel_evenement(session, ctx, locataire_id=agence.locataire)
    assert (draft.date, draft.auteur) == (ctx.aujourd_hui, "Martine")
    assert (draft.tiers_id, draft.immeuble_id) == (agence.tiers, agence.immeuble)


def test_publier_puis_depublier(db, ctx):
    evenement_id = creer(db, ctx, un_document())
    with db.write() as session:
        assert publier(session, evenement_id, 1, ctx=ctx) == ""
        assert publier(session, evenement_id, 2, ctx=ctx) == "déjà publié"
    assert [row.publie_le for row in lire(db, publie=True)] == [date(2021, 10, 25)]
    with db.write() as session:
        assert depublier(session, evenement_id, 2, ctx=ctx) == ""
        assert depublier(session, evenement_id, 3, ctx=ctx) == "n'était pas publié"
    assert len(lire(db, publie=False)) == 1


def test_un_evenement_sans_classeur_ne_se_publie_pas(db, ctx):
    evenement_id = creer(db, ctx, objet="Note", texte="x")
    with pytest.raises(UserError, match="classeur"), db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx)


def test_un_evenement_change_entre_temps_ne_se_publie_pas(db, ctx):
    evenement_id = creer(db, ctx, un_document())
    with db.write() as session:
        publier(session, evenement_id, 1, ctx=ctx)
    with pytest.raises(ConflictError), db.write() as session:
        depublier(session, evenement_id, 1, ctx=ctx)


def test_ce_qui_est_ou_serait_en_ligne_ne_se_change_qu_avec_le_droit_de_publier(db, ctx):
    """La fiche n'est pas un détour : ni la date de publication tapée, ni le classeur changé."""
    modifier = replace(ctx, droits=frozenset({"evenements.consulter", "evenements.modifier"}))
    with db.write() as session:
        avis = trouver_classeur(session, "Avis")
        draft = EvenementDraft(
            date=ctx.aujourd_hui, objet="Lettre", texte="Bonjour.", classeur_id=avis
        )
        id = save_evenement(session, draft, ctx=modifier)
    with db.write() as session:
        draft = load_evenement(session, id)
        draft.publie_le = ctx.aujourd_hui
        with pytest.raises(UserError, match="profil"):
            save_evenement(session, draft, ctx=modifier)
        save_evenement(session, draft, ctx=ctx)
    with db.write() as session:
        draft = load_evenement(session, id)
        draft.classeur_id = trouver_classeur(session, "Divers / Autres")
        with pytest.raises(UserError, match="profil"):
            save_evenement(session, draft, ctx=modifier)
        draft.publie_le = None
        with pytest.raises(UserError, match="profil"):
            save_evenement(session, draft, ctx=modifier)
