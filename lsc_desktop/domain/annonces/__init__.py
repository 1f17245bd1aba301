"""Les annonces de location : ce qui peut se publier, pourquoi le reste non, ce qu'on doit y dire.

`bien` : ce qu'on sait d'un lot ; `criteres` : la règle d'admissibilité, critère par critère ; `loi`
et `forme` : ses règles ; `plafonds` : les montants que la loi borne ; `mentions` : ce qu'elle
oblige à écrire ; `annonce` : l'annonce elle-même ; `saisie` : réglages et portails.
"""
