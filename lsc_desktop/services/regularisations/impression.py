"""Imprimer le décompte : ce qui est émis est gardé, et se réimprime octet pour octet."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.queries.regularisations.fiche import (
    load_decompte,
    load_regularisation,
    situer,
)
from lsc_desktop.services.evenements import conserver
from lsc_desktop.services.fiches import verifier_version
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Regularisation

CLASSEUR = "Divers / Locataires"


def decompte(session: Session, fiche_id: int, ctx: Contexte) -> Document:
    """Le décompte d'une fiche : celui qui a été émis tant qu'il vaut, sinon celui du jour.

    Lève `UserError` si la fiche ne porte aucun montant.
    """
    fiche = session.get_one(Regularisation, fiche_id)
    if fiche.decompte_id is not None and not perime(session, fiche, ctx):
        kept = fichier(session, fiche.decompte_id)
        return Document(
            kept.nom, kept.contenu, kept.titre, kept.type_mime, CLASSEUR, liens(fiche),
            fiche.version,
        )  # fmt: skip
    from lsc_desktop.printing.decompte import render_decompte  # ReportLab : au premier usage

    value = load_decompte(session, fiche_id, ctx)
    if not (value.charges or value.eau or value.provisions or value.reintroduction):
        raise UserError(
            f"Le décompte de {value.destinataire.nom} n'a aucun montant.",
            "Saisissez au moins une charge ou une consommation d'eau sur sa fiche.",
        )
    name = f"decompte-{value.compte}-{value.au:%Y-%m-%d}.pdf".replace("/", "-")
    title = f"{value.titre} {value.compte}"
    return Document(
        name, render_decompte(value), title, classeur=CLASSEUR, liens=liens(fiche),
        version=fiche.version,
    )  # fmt: skip


def decomptes(session: Session, ids: Sequence[int], ctx: Contexte) -> list[Document]:
    """Les décomptes de plusieurs fiches, dans l'ordre."""
    return [decompte(session, fiche_id, ctx) for fiche_id in ids]


def perime(session: Session, fiche: Regularisation, ctx: Contexte) -> bool:
    """Le décompte émis annonce autre chose que ce qui serait quittancé ce jour.

    Le locataire est parti depuis, ou ses provisions ont changé : l'étalement et la future
    provision qu'il annonce ne valent plus.
    """
    if fiche.etat != "en_attente" or fiche.imprime_le is None:
        return False
    draft = load_regularisation(session, fiche.id)
    situer(session, draft, ctx)
    gone = draft.depart is not None and not draft.present and draft.depart >= fiche.imprime_le
    said = (fiche.fois, fiche.nouvelles_provisions)
    return gone or said != (draft.fois, draft.nouvelles_provisions)


def emettre(session: Session, fiche_id: int, document: Document, ctx: Contexte) -> None:
    """Garde le décompte tel qu'il a été émis, et la date de son impression.

    Lève `ConflictError` si la fiche a changé pendant qu'il se préparait, `GoneError` si elle a été
    supprimée : on ne garde pas, comme remis au locataire, un décompte qui n'est plus le sien.
    """
    hold(session, Regularisation, fiche_id)
    fiche = session.get(Regularisation, fiche_id)
    if fiche is None:
        raise GoneError("Cette régularisation a été supprimée.", "Actualisez la liste.")
    if document.version is not None:
        verifier_version(session, fiche, document.version)
    kept = conserver(session, document)
    if fiche.decompte_id != kept.id:
        fiche.decompte_id, fiche.imprime_le = kept.id, ctx.aujourd_hui
    session.flush()


def liens(fiche: Regularisation) -> dict[str, int]:
    """Les fiches que le décompte concerne."""
    return {
        "locataire": fiche.locataire_id,
        "lot": fiche.lot_id,
        "regularisation": fiche.id,
    }
