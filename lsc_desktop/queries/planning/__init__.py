"""Ce qu'on lit du planning : rendez-vous, réunions Zoom, réglage."""
