"""Ce qu'il reste à faire chez Zoom, la marque d'une réunion, l'invitation."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.planning.reunions import (
    ANNULER,
    CREER,
    INSCRIRE,
    MODIFIER,
    Demande,
    decider,
    en_texte,
    instant,
    invitation,
    lire_demande,
    numero_dit,
    ordre_du_jour,
    porte,
)

UNE = Demande(False, "syndic@agence.fr", "Visite", "2027-03-12T14:30:00", 60, "Europe/Paris")
ELSA = (("Elsa", "elsa@exemple.fr"),)


def test_sans_reunion_voulue_ni_tenue_il_n_y_a_rien_a_faire():
    assert decider(None, None) == () and decider(UNE, UNE) == ()


def test_une_reunion_se_cree_se_modifie_s_annule():
    assert decider(UNE, None) == (CREER,)
    assert decider(replace(UNE, debut="2027-03-12T15:00:00"), UNE) == (MODIFIER,)
    assert decider(None, UNE) == (ANNULER,)


def test_changer_d_hote_ou_passer_au_webinaire_recree():
    assert decider(replace(UNE, hote="autre@agence.fr"), UNE) == (ANNULER, CREER)
    assert decider(replace(UNE, webinaire=True), UNE) == (ANNULER, CREER)


def test_les_inscriptions_suivent_les_participants():
    asked = replace(UNE, inscription=True, inscrits=ELSA)
    assert decider(asked, None) == (CREER, INSCRIRE)
    assert decider(replace(asked, inscrits=()), asked) == (INSCRIRE,), "ils se désinscrivent"
    assert decider(asked, UNE) == (MODIFIER, INSCRIRE), "la réunion doit d'abord l'admettre"
    assert decider(replace(UNE, inscription=True), UNE) == (MODIFIER, INSCRIRE)
    assert decider(asked, asked) == ()
    assert decider(UNE, asked) == (INSCRIRE, MODIFIER), "tant qu'elle admet encore"
    assert decider(UNE, replace(asked, inscrits=())) == (MODIFIER,)


DEMANDES = st.builds(
    Demande, st.booleans(), st.sampled_from(["a@b.fr", "c@d.fr"]), st.text(max_size=20),
    st.just("2027-03-12T14:30:00"), st.integers(1, 600), st.just("Europe/Paris"), st.text(),
    st.booleans(), st.booleans(),
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3).map(tuple),
)  # fmt: skip


@given(DEMANDES)
def test_une_demande_gardee_se_relit_la_meme(demande):
    assert lire_demande(en_texte(demande)) == demande


@given(DEMANDES)
def test_ce_qui_est_dit_ne_se_redit_pas(demande):
    assert decider(demande, demande) == ()


def test_la_marque_se_retrouve_meme_dans_un_texte_coupe():
    text = ordre_du_jour("LSC-3F00AB", "Visite du lot " * 40)
    assert porte("LSC-3F00AB", text[:250]) and not porte("LSC-3F00AC", text)
    assert not porte("LSC-3F00AB", "Rappel de la réunion [LSC-3F00AB]"), "elle est en tête"
    assert ordre_du_jour("LSC-1", "") == "[LSC-1]"


def test_l_heure_est_locale_et_le_numero_se_lit():
    assert instant(date(2027, 3, 12), "14:30") == "2027-03-12T14:30:00"
    assert numero_dit("81234567890") == "812 3456 7890"
    assert numero_dit("") == "" and numero_dit("x") == "x"


def test_l_invitation_dit_quand_ou_et_comment():
    said = invitation(
        "Conseil syndical", date(2027, 3, 12), "14:30", "16:00", lieu="Au bureau",
        objet="Devis de toiture", lien="https://zoom.us/j/1", numero="81234567890", code="482915",
    )  # fmt: skip
    assert said.splitlines()[1] == "Le vendredi 12 mars 2027, de 14\u00a0h\u00a030 à 16\u00a0h"
    assert "https://zoom.us/j/1" in said and "812 3456 7890" in said and "482915" in said
    assert said.endswith("Devis de toiture")
    bare = invitation("Visite", date(2027, 3, 12), "14:30", "16:00")
    assert "Zoom" not in bare and "Lieu" not in bare
