"""Ce que le manifeste dit d'autre que des documents : comptes, dépenses, fonds, contacts.

Rien n'y est qui n'ait au moins un lecteur parmi les comptes publiés.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.classeurs import Metier, Role
from lsc_desktop.domain.fonds_travaux import Arrete, a_montrer
from lsc_desktop.domain.publications.classeurs import Classeur
from lsc_desktop.domain.publications.contenu import (
    ComptePublie,
    ContactPublie,
    Depenses,
    DocumentPublie,
    FondsTravaux,
    LigneDepense,
    LotPublie,
)
from lsc_desktop.domain.publications.noms import piece_de
from lsc_desktop.domain.publications.reglages import ReglagePublicationDraft
from lsc_desktop.domain.publications.releve import LigneCompte, premier_jour, publiees
from lsc_desktop.domain.publications.valeurs import Annuaire, Cible, Genre
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.coproprietes.possession import jour_ou, tenu
from lsc_desktop.queries.fonds_travaux import code_du_lot
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.storage.models import (
    CleRepartition,
    Compte,
    Contact,
    Coproprietaire,
    Copropriete,
    Depense,
    Ecriture,
    Exercice,
    Immeuble,
    JournalComptable,
    LotCopropriete,
    Piece,
    Possession,
)
from lsc_desktop.storage.models import FondsTravaux as Fonds

FACTURES = "Factures"  # le classeur dont les dépenses ont les droits (seed L965-971)
TRESORERIE = "tresorerie"


class Voulu(Protocol):
    """Ce qu'il faut savoir de l'état voulu d'une cible."""

    @property
    def jour(self) -> dt.date: ...

    @property
    def cible(self) -> Cible: ...

    @property
    def annuaire(self) -> Annuaire: ...


@dataclass(frozen=True, slots=True)
class Donnees:
    """`lots` : immeuble → ceux de ses copropriétaires publiés."""

    comptes: tuple[ComptePublie, ...]
    lots: Mapping[str, tuple[LotPublie, ...]] = field(default_factory=dict)
    depenses: tuple[Depenses, ...] = ()
    fonds_travaux: tuple[FondsTravaux, ...] = ()


def load_donnees(
    session: Session,
    voulu: Voulu,
    comptes: tuple[ComptePublie, ...],
    reglage: ReglagePublicationDraft,
    classeurs: Mapping[int, Classeur],
    documents: Iterable[DocumentPublie],
) -> Donnees:
    """Ce que la comptabilité dit des comptes publiés ; rien à une cible qui ne la reçoit pas."""
    if not voulu.cible.soldes:
        return Donnees(comptes)
    regrouped = {
        Role.PROPRIETAIRE: reglage.regrouper_proprietaires,
        Role.LOCATAIRE: reglage.regrouper_locataires,
        Role.COPROPRIETAIRE: reglage.regrouper_coproprietaires,
    }
    roles = frozenset(role for role, wanted in regrouped.items() if wanted)
    situated = tuple(load_situations(session, comptes, voulu.jour, roles))
    if Metier.SYNDIC not in voulu.cible.metiers:
        return Donnees(situated)
    lots = load_lots(session, comptes, voulu.jour)
    bills = load_factures(session, classeurs) if reglage.envoyer_depenses else None
    return Donnees(
        situated,
        lots,
        load_depenses(session, voulu.annuaire, bills, documents) if bills is not None else (),
        load_fonds_travaux(session, lots, voulu.jour, avec_102=reglage.envoyer_102),
    )


# --- Comptes ----------------------------------------------------------------------------------


def load_situations(
    session: Session,
    comptes: Iterable[ComptePublie],
    jour: dt.date,
    regroupes: Collection[Role],
) -> Iterator[ComptePublie]:
    """Les mêmes, avec leur solde et leurs écritures ; `regroupes` : à quels titres la trésorerie
    d'un même jour ne fait qu'une ligne."""
    accounts = sorted(comptes, key=lambda one: int(one.id))
    for start in range(0, len(accounts), BATCH):
        batch = accounts[start : start + BATCH]
        ids = [int(one.id) for one in batch]
        balances = _soldes(session, ids)
        lines = _lignes(session, ids, premier_jour(jour))
        for one in batch:
            yield one.avec_situation(
                balances.get(int(one.id), ZERO),
                publiees(lines.get(int(one.id), ()), regrouper=one.role in regroupes),
            )


