"""Ventes de lots : qui tient quoi, d'un jour à l'autre, et ce qui se défait."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsc_desktop.base.errors import ConflictError, GoneError, UserError
from lsc_desktop.queries.configuration import load_configuration_syndic
from lsc_desktop.queries.coproprietes.fiches import load_mutation, nouvelle_mutation
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.configuration import save_configuration_syndic
from lsc_desktop.services.coproprietes.coproprietaires import (
    activer_coproprietaire,
    supprimer_coproprietaire,
)
from lsc_desktop.services.coproprietes.lots import (
    activer_lot_copropriete,
    supprimer_lot_copropriete,
)
from lsc_desktop.services.coproprietes.mutations import annuler_mutation, save_mutation
from lsc_desktop.storage.models import Compte, Coproprietaire, LotCopropriete, Mutation, Possession
from tests.coproprietes import (
    Ids,
    tenu_par,
    travailler_le,
    un_coproprietaire,
    un_lot_de_copropriete,
    une_copropriete,
)

MARS, AVRIL, MAI = date(2021, 3, 1), date(2021, 4, 1), date(2021, 5, 1)
VEILLE = timedelta(days=1)


@pytest.fixture
def gilbert(db, ctx) -> Ids:
    """ATRILLON, BPETRUS et CLIQUOT tiennent un lot chacun ; ATRILLON a aussi une cave."""
    with db.write() as session:
        travailler_le(session, ctx.aujourd_hui)
        ids = une_copropriete(session, {"ATRILLON": "74", "BPETRUS": "74", "CLIQUOT": "62"})
        ids.lots["CAVE"] = un_lot_de_copropriete(session, ids, "ATRILLON", "5", numero="012")
        return ids


def une_vente(session, ids, ctx, de, a, le, garde=()):
    """La saisie d'une vente de tous les lots de `de`, sauf ceux de `garde`."""
    who = ids.coproprietaires
    draft = nouvelle_mutation(session, ctx, vendeur_id=who[de], acquereur_id=who[a], date_effet=le)
    for line in draft.lots:
        line.cede = line.lot_id not in {ids.lots[name] for name in garde}
    return draft


def vendre(db, ids, ctx, de, a, le, garde=()):
    with db.write("Martine") as session:
        return save_mutation(session, une_vente(session, ids, ctx, de, a, le, garde), ctx=ctx)


def annuler(db, mutation_id, version=None):
    with db.write("Martine") as session:
        annuler_mutation(session, mutation_id, version)


def titulaires(db, ids, name):
    with db.read() as session:
        return tenu_par(session, ids.lots[name])


JAMAIS_VENDU = [("450ATRILLON", None, None)]


# --- Une vente ------------------------------------------------------------------------------------


