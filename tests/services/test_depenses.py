"""Exercices, dépenses, fonds de travaux, contacts : ce qui s'enregistre, ce qui se refuse."""

from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.contacts import ContactDraft
from lsc_desktop.domain.depenses import DepenseDraft, ExerciceDraft
from lsc_desktop.domain.fonds_travaux import FondsDraft
from lsc_desktop.queries.contacts import CONTACTS, load_contact, nouveau_contact
from lsc_desktop.queries.depenses import (
    DEPENSES,
    EXERCICES,
    load_depense,
    load_exercice,
    nouvel_exercice,
    nouvelle_depense,
)
from lsc_desktop.queries.fonds_travaux import FONDS_TRAVAUX, load_fonds, nouveau_fonds, situer
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.contacts import activer_contact, save_contact, supprimer_contact
from lsc_desktop.services.coproprietes.lots import supprimer_lot_copropriete
from lsc_desktop.services.depenses import (
    clore,
    save_depense,
    save_exercice,
    supprimer_depense,
    supprimer_exercice,
)
from lsc_desktop.services.fonds_travaux import save_fonds, supprimer_fonds
from lsc_desktop.storage.models import Evenement, Tiers
from tests.coproprietes import change, ecrire, lire, refuse, travailler_le, une_copropriete
from tests.depenses import un_compte_general, un_exercice, un_fonds, une_depense


@pytest.fixture
def gilbert(db, ctx):
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        return une_copropriete(session, {"ATRILLON": "62", "BPETRUS": "74"}, cles=("010", "020"))


@pytest.fixture
def ailleurs(db):
    with db.write() as session:
        return une_copropriete(session, {"CLIQUOT": "10"}, code="GRIMMAURD", entite="S002")


def rows(db, listing, **where):
    with db.read() as session:
        return list(listing.rows(session, Criteria(where=where)))


# --- Exercices --------------------------------------------------------------------------------


def test_un_exercice_nouveau_suit_le_dernier(db, gilbert, ctx):
    first = lire(db, nouvel_exercice, ctx)
    assert (first.copropriete_id, first.libelle) == (gilbert.id, "Exercice 2021")
    assert (first.du, first.au) == (date(2021, 1, 1), date(2021, 12, 31))
    id = ecrire(db, save_exercice, first, ctx=ctx)
    again = lire(db, nouvel_exercice, ctx)
    assert (again.libelle, again.du) == ("Exercice 2022", date(2022, 1, 1))
    assert not again.premier
    (row,) = rows(db, EXERCICES)
    assert (row.id, row.immeuble, row.depenses, row.total) == (id, "GILBERT", 0, Decimal(0))


@pytest.mark.parametrize(
    ("over", "champ"),
    [
        ({"libelle": " Exercice 2021 "}, "libelle"),
        ({"du": date(2021, 12, 31)}, "du"),
        ({"du": date(2020, 1, 1), "au": date(2021, 1, 1)}, "du"),
    ],
)
def test_deux_exercices_d_une_copropriete_se_suivent(db, gilbert, ctx, over, champ):
    with db.write() as session:
        un_exercice(session, gilbert, 2021)
    values = {
        "copropriete_id": gilbert.id, "libelle": "Exercice 2022", "du": date(2022, 1, 1),
        "au": date(2022, 12, 31),
    }  # fmt: skip
    draft = ExerciceDraft(**{**values, **over})
    assert refuse(db, "déjà un exercice|croisent", save_exercice, draft, ctx=ctx) == champ
    ecrire(db, save_exercice, ExerciceDraft(**values), ctx=ctx)


def test_un_exercice_ne_change_pas_de_copropriete(db, gilbert, ailleurs, ctx):
    with db.write() as session:
        id = un_exercice(session, gilbert)
    draft = lire(db, load_exercice, id)
    draft.copropriete_id = ailleurs.id
    assert refuse(db, "ne change pas", save_exercice, draft, ctx=ctx) == "copropriete_id"


