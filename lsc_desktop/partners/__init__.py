"""Les partenaires : ce qui sort de la maison, chacun derrière un port étroit."""
