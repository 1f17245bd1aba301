"""Devis d'assurance habitation de Lovys (seed L644-770)."""
