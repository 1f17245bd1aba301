"""Pouvoirs, arrivées et départs : qui reste, qui passe la main, qui revient."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.delegations import mentions
from lsc_desktop.queries.assemblees.fiches import load_assemblee
from lsc_desktop.queries.assemblees.pouvoirs import cadre
from lsc_desktop.services.assemblees.fiches import save_assemblee
from lsc_desktop.services.assemblees.mouvements import annuler_mouvement
from lsc_desktop.services.assemblees.pouvoirs import accepter_pouvoirs
from lsc_desktop.storage.models import Entite, MouvementAssemblee, Profil, Utilisateur
from tests.assemblees import Salle, une_salle

AGENDA = {"QUITUS": "24", "BUDGET": "24", "TOIT": "24"}


@pytest.fixture
def dix(db, ctx) -> Salle:
    return une_salle(db, ctx, AGENDA)


def test_un_mandataire_ne_s_en_va_pas_avec_ses_pouvoirs(dix):
    """D30 : B porte le pouvoir de A ; il ne devient ni absent ni votant par correspondance."""
    dix.pointer("B", "O")
    dix.pointer("A", "R", mandataire="B")
    for code in "NC":
        with pytest.raises(UserError, match=r"B porte le pouvoir de A\."):
            dix.pointer("B", code)
    with pytest.raises(UserError, match="B porte le pouvoir de A à la résolution « BUDGET »"):
        dix.mouvoir("BUDGET", "B", "18:00", "N")
    dix.pointer("B", "D")
    dix.pointer("A", "N")
    dix.pointer("B", "N")
    assert dix.codes() == {"A": "N", "B": "N"}


def test_le_pouvoir_passe_puis_le_mandataire_part(dix):
    for nom, code, mandataire in (("B", "O", None), ("C", "O", None), ("A", "R", "B")):
        dix.pointer(nom, code, mandataire=mandataire)
    dix.mouvoir("BUDGET", "A", "18:00", "R", "C")
    dix.mouvoir("BUDGET", "B", "18:01", "N")
    assert dix.codes("QUITUS") == {"A": "R", "B": "O", "C": "O"}
    assert dix.codes("BUDGET") == {"A": "R", "B": "N", "C": "O"}
    assert (
        dix.seance().moment(dix.resolutions["TOIT"])[dix.ids.tiers["A"]].mandataire
        == (dix.ids.tiers["C"])
    )


def test_un_pouvoir_donne_en_seance_tient_son_mandataire(db, dix):
    """A donne pouvoir à B à la résolution BUDGET : B n'est plus ni absent d'emblée, ni parti, ni
    jamais arrivé."""
    dix.mouvoir("QUITUS", "B", "17:30", "O")
    dix.mouvoir("BUDGET", "A", "18:00", "R", "B")
    with pytest.raises(UserError, match="« TOIT »"):
        dix.mouvoir("TOIT", "B", "18:30", "N")
    with db.read() as session:
        first = session.scalars(
            select(MouvementAssemblee.id).order_by(MouvementAssemblee.id)
        ).first()
    with (
        pytest.raises(UserError, match="B porte le pouvoir de A à la résolution « BUDGET »"),
        db.write() as session,
    ):
        annuler_mouvement(session, first, ctx=dix.ctx)
    assert dix.codes("TOIT") == {"A": "R", "B": "O"}, "rien n'a été écrit"


def test_tous_absents_ne_defait_pas_un_pouvoir_donne_en_seance(dix):
    dix.pointer("B", "O")
    dix.mouvoir("BUDGET", "A", "18:00", "R", "B")
    with pytest.raises(UserError, match="B porte le pouvoir de A"):
        dix.tous("N")
    assert dix.codes("BUDGET") == {"A": "R", "B": "O"}


def test_on_ne_donne_pas_son_pouvoir_a_deux_personnes(dix):
    for nom in "BC":
        dix.pointer(nom, "O")
    dix.pointer("A", "R", mandataire="B")
    dix.pointer("A", "R", mandataire="B")  # la même touche deux fois
    with pytest.raises(UserError, match="deux fois son pouvoir"):
        dix.pointer("A", "R", mandataire="C")
    with pytest.raises(UserError, match="déjà noté ainsi"):
        dix.mouvoir("QUITUS", "A", "18:00", "R", "B")


def test_le_quatrieme_pouvoir_de_plus_de_dix_pour_cent_est_refuse_en_seance_aussi(dix):
    """Loi art. 22 I al. 3 : 100 à soi et 4 x 100 reçues, 500 sur 1 000 ; l'un arrive en séance."""
    dix.pointer("A", "O")
    for nom in "BCD":
        dix.pointer(nom, "R", mandataire="A")
    for refused in (
        lambda: dix.pointer("E", "R", mandataire="A"),
        lambda: dix.mouvoir("BUDGET", "E", "18:00", "R", "A"),
    ):
        with pytest.raises(UserError, match="A porterait trop de pouvoirs"):
            refused()
    assert "E" not in dix.codes("TOIT")


