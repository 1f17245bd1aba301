"""Les lectures : un module par domaine, des lignes figées."""
