"""Classeurs de la gérance ; ce qui empêche de publier."""

from datetime import date

import pytest

from lsc_desktop.domain.evenements import (
    CLASSEURS,
    EvenementDraft,
    PieceJointeLigne,
    avertissements,
    classeur,
)

LE = date(2021, 10, 25)


def un_evenement(**over) -> EvenementDraft:
    return EvenementDraft(**{"date": LE, "objet": "Relance", "texte": "Bonjour"} | over)


def defauts(draft: EvenementDraft) -> dict[str, str]:
    return dict(draft.problems())


def test_la_gerance_a_seize_classeurs_tous_differents():
    noms = [c.nom for c in CLASSEURS]
    assert len(noms) == len(set(noms)) == 16
    assert sum(c.locataire for c in CLASSEURS) == 9
    assert [c.nom for c in CLASSEURS if not c.proprietaire] == ["Travaux"]


def test_chaque_classeur_dit_qui_le_voit():
    assert classeur("Avis").lecteurs == "le propriétaire et le locataire"
    assert classeur("Mandats").lecteurs == "le propriétaire"
    assert classeur("Travaux").lecteurs == "personne"
    assert classeur("Inconnu") is None


def test_un_evenement_a_une_date_et_un_objet():
    assert set(defauts(EvenementDraft())) == {"date", "objet"}
    assert not defauts(un_evenement())


@pytest.mark.parametrize(
    "champ, over",
    [
        ("publie_le", {"confidentiel": True}),
        ("classeur", {"classeur": ""}),
        ("texte", {"texte": " "}),
    ],
)
def test_ce_qui_ne_se_publie_pas(champ, over):
    ready = {"classeur": "Relances", "publie_le": LE}
    assert not defauts(un_evenement(**ready))
    assert champ in defauts(un_evenement(**ready | over))
    assert not defauts(un_evenement(**ready | over | {"publie_le": None}))


def test_une_piece_jointe_suffit_a_publier_et_porte_un_nom():
    draft = un_evenement(
        texte="", classeur="Avis", publie_le=LE, pieces=[PieceJointeLigne(nom="avis.pdf")]
    )
    assert not defauts(draft)
    draft.pieces[0].nom = " "
    assert set(defauts(draft)) == {"pieces.0.nom"}


@pytest.mark.parametrize(
    "nom, phrase",
    [
        ("Avis", "visible par le propriétaire et le locataire"),
        ("Travaux", "Personne n'a accès"),
    ],
)
def test_on_sait_qui_verra_un_evenement_publie(nom, phrase):
    (sentence,) = avertissements(un_evenement(classeur=nom, publie_le=LE))
    assert phrase in sentence
    assert not avertissements(un_evenement(classeur=nom))
