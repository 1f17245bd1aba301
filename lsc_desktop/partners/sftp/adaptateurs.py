"""Les cibles de la publication, et ce qu'on en a prouvé. Le format de LSC n'est pas public : le
nôtre part, et nous n'en promettons pas la lecture par le vrai service (extranet-partners §1.8)."""

from lsc_desktop.partners.declaration import Adaptateur

_NOTRE = "le nôtre : le format de LSC n'est pas public"

EXTRANET = Adaptateur(
    "extranet", "Extranet", "Publie documents, comptes et accès aux clients",
    "ged-publication/1, par SFTP", _NOTRE,
)  # fmt: skip
CAPTAIN = Adaptateur(
    "captain", "Captain Tower", "Reçoit immeubles, tiers, conseils et documents",
    "ged-publication/1, réduit, par SFTP", "le nôtre : rien n'est public",
    produit="captain",
)  # fmt: skip
INCH = Adaptateur(
    "inch", "Inch", "Reçoit immeubles, tiers et conseils, sans documents",
    "ged-publication/1, réduit, par SFTP", "le nôtre : rien n'est public",
    produit="inch",
)  # fmt: skip
DOSSIER = Adaptateur(
    "dossier", "Dossier", "Dépose la même publication dans un dossier local ou réseau",
    "ged-publication/1", _NOTRE,
)  # fmt: skip
