"""Les tables, un module par domaine."""

from lsc_desktop.storage.models.acces import AccesClient
from lsc_desktop.storage.models.ag_connect import (
    AgAcces,
    AgConnect,
    AgResolution,
    AgRetour,
    AgRetourPiece,
    ReglageAgConnect,
)
from lsc_desktop.storage.models.annonces import (
    AnnonceEnLigne,
    CritereAnnonce,
    EnvoiAnnonces,
    PortailAnnonces,
    ReglageAnnonces,
)
from lsc_desktop.storage.models.assemblees import (
    Assemblee,
    EnvoiAssemblee,
    MouvementAssemblee,
    Pointage,
    PouvoirAccepte,
    PouvoirEnBlanc,
    Resolution,
    Scrutin,
    VoixArretee,
    Vote,
    VoteCorrespondance,
)
from lsc_desktop.storage.models.base import Base
from lsc_desktop.storage.models.comptabilite import Compte, Ecriture, JournalComptable, Piece
from lsc_desktop.storage.models.configuration import Configuration, ConfigurationSyndic
from lsc_desktop.storage.models.contacts import Contact
from lsc_desktop.storage.models.coproprietes import (
    AyantDroit,
    CleRepartition,
    Coproprietaire,
    Copropriete,
    LotCopropriete,
    MembreConseil,
    Mutation,
    Possession,
    Tantieme,
)
from lsc_desktop.storage.models.depenses import Depense, Exercice, FondsTravaux
from lsc_desktop.storage.models.dossiers_locatifs import (
    DossierLocatif,
    DossierLocatifPersonne,
    DossierLocatifPiece,
    ReglageClac,
    ReglageConservation,
    ReleveClac,
)
from lsc_desktop.storage.models.entites import Entite
from lsc_desktop.storage.models.evenements import (
    Classeur,
    Dossier,
    Evenement,
    Fichier,
    ModeleEvenement,
    PieceJointe,
    Publipostage,
    PublipostageLigne,
)
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
from lsc_desktop.storage.models.lovys import DevisLovys, ReglageLovys
from lsc_desktop.storage.models.mandats import Mandat, MandatLot
from lsc_desktop.storage.models.numerotes import Numerote
from lsc_desktop.storage.models.partenaires import (
    AppelPartenaire,
    EnvoiPartenaire,
    LicenceStore,
    ReglagePartenaires,
)
from lsc_desktop.storage.models.photos import PhotoImmeuble
from lsc_desktop.storage.models.planning import (
    InscriptionZoom,
    ParticipantRendezVous,
    PresenceZoom,
    ReglagePlanning,
    RendezVous,
    ReunionZoom,
)
from lsc_desktop.storage.models.publications import (
    CiblePublication,
    ConstatPublication,
    DepotPublication,
    EnvoiPublication,
    ReglagePublication,
)
from lsc_desktop.storage.models.quittancement import Appel, Quittance
from lsc_desktop.storage.models.registre import (
    BatimentRegistre,
    CertificatRegistre,
    DeclarationRegistre,
    DossierRegistre,
    ParcelleRegistre,
    ProcedureRegistre,
    ReglageRegistre,
)
from lsc_desktop.storage.models.regularisations import (
    Regularisation,
    RegularisationCharge,
    RegularisationEau,
    RegularisationEcriture,
)
from lsc_desktop.storage.models.sauvegardes import ReglageSauvegarde, Sauvegarde
from lsc_desktop.storage.models.services_systeme import Meneur, MessageSysteme, Passage
from lsc_desktop.storage.models.tiers import DonneeComplementaire, Tiers
from lsc_desktop.storage.models.traitements import Traitement, TraitementLigne
from lsc_desktop.storage.models.utilisateurs import Connexion, Profil, ProfilDroit, Utilisateur
from lsc_desktop.storage.models.verrous import Verrou

__all__ = [
    "AccesClient",
    "AgAcces",
    "AgConnect",
    "AgResolution",
    "AgRetour",
    "AgRetourPiece",
    "AnnonceEnLigne",
    "Appel",
    "AppelPartenaire",
    "Assemblee",
    "AyantDroit",
    "Base",
    "BatimentRegistre",
    "CertificatRegistre",
    "CiblePublication",
    "Classeur",
    "CleRepartition",
    "CodeFiscalite",
    "Colocataire",
    "Compte",
    "Configuration",
    "ConfigurationSyndic",
    "Connexion",
    "ConstatPublication",
    "Contact",
    "Coproprietaire",
    "Copropriete",
    "CorrespondanceImport",
    "CritereAnnonce",
    "DeclarationRegistre",
    "Depense",
    "DepotPublication",
    "DevisLovys",
    "DocumentLot",
    "DonneeComplementaire",
    "Dossier",
    "DossierLocatif",
    "DossierLocatifPersonne",
    "DossierLocatifPiece",
    "DossierRegistre",
    "Ecriture",
    "Entite",
    "EnvoiAnnonces",
    "EnvoiAssemblee",
    "EnvoiPartenaire",
    "EnvoiPublication",
    "Evenement",
    "Exercice",
    "Fichier",
    "FondsTravaux",
    "Garant",
    "Historique",
    "Immeuble",
    "ImportFait",
    "InscriptionZoom",
    "JournalComptable",
    "LicenceStore",
    "LigneQuittancement",
    "Locataire",
    "Lot",
    "LotCopropriete",
    "Mandat",
    "MandatLot",
    "MembreConseil",
    "Meneur",
    "MessageSysteme",
    "ModeleEvenement",
    "MouvementAssemblee",
    "Mutation",
    "Numerote",
    "ParcelleRegistre",
    "ParticipantRendezVous",
    "Passage",
    "PhotoImmeuble",
    "Piece",
    "PieceJointe",
    "PieceLot",
    "Pointage",
    "PortailAnnonces",
    "Possession",
    "PouvoirAccepte",
    "PouvoirEnBlanc",
    "PresenceZoom",
    "ProcedureRegistre",
    "Profil",
    "ProfilDroit",
    "Publipostage",
    "PublipostageLigne",
    "Quittance",
    "ReglageAgConnect",
    "ReglageAnnonces",
    "ReglageClac",
    "ReglageConservation",
    "ReglageLovys",
    "ReglagePartenaires",
    "ReglagePlanning",
    "ReglagePublication",
    "ReglageRegistre",
    "ReglageSauvegarde",
    "Regularisation",
    "RegularisationCharge",
    "RegularisationEau",
    "RegularisationEcriture",
    "ReleveClac",
    "RendezVous",
    "Resolution",
    "ReunionZoom",
    "Sauvegarde",
    "Scrutin",
    "Tantieme",
    "Tiers",
    "Traitement",
    "TraitementLigne",
    "Utilisateur",
    "Verrou",
    "VoixArretee",
    "Vote",
    "VoteCorrespondance",
]
