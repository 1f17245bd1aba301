"""Deviner ce qu'est un fichier, et où va chaque colonne."""

import pytest

from lsc_desktop.domain.imports.correspondance import (
    complete,
    deviner_champs,
    deviner_sorte,
    empreinte,
    normal,
    retrouver,
)
from lsc_desktop.domain.imports.sortes import LOCATAIRES, SORTES


@pytest.mark.parametrize("sorte", SORTES, ids=lambda s: s.cle)
def test_nos_propres_fichiers_se_reconnaissent_entierement(sorte):
    titles = [champ.titre for champ in sorte.champs]
    assert len(set(titles)) == len(titles)
    assert deviner_champs(sorte, titles) == tuple(champ.nom for champ in sorte.champs)
    assert deviner_sorte(sorte.titre, titles) is sorte
    assert deviner_sorte(sorte.cle, titles) is sorte


@pytest.mark.parametrize(
    ("nom", "titres", "cle"),
    [
        ("export_locataires_2021", ("Nom", "Prénom", "N° lot", "Date d'entrée"), "locataires"),
        ("Balance", ("Numéro", "Intitulé", "Débit", "Crédit"), "soldes"),
        ("soldes locataires", ("Compte", "Solde"), "soldes"),
        ("Liste des lots", ("Référence", "Immeuble", "Type", "Surface"), "lots"),
        ("bailleurs", ("Nom", "CP", "Ville"), "proprietaires"),
        ("RESIDENCES", ("Code", "Désignation", "Ville"), "immeubles"),
        ("quittancement", ("Compte", "Rubrique", "Montant"), "lignes"),
    ],
)
def test_les_fichiers_des_autres_se_devinent(nom, titres, cle):
    sorte = deviner_sorte(nom, titres)
    assert sorte is not None
    assert sorte.cle == cle
    assert complete(sorte, deviner_champs(sorte, titres)) == ()


def test_un_fichier_que_rien_ne_dit_reste_de_cote():
    assert deviner_sorte("x", ("Poids", "Taille")) is None
    assert deviner_sorte("locataires", ("Poids", "Taille")) is None


def test_un_champ_ne_sert_qu_une_fois_et_le_titre_exact_l_emporte():
    assert deviner_champs(LOCATAIRES, ("Nom du locataire", "Nom", "Nom")) == ("", "nom", "")


def test_les_titres_se_comparent_sans_casse_accent_ni_ponctuation():
    assert normal(" N° de  Compte : ") == "n de compte"
    assert empreinte(("Prénom", "N° lot")) == "prenom|n lot"


def test_la_correspondance_retenue_revient_sans_ses_champs_disparus():
    titles = ("Nom", "Ville", "Machin")
    kept = {("locataires", empreinte(titles)): {"nom": "nom", "ville": "note", "machin": "vieux"}}
    assert retrouver(kept, LOCATAIRES, titles) == ("nom", "note", "")
    assert retrouver({}, LOCATAIRES, titles) == ("nom", "ville", "")
