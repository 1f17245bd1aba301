"""L'admissibilité d'un lot : la table des critères, un écart à la fois."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lsc_desktop.domain.annonces.criteres import A_VOIR, MANQUE, TENU, admissible
from lsc_desktop.domain.annonces.examen import REGLES, examiner
from lsc_desktop.domain.annonces.loi import montants
from lsc_desktop.domain.annonces.plafonds import depot_max, fin_du_dpe, honoraires_max
from lsc_desktop.domain.annonces.saisie import ReglageAnnoncesDraft, remarques_reglage
from tests.annonces import JOUR, TEXTE, des_photos, un_bien, un_lot_a_louer, verdict

D = Decimal
REGLAGE = ReglageAnnoncesDraft()

LOCATION_FINIE = {
    "mandat_transaction": "8", "mandat_type": "Mandat simple de location",
    "mandat_date": date(2026, 8, 1), "mandat_duree_mois": 3,
}  # fmt: skip

# Un champ de la fiche changé → le critère qui le voit, et ce qu'il en dit.
TABLE = (
    ({"actif": False}, "service", MANQUE),
    ({"diffuser": False}, "diffusion", MANQUE),
    ({"reference_internet": "  "}, "reference", MANQUE),
    ({"reference_internet": "A" * 21}, "reference", MANQUE),
    ({"reference_internet": 'A"!#'}, "reference", MANQUE),
    ({"reference_internet": "참조1"}, "reference", MANQUE),
    ({"commercialisation": "vendre"}, "louer", MANQUE),
    ({"commercialisation": "vendre_louer"}, "louer", TENU),
    ({"commercialisation": "non_disponible"}, "louer", MANQUE),
    ({"locataire_id": 3}, "libre", MANQUE),
    ({"etat_locatif": "loue"}, "libre", MANQUE),
    ({"date_parution": date(2026, 12, 1)}, "parution", MANQUE),
    ({"date_parution": JOUR}, "parution", TENU),
    ({"mandat_numero": ""}, "mandat", MANQUE),
    ({"mandat_numero": "", "mandat_transaction": "8", "mandat_type": "Mandat simple de vente"},
     "mandat", MANQUE),
    ({"mandat_numero": "", "mandat_transaction": "8", "mandat_type": "Mandat simple de location"},
     "mandat", TENU),
    ({"type_lot": "Cave"}, "sorte", MANQUE),
    ({"type_lot": ""}, "sorte", MANQUE),
    ({"type_lot": "Cave", "categorie_annonce": "Parking"}, "sorte", TENU),
    ({"surface_habitable": None}, "surface", MANQUE),
    ({"nb_pieces": None}, "pieces", MANQUE),
    ({"nb_pieces": None, "type_lot": "Parking"}, "pieces", None),
    ({"etage": "sous les toits"}, "etage", A_VOIR),
    ({"etage": "RDC"}, "etage", None),
    ({"texte_annonce": " \n"}, "texte", MANQUE),
    ({"texte_annonce": "Beau."}, "texte", A_VOIR),
    ({"texte_annonce": "a" * 2501}, "texte", MANQUE),
    ({"texte_annonce": "ligne\n" * 320}, "texte", MANQUE),
    ({"mandat_numero": "", **LOCATION_FINIE}, "mandat", MANQUE),
    (LOCATION_FINIE, "mandat", TENU),  # le mandat de gérance court encore
    ({"mandat_numero": "", **LOCATION_FINIE, "mandat_duree_mois": 4}, "mandat", TENU),
    ({"mandat_numero": "", **LOCATION_FINIE, "mandat_date": date(2026, 12, 1)}, "mandat", MANQUE),
    ({"texte_annonce": f"{TEXTE} 705 € par mois, dont 90 euros."}, "montants", TENU),
    ({"texte_annonce": f"{TEXTE} Loyer 695 €."}, "montants", A_VOIR),
    ({"texte_annonce": f"{TEXTE} Loyer 1 615,00 €."}, "montants", A_VOIR),
    ({"titre_annonce": "Deux pièces à 690 EUROS"}, "montants", A_VOIR),
    ({"texte_annonce": f"{TEXTE} 2026, 40 m2, 12 europes."}, "montants", None),
    ({"loyer_mensuel": None}, "loyer", MANQUE),
    ({"loyer_mensuel": D(0)}, "loyer", MANQUE),
    ({"provision_charges": None}, "charges", MANQUE),
    ({"charges_modalite": ""}, "charges", MANQUE),
    ({"charges_modalite": "remboursement"}, "charges", MANQUE),
    ({"charges_modalite": "remboursement", "provision_charges": D(0)}, "charges", TENU),
    ({"charges_modalite": "forfait"}, "charges", A_VOIR),
    ({"charges_modalite": "forfait", "type_location": "Meublé"}, "charges", TENU),
    ({"type_location": "Mobilité", "depot_garantie": D(0)}, "charges", MANQUE),
    ({"depot_garantie": None}, "depot", MANQUE),
    ({"depot_garantie": D(0)}, "depot", TENU),
    ({"depot_garantie": D("615.01")}, "depot", MANQUE),
    ({"depot_garantie": D("1230.00"), "type_location": "Meublé"}, "depot", TENU),
    ({"depot_garantie": D("0.01"), "type_location": "Mobilité"}, "depot", MANQUE),
    ({"type_location": ""}, "meuble", MANQUE),
    ({"type_location": "Commercial"}, "meuble", None),
    ({"type_location": "Bail 1948"}, "meuble", MANQUE),  # repris d'un import
    ({"type_location": " meuble"}, "meuble", TENU),
    ({"type_location": "MEUBLÉ", "depot_garantie": D("1230.00")}, "depot", TENU),
    ({"type_location": "mobilite", "charges_modalite": "forfait"}, "depot", MANQUE),
    ({"honoraires_locataire": None}, "honoraires", MANQUE),
    ({"honoraires_edl": None}, "honoraires", MANQUE),
    ({"honoraires_locataire": D(0), "honoraires_edl": D(0)}, "honoraires", TENU),
    ({"honoraires_locataire": D(100)}, "honoraires", MANQUE),
    ({"honoraires_locataire": D("442.80")}, "plafond", TENU),  # 40 × 8,07 + 120
    ({"honoraires_locataire": D("442.81")}, "plafond", MANQUE),
    ({"honoraires_locataire": D("523.60"), "zone_tendue": True}, "plafond", TENU),
    ({"honoraires_locataire": D("523.61"), "zone_tendue": True}, "plafond", MANQUE),
    ({"honoraires_locataire": D("604.00"), "zone_tres_tendue": True}, "plafond", TENU),
    ({"honoraires_edl": D("121.20")}, "plafond", TENU),  # 40 × 3,03
    ({"honoraires_edl": D("121.21")}, "plafond", MANQUE),
    ({"honoraires_locataire": D(9999), "type_location": "Commercial"}, "plafond", None),
    ({"encadrement_loyer": True}, "encadrement", MANQUE),
    ({"encadrement_loyer": True, "loyer_reference_majore": D("15.38")}, "encadrement", TENU),
    ({"encadrement_loyer": True, "loyer_reference_majore": D("15.37")}, "encadrement", MANQUE),
    ({"complement_loyer": D(50)}, "complement", MANQUE),
    ({"complement_loyer": D(50), "encadrement_loyer": True}, "complement", TENU),
    ({"complement_loyer": D(50), "encadrement_loyer": True, "dpe_classe": "F"}, "complement",
     MANQUE),
    ({"dpe_classe": ""}, "dpe", MANQUE),
    ({"ges_classe": ""}, "dpe", MANQUE),
    ({"dpe_date": None}, "dpe", MANQUE),
    ({"dpe_date": date(2019, 5, 1)}, "dpe", MANQUE),  # d'avant juillet 2021 : fini en 2024
    ({"dpe_date": date(2021, 7, 1)}, "dpe", TENU),
    ({"dpe_classe": "", "dpe_non_soumis": True}, "dpe", TENU),
    ({"dpe_classe": "", "type_lot": "Parking"}, "dpe", None),
    ({"dpe_cout_min": None}, "depenses", MANQUE),
    ({"dpe_prix_le": None}, "depenses", MANQUE),
    ({"dpe_cout_min": D(990)}, "depenses", MANQUE),
    ({"dpe_cout_min": None, "type_lot": "Bureau"}, "depenses", None),
    ({"dpe_classe": "G"}, "decence", MANQUE),
    ({"dpe_classe": "F"}, "decence", TENU),
    ({"dpe_classe": "G", "type_lot": "Bureau"}, "decence", None),
    ({"diagnostic_erp": None}, "risques", A_VOIR),
    ({"diagnostic_erp": date(2026, 5, 29)}, "risques", A_VOIR),
    ({"diagnostic_erp": date(2026, 5, 30)}, "risques", TENU),
    ({"dpe_classe": "F"}, "relocation", A_VOIR),
    ({"zone_tendue": True}, "relocation", A_VOIR),
    ({"surface_habitable": D("8.99")}, "decente", A_VOIR),
)  # fmt: skip


def test_un_lot_a_qui_rien_ne_manque_est_admissible():
    found = examiner(un_bien(), REGLAGE, JOUR)
    assert admissible(found) and {one.etat for one in found} == {TENU}
    assert all(one.phrase and one.source for one in found)


@pytest.mark.parametrize(
    ("change", "code", "etat"), TABLE, ids=[f"{n:02}-{c}" for n, (_x, c, _e) in enumerate(TABLE)]
)
def test_chaque_ecart_est_vu_par_son_critere(change, code, etat):
    bien = un_bien(un_lot_a_louer(**change))
    found = verdict(code, bien)
    assert (found.etat if found else None) == etat
    if etat == MANQUE:
        assert not admissible(examiner(bien, REGLAGE, JOUR))
    if etat in (MANQUE, A_VOIR):
        assert found.phrase.endswith(".") and found.conseil, "qui manque sait quoi faire"


def test_la_table_couvre_chaque_regle():
    """Une règle ajoutée a son écart ici ; deux sont jugées plus bas, sur ce qui entoure le lot."""
    known = {rule.code for rule in REGLES}
    assert known - {code for _x, code, _e in TABLE} == {"delai", "commune", "photos"}
    assert len(known) == len(REGLES), "chaque règle a son code"


def test_rien_de_tenu_par_defaut_sur_un_lot_vide():
    """Un lot à peine créé ne part pas, et la liste dit tout ce qu'il lui faut."""
    found = examiner(un_bien(un_lot_a_louer(**_vide()), photos=(), ville=""), REGLAGE, JOUR)
    missing = {one.code for one in found if one.etat == MANQUE}
    assert missing >= {
        "diffusion", "reference", "louer", "sorte", "commune", "surface", "texte", "loyer",
        "charges", "depot", "honoraires",
    }  # fmt: skip


