"""Deux saisies d'une même fiche se réunissent, ou se heurtent en le disant."""

import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.conflits import (
    CALCULE,
    Changement,
    Ecart,
    Rubrique,
    comparer,
    conflits,
    fusionner,
    par_qui,
)

QUAND = datetime(2026, 11, 22, 10, 42)


@dataclass
class Ligne:
    id: int | None = None
    libelle: str = ""
    montant: int = 0
    double: int = 0


@dataclass
class Saisie:
    id: int | None = 7
    version: int = 1
    nom: str = "LEPITRE"
    ville: str = "NANCY"
    lot_id: int | None = 2
    lot: str = "LAFAYETTE/002"
    prevu: int | None = 10
    prevu_saisi: bool = False
    solde: int = 0
    lignes: list[Ligne] = field(default_factory=list)
    rebut: int = field(default=0, compare=False)


SUIVEURS = ("solde", "lot", "lignes.double")


def une(**over: Any) -> Saisie:
    lignes = over.pop("lignes", [Ligne(1, "Loyer", 350), Ligne(2, "Provisions", 50)])
    return Saisie(**over, lignes=copy.deepcopy(lignes))


def trio(mienne: dict[str, Any], sienne: dict[str, Any]) -> tuple[Saisie, Saisie, Saisie]:
    return une(), une(**mienne), une(version=2, **sienne)


def sortes(*saisies: Saisie) -> dict[Rubrique, str]:
    return {ecart.rubrique: ecart.sorte for ecart in comparer(*saisies, SUIVEURS)}


def test_des_changements_disjoints_se_reunissent():
    saisies = trio({"nom": "LEPITRE Abel"}, {"ville": "PARIS"})
    assert sortes(*saisies) == {Rubrique("nom"): "mienne", Rubrique("ville"): "sienne"}
    reunie = fusionner(*saisies, {}, SUIVEURS)
    assert (reunie.nom, reunie.ville, reunie.version) == ("LEPITRE Abel", "PARIS", 2)


def test_le_meme_champ_change_des_deux_cotes_est_un_conflit():
    saisies = trio({"ville": "LYON"}, {"ville": "PARIS"})
    (ecart,) = comparer(*saisies, SUIVEURS)
    assert ecart == Ecart(Rubrique("ville"), "conflit", "NANCY", "LYON", "PARIS")
    with pytest.raises(ValueError, match="ville"):
        fusionner(*saisies, {}, SUIVEURS)
    assert fusionner(*saisies, {ecart.rubrique: "mienne"}, SUIVEURS).ville == "LYON"
    assert fusionner(*saisies, {ecart.rubrique: "sienne"}, SUIVEURS).ville == "PARIS"


def test_la_meme_correction_n_est_pas_un_conflit():
    saisies = trio({"ville": "PARIS"}, {"ville": "PARIS"})
    assert sortes(*saisies) == {Rubrique("ville"): "pareil"}
    assert fusionner(*saisies, {}, SUIVEURS).ville == "PARIS"


def test_deux_cases_d_une_meme_ligne_se_reunissent():
    saisies = trio(
        {"lignes": [Ligne(1, "Loyer", 360), Ligne(2, "Provisions", 50)]},
        {"lignes": [Ligne(1, "Loyer nu", 350), Ligne(2, "Provisions", 50)]},
    )
    assert sortes(*saisies) == {
        Rubrique("lignes", 1, "libelle"): "sienne",
        Rubrique("lignes", 1, "montant"): "mienne",
    }
    assert fusionner(*saisies, {}, SUIVEURS).lignes[0] == Ligne(1, "Loyer nu", 360)


def test_une_ligne_retiree_par_l_un_et_modifiee_par_l_autre_est_un_conflit():
    retiree = {"lignes": [Ligne(1, "Loyer", 350)]}
    modifiee = {"lignes": [Ligne(1, "Loyer", 350), Ligne(2, "Provisions", 80)]}
    rubrique = Rubrique("lignes", 2)
    for saisies, garde in (
        (trio(retiree, modifiee), "sienne"),
        (trio(modifiee, retiree), "mienne"),
    ):
        assert sortes(*saisies) == {rubrique: "conflit"}
        autre = "mienne" if garde == "sienne" else "sienne"
        assert len(fusionner(*saisies, {rubrique: autre}, SUIVEURS).lignes) == 1
        kept = fusionner(*saisies, {rubrique: garde}, SUIVEURS).lignes[1]
        assert (kept.libelle, kept.montant) == ("Provisions", 80)
    assert kept.id is None, "sa ligne n'est plus dans la base : celle-ci en sera une neuve"


