"""Lectures : régularisation des lots isolés."""
