"""Le flux d'annonces « Poliris », format public de SeLoger que d'autres portails lisent aussi.

`format` dit les champs publiés (`resources/poliris.json`), `ecriture` fait le zip, `lecture` le
relit sans rien savoir de qui l'a fait, `controle` le juge sur les règles publiées, `location` y met
une annonce de location. Jamais vérifié avec un portail réel (D7).
"""
