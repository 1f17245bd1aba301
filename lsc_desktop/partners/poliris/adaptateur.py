"""Ce que le flux d'annonces dit de lui-même, et pourquoi le format de PagesIMMO n'en est pas un."""

from lsc_desktop.partners.declaration import Adaptateur

POLIRIS = Adaptateur(
    "poliris", "Portails d'annonces", "Reçoivent les annonces des lots à louer",
    "Poliris 4.09 à 4.12, zip déposé par FTP, SFTP ou dossier",
    "public : spécifications SeLoger d'octobre 2023 (resources/poliris.json)",
)  # fmt: skip
PAGESIMMO = Adaptateur(
    "pagesimmo", "PagesIMMO", "Diffuserait les annonces vers sites et portails",
    "inconnu : ni le fichier reçu, ni la norme Immonet, ni AMEPI ne sont publiés",
    "aucune : rien n'est public",
    absent="Le format que PagesIMMO reçoit n'est pas public : rien n'y est déposé.",
)  # fmt: skip
