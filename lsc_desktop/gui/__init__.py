"""La fenêtre."""
