"""Zoom : réunions, webinaires et inscriptions, par son API REST (v2)."""
