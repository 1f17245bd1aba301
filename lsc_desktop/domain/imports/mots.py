"""Les mots des autres : titres de colonnes qu'écrivent d'autres logiciels, aides, exemples."""

from collections.abc import Mapping
from typing import Any

# Ce qui, dans le nom d'un fichier ou d'une feuille, annonce une sorte ; le plus précis d'abord.
MOTS: Mapping[str, tuple[str, ...]] = {
    "entites": ("entite", "societe", "agence"),
    "fiscalites": ("fiscalite", "code fiscal", "rubrique", "nature de charge"),
    "tiers": ("tiers", "fournisseur", "garant", "contact"),
    "proprietaires": ("proprietaire", "bailleur", "mandant", "owner"),
    "immeubles": ("immeuble", "residence", "batiment", "programme"),
    "lots": ("lots", "lot", "bien", "biens", "logement", "appartement"),
    "locataires": ("locataire", "bail", "baux", "occupant"),
    "lignes": ("quittancement", "ligne", "echeancier", "loyers", "appel"),
    "soldes": ("solde", "balance", "ouverture", "nouveau", "reprise compta"),
}

REGLEMENTS = {
    "chq": "Chèque", "cheque": "Chèque", "c": "Chèque", "ch": "Chèque",
    "prlv": "Prélèvement", "prl": "Prélèvement", "prel": "Prélèvement", "sepa": "Prélèvement",
    "prelevement automatique": "Prélèvement", "p": "Prélèvement", "prelevement sepa": "Prélèvement",
    "vir": "Virement", "vrt": "Virement", "virt": "Virement", "v": "Virement",
    "esp": "Espèces", "liquide": "Espèces", "cb": "Carte bancaire", "carte": "Carte bancaire",
}  # fmt: skip
_PERIODES = {
    "mensuel": 1, "m": 1, "mois": 1, "1 mois": 1, "trimestriel": 3, "t": 3, "trimestre": 3,
    "3 mois": 3, "semestriel": 6, "s": 6, "6 mois": 6, "annuel": 12, "a": 12, "12 mois": 12,
}  # fmt: skip
_BAUX = {
    "nu": "vide", "habitation": "vide", "loi 89": "vide", "loi de 1989": "vide", "89": "vide",
    "vide": "vide", "non meuble": "vide", "meublee": "meuble", "meuble": "meuble",
    "commerce": "commercial", "3 6 9": "commercial", "pro": "professionnel",
    "garage": "stationnement", "parking": "stationnement", "box": "stationnement",
    "code civil": "civil",
}  # fmt: skip
_SENS = {"d": "D", "debit": "D", "deb": "D", "debiteur": "D", "doit": "D",
         "c": "C", "credit": "C", "cred": "C", "crediteur": "C", "avoir": "C"}  # fmt: skip


def dire(synonymes: str = "", aide: str = "", exemple: str = "", **plus: Any) -> dict[str, Any]:
    """Synonymes séparés par « ; »."""
    return {
        "synonymes": tuple(one.strip() for one in synonymes.split(";") if one.strip()),
        "aide": aide,
        "exemple": exemple,
        **plus,
    }


TIERS = {
    "civilite": dire("Titre; Civ; Qualité", exemple="Madame"),
    "nom": dire(
        "Nom de famille; Raison sociale; Nom ou raison sociale; Dénomination; Nom propriétaire; "
        "Nom locataire; Nom du locataire; Nom du propriétaire; Nom prénom; Nom et prénom; "
        "Nom complet; Bailleur; Locataire; Intitulé",
        exemple="MARTIN",
        obligatoire=True,
    ),
    "prenom": dire("Prénoms; Prénom locataire; Prénom propriétaire", exemple="Jeanne"),
    "adresse1": dire(
        "Adresse 1; Rue; Voie; N° et voie; Adresse ligne 1; Adresse postale",
        exemple="4, rue du Moulin",
    ),
    "adresse2": dire("Adresse 2; Complément; Adresse ligne 2; Complément adresse"),
    "adresse3": dire("Adresse 3; Adresse ligne 3; Lieu-dit"),
    "code_postal": dire("CP; Code post; C.P.", exemple="54000"),
    "ville": dire("Commune; Localité; Bureau distributeur", exemple="NANCY"),
    "pays": dire("Country", "Vide : la France."),
    "telephone": dire("Tél; Tel; Téléphone fixe; Tél domicile; Tel fixe", exemple="03 83 00 00 00"),
    "portable": dire("Mobile; GSM; Tél portable; Téléphone mobile; Téléphone portable"),
    "courriel": dire(
        "Email; E-mail; Mail; Adresse mail; Adresse e-mail; Adresse électronique; Mél",
        exemple="jeanne.martin@example.fr",
    ),
    "siret": dire("N° SIRET; Numéro SIRET"),
    "iban": dire("RIB; Compte bancaire; IBAN / RIB"),
    "bic": dire("Code BIC; SWIFT"),
    "note": dire("Observations; Commentaire; Remarques; Notes; Mémo"),
}
_PRIX = "Montant en euros."

