"""Examiner les lots, faire le flux de chaque portail, le relire, le déposer, le noter.

Le flux contient toujours toutes les annonces : le portail retire celles qui n'y sont plus. Rien
n'est déposé qui n'ait été relu et contrôlé par `partners/poliris`.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lsc_desktop.base.contexte import Contexte
from lsc_desktop.base.errors import Confirm, RefusedError, UserError, demander
from lsc_desktop.base.files import work_folder
from lsc_desktop.base.text import pluriel
from lsc_desktop.domain.annonces.annonce import Annonce, composer
from lsc_desktop.domain.annonces.criteres import admissible
from lsc_desktop.domain.annonces.envoi import a_deposer, alerte, premier_envoi, trop
from lsc_desktop.domain.annonces.examen import examiner
from lsc_desktop.domain.annonces.saisie import PortailDraft, ReglageAnnoncesDraft
from lsc_desktop.domain.serveurs import DOSSIER
from lsc_desktop.jobs.pouls import pouls
from lsc_desktop.jobs.transports import regarder, vers
from lsc_desktop.partners.erreurs import AccesError
from lsc_desktop.partners.poliris.controle import controler
from lsc_desktop.partners.poliris.ecriture import APPLICATION, Photo, ecrire_zip, nom_du_zip
from lsc_desktop.partners.poliris.lecture import lire_zip
from lsc_desktop.partners.poliris.location import Envoi as Parametres
from lsc_desktop.partners.poliris.location import fiche, nom_photo
from lsc_desktop.partners.sftp.port import CiblePublication, Envoi, Sort, ouverte
from lsc_desktop.queries.annonces.biens import load_biens, lots_diffuses
from lsc_desktop.queries.annonces.reglages import (
    load_portail,
    load_recu,
    load_reglage_annonces,
    portails_actifs,
)
from lsc_desktop.queries.evenements import fichier
from lsc_desktop.services import annonces as service
from lsc_desktop.services.jetons import jeton_neuf
from lsc_desktop.storage.engine import Database

log = logging.getLogger(__name__)
PULSE = 15.0  # secondes entre deux signes de vie
PAQUET = 200  # lots dont les critères s'écrivent ensemble
PREMIER = "premier_envoi_annonces"  # questions
RETRAIT, FREQUENCE = "retrait_annonces", "frequence_annonces"

Ouvrir = Callable[[PortailDraft], CiblePublication]


@dataclass(frozen=True, slots=True)
class Examen:
    """Ce qu'on a examiné, et les annonces qui peuvent partir, dans l'ordre du flux ; `le` : l'heure
    du poste avant de lire."""

    examines: int
    annonces: tuple[Annonce, ...]
    le: datetime

    @property
    def lots(self) -> dict[int, str]:
        """Le lot de chaque annonce, et sa référence."""
        return {one.bien.lot.id or 0: one.reference for one in self.annonces}

    def phrase(self) -> str:
        held = self.examines - len(self.annonces)
        said = pluriel(len(self.annonces), "annonce publiable", "annonces publiables")
        return f"{said}, {pluriel(held, 'retenue')}." if held else f"{said}."


@dataclass(frozen=True, slots=True)
class Paquet:
    """Un flux prêt, relu et contrôlé. `contenu` : son empreinte SHA-256."""

    chemin: Path
    contenu: str
    octets: int
    photos: int


def examiner_lots(db: Database, ctx: Contexte, lot_ids: Iterable[int]) -> Examen:
    """Juge ces lots et garde ce que dit chaque critère, par paquets : nul n'attend longtemps."""
    start, wanted = datetime.now(), list(lot_ids)
    fit: list[Annonce] = []
    count = 0
    for at in range(0, len(wanted), PAQUET):
        with db.read() as session:
            settings = load_reglage_annonces(session)
            biens = load_biens(session, wanted[at : at + PAQUET])
        found = {b.lot.id or 0: examiner(b, settings, ctx.aujourd_hui) for b in biens}
        with db.write(ctx.utilisateur) as session:
            service.noter_criteres(session, found, ctx.maintenant)
        count += len(biens)
        fit += [
            composer(b, settings, ctx.aujourd_hui)
            for b in biens
            if admissible(found[b.lot.id or 0])
        ]
    return Examen(count, tuple(fit), start)


def _tous(db: Database, ctx: Contexte) -> Examen:
    with db.read() as session:
        lots = lots_diffuses(session)
    return examiner_lots(db, ctx, lots)


