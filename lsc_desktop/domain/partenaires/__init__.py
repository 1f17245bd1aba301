"""Les partenaires : ce qu'on leur demande, ce qu'on leur envoie, ce qu'on en a prouvé."""
