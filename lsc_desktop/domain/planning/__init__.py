"""Le planning de l'agence : ses rendez-vous, et les réunions qui se tiennent chez Zoom."""
