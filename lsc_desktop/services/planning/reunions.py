"""Cas d'usage : inscrire ce que Zoom doit faire d'un rendez-vous, et noter ce qu'il en a fait."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError, demander
from lsc_desktop.base.text import fold
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.domain.planning.reunions import (
    A_ANNULER,
    A_CREER,
    ANNULEE,
    ANNULER,
    CREEE,
    CREER,
    INSCRIRE,
    MODIFIER,
    Demande,
    decider,
    en_texte,
    lire_demande,
    numero_dit,
    objet_d_envoi,
)
from lsc_desktop.queries.planning.rendez_vous import (
    demande_de,
    reunion_vivante,
    trouver_reunion,
)
from lsc_desktop.services.partenaires import boite
from lsc_desktop.storage.models import (
    EnvoiPartenaire,
    InscriptionZoom,
    PresenceZoom,
    RendezVous,
    ReunionZoom,
)

ANNULATION = "zoom_annulation"


def accorder(
    session: Session,
    record: RendezVous,
    ctx: Contexte,
    accepted: Collection[str] = (ANNULATION,),
) -> None:
    """Inscrit ce qui mettra Zoom d'accord avec ce rendez-vous ; rien, s'il l'est déjà.

    Lève `Confirm`, si une réunion déjà créée doit s'annuler : son lien est peut-être chez les
    participants.

    Un envoi dit quoi faire, non les valeurs : elles se lisent à l'instant de partir. Ceux qui
    attendent encore d'en faire autant sont donc remplacés, non ajoutés.
    """
    wanted, held = demande_de(session, record), reunion_vivante(session, record.id)
    gestures = decider(wanted, lire_demande(held.demande) if held else None)
    if held is not None and held.etat == CREEE and ANNULER in gestures:
        after = " ; une autre se créera, avec un autre lien" if wanted is not None else ""
        demander(
            f"La réunion Zoom {numero_dit(held.numero)} va s'annuler{after}. Continuer ?",
            ANNULATION, accepted,
        )  # fmt: skip
    for gesture in gestures:
        if gesture == ANNULER:
            assert held is not None
            _annuler(session, record, held, ctx)
            continue
        assert wanted is not None
        if gesture == CREER:
            held = _naitre(session, record, wanted)
        assert held is not None
        held.demande = en_texte(wanted)
        if gesture == MODIFIER and held.etat == A_CREER:
            gesture = CREER  # celle qui n'est pas encore née naîtra comme on la veut
        _inscrire(session, record, held, gesture, ctx)
    session.flush()


def _naitre(session: Session, record: RendezVous, wanted: Demande) -> ReunionZoom:
    made = ReunionZoom(
        rendez_vous_id=record.id, webinaire=wanted.webinaire, hote=wanted.hote,
        marque=f"LSC-{uuid4().hex[:16].upper()}", etat=A_CREER, demande=en_texte(wanted),
        creee_le=None, annulee_le=None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _annuler(session: Session, record: RendezVous, held: ReunionZoom, ctx: Contexte) -> None:
    """Ce qui n'a pas pu naître chez Zoom n'a pas à s'y annuler."""
    _retirer(session, held, (CREER, MODIFIER, INSCRIRE), ctx)
    if held.etat == A_CREER and _jamais_nee(session, held):
        held.etat, held.annulee_le = ANNULEE, ctx.maintenant
        return
    held.etat = A_ANNULER
    _inscrire(session, record, held, ANNULER, ctx)


def _jamais_nee(session: Session, held: ReunionZoom) -> bool:
    """Aucun de ses envois n'est parti, ou Zoom a refusé le seul qui le fut."""
    e = EnvoiPartenaire
    stmt = select(e.etat, e.essais, e.motif).where(e.fil == _fil(held), e.sorte == _sorte(CREER))
    rows = session.execute(stmt).all()
    return bool(rows) and all(
        row.etat == envois.ABANDONNE
        and (row.essais == 0 or (row.essais == 1 and row.motif == envois.REFUS))
        for row in rows
    )


def _inscrire(
    session: Session, record: RendezVous, held: ReunionZoom, gesture: str, ctx: Contexte
) -> None:
    _retirer(session, held, (gesture,), ctx)
    boite.inscrire(
        session, _sorte(gesture),
        objet=objet_d_envoi(record.titre, record.date, record.heure_debut),
        charge={"reunion": held.id}, ctx=ctx, objet_id=record.id, fil=_fil(held),
    )  # fmt: skip


