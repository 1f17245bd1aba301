"""Le store : les abonnements et les jetons de l'agence, d'un fichier ou par HTTPS, signés."""
