"""Les droits d'un classeur se lisent de droite à gauche (D40, seed L895-901)."""

from dataclasses import replace
from itertools import combinations

import pytest

from lsc_desktop.domain.classeurs import (
    DROITS,
    ClasseurDraft,
    Metier,
    ModeleDraft,
    Role,
    avertissements,
    chemin,
    completer,
    droits_a_completer,
    lecteurs,
    modele_muet,
)

C, M, P = Role.COPROPRIETAIRE, Role.MEMBRE_CS, Role.PRESIDENT_CS
SYNDIC = DROITS[Metier.SYNDIC]


def un_classeur(*droits: Role, metier: Metier = Metier.SYNDIC, **over) -> ClasseurDraft:
    coches = {role.value: True for role in droits}
    return ClasseurDraft(**{"metier": metier.value, "nom": "Factures"} | coches | over)


@pytest.mark.parametrize(
    ("coches", "manquent"),
    [
        ((), ()), ((P,), ()), ((M, P), ()), ((C, M, P), ()),
        ((C,), (M, P)), ((C, M), (P,)), ((C, P), (M,)), ((M,), (P,)),
    ],
)  # fmt: skip
def test_les_huit_combinaisons_du_syndic(coches, manquent):
    """Extranet-partners 1.2 : quatre tiennent, quatre se complètent vers la droite."""
    assert droits_a_completer(un_classeur(*coches)) == frozenset(manquent)


def test_completer_deux_fois_ne_change_plus_rien():
    for size in range(4):
        for coches in combinations(SYNDIC, size):
            once = completer(coches)
            assert completer(once) == once >= frozenset(coches)


def test_en_gerance_chaque_droit_est_a_part():
    draft = un_classeur(Role.LOCATAIRE, metier=Metier.GERANCE)
    assert droits_a_completer(draft) == frozenset() and draft.droits == {Role.LOCATAIRE}


def test_les_coches_de_l_autre_metier_ne_comptent_pas():
    draft = un_classeur(Role.PROPRIETAIRE, P)
    assert draft.droits == {P}
    assert lecteurs(draft) == "le président du conseil syndical"


@pytest.mark.parametrize(
    ("droits", "metier", "dit"),
    [
        ((Role.PROPRIETAIRE, Role.LOCATAIRE), Metier.GERANCE, "le propriétaire et le locataire"),
        ((C, M, P), Metier.SYNDIC,
         "les copropriétaires, les membres du conseil syndical et le président du conseil "
         "syndical"),
        ((), Metier.SYNDIC, ""),
    ],
)  # fmt: skip
def test_un_classeur_dit_qui_le_lit(droits, metier, dit):
    draft = un_classeur(*droits, metier=metier)
    assert lecteurs(draft) == dit
    assert bool(avertissements(draft)) is not bool(dit)


def test_le_nom_est_un_chemin_sans_trou():
    assert chemin("Courriers / Locataires") == ("Courriers", "Locataires")
    assert not dict(un_classeur(nom="Courriers / Locataires").problems())
    for nom in ("Courriers / ", " / Locataires", "A // B"):
        assert set(dict(un_classeur(nom=nom).problems())) == {"nom"}, nom
    assert set(dict(un_classeur(nom="").problems())) == {"nom"}


def test_un_modele_a_un_nom_et_une_duree_qui_en_est_une():
    modele = ModeleDraft(nom="Quittance")
    assert not dict(modele.problems()) and modele_muet(modele)
    assert not modele_muet(replace(modele, classeur_id=1))
    assert set(dict(ModeleDraft().problems())) == {"nom"}
    for duree in (0, -1, 1201):
        assert set(dict(replace(modele, duree_mois=duree).problems())) == {"duree_mois"}
    assert set(dict(replace(modele, prefixer=True).problems())) == {"prefixer"}
    assert not dict(replace(modele, prefixer=True, regrouper=True, duree_mois=12).problems())
