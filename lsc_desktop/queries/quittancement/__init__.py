"""Lectures : appels de loyers, quittances, ce qu'un appel demanderait."""

from lsc_desktop.queries.quittancement.appels import (
    a_appeler,
    nouvel_appel,
    preparer,
    prochaine_periode,
)
from lsc_desktop.queries.quittancement.documents import (
    documents_avis,
    documents_journal,
    journal,
)
from lsc_desktop.queries.quittancement.listes import (
    APPELS,
    QUITTANCES,
    AppelRow,
    QuittanceRow,
)

__all__ = [
    "APPELS",
    "QUITTANCES",
    "AppelRow",
    "QuittanceRow",
    "a_appeler",
    "documents_avis",
    "documents_journal",
    "journal",
    "nouvel_appel",
    "preparer",
    "prochaine_periode",
]
