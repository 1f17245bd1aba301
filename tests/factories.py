"""De quoi peupler une agence : lots, locataires, appels passés, régularisations en attente.

Ce qui se saisit passe par les tables ; ce que le programme fait passe par ses services.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import mois_de
from lsc_desktop.domain.regularisations import DemandeDraft
from lsc_desktop.queries.regularisations.fiche import load_regularisation
from lsc_desktop.services.quittancement import Demande, appeler_tous
from lsc_desktop.services.regularisations.ajout import ajouter, save_regularisation
from lsc_desktop.services.regularisations.quittancer import quittancer
from lsc_desktop.storage.models import (
    CodeFiscalite,
    Configuration,
    LigneQuittancement,
    Locataire,
    Lot,
    MandatLot,
    Regularisation,
    Tiers,
)
from tests.agence import Agence, un_compte, une_agence

__all__ = [
    "des_appels",
    "des_reglages",
    "un_code",
    "un_locataire",
    "un_lot",
    "une_agence",
    "une_demande",
    "une_fiche",
    "une_ligne",
    "une_quittancee",
    "une_validee",
]

ENTREE = date(2019, 1, 1)
_rangs = count(1)


# --- Ce qui se saisit ---------------------------------------------------------------------------


def un_code(session: Session, code: str = "31", **over: object) -> int:
    """Un code fiscalité, celui des régularisations à défaut."""
    values = {
        "code": code,
        "libelle": "Régularisation de charges",
        "nature": "regularisation",
        "pourcentage": Decimal(0),
    }
    return _poser(session, CodeFiscalite(**{**values, **over}))


def des_reglages(session: Session, **over: object) -> Configuration:
    """La configuration gérance, aux valeurs d'habitude."""
    values = {
        "id": 1,
        "regularisation_lots_isoles": True,
        "titre_decompte": "DECOMPTE CHARGES LOCATIVES",
        "code_provisions": "30",
        "code_regularisation": "31",
        "seuil_departs": Decimal("10.00"),
        "fois_max": 12,
        "prorata": "reel",
    }
    config = Configuration(**{**values, **over})
    session.add(config)
    session.flush()
    return config


def un_lot(session: Session, agence: Agence, code: str = "", *, mandat: bool = True) -> int:
    """Un lot de l'immeuble de l'agence, sous son mandat."""
    code = code or f"LAFAYETTE/{next(_rangs) + 100}"
    lot = _poser(
        session,
        Lot(
            code_gestion=code,
            code_physique=code,
            immeuble_id=agence.immeuble,
            proprietaire_id=agence.proprietaire,
        ),
    )
    if mandat:
        _poser(session, MandatLot(mandat_id=agence.mandat, lot_id=lot))
    return lot


def un_locataire(
    session: Session,
    agence: Agence,
    nom: str = "",
    *,
    entree: date = ENTREE,
    loyer: str = "350",
    provisions: str = "50",
    **over: object,
) -> int:
    """Un bail, son tiers, son compte, un lot à lui sauf s'il est donné, et ses deux lignes."""
    nom = nom or f"DURAND{next(_rangs)}"
    tiers = _poser(session, Tiers(code=f"{nom}PAUL", nom=nom, prenom="Paul"))
    values: dict[str, object] = {
        "tiers_id": tiers,
        "lot_id": over.get("lot_id") or un_lot(session, agence),
        "mandat_id": agence.mandat,
        "entite_id": agence.entite,
        "bail_du": entree,
        "premier_quittancement": entree,
    }
    if "compte_id" not in over:
        account = un_compte(agence.entite, f"81{nom}"[:20], nom, nature="locataire", tiers_id=tiers)
        values["compte_id"] = _poser(session, account)
    bail = _poser(session, Locataire(**{**values, **over}))
    for code, libelle, montant in (
        (agence.loyer, "Loyer", loyer),
        (agence.provisions, "Provisions sur charges", provisions),
    ):
        if Decimal(montant):
            une_ligne(session, bail, code, montant, libelle=libelle)
    return bail


def une_ligne(
    session: Session, locataire_id: int, code_id: int, montant: str, **over: object
) -> int:
    """Une ligne à la suite du tableau de quittancement."""
    rank = session.query(LigneQuittancement).filter_by(locataire_id=locataire_id).count()
    values = {
        "locataire_id": locataire_id,
        "rang": rank,
        "code_fiscalite_id": code_id,
        "libelle": "Ligne",
        "montant": Decimal(montant),
    }
    return _poser(session, LigneQuittancement(**{**values, **over}))


# --- Ce que le programme fait -------------------------------------------------------------------


def des_appels(
    session: Session,
    agence: Agence,
    ctx: Contexte,
    premier: date = date(2020, 1, 1),
    dernier: date = date(2021, 10, 31),
    periodicite: int = 1,
) -> None:
    """Les appels de toutes les périodes d'un jour à l'autre, chacun daté de son premier jour."""
    start = premier
    while start <= dernier:
        periode = mois_de(start, periodicite)
        appeler_tous(session, Demande(agence.entite, periode.du, periode, periodicite), ctx)
        start = periode.au + timedelta(days=1)


def une_demande(agence: Agence, montant: str | None = "900", **over: object) -> DemandeDraft:
    """« Ajouter » sur le lot d'Elsa, pour 2020, sans seuil."""
    values = {
        "lot_id": agence.lot,
        "du": date(2020, 1, 1),
        "au": date(2020, 12, 31),
        "montant": Decimal(montant) if montant else None,
        "code_fiscalite_id": agence.provisions,
    }
    return DemandeDraft(**{**values, **over})


def une_fiche(
    session: Session, agence: Agence, ctx: Contexte, montant: str = "900", **over: object
) -> int:
    """La fiche en attente d'un lot d'un seul locataire concerné."""
    accepted = frozenset({"sans_montant", "remplacer"})
    (fiche,) = ajouter(session, une_demande(agence, montant, **over), ctx=ctx, accepted=accepted)
    return fiche


def une_validee(
    session: Session,
    agence: Agence,
    ctx: Contexte,
    montant: str = "900",
    *,
    lot_id: int | None = None,
    **champs: object,
) -> int:
    """La même, complétée de ces champs et validée."""
    fiche = une_fiche(session, agence, ctx, montant, lot_id=lot_id or agence.lot)
    draft = load_regularisation(session, fiche)
    for name, value in {**champs, "valide": True}.items():
        setattr(draft, name, value)
    return save_regularisation(session, draft, ctx=ctx)


def une_quittancee(
    session: Session, agence: Agence, ctx: Contexte, montant: str = "900", **champs: object
) -> int:
    """La même, quittancée."""
    fiche = une_validee(session, agence, ctx, montant, **champs)
    version = session.scalars(
        select(Regularisation.version).where(Regularisation.id == fiche)
    ).one()
    quittancer(session, fiche, version, ctx=ctx)
    return fiche


def _poser(session: Session, record: object) -> int:
    session.add(record)
    session.flush()
    return record.id
