"""Annuler une régularisation quittancée, tant qu'aucun appel ne l'a prise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.regularisations import LigneEau, RegularisationDraft
from lsc_desktop.queries.locataires import load_locataire
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.services.locataires import save_locataire
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation
from lsc_desktop.services.regularisations.annulation import annuler
from lsc_desktop.services.regularisations.impression import decompte
from lsc_desktop.storage.models import (
    LigneQuittancement,
    Locataire,
    Lot,
    Regularisation,
    RegularisationEcriture,
)
from tests.factories import un_locataire, un_lot, une_demande, une_fiche, une_quittancee
from tests.gestes import faire, modifier, passer, tableau, un_appel


def defaire(db, fiche: int, ctx) -> str:
    with db.write("Martine") as session:
        return annuler(session, fiche, ctx=ctx)


def quittancee(db, agence, ctx, montant="900", **champs) -> int:
    with db.write() as session:
        return une_quittancee(session, agence, ctx, montant, **champs)


def en_attente(db) -> list[int]:
    with db.read() as session:
        return list(
            session.scalars(
                select(Regularisation.id)
                .where(Regularisation.etat == "en_attente")
                .order_by(Regularisation.id)
            )
        )


def du_lot(db, lot_id: int) -> date | None:
    with db.read() as session:
        return session.get_one(Lot, lot_id).regularisation_le


def charger(db, fiche: int) -> RegularisationDraft:
    with db.read() as session:
        return load_regularisation(session, fiche)


def test_annuler_rend_le_tableau_la_date_du_lot_et_une_copie(db, a_jour, ctx):
    modifier(db, Lot, a_jour.lot, regularisation_le=date(2020, 11, 2))
    modifier(db, LigneQuittancement, a_jour.ligne + 1, au=date(2022, 12, 31))
    before = tableau(db, a_jour.locataire)
    fiche = quittancee(db, a_jour, ctx, "1500", fois=3)
    assert len(tableau(db, a_jour.locataire)) == 6
    assert defaire(db, fiche, ctx) == "annulée ; une copie à valider est de nouveau en attente"
    assert tableau(db, a_jour.locataire) == before
    assert du_lot(db, a_jour.lot) == date(2020, 11, 2)
    with db.read() as session:
        record = session.get_one(Regularisation, fiche)
        line = session.get_one(LigneQuittancement, a_jour.ligne + 1)
    assert (record.etat, record.annulee_le, record.annulee_par) == (
        "annulee", date(2021, 10, 25), "Martine",
    )  # fmt: skip
    assert (line.arretee_par_id, line.au_avant) == (None, None)


def test_la_copie_garde_tout_ce_qui_avait_ete_saisi_et_n_est_pas_validee(db, a_jour, ctx):
    with db.write() as session:
        fiche = une_fiche(session, a_jour, ctx, "1500")
        draft = load_regularisation(session, fiche)
        draft.lignes[2].libelle1, draft.lignes[2].quote_part = "Chauffage", Decimal("0.5")
        draft.lignes[2].montant_total, draft.titre = Decimal("80.50"), "DECOMPTE 2020"
        draft.eau[1] = LigneEau("Eau chaude", "bains", Decimal("9.5"), Decimal(2), Decimal(4))
        draft.nouvelles_provisions, draft.nouvelles_provisions_saisies = Decimal(77), True
        draft.reintroduction, draft.fois, draft.valide = Decimal(12), 4, True
        save_regularisation(session, draft, ctx=ctx)
    original = charger(db, fiche)
    faire(db, fiche, ctx)
    defaire(db, fiche, ctx)
    (copie,) = en_attente(db)
    found = charger(db, copie)
    assert not found.valide
    assert _sans_ids(found) == _sans_ids(replace(original, valide=False))
    with db.read() as session:
        kept = {
            i: set(
                session.scalars(
                    select(RegularisationEcriture.ecriture_id).where(
                        RegularisationEcriture.regularisation_id == i
                    )
                )
            )
            for i in (fiche, copie)
        }
    assert kept[fiche] == kept[copie] and len(kept[copie]) == 12


def _sans_ids(draft: RegularisationDraft) -> RegularisationDraft:
    return replace(
        draft,
        id=None,
        version=0,
        lignes=[replace(ligne, id=None) for ligne in draft.lignes],
        eau=[replace(ligne, id=None) for ligne in draft.eau],
    )


def test_la_copie_se_quittance_a_son_tour(db, a_jour, ctx):
    fiche = quittancee(db, a_jour, ctx, "1500", fois=3)
    once = tableau(db, a_jour.locataire)
    defaire(db, fiche, ctx)
    (copie,) = en_attente(db)
    draft = charger(db, copie)
    draft.valide = True
    with db.write() as session:
        save_regularisation(session, draft, ctx=ctx)
    faire(db, copie, ctx)
    assert tableau(db, a_jour.locataire) == once


def test_le_decompte_annule_reste_reimprimable(db, a_jour, ctx):
    fiche = quittancee(db, a_jour, ctx)
    with db.read() as session:
        before = decompte(session, fiche, ctx).contenu
    defaire(db, fiche, ctx)
    with db.read() as session:
        assert decompte(session, fiche, ctx).contenu == before


# --- Ce qu'un appel a pris ne s'annule plus -----------------------------------------------------


def test_une_echeance_appelee_arrete_l_annulation(db, a_jour, ctx):
    fiche = quittancee(db, a_jour, ctx, "1500", fois=3)
    passer(db, un_appel(a_jour), ctx)
    before = tableau(db, a_jour.locataire)
    with pytest.raises(UserError, match=r"L'appel de loyers du 25/10/2021 a déjà pris"):
        defaire(db, fiche, ctx)
    assert tableau(db, a_jour.locataire) == before
    assert en_attente(db) == []


def test_une_nouvelle_provision_appelee_arrete_aussi_l_annulation(db, a_jour, ctx):
    fiche = quittancee(
        db, a_jour, ctx, "600", nouvelles_provisions=Decimal(60), nouvelles_provisions_saisies=True
    )
    passer(db, un_appel(a_jour), ctx)
    with pytest.raises(UserError, match="a déjà pris cette régularisation"):
        defaire(db, fiche, ctx)


def test_un_appel_qui_n_a_rien_pris_ne_gene_pas(db, a_jour, ctx):
    """Parti, il ne doit qu'une ligne ; sans nouvelle provision, rien d'autre n'a été appelé."""
    modifier(db, Locataire, a_jour.locataire, depart=date(2021, 9, 30))
    fiche = quittancee(db, a_jour, ctx)
    with db.write() as session:
        un_locataire(session, a_jour)
        line = session.scalars(
            select(LigneQuittancement).where(LigneQuittancement.regularisation_id == fiche)
        ).one()
        line.du = date(2022, 6, 1)
    defaire(db, fiche, ctx)
    assert len(en_attente(db)) == 1


