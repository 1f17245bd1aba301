"""Cas d'usage : le dossier d'une copropriété au registre."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import ConflictError, GoneError
from lsc_desktop.domain.registre.choix import PRINCIPAL
from lsc_desktop.domain.registre.dossier import DossierDraft
from lsc_desktop.domain.registre.numero import normaliser
from lsc_desktop.queries.registre.dossiers import load_dossier
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Copropriete, DossierRegistre


def save_dossier(
    session: Session,
    draft: DossierDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie le dossier ; rend l'id de la copropriété, qui est le sien.

    Lève `ConflictError` si un collègue l'a créé entre-temps, `GoneError` sans sa copropriété.
    """
    draft.immat_principal = "" if draft.nature == PRINCIPAL else normaliser(draft.immat_principal)
    for line in draft.parcelles:
        line.section, line.insee = line.section.strip().upper(), line.insee.strip().upper()
        line.prefixe, line.numero = line.prefixe.strip(), line.numero.strip()
    if draft.id is not None:
        return enregistrer(session, DossierRegistre, draft).id
    mine = draft.copropriete_id or 0
    hold(session, Copropriete, mine)
    if session.get(Copropriete, mine) is None:
        raise GoneError("Cette copropriété a été supprimée.", "Votre saisie est gardée à l'écran.")
    if session.get(DossierRegistre, mine) is not None:
        raise ConflictError(
            "Un collègue a ouvert ce dossier avant vous.",
            "Rouvrez-le pour voir ce qu'il y a mis ; rien n'a été enregistré.",
        )
    return enregistrer(session, DossierRegistre, draft, dans=DossierRegistre(id=mine)).id


def avancer_dossier(
    session: Session,
    copropriete_id: int,
    ctx: Contexte,
    *,
    rattachement: str = "",
    maj_le: date | None = None,
    immatriculee_le: date | None = None,
) -> None:
    """Ce qu'une démarche acceptée change au dossier ; il est créé s'il n'existait pas."""
    draft = load_dossier(session, copropriete_id)
    draft.rattachement = rattachement or draft.rattachement
    draft.maj_le = maj_le or draft.maj_le
    draft.immatriculee_le = immatriculee_le or draft.immatriculee_le
    save_dossier(session, draft, ctx=ctx)