def _vide() -> dict[str, object]:
    return {
        "diffuser": False, "reference_internet": "", "commercialisation": "", "type_lot": "",
        "surface_habitable": None, "surface": None, "nb_pieces": None, "texte_annonce": "",
        "loyer_mensuel": None, "provision_charges": None, "depot_garantie": None,
        "honoraires_locataire": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "ville", "etat"),
    [
        ("54500", "VANDOEUVRE", TENU), ("5450", "VANDOEUVRE", MANQUE), ("54500", "", MANQUE),
        ("", "VANDOEUVRE", MANQUE), ("75000", "PARIS", MANQUE), ("75011", "Paris", TENU),
        ("69000", "Lyon 3e", MANQUE), ("13008", "Marseille", TENU),
    ],
)  # fmt: skip
def test_la_commune_dit_son_arrondissement(code, ville, etat):

    assert verdict("commune", un_bien(code_postal=code, ville=ville)).etat == etat


def test_le_delai_apres_le_mandat_est_celui_du_reglage():
    """Seed L2651 : « bloquer la publication 7 jours après la date de mandat »."""
    bien = un_bien(mandat_debut=date(2026, 11, 24))
    assert verdict("delai", bien).etat == MANQUE
    assert "01/12/2026" in verdict("delai", bien).conseil
    assert verdict("delai", bien, jour=date(2026, 12, 1)).etat == TENU
    assert verdict("delai", bien, replace(REGLAGE, blocage_jours=0)) is None
    letting = un_lot_a_louer(
        mandat_transaction="8", mandat_type="Mandat exclusif de location",
        mandat_date=date(2026, 11, 29),
    )  # fmt: skip
    assert verdict("delai", un_bien(letting)).etat == MANQUE, "le mandat de location l'emporte"


