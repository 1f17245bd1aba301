"""Cas d'usage : le registre d'une cible, document par document (extranet-partners §4.1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError, UserError, demander
from lsc_desktop.base.text import fold
from lsc_desktop.domain.publications.contenu import Publie
from lsc_desktop.domain.publications.ecart import Depot
from lsc_desktop.domain.publications.noms import evenement_de
from lsc_desktop.domain.publications.renvois import RenvoiDraft, question
from lsc_desktop.domain.publications.retours import Retour
from lsc_desktop.domain.publications.valeurs import Genre
from lsc_desktop.queries.paging import BATCH
from lsc_desktop.queries.publications.depots import a_renvoyer, peser
from lsc_desktop.services.fiches import refuser
from lsc_desktop.storage.models import CiblePublication, DepotPublication, EnvoiPublication

EN_LIGNE, MANQUE, REFUSE = "confirme", "a_envoyer", "refuse"


def noter_depots(
    session: Session,
    cible_id: int,
    deposes: Iterable[Publie],
    manques: Mapping[Publie, str],
    maintenant: datetime,
) -> None:
    """Ce qui vient d'arriver, et ce qui a manqué, avec pourquoi.

    D'un trait, et non document par document : qui enregistre une fiche au même instant l'attend.
    Ce qui est en ligne le reste : redéposé ou manqué, la cible le montre encore.
    """
    told = [(one, Depot.DEPOSE, "") for one in deposes]
    told += [(one, Depot.A_ENVOYER, why) for one, why in manques.items()]
    known = _connus(session, cible_id, [document.id for document, _, _ in told])
    changed, new = [], []
    for document, depot, why in told:
        values: dict[str, Any] = {
            "message": why, "vu_le": maintenant, "lecteurs": document.lecteurs,
            "taille": document.taille, **_dit(document),
        }  # fmt: skip
        row = known.get((document.id, document.sha256))
        state = depot.name.lower()
        if row is None:
            key = {"cible_id": cible_id, "document": document.id, "sha256": document.sha256}
            new.append({"essais": 1, "etat": state, **key, **values})
            continue
        if depot is Depot.DEPOSE:
            values["renvoi_le"] = None
        kept = EN_LIGNE if row.etat == EN_LIGNE else state
        changed.append({"id": row.id, "essais": row.essais + 1, "etat": kept, **values})
    d = DepotPublication
    for group in _ensemble(changed):
        session.execute(update(d), group)
    if new:
        session.execute(insert(d), new)


def _connus(
    session: Session, cible_id: int, documents: Sequence[str]
) -> dict[tuple[str, str], Row[Any]]:
    """Les lignes de ces documents, par document et contenu."""
    d = DepotPublication
    found: dict[tuple[str, str], Row[Any]] = {}
    for start in range(0, len(documents), BATCH):
        stmt = select(d.id, d.document, d.sha256, d.etat, d.essais).where(
            d.cible_id == cible_id, d.document.in_(documents[start : start + BATCH])
        )
        found |= {(row.document, row.sha256): row for row in session.execute(stmt)}
    return found


def _dit(document: Publie) -> dict[str, Any]:
    """Ce que le manifeste en dit, et qu'on veut relire même si l'événement disparaît."""
    scope = document.portee
    account = scope.cle if scope.genre is Genre.COMPTE else ""
    return {
        "titre": document.titre,
        "classeur": document.classeur,
        "immeuble": scope.cle if scope.genre is Genre.IMMEUBLE else None,
        "compte_id": int(account) if account.isdigit() else None,
        "evenement_id": evenement_de(document.id),
        "recherche": fold(document.titre),
        "extension": document.extension,
    }


def confirmer(
    session: Session,
    cible_id: int,
    numero: int,
    contenu: str,
    listes: Collection[Publie],
    maintenant: datetime,
) -> None:
    """Le manifeste est en place : ce qu'il liste est en ligne, le reste en est retiré."""
    d = DepotPublication
    shown = {(document.id, document.sha256): document for document in listes}
    rows = session.execute(
        select(d.id, d.document, d.sha256, d.etat, d.lecteurs, d.titre).where(
            d.cible_id == cible_id
        )
    ).all()
    confirmed, removed = [], []
    for row in rows:
        document = shown.pop((row.document, row.sha256), None)
        if document is None:
            if row.etat == EN_LIGNE:
                removed.append({"id": row.id, "etat": "retire", "renvoi_le": None})
        elif (row.etat, row.lecteurs, row.titre) != (EN_LIGNE, document.lecteurs, document.titre):
            confirmed.append({"id": row.id, "lecteurs": document.lecteurs, **_dit(document)})
            if row.etat != EN_LIGNE:
                confirmed[-1] |= {"etat": EN_LIGNE, "message": ""}
    for group in _ensemble([*confirmed, *removed]):
        session.execute(update(d), [{**one, "vu_le": maintenant} for one in group])
    if shown:
        session.execute(
            insert(d),
            [
                {
                    "cible_id": cible_id, "document": one.id, "sha256": one.sha256,
                    "taille": one.taille, "etat": EN_LIGNE, "lecteurs": one.lecteurs,
                    "essais": 1, "message": "", "vu_le": maintenant, **_dit(one),
                }
                for one in shown.values()
            ],
        )  # fmt: skip
    session.execute(
        update(CiblePublication)
        .where(CiblePublication.id == cible_id)
        .values(numero=numero, contenu=contenu)
    )


