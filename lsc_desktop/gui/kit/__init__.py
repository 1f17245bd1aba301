"""Ce qui est fait une fois pour tous les écrans."""
