"""Le registre national des copropriétés : ce qu'on y déclare, quand, et avec quel certificat.

CCH L. 711-1 à 7 et R. 711-1 à 21 ; loi 65-557 art. 8-2. Le contrat d'interface n'est pas public
(D50) : les noms des données sont les nôtres.
"""
