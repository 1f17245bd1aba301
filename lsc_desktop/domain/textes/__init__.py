"""Les textes que l'agence écrit elle-même : leur mise en forme, leurs variables."""
