"""Garder ce que le partenaire rend : les accès aussitôt, un retour en attendant qu'on l'importe."""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import UserError
from lsc_desktop.domain.ag_connect.valeurs import RECU, Retour
from lsc_desktop.domain.assemblees.saisie import CLOSE
from lsc_desktop.domain.evenements import Document
from lsc_desktop.partners.ag_connect.contrat import RetourRefuseError, lire_acces, lire_retour
from lsc_desktop.queries.ag_connect import exportee, retour_connu, verifier_revision
from lsc_desktop.queries.assemblees.seance import load_seance, trouver_assemblee
from lsc_desktop.services.fichiers import conserver
from lsc_desktop.storage.models import (
    AgAcces,
    AgConnect,
    AgResolution,
    AgRetour,
    AgRetourPiece,
    Assemblee,
)


def recevoir_acces(session: Session, assemblee_id: int, contenu: bytes, *, ctx: Contexte) -> bool:
    """Remplace les accès de l'assemblée par ceux-ci ; faux s'ils y étaient déjà.

    Lève `UserError` si le fichier n'est pas de cette assemblée, ou de son dernier export, ou s'il
    nomme quelqu'un d'inconnu ; rien n'est alors gardé.
    """
    found = lire_acces(contenu)
    sent = exportee(session, assemblee_id)
    verifier_revision(sent, found.ag, found.revision, assemblee_id)
    assert sent is not None
    mark = _empreinte(contenu)
    if sent.acces_empreinte == mark:
        return False
    seance = load_seance(session, assemblee_id, votes=False)
    people = {one.participant for one in found.acces} - seance.electorat.votants
    if people or set(found.resolutions) - set(seance.rangs):
        what = "participant inconnu" if people else "résolution inconnue"
        raise RetourRefuseError(f"Accès AG Connect : {what} de cette assemblée.")
    for model in (AgAcces, AgResolution):
        session.execute(delete(model).where(model.assemblee_id == assemblee_id))
    session.add_all(
        AgAcces(
            assemblee_id=assemblee_id, tiers_id=one.participant, code=one.code,
            mot_de_passe=one.mot_de_passe or None, motif=one.motif,
        )
        for one in found.acces
    )  # fmt: skip
    session.add_all(
        AgResolution(assemblee_id=assemblee_id, resolution_id=id, motif=why)
        for id, why in found.resolutions.items()
    )
    sent.acces_le, sent.vu_le, sent.acces_empreinte = ctx.maintenant, None, mark
    sent.verrouillee = found.verrouillee
    session.flush()
    return True


def voir_acces(session: Session, assemblee_id: int, *, ctx: Contexte) -> None:
    """Le rapport a été ouvert : le post-it s'en va."""
    session.execute(
        update(AgConnect)
        .where(AgConnect.assemblee_id == assemblee_id, AgConnect.vu_le.is_(None))
        .values(vu_le=ctx.maintenant)
    )


def effacer_mots_de_passe(session: Session, assemblee_id: int) -> None:
    """L'assemblée est tenue : ils ne servent plus, et ne se gardent plus (D45)."""
    session.execute(
        update(AgAcces).where(AgAcces.assemblee_id == assemblee_id).values(mot_de_passe=None)
    )


def oublier_acces_passes(session: Session, ctx: Contexte) -> None:
    """Ceux des assemblées d'hier et d'avant, tenues là-bas ou non."""
    gone = select(Assemblee.id).where(Assemblee.date < ctx.aujourd_hui)
    session.execute(
        update(AgAcces)
        .where(AgAcces.assemblee_id.in_(gone), AgAcces.mot_de_passe.is_not(None))
        .values(mot_de_passe=None)
    )


def recevoir_retour(
    session: Session,
    assemblee_id: int,
    nom: str,
    contenu: bytes,
    pieces: Mapping[str, bytes],
    *,
    ctx: Contexte,
) -> tuple[int, bool]:
    """Garde un retour et ses pièces, sans rien changer à l'assemblée ; rend son id, et s'il
    est neuf.

    Le même fichier, reçu deux fois, n'en fait qu'un. Lève `UserError` s'il n'a pas la forme du
    contrat, n'est pas de cette assemblée ou de son dernier export, si elle est close, ou si une
    pièce manque ou n'a pas l'empreinte annoncée.
    """
    retour = lire_retour(contenu)
    mark = _empreinte(contenu)
    known = retour_connu(session, assemblee_id, mark)
    if known is not None:
        return known, False
    verifier_revision(exportee(session, assemblee_id), retour.ag, retour.revision, assemblee_id)
    if trouver_assemblee(session, assemblee_id).etat == CLOSE:
        raise UserError(
            "Cette assemblée est close : un retour ne la change plus.",
            "Rouvrez-la pour corriger, puis reprenez le retour.",
        )
    row = AgRetour(
        assemblee_id=assemblee_id, fichier=nom[:200], empreinte=mark,
        contenu=contenu.decode("utf-8-sig"), recu_le=ctx.maintenant, etat=RECU,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for sorte, content in _pieces(retour, pieces).items():
        file = conserver(session, Document(f"{sorte}.pdf", content))
        session.add(AgRetourPiece(retour_id=row.id, sorte=sorte, fichier_id=file.id))
    session.flush()
    return row.id, True


def _pieces(retour: Retour, contenus: Mapping[str, bytes]) -> dict[str, bytes]:
    found = {}
    for one in retour.pieces:
        content = contenus.get(one.fichier)
        if content is None:
            raise RetourRefuseError(f"Retour AG Connect : la pièce « {one.fichier} » manque.")
        if _empreinte(content) != one.sha256:
            raise RetourRefuseError(
                f"Retour AG Connect : « {one.fichier} » n'a pas l'empreinte annoncée."
            )
        if not content.startswith(b"%PDF-"):
            raise RetourRefuseError(f"Retour AG Connect : « {one.fichier} » n'est pas un PDF.")
        found[one.sorte] = content
    return found


def _empreinte(contenu: bytes) -> str:
    return sha256(contenu).hexdigest()
