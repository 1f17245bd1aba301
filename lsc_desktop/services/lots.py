"""Cas d'usage : lots."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import enumerer
from lsc_desktop.domain.lots import LotDraft, recalculer
from lsc_desktop.queries.annonces.reglages import portails_du_lot
from lsc_desktop.queries.documents_lot import DOCUMENT
from lsc_desktop.queries.lots import completer
from lsc_desktop.queries.presence import present
from lsc_desktop.services.annonces import oublier_criteres
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.fichiers import oublier
from lsc_desktop.services.numerotes import contenus
from lsc_desktop.services.retrait import activer, supprimer
from lsc_desktop.storage.models import Locataire, Lot

# L'état locatif d'un lot occupé vient de son locataire ; la date de régularisation, des
# traitements (seed L388-424), une fois reprise à la création : la fiche ne les écrit pas.
DES_TRAITEMENTS = {"regularisation_le"}
DU_LOCATAIRE = {"etat_locatif", "libre_le"}


def save_lot(
    session: Session,
    draft: LotDraft,
    *,
    ctx: Contexte,
    accepted: frozenset[str] = frozenset(),
) -> int:
    """Crée ou modifie un lot ; ses codes, s'ils manquent, viennent de l'immeuble et du n° RCP."""
    completer(session, draft)
    recalculer(draft)
    sauf: set[str] = set() if draft.id is None else DES_TRAITEMENTS
    if draft.locataire_id:
        sauf = sauf | DU_LOCATAIRE
    return enregistrer(session, Lot, draft, sauf=sauf).id


def activer_lot(session: Session, lot_id: int, actif: bool) -> None:
    """Lève `UserError` si un locataire l'occupe."""
    occupied = exists().where(Locataire.lot_id == lot_id, present())
    if not actif and session.scalar(select(occupied)):
        raise UserError(
            "Un locataire occupe ce lot.", "Validez d'abord son départ, puis désactivez le lot."
        )
    activer(session, Lot, lot_id, actif)


def supprimer_lot(session: Session, lot_id: int, version: int | None = None) -> None:
    """Lève `UserError` si un bail, un mandat ou une régularisation s'y rapporte, ou si un portail
    le montre encore : son numéro peut resservir, et l'annonce deviendrait celle d'un autre."""
    if shown := portails_du_lot(session, lot_id):
        raise UserError(
            f"L'annonce de ce lot est en ligne chez {enumerer(shown)}.",
            "Décochez sa diffusion et publiez les annonces : il pourra ensuite se supprimer.",
        )
    oublier_criteres(session, lot_id)
    contents = contenus(session, DOCUMENT, lot_id)
    supprimer(session, Lot, lot_id, version)
    for fichier_id in contents:
        oublier(session, fichier_id)
