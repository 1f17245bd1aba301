"""Déposer un export, relever accès et retours : par la cible réglée, hors de toute transaction.

Un fichier lu est gardé en une transaction, puis son accusé est déposé ; le relire n'a pas d'effet.
Un retour attend dans la base que quelqu'un l'importe.
"""

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy.orm import Session

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import TemporaryError, UserError
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.partenaires.appels import Appel
from lsc_desktop.domain.partenaires.envois import AEnvoyer
from lsc_desktop.domain.publications.reglages import CibleDraft
from lsc_desktop.jobs.boite_envoi import Fait, Outils, journal
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.notes import note
from lsc_desktop.jobs.transports import ouvrir
from lsc_desktop.partners.ag_connect import contrat
from lsc_desktop.partners.ag_connect.adaptateur import AG_CONNECT
from lsc_desktop.partners.ag_connect.lecteur import JSON_MAX
from lsc_desktop.partners.sftp.port import CiblePublication, ouverte
from lsc_desktop.queries.ag_connect import exportee, load_reglage_ag_connect, retour_connu
from lsc_desktop.queries.publications.registre import load_cible
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.ag_connect.export import noter_depot
from lsc_desktop.services.ag_connect.reception import (
    oublier_acces_passes,
    recevoir_acces,
    recevoir_retour,
)
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
ACCES = "acces"


@dataclass
class Bilan:
    acces: int = 0
    retours: int = 0
    manques: list[UserError] = field(default_factory=list)

    def phrase(self) -> str:
        """« 1 accès reçu, 1 retour à importer. »"""
        said = [
            pluriel(self.acces, "liste d'accès reçue", "listes d'accès reçues"),
            pluriel(self.retours, "retour à importer", "retours à importer"),
        ]
        found = [
            text for text, count in zip(said, (self.acces, self.retours), strict=True) if count
        ]
        return f"{', '.join(found)}." if found else "Rien de nouveau."


def exporter(envoi: AEnvoyer, outils: Outils) -> Fait:
    """Dépose l'assemblée telle qu'elle a été figée ; un export plus récent l'a peut-être
    remplacée, et partira à sa place."""
    ag, revision = envoi.charge["assemblee_id"], envoi.charge["revision"]
    with outils.db.read() as session:
        row = exportee(session, ag)
        if row is None or row.revision != revision:
            return Fait("Remplacé par un export plus récent.")
        content, target = row.instantane.encode(), ouvrir(load_cible_reglee(session))
    name = contrat.nom_export(ag)
    with ouverte(target) as there, _note(outils.noter, "Déposer l'export", envoi.objet, name):
        there.valider(name, content)
    quand = outils.ctx.maintenant
    return Fait("Exporté.", lambda session: noter_depot(session, ag, revision, quand))


def relever(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Un passage ; rend son compte rendu. Lève `UserError` sans abonnement ni cible, ou si un
    fichier a été refusé : les autres sont faits."""
    with db.read() as session:
        exiger_abonnement(session, AG_CONNECT.code)
        target = ouvrir(load_cible_reglee(session))
    with db.write(ctx.utilisateur) as session:
        oublier_acces_passes(session, ctx)
    bilan, noter = Bilan(), journal(db, ctx)
    with ouverte(target) as there:
        with _note(noter, "Lister", "AG Connect", "dossier du dépôt"):
            names = sorted(there.lister())
        for name in names:
            if (found := contrat.nom_recu(name)) is None:
                continue
            if suivi.arreter():
                raise TemporaryError("Le relevé s'est arrêté avec le programme.", "Il reprendra.")
            suivi.dire(f"AG Connect… {name}")
            try:
                _un(db, ctx, there, name, found, noter, bilan)
            except TemporaryError:
                raise
            except UserError as error:
                log.warning("%s refusé : %s", name, error.title)
                bilan.manques.append(error)
    if bilan.manques:
        first, more = bilan.manques[0], len(bilan.manques) - 1
        title = f"{first.title} ({pluriel(more, 'autre')} de même.)" if more else first.title
        raise UserError(title, f"{first.advice} {bilan.phrase()}".strip())
    return bilan.phrase()


def _un(
    db: Database,
    ctx: Contexte,
    there: CiblePublication,
    name: str,
    found: tuple[str, int],
    noter: Callable[[Appel], None],
    bilan: Bilan,
) -> None:
    kind, ag = found
    with _note(noter, "Lire", f"assemblée {ag}", name):
        content = there.lire(name, JSON_MAX)
    if content is None:
        return
    receipt = {"format": "ag-accuse/1", "fichier": name, "sha256": sha256(content).hexdigest()}
    mine, octets = contrat.nom_accuse(name), json.dumps(receipt).encode()
    told = there.lire(mine, JSON_MAX) == octets
    try:
        if kind == ACCES:
            with db.write(ctx.utilisateur) as session:
                bilan.acces += recevoir_acces(session, ag, content, ctx=ctx)
        else:
            bilan.retours += _retour(db, ctx, there, name, ag, content, noter)
    except TemporaryError:
        raise
    except UserError:
        if told:  # il a été reçu ; l'assemblée a été réexportée ou close depuis
            return
        raise
    if not told:
        with _note(noter, "Accuser réception", f"assemblée {ag}", mine):
            there.valider(mine, octets)


def _retour(
    db: Database,
    ctx: Contexte,
    there: CiblePublication,
    name: str,
    ag: int,
    content: bytes,
    noter: Callable[[Appel], None],
) -> bool:
    """Reçoit un retour et ses pièces ; faux s'il l'était déjà."""
    with db.read() as session:
        if retour_connu(session, ag, sha256(content).hexdigest()) is not None:
            return False
    pieces = {}
    for one in contrat.lire_retour(content).pieces:
        with _note(noter, "Lire", f"assemblée {ag}", one.fichier):
            piece = there.lire(one.fichier, contrat.PIECE_MAX)
        if piece is not None:
            pieces[one.fichier] = piece
    with db.write(ctx.utilisateur) as session:
        return recevoir_retour(session, ag, name, content, pieces, ctx=ctx)[1]


def load_cible_reglee(session: Session) -> CibleDraft:
    """Lève `UserError` si aucune n'est réglée."""
    setting = load_reglage_ag_connect(session)
    if setting.cible_id is None:
        raise UserError(
            "La cible d'AG Connect n'est pas réglée.", "Choisissez-la dans PARAMÈTRES, AG Connect."
        )
    return load_cible(session, setting.cible_id)


def _note(
    noter: Callable[[Appel], None], quoi: str, objet: str, nom: str
) -> AbstractContextManager[None]:
    return note(noter, AG_CONNECT.code, quoi, objet, nom)
