"""Imprimer le procès-verbal et la feuille de présence : ceux de la clôture ne changent plus."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lsc_desktop.domain.assemblees.documents import Presentation
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.assemblees.documents import load_feuille
from lsc_desktop.queries.assemblees.proces_verbal import load_proces_verbal
from lsc_desktop.queries.assemblees.seance import trouver_assemblee
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.assemblees.envois import classeur
from lsc_desktop.storage.models import Assemblee, Copropriete


def proces_verbal(session: Session, assemblee_id: int) -> Document:
    """Le procès-verbal gardé, octet pour octet, si l'assemblée est close ; sinon celui du jour."""
    ag = trouver_assemblee(session, assemblee_id)
    if ag.etat == CLOSE and ag.proces_verbal_id is not None:
        return _garde(session, ag, ag.proces_verbal_id)
    return nouveau_proces_verbal(session, ag)


def feuille_presence(
    session: Session,
    assemblee_id: int,
    cles: Sequence[int] = (),
    presentation: Presentation = Presentation.AVEC_LOTS,
) -> Document:
    """La feuille de présence ; close, celle de la clôture, sauf si l'on en demande une autre :
    d'autres clés, sans les lots."""
    ag = trouver_assemblee(session, assemblee_id)
    usual = not cles and presentation is Presentation.AVEC_LOTS
    if ag.etat == CLOSE and ag.feuille_id is not None and usual:
        return _garde(session, ag, ag.feuille_id)
    return nouvelle_feuille(session, ag, cles, presentation)


def nouveau_proces_verbal(session: Session, ag: Assemblee) -> Document:
    """Le procès-verbal, compté et mis en page à l'instant."""
    from lsc_desktop.printing.assemblees.proces_verbal import imprimer_proces_verbal

    content = imprimer_proces_verbal(load_proces_verbal(session, ag.id))
    return _document(session, ag, f"proces-verbal-{ag.numero}.pdf", content, "Procès-verbal")


def nouvelle_feuille(
    session: Session, ag: Assemblee, cles: Sequence[int], presentation: Presentation
) -> Document:
    """La feuille de présence, mise en page à l'instant."""
    from lsc_desktop.printing.assemblees.feuille_presence import imprimer_feuille_presence

    value = load_feuille(session, ag.id, cles, presentation)
    content = imprimer_feuille_presence(value)
    name = f"feuille-presence-{ag.numero}.pdf"
    return _document(session, ag, name, content, "Feuille de présence")


def liens(session: Session, ag: Assemblee) -> dict[str, int]:
    """Les fiches que ces documents concernent : l'immeuble."""
    return {"immeuble": session.get_one(Copropriete, ag.copropriete_id).immeuble_id}


def _document(session: Session, ag: Assemblee, name: str, content: bytes, what: str) -> Document:
    safe = name.replace("/", "-")
    title = f"{what} {ag.numero}"
    return Document(safe, content, title, classeur=classeur(session), liens=liens(session, ag))


def _garde(session: Session, ag: Assemblee, fichier_id: int) -> Document:
    kept = fichier(session, fichier_id)
    return Document(
        kept.nom, kept.contenu, kept.titre, kept.type_mime, classeur(session), liens(session, ag)
    )
