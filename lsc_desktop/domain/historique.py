"""Les mots de l'historique : fiches, rubriques et valeurs, comme sur les écrans."""

from lsc_desktop.domain.comptabilite import NATURES, TYPES_JOURNAL
from lsc_desktop.domain.configuration import PRORATAS
from lsc_desktop.domain.droits import DROITS, libelle
from lsc_desktop.domain.fiscalites import NATURES as NATURES_FISCALES
from lsc_desktop.domain.locataires import DETENTEURS, TERMES, TYPES_BAIL
from lsc_desktop.domain.lots import COMMERCIALISATIONS, ETATS_LOCATIFS
from lsc_desktop.domain.mandats import BASES_ACOMPTE, BASES_HONORAIRES
from lsc_desktop.domain.quittancement import PERIODICITES

FICHES = {
    "code_fiscalite": "Code fiscalité",
    "compte": "Compte",
    "configuration": "Configuration gérance",
    "entite": "Entité",
    "evenement": "Événement",
    "immeuble": "Immeuble",
    "journal_comptable": "Journal",
    "locataire": "Locataire",
    "lot": "Lot",
    "mandat": "Mandat de gérance",
    "profil": "Profil",
    "reglage_sauvegarde": "Réglage des sauvegardes",
    "regularisation": "Régularisation",
    "tiers": "Tiers",
    "utilisateur": "Utilisateur",
}

# Lignes d'une fiche : table → nom de la ligne.
LIGNES = {
    "colocataire": "Colocataire",
    "document_lot": "Document",
    "donnee_complementaire": "Donnée complémentaire",
    "garant": "Caution",
    "ligne_quittancement": "Ligne de quittancement",
    "mandat_lot": "Lot confié",
    "piece_jointe": "Pièce jointe",
    "piece_lot": "Pièce (Carrez)",
    "profil_droit": "Droit",
    "regularisation_charge": "Type de charges",
    "regularisation_eau": "Eau",
    "regularisation_ecriture": "Écriture de provision",
}

# Rubriques qui disent la même chose partout.
COMMUNES = {
    "actif": "En service", "adresse1": "Adresse", "adresse2": "Complément d'adresse",
    "adresse3": "Complément d'adresse (suite)", "annulee_le": "Annulée le",
    "annulee_par": "Annulée par", "ascenseur": "Ascenseur", "au": "Au", "bic": "BIC",
    "civilite": "Civilité", "code": "Code", "code_fiscalite_id": "Code fiscalité",
    "code_postal": "Code postal", "compte_id": "Compte", "courriel": "Courriel",
    "cree_le": "Créée le", "cree_par": "Créée par", "date": "Date",
    "date_construction": "Construit le", "depart": "Départ",
    "depot_garantie": "Dépôt de garantie", "digicode": "Digicode", "du": "Du",
    "entite_id": "Entité", "etat": "État", "fichier_id": "Fichier", "fin": "Fin", "iban": "IBAN",
    "ics": "ICS", "immeuble_id": "Immeuble", "libelle": "Libellé", "libelle1": "Libellé",
    "libelle2": "Libellé (suite)", "locataire_id": "Locataire", "lot_id": "Lot",
    "mandat_id": "Mandat de gérance", "mode_reglement": "Mode de règlement", "montant": "Montant",
    "nature": "Nature", "nb_etages": "Étages", "nom": "Nom", "note": "Note", "numero": "Numéro",
    "objet": "Objet", "pays": "Pays", "piece": "Pièce", "pourcentage": "Pourcentage",
    "prenom": "Prénom", "portable": "Portable", "proprietaire_id": "Propriétaire",
    "quote_part": "Quote-part", "regularisation_id": "Régularisation", "seuil": "Seuil",
    "siret": "SIRET", "surface": "Surface", "telephone": "Téléphone", "texte": "Texte",
    "tiers_id": "Tiers", "titre": "Titre", "total": "Total", "valeur": "Valeur",
    "ville": "Ville",
}  # fmt: skip

