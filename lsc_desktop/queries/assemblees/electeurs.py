"""Qui a combien de voix à une assemblée : d'après les lots, puis d'après sa clôture."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.seance import Electorat, Identite
from lsc_desktop.domain.assemblees.voix import Part
from lsc_desktop.queries.coproprietes.corps import electorat
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import Assemblee, Compte, Coproprietaire, Tiers, VoixArretee


def electeurs(session: Session, ag: Assemblee) -> Electorat:
    """Les copropriétaires du jour de l'assemblée ; les voix, les natures et les exceptions qu'a
    arrêtées la clôture l'emportent sur ce qu'en disent les fiches."""
    found = electorat(session, ag.copropriete_id, ag.date)
    stmt = select(
        VoixArretee.cle_id, VoixArretee.tiers_id, VoixArretee.voix, VoixArretee.nature,
        VoixArretee.hlm,
    )  # fmt: skip
    kept = session.execute(
        stmt.where(VoixArretee.assemblee_id == ag.id).order_by(VoixArretee.id)
    ).all()
    if not kept:
        return found
    parts: dict[int, list[Part]] = {}
    for row in kept:
        parts.setdefault(row.cle_id, []).append(Part(row.tiers_id, row.voix))
    counted = {row.tiers_id: row for row in kept}
    known = {**found.identites, **_partis(session, ag, set(counted) - set(found.identites))}
    for who, row in counted.items():
        known[who] = replace(known[who], nature=row.nature, hlm=row.hlm)
    return Electorat(known, {cle: tuple(held) for cle, held in parts.items()})


def _partis(session: Session, ag: Assemblee, gone: set[int]) -> dict[int, Identite]:
    """Ceux qui ont voté et que les lots ne connaissent plus : une vente corrigée après coup.

    Leur fiche de copropriétaire a pu être supprimée ; leur tiers, qui a voté, ne le peut pas.
    """
    account = (
        select(func.min(Compte.numero))
        .join(Coproprietaire, Coproprietaire.compte_id == Compte.id)
        .where(
            Coproprietaire.copropriete_id == ag.copropriete_id, Coproprietaire.tiers_id == Tiers.id
        )
    )
    stmt = select(
        Tiers.id, nom_complet().label("nom"), Tiers.civilite,
        func.coalesce(account.scalar_subquery(), "").label("compte"),
    ).where(Tiers.id.in_(gone))  # fmt: skip
    return {
        row.id: Identite(row.id, row.nom, row.civilite, row.compte)
        for row in (session.execute(stmt) if gone else ())
    }
