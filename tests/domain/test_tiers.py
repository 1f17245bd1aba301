import string

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.tiers import Donnee, TiersDraft, code_de, code_libre, recalculer


def test_le_code_se_tire_du_nom():
    assert code_de("ALOXE CORTON", "Denise") == "ALOXECORTONDENISE"  # seed L705
    assert code_de("LEPITRE", "Abel") == "LEPITREABEL"
    assert code_de("Bœuf d'Été", "Noël-Éric") == "BOEUFDETENOELERIC"
    assert code_de("") == ""


@given(st.text(max_size=80), st.text(max_size=80))
def test_un_code_n_a_que_des_capitales_et_des_chiffres(nom, prenom):
    code = code_de(nom, prenom)
    assert set(code) <= set(string.ascii_uppercase + string.digits)
    assert len(code) <= 24


def test_un_code_pris_recoit_un_rang():
    pris = {"MARTINPAUL", "MARTINPAUL2"}
    assert code_libre("MARTINPAUL", pris.__contains__) == "MARTINPAUL3"
    assert code_libre("DURAND", pris.__contains__) == "DURAND"


def test_le_code_propose_suit_le_nom_tant_qu_il_n_est_pas_tape():
    draft = TiersDraft(nom="MARTIN")
    recalculer(draft)
    draft.prenom = "Paul"
    recalculer(draft)
    assert draft.code == "MARTINPAUL"
    draft.code = "PAULO"
    draft.nom = "MARTINEAU"
    recalculer(draft)
    assert draft.code == "PAULO"
    draft.code = ""
    recalculer(draft)
    assert draft.code == "MARTINEAUPAUL"


def test_le_code_d_un_tiers_connu_ne_bouge_plus():
    draft = TiersDraft(id=1, code="MARTINPAUL", nom="DUPONT")
    recalculer(draft)
    assert draft.code == "MARTINPAUL"


def test_une_donnee_sans_libelle_est_refusee():
    draft = TiersDraft(nom="MARTIN", code="MARTIN", donnees=[Donnee(valeur="CNWBTGDSHW")])
    assert [field for field, _sentence in draft.problems()] == ["donnees.0.libelle"]
