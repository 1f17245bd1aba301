"""Ce que le programme dit de son adaptateur de Lovys."""

from lsc_desktop.partners.declaration import Adaptateur

LOVYS = Adaptateur(
    "lovys", "Lovys", "Fait les devis d'assurance des locataires et des propriétaires",
    "devis-habitation/1, REST en JSON, jeton contre login et mot de passe",
    "le nôtre : l'adresse et les schémas de Lovys ne sont pas publics (docs.lovys.com est fermé)",
    produit="lovys",
)  # fmt: skip
