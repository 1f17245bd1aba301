"""Ce que la base sait d'une copropriété, pour son dossier au registre."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from lsc_desktop.base.money import ZERO
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.fonds_travaux import FONDS, PROVISIONS
from lsc_desktop.domain.registre.connu import (
    COURANTES,
    EXCEPTIONNELLES,
    FOURNISSEURS,
    Comptes,
    Connu,
)
from lsc_desktop.queries.coproprietes.syndic import agence
from lsc_desktop.queries.presence import jour
from lsc_desktop.storage.models import (
    Assemblee,
    Compte,
    Coproprietaire,
    Copropriete,
    Depense,
    Ecriture,
    Entite,
    Exercice,
    FondsTravaux,
    Immeuble,
    LotCopropriete,
)
from lsc_desktop.storage.types import Euros

SEUIL = Decimal(300)  # euros au-delà desquels un copropriétaire est débiteur (arrêté du 10/10/2016)


def load_connu(session: Session, copropriete_id: int | None, *, comptes: bool = True) -> Connu:
    """Vide si la copropriété n'existe pas. `comptes` : à faux, la comptabilité ne se lit pas."""
    row = session.execute(
        select(Copropriete, Entite, Immeuble)
        .join(Entite, Entite.id == Copropriete.entite_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .where(Copropriete.id == (copropriete_id or 0))
    ).first()
    if row is None:
        return Connu()
    copro, entite, immeuble = row
    lots = session.execute(
        select(LotCopropriete.type_lot, LotCopropriete.batiment)
        .where(LotCopropriete.copropriete_id == copro.id, LotCopropriete.actif)
        .order_by(LotCopropriete.numero)
    ).all()
    owners = select(func.count(func.distinct(Coproprietaire.tiers_id))).where(
        Coproprietaire.copropriete_id == copro.id, Coproprietaire.actif
    )
    syndic = agence(session)
    return Connu(
        nom=entite.nom,
        immatriculation=copro.immatriculation,
        adresse=", ".join(line for line in (immeuble.adresse1, immeuble.adresse2) if line),
        code_postal=immeuble.code_postal,
        ville=immeuble.ville,
        date_reglement=copro.date_reglement,
        regime=copro.regime,
        siret_syndicat=entite.siret,
        syndic_nom=syndic.nom if syndic is not None else "",
        syndic_siret=syndic.siret if syndic is not None else "",
        syndic_adresse=_adresse(syndic) if syndic is not None else "",
        types=tuple(lot.type_lot for lot in lots),
        batiments=tuple(sorted({lot.batiment for lot in lots if lot.batiment})),
        nb_coproprietaires=session.scalar(owners) or 0,
        nb_etages=immeuble.nb_etages,
        ascenseur=immeuble.ascenseur,
        construit_le=immeuble.date_construction,
        comptes=_comptes(session, copro) if comptes else None,
        ag_le=session.scalar(derniere_assemblee(copro.id)),
    )


def _adresse(entite: Entite) -> str:
    """« 1, rue Haute, 54000 NANCY » ; vide s'il n'y en a pas d'entière."""
    place = f"{entite.code_postal} {entite.ville}".strip()
    lines = [line for line in (entite.adresse1, entite.adresse2) if line]
    return ", ".join((*lines, place)) if lines and place else ""


def derniere_assemblee(copropriete_id: Any) -> Select[Any]:
    """La date de la dernière assemblée ordinaire close : celle qui approuve les comptes."""
    return select(func.max(Assemblee.date)).where(
        Assemblee.copropriete_id == copropriete_id, Assemblee.type_assemblee == "ordinaire",
        Assemblee.etat == CLOSE, Assemblee.date <= jour(),
    )  # fmt: skip


def _comptes(session: Session, copro: Copropriete) -> Comptes | None:
    """Du dernier exercice clos ; ce dont la base n'a aucune ligne reste inconnu."""
    last = session.execute(
        select(Exercice.id, Exercice.du, Exercice.au)
        .where(Exercice.copropriete_id == copro.id, Exercice.clos)
        .order_by(Exercice.au.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    current, special = (
        _depenses(session, last.id, roots) for roots in (COURANTES, EXCEPTIONNELLES)
    )
    if current is not None or special is not None:
        current, special = current or ZERO, special or ZERO
    debts = _soldes(session, copro.entite_id, FOURNISSEURS, last.au)
    owed = _soldes_des_coproprietaires(session, copro.id, last.au)
    return Comptes(
        last.du, last.au, current, special,
        provisions_travaux=_fonds(session, copro.id, PROVISIONS, last.au),
        fonds_travaux=_fonds(session, copro.id, FONDS, last.au),
        dettes_fournisseurs=None if debts is None else sum((d for d in debts if d > 0), ZERO),
        impayes=None if owed is None else sum((-d for d in owed if d < 0), ZERO),
        nb_debiteurs=None if owed is None else sum(-d > SEUIL for d in owed),
    )  # fmt: skip


def _depenses(session: Session, exercice_id: int, roots: Sequence[str]) -> Decimal | None:
    stmt = (
        select(type_coerce(func.sum(Depense.montant), Euros()))
        .join(Compte, Compte.id == Depense.compte_id)
        .where(Depense.exercice_id == exercice_id)
        .where(or_(*(Compte.numero.startswith(root) for root in roots)))
    )
    return session.scalar(stmt)


def _fonds(session: Session, copropriete_id: int, root: str, day: date) -> Decimal | None:
    """Le dernier arrêté de chaque lot à la fin de l'exercice."""
    mine = (
        select(
            FondsTravaux.lot_copropriete_id, FondsTravaux.compte_id, FondsTravaux.montant,
            func.row_number().over(
                partition_by=(FondsTravaux.lot_copropriete_id, FondsTravaux.compte_id),
                order_by=FondsTravaux.arrete_le.desc(),
            ).label("rang"),
        )
        .join(LotCopropriete, LotCopropriete.id == FondsTravaux.lot_copropriete_id)
        .join(Compte, Compte.id == FondsTravaux.compte_id)
        .where(LotCopropriete.copropriete_id == copropriete_id)
        .where(Compte.numero.startswith(root), FondsTravaux.arrete_le <= day)
        .subquery()
    )  # fmt: skip
    return session.scalar(
        select(type_coerce(func.sum(mine.c.montant), Euros())).where(mine.c.rang == 1)
    )


def _soldes(
    session: Session, entite_id: int, roots: Sequence[str], day: date
) -> list[Decimal] | None:
    """Crédit − débit de chaque compte, ce jour-là ; rien s'ils n'ont aucune écriture."""
    stmt = (
        select(type_coerce(func.sum(Ecriture.credit) - func.sum(Ecriture.debit), Euros()))
        .join(Compte, Compte.id == Ecriture.compte_id)
        .where(Compte.entite_id == entite_id, Ecriture.date <= day)
        .where(or_(*(Compte.numero.startswith(root) for root in roots)))
        .group_by(Compte.id)
    )
    return list(session.scalars(stmt)) or None


def _soldes_des_coproprietaires(
    session: Session, copropriete_id: int, day: date
) -> list[Decimal] | None:
    """Par personne, tous ses comptes réunis ; rien s'ils n'ont aucune écriture."""
    stmt = (
        select(type_coerce(func.sum(Ecriture.credit) - func.sum(Ecriture.debit), Euros()))
        .join(Coproprietaire, Coproprietaire.compte_id == Ecriture.compte_id)
        .where(Coproprietaire.copropriete_id == copropriete_id, Ecriture.date <= day)
        .group_by(Coproprietaire.tiers_id)
    )
    return list(session.scalars(stmt)) or None
