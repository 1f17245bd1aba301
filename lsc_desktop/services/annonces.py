"""Cas d'usage : réglages des annonces, portails, critères relevés, dépôts notés."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import fold
from lsc_desktop.domain.annonces.criteres import Critere
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft
from lsc_desktop.partners import coffre
from lsc_desktop.queries.annonces.listes import DEPOSE, ECHEC
from lsc_desktop.queries.annonces.reglages import UNIQUE, trouver_portail
from lsc_desktop.services import reservations
from lsc_desktop.services.fiches import enregistrer
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import (
    AnnonceEnLigne,
    CritereAnnonce,
    EnvoiAnnonces,
    Lot,
    PortailAnnonces,
    ReglageAnnonces,
)

LUS = ("empreinte", "depose")
DESTINATION = ("transport", "hote", "port", "utilisateur", "chemin", "agence", "logiciel")


def save_reglage_annonces(
    session: Session,
    draft: ReglageAnnoncesDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    blank = ReglageAnnonces(id=UNIQUE) if draft.id is None else None
    return enregistrer(session, ReglageAnnonces, draft, dans=blank).id


def save_portail(
    session: Session,
    draft: PortailDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un portail ; un autre serveur oublie la clé d'hôte confirmée, un autre
    identifiant ce que l'ancien avait reçu. Le flux repart dès qu'il irait ailleurs, ou sous un
    autre nom : qu'il n'ait pas changé ne dit plus rien de ce qui est là-bas."""
    known = session.get(PortailAnnonces, draft.id) if draft.id is not None else None
    changed = {n for n in DESTINATION if known and getattr(known, n) != getattr(draft, n)}
    record = enregistrer(session, PortailAnnonces, draft, sauf=LUS)
    if changed & {"hote", "port"}:
        record.empreinte = ""
    if changed:
        record.contenu = ""
    if "agence" in changed:
        session.execute(delete(AnnonceEnLigne).where(AnnonceEnLigne.portail_id == record.id))
        record.contenu, record.annonces, record.depose_le = "", 0, None
    session.flush()
    return record.id


def supprimer_portail(session: Session, portail_id: int, version: int | None = None) -> None:
    """Lève `UserError` s'il montre des annonces : il les montrerait encore, sans qu'on le sache."""
    if trouver_portail(session, portail_id).annonces:
        raise UserError(
            "Ce portail montre des annonces.", "Désactivez-le, et demandez-lui de les retirer."
        )
    for model in (EnvoiAnnonces, AnnonceEnLigne):
        session.execute(delete(model).where(model.portail_id == portail_id))
    supprimer(session, PortailAnnonces, portail_id, version)


def confirmer_cle(session: Session, portail_id: int, empreinte: str, *, ctx: Contexte) -> None:
    """Un administrateur a comparé la clé d'hôte à celle du serveur : elle seule sera acceptée."""
    trouver_portail(session, portail_id).empreinte = empreinte
    session.flush()


def garder_secret(nom: str, secret: str) -> None:
    """Au coffre de ce poste, jamais dans la base ; lève `TemporaryError` s'il n'en a pas. `nom` :
    celui que rendent `nom_du_secret` ou `nom_du_secret_pagesimmo`."""
    coffre.garder(nom, secret)


def secret_de(nom: str) -> str:
    return coffre.lire(nom)


def nom_du_secret(portail: PortailDraft) -> str:
    """Il dit à qui le secret est : le mot de passe d'un serveur n'est jamais montré à un autre,
    qu'on ait corrigé l'adresse, supprimé le portail, ou ouvert une autre base."""
    return f"portail-{portail.id}-{portail.utilisateur}@{portail.hote}"


def nom_du_secret_pagesimmo(reglage: ReglageAnnoncesDraft) -> str:
    """Le serveur secondaire est du même service : il reçoit le même."""
    return f"pagesimmo-{reglage.ref_cabinet}@{reglage.serveur}"


def noter_criteres(
    session: Session, releves: Mapping[int, Sequence[Critere]], maintenant: datetime
) -> None:
    """Remplace ce qu'on savait de ces lots ; ceux qu'on a supprimés entre-temps sont oubliés."""
    c = CritereAnnonce
    hold(session, Lot, *releves)  # deux examens du même lot ne s'ajoutent pas
    there = set(session.scalars(select(Lot.id).where(Lot.id.in_(list(releves)))))
    session.execute(delete(c).where(c.lot_id.in_(there)))
    rows = [
        {
            "lot_id": lot, "rang": rank, "code": one.code, "libelle": one.libelle,
            "etat": one.etat, "phrase": one.phrase, "conseil": one.conseil,
            "source": one.source, "examine_le": maintenant,
            "recherche": fold(f"{one.libelle} {one.phrase} {one.source}"),
        }
        for lot, found in releves.items()
        if lot in there
        for rank, one in enumerate(found)
    ]  # fmt: skip
    if rows:
        session.execute(insert(c), rows)


def oublier_criteres(session: Session, lot_id: int) -> None:
    session.execute(delete(CritereAnnonce).where(CritereAnnonce.lot_id == lot_id))


def prendre(session: Session, portail_id: int, jeton: str) -> None:
    """Réserve le portail à un envoi ; lève `TemporaryError` si un autre, vivant, y dépose."""
    trouver_portail(session, portail_id)
    reservations.reserver(session, PortailAnnonces, portail_id, jeton, "Un envoi vers ce portail")


def vivre(session: Session, portail_id: int, jeton: str) -> bool:
    """Donne signe de vie ; faux si un autre a pris la suite."""
    return reservations.vivre(session, PortailAnnonces, portail_id, jeton)


def rendre(session: Session, portail_id: int, jeton: str) -> None:
    reservations.rendre(session, PortailAnnonces, portail_id, jeton)


def noter_depot(
    session: Session,
    portail_id: int,
    *,
    debut: datetime,
    fin: datetime,
    qui: str,
    fichier: str,
    contenu: str,
    annonces: Mapping[int, str],
    photos: int,
    octets: int,
) -> None:
    """Le flux est chez le portail : c'est désormais ce qu'il montre. `annonces` : lot →
    référence, dans l'ordre du flux."""
    trouver_portail(session, portail_id)
    session.execute(  # sans toucher à la version : la fiche ouverte ailleurs reste bonne
        update(PortailAnnonces)
        .where(PortailAnnonces.id == portail_id)
        .values(contenu=contenu, annonces=len(annonces), depose_le=fin)
    )
    session.execute(delete(AnnonceEnLigne).where(AnnonceEnLigne.portail_id == portail_id))
    rows = [
        {"portail_id": portail_id, "lot_id": lot, "reference": reference}
        for lot, reference in annonces.items()
    ]
    if rows:
        session.execute(insert(AnnonceEnLigne), rows)
    session.add(
        EnvoiAnnonces(
            portail_id=portail_id, commence_le=debut, fini_le=fin, qui=qui, etat=DEPOSE,
            fichier=fichier, annonces=len(annonces), photos=photos, octets=octets,
            message="Déposé ; ce que le portail en fait n'est pas su.",
        )
    )  # fmt: skip
    session.flush()


def noter_manque(
    session: Session, portail_id: int, *, debut: datetime, fin: datetime, qui: str, message: str
) -> None:
    """Rien n'est arrivé : le portail montre toujours le flux d'avant."""
    session.add(
        EnvoiAnnonces(
            portail_id=portail_id, commence_le=debut, fini_le=fin, qui=qui, etat=ECHEC,
            message=message,
        )
    )  # fmt: skip
    session.flush()
