"""Les pouvoirs : combien, à qui, et ce que le procès-verbal en dit (loi art. 22 I)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.assemblees.delegations import (
    accepter,
    confier,
    mandants_du_saisi,
    mentions,
    subdeleguer,
    verifier,
    verifier_president,
    verifier_saisie,
)
from lsc_desktop.domain.assemblees.pouvoirs import (
    REGIMES,
    Acceptation,
    Cadre,
    Lien,
    Mode,
    Regle,
    par_mandataire,
    pouvoirs_de,
    regime,
)
from lsc_desktop.domain.assemblees.pouvoirs_en_blanc import (
    Distributeur,
    PouvoirEnBlanc,
    Remise,
    Role,
    distribuer,
    distributeurs,
    mentions_distribution,
)
from lsc_desktop.domain.assemblees.presences import Code, Presence
from lsc_desktop.domain.assemblees.voix import Part, corps_electoral, voix
from tests.domain.assemblees.gilbert import GILBERT, corps

JOUR = date(2026, 6, 26)
FRANCE = regime(Mode.FRANCE, JOUR)
CALEDONIE = regime(Mode.NOUVELLE_CALEDONIE, JOUR)
NOMS = {i: f"Copropriétaire {i}" for i in range(12)}

# 20 × 5 + 0,00001 + 450 + 449,99999 = 1 000 : personne n'a plus de la moitié, et 10 % font 100.
MILLE = corps("20", "20", "20", "20", "20", "0.00001", "450", "449.99999")
CADRE = Cadre(MILLE, FRANCE, NOMS)


def represente(mandataire, *mandants):
    """Le mandataire, s'il est copropriétaire, est dans la salle."""
    there = {mandataire: Presence(Code.PRESENT)} if isinstance(mandataire, int) else {}
    return there | {who: Presence(Code.REPRESENTE, mandataire) for who in mandants}


# --- Les régimes (D35) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jour", "pour_cent"),
    [
        (date(2015, 1, 1), 5), (date(2018, 11, 24), 5),
        (date(2018, 11, 25), 10), (date(2020, 5, 19), 10),
        (date(2020, 5, 20), 15), (date(2021, 9, 30), 15),
        (date(2021, 10, 1), 10), (date(2021, 12, 31), 10),
        (date(2022, 1, 1), 15), (date(2022, 7, 31), 15),
        (date(2022, 8, 1), 10), (JOUR, 10),
    ],
)  # fmt: skip
def test_la_part_permise_suit_la_date_de_l_assemblee(jour, pour_cent):
    assert regime(Mode.FRANCE, jour).pour_cent == pour_cent
    assert regime(Mode.NOUVELLE_CALEDONIE, jour).pour_cent == 5


@pytest.mark.parametrize("mode", Mode)
def test_les_regimes_se_suivent_sans_trou_ni_recouvrement(mode):
    table = [r for r in REGIMES if r.mode is mode]
    assert (table[0].du, table[-1].au) == (date.min, date.max)
    assert all(b.du == a.au + timedelta(days=1) for a, b in pairwise(table))
    assert all(r.source for r in table)


# --- Trois pouvoirs, ou la somme des voix (loi art. 22 I al. 3) -----------------------------------


def test_trois_pouvoirs_passent_quelles_que_soient_les_voix():
    """20 + 450 + 449,99999 + 20 = 939,99999, bien plus que 100."""
    held = pouvoirs_de(represente(0, 1, 6, 7), 0, CADRE)
    assert (held.nombre, held.cumul, held.regle) == (3, voix(Decimal("939.99999")), Regle.NOMBRE)
    assert held.explication == "3 pouvoirs : 3 sont permis quelle que soit la somme des voix."


def test_un_quatrieme_pouvoir_passe_a_dix_pour_cent_juste():
    """20 + 4 × 20 = 100, et 10 % de 1 000 = 100 : la loi dit « n'excède pas »."""
    held = pouvoirs_de(represente(0, 1, 2, 3, 4), 0, CADRE)
    assert (held.mandants, held.regle) == ((1, 2, 3, 4), Regle.VOIX)
    assert held.explication == (
        "4 pouvoirs : 20 voix propres + 80 reçues = 100, dans la limite de 100 "
        "(10\u00a0% de 1\u00a0000)."
    )


