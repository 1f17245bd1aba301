"""Des fiches posées à côté de l'agence."""

from datetime import date, datetime
from decimal import Decimal

from lsc_desktop.storage.models import Regularisation


def une_regularisation(session, agence, **over):
    """En attente, pour Elsa Locataire, sur 2020."""
    values = {
        "etat": "en_attente", "entite_id": agence.entite, "lot_id": agence.lot,
        "locataire_id": agence.locataire, "compte_id": agence.compte, "titre": "DECOMPTE",
        "du": date(2020, 1, 1), "au": date(2020, 12, 31), "code_fiscalite_id": agence.provisions,
        "pourcentage": Decimal(100), "seuil": Decimal(0), "jours_occupation": 366,
        "jours_periode": 366, "total": Decimal(0), "regularisation": Decimal(0),
        "cree_le": datetime(2021, 10, 25), "cree_par": "Martine",
    }  # fmt: skip
    record = Regularisation(**values | over)
    session.add(record)
    session.flush()
    return record.id
