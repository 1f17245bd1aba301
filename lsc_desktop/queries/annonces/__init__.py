"""Lectures : les biens à publier, leurs critères, les portails et leurs dépôts."""
