"""Voter en séance : qui peut, quand, et ce que l'assemblée décide."""

import random
from datetime import datetime

import pytest
from sqlalchemy import select

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.assemblees.majorites import Issue, Sens
from lsc_desktop.domain.assemblees.presences import Code
from lsc_desktop.domain.assemblees.resultats import listes
from lsc_desktop.domain.assemblees.voix import ecrit
from lsc_desktop.queries.historique import HISTORIQUE
from lsc_desktop.queries.paging import Criteria
from lsc_desktop.services.assemblees.votes import (
    amender,
    annuler_scrutin,
    noter,
    voter,
)
from lsc_desktop.storage.models import Resolution, Scrutin, Vote, VoteCorrespondance
from tests.assemblees import Salle, dit, une_salle, une_salle_pointee

# Les treize du procès-verbal (seed L2518-2557) : 1 000,91516.
TREIZE = {
    "CLIQUOT": "62", "LAFITTE": "80", "ATRILLON": "74", "BOURNAC": "72", "LEPITRE": "66.0142",
    "MEURSAULT": "65", "LATOUR": "74", "PIERRE": "65", "MORGON": "72", "PETRUS": "74",
    "YQUEM": "142", "BROUILLY": "82.0001", "ALOXE": "72.90086",
}  # fmt: skip


def amende(salle: Salle, titre: str, oui: bool = True, texte: str = "") -> None:
    with salle.db.write() as session:
        amender(session, salle.resolutions[titre], oui, texte, ctx=salle.ctx)


