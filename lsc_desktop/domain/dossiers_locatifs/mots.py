"""Les mots de l'historique pour les dossiers locatifs : fiches, lignes, rubriques, valeurs."""

from lsc_desktop.domain.dossiers_locatifs.recu import STATUTS
from lsc_desktop.domain.dossiers_locatifs.saisie import ETATS
from lsc_desktop.domain.serveurs import TRANSPORTS

FICHES = {
    "dossier_locatif": "Dossier locatif",
    "reglage_clac": "Import CLAC",
    "reglage_conservation": "Conservation des candidatures",
}
LIGNES = {"dossier_locatif_personne": "Personne", "dossier_locatif_piece": "Pièce"}
PROPRES = {
    "dossier_locatif": {
        "fichier": "Fichier", "recu_le": "Reçu le", "raison": "Raison", "statut": "Statut",
        "candidat": "Candidat", "reference": "Référence", "bien": "Bien", "adresse": "Adresse",
        "loyer_cc": "Loyer charges comprises", "charges": "Charges", "honoraires": "Honoraires",
        "part_edl": "Part état des lieux", "bail_du": "Bail du", "duree_mois": "Durée du bail",
        "importe_le": "Importé le", "importe_par": "Importé par", "evenement_id": "Événement",
    },
    "dossier_locatif_personne": {
        "role": "Qualité", "reference": "Repère", "prenoms": "Prénoms", "naissance": "Né le",
        "profession": "Profession", "revenus": "Revenus", "nouveau": "Nouveau tiers",
    },
    "dossier_locatif_piece": {"reference": "Repère"},
    "reglage_clac": {
        "active": "Import à ses heures", "jours": "Jours", "heures": "Heures",
        "dossier": "Dossier surveillé", "transport": "Relever", "hote": "Serveur", "port": "Port",
        "utilisateur": "Utilisateur", "chemin": "Dossier du compte", "empreinte": "Clé d'hôte",
        "effacer": "Ôter du serveur",
    },
    "reglage_conservation": {
        "active": "Effacement à ses heures", "heures": "Heures", "mois": "Mois gardés",
    },
}  # fmt: skip
VALEURS = (
    ("dossier_locatif", "etat", ETATS),
    ("dossier_locatif", "statut", STATUTS),
    ("reglage_clac", "transport", TRANSPORTS),
)
