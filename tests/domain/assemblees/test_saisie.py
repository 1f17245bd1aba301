"""La saisie d'une assemblée et de son ordre du jour."""

from datetime import date

import pytest

from lsc_desktop.domain.assemblees.saisie import (
    CLOSE,
    AssembleeDraft,
    ResolutionDraft,
    heure_lue,
    numeroter,
    recalculer,
)


def une_saisie(*resolutions: ResolutionDraft, **over: object) -> AssembleeDraft:
    values = {"copropriete_id": 1, "date": date(2021, 11, 5), "cle_id": 10}
    return AssembleeDraft(**{**values, "resolutions": list(resolutions), **over})


def fautes(draft: AssembleeDraft) -> list[str]:
    return [field for field, _sentence in draft.problems()]


@pytest.mark.parametrize(
    ("tape", "lue"),
    [
        ("17:30", "17:30"), ("17h30", "17:30"), ("17H", "17:00"), ("9h05", "09:05"),
        (" 0:00 ", "00:00"), ("23:59", "23:59"), ("24:00", ""), ("9:5", ""), ("17:60", ""),
        ("17", ""), ("", ""), ("dix-sept heures", ""), ("17:30:00", ""),
    ],
)  # fmt: skip
def test_une_heure_s_ecrit_de_deux_facons(tape, lue):
    assert heure_lue(tape) == lue


def test_une_saisie_complete_n_a_pas_de_faute():
    draft = une_saisie(ResolutionDraft(titre="Quitus", cle_id=10))
    assert fautes(draft) == [] and not draft.close


def test_ce_qui_manque_se_dit_rubrique_par_rubrique():
    draft = AssembleeDraft(nom="", heure="25h")
    assert fautes(draft) == ["copropriete_id", "nom", "date", "cle_id", "heure"]


def test_une_heure_peut_rester_a_fixer():
    assert fautes(une_saisie(heure="")) == []


def test_une_resolution_a_un_titre_une_cle_et_un_article():
    draft = une_saisie(
        ResolutionDraft(titre=" ", cle_id=10), ResolutionDraft(titre="Quitus"),
        ResolutionDraft(titre="Syndic", cle_id=10, article="27"),
    )  # fmt: skip
    assert fautes(draft) == ["resolutions.0.titre", "resolutions.1.cle_id", "resolutions.2.article"]


def test_un_ordre_du_jour_ne_commence_pas_par_une_sous_resolution():
    draft = une_saisie(ResolutionDraft(titre="Devis A", cle_id=10, sous=True))
    assert fautes(draft) == ["resolutions.0.sous"]


def test_les_sous_resolutions_se_numerotent_sous_la_leur():
    """seed L2366-2374 : 5, 5.1, 5.2, 6, 6.1, 6.2, 6.3."""
    levels = [False, True, True, False, True, True, True]
    lines = [ResolutionDraft(sous=sous) for sous in levels]
    numeroter(lines)
    assert [line.numero for line in lines] == ["1", "1.1", "1.2", "2", "2.1", "2.2", "2.3"]


def test_une_premiere_sous_resolution_se_numerote_comme_une_principale():
    """Le temps que la faute soit corrigée, aucun numéro ne commence par 0."""
    lines = [ResolutionDraft(sous=True), ResolutionDraft(sous=True)]
    numeroter(lines)
    assert [line.numero for line in lines] == ["1", "1.1"]


def test_une_ligne_neuve_prend_la_cle_de_l_assemblee():
    draft = une_saisie(ResolutionDraft(titre="Quitus"), ResolutionDraft(titre="Toit", cle_id=20))
    recalculer(draft)
    assert [(line.numero, line.cle_id) for line in draft.resolutions] == [("1", 10), ("2", 20)]


def test_une_assemblee_close_se_sait():
    assert une_saisie(etat=CLOSE).close
