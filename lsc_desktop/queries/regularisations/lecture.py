"""Ce que la base sait de lots à régulariser, lu d'un coup pour tous : dix lectures, jamais dix par
lot."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.locataires import Occupation
from lsc_desktop.domain.regularisations import Candidat
from lsc_desktop.domain.regularisations.provisions import (
    AUCUNE,
    Provisions,
    en_vigueur,
    par_appel,
    retenir,
)
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.queries.presence import sous_mandat
from lsc_desktop.queries.regularisations.provisions import APPELEES_PAR_LOT, ecriture_provision
from lsc_desktop.queries.tableaux import EN_VIGUEUR, LIGNES, ligne_tableau, premier_jour
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Quittance,
    Regularisation,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class Bail:
    """Un locataire du lot, parti ou non. `deja` : périodes déjà régularisées ; `actuelles` :
    provision en vigueur à son prochain appel, rien s'il est parti."""

    id: int
    nom: str
    compte: str
    compte_id: int
    entite_id: int
    occupation: Occupation
    fin_preavis: date | None
    forfait: bool
    periodicite: int
    appelees: Provisions
    actuelles: Decimal | None
    deja: tuple[Periode, ...]

    def candidat(self) -> Candidat:
        return Candidat(
            self.id,
            self.nom,
            self.compte,
            self.occupation,
            self.appelees.montant,
            self.fin_preavis,
            self.forfait,
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """Un lot : à qui, sous mandat ou non ce jour, ses locataires, ce qui a déjà été régularisé.

    `mandats` : début et fin de chacun, ouverts s'ils ne sont pas dits.
    """

    lot_id: int
    code: str
    immeuble_id: int
    proprietaire_id: int
    gere: bool
    baux: tuple[Bail, ...] = ()
    deja: tuple[Periode, ...] = ()
    mandats: tuple[tuple[date | None, date | None], ...] = ()


def situations(
    session: Session,
    lot_ids: Collection[int],
    periode: Periode | None,
    code_fiscalite_id: int | None,
    aujourd_hui: date,
) -> dict[int, Situation]:
    """Par lot. Sans période, à qui il est et s'il est géré, rien de plus ; sans code, aucune
    provision."""
    found: dict[int, Situation] = {}
    ids = list(lot_ids)
    for start in range(0, len(ids), BATCH):
        facts: dict[str, Any] = {"lots": ids[start : start + BATCH]}
        if periode is not None:
            facts |= {"du": periode.du, "au": periode.au, "code": code_fiscalite_id}
        found |= _situations(session, facts, periode is not None, aujourd_hui)
    return found


def _situations(
    session: Session, facts: dict[str, Any], whole: bool, today: date
) -> dict[int, Situation]:
    lots = session.execute(_LOTS, facts).all()
    if not whole:
        return {lot.id: Situation(*lot) for lot in lots}
    baux = _groupes(_baux(session, facts, today))
    deja = _groupes((lot, Periode(du, au)) for lot, du, au in session.execute(_DEJA_LOT, facts))
    mandats = _groupes(_mandats(session, facts))
    return {
        lot.id: Situation(*lot, tuple(baux[lot.id]), tuple(deja[lot.id]), tuple(mandats[lot.id]))
        for lot in lots
    }


def _groupes(pairs: Any) -> defaultdict[int, list[Any]]:
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _baux(session: Session, facts: dict[str, Any], today: date) -> Iterator[tuple[int, Bail]]:
    rows = session.execute(_BAUX, facts).all()
    accounts = facts | {"comptes": list({row.compte_id for row in rows})}
    entries = session.execute(APPELEES_PAR_LOT, accounts)
    called = _groupes((row.locataire_id, ecriture_provision(row)) for row in entries)
    done = _groupes((who, Periode(du, au)) for who, du, au in session.execute(_DEJA, facts))
    last = {row.locataire_id: row.dernier for row in session.execute(_DERNIERES, facts)}
    lines = _groupes(
        (row.locataire_id, ligne_tableau(row)) for row in session.execute(_LIGNES, facts)
    )
    for row in rows:
        occupation = Occupation(row.premier_quittancement, row.depart)
        current = None
        if not occupation.est_parti(today):
            start = premier_jour(today, row.periodicite, last.get(row.id))
            current = par_appel(en_vigueur(lines[row.id], start))
        yield (
            row.lot_id,
            Bail(
                row.id,
                nom_complet(row.prenom, row.nom),
                row.numero,
                row.compte_id,
                row.entite_id,
                occupation,
                row.fin_preavis,
                row.forfait_charges,
                row.periodicite,
                retenir(called[row.id]) if row.id in called else AUCUNE,
                current,
                tuple(done[row.id]),
            ),
        )


def _mandats(
    session: Session, facts: dict[str, Any]
) -> Iterator[tuple[int, tuple[date | None, date | None]]]:
    """La part de chaque mandat qui porte sur le lot."""
    for lot_id, debut, fin, du, au in session.execute(_MANDATS, facts):
        ends = [end for end in (fin, au) if end]
        yield lot_id, (max(debut, du) if du else debut, min(ends) if ends else None)


_DE_CES_LOTS = Locataire.lot_id.in_(bindparam("lots", expanding=True))
_LOTS = select(
    Lot.id, Lot.code_gestion, Lot.immeuble_id, Lot.proprietaire_id, sous_mandat().label("gere")
).where(Lot.id.in_(bindparam("lots", expanding=True)))
_BAUX = (
    select(
        Locataire.lot_id,
        Locataire.id,
        Tiers.prenom,
        Tiers.nom,
        Compte.numero,
        Locataire.compte_id,
        Locataire.entite_id,
        Locataire.premier_quittancement,
        Locataire.depart,
        Locataire.fin_preavis,
        Locataire.forfait_charges,
        Locataire.periodicite,
    )
    .join(Tiers, Tiers.id == Locataire.tiers_id)
    .join(Compte, Compte.id == Locataire.compte_id)
    .where(
        _DE_CES_LOTS,
        or_(Locataire.actif, Locataire.depart.is_not(None)),  # sans départ : créée par erreur
    )
    .order_by(Locataire.id)
)
_DEJA = (
    select(Regularisation.locataire_id, Regularisation.du, Regularisation.au)
    .join(Locataire, Locataire.id == Regularisation.locataire_id)
    .where(_DE_CES_LOTS, Regularisation.etat == "quittancee")
    .order_by(Regularisation.id)
)
_DEJA_LOT = (
    select(Regularisation.lot_id, Regularisation.du, Regularisation.au)
    .where(
        Regularisation.lot_id.in_(bindparam("lots", expanding=True)),
        Regularisation.etat == "quittancee",
    )
    .distinct()
)
_DERNIERES = (
    select(Quittance.locataire_id, func.max(Quittance.periode_au).label("dernier"))
    .join(Locataire, Locataire.id == Quittance.locataire_id)
    .where(_DE_CES_LOTS, EN_VIGUEUR)
    .group_by(Quittance.locataire_id)
)
_LIGNES = LIGNES.join(Locataire, Locataire.id == LigneQuittancement.locataire_id).where(
    _DE_CES_LOTS, CodeFiscalite.id == bindparam("code"), ~LigneQuittancement.ponctuelle
)
_MANDATS = (
    select(MandatLot.lot_id, Mandat.debut, Mandat.fin, MandatLot.du, MandatLot.au)
    .join(MandatLot, MandatLot.mandat_id == Mandat.id)
    .where(MandatLot.lot_id.in_(bindparam("lots", expanding=True)))
    .order_by(MandatLot.id)
)
