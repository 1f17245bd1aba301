"""Plusieurs lots en une fois ; le relevé CSV du syndic, ses séparateurs et ses fautes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.regularisations.lots import (
    TAILLE_MAX,
    DemandeLotsDraft,
    LigneReleve,
    LotDemande,
    lire_releve,
    reporter,
)


def lire(*lignes: str) -> list[tuple[str, str, int]]:
    releve = lire_releve("syndic.csv", "\n".join(lignes))
    return [(line.lot, str(line.montant), line.ligne) for line in releve]


def refus(*lignes: str) -> str:
    with pytest.raises(UserError) as caught:
        lire_releve("syndic.csv", "\n".join(lignes))
    assert "« syndic.csv »" in caught.value.title
    assert caught.value.advice
    return caught.value.title


def une_demande(*codes: str) -> DemandeLotsDraft:
    lots = [LotDemande(rank, code) for rank, code in enumerate(codes, 1)]
    return DemandeLotsDraft(
        du=date(2020, 1, 1), au=date(2020, 12, 31), code_fiscalite_id=1, lots=lots
    )


# --- Lire ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lignes",
    [
        ("lot;montant", "LAFAYETTE/001;563,69", "LAFAYETTE/002;5 000,00"),
        ("Lot,Montant", 'LAFAYETTE/001,"563,69"', 'LAFAYETTE/002,"5 000,00"'),
        ("Code lot\tCharges réelles", "LAFAYETTE/001\t563.69", "LAFAYETTE/002\t5\u202f000"),
        ("\ufeffMONTANT ; Réf. lot", "563,69 €;LAFAYETTE/001", "5.000,00;LAFAYETTE/002"),
        ('"lot";"nom";"montant"', '"LAFAYETTE/001";"a;b";"563,69"', "LAFAYETTE/002;;5\u00a0000,00"),
    ],
)
def test_separateurs_titres_et_montants_a_la_francaise(lignes):
    assert lire(*lignes) == [("LAFAYETTE/001", "563.69", 2), ("LAFAYETTE/002", "5000.00", 3)]


def test_les_lignes_vides_comptent_dans_les_numeros_et_rien_de_plus():
    assert lire("", "lot;montant", "", ";", "A;1", "", "B;2", "") == [
        ("A", "1.00", 5),
        ("B", "2.00", 7),
    ]


def test_une_cellule_sur_deux_lignes_ne_decale_pas_la_suite():
    assert lire("lot;nom;montant", 'A;"x\ny";1', "B;z;2") == [("A", "1.00", 2), ("B", "2.00", 4)]


def test_un_avoir_du_syndic_est_negatif():
    assert lire("lot;montant", "A;-12,50", "B;3,10-") == [("A", "-12.50", 2), ("B", "-3.10", 3)]


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_les_fins_de_ligne_de_tous_les_systemes(fin):
    releve = lire_releve("syndic.csv", fin.join(["lot;montant", "A;1", "B;2"]))
    assert [(line.lot, line.ligne) for line in releve] == [("A", 2), ("B", 3)]


def test_un_caractere_invisible_se_voit_dans_le_refus():
    with pytest.raises(UserError) as refused:
        lire_releve("syndic.csv", "lot;montant\nA/1;1\x01 234\u202c,50")
    assert "« 1· 234·,50 » n'est pas un nombre" in refused.value.title


def test_un_fichier_enorme_est_refuse_sans_etre_lu():
    with pytest.raises(UserError, match=r"« gros\.csv » est trop gros"):
        lire_releve("gros.csv", "x" * (TAILLE_MAX + 1))


# --- Refuser ------------------------------------------------------------------------------------


def test_chaque_faute_est_nommee_avec_sa_ligne_et_sa_colonne():
    assert refus(
        "Lot;Montant",
        "A;abc",
        ";12",
        "B;",
        "C",
        "D;1;2",
        "a ;3",
        "E;12,345",
        "D;4",
        "d;5",
    ) == (
        "« syndic.csv » n'a pas été importé : "
        "ligne 2, colonne « Montant » : « abc » n'est pas un nombre ; "
        "ligne 3, colonne « Lot » : le code est vide ; "
        "ligne 4, colonne « Montant » : le montant est vide ; "
        "ligne 5, colonne « Montant » : le montant est vide ; "
        "ligne 6, colonne 3 : « 2 » est de trop ; mettez entre guillemets un montant à virgule ; "
        "ligne 8, colonne « Montant » : « 12,345 » a trop de décimales ; "
        "ligne 10, colonne « Lot » : d est déjà à la ligne 9."
    )


def test_une_virgule_decimale_prise_pour_un_separateur_ne_passe_pas():
    """Sans quoi 1 563,69 serait importé pour 1 563,00."""
    assert "« 69 » est de trop" in refus("lot,montant", "A,1563,69")


def test_un_long_releve_fautif_montre_les_dix_premieres_fautes():
    title = refus("lot;montant", *(f"L{rank};x" for rank in range(13)))
    assert title.count("ligne ") == 10
    assert title.endswith("et 3 autres.")


@pytest.mark.parametrize(
    ("lignes", "phrase"),
    [
        (("",), "n'a pas de colonne « lot »"),
        (("lot;total", "A;1"), "n'a pas de colonne « montant »"),
        (("lot;charges;récupérable", "A;1;2"), "« charges », « récupérable »"),
        (("lot;code lot;montant", "A;B;2"), "« lot », « code lot »"),
        (("lot;montant",), "ne contient aucun montant"),
        (("lot;montant", 'A;"12'), "ligne 2 : un guillemet n'est pas fermé"),
        (("lot;montant", "A;1", 'B;"2"x'), "ligne 3 : un guillemet n'est pas fermé, ou mal placé"),
        (("lot;montant", "A;" + "9" * 200_000), "guillemet"),
    ],
)
def test_un_fichier_inutilisable_dit_pourquoi(lignes, phrase):
    assert phrase in refus(*lignes)


@given(st.text(max_size=200))
@example("lot;montant\nA;\x00")
@example("lot;montant\nA;" + "(" * 79)
@example("\udcff;lot;montant\n1;2;3")
def test_aucun_texte_ne_leve_autre_chose_qu_un_refus(texte):
    for content in (texte, f"lot;montant\n{texte}", f"lot,montant\nA,{texte}"):
        try:
            releve = lire_releve("x.csv", content)
        except UserError:
            continue
        assert releve


codes = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(
    str.strip
)


@given(
    st.lists(
        st.tuples(codes.filter(bool), st.decimals("-99999.99", "99999.99", places=2)),
        min_size=1,
        max_size=8,
        unique_by=lambda pair: "".join(pair[0].upper().split()),
    )
)
def test_ce_qui_est_ecrit_se_relit(paires):
    quoted = (f'"{code.replace(chr(34), chr(34) * 2)}";{amount}' for code, amount in paires)
    releve = lire_releve("x.csv", "\n".join(["lot;montant", *quoted]))
    assert [(line.lot, line.montant) for line in releve] == paires


# --- Reporter -----------------------------------------------------------------------------------


def test_reporter_pose_chaque_montant_sur_son_lot():
    draft = une_demande("LAF/1", "LAF/2", "LAF/3")
    releve = [LigneReleve("laf/2", Decimal("20"), 2), LigneReleve("LAF / 1", Decimal("10"), 3)]
    assert reporter(draft, releve, "syndic.csv") == 2
    assert [lot.montant for lot in draft.lots] == [10, 20, None]


def test_des_codes_qui_se_ressemblent_ne_se_confondent_pas():
    draft = une_demande("A-1", "A_1", "A1")
    reporter(draft, lire_releve("x.csv", "lot;montant\nA_1;2\nA-1;1\nA 1;3"), "x.csv")
    assert [lot.montant for lot in draft.lots] == [1, 2, 3]


def test_un_lot_etranger_a_la_demande_empeche_tout_report():
    draft = une_demande("LAF/1")
    releve = [LigneReleve("LAF/1", Decimal(10), 2), LigneReleve("TOTAL", Decimal(10), 7)]
    with pytest.raises(UserError, match=r"« syndic.csv » cite des lots .* : TOTAL \(ligne 7\)"):
        reporter(draft, releve, "syndic.csv")
    assert draft.lots[0].montant is None


# --- La demande ---------------------------------------------------------------------------------


def test_une_demande_complete_n_a_pas_de_defaut():
    assert list(une_demande("LAF/1").problems()) == []


def test_une_demande_dit_ce_qui_lui_manque():
    draft = une_demande("LAF/1")
    draft.du, draft.au, draft.code_fiscalite_id = None, None, None
    draft.seuil, draft.lots[0].retenu = Decimal(-1), False
    assert [name for name, _ in draft.problems()] == [
        "du", "au", "code_fiscalite_id", "seuil", "lots",
    ]  # fmt: skip


def test_une_periode_a_l_envers_est_montree_a_sa_fin():
    draft = une_demande("LAF/1")
    draft.du, draft.au = date(2020, 12, 31), date(2020, 1, 1)
    assert [name for name, _ in draft.problems()] == ["au"]
