"""Les mots de l'historique pour les partenaires : réglages, licence du store."""

from lsc_desktop.domain.abonnements import ORIGINES

FICHES = {
    "licence_store": "Licence du store",
    "reglage_partenaires": "Réglages des partenaires",
}
PROPRES = {
    "licence_store": {
        "document": "Document signé", "client": "Client", "emis_le": "Émise le",
        "valable_jusqu_au": "Valable jusqu'au", "cle": "Clé de signature", "origine": "Origine",
        "validee_le": "Validée le", "validee_par": "Validée par", "vue_le": "Confirmée le",
    },
    "reglage_partenaires": {
        "active": "Envois à leurs heures", "jours": "Jours", "heures": "Heures",
        "store_adresse": "Adresse du store", "store_client": "Numéro de client au store",
    },
}  # fmt: skip
VALEURS = (("licence_store", "origine", ORIGINES),)
