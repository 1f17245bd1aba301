"""Ce que l'assemblée décide : seconds votes, sous-résolutions, propositions en concurrence."""

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import Article, Issue, Sens
from lsc_desktop.domain.assemblees.resultats import Raison
from tests.assemblees import une_salle_pointee


def test_le_second_vote_de_25_1_s_ouvre_au_tiers_de_toutes_les_voix(db, ctx):
    """Loi art. 25-1 : 400 oui sur 1 000, ni la moitié ni le non majoritaire (300), mais plus du
    tiers ; au second, 400 contre 300. À 300 oui, 900 < 1 000 : fermé."""
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25", "CONSEIL": "25"})
    with pytest.raises(UserError, match="Le second vote de « SYNDIC » n'est pas à tenir"):
        salle.ouvrir("SYNDIC", 2)
    said = {**dict.fromkeys("ABCD", "O"), **dict.fromkeys("EFG", "N"), **dict.fromkeys("HIJ", "A")}
    salle.voter("SYNDIC", **said)
    assert salle.resultat("SYNDIC").a_tenir.article is Article.A25_1
    salle.voter("SYNDIC", 2, **said)
    assert salle.issue("SYNDIC") is Issue.ACCEPTEE
    salle.voter("CONSEIL", **{**said, "D": "A"})
    assert salle.issue("CONSEIL") is Issue.SANS_DECISION
    with pytest.raises(UserError, match="« CONSEIL » ne se vote pas maintenant"):
        salle.voter("CONSEIL", 2, A="O")


def test_le_non_majoritaire_ferme_le_second_vote(db, ctx):
    """D31 : 600 non sur 1 000, et pourtant 400 oui."""
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25"})
    salle.voter("SYNDIC", **dict.fromkeys("ABCD", "O"), **dict.fromkeys("EFGHIJ", "N"))
    assert salle.issue("SYNDIC") is Issue.REFUSEE
    with pytest.raises(UserError, match="ne se vote pas maintenant"):
        salle.ouvrir("SYNDIC", 2)


def test_le_second_vote_de_26_1_se_compte_a_25_et_il_n_y_en_a_pas_de_troisieme(db, ctx):
    """Loi art. 26-1 : 5 sur 8 participants, 500 voix sur 1 000 ; au second il en faut plus de 500.
    Décret art. 19-1 : pas de troisième vote."""
    salle = une_salle_pointee(db, ctx, {"REGLEMENT": "26"}, "OOOOOOOONN")
    said = {**dict.fromkeys("ABCDE", "O"), **dict.fromkeys("FGH", "N")}
    salle.voter("REGLEMENT", **said)
    assert salle.resultat("REGLEMENT").a_tenir.article is Article.A26_1
    salle.voter("REGLEMENT", 2, **said)
    assert salle.issue("REGLEMENT") is Issue.SANS_DECISION
    with pytest.raises(UserError, match="ne se vote pas maintenant"):
        salle.ouvrir("REGLEMENT", 3)
    salle.voter("REGLEMENT", 2, F="O")
    assert salle.issue("REGLEMENT") is Issue.ACCEPTEE, "600 sur 1 000"


def test_un_premier_vote_corrige_fait_tomber_le_second(db, ctx):
    """Décret art. 17-1 : tout se recompte ; six oui suffisaient, le second n'avait pas lieu."""
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25"})
    salle.voter("SYNDIC", **dict.fromkeys("ABCD", "O"))
    salle.voter("SYNDIC", 2, **dict.fromkeys("ABCD", "N"))
    assert salle.issue("SYNDIC") is Issue.REFUSEE
    salle.voter("SYNDIC", E="O", F="O")
    assert (salle.issue("SYNDIC"), len(salle.resultat("SYNDIC").tours)) == (Issue.ACCEPTEE, 1)


def test_les_sous_resolutions_attendent_la_principale(db, ctx):
    agenda = {"TRAVAUX": "25", "LOT 1": {"article": "25", "sous": True}}
    salle = une_salle_pointee(db, ctx, agenda)
    with pytest.raises(UserError, match="Attend le résultat de la résolution principale"):
        salle.voter("LOT 1", A="O")
    salle.voter("TRAVAUX", **dict.fromkeys("ABCD", "O"))
    salle.voter("TRAVAUX", 2, **dict.fromkeys("ABCD", "O"))
    with pytest.raises(UserError, match=r"Le premier vote .* C'est le second qui l'est"):
        salle.voter("LOT 1", A="O")
    salle.voter("LOT 1", 2, A="O")
    result = salle.resultat("LOT 1")
    assert (result.issue, result.raison) == (Issue.ACCEPTEE, Raison.DIRECT)