def test_un_pouvoir_d_ouverture_compte_avec_ceux_donnes_plus_tard(dix):
    dix.pointer("A", "O")
    for nom in "BCD":
        dix.mouvoir("BUDGET", nom, "18:00", "R", "A")
    with pytest.raises(UserError, match="A porterait trop de pouvoirs"):
        dix.pointer("E", "R", mandataire="A")


def test_le_president_admet_un_pouvoir_de_trop_et_le_proces_verbal_le_dit(db, dix):
    """D35, à l'ouverture puis en séance : 500 voix admises, puis 600."""
    dix.pointer("A", "O")
    for nom in "BCD":
        dix.pointer(nom, "R", mandataire="A")
    a, e = dix.ids.tiers["A"], dix.ids.tiers["E"]
    with (
        pytest.raises(UserError, match="président de séance n'est pas connu"),
        db.write() as session,
    ):
        accepter_pouvoirs(session, dix.ag, e, a, " ", ctx=dix.ctx)
    with db.write() as session:
        accepter_pouvoirs(session, dix.ag, e, a, "M. Morgon", ctx=dix.ctx)
    with pytest.raises(UserError, match="trop de pouvoirs"):
        dix.mouvoir("BUDGET", "F", "18:00", "R", "A")
    dix.mouvoir("BUDGET", "F", "18:00", "R", "A", president="M. Morgon")
    seance = dix.seance()
    with db.read() as session:
        frame = cadre(session, dix.ag, seance)
    assert "5 pouvoirs" in mentions(seance.moment(dix.resolutions["TOIT"]), frame)[0]
    assert "4 pouvoirs" in mentions(seance.ouverture, frame)[0]


def test_il_n_y_a_rien_a_admettre_sous_la_limite(db, dix):
    dix.pointer("A", "O")
    with pytest.raises(UserError, match="pas de dépassement"), db.write() as session:
        accepter_pouvoirs(session, dix.ag, dix.ids.tiers["B"], "Casper", "M. Morgon", ctx=dix.ctx)
    with pytest.raises(UserError, match="pas de dépassement"):
        dix.mouvoir("BUDGET", "B", "18:00", "R", "Casper", president="M. Morgon")


def test_qui_a_vote_par_correspondance_arrive_donne_pouvoir_mais_ne_part_pas(dix):
    dix.ecrire("A", {"QUITUS": "O"})
    dix.ecrire("B", {"QUITUS": "O"})
    with pytest.raises(UserError, match="n'a donc pas à partir"):
        dix.mouvoir("BUDGET", "A", "18:00", "N")
    with pytest.raises(UserError, match="par correspondance en cours d'assemblée"):
        dix.mouvoir("BUDGET", "C", "18:00", "C")
    dix.mouvoir("BUDGET", "A", "18:00", "O")
    dix.mouvoir("BUDGET", "B", "18:00", "R", "A")
    assert dix.codes("QUITUS") == {"A": "C", "B": "C"}
    assert dix.codes("BUDGET") == {"A": "O", "B": "R"}


