"""De nos fiches aux données du registre : la bonne valeur, au bon régime, et rien d'inventé."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lsc_desktop.domain.registre.choix import periode_construction
from lsc_desktop.domain.registre.correspondance import Suite, a_declarer, en_donnees
from lsc_desktop.domain.registre.demarches import (
    ANNUELLE,
    DEMARCHES,
    FINANCES,
    IMMATRICULATION,
    TELECHARGEMENT,
)
from lsc_desktop.domain.registre.donnees import DONNEES, NOUVEAU_REGIME, donnees_a_declarer, regime
from lsc_desktop.domain.registre.dossier import (
    BatimentDraft,
    DossierDraft,
    dit,
    exercice_suivant,
    propositions,
    reprendre,
)
from lsc_desktop.domain.registre.numero import dans_un_acte, normaliser, numero_possible
from tests.domain.registre.dossiers import APRES, JOUR, des_comptes, un_connu, un_dossier


def valeurs(demande=IMMATRICULATION, draft=None, jour=JOUR):
    return en_donnees(a_declarer(demande, draft or un_dossier(), jour))


def test_les_lots_se_comptent_par_leur_type():
    found = valeurs()
    assert (found["nb_lots"], found["nb_principaux"], found["nb_habitation"]) == (9, 7, 6)
    assert found["nb_stationnement"] == 1


def test_montants_et_dates_partent_en_texte():
    found = valeurs()
    assert found["charges_courantes"] == "40120.50" and found["mandat_au"] == "2028-05-31"
    assert found["parcelles"] == [
        {"insee": "54395", "prefixe": "000", "section": "AB", "numero": "0123"}
    ]
    assert json.loads(json.dumps(found)) == found


def test_rien_de_la_technique_d_apres_2027_ne_part_avant():
    draft = un_dossier(
        eau_chaude="collectif", nb_bornes=3, plan_travaux="adopte",
        batiments=[BatimentDraft(None, "A", 5, "D", "naturelle")],
    )  # fmt: skip
    before, after = valeurs(draft=draft), valeurs(draft=draft, jour=APRES)
    assert not {"eau_chaude", "nb_bornes", "plan_travaux"} & set(before)
    assert before["batiments"] == [{"nom": "A", "etiquette": "D"}]
    assert after["nb_bornes"] == 3
    assert after["batiments"] == [
        {"nom": "A", "etiquette": "D", "etages": 5, "ventilation": "naturelle"}
    ]


def test_les_deux_regimes_ne_demandent_jamais_deux_fois_la_meme_donnee():
    for demande in DEMARCHES:
        for day in (date(2026, 1, 1), date(2027, 2, 20), NOUVEAU_REGIME, date(2030, 1, 1)):
            names = [one.nom for one in donnees_a_declarer(demande, day)]
            assert len(names) == len(set(names)), (demande.code, day)
    assert regime(date(2027, 2, 20)) != regime(NOUVEAU_REGIME)


def test_chaque_donnee_du_catalogue_a_sa_valeur():
    """Une donnée que la correspondance ignore lèverait KeyError."""
    for demande in DEMARCHES:
        for day in (JOUR, APRES):
            asked = donnees_a_declarer(demande, day)
            assert len(a_declarer(demande, un_dossier(), day)) <= len(asked)
    assert {one.volet for one in DONNEES} == {
        volet for demande in DEMARCHES for volet in demande.volets
    }


def test_le_chauffage_urbain_n_a_pas_d_energie_et_l_individuel_pas_de_reseau():
    assert "energie" not in valeurs(draft=un_dossier(reseau_urbain=True))
    alone = valeurs(draft=un_dossier(chauffage="individuel", reseau_urbain=True))
    assert alone["reseau_urbain"] is False and "energie" not in alone


def test_une_procedure_finie_ne_se_declare_plus():
    from lsc_desktop.domain.registre.dossier import ProcedureDraft

    open_, shut = (
        ProcedureDraft(None, "29-1", JOUR),
        ProcedureDraft(None, "511", date(2020, 1, 1), date(2020, 2, 1)),
    )
    assert [one["nature"] for one in valeurs(draft=un_dossier(procedures=[open_, shut]))[
        "procedures"]] == ["29-1"]  # fmt: skip


def test_un_premier_exercice_ne_declare_que_ses_dates():
    found = a_declarer(ANNUELLE, un_dossier(premier_exercice=True), JOUR)
    assert {one.donnee.nom for one in found if one.donnee.volet == FINANCES} == {
        "exercice_du", "exercice_au",
    }  # fmt: skip


def test_le_telechargement_ne_declare_rien():
    assert a_declarer(TELECHARGEMENT, un_dossier(), JOUR) == ()


def test_le_successeur_vient_de_la_declaration():
    from lsc_desktop.domain.registre.demarches import DECLARATION_SUCCESSEUR

    found = a_declarer(
        DECLARATION_SUCCESSEUR, un_dossier(), JOUR, Suite(date(2026, 12, 31), "Cabinet Lune")
    )
    assert en_donnees(found) == {"fin_mandat": "2026-12-31", "successeur_nom": "Cabinet Lune"}


# --- Ce que la base propose ---------------------------------------------------------------------


def test_on_ne_reprend_que_ce_qui_est_vide():
    known = un_connu(
        comptes=des_comptes(charges_courantes=Decimal(7)), construit_le=date(1970, 1, 1),
        ag_le=date(2026, 6, 15), nb_etages=4,
    )  # fmt: skip
    draft = DossierDraft(copropriete_id=1, connu=known, impayes=Decimal(5))
    filled = reprendre(draft)
    assert set(filled) == {
        "nom_usage", "periode", "nb_ascenseurs", "exercice_du", "exercice_au", "ag_comptes_le",
        "charges_courantes", "batiments",
    }  # fmt: skip
    assert draft.impayes == Decimal(5) and draft.charges_courantes == Decimal(7)
    assert draft.batiments == [BatimentDraft(nom="A", etages=4)]
    assert reprendre(draft) == ()


def test_les_comptes_d_un_autre_exercice_ne_s_y_melent_pas():
    draft = DossierDraft(
        copropriete_id=1, connu=un_connu(comptes=des_comptes()), exercice_au=date(2024, 12, 31)
    )
    assert "impayes" not in reprendre(draft) and draft.impayes is None
    exercice_suivant(draft)
    assert draft.exercice_au == date(2025, 12, 31) and draft.impayes == Decimal("812.40")


def test_la_base_ne_propose_pas_ce_qu_elle_ignore():
    assert propositions(un_connu()) == {"nom_usage": "Syndicat Gilbert", "nb_ascenseurs": 0}
    assert "nb_ascenseurs" not in propositions(un_connu(ascenseur=True))
    early = un_connu(comptes=des_comptes(), ag_le=date(2025, 12, 31))
    assert "ag_comptes_le" not in propositions(early)


def test_la_periode_de_construction():
    years = {1948: "AVANT_1949", 1949: "DE_1949_A_1960", 1974: "DE_1961_A_1974",
             1975: "DE_1975_A_1993", 2010: "DE_2001_A_2010", 2011: "A_COMPTER_DE_2011"}  # fmt: skip
    assert {y: periode_construction(date(y, 6, 1)) for y in years} == years
    assert periode_construction(None) == ""


# --- Formes -------------------------------------------------------------------------------------


def test_le_numero_s_ecrit_comme_on_veut():
    assert normaliser(" aa5-357-991 ") == "AA5357991"
    assert dans_un_acte("AA5357991") == "AA5-357-991" and dans_un_acte("AA-1") == "AA-1"
    assert numero_possible("AA0002576") and not numero_possible("AA000257")
    assert not numero_possible("AA00025٣6")  # un chiffre d'ailleurs


@given(st.text(max_size=30))
def test_normaliser_deux_fois_ne_change_plus_rien(text):
    assert normaliser(normaliser(text)) == normaliser(text)


@given(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=20)
    | st.decimals(-(10**12), 10**12, places=2)
    | st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3), max_size=3)
)  # fmt: skip
def test_toute_valeur_se_montre(value):
    assert isinstance(dit(value), str)


def test_une_saisie_vierge_n_a_pas_de_defaut_de_forme():
    assert list(DossierDraft(copropriete_id=1).problems()) == []
    assert {f.name for f in fields(DossierDraft)} >= {one.nom for one in DONNEES} - {
        "adresse", "code_postal", "ville", "date_reglement", "siret_syndicat", "cooperatif",
        "nb_lots", "nb_principaux", "nb_habitation", "nb_stationnement", "syndic_nom",
        "syndic_siret", "fin_mandat", "successeur_nom", "successeur_siret", "successeur_courriel",
    }  # fmt: skip
