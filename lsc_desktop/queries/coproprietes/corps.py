"""Qui a combien de voix, sous chaque clé, à un jour donné."""

from dataclasses import replace
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, and_, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.seance import Electorat, Identite
from lsc_desktop.domain.assemblees.voix import Part
from lsc_desktop.queries.coproprietes.possession import jour_ou, tenu
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    Compte,
    Coproprietaire,
    LotCopropriete,
    Possession,
    Tantieme,
    Tiers,
)


def electorat(session: Session, copropriete_id: int, le: date | None = None) -> Electorat:
    """Les copropriétaires du jour (celui où l'on travaille, à défaut), et leurs parts par clé.

    Un lot hors service ne vote pas ; un lot sans copropriétaire ne compte pour personne.
    """
    held = and_(LotCopropriete.actif, tenu(jour_ou(le)))
    return Electorat(
        _identites(session, copropriete_id, held), _parts(session, copropriete_id, held)
    )


def _identites(
    session: Session, copropriete_id: int, held: ColumnElement[bool]
) -> dict[int, Identite]:
    """Ceux qui tiennent un lot, dans l'ordre de leurs noms ; leurs comptes n'en font qu'un."""
    holding = exists().where(
        Possession.coproprietaire_id == Coproprietaire.id,
        LotCopropriete.id == Possession.lot_copropriete_id,
        held,
    )
    stmt = (
        select(
            Coproprietaire.tiers_id, nom_complet().label("nom"), Tiers.civilite,
            Compte.numero, Coproprietaire.nature, Coproprietaire.hlm,
        )
        .join(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .where(Coproprietaire.copropriete_id == copropriete_id, holding)
        .order_by(Tiers.recherche, Tiers.id, Compte.numero)
    )  # fmt: skip
    found: dict[int, Identite] = {}
    for who, nom, civilite, numero, nature, hlm in session.connection().execute(stmt).all():
        known = found.get(who)
        if known is None:
            found[who] = Identite(who, nom, civilite, numero, 1, nature, hlm)
        else:
            found[who] = replace(known, comptes=known.comptes + 1, hlm=known.hlm or hlm)
    return found


def _parts(
    session: Session, copropriete_id: int, held: ColumnElement[bool]
) -> dict[int, tuple[Part, ...]]:
    """Clé → ce que chacun y tient, tous ses lots réunis.

    Un tantième est gardé en cent-millièmes, l'unité des voix : la base fait la somme, rien n'est à
    convertir. Lue à chaque touche, à cinq cents copropriétaires.
    """
    voices = func.sum(type_coerce(Tantieme.valeur, BigInteger))
    stmt = (
        select(Tantieme.cle_id, Coproprietaire.tiers_id, voices)
        .join(LotCopropriete, LotCopropriete.id == Tantieme.lot_copropriete_id)
        .join(Possession, Possession.lot_copropriete_id == LotCopropriete.id)
        .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .where(Coproprietaire.copropriete_id == copropriete_id, held)
        .group_by(Tantieme.cle_id, Coproprietaire.tiers_id)
        .having(voices > 0)
        .order_by(Tantieme.cle_id, Coproprietaire.tiers_id)
    )
    found: dict[int, list[Part]] = {}
    for cle, who, total in session.connection().execute(stmt).all():
        found.setdefault(cle, []).append(Part(who, int(total)))
    return {cle: tuple(parts) for cle, parts in found.items()}
