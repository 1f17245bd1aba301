"""De quoi demander des devis : un lot par locataire, ou par lot confié d'un mandat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.lots.surfaces import PieceLot, surface_dependances
from lsc_desktop.domain.lovys.demande import DemandeLovysDraft, LigneDemande, recalculer
from lsc_desktop.domain.lovys.devis import (
    LOCATAIRE,
    PROPRIETAIRE,
    QUALITES,
    Bien,
    Occupant,
    manques,
)
from lsc_desktop.domain.partenaires.envois import ABANDONNE
from lsc_desktop.queries.fiches import trouver
from lsc_desktop.queries.presence import en_cours
from lsc_desktop.storage.models import (
    DevisLovys,
    EnvoiPartenaire,
    Immeuble,
    Locataire,
    Lot,
    MandatLot,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class ADemander:
    """Un devis possible. `code` : celui du lot."""

    code: str
    lot_id: int
    occupant: Occupant
    bien: Bien
    locataire_id: int | None = None
    mandat_id: int | None = None

    @property
    def nom(self) -> str:
        return nom_complet(self.occupant.prenom, self.occupant.nom)


def nouvelle_demande(
    session: Session,
    ctx: Contexte,
    locataires: Sequence[int] = (),
    mandats: Sequence[int] = (),
) -> DemandeLovysDraft:
    """La saisie, une ligne par devis possible ; lève `UserError` s'il n'y en a aucun."""
    found = [*des_locataires(session, locataires), *des_mandats(session, mandats)]
    if not found:
        raise UserError("Ces mandats ne confient aucun lot aujourd'hui.", "Choisissez-en d'autres.")
    words = dict(QUALITES)
    lines = [
        LigneDemande(
            lot=one.code, occupant=one.nom, qualite=words[one.occupant.qualite],
            surface=one.bien.surface, nb_pieces=one.bien.nb_pieces,
            dependances=one.bien.dependances, manque=manques(one.bien), lot_id=one.lot_id,
            locataire_id=one.locataire_id, mandat_id=one.mandat_id,
        )
        for one in found
    ]  # fmt: skip
    draft = DemandeLovysDraft(lignes=lines)
    recalculer(draft)
    return draft


def des_locataires(session: Session, ids: Sequence[int]) -> list[ADemander]:
    """Le lot que loue chacun, dans l'ordre de la liste."""
    stmt = (
        select(Locataire.id, Locataire.lot_id, Tiers)
        .join(Tiers, Tiers.id == Locataire.tiers_id)
        .where(Locataire.id.in_(ids))
    )
    known = {row[0]: row for row in session.execute(stmt)}
    return [
        _un(session, known[one][1], LOCATAIRE, known[one][2], locataire_id=one)
        for one in ids
        if one in known
    ]


def des_mandats(session: Session, ids: Sequence[int]) -> list[ADemander]:
    """Les lots que chaque mandat confie aujourd'hui, pour leur propriétaire."""
    owner = aliased(Tiers)
    stmt = (
        select(MandatLot.mandat_id, MandatLot.lot_id, owner)
        .join(Lot, Lot.id == MandatLot.lot_id)
        .join(owner, owner.id == Lot.proprietaire_id)
        .where(MandatLot.mandat_id.in_(ids), en_cours(MandatLot.du, MandatLot.au))
        .order_by(MandatLot.rang, MandatLot.id)
    )
    rows = list(session.execute(stmt))
    return [
        _un(session, lot_id, PROPRIETAIRE, tiers, mandat_id=mandat_id)
        for one in ids
        for mandat_id, lot_id, tiers in rows
        if mandat_id == one
    ]


def deja_demandes(session: Session, lots: Sequence[int], jour: date) -> list[int]:
    """Ceux de ces lots dont un devis est demandé ce jour-là : parti, en route, ou qu'un
    « Réessayer » ferait partir. Un devis abandonné ne compte plus."""
    d, e = DevisLovys, EnvoiPartenaire
    stmt = (
        select(d.lot_id)
        .distinct()
        .join(e, e.id == d.envoi_id)
        .where(d.jour == jour, d.lot_id.in_(lots), e.etat != ABANDONNE)
    )
    return list(session.scalars(stmt))


def _un(
    session: Session,
    lot_id: int,
    qualite: str,
    tiers: Tiers,
    *,
    locataire_id: int | None = None,
    mandat_id: int | None = None,
) -> ADemander:
    lot = trouver(session, Lot, lot_id, ["pieces"])
    assert lot is not None  # une clé étrangère y mène
    building = session.get_one(Immeuble, lot.immeuble_id)
    pieces = [PieceLot(surface=p.surface, exclure_carrez=p.exclure_carrez) for p in lot.pieces]
    return ADemander(
        lot.code_gestion, lot.id,
        Occupant(qualite, tiers.nom, tiers.civilite, tiers.prenom, tiers.courriel),
        Bien(
            lot.adresse1 or building.adresse1, lot.code_postal or building.code_postal,
            lot.ville or building.ville, lot.type_lot, lot.surface, lot.nb_pieces,
            surface_dependances(pieces) or Decimal(0),
        ),
        locataire_id, mandat_id,
    )  # fmt: skip
