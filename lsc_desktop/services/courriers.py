"""Cas d'usage : le courrier d'un événement ; l'aperçu et le PDF gardé sont les mêmes octets."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import nom_de_fichier
from lsc_desktop.domain.evenements import LIENS, Document
from lsc_desktop.printing.evenements import imprimer_courrier
from lsc_desktop.queries.courriers import courrier_de
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Evenement

# Ce que dit la lettre d'un événement ; ses variables lisent toutes ses fiches liées.
COURRIER = (
    "texte", "objet", "date", "auteur", "dossier_id",
    *(f"{lien}_id" for lien in LIENS if lien != "regularisation"),
)  # fmt: skip


def mettre_en_pdf(session: Session, evenement_id: int) -> None:
    """Garde le texte d'un événement en PDF, tel qu'il sera publié et imprimé."""
    hold(session, Evenement, evenement_id)
    record = session.get_one(Evenement, evenement_id)
    kept = conserver(session, _lettre(session, record))
    # Sans passer par la fiche : sa version n'avance pas, personne ne la tient pour changée.
    stmt = update(Evenement).where(Evenement.id == evenement_id)
    session.execute(stmt.values(texte_pdf_id=kept.id))


def apercu(session: Session, evenement: Any) -> Document:
    """Le courrier d'un événement ou de sa saisie : celui qui est gardé s'il dit encore la même
    chose, sinon celui qui serait publié à l'instant.

    Lève `UserError` si l'événement n'a pas de texte, ou pas de date.
    """
    if not evenement.texte.strip():
        raise UserError(
            f"« {evenement.objet or 'Cet événement'} » n'a pas de texte.",
            "Écrivez-le sur sa fiche ; ses pièces jointes s'ouvrent à part.",
        )
    if evenement.date is None:
        raise UserError("La date est à renseigner.", "Le courrier la porte.", "date")
    record = session.get(Evenement, evenement.id) if evenement.id is not None else None
    letter = _lettre(session, evenement)
    if record is not None and record.texte_pdf_id is not None and _same(record, evenement):
        kept = fichier(session, record.texte_pdf_id, letter.nom)
        return Document(kept.nom, kept.contenu, letter.titre, liens=letter.liens)
    return letter


def _same(record: Evenement, evenement: Any) -> bool:
    return all(getattr(record, name) == getattr(evenement, name) for name in COURRIER)


def _lettre(session: Session, evenement: Any) -> Document:
    value = courrier_de(session, evenement)
    links = {lien: id for lien in LIENS if (id := getattr(evenement, f"{lien}_id")) is not None}
    name = f"{nom_de_fichier(value.objet, 'courrier')}.pdf"
    return Document(name, imprimer_courrier(value), value.objet, liens=links)