def _retirer(session: Session, held: ReunionZoom, gestures: Sequence[str], ctx: Contexte) -> None:
    """Abandonne ceux qui attendent de faire ces gestes. Celui qui part en ce moment finit : le
    suivant passera derrière lui."""
    e = EnvoiPartenaire
    stmt = select(e).where(
        e.fil == _fil(held), e.sorte.in_([_sorte(one) for one in gestures]),
        e.etat.not_in(envois.FINIS),
    )  # fmt: skip
    for row in session.scalars(stmt.order_by(e.id)).all():
        with suppress(UserError):
            boite.abandonner(session, row.id, ctx)
            row.message, row.conseil = "Remplacé par un envoi plus récent.", ""
    session.flush()


def _fil(held: ReunionZoom) -> str:
    return f"zoom:{held.id}"


def _sorte(gesture: str) -> str:
    return f"zoom.reunion.{gesture}"


# --- Ce que Zoom a répondu ----------------------------------------------------------------------


def noter_creee(
    session: Session,
    reunion_id: int,
    *,
    numero: str,
    lien: str,
    code: str,
    invitation: str,
    ctx: Contexte,
) -> None:
    """Elle est chez Zoom. Annulée entre-temps, elle le reste : son numéro la fera supprimer."""
    row = trouver_reunion(session, reunion_id)
    row.numero, row.lien, row.code, row.invitation = numero, lien, code, invitation
    row.creee_le = row.creee_le or ctx.maintenant
    if row.etat == A_CREER:
        row.etat = CREEE
    session.flush()


def noter_modifiee(session: Session, reunion_id: int, *, invitation: str, ctx: Contexte) -> None:
    trouver_reunion(session, reunion_id).invitation = invitation
    session.flush()


def noter_annulee(session: Session, reunion_id: int, *, ctx: Contexte) -> None:
    row = trouver_reunion(session, reunion_id)
    row.etat, row.annulee_le = ANNULEE, ctx.maintenant
    row.lien, row.code, row.invitation = "", "", ""
    session.execute(delete(InscriptionZoom).where(InscriptionZoom.reunion_id == reunion_id))
    session.flush()


def noter_inscrits(
    session: Session,
    reunion_id: int,
    inscrits: Sequence[tuple[str, str, str, str]],
    *,
    ctx: Contexte,
) -> None:
    """Les inscriptions deviennent celles-ci : (courriel, identifiant, lien, remarque)."""
    session.execute(delete(InscriptionZoom).where(InscriptionZoom.reunion_id == reunion_id))
    for address, known, link, told in inscrits:
        session.add(
            InscriptionZoom(
                reunion_id=reunion_id, courriel=address, inscrit=known, lien=link, remarque=told
            )
        )
    session.flush()


def noter_presences(
    session: Session,
    reunion_id: int,
    presences: Sequence[tuple[str, str, datetime, datetime | None, int]],
    *,
    ctx: Contexte,
) -> None:
    """Les présences deviennent celles-ci : (nom, courriel, arrivée, départ, minutes)."""
    trouver_reunion(session, reunion_id)
    session.execute(delete(PresenceZoom).where(PresenceZoom.reunion_id == reunion_id))
    for name, address, came, left, length in presences:
        session.add(
            PresenceZoom(
                reunion_id=reunion_id, nom=name, courriel=address, arrivee=came, depart=left,
                duree=length, recherche=fold(f"{name} {address}"),
            )
        )  # fmt: skip
    session.flush()


def oublier_reunions(session: Session, rendez_vous_id: int) -> None:
    """Avec son rendez-vous, qu'on supprime. Lève `UserError` si Zoom en tient une."""
    z = ReunionZoom
    rows = session.scalars(select(z).where(z.rendez_vous_id == rendez_vous_id)).all()
    if any(row.etat != ANNULEE for row in rows):
        raise UserError(
            "Zoom tient une réunion pour ce rendez-vous.",
            "Annulez-le, attendez que Zoom l'ait annulée, puis supprimez-le.",
        )
    ids = [row.id for row in rows]
    session.execute(delete(InscriptionZoom).where(InscriptionZoom.reunion_id.in_(ids)))
    session.execute(delete(PresenceZoom).where(PresenceZoom.reunion_id.in_(ids)))
    session.execute(delete(z).where(z.id.in_(ids)))
