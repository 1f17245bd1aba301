"""Ce qu'on lit des partenaires : appels, boîte d'envoi, licence, adaptateurs."""