def test_une_ligne_retiree_que_personne_n_a_touchee_s_en_va():
    saisies = trio({"lignes": [Ligne(1, "Loyer", 350)]}, {"nom": "Abel"})
    assert [x.id for x in fusionner(*saisies, {}, SUIVEURS).lignes] == [1]


def test_les_lignes_ajoutees_des_deux_cotes_restent_a_leur_place():
    saisies = trio(
        {"lignes": [Ligne(1, "Loyer", 350), Ligne(None, "Garage", 40), Ligne(2, "Provisions", 50)]},
        {"lignes": [Ligne(1, "Loyer", 350), Ligne(2, "Provisions", 50), Ligne(3, "Cave", 10)]},
    )
    reunie = fusionner(*saisies, {}, SUIVEURS)
    assert [x.libelle for x in reunie.lignes] == ["Loyer", "Garage", "Provisions", "Cave"]


def test_la_meme_ligne_ajoutee_par_les_deux_n_est_prise_qu_une_fois_et_se_dit():
    saisies = trio(
        {"lignes": [Ligne(1, "Loyer", 350), Ligne(None, "Garage", 40), Ligne(None, "Garage", 40)]},
        {"lignes": [Ligne(1, "Loyer", 350), Ligne(9, "Garage", 40)]},
    )
    assert sortes(*saisies) == {
        Rubrique("lignes", 2): "pareil",
        Rubrique("lignes", "neuve 1"): "pareil",
        Rubrique("lignes", "neuve 2"): "mienne",
    }
    reunie = fusionner(*saisies, {}, SUIVEURS)
    assert [(x.id, x.libelle) for x in reunie.lignes] == [
        (1, "Loyer"),
        (9, "Garage"),
        (None, "Garage"),
    ]


def test_une_valeur_proposee_par_le_programme_ne_se_heurte_a_rien():
    saisies = trio({"prevu": 12}, {"prevu": 15})
    assert sortes(*saisies) == {}
    assert fusionner(*saisies, {}, SUIVEURS).prevu == 15
    tapee = trio({"prevu": 12, "prevu_saisi": True}, {"prevu": 15})
    assert comparer(*tapee, SUIVEURS)[0].avant is CALCULE
    reunie = fusionner(*tapee, {}, SUIVEURS)
    assert (reunie.prevu, reunie.prevu_saisi) == (12, True)


def test_le_code_d_une_fiche_liee_suit_le_choix_de_cette_fiche():
    saisies = trio({"lot_id": 3, "lot": "A/3"}, {"lot_id": 4, "lot": "A/4"})
    assert sortes(*saisies) == {Rubrique("lot_id"): "conflit"}
    for choix, attendu in (("mienne", (3, "A/3")), ("sienne", (4, "A/4"))):
        reunie = fusionner(*saisies, {Rubrique("lot_id"): choix}, SUIVEURS)
        assert (reunie.lot_id, reunie.lot) == attendu


def test_un_champ_calcule_ne_se_demande_pas_mais_un_fichier_choisi_reste():
    saisies = trio({"solde": 5}, {"solde": 0, "nom": "Abel"})
    assert set(sortes(*saisies)) == {Rubrique("nom")}
    assert fusionner(*saisies, {}, SUIVEURS).solde == 5
    assert fusionner(*trio({"solde": 5}, {"solde": 8}), {}, SUIVEURS).solde == 8


def test_si_l_on_ne_sait_plus_ce_qu_elle_etait_toute_difference_se_demande():
    _avant, mienne, sienne = trio(
        {"nom": "Abel"}, {"ville": "PARIS", "lignes": [Ligne(1, "Loyer", 350)]}
    )
    found = comparer(None, mienne, sienne, SUIVEURS)
    assert {e.rubrique: e.sorte for e in found} == {
        Rubrique("nom"): "conflit",
        Rubrique("ville"): "conflit",
        Rubrique("lignes", 2): "conflit",
    }


def test_on_dit_qui_et_quand():
    martine = Changement("Martine", QUAND)
    assert par_qui(martine, "Luc", QUAND) == "par Martine à 10:42"
    assert par_qui(martine, "Luc", datetime(2026, 11, 23)) == "par Martine le 22/11/2026 à 10:42"
    assert par_qui(martine, "Martine", QUAND).startswith("par vous-même, dans une autre fenêtre")
    assert par_qui(Changement("", QUAND), "Luc", QUAND) == "par un collègue à 10:42"
    assert par_qui(None, "Luc", QUAND) == "par un collègue"


# --- Pour toute suite de changements -------------------------------------------------------------

MOTS = st.sampled_from(["", "a", "b", "c"])
LIGNES = st.builds(Ligne, id=st.none(), libelle=MOTS, montant=st.integers(0, 3))


