"""Pointer une assemblée : lettres, formulaires, « tous présents »."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import Confirm, GoneError, UserError
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.services.assemblees.presences import POUVOIRS_RENDUS
from lsc_desktop.storage.models import Pointage, VoteCorrespondance
from tests.assemblees import GILBERT, LUNDI, VENDREDI, Salle, dit, une_salle
from tests.coproprietes import un_coproprietaire, un_lot_de_copropriete

MARDI = LUNDI + timedelta(days=1)
AGENDA = {"QUITUS": "24", "BUDGET": "24", "TOIT": "24"}


@pytest.fixture
def dix(db, ctx) -> Salle:
    return une_salle(db, ctx, AGENDA)


def pointage(salle: Salle, nom: str) -> Pointage:
    with salle.db.read() as session:
        mine = Pointage.tiers_id == salle.ids.tiers[nom]
        return session.scalars(
            select(Pointage).where(Pointage.assemblee_id == salle.ag, mine)
        ).one()


def test_la_feuille_de_presence_du_document_se_retrouve_touche_par_touche(db, ctx):
    """seed L2318-2334 : 288,90096 / 293 / 223 / 65 / 131,0142 ; 12 = 4 + 3 + 2 + 1 + 2."""
    gilbert = une_salle(db, ctx, AGENDA, GILBERT)
    gilbert.feuille("RONONNCRDOCN")
    found = gilbert.seance().tableau()
    assert {code.value: dit(camp) for code, camp in found.items()} == {
        "N": ("288,90096", 4), "O": ("293", 3), "R": ("223", 2), "D": ("65", 1),
        "C": ("131,0142", 2),
    }  # fmt: skip


def test_les_deux_comptes_d_une_personne_ne_font_qu_une_ligne(db, ctx):
    """seed L2407 : BROUILLY, « 2 comptes »."""
    parts = {"BROUILLY": "77.0001", "CLIQUOT": "62", "MORGON": "145"}
    salle = une_salle(db, ctx, AGENDA, parts)
    with db.write() as session:
        un_coproprietaire(session, salle.ids, "BROU-01", identite="BROUILLY")
        un_lot_de_copropriete(session, salle.ids, "BROU-01", "5")
    salle.pointer("BROU-01", "O")
    assert dit(salle.seance().tableau()[Code.PRESENT]) == ("82,0001", 1)


def test_qui_n_est_pas_coproprietaire_ne_se_pointe_pas(db, ctx, dix):
    with db.write() as session:
        un_coproprietaire(session, dix.ids, "SYNDICAT", nature="syndicat")
        un_lot_de_copropriete(session, dix.ids, "SYNDICAT", "50")
        un_coproprietaire(session, dix.ids, "SANSLOT")
    for nom in ("SYNDICAT", "SANSLOT"):
        with pytest.raises(UserError, match="pas de voix dans la copropriété"):
            dix.pointer(nom, "O")
        with pytest.raises(UserError, match="pas de voix dans la copropriété"):
            dix.pointer("A", "R", mandataire=nom)
        with pytest.raises(UserError, match="pas de voix dans la copropriété"):
            dix.mouvoir("QUITUS", nom, "18:00", "O")


@pytest.mark.parametrize("mandataire", [None, "", "  "])
def test_un_represente_dit_par_qui(dix, mandataire):
    with pytest.raises(UserError, match="mandataire est à choisir"):
        dix.pointer("A", "R", mandataire=mandataire)
    with pytest.raises(UserError, match="mandataire est à choisir"):
        dix.mouvoir("QUITUS", "A", "18:00", "R", mandataire)
    assert dix.codes() == {}


def test_une_lettre_retapee_ne_redate_pas_le_formulaire(dix):
    """Le 01/11 reçu reste le 01/11, même après un O tapé par erreur ; nous sommes le 25/10."""
    dix.ecrire("A", {"QUITUS": "O"}, LUNDI)
    for code in "COC":
        dix.pointer("A", code)
    assert (pointage(dix, "A").code, pointage(dix, "A").recu_le) == ("C", LUNDI)
    assert dix.seance().formulaires[dix.resolutions["QUITUS"], 1]
    dix.pointer("B", "C")
    assert pointage(dix, "B").recu_le == dix.ctx.aujourd_hui


def test_un_formulaire_ecarte_n_a_plus_de_date_aux_yeux_de_l_assemblee(dix):
    """Décret art. 14-1 : présent, son formulaire n'est pas pris en compte."""
    dix.ecrire("A", {"QUITUS": "O"}, LUNDI)
    dix.pointer("A", "O")
    assert dix.seance().presences[dix.ids.tiers["A"]].recu_le is None
    with pytest.raises(UserError, match="son formulaire ne vaut plus"):
        dix.ecrire("A", {"QUITUS": "N"})