def test_le_vendeur_tient_jusqu_a_la_veille_et_l_acquereur_ensuite(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    for name in ("ATRILLON", "CAVE"):
        assert titulaires(db, gilbert, name) == [
            ("450ATRILLON", None, date(2021, 2, 28)), ("450BPETRUS", MARS, None)
        ]  # fmt: skip


def test_un_lot_decoche_reste_au_vendeur(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS, garde=("CAVE",))
    assert titulaires(db, gilbert, "CAVE") == JAMAIS_VENDU
    assert len(titulaires(db, gilbert, "ATRILLON")) == 2


def test_un_lot_hors_service_n_est_pas_propose_a_la_vente(db, gilbert, ctx):
    with db.write() as session:
        activer_lot_copropriete(session, gilbert.lots["CAVE"], False)
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    assert [line.lot_id for line in draft.lots] == [gilbert.lots["ATRILLON"]]


def test_un_lot_se_vend_le_lendemain_de_son_achat_pas_le_jour_meme(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    for trop_tot in (MARS, MARS - VEILLE):
        with pytest.raises(UserError, match="que depuis le 01/03/2021") as refus:
            vendre(db, gilbert, ctx, "BPETRUS", "CLIQUOT", trop_tot, garde=("BPETRUS", "CAVE"))
        assert refus.value.field == "date_effet"
    garde = ("BPETRUS", "CAVE")
    vendre(db, gilbert, ctx, "BPETRUS", "CLIQUOT", MARS + VEILLE, garde)
    assert titulaires(db, gilbert, "ATRILLON")[1:] == [
        ("450BPETRUS", MARS, MARS), ("450CLIQUOT", MARS + VEILLE, None)
    ]  # fmt: skip


def test_une_vente_refusee_pour_un_lot_n_en_cede_aucun(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MAI, garde=("CAVE",))
    with pytest.raises(UserError, match="que depuis"):
        vendre(db, gilbert, ctx, "BPETRUS", "CLIQUOT", AVRIL)  # le sien, et celui acheté en mai
    assert titulaires(db, gilbert, "BPETRUS") == [("450BPETRUS", None, None)]
    with db.read() as session:
        assert session.query(Mutation).count() == 1


def test_un_lot_deja_vendu_ne_se_vend_pas_deux_fois(db, gilbert, ctx):
    """Deux postes ont ouvert la même vente : la seconde vient trop tard."""
    with db.read() as session:
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "CLIQUOT", AVRIL)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with pytest.raises(UserError, match="n'est plus à ce vendeur") as refus, db.write() as session:
        save_mutation(session, draft, ctx=ctx)
    assert refus.value.field == "lots"
    assert len(titulaires(db, gilbert, "CAVE")) == 2


def test_un_lot_sans_coproprietaire_ne_se_vend_pas(db, gilbert, ctx):
    with db.write() as session:
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
        draft.lots[0].lot_id = un_lot_de_copropriete(session, gilbert, None, "5", numero="099")
    with pytest.raises(UserError, match="Le lot 099 n'est plus"), db.write() as session:
        save_mutation(session, draft, ctx=ctx)


@pytest.mark.parametrize("field", ["vendeur_id", "acquereur_id"])
def test_les_parties_sont_de_la_copropriete(db, gilbert, ctx, field):
    with db.write() as session:
        autre = une_copropriete(session, {"WEASLEY": "420"}, code="GRIMMAURD", entite="S007")
        ailleurs = autre.coproprietaires["WEASLEY"]
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    for id in (ailleurs, 999):
        setattr(draft, field, id)
        refuse = pytest.raises(UserError, match="n'est pas de cette copropriété")
        with refuse as refus, db.write() as session:
            save_mutation(session, draft, ctx=ctx)
        assert refus.value.field == field


def test_on_ne_vend_pas_a_un_coproprietaire_hors_service(db, gilbert, ctx):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "MORGON", actif=False)
    with pytest.raises(UserError, match="L'acquéreur est hors service") as refus:
        vendre(db, gilbert, ctx, "ATRILLON", "MORGON", MARS)
    assert refus.value.field == "acquereur_id"


def test_un_vendeur_hors_service_peut_finir_de_vendre(db, gilbert, ctx):
    """Désactivé à la main par un import, il tient encore : sa vente reste à saisir."""
    with db.write() as session:
        session.get_one(Coproprietaire, gilbert.coproprietaires["ATRILLON"]).actif = False
    assert vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)


def test_changer_de_vendeur_relit_ses_lots_et_sa_copropriete(db, gilbert, ctx):
    with db.read() as session:
        draft = nouvelle_mutation(session, ctx)
        assert (draft.copropriete_id, draft.date_effet, draft.lots) == (
            gilbert.id, ctx.aujourd_hui, []
        )  # fmt: skip
        draft = une_vente(session, gilbert, ctx, "CLIQUOT", "BPETRUS", MARS)
    assert [line.lot_id for line in draft.lots] == [gilbert.lots["CLIQUOT"]]


# --- Faite, elle se complète ----------------------------------------------------------------------


