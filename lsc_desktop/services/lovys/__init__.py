"""Demander des devis à Lovys, et régler le compte de l'agence."""
