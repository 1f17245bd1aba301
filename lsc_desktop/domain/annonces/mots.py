"""Les mots de l'historique propres aux annonces : fiches, rubriques."""

FICHES = {
    "portail_annonces": "Compte de publication d'annonces",
    "reglage_annonces": "Réglages des annonces",
}
PROPRES = {
    "portail_annonces": {
        "actif": "Actif", "agence": "Identifiant de l'agence", "logiciel": "Nom du logiciel",
        "format_version": "Version du format", "encodage": "Encodage",
        "publications": "Supports", "url_bareme": "Barème des honoraires",
        "avec_photos": "Envoyer les photos", "transport": "Transport", "hote": "Serveur",
        "port": "Port", "utilisateur": "Utilisateur", "chemin": "Dossier",
        "empreinte": "Clé d'hôte",
    },
    "reglage_annonces": {
        "ref_cabinet": "Réf. cabinet", "ref_adherent": "Réf. adhérent", "serveur": "Serveur",
        "serveur_secondaire": "Serveur secondaire", "repertoire": "Répertoire de dépôt",
        "blocage_jours": "Jours après la date de mandat",
        "proprietaires": "Propriétaires, localisations réelles",
        "inter_agences": "Inter-agences", "sans_dg_locataire": "Sans le DG du locataire",
        "active": "Publier de soi-même", "jours": "Jours", "heures": "Heures",
    },
}  # fmt: skip