def test_un_exercice_qui_a_des_depenses_ne_s_efface_pas(db, gilbert, ctx):
    with db.write() as session:
        id = un_exercice(session, gilbert)
        une = une_depense(session, gilbert, id)
    refuse(db, "a des dépenses", supprimer_exercice, id)
    ecrire(db, supprimer_depense, une)
    ecrire(db, supprimer_exercice, id)
    assert rows(db, EXERCICES) == []


# --- Dépenses ---------------------------------------------------------------------------------


def une_saisie(db, ids, exercice_id, **over) -> DepenseDraft:
    with db.write() as session:
        account = un_compte_general(session, ids, "602001", "Electricité (abonnement)")
    values = {
        "exercice_id": exercice_id, "cle_id": ids.cles["010"], "compte_id": account,
        "date": date(2021, 1, 10), "libelle": "Facture EDF Janvier", "montant": Decimal("15.00"),
        "tva": Decimal("0.78"), "deductible": None, "recuperable": Decimal("15.00"),
    }  # fmt: skip
    return DepenseDraft(**{**values, **over})


@pytest.fixture
def annee(db, gilbert):
    with db.write() as session:
        return un_exercice(session, gilbert, 2021)


def test_une_depense_nouvelle_est_du_seul_exercice_ouvert_sous_la_cle_generale(
    db, gilbert, annee, ctx
):
    draft = lire(db, nouvelle_depense, ctx)
    assert (draft.exercice_id, draft.cle_id) == (annee, gilbert.cles["010"])
    assert (draft.entite_id, draft.immeuble_id) == (gilbert.entite, gilbert.immeuble)


def test_une_depense_s_enregistre_et_se_relit_au_centime(db, gilbert, annee, ctx):
    id = ecrire(db, save_depense, une_saisie(db, gilbert, annee), ctx=ctx)
    draft = lire(db, load_depense, id)
    assert (draft.montant, draft.tva, draft.deductible) == (
        Decimal("15.00"), Decimal("0.78"), Decimal("0.00"),
    )  # fmt: skip
    (row,) = rows(db, DEPENSES, exercice_id=annee)
    assert (row.immeuble, row.exercice, row.compte) == ("GILBERT", "Exercice 2021", "602001")
    assert row.cle == "010"
    year = lire(db, load_exercice, annee)
    assert (year.depenses, year.total) == (1, Decimal("15.00"))


def test_un_exercice_clos_ne_bouge_plus(db, gilbert, annee, ctx):
    with db.write() as session:
        id = une_depense(session, gilbert, annee)
        other = un_exercice(session, gilbert, 2022)
    ecrire(db, clore, annee, True)
    refuse(db, "est clos", save_depense, une_saisie(db, gilbert, annee), ctx=ctx)
    refuse(db, "est clos", supprimer_depense, id)
    # Ni en la faisant sortir de l'exercice clos, ni en l'y faisant entrer.
    draft = lire(db, load_depense, id)
    draft.exercice_id = other
    assert refuse(db, "est clos", save_depense, draft, ctx=ctx) == "exercice_id"
    assert rows(db, DEPENSES, clos=False) == []
    ecrire(db, clore, annee, False)
    ecrire(db, save_depense, draft, ctx=ctx)


@pytest.mark.parametrize("champ", ["cle_id", "compte_id", "evenement_id"])
def test_une_depense_ne_se_lie_qu_a_sa_copropriete(db, gilbert, ailleurs, annee, ctx, champ):
    with db.write() as session:
        event = Evenement(
            date=ctx.aujourd_hui, objet="Facture", immeuble_id=ailleurs.immeuble,
            cree_le=ctx.maintenant,
        )  # fmt: skip
        session.add(event)
        session.flush()
        strange = {
            "cle_id": next(iter(ailleurs.cles.values())),
            "compte_id": un_compte_general(session, ailleurs, "602001"),
            "evenement_id": event.id,
        }
    draft = une_saisie(db, gilbert, annee, **{champ: strange[champ]})
    assert refuse(db, "pas, ou n'est plus|autre immeuble", save_depense, draft, ctx=ctx) == champ


