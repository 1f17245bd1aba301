"""Un classeur du manifeste : son chemin, ses lecteurs, ce qui s'y refuse (D40)."""

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.classeurs import DROITS, Metier, completer
from lsc_desktop.domain.publications.classeurs import Classeur, verifier

C, M, P = DROITS[Metier.SYNDIC]
PROPRIETAIRE, LOCATAIRE = DROITS[Metier.GERANCE]


def syndic(*droits):
    return Classeur("Courriers", Metier.SYNDIC, frozenset(droits))


def test_un_classeur_a_un_identifiant():
    assert Classeur("Règlement de copropriété", Metier.SYNDIC).identifiant == (
        "s-reglement-de-copropriete"
    )
    assert Classeur("Avis", Metier.GERANCE, code="cls-4").identifiant == "cls-4"


def test_un_nom_a_barre_oblique_est_un_chemin():
    assert Classeur("Courriers / Locataires", Metier.GERANCE).chemin == ("Courriers", "Locataires")
    assert Classeur("Courriers/Locataires", Metier.GERANCE).chemin == ("Courriers", "Locataires")


@pytest.mark.parametrize(
    ("coches", "completes"),
    [
        ((), ()), ((P,), (P,)), ((M, P), (M, P)), ((C, M, P), (C, M, P)),
        ((C,), (C, M, P)), ((C, M), (C, M, P)), ((C, P), (C, M, P)), ((M,), (M, P)),
    ],
)  # fmt: skip
def test_les_droits_se_completent_vers_la_droite(coches, completes):
    assert completer(coches) == frozenset(completes)
    if set(coches) == set(completes):
        verifier(syndic(*coches))
        return
    with pytest.raises(UserError, match="complétez-les vers la droite") as refused:
        verifier(syndic(*coches))
    assert refused.value.field == "droits"
    verifier(syndic(*completer(coches)))


def test_le_refus_nomme_qui_verrait_moins():
    with pytest.raises(UserError) as refused:
        verifier(syndic(C))
    assert refused.value.title == (
        "Dans le classeur « Courriers », les membres du conseil syndical et le président du "
        "conseil syndical ne verraient pas ce que d'autres copropriétaires y lisent."
    )


def test_un_droit_d_un_autre_metier_se_refuse():
    with pytest.raises(UserError, match="autre métier que : le locataire"):
        verifier(syndic(C, M, P, LOCATAIRE))


@pytest.mark.parametrize("nom", ["", "  ", " / "])
def test_un_classeur_a_un_nom(nom):
    with pytest.raises(UserError, match="pas de nom"):
        verifier(Classeur(nom, Metier.SYNDIC))


def test_qui_lit_un_classeur_se_dit():
    assert Classeur("Avis", Metier.GERANCE, frozenset({LOCATAIRE, PROPRIETAIRE})).lecteurs == (
        "le propriétaire et le locataire"
    )
    assert [syndic(*d).lecteurs for d in ((C, M, P), (M, P), (P,), ())] == [
        "tous les copropriétaires",
        "le conseil syndical",
        "le président du conseil syndical",
        "personne",
    ]
    assert not syndic().lisible
    assert syndic(P).lisible
