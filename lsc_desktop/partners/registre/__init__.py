"""Le registre national des copropriétés : certificat, contrat d'interface, appels."""