def test_une_vente_faite_se_complete_mais_ne_change_pas(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.read() as session:
        draft = load_mutation(session, fiche)
    assert [line.lot_id for line in draft.lots] == [gilbert.lots["CAVE"], gilbert.lots["ATRILLON"]]
    draft.avis_le, draft.notaire = date(2021, 3, 9), "Me Dupond"
    with db.write() as session:
        save_mutation(session, draft, ctx=ctx)
    with db.read() as session:
        draft = load_mutation(session, fiche)
    assert (draft.avis_le, draft.notaire) == (date(2021, 3, 9), "Me Dupond")
    draft.date_effet = AVRIL
    with pytest.raises(UserError, match="ni de parties, ni de date"), db.write() as session:
        save_mutation(session, draft, ctx=ctx)
    assert titulaires(db, gilbert, "CAVE")[1] == ("450BPETRUS", MARS, None)


def test_completer_une_vente_annulee_se_dit(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.read() as session:
        draft = load_mutation(session, fiche)
    annuler(db, fiche)
    with pytest.raises(GoneError, match="annulée"), db.write() as session:
        save_mutation(session, draft, ctx=ctx)


# --- Elle s'annule --------------------------------------------------------------------------------


def test_annulee_elle_rend_les_lots_et_peut_se_ressaisir(db, gilbert, ctx):
    annuler(db, vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS))
    assert titulaires(db, gilbert, "CAVE") == JAMAIS_VENDU
    vendre(db, gilbert, ctx, "ATRILLON", "CLIQUOT", AVRIL)
    assert titulaires(db, gilbert, "CAVE") == [
        ("450ATRILLON", None, date(2021, 3, 31)), ("450CLIQUOT", AVRIL, None)
    ]  # fmt: skip


def test_deux_ventes_de_suite_s_annulent_dans_l_ordre_inverse(db, gilbert, ctx):
    premiere = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    seconde = vendre(db, gilbert, ctx, "BPETRUS", "CLIQUOT", AVRIL, garde=("BPETRUS",))
    with pytest.raises(UserError, match="revendu le 01/04/2021") as refus:
        annuler(db, premiere)
    assert refus.value.advice == "Annulez d'abord cette vente-là."
    annuler(db, seconde)
    assert titulaires(db, gilbert, "CAVE")[1:] == [("450BPETRUS", MARS, None)]
    annuler(db, premiere)
    assert titulaires(db, gilbert, "CAVE") == JAMAIS_VENDU


def test_le_vendeur_desactive_depuis_revient_en_service(db, gilbert, ctx):
    """LSC désactive le vendeur à la vente : annulée, il ne tient pas des lots hors service."""
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.write() as session:
        activer_coproprietaire(session, gilbert.coproprietaires["ATRILLON"], False)
    annuler(db, fiche)
    with db.read() as session:
        assert session.get_one(Coproprietaire, gilbert.coproprietaires["ATRILLON"]).actif


def test_une_vente_completee_entre_temps_ne_s_annule_pas_sans_le_dire(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.write() as session:
        session.get_one(Mutation, fiche).notaire = "Me Dupond"
    with pytest.raises(ConflictError):
        annuler(db, fiche, 1)
    annuler(db, fiche, 2)
    with pytest.raises(UserError, match="déjà été annulée"):
        annuler(db, fiche)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ecarts=st.lists(st.integers(1, 40), min_size=1, max_size=6), annulees=st.integers(0, 6))
def test_une_suite_de_ventes_ne_laisse_ni_trou_ni_doublon(db, gilbert, ctx, ecarts, annulees):
    """Chaque jour a un titulaire et un seul ; tout annuler ramène au premier."""
    names, day, done = ("ATRILLON", "BPETRUS", "CLIQUOT"), MARS, []
    garde = {"ATRILLON": ("ATRILLON",), "BPETRUS": ("BPETRUS",), "CLIQUOT": ("CLIQUOT",)}
    for rank, gap in enumerate(ecarts):
        day += timedelta(days=gap)
        seller, buyer = names[rank % 3], names[(rank + 1) % 3]
        done.append(vendre(db, gilbert, ctx, seller, buyer, day, garde[seller]))
    for _ in range(min(annulees, len(done))):
        annuler(db, done.pop())
    chain = titulaires(db, gilbert, "CAVE")
    assert (len(chain), chain[0][1], chain[-1][2]) == (len(done) + 1, None, None)
    for (_, _, fin), (_, debut, _) in pairwise(chain):
        assert debut == fin + VEILLE
    while done:
        annuler(db, done.pop())
    assert titulaires(db, gilbert, "CAVE") == JAMAIS_VENDU


# --- Ce qu'une vente retient ----------------------------------------------------------------------


def test_ce_qu_une_vente_cite_ne_s_efface_pas(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with pytest.raises(UserError, match="1 mutation et 2 lots tenus"), db.write() as session:
        supprimer_coproprietaire(session, gilbert.coproprietaires["ATRILLON"])
    with pytest.raises(UserError, match="changer ce lot de mains"), db.write() as session:
        supprimer_lot_copropriete(session, gilbert.lots["CAVE"])


def test_qui_attend_un_lot_d_une_vente_a_venir_ne_se_desactive_pas(db, gilbert, ctx):
    with db.write() as session:
        un_coproprietaire(session, gilbert, "MORGON")
    vendre(db, gilbert, ctx, "ATRILLON", "MORGON", date(2021, 12, 1))
    for name in ("ATRILLON", "MORGON"):  # l'un tient encore, l'autre tiendra
        with pytest.raises(UserError, match="tient encore 2 lots"), db.write() as session:
            activer_coproprietaire(session, gilbert.coproprietaires[name], False)


def test_l_historique_dit_qui_a_vendu_quoi_a_qui(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS, garde=("ATRILLON",))
    annuler(db, fiche)
    with db.read() as session:
        rows = HISTORIQUE.page(session, Criteria("", (("id", False),), {"qui": "Martine"}), 0, 20)
    found = {(r.action, r.fiche, r.designation, r.rubrique, r.avant, r.apres) for r in rows}
    lot = ("Lot de copropriété", "GILBERT/012")
    assert found == {
        ("création", "Mutation", "", "", "", "450ATRILLON"),
        ("ajout", *lot, "Possession", "", "450BPETRUS, 01/03/2021, 450ATRILLON"),
        ("modification", *lot, "Possession, Au", "", "450ATRILLON : 28/02/2021"),
        ("modification", *lot, "Possession, Au", "450ATRILLON : 28/02/2021", ""),
        ("retrait", *lot, "Possession", "450BPETRUS, 01/03/2021, 450ATRILLON", ""),
        ("suppression", "Mutation", "", "", "450ATRILLON", ""),
    }


def test_l_historique_nomme_une_vente_par_ses_parties(db, gilbert, ctx):
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.read() as session:
        (row,) = HISTORIQUE.page(session, Criteria(where={"fiche": "mutation"}), 0, 9)
    assert row.designation == "ATRILLON à BPETRUS"


# --- À plusieurs ----------------------------------------------------------------------------------


def pendant(db, premier, second) -> BaseException | None:
    """`second` commence quand `premier` a écrit sans avoir validé ; rend ce qu'il a levé."""

    def later():
        with db.write() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with db.write() as session:
            premier(session)
            waiting = pool.submit(later)
            time.sleep(0.2)
        return waiting.exception(60)


def test_deux_ventes_du_meme_lot_en_meme_temps(db, gilbert, ctx):
    def vend(a):
        with db.read() as session:
            draft = une_vente(session, gilbert, ctx, "ATRILLON", a, MARS)
        return lambda session: save_mutation(session, draft, ctx=ctx)

    refus = pendant(db, vend("BPETRUS"), vend("CLIQUOT"))
    assert "n'est plus à ce vendeur" in str(refus)
    assert [owner for owner, _, _ in titulaires(db, gilbert, "CAVE")] == [
        "450ATRILLON", "450BPETRUS"
    ]  # fmt: skip


def test_annuler_pendant_que_le_lot_se_revend(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    with db.read() as session:
        suite = une_vente(session, gilbert, ctx, "BPETRUS", "CLIQUOT", AVRIL, ("BPETRUS",))
    refus = pendant(
        db,
        lambda session: save_mutation(session, suite, ctx=ctx),
        lambda session: annuler_mutation(session, fiche),
    )
    assert "revendu le 01/04/2021" in str(refus)
    assert len(titulaires(db, gilbert, "CAVE")) == 3


def test_annuler_deux_fois_en_meme_temps(db, gilbert, ctx):
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    refus = pendant(db, *[lambda session: annuler_mutation(session, fiche)] * 2)
    assert "déjà été annulée" in str(refus)
    assert titulaires(db, gilbert, "CAVE") == JAMAIS_VENDU


def test_vendre_pendant_que_l_acquereur_se_desactive(db, gilbert, ctx):
    with db.write() as session:
        morgon = un_coproprietaire(session, gilbert, "MORGON")
    with db.read() as session:
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "MORGON", MARS)

    def vend(session):
        save_mutation(session, draft, ctx=ctx)

    def retire(session):
        activer_coproprietaire(session, morgon, False)

    assert "hors service" in str(pendant(db, retire, vend))
    with db.write() as session:
        activer_coproprietaire(session, morgon, True)
    assert "tient encore 2 lots" in str(pendant(db, vend, retire))


def test_supprimer_un_lot_pendant_qu_il_se_vend(db, gilbert, ctx):
    with db.read() as session:
        draft = une_vente(session, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    refus = pendant(
        db,
        lambda session: save_mutation(session, draft, ctx=ctx),
        lambda session: supprimer_lot_copropriete(session, gilbert.lots["CAVE"]),
    )
    assert "changer ce lot de mains" in str(refus)
    with db.read() as session:
        assert session.get(LotCopropriete, gilbert.lots["CAVE"]) is not None
        assert session.query(Possession).count() == 6  # quatre lots, deux vendus


# --- Le compte du vendeur -----------------------------------------------------------------------


def publier(db, ids, *noms):
    """Leur compte est publié au Service Client, et l'agence inactive celui des vendeurs."""
    with db.write() as session:
        for nom in noms:
            session.get_one(Compte, ids.comptes[nom]).service_client = True


def inactiver(db, ctx, oui=True):
    with db.write() as session:
        draft = replace(load_configuration_syndic(session), inactiver_vendeurs=oui)
        save_configuration_syndic(session, draft, ctx=ctx)


def compte(db, ids, nom) -> tuple[bool, bool]:
    """Publié, ouvert aux écritures."""
    with db.read() as session:
        found = session.get_one(Compte, ids.comptes[nom])
        return found.service_client, found.actif


@pytest.mark.parametrize(
    ("reglage", "le", "garde", "publie"),
    [(True, MARS, (), False), (True, MARS, ("CAVE",), True), (False, MARS, (), True),
     (True, date(2021, 10, 26), (), True), (True, date(2021, 10, 25), (), False)],
    ids=["vendu", "garde une cave", "sans le réglage", "vend demain", "vend ce jour"],
)  # fmt: skip
def test_le_compte_du_vendeur_s_inactive_quand_il_n_a_plus_de_lot(
    db, gilbert, ctx, reglage, le, garde, publie
):
    """Seed L1037-1045, L2262-2269 ; son compte reste ouvert aux écritures. On travaille le
    25/10/2021 : qui vend le 26 tient encore ses lots ce jour-là."""
    publier(db, gilbert, "ATRILLON", "BPETRUS")
    inactiver(db, ctx, reglage)
    vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", le, garde)
    assert compte(db, gilbert, "ATRILLON") == (publie, True)
    assert compte(db, gilbert, "BPETRUS") == (True, True)


@pytest.mark.parametrize("publie", [True, False])
def test_une_vente_annulee_rend_au_vendeur_le_compte_qu_elle_avait_inactive(
    db, gilbert, ctx, publie
):
    if publie:
        publier(db, gilbert, "ATRILLON")
    inactiver(db, ctx)
    fiche = vendre(db, gilbert, ctx, "ATRILLON", "BPETRUS", MARS)
    assert compte(db, gilbert, "ATRILLON") == (False, True)
    annuler(db, fiche)
    assert compte(db, gilbert, "ATRILLON") == (publie, True)
