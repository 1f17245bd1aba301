"""Cas d'usage : assemblées générales."""
