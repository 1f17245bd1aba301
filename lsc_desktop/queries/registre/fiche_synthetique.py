"""La fiche synthétique d'une copropriété, et celles qu'il est temps de refaire."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lsc_desktop.base.dates import plus_mois
from lsc_desktop.domain.registre.fiche_synthetique import VALIDITE, FicheSynthetique, dresser
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.storage.models import (
    Copropriete,
    DossierRegistre,
    Evenement,
    Immeuble,
    PieceJointe,
)


@dataclass(frozen=True, slots=True)
class ARefaire:
    """Une fiche émise à refaire."""

    copropriete_id: int
    immeuble: str


def load_fiche_synthetique(session: Session, copropriete_id: int, le: date) -> FicheSynthetique:
    """Celle de cette copropriété ; lève `NoResultFound` si elle n'existe pas."""
    session.get_one(Copropriete, copropriete_id)
    return dresser(load_dossier(session, copropriete_id), le)


def fiches_a_refaire(session: Session, le: date) -> list[ARefaire]:
    """Les fiches émises il y a un an (loi art. 8-2), ou avant les derniers comptes approuvés, ou
    avant la dernière mise à jour au registre (décret 2016-1822 art. 1), par immeuble."""
    known = Evenement.date
    stmt = (
        select(Copropriete.id, Immeuble.code)
        .join(PieceJointe, PieceJointe.synthese_de_id == Copropriete.id)
        .join(Evenement, Evenement.id == PieceJointe.evenement_id)
        .join(Immeuble, Immeuble.id == Copropriete.immeuble_id)
        .outerjoin(DossierRegistre, DossierRegistre.id == Copropriete.id)
        .where(
            Copropriete.actif,
            or_(
                known <= plus_mois(le, -VALIDITE),
                *(
                    (known < day) & (day <= le)
                    for day in (DossierRegistre.ag_comptes_le, DossierRegistre.maj_le)
                ),
            ),
        )
        .order_by(Immeuble.code, Copropriete.id)
    )
    return [ARefaire(id, code) for id, code in session.execute(stmt)]
