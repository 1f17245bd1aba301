"""Une grande agence, faite d'un trait et toujours la même : `scripts/volume.py`."""
