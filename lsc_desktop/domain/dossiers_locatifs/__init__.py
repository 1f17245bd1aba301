"""Dossiers locatifs reçus d'un partenaire : un candidat devient locataire (seed L2749-2788)."""