def test_un_quatrieme_pouvoir_est_refuse_au_dela_de_dix_pour_cent():
    """450 + 20 + 3 × 20 = 530, au-delà de 100."""
    start = represente(6, 0, 1, 2)
    with pytest.raises(UserError, match="Copropriétaire 6 porterait trop de pouvoirs") as refused:
        confier(start, 3, 6, CADRE)
    assert refused.value.title.endswith(
        "4 pouvoirs : 450 voix propres + 80 reçues = 530, au-delà de 100 (10\u00a0% de 1\u00a0000)."
    )
    assert refused.value.field == "mandataire"


def test_un_cent_millieme_de_trop_suffit_a_refuser():
    """100 + 0,00001 = 100,00001, au-delà de 100."""
    start = represente(0, 1, 2, 3, 4)
    with pytest.raises(UserError, match="= 100,00001, au-delà de 100 "):
        confier(start, 5, 0, CADRE)


def test_un_tiers_n_a_pas_de_voix_propres():
    """5 × 20 = 100, reçues par quelqu'un qui n'est pas copropriétaire."""
    held = pouvoirs_de(represente("Casper", 0, 1, 2, 3, 4), "Casper", CADRE)
    assert (held.voix_propres, held.cumul, held.regle) == (0, voix(Decimal(100)), Regle.VOIX)


def test_la_limite_de_gilbert_s_arrete_au_cent_millieme():
    """10 % de 1 000,91516 = 100,091516, donc 100,09151 ; les quatre plus petits tiennent 62 + 65 +
    65 + 66,0142 = 258,0142 à eux seuls."""
    gilbert = Cadre(corps(*(t for t, _code in GILBERT)), FRANCE, NOMS)
    held = pouvoirs_de(represente("Casper", 4, 8, 10, 6), "Casper", gilbert)
    assert (held.limite, held.cumul, held.regle) == (10_009_151, 25_801_420, None)
    assert "= 258,0142, au-delà de 100,09151 (10\u00a0% de 1\u00a0000,91516)" in held.explication


def test_la_nouvelle_caledonie_s_arrete_a_cinq_pour_cent():
    """5 % de 1 000 = 50 : les 100 admis en France n'y passent pas."""
    held = pouvoirs_de(represente(0, 1, 2, 3, 4), 0, replace(CADRE, regime=CALEDONIE))
    assert (held.limite, held.regle) == (voix(Decimal(50)), None)
    assert pouvoirs_de(represente(0, 1, 2, 3), 0, replace(CADRE, regime=CALEDONIE)).regle


def test_quinze_pour_cent_valaient_en_2020():
    """100,00001 entre sous 150."""
    then = replace(CADRE, regime=regime(Mode.FRANCE, date(2020, 7, 7)))
    assert pouvoirs_de(represente(0, 1, 2, 3, 4, 5), 0, then).regle is Regle.VOIX


def test_la_limite_se_prend_sur_les_voix_reduites():
    """900 ramenées à la somme des autres, 100 : le syndicat a 200 voix, 10 % font 20.

    40 + 10 + 10 + 10 + 10 = 80 passeraient sous 10 % de 1 000, pas sous 20.
    """
    reduced = Cadre(corps("40", "10", "10", "10", "10", "20", "900"), FRANCE, NOMS)
    held = pouvoirs_de(represente(0, 1, 2, 3, 4), 0, reduced)
    assert (held.cumul, held.limite) == (voix(Decimal(80)), voix(Decimal(20)))
    assert held.regle is None


def test_un_meme_syndicat_secondaire_leve_la_limite():
    """Loi art. 22 I al. 3 : à l'assemblée du syndicat principal."""
    start = represente(6, 0, 1, 2, 3)
    same = replace(CADRE, secondaires={0: 1, 1: 1, 2: 1, 3: 1})
    held = pouvoirs_de(start, 6, same)
    assert held.regle is Regle.SECONDAIRE
    assert held.explication.endswith("tous les mandants sont du même syndicat secondaire.")
    mixed = replace(CADRE, secondaires={0: 1, 1: 1, 2: 1, 3: 2})
    partial = replace(CADRE, secondaires={0: 1, 1: 1, 2: 1})
    assert pouvoirs_de(start, 6, mixed).regle is None
    assert pouvoirs_de(start, 6, partial).regle is None
    assert pouvoirs_de(start, 6, CADRE).regle is None


