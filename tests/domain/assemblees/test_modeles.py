"""Les textes de l'agence et leurs variables (seed L2092-2100, L2564)."""

from dataclasses import replace

import pytest

from lsc_desktop.domain.assemblees.modeles import (
    CONVOCATION,
    CONVOQUER,
    OUVRIR,
    PROCES_VERBAL,
    inconnues,
    paragraphes_convocation,
    paragraphes_pv,
)
from lsc_desktop.domain.assemblees.reglages import ConfigurationSyndicDraft
from tests.printing.assemblees import exemples

NB = "\u00a0"


def test_les_textes_de_depart_n_emploient_que_des_variables_de_leur_document():
    assert inconnues(CONVOQUER, CONVOCATION) == ()
    assert inconnues(OUVRIR, PROCES_VERBAL) == ()


def test_vr_ent16_compte_tous_ceux_qui_prennent_part_ensemble():
    """Quatre présents, un à distance, deux représentés, deux par correspondance, trois absents des
    douze de GILBERT : neuf (seed L2333-2334, L2564) ; le récapitulatif du document en a treize."""
    presence = exemples.PROCES_VERBAL.presence
    here = sum(camp.nombre for code, camp in presence.camps if code.value != "N")
    assert paragraphes_pv("VR_ent16 sur VR_total voix", exemples.PROCES_VERBAL) == (
        f"{here} sur 1{NB}000,91516 voix",
    )


def test_chaque_variable_du_proces_verbal_devient_quelque_chose():
    for variable in PROCES_VERBAL:
        (said,) = paragraphes_pv(f"« {variable.nom} »", exemples.PROCES_VERBAL)
        assert variable.nom not in said and said != "«  »", variable.nom


def test_chaque_variable_de_la_convocation_devient_quelque_chose():
    letter = replace(exemples.CONVOCATION, code_acces="8361", mot_de_passe="Poudlard")
    for variable in CONVOCATION:
        (said,) = paragraphes_convocation(f"« {variable.nom} »", letter)
        assert variable.nom not in said and said != "«  »", variable.nom


def test_un_nom_plus_long_n_est_pas_pris_pour_un_plus_court():
    assert inconnues("VR_ent161, [AG]Lieux", PROCES_VERBAL) == ("VR_ent161", "[AG]Lieux")
    assert paragraphes_pv("VR_ent161 [AG]Lieux", exemples.PROCES_VERBAL) == ("VR_ent161 [AG]Lieux",)


def test_ce_qu_une_variable_apporte_n_est_pas_relu_comme_un_texte():
    tricky = replace(exemples.PROCES_VERBAL, president="VR_total")
    assert paragraphes_pv("[AG]President", tricky) == ("VR_total",)


def test_une_ligne_vide_ne_fait_pas_de_paragraphe():
    assert paragraphes_pv("Un.\n\n  Deux. \n", exemples.PROCES_VERBAL) == ("Un.", "Deux.")


@pytest.mark.parametrize(
    ("champ", "texte"),
    [
        ("texte_convocation", "Présents : VR_ent16."),
        ("ouverture_pv", "Bonjour [Tiers]Nom."),
        ("cloture_pv", "Code : VAGAcces."),
    ],
)
def test_une_variable_d_un_autre_document_se_refuse_en_la_nommant(champ, texte):
    draft = replace(ConfigurationSyndicDraft(), **{champ: texte})
    assert [(name, "n'a pas cette variable" in said) for name, said in draft.problems()] == [
        (champ, True)
    ]


def test_vagacces_donne_le_code_et_le_mot_de_passe_de_ce_seul_participant():
    """« VAGAcces ([AG]IdRef;[Tiers]IdRef;2) » (seed L2100) ; gardée, la convocation tait le
    second (D45)."""
    text = "Code VAGAcces([AG]IdRef;[Tiers]IdRef;1), mot VAGAcces ([AG]IdRef; [Tiers]IdRef; 2)"
    assert inconnues(text, CONVOCATION) == ()
    mine = replace(exemples.CONVOCATION, code_acces="8361", mot_de_passe="Poudlard")
    assert paragraphes_convocation(text, mine) == ("Code 8361, mot Poudlard",)
    kept = replace(mine, mot_de_passe="")
    assert paragraphes_convocation(text, kept) == ("Code 8361, mot (remis à part)",)


def test_l_acces_d_un_autre_ne_se_demande_pas():
    text = "VAGAcces(12;241;2)"
    assert inconnues(text, CONVOCATION) == ("VAGAcces",)
    assert paragraphes_convocation(text, exemples.CONVOCATION) == (text,)
