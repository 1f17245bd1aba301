"""La fiche d'une assemblée : l'enregistrer, la relire, la supprimer, la trouver dans la liste."""

from datetime import date

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, ConflictError, GoneError, UserError
from lsc_desktop.domain.assemblees.saisie import AssembleeDraft, ResolutionDraft
from lsc_desktop.queries.assemblees.fiches import load_assemblee, nouvelle_assemblee, situer
from lsc_desktop.queries.assemblees.listes import ASSEMBLEES
from lsc_desktop.queries.assemblees.seance import feries
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.assemblees.fiches import (
    FORMULAIRES,
    save_assemblee,
    supprimer_assemblee,
)
from lsc_desktop.services.assemblees.votes import annuler_scrutin
from lsc_desktop.storage.models import (
    Assemblee,
    EnvoiAssemblee,
    Resolution,
)
from tests.assemblees import VENDREDI, Salle, une_assemblee
from tests.coproprietes import Ids, une_copropriete

ABC = {"A": "50", "B": "30", "C": "20"}


@pytest.fixture
def ids(db) -> Ids:
    with db.write() as session:
        return une_copropriete(session, ABC, cles=("001", "020"), lieu_assemblee="Salle Gilbert")


def saisie(ids: Ids, *resolutions: ResolutionDraft, **over: object) -> AssembleeDraft:
    values = {"copropriete_id": ids.id, "date": VENDREDI, "cle_id": ids.cles["001"]}
    return AssembleeDraft(**{**values, "resolutions": list(resolutions), **over})


def ligne(ids: Ids, titre: str, **over: object) -> ResolutionDraft:
    return ResolutionDraft(**{"titre": titre, "cle_id": ids.cles["001"], **over})


def enregistre(db, ctx, draft: AssembleeDraft, *accepted: str) -> int:
    with db.write("Martine") as session:
        return save_assemblee(session, draft, ctx=ctx, accepted=frozenset(accepted))


def relue(db, ag: int) -> AssembleeDraft:
    with db.read() as session:
        return load_assemblee(session, ag)


def supprime(db, ag: int, version: int | None = None) -> None:
    with db.write() as session:
        supprimer_assemblee(session, ag, version)


def _tenue(db, ctx, ids: Ids) -> Salle:
    """Deux résolutions, QUITUS et TOIT."""
    with db.write() as session:
        ag, resolutions = une_assemblee(session, ids, {"QUITUS": "24", "TOIT": "24"})
    return Salle(db, ctx, ids, ag, resolutions)


def test_une_assemblee_s_enregistre_et_se_relit(db, ctx, ids):
    """La référence suit le rang dans l'entité : « 3-S007 » (seed L1993)."""
    draft = saisie(ids, ligne(ids, "Quitus"), ligne(ids, "Devis", article="25"),
                   ligne(ids, "Lot 1", sous=True), heure="17h30", numero="42-X")  # fmt: skip
    found = relue(db, enregistre(db, ctx, draft))
    assert (found.numero, found.heure, found.syndicat) == ("1-S001", "17:30", "Syndicat Gilbert")
    assert [(r.numero, r.titre, r.resultat) for r in found.resolutions] == [
        ("1", "Quitus", ""), ("2", "Devis", ""), ("2.1", "Lot 1", ""),
    ]  # fmt: skip
    assert relue(db, enregistre(db, ctx, saisie(ids))).numero == "2-S001"
    found.numero, found.nom = "", "Assemblée spéciale"
    enregistre(db, ctx, found)
    assert (relue(db, found.id).numero, relue(db, found.id).nom) == ("1-S001", "Assemblée spéciale")


def test_une_saisie_neuve_se_place_dans_sa_copropriete(db, ctx, ids):
    with db.read() as session:
        draft = nouvelle_assemblee(session, ctx)
        assert (draft.copropriete_id, draft.numero, draft.lieu) == (
            ids.id,
            "1-S001",
            "Salle Gilbert",
        )
        assert draft.cle_id == ids.cles["001"]
        draft.lieu = "Ailleurs"
        situer(session, draft)
        assert draft.lieu == "Ailleurs", "la même copropriété ne réécrit pas ce qu'on a tapé"
        draft.copropriete_id = None
        situer(session, draft)
        assert draft.syndicat == ""


