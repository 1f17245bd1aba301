"""Un dossier complet, que chaque essai abîme d'une chose."""

from datetime import date
from decimal import Decimal

from lsc_desktop.domain.registre.choix import NON_IMMATRICULEE, RATTACHEE
from lsc_desktop.domain.registre.connu import Comptes, Connu
from lsc_desktop.domain.registre.dossier import BatimentDraft, DossierDraft, ParcelleDraft

JOUR = date(2026, 11, 30)
APRES = date(2027, 3, 1)
SIRET = "73282932000074"


def un_connu(**over):
    values = {
        "nom": "Syndicat Gilbert", "adresse": "4, rue Gilbert", "code_postal": "54000",
        "ville": "NANCY", "date_reglement": date(1968, 5, 2), "syndic_nom": "Agence Crypto",
        "syndic_siret": SIRET, "types": ("Appartement",) * 6 + ("Local", "Cave", "Parking"),
        "batiments": ("A",), "nb_coproprietaires": 7, "immatriculation": "",
    }  # fmt: skip
    return Connu(**values | over)


def des_comptes(**over):
    values = {"du": date(2025, 1, 1), "au": date(2025, 12, 31), "impayes": Decimal("812.40")}
    return Comptes(**values | over)


def un_dossier(**over):
    """À immatriculer, sans rien qui manque jusqu'au 20 février 2027."""
    known = over.pop("connu", None) or un_connu()
    values = {
        "id": 1, "copropriete_id": 1, "rattachement": NON_IMMATRICULEE,
        "nom_usage": "Résidence Gilbert", "date_creation": date(1968, 6, 1),
        "mandat_du": date(2025, 6, 1), "mandat_au": date(2028, 5, 31),
        "exercice_du": date(2025, 1, 1), "exercice_au": date(2025, 12, 31),
        "ag_comptes_le": date(2026, 6, 15), "budget": Decimal(42000),
        "charges_courantes": Decimal("40120.50"), "charges_travaux": Decimal(0),
        "provisions_travaux": Decimal(0), "dettes_fournisseurs": Decimal(1500),
        "impayes": Decimal("812.40"), "nb_debiteurs": 2, "fonds_travaux": Decimal(2100),
        "nb_ascenseurs": 1, "periode": "DE_1961_A_1974", "chauffage": "collectif",
        "energie": "gaz", "parcelles": [ParcelleDraft(None, "54395", "000", "AB", "123")],
        "batiments": [BatimentDraft(nom="A", etiquette="D")],
        "immatriculation": known.immatriculation, "connu": known, "jour": JOUR,
    }  # fmt: skip
    return DossierDraft(**values | over)


def un_dossier_rattache(**over):
    known = over.pop("connu", None) or un_connu(immatriculation="AA1234567")
    return un_dossier(**{"rattachement": RATTACHEE, "connu": known} | over)
