"""Mots de passe, blocage et droits : les règles."""

from datetime import datetime, timedelta

import pytest

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.droits import (
    DROITS,
    PAR_CLE,
    PROFILS,
    TOUS,
    VOIR_IBAN,
    completer,
    exiger,
    permet,
)
from lsc_desktop.domain.utilisateurs import (
    ATTENTE_MAX,
    ProfilDraft,
    UtilisateurDraft,
    attente,
    bloque,
    droits_de,
    recalculer,
    refus_mot_de_passe,
)

LIVRES = {livre.nom: livre for livre in PROFILS}


@pytest.mark.parametrize(
    "mot",
    [
        "onze signes",
        "motdepasse123!",
        "Mot de Passe 2026",
        "AZERTYUIOP123",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "987654321098",
        "abcdefghijklm",
        "846291735028",
        "MartineDurand!",
        "j'aime martine beaucoup",
        "Administrateur1",
        "gerance2026!!",
        "x" * 200,
    ],
)
def test_un_mot_de_passe_qui_se_devine_est_refuse(mot):
    assert refus_mot_de_passe(mot, "martine", "Martine Durand")


@pytest.mark.parametrize(
    "mot", ["trois petits chats", "Ga7&kp!2xQwz", "le-vélo-rouge-de-Paul", "8462917350281946"]
)
def test_une_courte_phrase_convient(mot):
    assert refus_mot_de_passe(mot, "martine", "Martine Durand") == ""


def test_un_identifiant_de_deux_lettres_n_interdit_pas_tous_les_mots():
    assert refus_mot_de_passe("la mer est calme", "ar", "A R") == ""


def test_l_attente_commence_au_cinquieme_echec_et_double():
    waits = [attente(n) for n in range(1, 9)]
    assert waits[:4] == [timedelta(0)] * 4
    assert waits[4:] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert attente(40) == ATTENTE_MAX


def test_vingt_cinq_essais_au_plus_en_un_jour():
    """Délibération CNIL 2022-100 : qui essaie sans relâche n'a pas plus de vingt-cinq essais."""
    when, tries = timedelta(0), 0
    while when < timedelta(days=1):
        tries += 1
        when += attente(tries)
    assert tries <= 25


def test_on_est_bloque_jusqu_a_l_heure_dite():
    noon = datetime(2026, 11, 22, 12)
    assert bloque(noon, noon - timedelta(seconds=1))
    assert not bloque(noon, noon) and not bloque(None, noon)


def test_chaque_droit_a_une_cle_et_suppose_des_droits_connus():
    assert len(PAR_CLE) == len(DROITS)
    assert [d.cle for d in DROITS if not set(d.suppose) <= TOUS] == []
    assert [d.cle for d in DROITS if not (d.libelle and d.groupe)] == []


def test_un_droit_entraine_ceux_qu_il_suppose():
    assert completer(["exporter"]) == {"exporter", VOIR_IBAN, "tiers.consulter"}
    assert completer(["disparu"]) == frozenset()


def test_un_refus_nomme_le_droit_a_demander():
    with pytest.raises(UserError, match="Régularisations : Quittancer"):
        exiger(frozenset(), "regularisations.quittancer")
    exiger(None, "regularisations.quittancer")
    assert permet(frozenset(), "") and not permet(frozenset(), "historique")


def test_les_profils_livres_sont_complets_et_connus():
    assert list(LIVRES) == ["Administrateur", "Gestionnaire", "Comptable", "Accueil"]
    for livre in PROFILS:
        assert completer(livre.droits) == set(livre.droits), livre.nom
    assert LIVRES["Administrateur"].administrateur


def test_l_accueil_ne_voit_ni_iban_ni_argent():
    held = set(LIVRES["Accueil"].droits)
    assert VOIR_IBAN not in held
    money = {"quittancement.appeler", "regularisations.quittancer", "comptabilite.contrepasser"}
    assert not held & money
    assert not {cle for cle in held if cle.startswith("comptabilite.")}


def test_cocher_un_droit_coche_ceux_qu_il_suppose():
    draft = ProfilDraft(nom="Essai")
    next(line for line in draft.grille if line.cle == "biens.modifier").accorde = True
    recalculer(draft)
    assert droits_de(draft) == {"biens.modifier", "biens.consulter"}
    assert [line.cle for line in draft.grille if line.accorde] == [
        "biens.consulter",
        "biens.modifier",
    ]


def test_un_administrateur_a_toutes_les_cases():
    draft = ProfilDraft(nom="Essai", administrateur=True)
    recalculer(draft)
    assert all(line.accorde for line in draft.grille)


def test_une_fiche_incomplete_dit_ce_qui_manque():
    assert {field for field, _ in UtilisateurDraft().problems()} == {
        "identifiant",
        "nom",
        "profil_id",
    }
    (problem,) = UtilisateurDraft(identifiant="a b", nom="A", profil_id=1).problems()
    assert problem[0] == "identifiant"