def publier_partout(
    db: Database,
    ctx: Contexte,
    ouvrir: Ouvrir,
    *,
    acceptes: Collection[str] = (),
    arreter: Callable[[], bool] = lambda: False,
) -> str:
    """Un dépôt vers chaque portail actif ; rend le compte rendu. Un portail qui manque n'arrête pas
    les autres : lève alors `UserError`, qui les nomme."""
    with db.read() as session:
        portails = portails_actifs(session)
    ready = _tous(db, ctx)
    said, missed = [ready.phrase()], []
    for id in portails:
        if arreter():
            break
        name = "Un portail"
        try:
            with db.read() as session:
                name = load_portail(session, id).nom
            said.append(f"{name} : {deposer(db, ctx, id, ready, ouvrir, acceptes=acceptes)}")
        except Confirm as asked:
            missed.append(f"{name} : {asked.question}")
        except UserError as error:
            missed.append(f"{name} : {error.title}")
    if missed:
        raise UserError(
            " ".join(("La publication des annonces a manqué.", *missed)),
            "Corrigez, puis « Publier maintenant » sur la liste des portails.",
        )
    if not portails:
        said.append("Aucun portail n'est actif.")
    return " ".join(said)


def publier(
    db: Database, ctx: Contexte, portail_id: int, ouvrir: Ouvrir, acceptes: Collection[str] = ()
) -> str:
    """Examine tous les lots diffusés et dépose le flux de ce portail, même inchangé. Lève `Confirm`
    avant le premier envoi, un retrait en masse ou un cinquième envoi, `UserError` si quelque chose
    manque."""
    return deposer(db, ctx, portail_id, _tous(db, ctx), ouvrir, acceptes=acceptes, encore=True)


def deposer(
    db: Database,
    ctx: Contexte,
    portail_id: int,
    examen: Examen,
    ouvrir: Ouvrir,
    *,
    acceptes: Collection[str] = (),
    encore: bool = False,
) -> str:
    """Le flux de ce portail, s'il a changé ou si le dernier dépôt date ; `encore` : de toute façon.
    Rien n'est noté comme reçu avant de l'être. Un seul envoi à la fois vers un portail : deux qui
    se croisent laisseraient en ligne le plus vieux des deux, sans qu'on le sache."""
    token = jeton_neuf()
    with db.write(ctx.utilisateur) as session:
        service.prendre(session, portail_id, token)
    try:
        with pouls(db, lambda session: service.vivre(session, portail_id, token), PULSE):
            return _deposer(db, ctx, portail_id, examen, ouvrir, acceptes, encore)
    finally:
        with suppress(UserError), db.write() as session:
            service.rendre(session, portail_id, token)


def _deposer(
    db: Database,
    ctx: Contexte,
    portail_id: int,
    examen: Examen,
    ouvrir: Ouvrir,
    acceptes: Collection[str],
    encore: bool,
) -> str:
    start = datetime.now()
    with db.read() as session:
        settings, portail = load_reglage_annonces(session), load_portail(session, portail_id)
        held = load_recu(session, portail_id, start.date())
    if held.depose_le is not None and held.depose_le >= examen.le:
        examen = _tous(db, ctx)  # un autre vient d'y déposer : ce qu'on a lu est plus vieux
    if held.depose_le is None:
        demander(premier_envoi(portail.nom, portail.agence, len(examen.lots)), PREMIER, acceptes)
    if text := alerte(held.en_ligne, examen.lots):
        demander(f"{portail.nom} : {text} Publier quand même ?", RETRAIT, acceptes)
    try:
        with work_folder("lsc-annonces") as folder:
            made = preparer(db, folder, portail, settings, examen.annonces)
            if not encore and not a_deposer(made.contenu, held.contenu, held.depose_le, start):
                return "rien n'a changé depuis le dernier envoi."
            if text := trop(held.du_jour):
                demander(f"{portail.nom} : {text} Publier quand même ?", FREQUENCE, acceptes)
            _envoyer(portail, made, ouvrir)
    except UserError as error:
        with suppress(UserError), db.write(ctx.utilisateur) as session:
            service.noter_manque(
                session, portail_id, debut=start, fin=datetime.now(), qui=ctx.utilisateur,
                message=str(error),
            )  # fmt: skip
        raise
    with db.write(ctx.utilisateur) as session:
        service.noter_depot(
            session, portail_id, debut=start, fin=datetime.now(), qui=ctx.utilisateur,
            fichier=made.chemin.name, contenu=made.contenu, annonces=examen.lots,
            photos=made.photos, octets=made.octets,
        )  # fmt: skip
    count = len(examen.annonces)
    said = f"{pluriel(count, 'annonce')} et {pluriel(made.photos, 'photo')} déposées."
    log.info("annonces vers %s : %s", portail.nom, said)
    return said


