"""Ce qu'on écrit du planning : rendez-vous, réunions Zoom, réglage."""
