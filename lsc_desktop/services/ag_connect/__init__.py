"""Une assemblée tenue ailleurs : l'exporter, garder ses accès, importer son retour."""
