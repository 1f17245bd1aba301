"""Les tables, un module par domaine."""

from lsc_desktop.storage.models.base import Base
from lsc_desktop.storage.models.comptabilite import Compte, Ecriture, JournalComptable, Piece
from lsc_desktop.storage.models.configuration import Configuration
from lsc_desktop.storage.models.entites import Entite
from lsc_desktop.storage.models.evenements import Evenement, Fichier, PieceJointe
from lsc_desktop.storage.models.fiscalites import CodeFiscalite
from lsc_desktop.storage.models.historique import Historique
from lsc_desktop.storage.models.immeubles import Immeuble
from lsc_desktop.storage.models.imports import CorrespondanceImport, ImportFait
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
from lsc_desktop.storage.models.sauvegardes import Passage, ReglageSauvegarde, Sauvegarde
from lsc_desktop.storage.models.tiers import DonneeComplementaire, Tiers
from lsc_desktop.storage.models.traitements import Traitement, TraitementLigne
from lsc_desktop.storage.models.utilisateurs import Connexion, Profil, ProfilDroit, Utilisateur
from lsc_desktop.storage.models.verrous import Verrou

__all__ = [
    "Appel",
    "Base",
    "CodeFiscalite",
    "Colocataire",
    "Compte",
    "Configuration",
    "Connexion",
    "CorrespondanceImport",
    "DocumentLot",
    "DonneeComplementaire",
    "Ecriture",
    "Entite",
    "Evenement",
    "Fichier",
    "Garant",
    "Historique",
    "Immeuble",
    "ImportFait",
    "JournalComptable",
    "LigneQuittancement",
    "Locataire",
    "Lot",
    "Mandat",
    "MandatLot",
    "Passage",
    "Piece",
    "PieceJointe",
    "PieceLot",
    "Profil",
    "ProfilDroit",
    "Quittance",
    "ReglageSauvegarde",
    "Regularisation",
    "RegularisationCharge",
    "RegularisationEau",
    "RegularisationEcriture",
    "Sauvegarde",
    "Tiers",
    "Traitement",
    "TraitementLigne",
    "Utilisateur",
    "Verrou",
]
