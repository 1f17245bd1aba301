"""Lire les devis Lovys, leur réglage, et de quoi en demander."""
