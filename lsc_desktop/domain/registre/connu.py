"""Ce que la base sait déjà d'une copropriété, et ce qu'elle en propose au registre."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HABITATION = frozenset({"Appartement", "Maison", "Studio"})
PRINCIPAUX = HABITATION | {"Local", "Bureau"}  # habitation, bureaux, commerces (L. 711-2)
STATIONNEMENT = frozenset({"Parking", "Garage"})
PETITE_LOTS = 5  # lots principaux au plus d'un syndicat de l'art. 41-8

# Racines du plan comptable des syndicats (arrêté du 14 mars 2005) : 60 à 66, charges courantes ;
# 67, travaux et opérations exceptionnelles. Le registre ne dit pas ses comptes : à faire vérifier.
COURANTES = ("60", "61", "62", "63", "64", "65", "66")
EXCEPTIONNELLES = ("67",)
FOURNISSEURS = ("40",)


@dataclass(frozen=True, slots=True)
class Comptes:
    """Ce que disent les comptes de l'exercice clos le plus récent ; `None` : la base n'en sait
    rien. `nb_debiteurs` : ceux qui doivent plus de 300 €."""

    du: date
    au: date
    charges_courantes: Decimal | None = None
    charges_travaux: Decimal | None = None
    provisions_travaux: Decimal | None = None
    fonds_travaux: Decimal | None = None
    dettes_fournisseurs: Decimal | None = None
    impayes: Decimal | None = None
    nb_debiteurs: int | None = None


@dataclass(frozen=True, slots=True)
class Connu:
    """Tiré des fiches Copropriété, Immeuble, Entité, des lots, de l'exercice et de l'assemblée.

    `types` : le type de chaque lot en service ; `batiments` : leurs codes. `ag_le` : la dernière
    assemblée ordinaire close. `syndic_*` : l'agence.
    """

    nom: str = ""
    immatriculation: str = ""
    adresse: str = ""
    code_postal: str = ""
    ville: str = ""
    date_reglement: date | None = None
    regime: str = "ordinaire"
    siret_syndicat: str = ""
    syndic_nom: str = ""
    syndic_siret: str = ""
    syndic_adresse: str = ""
    types: tuple[str, ...] = ()
    batiments: tuple[str, ...] = ()
    nb_coproprietaires: int = 0
    nb_etages: int | None = None
    ascenseur: bool = False
    construit_le: date | None = None
    comptes: Comptes | None = None
    ag_le: date | None = None

    @property
    def nb_lots(self) -> int:
        return len(self.types)

    @property
    def nb_principaux(self) -> int:
        return sum(one in PRINCIPAUX for one in self.types)

    @property
    def nb_habitation(self) -> int:
        return sum(one in HABITATION for one in self.types)

    @property
    def nb_stationnement(self) -> int:
        return sum(one in STATIONNEMENT for one in self.types)

    @property
    def sans_type(self) -> int:
        return Counter(self.types)[""]

    @property
    def petite(self) -> bool:
        """Dispensée des impayés et du nombre de débiteurs (R. 711-9 II, loi 65-557 art. 41-8)."""
        return self.regime == "petite" or 0 < self.nb_principaux <= PETITE_LOTS
