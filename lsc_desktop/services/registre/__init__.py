"""Ce qu'on écrit du registre des copropriétés : dossiers, déclarations, réglage."""
