"""Lots : la fiche, ses surfaces, ses prix (gerance 3.2)."""

from lsc_desktop.domain.lots.calcul import (
    avertissements,
    code_de,
    echeance,
    expliquer,
    ligne_mandat,
    recalculer,
    taxe_comprise,
)
from lsc_desktop.domain.lots.choix import (
    CLASSES,
    COMMERCIALISATIONS,
    ETATS_LOCATIFS,
    EXPOSITIONS,
    LIBRE,
    LISTES,
    LOUE,
    MODALITES_CHARGES,
)
from lsc_desktop.domain.lots.documents import DocumentLotDraft
from lsc_desktop.domain.lots.prix import Prix
from lsc_desktop.domain.lots.saisie import LotDraft
from lsc_desktop.domain.lots.surfaces import (
    COEFFICIENTS,
    PieceLot,
    par_m2,
    surface_carrez,
    surface_dependances,
    surface_ponderee,
)

__all__ = [
    "CLASSES",
    "COEFFICIENTS",
    "COMMERCIALISATIONS",
    "ETATS_LOCATIFS",
    "EXPOSITIONS",
    "LIBRE",
    "LISTES",
    "LOUE",
    "MODALITES_CHARGES",
    "DocumentLotDraft",
    "LotDraft",
    "PieceLot",
    "Prix",
    "avertissements",
    "code_de",
    "echeance",
    "expliquer",
    "ligne_mandat",
    "par_m2",
    "recalculer",
    "surface_carrez",
    "surface_dependances",
    "surface_ponderee",
    "taxe_comprise",
]
