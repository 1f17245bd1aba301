"""La fiche d'un rendez-vous : ce qu'elle refuse, ce qu'elle remarque."""

from datetime import date

import pytest

from lsc_desktop.domain.planning.saisie import (
    ParticipantLigne,
    RendezVousDraft,
    avertissements,
    duree_dite,
    minutes,
    normaliser,
    recalculer,
    se_croisent,
)


def un_rendez_vous(**over):
    values = {
        "titre": "Visite", "date": date(2027, 3, 12), "heure_debut": "14:30",
        "heure_fin": "15:30", "hote_usuel": "syndic@agence.fr",
    }  # fmt: skip
    return RendezVousDraft(**{**values, **over})


def defauts(**over):
    return dict(un_rendez_vous(**over).problems())


def test_un_rendez_vous_ordinaire_n_a_pas_de_defaut():
    assert defauts() == {}


@pytest.mark.parametrize(
    ("over", "champ", "phrase"),
    [
        ({"titre": ""}, "titre", "Le titre est à renseigner."),
        ({"titre": "x" * 201}, "titre", "200 lettres"),
        ({"date": None}, "date", "La date est à renseigner."),
        ({"heure_debut": ""}, "heure_debut", "à renseigner"),
        ({"heure_debut": "25h"}, "heure_debut", "14:30 ou 14h30"),
        ({"heure_fin": "14:30"}, "heure_fin", "après l'heure de début"),
        ({"heure_fin": "9h"}, "heure_fin", "après l'heure de début"),
        ({"objet": "x" * 1901}, "objet", "1900 lettres"),
        ({"webinaire": True}, "webinaire", "cochez « Réunion Zoom »"),
        ({"inscrire": True}, "inscrire", "cochez « Réunion Zoom »"),
        ({"zoom": True, "hote_usuel": ""}, "hote", "Donnez l'hôte Zoom"),
        ({"zoom": True, "hote": "Martine"}, "hote", "adresse de courriel"),
    ],
)
def test_ce_qui_manque_se_dit_en_une_phrase(over, champ, phrase):
    assert phrase in defauts(**over)[champ]


def test_les_participants_ont_un_nom_et_une_adresse_chacun():
    lines = [
        ParticipantLigne(nom="Elsa", courriel="elsa@exemple.fr"),
        ParticipantLigne(),
        ParticipantLigne(nom="Jean", courriel="ELSA@exemple.fr"),
        ParticipantLigne(nom="Zoé", courriel="zoe"),
    ]
    assert defauts(participants=lines) == {
        "participants.1.nom": "Le nom de ce participant est à renseigner.",
        "participants.2.courriel": "Un autre participant a cette adresse.",
        "participants.3.courriel": "Cette adresse de courriel est fausse.",
    }
    alone = [ParticipantLigne(nom="Elsa")]
    assert defauts(participants=alone) == {}
    asked = defauts(participants=alone, zoom=True, inscrire=True)
    assert asked == {"participants.0.courriel": "Zoom n'inscrit que par une adresse."}


def test_les_heures_se_mettent_au_propre_et_donnent_la_duree():
    draft = un_rendez_vous(titre=" Visite ", heure_debut="9h", heure_fin="10h15")
    normaliser(draft)
    recalculer(draft)
    assert (draft.titre, draft.heure_debut, draft.heure_fin) == ("Visite", "09:00", "10:15")
    assert draft.duree == "1\u00a0h\u00a015"


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [("9h", "9:45", 45), ("9h", "8h", 0), ("", "9h", 0), ("9h", "x", 0), ("00:00", "23:59", 1439)],
)
def test_la_duree_se_compte_en_minutes(debut, fin, attendu):
    assert minutes(debut, fin) == attendu


def test_la_duree_se_dit():
    assert [duree_dite(n) for n in (45, 60, 65)] == ["45\u00a0min", "1\u00a0h", "1\u00a0h\u00a005"]


def test_se_suivre_n_est_pas_se_croiser():
    assert se_croisent(("14:00", "15:00"), ("14:30", "14:45"))
    assert not se_croisent(("14:00", "15:00"), ("15:00", "16:00"))


def test_les_remarques_n_interdisent_rien():
    jour = date(2027, 3, 12)
    assert avertissements(un_rendez_vous(jour=jour)) == []
    late = un_rendez_vous(jour=date(2027, 3, 13))
    assert avertissements(late) == ["Ce rendez-vous est à une date passée."]
    saturday = un_rendez_vous(date=date(2027, 3, 13), jour=jour)
    assert avertissements(saturday) == ["Ce rendez-vous tombe un samedi."]
    alone = un_rendez_vous(jour=jour, zoom=True, participants=[ParticipantLigne(nom="Elsa")])
    assert "envoyez l'invitation" in avertissements(alone)[0]
