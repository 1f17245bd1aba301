"""Cas d'usage : entrer, se tromper, se verrouiller ; le journal d'accès et sa purge.

L'essai est compté avant d'être vérifié : vingt essais lancés ensemble comptent pour vingt.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold
from lsc_desktop.domain.utilisateurs import (
    BLOCAGE,
    CONNEXION,
    DEVERROUILLAGE,
    ECHEC,
    ESSAIS,
    GARDE_CONNEXIONS,
    Seance,
    attente,
    bloque,
)
from lsc_desktop.queries.utilisateurs import seance_de
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Connexion, Utilisateur


@dataclass(frozen=True, slots=True)
class Essai:
    """Un essai de connexion. `utilisateur_id` absent : personne de ce nom ne peut entrer.

    `bloque` : il faut attendre, même le bon mot de passe est refusé.
    """

    utilisateur_id: int | None = None
    nom: str = ""
    empreinte: str = field(default="", repr=False)
    bloque: bool = False
    a_changer: bool = False


def entamer(session: Session, identifiant: str) -> Essai:
    """Compte un essai de plus, sauf si l'on est déjà bloqué.

    L'heure est celle de la base : avancer la pendule de son poste ne débloque rien.
    """
    stmt = select(Utilisateur).where(
        func.lower(Utilisateur.identifiant) == identifiant.strip().lower(),
        Utilisateur.actif,
        Utilisateur.mot_de_passe != "",
    )
    user = session.scalar(stmt.with_for_update())
    if user is None:
        return Essai()
    now = _heure(session)
    held = bloque(user.bloque_jusqu_a, now)
    if not held:
        count = user.echecs + 1
        until = now + attente(count) if count >= ESSAIS else None
        _poser(session, user.id, echecs=count, bloque_jusqu_a=until)
    return Essai(user.id, user.nom, user.mot_de_passe, held, user.a_changer)


def echouer(session: Session, essai: Essai, *, quand: datetime, poste: str) -> UserError:
    """Note l'échec ; la même phrase que l'identifiant existe, soit bloqué, ou non."""
    noter(session, ECHEC, essai.nom, quand=quand, poste=poste)
    if essai.utilisateur_id is not None and not essai.bloque:
        user = session.get_one(Utilisateur, essai.utilisateur_id)
        if user.echecs >= ESSAIS:
            noter(session, BLOCAGE, essai.nom, quand=quand, poste=poste)
    return UserError(
        "Identifiant ou mot de passe incorrect.",
        "Après cinq essais, il faut attendre une minute, puis de plus en plus longtemps.",
    )


def reussir(
    session: Session,
    essai: Essai,
    *,
    quand: datetime,
    poste: str,
    fait: str = CONNEXION,
    empreinte: str = "",
) -> Seance:
    """Efface les échecs, note l'entrée, et rend la séance. `empreinte` : la même, plus forte.

    Lève `UserError` si le compte vient d'être désactivé.
    """
    assert essai.utilisateur_id is not None
    seance = seance_de(session, essai.utilisateur_id)
    if seance is None:
        raise UserError("Ce compte a été désactivé.", "Voyez un administrateur.")
    values: dict[str, Any] = {"echecs": 0, "bloque_jusqu_a": None}
    if fait != DEVERROUILLAGE:
        values["connecte_le"] = quand
        purger(session, quand)
    if empreinte:
        values["mot_de_passe"] = empreinte
    _poser(session, essai.utilisateur_id, **values)
    noter(session, fait, essai.nom, quand=quand, poste=poste)
    return seance


def noter(
    session: Session, fait: str, qui: str, *, quand: datetime, poste: str, par: str = ""
) -> None:
    """Ajoute une ligne au journal d'accès."""
    words = fold(f"{qui} {fait} {poste} {par} {quand:%d/%m/%Y}")
    session.add(Connexion(quand=quand, qui=qui, fait=fait, poste=poste, par=par, recherche=words))
    session.flush()


def purger(session: Session, quand: datetime) -> None:
    """Le journal d'accès ne remonte pas au-delà d'un an."""
    session.execute(delete(Connexion).where(Connexion.quand < quand - GARDE_CONNEXIONS))


def _poser(session: Session, utilisateur_id: int, **values: Any) -> None:
    session.execute(
        update(Utilisateur)
        .where(Utilisateur.id == utilisateur_id)
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )


def _heure(session: Session) -> datetime:
    now: datetime = session.execute(select(heure_utc())).scalar_one()
    return now