def test_avec_deux_coproprietes_aucune_ne_se_choisit_d_avance(db, ctx, ids):
    with db.write() as session:
        other = une_copropriete(
            session, {"D": "1", "E": "1", "F": "1"}, code="GRIMM", entite="S007"
        )
        draft = nouvelle_assemblee(session, ctx)
        assert draft.copropriete_id is None
        draft.copropriete_id, draft.resolutions = other.id, [ResolutionDraft(titre="Quitus")]
        situer(session, draft)
    assert (draft.numero, draft.resolutions[0].cle_id) == ("1-S007", other.cles["001"])


def test_une_cle_ou_une_assemblee_ne_change_pas_de_copropriete(db, ctx, ids):
    with db.write() as session:
        other = une_copropriete(
            session, {"D": "1", "E": "1", "F": "1"}, code="GRIMM", entite="S007"
        )
    for draft, field in (
        (saisie(ids, cle_id=other.cles["001"]), "cle_id"),
        (saisie(ids, ligne(ids, "Toit", cle_id=other.cles["001"])), "resolutions.0.cle_id"),
    ):
        with pytest.raises(UserError, match="d'une autre copropriété") as caught:
            enregistre(db, ctx, draft)
        assert caught.value.field == field
    moved = relue(db, enregistre(db, ctx, saisie(ids)))
    moved.copropriete_id, moved.cle_id = other.id, other.cles["001"]
    with pytest.raises(UserError, match="ne change pas de copropriété"):
        enregistre(db, ctx, moved)


@pytest.mark.parametrize(
    ("regime", "parts", "phrase"),
    [("petite", ABC, "consultation écrite"), ("cooperative", ABC, "coopératif"),
     ("ordinaire", {"A": "50", "B": "50"}, "Deux copropriétaires")],
)  # fmt: skip
def test_un_regime_a_part_se_refuse(db, ctx, regime, parts, phrase):
    with db.write() as session:
        ids = une_copropriete(session, parts, regime=regime)
    with pytest.raises(UserError, match=phrase):
        enregistre(db, ctx, saisie(ids))


@pytest.mark.parametrize(
    ("lignes", "phrase"),
    [([{"sous": True}], "ne peut pas être une sous-résolution"), ([{"titre": " "}], "titre"),
     ([{"groupe": "Devis"}, {"groupe": "Devis", "exclusif": True}], "exclusif qu'à moitié"),
     ([{"groupe": "Devis"}, {"groupe": "Devis", "sous": True}], "niveaux différents")],
)  # fmt: skip
def test_un_ordre_du_jour_bancal_se_refuse_en_entier(db, ctx, ids, lignes, phrase):
    lines = [ligne(ids, **{"titre": f"R{rank}", **over}) for rank, over in enumerate(lignes)]
    with pytest.raises(UserError, match=phrase):
        enregistre(db, ctx, saisie(ids, *lines))
    with db.read() as session:
        assert session.scalars(select(Assemblee)).all() == []


def test_une_cle_sans_tantiemes_n_empeche_pas_de_relire_l_ordre_du_jour(db, ctx, ids):
    ag = enregistre(db, ctx, saisie(ids, ligne(ids, "Ascenseur", cle_id=ids.cles["020"])))
    assert relue(db, ag).resolutions[0].resultat == ""


def test_une_resolution_votee_ne_se_retire_qu_une_fois_ses_votes_annules(db, ctx, ids):
    salle = _tenue(db, ctx, ids)
    salle.pointer("A", "O")
    salle.voter("TOIT", A="O")
    draft = relue(db, salle.ag)
    assert [line.resultat for line in draft.resolutions] == ["", "Acceptée"]
    del draft.resolutions[1]
    with pytest.raises(UserError, match="« TOIT » a été votée"):
        enregistre(db, ctx, draft)
    with db.write() as session:
        annuler_scrutin(session, salle.resolutions["TOIT"], 1, ctx=ctx)
    salle.mouvoir("TOIT", "A", "18:00", "N")
    with pytest.raises(UserError, match="Une arrivée ou un départ"):
        enregistre(db, ctx, draft)
    assert len(relue(db, salle.ag).resolutions) == 2


def test_des_reponses_ecrites_ne_se_perdent_pas_sans_le_demander(db, ctx, ids):
    salle = _tenue(db, ctx, ids)
    for nom in "AB":
        salle.ecrire(nom, {"QUITUS": "O", "TOIT": "O", "TOIT/2": "N"})
    draft = relue(db, salle.ag)
    del draft.resolutions[1]
    with pytest.raises(Confirm, match="2 formulaires répondent aux résolutions retirées"):
        enregistre(db, ctx, draft)
    enregistre(db, ctx, draft, FORMULAIRES)
    assert set(salle.seance().formulaires) == {(salle.resolutions["QUITUS"], 1)}


