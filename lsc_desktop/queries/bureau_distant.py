"""La page « ClickMeeting via bureau à distance » : ce que dit la session, maintenant."""

from sqlalchemy.orm import Session

from lsc_desktop.base.bureau_distant import lire_faits
from lsc_desktop.domain.bureau_distant import DiagnosticDraft, diagnostiquer


def load_diagnostic(session: Session, page_id: int = 1) -> DiagnosticDraft:
    """Rien ne vient de la base, et rien n'y va."""
    draft = diagnostiquer(lire_faits())
    draft.id = page_id
    return draft
