"""Les trois listes du décret 2019-502, immeuble par immeuble (extranet-partners §2.4)."""

import datetime as dt
from dataclasses import replace

import pytest

from lsc_desktop.domain.classeurs import Metier
from lsc_desktop.domain.publications.classeurs import CONSEIL, Classeur
from lsc_desktop.domain.publications.defauts import Gravite, Sur
from lsc_desktop.domain.publications.etat import etats
from lsc_desktop.domain.publications.listes_legales import (
    PAR_CODE,
    PIECES,
    ImmeubleTenu,
    completude,
)
from lsc_desktop.domain.publications.valeurs import MembreConseil, annuaire
from tests.domain.publications.fabrique import CABINET, EXTRANET, JOUR, au_compte, candidat, compte

GILBERT = ImmeubleTenu("GILBERT")
RESERVE = Classeur("Conseil syndical", Metier.SYNDIC, CONSEIL)
DATES = tuple(dt.date(year, 2, 20) for year in (2024, 2023, 2022))
LISTE_2 = ["B1", "B2", "B3", "B4"]  # ce qui manque à un second compte, sans documents
COMBIEN = {"A8": 3, "B2": 2, "B4": 3}


def en_regle(sauf=()):
    """Tout ce que les trois listes demandent pour GILBERT et le compte 450A, hors ces codes."""
    found = []
    for rank, code in enumerate(sorted(PAR_CODE)):
        scope = {"portee": au_compte("450A")} if code[0] == "B" else {}
        if code == "C5":
            scope = {"portee": CABINET}
        found += [
            candidat(f"evt-{rank}-{n}", titre=code, date=day, code_legal=code, **scope)
            for n, day in enumerate(DATES[: COMBIEN.get(code, 1)])
            if code not in sauf
        ]
    return found


def releve(letters, immeuble=GILBERT, comptes=None):
    book = annuaire(comptes or [compte()], (), JOUR)
    return completude([immeuble], etats(letters, EXTRANET, book, JOUR), book, JOUR)


def phrases(letters, **kwargs):
    return [one.phrase for one in releve(letters, **kwargs)]


def test_les_trois_listes_ont_neuf_quatre_et_cinq_lignes():
    codes = [piece.code for piece in PIECES]
    assert codes == [f"{x}{i}" for x, n in (("A", 9), ("B", 4), ("C", 5)) for i in range(1, n + 1)]
    assert all(piece.article == "ABC".index(piece.code[0]) + 1 for piece in PIECES)
    assert {p.code for p in PIECES if p.expire} == {"A4", "A5", "A6", "A7", "A9"}


def test_un_immeuble_en_regle_n_a_rien_a_redire():
    assert releve(en_regle()) == ()


@pytest.mark.parametrize("code", sorted(set(PAR_CODE) - {"C3"}))
def test_chaque_piece_manquante_se_dit_une_fois(code):
    (found,) = releve(en_regle(sauf=[code]))
    assert (found.code, found.sur, found.cle) == (code, Sur.IMMEUBLE, "GILBERT")
    assert found.gravite is Gravite.AVERTISSEMENT
    assert found.phrase.startswith(f"{code}, {PAR_CODE[code].intitule} : ")


def test_la_phrase_d_une_piece_manquante_dit_ou_et_pourquoi():
    assert phrases(en_regle(sauf=["A3"])) == [
        "A3, carnet d'entretien : rien en ligne, de l'immeuble GILBERT (décret 2019-502 art. 1)."
    ]


def test_une_assurance_expiree_et_deux_proces_verbaux_font_deux_lignes():
    """Extranet-partners §6.13."""
    letters = en_regle(sauf=["A5", "A8"])
    letters.append(
        candidat("evt-90-0", titre="MMA", code_legal="A5", valable_jusqu_au=dt.date(2023, 12, 31))
    )
    letters += [
        candidat(f"evt-91-{n}", code_legal="A8", date=day) for n, day in enumerate(DATES[:2])
    ]
    assert phrases(letters) == [
        "A5, contrats d'assurance de l'immeuble : « MMA », de l'immeuble GILBERT, a expiré le "
        "31/12/2023.",
        "A8, procès-verbaux des trois dernières assemblées annuelles : 2 sur 3 en ligne, de "
        "l'immeuble GILBERT.",
    ]


def test_un_contrat_vaut_encore_son_dernier_jour():
    for end, count in ((JOUR, 0), (JOUR - dt.timedelta(1), 1), (None, 0)):
        letters = en_regle(sauf=["A9"])
        letters.append(candidat("evt-90-0", code_legal="A9", valable_jusqu_au=end))
        assert len(releve(letters)) == count


def test_un_contrat_expire_a_cote_d_un_bon_n_est_qu_une_remarque():
    old = candidat("evt-90-0", code_legal="A6", valable_jusqu_au=dt.date(2023, 1, 1))
    (found,) = releve([*en_regle(), old])
    assert (found.code, found.gravite) == ("A6", Gravite.REMARQUE)


def test_ce_qui_n_expire_pas_n_expire_pas():
    dated = replace(en_regle()[0], valable_jusqu_au=dt.date(2001, 1, 1))
    assert dated.code_legal == "A1"
    assert releve([dated, *en_regle(sauf=["A1"])]) == ()