def test_l_assemblee_du_document_se_rejoue(db, ctx):
    """seed L2518-2557. Les présents de l'assemblée, 6 pour 442,90096, comptent les deux arrivées de
    la résolution 6 (72,90086 + 82,0001) ; au premier vote ils sont quatre, 288, et les défaillants
    trois : 142 + 82,0001 + 72,90086 = 296,90096. Oui : 1 000,91516 - 296,90096 - 72 = 632,0142."""
    agenda = {"QUITUS": "24", **{f"R{rank}": "24" for rank in range(2, 8)}}
    salle = une_salle(db, ctx, agenda, TREIZE)
    salle.feuille("OOOORRDDCCNNN")
    salle.ecrire("MORGON", {"QUITUS": "A"})
    salle.ecrire("PETRUS", {"QUITUS": "O"})
    salle.mouvoir("R6", "ALOXE", "11:51", "O")
    salle.mouvoir("R6", "BROUILLY", "11:51", "O")
    salle.tous_votent("QUITUS", "O")
    assert salle.compte("QUITUS") == {
        "oui": ("632,0142", 9), "non": ("0", 0), "abstentions": ("72", 1),
        "non_votants": ("0", 0), "defaillants": ("296,90096", 3),
    }  # fmt: skip
    result = salle.resultat("QUITUS")
    assert result.issue is Issue.ACCEPTEE
    assert set(listes(result).abstentionnistes) == {salle.ids.tiers["MORGON"]}
    seance = salle.seance()
    corps = seance.electorat.corps(seance.cle)
    here = seance.moment(salle.resolutions["R6"])
    physically = [who for who, p in here.items() if p.code is Code.PRESENT]
    assert (ecrit(sum(corps.voix[who] for who in physically)), len(physically)) == ("442,90096", 6)
    tableau = {code.value: dit(camp) for code, camp in seance.tableau().items()}
    assert tableau == {
        "O": ("288", 4), "R": ("131,0142", 2), "D": ("139", 2), "C": ("146", 2),
        "N": ("296,90096", 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("nom", "phrase"),
    [("A", "est absent à ce moment"), ("B", "a voté par correspondance"),
     ("C", "n'a pas de voix sur cette question"), ("D", "est absent à ce moment")],
)  # fmt: skip
def test_ne_vote_que_qui_est_la_et_a_voix(db, ctx, nom, phrase):
    """C n'a rien sous la clé de l'ascenseur ; D est parti à la résolution précédente."""
    parts = {nom: {"001": "100", "020": "10"} for nom in "ABDEF"} | {"C": {"001": "100"}}
    agenda = {"QUITUS": "24", "ASCENSEUR": {"article": "24", "cle": "020"}}
    salle = une_salle(db, ctx, agenda, {nom: parts[nom] for nom in "ABCDEF"}, cles=("001", "020"))
    salle.feuille("NCOOOO")
    salle.mouvoir("ASCENSEUR", "D", "18:00", "N")
    with pytest.raises(UserError, match=f"{nom} {phrase}"):
        salle.voter("ASCENSEUR", E="O", **{nom: "O"})
    assert salle.seance().votes == {}, "rien n'est écrit, même pour E"
    salle.tous_votent("ASCENSEUR", "O")
    assert salle.compte("ASCENSEUR")["oui"] == ("20", 2)


def test_un_inconnu_ne_vote_pas(db, ctx):
    salle = une_salle_pointee(db, ctx, {"QUITUS": "24"})
    with pytest.raises(UserError, match="Cette personne n'a pas de voix"), db.write() as session:
        voter(session, salle.resolutions["QUITUS"], 1, {10**6: Sens.OUI}, ctx=ctx)


def test_un_vote_se_corrige_et_les_autres_restent(db, ctx):
    salle = une_salle_pointee(db, ctx, {"QUITUS": "24"})
    salle.voter("QUITUS", A="O", B="O", C="A")
    salle.voter("QUITUS", B="N", C="")
    assert salle.compte("QUITUS") == {
        "oui": ("100", 1), "non": ("100", 1), "abstentions": ("0", 0),
        "non_votants": ("800", 8), "defaillants": ("0", 0),
    }  # fmt: skip
    assert salle.issue("QUITUS") is Issue.SANS_DECISION, "100 contre 100 (art. 24 I)"


def test_un_vote_tenu_l_est_meme_sans_reponse(db, ctx):
    salle = une_salle_pointee(db, ctx, {"QUITUS": "24"})
    assert salle.issue("QUITUS") is None
    salle.ouvrir("QUITUS")
    salle.ouvrir("QUITUS")
    assert salle.resultat("QUITUS").tours[0].compte.participants == 10


def test_un_point_d_information_ne_se_vote_pas(db, ctx):
    salle = une_salle_pointee(db, ctx, {"RAPPORT": "-1"})
    with pytest.raises(UserError, match="ne se vote pas"):
        salle.tous_votent("RAPPORT", "O")
    assert salle.issue("RAPPORT") is Issue.PAS_DE_VOTE


def test_une_cle_sans_voix_ne_se_vote_pas(db, ctx):
    agenda = {"QUITUS": "24", "ASCENSEUR": {"article": "24", "cle": "020"}}
    salle = une_salle_pointee(db, ctx, agenda, cles=("001", "020"))
    with pytest.raises(UserError, match="« ASCENSEUR » ne donne de voix à personne"):
        salle.tous_votent("ASCENSEUR", "O")
    salle.tous_votent("QUITUS", "O")
    assert salle.issue("QUITUS") is Issue.ACCEPTEE


def test_un_texte_amende_fait_tomber_les_formulaires_favorables(db, ctx):
    """Loi art. 17-1 A al. 2 : A était pour, B contre, C s'abstenait ; D vote oui dans la salle."""
    salle = une_salle(db, ctx, {"QUITUS": "24"})
    for nom, letter in zip("ABC", "ONA", strict=True):
        salle.ecrire(nom, {"QUITUS": letter})
    salle.pointer("D", "O")
    salle.voter("QUITUS", D="O")
    assert salle.issue("QUITUS") is Issue.ACCEPTEE, "200 contre 100"
    amende(salle, "QUITUS", texte=" Quitus, sauf pour le ravalement ")
    assert salle.issue("QUITUS") is Issue.SANS_DECISION, "100 contre 100"
    assert set(listes(salle.resultat("QUITUS")).assimiles) == {salle.ids.tiers["A"]}
    with db.read() as session:
        line = session.get_one(Resolution, salle.resolutions["QUITUS"])
    assert (line.amendee, line.texte_adopte) == (True, "Quitus, sauf pour le ravalement")
    amende(salle, "QUITUS", oui=False, texte="oublié")
    assert salle.issue("QUITUS") is Issue.ACCEPTEE


def test_l_unanimite_au_bouton_ne_touche_pas_aux_formulaires(db, ctx):
    """seed L2496-2503."""
    salle = une_salle(db, ctx, {"QUITUS": "24"})
    salle.ecrire("A", {"QUITUS": "N"})
    salle.pointer("B", "D")
    salle.pointer("C", "R", mandataire="B")
    for letter, camp in (("O", "oui"), ("A", "abstentions"), ("", "non_votants")):
        salle.tous_votent("QUITUS", letter)
        found = salle.compte("QUITUS")
        assert (found["non"], found[camp]) == (("100", 1), ("200", 2))


def test_le_debiteur_d_une_saisie_ne_porte_pas_de_pouvoir_pour_ce_vote(db, ctx):
    """Loi art. 19-2 dernier al. : A est débiteur et représente B. Le vote ne s'ouvre qu'une fois le
    pouvoir passé ; donné après coup, il ne compte pas pour ce vote."""
    salle = une_salle_pointee(db, ctx, {"SAISIE": "24", "QUITUS": "24"}, "ONOOOOOOON")
    salle.pointer("B", "R", mandataire="A")
    with db.write() as session:
        session.get_one(Resolution, salle.resolutions["SAISIE"]).saisi_id = salle.ids.tiers["A"]
    with pytest.raises(UserError, match="A, dont on vote la saisie du lot, ne peut représenter B"):
        salle.tous_votent("SAISIE", "O")
    salle.mouvoir("SAISIE", "B", "18:00", "R", "C")
    salle.tous_votent("SAISIE", "O")
    assert salle.compte("SAISIE")["oui"] == ("800", 8), "ni A, débiteur, ni J, absent"
    salle.mouvoir("SAISIE", "J", "18:05", "R", "A")
    with pytest.raises(UserError, match="J est absent à ce moment"):
        salle.voter("SAISIE", J="N")
    salle.voter("QUITUS", J="N", A="O")
    assert salle.compte("QUITUS")["non"] == ("100", 1)


def test_qui_est_parti_garde_ses_votes_d_avant_et_perd_ceux_d_apres(db, ctx):
    """On s'aperçoit du départ après avoir voté : les voix typées ne comptent plus."""
    salle = une_salle_pointee(db, ctx, {"QUITUS": "24", "BUDGET": "24"})
    salle.tous_votent("QUITUS", "O")
    salle.tous_votent("BUDGET", "O")
    salle.mouvoir("BUDGET", "A", "18:00", "N")
    assert salle.compte("QUITUS")["oui"] == ("1\u00a0000", 10)
    assert (salle.compte("BUDGET")["oui"], salle.compte("BUDGET")["defaillants"]) == (
        ("900", 9), ("100", 1),
    )  # fmt: skip


def test_annuler_un_vote_annule_le_second_et_laisse_les_formulaires(db, ctx):
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25"}, "OOOCNNNNNN")
    salle.ecrire("D", {"SYNDIC": "O", "SYNDIC/2": "N"})
    salle.voter("SYNDIC", **dict.fromkeys("ABC", "O"))
    salle.voter("SYNDIC", 2, **dict.fromkeys("ABC", "O"))
    assert salle.compte("SYNDIC")["non"] == ("100", 1), "D, au second vote"
    with db.write() as session:
        annuler_scrutin(session, salle.resolutions["SYNDIC"], 1, ctx=ctx)
    assert (salle.issue("SYNDIC"), salle.seance().votes) == (None, {})
    assert len(salle.seance().formulaires) == 2


def traces(db):
    """Ce que l'historique dit des gestes de Martine sur l'assemblée, le dernier d'abord."""
    mine = Criteria(where={"fiche": "assemblee", "qui": "Martine"})
    with db.read() as session:
        return list(HISTORIQUE.rows(session, mine))


def test_un_vote_annule_laisse_sa_trace(db, ctx):
    """Martine efface : A, B, C pour, D pour par correspondance, puis contre au second vote ; les
    autres absents. Le second vote, qui suivait le premier, tombe avec lui."""
    salle = une_salle_pointee(db, ctx, {"BUDGET": "24", "SYNDIC": "25"}, "OOOCNNNNNN")
    salle.ecrire("D", {"SYNDIC": "O", "SYNDIC/2": "N"})
    salle.voter("SYNDIC", A="O", B="O", C="O")
    salle.voter("SYNDIC", 2, A="O", B="A")
    with db.write("Martine") as session:
        annuler_scrutin(session, salle.resolutions["SYNDIC"], 1, ctx=ctx)
    rows = traces(db)
    said = [(row.qui, row.fiche_id, row.rubrique, row.avant, row.apres) for row in rows]
    assert said == [
        ("Martine", salle.ag, "Résolution", f"{text} ; 2 SYNDIC", "vote annulé")
        for text in (
            "Second vote : oui 100 (1), non 100 (1), abstention 100 (1), sans réponse 100 (1)",
            "Premier vote : oui 400 (4), non 0 (0), abstention 0 (0), sans réponse 0 (0)",
        )
    ]
    assert rows[0].quand.date() == datetime.now().date()


def test_annuler_un_vote_qui_n_a_pas_eu_lieu_ne_dit_rien(db, ctx):
    salle = une_salle_pointee(db, ctx, {"BUDGET": "24"})
    with db.write("Martine") as session:
        annuler_scrutin(session, salle.resolutions["BUDGET"], 1, ctx=ctx)
    assert traces(db) == []


def test_ce_qu_on_note_d_une_resolution(db, ctx):
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25"})
    who = salle.resolutions["SYNDIC"]
    with db.write() as session:
        noter(session, who, "reserves", " M. Morgon conteste le devis ", ctx=ctx)
        noter(session, who, "texte_second", "Second vote.", ctx=ctx)
    with pytest.raises(AssertionError), db.write() as session:
        noter(session, who, "titre", "non", ctx=ctx)
    with db.read() as session:
        line = session.get_one(Resolution, who)
    assert (line.reserves, line.texte_second) == ("M. Morgon conteste le devis", "Second vote.")


def test_une_resolution_retiree_se_dit(db, ctx):
    salle = une_salle_pointee(db, ctx, {"QUITUS": "24"})
    salle.resolutions["GONE"] = 10**6
    for geste in (
        lambda: salle.voter("GONE", A="O"), lambda: salle.tous_votent("GONE", "O"),
        lambda: salle.ouvrir("GONE"), lambda: amende(salle, "GONE"),
        lambda: salle.mouvoir("GONE", "A", "18:00", "N"),
    ):  # fmt: skip
        with pytest.raises(GoneError, match="Cette résolution a été retirée"):
            geste()


# --- Relire ---------------------------------------------------------------------------------------


@pytest.fixture
def votee(db, ctx) -> Salle:
    """Dix copropriétaires et quatre résolutions, des réponses au hasard, un second vote à l'une."""
    salle = une_salle_pointee(db, ctx, dict.fromkeys(["R1", "R2", "R3"], "24") | {"R4": "25"},
                              "OOOOOOONNN")  # fmt: skip
    pick, room = random.Random(1965), "ABCDEFG"
    for name in "HIJ":
        salle.ecrire(name, {title: pick.choice("ONA") for title in pick.sample(["R1", "R2"], 1)})
    for title in ("R1", "R2", "R3"):
        salle.voter(title, **{who: pick.choice(["O", "N", "A", ""]) for who in room})
    salle.ouvrir("R4")
    salle.voter("R4", **dict.fromkeys("ABCD", "O"))
    salle.voter("R4", 2, **{who: pick.choice("ON") for who in "CDE"})
    return salle


def test_les_reponses_lues_par_paquets_sont_celles_des_lignes(votee, db):
    """La base réunit ceux de chaque sens ; une à une, ses lignes disent la même chose."""
    votes, forms = {}, {}
    with db.read() as session:
        for held in session.scalars(select(Scrutin)):
            lines = session.scalars(select(Vote).where(Vote.scrutin_id == held.id))
            votes[held.resolution_id, held.tour] = {v.tiers_id: Sens(v.sens) for v in lines}
        for line in session.scalars(select(VoteCorrespondance)):
            forms.setdefault((line.resolution_id, line.tour), {})[line.tiers_id] = Sens(line.sens)
    assert len(votes) == 5 and any(Sens.NON_VOTANT in said.values() for said in votes.values())
    assert (votee.seance().votes, votee.seance().formulaires) == (votes, forms)


def test_une_reponse_illisible_ne_se_perd_pas_en_silence(votee, db):
    with db.write() as session:
        session.scalars(select(Vote).limit(1)).one().sens = "Z"
    with pytest.raises(AssertionError, match="autre sens"):
        votee.seance()
