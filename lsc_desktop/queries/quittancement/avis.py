"""L'avis d'échéance d'un locataire, au moment où on l'appelle."""

import datetime as dt
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.dates import Periode
from lsc_desktop.base.money import ZERO
from lsc_desktop.base.text import nom_complet
from lsc_desktop.domain.adresses import EnTete
from lsc_desktop.domain.quittancement import AAppeler, AvisEcheance, Prorata
from lsc_desktop.queries.adresses import LIEUX, adresse_lot, destinataire
from lsc_desktop.queries.comptabilite import compte_de_quittancement, solde_de
from lsc_desktop.queries.entites import load_entete
from lsc_desktop.queries.quittancement.appels import prorata
from lsc_desktop.storage.models import CodeFiscalite, Entite, Locataire, Lot, Tiers

DERNIER_JOUR = 28  # une échéance tombe tous les mois

_CODES = select(CodeFiscalite.code, CodeFiscalite.id)
_mandant = aliased(Tiers)
_LOCATAIRE = LIEUX.join(_mandant, _mandant.id == Lot.proprietaire_id).add_columns(
    Locataire.compte_id,
    Locataire.terme,
    Locataire.jour_echeance,
    Locataire.mode_reglement,
    solde_de(Locataire.compte_id, bindparam("le", type_=Date())).label("solde"),
    _mandant.civilite.label("mandant_civilite"),
    _mandant.nom.label("mandant_nom"),
    _mandant.prenom.label("mandant_prenom"),
)


@dataclass(frozen=True, slots=True)
class Communs:
    """Ce que tous les locataires d'un appel ont en commun, lu une fois.

    `codes` : id de chaque code fiscalité. `contrepartie` : le compte de quittancement de l'entité.
    """

    entete: EnTete
    iban: str
    prorata: Prorata
    contrepartie: int
    codes: dict[str, int]


def communs(session: Session, entite_id: int) -> Communs:
    """Lève `UserError` si l'entité n'a pas de compte de quittancement."""
    return Communs(
        load_entete(session, entite_id),
        session.scalar(select(Entite.iban).where(Entite.id == entite_id)) or "",
        prorata(session),
        compte_de_quittancement(session, entite_id),
        {row.code: row.id for row in session.execute(_CODES)},
    )


def avis_a_emettre(
    session: Session, prevu: AAppeler, periode: Periode, le: dt.date, shared: Communs
) -> tuple[AvisEcheance, int]:
    """L'avis, tel qu'il sera gardé, et le compte du locataire ; à lire avant d'écrire l'appel.

    Le solde antérieur s'arrête à la date de l'avis : l'avis dit ce que le compte disait ce
    jour-là, et non ce qui n'est dû ou reçu qu'ensuite.
    """
    row = session.execute(_LOCATAIRE, {"locataire_id": prevu.locataire_id, "le": le}).one()
    due = -row.solde + ZERO
    avis = AvisEcheance(
        entete=shared.entete,
        mandant=nom_complet(row.mandant_prenom, row.mandant_nom, row.mandant_civilite),
        destinataire=destinataire(row, le),
        compte=prevu.compte,
        lot=prevu.lot,
        adresse_lot=adresse_lot(row).en_ligne(),
        periode=periode.texte(),
        le=le,
        echeance=_echeance(row, periode, le),
        lignes=tuple((ligne.libelle, ligne.montant) for ligne in prevu.lignes),
        total=prevu.total,
        solde_anterieur=due,
        a_payer=max(prevu.total + due, ZERO),
        mode_reglement=row.mode_reglement,
        iban=shared.iban,
    )
    return avis, row.compte_id


def _echeance(row: Any, periode: Periode, le: dt.date) -> dt.date:
    """À échoir : le jour convenu du premier mois ; à terme échu : celui du mois qui suit.

    Parti avant la période, le locataire doit dès l'avis.
    """
    start = periode.au + timedelta(days=1) if row.terme == "echu" else periode.du
    due = start + timedelta(days=min(max(row.jour_echeance, 1), DERNIER_JOUR) - 1)
    gone = row.depart is not None and row.depart < periode.du
    return le if gone else due
