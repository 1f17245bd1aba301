"""Cas d'usage : le réglage des sauvegardes et la liste des copies."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.domain.sauvegardes import (
    ECHEC,
    EN_COURS,
    RETIREE,
    ReglageSauvegardeDraft,
    a_retirer,
)
from lsc_desktop.queries.sauvegardes import UNIQUE, copies_connues
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.storage.models import ReglageSauvegarde, Sauvegarde


def save_reglage(
    session: Session,
    draft: ReglageSauvegardeDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Enregistre le réglage."""
    draft.dossier = draft.dossier.strip()
    if draft.id is None:
        record = ReglageSauvegarde(id=UNIQUE)
        return enregistrer(session, ReglageSauvegarde, draft, dans=record).id
    return enregistrer(session, ReglageSauvegarde, draft).id


@dataclass(frozen=True, slots=True)
class Copiee:
    """Ce qu'est devenue une copie."""

    chemin: str
    taille: int
    empreinte: str
    etat: str
    message: str = ""


def commencer(session: Session, chemin: str, origine: str, *, ctx: Contexte) -> int:
    """Note une copie avant de la faire : tuée en chemin, elle se lira « interrompue »."""
    record = Sauvegarde(
        quand=ctx.maintenant.replace(microsecond=0),
        qui=ctx.utilisateur,
        origine=origine,
        poste=ctx.poste,
        chemin=chemin,
        etat=EN_COURS,
    )
    session.add(record)
    session.flush()
    return record.id


def conclure(session: Session, sauvegarde_id: int, copie: Copiee, *, ctx: Contexte) -> None:
    """Note ce qu'est devenue une copie commencée."""
    record = session.get(Sauvegarde, sauvegarde_id)
    if record is None:
        return
    for name, value in asdict(copie).items():
        setattr(record, name, value)
    record.verifiee_le = ctx.maintenant.replace(microsecond=0) if copie.empreinte else None


def verifiee(session: Session, sauvegarde_id: int, etat: str, message: str, ctx: Contexte) -> None:
    """Une copie de la liste a été rouverte : ce qu'on y a trouvé."""
    record = session.get_one(Sauvegarde, sauvegarde_id)
    record.etat, record.message = etat, message
    if etat != ECHEC:
        record.verifiee_le = ctx.maintenant.replace(microsecond=0)


def interrompues(session: Session, sauf: int, poste: str) -> None:
    """Les copies que ce poste n'a pas finies, le programme ayant été tué."""
    session.execute(
        update(Sauvegarde)
        .where(Sauvegarde.etat == EN_COURS, Sauvegarde.poste == poste, Sauvegarde.id != sauf)
        .values(etat=ECHEC, message="Interrompue : le programme s'est arrêté pendant la copie.")
    )


def elaguer(session: Session, gardees: int, poste: str) -> list[str]:
    """Retire de la liste les bonnes copies en trop ; rend les fichiers à effacer."""
    extra = a_retirer(copies_connues(session, poste), gardees)
    found = session.scalars(select(Sauvegarde).where(Sauvegarde.id.in_(extra))).all()
    for record in found:
        record.etat = RETIREE
    return [record.chemin for record in found]


def noms_pris(session: Session) -> set[str]:
    """Les noms de fichiers que d'autres copies, en train ou faites, ont déjà."""
    paths = session.scalars(select(Sauvegarde.chemin).where(Sauvegarde.etat != ECHEC))
    return {path.replace("\\", "/").rpartition("/")[2] for path in paths}


def empreinte_de(session: Session, sauvegarde_id: int) -> str:
    """Le SHA-256 noté à la copie ; vide si elle n'a pas été faite."""
    stmt = select(Sauvegarde.empreinte).where(Sauvegarde.id == sauvegarde_id)
    return session.scalar(stmt) or ""


def reporter(session: Session, connues: Collection[dict[str, object]]) -> None:
    """La liste des copies survit à la restauration d'une base qui ne les connaissait pas."""
    session.execute(delete(Sauvegarde))
    for row in connues:
        values = {name: value for name, value in row.items() if name != "id"}
        session.execute(insert(Sauvegarde).values(values))


def toutes(session: Session) -> list[dict[str, object]]:
    """Les copies connues, telles que la table les garde."""
    table = Sauvegarde.__table__
    return [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]
