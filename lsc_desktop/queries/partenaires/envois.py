"""La boîte d'envoi : sa liste, ce qui peut partir maintenant, ce qui attend quelqu'un."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError
from lsc_desktop.domain.partenaires.envois import (
    A_ENVOYER,
    A_VOIR,
    ACCES,
    EN_PANNE,
    ETATS,
    FINIS,
    MOTIFS,
)
from lsc_desktop.domain.partenaires.reglages import ReglagePartenairesDraft
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.partenaires import registre
from lsc_desktop.queries.partenaires.appels import NOMS
from lsc_desktop.queries.sql import libelle_de
from lsc_desktop.storage.models import EnvoiPartenaire, ReglagePartenaires

UNIQUE = 1  # id de la seule ligne du réglage


@dataclass(frozen=True, slots=True)
class EnvoiRow:
    """`pas_avant` : le prochain essai ; vide s'il est parti, ou s'il attend quelqu'un. Les champs
    qui suivent `fini_le` servent aux commandes."""

    id: int
    cree_le: datetime
    partenaire: str
    sorte: str
    objet: str
    etat: str
    motif: str
    message: str
    conseil: str
    essais: int
    pas_avant: datetime | None
    cree_par: str
    fini_le: datetime | None
    objet_id: int | None
    sorte_nom: str
    etat_code: str
    partenaire_code: str


def _envois() -> Requete:
    e = EnvoiPartenaire
    kinds = tuple((one.nom, one.libelle) for one in registre.SORTES)
    return select(
        e.id, e.cree_le, libelle_de(e.partenaire, NOMS).label("partenaire"),
        libelle_de(e.sorte, kinds).label("sorte"), e.objet,
        libelle_de(e.etat, ETATS).label("etat"), libelle_de(e.motif, MOTIFS).label("motif"),
        e.message, e.conseil, e.essais, e.pas_avant, e.cree_par, e.fini_le, e.objet_id,
        e.sorte.label("sorte_nom"), e.etat.label("etat_code"),
        e.partenaire.label("partenaire_code"),
    )  # fmt: skip


ENVOIS_PARTENAIRES = Listing(
    EnvoiRow,
    _envois,
    search=(EnvoiPartenaire.recherche,),
    filters={
        "etat": dans(EnvoiPartenaire.etat),
        "partenaire": dans(EnvoiPartenaire.partenaire),
        "objet_id": dans(EnvoiPartenaire.objet_id),
        "sorte": dans(EnvoiPartenaire.sorte),
    },
    order=(("id", True),),
)


def load_reglage_partenaires(session: Session, reglage_id: int = UNIQUE) -> ReglagePartenairesDraft:
    """Le réglage enregistré, sinon celui d'usage, sans id."""
    if session.get(ReglagePartenaires, UNIQUE) is None:
        return ReglagePartenairesDraft()
    return charger(session, ReglagePartenaires, ReglagePartenairesDraft, UNIQUE)


def trouver_envoi(session: Session, envoi_id: int) -> EnvoiPartenaire:
    """Lève `GoneError` s'il a été retiré de la boîte."""
    found = session.get(EnvoiPartenaire, envoi_id, populate_existing=True)
    if found is None:
        raise GoneError("Cet envoi n'est plus dans la boîte.", "Relisez la liste des envois.")
    return found


def envois_a_faire(
    session: Session, maintenant: datetime, ids: Collection[int] | None = None
) -> list[tuple[int, str]]:
    """(id, partenaire) de ceux dont l'heure est venue, dans l'ordre où ils ont été inscrits.

    Un envoi attend que les précédents de son fil soient partis ou abandonnés ; tous ceux d'un
    partenaire attendent, quand il a refusé nos identifiants. `ids` : ceux-là seulement.
    """
    e, before = EnvoiPartenaire, aliased(EnvoiPartenaire)
    held = exists().where(
        before.fil == e.fil, e.fil != "", before.id < e.id, before.etat.not_in(FINIS)
    )
    closed = aliased(EnvoiPartenaire)
    shut = exists().where(
        closed.partenaire == e.partenaire, closed.etat == EN_PANNE, closed.motif == ACCES
    )
    again = and_(e.etat == EN_PANNE, e.pas_avant.is_not(None), e.pas_avant <= maintenant)
    known = e.sorte.in_([one.nom for one in registre.SORTES])  # un autre poste est plus récent
    stmt = select(e.id, e.partenaire).where(or_(e.etat == A_ENVOYER, again), known, ~held, ~shut)
    if ids is not None:
        stmt = stmt.where(e.id.in_(ids))
    return [(row.id, row.partenaire) for row in session.execute(stmt.order_by(e.id))]


def envois_a_voir(session: Session, ctx: Contexte) -> int:
    """Ceux qui sont refusés ou en panne : quelqu'un doit y regarder, ou savoir qu'ils attendent."""
    stmt = select(func.count()).where(EnvoiPartenaire.etat.in_(A_VOIR))
    return session.scalar(stmt) or 0


def dernier_envoi(session: Session, fil: str) -> EnvoiRow | None:
    """Le dernier envoi d'un fil : l'état que montre la fiche de l'objet."""
    stmt = select(func.max(EnvoiPartenaire.id)).where(EnvoiPartenaire.fil == fil)
    newest = session.scalar(stmt)
    return next(iter(ENVOIS_PARTENAIRES.pick(session, [newest])), None) if newest else None