def test_une_vente_se_dit_absente_et_pourquoi():
    sale = verdict("louer", un_bien(un_lot_a_louer(commercialisation="vendre")))
    assert "seules les locations" in sale.phrase
    assert any("Seules les locations" in one for one in remarques_reglage(REGLAGE))


def test_un_mandat_de_location_fini_se_dit_avec_sa_date():
    """Loi 70-9 art. 7 : un mandat est limité dans le temps ; seed L403 : son dernier jour."""
    lot = un_lot_a_louer(mandat_numero="", **LOCATION_FINIE)
    assert "n° 8 a pris fin le 31/10/2026" in verdict("mandat", un_bien(lot)).phrase
    assert verdict("mandat", un_bien(lot), jour=date(2026, 10, 31)).etat == TENU
    assert un_bien(lot).mandat(JOUR) == ("", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("705 €", ["705"]), ("1 250,50€ et 90 euros", ["1250.50", "90"]), ("1.250 €", ["1250"]),
        ("2\u00a0000\u202f€", ["2000"]), ("12 europes, 40 m²", []), ("tél. 0612345678", []),
        ("1,5 euro", ["1.5"]), ("Paris 3e. 12345,67 EUR", []),
    ],
)  # fmt: skip
def test_les_montants_d_un_texte_se_lisent(text, amounts):
    assert montants(text) == [D(one) for one in amounts]


