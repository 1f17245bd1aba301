"""Les copropriétés dont on cherche le numéro : tout ce qui aide à les reconnaître au registre."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.registre.numero import numero_possible
from lsc_desktop.domain.registre.rapprochement import Cherchee, Parcelle, parcelle
from lsc_desktop.domain.registre.recherche import RechercheDraft
from lsc_desktop.storage.models import (
    Copropriete,
    DossierRegistre,
    Entite,
    Immeuble,
    LotCopropriete,
    ParcelleRegistre,
)


def nouvelle_recherche(session: Session, ctx: Contexte, **params: Any) -> RechercheDraft:
    """Les copropriétés en service sans numéro ; avec `copropriete_id`, celle-là seule."""
    draft = RechercheDraft(cherchees=cherchees(session, params.get("copropriete_id")))
    if not draft.cherchees:
        draft.etat = (
            "Cette copropriété a déjà son numéro." if params.get("copropriete_id") is not None
            else "Toutes les copropriétés en service ont déjà leur numéro."
        )  # fmt: skip
    return draft


def cherchees(session: Session, copropriete_id: int | None = None) -> tuple[Cherchee, ...]:
    """Dans l'ordre des immeubles ; un numéro mal formé n'en est pas un."""
    lots = (
        select(func.count(LotCopropriete.id))
        .where(LotCopropriete.copropriete_id == Copropriete.id, LotCopropriete.actif)
        .correlate(Copropriete)
        .scalar_subquery()
    )
    stmt = (
        select(
            Copropriete.id, Copropriete.immatriculation, Copropriete.date_reglement,
            Entite.nom.label("syndicat"), Immeuble.code, Immeuble.nom, Immeuble.adresse1,
            Immeuble.adresse2, Immeuble.code_postal, Immeuble.ville, lots.label("lots"),
            DossierRegistre.nom_usage, DossierRegistre.adresses,
        )
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(DossierRegistre, DossierRegistre.id == Copropriete.id)
        .order_by(Immeuble.code, Copropriete.id)
    )  # fmt: skip
    if copropriete_id is None:
        stmt = stmt.where(Copropriete.actif)
    else:
        stmt = stmt.where(Copropriete.id == copropriete_id)
    parcels = _parcelles(session)
    return tuple(
        _cherchee(row, parcels[row.id])
        for row in session.execute(stmt)
        if not numero_possible(row.immatriculation)
    )


def _cherchee(row: Any, parcels: set[Parcelle]) -> Cherchee:
    names = (row.nom_usage or "", row.nom, row.syndicat)
    addresses = (row.adresse1, row.adresse2, *(row.adresses or "").splitlines())
    return Cherchee(
        row.id, row.code, row.syndicat,
        noms=tuple(one for one in names if one),
        adresses=tuple(one.strip() for one in addresses if one.strip()),
        code_postal=row.code_postal, ville=row.ville, parcelles=frozenset(parcels),
        nb_lots=row.lots, reglement=row.date_reglement,
    )  # fmt: skip


def _parcelles(session: Session) -> dict[int, set[Parcelle]]:
    p = ParcelleRegistre
    found: dict[int, set[Parcelle]] = defaultdict(set)
    stmt = select(p.dossier_id, p.insee, p.prefixe, p.section, p.numero)
    for id, *parts in session.execute(stmt):
        if (one := parcelle(*parts)) is not None:
            found[id].add(one)
    return found
