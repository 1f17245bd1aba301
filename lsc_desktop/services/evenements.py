"""Cas d'usage : événements, leurs pièces jointes, leur publication (seed L800-830, L1228-1243)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.dates import date_fr
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.domain.courriers import a_signaler
from lsc_desktop.domain.droits import exiger
from lsc_desktop.domain.evenements import (
    LIENS,
    Document,
    EvenementDraft,
    PieceJointeLigne,
    refus_de_publier,
)
from lsc_desktop.queries.classeurs import trouver_classeur
from lsc_desktop.queries.evenements import completer, load_evenement, rattacher
from lsc_desktop.services.courriers import COURRIER, mettre_en_pdf
from lsc_desktop.services.depots import renvoyer_evenement
from lsc_desktop.services.fiches import enregistrer, verifier_version
from lsc_desktop.services.fichiers import conserver, lire
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.models import Evenement, PublipostageLigne

VARIABLES = "variables_absentes"

__all__ = [
    "conserver",
    "creer_evenement",
    "depublier",
    "publier",
    "remplacer",
    "save_evenement",
    "supprimer_evenement",
]


def creer_evenement(
    session: Session,
    documents: Sequence[Document],
    *,
    objet: str,
    ctx: Contexte,
    texte: str = "",
    modele_id: int | None = None,
    classeur: str = "",
    **liens: int | None,
) -> int:
    """Un événement du jour, ses documents en pièces jointes ; rend son id.

    Il est rattaché aux fiches des documents quand tous s'y accordent, à celles de `liens`
    (`locataire_id=`, `lot_id=`…), et à ce qui s'en déduit. `classeur` : le nom que le programme lui
    connaît, à défaut celui du premier document.
    """
    found = {**_communs(documents), **{k: v for k, v in liens.items() if v is not None}}
    draft = EvenementDraft(
        date=ctx.aujourd_hui,
        objet=objet,
        texte=texte,
        modele_id=modele_id,
        classeur_id=trouver_classeur(
            session, classeur or next((d.classeur for d in documents if d.classeur), "")
        ),
        auteur=ctx.utilisateur,
        pieces=[_piece(session, document) for document in documents],
        **completer(session, found),
    )
    return _enregistrer(session, draft, ctx)


def save_evenement(
    session: Session,
    draft: EvenementDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un événement ; les fichiers choisis sur le disque entrent dans la base.

    Publié, son texte devient le PDF qui le sera. Lève `UserError` si un fichier ne se lit pas, ou
    sans le droit de publier ce qui est ou serait en ligne ; `Confirm` si l'on publie un texte dont
    des variables n'ont pas de valeur.
    """
    known = session.get(Evenement, draft.id) if draft.id is not None else None
    if draft.publie_le is not None or (known is not None and known.publie_le is not None):
        exiger(ctx.droits, "evenements.publier")
    for rank, piece in enumerate(draft.pieces):
        if piece.chemin:
            kept = conserver(session, lire(Path(piece.chemin)))
            draft.pieces[rank].fichier_id = kept.id
    rattacher(session, draft, ctx)
    if draft.publie_le is not None and not _deja_publie(session, draft):
        _demander(draft, accepted)
    return _enregistrer(session, draft, ctx)


def supprimer_evenement(session: Session, evenement_id: int, version: int | None = None) -> None:
    """Efface l'événement ; ses fichiers restent dans la base, d'autres peuvent les montrer.

    Venu d'un publipostage, il y est de nouveau à écrire.
    """
    mine = PublipostageLigne.evenement_id == evenement_id
    session.execute(update(PublipostageLigne).where(mine).values(evenement_id=None))
    supprimer(session, Evenement, evenement_id, version)


