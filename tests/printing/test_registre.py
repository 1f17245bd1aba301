"""La fiche de saisie du registre : tout ce qui se recopie y est, et ce qui manque se voit."""

from datetime import date

from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.registre.correspondance import a_declarer, en_donnees
from lsc_desktop.domain.registre.demarches import IMMATRICULATION
from lsc_desktop.domain.registre.montrer import montrer
from lsc_desktop.printing.registre import MENTION, FicheSaisie, imprimer_fiche_saisie
from tests.domain.registre.dossiers import APRES, JOUR, un_dossier
from tests.printing.reading import texts


def une_fiche(jour=JOUR, **over) -> FicheSaisie:
    lines = a_declarer(IMMATRICULATION, un_dossier(), jour)
    values = en_donnees(lines)
    rows = tuple(
        (one.donnee.volet, one.donnee.libelle, montrer(one.donnee.nom, values.get(one.donnee.nom)))
        for one in lines
    )
    made = {
        "entete": EnTete("Agence Crypto", ("1, rue Haute",), "SIRET 732 829 320 00074"),
        "syndicat": "Syndicat Gilbert", "numero": "AA5-357-991", "demarche": "Immatriculation",
        "le": date(2026, 11, 30), "lignes": rows,
    }  # fmt: skip
    return FicheSaisie(**made | over)


def test_tout_ce_qui_se_declare_est_sur_la_fiche():
    content = imprimer_fiche_saisie(une_fiche())
    said = " ".join("\n".join(texts(content)).split())
    for wanted in (
        "Registre des copropriétés : Immatriculation", "immatriculée AA5-357-991", "Identification",
        "Mandat", "Finances", "Technique", "Nom d'usage Résidence Gilbert",
        "Charges pour opérations courantes 40 120,50 €", "Fin du mandat 31/05/2028",
        "54395 préfixe 000 section AB n° 0123", "De 1961 à 1974", "A étiquette D",
    ):  # fmt: skip
        assert wanted in said, wanted
    assert MENTION.split(" ; ")[0] in said


def test_ce_qui_manque_se_voit_et_s_explique():
    said = " ".join(
        "\n".join(
            texts(
                imprimer_fiche_saisie(
                    une_fiche(
                        APRES, manques=("Eau chaude sanitaire : à renseigner.", "Autre défaut.")
                    )
                )
            )
        ).split()
    )
    assert "Eau chaude sanitaire ……………" in said
    assert "À corriger : Eau chaude sanitaire : à renseigner. Autre défaut." in said


def test_les_memes_valeurs_font_les_memes_octets_et_un_long_dossier_tourne_la_page():
    value = une_fiche()
    assert imprimer_fiche_saisie(value) == imprimer_fiche_saisie(value)
    assert len(texts(imprimer_fiche_saisie(une_fiche(lignes=value.lignes * 4)))) > 2
