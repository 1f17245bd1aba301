"""Ce que le programme dit de son adaptateur d'AG Connect."""

from lsc_desktop.partners.declaration import Adaptateur

AG_CONNECT = Adaptateur(
    "ag_connect", "AG Connect", "Tient une assemblée à distance, et rend ses votes",
    "ag-export/1, ag-acces/1, ag-retour/1, fichiers JSON par SFTP ou dossier",
    "le nôtre : rien n'est public",
    produit="ag_connect",
)  # fmt: skip