# --- Fonds de travaux -------------------------------------------------------------------------


def test_un_fonds_s_enregistre_et_son_dernier_arrete_se_dit(db, gilbert, ctx):
    lot = gilbert.lots["ATRILLON"]
    with db.write() as session:
        un_fonds(session, gilbert, lot, "10", arrete_le=date(2020, 12, 31))
    draft = lire(db, nouveau_fonds, ctx)
    draft.lot_copropriete_id, draft.montant = lot, Decimal("19.64")
    lire(db, situer, draft)
    assert draft.coproprietaire == "ATRILLON"
    id = ecrire(db, save_fonds, draft, ctx=ctx)
    assert lire(db, load_fonds, id).montant == Decimal("19.64")
    assert [(r.id, r.montant) for r in rows(db, FONDS_TRAVAUX, dernier=True)] == [
        (id, Decimal("19.64"))
    ]
    assert [r.montant for r in rows(db, FONDS_TRAVAUX, dernier=False)] == [Decimal("10.00")]
    assert len(rows(db, FONDS_TRAVAUX, dernier=None)) == 2
    refuse(db, "déjà un montant", save_fonds, FondsDraft(
        lot_copropriete_id=lot, compte_id=draft.compte_id, arrete_le=draft.arrete_le,
        montant=Decimal(1),
    ), ctx=ctx)  # fmt: skip
    refuse(db, "sert encore : 2 fonds de travaux", supprimer_lot_copropriete, lot)
    ecrire(db, supprimer_fonds, id)
    assert [r.montant for r in rows(db, FONDS_TRAVAUX, dernier=True)] == [Decimal("10.00")]


@pytest.mark.parametrize("numero", ["602001", "105999"])
def test_un_fonds_va_a_un_compte_105_ou_102_de_son_syndicat(db, gilbert, ailleurs, ctx, numero):
    with db.write() as session:
        home = gilbert if numero == "602001" else ailleurs
        account = un_compte_general(session, home, numero)
    draft = FondsDraft(
        lot_copropriete_id=gilbert.lots["ATRILLON"], compte_id=account,
        arrete_le=ctx.aujourd_hui, montant=Decimal(1),
    )  # fmt: skip
    assert refuse(db, "n'est pas un compte de fonds", save_fonds, draft, ctx=ctx) == "compte_id"


# --- Contacts ---------------------------------------------------------------------------------


def test_un_contact_reprend_le_tiers_qu_on_lui_donne(db, gilbert, ctx):
    with db.write() as session:
        who = Tiers(code="ASCENS", nom="ASCENSEURS DE L'EST", portable="06 00 00 00 00",
                    courriel="contact@example.fr", ville="NANCY")  # fmt: skip
        session.add(who)
        session.flush()
        tiers = who.id
    with db.read() as session:
        draft = nouveau_contact(session, ctx, tiers_id=tiers, genre="fournisseur")
    assert (draft.nom, draft.telephone, draft.ville) == (
        "ASCENSEURS DE L'EST", "06 00 00 00 00", "NANCY",
    )  # fmt: skip
    id = ecrire(db, save_contact, draft, ctx=ctx)
    change(db, load_contact, save_contact, id, ctx, role="Ascenseur", immeuble_id=gilbert.immeuble)
    (row,) = rows(db, CONTACTS, immeuble_id=gilbert.immeuble)
    assert (row.genre, row.role, row.immeuble) == ("Fournisseur", "Ascenseur", "GILBERT")
    ecrire(db, activer_contact, id, False)
    assert rows(db, CONTACTS, actif=True) == []
    ecrire(db, supprimer_contact, id)
    assert rows(db, CONTACTS) == []


def test_un_contact_sans_nom_est_refuse(db, ctx):
    assert refuse(db, "nom est à renseigner", save_contact, ContactDraft(), ctx=ctx) == "nom"
