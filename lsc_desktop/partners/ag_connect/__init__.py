"""AG Connect, et le poste nomade : le même contrat, par une cible ou par un fichier."""
