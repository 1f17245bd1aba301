"""Lectures : qui a changé quoi, fiche par fiche."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from lsc_desktop.domain.historique import FICHES, rubrique, valeur
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    Assemblee,
    CodeFiscalite,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Evenement,
    Historique,
    Immeuble,
    JournalComptable,
    Locataire,
    Lot,
    LotCopropriete,
    Mandat,
    Mutation,
    Profil,
    Regularisation,
    Tiers,
    Utilisateur,
)


@dataclass(frozen=True, slots=True)
class HistoriqueRow:
    """`table` : celle de la fiche ; `fiche` : son nom ; `designation` : laquelle, aujourd'hui.

    `rubrique`, `avant` et `apres` arrivent comme dans la base et se lisent comme sur l'écran.
    """

    id: int
    quand: datetime
    qui: str
    action: str
    fiche: str
    designation: str
    rubrique: str
    avant: str
    apres: str
    table: str
    fiche_id: int
    champ: str

    def __post_init__(self) -> None:
        champ = self.rubrique
        for name in ("avant", "apres"):
            object.__setattr__(self, name, valeur(self.table, champ, getattr(self, name)))
        object.__setattr__(self, "rubrique", rubrique(self.table, champ))


def _nommees() -> dict[str, Any]:
    """Table de la fiche → requête de son nom, corrélée à l'historique."""
    tenant = nom_complet()
    simple: tuple[tuple[Any, Any], ...] = (
        (CodeFiscalite, CodeFiscalite.code + " " + CodeFiscalite.libelle),
        (Compte, Compte.numero + " " + Compte.libelle),
        (Entite, Entite.code + " " + Entite.nom),
        (Evenement, Evenement.objet),
        (Immeuble, Immeuble.nom),
        (JournalComptable, JournalComptable.code + " " + JournalComptable.libelle),
        (Lot, Lot.code_gestion),
        (Mandat, Mandat.numero),
        (Profil, Profil.nom),
        (Tiers, tenant),
        (Utilisateur, Utilisateur.nom),
    )
    found: dict[str, Any] = {
        model.__tablename__: select(name).where(model.id == Historique.fiche_id)
        for model, name in simple
    }
    found["locataire"] = (
        select(tenant)
        .join(Locataire, Locataire.tiers_id == Tiers.id)
        .where(Locataire.id == Historique.fiche_id)
    )
    found["regularisation"] = (
        select(tenant)
        .join(Locataire, Locataire.tiers_id == Tiers.id)
        .join(Regularisation, Regularisation.locataire_id == Locataire.id)
        .where(Regularisation.id == Historique.fiche_id)
    )
    return {**found, **_du_syndic()}


def _du_syndic() -> dict[str, Any]:
    """Le syndicat par son entité, un lot par son code, un copropriétaire et une vente par qui."""
    owner = select(nom_complet()).join(Coproprietaire, Coproprietaire.tiers_id == Tiers.id)
    seller, buyer = aliased(Tiers), aliased(Tiers)
    selling, buying = aliased(Coproprietaire), aliased(Coproprietaire)
    return {
        "assemblee": select(Assemblee.numero + " " + Assemblee.nom).where(
            Assemblee.id == Historique.fiche_id
        ),
        "copropriete": select(Entite.code + " " + Entite.nom)
        .join(Copropriete, Copropriete.entite_id == Entite.id)
        .where(Copropriete.id == Historique.fiche_id),
        "coproprietaire": owner.where(Coproprietaire.id == Historique.fiche_id),
        "lot_copropriete": select(Immeuble.code + "/" + LotCopropriete.numero)
        .join(Copropriete, Copropriete.immeuble_id == Immeuble.id)
        .join(LotCopropriete, LotCopropriete.copropriete_id == Copropriete.id)
        .where(LotCopropriete.id == Historique.fiche_id),
        "mutation": select(nom_complet(seller) + " à " + nom_complet(buyer))
        .select_from(Mutation)
        .join(selling, selling.id == Mutation.vendeur_id)
        .join(seller, seller.id == selling.tiers_id)
        .join(buying, buying.id == Mutation.acquereur_id)
        .join(buyer, buyer.id == buying.tiers_id)
        .where(Mutation.id == Historique.fiche_id),
    }


def _designation() -> ColumnElement[str]:
    branches = [
        (Historique.fiche == table, stmt.correlate(Historique).scalar_subquery())
        for table, stmt in _nommees().items()
    ]
    return func.coalesce(case(*branches, else_=""), "")


def _select() -> Requete:
    return select(
        Historique.id,
        Historique.quand,
        Historique.qui,
        Historique.action,
        libelle_de(Historique.fiche, FICHES.items()).label("fiche"),
        _designation().label("designation"),
        Historique.champ.label("rubrique"),
        Historique.avant,
        Historique.apres,
        Historique.fiche.label("table"),
        Historique.fiche_id,
        Historique.champ.label("champ"),
    )


HISTORIQUE = Listing(
    HistoriqueRow,
    _select,
    search=(Historique.recherche,),
    filters={
        "fiche": dans(Historique.fiche),
        "fiche_id": dans(Historique.fiche_id),
        "qui": dans(Historique.qui),
    },
    order=(("quand", True), ("id", True)),
)
