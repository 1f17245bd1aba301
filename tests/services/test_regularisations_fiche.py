"""Compléter une fiche en attente ; imprimer son décompte, qui vaut tant qu'il dit vrai."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.queries.regularisations.fiche import load_regularisation, situer
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation, supprimer
from lsc_desktop.services.regularisations.impression import decompte, emettre
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Historique,
    Locataire,
    Regularisation,
    RegularisationCharge,
)
from tests.factories import (
    une_demande,
    une_fiche,
    une_ligne,
    une_quittancee,
    une_validee,
)
from tests.gestes import modifier


def charger(db, fiche: int):
    with db.read() as session:
        return load_regularisation(session, fiche)


# --- Compléter ----------------------------------------------------------------------------------


def test_enregistrer_recalcule_tout(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx, "970.52")
    draft = charger(db, fiche)
    draft.lignes[0].montant_total = Decimal("100")
    draft.eau[0].index_fin, draft.eau[0].index_precedent = Decimal("12.345"), Decimal("2")
    draft.eau[0].prix, draft.reintroduction, draft.fois = Decimal("4.12345"), Decimal(100), 3
    with db.write() as session:
        save_regularisation(session, draft, ctx=ctx)
    after = charger(db, fiche)
    assert (after.total, after.regularisation, after.fois) == (
        Decimal("1113.18"), Decimal("413.18"), 3,
    )  # fmt: skip
    assert after.eau[0].montant == Decimal("42.66")


def test_enregistrer_sans_rien_changer_ne_touche_pas_aux_lignes(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
        ids = list(session.scalars(select(RegularisationCharge.id)))
    with db.read() as session:
        noted = session.scalar(select(func.count(Historique.id)))
    draft = charger(db, fiche)
    with db.write() as session:
        save_regularisation(session, draft, ctx=ctx)
    with db.read() as session:
        assert list(session.scalars(select(RegularisationCharge.id))) == ids
        assert session.scalar(select(func.count(Historique.id))) == noted


def test_une_provision_tapee_reste_celle_du_gestionnaire(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_validee(
            session, exploitee, ctx,
            nouvelles_provisions=Decimal("99"), nouvelles_provisions_saisies=True,
        )  # fmt: skip
    draft = charger(db, fiche)
    with db.read() as session:
        situer(session, draft, ctx)
    assert (draft.nouvelles_provisions, draft.nouvelles_provisions_saisies) == (99, True)


def test_la_provision_suit_le_tableau_tant_que_la_fiche_attend(db, exploitee, ctx):
    """À 0 %, la nouvelle est l'actuelle : celle du prochain appel, même changée entre-temps."""
    modifier(db, CodeFiscalite, exploitee.provisions, pourcentage=Decimal(0))
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
        une_ligne(session, exploitee.locataire, exploitee.provisions, "10", du=date(2021, 10, 1))
    draft = charger(db, fiche)
    assert draft.nouvelles_provisions == 50
    with db.read() as session:
        situer(session, draft, ctx)
    assert (draft.provisions_actuelles, draft.nouvelles_provisions) == (60, 60)


def test_deux_gestionnaires_ne_s_ecrasent_pas(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    mine, theirs = charger(db, fiche), charger(db, fiche)
    theirs.lignes[0].montant_total = Decimal(10)
    with db.write() as session:
        save_regularisation(session, theirs, ctx=ctx)
    mine.lignes[0].montant_total = Decimal(20)
    with pytest.raises(ConflictError), db.write() as session:
        save_regularisation(session, mine, ctx=ctx)
    assert charger(db, fiche).lignes[0].montant_total == 10


def test_une_fiche_quittancee_ne_s_enregistre_plus(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_quittancee(session, exploitee, ctx)
    with pytest.raises(UserError, match="n'est plus en attente"), db.write() as session:
        save_regularisation(session, charger(db, fiche), ctx=ctx)


# --- Imprimer -----------------------------------------------------------------------------------


def imprimer(db, fiche: int, ctx) -> bytes:
    with db.write() as session:
        document = decompte(session, fiche, ctx)
        emettre(session, fiche, document, ctx)
        return document.contenu


def imprimee_le(db, fiche: int):
    with db.read() as session:
        return session.get_one(Regularisation, fiche).imprime_le


def test_valider_une_fiche_imprimee_garde_son_decompte(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    printed = imprimer(db, fiche, ctx)
    draft = charger(db, fiche)
    draft.valide = True
    with db.write() as session:
        save_regularisation(session, draft, ctx=ctx)
    assert imprimee_le(db, fiche) == ctx.aujourd_hui
    assert imprimer(db, fiche, ctx) == printed


@pytest.mark.parametrize(
    "changement",
    [
        lambda d: setattr(d, "titre", "DECOMPTE ANNUEL"),
        lambda d: setattr(d.lignes[0], "montant_total", Decimal(10)),
        lambda d: setattr(d.lignes[1], "libelle1", "Charges"),
        lambda d: setattr(d, "fois", 2),
        lambda d: setattr(d, "au", date(2020, 12, 30)),
    ],
)
def test_changer_ce_qui_s_imprime_annule_l_impression(db, exploitee, ctx, changement):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    printed = imprimer(db, fiche, ctx)
    draft = charger(db, fiche)
    changement(draft)
    with db.write() as session:
        save_regularisation(session, draft, ctx=ctx)
    assert imprimee_le(db, fiche) is None
    assert imprimer(db, fiche, ctx) != printed


def test_un_locataire_parti_depuis_a_un_nouveau_decompte(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    printed = imprimer(db, fiche, ctx)
    modifier(db, Locataire, exploitee.locataire, depart=date(2021, 10, 31))
    plus_tard = type(ctx)(ctx.utilisateur, ctx.maintenant, date(2021, 11, 8))
    assert imprimer(db, fiche, plus_tard) != printed
    assert imprimee_le(db, fiche) == date(2021, 11, 8)


def test_un_decompte_depasse_pendant_qu_on_l_imprimait_n_est_pas_garde(db, exploitee, ctx):
    """Trois cents décomptes se préparent en plusieurs secondes : un collègue corrige une fiche."""
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
    with db.read() as session:
        document = decompte(session, fiche, ctx)
    draft = charger(db, fiche)
    draft.lignes[0].montant_total = Decimal(10)
    with db.write("Martine") as session:
        save_regularisation(session, draft, ctx=ctx)
    with pytest.raises(ConflictError, match="modifiée par Martine"), db.write() as session:
        emettre(session, fiche, document, ctx)
    assert imprimee_le(db, fiche) is None


def test_une_fiche_supprimee_pendant_qu_on_l_imprimait_se_dit(db, exploitee, ctx):
    with db.write() as session:
        fiche = une_fiche(session, exploitee, ctx)
        document = decompte(session, fiche, ctx)
        supprimer(session, [fiche])
    with pytest.raises(GoneError, match="a été supprimée"), db.write() as session:
        emettre(session, fiche, document, ctx)


def test_un_decompte_sans_aucun_montant_se_refuse(db, agence, ctx):
    with db.write() as session:
        (fiche,) = ajouter(
            session, une_demande(agence, None), ctx=ctx, accepted=frozenset({"sans_montant"})
        )
    with pytest.raises(UserError, match="n'a aucun montant"):
        imprimer(db, fiche, ctx)


def test_des_provisions_a_rendre_font_un_decompte_meme_sans_charge(db, exploitee, ctx):
    with db.write() as session:
        (fiche,) = ajouter(
            session, une_demande(exploitee, None), ctx=ctx, accepted=frozenset({"sans_montant"})
        )
    assert imprimer(db, fiche, ctx).startswith(b"%PDF")