def test_un_tiers_ecrit_de_deux_facons_est_un_seul_mandataire():
    """« Casper » et « CASPER » : 450 + 3 × 20 = 510 à eux deux, refusé au quatrième."""
    start = represente("Casper", 6, 0) | represente("CASPER", 1)
    assert [(p.mandataire, p.nombre) for p in par_mandataire(start, CADRE)] == [("Casper", 3)]
    with pytest.raises(UserError, match="= 510, au-delà de 100 "):
        confier(start, 2, "casper", CADRE)


def test_l_ecran_a_une_ligne_par_mandataire_dans_l_ordre_des_noms():
    start = represente("Girardot", 1, 2) | represente("Casper", 3) | represente(0, 4, 5)
    start[6] = Presence(Code.ABSENT)
    lines = par_mandataire(start, CADRE)
    assert [(p.mandataire, p.mandants) for p in lines] == [
        ("Casper", (3,)), (0, (4, 5)), ("Girardot", (1, 2)),
    ]  # fmt: skip
    assert lines[0].explication.startswith("1 pouvoir :")


TENUES = st.lists(st.integers(1, 10**8), min_size=6, max_size=12)


@given(TENUES, st.sampled_from(REGIMES), st.integers(1, 5))
def test_un_pouvoir_de_plus_n_arrange_jamais_rien(held, rule, count):
    cadre = Cadre(corps_electoral(Part(i, v) for i, v in enumerate(held)), rule, NOMS)
    fewer = pouvoirs_de(represente(0, *range(1, count + 1)), 0, cadre)
    more = pouvoirs_de(represente(0, *range(1, count + 1), 5), 0, cadre)
    assert more.cumul >= fewer.cumul
    assert fewer.regle is not None or more.regle is None


@given(TENUES, st.sampled_from(REGIMES))
def test_la_limite_affichee_dit_la_meme_chose_que_la_regle(held, rule):
    cadre = Cadre(corps_electoral(Part(i, v) for i, v in enumerate(held)), rule, NOMS)
    found = pouvoirs_de(represente(0, 1, 2, 3, 4), 0, cadre)
    assert (found.regle is Regle.VOIX) == (found.cumul <= found.limite)


@given(TENUES, st.randoms())
def test_l_ordre_des_coproprietaires_ne_change_rien(held, rnd):
    cadre = Cadre(corps_electoral(Part(i, v) for i, v in enumerate(held)), FRANCE, NOMS)
    start = represente(0, 1, 2) | represente("Casper", 3, 4, 5)
    mixed = list(start.items())
    rnd.shuffle(mixed)
    assert par_mandataire(dict(mixed), cadre) == par_mandataire(start, cadre)


# --- Accepté par le président de séance (D35) -----------------------------------------------------


def test_le_president_de_seance_accepte_et_le_proces_verbal_le_dit():
    """450 + 4 × 20 = 530."""
    over = represente(6, 0, 1, 2, 3)
    accepted = accepter(pouvoirs_de(over, 6, CADRE), " Mme Lepitre ")
    cadre = replace(CADRE, acceptations=(accepted,))
    assert confier(represente(6, 0, 1, 2), 3, 6, cadre) == over
    assert mentions(over, cadre) == (
        "Le président de séance, Mme Lepitre, a accepté que Copropriétaire 6 porte 4 pouvoirs : "
        "450 voix propres + 80 reçues = 530, au-delà de 100 (10\u00a0% de 1\u00a0000).",
    )


def test_ce_qui_a_ete_accepte_ne_vaut_ni_pour_un_pouvoir_de_plus_ni_pour_un_autre():
    over = represente(6, 0, 1, 2, 3)
    cadre = replace(CADRE, acceptations=(accepter(pouvoirs_de(over, 6, CADRE), "Mme Lepitre"),))
    with pytest.raises(UserError, match="5 pouvoirs"):
        confier(over, 4, 6, cadre)
    more_voices = Acceptation(6, "Mme Lepitre", 4, voix(Decimal(999)))
    with pytest.raises(UserError, match="5 pouvoirs"):
        confier(over, 4, 6, replace(CADRE, acceptations=(more_voices,)))
    with pytest.raises(UserError, match="Copropriétaire 7 porterait"):
        verifier(represente(7, 0, 1, 2, 3), 7, cadre)
    # Le même nombre, de plus grands mandants : 450 + 449,99999 + 60 = 959,99999.
    with pytest.raises(UserError, match="= 959,99999"):
        verifier(represente(6, 0, 1, 2, 7), 6, cadre)


