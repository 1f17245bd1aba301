"""Lectures : copropriétés, lots, copropriétaires, mutations, et qui a combien de voix."""
