"""Compter et trouver sans les tables qu'on n'affiche pas : plus vite, et la même chose."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lsc_desktop.gui.kit.screens import ListScreen
from lsc_desktop.gui.screens import SCREENS
from lsc_desktop.queries.ecritures import ECRITURES, PIECES
from lsc_desktop.queries.evenements import EVENEMENTS
from lsc_desktop.queries.jointures import sans_jointure_inutile
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import QUITTANCES
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Ecriture,
    Garant,
    Locataire,
    Lot,
    Mandat,
    Piece,
    Tiers,
)
from tests.agence import une_agence
from tests.factories import des_appels, un_locataire

LISTES = sorted((s for s in SCREENS.values() if isinstance(s, ListScreen)), key=lambda s: s.key)


def tables(stmt) -> set[str]:
    """Les tables jointes de la requête."""
    text = str(stmt)
    return {part.split()[0] for part in text.split("JOIN ")[1:]}


def test_un_lien_obligatoire_qu_on_ne_lit_pas_s_en_va():
    stmt = select(Ecriture.id).join(Piece, Piece.id == Ecriture.piece_id)
    assert tables(sans_jointure_inutile(stmt)) == set()


def test_ce_qui_filtre_ou_trie_reste():
    stmt = select(Ecriture.id).join(Piece, Piece.id == Ecriture.piece_id)
    stmt = stmt.join(Compte, Compte.id == Ecriture.compte_id)
    assert tables(sans_jointure_inutile(stmt.where(Piece.numero == 1))) == {"piece"}
    assert tables(sans_jointure_inutile(stmt.order_by(Compte.numero))) == {"compte"}


def test_ce_qui_mene_a_une_table_qui_reste_reste_aussi():
    stmt = (
        select(Ecriture.id)
        .join(Piece, Piece.id == Ecriture.piece_id)
        .join(Compte, Compte.id == Ecriture.compte_id)
        .join(Tiers, Tiers.id == Compte.tiers_id)
        .where(Tiers.nom == "x")
    )
    assert tables(sans_jointure_inutile(stmt)) == {"compte", "tiers"}


def test_un_lien_qui_peut_manquer_ecarte_des_lignes_et_reste():
    """Les écritures sans code fiscalité ne sont pas dans cette requête."""
    stmt = select(Ecriture.id).join(CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id)
    assert tables(sans_jointure_inutile(stmt)) == {"code_fiscalite"}
    seul = select(Ecriture.id).outerjoin(
        CodeFiscalite, CodeFiscalite.id == Ecriture.code_fiscalite_id
    )
    assert tables(sans_jointure_inutile(seul)) == set()


def test_un_lien_obligatoire_d_une_table_absente_reste():
    """Le mandat peut manquer : son entité, exigée, écarte alors la ligne."""
    proprietaire = aliased(Tiers)
    stmt = (
        select(Locataire.id)
        .outerjoin(Mandat, Mandat.id == Locataire.mandat_id)
        .join(proprietaire, proprietaire.id == Mandat.proprietaire_id)
    )
    assert len(str(sans_jointure_inutile(stmt)).split("JOIN")) == 3


def test_ce_qui_multiplie_les_lignes_reste():
    stmt = select(Locataire.id).outerjoin(Garant, Garant.locataire_id == Locataire.id)
    assert tables(sans_jointure_inutile(stmt)) == {"garant"}
    autre = select(Lot.id).join(Locataire, Locataire.lot_id == Lot.id)
    assert tables(sans_jointure_inutile(autre)) == {"locataire"}


def test_une_table_lue_dans_une_sous_requete_reste():
    stmt = select(Ecriture.id).join(Piece, Piece.id == Ecriture.piece_id)
    debit = select(func.count()).where(Compte.entite_id == Piece.entite_id)
    kept = sans_jointure_inutile(stmt.where(debit.correlate(Piece).scalar_subquery() > 0))
    assert tables(kept) == {"piece"}


def test_un_groupe_garde_ses_tables():
    stmt = select(func.count()).select_from(Ecriture).join(Piece, Piece.id == Ecriture.piece_id)
    assert sans_jointure_inutile(stmt.group_by(Ecriture.id)) is not None
    assert tables(sans_jointure_inutile(stmt.group_by(Ecriture.id))) == {"piece"}


@pytest.mark.parametrize("listing", [ECRITURES, PIECES, QUITTANCES, EVENEMENTS])
def test_une_grande_liste_se_compte_dans_sa_seule_table(listing):
    stmt = listing._displayed(Criteria())
    assert tables(stmt) != set()
    assert tables(listing._keys_of(stmt)) == set()


@pytest.fixture
def vivante(db, ctx):
    """Une agence qui a des comptes, des baux et des appels."""
    with db.write("Martine") as session:
        agence = une_agence(session)
        for nom in ("DUPONT", "ÉLUARD"):
            un_locataire(session, agence, nom)
        des_appels(session, agence, ctx)
    return db


def test_chaque_liste_trouve_les_memes_lignes(vivante):
    """Les identifiants d'une requête allégée, et ceux de la requête entière, dans l'ordre."""
    with vivante.read() as session:
        for liste in LISTES:
            source, where = liste.source, liste.preset
            asked = [Criteria(text=text, where=where) for text in ("dupont", "e", "loyer 1")]
            asked += [Criteria(sort=((c.name, True),), where=where) for c in liste.columns]
            for wanted in asked:
                whole = source._sorted(source._displayed(wanted), wanted)
                ids = [row.id for row in session.execute(whole)]
                assert source.ids(session, wanted) == ids, (liste.key, wanted)
                assert source.count(session, wanted) == len(ids), (liste.key, wanted)


def test_un_mot_se_cherche_une_fois_dans_la_table_liee():
    """« dont le compte est parmi ceux-ci » : la liste n'a plus besoin de la table des comptes."""
    stmt = ECRITURES._keys_of(ECRITURES._displayed(Criteria(text="dupont")))
    assert tables(stmt) == set()
    assert "compte_id IN (SELECT compte_1.id" in " ".join(str(stmt).split())


def test_un_mot_d_une_table_deux_fois_liee_passe_par_la_premiere():
    stmt = " ".join(str(QUITTANCES._displayed(Criteria(text="roseraie"))).split())
    assert "immeuble_id IN (SELECT immeuble_1.id" in stmt


def test_suivre_l_ordre_de_la_liste_n_est_detourne_par_aucun_index():
    """Un mot que tout le monde a : deux cent mille quittances seraient triées pour cent lignes."""
    asked = Criteria(text="e")
    straight = " ".join(str(QUITTANCES._displayed(asked, True)).split())
    assert "coalesce(quittance.locataire_id, NULL) IN" in straight
    assert "coalesce(quittance.locataire_id" not in str(QUITTANCES._displayed(asked))
    assert not QUITTANCES.sorted_by_text(asked)
    assert QUITTANCES.sorted_by_text(Criteria(sort=(("compte", False),)))
