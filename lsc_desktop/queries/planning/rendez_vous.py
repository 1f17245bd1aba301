"""La fiche d'un rendez-vous : sa saisie, sa réunion chez Zoom, ce qui l'empêche."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import GoneError
from lsc_desktop.base.text import abrege, nom_complet
from lsc_desktop.domain.assemblees.saisie import heure_lue
from lsc_desktop.domain.partenaires import envois
from lsc_desktop.domain.planning import reunions
from lsc_desktop.domain.planning.reunions import CREEE, Demande, instant
from lsc_desktop.domain.planning.saisie import (
    RendezVousDraft,
    minutes,
    recalculer,
    se_croisent,
)
from lsc_desktop.queries.fiches import charger
from lsc_desktop.queries.planning.listes import PARTENAIRE
from lsc_desktop.queries.planning.reglages import reglage_en_vigueur
from lsc_desktop.storage.models import (
    EnvoiPartenaire,
    InscriptionZoom,
    ParticipantRendezVous,
    RendezVous,
    ReunionZoom,
    Tiers,
)
from lsc_desktop.storage.today import heure_du_poste

INSCRIT = "Inscrit"


def load_rendez_vous(session: Session, rendez_vous_id: int) -> RendezVousDraft:
    draft = charger(session, RendezVous, RendezVousDraft, rendez_vous_id)
    row = session.get_one(RendezVous, rendez_vous_id)
    draft.annule = row.annule_le is not None
    draft.etat = "Prévu"
    if row.annule_le is not None:
        draft.etat = f"Annulé le {row.annule_le:%d/%m/%Y à %H:%M} par {row.annule_par}"
    _reunion(session, draft)
    situer(session, draft)
    return draft


def nouveau_rendez_vous(session: Session, ctx: Contexte, **params: Any) -> RendezVousDraft:
    """Une heure, aujourd'hui, à l'heure pleine qui vient."""
    first = min(ctx.maintenant.hour + 1, 22)
    values = {
        "date": ctx.aujourd_hui, "heure_debut": f"{first:02}:00",
        "heure_fin": f"{first + 1:02}:00", "responsable": ctx.utilisateur, **params,
    }  # fmt: skip
    draft = RendezVousDraft(**values)
    situer(session, draft)
    return draft


def situer(session: Session, draft: RendezVousDraft) -> None:
    """Ce qui se lit ailleurs : l'hôte du réglage, le jour, les tiers, ce qui se croise."""
    draft.hote_usuel = reglage_en_vigueur(session).hote
    draft.jour = heure_du_poste().date()
    for one in draft.participants:
        if one.tiers_id is not None and not (one.nom or one.courriel):
            tiers = session.get(Tiers, one.tiers_id)
            if tiers is not None:
                one.nom = nom_complet(tiers.prenom, tiers.nom)
                one.courriel = tiers.courriel
    draft.croisements = _croisements(session, draft)
    recalculer(draft)


def _croisements(session: Session, draft: RendezVousDraft) -> list[str]:
    """Les rendez-vous du même responsable, ce jour-là, au même moment."""
    span = heure_lue(draft.heure_debut), heure_lue(draft.heure_fin)
    if draft.date is None or not all(span) or not draft.responsable.strip() or draft.annule:
        return []
    r = RendezVous
    stmt = select(r.titre, r.heure_debut, r.heure_fin).where(
        r.date == draft.date, r.responsable == draft.responsable.strip(),
        r.annule_le.is_(None), r.id != (draft.id or 0),
    )  # fmt: skip
    return [
        f"{draft.responsable.strip()} a déjà « {abrege(row.titre, 60)} », de {row.heure_debut} à "
        f"{row.heure_fin}."
        for row in session.execute(stmt.order_by(r.heure_debut))
        if se_croisent(span, (row.heure_debut, row.heure_fin))
    ]


