"""Ce que le programme met de temps et de mémoire, à côté de ce qu'y mettent ses pairs."""
