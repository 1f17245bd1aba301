"""Les règles : des valeurs entrent, des valeurs sortent."""
