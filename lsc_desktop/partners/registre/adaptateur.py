"""Ce que le programme dit de son adaptateur du registre des copropriétés."""

from lsc_desktop.partners.declaration import Adaptateur

REGISTRE = Adaptateur(
    "registre", "Registre des copropriétés", "Immatricule et met à jour les copropriétés",
    "REST en JSON, ou SOAP par un WSDL fourni ; certificat client ; noms provisoires",
    "le nôtre : le contrat d'interface du registre se demande à l'Anah",
)  # fmt: skip
