"""Cas d'usage : tenir le registre d'un traitement en lot, pour qu'un arrêt brutal n'y perde rien.

Une ligne n'est dite faite que dans la transaction de son effet ; qui mène le lot tient son jeton,
et celui qui l'a perdu n'écrit plus rien (ecosystem D.3-T1).
"""

import json
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold, pluriel
from lsc_desktop.domain.traitements import GARDES, SUSPENDUS
from lsc_desktop.queries.traitements import load_traitement
from lsc_desktop.storage.clock import heure_utc
from lsc_desktop.storage.models import Base, Traitement
from lsc_desktop.storage.models.base import replier

REPRENABLES = ("en_cours", *SUSPENDUS)

# Bâties une fois et sans l'ORM : elles s'ajoutent à chaque ligne d'un lot de milliers.
_tables = Base.metadata.tables
_lots, _lignes = _tables["traitement"], _tables["traitement_ligne"]
_MARQUER = (
    update(_lignes)
    .where(_lignes.c.id == bindparam("ligne"), _lignes.c.etat == "a_faire")
    .values(
        etat=bindparam("vers"),
        message=bindparam("dit"),
        recherche_message=bindparam("plie"),
        cle=bindparam("pour"),
    )
)
# Par qui le mène encore : celui qui a perdu le lot, ou qu'on a interrompu, n'y écrit plus rien.
_MARQUER_TENU = _MARQUER.where(
    exists().where(_lots.c.id == _lignes.c.traitement_id, _lots.c.jeton == bindparam("mien"))
)
_VIVRE = (
    update(_lots)
    .where(_lots.c.id == bindparam("lot"), _lots.c.jeton == bindparam("mien"))
    .values(vu_le=heure_utc())
)


def inscrire(
    session: Session,
    lignes: Sequence[tuple[str, str]],
    *,
    sorte: str,
    titre: str,
    jeton: str,
    ctx: Contexte,
) -> tuple[int, list[int]]:
    """Écrit ce qui est demandé avant d'en rien faire ; rend l'id du lot et ceux de ses lignes.

    `lignes` : (libellé, de quoi rejouer la ligne). Les lots finis depuis un trimestre s'effacent.
    """
    _oublier(session, ctx)
    values = {
        "sorte": sorte, "titre": titre, "accepte": "[]", "etat": "en_cours", "jeton": jeton,
        "cree_le": ctx.maintenant, "cree_par": ctx.utilisateur, "jour": ctx.aujourd_hui,
        "repris_par": "", "vu_le": heure_utc(),
    }  # fmt: skip
    values["recherche"] = replier(Traitement, values)
    done: Any = session.execute(insert(_lots).values(**values))
    lot_id = cast(int, done.inserted_primary_key[0])
    session.execute(
        insert(_lignes),
        [
            {
                "traitement_id": lot_id, "rang": rank, "libelle": libelle, "valeur": valeur,
                "etat": "a_faire", "message": "", "cle": "", "recherche": fold(libelle),
                "recherche_message": "",
            }
            for rank, (libelle, valeur) in enumerate(lignes)
        ],
    )  # fmt: skip
    stmt = select(_lignes.c.id).where(_lignes.c.traitement_id == lot_id).order_by(_lignes.c.rang)
    return lot_id, list(session.scalars(stmt))


def _oublier(session: Session, ctx: Contexte) -> None:
    old = select(_lots.c.id).where(
        _lots.c.etat.in_(("termine", "abandonne")), _lots.c.fini_le < ctx.maintenant - GARDES
    )
    ids = list(session.scalars(old))
    if ids:
        session.execute(delete(_lignes).where(_lignes.c.traitement_id.in_(ids)))
        session.execute(delete(_lots).where(_lots.c.id.in_(ids)))


def prendre(session: Session, lot_id: int, tenu: str, jeton: str, par: str = "") -> bool:
    """Le lot passe de `tenu` à `jeton` ; faux si un autre l'a pris d'abord.

    `par` : qui le reprend, dit au compte rendu.
    """
    values = {"jeton": jeton, "vu_le": heure_utc(), "etat": "en_cours", "fini_le": None}
    if par:
        values["repris_par"] = par
    stmt = update(_lots).where(
        _lots.c.id == lot_id, _lots.c.jeton == tenu, _lots.c.etat.in_(REPRENABLES)
    )
    taken = _touche(session, stmt.values(**values))
    if taken and par:
        _replier(session, lot_id)
    return taken


def _replier(session: Session, lot_id: int) -> None:
    """Qui le reprend se cherche aussi."""
    read = select(*(_lots.c[name] for name in Traitement.cherche_dans)).where(_lots.c.id == lot_id)
    known = dict(zip(Traitement.cherche_dans, session.execute(read).one(), strict=True))
    values = {"recherche": replier(Traitement, known)}
    session.execute(update(_lots).where(_lots.c.id == lot_id).values(**values))


