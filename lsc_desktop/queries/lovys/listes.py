"""Liste : les devis demandés à Lovys, leur montant et leur lien, ou l'erreur (seed L764-770)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import String, and_, case, cast, func, or_, select, true
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.lovys.devis import (
    DEMANDE,
    ECARTE,
    ETATS,
    FORMULES,
    PERIODICITES,
    QUALITES,
    RECU,
    hotes_admis,
    lien_admis,
)
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.queries.lovys.reglages import reglage_lovys
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import DevisLovys, EnvoiPartenaire

ABANDON = "Cette demande a été abandonnée."


@dataclass(frozen=True, slots=True)
class DevisRow:
    """`erreur` : pourquoi il n'y a pas de devis ; vide, il y en a un, ou il est en route. `conseil`
    : qu'y faire. `envoi_etat` : celui de la boîte d'envoi, pour les commandes ; `doute` : il est
    peut-être arrivé."""

    id: int
    cree_le: datetime
    lot: str
    lot_id: int
    occupant: str
    qualite: str
    formule: str
    etat: str
    montant: Decimal | None
    periodicite: str
    lien: str
    expire_le: date | None
    erreur: str
    conseil: str
    cree_par: str
    locataire_id: int | None
    mandat_id: int | None
    envoi_id: int | None
    envoi_etat: str
    doute: bool


def _devis() -> Requete:
    d, e = DevisLovys, EnvoiPartenaire
    failed = e.etat.in_(envois.A_VOIR)
    dropped = and_(d.etat == DEMANDE, or_(e.id.is_(None), e.etat == envois.ABANDONNE))
    kinds = tuple((str(code), label) for code, label in FORMULES)
    return (
        select(
            d.id, d.cree_le, d.lot, d.lot_id, d.occupant,
            libelle_de(d.qualite, QUALITES).label("qualite"),
            libelle_de(cast(d.formule, String), kinds).label("formule"),
            case(
                (d.etat.in_((RECU, ECARTE)), libelle_de(d.etat, ETATS)),
                (dropped, "Abandonné"),
                (e.etat == envois.A_ENVOYER, "En attente"),
                (failed, libelle_de(e.etat, envois.ETATS)),
                else_=libelle_de(d.etat, ETATS),
            ).label("etat"),
            d.montant, libelle_de(d.periodicite, PERIODICITES).label("periodicite"), d.lien,
            d.expire_le,
            case(
                (d.etat == RECU, ""),
                (d.etat == ECARTE, d.motif),
                (dropped, ABANDON),
                (failed, e.message),
                else_="",
            ).label("erreur"),
            case(
                (d.etat == ECARTE, "Complétez la fiche lot, puis redemandez-le."),
                (and_(d.etat == DEMANDE, failed), e.conseil),
                else_="",
            ).label("conseil"),
            d.cree_par, d.locataire_id, d.mandat_id, d.envoi_id,
            func.coalesce(e.etat, "").label("envoi_etat"),
            (func.coalesce(e.motif, "") == envois.DOUTE).label("doute"),
        )
        .select_from(d)
        .outerjoin(e, e.id == d.envoi_id)
    )  # fmt: skip


DEVIS_LOVYS = Listing(
    DevisRow,
    _devis,
    search=(DevisLovys.recherche,),
    filters={
        "groupe": dans(DevisLovys.groupe),
        "ids": dans(DevisLovys.id),
        "lot_id": dans(DevisLovys.lot_id),
        "locataire_id": dans(DevisLovys.locataire_id),
        "mandat_id": dans(DevisLovys.mandat_id),
        "manque": lambda value: (
            or_(DevisLovys.etat == ECARTE, EnvoiPartenaire.etat.in_(envois.A_VOIR))
            if value
            else true()
        ),
    },
    order=(("id", True),),
)


def lien_du_devis(session: Session, devis_id: int) -> str:
    """Le lien à ouvrir ; lève `UserError` s'il n'y en a pas, ou s'il mènerait ailleurs que chez
    Lovys."""
    row = session.get(DevisLovys, devis_id)
    if row is None or not row.lien:
        raise UserError("Ce devis n'a pas de lien.", "La liste dit où il en est.")
    if not lien_admis(row.lien, hotes_admis(reglage_lovys(session).hotes)):
        raise UserError(
            "Ce lien ne mène pas à un site connu de Lovys : il n'est pas ouvert.",
            "S'il est bon, ajoutez ce site dans « Configuration Lovys ».",
        )
    return row.lien
