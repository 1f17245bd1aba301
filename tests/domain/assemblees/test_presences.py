"""Les présences de la feuille d'origine, les mouvements et les pouvoirs."""

from datetime import date, time
from decimal import Decimal

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.majorites import (
    Article,
    Bulletin,
    Camp,
    Issue,
    Sens,
    depouiller,
    juger,
)
from lsc_desktop.domain.assemblees.presences import (
    Code,
    Mouvement,
    Presence,
    au_moment,
    donner_pouvoir,
    tableau,
)
from lsc_desktop.domain.assemblees.voix import ecrit, voix
from tests.domain.assemblees.gilbert import GILBERT, corps


def test_le_tableau_de_presence_est_celui_du_document_au_cent_millieme():
    """seed L2333-2334 : 288,90096 / 293 / 65 / 223 / 131,0142, et 12 = 4 + 3 + 1 + 2 + 2."""
    presences = {i: Presence(Code(code)) for i, (_t, code) in enumerate(GILBERT)}
    found = tableau(corps(*(t for t, _code in GILBERT)), presences)
    assert {code.value: (ecrit(camp.voix), camp.nombre) for code, camp in found.items()} == {
        "N": ("288,90096", 4), "O": ("293", 3), "R": ("223", 2), "D": ("65", 1),
        "C": ("131,0142", 2),
    }  # fmt: skip


def test_le_vote_du_proces_verbal_se_recompte():
    """seed L2541-2557 : treize copropriétaires, 9 oui pour 632,0142, une abstention de 72.

    Six présents ou représentés au moment du vote (419,0142 : les huit de l'ouverture, 573,91516,
    moins ceux qui ne sont arrivés qu'à la résolution 6), deux à distance (139), deux par
    correspondance (146) dont l'abstention, et trois défaillants (296,90096).
    """
    salle = ("66.0142", "62", "80", "65", "74", "72")
    distance, correspondance, absents = ("74", "65"), ("72", "74"), ("142", "82.0001", "72.90086")
    electeurs = corps(*salle, *distance, *correspondance, *absents)
    bulletins = {i: Bulletin(Sens.OUI) for i in range(8)}
    bulletins[8] = Bulletin(Sens.ABSTENTION, correspondance=True)
    bulletins[9] = Bulletin(Sens.OUI, correspondance=True)
    compte = depouiller(electeurs, bulletins)
    assert ecrit(electeurs.total) == "1\u00a0000,91516"
    assert (ecrit(compte.oui.voix), compte.oui.nombre) == ("632,0142", 9)
    assert (ecrit(compte.abstentions.voix), compte.abstentions.nombre) == ("72", 1)
    assert compte.non == Camp()
    assert (ecrit(compte.defaillants.voix), compte.defaillants.nombre) == ("296,90096", 3)
    assert juger(Article.A24, compte).issue is Issue.ACCEPTEE


def test_qui_n_est_pas_pointe_est_absent():
    assert tableau(corps("10", "20", "15"), {})[Code.ABSENT] == Camp(voix(Decimal(45)), 3)


def test_une_arrivee_et_un_depart_valent_a_partir_de_leur_resolution():
    debut = {1: Presence(Code.ABSENT), 2: Presence(Code.PRESENT)}
    mouvements = [
        Mouvement(1, 6, time(11, 51), Code.PRESENT),
        Mouvement(2, 4, time(11, 30), Code.ABSENT),
        Mouvement(1, 8, time(12, 10), Code.ABSENT),
    ]
    codes = [
        [au_moment(debut, mouvements, rang)[who].code.value for who in (1, 2)]
        for rang in (3, 4, 6, 7, 8)
    ]
    assert codes == [["N", "O"], ["N", "N"], ["O", "N"], ["O", "N"], ["N", "N"]]


def test_deux_mouvements_a_la_meme_resolution_suivent_l_heure():
    """seed L2528-2530 : M. Lafitte arrive et repart à la résolution 6."""
    mouvements = [
        Mouvement(1, 6, time(11, 55), Code.ABSENT), Mouvement(1, 6, time(11, 51), Code.PRESENT),
    ]  # fmt: skip
    assert au_moment({}, mouvements, 6)[1].code is Code.ABSENT


def test_un_pouvoir_ecarte_le_formulaire():
    debut = {1: Presence(Code.CORRESPONDANCE, recu_le=date(2020, 7, 1)), 2: Presence(Code.PRESENT)}
    assert donner_pouvoir(debut, 1, 2)[1] == Presence(Code.REPRESENTE, 2)
    assert donner_pouvoir(debut, 1, "Casper")[1] == Presence(Code.REPRESENTE, "Casper")


@pytest.mark.parametrize(
    ("mandataire", "phrase"),
    [(1, "soi-même"), (2, "n'est pas à l'assemblée"), (3, "n'est pas à l'assemblée"),
     (4, "lui-même fait représenter"), (5, "n'est pas à l'assemblée")],
)  # fmt: skip
def test_un_mandataire_est_la_lui_meme(mandataire, phrase):
    debut = {
        1: Presence(Code.PRESENT), 2: Presence(Code.ABSENT),
        3: Presence(Code.CORRESPONDANCE), 4: Presence(Code.REPRESENTE, "Casper"),
    }  # fmt: skip
    with pytest.raises(UserError, match=phrase):
        donner_pouvoir(debut, 1, mandataire)


def test_qui_porte_un_pouvoir_ne_donne_pas_le_sien():
    debut = donner_pouvoir({1: Presence(Code.PRESENT), 2: Presence(Code.PRESENT)}, 3, 1)
    with pytest.raises(UserError, match="porte déjà"):
        donner_pouvoir(debut, 1, 2)
