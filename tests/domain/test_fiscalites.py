from decimal import Decimal

from lsc_desktop.domain.fiscalites import LIGNES_2044, NATURES, STARTER, FiscaliteDraft


def test_la_liste_de_depart_est_valable():
    assert [problem for draft in STARTER for problem in draft.problems()] == []
    assert len({draft.code for draft in STARTER}) == len(STARTER)
    assert {draft.nature for draft in STARTER} <= {nature for nature, _label in NATURES}
    assert {draft.ligne_2044 for draft in STARTER} <= {ligne for ligne, _label in LIGNES_2044}


def test_le_code_30_porte_les_provisions_a_100_pour_cent():
    """Code par défaut des régularisations (seed L102-106)."""
    (code,) = [draft for draft in STARTER if draft.code == "30"]
    assert (code.nature, code.pourcentage) == ("provisions", Decimal(100))
    assert "31" in {draft.code for draft in STARTER}, "celui des régularisations (D17)"


def test_un_code_mal_saisi_est_refuse_au_champ():
    draft = FiscaliteDraft(code="3 0", libelle="Provisions", pourcentage=Decimal(-1))
    assert {field for field, _sentence in draft.problems()} == {"code", "pourcentage"}
    assert {field for field, _sentence in FiscaliteDraft().problems()} == {"code", "libelle"}
