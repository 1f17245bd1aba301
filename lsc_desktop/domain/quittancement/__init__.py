"""Appels de loyers : ce qui est appelé, l'avis, le journal (seed L354-370)."""

from lsc_desktop.domain.quittancement.appel import lignes_appelees, simuler
from lsc_desktop.domain.quittancement.saisie import (
    PERIODICITES,
    AAppeler,
    AppelDraft,
    LigneApercu,
    detailler,
)
from lsc_desktop.domain.quittancement.valeurs import (
    AvisEcheance,
    Groupe,
    JournalQuittancement,
    LigneAppelee,
    LigneJournal,
    LigneTableau,
    Prorata,
)

__all__ = [
    "PERIODICITES",
    "AAppeler",
    "AppelDraft",
    "AvisEcheance",
    "Groupe",
    "JournalQuittancement",
    "LigneApercu",
    "LigneAppelee",
    "LigneJournal",
    "LigneTableau",
    "Prorata",
    "detailler",
    "lignes_appelees",
    "simuler",
]
