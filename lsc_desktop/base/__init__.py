"""Ce dont tout le monde se sert : erreurs, montants, dates, textes, chemins."""