def _soldes(session: Session, ids: Collection[int]) -> dict[int, Any]:
    stmt = (
        select(Ecriture.compte_id, func.sum(Ecriture.credit), func.sum(Ecriture.debit))
        .where(Ecriture.compte_id.in_(ids))
        .group_by(Ecriture.compte_id)
    )
    return {id: (credit or ZERO) - (debit or ZERO) for id, credit, debit in session.execute(stmt)}


def _lignes(
    session: Session, ids: Collection[int], depuis: dt.date
) -> Mapping[int, list[LigneCompte]]:
    found: dict[int, list[LigneCompte]] = defaultdict(list)
    seen: dict[Any, Any] = {}  # jours, libellés et montants se répètent : un seul de chaque
    e = Ecriture
    stmt = (
        select(e.compte_id, e.date, e.libelle, e.debit, e.credit, JournalComptable.type_journal)
        .join(Piece, Piece.id == e.piece_id)
        .join(JournalComptable, JournalComptable.id == Piece.journal_id)
        .where(e.compte_id.in_(ids), e.date >= depuis)
        .order_by(e.compte_id, e.date, e.id)
    )
    for compte, *told, kind in session.execute(stmt):
        day, what, debit, credit = (seen.setdefault(one, one) for one in told)
        found[compte].append(LigneCompte(day, what, debit, credit, kind == TRESORERIE))
    return found


# --- Lots et fonds de travaux -----------------------------------------------------------------


def load_lots(
    session: Session, comptes: Iterable[ComptePublie], jour: dt.date
) -> dict[str, tuple[LotPublie, ...]]:
    """Immeuble → les lots que tiennent ce jour-là les copropriétaires publiés, et eux seuls."""
    ids = [int(one.id) for one in comptes if one.role is Role.COPROPRIETAIRE]
    found: dict[str, list[LotPublie]] = defaultdict(list)
    for start in range(0, len(ids), BATCH):
        stmt = (
            select(Immeuble.code, code_du_lot().label("lot"), Coproprietaire.tiers_id)
            .select_from(Possession)
            .join(LotCopropriete, LotCopropriete.id == Possession.lot_copropriete_id)
            .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
            .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
            .join(Coproprietaire, Coproprietaire.id == Possession.coproprietaire_id)
            .where(LotCopropriete.actif, tenu(jour_ou(jour)))
            .where(Coproprietaire.compte_id.in_(ids[start : start + BATCH]))
        )
        for place, lot, who in session.execute(stmt):
            found[place].append(LotPublie(lot, frozenset({str(who)})))
    return {place: tuple(lots) for place, lots in found.items()}


def load_fonds_travaux(
    session: Session,
    lots: Mapping[str, tuple[LotPublie, ...]],
    jour: dt.date,
    *,
    avec_102: bool,
) -> tuple[FondsTravaux, ...]:
    """Le dernier arrêté de chacun de ces lots ; ni nul, ni 102 sans l'option (D43)."""
    listed = {lot.id for some in lots.values() for lot in some}
    places = sorted(lots)
    known: list[Arrete] = []
    for start in range(0, len(places), BATCH):
        stmt = (
            select(
                code_du_lot().label("lot"), Compte.numero, Compte.libelle, Fonds.arrete_le,
                Fonds.montant,
            )
            .select_from(Fonds)
            .join(LotCopropriete, LotCopropriete.id == Fonds.lot_copropriete_id)
            .join(Copropriete, Copropriete.id == LotCopropriete.copropriete_id)
            .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
            .join(Compte, Compte.id == Fonds.compte_id)
            .where(Immeuble.code.in_(places[start : start + BATCH]))
        )  # fmt: skip
        known += [Arrete(*row) for row in session.execute(stmt) if row.lot in listed]
    return tuple(
        FondsTravaux(one.lot, one.compte, one.libelle, one.montant)
        for one in a_montrer(known, jour, avec_102=avec_102)
    )


# --- Dépenses ---------------------------------------------------------------------------------


def load_factures(session: Session, classeurs: Mapping[int, Classeur]) -> Classeur | None:
    """Le classeur « Factures » du syndic, même renommé ; rien si personne ne le lit."""
    found = classeurs.get(trouver_classeur(session, FACTURES) or 0)
    if found is None or found.metier is not Metier.SYNDIC or not found.lisible:
        return None
    return found


