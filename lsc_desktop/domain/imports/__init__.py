"""Import d'un portefeuille : ce que disent les fichiers d'un ancien logiciel, ce qui y cloche."""