def entendre(session: Session, cible_id: int, retour: Retour, maintenant: datetime) -> int:
    """Ce que la cible répond à son dernier manifeste ; rend combien de documents elle refuse.

    Ils ne se tentent plus tant qu'ils sont les mêmes. D'un manifeste refusé en entier, rien ne
    change ici : le prochain passage le refait, à la suite de celui qu'elle tient.
    """
    d, count = DepotPublication, 0
    refused = sorted(retour.refus) if retour.accepte else []
    for start in range(0, len(refused), BATCH):
        found = session.execute(
            select(d.id, d.document).where(
                d.cible_id == cible_id, d.etat == EN_LIGNE,
                d.document.in_(refused[start : start + BATCH]),
            )
        ).all()  # fmt: skip
        count += len(found)
        rows = [
            {"id": id, "etat": REFUSE, "message": retour.refus[document], "vu_le": maintenant}
            for id, document in found
        ]
        if rows:
            session.execute(update(d), rows)
    known: dict[str, Any] = {
        "repondu": retour.numero, "tient": retour.tient or 0, "reponse": retour.phrase(),
    }  # fmt: skip
    if not retour.accepte:
        known["contenu"] = ""
    mine = CiblePublication.id == cible_id
    session.execute(update(CiblePublication).where(mine).values(**known))
    if count or not retour.accepte:
        e = EnvoiPublication
        session.execute(
            update(e)
            .where(e.cible_id == cible_id, e.numero == retour.numero)
            .values(message=f"Manifeste {retour.phrase()}.")
        )
    return count


def _ensemble(changes: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Une mise à jour en bloc veut les mêmes colonnes sur chaque ligne."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changes:
        groups.setdefault(tuple(one), []).append(one)
    return groups.values()


# --- À la main --------------------------------------------------------------------------------


def reessayer(session: Session, depot_id: int, *, ctx: Contexte) -> str:
    """Un manqué, un refusé ou un abandonné repart au prochain passage, comme s'il était neuf ; le
    fichier d'un refusé se redépose, fût-il déjà là : c'est peut-être lui qui est abîmé."""
    row = _trouver(session, depot_id)
    if row.etat not in (MANQUE, REFUSE, "abandonne"):
        return "n'avait pas manqué"
    if row.etat == REFUSE:
        row.renvoi_le = ctx.maintenant
    row.etat, row.essais = MANQUE, 0
    session.flush()
    return "partira au prochain passage"


def abandonner(session: Session, depot_id: int) -> str:
    """On ne tente plus ce fichier tant que le document ne change pas ; « Réessayer » l'annule.

    Lève `UserError` pour un document qui n'a pas manqué : on le dépublie.
    """
    row = _trouver(session, depot_id)
    if row.etat == "abandonne":
        return "déjà abandonné"
    if row.etat not in (MANQUE, REFUSE):
        raise UserError(
            "Ce document n'a pas manqué.", "Pour le retirer de la cible, dépubliez son événement."
        )
    row.etat = "abandonne"
    session.flush()
    return ""


def renvoyer(session: Session, depot_id: int, *, ctx: Contexte) -> str:
    """Un document en ligne se redépose au prochain passage."""
    row = _trouver(session, depot_id)
    if row.etat != EN_LIGNE:
        return "n'est pas en ligne"
    row.renvoi_le = ctx.maintenant
    session.flush()
    return ""


def renvoyer_evenement(session: Session, evenement_id: int, *, ctx: Contexte) -> None:
    """Ce que cet événement a en ligne se redépose, sur toutes les cibles (seed L1047-1051)."""
    d = DepotPublication
    session.execute(
        update(d)
        .where(d.evenement_id == evenement_id, d.etat == EN_LIGNE)
        .values(renvoi_le=ctx.maintenant),
        execution_options={"synchronize_session": False},
    )


def renvoyer_depuis(
    session: Session,
    draft: RenvoiDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """« Renvoyer les documents depuis le… » : tout ce qui est en ligne et publié depuis ce jour se
    redépose au prochain passage ; rend combien.

    Lève `Confirm`, qui dit combien et quelle taille ; `UserError` s'il n'y en a pas.
    """
    refuser(draft)
    since: date = cast("date", draft.depuis)
    count, size = peser(session, draft.cible_id, since)
    if not count:
        raise UserError(
            "Rien de ce qui est en ligne n'a été publié depuis ce jour.",
            "Choisissez un jour plus ancien, ou une autre cible.",
            "depuis",
        )
    demander(question(count, size, since), "renvoi", accepted)
    session.execute(
        update(DepotPublication)
        .where(DepotPublication.id.in_(a_renvoyer(draft.cible_id, since)))
        .values(renvoi_le=ctx.maintenant),
        execution_options={"synchronize_session": False},
    )
    return count


def _trouver(session: Session, depot_id: int) -> DepotPublication:
    found = session.get(DepotPublication, depot_id, populate_existing=True)
    if found is None:
        raise GoneError("Cette ligne du registre n'est plus là.", "Relisez la liste.")
    return found
