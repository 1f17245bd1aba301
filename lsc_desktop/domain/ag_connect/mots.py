"""Les mots de l'historique propres à AG Connect."""

from lsc_desktop.domain.ag_connect.valeurs import ETATS_RETOUR

FICHES = {"ag_retour": "Retour AG Connect", "reglage_ag_connect": "AG Connect"}
PROPRES = {
    "ag_retour": {
        "assemblee_id": "Assemblée", "fichier": "Fichier", "recu_le": "Reçu le",
        "raison": "Raison", "importe_le": "Importé le", "importe_par": "Importé par",
    },
    "reglage_ag_connect": {
        "active": "Relevé à ses heures", "heures": "Heures", "cible_id": "Cible",
        "emails": "Emails des correspondants principaux",
        "modele_rapport_id": "Modèle d'événement pour le rapport",
        "modele_feuille_id": "Modèle d'événement pour la feuille de présence",
    },
}  # fmt: skip
VALEURS = (("ag_retour", "etat", ETATS_RETOUR),)