# Rubriques propres à une fiche ou à une ligne : table → colonne → nom.
PROPRES = {
    "code_fiscalite": {
        "ligne_2044": "Ligne de la 2044", "lien_proprietaire": "Va au compte du propriétaire",
    },
    "compte": {
        "numero": "Numéro comptable", "libelle": "Libellé comptable", "valide": "Compte validé",
        "report_a_nouveau": "Report à nouveau", "reprise_en_solde": "Reprise en solde",
        "service_client": "Service client",
    },
    "configuration": {
        "regularisation_lots_isoles": "Régularisation des lots isolés activée",
        "plusieurs_regularisations": "Plusieurs régularisations coexistent",
        "sans_note": "Ne pas imprimer la note de bas de page",
        "note": "Note de bas de page", "titre_decompte": "Titre du décompte",
        "code_provisions": "Code des provisions",
        "code_regularisation": "Code des régularisations",
        "seuil_departs": "Seuil pour les locataires partis", "fois_max": "Appels au plus",
        "prorata": "Prorata des mois incomplets", "pied_de_page": "Pied de page",
        "date_travail": "Date de travail",
        "verrouillage_minutes": "Verrouillage après",
    },
    "entite": {
        "nom": "Désignation", "carte_professionnelle": "Carte professionnelle",
        "garantie": "Garantie financière",
    },
    "evenement": {
        "modele": "Modèle", "classeur": "Classeur", "auteur": "Auteur",
        "confidentiel": "Confidentiel", "publie_le": "Publié le",
    },
    "garant": {"montant": "Plafond", "jusqu_au": "Jusqu'au"},
    "immeuble": {"syndic": "Syndic"},
    "journal_comptable": {"type_journal": "Type de journal"},
    "ligne_quittancement": {
        "ponctuelle": "Appelée une fois", "arretee_par_id": "Arrêtée par",
        "au_avant": "Fin avant régularisation", "quittance_id": "Quittance",
    },
    "locataire": {
        "reference_bail": "Référence du bail", "type_bail": "Type de bail",
        "bail_du": "Bail du", "bail_au": "Échéance du bail",
        "premier_quittancement": "Premier quittancement", "periodicite": "Périodicité",
        "terme": "Terme", "jour_echeance": "Jour d'échéance",
        "forfait_charges": "Charges au forfait", "preavis_recu": "Préavis reçu le",
        "fin_preavis": "Fin de préavis", "motif_conge": "Motif du congé",
        "depot_verse_le": "Dépôt versé le", "depot_detenu_par": "Dépôt détenu par",
        "depot_rendu_le": "Dépôt rendu le", "nouvelle_adresse1": "Nouvelle adresse",
        "nouvelle_adresse2": "Nouvelle adresse (suite)",
        "nouveau_code_postal": "Nouveau code postal", "nouvelle_ville": "Nouvelle ville",
    },
    "lot": {
        "code_gestion": "Code gestion", "code_physique": "Code physique",
        "adresse1": "Adresse du lot", "numero_rcp": "N° RCP", "numero_plan": "N° plan",
        "type_lot": "Type de lot", "detail": "Détail", "epoque": "Époque", "quartier": "Quartier",
        "standing": "Standing", "chauffage": "Chauffage", "mitoyennete": "Mitoyenneté",
        "regime": "Régime", "nb_pieces": "Nb pièces", "nb_chambres": "Nb chambres",
        "nb_parkings": "Nb parkings", "nb_etages": "Nb étages", "batiment": "Bâtiment",
        "etage": "Étage", "escalier": "Escalier", "porte": "Porte", "numero_cles": "N° clés",
        "parking_numero": "Parking n°", "parking_type": "Type de parking",
        "etat_locatif": "État locatif", "libre_le": "Libérable le",
        "commercialisation": "Le lot est", "non_disponible_jusqu_au": "Non disponible jusqu'au",
        "motif_non_disponible": "Motif de non disponibilité",
        "surface_habitable": "Surface habitable", "surface_terrasse": "Surface de terrasse",
        "surface_balcons": "Surface de balcons", "surface_jardin": "Surface de jardin",
        "surface_divisible": "Divisible dès", "cumulable": "Cumulable",
        "diffuser": "Diffuser l'annonce", "categorie_annonce": "Catégorie d'annonce",
        "reference_internet": "Référence internet",
        "localisation_internet": "Localisation internet",
        "adresse_diffusee": "Diffuser l'adresse", "date_parution": "Date de parution",
        "date_mise_a_jour": "Date de mise à jour", "texte_annonce": "Texte de l'annonce",
        "dpe_classe": "Classe énergie", "dpe_valeur": "Consommation", "dpe_date": "DPE établi le",
        "ges_classe": "Classe climat (GES)", "ges_valeur": "Émissions",
        "diagnostic_plomb": "Diagnostic plomb", "diagnostic_amiante": "Diagnostic amiante",
        "diagnostic_electricite": "Diagnostic électricité", "diagnostic_gaz": "Diagnostic gaz",
        "diagnostic_erp": "État des risques", "zone_tendue": "Zone tendue",
        "loyer_reference": "Loyer de référence",
        "loyer_reference_majore": "Loyer de référence majoré", "loyer_mensuel": "Loyer mensuel",
        "provision_charges": "Provision sur charges", "type_location": "Type de location",
        "numero_fiscal": "N° fiscal du local",
        "assurance_pno": "Assurance propriétaire non occupant",
        "mandat_transaction": "N° de mandat de transaction",
        "mandat_type": "Type de mandat de transaction",
        "mandat_affecte_a": "Mandat affecté à", "mandat_date": "Mandat en date du",
        "mandat_duree_mois": "Durée du mandat", "lot_affecte_a": "Lot affecté à",
        "prix_vente": "Prix de vente", "net_vendeur": "Net vendeur",
        "commission_acquereur": "Commission à charge de l'acquéreur",
        "commission_taux": "Taux de commission", "commission_montant": "Montant de commission",
        "commission_taxe": "Taxe de commission", "taxe_habitation": "Taxe habitation",
        "taxe_om": "T.O.M.", "taxe_fonciere": "Taxe foncière", "visite": "Consignes de visite",
        "charges_copro": "Charges copro", "charges_recuperables": "Charges récupérables",
        "charges_chauffage": "Charges de chauffage",
        "charges_electricite": "Charges d'électricité",
        "regularisation_le": "Régularisation le", "note_transaction": "Note de transaction",
    },
    "mandat": {
        "debut": "Début", "duree_mois": "Durée", "tacite_reconduction": "Tacite reconduction",
        "taux_honoraires": "Taux d'honoraires", "base_honoraires": "Base d'honoraires",
        "forfait_honoraires": "Forfait d'honoraires", "taux_gli": "Taux GLI",
        "taux_acompte": "Taux d'acompte", "base_acompte": "Base d'acompte",
    },
    "piece_lot": {
        "exclure_carrez": "Exclure Carrez", "niveau": "Niveau", "exposition": "Exposition",
        "informations": "Informations",
    },
    "profil": {"administrateur": "Administrateur"},
    "profil_droit": {"droit": "Droit"},
    "utilisateur": {
        "identifiant": "Identifiant", "profil_id": "Profil",
        "messages_systeme": "Messages système",
    },
    "document_lot": {"diffusion": "Diffusion", "vignette": "Vignette"},
    "reglage_sauvegarde": {
        "active": "Copies à leurs heures", "heures": "Heures", "dossier": "Dossier",
        "gardees": "Copies gardées",
    },
    "regularisation": {
        "valide": "Validé", "jours_occupation": "Jours d'occupation",
        "jours_periode": "Jours de la période", "provisions_actuelles": "Provisions actuelles",
        "nouvelles_provisions": "Nouvelles provisions",
        "nouvelles_provisions_saisies": "Nouvelles provisions tapées",
        "provisions": "Provisions sur charges", "reintroduction": "Réintroduction retenue",
        "regularisation": "Régularisation", "fois": "Quittancée en",
        "imprime_le": "Décompte imprimé le", "decompte_id": "Décompte",
        "quittance_le": "Quittancée le", "quittance_par": "Quittancée par",
        "present": "Locataire présent", "lot_avant": "Régularisation du lot avant",
    },
    "regularisation_charge": {
        "jours_presence": "Jours de présence", "jours_periode": "Jours de la période",
        "montant_total": "Montant total", "montant": "Montant à payer",
    },
    "regularisation_eau": {
        "index_fin": "Index fin de période", "index_precedent": "Index précédent",
        "prix": "Prix unitaire", "montant": "Montant à payer",
    },
    "regularisation_ecriture": {"ecriture_id": "Écriture"},
}  # fmt: skip


