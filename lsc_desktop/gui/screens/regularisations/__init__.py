"""Écrans de la régularisation des lots isolés (seed L50-430)."""