def test_un_formulaire_tardif_se_garde_sans_compter_puis_compte_avec_son_motif(dix):
    """D36 : reçu le mardi, quand la limite est le lundi."""
    dix.ecrire("A", {"QUITUS": "O"}, MARDI)
    dix.voter("QUITUS")
    assert (dix.codes()["A"], dix.compte("QUITUS")["oui"]) == ("N", ("0", 0))
    dix.pointer("A", "C", recu_le=MARDI, motif=" Déposé le lundi à la loge ")
    assert (dix.codes()["A"], dix.compte("QUITUS")["oui"]) == ("C", ("100", 1))
    dix.pointer("A", "C")
    assert pointage(dix, "A").motif == "Déposé le lundi à la loge", "la touche seule n'y touche pas"


def test_un_formulaire_recu_apres_l_assemblee_demande_un_motif(dix):
    """seed L2405 : « enregistré le 13/07/2020 » pour une assemblée du 07/07/2020."""
    samedi = VENDREDI + timedelta(days=1)
    with pytest.raises(UserError, match="reçu après l'assemblée"):
        dix.ecrire("A", {"QUITUS": "O"}, samedi)
    with pytest.raises(UserError, match="reçu après l'assemblée"):
        dix.pointer("A", "C", recu_le=samedi)
    dix.ecrire("A", {"QUITUS": "O"}, samedi, motif="Courriel du 1er, retrouvé")
    assert dix.codes() == {"A": "C"}


def test_un_formulaire_remplace_le_precedent_en_entier(dix):
    dix.ecrire("A", {"QUITUS": "O", "BUDGET": "O", "BUDGET/2": "N"})
    dix.ecrire("B", {"QUITUS": "N"})
    dix.ecrire("A", {"TOIT": "A"}, LUNDI - timedelta(days=3))
    seance, who = dix.seance(), dix.ids.tiers["A"]
    titles = {id: titre for titre, id in dix.resolutions.items()}
    said = {(titles[r], tour): sens.value for (r, tour), held in seance.formulaires.items()
            for qui, sens in held.items() if qui == who}  # fmt: skip
    assert said == {("TOIT", 1): "A"}
    assert seance.presences[who].recu_le == date(2021, 10, 29)


def test_un_formulaire_ne_repond_pas_a_une_resolution_retiree(db, dix):
    """Retirée depuis un autre poste, pendant qu'on le saisissait : rien ne se perd en silence."""
    stale = Salle(db, dix.ctx, dix.ids, dix.ag, {"GONE": 10**6, **dix.resolutions})
    with pytest.raises(GoneError, match="retirée de l'ordre du jour"):
        stale.ecrire("A", {"QUITUS": "O", "GONE": "O"})
    with db.read() as session:
        assert session.scalars(select(VoteCorrespondance)).all() == []


@pytest.mark.parametrize(
    ("code", "garder", "attendu"),
    [("O", False, "OOO"), ("O", True, "OCO"), ("D", False, "DDD"), ("D", True, "DCD"),
     ("N", False, "NNN"), ("N", True, "NCN")],
)  # fmt: skip
def test_tous_presents_de_quatre_facons_et_tous_absents_de_deux(dix, code, garder, attendu):
    """seed L2426-2436."""
    dix.pointer("A", "O")
    dix.ecrire("B", {"QUITUS": "O"})
    assert dix.tous(code, garder) == (9 if garder else 10)
    assert "".join(dix.codes()[nom] for nom in "ABC") == attendu
    assert pointage(dix, "B").recu_le == LUNDI, "le formulaire n'est pas oublié"


def test_les_pouvoirs_ne_se_rendent_pas_sans_le_demander(dix):
    dix.pointer("A", "R", mandataire="Casper")
    with pytest.raises(Confirm, match="1 pouvoir noté sera effacé"):
        dix.tous("O")
    assert dix.codes() == {"A": "R"}
    dix.tous("O", True, POUVOIRS_RENDUS)
    assert set(dix.codes().values()) == {"O"}


def test_tous_ne_vaut_que_pour_present_a_distance_ou_absent(dix):
    for code in "RC":
        with pytest.raises(AssertionError):
            dix.tous(code)