def test_deux_mouvements_d_une_resolution_se_suivent_par_l_heure(dix):
    """seed L2528-2530 : LAFITTE arrive et repart à la même résolution."""
    dix.mouvoir("BUDGET", "A", "11:55", "O")
    with pytest.raises(UserError, match="déjà noté ainsi"):
        dix.mouvoir("BUDGET", "A", "11:51", "N")
    dix.mouvoir("BUDGET", "A", "11:58", "N")
    with pytest.raises(UserError, match="déjà noté ainsi"):
        dix.mouvoir("BUDGET", "A", "11:59", "N")
    assert [dix.codes(titre).get("A") for titre in AGENDA] == [None, "N", "N"]


def test_l_heure_ne_recule_pas_d_une_resolution_a_l_autre_fut_il_minuit(dix):
    dix.mouvoir("BUDGET", "A", "23:50", "O")
    for titre, heure, code in (("TOIT", "23:40", "N"), ("QUITUS", "23:55", "D")):
        with pytest.raises(UserError, match="A a déjà un mouvement à 23:50, à la résolution"):
            dix.mouvoir(titre, "A", heure, code)
    dix.mouvoir("TOIT", "B", "23:40", "O")  # un autre que lui
    dix.mouvoir("TOIT", "A", "00:10", "N")
    assert dix.codes("TOIT") == {"A": "N", "B": "O"}


def test_annuler_un_mouvement_rend_la_place_d_avant(db, dix):
    dix.pointer("A", "O")
    dix.mouvoir("BUDGET", "A", "18:00", "N")
    with db.read() as session:
        (move,) = session.scalars(select(MouvementAssemblee.id))
    with db.write() as session:
        annuler_mouvement(session, move, ctx=dix.ctx)
    assert dix.codes("TOIT") == {"A": "O"}
    with pytest.raises(GoneError, match="déjà été annulé"), db.write() as session:
        annuler_mouvement(session, move, ctx=dix.ctx)


@pytest.fixture
def cabinet(db) -> None:
    """L'agence qui est syndic, Paul qui y travaille, et Zoé qui n'y travaille plus."""
    with db.write() as session:
        session.add(Entite(code="A000", nom="Cabinet Crypto"))
        session.add(Profil(nom="Gestion"))
        session.flush()
        profil = session.scalars(select(Profil.id).where(Profil.nom == "Gestion")).one()
        for nom, actif in (("Paul Roux", True), ("Zoé Petit", False)):
            session.add(Utilisateur(identifiant=nom, nom=nom, profil_id=profil, actif=actif))


@pytest.mark.parametrize(
    ("mandataire", "lien"), [("cabinet CRYPTO", "le syndic"), ("Paul Roux", "préposé du syndic")]
)
def test_ni_le_syndic_ni_ses_preposes_ne_portent_de_pouvoir(dix, cabinet, mandataire, lien):
    """Loi art. 22 I, 1° et 3° ; à l'ouverture comme en séance, sans égard à la casse."""
    for geste in (
        lambda: dix.pointer("A", "R", mandataire=mandataire),
        lambda: dix.mouvoir("BUDGET", "A", "18:00", "R", mandataire),
    ):
        with pytest.raises(UserError, match=f"ne peut porter de pouvoir : {lien} ") as refus:
            geste()
        assert refus.value.field == "mandataire"
    dix.pointer("A", "R", mandataire="Zoé Petit")
    assert dix.codes() == {"A": "R"}


def test_ni_le_syndic_ni_ses_preposes_ne_president(db, dix, cabinet, ctx):
    """Loi art. 22 I ; le secrétaire, lui, est le syndic (décret art. 15)."""
    with db.read() as session:
        draft = load_assemblee(session, dix.ag)
    for nom in ("Cabinet Crypto", "paul roux"):
        with pytest.raises(UserError, match="ne peut présider") as refus, db.write() as session:
            save_assemblee(session, replace(draft, president=nom), ctx=ctx)
        assert refus.value.field == "president"
    with db.write() as session:
        chosen = replace(draft, president="Zoé Petit", secretaire="Cabinet Crypto")
        save_assemblee(session, chosen, ctx=ctx)
