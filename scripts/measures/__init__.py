"""Ce que le programme met de temps et de mémoire, à côté de ce que d'autres techniques y mettent."""
