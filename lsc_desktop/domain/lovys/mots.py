"""Les mots de l'historique propres à Lovys."""

FICHES = {"reglage_lovys": "Configuration Lovys"}
PROPRES = {
    "reglage_lovys": {"login": "Login", "url": "URL", "hotes": "Sites où un devis s'ouvre"},
}
