"""Les mots de l'historique propres au registre : fiches, lignes, rubriques, valeurs."""

from lsc_desktop.domain.registre import choix, declarations, demarches

FICHES = {
    "declaration_registre": "Déclaration au registre",
    "dossier_registre": "Dossier au registre",
    "reglage_registre": "Registre : compte et contrat",
}
LIGNES = {
    "batiment_registre": "Bâtiment",
    "dossier_registre": "Dossier au registre",
    "parcelle_registre": "Parcelle",
    "procedure_registre": "Procédure",
}
PROPRES = {
    "batiment_registre": {
        "etages": "Étages", "etiquette": "Étiquette énergie", "ventilation": "Ventilation",
    },
    "declaration_registre": {
        "copropriete_id": "Copropriété", "demarche": "Démarche", "piece_id": "Pièce",
        "fin_mandat": "Fin du mandat", "successeur_nom": "Successeur",
        "successeur_siret": "SIRET du successeur", "successeur_courriel": "Courriel du successeur",
        "faite_le": "Faite le", "faite_par": "Faite par", "numero": "Numéro donné",
        "accuse": "Accusé", "message": "Réponse",
    },
    "dossier_registre": {
        "rattachement": "Rattachement", "immatriculee_le": "Immatriculée le",
        "maj_le": "Mise à jour le", "nom_usage": "Nom d'usage",
        "adresses": "Adresses complémentaires", "date_creation": "Syndicat créé le",
        "nature": "Syndicat", "immat_principal": "Immatriculation du principal",
        "residence_service": "Résidence-services", "nb_asl": "ASL", "nb_aful": "AFUL",
        "nb_unions": "Unions de syndicats", "cadre": "Cadre", "mandat_du": "Mandat du",
        "mandat_au": "Fin du mandat", "premier_exercice": "Premier exercice en cours",
        "exercice_du": "Exercice du", "exercice_au": "Exercice au",
        "ag_comptes_le": "Comptes approuvés le", "budget": "Budget prévisionnel",
        "charges_courantes": "Charges courantes", "charges_travaux": "Travaux et exceptionnel",
        "provisions_travaux": "Provisions pour travaux",
        "dettes_fournisseurs": "Dettes fournisseurs", "impayes": "Impayés",
        "nb_debiteurs": "Débiteurs", "fonds_travaux": "Fonds de travaux",
        "personnel": "Emploie du personnel", "nb_ascenseurs": "Ascenseurs", "periode": "Construit",
        "chauffage": "Chauffage", "reseau_urbain": "Réseau urbain", "energie": "Énergie",
        "eau_chaude": "Eau chaude", "nb_bornes": "Points de recharge",
        "diagnostic_structurel": "Diagnostic structurel du", "plan_travaux": "Plan de travaux",
    },
    "parcelle_registre": {"insee": "Commune", "prefixe": "Préfixe", "section": "Section"},
    "reglage_registre": {
        "numero": "Numéro de télédéclarant", "adresse": "Adresse du service",
        "permis": "Appels permis", "permis_le": "Permis le", "permis_par": "Permis par",
    },
}  # fmt: skip
VALEURS = (
    ("declaration_registre", "demarche", demarches.CHOIX),
    ("declaration_registre", "etat", declarations.ETATS),
    ("dossier_registre", "cadre", choix.CADRES),
    ("dossier_registre", "chauffage", choix.CHAUFFAGES),
    ("dossier_registre", "eau_chaude", choix.EAUX_CHAUDES),
    ("dossier_registre", "energie", choix.ENERGIES),
    ("dossier_registre", "nature", choix.NATURES_SYNDICAT),
    ("dossier_registre", "periode", choix.PERIODES),
    ("dossier_registre", "plan_travaux", choix.PLANS_TRAVAUX),
    ("dossier_registre", "rattachement", choix.RATTACHEMENTS),
)