def preparer(
    db: Database,
    folder: Path,
    portail: PortailDraft,
    settings: ReglageAnnoncesDraft,
    annonces: tuple[Annonce, ...],
) -> Paquet:
    """Le zip, relu par un lecteur qui ne sait rien de son écriture, et jugé sur les règles
    publiées. Lève `UserError`, qui nomme l'annonce et le champ, s'il ne les tient pas."""
    how = Parametres(
        portail.agence, portail.encodage, portail.publications, portail.url_bareme,
        settings.proprietaires, settings.inter_agences, portail.avec_photos,
    )  # fmt: skip
    path = folder / nom_du_zip(portail.logiciel, portail.agence)
    photos = list(_photos(db, annonces)) if portail.avec_photos else []
    ecrire_zip(
        path,
        [fiche(one, how) for one in annonces],
        version=portail.format_version,
        encodage=portail.encodage,
        application=APPLICATION,
        photos=photos,
    )
    faults = controler(lire_zip(path, portail.encodage))
    if faults:
        shown = " ; ".join(str(fault) for fault in faults[:3])
        raise UserError(
            f"Le flux de « {portail.nom} » ne tient pas les règles du format : {shown}",
            "Rien n'a été envoyé. Corrigez ces lots, puis publiez de nouveau.",
        )
    with path.open("rb") as file:  # des photos : il ne tient pas toujours en mémoire
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return Paquet(path, content, path.stat().st_size, len(photos))


def ouvrir(portail: PortailDraft) -> CiblePublication:
    """Pas encore ouverte. Lève `UserError` si son secret n'est pas au coffre de ce poste."""
    assert portail.id is not None
    held = "" if portail.transport == DOSSIER else service.secret_de(service.nom_du_secret(portail))
    return vers(portail, held)


def essayer(portail: PortailDraft) -> None:
    """« Tester la connexion » d'un portail ; lève ce qui l'empêche."""
    regarder(ouvrir(portail))


def essayer_pagesimmo(
    settings: ReglageAnnoncesDraft, secret: str, *, delai: float = 30.0, port: int = 21
) -> str:
    """« Tester la connexion » de l'écran PagesIMMO : le serveur, puis le secondaire. Le compte
    est la réf. cabinet : c'est une supposition, qui n'a jamais été vérifiée. Rend ce qui a
    répondu."""
    from lsc_desktop.partners.ftp import CibleFtp, Compte

    if not settings.ref_cabinet:
        raise UserError("La réf. cabinet manque.", "Saisissez-la.", "ref_cabinet")
    if not secret:
        raise UserError(
            "Le mot de passe d'accès n'est pas au coffre de ce poste.",
            "Donnez-le par « Mot de passe d'accès… ».",
        )
    hosts = dict.fromkeys(h for h in (settings.serveur, settings.serveur_secondaire) if h)
    if not hosts:
        raise UserError("L'adresse du serveur manque.", "Saisissez-la.", "serveur")
    missed: UserError | None = None
    for host in hosts:
        account = Compte(
            host, settings.ref_cabinet, secret, settings.repertoire, port, chiffre=False
        )
        try:
            regarder(CibleFtp(account, delai=delai))
        except AccesError:
            raise  # il a répondu non : l'autre serveur dirait pareil
        except UserError as error:
            missed = missed or error
        else:
            return f"« {host} » répond, et le répertoire {settings.repertoire or '/'} est là."
    assert missed is not None
    raise missed


def _photos(db: Database, annonces: tuple[Annonce, ...]) -> Iterator[Photo]:
    """Lues une à une au moment d'être écrites : un lot de photos ne tient pas en mémoire."""

    def reader(key: int) -> Callable[[], bytes]:
        def read() -> bytes:
            with db.read() as session:
                return fichier(session, key).contenu

        return read

    for one in annonces:
        for rank, photo in enumerate(one.photos):
            yield Photo(nom_photo(one, rank, photo), reader(photo.cle))


def _envoyer(portail: PortailDraft, made: Paquet, ouvrir: Ouvrir) -> None:
    """Remplace le flux d'avant, du même nom ; `lister` ôte ce qu'un envoi coupé aurait laissé.
    Lève l'erreur de la liaison, ou du fichier."""
    asked = Envoi(made.chemin.name, made.chemin, made.octets, made.contenu, encore=True)
    with ouverte(ouvrir(portail)) as target:
        with suppress(RefusedError):  # un dépôt où l'on ne peut qu'écrire
            target.lister()
        (issue,) = target.deposer([asked]).issues
    if issue.sort is Sort.ECHEC and issue.erreur is not None:
        raise issue.erreur