@st.composite
def changements(
    draw: Any, base: Saisie, lignes: tuple[int, ...], champs: tuple[str, ...]
) -> Saisie:
    """La saisie, après des changements qui ne touchent que ces champs et ces lignes."""
    made = copy.deepcopy(base)
    for name in champs:
        if draw(st.booleans()):
            setattr(made, name, draw(MOTS))
    for key in lignes:
        what = draw(st.sampled_from(["rien", "retirer", "libelle", "montant"]))
        rank = next(i for i, line in enumerate(made.lignes) if line.id == key)
        if what == "retirer":
            del made.lignes[rank]
        elif what == "libelle":
            made.lignes[rank].libelle = draw(MOTS)
        elif what == "montant":
            made.lignes[rank].montant = draw(st.integers(0, 3))
    for line in draw(st.lists(LIGNES, max_size=2)):
        made.lignes.insert(draw(st.integers(0, len(made.lignes))), line)
    return made


BASE = une(lignes=[Ligne(k, "abc"[k % 3], k) for k in range(1, 5)])
PARTOUT = changements(BASE, (1, 2, 3, 4), ("nom", "ville"))


def en_base(saisie: Saisie, premier: int = 100) -> Saisie:
    """Telle qu'on la relit : chaque ligne a son id, la version a avancé."""
    made = copy.deepcopy(saisie)
    made.version += 1
    for rank, line in enumerate(made.lignes):
        line.id = line.id or premier + rank
    return made


def contenu(saisie: Saisie) -> Any:
    return saisie.nom, saisie.ville, sorted((x.libelle, x.montant) for x in saisie.lignes)


def valeur(saisie: Saisie, rubrique: Rubrique) -> Any:
    if rubrique.ligne is None:
        return getattr(saisie, rubrique.champ)
    line = next((x for x in saisie.lignes if x.id == rubrique.ligne), None)
    return getattr(line, rubrique.colonne) if rubrique.colonne and line else line


@given(PARTOUT)
def test_sans_changement_d_un_autre_la_reunion_est_la_mienne(mienne):
    reunie = fusionner(BASE, mienne, BASE, {}, SUIVEURS)
    assert reunie == mienne and not conflits(comparer(BASE, mienne, BASE, SUIVEURS))


@given(PARTOUT)
def test_sans_changement_de_ma_part_la_reunion_est_la_sienne(sienne):
    assert fusionner(BASE, BASE, en_base(sienne), {}, SUIVEURS) == en_base(sienne)


@given(changements(BASE, (1, 2), ("nom",)), changements(BASE, (3, 4), ("ville",)))
def test_des_changements_disjoints_se_reunissent_dans_les_deux_sens(un, deux):
    here = fusionner(BASE, un, en_base(deux), {}, SUIVEURS)
    there = fusionner(BASE, deux, en_base(un), {}, SUIVEURS)
    assert contenu(here) == contenu(there)


@given(PARTOUT, PARTOUT, st.randoms(use_true_random=False))
def test_aucun_changement_ne_disparait_sans_etre_dit(un, deux, hasard):
    mienne, sienne = un, en_base(deux)
    avant = copy.deepcopy((mienne, sienne))
    ecarts = comparer(BASE, mienne, sienne, SUIVEURS)
    choix = {e.rubrique: hasard.choice(("mienne", "sienne")) for e in conflits(ecarts)}
    reunie = fusionner(BASE, mienne, sienne, choix, SUIVEURS)
    assert (mienne, sienne) == avant, "réunir ne touche à aucune des deux"
    said = {e.rubrique: e for e in ecarts}
    for name in ("nom", "ville"):
        for saisie in (mienne, sienne):
            if getattr(saisie, name) != getattr(BASE, name):
                assert Rubrique(name) in said
    for line in BASE.lignes:
        for saisie in (mienne, sienne):
            kept = next((x for x in saisie.lignes if x.id == line.id), None)
            if kept is None:
                assert Rubrique("lignes", line.id) in said
            else:
                changed = [
                    f.name for f in fields(line) if getattr(kept, f.name) != getattr(line, f.name)
                ]
                whole = Rubrique("lignes", line.id) in said
                assert whole or all(Rubrique("lignes", line.id, c) in said for c in changed)
    for rubrique, ecart in said.items():
        if ecart.sorte == "mienne" and rubrique.ligne is None:
            assert valeur(reunie, rubrique) == ecart.mienne
        if ecart.sorte == "sienne":
            assert valeur(reunie, rubrique) == ecart.sienne
        if ecart.sorte == "conflit" and rubrique.ligne is None:
            assert valeur(reunie, rubrique) == getattr(ecart, choix[rubrique])
    added = [x for x in (*mienne.lignes, *sienne.lignes) if x.id is None or x.id >= 100]
    for line in added:
        assert any((x.libelle, x.montant) == (line.libelle, line.montant) for x in reunie.lignes)
