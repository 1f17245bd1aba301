"""Une ligne du fichier des données ouvertes : ses titres, tels qu'on les connaît, et ses valeurs.

Le fichier lui-même n'a pas été vu : les titres viennent de programmes qui le lisent.
"""

from datetime import date

import pytest

from lsc_desktop.domain.registre.donnees_ouvertes import inscrite, manque, reconnaitre, titre

TITRES = (
    "epci", "commune", "numero_d_immatriculation",
    "identification_du_representant_legal_raison_sociale_et_le_numer",
    "raison_sociale_du_representant_legal", "nom_d_usage_de_la_copropriete",
    "adresse_de_reference", "numero_et_voie_adresse_de_reference",
    "code_postal_adresse_de_reference", "commune_adresse_de_reference",
    "adresse_complementaire_1", "date_du_reglement_de_copropriete", "nombre_total_de_lots",
    "code_insee_commune_1", "prefixe_1", "section_1", "numero_parcelle_1",
)  # fmt: skip
LIGNE = (
    "Grand Nancy", "54395", "AA5-357-991", "AGENCE CRYPTO 73282932000074", "AGENCE CRYPTO",
    "LES LILAS", "4 rue Gilbert 54000 Nancy", "4 rue Gilbert", "54000", "Nancy", "non connu",
    "1968-05-02", "9", "54395", "000", "AB", "123",
)  # fmt: skip


def lue(**over):
    row = [over.get(name, value) for name, value in zip(TITRES, LIGNE, strict=True)]
    return inscrite(reconnaitre(TITRES), row)


def test_une_ligne_se_lit_en_entier():
    found = lue()
    assert found is not None
    assert (found.numero, found.nom, found.adresses) == (
        "AA5357991", "LES LILAS", ("4 rue Gilbert",)
    )  # fmt: skip
    assert (found.code_postal, found.commune, found.nb_lots) == ("54000", "Nancy", 9)
    assert found.parcelles == {("54395", "000", "AB", "0123")}
    assert (found.reglement, found.syndic) == (date(1968, 5, 2), "AGENCE CRYPTO")


@pytest.mark.parametrize(
    ("ancien", "nouveau"),
    [
        ("Numéro d'immatriculation", "numero_d_immatriculation"),
        ("Nom d'usage de la copropriété", "nom_d_usage_de_la_copropriete"),
        ("Code Postal (Adresse de référence)", "code_postal_adresse_de_reference"),
        ("Numéro et Voie (adresse de référence)", "numero_et_voie_adresse_de_reference"),
        (
            "Identification du représentant légal (raison sociale et le numéro SIRET du syndic)",
            "identification_du_representant_legal_raison_sociale_et_le_numer",
        ),
    ],
)
def test_les_titres_en_francais_des_anciens_fichiers_sont_les_memes(ancien, nouveau):
    assert titre(ancien) == nouveau == titre(nouveau)


def test_un_titre_double_est_celui_de_la_premiere_colonne():
    columns = reconnaitre((*TITRES, "numero_d_immatriculation"))
    assert columns.places["numero"] == TITRES.index("numero_d_immatriculation")


def test_ce_que_le_registre_ignore_est_vide_et_non_une_valeur():
    found = lue(
        nom_d_usage_de_la_copropriete="Non connu", nombre_total_de_lots="beaucoup",
        date_du_reglement_de_copropriete="hier", section_1="",
    )  # fmt: skip
    assert found is not None
    assert (found.nom, found.nb_lots, found.reglement, found.parcelles) == (
        "", None, None, frozenset()
    )  # fmt: skip


def test_un_tableur_a_pu_passer_par_la():
    """Un zéro de tête perdu, une date à la française, un nombre à virgule."""
    found = lue(
        code_postal_adresse_de_reference="1000", date_du_reglement_de_copropriete="02/05/1968",
        nombre_total_de_lots="9.0", prefixe_1="0", code_insee_commune_1="1004",
    )  # fmt: skip
    assert found is not None
    assert (found.code_postal, found.reglement, found.nb_lots) == ("01000", date(1968, 5, 2), 9)
    assert found.parcelles == {("01004", "000", "AB", "0123")}


@pytest.mark.parametrize("numero", ["", "non connu", "AA12", "=AA1234567", "AA12345678"])
def test_un_numero_qui_n_en_est_pas_un_ne_se_propose_pas(numero):
    assert lue(numero_d_immatriculation=numero) is None


def test_une_ligne_courte_se_lit_jusqu_ou_elle_va():
    found = inscrite(reconnaitre(TITRES), LIGNE[:6])
    assert found is not None and (found.nom, found.code_postal) == ("LES LILAS", "")


def test_une_cellule_ne_montre_que_des_lettres_et_pas_trop():
    found = lue(nom_d_usage_de_la_copropriete="A\u202eB\x07" + "x" * 5000)
    assert found is not None
    assert found.nom.startswith("A B") and len(found.nom) <= 200


def test_un_fichier_sans_numero_ou_sans_lieu_n_est_pas_celui_du_registre():
    assert "numero_d_immatriculation" in manque(reconnaitre(("nom", "adresse")))
    assert "ni adresse" in manque(reconnaitre(("numero_d_immatriculation", "nom")))
    assert manque(reconnaitre(TITRES)) == ""
