from lsc_desktop.domain.immeubles import ImmeubleDraft


def test_un_immeuble_se_decrit_avant_de_s_enregistrer():
    assert {field for field, _s in ImmeubleDraft().problems()} == {
        "code", "nom", "ville",
    }  # fmt: skip


def test_la_barre_separe_l_immeuble_du_lot():
    """SAINTLOUIS/305 : un code d'immeuble avec une barre serait ambigu (seed L713)."""
    draft = ImmeubleDraft(code="A/B", nom="Immeuble", adresse1="1, rue Haute", ville="NANCY")
    assert [field for field, _s in draft.problems()] == ["code"]
    draft.code, draft.nb_etages = "AB", -1
    assert [field for field, _s in draft.problems()] == ["nb_etages"]
