"""Saisies du syndic : ce qu'une fiche refuse, et ce qu'elle fait remarquer."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.coproprietes import (
    AyantDroitDraft,
    CleDraft,
    CoproprietaireDraft,
    CoproprieteDraft,
    LotCoproprieteDraft,
    LotVendu,
    MembreDraft,
    MutationDraft,
    TantiemeDraft,
    a_signaler,
    recalculer,
    remarques,
)


def une_cle(code="001", **over):
    return CleDraft(**{"code": code, "libelle": "CHARGES", "generale": code == "001"} | over)


def une_copropriete(**over):
    return CoproprieteDraft(**{"entite_id": 1, "immeuble_id": 1, "cles": [une_cle()]} | over)


def un_lot(**over):
    return LotCoproprieteDraft(**{"copropriete_id": 1, "numero": "248"} | over)


def un_coproprietaire(**over):
    return CoproprietaireDraft(**{"copropriete_id": 1, "tiers_id": 1} | over)


def une_vente(**over):
    values = {
        "copropriete_id": 1, "vendeur_id": 1, "acquereur_id": 2, "date_effet": date(2021, 3, 1),
        "lots": [LotVendu(lot_id=1)],
    }  # fmt: skip
    return MutationDraft(**values | over)


def champs(draft) -> list[str]:
    return [field for field, _sentence in draft.problems()]


def phrases(draft) -> str:
    return " ".join(sentence for _field, sentence in draft.problems())


# --- Le syndicat ----------------------------------------------------------------------------------


def test_une_saisie_vide_dit_tout_ce_qui_manque():
    assert champs(CoproprieteDraft()) == ["entite_id", "immeuble_id"]
    assert champs(LotCoproprieteDraft()) == ["copropriete_id", "numero"]
    assert champs(CoproprietaireDraft()) == ["copropriete_id", "tiers_id"]
    assert champs(MutationDraft()) == [
        "copropriete_id", "vendeur_id", "acquereur_id", "date_effet"
    ]  # fmt: skip


def test_une_saisie_juste_passe():
    for draft in (une_copropriete(), un_lot(), un_coproprietaire(), une_vente()):
        assert champs(draft) == []


@pytest.mark.parametrize(
    ("delai", "refus"), [(None, True), (20, True), (21, False), (365, False), (366, True)]
)
def test_le_delai_de_convocation_va_de_vingt_et_un_jours_a_un_an(delai, refus):
    """Décret art. 9 : vingt et un jours au moins, sauf un délai plus long du règlement."""
    assert champs(une_copropriete(delai_convocation=delai)) == ["delai_convocation"] * refus


@pytest.mark.parametrize("second", ["001", " 001", "001 "])
def test_deux_cles_de_meme_code_sont_refusees_a_une_espace_pres(second):
    draft = une_copropriete(cles=[une_cle(), une_cle(second, generale=False)])
    assert champs(draft) == ["cles.1.code"]


def test_une_cle_a_un_code_et_un_libelle():
    draft = une_copropriete(cles=[une_cle(), une_cle("  ", libelle=" ", generale=False)])
    assert champs(draft) == ["cles.1.code", "cles.1.libelle"]


@pytest.mark.parametrize("generales", [(False, False), (True, True)])
def test_une_cle_et_une_seule_est_la_generale(generales):
    """Loi art. 22 I : chacun a autant de voix que sa quote-part, et il n'y en a qu'une."""
    codes = ("001", "020")
    cles = [une_cle(code, generale=g) for code, g in zip(codes, generales, strict=True)]
    assert champs(une_copropriete(cles=cles)) == ["cles"]


@pytest.mark.parametrize(
    ("valeur", "refus"),
    [
        (None, ""), ("0", ""), ("66.01420", ""), ("66.014200", ""),
        ("-0.00001", "négatif"), ("66.014201", "5 décimales"),
    ],
)  # fmt: skip
def test_des_tantiemes_sont_positifs_et_ont_cinq_decimales_au_plus(valeur, refus):
    nombre = None if valeur is None else Decimal(valeur)
    cle = une_copropriete(cles=[une_cle(total=nombre)])
    lot = un_lot(tantiemes=[TantiemeDraft(cle_id=1), TantiemeDraft(cle_id=2, valeur=nombre)])
    for draft, field in ((cle, "cles.0.total"), (lot, "tantiemes.1.valeur")):
        assert champs(draft) == ([field] if refus else [])
        assert refus in phrases(draft)


# --- Le conseil syndical --------------------------------------------------------------------------


def un_mandat(du, au, tiers_id=1, **over):
    return MembreDraft(tiers_id=tiers_id, du=du, au=au, **over)


@pytest.mark.parametrize(
    ("au", "refus"),
    [
        (None, ""), (date(2023, 7, 7), ""), (date(2023, 7, 8), "trois ans"),
        (date(2020, 7, 6), "avant son début"),
    ],
)  # fmt: skip
def test_un_mandat_au_conseil_dure_trois_ans_au_plus(au, refus):
    """Décret art. 22 : élu le 7 juillet 2020, il finit au plus tard le 7 juillet 2023."""
    draft = une_copropriete(conseil=[un_mandat(date(2020, 7, 7), au)])
    assert champs(draft) == (["conseil.0.au"] if refus else [])
    assert refus in phrases(draft)


def test_un_membre_du_conseil_se_choisit():
    deux_vides = une_copropriete(conseil=[MembreDraft(), MembreDraft()])
    assert champs(deux_vides) == ["conseil.0.tiers_id", "conseil.1.tiers_id"]


PREMIER, SUIVANT = (date(2018, 7, 7), date(2020, 7, 6)), (date(2020, 7, 7), None)


def test_une_personne_reelue_a_deux_mandats_qui_se_suivent():
    assert champs(une_copropriete(conseil=[un_mandat(*SUIVANT), un_mandat(*PREMIER)])) == []
    ensemble = [un_mandat(PREMIER[0], SUIVANT[0]), un_mandat(*SUIVANT)]
    assert champs(une_copropriete(conseil=ensemble)) == ["conseil.1.tiers_id"]


def test_le_conseil_n_a_qu_un_president_a_la_fois():
    """Loi art. 21 : il élit son président parmi ses membres."""
    tour_a_tour = [un_mandat(*PREMIER, 1, president=True), un_mandat(*SUIVANT, 2, president=True)]
    assert champs(une_copropriete(conseil=tour_a_tour)) == []
    ensemble = [un_mandat(None, None, 1, president=True), un_mandat(*SUIVANT, 2, president=True)]
    assert champs(une_copropriete(conseil=ensemble)) == ["conseil.1.president"]
    un_seul = [un_mandat(None, None, 1, president=True), un_mandat(*SUIVANT, 2)]
    assert champs(une_copropriete(conseil=un_seul)) == []


# --- Ce que font les lots, et ce que le règlement annonce -----------------------------------------


@pytest.mark.parametrize(
    ("total", "somme", "ecart", "phrase"),
    [
        (None, "995", None, ""),
        ("1000.91516", "1000.91516", None, ""),
        ("1000", "995", "-5", "Clé 001 : les lots font 995,00000 tantièmes, le total annoncé est "
         "1 000,00000 : il manque 5,00000."),
        ("1000", "1000.00001", "0.00001", "Clé 001 : les lots font 1 000,00001 tantièmes, le total "
         "annoncé est 1 000,00000 : il y en a 0,00001 de trop."),
        ("0", "5", "5", "Clé 001 : les lots font 5,00000 tantièmes, le total annoncé est 0,00000 : "
         "il y en a 5,00000 de trop."),
    ],
)  # fmt: skip
def test_une_cle_qui_ne_tombe_pas_juste_se_remarque_avec_son_ecart(total, somme, ecart, phrase):
    cle = une_cle(total=None if total is None else Decimal(total), somme=Decimal(somme))
    draft = une_copropriete(cles=[cle])
    recalculer(draft)
    assert cle.ecart == (None if ecart is None else Decimal(ecart))
    assert " ".join(remarques(draft)).replace("\u00a0", " ") == phrase


@given(
    lots=st.lists(st.decimals(0, 10**6, places=5), max_size=20),
    total=st.none() | st.decimals(0, 10**7, places=5),
)
def test_l_ecart_est_exactement_ce_qui_separe_les_lots_du_total(lots, total):
    cle = une_cle(total=total, somme=sum(lots, Decimal(0)))
    draft = une_copropriete(cles=[cle])
    recalculer(draft)
    assert (cle.ecart or 0) == (0 if total is None else sum(lots) - total)
    assert bool(list(remarques(draft))) == bool(cle.ecart)


# --- Lots -----------------------------------------------------------------------------------------


def test_un_lot_porte_le_code_de_son_immeuble():
    assert un_lot(immeuble="GILBERT", numero="011/112").code == "GILBERT/011/112"


def test_un_lot_n_est_pas_son_propre_lot_principal():
    assert champs(un_lot(id=3, lot_principal_id=3)) == ["lot_principal_id"]
    assert champs(un_lot(id=3, lot_principal_id=4)) == []
    assert champs(un_lot(id=None, lot_principal_id=None)) == []


# --- Copropriétaires ------------------------------------------------------------------------------


def ayants(*qualites, mandataire=None):
    return [
        AyantDroitDraft(tiers_id=rank, qualite=qualite, mandataire=rank == mandataire)
        for rank, qualite in enumerate(qualites, 10)
    ]


@pytest.mark.parametrize("nature", ["seul", "societe", "syndicat"])
def test_une_personne_seule_n_a_pas_d_ayants_droit(nature):
    assert champs(un_coproprietaire(nature=nature, ayants_droit=ayants("indivisaire"))) == [
        "nature"
    ]


@pytest.mark.parametrize("nature", ["couple", "indivision", "demembrement"])
def test_plusieurs_ont_des_ayants_droit(nature):
    lines = ayants("indivisaire", "indivisaire", mandataire=10)
    assert champs(un_coproprietaire(nature=nature, ayants_droit=lines)) == []


def test_un_ayant_droit_se_choisit_une_fois_et_un_seul_represente_les_autres():
    lines = [AyantDroitDraft(1, 10, mandataire=True), AyantDroitDraft(), AyantDroitDraft(2, 10)]
    draft = un_coproprietaire(nature="indivision", ayants_droit=lines)
    assert champs(draft) == ["ayants_droit.1.tiers_id", "ayants_droit.2.tiers_id"]
    lines[1:] = [AyantDroitDraft(2, 11, mandataire=True)]
    assert champs(draft) == ["ayants_droit"]


@pytest.mark.parametrize(
    ("nature", "lines", "dit"),
    [
        ("seul", [], ""),
        ("couple", ayants("conjoint", "conjoint"), ""),
        ("indivision", [], "mandataire commun"),
        ("indivision", ayants("indivisaire", "indivisaire"), "mandataire commun"),
        ("indivision", ayants("indivisaire", "indivisaire", mandataire=11), ""),
        # Usufruit : à défaut d'accord, le nu-propriétaire ; plusieurs, un mandataire commun.
        ("demembrement", ayants("usufruitier"), "nu-propriétaire n'est pas inscrit"),
        ("demembrement", ayants("usufruitier", "nu_proprietaire"), ""),
        ("demembrement", ayants("usufruitier", *["nu_proprietaire"] * 2), "mandataire commun"),
        ("demembrement", ayants("usufruitier", *["nu_proprietaire"] * 2, mandataire=10), ""),
    ],
)  # fmt: skip
def test_qui_n_est_pas_represente_se_remarque(nature, lines, dit):
    """Loi art. 23."""
    draft = un_coproprietaire(nature=nature, ayants_droit=lines)
    found = " ".join(a_signaler(draft))
    assert dit in found and bool(found) == bool(dit)


# --- Mutations ------------------------------------------------------------------------------------


def test_on_ne_se_vend_pas_a_soi_meme():
    assert champs(une_vente(acquereur_id=1)) == ["acquereur_id"]


@pytest.mark.parametrize("lots", [[], [LotVendu(lot_id=1, cede=False)]])
def test_une_vente_a_au_moins_un_lot(lots):
    assert champs(une_vente(lots=lots)) == ["lots"]