RETOUCHES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "entites": {
        "code": dire("Code entité; Code société", exemple="EX001", obligatoire=True),
        "nom": dire("Nom; Raison sociale", exemple="Agence d'exemple", obligatoire=True),
    },
    "fiscalites": {
        "code": dire("Code fiscalité; Code rubrique; Rubrique", exemple="EX1", obligatoire=True),
        "libelle": dire("Désignation; Intitulé", exemple="Rubrique d'exemple", obligatoire=True),
        "nature": dire("Type", exemple="Loyer"),
        "pourcentage": dire("Taux; %", "En %, pour les nouvelles provisions.", "0"),
        "ligne_2044": dire("Ligne 2044; 2044", exemple="211"),
    },
    "tiers": {**TIERS, "code": dire("Code tiers; Code", exemple="MARTINJEANNE")},
    "proprietaires": {
        **TIERS,
        "code": dire(
            "Code; Code propriétaire; Code bailleur; Code mandant; N° propriétaire; "
            "Référence propriétaire; Référence; Identifiant",
            "Le code de la fiche du tiers. Vide : tiré du nom.",
            "MARTINJEANNE",
        ),
        "compte": dire(
            "Compte; N° compte; Numéro de compte; Compte comptable; Compte mandant; Compte 411",
            "Vide : sans compte. Sans cette colonne, un numéro est proposé à chaque mandat.",
            "411MARTINJ",
        ),
        "mandat": dire(
            "Mandat; Numéro de mandat; N° de mandat; Mandat n°; Mandat de gestion; "
            "N° mandat de gestion",
            "Numéro au registre des mandats. Vide : sans mandat.",
            "102",
        ),
        "mandat_debut": dire(
            "Date de mandat; Date mandat; Date début mandat; Début mandat; Mandat du",
            exemple="01/01/2015", titre="Début du mandat",
        ),
        "mandat_fin": dire("Fin mandat; Date fin mandat", titre="Fin du mandat"),
        "mandat_duree_mois": dire("Durée mandat", titre="Durée du mandat (mois)", exemple="12"),
        "mandat_tacite_reconduction": dire("Tacite", exemple="oui"),
        "mandat_taux_honoraires": dire(
            "Honoraires; % honoraires; Taux de gestion; Taux gestion; Honoraires de gestion",
            "En %.", "7",
        ),
        "mandat_base_honoraires": dire("Base honoraires", exemple="Encaissements"),
        "mandat_note": dire(titre="Note du mandat"),
        "mandat_actif": dire("", "Vide : oui.", "oui", titre="Mandat en service"),
    },
    "immeubles": {
        "code": dire(
            "Code immeuble; Référence immeuble; Réf immeuble; N° immeuble; Référence",
            "Sans « / ».", "PARC", obligatoire=True,
        ),
        "nom": dire(
            "Nom immeuble; Désignation; Résidence; Immeuble; Libellé",
            exemple="Résidence du Parc", obligatoire=True,
        ),
        "adresse1": dire("Adresse 1; Rue; Voie; Adresse immeuble", exemple="12, rue du Parc"),
        "adresse2": dire("Adresse 2; Complément"),
        "code_postal": dire("CP; C.P.", exemple="54000"),
        "ville": dire("Commune; Localité", exemple="NANCY", obligatoire=True),
        "date_construction": dire("Date de construction"),
        "nb_etages": dire("Nombre d'étages; Nb étages"),
        "note": dire("Observations; Commentaire; Remarques"),
    },
    "lots": {
        "code_gestion": dire(
            "Code; Code gestion; Lot; Référence lot; Réf lot; N° lot; Numéro lot; Code bien; "
            "Référence; Référence du bien; Numéro de lot",
            "IMMEUBLE/numéro. Vide : fait de l'immeuble et du n° RCP.", "PARC/12",
        ),
        "code_physique": dire("Code physique du lot", "Vide : le code du lot."),
        "immeuble": dire(
            "Code immeuble; Référence immeuble; Réf immeuble; N° immeuble",
            "Code d'un immeuble. Vide : ce qui précède « / » dans le code du lot.", "PARC",
        ),
        "proprietaire": dire(
            "Code propriétaire; Code tiers; Bailleur; Code bailleur; Mandant; Code mandant; "
            "N° propriétaire; Nom propriétaire",
            "Code du tiers, ou son nom s'il est seul à le porter. Vide : le mandant.",
            "MARTINJEANNE",
        ),
        "mandat_gestion": dire(
            "Mandat; N° mandat; Numéro de mandat; N° de mandat; Mandat n°; Mandat de gérance",
            "Numéro d'un mandat. Vide : le lot n'est pas géré.", "102",
        ),
        "confie_du": dire("Entrée en gestion; Date d'entrée en gestion; Début de gestion"),
        "confie_au": dire("Sortie de gestion; Date de sortie; Fin de gestion"),
        "adresse1": dire("Adresse; Adresse 1; Rue; Voie", "Vide : celle de l'immeuble."),
        "code_postal": dire("CP; C.P."),
        "ville": dire("Commune; Localité"),
        "numero_rcp": dire("Numéro RCP; Lot de copropriété; N° lot copropriété", exemple="12"),
        "numero_plan": dire("Numéro de plan; N° appartement"),
        "type_lot": dire("Type; Nature; Nature du lot; Type de bien", exemple="Appartement"),
        "nb_pieces": dire("Pièces; Nombre de pièces; Nbre pièces; Nb de pièces", exemple="3"),
        "nb_chambres": dire("Chambres; Nombre de chambres"),
        "etage": dire("Niveau; Étage n°", exemple="2ème"),
        "batiment": dire("Bât; Bat"),
        "escalier": dire("Esc"),
        "porte": dire("N° porte; Porte n°"),
        "surface_habitable": dire(
            "Surface; Surface m²; Superficie; Surface loi Boutin; Surface en m²", "En m².", "62,50",
        ),
        "loyer_mensuel": dire("Loyer; Loyer hors charges; Loyer HC", _PRIX, "650,00"),
        "provision_charges": dire("Charges; Provision charges; Provisions; Provision", _PRIX),
        "depot_garantie": dire("DG; Caution; Dépôt de garantie théorique", _PRIX),
        "numero_fiscal": dire("Invariant fiscal; Numéro fiscal; N° fiscal du logement"),
        "dpe_classe": dire("DPE; Classe DPE; Étiquette énergie", exemple="D"),
        "ges_classe": dire("GES; Classe GES"),
        "actif": dire("Actif", "Vide : oui.", "oui"),
    },
    "locataires": {
        **TIERS,
        "tiers": dire(
            "Code; Code locataire; Code client; N° locataire; Référence locataire; Identifiant; "
            "Référence",
            "Le code de la fiche du tiers. Vide : tiré du nom.", "DUPONTPAUL",
        ),
        "nom": {**TIERS["nom"], "exemple": "DUPONT"},
        "civilite": {**TIERS["civilite"], "exemple": "Monsieur"},
        "prenom": {**TIERS["prenom"], "exemple": "Paul"},
        "adresse1": {**TIERS["adresse1"], "exemple": "", "aide": "Vide : on lui écrit au lot."},
        "code_postal": {**TIERS["code_postal"], "exemple": ""},
        "ville": {**TIERS["ville"], "exemple": ""},
        "telephone": {**TIERS["telephone"], "exemple": ""},
        "courriel": {**TIERS["courriel"], "exemple": "paul.dupont@example.fr"},
        "lot": dire(
            "Code lot; Référence lot; Réf lot; N° lot; Numéro lot; Code bien; Référence du bien; "
            "Code gestion; Bien",
            "Le code d'un lot.", "PARC/12", obligatoire=True,
        ),
        "compte": dire(
            "Compte; N° compte; Numéro de compte; Compte comptable; Compte 81; Numéro comptable",
            "Vide : un numéro est proposé.", "81DUPONTPA",
        ),
        "mandat": dire(
            "Mandat; Numéro de mandat; N° de mandat; Mandat n°",
            "Vide : le mandat qui confie le lot.", "102",
        ),
        "reference_bail": dire("Réf bail; N° bail; Numéro de bail; Référence du contrat"),
        "type_bail": dire("Bail; Nature du bail", exemple="Location vide", mots=_BAUX),
        "bail_du": dire(
            "Date de bail; Date du bail; Début de bail; Début du bail; Date début bail; "
            "Date de début; Date effet; Date d'effet; Prise d'effet",
            "Vide : le premier quittancement.", "01/09/2018",
        ),
        "bail_au": dire(
            "Fin de bail; Fin du bail; Date de fin; Date fin bail; Échéance; Bail au; "
            "Date d'échéance du bail",
            exemple="31/08/2024",
        ),
        "premier_quittancement": dire(
            "Entrée; Date d'entrée; Date entrée; Entré le; Date d'entrée dans les lieux; "
            "Début de quittancement",
            "Date d'entrée. Vide : le début du bail.", "01/09/2018",
        ),
        "periodicite": dire(
            "Période; Fréquence; Périodicité de quittancement", "Vide : mensuelle.", "Mensuelle",
            mots=_PERIODES,
        ),
        "terme": dire("Type de terme", "Vide : à échoir.", "À échoir", mots={
            "echoir": "echoir", "avance": "echoir", "d avance": "echoir", "echu": "echu",
        }),
        "jour_echeance": dire("Jour; Jour de paiement; Jour d'exigibilité", "Vide : 1.", "1"),
        "mode_reglement": dire(
            "Règlement; Mode de paiement; Moyen de paiement; Paiement; Mode règlement",
            exemple="Virement", mots=REGLEMENTS,
        ),
        "fin_preavis": dire("Date de fin de préavis"),
        "preavis_recu": dire("Date de préavis; Congé reçu le; Date du congé"),
        "depart": dire("Date de départ; Sortie; Date de sortie; Sorti le; Parti le"),
        "depot_garantie": dire(
            "DG; Caution; Montant DG; Dépôt; Montant du dépôt de garantie", _PRIX, "650,00"
        ),
        "depot_verse_le": dire("Date DG; Date du dépôt de garantie"),
        "depot_detenu_par": dire("Détenteur DG", exemple="L'agence"),
    },
    "lignes": {
        "compte": dire(
            "Compte; N° compte; Numéro de compte; Compte comptable; Locataire; Numéro comptable",
            "Le compte du locataire.", "81DUPONTPA", obligatoire=True,
        ),
        "lot": dire("Code lot; Référence lot", "Utile si le compte a plusieurs baux.", "PARC/12"),
        "premier_quittancement": dire(
            "Entrée; Date d'entrée", "Utile si le compte a deux baux du même lot."
        ),
        "code": dire(
            "Code; Rubrique; Code rubrique; Fiscalité; Code fisc", "Un code fiscalité.", "10",
            obligatoire=True,
        ),
        "libelle": dire(
            "Désignation; Intitulé; Libellé de la ligne", "Vide : celui du code fiscalité.", "Loyer"
        ),
        "montant": dire(
            "Montant TTC; Somme; Montant par appel; Prix", "Par appel.", "650,00", obligatoire=True
        ),
        "du": dire("Début; Date début; À partir du; Date de début", "Vide : depuis toujours."),
        "au": dire("Fin; Date fin; Jusqu'au; Date de fin", "Vide : sans fin."),
        "ponctuelle": dire("Ponctuel; Une seule fois; Unique", "Vide : non.", "non"),
    },
    "soldes": {
        "compte": dire(
            "N° compte; Numéro de compte; Numéro; Compte comptable; Numéro comptable; "
            "Compte locataire; CompteNum",
            exemple="81DUPONTPA", obligatoire=True,
        ),
        "libelle": dire(
            "Intitulé; Libellé; Désignation; CompteLib", "Utile pour un compte à ouvrir."
        ),
        "nature": dire("Nature; Type de compte", "Utile pour un compte à ouvrir."),
        "tiers": dire("Tiers", "Utile pour un compte de tiers à ouvrir."),
        "debit": dire("Solde débiteur; Débiteur; Total débit", "Ce que doit le compte."),
        "credit": dire("Solde créditeur; Créditeur; Credit", "Ce que l'agence lui doit."),
        "solde": dire(
            "Montant; Balance; Solde au; Solde de reprise",
            "À défaut de débit et de crédit : crédit − débit, négatif si le compte doit ; avec "
            "« Sens », sans signe.",
            "-350,00",
        ),
        "sens": dire("D/C; Sens du solde; DC", "D (il doit) ou C.", mots=_SENS),
        "date": dire("Date de reprise; Solde du", "Vide : la date de reprise."),
    },
}  # fmt: skip