def marquer(
    session: Session, ligne_id: int, etat: str, message: str, cle: str = "", jeton: str = ""
) -> bool:
    """Dit ce qu'est devenue une ligne à faire ; faux si elle ne l'était plus.

    `cle` : celle de la question qu'elle attend. `jeton` : celui du lot, sans lequel c'est faux
    aussi.
    """
    values = {"ligne": ligne_id, "vers": etat, "dit": message, "plie": fold(message), "pour": cle}
    if jeton:
        return _touche(session, _MARQUER_TENU, values | {"mien": jeton})
    return _touche(session, _MARQUER, values)


def vivre(session: Session, lot_id: int, jeton: str) -> bool:
    """Signe de vie de qui mène le lot ; faux s'il ne le mène plus."""
    return _touche(session, _VIVRE, {"lot": lot_id, "mien": jeton})


def accepter(session: Session, lot_id: int, cle: str) -> None:
    """L'utilisateur a dit oui à cette question : ses lignes sont de nouveau à faire."""
    kept = session.scalar(select(_lots.c.accepte).where(_lots.c.id == lot_id)) or "[]"
    keys = sorted({*json.loads(kept), cle})
    session.execute(update(_lots).where(_lots.c.id == lot_id).values(accepte=json.dumps(keys)))
    _remettre(session, lot_id, _lignes.c.etat == "question", _lignes.c.cle == cle)


def decliner(session: Session, lot_id: int, cle: str) -> None:
    """L'utilisateur a dit non : ces lignes ne seront pas faites."""
    session.execute(
        update(_lignes)
        .where(
            _lignes.c.traitement_id == lot_id,
            _lignes.c.etat == "question",
            _lignes.c.cle == cle,
        )
        .values(etat="abandon")
    )


def rouvrir(session: Session, lot_id: int) -> None:
    """Tout ce qui n'est pas fait est de nouveau à faire, refus compris."""
    _remettre(session, lot_id, _lignes.c.etat != "fait")


def _remettre(session: Session, lot_id: int, *which: Any) -> None:
    stmt = update(_lignes).where(_lignes.c.traitement_id == lot_id, *which)
    session.execute(stmt.values(etat="a_faire", message="", recherche_message="", cle=""))


def conclure(session: Session, lot_id: int, jeton: str, ctx: Contexte) -> str:
    """Rend le jeton et dit où en reste le lot : terminé, interrompu, ou en attente de réponse.

    "" si un autre le mène désormais.
    """
    stmt = update(_lots).where(_lots.c.id == lot_id, _lots.c.jeton == jeton)
    if not _touche(session, stmt.values(jeton="", vu_le=heure_utc())):
        return ""
    return clore(session, lot_id, ctx)


def clore(session: Session, lot_id: int, ctx: Contexte) -> str:
    """L'état d'un lot que personne ne mène, d'après ce qu'il y reste."""
    left = set(
        session.scalars(
            select(_lignes.c.etat)
            .where(_lignes.c.traitement_id == lot_id, _lignes.c.etat.in_(("a_faire", "question")))
            .distinct()
        )
    )
    etat = "interrompu" if "a_faire" in left else "question" if left else "termine"
    values: dict[str, Any] = {"etat": etat}
    if etat == "termine":
        values["fini_le"] = ctx.maintenant
    session.execute(update(_lots).where(_lots.c.id == lot_id, _lots.c.jeton == "").values(**values))
    return etat


def interrompre(session: Session, lot_id: int) -> None:
    """Arrête un lot mené n'importe où : qui le mène s'en aperçoit à sa prochaine ligne."""
    stmt = update(_lots).where(_lots.c.id == lot_id, _lots.c.etat == "en_cours")
    if not _touche(session, stmt.values(etat="interrompu", jeton="")):
        raise UserError("Ce traitement n'est pas en cours.", "Actualisez la liste.")


def abandonner(session: Session, lot_id: int, *, ctx: Contexte) -> str:
    """Renonce à ce qui reste ; ce qui est fait demeure. Lève `UserError` s'il est en cours."""
    lot = load_traitement(session, lot_id)
    if lot.etat not in SUSPENDUS:
        raise UserError(
            f"Le traitement « {lot.titre} » n'attend rien.",
            "Seul un traitement interrompu, ou qui attend une réponse, s'abandonne.",
        )
    stmt = update(_lots).where(_lots.c.id == lot_id, _lots.c.jeton == "")
    values = {"etat": "abandonne", "fini_le": ctx.maintenant}
    if not _touche(session, stmt.where(_lots.c.etat.in_(SUSPENDUS)).values(**values)):
        raise UserError("Ce traitement vient d'être repris.", "Actualisez la liste.")
    done: Any = session.execute(
        update(_lignes)
        .where(_lignes.c.traitement_id == lot_id, _lignes.c.etat.in_(("a_faire", "question")))
        .values(etat="abandon")
    )
    left = pluriel(done.rowcount, "ligne laissée", "lignes laissées")
    return f"« {lot.titre} » abandonné, {left}"


def _touche(session: Session, stmt: Any, values: Any = None) -> bool:
    done: Any = session.execute(stmt, values)
    return bool(done.rowcount)
