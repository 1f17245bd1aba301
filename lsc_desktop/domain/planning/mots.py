"""Les mots de l'historique propres au planning : fiches, lignes, rubriques."""

from lsc_desktop.domain.planning.reglages import FUSEAUX

FICHES = {
    "reglage_planning": "Configuration Organiseur : planning",
    "rendez_vous": "Rendez-vous",
}
LIGNES = {"participant_rendez_vous": "Participant"}
PROPRES = {
    "reglage_planning": {
        "compte": "Account ID", "client": "Client ID", "hote": "Hôte", "fuseau": "Fuseau horaire",
        "attente": "Salle d'attente",
    },
    "rendez_vous": {
        "heure_debut": "De", "heure_fin": "À", "lieu": "Lieu", "responsable": "Responsable",
        "zoom": "Réunion Zoom", "webinaire": "Webinaire", "hote": "Hôte Zoom",
        "inscrire": "Inscrire les participants", "annule_le": "Annulé le",
        "annule_par": "Annulé par", "cree_le": "Créé le", "cree_par": "Créé par",
    },
}  # fmt: skip
VALEURS = (("reglage_planning", "fuseau", FUSEAUX),)