# Rubriques qu'un profil peut n'avoir pas le droit de lire (droit « voir les IBAN »).
SENSIBLES = frozenset({"iban", "bic"})

# Valeurs gardées sous un mot de la base : (fiche, colonne) → mot → libellé.
VALEURS: dict[tuple[str, str], dict[str, str]] = {
    (fiche, champ): {str(value): label for value, label in choices}
    for fiche, champ, choices in (
        ("code_fiscalite", "nature", NATURES_FISCALES),
        ("compte", "nature", NATURES),
        ("configuration", "prorata", PRORATAS),
        ("journal_comptable", "type_journal", TYPES_JOURNAL),
        ("locataire", "depot_detenu_par", DETENTEURS),
        ("locataire", "periodicite", PERIODICITES),
        ("locataire", "terme", TERMES),
        ("locataire", "type_bail", TYPES_BAIL),
        ("lot", "commercialisation", COMMERCIALISATIONS),
        ("lot", "etat_locatif", ETATS_LOCATIFS),
        ("mandat", "base_acompte", BASES_ACOMPTE),
        ("mandat", "base_honoraires", BASES_HONORAIRES),
        ("profil", "profil_droit", tuple((d.cle, libelle(d.cle)) for d in DROITS)),
        (
            "regularisation",
            "etat",
            (("en_attente", "En attente"), ("quittancee", "Quittancée"), ("annulee", "Annulée")),
        ),
    )
}


def valeur(fiche: str, champ: str, texte: str) -> str:
    """Le libellé d'une valeur d'une liste fermée ; le texte gardé, sinon."""
    return VALEURS.get((fiche, champ), {}).get(texte, texte)


def rubrique(fiche: str, champ: str) -> str:
    """« Bail du », « Ligne de quittancement, Montant » ; le champ lui-même s'il est inconnu.

    `champ` : une colonne de la fiche, la table d'une ligne, ou « table.colonne ».
    """
    table, point, column = champ.partition(".")
    if point:
        return f"{LIGNES.get(table, table)}, {rubrique(table, column)}"
    return PROPRES.get(fiche, {}).get(champ) or LIGNES.get(champ) or COMMUNES.get(champ, champ)
