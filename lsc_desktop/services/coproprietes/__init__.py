"""Cas d'usage : copropriétés, lots, copropriétaires, mutations."""
