"""Ce qui empêche de publier un événement, et qui le verra."""

from datetime import date

import pytest

from lsc_desktop.domain.evenements import (
    EvenementDraft,
    PieceJointeLigne,
    avertissements,
)

LE = date(2021, 10, 25)


def un_evenement(**over) -> EvenementDraft:
    return EvenementDraft(**{"date": LE, "objet": "Relance", "texte": "Bonjour"} | over)


def defauts(draft: EvenementDraft) -> dict[str, str]:
    return dict(draft.problems())


def test_un_evenement_a_une_date_et_un_objet():
    assert set(defauts(EvenementDraft())) == {"date", "objet"}
    assert not defauts(un_evenement())


@pytest.mark.parametrize(
    "champ, over",
    [
        ("publie_le", {"confidentiel": True}),
        ("classeur_id", {"classeur_id": None}),
        ("texte", {"texte": " "}),
    ],
)
def test_ce_qui_ne_se_publie_pas(champ, over):
    ready = {"classeur_id": 1, "publie_le": LE}
    assert not defauts(un_evenement(**ready))
    assert champ in defauts(un_evenement(**ready | over))
    assert not defauts(un_evenement(**ready | over | {"publie_le": None}))


def test_une_piece_jointe_suffit_a_publier_et_porte_un_nom():
    draft = un_evenement(
        texte="", classeur_id=1, publie_le=LE, pieces=[PieceJointeLigne(nom="avis.pdf")]
    )
    assert not defauts(draft)
    draft.pieces[0].nom = " "
    assert set(defauts(draft)) == {"pieces.0.nom"}


@pytest.mark.parametrize(
    "lecteurs, phrase",
    [
        ("le propriétaire et le locataire", "visible par le propriétaire et le locataire"),
        ("", "Personne ne lit ce classeur"),
    ],
)
def test_on_sait_qui_verra_un_evenement_publie(lecteurs, phrase):
    draft = un_evenement(classeur_id=1, lecteurs=lecteurs, publie_le=LE)
    (sentence,) = avertissements(draft)
    assert phrase in sentence
    assert not avertissements(un_evenement(classeur_id=1, lecteurs=lecteurs))
