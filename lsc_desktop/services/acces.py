"""Cas d'usage : donner à un client son identifiant et son premier mot de passe (D45)."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.acces import code_acces, premier_mot_de_passe, publiee
from lsc_desktop.domain.publications.contenu import Identite
from lsc_desktop.queries.acces import code_ecrit, codes_pris, titulaire
from lsc_desktop.services.motdepasse import hacher
from lsc_desktop.storage.holding import hold, hold_word
from lsc_desktop.storage.models import AccesClient, Compte, Tiers


def engendrer(session: Session, tiers_id: int, *, ctx: Contexte) -> str:
    """L'accès d'une personne, si elle n'en a pas ; rend ce qu'on a fait."""
    hold_word(session, "acces_client")
    known = session.scalar(select(AccesClient).where(AccesClient.tiers_id == tiers_id))
    if known is not None:
        return f"avait déjà l'identifiant {known.code}"
    who = session.get_one(Tiers, tiers_id)
    taken = codes_pris(session, sauf=tiers_id)
    written = code_ecrit(session, tiers_id)
    code = written if written and written not in taken else code_acces(who.nom, who.prenom, taken)
    record = AccesClient(tiers_id=tiers_id, code=code, publie_le=None)
    session.add(record)
    _tirer(record, ctx)
    session.flush()
    return f"identifiant {code}"


def engendrer_compte(session: Session, compte_id: int, *, ctx: Contexte) -> str:
    """L'accès du titulaire d'un compte ; lève `UserError` si le compte n'a pas de titulaire, ou
    n'est pas coché « Service Client »."""
    if not session.get_one(Compte, compte_id).service_client:
        raise UserError(
            "Ce compte n'est pas coché « Service Client ».",
            "Marquez-le d'abord pour publication.",
        )
    who = titulaire(session, compte_id)
    if who is None:
        raise UserError("Ce compte n'a pas de tiers.", "Rattachez-le à une fiche tiers.")
    return engendrer(session, who, ctx=ctx)


def renouveler(session: Session, ids: Sequence[int], *, ctx: Contexte) -> int:
    """Un nouveau premier mot de passe, même si l'ancien est publié : il vaudra au prochain envoi.

    Rend combien.
    """
    hold(session, AccesClient, *ids)
    records = session.scalars(select(AccesClient).where(AccesClient.id.in_(ids))).all()
    for record in records:
        _tirer(record, ctx)
    session.flush()
    return len(records)


def _tirer(record: AccesClient, ctx: Contexte) -> None:
    record.mot_de_passe = premier_mot_de_passe(secrets.choice)
    record.empreinte = hacher(record.mot_de_passe)
    record.cree_le, record.cree_par = ctx.maintenant, ctx.utilisateur
    record.imprime_le = record.publie_le = None


def noter_lettres(session: Session, rows: Iterable[Any], _documents: Any, ctx: Contexte) -> None:
    """Leurs lettres sont imprimées."""
    stmt = update(AccesClient).where(
        AccesClient.id.in_([row.id for row in rows]), AccesClient.mot_de_passe.is_not(None)
    )
    session.execute(
        stmt.values(imprime_le=ctx.maintenant),
        execution_options={"synchronize_session": False},
    )


def oublier(session: Session, identites: Iterable[Identite], maintenant: datetime) -> None:
    """Le manifeste les a dites : leurs mots de passe ne se lisent plus, seule l'empreinte reste.

    Un mot de passe renouvelé pendant l'envoi n'y était pas : il se lit encore.
    """
    sent = {int(one.id): one.mdp_initial for one in identites if one.mdp_initial is not None}
    if not sent:
        return
    waiting = select(AccesClient.id, AccesClient.tiers_id, AccesClient.empreinte).where(
        AccesClient.mot_de_passe.is_not(None)
    )
    gone = [
        row.id
        for row in session.execute(waiting)
        if row.tiers_id in sent and publiee(row.empreinte) == sent[row.tiers_id]
    ]
    if gone:
        session.execute(
            update(AccesClient),
            [{"id": id, "mot_de_passe": None, "publie_le": maintenant} for id in gone],
        )
