"""Cas d'usage : recevoir un dossier locatif, puis l'importer (seed L2749-2788)."""
