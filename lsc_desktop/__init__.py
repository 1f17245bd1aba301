"""LSC Desktop : le poste de travail des gérants et des syndics."""
