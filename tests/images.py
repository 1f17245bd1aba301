"""De petites images, de chaque forme."""

import io

from PIL import Image


def une_image(format="JPEG", largeur=31, hauteur=17, couleur=(40, 90, 140), **options):
    """Les octets d'une image unie ; une autre couleur en fait une autre."""
    out = io.BytesIO()
    Image.new("RGB", (largeur, hauteur), couleur).save(out, format, **options)
    return out.getvalue()
