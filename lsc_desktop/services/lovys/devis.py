"""Cas d'usage : demander des devis à Lovys, et noter ce qui en revient."""

from collections.abc import Collection, Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.domain.lovys.demande import DemandeLovysDraft, Inscrites
from lsc_desktop.domain.lovys.devis import (
    DEMANDE,
    ECARTE,
    RECU,
    Demande,
    Devis,
    ecrire_demande,
    manques,
    question_de_double,
)
from lsc_desktop.queries.lovys.demande import (
    ADemander,
    deja_demandes,
    des_locataires,
    des_mandats,
)
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.fiches import refuser
from lsc_desktop.services.partenaires import boite
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import DevisLovys, EnvoiPartenaire, Lot

SORTE, PARTENAIRE = "lovys.devis", "lovys"
DOUBLE = "devis_du_jour"


def demander_devis(
    session: Session,
    draft: DemandeLovysDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> Inscrites:
    """Inscrit un devis par ligne cochée, et son envoi ; rien ne part ici.

    Les lots sont relus : c'est leur fiche d'aujourd'hui qui part. À qui il manque une information,
    aucun envoi : le devis dit laquelle. Lève `Confirm` si un devis est déjà demandé ce jour pour un
    de ces lots, `UserError` sans abonnement.
    """
    refuser(draft)
    exiger_abonnement(session, PARTENAIRE)
    wanted = [line for line in draft.lignes if line.retenu]
    hold(session, Lot, *(line.lot_id for line in wanted))
    found = [
        one
        for line in wanted
        for one in (
            des_locataires(session, (line.locataire_id,))
            if line.locataire_id is not None
            else des_mandats(session, (line.mandat_id or 0,))
        )
        if one.lot_id == line.lot_id
    ]
    if len(found) != len(wanted):
        raise UserError("Une de ces fiches a changé entre-temps.", "Rouvrez la demande de devis.")
    ready = [one for one in found if not manques(one.bien)]
    if doubles := _doubles(session, ready, ctx):
        demander(question_de_double(doubles), DOUBLE, accepted)
    group = uuid4().hex
    sent = [id for one in found if (id := _inscrire(session, one, draft.formule, group, ctx))]
    return Inscrites(group, tuple(sent), len(found) - len(ready))


def noter_devis(session: Session, devis_id: int, devis: Devis, *, ctx: Contexte) -> None:
    """Ce que Lovys a répondu, écrit avec l'état de son envoi."""
    row = session.get_one(DevisLovys, devis_id)
    row.etat, row.recu_le = RECU, ctx.maintenant
    row.montant, row.periodicite = devis.montant, devis.periodicite
    row.lien, row.expire_le = devis.lien, devis.expire_le
    session.flush()


def _doubles(session: Session, ready: Sequence[ADemander], ctx: Contexte) -> list[str]:
    """Les lots déjà demandés ce jour, ou deux fois dans cette demande ; chacun une fois."""
    ids = [one.lot_id for one in ready]
    known = set(deja_demandes(session, ids, ctx.maintenant.date()))
    known |= {id for id in ids if ids.count(id) > 1}
    return list(dict.fromkeys(one.code for one in ready if one.lot_id in known))


def _inscrire(
    session: Session, one: ADemander, formule: int, group: str, ctx: Contexte
) -> int | None:
    """L'id de son envoi ; rien s'il lui manque une information."""
    reference = f"LSC-{uuid4().hex[:16].upper()}"
    lack = manques(one.bien)
    asked = Demande(reference, formule, one.occupant, one.bien)
    row = DevisLovys(
        groupe=group, reference=reference, cree_le=ctx.maintenant, cree_par=ctx.utilisateur,
        jour=ctx.maintenant.date(), lot_id=one.lot_id, locataire_id=one.locataire_id,
        mandat_id=one.mandat_id, lot=one.code, occupant=one.nom, qualite=one.occupant.qualite,
        formule=formule, demande=ecrire_demande(asked), etat=ECARTE if lack else DEMANDE,
        motif=lack, envoi_id=None, montant=None, expire_le=None, recu_le=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if lack:
        return None
    row.envoi_id = boite.inscrire(
        session, SORTE, objet=f"{one.code} {one.nom}", charge={"devis": row.id}, ctx=ctx,
        objet_id=row.id,
    )  # fmt: skip
    session.flush()
    return row.envoi_id


def reessayer_devis(session: Session, devis: Sequence[int], *, ctx: Contexte) -> tuple[int, ...]:
    """Remet ces devis dans la boîte ; rend leurs envois. Lève `UserError` si l'un n'y est plus."""
    found = []
    for devis_id in devis:
        row = session.get(DevisLovys, devis_id)
        envoi_id = row.envoi_id if row is not None else None
        if envoi_id is None or session.get(EnvoiPartenaire, envoi_id) is None:
            raise UserError("Ce devis n'est plus dans la boîte d'envoi.", "Demandez-en un autre.")
        boite.reessayer(session, envoi_id, ctx)
        found.append(envoi_id)
    return tuple(found)
