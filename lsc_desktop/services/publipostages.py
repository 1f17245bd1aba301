"""Cas d'usage : publipostages ; un événement par destinataire, jamais deux."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.domain.courriers import rediger
from lsc_desktop.domain.evenements import Document
from lsc_desktop.domain.publipostages import PublipostageDraft, a_ecrire
from lsc_desktop.domain.textes.variables import remplacer
from lsc_desktop.queries.courriers import destinataire_de, manques_de, valeurs_de
from lsc_desktop.queries.publipostages.fiche import evenement_pour
from lsc_desktop.services.courriers import apercu
from lsc_desktop.services.evenements import VARIABLES, publier, save_evenement, supprimer_evenement
from lsc_desktop.services.fiches import enregistrer, verifier_version
from lsc_desktop.services.retrait import supprimer
from lsc_desktop.storage.bulk import inserer
from lsc_desktop.storage.holding import hold
from lsc_desktop.storage.models import Evenement, Publipostage, PublipostageLigne

SANS_ADRESSE = "Sans adresse : à remettre autrement que par la poste."


def save_publipostage(
    session: Session,
    draft: PublipostageDraft,
    *,
    ctx: Contexte,
    accepted: Collection[str] = frozenset(),
) -> int:
    """Crée ou modifie un publipostage ; rien ne s'écrit encore à personne."""
    if draft.id is not None:
        record = enregistrer(session, Publipostage, draft)
        for line in draft.destinataires:
            mine = PublipostageLigne.id == line.id
            session.execute(update(PublipostageLigne).where(mine).values(retenu=line.retenu))
        return record.id
    new = Publipostage(cree_le=ctx.maintenant, cree_par=ctx.utilisateur)
    record = enregistrer(session, Publipostage, draft, dans=new)
    lines = [
        {"publipostage_id": record.id, "rang": rank, "fiche_id": x.fiche_id, "retenu": x.retenu}
        for rank, x in enumerate(draft.destinataires)
    ]
    inserer(session, PublipostageLigne, lines)
    return record.id


def ecrire(session: Session, ligne_id: int, *, ctx: Contexte, publie: bool = False) -> str:
    """Écrit le courrier d'un destinataire, ses variables remplacées ; rend ce qu'il faut en dire.

    Un courrier écrit ne l'est pas de nouveau ; `publie` le publie s'il ne l'était pas.
    Lève `UserError` si une variable n'a pas de valeur et que ce publipostage ne l'admet pas.
    """
    hold(session, PublipostageLigne, ligne_id)
    line = session.get(PublipostageLigne, ligne_id, populate_existing=True)
    if line is None:
        raise UserError("Ce publipostage a été supprimé.", "Relisez la liste.")
    if line.evenement_id is not None:
        return _publier(session, line.evenement_id, ctx) if publie else "déjà écrit"
    mailing = session.get_one(Publipostage, line.publipostage_id)
    draft = evenement_pour(session, mailing, line.fiche_id, ctx)
    missing = manques_de(session, draft)
    if missing and not mailing.incomplets:
        raise UserError(
            f"Sans valeur : {enumerer(missing)}.",
            "Complétez sa fiche, ou admettez les courriers incomplets.",
        )
    known = valeurs_de(session, draft)
    draft.texte, draft.objet = rediger(draft.texte, known), remplacer(draft.objet, known)
    draft.publie_le = ctx.aujourd_hui if publie else None
    line.evenement_id = save_evenement(session, draft, ctx=ctx, accepted={VARIABLES})
    session.flush()
    return SANS_ADRESSE if destinataire_de(session, draft).introuvable else ""


def _publier(session: Session, evenement_id: int, ctx: Contexte) -> str:
    version = session.get_one(Evenement, evenement_id).version
    return publier(session, evenement_id, version, ctx=ctx, accepted={VARIABLES})


def controler(
    session: Session, lignes: Sequence[int], ctx: Contexte, publie: bool = False
) -> list[str]:
    """Ce que ces courriers auront à redire, compté ; lève `UserError` si aucun ne peut se
    publier."""
    missing: Counter[str] = Counter()
    held = away = 0
    mailing: Publipostage | None = None
    for id in lignes:
        line = session.get_one(PublipostageLigne, id)
        mailing = mailing or session.get_one(Publipostage, line.publipostage_id)
        if line.evenement_id is not None:
            continue
        try:
            draft = evenement_pour(session, mailing, line.fiche_id, ctx)
        except UserError:
            continue  # sa ligne le dira
        found = manques_de(session, draft)
        missing.update(found)
        held += bool(found)
        away += destinataire_de(session, draft).introuvable
    if publie and mailing is not None and mailing.classeur_id is None:
        raise UserError(
            "Choisissez le classeur où ces courriers seront publiés.",
            "Il se donne sur la fiche du publipostage, ou par son modèle.",
        )
    remarks = []
    if held and mailing is not None:
        named = enumerer([f"{name} ({count})" for name, count in missing.items()])
        none = "ne sera pas écrit", "ne seront pas écrits"
        blank = "aura un blanc", "auront un blanc"
        said = (blank if mailing.incomplets else none)[held > 1]
        remarks.append(f"{pluriel(held, 'courrier')} {said}, faute de valeur : {named}.")
    if away:
        remarks.append(f"{pluriel(away, 'destinataire')} sans adresse.")
    return remarks


def apercu_du_premier(session: Session, draft: PublipostageDraft, ctx: Contexte) -> Document:
    """Le premier courrier à écrire, tel qu'il le sera ; lève `UserError` s'il n'y en a pas."""
    waiting = a_ecrire(draft)
    if not waiting:
        raise UserError("Il n'y a plus de courrier à écrire.", "Ouvrez ses événements.")
    return apercu(session, evenement_pour(session, draft, waiting[0].fiche_id, ctx))


def annuler(session: Session, publipostage_id: int, version: int, *, ctx: Contexte) -> str:
    """Supprime ses courriers, tous ou aucun ; il reste, à réécrire ou à supprimer.

    Lève `UserError` si l'un d'eux est publié.
    """
    hold(session, Publipostage, publipostage_id)
    verifier_version(session, session.get_one(Publipostage, publipostage_id), version)
    mine = PublipostageLigne.publipostage_id == publipostage_id
    written = session.execute(
        select(Evenement.id, Evenement.publie_le)
        .join(PublipostageLigne, PublipostageLigne.evenement_id == Evenement.id)
        .where(mine)
        .order_by(Evenement.id)
    ).all()
    shown = sum(row.publie_le is not None for row in written)
    if shown:
        several = "s" * (shown > 1)
        raise UserError(
            f"{pluriel(shown, 'courrier')} de ce publipostage "
            f"{'sont' if shown > 1 else 'est'} publié{several}.",
            "Dépubliez-les dans la liste des événements, puis recommencez.",
        )
    for row in written:
        supprimer_evenement(session, row.id)
    return f"{pluriel(len(written), 'courrier supprimé', 'courriers supprimés')}"


def supprimer_publipostage(
    session: Session, publipostage_id: int, version: int | None = None
) -> None:
    """Lève `UserError` s'il a des courriers écrits."""
    line = PublipostageLigne
    mine = line.publipostage_id == publipostage_id
    count = session.scalar(select(func.count(line.id)).where(mine, line.evenement_id.is_not(None)))
    if count:
        raise UserError(
            f"Ce publipostage a {pluriel(count, 'courrier écrit', 'courriers écrits')}.",
            "Annulez-le d'abord : ses courriers qui ne sont pas publiés seront supprimés.",
        )
    session.execute(delete(line).where(mine))
    supprimer(session, Publipostage, publipostage_id, version)
