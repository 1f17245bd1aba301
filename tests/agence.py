"""Une petite agence, posée directement dans les tables, pour les essais de la base."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from lsc_desktop.storage.models import (
    CodeFiscalite,
    Compte,
    Entite,
    Immeuble,
    JournalComptable,
    LigneQuittancement,
    Locataire,
    Lot,
    Mandat,
    MandatLot,
    Tiers,
)


@dataclass(frozen=True)
class Agence:
    """Les ids de ce qui est posé : Elsa Locataire loue LAFAYETTE/002 à LEPITRE Abel."""

    entite: int
    banque: int
    quittancement: int
    proprietaire: int
    tiers: int
    compte: int
    immeuble: int
    lot: int
    mandat: int
    locataire: int
    loyer: int
    provisions: int
    ligne: int


def une_agence(session: Session) -> Agence:
    """L'agence Crypto du seed (L69, L128-136), sans une écriture."""

    def pose(record: object) -> int:
        session.add(record)
        session.flush()
        return record.id

    entite = pose(Entite(code="G001", nom="Agence Crypto", ville="NANCY"))
    for code, libelle, kind in (
        ("QU", "Quittancement", "standard"),
        ("BQ", "Banque", "tresorerie"),
        ("OD", "Opérations diverses", "standard"),
    ):
        pose(JournalComptable(code=code, libelle=libelle, type_journal=kind))
    banque = pose(un_compte(entite, "512000", "Banque", nature="tresorerie"))
    quittancement = pose(un_compte(entite, "80QUITTANC", "Quittancement", nature="quittancement"))
    codes = [
        pose(CodeFiscalite(code=code, libelle=libelle, nature=nature, pourcentage=Decimal(percent)))
        for code, libelle, nature, percent in (
            ("10", "Loyer", "loyer", 0),
            ("30", "Provisions sur charges", "provisions", 100),
        )
    ]
    owner = pose(Tiers(code="LEPITREABEL", nom="LEPITRE", prenom="Abel"))
    tenant = pose(
        Tiers(code="LOCATAIREELSA", civilite="Mademoiselle", nom="LOCATAIRE", prenom="Elsa")
    )
    compte = pose(
        un_compte(entite, "81ELLOCATA", "LOCATAIRE Elsa", nature="locataire", tiers_id=tenant)
    )
    immeuble = pose(
        Immeuble(
            code="LAFAYETTE",
            nom="Résidence Lafayette",
            code_postal="54000",
            ville="NANCY",
            entite_id=entite,
        )
    )
    lot = pose(
        Lot(
            code_gestion="LAFAYETTE/002",
            code_physique="LAFAYETTE/002",
            immeuble_id=immeuble,
            proprietaire_id=owner,
        )
    )
    mandat = pose(
        Mandat(numero="102", entite_id=entite, proprietaire_id=owner, debut=date(2010, 1, 1))
    )
    pose(MandatLot(mandat_id=mandat, lot_id=lot))
    bail = pose(
        Locataire(
            tiers_id=tenant,
            compte_id=compte,
            lot_id=lot,
            mandat_id=mandat,
            entite_id=entite,
            bail_du=date(2019, 1, 1),
            bail_au=date(2021, 12, 31),
            premier_quittancement=date(2019, 1, 1),
            mode_reglement="Chèque",
        )
    )
    lines = [
        pose(
            LigneQuittancement(
                locataire_id=bail, code_fiscalite_id=code, libelle=libelle, montant=Decimal(amount)
            )
        )
        for code, libelle, amount in ((codes[0], "Loyer", "350"), (codes[1], "Provisions", "50"))
    ]
    return Agence(
        entite, banque, quittancement, owner, tenant, compte, immeuble, lot, mandat, bail,
        codes[0], codes[1], lines[0],
    )  # fmt: skip


def un_compte(entite_id: int, numero: str, libelle: str, **over: object) -> Compte:
    return Compte(
        **{"entite_id": entite_id, "numero": numero, "libelle": libelle, "nature": "general"} | over
    )
