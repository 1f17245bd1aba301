"""La publication de la GED : ce qui doit être en ligne, ce qui part, ce que chacun en voit.

Elle décrit un état et non des événements : chaque envoi dit tout ce que la cible doit montrer
(seed L624-626 ; extranet-partners §0, §4.1).
"""
