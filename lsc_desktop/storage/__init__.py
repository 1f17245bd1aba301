"""La base : moteur, tables, schéma, historique."""
