"""Les tables, un module par domaine."""

from lsc_desktop.storage.models.base import Base
from lsc_desktop.storage.models.comptabilite import Compte, Ecriture, JournalComptable, Piece
from lsc_desktop.storage.models.configuration import Configuration
from lsc_desktop.storage.models.entites import Entite
from lsc_desktop.storage.models.evenements import Evenement, Fichier, PieceJointe
from lsc_desktop.storage.models.fiscalites import CodeFiscalite
from lsc_desktop.storage.models.historique import Historique
from lsc_desktop.storage.models.immeubles import Immeuble
from lsc_desktop.storage.models.locataires import (
    Colocataire,
    Garant,
    LigneQuittancement,
    Locataire,
)
from lsc_desktop.storage.models.lots import DocumentLot, Lot, PieceLot
from lsc_desktop.storage.models.mandats import Mandat, MandatLot
from lsc_desktop.storage.models.quittancement import Appel, Quittance
from lsc_desktop.storage.models.regularisations import (
    Regularisation,
    RegularisationCharge,
    RegularisationEau,
    RegularisationEcriture,
)
from lsc_desktop.storage.models.tiers import DonneeComplementaire, Tiers

__all__ = [
    "Appel",
    "Base",
    "CodeFiscalite",
    "Colocataire",
    "Compte",
    "Configuration",
    "DocumentLot",
    "DonneeComplementaire",
    "Ecriture",
    "Entite",
    "Evenement",
    "Fichier",
    "Garant",
    "Historique",
    "Immeuble",
    "JournalComptable",
    "LigneQuittancement",
    "Locataire",
    "Lot",
    "Mandat",
    "MandatLot",
    "Piece",
    "PieceJointe",
    "PieceLot",
    "Quittance",
    "Regularisation",
    "RegularisationCharge",
    "RegularisationEau",
    "RegularisationEcriture",
    "Tiers",
]
