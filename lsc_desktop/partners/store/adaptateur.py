"""Ce que le programme dit de son adaptateur du store."""

from lsc_desktop.partners.declaration import Adaptateur

STORE = Adaptateur(
    "store", "Store", "Dit les abonnements et les jetons de l'agence",
    "abonnements/1, par fichier ou HTTPS, signé (Ed25519)",
    "le nôtre : le protocole du store n'est pas public",
)  # fmt: skip
