"""La liasse d'externalisation : un dossier qu'une maison de routage imprime et poste (seed L2150).

Chaque PDF y est entier, et le manifeste vient en dernier : s'il est là, tout y est.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.files import disk_errors, write_whole
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.imports.tableur import proteger
from lsc_desktop.queries.assemblees.reunion import Contact, contacts
from lsc_desktop.queries.assemblees.seance import trouver_assemblee
from lsc_desktop.queries.evenements import documents_joints
from lsc_desktop.services.assemblees.envois import CONVOCATION, verifier_a_venir
from lsc_desktop.storage.models import EnvoiAssemblee

MANIFESTE = "manifeste.csv"
LIGNES_ADRESSE = 6  # nom compris : ce que prend un bloc adresse
EN_TETE = (
    "compte", "nom", *(f"adresse{rank}" for rank in range(1, LIGNES_ADRESSE)),
    "pages", "fichier", "sha256",
)  # fmt: skip
_PAGE = re.compile(rb"/Type\s*/Page\b")
_INTERDITS = re.compile(r'[\\/:*?"<>|\s]+')

Avance = Callable[[int], None]


def ecrire_liasse(
    session: Session,
    assemblee_id: int,
    nature: str,
    dossier: Path,
    avance: Avance = lambda count: None,
    *,
    ctx: Contexte,
) -> Path:
    """Écrit dans ce dossier un PDF par lettre et par copropriétaire, puis le manifeste ; rend son
    chemin.

    `nature` : convocation ou notification ; une notification est suivie de son procès-verbal, sur
    la ligne d'après. Lève `UserError` si rien n'est préparé, si l'on convoque à une assemblée
    passée, ou si le dossier a déjà une liasse ; `TemporaryError` si le disque refuse.
    """
    ag = trouver_assemblee(session, assemblee_id)
    if nature == CONVOCATION:
        verifier_a_venir(ag, ctx)
    letters = list(_lettres(session, assemblee_id, nature))
    people = contacts(session, ag, {who for who, _rank, _document in letters})
    if not letters:
        raise UserError(
            f"Aucune {nature} n'est préparée pour cette assemblée.",
            "Préparez-les d'abord, puis écrivez la liasse.",
        )
    manifest = dossier / MANIFESTE
    with disk_errors(dossier):
        dossier.mkdir(parents=True, exist_ok=True)
        if manifest.exists():
            raise UserError(
                f"« {dossier.name} » contient déjà une liasse.",
                "Choisissez un dossier vide : les deux ne doivent pas se mêler.",
            )
    rows = []
    for count, (who, rank, document) in enumerate(letters, 1):
        contact = people[who]
        name = _nom(rank, document)
        write_whole(dossier / name, document.contenu)
        rows.append(_ligne(contact, name, document.contenu))
        avance(count)
    write_whole(manifest, _manifeste(rows))
    return manifest


def _lettres(
    session: Session, assemblee_id: int, nature: str
) -> Iterator[tuple[int, int, Document]]:
    """(identité, rang du pli, document), dans l'ordre où les lettres ont été préparées."""
    stmt = (
        select(EnvoiAssemblee.tiers_id, EnvoiAssemblee.evenement_id)
        .where(
            EnvoiAssemblee.assemblee_id == assemblee_id,
            EnvoiAssemblee.nature == nature,
            EnvoiAssemblee.evenement_id.is_not(None),
        )
        .order_by(EnvoiAssemblee.id)
    )
    for rank, (who, event) in enumerate(session.execute(stmt).all(), 1):
        assert event is not None  # la requête n'en veut pas d'autre
        for document in documents_joints(session, event):
            yield who, rank, document


def _nom(rank: int, document: Document) -> str:
    """« 0001-convocation-450TRILLON.pdf » : l'ordre du dossier est celui des plis."""
    return _INTERDITS.sub("-", f"{rank:04}-{document.nom}")


def _ligne(contact: Contact, name: str, content: bytes) -> tuple[str, ...]:
    block = contact.adresse.bloc()
    address = (*block, *[""] * LIGNES_ADRESSE)[:LIGNES_ADRESSE]
    pages = len(_PAGE.findall(content))
    digest = hashlib.sha256(content).hexdigest()
    return (contact.compte, *address, str(pages), name, digest)


def _manifeste(rows: list[tuple[str, ...]]) -> bytes:
    """Un CSV qu'un tableur français ouvre d'un double-clic, et où rien n'est une formule."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(EN_TETE)
    writer.writerows([proteger(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")
