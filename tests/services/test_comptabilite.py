"""Passer, contre-passer, encaisser ; ce que la comptabilité refuse."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.errors import Confirm, ConflictError, UserError
from lsc_desktop.domain.comptabilite import CompteDraft, JournalDraft, PieceComptable, mouvement
from lsc_desktop.queries.comptabilite import (
    compte_de_quittancement,
    load_compte,
    nouveau_compte,
    proposer,
    solde,
)
from lsc_desktop.queries.ecritures import load_piece
from lsc_desktop.services.comptabilite import (
    activer_compte,
    contrepasser,
    contrepasser_ce_jour,
    encaisser,
    installer,
    marquer,
    passer,
    save_compte,
    save_journal,
    supprimer_compte,
)
from lsc_desktop.storage.models import Appel, Compte, Ecriture, JournalComptable, Piece, Quittance
from tests.agence import Agence, une_agence

LE = date(2021, 10, 1)


@pytest.fixture
def agence(db) -> Agence:
    with db.write() as session:
        return une_agence(session)


def un_appel(agence: Agence, montant: str = "350.00", le: date = LE, **over) -> PieceComptable:
    valeur = Decimal(montant)
    lignes = over.get("lignes") or (
        mouvement(
            agence.compte,
            valeur,
            "Loyer",
            code_fiscalite_id=agence.loyer,
            locataire_id=agence.locataire,
            periode=Periode(date(2021, 10, 1), date(2021, 10, 31)),
        ),
        mouvement(agence.quittancement, -valeur, "Loyer"),
    )
    return PieceComptable(
        agence.entite, "QU", le, "Appel d'octobre 2021", over.get("lignes", lignes)
    )


def combien(db, table) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_passer_ecrit_la_piece_et_ses_ecritures_telles_quelles(db, agence, ctx):
    piece = un_appel(agence)
    with db.write() as session:
        passee = passer(session, piece, ctx)
        assert (passee.numero, passee.cree_par, passee.cree_le) == (1, "Martine", ctx.maintenant)
        piece_id = passee.id
    with db.read() as session:
        assert load_piece(session, piece_id) == piece
        assert solde(session, agence.compte) == Decimal("-350.00")
        assert solde(session, agence.quittancement) == Decimal("350.00")


def test_le_solde_s_arrete_au_jour_demande(db, agence, ctx):
    with db.write() as session:
        for jour in (date(2021, 9, 1), date(2021, 10, 1), date(2021, 11, 1)):
            passer(session, un_appel(agence, le=jour), ctx)
    with db.read() as session:
        assert solde(session, agence.compte, date(2021, 8, 31)) == 0
        assert solde(session, agence.compte, date(2021, 10, 1)) == Decimal("-700.00")
        assert solde(session, agence.compte) == Decimal("-1050.00")


def test_les_numeros_se_suivent_par_journal_et_par_entite(db, agence, ctx):
    with db.write() as session:
        installer(session, agence.entite)
        assert [passer(session, un_appel(agence), ctx).numero for _ in range(3)] == [1, 2, 3]
        assert encaisser(session, agence.locataire, Decimal(9), LE, "Chèque", ctx).numero == 1
        assert passer(session, un_appel(agence), ctx).numero == 4


def test_des_pieces_simultanees_se_numerotent_sans_trou_ni_doublon(db, agence, ctx):
    def une_piece(_rang):
        with db.write() as session:
            passer(session, un_appel(agence), ctx)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(une_piece, range(24)))
    with db.read() as session:
        assert sorted(session.scalars(select(Piece.numero))) == list(range(1, 25))
        assert solde(session, agence.compte) == -24 * Decimal("350.00")


def test_une_piece_desequilibree_n_ecrit_rien(db, agence, ctx):
    piece = un_appel(agence, lignes=(mouvement(agence.compte, Decimal(1)),))
    with pytest.raises(UserError, match="pas équilibrée"), db.write() as session:
        passer(session, piece, ctx)
    assert combien(db, Piece) == combien(db, Ecriture) == 0


def test_une_piece_vide_est_refusee(db, agence, ctx):
    with pytest.raises(UserError, match="aucune écriture"), db.write() as session:
        passer(session, replace(un_appel(agence), lignes=()), ctx)


def test_un_journal_inconnu_ou_ferme_est_refuse(db, agence, ctx):
    inconnu = PieceComptable(agence.entite, "ZZ", LE, "x", un_appel(agence).lignes)
    with pytest.raises(UserError, match="« ZZ » n'existe pas"), db.write() as session:
        passer(session, inconnu, ctx)
    with db.write() as session:
        session.scalars(select(JournalComptable).filter_by(code="QU")).one().actif = False
    with pytest.raises(UserError, match="« QU » n'est plus actif"), db.write() as session:
        passer(session, un_appel(agence), ctx)


@pytest.mark.parametrize("ferme", ["valide", "actif"])
def test_un_compte_ferme_est_refuse(db, agence, ctx, ferme):
    with db.write() as session:
        setattr(session.get_one(Compte, agence.compte), ferme, False)
    with pytest.raises(UserError, match="81ELLOCATA n'est pas ouvert"), db.write() as session:
        passer(session, un_appel(agence), ctx)


def test_un_compte_d_une_autre_entite_est_refuse(db, agence, ctx):
    with pytest.raises(UserError, match="pas de cette entité"), db.write() as session:
        passer(session, un_appel(agence, lignes=_vers(agence, 999)), ctx)


def _vers(agence, compte_id):
    return (mouvement(agence.compte, Decimal(1)), mouvement(compte_id, Decimal(-1)))


@pytest.mark.parametrize("table", ["ecriture", "piece"])
@pytest.mark.parametrize("ordre", ["UPDATE {0} SET libelle = 'x'", "DELETE FROM {0}"])
def test_la_base_elle_meme_refuse_de_modifier_une_ecriture(db, agence, ctx, table, ordre):
    with db.write() as session:
        passer(session, un_appel(agence), ctx)
    with pytest.raises((UserError, DatabaseError)), db.write() as session:
        session.execute(text(ordre.format(table)))


# --- Contre-passer ----------------------------------------------------------------------------


def test_contrepasser_remet_chaque_compte_a_zero_et_garde_les_deux_pieces(db, agence, ctx):
    with db.write() as session:
        piece = passer(session, un_appel(agence), ctx)
        contraire = contrepasser(session, piece.id, ctx, date(2021, 10, 25))
        assert contraire.extourne_de_id == piece.id
        assert contraire.numero == 2
    with db.read() as session:
        assert solde(session, agence.compte) == solde(session, agence.quittancement) == 0
        assert solde(session, agence.compte, date(2021, 10, 24)) == Decimal("-350.00")
    assert combien(db, Piece) == 2


def test_une_piece_ne_se_contrepasse_qu_une_fois(db, agence, ctx):
    with db.write() as session:
        piece = passer(session, un_appel(agence), ctx)
        contraire = contrepasser(session, piece.id, ctx, LE)
        for deja, phrase in ((piece, "déjà contre-passée"), (contraire, "est une contre-passat")):
            with pytest.raises(UserError, match=phrase):
                contrepasser(session, deja.id, ctx, LE)
        with pytest.raises(UserError, match="n'existe pas"):
            contrepasser(session, 999, ctx, LE)


def test_une_contrepassation_ne_precede_pas_sa_piece(db, agence, ctx):
    with db.write() as session:
        piece = passer(session, un_appel(agence), ctx)
        with pytest.raises(UserError, match="01/10/2021") as refus:
            contrepasser(session, piece.id, ctx, date(2021, 9, 30))
    assert refus.value.field == "date"


# --- Encaisser --------------------------------------------------------------------------------


def test_encaisser_debite_la_banque_et_credite_le_locataire(db, agence, ctx):
    with db.write() as session:
        piece = encaisser(session, agence.locataire, Decimal("350.00"), LE, "Chèque", ctx)
        assert piece.libelle == "Règlement chèque LOCATAIRE Elsa"
    with db.read() as session:
        assert solde(session, agence.compte) == Decimal("350.00")
        assert solde(session, agence.banque) == Decimal("-350.00")
        assert session.scalars(select(Ecriture.locataire_id)).all() == [agence.locataire] * 2


@pytest.mark.parametrize("montant", ["0", "-5"])
def test_un_encaissement_est_positif(db, agence, ctx, montant):
    with pytest.raises(UserError) as refus, db.write() as session:
        encaisser(session, agence.locataire, Decimal(montant), LE, "", ctx)
    assert refus.value.field == "montant"


def test_sans_compte_de_tresorerie_on_dit_lequel_creer(db, agence, ctx):
    with db.write() as session:
        session.get_one(Compte, agence.banque).actif = False
    phrase = r"G001 n'a pas de compte de trésorerie.*Comptes"
    with pytest.raises(UserError, match=phrase), db.write() as session:
        encaisser(session, agence.locataire, Decimal(1), LE, "", ctx)


# --- Comptes et journaux ----------------------------------------------------------------------


def test_installer_donne_a_une_entite_ses_journaux_et_ses_comptes(db, agence):
    with db.write() as session:
        installer(session, agence.entite)
        installer(session, agence.entite)
    with db.read() as session:
        codes = session.scalars(select(JournalComptable.code).order_by(JournalComptable.code))
        assert codes.all() == ["AN", "BQ", "HO", "OD", "QU"]
        numeros = session.scalars(select(Compte.numero).where(Compte.nature != "locataire"))
        assert sorted(numeros) == ["471000", "47HONORAIR", "512000", "80QUITTANC", "890000"]
        assert compte_de_quittancement(session, agence.entite) == agence.quittancement


def test_un_compte_mouvemente_garde_son_numero(db, agence, ctx):
    with db.write() as session:
        passer(session, un_appel(agence), ctx)
    with db.read() as session:
        draft = load_compte(session, agence.compte)
    assert draft.solde == Decimal("-350.00")
    draft.numero = "81autre"
    with pytest.raises(UserError, match="ne change plus") as refus, db.write() as session:
        save_compte(session, draft, ctx=ctx)
    assert refus.value.field == "numero"
    draft.numero, draft.libelle = "81ellocata ", "LOCATAIRE Elsa et Marc"
    with db.write() as session:
        save_compte(session, draft, ctx=ctx)
    with db.read() as session:
        assert load_compte(session, agence.compte).libelle == "LOCATAIRE Elsa et Marc"


def test_desactiver_un_compte_non_solde_se_confirme(db, agence, ctx):
    with db.write() as session:
        passer(session, un_appel(agence), ctx)
    with db.read() as session:
        draft = load_compte(session, agence.compte)
    draft.actif = False
    with pytest.raises(Confirm, match="débiteur de 350,00") as question, db.write() as session:
        save_compte(session, draft, ctx=ctx)
    with db.write() as session:
        save_compte(session, draft, ctx=ctx, accepted=frozenset({question.value.key}))


def test_deux_comptes_d_une_entite_n_ont_pas_le_meme_numero(db, agence, ctx):
    draft = CompteDraft(entite_id=agence.entite, numero="512000", libelle="Banque bis")
    with pytest.raises(UserError, match="existe déjà") as refus, db.write() as session:
        save_compte(session, draft, ctx=ctx)
    assert refus.value.field == "numero"


def test_le_collegue_qui_enregistre_en_second_est_prevenu(db, agence, ctx):
    with db.read() as session:
        premier, second = load_compte(session, agence.banque), load_compte(session, agence.banque)
    premier.libelle, second.libelle = "Banque postale", "Crédit agricole"
    with db.write() as session:
        save_compte(session, premier, ctx=ctx)
    with pytest.raises(ConflictError), db.write() as session:
        save_compte(session, second, ctx=ctx)


def test_le_code_d_un_journal_qui_a_servi_ne_change_plus(db, agence, ctx):
    with db.write() as session:
        passer(session, un_appel(agence), ctx)
        journal = session.scalars(select(JournalComptable).filter_by(code="QU")).one()
        draft = JournalDraft(journal.id, journal.version, "QT", "Quittancement")
        with pytest.raises(UserError, match="ne change plus"):
            save_journal(session, draft, ctx=ctx)
        draft.code = "qu"
        assert save_journal(session, draft, ctx=ctx) == journal.id
        assert save_journal(session, JournalDraft(code="va", libelle="Ventes"), ctx=ctx)
    with db.read() as session:
        assert "VA" in session.scalars(select(JournalComptable.code)).all()


# --- Toujours vrai ----------------------------------------------------------------------------


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["appeler", "encaisser", "contrepasser"]),
            st.decimals(Decimal("0.01"), Decimal("9999.99"), places=2),
        ),
        max_size=6,
    )
)
def test_debits_et_credits_sont_toujours_egaux(db, agence, ctx, gestes):
    with db.write() as session:
        for geste, montant in gestes:
            if geste == "appeler":
                passer(session, un_appel(agence, str(montant)), ctx)
            elif geste == "encaisser":
                encaisser(session, agence.locataire, montant, LE, "Virement", ctx)
            else:
                _contrepasser_la_derniere(session, ctx)
        debits, credits = session.execute(
            select(func.sum(Ecriture.debit), func.sum(Ecriture.credit))
        ).one()
        assert debits == credits
        assert sum(solde(session, c) for c in session.scalars(select(Compte.id))) == 0
        for journal_id in session.scalars(select(Piece.journal_id).distinct()).all():
            numeros = session.scalars(select(Piece.numero).filter_by(journal_id=journal_id)).all()
            assert sorted(numeros) == list(range(1, len(numeros) + 1))


def _contrepasser_la_derniere(session, ctx):
    deja = select(Piece.extourne_de_id).where(Piece.extourne_de_id.is_not(None))
    stmt = select(Piece.id).where(Piece.extourne_de_id.is_(None), Piece.id.not_in(deja))
    if piece_id := session.scalar(stmt.order_by(Piece.id.desc()).limit(1)):
        contrepasser(session, piece_id, ctx, LE)


# --- Ce que font les listes ---------------------------------------------------------------------


def test_un_compte_neuf_prend_numero_et_libelle_de_son_tiers(db, agence, ctx):
    with db.read() as session:
        draft = nouveau_compte(session, ctx, nature="proprietaire", tiers_id=agence.proprietaire)
        proposer(session, draft, ctx)
        assert (draft.entite_id, draft.numero) == (agence.entite, "411LEPITRE")
        assert draft.libelle == "LEPITRE Abel"
        draft.nature = "locataire"
        proposer(session, draft, ctx)
        assert draft.numero == "81LEPITREA"
        draft.numero, draft.libelle = "81ABEL", "Abel"
        proposer(session, draft, ctx)
        assert (draft.numero, draft.libelle) == ("81ABEL", "Abel")


def test_un_compte_sans_tiers_ou_deja_cree_ne_se_propose_rien(db, agence, ctx):
    with db.read() as session:
        for draft in (
            CompteDraft(entite_id=agence.entite),
            CompteDraft(entite_id=agence.entite, tiers_id=999),
            CompteDraft(id=1, entite_id=agence.entite, tiers_id=agence.tiers),
        ):
            proposer(session, draft, ctx)
            assert draft.numero == ""


def test_le_compte_d_un_locataire_present_reste_en_service(db, agence):
    with pytest.raises(UserError, match="locataire présent"), db.write() as session:
        activer_compte(session, agence.compte, False)


def test_un_compte_non_solde_reste_en_service(db, agence, ctx):
    with db.write() as session:
        passer(session, un_appel(agence), ctx)
    with pytest.raises(UserError, match="350,00"), db.write() as session:
        activer_compte(session, agence.quittancement, False)
    with db.write() as session:
        activer_compte(session, agence.banque, False)
        activer_compte(session, agence.banque, True)


def test_un_compte_qui_a_servi_ne_se_supprime_pas(db, agence, ctx):
    with pytest.raises(UserError, match="1 locataire"), db.write() as session:
        supprimer_compte(session, agence.compte)
    with db.write() as session:
        supprimer_compte(session, agence.banque)
    with db.read() as session:
        assert session.get(Compte, agence.banque) is None


def test_marquer_un_compte_ouvre_l_extranet(db, agence, ctx):
    for publie in (True, False):
        with db.write() as session:
            marquer(session, agence.compte, publie, ctx)
        with db.read() as session:
            assert session.get_one(Compte, agence.compte).service_client is publie


def test_contrepasser_un_appel_demande_confirmation(db, agence, ctx):
    with db.write() as session:
        piece = passer(session, un_appel(agence), ctx)
        appel = Appel(
            entite_id=agence.entite,
            date=LE,
            periode_du=LE,
            periode_au=date(2021, 10, 31),
            periodicite=1,
            cree_le=ctx.maintenant,
            cree_par="",
        )
        session.add(appel)
        session.flush()
        quittance = Quittance(
            appel_id=appel.id,
            locataire_id=agence.locataire,
            piece_id=piece.id,
            periode_du=LE,
            periode_au=date(2021, 10, 31),
            date=LE,
            echeance=LE,
            total=Decimal(350),
            contenu="{}",
        )
        session.add(quittance)
        piece_id = piece.id
    with pytest.raises(Confirm, match="appel de loyer") as question, db.write() as session:
        contrepasser_ce_jour(session, piece_id, ctx=ctx)
    with db.write() as session:
        said = contrepasser_ce_jour(session, piece_id, ctx=ctx, accepted={question.value.key})
    assert said == "contre-passée par la pièce n° 2 du 25/10/2021"


def test_une_piece_a_venir_se_contrepasse_a_sa_date(db, agence, ctx):
    with db.write() as session:
        piece = passer(session, un_appel(agence, le=date(2021, 11, 1)), ctx)
        said = contrepasser_ce_jour(session, piece.id, ctx=ctx)
    assert said.endswith("du 01/11/2021")
