"""Relever les dossiers locatifs déposés, puis importer ceux qui peuvent l'être (seed L2759).

Deux pas, chacun entier : un fichier est reçu en une transaction puis rangé, un dossier est importé
en une autre. Tué n'importe où, le passage suivant reprend : un fichier reçu n'est que rangé, un
dossier importé ne l'est pas deux fois.
"""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, TemporaryError, UserError
from lsc_desktop.base.text import enumerer, pluriel
from lsc_desktop.domain.dossiers_locatifs.saisie import (
    DEJA,
    EN_ATTENTE,
    IMPORTE,
    QUARANTAINE,
)
from lsc_desktop.domain.serveurs import DOSSIER
from lsc_desktop.jobs.horaire import Suivi
from lsc_desktop.jobs.releve_clac import Releve, boite_de
from lsc_desktop.partners.clac import boite
from lsc_desktop.partners.clac.adaptateur import CLAC
from lsc_desktop.partners.clac.boite import Boite, Depot
from lsc_desktop.partners.clac.contrat import lire_dossier
from lsc_desktop.partners.clac.erreurs import DossierRefuseError
from lsc_desktop.queries import dossiers_locatifs as queries
from lsc_desktop.services.abonnements import exiger_abonnement
from lsc_desktop.services.dossiers_locatifs import reception
from lsc_desktop.services.dossiers_locatifs.importation import importer
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
FRAIS = 60  # secondes : plus récent et illisible, un fichier arrive peut-être encore
INCIDENT = "Ce fichier a fait échouer sa lecture : l'incident est au journal du programme."


@dataclass
class Bilan:
    """`arrivent` : les fichiers encore en chemin ; `manques` : ce qui n'a pas pu se lire."""

    etats: Counter[str] = field(default_factory=Counter)
    arrivent: int = 0
    manques: list[UserError] = field(default_factory=list)

    def phrase(self) -> str:
        """« 2 dossiers importés, 1 dossier en attente et 1 fichier en quarantaine. »"""
        said = [
            pluriel(self.etats[state], *words)
            for state, words in (
                (IMPORTE, ("dossier importé", "dossiers importés")),
                (EN_ATTENTE, ("dossier en attente", "dossiers en attente")),
                (DEJA, ("dossier déjà importé", "dossiers déjà importés")),
                (QUARANTAINE, ("fichier en quarantaine", "fichiers en quarantaine")),
            )
            if self.etats[state]
        ]
        if self.arrivent:
            said.append(pluriel(self.arrivent, "fichier arrive encore", "fichiers arrivent encore"))
        return f"{enumerer(said)}." if said else "Aucun dossier déposé."


def relever(db: Database, ctx: Contexte, suivi: Suivi) -> str:
    """Un passage entier, et d'abord ce que CLAC a déposé sur son compte, s'il en a un ; rend son
    compte rendu.

    Lève `UserError` sans abonnement, si le dossier n'est pas réglé ou ne répond pas, ou si un
    fichier n'a pas pu se lire : les autres sont faits.
    """
    with db.read() as session:
        exiger_abonnement(session, CLAC.code)
        setting = queries.load_reglage_clac(session)
        again = queries.a_relire(session)
    box, bilan = boite_de(setting), Bilan()
    account = Releve(db, ctx, setting, box, suivi) if setting.transport != DOSSIER else None
    if account is not None:
        account.rapporter()
        _continuer(suivi)
    files: list[tuple[int | None, Depot]] = [
        (id, Depot(name, 0.0, boite.QUARANTAINE)) for id, name in again
    ]
    try:
        files += [(None, one) for one in box.deposes()]
    except TemporaryError as error:  # ce qui est déjà reçu peut tout de même s'importer
        bilan.manques.append(error)
    for rank, (row_id, depot) in enumerate(files, 1):
        _continuer(suivi)
        suivi.dire(f"Dossiers locatifs… {rank} / {len(files)}")
        try:
            _recevoir(db, ctx, box, depot, bilan)
        except UserError as error:
            log.warning("%s non reçu : %s", depot.montre, error.title)
            bilan.manques.append(error)
            if row_id is not None:
                with db.write(ctx.utilisateur) as session:
                    reception.illisible(session, row_id, error.title)
    with db.read() as session:
        waiting = queries.a_traiter(session)
    for id in waiting:
        _continuer(suivi)
        _importer(db, ctx, id, bilan)
    if account is not None:
        if setting.effacer:
            account.oter()
        bilan.arrivent += account.arrivent
        bilan.manques += account.manques
    if bilan.manques:
        first = bilan.manques[0]
        more = len(bilan.manques) - 1
        title = f"{first.title} ({pluriel(more, 'autre')} de même.)" if more else first.title
        raise TemporaryError(title, f"{first.advice} {bilan.phrase()}".strip())
    return bilan.phrase()


def _continuer(suivi: Suivi) -> None:
    if suivi.arreter():
        raise TemporaryError(
            "L'import s'est arrêté avec le programme.", "Il reprendra à la prochaine ouverture."
        )


def _recevoir(db: Database, ctx: Contexte, box: Boite, depot: Depot, bilan: Bilan) -> None:
    """Lève `TemporaryError` si le fichier ou le dossier ne se lit pas."""
    mark = boite.empreinte_illisible(depot)
    try:
        content = box.lire(depot)
        mark = boite.empreinte_de(content)
        recu = lire_dossier(content)
    except DossierRefuseError as error:
        refused: UserError = error
    except UserError:
        raise
    except Exception:
        log.exception("lecture de %s", depot.montre)
        refused = DossierRefuseError(INCIDENT)
    else:
        with db.write(ctx.utilisateur) as session:
            state = reception.recevoir(session, recu, depot.montre, mark, ctx=ctx)
        box.ranger(depot, boite.TRAITES, mark)
        bilan.etats[DEJA] += state in (IMPORTE, DEJA)
        return
    if not depot.sous and abs(time.time() - depot.modifie) < FRAIS:
        bilan.arrivent += 1
        return
    name = boite.nom_range(depot.nom, mark)
    with db.write(ctx.utilisateur) as session:
        reception.mettre_en_quarantaine(
            session, depot.montre, mark, f"{refused.title} {refused.advice}".strip(), name, ctx=ctx
        )
    box.ranger(depot, boite.QUARANTAINE, mark)
    bilan.etats[QUARANTAINE] += 1


def _importer(db: Database, ctx: Contexte, id: int, bilan: Bilan) -> None:
    """Tout, ou rien ; ce qui demande à quelqu'un de décider attend, avec sa raison."""
    try:
        with db.write(ctx.utilisateur) as session:
            importer(session, id, ctx=ctx)
        bilan.etats[IMPORTE] += 1
        return
    except Confirm as question:
        why = question.question
    except TemporaryError as error:
        bilan.manques.append(error)
        return
    except UserError as error:
        why = error.title
    except Exception:
        log.exception("import du dossier locatif %s", id)
        why = "L'import de ce dossier a rencontré un incident : il est au journal du programme."
    with db.write(ctx.utilisateur) as session:
        reception.attendre(session, id, why)
    bilan.etats[EN_ATTENTE] += 1
