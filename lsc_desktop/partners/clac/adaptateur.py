"""Ce que le programme dit de son adaptateur de CLAC."""

from lsc_desktop.partners.declaration import Adaptateur

CLAC = Adaptateur(
    "clac", "CLAC", "Rend les dossiers locatifs acceptés",
    "dossier-locatif/1, zip relevé dans un dossier, ou sur un compte SFTP ou FTP",
    "le nôtre : le contenu du zip n'est pas public",
    produit="clac",
)  # fmt: skip