def test_un_depassement_non_accepte_n_a_pas_de_mention():
    over = represente(6, 0, 1, 2, 3)
    other = Acceptation(7, "Mme Lepitre", 9, voix(Decimal(999)))
    assert mentions(over, replace(CADRE, acceptations=(other,))) == ()
    covered = Acceptation(6, "Mme Lepitre", 9, voix(Decimal(999)))
    assert mentions(represente(6, 0), replace(CADRE, acceptations=(covered,))) == ()


def test_on_n_accepte_ni_sans_nom_ni_sans_depassement():
    over = pouvoirs_de(represente(6, 0, 1, 2, 3), 6, CADRE)
    with pytest.raises(UserError, match="président de séance n'est pas connu") as refused:
        accepter(over, "  ")
    assert refused.value.field == "president"
    with pytest.raises(UserError, match="pas de dépassement"):
        accepter(pouvoirs_de(represente(6, 0), 6, CADRE), "Mme Lepitre")


# --- Le syndic et les siens (loi art. 22 I, 1° à 4°) ----------------------------------------------


@pytest.mark.parametrize("lien", Lien)
def test_ni_le_syndic_ni_ses_proches_ne_portent_de_pouvoir_ni_ne_president(lien):
    cadre = replace(CADRE, ecartes={0: lien, "Mme Durand": lien})
    for qui in (0, "MME DURAND"):
        with pytest.raises(UserError, match=f"ne peut porter de pouvoir : {lien}"):
            confier({0: Presence(Code.PRESENT)}, 1, qui, cadre)
        with pytest.raises(UserError, match=f"ne peut présider l'assemblée : {lien}") as refused:
            verifier_president(qui, cadre)
        assert refused.value.field == "president"


def test_un_proche_du_syndic_peut_donner_le_sien_et_les_autres_president():
    cadre = replace(CADRE, ecartes={0: Lien.FAMILLE})
    given_to = confier({1: Presence(Code.PRESENT)}, 0, 1, cadre)
    assert given_to[0] == Presence(Code.REPRESENTE, 1)
    verifier_president(1, cadre)


# --- Le débiteur dont on vote la saisie (loi art. 19-2) -------------------------------------------


def test_le_debiteur_ne_represente_personne_quand_on_vote_la_saisie():
    start = represente(0, 2, 1) | represente("Casper", 3)
    assert mandants_du_saisi(start, 0) == (1, 2)
    with pytest.raises(UserError) as refused:
        verifier_saisie(start, 0, CADRE)
    assert refused.value.title == (
        "Copropriétaire 0, dont on vote la saisie du lot, ne peut représenter Copropriétaire 1, "
        "Copropriétaire 2."
    )
    moved = subdeleguer(subdeleguer(start, 1, "Casper", CADRE), 2, "Casper", CADRE)
    verifier_saisie(moved, 0, CADRE)
    assert mandants_du_saisi(moved, 0) == ()


# --- Donner deux fois, subdéléguer ----------------------------------------------------------------


def test_le_meme_pouvoir_donne_deux_fois_nomme_les_deux_mandataires():
    start = represente("Casper", 1) | {0: Presence(Code.PRESENT)}
    with pytest.raises(UserError) as refused:
        confier(start, 1, 0, CADRE)
    assert refused.value.title == (
        "Copropriétaire 1 a donné deux fois son pouvoir : à Casper et à Copropriétaire 0."
    )
    assert confier(start, 1, "Casper", CADRE) == start


def test_ce_que_les_presences_refusent_l_est_toujours():
    start = represente(0, 1)
    with pytest.raises(UserError, match="porte déjà"):
        confier(start, 0, "Casper", CADRE)
    with pytest.raises(UserError, match="n'est pas à l'assemblée"):
        confier(start, 2, 3, CADRE)


