"""La fenêtre principale, ses menus, son accueil."""
