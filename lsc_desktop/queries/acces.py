"""Lectures : les accès au Service Client, et ce qu'il faut pour les écrire à leurs titulaires."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.acces import A_REMETTRE, CODE_ACCES, PUBLIE, REMIS, LettreAcces, site
from lsc_desktop.domain.adresses import Adresse
from lsc_desktop.queries.adresses import adresse_locataire, adresse_tiers
from lsc_desktop.queries.assemblees.reunion import entete_agence
from lsc_desktop.queries.paging import Listing, Requete, dans
from lsc_desktop.queries.publications.registre import load_reglage_publication
from lsc_desktop.queries.tiers import nom_complet
from lsc_desktop.storage.models import (
    AccesClient,
    Compte,
    Coproprietaire,
    DonneeComplementaire,
    Locataire,
    Mandat,
    Tiers,
)


@dataclass(frozen=True, slots=True)
class AccesRow:
    """`mot_de_passe` : vide dès qu'il est publié."""

    id: int
    tiers_id: int
    tiers: str
    code: str
    mot_de_passe: str
    etat: str
    comptes: int
    cree_le: dt.datetime
    cree_par: str
    imprime_le: dt.datetime | None
    publie_le: dt.datetime | None


def _acces() -> Requete:
    a = AccesClient
    open_accounts = (
        select(func.count(Compte.id))
        .where(Compte.tiers_id == a.tiers_id, Compte.service_client)
        .correlate(a)
        .scalar_subquery()
    )
    state = case(
        (a.publie_le.is_not(None), PUBLIE), (a.imprime_le.is_not(None), REMIS), else_=A_REMETTRE
    )
    return select(
        a.id,
        a.tiers_id,
        nom_complet().label("tiers"),
        a.code,
        func.coalesce(a.mot_de_passe, "").label("mot_de_passe"),
        state.label("etat"),
        open_accounts.label("comptes"),
        a.cree_le,
        a.cree_par,
        a.imprime_le,
        a.publie_le,
    ).join(Tiers, Tiers.id == a.tiers_id)


ACCES = Listing(
    AccesRow,
    _acces,
    search=(AccesClient.recherche, Tiers.recherche),
    filters={
        "tiers_id": dans(AccesClient.tiers_id),
        "a_remettre": lambda value: (
            AccesClient.mot_de_passe.is_not(None) & AccesClient.imprime_le.is_(None)
            if value
            else AccesClient.mot_de_passe.is_(None) | AccesClient.imprime_le.is_not(None)
        ),
        "publie": lambda value: (
            AccesClient.publie_le.is_not(None) if value else AccesClient.publie_le.is_(None)
        ),
    },
    order=(("tiers", False),),
    sort_keys={"tiers": Tiers.recherche},
)


def titulaire(session: Session, compte_id: int) -> int | None:
    """À qui est ce compte : au locataire du bail, au mandant, au copropriétaire, ou à son tiers.

    Le même que celui à qui l'extranet le montre.
    """
    for stmt in (
        select(Locataire.tiers_id)
        .where(Locataire.compte_id == compte_id)
        .order_by(Locataire.bail_du.desc(), Locataire.id.desc()),
        select(Mandat.proprietaire_id).where(Mandat.compte_id == compte_id),
        select(Coproprietaire.tiers_id).where(Coproprietaire.compte_id == compte_id),
        select(Compte.tiers_id).where(Compte.id == compte_id),
    ):
        found = session.scalar(stmt.limit(1))
        if found is not None:
            return found
    return None


def codes_pris(session: Session, sauf: int) -> set[str]:
    """Les identifiants des autres : engendrés, ou écrits à l'onglet Plus."""
    taken = set(session.scalars(select(AccesClient.code).where(AccesClient.tiers_id != sauf)))
    d = DonneeComplementaire
    written = select(d.valeur).where(
        d.libelle == CODE_ACCES, d.valeur != "", d.tiers_id.is_not(None), d.tiers_id != sauf
    )
    return taken | set(session.scalars(written))


def code_ecrit(session: Session, tiers_id: int) -> str:
    """Celui que l'ancien logiciel lui avait donné ; vide sinon."""
    d = DonneeComplementaire
    stmt = select(d.valeur).where(d.tiers_id == tiers_id, d.libelle == CODE_ACCES, d.valeur != "")
    return session.scalar(stmt.order_by(d.rang, d.id).limit(1)) or ""


def load_lettres(session: Session, ids: Sequence[int], ctx: Contexte) -> list[LettreAcces]:
    """Les lettres de ceux dont le mot de passe se lit encore, dans l'ordre demandé.

    Lève `UserError` si plus aucun ne se lit.
    """
    known = {
        row.id: row for row in session.scalars(select(AccesClient).where(AccesClient.id.in_(ids)))
    }
    readable = [known[id] for id in ids if id in known and known[id].mot_de_passe]
    if not readable:
        raise UserError(
            "Ces mots de passe sont publiés : ils ne se lisent plus.",
            "Engendrez-en de nouveaux, puis imprimez les lettres.",
        )
    head, url = entete_agence(session), site(load_reglage_publication(session).domaine)
    return [
        LettreAcces(
            entete=head,
            destinataire=_adresse(session, row.tiers_id, ctx.aujourd_hui),
            le=ctx.aujourd_hui,
            site=url,
            code=row.code,
            mot_de_passe=row.mot_de_passe or "",
        )
        for row in readable
    ]


def _adresse(session: Session, tiers_id: int, jour: dt.date) -> Adresse:
    """Un locataire, à son lot ou là où il est parti ; les autres, chez eux."""
    stmt = select(Locataire.id).where(Locataire.tiers_id == tiers_id)
    lease = session.scalar(stmt.order_by(Locataire.bail_du.desc(), Locataire.id.desc()).limit(1))
    if lease is not None:
        return adresse_locataire(session, lease, jour)
    return adresse_tiers(session.get_one(Tiers, tiers_id))


def sans_lettre(session: Session, tiers: Sequence[int]) -> int:
    """Combien de ces personnes ont un premier mot de passe que personne n'a imprimé."""
    a = AccesClient
    stmt = select(a.tiers_id).where(a.mot_de_passe.is_not(None), a.imprime_le.is_(None))
    return len(set(session.scalars(stmt)) & set(tiers))