def test_une_piece_depubliee_manque():
    letters = [replace(c, publie_le=None) if c.code_legal == "A2" else c for c in en_regle()]
    assert [one.code for one in releve(letters)] == ["A2"]


def test_une_piece_rangee_hors_de_vue_des_coproprietaires_ne_compte_pas():
    member = compte("450B")
    hidden = [replace(c, classeur=RESERVE) if c.code_legal == "A1" else c for c in en_regle()]
    book = annuaire([compte(), member], [], JOUR)
    states = etats(hidden, EXTRANET, book, JOUR)
    assert [one.code for one in completude([GILBERT], states, book, JOUR)] == ["A1", *LISTE_2]


def test_ce_que_seul_le_conseil_lit_se_dit():
    hidden = [replace(c, classeur=RESERVE) if c.code_legal == "A1" else c for c in en_regle()]
    book = annuaire([compte()], [MembreConseil("t-450A", "GILBERT")], JOUR)
    (found,) = completude([GILBERT], etats(hidden, EXTRANET, book, JOUR), book, JOUR)
    assert found.phrase == (
        "A1, règlement de copropriété et état descriptif de division : rangé dans « Conseil "
        "syndical », que les copropriétaires ne lisent pas, de l'immeuble GILBERT."
    )
    council = [replace(c, classeur=RESERVE) if c.code_legal[0] == "C" else c for c in en_regle()]
    assert completude([GILBERT], etats(council, EXTRANET, book, JOUR), book, JOUR) == ()


def test_une_piece_du_cabinet_vaut_pour_tous_ses_immeubles():
    both = [ImmeubleTenu("GILBERT"), ImmeubleTenu("LAFAYETTE")]
    accounts = [compte(), compte("450B", immeubles=frozenset({"LAFAYETTE"}))]
    book = annuaire(accounts, (), JOUR)
    found = completude(both, etats(en_regle(), EXTRANET, book, JOUR), book, JOUR)
    assert {one.cle for one in found} == {"LAFAYETTE"}
    assert "C5" not in {one.code for one in found}
    assert len(found) == 16  # 18 lignes, moins C5 et les procès dont l'immeuble n'a pas


def test_un_proces_ne_manque_que_si_on_le_dit():
    assert [one.code for one in releve(en_regle(sauf=["C3"]))] == []
    judged = replace(GILBERT, sans_objet=frozenset())
    assert [one.code for one in releve(en_regle(sauf=["C3"]), immeuble=judged)] == ["C3"]


def test_ce_qui_est_sans_objet_ne_manque_pas():
    small = replace(GILBERT, sans_objet=frozenset({"A7", "B3", "C2", "C3"}))
    assert releve(en_regle(sauf=["A7", "B3", "C2"]), immeuble=small) == ()


# --- La liste de chacun (art. 2) ------------------------------------------------------------------


def test_ce_qui_manque_a_plusieurs_comptes_fait_une_phrase():
    accounts = [compte(f"450{x}") for x in "ABCDE"]
    found = [one for one in releve(en_regle(), comptes=accounts) if one.code == "B1"]
    assert [one.phrase for one in found] == [
        "B1, compte individuel après approbation des comptes : il en manque à 4 comptes sur 5 de "
        "l'immeuble GILBERT (450B, 450C, 450D…)."
    ]


def test_un_compte_inactif_n_attend_plus_rien():
    gone = compte("450Z", mutation_le=JOUR)
    assert releve(en_regle(), comptes=[compte(), gone]) == ()


@pytest.mark.parametrize(
    ("depuis", "codes"),
    [
        (dt.date(2024, 1, 1), {"B3"}),  # moins d'un an : rien d'annuel
        (dt.date(2023, 3, 4), {"B1", "B2", "B3", "B4"}),
        (None, {"B1", "B2", "B3", "B4"}),
    ],
)
def test_un_nouveau_coproprietaire_n_attend_pas_les_annees_d_avant(depuis, codes):
    bare = [c for c in en_regle() if c.code_legal[0] != "B"]
    assert {one.code for one in releve(bare, comptes=[compte(depuis=depuis)])} == codes


def test_une_jeune_copropriete_n_a_pas_encore_trois_assemblees():
    young = replace(GILBERT, depuis=dt.date(2022, 6, 1))
    one_pv = [*en_regle(sauf=["A8"]), candidat("evt-90-0", code_legal="A8")]
    assert releve(one_pv, immeuble=young) == ()
    assert [one.code for one in releve(one_pv)] == ["A8"]


def test_les_appels_de_fonds_se_comptent_par_annee():
    """Douze appels d'une même année ne font pas trois ans."""
    same = [
        candidat(f"evt-90-{n}", code_legal="B4", portee=au_compte("450A"), date=dt.date(2023, n, 5))
        for n in range(4, 13)
    ]
    assert [one.code for one in releve([*en_regle(sauf=["B4"]), *same])] == ["B4"]
    old = [replace(c, date=c.date.replace(year=c.date.year - 3)) for c in en_regle()]
    assert [one.code for one in releve(old)] == ["B4"]


def test_un_immeuble_sans_compte_publie_se_dit_une_fois():
    elsewhere = compte(immeubles=frozenset({"LAFAYETTE"}))
    (found,) = releve(en_regle(), comptes=[elsewhere])
    assert found.phrase == "Aucun copropriétaire de l'immeuble GILBERT n'a de compte publié."
