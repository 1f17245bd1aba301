"""Ce qu'on écrit des partenaires : appels, boîte d'envoi, réglage, licence."""