def test_un_pouvoir_se_subdelegue_sauf_interdiction():
    start = represente("Casper", 1) | {0: Presence(Code.PRESENT)}
    assert subdeleguer(start, 1, 0, CADRE)[1] == Presence(Code.REPRESENTE, 0)
    with pytest.raises(UserError, match="interdit la subdélégation"):
        subdeleguer(start, 1, 0, replace(CADRE, sans_subdelegation=frozenset({1})))
    with pytest.raises(UserError, match="Personne ne représente Copropriétaire 2"):
        subdeleguer(start, 2, 0, CADRE)


def test_une_subdelegation_compte_chez_le_nouveau_mandataire():
    """450 + 4 × 20 = 530 : le nouveau en avait déjà trois."""
    start = represente(6, 0, 1, 2) | represente("Casper", 3)
    with pytest.raises(UserError, match="= 530, au-delà"):
        subdeleguer(start, 3, 6, CADRE)


# --- Pouvoirs en blanc (décret art. 15-1, 17 al. 2) -----------------------------------------------

RECU = date(2026, 6, 20)


def test_les_pouvoirs_en_blanc_se_remettent_dans_l_ordre_du_decret():
    assert distributeurs("Mme A", ["M. B"], "M. C") == (Distributeur(Role.PRESIDENT_CS, "Mme A"),)
    assert distributeurs(None, ["M. B", "M. D"], "M. C") == (
        Distributeur(Role.MEMBRE_CS, "M. B"), Distributeur(Role.MEMBRE_CS, "M. D"),
    )  # fmt: skip
    assert distributeurs(None, [], "M. C") == (Distributeur(Role.PRESIDENT_SEANCE, "M. C"),)
    with pytest.raises(UserError, match="Personne ne peut encore distribuer"):
        distributeurs(None, [], None)


def test_un_pouvoir_en_blanc_distribue_ecarte_le_formulaire_du_mandant():
    """Décret art. 14-1 : « y compris en cas de délégation de vote sans désignation »."""
    start = {0: Presence(Code.PRESENT), 1: Presence(Code.CORRESPONDANCE, recu_le=RECU)}
    par = Distributeur(Role.MEMBRE_CS, "M. B")
    blank, after = distribuer(PouvoirEnBlanc(1, RECU), 0, par, start, CADRE)
    assert blank == PouvoirEnBlanc(1, RECU, Remise(par, 0))
    assert after[1] == Presence(Code.REPRESENTE, 0)


def test_le_syndic_ne_distribue_pas_lui_meme():
    cadre = replace(CADRE, ecartes={"Cabinet Crypto": Lien.SYNDIC})
    par = Distributeur(Role.PRESIDENT_SEANCE, "Cabinet Crypto")
    with pytest.raises(UserError, match="ne peut distribuer les pouvoirs : le syndic"):
        distribuer(PouvoirEnBlanc(1, RECU), "Casper", par, {}, cadre)


def test_un_pouvoir_en_blanc_compte_dans_la_limite_du_mandataire():
    par = Distributeur(Role.PRESIDENT_CS, "Mme A")
    with pytest.raises(UserError, match="= 530, au-delà"):
        distribuer(PouvoirEnBlanc(3, RECU), 6, par, represente(6, 0, 1, 2), CADRE)


def test_le_proces_verbal_dit_qui_a_distribue_les_pouvoirs_en_blanc():
    president = Distributeur(Role.PRESIDENT_CS, "Mme A")
    blancs = [
        PouvoirEnBlanc(1, RECU, Remise(president, "Casper")),
        PouvoirEnBlanc(2, RECU),
        PouvoirEnBlanc(3, RECU, Remise(president, 0)),
        PouvoirEnBlanc(4, RECU),
    ]
    assert mentions_distribution(blancs, CADRE) == (
        "Pouvoirs reçus par le syndic sans nom de mandataire, distribués par le président du "
        "conseil syndical, Mme A : Copropriétaire 1 à Casper, Copropriétaire 3 à Copropriétaire 0.",
        "Pouvoirs reçus sans nom de mandataire et non distribués : Copropriétaire 2, "
        "Copropriétaire 4.",
    )
    assert len(mentions_distribution(blancs[:1], CADRE)) == 1
    assert mentions_distribution([], CADRE) == ()