def reunion_de(session: Session, rendez_vous_id: int) -> ReunionZoom | None:
    """La dernière que Zoom tient, ou a tenue, pour lui."""
    z = ReunionZoom
    stmt = select(z).where(z.rendez_vous_id == rendez_vous_id).order_by(z.id.desc()).limit(1)
    return session.scalar(stmt)


def reunion_vivante(session: Session, rendez_vous_id: int) -> ReunionZoom | None:
    found = reunion_de(session, rendez_vous_id)
    return found if found is not None and found.etat in reunions.VIVANTES else None


def trouver_reunion(session: Session, reunion_id: int) -> ReunionZoom:
    found = session.get(ReunionZoom, reunion_id, populate_existing=True)
    if found is None:
        raise GoneError("Ce rendez-vous a été supprimé.", "Abandonnez cet envoi.")
    return found


def demande_de(session: Session, record: RendezVous) -> Demande | None:
    """Ce que Zoom devrait tenir pour ce rendez-vous, tel qu'il est enregistré ; `None`, rien."""
    if not record.zoom or record.annule_le is not None:
        return None
    reglage = reglage_en_vigueur(session)
    p = ParticipantRendezVous
    lines = session.execute(
        select(p.nom, p.courriel).where(p.rendez_vous_id == record.id).order_by(p.rang, p.id)
    )
    asked = tuple((row.nom, row.courriel) for row in lines if row.courriel)
    return Demande(
        webinaire=record.webinaire,
        hote=record.hote or reglage.hote,
        titre=record.titre,
        debut=instant(record.date, record.heure_debut),
        duree=minutes(record.heure_debut, record.heure_fin),
        fuseau=reglage.fuseau,
        objet=record.objet,
        attente=reglage.attente,
        inscription=record.inscrire,
        inscrits=asked if record.inscrire else (),
    )


def envois_en_attente(session: Session, rendez_vous_id: int) -> tuple[int, ...]:
    """Les envois à Zoom qui le concernent et ne sont pas finis."""
    e = EnvoiPartenaire
    stmt = select(e.id).where(
        e.partenaire == PARTENAIRE, e.objet_id == rendez_vous_id, e.etat.not_in(envois.FINIS)
    )
    return tuple(session.scalars(stmt.order_by(e.id)))


def _reunion(session: Session, draft: RendezVousDraft) -> None:
    """Ce que Zoom a répondu, ou pourquoi il ne l'a pas encore fait."""
    assert draft.id is not None and draft.date is not None
    held = reunion_vivante(session, draft.id)
    if held is not None:
        draft.zoom_etat = dict(reunions.ETATS)[held.etat]
        draft.zoom_numero = reunions.numero_dit(held.numero)
        draft.zoom_code, draft.zoom_lien = held.code, held.lien
        _inscrits(session, draft, held.id)
        ours = reunions.invitation(
            draft.titre, draft.date, draft.heure_debut, draft.heure_fin, lieu=draft.lieu,
            objet=draft.objet, lien=held.lien, numero=held.numero, code=held.code,
        ) if held.etat == CREEE else ""  # fmt: skip
        theirs = f"Invitation de Zoom :\n{held.invitation}" if held.invitation else ""
        draft.invitation = "\n\n".join(part for part in (ours, theirs) if part)
    for envoi_id in envois_en_attente(session, draft.id)[:1]:
        envoi = session.get_one(EnvoiPartenaire, envoi_id)
        said = dict(envois.ETATS).get(envoi.etat, envoi.etat)
        draft.zoom_etat = said
        if envoi.etat in envois.A_VOIR:
            draft.zoom_manque = abrege(f"Zoom : {envoi.message} {envoi.conseil}".strip(), 500)


def _inscrits(session: Session, draft: RendezVousDraft, reunion_id: int) -> None:
    i = InscriptionZoom
    known = {
        row.courriel.casefold(): row
        for row in session.scalars(select(i).where(i.reunion_id == reunion_id))
    }
    for one in draft.participants:
        row = known.get(one.courriel.casefold())
        if row is not None and one.courriel:
            one.inscription, one.lien = row.remarque or INSCRIT, row.lien
