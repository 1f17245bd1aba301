"""Les saisies directes dessinées à la main : peu nombreuses, une par module."""
