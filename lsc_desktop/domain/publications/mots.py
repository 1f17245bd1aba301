"""Les mots de l'historique pour les réglages de la publication."""

FICHES = {"reglage_publication": "Réglages de la publication"}
PROPRES = {
    "reglage_publication": {
        "domaine": "Nom de domaine", "active": "Publication à ses heures",
        "jours": "Jours", "heures": "Heures",
        "nom_pieces": "Titre des pièces jointes", "sans_banque": "Sans coordonnées bancaires",
        "envoyer_depenses": "Envoyer les dépenses", "envoyer_102": "Envoyer les comptes 102",
        "regrouper_proprietaires": "Regrouper la trésorerie des propriétaires",
        "regrouper_locataires": "Regrouper la trésorerie des locataires",
        "regrouper_coproprietaires": "Regrouper la trésorerie des copropriétaires",
        "inactiver_preavis": "Inactiver au préavis", "inactiver_departs": "Inactiver au départ",
        "inactiver_ventes": "Inactiver à la vente", "journal_winscp": "Log WinSCP",
        "modele_liste_id": "Modèle des listes des copropriétaires",
    },
}  # fmt: skip