def test_un_bail_deja_signe_retire_l_annonce():
    bien = un_bien(bail_a_venir=date(2026, 12, 15))
    assert verdict("libre", bien).etat == MANQUE and "15/12/2026" in verdict("libre", bien).phrase


def test_une_reference_prise_par_un_autre_lot_retient_les_deux():
    assert verdict("reference", un_bien(reference_prise=True)).etat == MANQUE


def test_les_photos_qu_un_portail_refuse_se_disent():
    assert verdict("photos", un_bien(photos=())).etat == A_VOIR
    assert verdict("photos", un_bien(photos=des_photos(1, "webp"))).etat == A_VOIR
    assert verdict("photos", un_bien(photos=des_photos(31))).etat == A_VOIR
    heavy = replace(des_photos(1)[0], taille=40 * 1024 * 1024 + 1)
    assert verdict("photos", un_bien(photos=(heavy,))).etat == A_VOIR
    assert verdict("photos", un_bien(photos=des_photos(30))).etat == TENU


def test_le_depot_du_dernier_locataire_sert_a_defaut():
    """Seed L2652 : « Ne pas prendre en compte le DG de la fiche locataire »."""
    bien = un_bien(un_lot_a_louer(depot_garantie=None), depot_bail=D("600.00"))
    assert verdict("depot", bien).etat == TENU
    assert verdict("depot", bien, replace(REGLAGE, sans_dg_locataire=True)).etat == MANQUE


def test_la_decence_suit_le_calendrier_de_la_loi():
    """Loi 89-462 art. 6 : métropole G 2025, F 2028, E 2034 ; outre-mer G 2028, F 2031."""
    poor = {letter: un_lot_a_louer(dpe_classe=letter) for letter in "EFG"}

    def allowed(letter: str, day: date, cp: str = "54500") -> bool:
        return verdict("decence", un_bien(poor[letter], code_postal=cp), jour=day).etat == TENU

    assert allowed("G", date(2024, 12, 31)) and not allowed("G", date(2025, 1, 1))
    assert allowed("F", date(2027, 12, 31)) and not allowed("F", date(2028, 1, 1))
    assert allowed("E", date(2033, 12, 31)) and not allowed("E", date(2034, 1, 1))
    assert allowed("G", date(2027, 12, 31), "97400") and not allowed("G", date(2028, 1, 1), "97400")
    assert allowed("F", date(2030, 12, 31), "97400") and not allowed("F", date(2031, 1, 1), "97400")


def test_un_dpe_vaut_dix_ans_moins_s_il_est_ancien():
    """CCH art. D126-19, décret 2020-1610."""
    assert fin_du_dpe(date(2021, 7, 1)) == date(2031, 7, 1)
    assert fin_du_dpe(date(2021, 6, 30)) == date(2024, 12, 31)
    assert fin_du_dpe(date(2018, 1, 1)) == date(2024, 12, 31)
    assert fin_du_dpe(date(2017, 12, 31)) == date(2022, 12, 31)
    assert fin_du_dpe(date(2012, 2, 29)) == date(2022, 2, 28)


def test_les_plafonds_d_honoraires_changent_avec_l_annee():
    """Décret 2014-890 ; arrêté du 17 juillet 2025 pour 2026."""
    bien = un_bien()
    assert honoraires_max(bien, date(2025, 12, 31)) == (D("320.00"), D("120.00"))
    assert honoraires_max(bien, date(2026, 1, 1)) == (D("322.80"), D("121.20"))
    assert honoraires_max(bien, date(2014, 1, 1)) is None


def test_le_complement_compte_dans_le_loyer_que_borne_le_depot():
    lot = un_lot_a_louer(encadrement_loyer=True, complement_loyer=D("35.00"))
    assert depot_max(un_bien(lot)) == D("650.00")
