"""Les listes du syndic : copropriétés et copropriétaires."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, case, exists, func, select

from lsc_desktop.domain.coproprietes import NATURES_COPROPRIETAIRE
from lsc_desktop.queries.coproprietes.possession import (
    tantiemes_des_lots,
    tantiemes_generaux,
    tenu,
)
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.presence import en_cours
from lsc_desktop.queries.sql import en_service, libelle_de
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    LotCopropriete,
    MembreConseil,
    Possession,
    Tantieme,
    Tiers,
)

# --- Copropriétés ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoproprieteRow:
    id: int
    code: str
    nom: str
    entite_id: int
    immeuble: str
    immeuble_id: int
    adresse: str
    ville: str
    lots: int
    coproprietaires: int
    tantiemes: Decimal
    actif: bool
    version: int


def _coproprietes() -> Requete:
    lots = select(func.count(LotCopropriete.id)).where(
        LotCopropriete.copropriete_id == Copropriete.id, LotCopropriete.actif
    )
    owners = select(func.count(func.distinct(Coproprietaire.tiers_id))).where(
        Coproprietaire.copropriete_id == Copropriete.id, Coproprietaire.actif
    )
    return (
        select(
            Copropriete.id, Entite.code.label("code"), Entite.nom.label("nom"),
            Copropriete.entite_id, Immeuble.code.label("immeuble"), Copropriete.immeuble_id,
            Immeuble.adresse1.label("adresse"), Immeuble.ville.label("ville"),
            lots.scalar_subquery().label("lots"),
            owners.scalar_subquery().label("coproprietaires"),
            tantiemes_des_lots(
                CleRepartition.copropriete_id == Copropriete.id,
                Tantieme.lot_copropriete_id.in_(
                    select(LotCopropriete.id).where(LotCopropriete.actif)
                ),
            ).label("tantiemes"),
            Copropriete.actif, Copropriete.version,
        )
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
    )  # fmt: skip


COPROPRIETES = Listing(
    CoproprieteRow,
    _coproprietes,
    search=(Entite.recherche, Immeuble.recherche),
    filters={
        "actif": en_service(Copropriete.actif),
        "entite_id": dans(Copropriete.entite_id),
        "immeuble_id": dans(Copropriete.immeuble_id),
    },
    order=(("code", False),),
    sort_keys={"nom": func.lower(Entite.nom)},
)


# --- Copropriétaires ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoproprietaireRow:
    """Un compte par ligne, comme la liste de LSC ; `tantiemes` : sous la clé générale."""

    id: int
    compte: str
    compte_id: int
    identite: str
    tiers_id: int
    copropriete: str
    copropriete_id: int
    lots: int
    tantiemes: Decimal
    nature: str
    conseil: str
    residant: bool
    telephone: str
    courriel: str
    actif: bool
    version: int


def au_conseil(president: bool = False) -> ColumnElement[bool]:
    """Le copropriétaire est au conseil syndical aujourd'hui (le préside)."""
    return exists().where(
        MembreConseil.copropriete_id == Coproprietaire.copropriete_id,
        MembreConseil.tiers_id == Coproprietaire.tiers_id,
        en_cours(MembreConseil.du, MembreConseil.au),
        *((MembreConseil.president,) if president else ()),
    )


def _coproprietaires() -> Requete:
    lots = (
        select(func.count(Possession.id))
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .where(Possession.coproprietaire_id == Coproprietaire.id, LotCopropriete.actif, tenu())
    )
    role = case((au_conseil(True), "Président"), (au_conseil(), "Membre"), else_="")
    return (
        select(
            Coproprietaire.id, Compte.numero.label("compte"), Coproprietaire.compte_id,
            nom_complet().label("identite"), Coproprietaire.tiers_id,
            Immeuble.code.label("copropriete"), Coproprietaire.copropriete_id,
            lots.scalar_subquery().label("lots"),
            tantiemes_generaux(Possession.coproprietaire_id == Coproprietaire.id).label(
                "tantiemes"
            ),
            libelle_de(Coproprietaire.nature, NATURES_COPROPRIETAIRE).label("nature"),
            role.label("conseil"), Coproprietaire.residant, Tiers.telephone.label("telephone"),
            Tiers.courriel.label("courriel"), Coproprietaire.actif, Coproprietaire.version,
        )
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .join(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
    )  # fmt: skip


COPROPRIETAIRES = Listing(
    CoproprietaireRow,
    _coproprietaires,
    search=(Compte.recherche, Tiers.recherche, Immeuble.recherche),
    filters={
        "actif": en_service(Coproprietaire.actif),
        "copropriete_id": dans(Coproprietaire.copropriete_id),
        "tiers_id": dans(Coproprietaire.tiers_id),
        "compte_id": dans(Coproprietaire.compte_id),
        "conseil": lambda value: au_conseil() if value else ~au_conseil(),
    },
    order=(("copropriete", False), ("identite", False)),
    sort_keys={"identite": Tiers.recherche},
)
