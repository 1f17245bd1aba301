"""Ce que la fiche Copropriété montre du registre ; la comptabilité ne s'y lit pas."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lsc_desktop.domain.coproprietes import CoproprieteDraft
from lsc_desktop.domain.registre.apercu import Derniere, apercevoir
from lsc_desktop.domain.registre.declarations import ETATS
from lsc_desktop.domain.registre.demarches import CHOIX
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.storage.models import DeclarationRegistre, Evenement, PieceJointe


def dire_le_registre(session: Session, draft: CoproprieteDraft) -> None:
    """Remplit `registre_*` de la saisie d'une copropriété enregistrée."""
    if draft.id is None:
        return
    dossier = load_dossier(session, draft.id, comptes=False)
    issued = (
        select(Evenement.date)
        .join(PieceJointe, PieceJointe.evenement_id == Evenement.id)
        .where(PieceJointe.synthese_de_id == draft.id)
    )
    said = apercevoir(dossier, _derniere(session, draft.id), session.scalar(issued))
    draft.registre_numero, draft.registre_rattachement = said.numero, said.rattachement
    draft.registre_dates, draft.registre_derniere = said.dates, said.derniere
    draft.registre_echeance, draft.registre_synthese = said.echeance, said.synthese
    draft.registre_manques = list(said.manques)


def _derniere(session: Session, copropriete_id: int) -> Derniere | None:
    d = DeclarationRegistre
    stmt = (
        select(d.demarche, d.etat, func.coalesce(d.faite_le, d.cree_le).label("le"))
        .where(d.copropriete_id == copropriete_id)
        .order_by(d.id.desc())
        .limit(1)
    )
    row = session.execute(stmt).first()
    if row is None:
        return None
    kind, state = dict(CHOIX).get(row.demarche, row.demarche), dict(ETATS)[row.etat]
    return Derniere(kind, state, row.le.date())
