"""Un appel contre-passé est annulé : il reste lisible, n'est plus dû, et se rappelle une fois."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import Confirm, UserError
from lsc_desktop.queries.comptabilite import solde
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.quittancement import APPELS, QUITTANCES
from lsc_desktop.queries.quittancement.appels import nouvel_appel
from lsc_desktop.queries.quittancement.documents import documents_avis, documents_journal, journal
from lsc_desktop.queries.regularisations.lecture import situations
from lsc_desktop.queries.tableaux import prochain_appel
from lsc_desktop.services.comptabilite import contrepasser, contrepasser_ce_jour, encaisser
from lsc_desktop.services.quittancement import appeler
from lsc_desktop.services.regularisations.annulation import annuler
from lsc_desktop.storage.models import (
    Appel,
    Historique,
    LigneQuittancement,
    Locataire,
    Quittance,
    Regularisation,
)
from tests.factories import des_reglages, un_code, un_locataire, une_ligne, une_quittancee
from tests.gestes import NOVEMBRE, OCTOBRE, apercu, passer, un_appel, un_avis
from tests.printing.reading import texts

LE = date(2021, 10, 25)


def annuler_l_appel(db, ctx, rang: int = -1) -> int:
    """Contre-passe la dernière quittance en vigueur ; rend son id."""
    with db.write("Martine") as session:
        stmt = select(Quittance).where(Quittance.annulee_par_id.is_(None)).order_by(Quittance.id)
        quittance = session.scalars(stmt).all()[rang]
        contrepasser(session, quittance.piece_id, ctx, max(ctx.aujourd_hui, quittance.date))
        return quittance.id


def lues(db, listing):
    with db.read() as session:
        return list(listing.rows(session, Criteria()))


def test_la_periode_se_rappelle_exactement_une_fois(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    assert passer(db, un_appel(agence), ctx) == 1
    assert passer(db, un_appel(agence), ctx) == 0
    with db.read() as session:
        every = session.scalars(select(Quittance).order_by(Quittance.id)).all()
        assert solde(session, agence.compte) == -400
    assert [q.annulee_par_id is None for q in every] == [False, True]
    assert {(q.periode_du, q.periode_au) for q in every} == {(NOVEMBRE.du, NOVEMBRE.au)}


def test_annulee_deux_fois_elle_se_rappelle_encore(db, agence, ctx):
    for _ in range(3):
        assert passer(db, un_appel(agence), ctx) == 1
        annuler_l_appel(db, ctx)
    with db.read() as session:
        assert session.scalar(select(func.count(Quittance.annulee_par_id))) == 3
        assert solde(session, agence.compte) == 0


def test_la_base_refuse_deux_quittances_en_vigueur(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    copie = ("appel_id", "locataire_id", "piece_id", "periode_du", "periode_au", "date",
             "echeance", "total", "contenu")  # fmt: skip
    with pytest.raises(UserError, match="existe déjà"), db.write() as session:
        known = session.scalars(select(Quittance)).one()
        session.add(Quittance(**{name: getattr(known, name) for name in copie}))


def test_le_prochain_appel_revient_a_la_periode_annulee(db, agence, ctx):
    passer(db, un_appel(agence, OCTOBRE), ctx)
    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    with db.read() as session:
        assert prochain_appel(session, agence.locataire, LE) == NOVEMBRE.du
        draft = nouvel_appel(session, ctx)
    assert (draft.du, draft.nombre) == (NOVEMBRE.du, 1)


def test_la_provision_actuelle_est_celle_du_mois_a_rappeler(db, agence, ctx):
    with db.write() as session:
        une_ligne(session, agence.locataire, agence.provisions, "7", du=date(2021, 12, 1))
    passer(db, un_appel(agence), ctx)

    def actuelles():
        with db.read() as session:
            lot = situations(session, [agence.lot], OCTOBRE, agence.provisions, LE)[agence.lot]
        return lot.baux[0].actuelles

    assert actuelles() == 57
    annuler_l_appel(db, ctx)
    assert actuelles() == 50


def test_un_bail_annule_garde_son_compte_mais_plus_ses_dates(db, agence, ctx):
    from lsc_desktop.queries.locataires import load_locataire
    from lsc_desktop.services.locataires import save_locataire

    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    with db.write() as session:
        autre = un_locataire(session, agence)
        draft = load_locataire(session, agence.locataire)
        assert draft.appele
        draft.premier_quittancement = draft.bail_du = date(2022, 1, 1)
        draft.bail_au = None
        save_locataire(session, draft, ctx=ctx)
        draft = load_locataire(session, agence.locataire)
        draft.lot_id = session.get_one(Locataire, autre).lot_id
        with pytest.raises(UserError, match="déjà appelé ne change plus"):
            save_locataire(session, draft, ctx=ctx, accepted={"occupe"})


def test_un_depart_dans_une_periode_annulee_ne_demande_rien(db, agence, ctx):
    from lsc_desktop.queries.locataires import load_locataire
    from lsc_desktop.services.locataires import save_locataire

    def partir():
        with db.write() as session:
            draft = load_locataire(session, agence.locataire)
            draft.depart = date(2021, 11, 15)
            save_locataire(session, draft, ctx=ctx)

    passer(db, un_appel(agence), ctx)
    with pytest.raises(Confirm, match="30/11/2021"):
        partir()
    annuler_l_appel(db, ctx)
    partir()


def test_rejouer_l_appel_d_un_parti_n_ecrit_rien_et_ne_s_etonne_pas(db, agence, ctx):
    with db.write() as session:
        session.get_one(Locataire, agence.locataire).depart = date(2021, 9, 30)
        une_ligne(session, agence.locataire, agence.loyer, "80", ponctuelle=True)
    (prevu,) = apercu(db, un_appel(agence))
    said = []
    for _ in range(2):
        with db.write() as session:
            said.append(appeler(session, un_appel(agence), prevu, ctx))
    assert said == ["", "déjà appelé pour cette période"]


# --- Ce qui se voit -----------------------------------------------------------------------------


def test_les_listes_la_montrent_annulee_et_ne_la_comptent_plus(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence, "DURAND")
    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    first, second = sorted(lues(db, QUITTANCES), key=lambda row: row.id)
    assert (first.total, first.annule, first.annulee_le) == (400, 0, None)
    assert (second.total, second.annule, second.annulee_le) == (0, 400, LE)
    (appel,) = lues(db, APPELS)
    assert (appel.nombre, appel.total, appel.annulees) == (1, 400, 1)


def test_son_avis_se_reimprime_annule_et_ne_demande_plus_rien(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        (avant,) = documents_avis(session, [session.scalars(select(Quittance.id)).one()])
    quittance = annuler_l_appel(db, ctx)
    with db.read() as session:
        (apres,) = documents_avis(session, [quittance])
    (before,), (after,) = texts(avant.contenu), texts(apres.contenu)
    assert "ANNULÉ" not in before and "À régler au plus tard" in before
    assert "AVIS D'ÉCHÉANCE ANNULÉ" in after and "Annulé le 25/10/2021" in after
    assert "À régler au plus tard" not in after and "Aucun règlement n'est attendu" in after
    assert apres.nom == f"annule-{avant.nom}"


def test_le_journal_ne_porte_plus_ce_qui_est_annule(db, agence, ctx):
    with db.write() as session:
        un_locataire(session, agence, "DURAND")
    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    with db.read() as session:
        ids = session.scalars(select(Appel.id)).all()
        (value,) = journal(session, ids, ctx)
    assert value.total == 400
    annuler_l_appel(db, ctx)
    with db.read() as session:
        (document,) = documents_journal(session, ids, ctx)
    assert "Aucun appel sur cette période" in texts(document.contenu)[0]


def test_la_question_dit_que_la_periode_se_rappelle(db, agence, ctx):
    passer(db, un_appel(agence), ctx)
    with db.read() as session:
        piece = session.scalars(select(Quittance.piece_id)).one()
    with pytest.raises(Confirm, match="novembre 2021") as question, db.write() as session:
        contrepasser_ce_jour(session, piece, ctx=ctx)
    assert "pourra être rappelée" in str(question.value)


def test_l_historique_dit_quand_une_ligne_est_prise_et_rendue(db, agence, ctx):
    with db.write() as session:
        une_ligne(session, agence.locataire, agence.loyer, "80", libelle="Clé", ponctuelle=True)
    passer(db, un_appel(agence), ctx)
    annuler_l_appel(db, ctx)
    with db.read() as session:
        facts = session.scalars(
            select(Historique)
            .where(Historique.champ == "ligne_quittancement.quittance_id")
            .order_by(Historique.id)
        ).all()
    assert [(f.fiche, f.fiche_id, f.action) for f in facts] == [
        ("locataire", agence.locataire, "modification")
    ] * 2
    assert [(f.avant, f.apres) for f in facts] == [
        ("Clé : à appeler", "Clé : appelée, novembre 2021"),
        ("Clé : appelée, novembre 2021", "Clé : à appeler"),
    ]
    assert facts[1].qui == "Martine"


def test_une_regularisation_appelee_puis_rendue_s_annule(db, agence, ctx):
    """Contre-passer l'appel, annuler, rappeler : la provision d'avant revient à temps."""
    with db.write() as session:
        des_reglages(session)
        un_code(session)
        fiche = une_quittancee(session, agence, ctx)
    passer(db, un_appel(agence), ctx)
    with pytest.raises(UserError, match="25/10/2021 a déjà pris"), db.write() as session:
        annuler(session, fiche, ctx=ctx)
    annuler_l_appel(db, ctx)
    with db.write() as session:
        annuler(session, fiche, ctx=ctx)
        assert session.get_one(Regularisation, fiche).etat == "annulee"
        lines = session.scalars(select(LigneQuittancement)).all()
        assert not any(line.regularisation_id for line in lines)
    (prevu,) = apercu(db, un_appel(agence))
    assert prevu.total == 400


# --- Solde antérieur ----------------------------------------------------------------------------


def test_le_solde_anterieur_s_arrete_a_la_date_de_l_avis(db, agence, ctx):
    for jour, montant in ((24, 100), (25, 20), (26, 3)):
        with db.write() as session:
            le = date(2021, 10, jour)
            encaisser(session, agence.locataire, Decimal(montant), le, "Virement", ctx)
    passer(db, un_appel(agence), ctx)
    avis = un_avis(db, agence.locataire)
    assert (avis.solde_anterieur, avis.a_payer) == (-120, 280)


def test_un_appel_date_d_apres_n_est_pas_un_solde_anterieur(db, agence, ctx):
    """Octobre rappelé le 25, quand novembre est déjà appelé au 1er : octobre seul est dû."""
    passer(db, un_appel(agence, le=date(2021, 11, 1)), ctx)
    passer(db, un_appel(agence, OCTOBRE), ctx)
    avis = un_avis(db, agence.locataire)
    assert (avis.solde_anterieur, avis.a_payer) == (0, 400)
