"""Cas d'usage : régularisation des lots isolés, d'Ajouter à Quittancer."""