def test_ce_qui_se_decide_en_seance_ne_s_efface_pas_depuis_la_fiche(db, ctx, ids):
    salle = _tenue(db, ctx, ids)
    with db.write() as session:
        line = session.get_one(Resolution, salle.resolutions["TOIT"])
        line.amendee, line.texte_adopte, line.reserves = True, "Toit nord", "M. Morgon"
    draft = relue(db, salle.ag)
    draft.resolutions.reverse()
    enregistre(db, ctx, draft)
    with db.read() as session:
        line = session.get_one(Resolution, salle.resolutions["TOIT"])
        assert (line.rang, line.amendee, line.texte_adopte, line.reserves) == (
            0, True, "Toit nord", "M. Morgon",
        )  # fmt: skip


def test_deux_postes_n_ecrasent_pas_l_ordre_du_jour_l_un_de_l_autre(db, ctx, ids):
    first = relue(db, enregistre(db, ctx, saisie(ids, ligne(ids, "Quitus"))))
    second = relue(db, first.id)
    first.resolutions.append(ligne(ids, "Toit"))
    enregistre(db, ctx, first)
    with pytest.raises(ConflictError):
        enregistre(db, ctx, second)


def test_une_assemblee_que_rien_n_a_touchee_se_supprime(db, ctx, ids):
    salle = _tenue(db, ctx, ids)
    salle.tous("N")
    supprime(db, salle.ag)
    with db.read() as session:
        assert session.scalars(select(Resolution)).all() == []
    for geste in (lambda: supprime(db, salle.ag), lambda: relue(db, salle.ag), salle.seance):
        with pytest.raises(GoneError):
            geste()


def test_une_assemblee_ou_l_on_a_saisi_ne_se_supprime_plus(db, ctx, ids):
    """Deux formulaires de trois réponses chacun sont deux formulaires."""
    salle = _tenue(db, ctx, ids)
    for nom in "AB":
        salle.ecrire(nom, {"QUITUS": "O", "TOIT": "O", "TOIT/2": "N"})
    salle.mouvoir("TOIT", "C", "18:00", "O")
    salle.ouvrir("QUITUS")
    with db.write() as session:
        session.add(EnvoiAssemblee(assemblee_id=salle.ag, nature="convocation",
                                   tiers_id=ids.tiers["A"]))  # fmt: skip
    with pytest.raises(
        UserError, match="2 pointages, 1 mouvement, 1 vote tenu, 2 formulaires, 1 envoi"
    ):
        supprime(db, salle.ag)


def test_supprimer_ce_qu_un_autre_vient_de_changer_se_refuse(db, ctx, ids):
    draft = relue(db, enregistre(db, ctx, saisie(ids)))
    enregistre(db, ctx, draft)
    draft = relue(db, draft.id)
    draft.nom = "Assemblée spéciale"
    enregistre(db, ctx, draft)
    with pytest.raises(ConflictError):
        supprime(db, draft.id, draft.version)
    supprime(db, draft.id, draft.version + 1)


def test_la_liste_montre_les_assemblees_et_se_filtre(db, ctx, ids):
    for jour, nom in ((date(2020, 7, 7), "Ancienne"), (VENDREDI, "Nouvelle")):
        enregistre(db, ctx, saisie(ids, ligne(ids, "Quitus"), date=jour, nom=nom))
    with db.write() as session:
        session.scalars(select(Assemblee).where(Assemblee.nom == "Ancienne")).one().etat = "close"

    def noms(**criteria: object) -> list[str]:
        with db.read() as session:
            return [row.nom for row in ASSEMBLEES.rows(session, Criteria(**criteria))]

    assert noms() == ["Nouvelle", "Ancienne"]
    assert (noms(where={"close": True}), noms(where={"close": False})) == (
        ["Ancienne"], ["Nouvelle"],
    )  # fmt: skip
    assert noms(text="gilbert ancienne") == ["Ancienne"]
    with db.read() as session:
        first, _second = ASSEMBLEES.rows(session, Criteria())
    assert (first.immeuble, first.syndicat, first.resolutions, first.etat) == (
        "GILBERT", "Syndicat Gilbert", 1, "En préparation",
    )  # fmt: skip


def test_les_jours_feries_sont_ceux_de_l_annee_et_de_ses_voisines():
    found = feries(VENDREDI)
    assert {date(2021, 11, 11), date(2020, 12, 25), date(2022, 1, 1)} <= found
    assert VENDREDI not in found
