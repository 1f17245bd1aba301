"""La liste des copropriétaires de chaque syndicat, à un jour donné, et celles qui sont périmées.

Toutes se lisent ensemble, en cinq requêtes : les comparer à ce qui est émis ne coûte pas plus pour
cent immeubles que pour un.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.coproprietes.liste_coproprietaires import (
    ROULEMENT,
    TRAVAUX,
    Droit,
    Fonds,
    ListeCoproprietaires,
    Titulaire,
    code_lot,
    dresser,
    empreinte,
)
from lsc_desktop.domain.fonds_travaux import Arrete, a_montrer
from lsc_desktop.queries.coproprietes.possession import tenu
from lsc_desktop.queries.publications.annuaire import en_fonction
from lsc_desktop.storage.models import (
    AyantDroit,
    Compte,
    Coproprietaire,
    Copropriete,
    Ecriture,
    FondsTravaux,
    Immeuble,
    LotCopropriete,
    MembreConseil,
    PieceJointe,
    Possession,
    Tiers,
)
from lsc_desktop.storage.types import Euros

DOMICILE = (
    Tiers.adresse1, Tiers.adresse2, Tiers.adresse3, Tiers.code_postal, Tiers.ville, Tiers.pays,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Perimee:
    """Une liste émise qui ne dit plus ce qui est."""

    copropriete_id: int
    immeuble: str


def load_liste_coproprietaires(
    session: Session, copropriete_id: int, le: date
) -> ListeCoproprietaires:
    """Celle d'un syndicat ; sans ligne s'il n'a pas de copropriétaire."""
    return _listes(session, le, Copropriete.id == copropriete_id)[copropriete_id]


def listes_perimees(session: Session, le: date) -> list[Perimee]:
    """Les listes émises dont le contenu a changé, par immeuble ; un syndicat hors service n'en a
    plus à tenir."""
    stmt = (
        select(PieceJointe.liste_de_id, PieceJointe.empreinte)
        .join(Copropriete, Copropriete.id == PieceJointe.liste_de_id)
        .where(Copropriete.actif)
    )
    known = {row.liste_de_id: row.empreinte for row in session.execute(stmt)}
    if not known:
        return []
    found = _listes(session, le, Copropriete.id.in_(known))
    stale = [
        Perimee(id, liste.immeuble) for id, liste in found.items() if empreinte(liste) != known[id]
    ]
    return sorted(stale, key=lambda one: (one.immeuble, one.copropriete_id))


def _listes(
    session: Session, le: date, which: ColumnElement[bool]
) -> dict[int, ListeCoproprietaires]:
    """Copropriété → sa liste, pour celles qui répondent à `which`."""
    stmt = (
        select(
            Copropriete.id, Immeuble.code, Immeuble.nom, Immeuble.adresse1, Immeuble.adresse2,
            Immeuble.code_postal, Immeuble.ville,
        )
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .where(which)
    )  # fmt: skip
    places = {row.id: row for row in session.execute(stmt)}
    codes = {id: row.code for id, row in places.items()}
    held, free = _lots(session, le, which, codes)
    owners = _titulaires(session, which, held)
    seats, funds = _conseil(session, le, which), _fonds(session, le, which)
    return {
        id: dresser(row.code, _adresse(row), owners[id], seats[id], funds[id], free[id])
        for id, row in places.items()
    }


def _adresse(row: Any) -> tuple[str, ...]:
    """Le nom de l'immeuble, s'il n'est pas déjà son adresse, puis celle-ci."""
    place = f"{row.code_postal} {row.ville}".strip()
    name = row.nom if row.nom not in (row.adresse1, row.code) else ""
    return tuple(part for part in (name, row.adresse1, row.adresse2, place) if part)


