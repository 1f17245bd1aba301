"""Ce que la base sait d'une copropriété pour le registre, et ce qu'elle a à déclarer, en SQL."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import literal, select

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.domain.registre.choix import (
    AILLEURS,
    NON_IMMATRICULEE,
    PREDECESSEUR,
    RATTACHEE,
    SUCCESSION,
)
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.echeances import echeance
from lsc_desktop.queries import jours
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.queries.registre.connu import load_connu
from lsc_desktop.queries.registre.dossiers import (
    DOSSIERS_REGISTRE,
    dossiers_a_declarer,
    load_dossier,
)
from lsc_desktop.services.registre.dossiers import save_dossier
from lsc_desktop.storage.models import (
    Assemblee,
    Copropriete,
    Ecriture,
    Immeuble,
    JournalComptable,
    LotCopropriete,
    Piece,
)
from tests.coproprietes import (
    travailler_le,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)
from tests.depenses import un_compte_general, un_exercice, un_fonds, une_depense
from tests.registre import JOUR, un_syndicat


def une_assemblee(session, ids, jour, **over):
    values = {
        "copropriete_id": ids.id, "numero": f"{jour:%y%m%d}", "nom": "AG", "date": jour,
        "cle_id": next(iter(ids.cles.values())), "etat": "close", "convoquee_le": None,
        "registre": None, "close_le": None, "proces_verbal_id": None, "feuille_id": None,
    }  # fmt: skip
    session.add(Assemblee(**values | over))
    session.flush()


def une_ecriture(session, ids, compte_id, montant, jour):
    """Au crédit si positif ; sa contrepartie est au 512."""
    journal = session.scalar(select(JournalComptable.id)) or _journal(session)
    piece = Piece(
        entite_id=ids.entite, journal_id=journal, numero=session.query(Piece).count() + 1,
        date=jour, libelle="OD", cree_le=datetime(2020, 1, 1),
        cree_par="M", extourne_de_id=None,
    )  # fmt: skip
    session.add(piece)
    session.flush()
    bank = un_compte_general(session, ids, "512000")
    for account, amount in ((compte_id, Decimal(montant)), (bank, -Decimal(montant))):
        session.add(
            Ecriture(
                piece_id=piece.id, compte_id=account, date=jour, libelle="OD",
                debit=max(-amount, Decimal(0)), credit=max(amount, Decimal(0)),
                code_fiscalite_id=None, locataire_id=None, periode_du=None, periode_au=None,
            )
        )  # fmt: skip
    session.flush()


def _journal(session):
    journal = JournalComptable(code="OD", libelle="Opérations diverses")
    session.add(journal)
    session.flush()
    return journal.id


# --- Ce qu'elle sait ----------------------------------------------------------------------------


def test_ce_que_disent_les_fiches(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        un_lot_de_copropriete(session, ids, "ATRILLON", type_lot="Parking", batiment="B")
        un_lot_de_copropriete(session, ids, None, type_lot="Cave", batiment="A", actif=False)
        session.get_one(Immeuble, ids.immeuble).adresse2 = "Bâtiment du fond"
    with db.read() as session:
        known = load_connu(session, ids.id)
        assert load_connu(session, 999).nom == load_connu(session, None).nom == ""
    assert known.types == ("Appartement", "Appartement", "Parking") and known.batiments == ("B",)
    assert known.adresse == "4, rue Gilbert, Bâtiment du fond"
    assert (known.syndic_nom, known.syndic_siret[:9]) == ("Agence Crypto", "732829320")
    assert known.nb_coproprietaires == 2 and known.comptes is None and known.ag_le is None


def test_les_comptes_sont_ceux_du_dernier_exercice_clos(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        old = un_exercice(session, ids, 2019, clos=True)
        last = un_exercice(session, ids, 2020, clos=True)
        un_exercice(session, ids, 2021)
        une_depense(session, ids, old, "999")
        une_depense(session, ids, last, "100.50", "602001")
        une_depense(session, ids, last, "-0.50", "615000")
        une_depense(session, ids, last, "2000", "671000")
        une_depense(session, ids, last, "70", "472999")  # ni l'un ni l'autre
        lot = ids.lots["ATRILLON"]
        un_fonds(session, ids, lot, "300", arrete_le=date(2019, 12, 31))
        un_fonds(session, ids, lot, "450", arrete_le=date(2020, 12, 31))
        un_fonds(session, ids, lot, "900", arrete_le=date(2021, 12, 31))  # après l'exercice
    with db.read() as session:
        found = load_connu(session, ids.id).comptes
    assert found is not None and (found.du, found.au) == (date(2020, 1, 1), date(2020, 12, 31))
    assert (found.charges_courantes, found.charges_travaux) == (Decimal(100), Decimal(2000))
    assert (found.fonds_travaux, found.provisions_travaux) == (Decimal(450), None)
    assert (found.impayes, found.nb_debiteurs, found.dettes_fournisseurs) == (None, None, None)


def test_les_impayes_se_comptent_par_personne_au_dernier_jour_de_l_exercice(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        un_exercice(session, ids, 2020, clos=True)
        un_coproprietaire(session, ids, "SECOND", identite="ATRILLON")
        end = date(2020, 12, 31)
        une_ecriture(session, ids, ids.comptes["ATRILLON"], "-250", end)
        une_ecriture(session, ids, ids.comptes["SECOND"], "-51", end)  # la même personne : 301
        une_ecriture(session, ids, ids.comptes["LEPITRE"], "-300", end)  # 300 n'est pas plus
        une_ecriture(session, ids, ids.comptes["LEPITRE"], "-500", date(2021, 1, 1))
        une_ecriture(session, ids, un_compte_general(session, ids, "401EDF"), "80", end)
        une_ecriture(session, ids, un_compte_general(session, ids, "401EAU"), "-20", end)
    with db.read() as session:
        found = load_connu(session, ids.id).comptes
    assert found is not None
    assert (found.impayes, found.nb_debiteurs) == (Decimal(601), 1)
    assert found.dettes_fournisseurs == Decimal(80)


def test_seule_une_assemblee_ordinaire_close_et_tenue_approuve_les_comptes(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        une_assemblee(session, ids, date(2021, 6, 1))
        une_assemblee(session, ids, date(2021, 7, 1), type_assemblee="extraordinaire")
        une_assemblee(session, ids, date(2021, 8, 1), etat="preparation")
        une_assemblee(session, ids, JOUR + timedelta(days=1))
    with db.read() as session:
        assert load_connu(session, ids.id).ag_le == date(2021, 6, 1)


# --- Ce qu'elle a à déclarer --------------------------------------------------------------------

DATES = (None, date(2020, 12, 31), date(2021, 8, 31), JOUR)


def test_la_liste_et_la_fiche_disent_la_meme_echeance(db, ctx):
    """En SQL, sur tous les croisements, ce que dit la règle."""
    states = (NON_IMMATRICULEE, RATTACHEE, PREDECESSEUR, AILLEURS, SUCCESSION)
    cases = list(product(states, DATES, DATES, (None, JOUR, date(2021, 10, 24), date(2020, 8, 31))))
    with db.write() as session:
        travailler_le(session, JOUR)
        ids = une_copropriete(session, {})
    for rank, (state, maj, ag, mandat) in enumerate(cases):
        with db.write() as session:
            draft = load_dossier(session, ids.id)
            draft = replace(draft, rattachement=state, maj_le=maj, ag_comptes_le=ag,
                            mandat_du=None, mandat_au=mandat, immatriculee_le=None)  # fmt: skip
            save_dossier(session, draft, ctx=ctx)
            (row,) = DOSSIERS_REGISTRE.pick(session, [ids.id])
            due = echeance(state, maj, ag, mandat, JOUR)
            assert row.avant_le == (due.avant_le if due else None), cases[rank]
            assert bool(row.a_faire) == bool(due), cases[rank]
            if due is not None:
                assert row.a_faire.split(" ")[0] == due.phrase.split(" ")[0]
            assert dossiers_a_declarer(session, ctx) == bool(due)
            late = DOSSIERS_REGISTRE.count(session, Criteria(where={"en_retard": True}))
            assert late == bool(due and due.en_retard(JOUR)), cases[rank]


def test_une_copropriete_hors_service_ne_presse_plus(db, ctx):
    with db.write() as session:
        ids = un_syndicat(session, ctx)
        assert dossiers_a_declarer(session, ctx) == 1
        session.get_one(Copropriete, ids.id).actif = False
        session.flush()
        assert dossiers_a_declarer(session, ctx) == 0


@pytest.mark.parametrize("count", [1, 2, 12, 36])
def test_ajouter_des_mois_en_sql_ne_deborde_jamais(db, count):
    days = [date(2023, 1, 1) + timedelta(days=rank) for rank in range(0, 800, 7)]
    days += [date(2024, 2, 29), date(2023, 12, 31), date(2021, 8, 31)]
    with db.read() as session:
        for day in days:
            found = session.scalar(select(jours.plus_mois(literal(day), count)))
            assert found == plus_mois(day, count), day


def test_un_dossier_vierge_ne_plante_sur_rien(db, ctx):
    with db.write() as session:
        ids = une_copropriete(session, {"ATRILLON": "100"})
        session.get_one(LotCopropriete, ids.lots["ATRILLON"]).type_lot = ""
        session.flush()
        draft = load_dossier(session, ids.id)
    assert isinstance(draft, DossierDraft) and len(draft.constats) > 10
    assert draft.connu.sans_type == 1
