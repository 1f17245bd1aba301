"""CLAC : les dossiers locatifs qu'il dépose (seed L2749-2788), jamais vérifié avec lui (D7)."""
