"""De quoi peupler une copropriété en une ligne : ses clés, et qui tient combien sous chacune."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.services.configuration import installer
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Configuration,
    Coproprietaire,
    Copropriete,
    Entite,
    Immeuble,
    LotCopropriete,
    Possession,
    Tantieme,
    Tiers,
)
from tests.agence import un_compte

GENERALE = "001"
_rangs = count(1)  # « L » : aucun numéro donné par un essai ne commence ainsi
# Un numéro sans chiffre : aucun essai qui cherche « 248 », ou un mot, n'en trouve un par hasard.
EN_LETTRES = str.maketrans("0123456789", "BFHJKQVWXZ")


@dataclass(frozen=True)
class Ids:
    """Les ids de ce qui est posé ; copropriétaires, tiers et lots sous le nom donné."""

    id: int
    entite: int
    immeuble: int
    cles: dict[str, int]
    coproprietaires: dict[str, int]
    tiers: dict[str, int]
    comptes: dict[str, int]
    lots: dict[str, int]


def une_copropriete(
    session: Session,
    parts: Mapping[str, str | Mapping[str, str]],
    *,
    code: str = "GILBERT",
    entite: str = "S001",
    cles: tuple[str, ...] = (GENERALE,),
    **over: object,
) -> Ids:
    """Le syndicat, ses clés (la première est la générale), et un lot par copropriétaire.

    `parts` : nom → ses tantièmes, {"ATRILLON": "74", "LEPITRE": "66.01420"}, ou ses tantièmes par
    clé, {"CLIQUOT": {"001": "62", "020": "10"}}. `over` : champs de la fiche de la copropriété.
    """
    entite_id = _poser(session, Entite(code=entite, nom=f"Syndicat {code.title()}"))
    immeuble = Immeuble(code=code, nom=f"Résidence {code.title()}", ville="NANCY")
    immeuble_id = _poser(session, immeuble)
    fiche = Copropriete(**{"entite_id": entite_id, "immeuble_id": immeuble_id, **over})
    id = _poser(session, fiche)
    keys = {
        cle: _poser(
            session,
            CleRepartition(
                copropriete_id=id, rang=rank, code=cle, libelle=f"CLE {cle}", generale=rank == 0
            ),
        )
        for rank, cle in enumerate(cles)
    }
    ids = Ids(id, entite_id, immeuble_id, keys, {}, {}, {}, {})
    for name, held in parts.items():
        un_coproprietaire(session, ids, name)
        shares = {cles[0]: held} if isinstance(held, str) else held
        ids.lots[name] = un_lot_de_copropriete(session, ids, name, shares)
    return ids


def un_coproprietaire(
    session: Session, ids: Ids, nom: str, *, identite: str = "", **over: object
) -> int:
    """Un copropriétaire sans lot, son tiers et son compte 450 ; rend son id.

    `identite` : le nom d'un copropriétaire déjà posé, dont c'est un autre compte.
    """
    who = ids.tiers.get(identite) or _poser(session, Tiers(code=nom, nom=nom))
    number = f"450{nom}"[:20]
    account = un_compte(ids.entite, number, nom, nature="coproprietaire", tiers_id=who)
    ids.tiers[nom], ids.comptes[nom] = who, _poser(session, account)
    values = {"copropriete_id": ids.id, "tiers_id": who, "compte_id": ids.comptes[nom]}
    ids.coproprietaires[nom] = _poser(session, Coproprietaire(**{**values, **over}))
    return ids.coproprietaires[nom]


def un_lot_de_copropriete(
    session: Session,
    ids: Ids,
    a: str | None,
    tantiemes: str | Mapping[str, str] = "",
    **over: object,
) -> int:
    """Un lot, tenu depuis toujours par `a` (personne si `None`) ; rend son id."""
    shares = {next(iter(ids.cles)): tantiemes} if isinstance(tantiemes, str) else tantiemes
    letters = str(next(_rangs)).translate(EN_LETTRES)
    values = {"copropriete_id": ids.id, "numero": f"L{letters}"}
    lot = _poser(session, LotCopropriete(**{**values, **over}))
    for rank, (cle, value) in enumerate(shares.items()):
        if value:
            share = Tantieme(
                lot_copropriete_id=lot, rang=rank, cle_id=ids.cles[cle], valeur=Decimal(value)
            )
            _poser(session, share)
    if a is not None:
        held = Possession(lot_copropriete_id=lot, coproprietaire_id=ids.coproprietaires[a])
        _poser(session, held)
    return lot


def travailler_le(session: Session, jour: date) -> None:
    """Fixe le jour où l'agence travaille : les lectures s'y placent."""
    installer(session)
    session.get_one(Configuration, 1).date_travail = jour
    session.flush()


def tenu_par(session: Session, lot_id: int) -> list[tuple[str, date | None, date | None]]:
    """Compte, du, au de chaque possession d'un lot, de la première à la dernière."""
    stmt = (
        select(Compte.numero, Possession.du, Possession.au)
        .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
        .join(Compte, Compte.id == Coproprietaire.compte_id)
        .where(Possession.lot_copropriete_id == lot_id)
    )
    rows = [(row.numero, row.du, row.au) for row in session.execute(stmt)]
    return sorted(rows, key=lambda row: row[1] or date.min)


# --- Gestes des essais --------------------------------------------------------------------------


def ecrire(db, work, *args, **more):
    """Martine fait `work` dans sa transaction."""
    with db.write("Martine") as session:
        return work(session, *args, **more)


def lire(db, work, *args):
    with db.read() as session:
        return work(session, *args)


def refuse(db, match, work, *args, **more) -> str:
    """Le champ que montre le refus."""
    with pytest.raises(UserError, match=match) as refus:
        ecrire(db, work, *args, **more)
    return refus.value.field


def change(db, load, save, fiche, ctx, **over):
    """Ouvre une fiche, y change ces champs, l'enregistre."""
    draft = replace(lire(db, load, fiche), **over)
    return ecrire(db, save, draft, ctx=ctx)


def _poser(session: Session, record: object) -> int:
    session.add(record)
    session.flush()
    return record.id
