"""Les documents d'assemblée : convocation, formulaire, feuille de présence, procès-verbal."""
