"""Ce qu'on lit du registre des copropriétés : dossiers, déclarations, réglage."""