def load_depenses(
    session: Session, annuaire: Annuaire, classeur: Classeur, documents: Iterable[DocumentPublie]
) -> tuple[Depenses, ...]:
    """Celles des exercices non clos (D42), des immeubles où un compte publié lit ce classeur."""
    bills = _factures(documents)
    places = sorted(p for p, roles in annuaire.par_immeuble.items() if roles & classeur.droits)
    found: dict[tuple[str, ...], list[LigneDepense]] = defaultdict(list)
    for start in range(0, len(places), BATCH):
        for row in session.execute(_depenses(places[start : start + BATCH])):
            key = (row.exercice, row.immeuble, f"{row.cle}-{row.cle_libelle}", row.compte,
                   row.charge)  # fmt: skip
            found[key].append(
                LigneDepense(
                    row.date, row.libelle, row.montant, row.tva, row.deductible, row.recuperable,
                    bills.get((row.immeuble, row.evenement_id), ""),
                )
            )  # fmt: skip
    return tuple(
        Depenses(
            exercice=year, immeuble=place, cle=key, compte=account, libelle=charge,
            classeur=classeur.identifiant, lignes=tuple(lines),
        )
        for (year, place, key, account, charge), lines in found.items()
    )  # fmt: skip


def _depenses(places: Collection[str]) -> Any:
    d = Depense
    return (
        select(
            Exercice.libelle.label("exercice"), Immeuble.code.label("immeuble"),
            CleRepartition.code.label("cle"), CleRepartition.libelle.label("cle_libelle"),
            Compte.numero.label("compte"), Compte.libelle.label("charge"), d.date, d.libelle,
            d.montant, d.tva, d.deductible, d.recuperable, d.evenement_id,
        )
        .join(Exercice, Exercice.id == d.exercice_id)
        .join(Copropriete, Copropriete.id == Exercice.copropriete_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .join(CleRepartition, CleRepartition.id == d.cle_id)
        .join(Compte, Compte.id == d.compte_id)
        .where(~Exercice.clos, Copropriete.actif, Immeuble.code.in_(places))
        .order_by(d.date, d.id)
    )  # fmt: skip


def _factures(documents: Iterable[DocumentPublie]) -> dict[tuple[str, int], str]:
    """(immeuble, événement) → sa facture publiée à tout l'immeuble : sa première pièce jointe,
    sinon son texte."""
    ranks: dict[tuple[str, int], tuple[int, str]] = {}
    for document in documents:
        piece = piece_de(document.id)
        if piece is None or document.portee.genre is not Genre.IMMEUBLE:
            continue
        event, rank = piece
        key, offered = (document.portee.cle, event), (rank, document.id)
        known = ranks.get(key)
        if known is None or known[0] == 0 or 0 < rank < known[0]:
            ranks[key] = offered
    return {key: id for key, (_rank, id) in ranks.items()}


# --- Contacts ---------------------------------------------------------------------------------


def load_contacts(
    session: Session, places: Collection[str], metiers: Collection[Metier]
) -> Iterator[ContactPublie]:
    """Ceux que l'extranet montre : de partout, ou d'un immeuble publié."""
    c = Contact
    stmt = (
        select(
            c.id, c.genre, c.nom, c.role, c.metier, c.telephone, c.courriel, c.adresse1,
            c.code_postal, c.ville, c.horaires, func.coalesce(Immeuble.code, "").label("immeuble"),
        )
        .outerjoin(Immeuble, Immeuble.id == c.immeuble_id)
        .where(c.actif, c.publie, or_(c.immeuble_id.is_(None), Immeuble.actif))
        .order_by(c.id)
    )  # fmt: skip
    for row in session.execute(stmt):
        wanted = frozenset(metiers if not row.metier else {Metier(row.metier)} & set(metiers))
        if not wanted or (row.immeuble and row.immeuble not in places):
            continue
        town = f"{row.code_postal} {row.ville}".strip()
        yield ContactPublie(
            id=f"con-{row.id}", genre=row.genre, nom=row.nom, metiers=wanted, role=row.role,
            immeuble=row.immeuble, telephone=row.telephone, courriel=row.courriel,
            adresse=tuple(filter(None, (row.adresse1, town))), horaires=row.horaires,
        )  # fmt: skip