def test_une_principale_refusee_refuse_ses_sous_resolutions(db, ctx):
    salle = une_salle_pointee(db, ctx, {"TRAVAUX": "24", "LOT 1": {"article": "24", "sous": True}})
    salle.tous_votent("TRAVAUX", "N")
    assert salle.issue("LOT 1") is Issue.REFUSEE
    with pytest.raises(UserError, match="La résolution principale est refusée"):
        salle.ouvrir("LOT 1")


def test_des_devis_en_concurrence_ont_tous_leur_premier_vote_avant_un_second(db, ctx):
    """Décret art. 19, D33."""
    devis = {"article": "25", "groupe": "Devis", "exclusif": True}
    salle = une_salle_pointee(db, ctx, {"DEVIS A": devis, "DEVIS B": devis})
    salle.voter("DEVIS A", **dict.fromkeys("ABCD", "O"))
    with pytest.raises(UserError, match="Second vote en attente"):
        salle.voter("DEVIS A", 2, A="O")
    salle.voter("DEVIS B", **dict.fromkeys("EFGH", "O"))
    salle.voter("DEVIS A", 2, A="O")
    assert salle.issue("DEVIS A") is Issue.ACCEPTEE
    assert salle.resultat("DEVIS B").raison is Raison.AUTRE_RETENUE
    with pytest.raises(UserError, match="Une autre proposition du même groupe est retenue"):
        salle.voter("DEVIS B", 2, E="O")


def test_un_second_vote_que_le_premier_corrige_a_ferme_ne_se_continue_pas(db, ctx):
    """400 oui sur 1 000 ouvrent le second vote (le tiers est 333,33) ; corrigés à 600, ils adoptent
    au premier : rien de ce qu'on taperait au second ne compterait. Rouvert, il se reprend."""
    salle = une_salle_pointee(db, ctx, {"SYNDIC": "25"})
    salle.voter("SYNDIC", **dict.fromkeys("ABCD", "O"))
    salle.voter("SYNDIC", 2, A="O")
    salle.voter("SYNDIC", E="O", F="O")
    assert salle.issue("SYNDIC") is Issue.ACCEPTEE
    for geste in (lambda: salle.voter("SYNDIC", 2, B="N"), lambda: salle.ouvrir("SYNDIC", 2),
                  lambda: salle.tous_votent("SYNDIC", "N", 2)):  # fmt: skip
        with pytest.raises(UserError, match="« SYNDIC » ne se vote pas maintenant") as refus:
            geste()
        assert refus.value.advice == "Le vote en a décidé."
    who = salle.resolutions["SYNDIC"]
    assert salle.seance().votes[who, 2] == {salle.ids.tiers["A"]: Sens.OUI}
    salle.voter("SYNDIC", E="", F="")
    salle.voter("SYNDIC", 2, B="N")
    assert salle.compte("SYNDIC")["non"] == ("100", 1)


def test_un_vote_ouvert_ne_se_continue_pas_quand_sa_principale_ou_un_rival_l_a_ferme(db, ctx):
    """B, vote tenu avant qu'A ne soit retenu, n'est plus à voter ; la sous-résolution non plus, sa
    principale une fois refusée."""
    devis = {"article": "24", "groupe": "devis", "exclusif": True}
    agenda = {"A": devis, "B": devis, "TOIT": "24", "ZINC": {"article": "24", "sous": True}}
    salle = une_salle_pointee(db, ctx, agenda)
    salle.tous_votent("A", "N")
    salle.voter("B", A="N")
    salle.tous_votent("TOIT", "O")
    salle.voter("ZINC", A="O")
    salle.tous_votent("A", "O")
    salle.tous_votent("TOIT", "N")
    for title, why in (
        ("B", "Une autre proposition du même groupe est retenue."),
        ("ZINC", "La résolution principale est refusée."),
    ):
        with pytest.raises(UserError, match=f"« {title} » ne se vote pas maintenant") as refus:
            salle.voter(title, B="O")
        assert refus.value.advice == why
    salle.voter("A", A="N")
    assert salle.compte("A")["oui"] == ("900", 9), "la proposition retenue se corrige encore"