def _lots(
    session: Session, le: date, which: ColumnElement[bool], codes: dict[int, str]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Copropriétaire → ses lots en service ; copropriété → ceux que personne ne tient."""
    here = and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu(literal(le)))
    stmt = (
        select(
            LotCopropriete.copropriete_id, LotCopropriete.numero, LotCopropriete.type_lot,
            Possession.coproprietaire_id,
        )
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .outerjoin(Possession, here)
        .where(which, LotCopropriete.actif)
        .order_by(LotCopropriete.numero, LotCopropriete.id)
    )  # fmt: skip
    held: dict[int, list[str]] = defaultdict(list)
    free: dict[int, list[str]] = defaultdict(list)
    for syndicat, number, kind, owner in session.execute(stmt):
        lot = code_lot(codes[syndicat], number, kind)
        if owner is None:
            free[syndicat].append(lot)
        else:
            held[owner].append(lot)
    return held, free


def _titulaires(
    session: Session, which: ColumnElement[bool], held: dict[int, list[str]]
) -> dict[int, list[Titulaire]]:
    """Copropriété → ses comptes, dans l'ordre des noms ; le plus ancien d'une personne d'abord."""
    stmt = (
        select(
            Coproprietaire.id, Coproprietaire.copropriete_id, Coproprietaire.tiers_id,
            Coproprietaire.residant, Tiers.civilite, Tiers.nom, Tiers.prenom, *DOMICILE,
        )
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .join(Tiers, Tiers.id == Coproprietaire.tiers_id)
        .where(which)
        .order_by(Tiers.recherche, Tiers.id, Coproprietaire.id)
    )  # fmt: skip
    rights = _droits(session, which)
    found: dict[int, list[Titulaire]] = defaultdict(list)
    for row in session.execute(stmt):
        if row.id not in held:
            continue
        owner = Titulaire(
            row.tiers_id,
            _nomme(row),
            _domicile(row),
            tuple(held[row.id]),
            tuple(rights[row.id]),
            row.residant,
        )
        found[row.copropriete_id].append(owner)
    return found


def _droits(session: Session, which: ColumnElement[bool]) -> dict[int, list[Droit]]:
    """Copropriétaire → ses ayants droit, dans l'ordre de sa fiche."""
    stmt = (
        select(
            AyantDroit.coproprietaire_id, AyantDroit.tiers_id, AyantDroit.qualite,
            AyantDroit.mandataire, Tiers.civilite, Tiers.nom, Tiers.prenom, *DOMICILE,
        )
        .join(Coproprietaire, Coproprietaire.id == AyantDroit.coproprietaire_id)
        .join(Copropriete, Copropriete.id == Coproprietaire.copropriete_id)
        .join(Tiers, Tiers.id == AyantDroit.tiers_id)
        .where(which)
        .order_by(AyantDroit.rang, AyantDroit.id)
    )  # fmt: skip
    found: dict[int, list[Droit]] = defaultdict(list)
    for row in session.execute(stmt):
        right = Droit(row.tiers_id, _nomme(row), row.qualite, row.mandataire, _domicile(row))
        found[row.coproprietaire_id].append(right)
    return found


def _nomme(row: Any) -> str:
    """« Monsieur ATRILLON Bernard » : le nom avant le prénom, comme on les cherche."""
    return " ".join(part for part in (row.civilite, row.nom, row.prenom) if part)


def _domicile(row: Any) -> tuple[str, ...]:
    place = f"{row.code_postal} {row.ville}".strip()
    lines: Iterable[str] = (row.adresse1, row.adresse2, row.adresse3, place, row.pays)
    return tuple(line for line in lines if line)


def _conseil(session: Session, le: date, which: ColumnElement[bool]) -> dict[int, dict[int, bool]]:
    """Copropriété → les membres en fonction ce jour-là : tiers → le préside-t-il."""
    stmt = (
        select(MembreConseil.copropriete_id, MembreConseil.tiers_id, MembreConseil.president)
        .join(Copropriete, Copropriete.id == MembreConseil.copropriete_id)
        .where(which, en_fonction(le))
    )
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for syndicat, who, president in session.execute(stmt):
        found[syndicat][who] = president or found[syndicat].get(who, False)
    return found


def _fonds(session: Session, le: date, which: ColumnElement[bool]) -> dict[int, dict[int, Fonds]]:
    """Copropriété → ce que ses comptes d'avances et de fonds de travaux tiennent au nom de chacun.

    Un compte collectif, qui n'a pas de tiers, n'est à personne : la part de chacun est alors celle
    que ses lots y ont à leur dernier arrêté, qui l'emporte partout où il y en a un.
    """
    root = func.substr(Compte.numero, 1, len(TRAVAUX))
    total = type_coerce(func.sum(Ecriture.credit) - func.sum(Ecriture.debit), Euros())
    stmt = (
        select(Copropriete.id, Compte.tiers_id, root, total)
        .join(Compte, Compte.entite_id == Copropriete.entite_id)
        .join(Ecriture, Ecriture.compte_id == Compte.id)
        .where(
            which,
            Compte.tiers_id.is_not(None),
            or_(Compte.numero.startswith(ROULEMENT), Compte.numero.startswith(TRAVAUX)),
            Ecriture.date <= le,
        )
        .group_by(Copropriete.id, Compte.tiers_id, root)
    )
    sums: dict[int, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for syndicat, who, account, amount in session.execute(stmt):
        kind = "travaux" if account == TRAVAUX else "roulement"
        sums[syndicat][who][kind] = amount
    for syndicat, people in _arretes(session, le, which).items():
        for who, amount in people.items():
            sums[syndicat][who]["travaux"] = amount
    return defaultdict(
        dict,
        {
            syndicat: {who: Fonds(**amounts) for who, amounts in people.items()}
            for syndicat, people in sums.items()
        },
    )


def _arretes(
    session: Session, le: date, which: ColumnElement[bool]
) -> dict[int, dict[int, Decimal]]:
    """Copropriété → tiers → ce que ses lots détiennent aux comptes 105 (seed L1870-1900)."""
    here = and_(Possession.lot_copropriete_id == LotCopropriete.id, tenu(literal(le)))
    stmt = (
        select(
            Copropriete.id.label("syndicat"), Coproprietaire.tiers_id,
            LotCopropriete.id.label("lot"), Compte.numero, Compte.libelle,
            FondsTravaux.arrete_le, FondsTravaux.montant,
        )
        .select_from(FondsTravaux)
        .join(Compte, Compte.id == FondsTravaux.compte_id)
        .join(LotCopropriete, LotCopropriete.id == FondsTravaux.lot_copropriete_id)
        .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
        .join(Possession, here)
        .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .where(which, LotCopropriete.actif)
    )  # fmt: skip
    known: dict[tuple[int, int], list[Arrete]] = defaultdict(list)
    for row in session.execute(stmt):
        known[row.syndicat, row.tiers_id].append(
            Arrete(str(row.lot), row.numero, row.libelle, row.arrete_le, row.montant)
        )
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for (syndicat, who), arretes in known.items():
        shown = a_montrer(arretes, le, avec_102=False)
        found[syndicat][who] = sum((one.montant for one in shown), ZERO)
    return found
