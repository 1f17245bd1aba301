"""Écrans du syndic : copropriétés, copropriétaires, lots et mutations."""
