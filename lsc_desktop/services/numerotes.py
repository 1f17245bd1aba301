"""Cas d'usage : les fichiers numérotés d'une fiche, documents d'un lot ou photos d'un immeuble."""

from dataclasses import fields
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import GoneError, UserError
from lsc_desktop.base.text import fold
from lsc_desktop.domain.evenements import Document
from lsc_desktop.queries.numerotes import N, Sorte, prochain_numero
from lsc_desktop.services.fiches import TECHNICAL, refuser, verifier_version
from lsc_desktop.services.fichiers import conserver, oublier
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Fichier


def enregistrer_numerote(
    session: Session, sorte: Sorte[N], draft: Any, lu: Document | None, **autres: Any
) -> N:
    """Ajoute un fichier à sa fiche, ou change ce qu'on en dit ; `lu` : son nouveau contenu, s'il
    change ; `autres` : colonnes que la saisie n'a pas.

    Lève `UserError` si le numéro est pris, `ConflictError` si un autre a enregistré depuis
    l'ouverture, `GoneError` si la ligne a été retirée.
    """
    refuser(draft)
    owner = getattr(draft, sorte.lien.key)
    hold(session, sorte.fiche, owner)  # un numéro ne va qu'à une ligne de cette fiche
    record = session.get(sorte.table, draft.id) if draft.id else sorte.table()
    if record is None:
        raise GoneError(*sorte.retire)
    if draft.id is not None:
        verifier_version(session, record, draft.version)
    before = record.fichier_id
    names = {f.name for f in fields(draft)} - TECHNICAL - {"numero"}
    for column in inspect(sorte.table).column_attrs:
        if column.key in names and (draft.id is None or column.key != sorte.lien.key):
            setattr(record, column.key, getattr(draft, column.key))
    for name, value in autres.items():
        setattr(record, name, value)
    if lu is not None:
        record.fichier_id = conserver(session, lu).id
    record.numero = draft.numero or prochain_numero(session, sorte, owner)
    _verifier_le_numero(session, sorte, record)
    named = session.scalar(select(Fichier.nom).where(Fichier.id == record.fichier_id))
    record.recherche = fold(f"{record.libelle} {named}")
    session.add(record)
    session.flush()
    if before is not None and before != record.fichier_id:
        oublier(session, before)
    return record


def retirer_numerote(session: Session, sorte: Sorte[Any], id: int) -> None:
    """Retire la ligne ; son contenu aussi, si rien d'autre ne le montre."""
    record = session.get(sorte.table, id)
    if record is None:
        return
    session.delete(record)
    session.flush()
    oublier(session, record.fichier_id)


def contenus(session: Session, sorte: Sorte[Any], fiche_id: int) -> list[int]:
    """Les fichiers que montrent les lignes de cette fiche ; à oublier quand elle disparaît."""
    stmt = select(sorte.table.fichier_id).where(sorte.lien == fiche_id).distinct()
    return list(session.scalars(stmt))


def _verifier_le_numero(session: Session, sorte: Sorte[N], record: N) -> None:
    taken = select(sorte.table.id).where(
        sorte.lien == getattr(record, sorte.lien.key),
        sorte.table.numero == record.numero,
        sorte.table.id != (record.id or 0),
    )
    with session.no_autoflush:
        if session.scalar(taken) is not None:
            raise UserError(
                sorte.pris.format(record.numero), "Choisissez un autre numéro.", "numero"
            )
