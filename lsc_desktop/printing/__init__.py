"""Les documents : une valeur entre, des octets sortent."""
