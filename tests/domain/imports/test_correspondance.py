"""Deviner ce qu'est un fichier, et où va chaque colonne."""

import pytest

from lsc_desktop.domain.imports.correspondance import (
    complete,
    deviner_champs,
    deviner_sorte,
    empreinte,
    membre,
    normal,
    retrouver,
)
from lsc_desktop.domain.imports.saisie import ColonneLigne, champs_possibles
from lsc_desktop.domain.imports.sortes import LOCATAIRES, LOTS_COPROPRIETE, SORTES


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
        ("Clés de répartition", ("Code immeuble", "N° clé", "Total"), "coproprietes"),
        ("Syndicats 2021", ("Résidence", "Société", "Nom"), "coproprietes"),
        ("Liste des copropriétaires", ("Copropriété", "Nom", "Compte 450"), "coproprietaires"),
        ("Lots de copropriété", ("Code immeuble", "N° lot", "Millièmes"), "lots_copropriete"),
        ("tantiemes", ("Immeuble", "Lot", "Clé", "Tantièmes"), "lots_copropriete"),
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


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("Tantièmes 010", "tantiemes 010"),
        ("MILLIEMES Clé asc", "tantiemes ASC"),
        ("Tantièmes (020-ASCENSEUR)", "tantiemes 020"),
        ("Tantièmes", ""),
        ("Tantièmes clé", ""),
        ("Étage 1", ""),
    ],
)
def test_un_titre_et_un_code_designent_un_champ_de_famille(titre, champ):
    assert membre(LOTS_COPROPRIETE, titre) == champ


def test_une_colonne_par_cle_se_devine_se_retient_et_se_choisit():
    titles = ("Immeuble", "Lot", "Tantièmes généraux", "Millièmes 020", "Millièmes 020")
    champs = ("immeuble", "numero", "tantiemes", "tantiemes 020", "")
    assert deviner_champs(LOTS_COPROPRIETE, titles) == champs
    assert deviner_sorte("x", titles) is LOTS_COPROPRIETE
    kept = {
        ("lots_copropriete", empreinte(titles)): {"lot": "tantiemes 030", "immeuble": "etage 1"}
    }
    assert retrouver(kept, LOTS_COPROPRIETE, titles) == ("", "tantiemes 030", "", "", "")
    line = ColonneLigne(titre="Millièmes 020", sorte="lots_copropriete")
    assert champs_possibles(line)[-1] == ("tantiemes 020", "Tantièmes 020")
    line.titre = "Étage"
    assert champs_possibles(line)[-1] == ("tantiemes", "Tantièmes")
    assert champs_possibles(ColonneLigne(titre="Étage")) == (("", "(laissée de côté)"),)
