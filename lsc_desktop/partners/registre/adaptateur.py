"""Ce que le programme dit de son adaptateur du registre des copropriétés."""

from lsc_desktop.partners.declaration import Adaptateur

REGISTRE = Adaptateur(
    "registre", "Registre des copropriétés", "Immatricule et met à jour les copropriétés",
    "REST en JSON, certificat client ; noms provisoires, remplaçables par un fichier",
    "le nôtre : le contrat d'interface du registre se demande à l'Anah",
)  # fmt: skip
