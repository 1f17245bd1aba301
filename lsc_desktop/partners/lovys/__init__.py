"""Demander un devis à Lovys : `devis-habitation/1`, un contrat qui est le nôtre."""
