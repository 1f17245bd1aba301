"""Ce que disent les variables d'un courrier, et ce qu'il signale."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.courriers import (
    NOMS,
    VARIABLES,
    Affaire,
    Bail,
    CompteTenu,
    Lieu,
    MandatConfie,
    Personne,
    Situation,
    Syndicat,
    a_signaler,
    absentes,
    rediger,
    valeurs,
    variables_de,
)

ELSA = Personne(
    "LOCATAIREELSA", "Mademoiselle", "Elsa", "LOCATAIRE", "2 rue Lafayette - 54000 - NANCY",
    "elsa@exemple.fr", "03 83 00 00 00",
)  # fmt: skip
TOUT = Situation(
    le=date(2021, 10, 25),
    objet="Assurance",
    auteur="Martine",
    agence=Personne(
        nom="Agence Crypto", adresse="1 place Stanislas", courriel="a@b.fr", telephone="03"
    ),
    tiers=ELSA,
    immeuble=Lieu("LAFAYETTE", "Résidence Lafayette", "2 rue Lafayette"),
    lot=Lieu("LAFAYETTE/002", "T2", "2 rue Lafayette", "Abel LEPITRE"),
    bail=Bail(
        "B-4", date(2019, 1, 1), date(2021, 12, 31), date(2019, 1, 1), date(2021, 11, 30),
        Decimal(350), Decimal(400), Decimal(350),
    ),
    compte=CompteTenu("81ELLOCATA", Decimal(-350)),
    mandat=MandatConfie("102", date(2010, 1, 1), "Abel LEPITRE"),
    syndicat=Syndicat("S001 Syndicat Gilbert", ("011", "112")),
    dossier=Affaire("0152", "Dégât des eaux", "Sinistre"),
)  # fmt: skip


def test_chaque_variable_est_dite_exemplifiee_et_devient_quelque_chose():
    found = valeurs(TOUT)
    assert set(found) == NOMS and len(VARIABLES) == len(NOMS)
    assert not [v.nom for v in VARIABLES if not (v.sens and v.exemple and found[v.nom])]


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("[Courrier]Jour", "lundi 25 octobre 2021"),
        ("[Tiers]Appel", "Madame"),
        ("[Tiers]Identite", "Mademoiselle Elsa LOCATAIRE"),
        ("[Bail]Quittance", "400,00\u00a0€"),
        ("[Compte]Solde", "-350,00\u00a0€"),
        ("[Compte]Doit", "350,00\u00a0€"),
        ("[Copropriete]Lots", "011, 112"),
    ],
)
def test_une_variable_se_dit_comme_dans_un_courrier(nom, attendu):
    assert valeurs(TOUT)[nom] == attendu


@pytest.mark.parametrize(
    ("civilite", "appel"),
    [
        ("", "Madame, Monsieur"),
        ("SCI", "Madame, Monsieur"),
        ("Monsieur et Madame", "Madame, Monsieur"),
        ("Maître", "Maître"),
        ("Monsieur", "Monsieur"),
    ],
)
def test_on_s_adresse_a_chacun_comme_il_faut(civilite, appel):
    situation = Situation(tiers=replace(ELSA, civilite=civilite))
    assert valeurs(situation)["[Tiers]Appel"] == appel


def test_qui_ne_doit_rien_laisse_sa_dette_sans_valeur():
    found = valeurs(replace(TOUT, compte=CompteTenu("81", Decimal(12))))
    assert absentes(["[Compte]Solde", "[Compte]Doit"], found) == ("[Compte]Doit",)


def test_une_fiche_que_rien_ne_lie_laisse_ses_variables_sans_valeur():
    found = valeurs(Situation(le=date(2021, 10, 25), objet="x", auteur="Martine"))
    filled = {name for name, value in found.items() if value}
    assert filled == {"[Courrier]Date", "[Courrier]Jour", "[Courrier]Objet", "[Agence]Auteur"}


def test_le_texte_et_l_objet_disent_ensemble_ce_qu_ils_nomment():
    assert variables_de("<b>[Tiers]</b>Nom [Lot]Code", "[Lot]Code") == ("[Tiers]Nom", "[Lot]Code")


def test_sans_variable_le_texte_reste_lettre_pour_lettre():
    assert rediger(r"<b>a\<b>", {}) == r"<b>a\<b>"
    assert rediger("Cher [Tiers]Nom", valeurs(TOUT)) == "Cher LOCATAIRE"


def test_ce_qui_manque_se_nomme():
    assert a_signaler(()) == ()
    (seule,) = a_signaler(["[Tiers]Nomm"])
    assert seule == "Variable inconnue : [Tiers]Nomm. Le courrier l'imprimera telle quelle."
    plusieurs = a_signaler(["[X]y", "[X]z", "[Bail]Loyer", "[Bail]Fin"])
    assert plusieurs == (
        "Variables inconnues : [X]y et [X]z. Le courrier les imprimera telles quelles.",
        "Variables sans valeur : [Bail]Loyer et [Bail]Fin. Le courrier y laissera un blanc.",
    )