def publier(
    session: Session,
    evenement_id: int,
    version: int,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> str:
    """Publie en date du jour, et garde le texte en PDF ; lève `UserError` si l'événement ne peut
    pas l'être, `Confirm` si des variables de son texte n'ont pas de valeur.

    Ce qui était déjà en ligne se redépose au prochain envoi (seed L1047-1051, L1223-1227).
    """
    draft = load_evenement(session, evenement_id)
    for _field, sentence in refus_de_publier(draft):
        raise UserError(sentence, "Complétez l'événement, puis publiez-le.")
    if draft.publie_le is None:
        _demander(draft, accepted)
    said = _dater(session, evenement_id, version, ctx.aujourd_hui)
    if draft.publie_le is not None and not said:
        renvoyer_evenement(session, evenement_id, ctx=ctx)
        return f"republié : il était publié du {date_fr(draft.publie_le)}"
    return said


def depublier(session: Session, evenement_id: int, version: int, *, ctx: Contexte) -> str:
    """Efface la date de publication : l'extranet retirera l'événement."""
    return _dater(session, evenement_id, version, None)


def _demander(draft: EvenementDraft, accepted: Collection[str]) -> None:
    if remarks := a_signaler(draft.manques):
        demander(f"{' '.join(remarks)} Publier quand même ?", VARIABLES, accepted)


def _deja_publie(session: Session, draft: EvenementDraft) -> bool:
    """Publié, et rien de sa lettre n'a changé : la question a déjà eu sa réponse."""
    record = session.get(Evenement, draft.id) if draft.id is not None else None
    return (
        record is not None
        and record.publie_le is not None
        and all(getattr(record, name) == getattr(draft, name) for name in COURRIER)
    )


def remplacer(session: Session, evenement_id: int, fichier: Document, *, ctx: Contexte) -> int:
    """« Annule et remplace » : un événement pareil, du jour, porte le nouveau document et se
    publie ; l'ancien est dépublié au même envoi (seed L1019-1023). Rend l'id du nouveau.

    Lève `UserError` si le nouveau ne peut pas se publier : l'ancien reste en ligne.
    """
    old = load_evenement(session, evenement_id)
    piece = _piece(session, fichier)
    named = [one.nom for one in old.pieces]
    piece.nom = named[0] if len(named) == 1 else piece.nom
    new = replace(
        old, id=None, version=0, date=ctx.aujourd_hui, traite_le=None, auteur=ctx.utilisateur,
        texte="", publie_le=ctx.aujourd_hui, pieces=[piece],
    )  # fmt: skip
    made = _enregistrer(session, new, ctx)
    if old.publie_le is not None:
        _dater(session, evenement_id, old.version, None)
    return made


def _dater(session: Session, evenement_id: int, version: int, le: date | None) -> str:
    record = session.get_one(Evenement, evenement_id)
    verifier_version(session, record, version)
    if record.publie_le == le:
        return "déjà publié" if le else "n'était pas publié"
    record.publie_le = le
    session.flush()
    _figer(session, record)
    return ""


def _enregistrer(session: Session, draft: EvenementDraft, ctx: Contexte) -> int:
    if draft.id is None:
        record = Evenement(cree_le=ctx.maintenant, pieces=[])
        enregistrer(session, Evenement, draft, dans=record)
    else:
        known = session.get(Evenement, draft.id)
        before = known and [getattr(known, name) for name in COURRIER]
        record = enregistrer(session, Evenement, draft)
        if before != [getattr(record, name) for name in COURRIER]:
            record.texte_pdf_id = None  # ce qui est publié se refait de ce texte
            session.flush()
    _figer(session, record)
    return record.id


def _figer(session: Session, record: Evenement) -> None:
    """Publié, son texte est un PDF : celui de l'extranet, du papier et de l'aperçu."""
    if record.publie_le is not None and record.texte.strip() and record.texte_pdf_id is None:
        mettre_en_pdf(session, record.id)


def _piece(session: Session, document: Document) -> PieceJointeLigne:
    return PieceJointeLigne(fichier_id=conserver(session, document).id, nom=document.nom)


def _communs(documents: Sequence[Document]) -> dict[str, int]:
    """Les liens sur lesquels tous les documents s'accordent."""
    found: dict[str, int] = {}
    for lien in LIENS:
        values = {document.liens.get(lien) for document in documents}
        if len(values) == 1 and (value := values.pop()) is not None:
            found[f"{lien}_id"] = value
    return found
