"""Cas d'usage : noter chaque appel fait à un partenaire, un an durant."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.partenaires.appels import Appel
from lsc_desktop.domain.services_systeme import GARDE
from lsc_desktop.storage.models import AppelPartenaire


def noter_appel(
    session: Session, appel: Appel, *, ctx: Contexte, envoi_id: int | None = None
) -> None:
    session.add(
        AppelPartenaire(
            quand=ctx.maintenant, qui=ctx.utilisateur, poste=ctx.poste,
            partenaire=appel.partenaire, quoi=appel.quoi, objet=appel.objet,
            adresse=appel.adresse, issue=appel.issue, code=appel.code, reponse=appel.reponse,
            duree=appel.duree, essais=appel.essais, certificat=appel.certificat,
            envoi_id=envoi_id,
        )
    )  # fmt: skip


def oublier_appels(session: Session, ctx: Contexte) -> None:
    """Ceux de plus d'un an."""
    old = select(AppelPartenaire.id).where(AppelPartenaire.quand < ctx.maintenant - GARDE)
    session.execute(delete(AppelPartenaire).where(AppelPartenaire.id.in_(old)))
