"""La fiche synthétique : les six rubriques du décret, et rien de supposé (décret 2016-1822)."""

from dataclasses import replace
from datetime import date

from lsc_desktop.domain.registre.choix import RATTACHEE, SECONDAIRE
from lsc_desktop.domain.registre.connu import Connu
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.fiche_synthetique import NON_RENSEIGNE, dresser, empreinte
from tests.domain.registre.dossiers import APRES, JOUR, un_connu, un_dossier_rattache

CONNU = un_connu(immatriculation="AA5357991", syndic_adresse="1, rue Haute, 54000 NANCY")


def un_dossier(**over):
    return un_dossier_rattache(**{"connu": CONNU, "maj_le": date(2026, 7, 2)} | over)


def dits(draft, jour=JOUR) -> dict[str, str]:
    """Libellé → ce que la fiche en dit."""
    return {
        one.libelle: one.valeur for _title, facts in dresser(draft, jour).rubriques for one in facts
    }


def test_les_six_rubriques_sont_dans_l_ordre_du_decret():
    assert [title for title, _facts in dresser(un_dossier(), JOUR).rubriques] == [
        "Identification de la copropriété",
        "Identité du syndic ou de l'administrateur provisoire",
        "Organisation juridique",
        "Caractéristiques techniques",
        "Équipements",
        "Caractéristiques financières",
    ]


def test_un_dossier_complet_n_a_rien_qui_manque():
    fiche = dresser(un_dossier(), JOUR)
    assert fiche.manques == ()
    assert (fiche.syndicat, fiche.syndic) == ("Résidence Gilbert", "Agence Crypto")
    found = dits(un_dossier())
    assert found["Numéro d'immatriculation au registre"] == "AA5-357-991"
    assert found["Dernière mise à jour au registre"] == "02/07/2026"
    assert found["Adresse du syndicat"] == "4, rue Gilbert, 54000 NANCY"
    assert found["Adresse du syndic"] == "1, rue Haute, 54000 NANCY"
    assert (found["Lots d'habitation"], found["Lots de bureaux et de commerces"]) == ("6", "1")
    assert (found["Nombre total de lots"], found["Nombre de bâtiments"]) == ("9", "1")
    assert (found["Nature du chauffage"], found["Énergie du chauffage"]) == ("Collectif", "Gaz")
    assert found["Impayés"].replace("\u00a0", " ") == "812,40 €"


def test_un_dossier_vide_ne_dit_que_ce_qu_on_sait():
    """Ni zéro, ni « non » supposé : le nombre d'ascenseurs ignoré n'est pas zéro."""
    found = dits(DossierDraft(connu=Connu(), rattachement=RATTACHEE))
    for label in (
        "Nom d'usage", "Adresse du syndicat", "Numéro d'immatriculation au registre",
        "Nom du syndic", "Adresse du syndic", "Nombre total de lots", "Lots d'habitation",
        "Nombre de bâtiments", "Période de construction", "Nature du chauffage",
        "Nombre d'ascenseurs", "Charges pour opérations courantes", "Fonds de travaux",
    ):  # fmt: skip
        assert found[label] == NON_RENSEIGNE, label
    assert "0" not in found.values()
    assert found["SIRET du syndicat, s'il en a un"] == "Aucun connu"


def test_un_lot_sans_type_interdit_de_compter_les_usages():
    known = replace(CONNU, types=("Appartement", "Appartement", ""))
    found = dits(un_dossier(connu=known))
    assert found["Nombre total de lots"] == "3"
    assert found["Lots d'habitation"] == NON_RENSEIGNE


def test_une_adresse_sans_commune_n_est_pas_une_adresse():
    assert dits(un_dossier(connu=replace(CONNU, ville="")))["Adresse du syndicat"] == NON_RENSEIGNE


def test_une_petite_copropriete_ne_dit_ni_ses_impayes_ni_ses_debiteurs():
    found = dits(un_dossier(connu=replace(CONNU, types=("Appartement",) * 3)))
    assert "Impayés" not in found and not any("300" in label for label in found)
    assert "Dettes fournisseurs" in found


def test_un_premier_exercice_ne_dit_que_ses_dates():
    draft = un_dossier(premier_exercice=True, exercice_du=date(2026, 1, 1))
    found = dits(draft)
    assert found["Premier jour de l'exercice"] == "01/01/2026"
    assert found["Comptes"].startswith("Premier exercice en cours")
    assert "Charges pour opérations courantes" not in found and not dresser(draft, JOUR).manques


def test_un_syndicat_secondaire_dit_son_principal():
    label = "Immatriculation du syndicat principal"
    assert label not in dits(un_dossier())
    found = dits(un_dossier(nature=SECONDAIRE, immat_principal="AA1234567"))
    assert found[label] == "AA1-234-567"
    assert dits(un_dossier(nature=SECONDAIRE))[label] == NON_RENSEIGNE


def test_l_energie_ne_se_dit_que_d_un_chauffage_collectif_qui_n_est_pas_urbain():
    alone = dits(un_dossier(chauffage="individuel"))
    assert "Énergie du chauffage" not in alone and "Chauffage urbain" not in alone
    urban = dits(un_dossier(reseau_urbain=True))
    assert urban["Chauffage urbain"] == "Oui" and "Énergie du chauffage" not in urban
    assert dits(un_dossier(energie=""))["Énergie du chauffage"] == NON_RENSEIGNE


def test_une_copropriete_sans_numero_se_dit_non_immatriculee():
    label = "Numéro d'immatriculation au registre"
    unknown = replace(CONNU, immatriculation="")
    new = un_dossier(connu=unknown, rattachement="non_immatriculee")
    assert dits(new)[label] == "Copropriété non immatriculée"
    assert label in dresser(new, JOUR).manques
    wrong = un_dossier(connu=replace(CONNU, immatriculation="12345"))
    assert dits(wrong)[label] == NON_RENSEIGNE


def test_les_debiteurs_se_comptent_comme_le_regime_du_jour_le_veut():
    assert "Copropriétaires devant plus de 300 €" in dits(un_dossier())
    after = dits(un_dossier(), APRES)
    assert "Copropriétaires devant plus de deux trimestres de charges" in after


def test_l_empreinte_ne_change_qu_avec_ce_que_dit_la_fiche():
    one = empreinte(dresser(un_dossier(), JOUR))
    assert one == empreinte(dresser(un_dossier(), date(2026, 12, 1)))
    assert one != empreinte(dresser(un_dossier(nb_ascenseurs=2), JOUR))
