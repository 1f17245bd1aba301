"""Les comptes du Service Client, et ce qu'ils ouvrent (seed L1037-1045, L1129-1190)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.classeurs import Role
from lsc_desktop.domain.publications.reglages import ReglagePublicationDraft
from lsc_desktop.domain.publications.valeurs import (
    Annuaire,
    Compte,
    Inactivations,
    MembreConseil,
    annuaire,
)
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.presence import mandat_courant
from lsc_desktop.storage import models
from lsc_desktop.storage.models import (
    Coproprietaire,
    Copropriete,
    Immeuble,
    Locataire,
    Lot,
    LotCopropriete,
    Mandat,
    MandatLot,
    Possession,
)
from lsc_desktop.storage.models import MembreConseil as Membre


def load_annuaire(session: Session, jour: date, reglage: ReglagePublicationDraft) -> Annuaire:
    """Les comptes au jour dit, chacun à son titre."""
    return annuaire(
        [*_locataires(session), *_proprietaires(session), *_coproprietaires(session, jour)],
        _conseil(session, jour),
        jour,
        Inactivations(
            preavis=reglage.inactiver_preavis,
            depart=reglage.inactiver_departs,
            mutation=reglage.inactiver_ventes,
        ),
    )


def _locataires(session: Session) -> Iterator[Compte]:
    """Un bail, un compte ; d'un même compte, le bail le plus récent dit le préavis et le départ."""
    stmt = (
        select(
            models.Compte.id, models.Compte.numero, models.Compte.service_client,
            Locataire.tiers_id, Locataire.preavis_recu, Locataire.depart,
            func.coalesce(Immeuble.code, literal("")).label("immeuble"),
        )
        .join(Locataire, Locataire.compte_id == models.Compte.id)
        .join(Lot, Lot.id == Locataire.lot_id)
        .outerjoin(Immeuble, Immeuble.id == Lot.immeuble_id)
        .order_by(models.Compte.id, Locataire.bail_du.desc(), Locataire.id.desc())
    )  # fmt: skip
    for rows in _par_compte(session.execute(stmt)):
        last = rows[0]
        yield Compte(
            id=str(last.id),
            tiers=str(last.tiers_id),
            role=Role.LOCATAIRE,
            immeubles=frozenset({last.immeuble} - {""}),
            numero=last.numero,
            autorise=last.service_client,
            preavis_le=last.preavis_recu,
            depart_le=last.depart,
        )


def _proprietaires(session: Session) -> Iterator[Compte]:
    """Ils ouvrent les documents des immeubles où un mandat en cours leur confie un lot."""
    stmt = (
        select(
            models.Compte.id, models.Compte.numero, models.Compte.service_client,
            Mandat.proprietaire_id.label("tiers_id"),
            func.coalesce(Immeuble.code, literal("")).label("immeuble"),
        )
        .join(Mandat, Mandat.compte_id == models.Compte.id)
        .outerjoin(MandatLot, (MandatLot.mandat_id == Mandat.id) & mandat_courant())
        .outerjoin(Lot, Lot.id == MandatLot.lot_id)
        .outerjoin(Immeuble, Immeuble.id == Lot.immeuble_id)
        .order_by(models.Compte.id)
    )  # fmt: skip
    for rows in _par_compte(session.execute(stmt)):
        yield Compte(
            id=str(rows[0].id),
            tiers=str(rows[0].tiers_id),
            role=Role.PROPRIETAIRE,
            immeubles=frozenset(row.immeuble for row in rows) - {""},
            numero=rows[0].numero,
            autorise=rows[0].service_client,
        )


def _coproprietaires(session: Session, jour: date) -> Iterator[Compte]:
    """Ils ouvrent les documents de l'immeuble tant qu'ils y tiennent un lot ; sinon leur dernière
    vente dit depuis quand."""
    held = defaultdict(bool)
    owns = (
        select(Possession.coproprietaire_id)
        .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
        .where(LotCopropriete.actif, tenu(literal(jour)))
    )
    for who in session.scalars(owns):
        held[who] = True
    spans = {
        row.coproprietaire_id: row
        for row in session.execute(
            select(
                Possession.coproprietaire_id,
                func.min(Possession.du).label("depuis"),
                func.max(Possession.au).label("jusqu_au"),
            ).group_by(Possession.coproprietaire_id)
        )
    }
    stmt = (
        select(
            models.Compte.id, models.Compte.numero, models.Compte.service_client,
            Coproprietaire.id.label("coproprietaire_id"), Coproprietaire.tiers_id,
            func.coalesce(Immeuble.code, literal("")).label("immeuble"),
        )
        .join(Coproprietaire, Coproprietaire.compte_id == models.Compte.id)
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .outerjoin(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .order_by(models.Compte.id)
    )  # fmt: skip
    for row in session.execute(stmt):
        span = spans.get(row.coproprietaire_id)
        here = held[row.coproprietaire_id]
        yield Compte(
            id=str(row.id),
            tiers=str(row.tiers_id),
            role=Role.COPROPRIETAIRE,
            immeubles=frozenset({row.immeuble} - {""}) if here else frozenset(),
            numero=row.numero,
            autorise=row.service_client,
            mutation_le=None if here or span is None else span.jusqu_au,
            depuis=span.depuis if span is not None else None,
        )


def en_fonction(jour: date) -> ColumnElement[bool]:
    """Son mandat au conseil syndical court ce jour-là."""
    return and_(
        or_(Membre.du.is_(None), Membre.du <= jour), or_(Membre.au.is_(None), Membre.au >= jour)
    )


def _conseil(session: Session, jour: date) -> list[MembreConseil]:
    stmt = (
        select(Membre.tiers_id, Membre.president, Immeuble.code)
        .join(Copropriete, Copropriete.id == Membre.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .where(en_fonction(jour))
    )
    return [
        MembreConseil(str(row.tiers_id), row.code, row.president) for row in session.execute(stmt)
    ]


def _par_compte(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Les lignes d'un même compte, qui se suivent."""
    kept: list[Any] = []
    for row in rows:
        if kept and kept[0].id != row.id:
            yield kept
            kept = []
        kept.append(row)
    if kept:
        yield kept
