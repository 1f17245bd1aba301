"""Écrans des assemblées générales : une fenêtre à cinq onglets (seed L1987-2566)."""
