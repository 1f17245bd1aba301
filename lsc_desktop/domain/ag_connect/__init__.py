"""L'assemblée tenue ailleurs : AG Connect, ou un poste nomade ; ce qui part, ce qui revient."""
