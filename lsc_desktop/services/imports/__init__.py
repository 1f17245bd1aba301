"""Cas d'usage : importer un portefeuille, tout ou rien ; en exporter un."""