def test_seule_une_regularisation_quittancee_s_annule(db, a_jour, ctx):
    with db.write() as session:
        pending = une_fiche(session, a_jour, ctx)
    for fiche in (pending, 999):
        with pytest.raises(UserError, match="Seule une régularisation quittancée"):
            defaire(db, fiche, ctx)
    done = quittancee(db, a_jour, ctx)
    defaire(db, done, ctx)
    with pytest.raises(UserError, match="Seule une régularisation quittancée"):
        defaire(db, done, ctx)


# --- Deux régularisations qui se suivent --------------------------------------------------------


def test_la_plus_recente_s_annule_d_abord(db, a_jour, ctx):
    before = tableau(db, a_jour.locataire)
    first = quittancee(db, a_jour, ctx, "1500")
    second = quittancee(db, a_jour, ctx, "2400")
    with pytest.raises(UserError, match="plus récente a repris cette provision"):
        defaire(db, first, ctx)
    defaire(db, second, ctx)
    defaire(db, first, ctx)
    assert tableau(db, a_jour.locataire) == before


def test_la_fiche_locataire_s_enregistre_encore_apres_deux_regularisations(db, a_jour, ctx):
    """La provision de la première a fini la veille de commencer : elle ne se corrige pas."""
    quittancee(db, a_jour, ctx, "1500")
    quittancee(db, a_jour, ctx, "2400")
    with db.read() as session:
        draft = load_locataire(session, a_jour.locataire)
    draft.note = "Vue le 25"
    with db.write() as session:
        save_locataire(session, draft, ctx=ctx)


@pytest.mark.parametrize("ordre", ["ABC", "ACB", "BAC", "BCA", "CAB", "CBA"])
def test_la_date_du_lot_est_toujours_celle_de_la_derniere_qui_tient(db, a_jour, ctx, ordre):
    """A et B le 25, C le 28 : trois locataires successifs d'un même lot."""
    ancienne, le_25, le_28 = date(2020, 11, 2), date(2021, 10, 25), date(2021, 10, 28)
    with db.write() as session:
        lot = un_lot(session, a_jour)
        for entree, depart in (
            (date(2019, 1, 1), date(2020, 3, 31)),
            (date(2020, 4, 1), date(2020, 8, 31)),
            (date(2020, 9, 1), None),
        ):
            un_locataire(session, a_jour, lot_id=lot, entree=entree, depart=depart)
    modifier(db, Lot, lot, regularisation_le=ancienne)
    ids = dict(zip("ABC", _trois_fiches(db, a_jour, ctx, lot), strict=True))
    for name, le in (("A", le_25), ("B", le_25), ("C", le_28)):
        faire(db, ids[name], replace(ctx, aujourd_hui=le))
    standing = {"A": le_25, "B": le_25, "C": le_28}
    for name in ordre:
        defaire(db, ids[name], replace(ctx, aujourd_hui=date(2021, 10, 29)))
        del standing[name]
        assert du_lot(db, lot) == max(standing.values(), default=ancienne), (name, standing)


def _trois_fiches(db, agence, ctx, lot: int) -> list[int]:
    with db.write() as session:
        ids = ajouter(session, une_demande(agence, lot_id=lot), ctx=ctx)
        for fiche in ids:
            session.get_one(Regularisation, fiche).valide = True
    return ids


def test_une_date_corrigee_a_la_main_reste(db, a_jour, ctx):
    fiche = quittancee(db, a_jour, ctx)
    modifier(db, Lot, a_jour.lot, regularisation_le=date(2021, 10, 20))
    defaire(db, fiche, ctx)
    assert du_lot(db, a_jour.lot) == date(2021, 10, 20)


def test_une_provision_ramenee_a_rien_ne_s_annule_plus_une_fois_l_appel_passe(db, exploitee, ctx):
    """Ni échéance ni ligne neuve : seul l'appel sans provision dit que c'est trop tard."""
    with db.write() as session:
        provisions = load_regularisation(
            session, une_fiche(session, exploitee, ctx, "900")
        ).provisions
    fiche = quittancee(
        db, exploitee, ctx, str(provisions), nouvelles_provisions=Decimal(0),
        nouvelles_provisions_saisies=True,
    )  # fmt: skip
    with db.read() as session:
        assert load_regularisation(session, fiche).regularisation == 0
    passer(db, un_appel(exploitee), ctx)
    with pytest.raises(UserError, match="a déjà pris"):
        defaire(db, fiche, ctx)
