"""À qui, ou à quoi, s'écrit un publipostage : une déclaration par sorte de fiche.

En ajouter une, c'est la dire ici, lui donner son libellé (`domain.publipostages.SORTES`) et sa
fiche (`gui.screens.communs`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.domain.coproprietes import PLUSIEURS
from lsc_desktop.queries.adresses import TRANCHE, adresse_tiers, adresses_locataires, ou_est
from lsc_desktop.queries.assemblees.reunion import adresse_lettre
from lsc_desktop.queries.lots import mandat_present
from lsc_desktop.storage.models import (
    AyantDroit,
    Base,
    Compte,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    Locataire,
    Lot,
    Mandat,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class Destinataire:
    """`code` : celui de la fiche choisie. `adresse` : où lui écrire ; d'un immeuble, où il est."""

    code: str
    adresse: Adresse


Ids: TypeAlias = Sequence[int]
Liens: TypeAlias = dict[str, int]


@dataclass(frozen=True)
class Sorte:
    """`fiches` : (id, code, tiers ou immeuble) des fiches choisies ; `cle` : la colonne de leur id.

    `liens(session, fiche)` : les fiches que lie leur courrier. `ailleurs(session, ids, jour)` : où
    l'on écrit, quand ce n'est pas à l'adresse du tiers.
    """

    modele: type[Base]
    fiches: Select[int, str, Any]
    cle: Any
    liens: Callable[[Session, Any], Liens]
    ailleurs: Callable[[Session, Ids, date | None], Mapping[int, Adresse]] = lambda *_: {}


def destinataires(
    session: Session, sorte: str, ids: Ids, jour: date | None
) -> dict[int, Destinataire]:
    """Chacune de ces fiches, et où on lui écrit ce jour-là ; celles qui ont disparu manquent."""
    declared = PAR_SORTE[sorte]
    elsewhere = declared.ailleurs(session, ids, jour)
    return {
        id: Destinataire(code, elsewhere.get(id) or _chez_elle(record))
        for part in tranches(ids)
        for id, code, record in session.execute(declared.fiches.where(declared.cle.in_(part)))
    }


def tranches(ids: Ids) -> Iterator[Ids]:
    return (ids[start : start + TRANCHE] for start in range(0, len(ids), TRANCHE))


def _chez_elle(record: Tiers | Immeuble) -> Adresse:
    return adresse_tiers(record) if isinstance(record, Tiers) else ou_est(record)


# --- Où l'on écrit, quand ce n'est pas chez lui ---------------------------------------------------


def _logements(session: Session, ids: Ids, jour: date | None) -> Mapping[int, Adresse]:
    return {} if jour is None else adresses_locataires(session, ids, jour)


def _mandataires(session: Session, ids: Ids, _jour: date | None) -> Mapping[int, Adresse]:
    """D'une indivision, chez son mandataire commun (loi art. 23)."""
    owner, holder = aliased(Tiers), aliased(Tiers)
    stmt = (
        select(Coproprietaire.id, owner, holder)
        .join(owner, owner.id == Coproprietaire.tiers_id)
        .join(AyantDroit, AyantDroit.coproprietaire_id == Coproprietaire.id)
        .join(holder, holder.id == AyantDroit.tiers_id)
        .where(AyantDroit.mandataire, Coproprietaire.nature.in_(PLUSIEURS))
        .order_by(AyantDroit.id.desc())
    )
    return {
        id: adresse_lettre(tiers, shared)
        for part in tranches(ids)
        for id, tiers, shared in session.execute(stmt.where(Coproprietaire.id.in_(part)))
    }


# --- Les fiches que lie un courrier ---------------------------------------------------------------


def _du_lot(session: Session, lot: Lot) -> Liens:
    """À son propriétaire ; de son mandat de gérance, s'il l'a confié lui-même."""
    links = {"lot_id": lot.id, "tiers_id": lot.proprietaire_id}
    column = mandat_present(Mandat.id).where(Mandat.proprietaire_id == lot.proprietaire_id)
    held = session.scalar(select(column.scalar_subquery()).where(Lot.id == lot.id))
    return links if held is None else {**links, "mandat_id": held}


def _du_coproprietaire(session: Session, held: Coproprietaire) -> Liens:
    building = session.get_one(Copropriete, held.copropriete_id).immeuble_id
    return {"tiers_id": held.tiers_id, "immeuble_id": building}


PAR_SORTE: Mapping[str, Sorte] = {
    "locataire": Sorte(
        Locataire,
        select(Locataire.id, Compte.numero, Tiers)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .join(Compte, Compte.id == Locataire.compte_id),
        Locataire.id,
        lambda session, fiche: {"locataire_id": fiche.id},
        _logements,
    ),
    "mandat": Sorte(
        Mandat,
        select(Mandat.id, Mandat.numero, Tiers).join(Tiers, Tiers.id == Mandat.proprietaire_id),
        Mandat.id,
        lambda session, fiche: {"mandat_id": fiche.id, "tiers_id": fiche.proprietaire_id},
    ),
    "coproprietaire": Sorte(
        Coproprietaire,
        select(Coproprietaire.id, Compte.numero, Tiers)
        .join(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .join(Compte, Compte.id == Coproprietaire.compte_id),
        Coproprietaire.id,
        _du_coproprietaire,
        _mandataires,
    ),
    "tiers": Sorte(
        Tiers,
        select(Tiers.id, Tiers.code, Tiers),
        Tiers.id,
        lambda session, fiche: {"tiers_id": fiche.id},
    ),
    "lot": Sorte(
        Lot,
        select(Lot.id, Lot.code_gestion, Tiers).join(Tiers, Tiers.id == Lot.proprietaire_id),
        Lot.id,
        _du_lot,
    ),
    "immeuble": Sorte(
        Immeuble,
        select(Immeuble.id, Immeuble.code, Immeuble),
        Immeuble.id,
        lambda session, fiche: {"immeuble_id": fiche.id},
    ),
    "copropriete": Sorte(
        Copropriete,
        select(Copropriete.id, Entite.code, Immeuble)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id),
        Copropriete.id,
        lambda session, fiche: {"immeuble_id": fiche.immeuble_id},
    ),
}
